//! The text of XML that need not be well formed: its letters, its attributes, its entities.

use encoding_rs::{Encoding, WINDOWS_1252};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::BytesStart;

/// The letters of a file: UTF-8 where they are that, whatever is declared; else UTF-16 with its
/// mark, the declared encoding, or the commonest of old.
pub(super) fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let declared = declared(bytes).and_then(Encoding::for_label);
            // A file with a few wrong bytes that says it is UTF-8 is decoded as that.
            let encoding = declared.unwrap_or(WINDOWS_1252);
            encoding.decode_without_bom_handling(bytes).0.into_owned()
        }
    }
}

/// The name in `<?xml … encoding="name"?>`.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"encoding";
    let head = &bytes[..bytes.len().min(200)];
    let end = head.iter().position(|b| *b == b'>')?;
    let at = memchr::memmem::find(&head[..end], NAME)?;
    let rest = head[at + NAME.len()..end].trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = rest.split_first()?;
    let end = rest.iter().position(|b| b == quote)?;
    Some(&rest[..end])
}

/// The attributes of an element, in the order in which they stand.
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    pub(super) fn of(element: &BytesStart) -> Attributes {
        let mut attributes = element.html_attributes();
        let attributes = attributes.with_checks(false);
        let read = attributes.flatten().map(|attribute| {
            let key = attribute.key.local_name();
            let key = key.as_ref().to_ascii_lowercase();
            (key, unescaped(&attribute.value))
        });
        // More attributes than that are an attack.
        Attributes(read.take(64).collect())
    }

    /// The value of the first attribute of this name, in lower case, that has one; else empty.
    pub(super) fn get(&self, key: &str) -> String {
        let named = self.0.iter().filter(|(name, _)| name == key);
        let mut filled = named
            .map(|(_, value)| value)
            .filter(|v| !v.trim().is_empty());
        filled.next().cloned().unwrap_or_default()
    }
}

/// Text with its entities resolved: the five of XML and those that are numbers. Anything else
/// behind a `&` is what it is.
pub(super) fn unescaped(text: &str) -> String {
    const LONGEST_NAME: usize = 10;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(LONGEST_NAME).position(|b| b == b';');
        let meant = end.and_then(|end| Some((end, entity(rest.get(..end)?)?)));
        match meant {
            Some((end, text)) => {
                out.push_str(&text);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_predefined_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32).map(String::from)
}
