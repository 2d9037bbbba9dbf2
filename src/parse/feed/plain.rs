//! Texts of feeds as plain lines: headlines, names, categories.

use super::xml::entities;
use crate::chars::clean::one_line;
use memchr::{memchr, memmem};
use std::borrow::Cow;

/// The longest headline that is kept, in bytes.
const LONGEST: usize = 4096;

/// How a text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// HTML, or what may be.
    Html,
    /// Plain: `<b>` is what the author wrote.
    Text,
}

/// A text as one plain line: tags go, entities become characters (twice, as many feeds escape
/// twice), white space is one blank.
pub(super) fn line(text: &str, kind: Kind) -> String {
    let text = cut(text, LONGEST * 4);
    let text = match kind {
        Kind::Html => without_tags(text),
        Kind::Text => Cow::Borrowed(text),
    };
    let once = entities(&text);
    // A tag that shows up only now was written to be seen.
    let twice = entities(&once);
    let line = one_line(&twice);
    cut(&line, LONGEST).to_owned()
}

/// At most `most` bytes of a text, whole characters.
pub(super) fn cut(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The text without its HTML tags and comments. What only looks like a tag (`a < b`, `Vec<T>`)
/// stays.
pub(super) fn without_tags(html: &str) -> Cow<'_, str> {
    if memchr(b'<', html.as_bytes()).is_none() {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((len, name)) = tag(rest) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        if !INLINE.contains(&name.as_str()) {
            out.push(' ');
        }
        rest = &rest[len..];
        if matches!(name.as_str(), "script" | "style") {
            let end = format!("</{name}");
            if let Some(at) = memmem::find(rest.to_ascii_lowercase().as_bytes(), end.as_bytes()) {
                rest = &rest[at..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The length of the tag or comment that opens a text, and its name in lower case.
fn tag(text: &str) -> Option<(usize, String)> {
    if text.starts_with("<!--") {
        let end = memmem::find(text.as_bytes(), b"-->")?;
        return Some((end + 3, String::new()));
    }
    let bytes = text.as_bytes();
    let from = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
    let is_name = |b: &&u8| b.is_ascii_alphanumeric();
    let len = bytes[from..].iter().take(16).take_while(is_name).count();
    let name = text[from..from + len].to_ascii_lowercase();
    if !NAMES.contains(&name.as_str()) {
        return None;
    }
    let behind = bytes.get(from + len)?;
    if !(behind.is_ascii_whitespace() || matches!(behind, b'>' | b'/')) {
        return None;
    }
    let mut quote = 0;
    for (at, b) in bytes.iter().enumerate().skip(from + len).take(8192) {
        match b {
            b'>' if quote == 0 => return Some((at + 1, name)),
            b'"' | b'\'' if quote == 0 => quote = *b,
            b if *b == quote => quote = 0,
            _ => {}
        }
    }
    let end = memchr(b'>', &bytes[..bytes.len().min(8192)])?;
    Some((end + 1, name))
}

const INLINE: [&str; 24] = [
    "", "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "kbd",
    "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr",
];

/// Elements of HTML: only their tags are taken for tags.
const NAMES: [&str; 94] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "mark",
    "marquee",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "option",
    "p",
    "param",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "select",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
];

#[cfg(test)]
mod tests;
