//! Room given back: files are compacted one at a time, when that is worth it. Nothing that anybody
//! can still read goes.

use super::adding::Shelved;
use super::articles::Segment;
use super::compact::Worth;
use super::error::StoreError;
use super::known::Known;
use super::listing::Skim;
use super::lock::Lock;
use super::rows::Rows;
use super::upkeep::{mend_marks, mend_segment};
use super::{Store, learn};
use crate::model::{Id, Marks, OutletId};
use std::path::Path;

/// What compacting did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// How many files of articles were written anew.
    pub segments: usize,
    /// Whether the copies of bookmarked articles were.
    pub bookmarks: bool,
    /// Whether the marks were.
    pub state: bool,
    /// How many bytes became free.
    pub freed: u64,
}

/// One file that can be compacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    State,
    Bookmarks,
    Segment(Shelved, OutletId),
}

impl Store {
    /// Compacts each file of which a third or more only takes room, and the marks when what was
    /// added to them is long. One file at a time is locked.
    ///
    /// # Errors
    /// The file that could not be written is as it was; those before it are compacted.
    pub fn compact(&mut self) -> Result<Compacted, StoreError> {
        self.compact_when(Worth::Much)
    }

    /// As [`Store::compact`], where any room would become free.
    ///
    /// # Errors
    /// As [`Store::compact`].
    pub fn compact_fully(&mut self) -> Result<Compacted, StoreError> {
        self.compact_when(Worth::Any)
    }

    fn compact_when(&mut self, worth: Worth) -> Result<Compacted, StoreError> {
        let mut done = Compacted::default();
        self.may_write()?;
        self.read_everything();
        if let Err(error) = self.bookmarks.refresh() {
            self.troubles.error(&error);
        }
        let all = self.compact_each(worth, &mut done);
        if done != Compacted::default() {
            let written = self.write_outlets();
            self.log_only(written);
        }
        all.map(|()| done)
    }

    fn compact_each(&mut self, worth: Worth, done: &mut Compacted) -> Result<(), StoreError> {
        for piece in self.pieces(worth) {
            let freed = Lock::take(self.root(&piece)).and_then(|lock| self.work(&piece, &lock));
            match piece {
                Piece::Segment(Shelved::Articles, _) => learn(&mut self.cache_writable, &freed),
                _ => learn(&mut self.data_writable, &freed),
            }
            let freed = freed?;
            if freed == 0 {
                continue;
            }
            done.freed += freed;
            match piece {
                Piece::State => done.state = true,
                Piece::Bookmarks => done.bookmarks = true,
                Piece::Segment(..) => done.segments += 1,
            }
        }
        Ok(())
    }

    /// Does the next piece of what [`Store::compact`] does, for a quiet moment: waits for nobody,
    /// and leaves what it cannot do. Gives whether there is more to do.
    pub fn tidy(&mut self) -> bool {
        let pieces = self.untidy_pieces();
        let Some(piece) = pieces.first() else {
            return false;
        };
        let Some(lock) = Lock::if_free(self.root(piece)) else {
            return false;
        };
        // What others changed is for the next refresh, which tells the reader of it.
        if self.changed() {
            return false;
        }
        let freed = self.work(piece, &lock);
        drop(lock);
        match &freed {
            Ok(0) | Err(_) => self.untidy.push(piece.clone()),
            Ok(_) => {
                self.count_marked();
                if let Some(lock) = Lock::if_free(&self.paths.cache) {
                    let written = self.write_outlets_under(&lock);
                    self.log_only(written);
                }
            }
        }
        if let Err(error) = freed {
            self.troubles.detail(error.to_string());
        }
        pieces.len() > 1
    }

    /// Whether [`Store::tidy`] has something to do, as far as is known without reading.
    pub(super) fn is_untidy(&self) -> bool {
        // What others changed is for the next refresh, which tells the reader of it.
        !self.untidy_pieces().is_empty() && !self.changed()
    }

    pub(super) fn untidy_pieces(&self) -> Vec<Piece> {
        let mut pieces = self.pieces(Worth::Much);
        pieces.retain(|piece| !self.untidy.contains(piece) && self.may_tidy(piece));
        pieces
    }

    fn may_tidy(&self, piece: &Piece) -> bool {
        self.newer.is_none()
            && match piece {
                Piece::Segment(Shelved::Articles, _) => self.cache_writable,
                _ => self.data_writable,
            }
    }

    /// The folder whose lock a piece needs.
    fn root(&self, piece: &Piece) -> &Path {
        match piece {
            Piece::Segment(Shelved::Articles, _) => &self.paths.cache,
            _ => &self.paths.data,
        }
    }

    /// What is worth compacting, as far as is known without reading.
    fn pieces(&self, worth: Worth) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if self.reading.is_due(worth) {
            pieces.push(Piece::State);
        }
        let is_stray = self.strays();
        let worthy = |segment: &Segment, gone: &dyn Fn(Id) -> bool| {
            let (_, all) = segment.journal.extent();
            segment.journal.damage() > 0 || worth.is(segment.dead_bytes(gone), all)
        };
        let copies = self.bookmarks.rows();
        let marks = &self.reading.marks;
        let gone = |id| copies.skim(id).is_some_and(|skim| is_stray(&skim, marks));
        if worthy(&self.bookmarks, &gone) {
            pieces.push(Piece::Bookmarks);
        }
        for (n, shelved) in [Shelved::Opened, Shelved::Articles].into_iter().enumerate() {
            let is_due = |known: &Known| worth.is(known.dead[n], known.extents[n].1);
            let due = self.known.iter().filter(|(_, known)| is_due(known));
            pieces.extend(due.map(|(id, _)| Piece::Segment(shelved, id.clone())));
        }
        for (n, shelf) in [&self.opened, &self.articles].into_iter().enumerate() {
            let shelved = [Shelved::Opened, Shelved::Articles][n];
            let damaged = shelf.damaged().into_iter();
            let damaged = damaged.map(|id| Piece::Segment(shelved, id));
            let damaged: Vec<Piece> = damaged.filter(|p| !pieces.contains(p)).collect();
            pieces.extend(damaged);
        }
        pieces
    }

    /// Compacts one file under its folder's lock. Gives how many bytes became free.
    fn work(&mut self, piece: &Piece, lock: &Lock) -> Result<u64, StoreError> {
        if !matches!(piece, Piece::Segment(..)) {
            let read = self.reading.refresh();
            self.apply_unsaved();
            read?;
        }
        let freed = match piece {
            Piece::State => {
                mend_marks(&mut self.reading, Some(lock), &mut self.troubles);
                self.reading.compact(lock)
            }
            Piece::Bookmarks => {
                let is_stray = self.strays();
                let marks = &self.reading.marks;
                compact(&mut self.bookmarks, lock, &mut self.troubles, |id, rows| {
                    rows.skim(id).is_some_and(|skim| is_stray(&skim, marks))
                })
            }
            Piece::Segment(shelved, id) => {
                let outlet = self.outlet(id);
                let shelf = match shelved {
                    Shelved::Articles => &mut self.articles,
                    Shelved::Opened => &mut self.opened,
                };
                let segment = shelf.segment_of(&outlet);
                self.uncounted.insert(id.clone());
                compact(segment, lock, &mut self.troubles, |_, _| false)
            }
        };
        self.apply_unsaved();
        self.troubles.sum_up();
        freed
    }

    /// Tells which copies are of no bookmark any more. None is while marks may be missing: a
    /// bookmark whose line was lost must not lose its text too.
    fn strays(&self) -> impl Fn(&Skim, &Marks) -> bool + use<> {
        let journal = &self.reading.journal;
        let whole = journal.header().is_some()
            && journal.damage() == 0
            && !journal.path.with_extension("bad").exists();
        move |skim, marks| whole && !skim.ids().any(|id| marks.is_bookmarked(id))
    }
}

/// Compacts `segment`, after setting aside what nobody can read in it.
fn compact(
    segment: &mut Segment,
    lock: &Lock,
    troubles: &mut super::Troubles,
    gone: impl Fn(Id, &Rows) -> bool,
) -> Result<u64, StoreError> {
    segment.refresh()?;
    let (_, before) = segment.journal.extent();
    let damage = segment.journal.damage() > 0;
    mend_segment(segment, Some(lock), troubles);
    let (_, after) = segment.journal.extent();
    let mended = match damage {
        true => before.saturating_sub(after),
        false => 0,
    };
    let rows = segment.rows().clone();
    Ok(mended + segment.compact(lock, |id| gone(id, &rows))?)
}
