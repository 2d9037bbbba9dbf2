//! How well what is kept is, for a reader who asks.

use super::Store;
use super::articles::Segment;
use super::atomic::{ending_in, unfinished};
use super::journal::Stamp;
use super::sources::Sources;
use super::upkeep::can_write;
use crate::model::{Id, OutletId};
use std::collections::HashSet;
use std::path::PathBuf;

/// A file with lines that nobody can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// The file.
    pub path: PathBuf,
    /// How many lines.
    pub lines: usize,
}

/// What is wrong with what is kept, and what could become so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Files with lines that nobody can read.
    pub damaged: Vec<Damaged>,
    /// Files and folders that are there and could not be read at all, the list of outlets among
    /// them.
    pub unreadable: Vec<PathBuf>,
    /// Files that a newer tidings wrote: while one is there, nothing is written.
    pub newer: Vec<PathBuf>,
    /// What killed processes left unfinished.
    pub unfinished: Vec<PathBuf>,
    /// Files of lines that were set aside. They are no trouble any more.
    pub aside: Vec<PathBuf>,
    /// How well the indexes are. What is wrong with them heals when they are read.
    pub indexes: Indexes,
    /// Whether marks, bookmarks and opened files can be saved.
    pub data_writable: bool,
    /// Whether the cache can be written.
    pub cache_writable: bool,
    /// Whether the log can be.
    pub log_writable: bool,
}

/// How well the indexes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Indexes {
    /// How many articles the good ones list.
    pub rows: usize,
    /// How many files have none.
    pub missing: usize,
    /// How many are of another file, or of one that was rewritten.
    pub stale: usize,
    /// How many lack some of their file, or have lines that are not as they were written.
    pub lacking: usize,
}

/// How well one index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IndexState {
    Good(usize),
    Missing,
    Stale,
    Lacking,
}

impl Indexes {
    fn add(&mut self, state: Option<IndexState>) {
        match state {
            None => {}
            Some(IndexState::Good(rows)) => self.rows += rows,
            Some(IndexState::Missing) => self.missing += 1,
            Some(IndexState::Stale) => self.stale += 1,
            Some(IndexState::Lacking) => self.lacking += 1,
        }
    }
}

impl Health {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        let wrong = [&self.unreadable, &self.newer, &self.unfinished];
        self.damaged.is_empty()
            && wrong.iter().all(|paths| paths.is_empty())
            && self.data_writable
            && self.cache_writable
            && self.log_writable
    }
}

impl Store {
    /// How well the files are, as they were last read.
    pub fn health(&self) -> Health {
        let mut health = Health {
            data_writable: self.data_writable,
            cache_writable: self.cache_writable,
            log_writable: can_write(&self.paths.state),
            ..Health::default()
        };
        // Whatever the indexes say, every file is read.
        let segments = self.segments().map(|(_, segment)| segment);
        let segments = segments.chain([&self.bookmarks]).map(|segment| {
            let mut segment = segment.unread();
            // Whether it could be read is asked below.
            let _ = segment.read_whole();
            segment
        });
        let mut journals = vec![self.reading.journal.clone()];
        for segment in segments {
            health.indexes.add(segment.index_state());
            journals.push(segment.journal);
        }
        for journal in journals {
            let path = journal.path.clone();
            if journal.is_newer() {
                health.newer.push(path);
            } else if journal.stamp.is_none() && Stamp::of(&path).is_some() {
                health.unreadable.push(path);
            } else if journal.damage() > 0 {
                let lines = journal.damage();
                health.damaged.push(Damaged { path, lines });
            }
        }
        let broken = self.outlets.broken();
        health.unreadable.extend(broken.map(PathBuf::from));
        let mut folders = vec![
            &self.paths.data,
            &self.opened.folder,
            &self.paths.cache,
            &self.articles.folder,
            &self.articles.index,
            &self.opened.index,
        ];
        folders.sort();
        folders.dedup();
        for folder in folders {
            if folder.is_dir() && std::fs::read_dir(folder).is_err() {
                health.unreadable.push(folder.clone());
            }
            health.unfinished.extend(unfinished(folder));
            health.aside.extend(ending_in(folder, ".bad"));
        }
        health.aside.sort();
        health
    }

    /// How many articles the cache folder holds that no source lists any more: they cannot be
    /// fetched again. The caller read everything.
    pub fn unlisted(&self, sources: &Sources) -> usize {
        let of_outlet = |(id, segment): (&OutletId, &Segment)| -> usize {
            let listed: HashSet<Id> = sources
                .get(id)
                .iter()
                .flat_map(|known| known.listed.iter().copied())
                .collect();
            let skims = segment.rows().skims();
            let left = skims.iter().filter(|skim| !listed.contains(&skim.id));
            left.map(|skim| skim.count(|_| true).0).sum()
        };
        self.articles.segments.iter().map(of_outlet).sum()
    }

    /// How many articles the cache folder holds: what can be fetched again.
    pub fn cached(&self) -> usize {
        let segments = self.articles.segments.values();
        let skims = segments.flat_map(|segment| segment.rows().skims());
        skims.map(|skim| skim.count(|_| true).0).sum()
    }
}
