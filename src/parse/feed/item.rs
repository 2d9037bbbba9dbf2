//! An entry's elements: which of the many that mean the same is meant.

use super::field::{Address, Pick, author, html, text_of, title, when};
use super::names::Ns;
use super::node::Node;
use super::plain::{self, Kind};
use super::{Enclosure, Entry, Source, date};
use crate::model::When;

/// The most enclosures and categories an entry keeps.
const MOST: usize = 200;
/// The most authors that are named.
const MOST_AUTHORS: usize = 20;

/// An entry whose addresses are not absolute yet.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) entry: Entry,
    pub(super) link: Option<Address>,
    pub(super) comments: Option<Address>,
    pub(super) enclosures: Vec<(Address, Enclosure)>,
    pub(super) source: Option<(Option<String>, Option<Address>)>,
    pub(super) base: u32,
}

#[derive(Default)]
struct Picks {
    id: Pick<String>,
    title: Pick<String>,
    link: Pick<Address>,
    author: Pick<String>,
    authors: Vec<String>,
    creators: Vec<String>,
    published: Pick<When>,
    updated: Pick<When>,
    summary: Pick<String>,
    content: Pick<String>,
    content_base: Option<u32>,
    comments: Pick<Address>,
    language: Pick<String>,
}

/// Reads an entry.
pub(super) fn draft(node: &Node<'_>) -> Draft {
    let mut draft = Draft {
        entry: Entry::empty(),
        link: None,
        comments: None,
        enclosures: Vec::new(),
        source: None,
        base: node.base,
    };
    let mut picks = Picks::default();
    if let Some(about) = node.attribute("about") {
        picks.id.offer(4, text_of(about));
        picks.link.offer(7, Address::of(about, node));
    }
    picks
        .link
        .offer(5, node.attribute("href").and_then(|h| Address::of(h, node)));
    picks
        .language
        .offer(9, node.language.as_deref().and_then(text_of));
    let modified = node.attribute("lastmod").and_then(date::read);
    picks.updated.offer(5, modified);
    for child in &node.children {
        match child.ns {
            Ns::Rss | Ns::Atom => core(child, &mut picks, &mut draft),
            _ => extension(child, &mut picks, &mut draft),
        }
    }
    let entry = &mut draft.entry;
    entry.id = picks.id.value.unwrap_or_default();
    entry.title = picks.title.value;
    entry.author = match picks.authors.len() {
        0 => picks.author.value,
        _ => Some(picks.authors.join(", ")),
    };
    entry.published = picks.published.value;
    entry.updated = picks.updated.value;
    entry.summary = picks.summary.value;
    entry.content = picks.content.value;
    entry.language = picks.language.value;
    draft.base = picks.content_base.unwrap_or(draft.base);
    draft.link = picks.link.value;
    draft.comments = picks.comments.value;
    draft
}

/// Elements of RSS and Atom.
fn core(node: &Node<'_>, picks: &mut Picks, draft: &mut Draft) {
    match &*node.name {
        "title" => picks.title.offer(0, title(node)),
        "link" => link(node, picks, draft),
        "guid" | "id" => guid(node, picks),
        "author" | "creator" | "managingeditor" => {
            if node.children.is_empty() {
                picks.author.offer(0, author(node));
            } else if let Some(name) = author(node)
                && !picks.authors.contains(&name)
                && picks.authors.len() < MOST_AUTHORS
            {
                picks.authors.push(name);
            }
        }
        "pubdate" => picks.published.offer(0, when(node)),
        "published" | "issued" => picks.published.offer(1, when(node)),
        "created" | "date" => picks.published.offer(3, when(node)),
        "updated" | "modified" | "lastbuilddate" | "lastmod" => picks.updated.offer(0, when(node)),
        "description" | "summary" | "abstract" => picks.summary.offer(0, html(node)),
        "subtitle" => picks.summary.offer(4, html(node)),
        "content" => content(node, picks),
        "encoded" => picks.content.offer(1, html(node)),
        "fullitem" | "body" => picks.content.offer(2, html(node)),
        "enclosure" => enclosure(node, draft),
        "category" => category(node, draft),
        "comments" => picks.comments.offer(0, Address::of(&node.text, node)),
        "source" => source(node, draft),
        "language" => picks.language.offer(0, text_of(&node.text)),
        _ => {}
    }
}

/// Elements of other namespaces.
fn extension(node: &Node<'_>, picks: &mut Picks, draft: &mut Draft) {
    match (node.ns, &*node.name) {
        (Ns::Content, "encoded") => {
            picks.content.offer(0, html(node));
            if picks.content.value.is_some() {
                picks.content_base = Some(node.base);
            }
        }
        (Ns::Xhtml, "body" | "div") => picks.content.offer(2, html(node)),
        (Ns::Dc, "title") => picks.title.offer(1, title(node)),
        (Ns::Dc, "creator" | "author") => creator(node, picks),
        (Ns::Dc, "publisher") => picks.author.offer(6, author(node)),
        (Ns::Dc, "contributor") => picks.author.offer(7, author(node)),
        (Ns::Dc, "date") => picks.published.offer(4, when(node)),
        (Ns::Dc, "description") => picks.summary.offer(1, html(node)),
        (Ns::Dc, "identifier") => picks.id.offer(5, text_of(&node.text)),
        (Ns::Dc, "subject") => category(node, draft),
        (Ns::Dc, "language") => picks.language.offer(1, text_of(&node.text)),
        (Ns::DcTerms, "issued" | "available") => picks.published.offer(2, when(node)),
        (Ns::DcTerms, "created" | "date") => picks.published.offer(5, when(node)),
        (Ns::DcTerms, "modified") => picks.updated.offer(1, when(node)),
        (Ns::DcTerms, "creator") => picks.author.offer(3, author(node)),
        (Ns::DcTerms, "title") => picks.title.offer(2, title(node)),
        (Ns::DcTerms, "abstract" | "description") => picks.summary.offer(2, html(node)),
        (Ns::Itunes, "title") => picks.title.offer(4, title(node)),
        (Ns::Itunes, "author") => picks.author.offer(4, author(node)),
        (Ns::Itunes, "summary" | "description") => picks.summary.offer(5, html(node)),
        (Ns::Itunes, "subtitle") => picks.summary.offer(6, html(node)),
        (Ns::Media, _) => media(node, picks, draft),
        (Ns::Enclosure, "enclosure") => enclosure(node, draft),
        (Ns::Slash, _) => {}
        _ => {}
    }
}

/// One of those who wrote it: Dublin Core gives each an element.
fn creator(node: &Node<'_>, picks: &mut Picks) {
    let Some(name) = author(node) else {
        return;
    };
    let together = match picks.creators.len() {
        0 => name.clone(),
        _ => format!("{}, {name}", picks.creators.join(", ")),
    };
    if picks.creators.len() < MOST_AUTHORS && !picks.creators.contains(&name) {
        picks.creators.push(name);
        picks.author.offer(1, Some(together));
    }
}

/// RSS's `<link>` and Atom's, in whichever it stands.
fn link(node: &Node<'_>, picks: &mut Picks, draft: &mut Draft) {
    let Some(href) = node.attribute("href").filter(|h| !h.is_empty()) else {
        let rank = if node.ns == Ns::Rss { 0 } else { 3 };
        picks.link.offer(rank, Address::of(&node.text, node));
        return;
    };
    let relation = node.attribute("rel").unwrap_or("alternate");
    let kind = node.attribute("type").unwrap_or_default();
    let relation = relation.rsplit('/').next().unwrap_or_default();
    match relation.to_ascii_lowercase().as_str() {
        "alternate" | "" => {
            let is_page = kind.is_empty() || kind.contains("html");
            picks
                .link
                .offer_first(if is_page { 1 } else { 2 }, Address::of(href, node));
        }
        "enclosure" => enclosure(node, draft),
        "replies" => picks.comments.offer(2, Address::of(href, node)),
        "self" => picks.link.offer_first(8, Address::of(href, node)),
        "related" | "via" => picks.link.offer_first(9, Address::of(href, node)),
        _ => {}
    }
}

/// The id, which is an address as well, unless it says that it is none.
fn guid(node: &Node<'_>, picks: &mut Picks) {
    let Some(id) = text_of(&node.text) else {
        return;
    };
    let denied = node
        .attribute("ispermalink")
        .is_some_and(|p| !p.eq_ignore_ascii_case("true"));
    if node.name == "guid" {
        let is_address = id.starts_with("http://") || id.starts_with("https://");
        if is_address {
            let rank = if denied { 9 } else { 4 };
            picks.link.offer(rank, Address::of(&id, node));
        }
    }
    picks
        .id
        .offer(if node.name == "guid" { 0 } else { 1 }, Some(id));
}

/// Atom's content, RSS's by mistake, and MSN's.
fn content(node: &Node<'_>, picks: &mut Picks) {
    if let Some(src) = node.attribute("src") {
        picks.link.offer(6, Address::of(src, node));
    }
    picks.content.offer(0, html(node));
    if picks.content.value.is_some() {
        picks.content_base = Some(node.base);
    }
}

fn enclosure(node: &Node<'_>, draft: &mut Draft) {
    let href = ["url", "href", "resource", "src"]
        .iter()
        .find_map(|name| node.attribute(name).filter(|v| !v.is_empty()));
    let Some(address) = href
        .or(Some(&*node.text))
        .and_then(|h| Address::of(h, node))
    else {
        return;
    };
    let length = ["length", "filesize"]
        .iter()
        .find_map(|name| node.attribute(name))
        .and_then(|l| l.replace([',', ' ', '.'], "").parse().ok())
        .filter(|l| *l > 0);
    add(
        draft,
        address,
        Enclosure {
            url: String::new(),
            kind: node.attribute("type").and_then(text_of),
            length,
            title: node.attribute("title").and_then(text_of),
        },
    );
}

/// Adds an enclosure; of one address, what any of its elements says is kept.
fn add(draft: &mut Draft, address: Address, new: Enclosure) {
    let known = draft.enclosures.iter_mut().find(|(a, _)| *a == address);
    if let Some((_, known)) = known {
        known.kind = known.kind.take().or(new.kind);
        known.length = known.length.or(new.length);
        known.title = known.title.take().or(new.title);
    } else if draft.enclosures.len() < MOST {
        draft.enclosures.push((address, new));
    }
}

/// Media RSS: contents are enclosures; titles and texts stand in where there are no others.
fn media(node: &Node<'_>, picks: &mut Picks, draft: &mut Draft) {
    match &*node.name {
        "content" => {
            if node.attribute("url").is_some() {
                enclosure(node, draft);
            }
            node.children
                .iter()
                .filter(|c| c.ns == Ns::Media)
                .for_each(|c| media(c, picks, draft));
        }
        "group" => node
            .children
            .iter()
            .filter(|c| c.ns == Ns::Media)
            .for_each(|c| media(c, picks, draft)),
        "title" => picks.title.offer(5, title(node)),
        "description" => picks.summary.offer(7, html(node)),
        "text" => picks.summary.offer(8, html(node)),
        "category" => category(node, draft),
        "credit" => picks.author.offer(8, author(node)),
        _ => {}
    }
}

fn category(node: &Node<'_>, draft: &mut Draft) {
    let named = ["label", "term", "text"]
        .iter()
        .find_map(|name| node.attribute(name).filter(|v| !v.is_empty()));
    let name = plain::line(named.unwrap_or(&node.text), Kind::Html);
    let categories = &mut draft.entry.categories;
    if !name.is_empty() && categories.len() < MOST && !categories.contains(&name) {
        categories.push(name);
    }
}

/// The feed that a gathered entry comes from.
fn source(node: &Node<'_>, draft: &mut Draft) {
    let title = match node.child("title") {
        Some(child) => title(child),
        None => Some(plain::line(&node.text, Kind::Html)).filter(|t| !t.is_empty()),
    };
    let own = node.attribute("url").and_then(|u| Address::of(u, node));
    let alternate = node
        .children
        .iter()
        .find(|c| c.is("link") && matches!(c.attribute("rel"), None | Some("alternate")));
    let link = alternate.and_then(|c| Address::of(c.attribute("href").unwrap_or(&c.text), c));
    if title.is_some() || own.is_some() || link.is_some() {
        draft.source = draft.source.take().or(Some((title, own.or(link))));
    }
}

/// The feed that a gathered entry comes from, with its address made absolute.
pub(super) fn source_of(title: Option<String>, link: Option<String>) -> Source {
    Source { title, link }
}
