//! Sections with a line below (or above) their headline that says who wrote it, where and when
//! (family F8): `(host, Author)`, `Author, Outlet | slug | date`, `Outlet, Editorial, 26 October`.

use super::names::{has_final_stop, is_plausible, is_typed};
use super::page::Page;
use super::split::{Head, Split};
use super::tail::is_person;
use super::words::{WORDS, tokens};
use crate::chars::fold::{fold, name_key};

/// A credit line is no longer than this, in characters.
const LONGEST: usize = 110;

/// A headline is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 180;

/// What a credit line says.
struct Credit {
    at: usize,
    outlet: String,
    byline: Option<String>,
}

/// The split at credit lines: two or more, each with a headline beside it.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    let credits: Vec<Credit> = (0..page.len()).filter_map(|at| credit(page, at)).collect();
    if credits.len() < 2 {
        return None;
    }
    let is_headline = |at: usize| {
        (8..=LONGEST_HEADLINE).contains(&page.chars(at))
            && !page.text(at).ends_with(['.', ',', ':'])
    };
    let above =
        |c: &&Credit| c.at > 1 && is_headline(c.at - 1) && !page.text(c.at - 1).contains("://");
    let below = |c: &&Credit| {
        is_headline(c.at + 1)
            && !has_final_stop(page.text(c.at + 1))
            && page.chars(c.at + 2) > page.chars(c.at + 1)
    };
    let count = |is: &dyn Fn(&&Credit) -> bool| credits.iter().filter(is).count();
    let (over, under) = (count(&above), count(&below));
    let is_above = over >= under;
    if over.max(under) * 10 < credits.len() * 7 {
        return None;
    }
    let heads: Vec<Head> = credits
        .into_iter()
        .filter(|c| if is_above { above(&c) } else { below(&c) })
        .map(|c| Head {
            at: if is_above { c.at - 1 } else { c.at },
            len: 2,
            headline: Some(without_name(
                page.text(if is_above { c.at - 1 } else { c.at + 1 }),
                &c.outlet,
            )),
            outlet: Some(c.outlet),
            byline: c.byline,
            is_credited: true,
            ..Head::default()
        })
        .collect();
    // The line above one headline cannot be the credit of another.
    let apart = heads.windows(2).all(|pair| pair[1].at >= pair[0].at + 2);
    (heads.len() >= 2 && apart).then_some(Split {
        rule: "credit-line",
        heads,
        worth: 0.5,
        ..Split::default()
    })
}

/// A headline without its outlet behind a colon, which may be spelled differently.
fn without_name(headline: &str, outlet: &str) -> String {
    let start = |name: &str| -> String { name_key(name).chars().take(3).collect() };
    match headline.rsplit_once(": ") {
        Some((bare, name))
            if start(name) == start(outlet) && name.split_whitespace().count() <= 4 =>
        {
            bare
        }
        _ => headline,
    }
    .to_owned()
}

fn credit(page: &Page<'_>, at: usize) -> Option<Credit> {
    let line = page.text(at);
    if page.chars(at) > LONGEST || line.len() > 4 * LONGEST {
        return None;
    }
    let inner = line.strip_prefix('(').and_then(|l| l.strip_suffix(')'));
    let (outlet, byline) = match inner {
        Some(inner) => in_brackets(inner)?,
        None if line.contains(" | ") => by_strokes(line)?,
        None => by_commas(line)?,
    };
    is_plausible(&outlet).then_some(Credit { at, outlet, byline })
}

/// `host, Author, medium`.
fn in_brackets(inner: &str) -> Option<(String, Option<String>)> {
    let mut fields = inner.split(", ");
    let first = fields.next()?.trim();
    let outlet = first.split('/').next().unwrap_or(first);
    let is = is_typed(outlet) || has_day(inner);
    let byline = fields.next().filter(|f| is_person(f)).map(str::to_owned);
    is.then(|| (without_day(outlet).to_owned(), byline))
}

/// `Author, Outlet | slug | date`.
fn by_strokes(line: &str) -> Option<(String, Option<String>)> {
    let mut parts = line.split(" | ");
    let first = parts.next()?;
    let dated = parts.clone().any(has_day);
    let (author, outlet) = first.rsplit_once(", ").unwrap_or(("", first));
    let byline = is_person(author).then(|| author.to_owned());
    (dated && parts.next().is_some()).then(|| (outlet.trim().to_owned(), byline))
}

/// `Author, Outlet, 26 October`, `Outlet, Editorial, 26 October`, `By Author, Outlet`.
fn by_commas(line: &str) -> Option<(String, Option<String>)> {
    let by = ["By ", "Von ", "Par ", "Por ", "di "]
        .iter()
        .find_map(|by| line.strip_prefix(by));
    let fields: Vec<&str> = by.unwrap_or(line).split(", ").map(str::trim).collect();
    let last = *fields.last()?;
    const KINDS: [&str; 9] = [
        "editorial",
        "opinion",
        "leader",
        "comment",
        "op-ed",
        "leitartikel",
        "kommentar",
        "editoriale",
        "analysis",
    ];
    match fields[..] {
        [outlet, kind, _] if has_day(last) && KINDS.contains(&fold(kind).as_str()) => {
            Some((outlet.to_owned(), None))
        }
        [author, outlet] if by.is_some() && is_person(author) => {
            Some((outlet.to_owned(), Some(author.to_owned())))
        }
        [outlet, kind, _]
            if has_day(last)
                && tokens(&fold(kind)).len() <= 2
                && !is_typed(kind)
                && !is_person(outlet) =>
        {
            Some((outlet.to_owned(), None))
        }
        [author, outlet, _] if has_day(last) && is_person(author) => {
            Some((outlet.to_owned(), Some(author.to_owned())))
        }
        [outlet, _] if has_day(last) && !has_final_stop(line) && is_typed(outlet) => {
            Some((outlet.to_owned(), None))
        }
        _ => None,
    }
}

/// Whether a text has a day: a month by name with a number beside it, or `26/10`, `26.10.`.
pub(super) fn has_day(text: &str) -> bool {
    let folded = fold(super::lines::start_of(text, 120));
    let words = tokens(&folded);
    let is_number = |w: &String| w.len() <= 4 && w.bytes().all(|b| b.is_ascii_digit());
    let by_name = words.windows(2).any(|w| {
        WORDS.month(&w[0]).is_some() && is_number(&w[1])
            || is_number(&w[0]) && WORDS.month(&w[1]).is_some()
    });
    by_name
        || folded.split_whitespace().any(|w| {
            let parts: Vec<&str> = w
                .trim_matches(|c: char| !c.is_ascii_digit())
                .split(['/', '.'])
                .collect();
            parts.len() >= 2
                && parts
                    .iter()
                    .all(|p| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
        })
}

/// A name without the date behind or before it: `New York Times 6 May 2002`, `12/27毎日新聞`.
pub(super) fn without_day(name: &str) -> &str {
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit() || "/.-月日 ".contains(c));
    let mut end = bare.len();
    for (at, _) in bare.match_indices(' ') {
        let rest = &bare[at + 1..];
        if rest.starts_with(|c: char| c.is_ascii_digit()) && has_day(rest)
            || has_day(rest)
                && WORDS
                    .month(&fold(rest.split([' ', ',']).next().unwrap_or("")))
                    .is_some()
        {
            end = at;
            break;
        }
    }
    let cut = bare[..end].trim_end_matches([',', ' ']);
    if cut.is_empty() { name } else { cut }
}
