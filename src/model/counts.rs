//! How many lines the file of one outlet holds, and how many are unread: what the outlets are drawn
//! from before any of their lists is read.

use super::article::{Head, Kind};
use super::id::{Id, OutletId};
use super::library::{Edition, is_related, is_text_of_outlet};
use std::collections::{BTreeMap, BTreeSet};

/// Lines, and how many of them are unread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many lines that can be unread.
    pub all: usize,
    /// How many are.
    pub unread: usize,
}

impl Tally {
    fn add(&mut self, unread: bool) {
        self.all += 1;
        self.unread += usize::from(unread);
    }

    fn turn(&mut self, unread: bool) {
        self.unread = match unread {
            true => self.unread + 1,
            false => self.unread.saturating_sub(1),
        };
    }

    /// Adds another one up with this.
    pub fn plus(&mut self, other: Tally) {
        self.all += other.all;
        self.unread += other.unread;
    }
}

/// The counts of the file of one outlet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All its lines.
    pub lines: Tally,
    /// How many editions it has that were split.
    pub editions: usize,
    /// How many of their lines are unread.
    pub unread_in_editions: usize,
    /// When its newest split edition is of, in seconds since 1970.
    pub newest: Option<i64>,
    /// What each outlet wrote of it: itself, and those that its reviews quote.
    pub by: BTreeMap<OutletId, Tally>,
    /// What is bookmarked of it and not in its file: it is read from the bookmarks' copies.
    pub gone: BTreeSet<Id>,
}

impl Counts {
    /// Adds a plain article of `outlet`.
    pub fn add_article(&mut self, outlet: &OutletId, unread: bool) {
        self.lines.add(unread);
        match self.by.get_mut(outlet) {
            Some(tally) => tally.add(unread),
            None => self.by.entry(outlet.clone()).or_default().add(unread),
        }
    }

    /// Adds the lines of a record.
    pub fn add(&mut self, edition: Option<&Edition>, heads: &[Head], unread: impl Fn(Id) -> bool) {
        let split = edition.filter(|edition| !edition.unsure);
        if let Some(edition) = split {
            self.editions += 1;
            self.newest = self.newest.max(edition.when.map(super::When::seconds));
        }
        for head in heads.iter().filter(|head| !is_related(head)) {
            let unread = unread(head.id);
            self.lines.add(unread);
            if is_of_edition(split.is_some(), head) {
                self.unread_in_editions += usize::from(unread);
            }
            for outlet in authors(head) {
                self.by.entry(outlet.clone()).or_default().add(unread);
            }
        }
    }

    /// A plain article of `outlet` became unread, or read.
    pub fn turn_article(&mut self, outlet: &OutletId, unread: bool) {
        self.lines.turn(unread);
        if let Some(tally) = self.by.get_mut(outlet) {
            tally.turn(unread);
        }
    }

    /// A line became unread, or read. `split` says whether it is of an edition that was split.
    pub fn turn(&mut self, split: bool, head: &Head, unread: bool) {
        if is_related(head) {
            return;
        }
        self.lines.turn(unread);
        if is_of_edition(split, head) {
            self.unread_in_editions = match unread {
                true => self.unread_in_editions + 1,
                false => self.unread_in_editions.saturating_sub(1),
            };
        }
        for outlet in authors(head) {
            if let Some(tally) = self.by.get_mut(outlet) {
                tally.turn(unread);
            }
        }
    }
}

/// Whether a line counts for its edition.
fn is_of_edition(split: bool, head: &Head) -> bool {
    split && head.kind != Kind::Article
}

/// The outlets a line counts for in *All outlets*, each once.
pub(super) fn authors(head: &Head) -> BTreeSet<&OutletId> {
    let all = std::iter::once(&head.outlet).chain(&head.also);
    all.filter(|_| is_text_of_outlet(head)).collect()
}
