//! The JSON cache: articles, editions, marks and bookmarks in files of plain lines. It knows nothing
//! of the network, the screen, or how a document is read.
//!
//! Truth is `articles/` in the cache folder, and `state.jsonl`, `bookmarks.jsonl` and `opened/` in the
//! data folder; everything else can be deleted at any time. Readers never lock, writers lock for as
//! long as one write takes, so that several tidings can run beside each other.
//!
//! A start reads `outlets.json` (names and counts) and what the marks say of what is looked at; the
//! lists of an outlet are read from its index when somebody looks at them (`known`, `shelves`).

mod adding;
mod articles;
mod aside;
mod atomic;
mod bookmarks;
mod compact;
mod error;
mod expiry;
mod fetched;
mod health;
mod ids;
mod index;
mod journal;
mod known;
mod lines;
mod listing;
mod lock;
mod mend;
mod merge;
mod migrate;
mod opened;
mod outlets;
mod paths;
mod quiet;
mod reading;
pub mod record;
mod rows;
mod saving;
mod scan;
mod session;
mod shelves;
mod snapshot;
pub mod sources;
#[cfg(test)]
mod tests;
mod tidying;
mod trouble;
mod upkeep;
pub mod wipe;
mod writer;

pub use adding::Added;
pub use error::StoreError;
pub use expiry::Limits;
pub use health::{Damaged, Health, Indexes};
pub use listing::Listing;
pub use paths::Paths;
pub use saving::Kept;
pub use scan::{Scan, Scanned};
pub use session::Session;
pub use tidying::Compacted;

use crate::model::{Id, Marks, Outlet, OutletId};
use adding::Shelved;
use articles::{Segment, Shelf};
use journal::Stamp;
use known::Known;
use opened::Shingles;
use outlets::Outlets;
use quiet::Quiet;
use reading::Reading;
use record::Record;
use saving::Saving;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tidying::Piece;
use trouble::Troubles;
use upkeep::can_write;

/// Everything that is kept, as it was last read.
#[derive(Debug)]
pub struct Store {
    paths: Paths,
    articles: Shelf,
    opened: Shelf,
    bookmarks: Segment,
    reading: Reading,
    outlets: Outlets,
    saving: Saving,
    /// A file that a newer tidings wrote: then nothing is written at all.
    newer: Option<PathBuf>,
    data_writable: bool,
    cache_writable: bool,
    /// Whether damaged files are mended when they are read.
    mends: bool,
    troubles: Troubles,
    /// Pieces that tidying could do nothing about.
    untidy: Vec<Piece>,
    quiet: Quiet,
    /// What is known of each outlet without reading its files.
    known: BTreeMap<OutletId, Known>,
    /// The outlets whose lines are wanted.
    looked_at: BTreeSet<OutletId>,
    /// Those that this process changed since they were counted.
    uncounted: BTreeSet<OutletId>,
    /// Whether the list of outlets is to be written anew.
    outlets_due: bool,
}

impl Store {
    /// Reads everything that is kept. Never fails: what is wrong is told by [`Store::troubles`].
    /// Creates nothing; what killed processes left unfinished is cleared away, and lines nobody can
    /// read are set aside, where that is possible.
    pub fn open(paths: &Paths) -> Store {
        let mut store = Store::read(paths, true);
        if store.newer.is_none() {
            if !store.data_writable {
                store
                    .troubles
                    .error(&StoreError::ReadOnly(paths.data.clone()));
            }
            if !store.cache_writable {
                let folder = error::said(&paths.cache);
                store.troubles.say(format!(
                    "{folder} cannot be written; new articles are not kept"
                ));
            }
            store.sweep();
            store.migrate();
            if store.outlets_due {
                store.keep_counts();
            }
        }
        store
    }

    /// As [`Store::open`], for a look alone: nothing is mended or cleared away, and whether the
    /// folders can be written is no trouble.
    pub fn look(paths: &Paths) -> Store {
        Store::read(paths, false)
    }

    fn read(paths: &Paths, mends: bool) -> Store {
        let mut store = Store {
            articles: Shelf::new(paths.cache.join("articles"), paths.cache.join("index")),
            opened: opened::shelf(paths),
            bookmarks: bookmarks::copies(&paths.data),
            reading: Reading::new(&paths.data),
            outlets: Outlets::new(&paths.cache),
            saving: Saving::default(),
            newer: None,
            data_writable: can_write(&paths.data),
            cache_writable: can_write(&paths.cache),
            mends,
            troubles: Troubles::default(),
            untidy: Vec::new(),
            quiet: Quiet::default(),
            known: BTreeMap::new(),
            looked_at: BTreeSet::new(),
            uncounted: BTreeSet::new(),
            outlets_due: false,
            paths: paths.clone(),
        };
        store.refresh();
        store
    }

    /// What is wrong, in sentences for the reader.
    pub fn troubles(&self) -> &[String] {
        &self.troubles.sentences
    }

    /// What is wrong, with files and counts, for the log.
    pub fn details(&self) -> &[String] {
        &self.troubles.details
    }

    /// Whether marks and articles can be saved, as far as is known.
    pub fn is_writable(&self) -> bool {
        self.newer.is_none() && self.data_writable && self.cache_writable
    }

    /// What the reader did.
    pub fn marks(&self) -> &Marks {
        &self.reading.marks
    }

    /// The whole record `article`, from the segment of `kept_in` in either place, or from its copy
    /// where it has left them.
    ///
    /// # Errors
    /// [`StoreError::Gone`] when nothing holds it; others when a file cannot be read.
    pub fn load(&self, kept_in: &OutletId, article: Id) -> Result<Record, StoreError> {
        let mut trouble = None;
        let mut look = |segment: &Segment| match segment.load(article) {
            Ok(found) => found,
            Err(error) => {
                trouble = Some(error);
                None
            }
        };
        let known = self.latest(kept_in, article).and_then(&mut look);
        let found = known.or_else(|| {
            // Nobody looked into its outlet yet, or another process added it since.
            let shelves = [&self.opened, &self.articles];
            let read = |shelf: &Shelf| {
                let mut segment = shelf.unread(kept_in);
                segment.refresh().ok().map(|()| segment)
            };
            let read: Vec<Segment> = shelves.into_iter().filter_map(read).collect();
            let found = latest(read.iter(), article).and_then(&mut look);
            found.or_else(|| {
                let mut copies = self.bookmarks.clone();
                copies.refresh().ok()?;
                look(&copies).map(bookmarks::original)
            })
        });
        found.ok_or_else(|| trouble.unwrap_or(StoreError::Gone))
    }

    /// Whether a record is in a file of its own outlet, and not only among the bookmarks' copies.
    pub fn holds(&self, kept_in: &OutletId, article: Id) -> bool {
        self.latest(kept_in, article).is_some()
    }

    /// Takes records of one outlet in that cannot be fetched again. The same id with the same words
    /// changes nothing; with other words the new ones count, and what is bookmarked of the old ones
    /// stays (in a section marked `gone`, or as the text before, `prev`).
    ///
    /// # Errors
    /// Nothing was added.
    pub fn add_opened(&mut self, outlet: &Outlet, records: &[Record]) -> Result<Added, StoreError> {
        let added = self.add(Shelved::Opened, outlet, records);
        learn(&mut self.data_writable, &added);
        added
    }

    /// As [`Store::add_opened`], into the cache: what can be fetched again.
    ///
    /// # Errors
    /// Nothing was added.
    pub fn add_articles(
        &mut self,
        outlet: &Outlet,
        records: &[Record],
    ) -> Result<Added, StoreError> {
        let added = self.add(Shelved::Articles, outlet, records);
        learn(&mut self.cache_writable, &added);
        added
    }

    /// The edition of `outlet` that a document is a version of: one with a key in common, else the
    /// one that shares most of its passages of eight words, if a third or more.
    pub fn known_edition(&mut self, outlet: &OutletId, keys: &[String], text: &str) -> Option<Id> {
        self.read_outlets(std::slice::from_ref(outlet));
        let shelves = [&self.opened, &self.articles];
        let segments: Vec<&Segment> = shelves
            .iter()
            .filter_map(|s| s.segments.get(outlet))
            .collect();
        let by_key = segments.iter().find_map(|s| opened::by_key(s, keys));
        by_key.or_else(|| {
            let text = Shingles::of(text);
            if text.is_empty() {
                return None;
            }
            let candidates = segments.iter().filter_map(|s| opened::by_text(s, &text));
            let best = candidates.max_by_key(|(shared, _)| *shared);
            best.map(|(_, id)| id)
        })
    }

    /// Whether another process changed what is kept since it was last read: a `stat` of each file.
    pub fn changed(&self) -> bool {
        self.reading.journal.changed()
            || self.outlets.changed()
            || self.bookmarks.is_read() && self.bookmarks.journal.changed()
            || self.opened.has_new()
            || self.articles.has_new()
            || self.has_stale()
    }

    /// Reads what changed since it was last read. Marks that wait to be saved stay applied.
    pub fn refresh(&mut self) {
        let is_start = self.known.is_empty();
        let listed = self.outlets.refresh();
        if is_start && let Some((generation, len)) = self.outlets.counted() {
            self.known = listed;
            self.reading.counted(generation, len);
        }
        self.outlets_due |= self.outlets.counted().is_none();
        let mut errors: Vec<StoreError> = self.reading.refresh().err().into_iter().collect();
        // What a start knew of them already need not be read.
        let copies = Stamp::of(&self.bookmarks.journal.path);
        if self.bookmarks.is_read() || copies != self.outlets.copies() {
            errors.extend(self.bookmarks.refresh().err());
        }
        self.apply_unsaved();
        errors.extend(self.look_around());
        if self
            .known
            .values()
            .any(|known| !known.counts.gone.is_empty())
        {
            errors.extend(self.bookmarks.refresh().err());
        }
        for error in &errors {
            self.troubles.error(error);
        }
        self.notice_newer();
        self.mend();
        self.heal();
        self.apply_unsaved();
    }

    /// Where the reader stopped the last time; `None` when that is not known.
    pub fn session(&self) -> Option<Session> {
        session::read(&self.paths.data)
    }

    /// All segments, what was opened first.
    fn segments(&self) -> impl Iterator<Item = (&OutletId, &Segment)> {
        self.opened.segments.iter().chain(&self.articles.segments)
    }

    /// The segments of one outlet, what was opened first.
    fn both(&self, id: &OutletId) -> impl Iterator<Item = &Segment> {
        let opened = self.opened.segments.get(id);
        opened.into_iter().chain(self.articles.segments.get(id))
    }

    /// The segment with the latest version of a record: the one fetched or opened last.
    fn latest(&self, id: &OutletId, article: Id) -> Option<&Segment> {
        latest(self.both(id), article)
    }

    /// Where the original of an article or section is, as the lists know it.
    pub fn url(&self, kept_in: &OutletId, article: Id, id: Id) -> Option<String> {
        let held = self.latest(kept_in, article);
        let skim = held.unwrap_or(&self.bookmarks).rows().skim(article)?;
        skim.url(id).map(str::to_owned)
    }

    /// An outlet with the best name that is known for it.
    pub fn outlet(&self, id: &OutletId) -> Outlet {
        let in_header = || {
            let mut headers = self.both(id).filter_map(|s| s.journal.header());
            headers.find_map(|h| h.title.as_deref().filter(|title| *title != id.as_str()))
        };
        let in_record = || {
            let mut skims = self.both(id).flat_map(|s| s.rows().more());
            skims.find_map(|skim| skim.dig.as_ref()?.publisher.as_deref())
        };
        let in_copy = || {
            let mut skims = self.bookmarks.rows().kept();
            let skim = skims.find(|skim| skim.kept_in.as_ref() == Some(id))?;
            skim.kept_name.as_deref()
        };
        let known = || self.known.get(id).map(|known| known.name.as_str());
        let known = || known().filter(|name| !name.is_empty() && *name != id.as_str());
        let name = in_header()
            .or_else(known)
            .or_else(|| self.outlets.name(id))
            .or_else(in_record)
            .or_else(in_copy);
        Outlet {
            id: id.clone(),
            name: name.unwrap_or(id.as_str()).to_owned(),
        }
    }

    fn may_write(&self) -> Result<(), StoreError> {
        match &self.newer {
            Some(path) => Err(StoreError::Newer(path.clone())),
            None => Ok(()),
        }
    }
}

/// What an attempt to write says of the folder: a disk may be mounted anew while the program runs.
fn learn<T>(writable: &mut bool, attempt: &Result<T, StoreError>) {
    match attempt {
        Ok(_) => *writable = true,
        Err(StoreError::ReadOnly(_)) => *writable = false,
        Err(_) => {}
    }
}

/// Which of the two segments of an outlet, what was opened first, has the latest version of a record.
fn latest<'a>(segments: impl Iterator<Item = &'a Segment>, article: Id) -> Option<&'a Segment> {
    let mut holders = segments.filter(|segment| segment.row(article).is_some());
    let first = holders.next()?;
    let Some(second) = holders.next() else {
        return Some(first);
    };
    let f = |segment: &Segment| segment.rows().skim(article).map_or(0, |skim| skim.f);
    // Of two equally new ones the first counts, which is the opened one.
    Some(if f(second) > f(first) { second } else { first })
}
