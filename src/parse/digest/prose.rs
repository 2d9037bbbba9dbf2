//! Sections that are paragraphs of prose, each crediting an outlet (family F9).

use super::lines::{end_of, start_of};
use super::names::{QUOTES, has_final_stop, is_plausible, is_typed};
use super::outlet_line::{ARTICLES, recurs_at, stems};
use super::page::Page;
use super::split::{Head, Split};
use super::words::{WORDS, tokens};
use crate::chars::fold::{fold, name_key};
use crate::parse::count::is_single;

/// Credits are looked for in this many bytes of a paragraph: later names are the paragraph's own
/// matter, and a paragraph may be as long as the document.
const CREDIT_WITHIN: usize = 900;

/// Shorter paragraphs, in characters, credit nobody; ideographs say as much in a third.
const SHORTEST: usize = 35;

/// Shorter lines, in characters, must say more than a name.
const SHORT: usize = 60;

/// A headline that credits an outlet itself is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 140;

/// Small words inside names: `Corriere della Sera`, `Tide of the North`.
const CONNECTORS: [&str; 21] = [
    "du", "van", "het", "della", "del", "dello", "dell", "di", "de", "do", "da", "dos", "of",
    "the", "am", "des", "der", "la", "el", "le", "y",
];

/// What stands before a person's name, folded.
const HONORIFICS: [&str; 16] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "president",
    "prasident",
    "presidente",
    "minister",
    "herr",
    "frau",
    "pan",
    "sir",
    "monsieur",
];

/// One outlet a paragraph credits.
struct Credit {
    name: String,
    /// Where in the paragraph, in words.
    at: usize,
    /// How surely it is a credit, 0 to 1.
    sure: f32,
    /// Whether a verb of saying stands beside it.
    by_verb: bool,
}

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

/// The outlets that a paragraph credits.
fn credits(paragraph: &str) -> Vec<Credit> {
    let text = start_of(paragraph, CREDIT_WITHIN);
    let mut credits = quoted(text);
    let words: Vec<Word<'_>> = text.split_whitespace().map(Word::new).collect();
    let mut at = 0;
    while at < words.len() {
        let len = run(&words[at..]);
        if len == 0 {
            at += 1;
            continue;
        }
        if let Some(sure) = credited(&words, at, len) {
            let name = name(&words[at..at + len]);
            if is_plausible(&name) {
                let sure = if is_typed(&name) {
                    (sure + 0.3_f32).min(1.0)
                } else {
                    sure
                };
                let verb = |i: usize| words.get(i).is_some_and(|w| WORDS.is_saying(&w.folded));
                credits.push(Credit {
                    by_verb: verb(at + len) || at > 0 && verb(at - 1),
                    name,
                    at,
                    sure,
                });
            }
        }
        at += len;
    }
    credits
}

/// A word of a paragraph.
struct Word<'a> {
    /// Without punctuation around it.
    bare: &'a str,
    folded: String,
    capital: bool,
    /// Whether punctuation parts it from the next word.
    ends: bool,
    /// Whether it ends a sentence.
    stops: bool,
    /// Whether it opens with a quotation mark.
    opens: bool,
}

impl<'a> Word<'a> {
    fn new(raw: &'a str) -> Word<'a> {
        let outer = |c: char| !c.is_alphanumeric();
        // What is elided before a name is no part of it: `l’Unità`, `dell'Eco`.
        let bare = raw.trim_matches(outer);
        let bare = match bare.split_once(['’', '\'']) {
            Some((article, name))
                if article.chars().count() <= 4
                    && name.chars().next().is_some_and(char::is_uppercase) =>
            {
                name
            }
            _ => bare,
        };
        // Nor is an ending behind an apostrophe: `Gull’s`, `Deniz'in`.
        let bare = match bare.split_once(['’', '\'']) {
            Some((name, ending)) if ending.starts_with(char::is_lowercase) => name,
            _ => bare,
        };
        Word {
            bare,
            folded: fold(bare),
            capital: bare.chars().next().is_some_and(char::is_uppercase),
            ends: raw.ends_with(|c: char| ",.;:!?…»”\")".contains(c)),
            stops: raw.ends_with(['.', '!', '?', ':']),
            opens: raw.starts_with(|c: char| "«“„\"‘(".contains(c)),
        }
    }
}

/// How many words at the start of `words` are one name: words with a capital, and connectors and
/// numbers between or behind them.
fn run(words: &[Word<'_>]) -> usize {
    if !words.first().is_some_and(|w| w.capital) {
        return 0;
    }
    let mut len = 1;
    while len < words.len() && len < 7 && !words[len - 1].ends && !words[len].opens {
        let word = &words[len];
        let goes_on =
            word.capital || word.bare.bytes().all(|b| b.is_ascii_digit()) && !word.bare.is_empty();
        // `Il Sole 24 ore`, `20 minutos`: what is counted may be written small.
        let goes_on = goes_on
            || words[len - 1].bare.bytes().all(|b| b.is_ascii_digit())
                && !words[len - 1].bare.is_empty()
                && word.bare.chars().count() > 2
                && word.bare.chars().all(char::is_lowercase)
                && !WORDS.is_saying(&word.folded)
                && !is_common(&word.folded);
        // Some languages write the noun in a name small: "Denní noviny".
        let goes_on = goes_on || len == 1 && WORDS.names_paper(&word.folded);
        let connects = CONNECTORS.contains(&word.folded.as_str())
            && !word.ends
            && words.get(len + 1).is_some_and(|w| w.capital && !w.opens);
        if goes_on {
            len += 1;
        } else if connects {
            len += 2;
        } else {
            break;
        }
    }
    len.min(words.len())
}

/// How surely the name at `words[at..at + len]` is credited, if it is.
fn credited(words: &[Word<'_>], at: usize, len: usize) -> Option<f32> {
    let end = at + len;
    let first = &words[at];
    let starts = at == 0 || words[at - 1].stops;
    if starts && len == 1 && is_common(&first.folded) || HONORIFICS.contains(&first.folded.as_str())
    {
        return None;
    }
    let is_verb = |i: usize| {
        let word = words.get(i);
        word.is_some_and(|w| !w.capital && WORDS.is_saying(&w.folded))
    };
    let ends = words[end - 1].ends;
    let before = words[..at].last().filter(|w| !w.ends);
    let after = words.get(end).filter(|_| !ends);
    let beside_paper = before.is_some_and(|w| WORDS.is_paper(&w.folded))
        || after.is_some_and(|w| WORDS.is_paper_after(&w.folded));
    // "La Tide, for its part, opens": the verb may come after what stands between commas.
    let in_commas = starts && ends && !words[end - 1].stops && {
        let far = words.len().min(end + 13);
        let stop = (end..far).find(|i| words[*i].stops).unwrap_or(far);
        (end..=stop).any(is_verb)
    };
    if beside_paper {
        Some(0.9)
    } else if starts && !ends && (is_verb(end) || is_verb(end + 1)) || in_commas {
        Some(0.7)
    } else if is_announced(&words[at.saturating_sub(5)..at]) {
        Some(0.65)
    } else if !ends && is_verb(end) || before.is_some() && is_verb(at - 1) {
        Some(0.6)
    } else if before.is_some_and(|w| !w.capital && w.bare.len() <= 4) && at > 1 && is_verb(at - 2) {
        Some(0.55)
    } else if at == 0 && is_typed(&name(&words[..len])) {
        Some(0.5)
    } else {
        None
    }
}

/// Whether `before` ends in a phrase that announces a name, an article behind it or not.
fn is_announced(before: &[Word<'_>]) -> bool {
    let mut folded: Vec<String> = before.iter().map(|w| w.folded.clone()).collect();
    if folded
        .last()
        .is_some_and(|w| ARTICLES.contains(&w.as_str()))
    {
        folded.pop();
    }
    WORDS.announces(&folded) > 0
}

/// The name that a run of words is.
fn name(run: &[Word<'_>]) -> String {
    run.iter().map(|w| w.bare).collect::<Vec<_>>().join(" ")
}

/// Whether a word that opens a sentence is an everyday one.
fn is_common(folded: &str) -> bool {
    folded.chars().count() <= 2
        || WORDS.is_saying(folded)
        || WORDS.is_paper(folded)
        || WORDS.announces(&[folded.to_owned()]) > 0
        || WORDS
            .stop_words(&[folded.to_owned()])
            .any(|(_, hits)| hits > 0)
}

/// Names in quotation marks or brackets right behind a newspaper's noun (`газета «Заря»`), and
/// names in `《》` that end as names of papers do.
fn quoted(text: &str) -> Vec<Credit> {
    let mut credits = Vec::new();
    for (open, close) in QUOTES.into_iter().chain([('(', ')')]) {
        let mut from = 0;
        while let Some(at) = text[from..].find(open).map(|at| from + at) {
            let start = at + open.len_utf8();
            let Some(end) = text[start..].find(close).map(|end| start + end) else {
                break;
            };
            let name = text[start..end].trim();
            let before = end_of(&text[..at], 60);
            let after = start_of(&text[end + close.len_utf8()..], 60);
            let is_certain = is_called(before) || open == '《' && is_typed(name);
            let is_credit = is_certain
                || open != '('
                    && name.split_whitespace().count() <= 4
                    && (says(after) || is_typed(name) && name.contains(' '));
            if is_plausible(name) && is_credit {
                credits.push(Credit {
                    name: name.to_owned(),
                    at: text[..at].split_whitespace().count(),
                    // What stands before a verb may as well be what was said.
                    sure: if is_certain { 1.0 } else { 0.5 },
                    by_verb: false,
                });
                from = end + close.len_utf8();
            } else {
                // Where both signs are the same, the closing one opens nothing.
                from = if open == close {
                    end + close.len_utf8()
                } else {
                    start
                };
            }
        }
    }
    credits.sort_by_key(|c| c.at);
    credits
}

/// Whether a text opens with a verb of saying.
fn says(after: &str) -> bool {
    let sentence = after
        .split([',', '.', '!', '?', ':', ';'])
        .next()
        .unwrap_or("");
    tokens(&fold(sentence))
        .iter()
        .take(2)
        .any(|w| WORDS.is_saying(w))
}

/// Whether a text ends in a newspaper's noun and at most two words more, of the same sentence.
fn is_called(before: &str) -> bool {
    let sentence = before
        .rsplit(['.', '!', '?', ':', '؟'])
        .next()
        .unwrap_or(before);
    let words = tokens(&fold(sentence));
    words.iter().rev().take(3).any(|w| WORDS.is_paper(w))
}
