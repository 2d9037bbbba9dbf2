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
mod atomic;
mod bookmarks;
mod compact;
mod error;
mod expiry;
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
mod reading;
pub mod record;
mod rows;
mod scan;
mod session;
mod shelves;
mod snapshot;
#[cfg(test)]
mod tests;
mod tidying;
mod trouble;
mod upkeep;
pub mod wipe;

pub use adding::Added;
pub use error::StoreError;
pub use expiry::Limits;
pub use health::{Damaged, Health, Indexes};
pub use listing::Listing;
pub use paths::Paths;
pub use scan::Scanned;
pub use session::Session;
pub use tidying::Compacted;

use crate::model::{Id, Mark, Marks, Op, Outlet, OutletId};
use adding::Shelved;
use articles::{Segment, Shelf};
use journal::Stamp;
use known::Known;
use lock::Lock;
use opened::Shingles;
use outlets::Outlets;
use reading::Reading;
use record::Record;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tidying::Piece;
use trouble::Troubles;
use upkeep::can_write;

/// Everything that is kept, as it was last read.
#[derive(Clone, Debug)]
pub struct Store {
    paths: Paths,
    articles: Shelf,
    opened: Shelf,
    bookmarks: Segment,
    reading: Reading,
    outlets: Outlets,
    /// What could not be written yet.
    unsaved: Unsaved,
    /// A file that a newer tidings wrote: then nothing is written at all.
    newer: Option<PathBuf>,
    data_writable: bool,
    cache_writable: bool,
    /// Whether damaged files are mended when they are read.
    mends: bool,
    troubles: Troubles,
    /// Pieces that tidying could do nothing about.
    untidy: Vec<Piece>,
    /// What is known of each outlet without reading its files.
    known: BTreeMap<OutletId, Known>,
    /// The outlets whose lines are wanted.
    looked_at: BTreeSet<OutletId>,
    /// Those that this process changed since they were counted.
    uncounted: BTreeSet<OutletId>,
    /// Whether the list of outlets is to be written anew.
    outlets_due: bool,
}

#[derive(Clone, Debug, Default)]
struct Unsaved {
    copies: Vec<Record>,
    ops: Vec<Op>,
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
            unsaved: Unsaved::default(),
            newer: None,
            data_writable: can_write(&paths.data),
            cache_writable: can_write(&paths.cache),
            mends,
            troubles: Troubles::default(),
            untidy: Vec::new(),
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

    /// Applies `ops` and saves them: one line each, one write, one fdatasync.
    ///
    /// # Errors
    /// They count all the same, and wait for [`Store::retry`].
    pub fn mark(&mut self, ops: &[Op]) -> Result<(), StoreError> {
        if let Err(error) = self.reading.wake(ops.iter().map(|op| &op.kept_in)) {
            self.troubles.detail(error.to_string());
        }
        self.apply_unsaved();
        for op in ops {
            self.reading.marks.apply(op);
            if !matches!(op.mark, Mark::Position(_)) {
                self.uncounted.insert(op.kept_in.clone());
            }
        }
        self.unsaved.ops.extend_from_slice(ops);
        self.retry()
    }

    /// Sets a bookmark: first the full copy of `record`, then `op`, so that no bookmark is ever
    /// without its text. A copy that is there already to the letter is not written again.
    ///
    /// # Errors
    /// The bookmark counts all the same, and waits for [`Store::retry`].
    pub fn bookmark(&mut self, op: &Op, record: &Record) -> Result<(), StoreError> {
        let mut outlet = self.outlet(&op.kept_in);
        if outlet.name == op.kept_in.as_str() {
            // Not kept here: a sample's copy takes its publisher's name from the record.
            let dig = record.dig.as_ref().and_then(|d| d.publisher.clone());
            let name = record.kept_name.clone().or(dig);
            outlet.name = name.unwrap_or(outlet.name);
        }
        let copy = bookmarks::copy(record, &outlet);
        if let Err(error) = self.bookmarks.refresh() {
            self.troubles.detail(error.to_string());
        }
        let there = self.bookmarks.load_known(record.id).ok().flatten();
        if there.is_none_or(|there| there != copy) {
            self.unsaved.copies.push(copy);
        }
        self.mark(std::slice::from_ref(op))
    }

    /// How many ops wait in memory because they could not be saved.
    pub fn unsaved(&self) -> usize {
        self.unsaved.ops.len()
    }

    /// Tries to save what waits.
    ///
    /// # Errors
    /// It goes on waiting.
    pub fn retry(&mut self) -> Result<(), StoreError> {
        if self.unsaved.ops.is_empty() && self.unsaved.copies.is_empty() {
            return Ok(());
        }
        let saved = self.save();
        learn(&mut self.data_writable, &saved);
        saved
    }

    fn save(&mut self) -> Result<(), StoreError> {
        self.may_write()?;
        let lock = Lock::take(&self.paths.data)?;
        if !self.unsaved.copies.is_empty() {
            self.bookmarks.refresh()?;
            let there = |copy: &Record| {
                let there = self.bookmarks.load_known(copy.id);
                there.is_ok_and(|there| there.as_ref() == Some(copy))
            };
            let new = self.unsaved.copies.iter().filter(|copy| !there(copy));
            let new: Vec<Record> = new.cloned().collect();
            if !new.is_empty() {
                self.bookmarks.append(&lock, &new)?;
            }
        }
        if !self.unsaved.ops.is_empty() {
            self.reading.append(&lock, &self.unsaved.ops)?;
            self.unsaved.ops.clear();
        }
        // Only now: where the star had to wait, another process may take its copy for a stray one
        // and clear it away.
        self.unsaved.copies.clear();
        Ok(())
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

    /// Keeps where the reader stopped.
    ///
    /// # Errors
    /// What was kept before stays.
    pub fn keep_session(&mut self, session: &Session) -> Result<(), StoreError> {
        self.may_write()?;
        let lock = Lock::take(&self.paths.data)?;
        session::keep(&lock, &self.paths.data, session)
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

    fn apply_unsaved(&mut self) {
        for op in &self.unsaved.ops {
            self.reading.marks.apply(op);
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
