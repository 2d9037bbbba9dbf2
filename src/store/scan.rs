//! All stored lines read once, for a search: a test on the bytes decides which of them are parsed.

use super::Store;
use super::articles::Segment;
use super::error::StoreError;
use super::journal::open_file;
use super::lines;
use super::listing::Skim;
use super::record::Record;
use crate::model::{Id, OutletId};
use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How every line of this program begins: with its id.
const BEGIN: &str = "{\"id\":\"";

/// More threads than this only wait for the memory.
const MOST_THREADS: usize = 4;

/// For fewer bytes than this it is not worth it to wake another one. Tests have few, and several
/// threads all the same.
const A_THREAD: u64 = if cfg!(test) { 1 } else { 16 << 20 };

/// A record that passed the test.
#[derive(Clone, Debug, PartialEq)]
pub struct Scanned {
    /// The outlet whose file holds it.
    pub kept_in: OutletId,
    /// The record.
    pub record: Record,
    /// Whether it is the copy of a bookmarked article that has left the files of its outlet: then
    /// only what is bookmarked of it counts.
    pub copy: bool,
}

impl Store {
    /// Reads the stored lines of both places block by block, on all cores, and parses those that
    /// `may_be_in` takes. Of an id that stands there twice, the last line counts alone, and of the two places
    /// the one with the newer version; torn and damaged lines are passed over. What is bookmarked
    /// and stands in neither place is read from its copy.
    ///
    /// Gives also what could not be read; the rest is complete all the same.
    pub fn scan(
        &self,
        may_be_in: impl Fn(&[u8]) -> bool + Sync,
    ) -> (Vec<Scanned>, Vec<StoreError>) {
        let mut found = Vec::new();
        let mut errors = Vec::new();
        let segments: Vec<(&OutletId, &Segment)> = self.segments().collect();
        for ((outlet, segment), scanned) in segments.iter().zip(scan_all(&segments, &may_be_in)) {
            match scanned {
                Ok(records) => found.extend(records.into_iter().filter_map(|record| {
                    let latest = self.latest(outlet, record.id);
                    latest
                        .is_none_or(|s| std::ptr::eq(s, *segment))
                        .then(|| Scanned {
                            kept_in: (*outlet).clone(),
                            record,
                            copy: false,
                        })
                })),
                Err(error) => errors.push(error),
            }
        }
        match scan(&self.bookmarks, &may_be_in, &mut Vec::new()) {
            Ok(records) => found.extend(records.into_iter().filter_map(|record| {
                let kept_in = record.kept_in.clone()?;
                let is_bookmarked = record.ids().any(|id| self.marks().is_bookmarked(id));
                let gone = self.latest(&kept_in, record.id).is_none();
                (gone && is_bookmarked).then_some(Scanned {
                    kept_in,
                    record,
                    copy: true,
                })
            })),
            Err(error) => errors.push(error),
        }
        (found, errors)
    }
}

/// What came of the scan of one file.
type Found = Result<Vec<Record>, StoreError>;

/// The records of each of these files that pass the test, in their order.
fn scan_all(
    segments: &[(&OutletId, &Segment)],
    may_be_in: &(impl Fn(&[u8]) -> bool + Sync),
) -> Vec<Found> {
    let next = AtomicUsize::new(0);
    // Each takes the next file that nobody has taken.
    let work = || {
        let mut block = Vec::new();
        let mut done: Vec<(usize, Found)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((_, segment)) = segments.get(at) else {
                return done;
            };
            done.push((at, scan(segment, may_be_in, &mut block)));
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let bytes: u64 = segments.iter().map(|(_, s)| s.journal.extent().1).sum();
    let worth = usize::try_from(bytes / A_THREAD).unwrap_or(usize::MAX);
    let others = (cores.min(MOST_THREADS) - 1).min(worth).min(segments.len());
    let mut all = thread::scope(|scope| {
        // Where the system has no thread to give, this one does all.
        let spawn = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let threads: Vec<_> = (0..others).filter_map(spawn).collect();
        let mut all = work();
        for thread in threads {
            match thread.join() {
                Ok(done) => all.extend(done),
                Err(panic) => resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, found)| found).collect()
}

/// The records of one file that pass the test in their last version. `block` is room to read into.
fn scan(segment: &Segment, may_be_in: &impl Fn(&[u8]) -> bool, block: &mut Vec<u8>) -> Found {
    let path = &segment.journal.path;
    let wrong = |source| StoreError::Io {
        path: path.clone(),
        source,
    };
    let file = match open_file(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(wrong(error)),
    };
    let len = file.metadata().map_err(wrong)?.len();
    let mut found: HashMap<Id, Record> = HashMap::new();
    lines::bytes(&file, len, block, |line| {
        let passes = may_be_in(line);
        if !passes && found.is_empty() {
            return;
        }
        let Ok(text) = std::str::from_utf8(line) else {
            return;
        };
        if passes && let Ok(record) = serde_json::from_str::<Record>(text) {
            found.insert(record.id, record);
            return;
        }
        // A later version without the words, or one whose bodies cannot be read, takes the place of
        // the one before, as it does in the lists.
        if let Some(id) = id_of(text)
            && found.contains_key(&id)
            && Skim::parse(text).is_some()
        {
            found.remove(&id);
        }
    })
    .map_err(wrong)?;
    Ok(found.into_values().collect())
}

/// The id of the record in a line. Where it does not stand first the line is parsed: another
/// program sorted its keys.
fn id_of(text: &str) -> Option<Id> {
    if let Some(rest) = text.strip_prefix(BEGIN) {
        let (id, _) = rest.split_once('"')?;
        return Id::parse(id);
    }
    Skim::parse(text).map(|skim| skim.id)
}
