//! A parsed document as a record of the cache, and a record as an article to read.

use crate::chars::fold::name_key;
use crate::model::article::Via;
use crate::model::block::to_html;
use crate::model::{
    Article, Block, BlockKind, Boilerplate, Digest, Head, Id, Kind, Outlet, OutletId, Related,
};
use crate::parse::{self, Parsed};
use crate::store::record::{self, Record};
use std::collections::HashMap;

/// The version of the parser, kept with each split so that a later one knows what to read anew.
pub(super) const PARSER: u32 = 1;

/// The outlet with this name.
pub(super) fn outlet(name: &str) -> Outlet {
    Outlet {
        id: OutletId::from_key(&name_key(name)),
        name: name.to_owned(),
    }
}

/// What identifies a document that has no address: its publisher, its title, and its day, or where
/// the day is unknown, how its first two texts begin.
pub(super) fn document_id(publisher: &OutletId, digest: &Digest) -> Id {
    let title = digest.title.as_deref().map(name_key).unwrap_or_default();
    let day = match digest.when {
        Some(when @ (crate::model::When::Day(_) | crate::model::When::Instant(_))) => {
            when.to_string()
        }
        _ => {
            let bodies = digest
                .sections
                .iter()
                .filter_map(|s| s.blocks.first())
                .take(2);
            let starts: Vec<String> = bodies.map(|b| first_words(&b.text())).collect();
            starts.join(" ")
        }
    };
    Id::of(&["document", publisher.as_str(), &title, &day])
}

/// The record of a parsed document with this id, taken in at `opened` (seconds since 1970).
pub(super) fn record(parsed: &Parsed, id: Id, keys: Vec<String>, opened: i64) -> Record {
    let digest = &parsed.digest;
    let mut record = Record::new(id);
    record.set_when(digest.when);
    record.f = opened;
    record.title.clone_from(&digest.title);
    record.by = digest.byline.iter().cloned().collect();
    record.lang.clone_from(&digest.lang);
    record.keys = keys;
    record.w = parsed.words;
    record.src.clone_from(&parsed.source);
    if digest.is_split() {
        record.m = parse::minutes(own_texts(digest).iter().map(String::as_str));
        record.dig = Some(dig(parsed));
        record.sections = sections(digest, id);
    } else {
        let blocks = whole(digest);
        let texts: Vec<String> = blocks.iter().map(Block::text).collect();
        record.m = digest
            .minutes
            .unwrap_or_else(|| parse::minutes(texts.iter().map(String::as_str)));
        record.html = to_html(&blocks);
        record.unsure = parsed.unsure;
    }
    record
}

fn dig(parsed: &Parsed) -> record::Dig {
    let digest = &parsed.digest;
    record::Dig {
        parser: PARSER,
        rule: digest.rule.clone(),
        conf: digest.confidence,
        guess: parsed.guess,
        cuts: u32::try_from(digest.cuts()).unwrap_or(u32::MAX),
        publisher: digest.publisher.clone(),
        by: digest.byline.clone(),
        minutes: digest.minutes,
        lead: digest
            .lead
            .iter()
            .map(|b| to_html(std::slice::from_ref(b)))
            .collect(),
        captions: digest.captions.clone(),
        toc: digest.toc.clone(),
        notes: digest.notes.clone(),
        related: digest.related.iter().map(record::Related::from).collect(),
        boilerplate: digest
            .boilerplate
            .iter()
            .map(record::Boilerplate::from)
            .collect(),
        ..record::Dig::default()
    }
}

fn sections(digest: &Digest, id: Id) -> Vec<record::Section> {
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    let sections = digest.sections.iter().map(|section| {
        let key = section.outlet.as_deref().map(name_key).unwrap_or_default();
        let start = section.blocks.first().map(|b| first_words(&b.text()));
        let start = section.headline.clone().or(start).unwrap_or_default();
        let occurrence = seen.entry((key.clone(), start.clone())).or_default();
        *occurrence += 1;
        let id = Id::of(&[&id.to_string(), &key, &start, &occurrence.to_string()]);
        let texts: Vec<String> = section.blocks.iter().map(Block::text).collect();
        let mut kept = record::Section::new(id);
        kept.outlet = section.outlet.as_deref().map(|name| outlet(name).id);
        kept.name.clone_from(&section.outlet);
        kept.also = section
            .also
            .iter()
            .map(|name| record::Also {
                outlet: outlet(name).id,
                name: name.clone(),
            })
            .collect();
        kept.title.clone_from(&section.headline);
        kept.by.clone_from(&section.byline);
        kept.group.clone_from(&section.group);
        kept.url.clone_from(&section.url);
        kept.raw.clone_from(&section.raw);
        kept.w = texts.iter().map(|t| parse::words(t)).sum();
        kept.m = parse::minutes(texts.iter().map(String::as_str));
        kept.html = to_html(&section.blocks);
        kept
    });
    sections.collect()
}

/// The text of a document that is one article, everything in reading order.
fn whole(digest: &Digest) -> Vec<Block> {
    let mut blocks = Vec::new();
    blocks.extend(captions(&digest.captions));
    blocks.extend(digest.lead.iter().cloned());
    for section in &digest.sections {
        if !section.raw.is_empty() && Some(&section.raw) != digest.title.as_ref() {
            blocks.push(Block::heading(&section.raw));
        }
        blocks.extend(section.blocks.iter().cloned());
    }
    blocks.extend(
        digest
            .toc
            .iter()
            .map(|line| Block::new(BlockKind::Item(0), line)),
    );
    blocks.extend(digest.notes.iter().map(|note| Block::paragraph(note)));
    blocks
}

/// The texts of a digest that belong to no section.
fn own_texts(digest: &Digest) -> Vec<String> {
    let lead = digest.lead.iter().map(Block::text);
    lead.chain(digest.captions.iter().cloned())
        .chain(digest.toc.iter().cloned())
        .chain(digest.notes.iter().cloned())
        .collect()
}

/// The article that `head` stands for, out of the record that holds it. `publisher` is the name of
/// the outlet that keeps the record.
pub(super) fn article(record: &Record, head: &Head, publisher: &str) -> Article {
    let dig = record.dig.as_ref();
    let via = dig.map(|dig| Via {
        digest: record.id,
        publisher: publisher.to_owned(),
        when: record.when(),
        guess: dig.guess,
    });
    let mut minutes = head.minutes;
    let mut by = head.by.clone();
    let mut url = record.url.clone();
    let mut title = head.title.clone();
    let mut cuts = None;
    match head.kind {
        Kind::Article => {}
        Kind::Lead => {
            let dig = dig.cloned().unwrap_or_default();
            minutes = dig.minutes.unwrap_or_else(|| minutes_of(record));
            by = dig.by.clone().or(by);
            cuts = Some(dig.cuts as usize);
            // The list says that it is the lead; on its page the review's own title stands.
            title = match &record.title {
                Some(own) => own.clone(),
                None => title.trim_start_matches("Lead: ").to_owned(),
            };
        }
        Kind::Section(_) => {
            let section = record.sections.iter().find(|s| s.id == head.id);
            by = by.or_else(|| dig.and_then(|d| d.by.clone()));
            url = section.and_then(|s| s.url.clone());
        }
        Kind::Related(n) => {
            let related = dig.and_then(|d| d.related.get(n as usize));
            url = related.and_then(|r| r.url.clone());
            by = related.and_then(|r| r.author.clone());
        }
    }
    let blocks = blocks(record, head);
    let boilerplate = dig.map(|d| &d.boilerplate[..]).unwrap_or_default();
    let related = dig.map(|d| &d.related[..]).unwrap_or_default();
    Article {
        head: Head {
            by,
            title,
            ..head.clone()
        },
        via,
        minutes,
        cuts: cuts.unwrap_or_else(|| blocks.iter().map(Block::cuts).sum()),
        blocks,
        url,
        lang: record.lang.clone(),
        source: record.src.clone(),
        boilerplate: boilerplate.iter().map(Boilerplate::from).collect(),
        related: related.iter().map(Related::from).collect(),
    }
}

/// The text that `head` stands for, out of the record that holds it: what its page shows.
pub(super) fn blocks(record: &Record, head: &Head) -> Vec<Block> {
    let dig = record.dig.as_ref();
    match head.kind {
        Kind::Article => parse::html::blocks(&record.html),
        Kind::Lead => dig.map(lead).unwrap_or_default(),
        Kind::Section(_) => {
            let section = record.sections.iter().find(|s| s.id == head.id);
            section
                .map(|s| parse::html::blocks(&s.html))
                .unwrap_or_default()
        }
        Kind::Related(n) => {
            let related = dig.and_then(|d| d.related.get(n as usize));
            let summary = related.and_then(|r| r.summary.as_deref());
            summary.into_iter().map(Block::paragraph).collect()
        }
    }
}

/// The reading time of a whole record.
fn minutes_of(record: &Record) -> u32 {
    parse::minutes(std::iter::once(&*parse::plain(&record.src)))
}

/// The page of a lead: the introduction, the captions, the contents and the notes.
fn lead(dig: &record::Dig) -> Vec<Block> {
    let mut blocks: Vec<Block> = dig
        .lead
        .iter()
        .flat_map(|html| parse::html::blocks(html))
        .collect();
    blocks.extend(captions(&dig.captions));
    if !dig.toc.is_empty() {
        blocks.push(Block::heading("Contents"));
        blocks.extend(
            dig.toc
                .iter()
                .map(|line| Block::new(BlockKind::Item(0), line)),
        );
    }
    blocks.extend(dig.notes.iter().map(|note| Block::paragraph(note)));
    blocks
}

/// Captions as a page shows them: one that another holds whole is said once, and the credit stands
/// after the words.
fn captions(captions: &[String]) -> Vec<Block> {
    let held = |n: usize, text: &str| {
        captions
            .iter()
            .enumerate()
            .any(|(m, other)| m != n && other.contains(text) && (other.len() > text.len() || m < n))
    };
    captions
        .iter()
        .enumerate()
        .filter(|(n, text)| !held(*n, text))
        .map(|(_, text)| {
            let parts: Vec<&str> = text.split('|').map(str::trim).collect();
            let words = match parts.as_slice() {
                [credit, words] if credit.starts_with('©') => format!("{words} {credit}"),
                _ => text.clone(),
            };
            Block::new(BlockKind::Caption, &words)
        })
        .collect()
}

/// The first twelve words of a text, folded: how a text is known where nothing else tells.
fn first_words(text: &str) -> String {
    text.split_whitespace()
        .take(12)
        .map(name_key)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_caption_is_shown_once_with_its_credit_last() {
        for (kept, shown) in [
            (
                vec!["A quay.", "© AGENCY/X   |   A quay."],
                vec!["A quay. © AGENCY/X"],
            ),
            (vec!["A quay.", "A quay."], vec!["A quay."]),
            (vec!["One.", "Two."], vec!["One.", "Two."]),
        ] {
            let kept: Vec<String> = kept.into_iter().map(str::to_owned).collect();
            let blocks: Vec<String> = captions(&kept).iter().map(Block::text).collect();
            assert_eq!(blocks, shown);
        }
    }
}
