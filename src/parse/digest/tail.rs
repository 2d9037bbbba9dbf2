//! The end of a page: teasers for other articles, and the editor's name said twice.

use super::dates::is_date_line;
use super::lines::Line;
use super::slot::{Aside, Field};
use crate::model::Why;

/// A teaser has at most this many lines: title, title, summary, author, author, date and one more.
const LONGEST_ITEM: usize = 7;

/// Related items are looked for among this many lines before the end.
const LONGEST_TAIL: usize = 700;

/// Marks the related items and the editor's name among `aside`.
///
/// Related items are runs that each end in a date line and begin with a title said twice (DIGESTS,
/// Seed tail); without that repeat they may as well be sections.
pub(super) fn set_aside(lines: &[Line<'_>], aside: &mut [Option<Aside>]) {
    let related_from = related(lines, aside);
    byline(lines, aside, related_from);
}

/// Marks the related items; says where they begin, or where the lines end.
fn related(lines: &[Line<'_>], aside: &mut [Option<Aside>]) -> usize {
    // Other articles may be offered above, a line each.
    let offered = aside
        .iter()
        .filter(|a| matches!(a, Some(Aside::Related(..))))
        .count();
    let from = lines.len().saturating_sub(LONGEST_TAIL);
    let dates: Vec<usize> = (from..lines.len())
        .filter(|i| is_date_line(&lines[*i].text))
        .collect();
    // The items, last first: each from the line after the date above it to its own date.
    let mut items: Vec<(usize, usize)> = Vec::new();
    let mut below = lines.len();
    for (n, date) in dates.iter().enumerate().rev() {
        if below - date > if items.is_empty() { 3 } else { 1 } {
            break;
        }
        let earliest = n.checked_sub(1).map_or(0, |above| dates[above] + 1);
        let Some(title) = title_of(lines, aside, earliest, *date) else {
            break;
        };
        items.push((title, *date));
        below = title;
    }
    items.reverse();
    for (number, (title, date)) in items.iter().enumerate() {
        let is_kept = |i: &usize| aside[*i] != Some(Aside::Boilerplate(Why::Duplicate));
        let fields: Vec<usize> = (*title..=*date).filter(is_kept).collect();
        for (place, i) in fields.iter().enumerate() {
            let field = if place == 0 {
                Field::Title
            } else if i == date {
                Field::Date
            } else if lines[*i].chars <= 60 && fields.get(place + 1) == Some(date) {
                Field::Author
            } else {
                Field::Summary
            };
            aside[*i] = Some(Aside::Related(offered + number, field));
        }
    }
    items.first().map_or(lines.len(), |(title, _)| *title)
}

/// The title of the item that ends at `date`: the first line whose repeat follows it, no earlier
/// than `earliest` and no more lines above than an item has.
fn title_of(
    lines: &[Line<'_>],
    aside: &[Option<Aside>],
    earliest: usize,
    date: usize,
) -> Option<usize> {
    let from = earliest.max((date + 1).saturating_sub(LONGEST_ITEM));
    (from..date).find(|i| {
        aside[*i].is_none()
            && aside[*i + 1] == Some(Aside::Boilerplate(Why::Duplicate))
            && lines[*i].chars >= 12
            && *i + 2 < date
    })
}

/// Marks the editor: a name of two to four words said twice, in the last two fifths of the page
/// and above the related items.
fn byline(lines: &[Line<'_>], aside: &mut [Option<Aside>], end: usize) {
    let from = end - end * 2 / 5;
    let found = (from..end.saturating_sub(1)).rev().find(|i| {
        aside[*i].is_none()
            && aside[*i + 1] == Some(Aside::Boilerplate(Why::Duplicate))
            && is_person(&lines[*i].text)
    });
    if let Some(i) = found {
        aside[i] = Some(Aside::Byline);
    }
}

/// Whether a line can be a person's name: two to four words, each with a capital.
pub(super) fn is_person(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    text.chars().count() <= 45
        && (2..=4).contains(&words.len())
        && words.iter().all(|w| {
            w.chars().next().is_some_and(char::is_uppercase)
                && w.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
        })
        && words.iter().any(|w| w.chars().any(char::is_lowercase))
}
