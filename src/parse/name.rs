//! Publisher and date from a file's name: `overlook-2022-12-22.txt` is Overlook's, of that day.

use super::digest::dates::civil;
use crate::model::When;

/// Words in file names that name no publisher.
const GENERIC: [&str; 28] = [
    "press",
    "review",
    "reviews",
    "digest",
    "digests",
    "newsletter",
    "news",
    "article",
    "articles",
    "presseschau",
    "pressreview",
    "rassegna",
    "stampa",
    "revue",
    "presse",
    "revista",
    "prensa",
    "presei",
    "przeglad",
    "prasy",
    "obzor",
    "daily",
    "weekly",
    "issue",
    "edition",
    "final",
    "copy",
    "txt",
];

/// Generic words that often end a name.
const ENDS_NAMES: [&str; 5] = ["review", "daily", "weekly", "news", "digest"];

/// What a file's name says of who published it and when.
///
/// Generic words (press, review, digest, …) are no part of the name, unless nothing else is left;
/// an unknown day is not invented; `-`, the name of standard input, says nothing.
pub(super) fn read(file_name: &str) -> (Option<String>, Option<When>) {
    let stem = match file_name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 5 => stem,
        _ => file_name,
    };
    let parts: Vec<&str> = stem
        .split(|c: char| c.is_whitespace() || "-_.+,()[]–—".contains(c))
        .filter(|p| !p.is_empty())
        .collect();
    let (when, before, after) = around_date(&parts);
    let mut named = names(before);
    named.extend(names(after));
    if named.is_empty() {
        let words = before.iter().chain(after).copied();
        named.extend(words.filter(|p| p.chars().any(char::is_alphabetic)));
    }
    let name = named.into_iter().map(capital).collect::<Vec<_>>().join(" ");
    ((!name.is_empty()).then_some(name), when)
}

fn is_generic(part: &str) -> bool {
    GENERIC.contains(&part.to_lowercase().as_str())
}

/// The parts that name somebody: not the generic ones, but `review` right behind a name belongs to
/// it (`lantern-review`), as it does not behind a date or another generic word.
fn names<'a>(parts: &[&'a str]) -> Vec<&'a str> {
    let named = |part: &str| part.chars().any(char::is_alphabetic) && !is_generic(part);
    let mut names: Vec<&str> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let behind_name = at > 0 && named(parts[at - 1]);
        let ends_names = ENDS_NAMES.contains(&part.to_lowercase().as_str());
        if named(part) || (behind_name && ends_names) {
            names.push(part);
        }
    }
    names
}

/// The first date among `parts`, the parts before it and those behind it.
fn around_date<'p, 'a>(parts: &'p [&'a str]) -> (Option<When>, &'p [&'a str], &'p [&'a str]) {
    let found = (0..parts.len()).find_map(|i| {
        let (when, len) = date_at(&parts[i..])?;
        Some((when, i, len))
    });
    match found {
        Some((when, at, len)) => (Some(when), &parts[..at], &parts[at + len..]),
        None => (None, parts, &[]),
    }
}

/// A date at the start of `parts`, and how many of them it takes.
fn date_at(parts: &[&str]) -> Option<(When, usize)> {
    let number = |i: usize, digits: std::ops::RangeInclusive<usize>| -> Option<i32> {
        let part = parts.get(i)?;
        let is = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        is.then(|| part.parse().ok()).flatten()
    };
    if let Some(all) = number(0, 8..=8)
        && let Some(day) = civil(all / 10_000, all / 100 % 100, all % 100)
    {
        return Some((When::Day(day), 1));
    }
    if let Some(year) = number(0, 4..=4) {
        if let (Some(month), Some(day)) = (number(1, 1..=2), number(2, 1..=2))
            && let Some(day) = civil(year, month, day)
        {
            return Some((When::Day(day), 3));
        }
        if let Some(month) = number(1, 1..=2)
            && let Some(first) = civil(year, month, 1)
        {
            return Some((When::Month(first.year(), first.month()), 2));
        }
        return civil(year, 1, 1).map(|first| (When::Year(first.year()), 1));
    }
    let (day, month, year) = (number(0, 1..=2)?, number(1, 1..=2)?, number(2, 4..=4)?);
    civil(year, month, day).map(|day| (When::Day(day), 3))
}

/// A part with a capital first letter; one that has capitals already stays as it is.
fn capital(part: &str) -> String {
    let mut chars = part.chars();
    match chars.next() {
        Some(first) if !part.chars().any(char::is_uppercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_say_who_and_when() {
        for (file, name, when) in [
            (
                "tideline-2022-12-press-review.txt",
                Some("Tideline"),
                Some("2022-12"),
            ),
            (
                "overlook-2022-12-22.txt",
                Some("Overlook"),
                Some("2022-12-22"),
            ),
            ("overlook_20221222.md", Some("Overlook"), Some("2022-12-22")),
            (
                "22.12.2022 Harbour Gazette.txt",
                Some("Harbour Gazette"),
                Some("2022-12-22"),
            ),
            (
                "lantern-review-2026-11-22.txt",
                Some("Lantern Review"),
                Some("2026-11-22"),
            ),
            (
                "overlook-2022-12-22-review.txt",
                Some("Overlook"),
                Some("2022-12-22"),
            ),
            ("notes.txt", Some("Notes"), None),
            ("press-review.txt", Some("Press Review"), None),
            ("NZW Presseschau 2021.txt", Some("NZW"), Some("2021")),
            (
                "новая-заря-2020-02.txt",
                Some("Новая Заря"),
                Some("2020-02"),
            ),
            ("a-2022-13.txt", Some("A"), Some("2022")),
            ("12345.txt", None, None),
            ("-", None, None),
            ("", None, None),
            (".hidden", Some("Hidden"), None),
        ] {
            let when = when.map(|w| When::parse(w).expect("a date"));
            assert_eq!(read(file), (name.map(str::to_owned), when), "{file}");
        }
    }
}
