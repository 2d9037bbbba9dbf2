//! Bytes to text, whatever the charset: marked, declared rightly, declared wrongly, or not at all.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GBK, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// What the world says of the bytes' charset, besides the bytes themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Declared<'a> {
    /// The charset of the HTTP content type.
    pub http: Option<&'a str>,
    /// The charset that the document itself names.
    pub document: Option<&'a str>,
    /// The last label of the host's name (`ru`, `jp`): a hint where all else is silent.
    pub tld: Option<&'a str>,
}

/// Text, and how it was come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'a> {
    /// The text, without its byte order mark.
    pub text: Cow<'a, str>,
    /// The charset it was read in, by its WHATWG name.
    pub charset: &'static str,
    /// How many places could not be read and are `�` now.
    pub lost: usize,
    /// Whether the charset is neither marked nor declared, nor proved by the bytes.
    pub guess: bool,
}

/// How much of a text a guess looks at: where it does not know by then, more would not help.
const GUESSED_FROM: usize = 256 * 1024;

/// Reads bytes as text.
///
/// In this order: a byte order mark; zeros where UTF-16 and UTF-32 have them; UTF-8, where the
/// bytes are valid (other charsets hardly ever are by chance, so a wrong declaration loses); what
/// HTTP says; what the document says; UTF-8 with a few broken bytes; a guess.
pub fn decode<'a>(bytes: &'a [u8], declared: Declared<'_>) -> Text<'a> {
    if let Some(text) = wide(bytes) {
        return text;
    }
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let http = declared.http.and_then(by_label);
    let document = declared.document.and_then(by_label);
    let says = |encoding| http == Some(encoding) || document == Some(encoding);
    if says(ISO_2022_JP) && body.is_ascii() && body.contains(&0x1b) {
        return by(ISO_2022_JP, body, false);
    }
    if let Ok(text) = std::str::from_utf8(body) {
        if !marked && body.is_ascii() && body.windows(3).any(|w| w == b"\x1b$B" || w == b"\x1b$@") {
            return by(ISO_2022_JP, body, true);
        }
        return Text {
            text: Cow::Borrowed(text),
            charset: UTF_8.name(),
            lost: 0,
            guess: false,
        };
    }
    let named = [http, document].into_iter().flatten();
    for encoding in named.filter(|e| *e != UTF_8 && !is_wide(e)) {
        if let Some(text) = as_declared(encoding, body, declared.tld) {
            return text;
        }
    }
    let (valid, broken) = census(body);
    if marked || valid > broken {
        return mended(body);
    }
    by(guess(body, declared.tld), body, true)
}

/// The charset that a document names itself: in its XML declaration, or in an HTML `meta`.
pub fn named_in(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(2048)];
    let after = |mark: &[u8], from: usize| {
        let at = memchr::memmem::find(&head[from..], mark)?;
        Some(from + at + mark.len())
    };
    if let Some(xml) = after(b"<?xml", 0) {
        let end = after(b">", xml).unwrap_or(head.len());
        if let Some(value) = after(b"encoding", xml).filter(|at| *at < end) {
            return label(&head[value..end]);
        }
    }
    let mut from = 0;
    while let Some(meta) = after(b"<meta", from).or_else(|| after(b"<META", from)) {
        let end = after(b">", meta).unwrap_or(head.len());
        let charset = after(b"charset", meta).or_else(|| after(b"CHARSET", meta));
        if let Some(value) = charset.filter(|at| *at < end) {
            return label(&head[value..end]);
        }
        from = meta;
    }
    None
}

/// The label in `="utf-8"?>`, quoted or not.
fn label(bytes: &[u8]) -> Option<&str> {
    let skipped = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\'');
    let from = bytes.iter().position(|b| !skipped(b))?;
    let rest = &bytes[from..];
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'>' | b'?' | b';');
    let len = rest.iter().position(ends).unwrap_or(rest.len());
    std::str::from_utf8(&rest[..len])
        .ok()
        .filter(|l| !l.is_empty())
}

/// The charset that a label names; knows more misspellings than the WHATWG table.
pub fn by_label(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().trim_matches(['"', '\'', ';', ',']).trim();
    if let Some(known) = Encoding::for_label(label.as_bytes()) {
        return Some(known);
    }
    let plain: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let digits = plain.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let name = match &plain[..plain.len() - digits.len()] {
        "utf" | "xutf" => format!("utf-{digits}"),
        "windows" | "win" | "cp" | "ansi" | "xcp" | "wincp" | "windowscp" | "mswin" => {
            format!("windows-{digits}")
        }
        "iso" | "isolatin" if digits.starts_with("8859") => {
            format!("iso-8859-{}", &digits[4..])
        }
        "koi" if digits.starts_with('8') => format!("koi8-{}", &digits[1..]),
        "eucjp" | "xeucjp" => "euc-jp".to_owned(),
        "euckr" => "euc-kr".to_owned(),
        "sjis" | "shiftjis" | "xsjis" => "shift_jis".to_owned(),
        _ => return None,
    };
    Encoding::for_label(name.as_bytes())
}

/// Text in UTF-16 or UTF-32: marked, or told by where its zeros are.
fn wide(bytes: &[u8]) -> Option<Text<'_>> {
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => Some(utf32(rest, u32::from_le_bytes)),
        [0, 0, 0xfe, 0xff, rest @ ..] => Some(utf32(rest, u32::from_be_bytes)),
        [0xff, 0xfe, rest @ ..] => Some(by(UTF_16LE, rest, false)),
        [0xfe, 0xff, rest @ ..] => Some(by(UTF_16BE, rest, false)),
        [a, 0, 0, 0, b, 0, 0, 0, ..] if *a > 0 && *b > 0 => Some(utf32(bytes, u32::from_le_bytes)),
        [0, 0, 0, a, 0, 0, 0, b, ..] if *a > 0 && *b > 0 => Some(utf32(bytes, u32::from_be_bytes)),
        [a, 0, b, 0, ..] if *a > 0 && *b > 0 => Some(by(UTF_16LE, bytes, false)),
        [0, a, 0, b, ..] if *a > 0 && *b > 0 => Some(by(UTF_16BE, bytes, false)),
        _ => None,
    }
}

fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Text<'_> {
    let (units, odd) = bytes.as_chunks::<4>();
    let mut lost = usize::from(!odd.is_empty());
    let text: String = units
        .iter()
        .map(|u| {
            char::from_u32(unit(*u)).unwrap_or_else(|| {
                lost += 1;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    Text {
        text: Cow::Owned(text),
        charset: "UTF-32",
        lost,
        guess: false,
    }
}

fn by<'a>(encoding: &'static Encoding, bytes: &'a [u8], guess: bool) -> Text<'a> {
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    let lost = if wrong {
        text.matches(char::REPLACEMENT_CHARACTER).count()
    } else {
        0
    };
    Text {
        text,
        charset: encoding.name(),
        lost,
        guess,
    }
}

/// The text in the charset that was declared, unless it cannot be that.
fn as_declared<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
    tld: Option<&str>,
) -> Option<Text<'a>> {
    let text = by(encoding, bytes, false);
    if text.lost > 2 && text.lost > non_ascii(bytes) / 20 {
        return None;
    }
    // Latin letters with accents never stand four in a row; letters of other scripts do. This
    // default of many programs is what texts in other charsets are declared as.
    if encoding == WINDOWS_1252 && has_run(&text.text) {
        let likelier = guess(bytes, tld);
        let other = by(likelier, bytes, true);
        if likelier != WINDOWS_1252 && other.lost == 0 && !has_latin_run(&other.text) {
            return Some(other);
        }
    }
    // GB2312 is what GBK and GB18030 are declared as; one decoder reads all of them.
    Some(if encoding == GBK && text.lost > 0 {
        by(encoding_rs::GB18030, bytes, false)
    } else {
        text
    })
}

fn non_ascii(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| !b.is_ascii()).count()
}

/// Whether four letters beyond ASCII stand in a row somewhere.
fn has_run(text: &str) -> bool {
    let mut run = 0;
    text.chars().take(GUESSED_FROM).any(|c| {
        run = if !c.is_ascii() && c.is_alphabetic() {
            run + 1
        } else {
            0
        };
        run > 3
    })
}

fn has_latin_run(text: &str) -> bool {
    let mut run = 0;
    text.chars().take(GUESSED_FROM).any(|c| {
        let latin = ('\u{c0}'..'\u{250}').contains(&c);
        run = if latin { run + 1 } else { 0 };
        run > 3
    })
}

/// How many characters of several bytes are valid UTF-8, and how many places are not.
fn census(bytes: &[u8]) -> (usize, usize) {
    let (mut valid, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        let chars = chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        valid += chars;
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (valid, broken)
}

/// UTF-8 with bytes of windows-1252 among it, as careless programs join texts.
fn mended(bytes: &[u8]) -> Text<'_> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    let mut lost = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let broken = chunk.invalid();
        // The start of a longer character is a cut, not a letter of its own.
        if broken.len() == 1 {
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(broken).0);
            lost += 1;
        } else if !broken.is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            lost += 1;
        }
    }
    Text {
        text: Cow::Owned(text),
        charset: UTF_8.name(),
        lost,
        guess: false,
    }
}

/// The charset the bytes look like.
fn guess(bytes: &[u8], tld: Option<&str>) -> &'static Encoding {
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let from = first.saturating_sub(256);
    let to = bytes.len().min(from + GUESSED_FROM);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[from..to], true);
    let tld = tld.filter(|t| t.is_ascii() && !t.contains('.') && !t.is_empty());
    let tld = tld.map(str::to_ascii_lowercase);
    detector.guess(tld.as_deref().map(str::as_bytes), Utf8Detection::Deny)
}

#[cfg(test)]
mod tests;
