//! The shape of `--json`: structs of their own, so that neither the cache nor the parser can change
//! what scripts rely on.

pub(super) mod feed;

use crate::chars::clean::{self, is_dropped};
use crate::exchange::List;
use crate::jobs::find::Hit;
use crate::jobs::kept::{Counted, Kept, Named};
use crate::jobs::refresh::{Done, End};
use crate::jobs::subscriptions::wanted;
use crate::model::{Block, BlockKind, Digest, Head, Health, Library, Origin, Section, Source};
use crate::parse::{Force, Parsed};
use serde::Serialize;
use std::fmt::Write as _;

#[derive(Serialize)]
struct Document<'a> {
    ok: bool,
    kind: &'a str,
    title: Option<&'a str>,
    publisher: Option<&'a str>,
    published: Option<String>,
    language: Option<&'a str>,
    byline: Option<&'a str>,
    minutes: Option<u32>,
    lead: Vec<String>,
    captions: &'a [String],
    toc: &'a [String],
    notes: &'a [String],
    sections: Vec<Part<'a>>,
    related: Vec<Teaser<'a>>,
    boilerplate: Vec<&'a str>,
    cuts: usize,
    rule: &'a str,
    confidence: f32,
    guess: bool,
    unsure: bool,
    complaints: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    explain: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    outlet: Option<&'a str>,
    also_outlets: &'a [String],
    headline: Option<&'a str>,
    byline: Option<&'a str>,
    group: Option<&'a str>,
    source_url: Option<&'a str>,
    head_raw: &'a str,
    cuts: usize,
    blocks: Vec<Paragraph>,
}

#[derive(Serialize)]
struct Paragraph {
    t: &'static str,
    text: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    elided: bool,
}

#[derive(Serialize)]
struct Teaser<'a> {
    title: &'a str,
    summary: Option<&'a str>,
    author: Option<&'a str>,
    date: Option<&'a str>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Line<'a> {
    line: usize,
    slot: &'a str,
    rule: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Found<'a> {
    id: String,
    outlet: &'a str,
    title: &'a str,
    via: Option<&'a str>,
    published: Option<String>,
    excerpt: &'a str,
    block: u32,
    char: u32,
}

#[derive(Serialize)]
struct Refused<'a> {
    ok: bool,
    kind: &'a str,
    error: &'a str,
}

#[derive(Serialize)]
struct OutletRow<'a> {
    id: &'a str,
    title: String,
    unread: usize,
    articles: usize,
    /// When its source last answered, and what is wrong with it.
    last_good: Option<String>,
    trouble: Option<&'a str>,
}

#[derive(Serialize)]
struct ArticleRow<'a> {
    id: String,
    outlet: String,
    title: String,
    via: Option<String>,
    published: Option<String>,
    url: Option<&'a str>,
    read: bool,
    bookmarked: bool,
    digest: Option<String>,
    minutes: u32,
}

#[derive(Serialize)]
struct Feeds<'a> {
    ok: bool,
    kind: &'a str,
    title: Option<&'a str>,
    feeds: Vec<FeedRow<'a>>,
}

#[derive(Serialize)]
struct FeedRow<'a> {
    url: &'a str,
    title: &'a str,
    folder: &'a [String],
    tags: &'a [String],
    site: Option<&'a str>,
    /// Why an import leaves it out.
    skipped: Option<String>,
}

#[derive(Serialize)]
struct SourceRow<'a> {
    id: &'a str,
    title: String,
    group: &'a [String],
    tags: &'a [String],
    address: Option<&'a str>,
    path: Option<String>,
    /// The program alone: its arguments may hold what is nobody's business.
    program: Option<&'a str>,
    paused: bool,
    gone: bool,
    status: Option<u16>,
    route: Option<&'a str>,
    bytes: u64,
    last_try: Option<String>,
    last_good: Option<String>,
    next_due: Option<String>,
    failures: u32,
    trouble: Option<&'a str>,
    moved_to: Option<&'a str>,
}

/// A list of subscriptions, one JSON object and a newline.
pub(super) fn feeds(list: &List) -> String {
    let feeds = list.feeds.iter().map(|feed| FeedRow {
        url: &feed.address,
        title: &feed.title,
        folder: &feed.folder,
        tags: &feed.tags,
        site: feed.site.as_deref(),
        skipped: wanted(feed).err().map(|why| why.to_string()),
    });
    one_line(&Feeds {
        ok: true,
        kind: "opml",
        title: list.title.as_deref(),
        feeds: feeds.collect(),
    })
}

/// A subscription, one JSON object and a newline.
pub(super) fn source(source: &Source, paused: bool, health: &Health, next: Option<i64>) -> String {
    let (mut address, mut path, mut program) = (None, None, None);
    match &source.origin {
        Origin::Address(text) => address = Some(text.as_str()),
        Origin::Path(file) => path = Some(file.to_string_lossy().into_owned()),
        Origin::Exec(command) => program = command.first().map(String::as_str),
    }
    one_line(&SourceRow {
        id: source.id.as_str(),
        title: clean::one_line(&source.name()),
        group: source.group.names(),
        tags: &source.tags,
        address,
        path,
        program,
        paused,
        gone: health.gone,
        status: health.last_status,
        route: health.way.as_deref(),
        bytes: health.bytes,
        last_try: health.last_try.and_then(instant),
        last_good: health.last_good.and_then(instant),
        next_due: next.and_then(instant),
        failures: health.failures,
        trouble: health.last_error.as_deref(),
        moved_to: health.moved_to.as_deref(),
    })
}

/// A time as RFC 3339 has it, in UTC.
fn instant(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.to_string())
}

/// A parsed document, one JSON object and a newline. `explain` adds a line for each line of the
/// source; `force` is the kind it was read as, where that was asked for.
pub(super) fn parsed(parsed: &Parsed, explain: bool, force: Option<Force>) -> String {
    let digest = &parsed.digest;
    let kind = match force {
        Some(Force::Digest) => "digest",
        Some(Force::Article) => "article",
        None if digest.is_split() => "digest",
        None => "article",
    };
    let lines = parsed.explain.iter().filter(|_| explain);
    one_line(&Document {
        ok: true,
        kind,
        title: digest.title.as_deref(),
        publisher: digest.publisher.as_deref(),
        published: digest.when.map(|when| when.to_string()),
        language: digest.lang.as_deref(),
        byline: digest.byline.as_deref(),
        minutes: digest.minutes,
        lead: digest.lead.iter().map(Block::text).collect(),
        captions: &digest.captions,
        toc: &digest.toc,
        notes: &digest.notes,
        sections: digest.sections.iter().map(part).collect(),
        related: teasers(digest),
        boilerplate: digest.boilerplate.iter().map(|b| b.text.as_str()).collect(),
        cuts: digest.cuts(),
        rule: &digest.rule,
        confidence: digest.confidence,
        guess: parsed.guess,
        unsure: parsed.unsure,
        complaints: &parsed.complaints,
        explain: lines
            .map(|e| Line {
                line: e.line,
                slot: &e.slot,
                rule: &e.rule,
                text: &e.text,
            })
            .collect(),
    })
}

/// A document that was refused.
pub(super) fn refused(kind: &str, error: &str) -> String {
    one_line(&Refused {
        ok: false,
        kind,
        error,
    })
}

/// An outlet, one JSON object and a newline.
pub(super) fn outlet(outlet: &Counted, health: Option<&Health>) -> String {
    one_line(&OutletRow {
        id: outlet.id.as_str(),
        title: clean::one_line(&outlet.name),
        unread: outlet.unread,
        articles: outlet.articles,
        last_good: health.and_then(|health| health.last_good).and_then(instant),
        trouble: health.and_then(|health| health.last_error.as_deref()),
    })
}

/// A list line, one JSON object and a newline. `url` is where the original is.
pub(super) fn article(kept: &Kept, head: &Head, url: Option<&str>) -> String {
    let library = kept.library();
    let via = kept.via(head);
    one_line(&ArticleRow {
        id: head.id.to_string(),
        outlet: clean::one_line(library.name(&head.outlet)),
        title: clean::one_line(&head.title),
        via: via.map(clean::one_line),
        published: head.when.map(|when| when.to_string()),
        url,
        read: !library.is_unread(head),
        bookmarked: library.marks().is_bookmarked(head.id),
        digest: via.map(|_| head.article.to_string()),
        minutes: head.minutes,
    })
}

/// What is stored under an id, one JSON object and a newline: a record, or the section of one.
pub(super) fn stored(named: &Named) -> String {
    match &named.section {
        Some(section) => one_line(section),
        None => one_line(&named.record),
    }
}

/// A hit of a search, one JSON object and a newline.
pub(super) fn hit(hit: &Hit, library: &Library) -> String {
    let head = &hit.head;
    one_line(&Found {
        id: head.id.to_string(),
        outlet: library.name(&head.outlet),
        title: &head.title,
        via: (head.outlet != head.kept_in).then(|| library.name(&head.kept_in)),
        published: head.when.map(|when| when.to_string()),
        excerpt: &hit.excerpt,
        block: hit.at.block,
        char: hit.at.char,
    })
}

fn part(section: &Section) -> Part<'_> {
    Part {
        outlet: section.outlet.as_deref(),
        also_outlets: &section.also,
        headline: section.headline.as_deref(),
        byline: section.byline.as_deref(),
        group: section.group.as_deref(),
        source_url: section.url.as_deref(),
        head_raw: &section.raw,
        cuts: section.cuts(),
        blocks: section.blocks.iter().map(paragraph).collect(),
    }
}

fn paragraph(block: &Block) -> Paragraph {
    let t = match block.kind {
        BlockKind::Heading(_) => "h",
        BlockKind::Item(_) => "li",
        BlockKind::Quote(_) => "q",
        _ => "p",
    };
    Paragraph {
        t,
        text: block.text(),
        elided: block.cuts() > 0,
    }
}

fn teasers(digest: &Digest) -> Vec<Teaser<'_>> {
    let teasers = digest.related.iter().map(|r| Teaser {
        title: &r.title,
        summary: r.summary.as_deref(),
        author: r.author.as_deref(),
        date: r.date.as_deref(),
        url: r.url.as_deref(),
    });
    teasers.collect()
}

fn one_line(value: &impl Serialize) -> String {
    // Strings, numbers and lists always have a JSON form.
    serde_json::to_string(value).map_or_else(|_| String::new(), |json| harmless(json) + "\n")
}

/// The same JSON without a character that a terminal would obey: they stand as escapes, so that a
/// program gets them to the letter.
fn harmless(json: String) -> String {
    if !json.chars().any(is_dropped) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if !is_dropped(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

#[derive(Serialize)]
struct Refreshed<'a> {
    source: &'a str,
    title: &'a str,
    status: &'static str,
    code: Option<u16>,
    route: Option<&'a str>,
    new: usize,
    updated: usize,
    bytes: u64,
    ms: u64,
    error: Option<String>,
    moved_to: Option<&'a str>,
}

/// What came of one source, a line.
pub(super) fn refreshed(done: &Done) -> String {
    let (status, error) = match &done.end {
        End::Read => ("read", None),
        End::Unchanged => ("unchanged", None),
        End::Rested(rest) => ("rested", Some(rest.words())),
        End::Failed(why) => ("failed", Some(why.clone())),
        End::NotKept(why) => ("not_kept", Some(why.clone())),
        End::Cancelled => ("cancelled", None),
    };
    one_line(&Refreshed {
        source: done.id.as_str(),
        title: &done.name,
        status,
        code: done.code,
        route: done.route.as_deref(),
        new: done.added.new,
        updated: done.added.updated,
        bytes: done.bytes,
        ms: u64::try_from(done.took.as_millis()).unwrap_or(u64::MAX),
        error,
        moved_to: done.moved_to.as_deref(),
    })
}
