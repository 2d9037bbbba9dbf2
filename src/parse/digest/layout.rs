//! Sections that only the layout shows: a short line, then its text, again and again. Worth
//! something only in what says that it comes out from time to time.

use super::names::has_final_stop;
use super::page::Page;
use super::split::{Head, Places, Split};
use super::words::WORDS;
use crate::chars::fold::fold;

/// A headline is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 160;

/// A text is at least this long, in characters.
const SHORTEST_TEXT: usize = 80;

/// The split at short lines with a text right below: three or more, and most of the text. Headlines
/// that stand right on their texts, with blank lines between the pairs, leave other short lines to
/// be groups.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    let tight = pairs(page, true);
    let (pairs, is_tight) = if tight.len() >= 3 {
        (tight, true)
    } else {
        (pairs(page, false), false)
    };
    if pairs.len() < 3 {
        return None;
    }
    let first = pairs[0];
    let texts = (first..page.len())
        .filter(|at| page.chars(*at) >= SHORTEST_TEXT)
        .count();
    if pairs.len() * 10 < texts * 6 {
        return None;
    }
    let mut groups = Vec::new();
    let mut timed_heads = 0;
    let heads = pairs
        .iter()
        .map(|at| {
            let above = at.checked_sub(1);
            let is_group = above
                .is_some_and(|a| a > 0 && page.chars(a) <= 60 && !has_final_stop(page.text(a)));
            if is_group {
                groups.extend(above);
            }
            let line = page.text(*at);
            let bare = timed(line);
            timed_heads += usize::from(bare.is_some());
            Head {
                at: *at,
                len: 1,
                headline: Some(bare.unwrap_or(line).to_owned()),
                ..Head::default()
            }
        })
        .collect::<Vec<Head>>();
    // A reading time behind each headline is a credit of its own kind.
    let places = Places {
        credited: timed_heads,
        distinct: timed_heads,
        share: 0.0,
    };
    Some(Split {
        rule: "layout",
        places,
        heads,
        groups,
        worth: if is_tight { 0.6 } else { 0.0 },
        ..Split::default()
    })
}

/// `Headline (4 minute read)` without the reading time.
fn timed(line: &str) -> Option<&str> {
    let (bare, time) = line.strip_suffix(')')?.rsplit_once('(')?;
    WORDS.reading_minutes(&fold(time.trim()))?;
    Some(bare.trim_end())
}

fn pairs(page: &Page<'_>, tight: bool) -> Vec<usize> {
    let gap = |at: usize| page.line(at).is_some_and(|l| l.gap);
    (1..page.len().saturating_sub(1))
        .filter(|at| {
            let fits = (8..=LONGEST_HEADLINE).contains(&page.chars(*at))
                && page.chars(at + 1) >= SHORTEST_TEXT
                && page.chars(at + 1) > page.chars(*at)
                && !page.text(*at).ends_with(['.', ',', ':', ';']);
            fits && gap(*at) && gap(at + 1) != tight
        })
        .collect()
}
