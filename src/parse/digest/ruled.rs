//! Sections between rulers: `* * *` or a dashed line parts them, and each opens with a headline, or
//! with a few words and a dash (family F10).

use super::lines::start_of;
use super::names::{has_final_stop, has_inner_stop};
use super::outline::host;
use super::page::Page;
use super::split::{Head, Places, Split};
use std::collections::HashSet;

/// A headline on a line of its own is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 120;

/// A few words before a dash are no longer than this, in characters.
const LONGEST_SLUG: usize = 60;

/// The split at rulers, three parts or more, most of which open with a headline.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    let rulers: Vec<usize> = (0..page.len())
        .filter(|at| is_ruler(page.text(*at)))
        .collect();
    if rulers.len() < 2 {
        return None;
    }
    let starts: Vec<usize> = rulers.iter().map(|at| at + 1).collect();
    let ends = rulers.iter().skip(1).copied().chain([page.len()]);
    let mut heads: Vec<Head> = Vec::new();
    let mut opened = 0;
    // What stands above the first ruler is a part, too, where it opens like the others.
    let long = (0..rulers[0])
        .find(|at| page.chars(*at) > LONGEST_HEADLINE)
        .unwrap_or(0);
    let first = (0..=long.min(rulers[0] - usize::from(rulers[0] > 0)))
        .rev()
        .take(4)
        .find_map(|at| headline(page, at, rulers[0]))
        .filter(|head| head.at > 0 || page.text(0).contains(": ") || head.cut.is_some());
    heads.extend(first);
    for (from, to) in starts.iter().copied().zip(ends) {
        if from >= to {
            continue;
        }
        match headline(page, from, to) {
            Some(head) => {
                opened += 1;
                heads.push(head);
            }
            None => heads.push(Head {
                at: from,
                ..Head::default()
            }),
        }
    }
    let hosts: Vec<String> = heads
        .iter()
        .filter_map(|h| host(h.url.as_deref()?))
        .collect();
    let places = Places {
        share: hosts.len() as f32 / heads.len().max(1) as f32,
        distinct: hosts.iter().collect::<HashSet<_>>().len(),
        credited: 0,
    };
    (heads.len() >= 3 && opened * 10 >= heads.len() * 6).then_some(Split {
        rule: "ruled",
        places,
        heads,
        chrome: rulers,
        worth: 1.2,
        ..Split::default()
    })
}

/// Whether a line only parts what stands above from what stands below.
pub(super) fn is_ruler(text: &str) -> bool {
    let signs = text.chars().filter(|c| !c.is_whitespace()).count();
    signs >= 3
        && text
            .chars()
            .all(|c| c.is_whitespace() || "*-_=—–~•#".contains(c))
}

/// The head of a part that opens with a headline.
fn headline(page: &Page<'_>, at: usize, to: usize) -> Option<Head> {
    let line = page.text(at);
    let start = start_of(line, 4 * LONGEST_SLUG);
    let dash = start.find(" – ").or_else(|| start.find(" — "));
    if let Some(dash) = dash
        && start[..dash].chars().count() <= LONGEST_SLUG
        && !has_inner_stop(&start[..dash])
        && page.chars(at) > 2 * LONGEST_SLUG
    {
        let text = line[dash..].trim_start_matches([' ', '–', '—']);
        return Some(Head {
            at,
            len: 1,
            headline: Some(start[..dash].trim().to_owned()),
            cut: Some(line.len() - text.len()),
            ..Head::default()
        });
    }
    let is = page.chars(at) <= LONGEST_HEADLINE
        && at + 1 < to
        && !line.contains("://")
        && !has_final_stop(line.trim_end_matches('?'));
    if !is {
        return None;
    }
    let below = page.text(at + 1);
    let url = (below.starts_with("http") && !below.contains(' ')).then(|| below.to_owned());
    Some(Head {
        at,
        len: 1 + usize::from(url.is_some()),
        headline: Some(line.to_owned()),
        url,
        ..Head::default()
    })
}
