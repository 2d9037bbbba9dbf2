//! The shape of `--json`: structs of their own, so that neither the cache nor the parser can change
//! what scripts rely on.

use crate::jobs::find::Hit;
use crate::model::{Block, BlockKind, Digest, Library, Section};
use crate::parse::{Force, Parsed};
use serde::Serialize;

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
        BlockKind::Paragraph | BlockKind::Code | BlockKind::Caption | BlockKind::Rule => "p",
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
    serde_json::to_string(value).map_or_else(|_| String::new(), |json| json + "\n")
}
