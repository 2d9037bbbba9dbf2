//! Sections whose outlet stands below their text, on a line of its own (`„…“` / `Name (City)`).

use super::names::{
    has_final_stop, is_attributed, is_caps, is_plausible, is_typed, tidy, without_mark,
};
use super::page::Page;
use super::split::{Head, Split};

/// A text that a name stands below is at least this long, in characters.
const LONG: usize = 90;

/// A headline is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 140;

/// The split at names that close what stands above them: the first long text stands above the first
/// name, and no long text below the last.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    let names: Vec<(usize, String)> = (1..page.len())
        .filter_map(|at| Some((at, name(page, at)?)))
        .collect();
    let (first, last) = (names.first()?.0, names.last()?.0);
    let long = |at: usize| page.chars(at) >= LONG;
    let (from, to) = (page.text(0).len().min(1), page.len());
    if names.len() < 2 || (last + 1..to).any(long) || !(0..first).any(long) {
        return None;
    }
    // Names above their texts have the first text below the first name.
    let shown = names.iter().all(|(_, name)| is_shown(name));
    let quoted = |at: usize| page.text(at).ends_with(['“', '”', '"', '»', '’', '«']);
    let closing = names
        .iter()
        .filter(|(at, name)| split_name(name).1.is_some() || quoted(at - 1))
        .count();
    if !shown || closing * 10 < names.len() * 6 {
        return None;
    }
    let mut heads = Vec::new();
    let mut above = from;
    for (n, (at, line)) in names.iter().enumerate() {
        let start = if n == 0 {
            opening(page, *at, above)
        } else {
            above
        };
        let has_headline = page.chars(start) <= LONGEST_HEADLINE
            && start + 1 < *at
            && !has_final_stop(page.text(start));
        let (outlet, _) = split_name(line);
        heads.push(Head {
            at: start,
            len: usize::from(has_headline),
            headline: has_headline.then(|| page.text(start).to_owned()),
            outlet: Some(outlet),
            credit: Some(*at),
            is_credited: is_shown(line),
            ..Head::default()
        });
        above = at + 1;
    }
    Some(Split {
        rule: "name-below",
        heads,
        worth: 0.4,
        ..Split::default()
    })
}

/// Where the text begins that the first name closes: right below the last short line above it.
fn opening(page: &Page<'_>, name: usize, from: usize) -> usize {
    let mut start = name - 1;
    while start > from && page.chars(start - 1) >= LONG {
        start -= 1;
        // One paragraph is enough where the next one opens with a quotation.
        if page.text(start).starts_with(['„', '“', '"', '«', '»']) {
            break;
        }
    }
    start
}

/// The name on a line that can close a text.
fn name(page: &Page<'_>, at: usize) -> Option<String> {
    let line = page.text(at);
    let bare = without_mark(line).0.trim_matches(['(', ')', ' ']);
    let is = page.chars(at) <= 60
        && page.chars(at - 1) >= LONG
        && !has_final_stop(bare)
        && !bare.ends_with([':', '：'])
        && bare.split_whitespace().count() <= 7
        && page.chars(at + 1).max(LONG) >= LONG
        && is_plausible(&split_name(line).0);
    is.then(|| line.to_owned())
}

/// `Name (CITY)`, `Name, City`: the name and the city.
fn split_name(line: &str) -> (String, Option<&str>) {
    let bare = without_mark(line).0.trim();
    let inner = bare.strip_prefix('(').and_then(|b| b.strip_suffix(')'));
    let bare = inner.unwrap_or(bare);
    if let Some((name, city)) = bare.rsplit_once(" (") {
        return (tidy(name), Some(city.trim_end_matches(')')));
    }
    match bare.split_once(", ") {
        Some((name, city)) => (tidy(name), Some(city)),
        None => (tidy(bare), None),
    }
}

/// Whether a line shows that it is an outlet's: by a city behind the name, or by the name.
fn is_shown(line: &str) -> bool {
    let (name, city) = split_name(line);
    city.is_some() || is_typed(&name) || is_attributed(&name) || is_caps(&name)
}
