//! A feed's own elements, and its entries with absolute addresses and ids.

use super::field::{Address, Pick, author, html, text_of, title, when};
use super::item::{Draft, source_of};
use super::names::Ns;
use super::node::Node;
use super::plain::{self, Kind};
use super::tree::{MOST_ENTRIES, Root, Tree};
use super::{Entry, Feed, Format, Links, Pace, ids};
use crate::model::When;
use url::Url;

#[derive(Default)]
struct Picks {
    title: Pick<String>,
    link: Pick<Address>,
    description: Pick<String>,
    language: Pick<String>,
    author: Pick<String>,
    updated: Pick<When>,
    icon: Pick<Address>,
    own: Pick<Address>,
    next: Pick<Address>,
    archive: Pick<Address>,
    hub: Pick<Address>,
    moved: Pick<Address>,
    pace: Pace,
    period: Option<u32>,
    frequency: u32,
}

/// A feed of what was read; `None` when there is nothing of a feed in it.
pub(super) fn feed(tree: Tree<'_>, drafts: Vec<Draft>, url: Option<&Url>) -> Option<Feed> {
    let (root, node) = tree.root.as_ref()?;
    let format = format(root, node, &tree)?;
    let mut picks = Picks::default();
    for node in [Some(node), tree.channel.as_ref()].into_iter().flatten() {
        attributes(node, format, &mut picks);
    }
    for node in &tree.own {
        own(node, &mut picks);
    }
    let resolver = Resolver::new(&tree, url, &picks, format);
    let resolved = |address: Option<Address>| address.map(|a| resolver.absolute(&a));
    let mut feed = Feed {
        format,
        title: picks.title.value,
        link: resolved(picks.link.value.clone()),
        description: picks.description.value,
        language: picks.language.value,
        author: picks.author.value,
        updated: picks.updated.value,
        icon: resolved(picks.icon.value),
        pace: picks.pace,
        links: Links {
            own: resolved(picks.own.value.clone()),
            next: resolved(picks.next.value),
            archive: resolved(picks.archive.value),
            hub: resolved(picks.hub.value),
            moved: resolved(picks.moved.value),
        },
        entries: drafts.into_iter().map(|d| resolver.entry(d)).collect(),
        complaints: complaints(&tree),
        cut: tree.cut,
    };
    if let (None, Some(minutes)) = (feed.pace.ttl, picks.period) {
        feed.pace.ttl = Some(minutes / picks.frequency.max(1));
    }
    ids::settle(&mut feed.entries);
    Some(feed)
}

fn complaints(tree: &Tree<'_>) -> Vec<String> {
    let mut out = Vec::new();
    if tree.cut && !tree.cut_entry {
        out.push("it ends before its last tag; what is whole was read".to_owned());
    }
    if tree.cut_entry {
        out.push("it ends in the middle of an entry; what is whole was read".to_owned());
    }
    if tree.more {
        out.push(format!(
            "it has more than {MOST_ENTRIES} entries; the first were read"
        ));
    }
    if tree.mended > 0 {
        out.push(match tree.mended {
            1 => "its XML is broken in 1 place, which was mended".to_owned(),
            n => format!("its XML is broken in {n} places, which were mended"),
        });
    }
    out
}

fn format(root: &Root, node: &Node<'_>, tree: &Tree<'_>) -> Option<Format> {
    let version = node.attribute("version").unwrap_or_default();
    Some(match root {
        Root::Rss if version.starts_with("0.9") => match version {
            "0.90" => Format::Rss090,
            _ => Format::Rss09x,
        },
        Root::Rss => Format::Rss20,
        Root::Rdf if tree.netscape => Format::Rss090,
        Root::Rdf => Format::Rss10,
        Root::Atom if version.starts_with("0.") => Format::Atom03,
        Root::Atom => Format::Atom10,
        Root::Channel
            if node.attribute("href").is_some() || node.attribute("lastmod").is_some() =>
        {
            Format::Cdf
        }
        Root::Channel => Format::Rss11,
    })
}

/// What the root and the channel say in attributes: language, and all of CDF.
fn attributes(node: &Node<'_>, format: Format, picks: &mut Picks) {
    let language = node.language.as_deref().and_then(text_of);
    picks.language.offer(2, language);
    if format == Format::Cdf {
        let href = node.attribute("href").and_then(|h| Address::of(h, node));
        picks.link.offer(3, href);
        let lastmod = node.attribute("lastmod").and_then(super::date::read);
        picks.updated.offer(5, lastmod);
    }
    if matches!(format, Format::Rss10 | Format::Rss11) {
        let about = node.attribute("about").and_then(|a| Address::of(a, node));
        picks.link.offer(9, about);
    }
}

fn own(node: &Node<'_>, picks: &mut Picks) {
    match (node.ns, &*node.name) {
        (Ns::Rss | Ns::Atom, _) => core(node, picks),
        (Ns::Dc, "title") => picks.title.offer(1, title(node)),
        (Ns::Dc, "description") => picks.description.offer(2, line(node)),
        (Ns::Dc, "language") => picks.language.offer(1, text_of(&node.text)),
        (Ns::Dc, "creator" | "author") => picks.author.offer(1, author(node)),
        (Ns::Dc, "publisher") => picks.author.offer(6, author(node)),
        (Ns::Dc, "date") => picks.updated.offer(2, when(node)),
        (Ns::DcTerms, "modified") => picks.updated.offer(1, when(node)),
        (Ns::DcTerms, "created" | "issued") => picks.updated.offer(4, when(node)),
        (Ns::Itunes, "title") => picks.title.offer(4, title(node)),
        (Ns::Itunes, "author") => picks.author.offer(4, author(node)),
        (Ns::Itunes, "subtitle") => picks.description.offer(4, line(node)),
        (Ns::Itunes, "summary") => picks.description.offer(3, line(node)),
        (Ns::Itunes, "image") => {
            let href = node.attribute("href").or(node.attribute("url"));
            picks.icon.offer(2, href.and_then(|h| Address::of(h, node)));
        }
        (Ns::Itunes, "new-feed-url") => picks.moved.offer(1, Address::of(&node.text, node)),
        (Ns::Media, "title") => picks.title.offer(5, title(node)),
        (Ns::Media, "description") => picks.description.offer(5, line(node)),
        (Ns::Syndication, "updateperiod") => picks.period = period(&node.text),
        (Ns::Syndication, "updatefrequency") => {
            picks.frequency = node.text.trim().parse().unwrap_or(1);
        }
        _ => {}
    }
}

fn core(node: &Node<'_>, picks: &mut Picks) {
    match &*node.name {
        "title" => picks.title.offer(0, title(node)),
        "link" => link(node, picks),
        "description" | "subtitle" | "tagline" | "abstract" => {
            picks.description.offer(0, line(node));
        }
        "info" => picks.description.offer(2, line(node)),
        "language" => picks.language.offer(0, text_of(&node.text)),
        "author" | "managingeditor" => picks.author.offer(0, author(node)),
        "webmaster" => picks.author.offer(7, author(node)),
        "updated" | "modified" | "lastbuilddate" => picks.updated.offer(0, when(node)),
        "pubdate" | "published" | "issued" | "date" => picks.updated.offer(3, when(node)),
        "icon" | "logo" => picks.icon.offer(1, Address::of(&node.text, node)),
        "image" => {
            let url = node.child("url");
            picks
                .icon
                .offer(0, url.and_then(|u| Address::of(&u.text, u)));
        }
        "ttl" => picks.pace.ttl = picks.pace.ttl.or(node.text.trim().parse().ok()),
        "skiphours" => {
            let hours = node.children.iter().filter(|c| c.name == "hour");
            let hours = hours.filter_map(|c| c.text.trim().parse::<u8>().ok());
            let mut hours: Vec<u8> = hours.filter(|h| *h <= 24).map(|h| h % 24).collect();
            hours.sort_unstable();
            hours.dedup();
            picks.pace.skip_hours = hours;
        }
        "skipdays" => {
            const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
            let day = |text: &str| {
                let text = text.trim().to_ascii_lowercase();
                (0_u8..)
                    .zip(DAYS)
                    .find(|(_, d)| text.starts_with(d))
                    .map(|(at, _)| at)
            };
            let days = node.children.iter().filter(|c| c.name == "day");
            let mut days: Vec<u8> = days.filter_map(|c| day(&c.text)).collect();
            days.sort_unstable();
            days.dedup();
            picks.pace.skip_days = days;
        }
        "redirect" | "newlocation" => picks.moved.offer(2, Address::of(&node.text, node)),
        _ => {}
    }
}

fn link(node: &Node<'_>, picks: &mut Picks) {
    let Some(href) = node.attribute("href").filter(|h| !h.is_empty()) else {
        let rank = if node.ns == Ns::Rss { 0 } else { 4 };
        picks.link.offer(rank, Address::of(&node.text, node));
        return;
    };
    let address = Address::of(href, node);
    let kind = node.attribute("type").unwrap_or_default();
    let relation = node.attribute("rel").unwrap_or("alternate");
    match relation.to_ascii_lowercase().as_str() {
        "alternate" | "" => {
            let is_page = kind.is_empty() || kind.contains("html");
            picks.link.offer_first(if is_page { 1 } else { 2 }, address);
        }
        "self" => picks.own.offer(0, address),
        "next" => picks.next.offer(0, address),
        "prev-archive" => picks.archive.offer(0, address),
        "hub" => picks.hub.offer(0, address),
        _ => {}
    }
}

/// A text as a plain line.
fn line(node: &Node<'_>) -> Option<String> {
    let html = html(node)?;
    let line = plain::line(&html, Kind::Html);
    (!line.is_empty()).then_some(line)
}

/// Minutes of `sy:updatePeriod`.
fn period(text: &str) -> Option<u32> {
    Some(match text.trim().to_ascii_lowercase().as_str() {
        "hourly" => 60,
        "daily" => 24 * 60,
        "weekly" => 7 * 24 * 60,
        "monthly" => 30 * 24 * 60,
        "yearly" => 365 * 24 * 60,
        _ => return None,
    })
}

/// Makes addresses absolute: by `xml:base`, then by what the feed says of itself.
struct Resolver<'t, 'a> {
    tree: &'t Tree<'a>,
    /// What stands in for a base that is not given, the best first.
    others: Vec<Url>,
}

impl<'t, 'a> Resolver<'t, 'a> {
    fn new(
        tree: &'t Tree<'a>,
        url: Option<&Url>,
        picks: &Picks,
        format: Format,
    ) -> Resolver<'t, 'a> {
        let parsed = |address: &Option<Address>| {
            let url = Url::parse(&address.as_ref()?.href).ok()?;
            url.has_host().then_some(url)
        };
        let page = parsed(&picks.link.value);
        let own = parsed(&picks.own.value);
        let fetched = url.cloned();
        // RFC 4287 makes the document's address the base; RSS says nothing, and writes addresses
        // as they stand on its site.
        let others = match format {
            Format::Atom03 | Format::Atom10 => [fetched, own, page],
            _ => [page, fetched, own],
        };
        Resolver {
            tree,
            others: others.into_iter().flatten().collect(),
        }
    }

    fn base(&self, place: u32) -> Option<&Url> {
        let given = if place == 0 {
            None
        } else {
            self.tree.bases.get(place as usize).and_then(Option::as_ref)
        };
        given.or(self.others.first())
    }

    fn absolute(&self, address: &Address) -> String {
        if has_scheme(&address.href) {
            return address.href.clone();
        }
        match self.base(address.base).map(|b| b.join(&address.href)) {
            Some(Ok(url)) => url.to_string(),
            _ => address.href.clone(),
        }
    }

    fn entry(&self, draft: Draft) -> Entry {
        let mut entry = draft.entry;
        let root = self
            .tree
            .root
            .as_ref()
            .and_then(|(_, n)| n.language.as_deref());
        entry.language = entry.language.filter(|l| Some(l.as_str()) != root);
        entry.link = draft.link.map(|l| self.absolute(&l));
        entry.comments = draft.comments.map(|l| self.absolute(&l));
        entry.base = self.base(draft.base).map(Url::to_string);
        entry.source = draft
            .source
            .map(|(title, link)| source_of(title, link.map(|l| self.absolute(&l))));
        entry.enclosures = draft
            .enclosures
            .into_iter()
            .map(|(address, mut enclosure)| {
                enclosure.url = self.absolute(&address);
                enclosure
            })
            .collect();
        entry
    }
}

/// Whether an address begins with a scheme (RFC 3986, 3.1).
fn has_scheme(href: &str) -> bool {
    href.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}
