//! All stored lines read once, for a search: a test on the bytes decides which of them are parsed.

use super::articles::Segment;
use super::error::StoreError;
use super::journal::{Stamp, open_file};
use super::lines;
use super::listing::Skim;
use super::record::Record;
use super::{Store, latest};
use crate::model::{Id, OutletId};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
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

/// The stored lines made ready to be read anywhere, in a thread too: where they stand, and which of
/// them count as things are now.
#[derive(Debug)]
pub struct Scan {
    files: Vec<File>,
    copies: PathBuf,
    /// The copies that count.
    kept: HashSet<Id>,
}

#[derive(Debug)]
struct File {
    outlet: OutletId,
    path: PathBuf,
    /// How many bytes it had when it was last read.
    len: u64,
    /// What has a newer version in the other place.
    outdated: HashSet<Id>,
}

impl Store {
    /// All stored lines, to be read once. See [`Scan::run`].
    pub fn to_scan(&self) -> Scan {
        let files = self.segments().map(|(outlet, segment)| {
            let path = &segment.journal.path;
            // Few outlets are in both places; of all others every record is the latest.
            let both = self.in_both(outlet);
            let here = both.iter().filter(|one| one.journal.path == *path);
            let ids = here.flat_map(|one| one.rows().all().iter().map(|row| row.id));
            let outdated = ids.filter(|id| {
                let latest = latest(both.iter(), *id);
                latest.is_some_and(|latest| latest.journal.path != *path)
            });
            File {
                outlet: outlet.clone(),
                path: path.clone(),
                len: Stamp::of(path).map_or(0, |stamp| stamp.len),
                outdated: outdated.collect(),
            }
        });
        Scan {
            files: files.collect(),
            kept: self.kept_copies(),
            copies: self.bookmarks.journal.path.clone(),
        }
    }

    /// The copies of bookmarked articles that have left the files of their outlet.
    fn kept_copies(&self) -> HashSet<Id> {
        let copies = self.bookmarks.rows().kept();
        let kept = copies.filter(|skim| {
            let Some(kept_in) = &skim.kept_in else {
                return false;
            };
            let known = self.known.get(kept_in);
            let gone = known.is_none_or(|k| skim.ids().any(|id| k.counts.gone.contains(&id)));
            gone && skim.ids().any(|id| self.marks().is_bookmarked(id))
        });
        kept.map(|skim| skim.id).collect()
    }

    /// The files of an outlet that has two, read; none where it has one.
    fn in_both(&self, outlet: &OutletId) -> Vec<Segment> {
        let segments: Vec<&Segment> = self.both(outlet).collect();
        if segments.len() < 2 {
            return Vec::new();
        }
        let read = |segment: &Segment| {
            let mut segment = segment.clone();
            // What cannot be read has no record that could be later.
            let _ = segment.refresh();
            segment
        };
        segments.into_iter().map(read).collect()
    }

    /// All that [`Scan::run`] gives.
    pub fn scan(
        &self,
        may_be_in: impl Fn(&[u8]) -> bool + Sync,
    ) -> (Vec<Scanned>, Vec<StoreError>) {
        let mut found = Vec::new();
        let errors = self
            .to_scan()
            .run(may_be_in, || true, |one| found.push(one));
        (found, errors)
    }
}

impl Scan {
    /// Reads the stored lines of both places block by block, on all cores, and parses those that
    /// `may_be_in` takes. Of an id that stands there twice, the last line counts alone, and of the
    /// two places the one with the newer version; torn and damaged lines are passed over. What is
    /// bookmarked and stands in neither place is read from its copy. It is asked before each line
    /// whether it `goes_on`; where it does not, what was given is all there is. The files come in
    /// any order.
    ///
    /// Gives what could not be read; the rest is complete all the same.
    pub fn run(
        &self,
        may_be_in: impl Fn(&[u8]) -> bool + Sync,
        goes_on: impl Fn() -> bool + Sync,
        mut each: impl FnMut(Scanned),
    ) -> Vec<StoreError> {
        let mut errors = Vec::new();
        let passes = Passes {
            may_be_in: &may_be_in,
            goes_on: &goes_on,
        };
        let mut take = |at: usize, found: Found| match found {
            Ok(records) => records.into_iter().for_each(|record| {
                if let Some(one) = self.counted(at, record) {
                    each(one);
                }
            }),
            Err(error) => errors.push(error),
        };
        let next = AtomicUsize::new(0);
        // Each takes the next file that nobody has taken; the copies are the last.
        let of = self.files.len() + 1;
        let work = |give: &mut dyn FnMut(usize, Found)| {
            let mut block = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= of {
                    return;
                }
                let path = self.files.get(at).map_or(&self.copies, |file| &file.path);
                give(at, passes.scan(path, &mut block));
            }
        };
        thread::scope(|scope| {
            let (sender, found) = sync_channel(1);
            // Where the system has no thread to give, this one does all.
            for _ in 0..self.other_threads() {
                let sender = sender.clone();
                let work = &work;
                let another = move || work(&mut |at, found| drop(sender.send((at, found))));
                if thread::Builder::new().spawn_scoped(scope, another).is_err() {
                    break;
                }
            }
            drop(sender);
            work(&mut |at, here| {
                take(at, here);
                found.try_iter().for_each(|(at, found)| take(at, found));
            });
            found.into_iter().for_each(|(at, found)| take(at, found));
        });
        errors
    }

    /// A record of the file with this number, if it counts as things are now.
    fn counted(&self, at: usize, record: Record) -> Option<Scanned> {
        let Some(file) = self.files.get(at) else {
            let kept_in = record.kept_in.clone()?;
            return self.kept.contains(&record.id).then_some(Scanned {
                kept_in,
                record,
                copy: true,
            });
        };
        (!file.outdated.contains(&record.id)).then(|| Scanned {
            kept_in: file.outlet.clone(),
            record,
            copy: false,
        })
    }

    fn other_threads(&self) -> usize {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let bytes: u64 = self.files.iter().map(|file| file.len).sum();
        let worth = usize::try_from(bytes / A_THREAD).unwrap_or(usize::MAX);
        (cores.min(MOST_THREADS) - 1)
            .min(worth)
            .min(self.files.len())
    }
}

/// What came of the scan of one file.
type Found = Result<Vec<Record>, StoreError>;

/// What is asked of each line.
struct Passes<'a, T, G> {
    may_be_in: &'a T,
    goes_on: &'a G,
}

impl<T: Fn(&[u8]) -> bool, G: Fn() -> bool> Passes<'_, T, G> {
    /// The records of one file that pass the test in their last version. `block` is room to read
    /// into.
    fn scan(&self, path: &Path, block: &mut Vec<u8>) -> Found {
        let wrong = |source| StoreError::Io {
            path: path.to_owned(),
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
            let passes = (self.may_be_in)(line);
            if passes || !found.is_empty() {
                take(&mut found, line, passes);
            }
            (self.goes_on)()
        })
        .map_err(wrong)?;
        Ok(found.into_values().collect())
    }
}

/// Takes one line in.
fn take(found: &mut HashMap<Id, Record>, line: &[u8], passes: bool) {
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
