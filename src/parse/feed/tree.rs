//! Tokens to elements: an entry at a time, with every tag that was left open closed where it must
//! have been, and nothing deeper, longer or more than is read.

use super::names::{Ns, by_address, by_prefix};
use super::node::{Mode, Node, escaped, is_void, lower, mode, split};
use super::xml::{Tag, Token, Tokens};
use std::borrow::Cow;
use url::Url;

/// Elements nested deeper are left out.
const DEEPEST: usize = 128;
/// An entry holds no more elements, nor does a feed of its own.
const MOST_ELEMENTS: usize = 20_000;
/// An element has no more attributes.
const MOST_ATTRIBUTES: usize = 40;
/// No more namespaces are known at once.
const MOST_SCOPES: usize = 256;
/// What is kept of a name.
const LONGEST_NAME: usize = 256;

/// No more addresses, and no longer ones, that others are relative to are kept.
const MOST_BASES: usize = MOST_ENTRIES;
const LONGEST_BASE: usize = 2048;

/// The most entries a feed is read to.
pub(super) const MOST_ENTRIES: usize = 20_000;

/// What kind of document the elements belong to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Root {
    Rss,
    Rdf,
    Atom,
    /// RSS 1.1 and CDF: a channel of its own.
    Channel,
}

/// What a document holds besides its entries.
#[derive(Clone, Debug)]
pub(super) struct Tree<'a> {
    /// The feed's root, without its children.
    pub(super) root: Option<(Root, Node<'a>)>,
    /// The attributes of the channel.
    pub(super) channel: Option<Node<'a>>,
    /// The elements of the feed itself.
    pub(super) own: Vec<Node<'a>>,
    /// Addresses that others are relative to; the first is the document's.
    pub(super) bases: Vec<Option<Url>>,
    /// The name of the first element, whatever it is.
    pub(super) first: Option<String>,
    /// Whether the document ends before its last end tag.
    pub(super) cut: bool,
    /// Whether it ends inside an entry.
    pub(super) cut_entry: bool,
    /// Whether the root's own namespace is one of RSS.
    pub(super) is_rss: bool,
    /// Whether the namespace is Netscape's: RSS 0.90.
    pub(super) netscape: bool,
    /// Whether there are more entries than are read.
    pub(super) more: bool,
    /// How many tags had to be mended.
    pub(super) mended: usize,
}

/// An element that is still open.
struct Open<'a> {
    /// Its name as it stands, to find its end tag.
    raw: &'a str,
    node: Node<'a>,
    mode: Mode,
    kind: Kind,
    /// Names of the markup open in its text.
    inner: Vec<&'a str>,
    /// How many namespaces were known before it.
    scopes: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Root,
    Channel,
    Entry,
    Other,
}

/// Builds elements out of tokens; `entry` gets each entry that is whole.
pub(super) struct Builder<'a, F: FnMut(Node<'a>)> {
    tree: Tree<'a>,
    open: Vec<Open<'a>>,
    /// Prefix and namespace, the innermost last.
    scopes: Vec<(&'a str, Ns)>,
    entry: F,
    entries: usize,
    /// How many elements the entry, or the feed's own element, holds that is being read.
    kept: usize,
    /// How many elements are open that are not kept.
    skipped: Vec<&'a str>,
    /// Whether this is a web page.
    html: bool,
    /// How many root elements have been closed.
    closed_roots: usize,
}

/// Reads the elements of a document. `None` for a web page.
pub(super) fn read<'a>(
    text: &'a str,
    url: Option<&Url>,
    entry: impl FnMut(Node<'a>),
) -> Option<Tree<'a>> {
    let mut builder = Builder {
        tree: Tree {
            root: None,
            channel: None,
            own: Vec::new(),
            bases: vec![url.cloned()],
            first: None,
            cut: false,
            cut_entry: false,
            is_rss: false,
            netscape: text
                .get(..2048)
                .unwrap_or(text)
                .contains("netscape.com/rdf/simple/0"),
            more: false,
            mended: 0,
        },
        open: Vec::new(),
        scopes: Vec::new(),
        entry,
        entries: 0,
        kept: 0,
        skipped: Vec::new(),
        html: false,
        closed_roots: 0,
    };
    let mut tokens = Tokens::new(text);
    for token in tokens.by_ref() {
        builder.take(token);
        if builder.html || builder.tree.more {
            break;
        }
    }
    builder.end();
    builder.tree.mended = tokens.mended;
    (!builder.html).then_some(builder.tree)
}

impl<'a, F: FnMut(Node<'a>)> Builder<'a, F> {
    fn take(&mut self, token: Token<'a>) {
        match token {
            Token::Open(tag) => self.tag(tag),
            Token::Close(name) => self.close(name),
            Token::Text(text) => self.text(text, false),
            Token::Raw(text) => self.text(Cow::Borrowed(text), true),
        }
    }

    fn text(&mut self, text: Cow<'a, str>, raw: bool) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        if open.kind != Kind::Other {
            return;
        }
        let text = if open.mode == Mode::Xhtml && !raw && text.contains(['<', '>', '&']) {
            Cow::Owned(escaped(&text))
        } else {
            text
        };
        let node = &mut open.node;
        if node.text.is_empty() {
            if open.mode == Mode::Text || !text.trim_ascii().is_empty() {
                node.text = text;
            }
        } else {
            node.text.to_mut().push_str(&text);
        }
    }

    fn tag(&mut self, tag: Tag<'a>) {
        if self.tree.root.is_none() && self.open.is_empty() {
            self.before_root(tag);
            return;
        }
        let is_text = self.open.last().is_some_and(|o| o.mode != Mode::Elements);
        if is_text {
            if !self.ends_text(tag) {
                self.markup(tag);
                return;
            }
            self.close_to(self.open.len() - 1);
        }
        if self.open.len() >= DEEPEST || !self.skipped.is_empty() {
            if !tag.empty && self.skipped.len() < 4 * DEEPEST {
                self.skipped.push(tag.name);
            }
            return;
        }
        self.element(tag);
    }

    /// Whether a tag shows that the text before it was never closed: no HTML has these.
    fn ends_text(&self, tag: Tag<'a>) -> bool {
        let Some(open) = self.open.last() else {
            return false;
        };
        open.inner.is_empty()
            && open.node.ns == Ns::Rss
            && [
                "item",
                "guid",
                "pubDate",
                "description",
                "enclosure",
                "content:encoded",
            ]
            .contains(&tag.name)
    }

    /// Elements before the feed's root: what stands around it, or shows that there is none.
    fn before_root(&mut self, tag: Tag<'a>) {
        let (prefix, local) = split(tag.name);
        if self.tree.first.is_none() {
            self.tree.first = Some(local.chars().take(LONGEST_NAME).collect());
        }
        let lower = local.to_ascii_lowercase();
        if prefix.is_empty()
            && (lower == "html"
                || self.tree.first.as_deref() == Some(local)
                    && matches!(lower.as_str(), "head" | "body"))
        {
            self.html = true;
            return;
        }
        let is_first = self.tree.first.as_deref() == Some(local) && self.skipped.is_empty();
        let kind = match lower.as_str() {
            "rss" => Some(Root::Rss),
            "rdf" => Some(Root::Rdf),
            "feed" => Some(Root::Atom),
            "channel" if is_first => Some(Root::Channel),
            "entry" if is_first && tag.rest.contains("Atom") => Some(Root::Atom),
            _ => None,
        };
        match kind {
            Some(root) => {
                let is_entry = lower == "entry";
                self.element(tag);
                self.tree.is_rss = self.scopes.contains(&("", Ns::Rss));
                if let Some(open) = self.open.last_mut() {
                    if !is_entry {
                        open.kind = Kind::Root;
                    }
                    let mut node = open.node.clone();
                    node.children.clear();
                    self.tree.root = Some((root, node));
                } else if !is_entry {
                    // `<feed/>`
                    let base = 0;
                    let node = self.node(tag, base);
                    self.tree.root = Some((root, node));
                }
            }
            None if !tag.empty && self.skipped.is_empty() => {
                self.skipped.push(tag.name);
            }
            None => {}
        }
    }

    /// Opens an element.
    fn element(&mut self, tag: Tag<'a>) {
        let scopes = self.scopes.len();
        self.declare(tag);
        let base = self.open.last().map_or(0, |o| o.node.base);
        let node = self.node(tag, base);
        let kind = self.kind(&node);
        if kind == Kind::Entry {
            // An entry inside an entry: the first was left open.
            if let Some(at) = self.open.iter().position(|o| o.kind == Kind::Entry) {
                self.close_to(at);
            }
        }
        let mode = mode(&node);
        self.open.push(Open {
            raw: tag.name,
            node,
            mode,
            kind,
            inner: Vec::new(),
            scopes,
        });
        if tag.empty && kind != Kind::Root {
            self.close_to(self.open.len() - 1);
        }
    }

    fn kind(&self, node: &Node<'a>) -> Kind {
        if !matches!(node.ns, Ns::Rss | Ns::Atom) {
            return Kind::Other;
        }
        let in_text = self.open.last().is_some_and(|o| o.mode != Mode::Elements);
        match &*node.name {
            "item" | "entry" if !in_text && !self.in_another() => Kind::Entry,
            "channel" if !self.open.iter().any(|o| o.kind == Kind::Entry) => Kind::Channel,
            "rss" | "feed" if self.open.is_empty() => Kind::Root,
            // What only holds entries.
            "items" if node.ns == Ns::Rss => Kind::Channel,
            _ => Kind::Other,
        }
    }

    /// Whether an entry here is not the feed's: one inside an entry's source, or inside what an
    /// extension says of it.
    fn in_another(&self) -> bool {
        let inside = self.open.iter().skip_while(|o| o.kind != Kind::Entry);
        inside
            .filter(|o| o.kind == Kind::Other)
            .any(|o| o.node.name == "source" || !matches!(o.node.ns, Ns::Rss | Ns::Atom))
    }

    /// Learns the namespaces a tag declares.
    fn declare(&mut self, tag: Tag<'a>) {
        if !tag.rest.contains("xmlns") || self.scopes.len() >= MOST_SCOPES {
            return;
        }
        let is_root = self.tree.root.is_none();
        for (name, address) in tag.attributes().take(MOST_ATTRIBUTES) {
            let prefix = match name.split_once(':') {
                Some(("xmlns", prefix)) => prefix,
                None if name == "xmlns" => "",
                _ => continue,
            };
            let ns = by_address(&address).unwrap_or(match prefix {
                // The root's own namespace is the feed's, whatever it is.
                "" if is_root => Ns::Rss,
                "" => Ns::Other,
                _ if address.contains("dtds/podcast") => Ns::Itunes,
                _ => match by_prefix(prefix) {
                    Ns::Rss | Ns::Atom => Ns::Other,
                    known => known,
                },
            });
            self.scopes.push((prefix, ns));
        }
    }

    fn ns(&self, prefix: &str) -> Ns {
        let declared = self.scopes.iter().rev().find(|(p, _)| *p == prefix);
        match declared {
            Some((_, ns)) => *ns,
            None if prefix.is_empty() => Ns::Rss,
            None => by_prefix(prefix),
        }
    }

    fn node(&mut self, tag: Tag<'a>, base: u32) -> Node<'a> {
        let (prefix, local) = split(tag.name);
        let mut node = Node {
            ns: self.ns(prefix),
            name: lower(local),
            attributes: Vec::new(),
            text: Cow::Borrowed(""),
            markup: false,
            children: Vec::new(),
            base,
            language: self.open.last().and_then(|o| o.node.language.clone()),
        };
        if tag.rest.is_empty() {
            return node;
        }
        for (name, value) in tag.attributes().take(MOST_ATTRIBUTES) {
            if name.starts_with("xmlns") {
                continue;
            }
            let (prefix, local) = split(name);
            let ns = if prefix.is_empty() {
                node.ns
            } else {
                self.ns(prefix)
            };
            match (ns, local) {
                (Ns::Xml, "base") => node.base = self.base(&value, base),
                (Ns::Xml, "lang") => node.language = Some(value),
                _ => node.attributes.push((ns, lower(local), value)),
            }
        }
        node
    }

    /// The place of an `xml:base`, joined with the one around it.
    fn base(&mut self, value: &str, around: u32) -> u32 {
        let outer = self
            .tree
            .bases
            .get(around as usize)
            .and_then(Option::as_ref);
        let joined = match outer {
            Some(outer) => outer.join(value.trim()).ok(),
            None => Url::parse(value.trim()).ok(),
        };
        let Some(joined) = joined.filter(|u| u.as_str().len() <= LONGEST_BASE && u.has_host())
        else {
            return around;
        };
        if outer == Some(&joined) || self.tree.bases.len() >= MOST_BASES {
            return around;
        }
        self.tree.bases.push(Some(joined));
        u32::try_from(self.tree.bases.len() - 1).unwrap_or(0)
    }

    /// A tag that is markup of a text.
    fn markup(&mut self, tag: Tag<'a>) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let (_, local) = split(tag.name);
        let node = &mut open.node;
        node.markup = true;
        let text = node.text.to_mut();
        text.push('<');
        text.push_str(local);
        if !tag.rest.trim_ascii().is_empty() {
            text.push(' ');
            text.push_str(tag.rest.trim_ascii());
        }
        text.push('>');
        if tag.empty {
            if !is_void(local) {
                text.push_str("</");
                text.push_str(local);
                text.push('>');
            }
        } else if open.inner.len() < DEEPEST {
            open.inner.push(tag.name);
        }
    }

    fn close(&mut self, name: &'a str) {
        if self.tree.root.is_none() && self.open.is_empty() {
            self.skipped.pop_if(|s| *s == name);
            return;
        }
        if let Some(open) = self.open.last_mut()
            && open.mode != Mode::Elements
            && let Some(at) = open.inner.iter().rposition(|n| *n == name)
        {
            open.inner.truncate(at);
            let (_, local) = split(name);
            let text = open.node.text.to_mut();
            text.push_str("</");
            text.push_str(local);
            text.push('>');
            return;
        }
        if let Some(at) = self.skipped.iter().rposition(|n| *n == name) {
            self.skipped.truncate(at);
            return;
        }
        let Some(at) = self.open.iter().rposition(|o| o.raw == name) else {
            // `</Title>` for `<title>`, as long as nothing of that name is open further out.
            let last = self
                .open
                .last()
                .filter(|o| o.raw.eq_ignore_ascii_case(name));
            if last.is_some() {
                self.close_to(self.open.len() - 1);
            }
            return;
        };
        self.skipped.clear();
        self.close_to(at);
    }

    /// Closes every element from the innermost to `at`.
    fn close_to(&mut self, at: usize) {
        while self.open.len() > at {
            let Some(open) = self.open.pop() else {
                return;
            };
            self.scopes.truncate(open.scopes);
            self.done(open);
        }
    }

    /// An element is whole.
    fn done(&mut self, open: Open<'a>) {
        let node = open.node;
        match open.kind {
            Kind::Entry => {
                if self.entries == MOST_ENTRIES {
                    self.tree.more = true;
                } else {
                    self.entries += 1;
                    self.kept = 0;
                    (self.entry)(node);
                }
            }
            Kind::Root => self.closed_roots += 1,
            Kind::Channel => {
                if self.tree.channel.is_none() {
                    self.tree.channel = Some(node);
                }
            }
            Kind::Other => match self.open.last_mut() {
                Some(parent) if parent.kind == Kind::Channel || parent.kind == Kind::Root => {
                    if self.closed_roots == 0 && self.tree.own.len() < MOST_ELEMENTS {
                        self.tree.own.push(node);
                    }
                    self.kept = 0;
                }
                Some(parent) if self.kept < MOST_ELEMENTS => {
                    self.kept += 1;
                    parent.node.children.push(node);
                }
                _ => {}
            },
        }
    }

    /// The document ends. What is still open outside an entry is whole enough.
    fn end(&mut self) {
        if let Some(at) = self.open.iter().position(|o| o.kind == Kind::Entry) {
            self.open.truncate(at);
            self.tree.cut_entry = true;
        }
        self.tree.cut = !self.open.is_empty() && !self.tree.more;
        self.close_to(0);
    }
}

#[cfg(test)]
mod tests;
