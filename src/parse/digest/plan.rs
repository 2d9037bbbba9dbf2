//! From a split to a digest: each line gets one slot, and the slots are filled in source order.

use super::lines::Line;
use super::names::has_final_stop;
use super::page::Page;
use super::preamble;
use super::slot::{Aside, Field, Slot};
use super::split::Split;
use crate::model::{Block, BlockKind, Boilerplate, Digest, Related, Section, Why};
use crate::parse::profile::Subhead;
use crate::parse::{Explained, words};
use std::collections::HashSet;

/// A subheading is no longer than this, in characters.
const LONGEST_SUBHEAD: usize = 110;

/// What stands below a subheading is at least this long, in characters.
const BELOW_SUBHEAD: usize = 100;

/// Gives each line of the page its slot.
pub(super) fn slots(page: &Page<'_>, split: &Split) -> Vec<Slot> {
    let mut slots: Vec<Option<Slot>> = page
        .aside
        .iter()
        .map(|aside| {
            Some(match (*aside)? {
                Aside::Boilerplate(why) => Slot::Boilerplate(why),
                Aside::Dropped => Slot::Boilerplate(Why::Chrome),
                Aside::Byline => Slot::Byline,
                Aside::Related(n, field) => Slot::Related(n, field),
            })
        })
        .collect();
    let first = split.heads.first().map_or(page.len(), |h| h.at);
    let groups = distinct_groups(page, split);
    let first_group = groups.first().copied().unwrap_or(first).min(first);
    preamble::slots(page, first_group, &mut slots);
    for at in groups {
        slots[page.live[at]] = Some(Slot::Group);
    }
    for at in &split.notes {
        slots[page.live[*at]] = slots[page.live[*at]].or(Some(Slot::Note));
    }
    for at in &split.chrome {
        slots[page.live[*at]] = slots[page.live[*at]].or(Some(Slot::Boilerplate(Why::Chrome)));
    }
    for (n, head) in split.heads.iter().enumerate() {
        let end = split.heads.get(n + 1).map_or(page.len(), |next| next.at);
        for at in head.at..end {
            let slot = &mut slots[page.live[at]];
            if slot.is_none() {
                let last = at + 1 == head.at + head.len;
                *slot = Some(if at < head.at + head.len {
                    Slot::Head(n, head.cut.filter(|_| last))
                } else {
                    Slot::Text(n)
                });
            }
        }
    }
    for (n, head) in split.heads.iter().enumerate() {
        if let Some(at) = head.credit {
            slots[page.live[at]] = Some(Slot::Head(n, None));
        }
    }
    // A line that looks like a page's phrase is text when it stands between texts.
    let from = page.live.get(first).copied().unwrap_or(slots.len());
    let to = page.live.last().copied().unwrap_or(0);
    let mut section = 0;
    for i in from..slots.len().min(to + 1) {
        match slots[i] {
            Some(Slot::Head(n, _) | Slot::Text(n)) => section = n,
            Some(Slot::Boilerplate(_)) if page.aside[i].is_some_and(preamble::is_put_back) => {
                slots[i] = Some(Slot::Text(section));
            }
            _ => {}
        }
    }
    slots
        .into_iter()
        .map(|slot| slot.unwrap_or(Slot::Lead))
        .collect()
}

/// The groups that stand right above a head, without one that repeats another's words: each group
/// is one slot, and one that no section stands under would be none.
fn distinct_groups(page: &Page<'_>, split: &Split) -> Vec<usize> {
    let mut seen = HashSet::new();
    let mut groups = split.groups.clone();
    groups.sort_unstable();
    let is_head = |at: usize| split.heads.binary_search_by_key(&at, |h| h.at).is_ok();
    groups.retain(|at| is_head(at + 1) && !is_head(*at) && seen.insert(page.text(*at)));
    groups
}

/// Fills the slots of a digest. `minutes` and what else is no slot is left to the caller.
pub(super) fn digest(page: &Page<'_>, split: &Split, slots: &[Slot]) -> Digest {
    let mut digest = Digest {
        sections: split
            .heads
            .iter()
            .map(|head| Section {
                outlet: head.outlet.clone(),
                also: head.also.clone(),
                headline: head.headline.clone(),
                byline: head.byline.clone(),
                url: head.url.clone(),
                ..Section::default()
            })
            .collect(),
        ..Digest::default()
    };
    let mut group: Option<String> = None;
    for (i, (line, slot)) in page.lines.iter().zip(slots).enumerate() {
        let text = || line.text.clone().into_owned();
        match *slot {
            Slot::Title => digest.title = Some(text()),
            Slot::Byline => digest.byline = Some(text()),
            Slot::Lead => {
                let kind = kind(page, slots, i);
                digest.lead.push(block(&line.text, kind));
            }
            Slot::Caption => digest.captions.push(text()),
            Slot::Toc => digest.toc.push(text()),
            Slot::Note => digest.notes.push(text()),
            Slot::Group => group = Some(text()),
            Slot::Head(n, cut) => {
                if split.heads[n].is_apart {
                    group = None;
                }
                let section = opened(&mut digest.sections[n], &group);
                let (head, rest) = line.text.split_at(cut.unwrap_or(line.text.len()));
                if !section.raw.is_empty() {
                    section.raw.push('\n');
                }
                section.raw.push_str(head.trim());
                if cut.is_some() {
                    section
                        .blocks
                        .push(block(rest.trim(), BlockKind::Paragraph));
                }
            }
            Slot::Text(n) => {
                let section = opened(&mut digest.sections[n], &group);
                section.blocks.push(block(&line.text, kind(page, slots, i)));
            }
            Slot::Related(n, field) => {
                if digest.related.len() <= n {
                    digest.related.resize(n + 1, Related::default());
                }
                fill(&mut digest.related[n], field, text());
            }
            Slot::Boilerplate(why) => digest.boilerplate.push(Boilerplate { text: text(), why }),
        }
    }
    // A ruler at the end of a section parted it from the next one.
    for section in &mut digest.sections {
        while section
            .blocks
            .last()
            .is_some_and(|b| b.kind == BlockKind::Rule)
        {
            section.blocks.pop();
        }
    }
    digest
}

/// A section to write in. The group in force at its first line is its own; a line that is put back
/// into it later changes nothing.
fn opened<'a>(section: &'a mut Section, group: &Option<String>) -> &'a mut Section {
    if section.raw.is_empty() && section.blocks.is_empty() {
        section.group.clone_from(group);
    }
    section
}

fn fill(item: &mut Related, field: Field, text: String) {
    let slot = match field {
        Field::Title => {
            item.title = text;
            return;
        }
        Field::Summary => &mut item.summary,
        Field::Author => &mut item.author,
        Field::Date => &mut item.date,
    };
    // A summary of two lines is one summary.
    *slot = Some(match slot.take() {
        Some(before) => format!("{before} {text}"),
        None => text,
    });
}

/// A block of a line: list items without their mark, which each screen draws its own way.
pub(super) fn block(text: &str, kind: BlockKind) -> Block {
    match kind {
        BlockKind::Rule => Block::of(kind, Vec::new()),
        BlockKind::Code => Block::of(
            kind,
            vec![crate::model::Run::new(text, crate::model::Style::Plain)],
        ),
        BlockKind::Item(_) => Block::new(kind, text[item_mark(text)..].trim_start()),
        _ => Block::new(kind, text),
    }
}

/// What the line `i` is, seen with the one below it.
fn kind(page: &Page<'_>, slots: &[Slot], i: usize) -> BlockKind {
    let below = slots[i + 1..]
        .iter()
        .zip(&page.lines[i + 1..])
        .find(|(slot, _)| !matches!(slot, Slot::Boilerplate(_)))
        .filter(|(slot, _)| **slot == slots[i])
        .map(|(_, line)| line.chars);
    line_kind(&page.lines[i], below, &page.subhead)
}

/// What a line is: a ruler, an item, a subheading (short, no sentence, a long text below it in the
/// same slot) or a paragraph.
///
/// Where there is markup, it says so itself.
pub(super) fn line_kind(line: &Line<'_>, below: Option<usize>, subhead: &Subhead) -> BlockKind {
    let (text, chars) = (&*line.text, line.chars);
    if let Some(mark) = &line.mark
        && mark.kind != BlockKind::Paragraph
    {
        return mark.kind;
    }
    let has_letters = text.chars().any(char::is_alphanumeric);
    // Some signs hold words ("🉐"), which a ruler would lose.
    if !has_letters && chars >= 3 && words(text) == 0 {
        return BlockKind::Rule;
    }
    if item_mark(text) > 0 {
        return BlockKind::Item(0);
    }
    let is_subhead = match subhead {
        Subhead::Auto => is_subhead(text, chars, below),
        Subhead::None => false,
        Subhead::Lines(pattern) => pattern.is_match(text),
    };
    if is_subhead {
        BlockKind::Heading(3)
    } else {
        BlockKind::Paragraph
    }
}

/// Whether a line looks like a subheading.
fn is_subhead(text: &str, chars: usize, below: Option<usize>) -> bool {
    chars <= LONGEST_SUBHEAD
        && text.split_whitespace().nth(1).is_some()
        && !has_final_stop(text)
        && !text.ends_with([',', ':', '—', '-', '”', '"'])
        && below.is_some_and(|below| below >= BELOW_SUBHEAD && below > chars)
}

/// How many bytes the mark of a list item takes; 0 when there is none.
fn item_mark(text: &str) -> usize {
    ["• ", "* ", "- ", "· "]
        .into_iter()
        .find(|mark| text.starts_with(mark))
        .map_or(0, str::len)
}

/// Where each line went, for the reader who asks.
pub(super) fn explain(
    source: &str,
    page: &Page<'_>,
    rule: &'static str,
    slots: &[Slot],
) -> Vec<Explained> {
    let mut out = Vec::new();
    let mut next = 0;
    let mut now = 0;
    for (at, text) in source.split('\n').enumerate() {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        // Items of one source line share it; the first of them says where the line went.
        if page.lines.get(next).is_some_and(|l| l.first <= at + 1) {
            now = next;
        }
        while page.lines.get(next).is_some_and(|l| l.first <= at + 1) {
            next += 1;
        }
        let (slot, rule) = describe(page, rule, slots, now);
        out.push(Explained {
            line: at + 1,
            slot,
            rule: rule.to_owned(),
            text: text.to_owned(),
        });
    }
    out
}

/// The name of a line's slot, and of the rule that gave it.
fn describe(
    page: &Page<'_>,
    rule: &'static str,
    slots: &[Slot],
    i: usize,
) -> (String, &'static str) {
    let Some(slot) = slots.get(i) else {
        return ("lead".to_owned(), rule);
    };
    match *slot {
        Slot::Title => ("title".to_owned(), "first-line"),
        Slot::Lead => ("lead".to_owned(), "before-heads"),
        Slot::Caption => ("caption".to_owned(), "credit"),
        Slot::Toc => ("toc".to_owned(), "row-of-names"),
        Slot::Note => ("note".to_owned(), "date-line"),
        Slot::Byline => ("byline".to_owned(), "said-twice"),
        Slot::Group => ("group".to_owned(), "above-heads"),
        Slot::Head(n, _) => (format!("section {} head", n + 1), rule),
        Slot::Text(n) => match kind(page, slots, i) {
            BlockKind::Heading(_) => (format!("section {} subhead", n + 1), "short-line"),
            _ => (format!("section {} body", n + 1), "below-head"),
        },
        Slot::Related(n, field) => {
            let field = match field {
                Field::Title => "title",
                Field::Summary => "summary",
                Field::Author => "author",
                Field::Date => "date",
            };
            (format!("related {} {field}", n + 1), "title-said-twice")
        }
        Slot::Boilerplate(why) => {
            let rule = match why {
                Why::Duplicate => "repeat",
                Why::Chrome => "page-phrase",
                Why::ReadingTime => "reading-time",
            };
            (format!("boilerplate {}", why.as_str()), rule)
        }
    }
}
