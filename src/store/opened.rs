//! What was opened and cannot be fetched again (files, standard input, mail): segments like those of
//! the cache, in the data folder; and whether a text is one of them in another version.

use super::Paths;
use super::articles::{Segment, Shelf};
use super::listing::words_of;
use super::record::Record;
use crate::chars::fold::fold;
use crate::model::Id;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many words in a row must be the same to count as a shared passage.
const SHINGLE: usize = 8;

/// A newer version of an edition shares at least one in this many of its passages.
const SHARE: usize = 3;

/// The shelf of opened files under the data folder. Its indexes are derived, and in the cache; no
/// outlet's own can clash with them, for they are in a folder.
pub(crate) fn shelf(paths: &Paths) -> Shelf {
    Shelf::new(paths.data.join("opened"), paths.cache.join("index/opened"))
}

/// The passages of a text, as numbers that are the same in one run of the program.
pub(crate) struct Shingles(HashSet<u64>);

impl Shingles {
    /// The passages of `text`.
    pub(crate) fn of(text: &str) -> Shingles {
        let words = words(text);
        Shingles(words.windows(SHINGLE).map(number).collect())
    }

    /// How many of these passages `text` has too, when they are at least a third.
    pub(crate) fn shared_with(&self, text: &str) -> Option<usize> {
        let other = Shingles::of(text).0;
        let shared = self.0.intersection(&other).count();
        (shared > 0 && shared * SHARE >= self.0.len()).then_some(shared)
    }

    /// Whether the text was too short to be compared.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The edition in `segment` that carries one of `keys`.
pub(crate) fn by_key(segment: &Segment, keys: &[String]) -> Option<Id> {
    let skims = segment.rows().skims().into_iter();
    let mut known = skims.filter(|skim| skim.keys.iter().any(|key| keys.contains(key)));
    known.next().map(|skim| skim.id)
}

/// The edition in `segment` that shares most with `text`, at least a third, and how many passages.
pub(crate) fn by_text(segment: &Segment, text: &Shingles) -> Option<(usize, Id)> {
    let skims = segment.rows().more();
    skims
        .filter(|skim| skim.dig.is_some() || skim.unsure)
        .filter_map(|skim| {
            let record = segment.load(skim.id).ok()??;
            let shared = text.shared_with(&text_of(&record))?;
            Some((shared, record.id))
        })
        .max_by_key(|(shared, _)| *shared)
}

/// What a record says, in the order of its source. Boilerplate and teasers stay out: a publisher
/// repeats them in every edition.
fn text_of(record: &Record) -> String {
    let lead = record.dig.iter().flat_map(|d| &d.lead);
    let sections = record.sections.iter().flat_map(|s| {
        let head = match s.raw.is_empty() {
            true => s.title.as_deref().unwrap_or_default(),
            false => &s.raw,
        };
        [head, s.html.as_str()]
    });
    let all = record
        .title
        .as_deref()
        .into_iter()
        .chain(lead.map(String::as_str))
        .chain(sections)
        .chain([record.html.as_str()]);
    all.map(words_of).collect::<Vec<_>>().join(" ")
}

/// The words of a text, folded; in scripts that set no blanks each character is one.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in fold(text).split(|c: char| !c.is_alphanumeric()) {
        let mut word = String::new();
        for c in run.chars() {
            if stands_alone(c) {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                words.push(c.to_string());
            } else {
                word.push(c);
            }
        }
        words.extend((!word.is_empty()).then_some(word));
    }
    words
}

/// Kana, Han and what is written like them.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn number(words: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_of_the_passages_makes_it_the_same_edition() {
        let text = "one two three four five six seven eight nine ten eleven";
        for (other, same) in [
            (text, true),
            ("One, two — three: FOUR five six seven eight nine", true),
            (
                "nothing of all this was ever written in that paper, no",
                false,
            ),
            ("one two three four five six seven", false),
        ] {
            assert_eq!(
                Shingles::of(text).shared_with(other).is_some(),
                same,
                "{other}"
            );
        }
        assert!(Shingles::of("too short").is_empty());
    }

    #[test]
    fn characters_are_words_where_no_blanks_are_set() {
        assert_eq!(words("港の魚 market"), ["港", "の", "魚", "market"]);
    }
}
