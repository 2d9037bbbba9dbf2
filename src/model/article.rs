//! One thing to read, and the line a list shows of it.

use super::block::Block;
use super::digest::{Boilerplate, Related};
use super::id::{Id, OutletId};
use super::time::When;

/// The line a list shows: an article, a section of a digest, its lead or one of its related items.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its own id: marks and bookmarks hang on it.
    pub id: Id,
    /// The record that holds it: the digest of a section, the article itself otherwise.
    pub article: Id,
    /// The outlet whose file holds the record (the publisher, for a section).
    pub kept_in: OutletId,
    /// Who wrote it: the quoted outlet, for a section.
    pub outlet: OutletId,
    /// Other outlets the same section names.
    pub also: Vec<OutletId>,
    /// What it is.
    pub kind: Kind,
    /// Its headline; the first words of its text where it has none.
    pub title: String,
    /// Who wrote it, in words.
    pub by: Option<String>,
    /// When it was published.
    pub when: Option<When>,
    /// Its date in words, where the source's words are all there is (related items).
    pub date: Option<String>,
    /// Reading time, in minutes.
    pub minutes: u32,
}

/// What a list's line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An article of its own.
    Article,
    /// The lead of a digest: what belongs to the whole review.
    Lead,
    /// A section of a digest, counted from 0.
    Section(u32),
    /// A related item of a digest, counted from 0. It is never unread.
    Related(u32),
}

/// What the reading pane shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Its list line.
    pub head: Head,
    /// The edition it comes from, for a digest's parts.
    pub via: Option<Via>,
    /// Reading time, in minutes; for a lead, of the whole digest.
    pub minutes: u32,
    /// Its text; for a lead with captions and notes, in reading order.
    pub blocks: Vec<Block>,
    /// How many cut marks (`[…]`) it holds; for a lead, the whole digest.
    pub cuts: usize,
    /// Where the original is.
    pub url: Option<String>,
    /// The language it is in, as a BCP 47 tag, where that is known.
    pub lang: Option<String>,
    /// The source it was read from, cleaned; what `\` shows.
    pub source: String,
    /// What was set aside (of the whole digest, for its parts).
    pub boilerplate: Vec<Boilerplate>,
    /// What the page offered to read next (of the whole digest, for its parts).
    pub related: Vec<Related>,
}

impl Article {
    /// Spells every word of it anew.
    pub fn respell(&mut self, spell: impl Fn(&str) -> String) {
        self.head.title = spell(&self.head.title);
        self.head.by = self.head.by.as_deref().map(&spell);
        self.source = spell_lines(&self.source, &spell);
        for run in self.blocks.iter_mut().flat_map(|b| &mut b.runs) {
            run.text = spell_lines(&run.text, &spell);
        }
        if let Some(via) = &mut self.via {
            via.publisher = spell(&via.publisher);
        }
    }
}

/// Spells line by line, so that line breaks stay.
fn spell_lines(text: &str, spell: impl Fn(&str) -> String) -> String {
    text.split('\n').map(spell).collect::<Vec<_>>().join("\n")
}

/// Where a digest's part comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Via {
    /// The digest.
    pub digest: Id,
    /// Its publisher's name.
    pub publisher: String,
    /// The edition's date.
    pub when: Option<When>,
    /// Whether the split is a guess (`~`).
    pub guess: bool,
}
