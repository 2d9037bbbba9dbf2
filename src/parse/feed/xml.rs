//! Ill-formed XML as tokens: quick-xml's events, and what to do where it gives up.

use memchr::{memchr, memrchr};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A start tag.
    Open(Tag<'a>),
    /// An end tag, by its name.
    Close(&'a str),
    /// Text between tags, a piece of it; its entities are characters.
    Text(Cow<'a, str>),
    /// Text of a CDATA section: as it stands.
    Raw(&'a str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name with its prefix.
    pub(super) name: &'a str,
    /// What stands behind the name: the attributes.
    pub(super) rest: &'a str,
    /// Whether it ends itself (`<br/>`).
    pub(super) empty: bool,
}

/// The tokens of a document. Never fails: what is no markup is text.
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// Where in `text` the reader began.
    from: usize,
    reader: Reader<&'a [u8]>,
    /// How many bytes may still be read a second time, so that no document costs more than a few
    /// readings.
    budget: usize,
    /// No `]]>`, or no `-->`, stands further on: looked for once.
    no_cdata_end: bool,
    no_comment_end: bool,
    /// What had to be mended.
    pub(super) mended: usize,
    done: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Tokens<'a> {
        Tokens {
            text,
            from: 0,
            reader: reader(text),
            budget: text.len().saturating_mul(8).max(1 << 16),
            no_cdata_end: false,
            no_comment_end: false,
            mended: 0,
            done: false,
        }
    }

    /// Where the next token begins.
    pub(super) fn here(&self) -> usize {
        let read = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        self.from.saturating_add(read).min(self.text.len())
    }

    fn restart(&mut self, at: usize) {
        self.from = at.min(self.text.len());
        self.reader = reader(&self.text[self.from..]);
        self.mended += 1;
    }

    /// Text that only looks like markup, `len` bytes of it.
    fn literal(&mut self, at: usize, len: usize) -> Token<'a> {
        self.restart(at + len);
        Token::Text(Cow::Borrowed(&self.text[at..at + len]))
    }

    /// Skips to behind the next `>`.
    fn skip_tag(&mut self, at: usize) {
        match memchr(b'>', &self.text.as_bytes()[at..]) {
            Some(len) => self.restart(at + len + 1),
            None => self.done = true,
        }
    }

    /// Takes `bytes` off what may be read twice; `false` when it is used up.
    fn afford(&mut self, bytes: usize) -> bool {
        self.done = self.budget < bytes;
        self.budget = self.budget.saturating_sub(bytes);
        !self.done
    }

    /// The token that stands at `<` and that quick-xml should not see; `Ok` when it may.
    fn odd(&mut self, at: usize) -> Result<(), Option<Token<'a>>> {
        let rest = &self.text[at..];
        let bytes = rest.as_bytes();
        match bytes.get(1) {
            Some(b'!') if rest.starts_with("<!--") => {
                if self.no_comment_end {
                    self.restart(at + 4);
                    return Err(None);
                }
                Ok(())
            }
            Some(b'!') if rest.starts_with("<![CDATA[") => {
                if self.no_cdata_end {
                    self.restart(at + 9);
                    return Err(None);
                }
                Ok(())
            }
            Some(b'!') if bytes.len() > 9 && bytes[2..9].eq_ignore_ascii_case(b"DOCTYPE") => Ok(()),
            Some(b'!') => {
                self.skip_tag(at);
                Err(None)
            }
            Some(b'?' | b'_' | b':') => Ok(()),
            Some(b'/') if bytes.get(2).is_some_and(|b| is_name_start(*b)) => Ok(()),
            Some(b) if is_name_start(*b) => Ok(()),
            _ => Err(Some(self.literal(at, 1))),
        }
    }

    /// What becomes of markup that does not end.
    fn broken(&mut self, at: usize) -> Option<Token<'a>> {
        let rest = &self.text[at..];
        if !self.afford(rest.len()) {
            return None;
        }
        if rest.starts_with("<!--") {
            self.no_comment_end = true;
            self.restart(at + 4);
            return None;
        }
        if rest.starts_with("<![CDATA[") {
            self.no_cdata_end = true;
            self.restart(at + 9);
            return None;
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            self.skip_tag(at);
            return None;
        }
        // An attribute's quote that is never closed.
        let Some(len) = memchr(b'>', rest.as_bytes()) else {
            self.done = true;
            return None;
        };
        self.restart(at + len + 1);
        tag_token(&rest[..=len])
    }

    /// A tag; where an open quote has swallowed others behind it, only the first of them.
    fn tag(&mut self, at: usize, end: usize) -> Option<Token<'a>> {
        let whole = &self.text[at..end];
        if let Some(next) = memchr(b'<', &whole.as_bytes()[1..])
            && let Some(close) = memrchr(b'>', &whole.as_bytes()[..=next])
            && self.afford(whole.len())
        {
            self.restart(at + close + 1);
            return tag_token(&whole[..=close]);
        }
        tag_token(whole)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let at = self.here();
            if self.done || at >= self.text.len() {
                return None;
            }
            if self.text.as_bytes()[at] == b'<' {
                match self.odd(at) {
                    Ok(()) => {}
                    Err(Some(token)) => return Some(token),
                    Err(None) => continue,
                }
            }
            let event = self.reader.read_event();
            let end = self.here();
            let slice = self.text.get(at..end).unwrap_or_default();
            let token = match event {
                Ok(Event::Start(_) | Event::Empty(_) | Event::End(_)) => self.tag(at, end),
                Ok(Event::Text(_)) if slice.is_empty() => None,
                Ok(Event::Text(_)) => Some(Token::Text(Cow::Borrowed(slice))),
                Ok(Event::GeneralRef(_)) => Some(Token::Text(reference(slice))),
                Ok(Event::CData(_)) => slice.get(9..slice.len().saturating_sub(3)).map(Token::Raw),
                Ok(Event::Eof) => {
                    self.done = true;
                    None
                }
                Ok(_) => None,
                Err(quick_xml::Error::IllFormed(_)) if end > at => None,
                Err(_) => self.broken(at),
            };
            if token.is_some() {
                return token;
            }
        }
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' || !byte.is_ascii()
}

/// A whole tag, from `<` to `>`.
fn tag_token(tag: &str) -> Option<Token<'_>> {
    let inside = tag.strip_prefix('<')?.strip_suffix('>')?;
    let ends = |c: char| c.is_ascii_whitespace() || c == '/';
    if let Some(name) = inside.strip_prefix('/') {
        let name = name.split(ends).next().unwrap_or_default();
        return Some(Token::Close(name));
    }
    let (inside, empty) = match inside.strip_suffix('/') {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    let len = inside.find(ends).unwrap_or(inside.len());
    Some(Token::Open(Tag {
        name: &inside[..len],
        rest: &inside[len..],
        empty,
    }))
}

impl<'a> Tag<'a> {
    /// Its attributes, each once asked for: name and value, quoted or not, entities as characters.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            loop {
                rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
                if rest.is_empty() {
                    return None;
                }
                let ends = |c: char| c.is_ascii_whitespace() || c == '=';
                let len = rest.find(ends).unwrap_or(rest.len());
                let name = &rest[..len];
                let behind = rest[len..].trim_start();
                let Some(value) = behind.strip_prefix('=') else {
                    rest = behind;
                    if name.is_empty() {
                        continue;
                    }
                    return Some((name, Cow::Borrowed("")));
                };
                let value = value.trim_start();
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                let (value, behind) = match quote {
                    Some(quote) => {
                        let inner = &value[1..];
                        inner.split_once(quote).unwrap_or((inner, ""))
                    }
                    None => {
                        let len = value
                            .find(|c: char| c.is_ascii_whitespace())
                            .unwrap_or(value.len());
                        value.split_at(len)
                    }
                };
                rest = behind;
                if !name.is_empty() {
                    return Some((name, entities(value)));
                }
            }
        })
    }
}

/// Text with its entities as characters, once; what is no entity stays as it stands.
pub(super) fn entities(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while !rest.is_empty() {
        let long = match rest.as_bytes()[1..]
            .iter()
            .take(34)
            .position(|b| !is_in_entity(*b))
        {
            Some(len) if rest.as_bytes()[len + 1] == b';' => len + 2,
            _ => 1,
        };
        out.push_str(&reference(&rest[..long]));
        rest = &rest[long..];
        let next = memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(out)
}

fn is_in_entity(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'#'
}

/// What `&…;` stands for; itself when it is no entity of XML or HTML. What a document's own DTD
/// declares is never expanded.
pub(super) fn reference(whole: &str) -> Cow<'_, str> {
    let inside = whole.strip_prefix('&').and_then(|w| w.strip_suffix(';'));
    let Some(inside) = inside else {
        return Cow::Borrowed(whole);
    };
    if let Some(known) = quick_xml::escape::resolve_xml_entity(inside) {
        return Cow::Borrowed(known);
    }
    if let Some(number) = inside.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return match code {
            Ok(code) => Cow::Owned(character(code).to_string()),
            Err(_) => Cow::Borrowed(whole),
        };
    }
    // Of the entities with a name, quick-xml's table has those above U+0FFF cut short; html5ever's
    // has them whole, keyed with their `;`.
    match markup5ever::data::NAMED_ENTITIES.get(&whole[1..]) {
        Some((first, second)) => {
            let both = [*first, *second].map(char::from_u32);
            Cow::Owned(both.into_iter().flatten().filter(|c| *c != '\0').collect())
        }
        None => Cow::Borrowed(whole),
    }
}

/// The character of a number; 0x80 to 0x9F mean windows-1252, as in HTML (WHATWG HTML, 13.2.5.80).
fn character(code: u32) -> char {
    if let 0x80..=0x9f = code {
        let byte = [u8::try_from(code).unwrap_or(b'?')];
        let text = encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(&byte)
            .0;
        return text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    char::from_u32(code)
        .filter(|c| *c != '\0')
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests;
