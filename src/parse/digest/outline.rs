//! Sections that the markup shows: headings, items of lists, paragraphs that open in bold
//! (families F11 to F13).
//!
//! What stands under each heading is looked at: a list of items (each of which opens with a link or
//! with strong text, or ends in a credit) is a group of sections; anything else is one section.

mod chapters;
mod places;

use super::lines;
use super::names::{is_plausible, is_typed};
use super::page::Page;
use super::split::{Head, Split};
use super::words::WORDS;
use crate::chars::fold::fold;
use crate::model::BlockKind;
use chapters::{Chapter, Item, Opening, chapters};
pub(super) use places::host;
use places::{credits, hosts, places, tails};
use std::collections::HashSet;

/// A headline in strong text or a link is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 200;

/// What it is worth as evidence when all sections open in strong text.
const STRONG: f32 = 0.5;

/// The split that the markup shows.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    page.mark(0)?;
    let chapters = chapters(page);
    let mut split = Split {
        rule: "outline",
        ..Split::default()
    };
    let mut outer: Vec<(u8, usize)> = Vec::new();
    let mut heading_sections = 0;
    let mut closed = false;
    for (n, chapter) in chapters.iter().enumerate() {
        let Some(heading) = chapter.heading else {
            items(page, chapter, None, &mut split);
            continue;
        };
        outer.retain(|(level, _)| *level < chapter.level);
        let is_title = heading == title(page, &chapters);
        closed |= split.heads.len() >= 2 && is_closing(page, chapter);
        if closed {
            split.chrome.extend(heading..chapter.to);
        } else if !chapter.items.is_empty() {
            split.notes.extend(outer.drain(..).map(|(_, at)| at));
            items(page, chapter, (!is_title).then_some(heading), &mut split);
        } else if is_title {
            continue;
        } else if chapter.from == chapter.to {
            // A heading without a text of its own stands over those below it.
            let over = chapters
                .get(n + 1)
                .is_some_and(|next| next.level > chapter.level);
            if over {
                outer.push((chapter.level, heading));
            } else {
                let head = section(page, chapter, &mut outer, &mut split);
                split.heads.push(head);
            }
        } else {
            heading_sections += 1;
            let head = section(page, chapter, &mut outer, &mut split);
            split.heads.push(head);
        }
    }
    split.notes.extend(outer.into_iter().map(|(_, at)| at));
    if split.heads.len() < 2 {
        return None;
    }
    tails(page, &mut split);
    credits(page, &mut split);
    hosts(page, &mut split, heading_sections, title(page, &chapters));
    split.places = places(page, &split);
    let strong = chapters
        .iter()
        .flat_map(|c| &c.items)
        .filter(|i| i.opening == Opening::Strong)
        .count();
    if strong >= 3 && strong * 10 >= split.heads.len() * 8 {
        split.worth = STRONG;
    }
    let mut seen = HashSet::new();
    let (groups, again) = split
        .groups
        .iter()
        .partition(|at| seen.insert(page.text(**at)));
    split.groups = groups;
    split.notes.extend::<Vec<usize>>(again);
    Some(split)
}

/// The live line of the title: the first heading, unless the first text stands above it.
fn title(page: &Page<'_>, chapters: &[Chapter]) -> usize {
    let first = chapters.iter().find_map(|c| c.heading).unwrap_or(0);
    if first <= 2 || page.chars(0) < 200 {
        first
    } else {
        usize::MAX
    }
}

/// A headline without the flag or picture before it.
fn without_sign(headline: &str) -> &str {
    let is_sign = |c: char| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' | '\u{200d}' | ' ');
    let bare = headline.trim_start_matches(is_sign);
    if bare.is_empty() { headline } else { bare }
}

/// Adds the items of a chapter as sections under its heading.
fn items(page: &Page<'_>, chapter: &Chapter, group: Option<usize>, split: &mut Split) {
    let first = chapter.items.first().map_or(chapter.to, |item| item.at);
    if let Some(group) = group {
        if first == group + 1 {
            split.groups.push(group);
            split.group_level = chapter.level;
        } else {
            split.notes.extend(group..first);
        }
    }
    // What stands behind a ruler below the items is none of them.
    let last = chapter.items.last().map_or(chapter.to, |item| item.at);
    let ruler =
        (last..chapter.to).find(|at| page.mark(*at).is_some_and(|m| m.kind == BlockKind::Rule));
    let mut end = ruler.unwrap_or(chapter.to);
    // Where each item is one paragraph, so is the last; below it stands the end of the page.
    let single = |pair: &[Item]| pair[1].at == pair[0].at + 1;
    if chapter.items.len() >= 3
        && chapter.items.windows(2).all(single)
        && page.mark(last).is_some_and(|m| m.item == 0)
    {
        end = end.min(last + 1);
    }
    for at in end..chapter.to {
        let to = if WORDS.is_closing(&fold(lines::start_of(page.text(at), 120))) {
            &mut split.chrome
        } else {
            &mut split.notes
        };
        to.push(at);
    }
    for item in &chapter.items {
        let text = page.text(item.at);
        let headline = text.get(item.from..item.to).unwrap_or("");
        let headline = without_sign(
            headline
                .trim()
                .trim_end_matches(['.', ':', '：', '。', ' ']),
        );
        let rest = text.get(item.to..).unwrap_or("");
        let behind = match item.opening {
            Opening::Credit => "",
            _ => rest.trim_start_matches([' ', '|', '–', '—', '-', ':', ',', '.', '：', '，']),
        };
        let links = page.mark(item.at).map(|m| &m.links[..]).unwrap_or_default();
        let link = match item.opening {
            Opening::Strong => None,
            Opening::Credit => links.last(),
            Opening::Link | Opening::Sentence => links.first(),
        };
        split.heads.push(Head {
            at: item.at,
            len: 1,
            cut: (!behind.is_empty()).then(|| text.len() - behind.len()),
            headline: Some(headline.to_owned()),
            url: link
                .map(|l| l.url.clone())
                .filter(|u| u.starts_with("http")),
            ..Head::default()
        });
    }
}

/// The section of a heading and its text. Headings above it that have no text are its outlet, where
/// there are two of them, or its group.
fn section(
    page: &Page<'_>,
    chapter: &Chapter,
    outer: &mut Vec<(u8, usize)>,
    split: &mut Split,
) -> Head {
    let at = chapter.heading.unwrap_or(chapter.from);
    let text = page.text(at);
    let (headline, outlet) = match trailing_name(text) {
        Some((headline, name)) => (headline, name),
        None => (text, None),
    };
    let url = page
        .mark(at)
        .and_then(|m| m.links.first())
        .map(|l| l.url.clone());
    let head = Head {
        at,
        len: 1,
        is_credited: outlet.is_some(),
        outlet,
        headline: Some(without_sign(headline.trim()).to_owned()),
        url: url.filter(|u| u.starts_with("http")),
        ..Head::default()
    };
    // A group right above the head stays one; others are notes.
    let mut is_apart = chapter.level <= split.group_level;
    for (level, above) in outer.drain(..) {
        if above + 1 == at {
            split.groups.push(above);
            split.group_level = level;
            is_apart = false;
        } else {
            split.notes.push(above);
        }
    }
    Head { is_apart, ..head }
}

/// `Headline (example.org).`: the headline, and the name in brackets behind it; the brackets may be
/// empty.
fn trailing_name(text: &str) -> Option<(&str, Option<String>)> {
    let before = text.trim_end_matches(['.', ' ']).strip_suffix(')')?;
    let open = before.rfind('(')?;
    let name = before[open + 1..].trim();
    if name.is_empty() {
        return Some((&text[..open], None));
    }
    let is =
        is_typed(name) || is_plausible(name) && name.chars().count() <= 30 && !name.contains(' ');
    (is && open > 8 && !name.chars().all(|c| c.is_ascii_digit()))
        .then(|| (&text[..open], Some(name.to_owned())))
}

/// Whether a chapter belongs to the end of a page: it asks to subscribe, or says who made it.
fn is_closing(page: &Page<'_>, chapter: &Chapter) -> bool {
    let heading = chapter
        .heading
        .map(|at| fold(page.text(at)))
        .unwrap_or_default();
    let bare = heading.trim_matches(|c: char| !c.is_alphanumeric());
    // An end is short, compared with what it ends.
    let sum = |from: usize, to: usize| (from..to).map(|at| page.chars(at)).sum::<usize>();
    WORDS.is_closing(bare) && sum(chapter.from, page.len()) * 4 <= sum(0, page.len())
}
