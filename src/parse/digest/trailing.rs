//! Sections whose outlet stands in brackets at the end of their line: `• Headline: text (Outlet)`
//! (family F7).

use super::lines::{end_of, start_of};
use super::names::{has_final_stop, has_inner_stop, is_plausible, without_mark};
use super::page::Page;
use super::split::{Head, Split};

/// A headline before a colon is no longer than this, in bytes.
const HEADLINE_WITHIN: usize = 240;

/// The split at lines that end in a name in brackets: three or more, and most lines between the
/// first and the last of them.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    let heads: Vec<Head> = (0..page.len()).filter_map(|at| head(page, at)).collect();
    let (first, last) = (heads.first()?.at, heads.last()?.at);
    (heads.len() >= 3 && heads.len() * 10 >= (last - first + 1) * 6).then_some(Split {
        rule: "trailing",
        heads,
        groups: Vec::new(),
        worth: 0.6,
        ..Split::default()
    })
}

fn head(page: &Page<'_>, at: usize) -> Option<Head> {
    let line = page.text(at);
    let before = line.trim_end_matches(['.', ' ']).strip_suffix(')')?;
    let window = end_of(before, 120);
    let open = before.len() - window.len() + window.rfind('(')?;
    let mut names = before[open + 1..].split(", ").map(str::trim);
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
    if text.chars().count() < 12 {
        return None;
    }
    let mut head = Head {
        at,
        len: 1,
        outlet: Some(outlet.to_owned()),
        also,
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
