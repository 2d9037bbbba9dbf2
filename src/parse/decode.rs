//! Bytes to cleaned text: UTF-8 with or without its mark, UTF-16 with its mark.

use super::{MOST_BYTES, Refusal};
use crate::chars::clean::clean;
use unicode_width::UnicodeWidthChar;

/// Text as it is kept, and what went wrong on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The cleaned text.
    pub text: String,
    /// Sentences for the reader.
    pub complaints: Vec<String>,
}

/// Reads bytes as text and cleans it (see [`clean`]).
///
/// A few bytes that are no UTF-8 become `�` and a complaint; a text of which more than a tenth is
/// none is in another encoding, and showing it as `�` would only hide that.
///
/// # Errors
/// Refuses what is too large, empty, or no text.
pub fn text(bytes: &[u8]) -> Result<Decoded, Refusal> {
    let size = bytes.len() as u64;
    if size > MOST_BYTES {
        return Err(Refusal::TooLarge {
            bytes: size,
            limit: MOST_BYTES,
        });
    }
    let mut complaints = Vec::new();
    let raw = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, &mut complaints)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, &mut complaints)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, &mut complaints)?,
        all => utf8(all, &mut complaints)?,
    };
    let text = clean(&raw);
    if text.chars().any(is_visible) {
        Ok(Decoded { text, complaints })
    } else {
        Err(Refusal::Empty)
    }
}

fn utf8(bytes: &[u8], complaints: &mut Vec<String>) -> Result<String, Refusal> {
    let invalid: usize = bytes.utf8_chunks().map(|c| c.invalid().len()).sum();
    if invalid > 2 && invalid > bytes.len() / 10 || is_binary(bytes) {
        return Err(Refusal::Binary);
    }
    match invalid {
        0 => {}
        1 => complaints.push("1 byte was no UTF-8 and is shown as �".to_owned()),
        n => complaints.push(format!("{n} bytes were no UTF-8 and are shown as �")),
    }
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

fn utf16(
    bytes: &[u8],
    unit: fn([u8; 2]) -> u16,
    complaints: &mut Vec<String>,
) -> Result<String, Refusal> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut lost = odd.len();
    let text: String = char::decode_utf16(pairs.iter().map(|p| unit(*p)))
        .map(|c| {
            c.unwrap_or_else(|_| {
                lost += 1;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    if lost > 2 && lost > pairs.len() / 10 || is_binary(text.as_bytes()) {
        return Err(Refusal::Binary);
    }
    if lost > 0 {
        complaints.push(format!("{lost} places were no UTF-16 and are shown as �"));
    }
    Ok(text)
}

/// Whether more than a hundredth is NUL or more than a twentieth other control characters that
/// text does not have. A form feed or an escape here and there is cleaned away instead.
fn is_binary(bytes: &[u8]) -> bool {
    let (mut nuls, mut controls) = (0_usize, 0_usize);
    for b in bytes {
        match b {
            0 => nuls += 1,
            b'\t'..=b'\r' | 0x1b => {}
            ..0x20 | 0x7f => controls += 1,
            _ => {}
        }
    }
    nuls > bytes.len() / 100 + 2 || controls > bytes.len() / 20 + 2
}

fn is_visible(c: char) -> bool {
    !c.is_whitespace() && c.width().is_some_and(|w| w > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, Refusal> {
        text(bytes).map(|d| d.text)
    }

    #[test]
    fn utf_8_and_utf_16_are_read_with_and_without_their_marks() {
        for bytes in [
            "Tide ё\r\n".as_bytes(),
            "\u{feff}Tide ё\r\n".as_bytes(),
            b"\xff\xfeT\0i\0d\0e\0 \0\x51\x04\r\0\n\0",
            b"\xfe\xff\0T\0i\0d\0e\0 \x04\x51\0\r\0\n",
        ] {
            assert_eq!(read(bytes).as_deref(), Ok("Tide ё\n"), "{bytes:?}");
        }
    }

    #[test]
    fn little_that_is_wrong_is_a_complaint() {
        let decoded = text(b"caf\xe9 and tea and more than enough of it").expect("text");
        assert!(decoded.text.starts_with("caf\u{fffd} and"));
        assert_eq!(
            decoded.complaints,
            ["1 byte was no UTF-8 and is shown as �"]
        );
        assert_eq!(read(b"two\0 nuls\0").as_deref(), Ok("two nuls"));
        assert_eq!(read(b"\x1b[1mbold\x1b[0m").as_deref(), Ok("bold"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for (bytes, refusal) in [
            (&b""[..], Refusal::Empty),
            (b" \r\n\t ", Refusal::Empty),
            ("\u{feff}\u{200b}\u{ad}".as_bytes(), Refusal::Empty),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", Refusal::Binary),
            (&[1; 100], Refusal::Binary),
            // "Привет" and more in windows-1251.
            (
                b"\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0 \xe8 \xef\xf0\xe5\xf1\xf1\xe0",
                Refusal::Binary,
            ),
        ] {
            assert_eq!(read(bytes), Err(refusal), "{bytes:?}");
        }
    }

    #[test]
    fn refusals_stand_behind_a_name() {
        let limit = MOST_BYTES;
        for (refusal, said) in [
            (Refusal::Empty, "it is empty"),
            (Refusal::Binary, "it is not text in UTF-8 or UTF-16"),
            (
                Refusal::TooLarge {
                    bytes: limit + 1,
                    limit,
                },
                "it is too large: 33 MiB, and at most 32 MiB are read",
            ),
        ] {
            assert_eq!(refusal.to_string(), said);
        }
        assert!(matches!(
            text(&vec![b'a'; usize::try_from(limit).expect("fits") + 1]),
            Err(Refusal::TooLarge { .. })
        ));
    }
}
