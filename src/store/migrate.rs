//! Files of an older version brought up to this one, each kept once as it was.

use super::Store;
use super::atomic::{replace, sync_folder};
use super::error::StoreError;
use super::journal::{Journal, VERSION, line, open_file};
use super::lines;
use super::lock::Lock;
use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};

impl Store {
    /// Rewrites what an older tidings wrote, where it can be written and nobody else is writing.
    /// Until then it is read as it is.
    pub(super) fn migrate(&mut self) {
        let mut done = false;
        if self.data_writable
            && let older = older(
                [&mut self.reading.journal, &mut self.bookmarks.journal]
                    .into_iter()
                    .chain(self.opened.segments.values_mut().map(|s| &mut s.journal)),
            )
            && !older.is_empty()
            && let Some(lock) = Lock::if_free(&self.paths.data)
        {
            done |= all(older, &lock, &mut self.troubles);
        }
        if self.cache_writable
            && let older = older(self.articles.segments.values_mut().map(|s| &mut s.journal))
            && !older.is_empty()
            && let Some(lock) = Lock::if_free(&self.paths.cache)
        {
            done |= all(older, &lock, &mut self.troubles);
        }
        if done {
            self.refresh();
        }
    }
}

fn older<'a>(journals: impl Iterator<Item = &'a mut Journal>) -> Vec<&'a mut Journal> {
    journals.filter(|j| j.is_older()).collect()
}

fn all(older: Vec<&mut Journal>, lock: &Lock, troubles: &mut super::Troubles) -> bool {
    let mut done = false;
    for journal in older {
        match journal.migrate(lock) {
            Ok(()) => done = true,
            Err(error) => troubles.detail(error.to_string()),
        }
    }
    done
}

/// A line of version `from` as this version writes it. There is no other shape yet: the first change
/// of shape gets its arm here, and the cache of the version before it stays in `tests/caches`.
fn line_of(_from: u32, text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

impl Journal {
    /// Whether an older tidings wrote the file.
    pub(super) fn is_older(&self) -> bool {
        self.header().is_some_and(|h| h.v < VERSION)
    }

    /// Writes the file anew in this version's shape; the old one stays beside it (`….v0` and so on).
    fn migrate(&mut self, lock: &Lock) -> Result<(), StoreError> {
        let wrong = |error| StoreError::at(&self.path, error);
        let file = open_file(&self.path).map_err(wrong)?;
        let Some(mut header) = self.header.clone() else {
            return Ok(());
        };
        let from = header.v;
        let old = self.path.with_extension(format!("v{from}"));
        match fs::hard_link(&self.path, &old) {
            // Kept once: what is there already is the oldest.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            kept => kept
                .and_then(|()| self.path.parent().map_or(Ok(()), sync_folder))
                .map_err(wrong)?,
        }
        header.v = VERSION;
        header.generation = header.generation.wrapping_add(1);
        let len = file.metadata().map_err(wrong)?.len();
        replace(lock, &self.path, |out| {
            out.write_all(&line(&header))?;
            let mut written = Ok(());
            let mut put = |bytes: &[u8]| {
                if written.is_ok() {
                    written = out.write_all(bytes).and_then(|()| out.write_all(b"\n"));
                }
            };
            let mut unreadable = false;
            let torn = lines::read(&file, 0, len, |span, text| match text {
                Some(_) if span.at == 0 => {}
                Some(text) => put(line_of(from, text).as_bytes()),
                None => unreadable = true,
            })?;
            if torn.is_some() || unreadable {
                // Mended first, at the next refresh.
                return Err(io::ErrorKind::InvalidData.into());
            }
            written
        })?;
        self.stamp = None;
        Ok(())
    }
}
