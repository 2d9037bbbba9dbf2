//! Sections under a line that is nothing but the outlet's name (families F3 and F4), or a clause
//! that introduces a quotation (F6).

use super::credit_line::has_day;
use super::names::{
    QUOTES, has_final_stop, is_attributed, is_caps, is_plausible, is_typed, tidy, without_mark,
};
use super::page::Page;
use super::prose::credited_name;
use super::split::{Head, Split};
use super::words::{WORDS, tokens};
use crate::chars::fold::fold;
use crate::model::BlockKind;

/// A headline is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 140;

/// A text below a further headline is at least this long, in characters.
const LONG: usize = 100;

/// What makes a line look like an outlet's name standing alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// `Name - Country`, or another name that says by itself that it is a paper's.
    Typed,
    /// `Name:`.
    Colon,
    /// `NAME`.
    Caps,
    /// A name that recurs in the text below it, or a typed one.
    Recurring,
    /// A name behind a bullet, above lines without one.
    Bullet,
    /// A short line between blank lines: only worth anything in what says it is a review.
    Alone,
}

/// The splits at lines that are an outlet's name; one for each look that two or more lines have.
pub(super) fn find(page: &Page<'_>) -> Vec<Split> {
    let short: Vec<usize> = (0..page.len())
        .filter(|at| is_name_line(page, *at))
        .collect();
    let short = without_rows(page, short);
    let mut splits = Vec::new();
    for (look, rule, worth) in [
        (Look::Typed, "outlet-line", 0.4),
        (Look::Colon, "outlet-line-colon", 0.1),
        (Look::Caps, "outlet-line-caps", 0.1),
        (Look::Recurring, "outlet-line-recurring", 0.4),
        (Look::Bullet, "outlet-line-bullet", 0.4),
        (Look::Alone, "outlet-line-alone", -0.2),
    ] {
        let lines: Vec<usize> = short
            .iter()
            .enumerate()
            .filter(|(n, at)| {
                let next = short.get(n + 1).copied().unwrap_or(page.len());
                looks(page, **at, next, look)
            })
            .map(|(_, at)| *at)
            .collect();
        if let Some(split) = split(page, &lines, rule, worth) {
            splits.push(split);
        }
    }
    splits
}

/// The split at clauses that name an outlet and end in a colon: `Die Londoner „Tide“ schreibt:`.
pub(super) fn find_clauses(page: &Page<'_>) -> Option<Split> {
    let heads: Vec<Head> = (0..page.len())
        .filter_map(|at| {
            let line = page.text(at);
            let is_clause = line.ends_with([':', '：'])
                && (20..=200).contains(&page.chars(at))
                && page.chars(at + 1) > page.chars(at);
            let name = is_clause.then(|| quoted_name(line).or_else(|| clause_name(line)))??;
            Some(Head {
                at,
                len: 1,
                outlet: Some(name),
                is_credited: tokens(&fold(line))
                    .iter()
                    .any(|w| WORDS.is_saying(w) || WORDS.is_paper(w)),
                ..Head::default()
            })
        })
        .collect();
    (heads.len() >= 2).then_some(Split {
        rule: "clause",
        heads,
        groups: Vec::new(),
        worth: 0.3,
        ..Split::default()
    })
}

/// The name in a clause without quotation marks: what it credits, or words in capitals.
fn clause_name(line: &str) -> Option<String> {
    if !tokens(&fold(line))
        .iter()
        .any(|w| WORDS.is_saying(w) || WORDS.is_paper(w))
    {
        return None;
    }
    let caps = |w: &&str| w.chars().filter(|c| c.is_uppercase()).count() >= 3 && is_caps(w);
    let mut words = line.trim_end_matches([':', '：']).split_whitespace();
    let first = words.by_ref().find(caps);
    let named = first.map(|first| {
        let rest = words.take_while(caps);
        rest.fold(first.to_owned(), |name, word| name + " " + word)
    });
    named.or_else(|| credited_name(line))
}

/// The first name in quotation marks.
pub(super) fn quoted_name(line: &str) -> Option<String> {
    QUOTES.into_iter().find_map(|(open, close)| {
        let from = line.find(open)? + open.len_utf8();
        let len = line[from..].find(close)?;
        let name = line[from..from + len].trim();
        is_plausible(name).then(|| name.to_owned())
    })
}

/// Whether live line `at` can be a name standing alone, with text below it.
fn is_name_line(page: &Page<'_>, at: usize) -> bool {
    let line = page.text(at);
    let (bare, ordinal) = without_mark(line);
    let marked = bare.len() < line.len();
    page.chars(at) <= 60
        && at + 1 < page.len()
        && (at > 0 || marked || is_typed(bare))
        && ordinal.is_none()
        && !page
            .mark(at)
            .is_some_and(|m| matches!(m.kind, BlockKind::Item(_)))
        && !has_final_stop(bare)
        && !(bare.contains(", ") && has_day(bare))
        && bare
            .find([':', '：'])
            .is_none_or(|c| bare[c..].chars().count() == 1)
        && bare.split_whitespace().count() <= 6
        && is_plausible(without_bracketed_day(
            bare.trim_end_matches([':', '：', ' ']),
        ))
        && !is_clause(bare)
}

/// The name lines without rows of them: four or more right below one another are a list of the
/// outlets that follow, and own no text (DIGESTS 15).
fn without_rows(page: &Page<'_>, lines: Vec<usize>) -> Vec<usize> {
    const ROW: usize = 4;
    let goes_on = |a: &usize, b: &usize| *b == a + 1 && page.line(*b).is_some_and(|l| !l.gap);
    lines
        .chunk_by(goes_on)
        .filter(|row| row.len() < ROW)
        .flatten()
        .copied()
        .collect()
}

/// Whether a line says that an outlet says something, in the middle of which stands its name.
fn is_clause(line: &str) -> bool {
    line.ends_with([':', '：'])
        && line.split_whitespace().nth(2).is_some()
        && tokens(&fold(line)).iter().any(|w| WORDS.is_saying(w))
}

fn looks(page: &Page<'_>, at: usize, next: usize, look: Look) -> bool {
    let (bare, _) = without_mark(page.text(at));
    match look {
        Look::Typed => is_typed(bare.trim_end_matches([':', ' '])),
        Look::Colon => bare.ends_with([':', '：']),
        Look::Caps => is_caps(without_bracketed_day(bare)) && !bare.ends_with(':'),
        Look::Bullet => {
            let is_marked = |line: &str| line.starts_with(['•', '*', '·']);
            is_marked(page.text(at)) && !is_marked(page.text(at + 1))
        }
        Look::Recurring => {
            is_typed(bare) || recurs(&tidy(bare), &page.sample(at + 1, next.max(at + 2)))
        }
        Look::Alone => {
            page.line(at).is_some_and(|l| l.gap)
                && page.line(at + 1).is_some_and(|l| l.gap)
                && !is_caps(bare)
                && page.chars(at) <= 40
        }
    }
}

/// Whether a name recurs in a text, in any inflection of its longer words.
pub(super) fn recurs(name: &str, text: &str) -> bool {
    recurs_at(&stems(name), &tokens(&fold(text))).is_some()
}

/// Articles that may stand before a name or not.
pub(super) const ARTICLES: [&str; 16] = [
    "the", "der", "die", "das", "den", "dem", "la", "le", "les", "il", "el", "lo", "los", "l", "o",
    "a",
];

/// The words of a name without its article, the longer ones without their last letters.
pub(super) fn stems(name: &str) -> Vec<String> {
    let mut words = tokens(&fold(name));
    if words.len() > 1 && ARTICLES.contains(&words[0].as_str()) {
        words.remove(0);
    }
    for word in &mut words {
        let len = word.chars().count();
        let ending = match len {
            ..6 => 0,
            6..8 => 2,
            _ => 3,
        };
        *word = word.chars().take(len - ending).collect();
    }
    words
}

/// Where in `words` the stems of a name stand, one after the other.
pub(super) fn recurs_at(stems: &[String], words: &[String]) -> Option<usize> {
    if stems.is_empty() {
        return None;
    }
    words.windows(stems.len()).position(|w| {
        w.iter().zip(stems).all(|(word, stem)| {
            word.starts_with(stem.as_str()) && word.chars().count() <= stem.chars().count() + 5
        })
    })
}

/// The split whose outlets stand on `lines`.
fn split(page: &Page<'_>, lines: &[usize], rule: &'static str, worth: f32) -> Option<Split> {
    // A name line right above another heads a group ("EDITORIALS" above "The Gull").
    let is_head = |n: usize| lines.get(n + 1) != Some(&(lines[n] + 1));
    let (heads, groups): (Vec<usize>, Vec<usize>) = (0..lines.len()).partition(|n| is_head(*n));
    let heads: Vec<usize> = heads.into_iter().map(|n| lines[n]).collect();
    let groups: Vec<usize> = groups.into_iter().map(|n| lines[n]).collect();
    let ends = heads.iter().skip(1).copied().chain([page.len()]);
    let parts: Vec<(usize, usize)> = heads
        .iter()
        .zip(ends)
        .map(|(from, to)| {
            let group = groups.get(groups.partition_point(|g| g <= from));
            (*from, group.map_or(to, |g| to.min(*g)))
        })
        .collect();
    let mark = item_mark(page, &parts);
    let mut heads: Vec<Head> = parts
        .iter()
        .flat_map(|(from, to)| part(page, *from, *to, mark))
        .collect();
    drop_short_names(&mut heads);
    let one = parts.len() == 1 && (rule == "outlet-line" || mark.is_some() && heads.len() >= 2);
    (parts.len() >= 2 || one).then_some(Split {
        rule,
        heads,
        groups,
        worth: worth + if mark.is_some() { 0.4 } else { 0.0 },
        ..Split::default()
    })
}

/// The mark that most lines below the outlets begin with, where they are lists of items (F4).
fn item_mark(page: &Page<'_>, parts: &[(usize, usize)]) -> Option<&'static str> {
    let all: usize = parts.iter().map(|(from, to)| to - from - 1).sum();
    ["— ", "– ", "** ", "* ", "- ", "• "]
        .into_iter()
        .find(|mark| {
            let marked = parts
                .iter()
                .flat_map(|(from, to)| from + 1..*to)
                .filter(|at| page.text(*at).starts_with(mark))
                .count();
            marked >= 2 && marked * 10 >= all * 7
        })
}

/// The sections under one outlet line.
fn part(page: &Page<'_>, from: usize, to: usize, mark: Option<&'static str>) -> Vec<Head> {
    let name = without_mark(page.text(from)).0;
    let outlet = Some(tidy(without_bracketed_day(name)));
    let is_credited = is_attributed(name) || without_bracketed_day(name).len() < name.len();
    let one = |at, len| Head {
        at,
        len,
        outlet: outlet.clone(),
        is_credited,
        ..Head::default()
    };
    let below = || from + 1..to;
    let is_headline = |at: usize| {
        page.chars(at) <= LONGEST_HEADLINE && !page.text(at).ends_with(['.', ',', ';', ':'])
    };
    if let Some(mark) = mark {
        let items: Vec<usize> = below()
            .filter(|at| page.text(*at).starts_with(mark))
            .collect();
        if items.first() == Some(&(from + 1)) {
            return items
                .iter()
                .enumerate()
                .map(|(n, at)| {
                    let head = if n == 0 { one(from, 2) } else { one(*at, 1) };
                    item(page, *at, mark, head)
                })
                .collect();
        }
    }
    if to - from > 2 && below().all(|at| is_headline(at) && !has_final_stop(page.text(at))) {
        // Headlines without texts: each is a section.
        return below()
            .map(|at| Head {
                headline: Some(page.text(at).to_owned()),
                ..if at == from + 1 {
                    one(from, 2)
                } else {
                    one(at, 1)
                }
            })
            .collect();
    }
    let has_headline =
        to - from > 2 && is_headline(from + 1) && page.chars(from + 2) > page.chars(from + 1);
    if !has_headline {
        return vec![one(from, 1)];
    }
    // The outlet stays in force over further headlines that stand like the first.
    let apart = |at: usize| page.line(at).is_some_and(|l| l.gap);
    let is_next = |at: &usize| {
        is_headline(*at)
            && page.text(*at).split_whitespace().nth(2).is_some()
            && !has_final_stop(page.text(*at))
            && apart(*at) == apart(from + 1)
            && page.chars(at - 1) > page.chars(*at)
            && page.chars(at + 1) >= LONG
            && page.chars(at + 1) > page.chars(*at)
    };
    let more = (from + 3..to.saturating_sub(1)).filter(is_next);
    [(from, 2)]
        .into_iter()
        .chain(more.map(|at| (at, 1)))
        .map(|(at, len)| Head {
            headline: Some(page.text(at + len - 1).to_owned()),
            ..one(at, len)
        })
        .collect()
}

/// An item of a list under an outlet: `— Headline — text`, `- headline`, `** text`.
fn item(page: &Page<'_>, at: usize, mark: &str, mut head: Head) -> Head {
    let line = page.text(at);
    let rest = line[mark.len()..].trim_start();
    let start = line.len() - rest.len();
    let dash = rest.find(" — ").or_else(|| rest.find(" – "));
    match dash {
        Some(dash) if rest[..dash].chars().count() <= LONGEST_HEADLINE && mark != "** " => {
            let text = rest[dash..].trim_start_matches([' ', '—', '–']);
            head.headline = Some(rest[..dash].trim().to_owned());
            head.cut = (!text.is_empty()).then(|| line.len() - text.len());
        }
        _ if page.chars(at) <= LONGEST_HEADLINE && !rest.ends_with(['.', ')']) => {
            head.headline = Some(rest.to_owned());
        }
        _ => head.cut = Some(start),
    }
    head
}

/// Headlines that mostly begin with another, shorter name of their outlet (`• The Harbour Gazette`
/// above `Gazette: headline`): the outlet line has the name, the headline is what follows.
fn drop_short_names(heads: &mut [Head]) {
    let short = |head: &Head| {
        let (name, rest) = head.headline.as_deref()?.split_once(": ")?;
        (name.chars().count() <= 20 && name.split_whitespace().count() <= 2 && is_plausible(name))
            .then(|| rest.to_owned())
    };
    let with = heads.iter().filter(|h| short(h).is_some()).count();
    if with >= 2 && with * 10 >= heads.len() * 8 {
        for head in heads {
            head.headline = short(head).or(head.headline.take());
        }
    }
}

/// A name without the day in brackets behind it: `TIDE (21/9/2005)`.
fn without_bracketed_day(name: &str) -> &str {
    match name.rsplit_once(" (") {
        Some((bare, day)) if day.ends_with(')') && has_day(day) => bare,
        _ => name,
    }
}
