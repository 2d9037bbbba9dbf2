//! What stands under each heading of a page, and which of it are items.

use super::places::credit;
use super::{LONGEST_HEADLINE, is_closing};
use crate::model::BlockKind;
use crate::parse::digest::names::without_mark;
use crate::parse::digest::page::Page;

/// How an item opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// With a link, and nothing or a separate text behind it.
    Link,
    /// With a link in the middle of a sentence.
    Sentence,
    /// With strong text.
    Strong,
    /// With neither, but it ends in a credit.
    Credit,
}

/// A line that opens an item.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) at: usize,
    pub(super) opening: Opening,
    /// Where its headline begins and ends, in bytes of the line.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What stands under one heading, the heading included.
pub(super) struct Chapter {
    /// The heading; `None` for what stands above the first.
    pub(super) heading: Option<usize>,
    pub(super) level: u8,
    /// The first line below the heading, and the line after the last.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) items: Vec<Item>,
}

pub(super) fn level(page: &Page<'_>, at: usize) -> Option<u8> {
    match page.mark(at)?.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    }
}

pub(super) fn chapters(page: &Page<'_>) -> Vec<Chapter> {
    let mut headings: Vec<(Option<usize>, u8)> = vec![(None, 0)];
    headings.extend((0..page.len()).filter_map(|at| Some((Some(at), level(page, at)?))));
    let ends = headings.iter().skip(1).map(|(at, _)| at.unwrap_or(0));
    let ends: Vec<usize> = ends.chain([page.len()]).collect();
    let strong = strong_paragraphs(page);
    let mut chapters: Vec<Chapter> = headings
        .into_iter()
        .zip(ends)
        .filter(|((heading, _), to)| heading.is_some() || *to > 0)
        .map(|((heading, level), to)| {
            let from = heading.map_or(0, |at| at + 1);
            Chapter {
                heading,
                level,
                from,
                to,
                items: found(page, from, to, strong),
            }
        })
        .collect();
    // A list or two among chapters of prose are chapters, too.
    let of_prose = |c: &&Chapter| {
        c.heading.is_some() && c.items.is_empty() && c.from < c.to && !is_closing(page, c)
    };
    let by_credit = |c: &Chapter| c.items.iter().all(|i| i.opening == Opening::Credit);
    let prose = chapters.iter().filter(of_prose).count();
    let lists = chapters.iter().filter(|c| !c.items.is_empty()).count();
    let items: usize = chapters.iter().map(|c| c.items.len()).sum();
    if lists * 2 < prose && items <= prose {
        let lists = chapters.iter_mut().filter(|c| !by_credit(c));
        lists.for_each(|c| c.items.clear());
    }
    chapters
}

/// Whether the document is a row of paragraphs that open in strong text.
fn strong_paragraphs(page: &Page<'_>) -> bool {
    let long = (0..page.len()).filter(|at| {
        page.chars(*at) > 60
            && page
                .mark(*at)
                .is_some_and(|m| m.kind == BlockKind::Paragraph)
    });
    let (mut all, mut strong) = (0, 0);
    for at in long {
        all += 1;
        strong += usize::from(strong_lead(page, at).is_some());
    }
    strong >= 3 && strong * 10 >= all * 6
}

/// Where the strong text that opens a line begins and ends, when it is a headline: followed by a
/// text, and parted from it by a sign.
fn strong_lead(page: &Page<'_>, at: usize) -> Option<(usize, usize)> {
    let (text, mark) = (page.text(at), page.mark(at)?);
    let (from, to) = mark.strong?;
    let (lead, rest) = (text.get(from..to)?.trim(), text.get(to..)?.trim_start());
    let parted = lead.ends_with(['.', ':', '!', '?', '–', '—', '：', '。'])
        || rest.starts_with([':', '.', '–', '—', '-', '|', '：']);
    let is = parted && !rest.is_empty() && lead.chars().count() <= LONGEST_HEADLINE;
    (is && lead.chars().count() >= 2).then_some((from, to))
}

/// The items of a chapter; none when it is no list of them.
fn found(page: &Page<'_>, from: usize, to: usize, strong: bool) -> Vec<Item> {
    let opens = |at: usize| {
        page.mark(at)
            .is_some_and(|m| matches!(m.kind, BlockKind::Item(0)))
    };
    let list = (from..to).filter(|at| opens(*at)).count();
    if list > 0 {
        let items: Vec<Item> = (from..to)
            .filter(|at| opens(*at))
            .filter_map(|at| item(page, at))
            .collect();
        let first = items.first().map_or(to, |item| item.at);
        let above = (from..first).filter(|at| page.chars(*at) > 0).count();
        let most = items.len() * 10 >= list * 6;
        let alone = items.len() == 1 && first > from;
        let sentences = items.iter().all(|i| i.opening == Opening::Sentence);
        if most && above <= 2 && !alone && !(sentences && items.len() < 2) {
            return items;
        }
        return Vec::new();
    }
    let paragraphs: Vec<usize> = (from..to)
        .filter(|at| {
            page.mark(*at)
                .is_some_and(|m| m.kind == BlockKind::Paragraph)
        })
        .collect();
    let items: Vec<Item> = paragraphs
        .iter()
        .filter_map(|at| {
            let item = item(page, *at)?;
            let is = match item.opening {
                Opening::Link => true,
                Opening::Strong => strong,
                Opening::Sentence | Opening::Credit => false,
            };
            is.then_some(item)
        })
        .collect();
    let most = items.len() * 10 >= paragraphs.len() * 6;
    if items.len() >= 2 && most {
        items
    } else {
        Vec::new()
    }
}

/// How a line opens an item, if it does.
fn item(page: &Page<'_>, at: usize) -> Option<Item> {
    let (text, mark) = (page.text(at), page.mark(at)?);
    if let Some((from, to)) = strong_lead(page, at) {
        return Some(Item {
            at,
            opening: Opening::Strong,
            from,
            to,
        });
    }
    if let Some(name) = credit(page, at) {
        let (bare, _) = without_mark(text);
        let from = text.len() - bare.len();
        let open = text[..name.0].rfind('(')?;
        if page.chars(at) <= 2 * LONGEST_HEADLINE && open > from {
            return Some(Item {
                at,
                opening: Opening::Credit,
                from,
                to: open,
            });
        }
    }
    let link = mark.links.first()?;
    let before = text.get(..link.from)?;
    let marks = before.chars().filter(|c| c.is_alphanumeric()).count();
    let shown = text.get(link.from..link.to)?;
    let is_outside = link.url.starts_with("http") || link.url.is_empty();
    if marks > 3
        || !is_outside
        || shown.contains("://")
        || shown.chars().count() < 3
        || shown.chars().count() > LONGEST_HEADLINE
    {
        return None;
    }
    let rest = text.get(link.to..)?.trim_start();
    let parted = rest.is_empty()
        || rest.starts_with(['|', '–', '—', '-', ':', ',', '(', '.', '[', '·', '：', '，'])
        || rest.starts_with("by ")
        || rest.starts_with("di ");
    Some(Item {
        at,
        opening: if parted {
            Opening::Link
        } else {
            Opening::Sentence
        },
        from: link.from,
        to: link.to,
    })
}
