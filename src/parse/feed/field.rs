//! What one element says: a line, HTML, a name, an address, a date.

use super::date;
use super::names::Ns;
use super::node::{Node, is_xhtml};
use super::plain::{self, Kind};
use crate::chars::clean::{clean, one_line};
use crate::model::When;
use std::borrow::Cow;

/// No address is longer.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// A value, and how good its element was: the best wins, of equals the last.
#[derive(Debug)]
pub(super) struct Pick<T> {
    rank: u8,
    pub(super) value: Option<T>,
}

impl<T> Default for Pick<T> {
    fn default() -> Pick<T> {
        Pick {
            rank: u8::MAX,
            value: None,
        }
    }
}

impl<T> Pick<T> {
    pub(super) fn offer(&mut self, rank: u8, value: Option<T>) {
        if value.is_some() && rank <= self.rank {
            self.rank = rank;
            self.value = value;
        }
    }

    /// As [`Pick::offer`], but of equals the first.
    pub(super) fn offer_first(&mut self, rank: u8, value: Option<T>) {
        if rank < self.rank {
            self.offer(rank, value);
        }
    }
}

/// An address as it stands, and the place of the base it is relative to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Address {
    pub(super) href: String,
    pub(super) base: u32,
}

impl Address {
    pub(super) fn of(text: &str, node: &Node<'_>) -> Option<Address> {
        let href = address(text)?;
        Some(Address {
            href,
            base: node.base,
        })
    }
}

/// An Atom text or RSS headline as a plain line.
pub(super) fn title(node: &Node<'_>) -> Option<String> {
    let text = unpacked(node)?;
    let line = plain::line(&text, kind(node));
    (!line.is_empty()).then_some(line)
}

/// Whether markup in an element's text is markup.
fn kind(node: &Node<'_>) -> Kind {
    let declared = node.attribute("type").unwrap_or_default();
    let is_plain = match node.ns {
        Ns::Atom => !node.markup && matches!(declared, "" | "text" | "text/plain" | "TEXT"),
        _ => !node.markup && matches!(declared, "text" | "text/plain"),
    };
    if is_plain { Kind::Text } else { Kind::Html }
}

/// The text of an element; what is packed in base64 (Atom 0.3, and other media types in 1.0)
/// unpacked, if it is text.
fn unpacked<'a>(node: &'a Node<'_>) -> Option<Cow<'a, str>> {
    let text = node.text.trim();
    let kind = node.attribute("type").unwrap_or_default();
    let packed = match node.attribute("mode") {
        Some(mode) => mode.eq_ignore_ascii_case("base64"),
        None => {
            let is_known = !kind.contains('/')
                || kind.starts_with("text/")
                || kind.contains("xml")
                || kind.contains("html");
            node.is("content") && !is_known || kind == "application/octet-stream"
        }
    };
    if !packed {
        return Some(Cow::Borrowed(text));
    }
    use base64::Engine as _;
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match base64::engine::general_purpose::STANDARD.decode(bare) {
        Ok(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        // Text of another kind, as it stands.
        Err(_) => Some(Cow::Borrowed(text)),
    }
}

/// The text of an element as HTML, without control characters; `None` where nothing is written.
pub(super) fn html(node: &Node<'_>) -> Option<String> {
    let text = unpacked(node)?;
    if text.is_empty() {
        return None;
    }
    let text = clean(&text);
    let is_plain = node.ns == Ns::Atom && kind(node) == Kind::Text && !is_xhtml(node);
    if is_plain && text.contains(['<', '&']) {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        return Some(escaped.replace('>', "&gt;"));
    }
    Some(text)
}

/// A plain line of an element's text.
pub(super) fn text_of(text: &str) -> Option<String> {
    let line = one_line(text);
    (!line.is_empty()).then_some(line)
}

pub(super) fn when(node: &Node<'_>) -> Option<When> {
    date::read(&node.text)
}

/// An address without white space and control characters.
pub(super) fn address(text: &str) -> Option<String> {
    let text = clean(text.trim());
    let text: String = text.chars().filter(|c| !matches!(c, '\n' | '\t')).collect();
    let text = text.trim();
    (!text.is_empty() && text.len() <= LONGEST_ADDRESS).then(|| text.to_owned())
}

/// Who wrote it: a name, where there is one, without the address beside it.
pub(super) fn author(node: &Node<'_>) -> Option<String> {
    if let Some(name) = node.child("name").or_else(|| node.child("title")) {
        let name = plain::line(&name.text, Kind::Html);
        if !name.is_empty() {
            return Some(name);
        }
    }
    let text = plain::line(&node.text, Kind::Html);
    if !text.is_empty() {
        return Some(name_of(&text));
    }
    let rest = ["email", "uri", "url", "homepage"];
    let known = rest.iter().filter_map(|name| node.child(name));
    known
        .chain(&node.children)
        .find_map(|child| text_of(&child.text))
}

/// The name in `me@example.org (Ann Lee)`, `Ann Lee <me@example.org>`, `Ann Lee (me@example.org)`.
fn name_of(text: &str) -> String {
    let is_mail = |part: &str| {
        let part = part.trim().trim_start_matches("mailto:");
        part.contains('@') && !part.contains(' ')
    };
    for (open, close) in [('(', ')'), ('<', '>')] {
        if let Some((before, rest)) = text.split_once(open)
            && let Some((inside, _)) = rest.split_once(close)
        {
            let (before, inside) = (before.trim(), inside.trim());
            if is_mail(before) && !inside.is_empty() {
                return inside.to_owned();
            }
            if is_mail(inside) && !before.is_empty() {
                return before.trim_matches('"').to_owned();
            }
        }
    }
    text.to_owned()
}
