//! Sections whose outlet stands in brackets at the end of their line: `• Headline: text (Outlet)`
//! (family F7).

use super::credit_line::without_day;
use super::lines::{end_of, start_of};
use super::names::{has_final_stop, has_inner_stop, is_caps, is_plausible, without_mark};
use super::page::Page;
use super::split::{Head, Split};
use crate::model::BlockKind;
use crate::parse::count::is_single;

/// A headline before a colon is no longer than this, in bytes.
const HEADLINE_WITHIN: usize = 240;

/// The split at lines that end in a name in brackets: three or more, and most lines between the
/// first and the last of them.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    let heads: Vec<Head> = (0..page.len()).filter_map(|at| head(page, at)).collect();
    let heads = opened(page, heads);
    let (first, last) = (heads.first()?.at, heads.last()?.at);
    let own: usize = heads
        .windows(2)
        .map(|h| usize::from(h[1].at > h[0].at + 1 && h[1].len > 0))
        .sum();
    let opened = heads.iter().filter(|h| is_marked(page, h.at)).count();
    // Headlines with a name behind them, each above its text.
    let over = heads
        .iter()
        .filter(|h| h.len > 0 && page.chars(h.at) <= 160 && page.chars(h.at + 1) > page.chars(h.at))
        .count();
    let is_over = over * 10 >= heads.len() * 8;
    let groups = heads
        .iter()
        .filter_map(|h| h.at.checked_sub(1))
        .filter(|at| *at > 0 && is_over && page.chars(*at) <= 60 && page.text(*at).ends_with(':'))
        .collect();
    let dense = is_over
        || heads.len() * 10 >= (last - first + 1) * 6
        || (own.max(opened)) * 10 >= heads.len() * 8;
    (heads.len() >= 3 && dense).then_some(Split {
        rule: "trailing",
        heads,
        groups,
        worth: 0.6,
        ..Split::default()
    })
}

/// The heads, where the name in brackets closes an item of several paragraphs: each begins below
/// the one before it, at a mark (`-- `) or at a line of capitals that is its headline.
fn opened(page: &Page<'_>, mut heads: Vec<Head>) -> Vec<Head> {
    let is_mark = |at: usize| is_marked(page, at);
    let is_title = |at: usize| {
        let words = page.text(at).split_whitespace().count();
        is_caps(page.text(at)) && words >= 4 && page.chars(at) <= 160
    };
    let mut above = 0;
    for head in &mut heads {
        let last = head.at;
        let start = (above..=last).find(|at| is_mark(*at) || is_title(*at));
        if let Some(start) = start.filter(|start| *start < last) {
            head.at = start;
            head.cut = None;
            head.headline = is_title(start).then(|| page.text(start).to_owned());
            head.len = usize::from(head.headline.is_some());
        }
        above = last + 1;
    }
    heads
}

fn head(page: &Page<'_>, at: usize) -> Option<Head> {
    // The headings of a page are looked at with what stands under them.
    if page
        .mark(at)
        .is_some_and(|m| matches!(m.kind, BlockKind::Heading(_)))
    {
        return None;
    }
    let line = page.text(at);
    let before = line.trim_end_matches(['.', ' ']).strip_suffix(')')?;
    let window = end_of(before, 120);
    let open = before.len() - window.len() + window.rfind('(')?;
    let inner = without_day(before[open + 1..].trim());
    let dated = inner.len() < before[open + 1..].trim().len();
    let mut names = inner.split(", ").map(str::trim);
    let outlet = names
        .next()
        .filter(|name| is_plausible(name) && !is_address(name))?;
    let also: Vec<String> = names
        .filter(|n| is_plausible(n))
        .map(str::to_owned)
        .collect();
    let (bare, _) = without_mark(line);
    let start = line.len() - bare.len();
    let text = before[start.min(open)..open].trim_end();
    let shortest = if text.chars().any(is_single) { 4 } else { 12 };
    if text.chars().count() < shortest {
        return None;
    }
    let mut head = Head {
        at,
        len: 1,
        outlet: Some(outlet.to_owned()),
        also,
        is_credited: dated,
        ..Head::default()
    };
    let near = start_of(text, HEADLINE_WITHIN);
    match near.find(": ") {
        Some(colon) if !has_inner_stop(&near[..colon]) => {
            head.headline = Some(near[..colon].to_owned());
            head.cut = Some(start + colon + 2);
        }
        _ if page.chars(at) <= 160 && !has_final_stop(text) => {
            head.headline = Some(text.to_owned());
        }
        _ => head.len = 0,
    }
    Some(head)
}

/// Whether a text is an address rather than a name: `example.org/a1b2`.
fn is_address(text: &str) -> bool {
    text.contains('/') && text.contains('.')
}

/// Whether a line opens with the mark of an item of several paragraphs.
fn is_marked(page: &Page<'_>, at: usize) -> bool {
    page.text(at).starts_with("-- ")
}
