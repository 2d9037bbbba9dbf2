//! Sections that are paragraphs of prose, each crediting an outlet (family F9).

mod credit;

use super::names::{QUOTES, has_final_stop};
use super::outlet_line::{recurs_at, stems};
use super::page::Page;
use super::split::{Head, Split};
use super::words::{WORDS, tokens};
use crate::chars::fold::{fold, name_key};
use crate::parse::count::is_single;
use credit::{Credit, credits};

/// Shorter paragraphs, in characters, credit nobody; ideographs say as much in a third.
const SHORTEST: usize = 35;

/// Shorter lines, in characters, must say more than a name.
const SHORT: usize = 60;

/// A headline that credits an outlet itself is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 140;

/// The split at paragraphs that credit an outlet: two or more, and two fifths of all paragraphs
/// from the first of them on.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    let mut paragraphs = 0;
    let mut found: Vec<(usize, Vec<Credit>)> = Vec::new();
    for at in 0..page.len() {
        let dense = page.text(at).chars().any(is_single);
        let shortest = if dense { SHORTEST / 3 } else { SHORTEST };
        if page.chars(at) < shortest || at == 0 && page.chars(at) < 200 {
            continue;
        }
        let mut credits = credits(page.text(at));
        // A short line that only names a paper stands under a picture of it.
        if page.chars(at) < SHORT && !has_final_stop(page.text(at)) {
            credits.retain(|c| c.sure >= 0.6);
        }
        if !credits.is_empty() {
            found.push((at, credits));
        }
        paragraphs += usize::from(!found.is_empty());
    }
    if found.len() < 2 || found.len() * 5 < paragraphs * 2 {
        return None;
    }
    if let Some(split) = headlines(page, &found) {
        return Some(split);
    }
    let above: Vec<bool> = (0..found.len())
        .map(|n| {
            let at = found[n].0;
            let is_free = n == 0 || found[n - 1].0 + 1 < at;
            is_free && (is_line_above(page, at) || n == 0 && is_first_headline(page, at))
        })
        .collect();
    let headlined = above.iter().filter(|a| **a).count() * 10 >= found.len() * 6;
    let mut groups = Vec::new();
    let heads = found
        .into_iter()
        .zip(above)
        .map(|((at, credits), above)| {
            let mut head = head(at, credits);
            if above && (headlined || names(page, at - 1, &head)) {
                head.at = at - 1;
                head.len = 1;
                if !names(page, at - 1, &head) {
                    head.headline = Some(page.text(at - 1).to_owned());
                }
            } else if above {
                groups.push(at - 1);
            }
            head
        })
        .collect();
    Some(Split {
        rule: "prose",
        heads,
        groups,
        worth: -0.4,
        ..Split::default()
    })
}

fn head(at: usize, mut credits: Vec<Credit>) -> Head {
    let surest = |a: usize, b: usize| {
        if credits[b].sure > credits[a].sure {
            b
        } else {
            a
        }
    };
    let best = (0..credits.len()).reduce(surest).unwrap_or(0);
    // Beside a verb a name is not inflected: "podle Denních novin … píší Denní noviny".
    let name = stems(&credits[best].name);
    let plain = |c: &Credit| c.by_verb && recurs_at(&name, &tokens(&fold(&c.name))).is_some();
    let best = credits.iter().position(plain).unwrap_or(best);
    let outlet = credits.swap_remove(best);
    let key = name_key(&outlet.name);
    credits.sort_by_key(|c| c.at);
    let mut also: Vec<String> = Vec::new();
    for credit in credits {
        let other = name_key(&credit.name);
        if credit.sure >= 0.9 && other != key && !also.iter().any(|a| name_key(a) == other) {
            also.push(credit.name);
        }
    }
    also.truncate(5);
    Head {
        at,
        outlet: Some(outlet.name),
        also,
        is_credited: outlet.sure >= 0.9,
        ..Head::default()
    }
}

/// The split at headlines that credit an outlet themselves (`“One thing”, on the front of Tide`),
/// each with its text below.
fn headlines(page: &Page<'_>, found: &[(usize, Vec<Credit>)]) -> Option<Split> {
    let is = |at: usize| {
        at > 0
            && page.chars(at) <= LONGEST_HEADLINE
            && !has_final_stop(page.text(at))
            && page.chars(at + 1) > page.chars(at)
    };
    let credited: Vec<&(usize, Vec<Credit>)> = found.iter().filter(|(at, _)| is(*at)).collect();
    if credited.len() < 3 || credited.len() * 10 < found.len() * 5 {
        return None;
    }
    let heads = credited
        .into_iter()
        .filter_map(|(at, credits)| {
            let best = credits
                .iter()
                .reduce(|a, b| if b.sure > a.sure { b } else { a })?;
            let line = page.text(*at);
            let quoted = QUOTES.iter().find_map(|(open, close)| {
                let inner = line.strip_prefix(*open)?;
                Some(&inner[..inner.find(*close)?])
            });
            Some(Head {
                at: *at,
                len: 1,
                outlet: Some(best.name.clone()),
                headline: Some(quoted.unwrap_or(line).to_owned()),
                is_credited: best.sure >= 0.6,
                ..Head::default()
            })
        })
        .collect();
    Some(Split {
        rule: "prose",
        heads,
        ..Split::default()
    })
}

/// The outlet that a short text credits most surely.
pub(super) fn credited_name(text: &str) -> Option<String> {
    let credits = credits(text);
    (!credits.is_empty()).then(|| head(0, credits).outlet)?
}

/// Whether a short line stands between the title and the first paragraph: a headline, where the
/// others have one.
fn is_first_headline(page: &Page<'_>, at: usize) -> bool {
    at >= 2
        && page.chars(at - 1) <= 120
        && !has_final_stop(page.text(at - 1))
        && !page.text(at - 1).ends_with(':')
        && !WORDS.says_digest(&fold(page.text(at - 1)))
}

/// Whether a short line stands right above the paragraph `at` and below another text.
fn is_line_above(page: &Page<'_>, at: usize) -> bool {
    at >= 2
        && page.chars(at - 1) <= 120
        && !has_final_stop(page.text(at - 1))
        && !page.text(at - 1).ends_with([':', ','])
        && page.chars(at - 2) > 50
}

/// Whether the line `at` names the head's outlet: the words under a picture of its front page.
fn names(page: &Page<'_>, at: usize, head: &Head) -> bool {
    let line = tokens(&fold(page.text(at)));
    let name = head.outlet.as_deref().map(stems).unwrap_or_default();
    recurs_at(&name, &line).is_some()
}
