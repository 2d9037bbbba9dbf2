//! Text folded for comparing: names of outlets, and words typed in a search.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Articles and the word "newspaper" that may stand before an outlet's name.
const LEADING: [&str; 13] = [
    "the",
    "der",
    "die",
    "das",
    "la",
    "le",
    "les",
    "il",
    "el",
    "lo",
    "газета",
    "صحيفة",
    "صحيفه",
];

/// The key two spellings of an outlet's name share: `AN-NAHAR` and `An Nahar`, `MEDIAZONA` and
/// `Mediazona`, `The Tide Post` and `Tide Post (UK)`. Cross-script spellings differ.
pub fn name_key(name: &str) -> String {
    let bare = without_brackets(name);
    let folded = fold(&bare);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let words = match words.as_slice() {
        [first, rest @ ..] if !rest.is_empty() && LEADING.contains(first) => rest,
        all => all,
    };
    words.concat()
}

/// Folds for a search: compatibility forms, case, and the accents of Latin letters go; `ё` is `е`;
/// `й` stays.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    let mut latin = false;
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if is_combining_mark(c) {
            match (latin, c) {
                (true, _) | (false, '\u{301}') => {}
                (false, '\u{308}') if out.ends_with('е') => {}
                _ => out.push(c),
            }
        } else {
            latin = c.is_ascii_alphabetic() || ('\u{c0}'..'\u{250}').contains(&c);
            out.push(c);
        }
    }
    out.nfc().collect()
}

/// `name` without what stands in round brackets and without a trailing ` - Country`.
fn without_brackets(name: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    match out.split_once(" - ") {
        Some((head, _)) if !head.trim().is_empty() => head.to_owned(),
        _ if out.trim().is_empty() => name.to_owned(),
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_outlet_share_a_key() {
        for (a, b) in [
            ("AN-NAHAR", "An Nahar"),
            ("MEDIAZONA", "Mediazona"),
            ("The Tide Post", "Tide Post (UK)"),
            ("Libération", "Liberation"),
            ("«Завтра»", "Завтра"),
            ("El Norte - Spain", "El Norte"),
            ("Новая Заря", "новая заря"),
        ] {
            assert_eq!(name_key(a), name_key(b), "{a} and {b}");
        }
    }

    #[test]
    fn different_outlets_keep_different_keys() {
        for (a, b) in [
            ("The Times", "Times of Malta"),
            ("Медиазона", "Mediazona"),
            ("Край", "Краи"),
        ] {
            assert_ne!(name_key(a), name_key(b), "{a} and {b}");
        }
        assert_eq!(name_key("Die"), "die");
        assert_eq!(name_key("(UK)"), "uk");
    }

    #[test]
    fn a_search_ignores_case_and_accents() {
        assert_eq!(fold("Ёлка"), fold("елка"));
        assert_eq!(fold("Škoda"), "skoda");
        assert_ne!(fold("йод"), fold("иод"));
        assert_eq!(fold("МЕДИАЗОНА"), "медиазона");
    }
}
