//! The shape of a feed in `--json`.

use super::one_line;
use crate::model::When;
use crate::parse::feed::{Advertised, Enclosure, Entry, Feed, NotAFeed};
use jiff::Timestamp;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    ok: bool,
    kind: &'a str,
    format: &'a str,
    feed: Head<'a>,
    entries: Vec<Row<'a>>,
    autodiscovery: [(); 0],
    complaints: &'a [String],
}

#[derive(Serialize)]
struct Head<'a> {
    title: Option<&'a str>,
    link: Option<&'a str>,
    description: Option<&'a str>,
    language: Option<&'a str>,
    author: Option<&'a str>,
    updated: Option<String>,
    icon: Option<&'a str>,
    ttl: Option<u32>,
    skip_hours: &'a [u8],
    skip_days: &'a [u8],
    own: Option<&'a str>,
    next: Option<&'a str>,
    archive: Option<&'a str>,
    hub: Option<&'a str>,
    moved: Option<&'a str>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    key: String,
    title: Option<&'a str>,
    link: Option<&'a str>,
    author: Option<&'a str>,
    published: Option<String>,
    updated: Option<String>,
    summary: Option<&'a str>,
    content: Option<&'a str>,
    /// Left out where the text has a `<` of its own: programs that take plain text and HTML alike
    /// would read it as a tag. `content` has it in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<String>,
    base: Option<&'a str>,
    language: Option<&'a str>,
    enclosures: Vec<File<'a>>,
    categories: &'a [String],
    comments: Option<&'a str>,
    source: Option<Source<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    url: &'a str,
    r#type: Option<&'a str>,
    length: Option<u64>,
    title: Option<&'a str>,
}

#[derive(Serialize)]
struct Source<'a> {
    title: Option<&'a str>,
    link: Option<&'a str>,
}

#[derive(Serialize)]
struct Refused<'a> {
    ok: bool,
    kind: &'a str,
    error: String,
    autodiscovery: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    url: &'a str,
    r#type: &'a str,
    title: Option<&'a str>,
}

/// A feed, one JSON object and a newline.
pub(in crate::cli) fn read(feed: &Feed) -> String {
    one_line(&Document {
        ok: true,
        kind: "feed",
        format: feed.format.name(),
        feed: Head {
            title: feed.title.as_deref(),
            link: feed.link.as_deref(),
            description: feed.description.as_deref(),
            language: feed.language.as_deref(),
            author: feed.author.as_deref(),
            updated: feed.updated.and_then(instant),
            icon: feed.icon.as_deref(),
            ttl: feed.pace.ttl,
            skip_hours: &feed.pace.skip_hours,
            skip_days: &feed.pace.skip_days,
            own: feed.links.own.as_deref(),
            next: feed.links.next.as_deref(),
            archive: feed.links.archive.as_deref(),
            hub: feed.links.hub.as_deref(),
            moved: feed.links.moved.as_deref(),
        },
        entries: feed.entries.iter().map(row).collect(),
        autodiscovery: [],
        complaints: &feed.complaints,
    })
}

/// What is no feed.
pub(in crate::cli) fn refused(not: &NotAFeed) -> String {
    one_line(&Refused {
        ok: false,
        kind: not.kind.name(),
        error: not.to_string(),
        autodiscovery: not.advertised.iter().map(named).collect(),
    })
}

fn row(entry: &Entry) -> Row<'_> {
    Row {
        id: &entry.id,
        key: entry.key.to_string(),
        title: entry.title.as_deref(),
        link: entry.link.as_deref(),
        author: entry.author.as_deref(),
        published: entry.published.and_then(instant),
        updated: entry.updated.and_then(instant),
        summary: entry.summary.as_deref(),
        content: entry.content.as_deref(),
        content_text: Some(entry.text()).filter(|text| !text.contains('<')),
        base: entry.base.as_deref(),
        language: entry.language.as_deref(),
        enclosures: entry.enclosures.iter().map(file).collect(),
        categories: &entry.categories,
        comments: entry.comments.as_deref(),
        source: entry.source.as_ref().map(|source| Source {
            title: source.title.as_deref(),
            link: source.link.as_deref(),
        }),
    }
}

fn file(enclosure: &Enclosure) -> File<'_> {
    File {
        url: &enclosure.url,
        r#type: enclosure.kind.as_deref(),
        length: enclosure.length,
        title: enclosure.title.as_deref(),
    }
}

fn named(advertised: &Advertised) -> Named<'_> {
    Named {
        url: &advertised.url,
        r#type: &advertised.kind,
        title: advertised.title.as_deref(),
    }
}

/// A date as RFC 3339 has it: what is only a day or coarser, as its first second.
fn instant(when: When) -> Option<String> {
    let instant = Timestamp::from_second(when.seconds()).ok()?;
    Some(instant.to_string())
}
