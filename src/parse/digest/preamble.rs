//! What stands before the first head: title, captions, date, contents, lead.

use super::dates::is_date_line;
use super::names::has_final_stop;
use super::page::Page;
use super::slot::{Aside, Slot};
use super::words::WORDS;
use crate::chars::fold::fold;
use crate::model::Why;
use std::collections::HashSet;

/// A title is no longer than this, in characters.
const LONGEST_TITLE: usize = 220;

/// A rubric above a title ("Press review") is shorter than this, in characters.
const SHORT_RUBRIC: usize = 40;

/// Agencies and photographers are credited in lines no longer than this, in characters.
const LONGEST_CAPTION: usize = 500;

/// Lines are compared with at most this many credits: a page has few pictures above its text.
const MOST_CREDITS: usize = 20;

/// A table of contents has at least this many lines.
const SHORTEST_TOC: usize = 3;

/// Finds the slots of the live lines before live line `first` (the first head).
pub(super) fn slots(page: &Page<'_>, first: usize, slots: &mut [Option<Slot>]) {
    let lines = &page.live[..first];
    let text = |n: usize| &*page.lines[lines[n]].text;
    let mut set = |n: usize, slot: Slot| slots[lines[n]] = Some(slot);
    let after_trail = (0..first.min(8)).rev().find(|n| is_trail(text(*n)));
    let from = match after_trail {
        Some(trail) => {
            (0..=trail).for_each(|n| set(n, Slot::Boilerplate(Why::Chrome)));
            trail + 1
        }
        None => 0,
    };
    let mut from = from;
    while from < first && is_trifle(text(from)) {
        set(from, Slot::Boilerplate(Why::Chrome));
        from += 1;
    }
    // The links of a page ("- Archive") may stand above its title.
    let is_link = |n: usize| text(n).starts_with("- ") && text(n).len() <= 120;
    while from < first && is_link(from) {
        set(from, Slot::Boilerplate(Why::Chrome));
        from += 1;
    }
    // A rubric is not said twice right away; a title may be.
    let said_twice = lines
        .get(from)
        .and_then(|i| page.aside.get(i + 1))
        .is_some_and(|below| *below == Some(Aside::Boilerplate(Why::Duplicate)));
    let mut title = "";
    if let Some(at) = title_at(from, first, &text, said_twice) {
        for n in from..at {
            let short = text(n).chars().count() <= SHORT_RUBRIC;
            set(n, if short { Slot::Note } else { Slot::Lead });
        }
        title = text(at);
        set(at, Slot::Title);
        from = at + 1;
    }
    let credits: Vec<&str> = (from..first)
        .map(text)
        .filter(|line| is_credit(line))
        .take(MOST_CREDITS)
        .collect();
    let is_name = |n: usize| {
        let t = text(n);
        t.len() <= 160
            && t.chars().count() <= 40
            && !has_final_stop(t)
            && !is_date_line(t)
            && !t.ends_with(':')
    };
    let mut seen: HashSet<&str> = HashSet::from([title]);
    let mut names = 0;
    for n in from..first {
        let line = text(n);
        let row = (n..first)
            .take(SHORTEST_TOC)
            .take_while(|m| is_name(*m))
            .count();
        let slot = if !seen.insert(line) {
            Slot::Boilerplate(Why::Duplicate)
        } else if is_trifle(line) {
            Slot::Boilerplate(Why::Chrome)
        } else if is_credit(line)
            || line.chars().count() >= 20 && credits.iter().any(|c| c.contains(line))
        {
            Slot::Caption
        } else if is_date_line(line) {
            Slot::Note
        } else if is_name(n) && names + row >= SHORTEST_TOC {
            Slot::Toc
        } else {
            Slot::Lead
        };
        names = if is_name(n) { names + 1 } else { 0 };
        set(n, slot);
    }
}

/// The title among the lines from `from` on: the first line, where it can be one. Two things come
/// before that: a longer line close below that says it is a review; and the line below a short
/// rubric that says so and has a title under it.
fn title_at<'a>(
    from: usize,
    first: usize,
    text: &impl Fn(usize) -> &'a str,
    said_twice: bool,
) -> Option<usize> {
    const CLOSE: usize = 6;
    let long = |n: usize| text(n).chars().count();
    let is_title = |n: usize| is_title(text(n)) && !text(n).ends_with("...");
    let says = |n: usize| is_title(n) && WORDS.says_digest(&fold(text(n)));
    let near = from..first.min(from + CLOSE);
    if let Some(at) = near.clone().find(|n| says(*n) && long(*n) >= SHORT_RUBRIC)
        && (from..at).all(|n| long(n) <= 2 * SHORT_RUBRIC)
    {
        return Some(at);
    }
    let is_rubric = near.len() >= 2 && says(from) && long(from) < SHORT_RUBRIC && !said_twice;
    if is_rubric && is_title(from + 1) && long(from + 1) >= 30 && long(from + 1) <= 140 {
        return Some(from + 1);
    }
    (from < first && self::is_title(text(from))).then_some(from)
}

/// Whether a line can be the title: short, letters, no sentence of several, no date, no credit.
pub(super) fn is_title(text: &str) -> bool {
    let long = text.chars().count();
    text.chars().any(char::is_alphabetic)
        && long <= LONGEST_TITLE
        && !(text.ends_with('.') && (long > 100 || text.contains(". ")))
        && !text.ends_with([',', ';', ':', '：'])
        && !is_date_line(text)
        && !is_credit(text)
}

/// Whether a line is the trail of a page ("Home / Press review / Archive").
fn is_trail(text: &str) -> bool {
    let parts: Vec<&str> = text
        .split(
            [" / ", " » ", " > ", " › "]
                .into_iter()
                .find(|s| text.contains(s))
                .unwrap_or("\n"),
        )
        .collect();
    parts.len() >= 3 && parts.iter().all(|p| p.chars().count() <= 30)
}

/// Whether a line is a player's clock, a counter or another trifle of a page, or a link that says
/// no more than "» open".
fn is_trifle(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let long = text.chars().count();
    long <= 12 && letters == 0 && !is_date_line(text)
        || text.starts_with(['»', '/', '›']) && long <= 30
}

/// Whether a line credits a picture: `© …`, `Photo: …`, `AGENCY/NAME`.
pub(super) fn is_credit(text: &str) -> bool {
    let long = text.chars().count();
    if long > LONGEST_CAPTION {
        return false;
    }
    let lower = text.to_lowercase();
    text.contains('©')
        || long <= 200
            && [
                "photo:",
                "foto:",
                "фото:",
                "photograph:",
                "image:",
                "picture:",
                "credit:",
                "beeld:",
            ]
            .iter()
            .any(|sign| lower.contains(sign))
        || text.split_whitespace().any(is_agency)
}

/// `EPA-EFE/NAME`: capitals on both sides of a stroke.
fn is_agency(word: &str) -> bool {
    let caps = |s: &str| s.len() >= 3 && s.chars().all(|c| c.is_uppercase() || c == '-');
    word.split_once('/')
        .is_some_and(|(a, b)| caps(a) && caps(b))
}

/// Whether what stands aside on the page is to be put back between `from` and `to`: phrases of
/// pages are only set aside before the first head and behind the last text.
pub(super) fn is_put_back(aside: Aside) -> bool {
    aside == Aside::Boilerplate(Why::Chrome)
}
