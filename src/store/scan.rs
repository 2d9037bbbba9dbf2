//! All stored lines read once, for a search: a test on the bytes decides which of them are parsed.

use super::Store;
use super::error::StoreError;
use super::journal::open_file;
use super::lines;
use super::listing::Skim;
use super::record::Record;
use crate::model::{Id, OutletId};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// How every line of this program begins: with its id.
const BEGIN: &str = "{\"id\":\"";

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
    /// What has a newer version in the other place.
    outdated: HashSet<Id>,
}

impl Store {
    /// All stored lines, to be read once. See [`Scan::run`].
    pub fn to_scan(&self) -> Scan {
        let files = self.segments().map(|(outlet, segment)| {
            // Few outlets are in both places, and of those that are not nothing is looked up.
            let rows = (self.both(outlet).count() > 1).then(|| segment.rows());
            let ids = rows.unwrap_or_default().iter().map(|row| row.skim.id);
            let outdated = ids.filter(|id| {
                let latest = self.latest(outlet, *id);
                latest.is_some_and(|latest| !std::ptr::eq(latest, segment))
            });
            File {
                outlet: outlet.clone(),
                path: segment.journal.path.clone(),
                outdated: outdated.collect(),
            }
        });
        let copies = self.bookmarks.rows().iter().map(|row| &row.skim);
        let kept = copies.filter(|skim| {
            let gone = |outlet| self.latest(outlet, skim.id).is_none();
            skim.kept_in.as_ref().is_some_and(gone)
                && skim.ids().any(|id| self.marks().is_bookmarked(id))
        });
        Scan {
            files: files.collect(),
            kept: kept.map(|skim| skim.id).collect(),
            copies: self.bookmarks.journal.path.clone(),
        }
    }

    /// All that [`Scan::run`] gives.
    pub fn scan(&self, may_be_in: impl Fn(&[u8]) -> bool) -> (Vec<Scanned>, Vec<StoreError>) {
        let mut found = Vec::new();
        let errors = self
            .to_scan()
            .run(may_be_in, || true, |one| found.push(one));
        (found, errors)
    }
}

impl Scan {
    /// Reads the stored lines of both places block by block, and parses those that `may_be_in`
    /// takes. Of an id that stands there twice, the last line counts alone, and of the two places
    /// the one with the newer version; torn and damaged lines are passed over. What is bookmarked
    /// and stands in neither place is read from its copy. It is asked before each line whether it
    /// `goes_on`; where it does not, what was given is all there is.
    ///
    /// Gives what could not be read; the rest is complete all the same.
    pub fn run(
        &self,
        may_be_in: impl Fn(&[u8]) -> bool,
        goes_on: impl Fn() -> bool,
        mut each: impl FnMut(Scanned),
    ) -> Vec<StoreError> {
        let mut errors = Vec::new();
        for file in &self.files {
            match scan(&file.path, &may_be_in, &goes_on) {
                Ok(records) => {
                    let counts = |record: &Record| !file.outdated.contains(&record.id);
                    records.into_iter().filter(counts).for_each(|record| {
                        each(Scanned {
                            kept_in: file.outlet.clone(),
                            record,
                            copy: false,
                        });
                    });
                }
                Err(error) => errors.push(error),
            }
        }
        match scan(&self.copies, &may_be_in, &goes_on) {
            Ok(records) => {
                for record in records {
                    if let (Some(kept_in), true) =
                        (record.kept_in.clone(), self.kept.contains(&record.id))
                    {
                        each(Scanned {
                            kept_in,
                            record,
                            copy: true,
                        });
                    }
                }
            }
            Err(error) => errors.push(error),
        }
        errors
    }
}

/// The records of one file that pass the test in their last version.
fn scan(
    path: &Path,
    may_be_in: &impl Fn(&[u8]) -> bool,
    goes_on: &impl Fn() -> bool,
) -> Result<Vec<Record>, StoreError> {
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
    lines::read_while(&file, 0, len, |_, text| {
        if let Some(text) = text {
            take(&mut found, text, may_be_in);
        }
        goes_on()
    })
    .map_err(wrong)?;
    Ok(found.into_values().collect())
}

/// Takes one line in.
fn take(found: &mut HashMap<Id, Record>, text: &str, may_be_in: &impl Fn(&[u8]) -> bool) {
    if may_be_in(text.as_bytes()) {
        if let Ok(record) = serde_json::from_str::<Record>(text) {
            found.insert(record.id, record);
            return;
        }
    } else if found.is_empty() {
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
