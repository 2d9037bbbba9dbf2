//! Articles of an outlet that is given up: its file in the cache is put aside, whole, and brought
//! back when the outlet is. Marks and bookmarks are elsewhere and stay.

use super::atomic::{make_folder, sync_folder};
use super::error::StoreError;
use super::lock::Lock;
use super::{Paths, Store};
use crate::model::OutletId;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the file of an outlet stands that was given up.
fn aside(paths: &Paths, outlet: &OutletId) -> PathBuf {
    let folder = paths.cache.join("articles").join("removed");
    folder.join(format!("{outlet}.jsonl"))
}

impl Store {
    /// Whether articles of an outlet are in the cache, or were put aside there.
    pub fn remembers(&self, outlet: &OutletId) -> bool {
        self.has_articles(outlet) || aside(&self.paths, outlet).is_file()
    }

    /// Puts the articles of an outlet aside: nothing lists or finds them any more. Bookmarked ones
    /// are still there, from their copies.
    ///
    /// # Errors
    /// They are where they were.
    pub fn put_aside(&mut self, outlet: &OutletId) -> Result<(), StoreError> {
        let Some(segment) = self.articles.segments.get(outlet) else {
            return Ok(());
        };
        let from = segment.journal.path.clone();
        self.rename(outlet, &from, &aside(&self.paths, outlet))
    }

    /// Brings the articles of an outlet back that were put aside.
    ///
    /// # Errors
    /// They are aside still.
    pub fn bring_back(&mut self, outlet: &OutletId) -> Result<(), StoreError> {
        let from = aside(&self.paths, outlet);
        // What was fetched meanwhile is newer than what was put aside.
        if self.has_articles(outlet) || !from.is_file() {
            return Ok(());
        }
        let to = self.articles.segment(outlet).journal.path.clone();
        self.rename(outlet, &from, &to)
    }

    fn rename(&mut self, outlet: &OutletId, from: &Path, to: &Path) -> Result<(), StoreError> {
        self.may_write()?;
        let lock = Lock::take(&self.paths.cache)?;
        if let Some(folder) = to.parent() {
            make_folder(folder)?;
        }
        fs::rename(from, to).map_err(|error| StoreError::at(from, error))?;
        for folder in [from.parent(), to.parent()].into_iter().flatten() {
            sync_folder(folder).map_err(|error| StoreError::at(folder, error))?;
        }
        drop(lock);
        self.articles.segments.remove(outlet);
        self.uncounted.insert(outlet.clone());
        self.refresh();
        let written = self.write_outlets();
        self.log_only(written);
        Ok(())
    }
}
