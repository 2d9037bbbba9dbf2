//! The word lists of `words.toml`, folded and ready to ask.

use crate::chars::fold::fold;
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// One language's lists, as the file has them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Language {
    digest: Vec<String>,
    press: Vec<String>,
    periodical: Vec<String>,
    closing: Vec<String>,
    related: Vec<String>,
    says: Vec<String>,
    by: Vec<String>,
    paper: Vec<String>,
    after: Vec<String>,
    name: Vec<String>,
    label: Vec<String>,
    chrome: Vec<String>,
    reading: Vec<String>,
    months: Vec<String>,
    days: Vec<String>,
    stop: Vec<String>,
}

/// All languages' lists together: a review in one language quotes names of others.
pub(super) struct Words {
    digest: Phrases,
    press: Phrases,
    periodical: Phrases,
    closing: Phrases,
    related: Vec<String>,
    says: HashSet<String>,
    by: Vec<Vec<String>>,
    paper: HashSet<String>,
    after: HashSet<String>,
    name: HashSet<String>,
    name_endings: Vec<String>,
    label: HashSet<String>,
    chrome: Vec<String>,
    reading: Vec<Regex>,
    months: HashMap<String, i8>,
    days: HashSet<String>,
    stop: Vec<(String, HashSet<String>)>,
}

/// The lists. They come with the program; a test reads them, so none can be missing.
pub(super) static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::read(include_str!("words.toml")));

impl Words {
    fn read(text: &str) -> Words {
        let languages: BTreeMap<String, Language> = toml::from_str(text).unwrap_or_default();
        let all = |list: fn(&Language) -> &Vec<String>| -> Vec<String> {
            let entries = languages.values().flat_map(list);
            entries.map(|entry| fold(entry)).collect()
        };
        let months = languages.values().flat_map(|l| (1..).zip(&l.months));
        let names = all(|l| &l.name);
        Words {
            digest: Phrases::new(all(|l| &l.digest)),
            press: Phrases::new(all(|l| &l.press)),
            periodical: Phrases::new(all(|l| &l.periodical)),
            closing: Phrases::new(all(|l| &l.closing)),
            related: all(|l| &l.related),
            says: all(|l| &l.says).into_iter().collect(),
            by: all(|l| &l.by).iter().map(|p| tokens(p)).collect(),
            paper: all(|l| &l.paper).into_iter().collect(),
            after: all(|l| &l.after).into_iter().collect(),
            name_endings: names.iter().filter(|n| !is_spaced(n)).cloned().collect(),
            name: names.into_iter().collect(),
            label: all(|l| &l.label).into_iter().collect(),
            chrome: all(|l| &l.chrome),
            reading: languages
                .values()
                .flat_map(|l| &l.reading)
                .filter_map(|pattern| Regex::new(&fold(pattern)).ok())
                .collect(),
            months: months
                .flat_map(|(n, names)| names.split('|').map(move |name| (fold(name), n)))
                .collect(),
            days: all(|l| &l.days).into_iter().collect(),
            stop: languages
                .iter()
                .map(|(tag, l)| (tag.clone(), l.stop.iter().map(|w| fold(w)).collect()))
                .collect(),
        }
    }

    /// Whether `folded` says outright that it is a press review.
    pub(super) fn says_digest(&self, folded: &str) -> bool {
        self.digest.hits(folded)
    }

    /// Whether `folded` speaks of the press, as reviews and some articles do.
    pub(super) fn says_press(&self, folded: &str) -> bool {
        self.press.hits(folded)
    }

    /// Whether `folded` says that it appears from time to time, as newsletters do.
    pub(super) fn says_periodical(&self, folded: &str) -> bool {
        self.periodical.hits(folded)
    }

    /// Whether a folded heading stands over the end of a newsletter ("Credits", "Share this").
    pub(super) fn is_closing(&self, folded: &str) -> bool {
        folded.chars().count() <= 120 && self.closing.hits(folded)
    }

    /// Whether a folded line offers another article: it begins or ends with such a phrase.
    pub(super) fn is_related(&self, folded: &str) -> bool {
        let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
        self.related.iter().any(|phrase| {
            let begins = bare.strip_prefix(phrase.as_str());
            begins.is_some_and(|rest| rest.starts_with([':', ' ']) && rest.len() > 8)
                || bare.len() > phrase.len() + 8 && bare.ends_with(phrase.as_str())
        })
    }

    /// Whether a folded word is a verb with which papers are quoted.
    pub(super) fn is_saying(&self, word: &str) -> bool {
        self.says.contains(word)
    }

    /// How many of the folded words at the end of `before` announce a name ("according to", "sul");
    /// 0 when none do.
    pub(super) fn announces(&self, before: &[String]) -> usize {
        self.by
            .iter()
            .filter(|phrase| before.ends_with(phrase))
            .map(Vec::len)
            .max()
            .unwrap_or(0)
    }

    /// Whether a folded word is a noun for a paper ("daily", "газета").
    pub(super) fn is_paper(&self, word: &str) -> bool {
        self.paper.contains(word)
    }

    /// Whether a folded word is a noun for a paper that stands behind its name ("gazetesi").
    pub(super) fn is_paper_after(&self, word: &str) -> bool {
        self.after.contains(word)
    }

    /// Whether a folded name has a word that names of papers have ("times", "新聞"), alone or at the
    /// end of a compound ("tageszeitung").
    pub(super) fn names_paper(&self, folded: &str) -> bool {
        const COMPOUND: usize = 6;
        let is_name = |word: &str| {
            self.name.contains(word)
                || self.name.iter().any(|n| {
                    let longer = n.len() >= COMPOUND && word.len() > n.len();
                    // An ending of inflection, or a compound.
                    longer
                        && (word.ends_with(n.as_str())
                            || word.starts_with(n.as_str()) && word.len() <= n.len() + 3)
                })
        };
        let words = tokens(folded);
        words.iter().flat_map(|w| w.split('-')).any(is_name)
            || self
                .name_endings
                .iter()
                .any(|e| folded.ends_with(e.as_str()))
    }

    /// Whether a folded head is a label ("note", "ingredients") or a day, never an outlet.
    pub(super) fn is_label(&self, folded: &str) -> bool {
        self.label.contains(folded) || self.days.contains(folded)
    }

    /// Whether a folded line belongs to the page: it begins with a phrase of pages and has at most
    /// a few words more.
    pub(super) fn is_chrome(&self, folded: &str) -> bool {
        let bare = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
        let starts = |phrase: &String| {
            bare.strip_prefix(phrase.as_str()).is_some_and(|rest| {
                (rest.split_whitespace().count() <= 6 || rest.contains(phrase.as_str()))
                    && (!is_spaced(phrase) || !rest.starts_with(char::is_alphanumeric))
                    && (is_spaced(phrase) || rest.is_empty())
            })
        };
        self.chrome.iter().any(starts)
    }

    /// The minutes of a line that is nothing but a reading time.
    pub(super) fn reading_minutes(&self, folded: &str) -> Option<u32> {
        self.reading
            .iter()
            .find_map(|r| r.captures(folded)?.get(1)?.as_str().parse().ok())
            .filter(|minutes| *minutes > 0)
    }

    /// The month of a folded word, 1 to 12.
    pub(super) fn month(&self, word: &str) -> Option<i8> {
        self.months.get(word).copied()
    }

    /// Whether a folded word is a day of the week.
    pub(super) fn is_day(&self, word: &str) -> bool {
        self.days.contains(word)
    }

    /// For each language with a list: its tag, and how many of `words` are in it.
    pub(super) fn stop_words<'a>(
        &'a self,
        words: &[String],
    ) -> impl Iterator<Item = (&'a str, usize)> {
        self.stop.iter().map(|(tag, stop)| {
            let hits = words.iter().filter(|w| stop.contains(*w)).count();
            (tag.as_str(), hits)
        })
    }
}

/// Phrases looked for anywhere in a line.
struct Phrases {
    /// Of scripts with blanks: each word stands for all that begin with it. Kept by first word's
    /// first character, so that a line is compared with few.
    spaced: HashMap<char, Vec<Vec<String>>>,
    /// Of scripts without.
    unspaced: Vec<String>,
}

impl Phrases {
    fn new(phrases: Vec<String>) -> Phrases {
        let mut spaced: HashMap<char, Vec<Vec<String>>> = HashMap::new();
        let mut unspaced = Vec::new();
        for phrase in phrases {
            let words = tokens(&phrase);
            match words.first().and_then(|w| w.chars().next()) {
                Some(first) if is_spaced(&phrase) => {
                    spaced.entry(first).or_default().push(words);
                }
                _ => unspaced.push(phrase),
            }
        }
        Phrases { spaced, unspaced }
    }

    fn hits(&self, folded: &str) -> bool {
        let words = tokens(folded);
        let at = |i: usize| {
            let first = words[i].chars().next();
            let phrases = first.and_then(|c| self.spaced.get(&c));
            phrases.is_some_and(|list| list.iter().any(|p| begins(&words[i..], p)))
        };
        (0..words.len()).any(at) || self.unspaced.iter().any(|p| folded.contains(p.as_str()))
    }
}

fn begins(words: &[String], phrase: &[String]) -> bool {
    words.len() >= phrase.len()
        && words
            .iter()
            .zip(phrase)
            .all(|(w, p)| w.starts_with(p.as_str()))
}

/// The words of a folded text.
pub(super) fn tokens(folded: &str) -> Vec<String> {
    folded
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .map(|w| w.trim_matches('-'))
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a script puts blanks between words: all but Chinese, Japanese and, for compounds,
/// Korean.
fn is_spaced(text: &str) -> bool {
    !text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        toml::from_str::<BTreeMap<String, Language>>(include_str!("words.toml"))
            .expect("words.toml is read");
        let patterns: BTreeMap<String, Language> =
            toml::from_str(include_str!("words.toml")).expect("read above");
        let patterns = patterns.values().map(|l| l.reading.len()).sum::<usize>();
        assert_eq!(WORDS.reading.len(), patterns, "each pattern is valid");
        assert_eq!(WORDS.month("decembrie"), Some(12));
        assert_eq!(WORDS.month("května"), None, "words are asked folded");
        assert_eq!(WORDS.month("kvetna"), Some(5));
    }

    #[test]
    fn reviews_say_what_they_are() {
        for text in [
            "Our Press Review of Monday",
            "Internationale Presseschau",
            "Přehled tisku",
            "Rassegna della stampa",
            "今天的报纸摘要",
            "Обзор прессы за неделю",
        ] {
            assert!(WORDS.says_digest(&fold(text)), "{text}");
        }
        for text in [
            "FOR IMMEDIATE RELEASE",
            "Film review: a road",
            "Pressure at sea",
        ] {
            assert!(!WORDS.says_digest(&fold(text)), "{text}");
        }
    }

    #[test]
    fn page_lines_are_known_by_their_start_and_are_short() {
        for (line, is) in [
            ("Follow us on Tide", true),
            ("» Subscribe", true),
            (
                "Subscribers of the old paper said on Monday that they had been forgotten",
                false,
            ),
            ("Реклама", true),
            (
                "Follow us down to the harbour, where the boats of nine families lie",
                false,
            ),
        ] {
            assert_eq!(WORDS.is_chrome(&fold(line)), is, "{line}");
        }
    }

    #[test]
    fn reading_times_are_whole_lines() {
        for (line, minutes) in [
            ("11 minutes read", Some(11)),
            ("4 min read", Some(4)),
            ("Lesezeit: 7 Min.", Some(7)),
            ("Время чтения: 5 минут", Some(5)),
            ("He took 11 minutes to read it", None),
            ("0 min read", None),
        ] {
            assert_eq!(WORDS.reading_minutes(&fold(line)), minutes, "{line}");
        }
    }
}
