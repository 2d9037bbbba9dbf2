//! What a store does for its files when it reads them: finds those of a newer tidings, has unreadable
//! lines set aside, clears unfinished files away.

use super::Store;
use super::articles::Segment;
use super::atomic;
use super::error::StoreError;
use super::lock::Lock;
use super::reading::Reading;
use super::trouble::{Holds, Troubles};
use crate::model::OutletId;
use std::path::Path;

impl Store {
    /// Finds a file of a newer tidings. To write beside it could break what it means.
    pub(super) fn notice_newer(&mut self) {
        let journals = [&self.reading.journal, &self.bookmarks.journal];
        let segments = self.segments().map(|(_, segment)| &segment.journal);
        let newer = journals
            .into_iter()
            .chain(segments)
            .find(|journal| journal.is_newer())
            .map(|journal| journal.path.clone());
        if let Some(path) = &newer {
            self.troubles.error(&StoreError::Newer(path.clone()));
        }
        self.newer = newer;
        self.bar_writer();
    }

    /// Sets lines that nobody can read aside, where the files can be written and nobody else is
    /// writing; and tells of them.
    pub(super) fn mend(&mut self) {
        let writable = |root: &Path, writable: bool| {
            let may = self.mends && writable && self.newer.is_none();
            may.then(|| Lock::if_free(root)).flatten()
        };
        let in_data = self.reading.journal.damage() + self.bookmarks.journal.damage();
        if in_data + self.opened.damage() > 0 {
            let lock = writable(&self.paths.data, self.data_writable);
            let lock = lock.as_ref();
            mend_marks(&mut self.reading, lock, &mut self.troubles);
            mend_segment(&mut self.bookmarks, lock, &mut self.troubles);
            for id in self.opened.damaged() {
                let outlet = self.outlet(&id);
                let segment = self.opened.segment_of(&outlet);
                mend_segment(segment, lock, &mut self.troubles);
            }
        }
        if self.articles.damage() > 0 {
            let lock = writable(&self.paths.cache, self.cache_writable);
            for id in self.articles.damaged() {
                let outlet = self.outlet(&id);
                let segment = self.articles.segment_of(&outlet);
                mend_segment(segment, lock.as_ref(), &mut self.troubles);
            }
        }
        self.troubles.sum_up();
    }

    /// Writes to the indexes what they lack, where that can be written and nobody else is writing.
    pub(super) fn heal(&mut self) {
        if !self.segments().any(|(_, segment)| segment.is_index_due()) {
            return;
        }
        let may = self.mends && self.cache_writable && self.newer.is_none();
        if !may {
            // The next reader finds it lacking again.
            self.each_segment(Segment::forget_index);
        } else if let Some(lock) = Lock::if_free(&self.paths.cache) {
            self.write_indexes(&lock);
        }
    }

    /// Writes to the indexes what they lack. That they are hints is why a failure is for the log.
    pub(super) fn write_indexes(&mut self, lock: &Lock) {
        let mut failed = Vec::new();
        self.each_segment(|segment| failed.extend(segment.write_index(lock).err()));
        for error in failed {
            self.troubles.detail(error.to_string());
        }
    }

    fn each_segment(&mut self, each: impl FnMut(&mut Segment)) {
        let opened = self.opened.segments.values_mut();
        opened
            .chain(self.articles.segments.values_mut())
            .for_each(each);
    }

    /// Reads every file whole, has mended what is damaged, and builds anew what is derived: the
    /// indexes and the list of outlets. Gives whether there was anything to build them for.
    ///
    /// # Errors
    /// They are as they were; nothing depends on them.
    pub fn rebuild(&mut self) -> Result<bool, StoreError> {
        self.may_write()?;
        if self.segments().next().is_none() && !self.outlets.is_there() {
            return Ok(false);
        }
        let mut failed = Vec::new();
        self.each_segment(|segment| failed.extend(segment.read_whole().err()));
        failed.extend(self.bookmarks.refresh().err());
        failed.extend(self.reading.wake_all().err());
        for error in &failed {
            self.troubles.error(error);
        }
        self.notice_newer();
        self.mend();
        self.apply_unsaved();
        let ids: Vec<OutletId> = self.known.keys().cloned().collect();
        for id in ids {
            self.count(&id);
        }
        self.write_outlets()?;
        Ok(true)
    }

    /// Deletes what killed processes left unfinished.
    pub(super) fn sweep(&self) {
        let places = [
            (&self.paths.data, &self.opened.folder),
            (&self.paths.cache, &self.articles.folder),
            (&self.paths.cache, &self.articles.index),
            (&self.paths.cache, &self.opened.index),
        ];
        for (root, shelf) in places {
            let find = || {
                let mut found = atomic::unfinished(root);
                found.extend(atomic::unfinished(shelf));
                found
            };
            if find().is_empty() {
                continue;
            }
            if let Some(_lock) = Lock::if_free(root) {
                // Under the lock nobody is writing one: what is there now is left over.
                for path in find() {
                    let _ = std::fs::remove_file(path);
                }
            }
        }
    }
}

pub(super) fn mend_marks(reading: &mut Reading, lock: Option<&Lock>, troubles: &mut Troubles) {
    if reading.journal.damage() > 0 {
        let bad = reading.journal.bad_lines();
        let aside = lock.and_then(|lock| reading.mend(lock).ok());
        note(troubles, &reading.journal.path, Holds::Marks, bad, aside);
    }
}

pub(super) fn mend_segment(segment: &mut Segment, lock: Option<&Lock>, troubles: &mut Troubles) {
    if segment.journal.damage() > 0 {
        let bad = segment.journal.bad_lines();
        let aside = lock.and_then(|lock| segment.mend(lock).ok());
        note(troubles, &segment.journal.path, Holds::Articles, bad, aside);
    }
}

/// Tells of the lines that were set `aside`; where none could be, of the `bad` ones. A torn last line
/// is not among those: another process may be writing it just now.
fn note(troubles: &mut Troubles, path: &Path, holds: Holds, bad: usize, aside: Option<usize>) {
    troubles.damaged(path, holds, aside.unwrap_or(bad), aside.is_some());
}

/// Whether a folder, or the nearest one above it that exists, and the files in it that every write
/// needs, can be written.
pub(super) fn can_write(folder: &Path) -> bool {
    use rustix::fs::{Access, access};
    let Some(there) = folder.ancestors().find(|f| f.exists()) else {
        return false;
    };
    let files = ["lock", "state.jsonl", "bookmarks.jsonl"].map(|name| folder.join(name));
    there.is_dir()
        && access(there, Access::WRITE_OK | Access::EXEC_OK).is_ok()
        && files
            .iter()
            .filter(|file| file.exists())
            .all(|file| access(file, Access::WRITE_OK).is_ok())
}
