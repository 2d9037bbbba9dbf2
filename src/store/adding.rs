//! Records taken in: merged with those there, appended in one write, counted in the list of outlets.

use super::error::StoreError;
use super::lock::Lock;
use super::merge::{Merged, merge};
use super::record::Record;
use super::{Store, atomic, bookmarks};
use crate::model::Outlet;

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

impl Store {
    /// Adds `records` to one shelf, under its lock. See [`Store::add_opened`].
    pub(super) fn add(
        &mut self,
        shelved: Shelved,
        outlet: &Outlet,
        records: &[Record],
    ) -> Result<Added, StoreError> {
        self.may_write()?;
        let root = match shelved {
            Shelved::Articles => &self.paths.cache,
            Shelved::Opened => &self.paths.data,
        };
        let lock = Lock::take(root)?;
        // What another tidings bookmarked meanwhile must be kept as well.
        self.reading.refresh()?;
        self.reading.wake([&outlet.id])?;
        self.apply_unsaved();
        let shelf = match shelved {
            Shelved::Articles => &mut self.articles,
            Shelved::Opened => &mut self.opened,
        };
        atomic::make_folder(&shelf.folder)?;
        let segment = shelf.segment_of(outlet);
        segment.refresh()?;
        if segment.journal.is_newer() {
            return Err(StoreError::Newer(segment.journal.path.clone()));
        }
        let marks = &self.reading.marks;
        let mut added = Added::default();
        let mut lines: Vec<Record> = Vec::new();
        let mut copies: Vec<Record> = Vec::new();
        for record in records {
            let waiting = lines.iter().rev().find(|line| line.id == record.id);
            let old = match waiting {
                Some(line) => Some(line.clone()),
                None => segment.load_known(record.id)?,
            };
            match merge(old, record, |id| marks.is_bookmarked(id)) {
                Merged::Unchanged => added.unchanged += 1,
                Merged::New(record) => {
                    added.new += 1;
                    lines.push(*record);
                }
                Merged::Updated(record) => {
                    added.updated += 1;
                    if record.ids().any(|id| marks.is_bookmarked(id)) {
                        copies.push(bookmarks::copy(&record, outlet));
                    }
                    lines.push(*record);
                }
            }
        }
        if lines.is_empty() {
            return Ok(added);
        }
        segment.append(&lock, &lines)?;
        drop(lock);
        self.uncounted.insert(outlet.id.clone());
        // The two folders' locks are never held together: they may be one and the same. A copy that
        // cannot be renewed now waits with the marks.
        self.unsaved.copies.append(&mut copies);
        if let Err(error) = self.retry() {
            self.troubles.detail(error.to_string());
        }
        let written = self.write_outlets();
        self.log_only(written);
        Ok(added)
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
