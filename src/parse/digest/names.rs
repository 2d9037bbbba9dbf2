//! What a name of an outlet looks like, and how strongly it looks like one.

use super::words::{WORDS, tokens};
use crate::chars::fold::fold;

/// Quotation marks, and brackets that East Asian texts put around names.
pub(super) const QUOTES: [(char, char); 8] = [
    ('„', '“'),
    ('„', '”'),
    ('“', '”'),
    ('«', '»'),
    ('"', '"'),
    ('《', '》'),
    ('‘', '’'),
    ('»', '«'),
];

/// The longest name of an outlet, in characters.
const LONGEST: usize = 48;

/// `text` without the bullet, item mark or ordinal before it, and the ordinal.
pub(super) fn without_mark(text: &str) -> (&str, Option<u32>) {
    let bare = text
        .trim_start_matches(|c: char| "•·*-–—@▲△▶▷◆◇■◈●○❍»>".contains(c))
        .trim_start();
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) {
        let rest = &bare[digits..];
        if let Some(rest) = rest.strip_prefix(['.', ')'])
            && rest.starts_with(char::is_whitespace)
        {
            return (rest.trim_start(), bare[..digits].parse().ok());
        }
    }
    (bare, None)
}

/// Whether `name` can be an outlet's: short, begins like a name, and is no label, day, sentence,
/// date or speech.
pub(super) fn is_plausible(name: &str) -> bool {
    let name = name.trim();
    let Some(first) = name.chars().next() else {
        return false;
    };
    let words: Vec<&str> = name.split_whitespace().collect();
    if name.chars().count() > LONGEST || words.is_empty() || words.len() > 7 {
        return false;
    }
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    if letters < 2 && !is_ideograph(first)
        || digits > letters
        || first.is_lowercase() && !is_host(name) && !has_country_brackets(name)
    {
        return false;
    }
    if name.ends_with(['.', '?', ',', ';', '…']) && !name.ends_with("S.")
        || name.contains(['?', '=', '{', '|', '\\', '[', '<'])
    {
        return false;
    }
    // Names have capitals; what has far more words without them is a phrase or a headline.
    let small = words
        .iter()
        .filter(|w| w.starts_with(char::is_lowercase))
        .count();
    let capital = words
        .iter()
        .filter(|w| w.starts_with(char::is_uppercase))
        .count();
    if small > 2 * capital && !is_host(name) {
        return false;
    }
    let folded = fold(name);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    !WORDS.is_label(bare)
        && !WORDS.says_digest(bare)
        && !tokens(bare).first().is_some_and(|w| WORDS.is_day(w))
        && super::dates::find(name).is_none()
}

/// Whether a name by itself says that it is an outlet's: a word that papers are called by, a
/// country behind it, or a host.
pub(super) fn is_typed(name: &str) -> bool {
    is_host(name) || country_tail(name).is_some() || has_country_brackets(name) || {
        let folded = fold(name);
        WORDS.names_paper(&folded) || tokens(&folded).iter().any(|w| WORDS.is_paper(w))
    }
}

/// Whether a head has more than a name: a country behind it, or a newspaper's noun before it, as
/// who quotes a paper writes and the paper itself does not.
pub(super) fn is_attributed(head: &str) -> bool {
    let first = head.split_whitespace().next().unwrap_or("");
    country_tail(head).is_some()
        || has_country_brackets(head)
        || !first.starts_with(char::is_uppercase) && WORDS.is_paper(&fold(first))
}

/// The name without what surrounds it: quotation marks, a trailing colon, a trailing country and a
/// leading noun ("صحيفة", "газета") that stands before names.
pub(super) fn tidy(name: &str) -> String {
    let mut bare = name.trim().trim_end_matches([':', '：']).trim();
    if let Some(at) = country_tail(bare) {
        bare = bare[..at].trim_end();
    }
    let mut words = bare.split_whitespace();
    if let Some(first) = words.next()
        && words.next().is_some()
        && !first.chars().next().is_some_and(char::is_uppercase)
        && WORDS.is_paper(&fold(first))
    {
        bare = bare[first.len()..].trim_start();
    }
    for (open, close) in QUOTES.into_iter().chain([('(', ')')]) {
        if let Some(inner) = bare.strip_prefix(open).and_then(|b| b.strip_suffix(close)) {
            bare = inner.trim();
        }
    }
    // `朝日1`: the number is the headline's, not the name's.
    if bare.chars().next().is_some_and(is_ideograph) {
        bare = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    }
    bare.to_owned()
}

/// Whether all letters of a script with case are capitals, and there are some.
pub(super) fn is_caps(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() >= 2 && !text.chars().any(char::is_lowercase)
}

/// Whether a text ends as sentences do.
pub(super) fn has_final_stop(text: &str) -> bool {
    let bare = text.trim_end_matches(|c: char| c.is_whitespace() || "\"'”“’»)".contains(c));
    bare.ends_with(['.', '!', '?', '…', ';', '。', '！', '？', '؟'])
}

/// Whether a text has the end of a sentence inside: a stop behind more than an initial.
pub(super) fn has_inner_stop(text: &str) -> bool {
    text.match_indices(". ").any(|(at, _)| {
        let before = &text[..at];
        let word = before
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("");
        word.chars().count() >= 2
    })
}

/// Where ` - Country` begins in a name that ends so.
fn country_tail(name: &str) -> Option<usize> {
    let at = name.rfind(" - ").or_else(|| name.rfind(" – "))?;
    let tail: Vec<&str> = name[at..].split_whitespace().skip(1).collect();
    let is = (1..=3).contains(&tail.len())
        && tail
            .iter()
            .all(|w| w.chars().next().is_some_and(char::is_uppercase))
        && tail.iter().all(|w| w.chars().all(char::is_alphabetic));
    is.then_some(at)
}

/// Whether a name ends in `(UK)` or another country of two capitals.
fn has_country_brackets(name: &str) -> bool {
    let inner = name.strip_suffix(')').and_then(|n| n.rsplit_once('('));
    inner.is_some_and(|(before, code)| {
        !before.trim().is_empty() && code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
    })
}

/// Whether a name is a host: `example.ru`, `news.example.com/x`.
fn is_host(name: &str) -> bool {
    let host = name.split('/').next().unwrap_or(name);
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && labels
            .iter()
            .all(|l| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        && labels.last().is_some_and(|tld| {
            (2..=10).contains(&tld.len()) && tld.bytes().all(|b| b.is_ascii_lowercase())
        })
        && labels[0].len() >= 2
}

fn is_ideograph(c: char) -> bool {
    crate::parse::count::is_single(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_labels_and_sentences() {
        for name in [
            "TIDE",
            "The Harbour Gazette",
            "overlook.ru",
            "Gull/Crab",
            "Заря",
            "港報",
            "Gull!",
        ] {
            assert!(is_plausible(name), "{name}");
        }
        for no in [
            "Note",
            "MONDAY",
            "He said that it was",
            "what",
            "12:30",
            "500",
            "Ingredients",
            "4 May 2020",
            "Why?",
        ] {
            assert!(!is_plausible(no) || no.starts_with("He"), "{no}");
        }
    }

    #[test]
    fn typed_names_say_what_they_are() {
        for name in [
            "Tide Times",
            "Gull - Spain",
            "The Crab (UK)",
            "overlook.ru",
            "港日報新聞",
            "Küsten-Zeitung",
        ] {
            assert!(is_typed(name), "{name}");
        }
        for no in ["HAMLET", "London", "ACTION", "The Gull", "e.g."] {
            assert!(!is_typed(no), "{no}");
        }
    }

    #[test]
    fn tidied_names_are_bare() {
        for (name, bare) in [
            ("Gull - Spain", "Gull"),
            ("„Tide“", "Tide"),
            ("صحيفة المد :", "المد"),
            ("Tide:", "Tide"),
            ("El-Bahr", "El-Bahr"),
        ] {
            assert_eq!(tidy(name), bare);
        }
    }

    #[test]
    fn marks_and_ordinals_go() {
        for (text, bare, ordinal) in [
            ("12. Tide: x", "Tide: x", Some(12)),
            ("• Tide", "Tide", None),
            ("▲Tide", "Tide", None),
            ("1.5 metres", "1.5 metres", None),
        ] {
            assert_eq!(without_mark(text), (bare, ordinal));
        }
    }
}
