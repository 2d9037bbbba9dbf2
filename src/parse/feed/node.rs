//! An element, and how its text is taken.

use super::names::Ns;
use std::borrow::Cow;

/// An element with what it holds.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) ns: Ns,
    /// Its name without prefix, lower case.
    pub(super) name: Cow<'a, str>,
    /// Namespace, name without prefix in lower case, value.
    pub(super) attributes: Vec<(Ns, Cow<'a, str>, Cow<'a, str>)>,
    /// Its text; of an element that holds a text with markup, the markup, too.
    pub(super) text: Cow<'a, str>,
    /// Whether `text` has markup that stood there as elements.
    pub(super) markup: bool,
    pub(super) children: Vec<Node<'a>>,
    /// The address that its relative addresses are relative to: a place in `Tree::bases`.
    pub(super) base: u32,
    /// Its language, as `xml:lang` says it.
    pub(super) language: Option<Cow<'a, str>>,
}

impl<'a> Node<'a> {
    /// An attribute without a namespace, or of the element's own.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(_, n, _)| n == name);
        found.map(|(_, _, value)| value.trim())
    }

    /// Whether this is the element `name` of RSS or Atom.
    pub(super) fn is(&self, name: &str) -> bool {
        matches!(self.ns, Ns::Rss | Ns::Atom) && self.name == name
    }

    /// The first child of a name, in RSS or Atom.
    pub(super) fn child(&self, name: &str) -> Option<&Node<'a>> {
        self.children.iter().find(|c| c.is(name))
    }
}

/// How the text of an element is taken.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    /// Children are elements.
    Elements,
    /// Children are markup of its text; entities in text are characters.
    Text,
    /// As `Text`, but text is HTML already: `<` in it stays an entity.
    Xhtml,
}

/// Prefix and name.
pub(super) fn split(name: &str) -> (&str, &str) {
    match name.split_once(':') {
        Some((prefix, local)) => (prefix, local),
        None => ("", name),
    }
}

pub(super) fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// How an element's text is taken.
pub(super) fn mode(node: &Node<'_>) -> Mode {
    let name: &str = &node.name;
    let is_text = match node.ns {
        Ns::Rss | Ns::Atom => matches!(
            name,
            "title"
                | "description"
                | "summary"
                | "content"
                | "subtitle"
                | "tagline"
                | "info"
                | "copyright"
                | "rights"
                | "abstract"
                | "fullitem"
                | "body"
        ),
        Ns::Content => name == "encoded",
        Ns::Xhtml => matches!(name, "body" | "div"),
        Ns::Dc => matches!(
            name,
            "title" | "description" | "rights" | "creator" | "subject"
        ),
        Ns::Media => matches!(name, "title" | "description" | "text"),
        Ns::Itunes => matches!(name, "summary" | "subtitle" | "title"),
        _ => false,
    };
    if is_text && (node.ns == Ns::Xhtml || is_xhtml(node)) {
        Mode::Xhtml
    } else if is_text {
        Mode::Text
    } else {
        Mode::Elements
    }
}

/// Whether an Atom text says that its markup stands there as elements: `type="xhtml"` in 1.0, and
/// in 0.3 whatever names no other mode.
pub(super) fn is_xhtml(node: &Node<'_>) -> bool {
    if !matches!(node.ns, Ns::Atom | Ns::Rss) {
        return false;
    }
    let kind = node.attribute("type").unwrap_or_default();
    let mode = node.attribute("mode");
    match mode {
        Some(mode) => mode.eq_ignore_ascii_case("xml") && kind.contains("html"),
        None => kind.eq_ignore_ascii_case("xhtml") || kind.contains("xhtml+xml"),
    }
}

pub(super) fn is_void(name: &str) -> bool {
    const VOID: [&str; 11] = [
        "br", "hr", "img", "input", "area", "base", "col", "embed", "source", "track", "wbr",
    ];
    VOID.iter().any(|v| v.eq_ignore_ascii_case(name))
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
