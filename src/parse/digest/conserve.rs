//! The rule that nothing is lost: every word of the source stands in exactly one slot.

use crate::model::{Block, Digest};
use crate::parse::count::each_word;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher};

/// A multiset of words, small however many they are: their number and the sum of their hashes,
/// which does not depend on their order. Two different multisets agree by chance once in 2^64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    words: u64,
    sum: u64,
}

impl Tally {
    /// Adds the words of a text.
    pub(super) fn add(&mut self, text: &str) {
        each_word(text, |word| {
            let mut hasher = DefaultHasher::new();
            hasher.write(word.as_bytes());
            self.words += 1;
            self.sum = self.sum.wrapping_add(hasher.finish());
        });
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.add(&block.text());
        }
    }
}

/// Whether the slots of `digest` hold the words of `source`, each as often as the source has it.
///
/// A section's `raw` is a slot; its outlet, headline, byline and address were read from it or from
/// the text and are none. A group is one slot however many sections stand under it. Publisher and
/// date are read from lines that are kept, or come from outside.
pub(super) fn holds(source: &str, digest: &Digest) -> bool {
    let mut before = Tally::default();
    before.add(source);
    let mut after = Tally::default();
    for text in digest.title.iter().chain(&digest.byline) {
        after.add(text);
    }
    after.blocks(&digest.lead);
    for text in digest
        .captions
        .iter()
        .chain(&digest.toc)
        .chain(&digest.notes)
    {
        after.add(text);
    }
    let mut groups = HashSet::new();
    for section in &digest.sections {
        if let Some(group) = &section.group
            && groups.insert(group)
        {
            after.add(group);
        }
        after.add(&section.raw);
        after.blocks(&section.blocks);
    }
    for item in &digest.related {
        after.add(&item.title);
        for text in item.summary.iter().chain(&item.author).chain(&item.date) {
            after.add(text);
        }
    }
    for line in &digest.boilerplate {
        after.add(&line.text);
    }
    before == after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Section;

    #[test]
    fn a_word_too_few_or_too_many_is_noticed() {
        let digest = |title: &str, raw: &str, text: &str| Digest {
            title: Some(title.to_owned()),
            sections: vec![Section {
                outlet: Some("Tide".to_owned()),
                raw: raw.to_owned(),
                blocks: vec![Block::paragraph(text)],
                ..Section::default()
            }],
            ..Digest::default()
        };
        let source = "The title\n\nTIDE: Head\nSome text, some more.";
        assert!(holds(
            source,
            &digest("The title", "TIDE: Head", "Some text, some more.")
        ));
        assert!(!holds(
            source,
            &digest("The title", "TIDE: Head", "Some text, more.")
        ));
        assert!(!holds(
            source,
            &digest("The title", "TIDE: Head Tide", "Some text, some more.")
        ));
        assert!(!holds(
            source,
            &digest("The", "TIDE: Head", "Some text, some mores.")
        ));
    }
}
