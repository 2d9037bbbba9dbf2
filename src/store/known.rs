//! What is known of each outlet without reading its file: names and counts, kept in `outlets.json` and
//! taken anew only where something changed.

use super::Store;
use super::articles::Segment;
use super::error::StoreError;
use super::journal::Stamp;
use super::lock::Lock;
use crate::model::{Counts, OutletId};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of one outlet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    /// Its name.
    pub(super) name: String,
    pub(super) counts: Counts,
    /// The names of the outlets that its reviews quote.
    pub(super) names: BTreeMap<OutletId, String>,
    /// How its two files stood when they were counted: what was opened, and the cache's.
    pub(super) stamps: [Option<Stamp>; 2],
    /// Their generations and lengths.
    pub(super) extents: [(u64, u64); 2],
    /// How many of their bytes only take room.
    pub(super) dead: [u64; 2],
}

impl Store {
    /// Finds the files of the outlets, and counts those anew that changed, or of whose articles the
    /// marks changed. Gives what could not be read.
    pub(super) fn look_around(&mut self) -> Vec<StoreError> {
        self.opened.find();
        self.articles.find();
        let (is_part, mut touched) = self.reading.since_counted();
        if !is_part {
            self.known.clear();
        }
        touched.append(&mut self.uncounted);
        let stale = self.stale(&touched);
        self.outlets_due |= stale.iter().any(|id| !touched.contains(id));
        self.count_anew(&stale)
    }

    /// How the bookmarks' copies stand, where they were read and nothing is wrong with them.
    pub(super) fn sound_copies(&self) -> Option<Stamp> {
        let journal = &self.bookmarks.journal;
        let is_sound = journal.damage() == 0 && !journal.is_newer() && !journal.is_older();
        journal.stamp.filter(|_| is_sound)
    }

    /// Whether the counts of an outlet hold no more, as far as its files tell.
    pub(super) fn has_stale(&self) -> bool {
        let stale = |(id, known): (&OutletId, &Known)| {
            known.stamps != self.stamps(id) && !self.uncounted.contains(id)
        };
        self.known.iter().any(stale)
    }

    /// The outlets whose counts hold no more.
    fn stale(&self, touched: &BTreeSet<OutletId>) -> Vec<OutletId> {
        let mut ids: BTreeSet<&OutletId> = self.segments().map(|(id, _)| id).collect();
        ids.extend(self.reading.marks.starred_in());
        ids.extend(self.known.keys());
        let is_stale = |id: &&OutletId| {
            let known = self.known.get(*id);
            touched.contains(*id) || known.is_none_or(|known| known.stamps != self.stamps(id))
        };
        ids.into_iter().filter(is_stale).cloned().collect()
    }

    /// How the two files of an outlet stand.
    fn stamps(&self, id: &OutletId) -> [Option<Stamp>; 2] {
        let shelves = [&self.opened, &self.articles];
        shelves.map(|shelf| {
            shelf
                .segments
                .get(id)
                .and_then(|s| Stamp::of(&s.journal.path))
        })
    }

    /// Reads the files of these outlets, one after the other, and counts them.
    fn count_anew(&mut self, ids: &[OutletId]) -> Vec<StoreError> {
        if ids.is_empty() {
            return Vec::new();
        }
        let mut errors: Vec<StoreError> = self.reading.wake(ids).err().into_iter().collect();
        let may = self.mends && self.cache_writable;
        let lock = may.then(|| Lock::if_free(&self.paths.cache)).flatten();
        let mut later = Vec::new();
        for id in ids {
            errors.extend(self.read_files(id));
            let is_odd = |s: &Segment| {
                s.journal.is_newer() || s.journal.is_older() || s.journal.damage() > 0
            };
            if self.both(id).any(is_odd) {
                later.push(id);
            } else {
                self.count(id);
                self.put_away(id, lock.as_ref());
            }
        }
        drop(lock);
        self.notice_newer();
        self.mend();
        for id in later {
            self.count(id);
        }
        self.heal();
        errors
    }

    /// Reads the files of an outlet, as far as they changed.
    pub(super) fn read_files(&mut self, id: &OutletId) -> Vec<StoreError> {
        let shelves = [&mut self.opened, &mut self.articles];
        let segments = shelves.map(|shelf| shelf.segments.get_mut(id));
        let read = segments.into_iter().flatten().map(Segment::refresh);
        read.filter_map(Result::err).collect()
    }

    /// Lets go of the rows of an outlet that nobody looks at, once its index has them.
    fn put_away(&mut self, id: &OutletId, lock: Option<&Lock>) {
        let is_looked_at = self.looked_at.contains(id);
        for shelf in [&mut self.opened, &mut self.articles] {
            let Some(segment) = shelf.segments.get_mut(id) else {
                continue;
            };
            if let Some(lock) = lock.filter(|_| self.newer.is_none())
                && let Err(error) = segment.write_index(lock)
            {
                self.troubles.detail(error.to_string());
            }
            if !self.mends {
                segment.forget_index();
            }
            if !is_looked_at && !segment.is_index_due() {
                *segment = segment.unread();
            }
        }
    }

    /// Counts the lines of an outlet, whose files were read.
    pub(super) fn count(&mut self, id: &OutletId) {
        let mut known = Known::default();
        let marks = &self.reading.marks;
        let mut held = BTreeSet::new();
        for segment in self.both(id) {
            let others: Vec<&Segment> = self
                .both(id)
                .filter(|s| !std::ptr::eq(*s, segment))
                .collect();
            for row in segment.rows().all() {
                let twice = others.iter().any(|other| other.row(row.id).is_some());
                if twice
                    && self
                        .latest(id, row.id)
                        .is_none_or(|s| !std::ptr::eq(s, segment))
                {
                    continue;
                }
                if !row.more {
                    known.counts.add_article(id, !marks.is_read(row.id));
                    continue;
                }
                let Some(skim) = segment.rows().skim(row.id) else {
                    continue;
                };
                let listing = skim.listing(id);
                let edition = listing.edition.as_ref();
                known
                    .counts
                    .add(edition, &listing.heads, |id| !marks.is_read(id));
                held.extend(skim.ids());
                for outlet in listing.outlets {
                    known.names.entry(outlet.id).or_insert(outlet.name);
                }
            }
        }
        let is_held = |star| held.contains(&star) || self.both(id).any(|s| s.row(star).is_some());
        known.counts.gone = marks
            .starred_of(id)
            .filter(|star| !is_held(*star))
            .collect();
        known.name = self.outlet(id).name;
        let shelves = [&self.opened, &self.articles];
        let segments = shelves.map(|shelf| shelf.segments.get(id));
        known.stamps = segments.map(|segment| segment?.journal.stamp);
        known.dead = segments.map(|s| s.map_or(0, |s| s.dead_bytes(|_| false)));
        known.extents = segments.map(|s| s.map_or((0, 0), |s| s.journal.extent()));
        self.known.insert(id.clone(), known);
    }

    /// Counts what this process itself marked since it was last counted.
    pub(super) fn count_marked(&mut self) {
        let ids: Vec<OutletId> = std::mem::take(&mut self.uncounted).into_iter().collect();
        let errors = self.count_anew(&ids);
        for error in &errors {
            self.troubles.error(error);
        }
    }

    /// Reads the lines of these outlets, and what the reader did to them, so that
    /// [`Store::shelves`] has them.
    pub fn read_outlets(&mut self, ids: &[OutletId]) {
        let mut errors: Vec<StoreError> = self.reading.wake(ids).err().into_iter().collect();
        for id in ids {
            if self.looked_at.insert(id.clone()) {
                errors.extend(self.read_files(id));
            }
        }
        self.apply_unsaved();
        for error in &errors {
            self.troubles.error(error);
        }
        let changed = |id: &&OutletId| {
            self.known
                .get(*id)
                .is_none_or(|k| k.stamps != self.stamps(id))
        };
        let changed: Vec<OutletId> = ids.iter().filter(changed).cloned().collect();
        self.count_anew(&changed);
        self.heal();
    }

    /// Reads the lines of all outlets.
    pub fn read_everything(&mut self) {
        let ids: Vec<OutletId> = self.known.keys().cloned().collect();
        self.read_outlets(&ids);
        if let Err(error) = self.reading.wake_all() {
            self.troubles.error(&error);
        }
        self.apply_unsaved();
    }

    /// Keeps the counts for the next start, where they changed, nobody else is writing and they can
    /// be written. For a quiet moment.
    pub fn keep_counts(&mut self) {
        self.count_marked();
        let may = self.mends && self.cache_writable && self.newer.is_none();
        let is_kept = self.outlets.counted() == Some(self.reading.journal.extent())
            && (!self.bookmarks.is_read() || self.outlets.copies() == self.sound_copies());
        if !may || !self.outlets_due && is_kept {
            return;
        }
        if self
            .known
            .values()
            .all(|known| known.extents == [(0, 0); 2])
        {
            return;
        }
        if let Some(lock) = Lock::if_free(&self.paths.cache) {
            let written = self.write_outlets_under(&lock);
            self.log_only(written);
        }
    }
}
