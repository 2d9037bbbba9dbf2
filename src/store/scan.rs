//! All stored lines read once, for a search: a test on the bytes decides which of them are parsed.

use super::articles::Segment;
use super::error::StoreError;
use super::journal::open_file;
use super::lines;
use super::listing::Skim;
use super::record::Record;
use super::{Store, latest};
use crate::model::{Id, OutletId};
use std::collections::HashMap;

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

impl Store {
    /// Reads the stored lines of both places block by block, and parses those that `may_be_in`
    /// takes. Of an id that stands there twice, the last line counts alone, and of the two places
    /// the one with the newer version; torn and damaged lines are passed over. What is bookmarked
    /// and stands in neither place is read from its copy.
    ///
    /// Gives also what could not be read; the rest is complete all the same.
    pub fn scan(&self, may_be_in: impl Fn(&[u8]) -> bool) -> (Vec<Scanned>, Vec<StoreError>) {
        let mut found = Vec::new();
        let mut errors = Vec::new();
        for (outlet, segment) in self.segments() {
            let both = self.in_both(outlet);
            let path = &segment.journal.path;
            match scan(segment, &may_be_in) {
                Ok(records) => found.extend(records.into_iter().filter_map(|record| {
                    let latest = latest(both.iter(), record.id);
                    latest
                        .is_none_or(|s| s.journal.path == *path)
                        .then(|| Scanned {
                            kept_in: outlet.clone(),
                            record,
                            copy: false,
                        })
                })),
                Err(error) => errors.push(error),
            }
        }
        match scan(&self.bookmarks, &may_be_in) {
            Ok(records) => found.extend(records.into_iter().filter_map(|record| {
                let kept_in = record.kept_in.clone()?;
                let is_bookmarked = record.ids().any(|id| self.marks().is_bookmarked(id));
                let known = self.known.get(&kept_in);
                let mut ids = record.ids();
                let gone = known.is_none_or(|k| ids.any(|id| k.counts.gone.contains(&id)));
                drop(ids);
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

impl Store {
    /// The files of an outlet that has two, read; none where it has one, for then its records are
    /// the latest.
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
}

/// The records of one file that pass the test in their last version.
fn scan(segment: &Segment, may_be_in: &impl Fn(&[u8]) -> bool) -> Result<Vec<Record>, StoreError> {
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
    lines::read(&file, 0, len, |_, text| {
        let Some(text) = text else {
            return;
        };
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
