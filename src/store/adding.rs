//! Records taken in: merged with those there, appended in one write, counted in the list of outlets.

use super::articles::{Shelf, Written};
use super::error::StoreError;
use super::lock::Lock;
use super::merge::{Merged, merge};
use super::record::Record;
use super::{Store, atomic, bookmarks, learn};
use crate::model::{Id, Outlet, OutletId};
use std::collections::HashMap;
use std::io;
use std::panic::resume_unwind;
use std::thread;

/// What came of records that were added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// They were not there.
    pub new: usize,
    /// They were there with other words.
    pub updated: usize,
    /// They said nothing new.
    pub unchanged: usize,
}

/// Where records are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelved {
    /// In the cache: they can be fetched again.
    Articles,
    /// In the data folder: they cannot.
    Opened,
}

/// How many files are made durable at once: the disk orders what it is told together.
const SYNCS: usize = 4;

/// Records of one outlet that are in its file, and not durable yet.
struct Waiting {
    /// Which outlet of the batch.
    at: usize,
    outlet: OutletId,
    written: Written,
    /// Those of them that are bookmarked.
    copies: Vec<Record>,
}

impl Store {
    /// As [`Store::add_articles`], for several outlets at once: their files are made durable
    /// together and the list of outlets is written once. Gives what came of each, in their order;
    /// where one fails, the others are added all the same.
    ///
    /// # Errors
    /// Nothing was added.
    pub fn add_articles_of(
        &mut self,
        batch: &[(Outlet, Vec<Record>)],
    ) -> Result<Vec<Result<Added, StoreError>>, StoreError> {
        let batch: Vec<_> = batch.iter().map(|(o, r)| (o, r.as_slice())).collect();
        let added = self.add_all(Shelved::Articles, &batch);
        learn(&mut self.cache_writable, &added);
        for one in added.iter().flatten() {
            learn(&mut self.cache_writable, one);
        }
        added
    }

    /// Adds `records` to one shelf, under its lock. See [`Store::add_opened`].
    pub(super) fn add(
        &mut self,
        shelved: Shelved,
        outlet: &Outlet,
        records: &[Record],
    ) -> Result<Added, StoreError> {
        let added = self.add_all(shelved, &[(outlet, records)])?;
        added.into_iter().next().unwrap_or(Ok(Added::default()))
    }

    fn add_all(
        &mut self,
        shelved: Shelved,
        batch: &[(&Outlet, &[Record])],
    ) -> Result<Vec<Result<Added, StoreError>>, StoreError> {
        self.may_write()?;
        let root = match shelved {
            Shelved::Articles => &self.paths.cache,
            Shelved::Opened => &self.paths.data,
        };
        let lock = Lock::take(root)?;
        // What another tidings bookmarked meanwhile must be kept as well.
        self.reading.refresh()?;
        self.reading
            .wake(batch.iter().map(|(outlet, _)| &outlet.id))?;
        self.apply_unsaved();
        atomic::make_folder(&self.shelf(shelved).folder)?;
        let mut results = Vec::with_capacity(batch.len());
        let mut waiting: Vec<Waiting> = Vec::new();
        let (mut changed, mut copies) = (false, Vec::new());
        for (at, (outlet, records)) in batch.iter().enumerate() {
            // What the same outlet got before must be known first.
            if waiting.iter().any(|w| w.outlet == outlet.id) {
                changed |= self.settle(shelved, &lock, &mut waiting, &mut results, &mut copies);
            }
            results.push(match self.write(shelved, &lock, outlet, records) {
                Ok((added, written)) => {
                    waiting.extend(written.map(|(written, copies)| Waiting {
                        at,
                        outlet: outlet.id.clone(),
                        written,
                        copies,
                    }));
                    Ok(added)
                }
                Err(error) => Err(error),
            });
        }
        changed |= self.settle(shelved, &lock, &mut waiting, &mut results, &mut copies);
        drop(lock);
        if changed {
            // The two folders' locks are never held together: they may be one and the same. A copy
            // that cannot be renewed now waits with the marks.
            if let Err(error) = self.save(copies, Vec::new()) {
                self.troubles.detail(error.to_string());
            }
            let written = self.write_outlets();
            self.log_only(written);
        }
        Ok(results)
    }

    /// Writes those of `records` that say anything new to the file of `outlet`. Gives also what is
    /// to be settled, with the copies of bookmarked ones.
    #[allow(clippy::type_complexity, reason = "it is taken apart at once")]
    fn write(
        &mut self,
        shelved: Shelved,
        lock: &Lock,
        outlet: &Outlet,
        records: &[Record],
    ) -> Result<(Added, Option<(Written, Vec<Record>)>), StoreError> {
        let shelf = match shelved {
            Shelved::Articles => &mut self.articles,
            Shelved::Opened => &mut self.opened,
        };
        let segment = shelf.segment_of(outlet);
        segment.refresh()?;
        if segment.journal.is_newer() {
            return Err(StoreError::Newer(segment.journal.path.clone()));
        }
        let marks = &self.reading.marks;
        let mut added = Added::default();
        let mut lines: Vec<Record> = Vec::new();
        let mut copies: Vec<Record> = Vec::new();
        // Where in `lines` an id stands: the last of them counts.
        let mut places: HashMap<Id, usize> = HashMap::new();
        for record in records {
            let old = match places.get(&record.id).and_then(|at| lines.get(*at)) {
                Some(line) => Some(line.clone()),
                None => segment.load_known(record.id)?,
            };
            let line = match merge(old, record, |id| marks.is_bookmarked(id)) {
                Merged::Unchanged => {
                    added.unchanged += 1;
                    continue;
                }
                Merged::New(record) => {
                    added.new += 1;
                    record
                }
                Merged::Updated(record) => {
                    added.updated += 1;
                    if record.ids().any(|id| marks.is_bookmarked(id)) {
                        copies.push(bookmarks::copy(&record, outlet));
                    }
                    record
                }
            };
            places.insert(line.id, lines.len());
            lines.push(*line);
        }
        if lines.is_empty() {
            return Ok((added, None));
        }
        let written = segment.write(lock, &lines)?;
        Ok((added, Some((written, copies))))
    }

    /// Makes what waits durable and takes it down. What could not be made durable is an error in
    /// `results`. Gives whether anything was added.
    fn settle(
        &mut self,
        shelved: Shelved,
        lock: &Lock,
        waiting: &mut Vec<Waiting>,
        results: &mut [Result<Added, StoreError>],
        copies: &mut Vec<Record>,
    ) -> bool {
        let synced = sync(waiting);
        let mut any = false;
        for (mut one, synced) in waiting.drain(..).zip(synced) {
            let segment = self.shelf(shelved).segment(&one.outlet);
            match segment.settle(lock, one.written, synced) {
                Ok(()) => {
                    any = true;
                    self.uncounted.insert(one.outlet.clone());
                    copies.append(&mut one.copies);
                }
                Err(error) => results[one.at] = Err(error),
            }
        }
        any
    }

    fn shelf(&mut self, shelved: Shelved) -> &mut Shelf {
        match shelved {
            Shelved::Articles => &mut self.articles,
            Shelved::Opened => &mut self.opened,
        }
    }

    /// For the list of outlets, which is a hint: that it was not written is for the log only.
    pub(super) fn log_only(&mut self, written: Result<(), StoreError>) {
        if let Err(error) = written {
            self.troubles.detail(error.to_string());
        }
    }

    /// Writes the derived list of outlets anew.
    pub(super) fn write_outlets(&mut self) -> Result<(), StoreError> {
        self.count_marked();
        let lock = Lock::take(&self.paths.cache)?;
        self.write_outlets_under(&lock)
    }

    /// As [`Store::write_outlets`], under the lock of the cache folder.
    pub(super) fn write_outlets_under(&mut self, lock: &Lock) -> Result<(), StoreError> {
        self.write_indexes(lock);
        self.outlets_due = false;
        let counted = self.reading.journal.extent();
        let copies = match self.bookmarks.is_read() {
            true => self.sound_copies(),
            false => self.outlets.copies(),
        };
        self.outlets.write(lock, counted, copies, &self.known)
    }
}

/// Makes what waits durable, several files at once. Gives what came of each, in their order.
fn sync(waiting: &[Waiting]) -> Vec<io::Result<()>> {
    let each = |some: &[Waiting]| {
        let synced = some.iter().map(|one| one.written.unsynced.sync());
        synced.collect::<Vec<_>>()
    };
    let share = waiting.len().div_ceil(SYNCS).max(1);
    let mut shares = waiting.chunks(share);
    let own = shares.next().unwrap_or(&[]);
    thread::scope(|scope| {
        // Where the system has no thread to give, this one does all.
        let spawn = |some| {
            let spawned = thread::Builder::new().spawn_scoped(scope, move || each(some));
            (some, spawned)
        };
        let others: Vec<_> = shares.map(spawn).collect();
        let mut synced = each(own);
        for (some, spawned) in others {
            synced.extend(match spawned.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(done)) => done,
                Ok(Err(panic)) => resume_unwind(panic),
                Err(_) => each(some),
            });
        }
        synced
    })
}
