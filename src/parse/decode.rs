//! Bytes to cleaned text, in whatever charset they are (see [`charset`]).

use super::charset::{self, Declared};
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
/// A charset that had to be guessed is a complaint, and so are bytes that are none of it; a text of
/// which more than a tenth is none is no text, and showing it as `�` would only hide that.
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
    let read = charset::decode(
        bytes,
        Declared {
            document: charset::named_in(bytes),
            ..Declared::default()
        },
    );
    let lost = read.lost;
    if lost > 2 && lost > read.text.len() / 10 || is_binary(read.text.as_bytes()) {
        return Err(Refusal::Binary);
    }
    let text = clean(&read.text);
    if !text.chars().any(is_visible) {
        return Err(Refusal::Empty);
    }
    let mut complaints = Vec::new();
    let charset = read.charset;
    if read.guess {
        complaints.push(format!(
            "it does not say its charset; it was read as {charset}"
        ));
    }
    match lost {
        0 => {}
        1 => complaints.push(format!("1 place was no {charset} and may be shown wrong")),
        n => complaints.push(format!(
            "{n} places were no {charset} and may be shown wrong"
        )),
    }
    Ok(Decoded { text, complaints })
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
        let decoded = text("Fähre und caf".as_bytes()).expect("text");
        assert_eq!(decoded.complaints, [""; 0]);
        let decoded = text(b"F\xc3\xa4hre, M\xc3\xb6we und caf\xe9.").expect("text");
        assert_eq!(decoded.text, "Fähre, Möwe und café.");
        assert_eq!(
            decoded.complaints,
            ["1 place was no UTF-8 and may be shown wrong"]
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
        ] {
            assert_eq!(read(bytes), Err(refusal), "{bytes:?}");
        }
    }

    #[test]
    fn texts_in_the_charsets_of_old_programs_are_read_and_it_is_said() {
        let words = "Привет, мир и пресса: обзор печати за неделю";
        // Of KOI8-R and KOI8-U, whose letters are the same, the larger one is guessed.
        for charset in ["windows-1251", "KOI8-U"] {
            let encoding = encoding_rs::Encoding::for_label(charset.as_bytes()).expect("known");
            let decoded = text(&encoding.encode(words).0).expect("text");
            assert_eq!(decoded.text, words, "{charset}");
            let said = format!("it does not say its charset; it was read as {charset}");
            assert_eq!(decoded.complaints, [said]);
        }
    }

    #[test]
    fn refusals_stand_behind_a_name() {
        let limit = MOST_BYTES;
        for (refusal, said) in [
            (Refusal::Empty, "it is empty"),
            (Refusal::Binary, "it is not text in a charset that is known"),
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
