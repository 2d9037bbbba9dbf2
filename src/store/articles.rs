//! Segments: one file an outlet, one whole article a line; and a shelf, a folder of them.

use super::compact::Rewritten;
use super::error::StoreError;
use super::journal::{Header, Journal, Unsynced, Verdict, open_file, read_span};
use super::lines::{self, Span};
use super::listing::Skim;
use super::lock::Lock;
use super::record::Record;
use crate::model::{Id, Outlet, OutletId};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What the header of a segment says it holds.
const ARTICLES: &str = "articles";

/// The ending of a segment's name.
const ENDING: &str = ".jsonl";

/// A record in a segment: its place, and all of it but its bodies.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    span: Span,
    pub(crate) skim: Skim,
}

/// Rows that were written and are not durable yet; their places count from the first.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) unsynced: Unsynced,
    rows: Vec<Row>,
}

/// One file of articles, as it was last read. The same id twice: the last wins.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub(crate) journal: Journal,
    rows: Vec<Row>,
    by_id: HashMap<Id, usize>,
    /// Lines in whose place a later one came: they only take room.
    stale: Vec<(Id, Span)>,
}

impl Segment {
    /// The file at `path`, not yet read; a new one begins with `header`.
    pub(crate) fn new(path: PathBuf, header: Header) -> Segment {
        Segment {
            journal: Journal::new(path, header),
            rows: Vec::new(),
            by_id: HashMap::new(),
            stale: Vec::new(),
        }
    }

    /// Reads what changed since the last time.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn refresh(&mut self) -> Result<(), StoreError> {
        let Some(from) = self.journal.pending() else {
            return Ok(());
        };
        self.read(from)?;
        if from > 0 && self.journal.damage() > 0 {
            // Garbage behind what looked untouched: perhaps the file was written over in place.
            self.read(0)?;
        }
        Ok(())
    }

    fn read(&mut self, from: u64) -> Result<(), StoreError> {
        if from == 0 {
            self.rows.clear();
            self.by_id.clear();
            self.stale.clear();
        }
        let (rows, by_id, stale) = (&mut self.rows, &mut self.by_id, &mut self.stale);
        self.journal
            .read(from, |span, text| match Skim::parse(text) {
                Some(skim) => {
                    stale.extend(put(rows, by_id, Row { span, skim }));
                    Verdict::Keep
                }
                None => judge(span, text),
            })
    }

    /// Sets aside the lines nobody can read, and reads the file again. Gives their number.
    pub(crate) fn mend(&mut self, lock: &Lock) -> Result<usize, StoreError> {
        let mended = self.journal.mend(lock, judge);
        self.read(0)?;
        mended
    }

    /// Appends `records` in one durable write. The caller refreshed the segment under the same
    /// lock.
    pub(crate) fn append(&mut self, lock: &Lock, records: &[Record]) -> Result<(), StoreError> {
        let written = self.write(lock, records)?;
        let synced = written.unsynced.sync();
        self.settle(lock, written, synced)
    }

    /// Appends `records` in one write. They are there and count when [`Segment::settle`] has heard
    /// that they are durable.
    pub(crate) fn write(&mut self, lock: &Lock, records: &[Record]) -> Result<Written, StoreError> {
        let mut batch = Vec::new();
        let mut rows = Vec::with_capacity(records.len());
        for record in records {
            let at = batch.len() as u64;
            serde_json::to_writer(&mut batch, record).map_err(|error| StoreError::Io {
                path: self.journal.path.clone(),
                source: error.into(),
            })?;
            let len = batch.len() as u64 - at;
            rows.push(Row {
                span: Span { at, len },
                skim: Skim::from(record),
            });
            batch.push(b'\n');
        }
        let unsynced = self.journal.write(lock, &batch)?;
        Ok(Written { unsynced, rows })
    }

    /// Takes down what was written, when it is durable.
    ///
    /// # Errors
    /// The file is as long as before.
    pub(crate) fn settle(
        &mut self,
        lock: &Lock,
        written: Written,
        synced: io::Result<()>,
    ) -> Result<(), StoreError> {
        let start = self.journal.settle(lock, written.unsynced, synced)?.start;
        for mut row in written.rows {
            row.span.at += start;
            let stale = put(&mut self.rows, &mut self.by_id, row);
            self.stale.extend(stale);
        }
        Ok(())
    }

    /// The rows, in the order in which their ids first came.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many bytes the rows that are `gone` take, and lines in whose place later ones came.
    pub(crate) fn dead_bytes(&self, gone: impl Fn(&Row) -> bool) -> u64 {
        let rows = self.rows.iter().filter(|row| gone(row)).map(|r| r.span);
        let stale = self.stale.iter().map(|(_, span)| *span);
        rows.chain(stale).map(|span| span.len + 1).sum()
    }

    /// Writes the file anew, a generation later, without the rows that are `gone` and without lines
    /// in whose place later ones came; every other line stays to the letter. Gives how many bytes
    /// became free. The caller refreshed the segment under the same lock, and had it mended.
    pub(crate) fn compact(
        &mut self,
        lock: &Lock,
        gone: impl Fn(&Row) -> bool,
    ) -> Result<u64, StoreError> {
        let rows = self.rows.iter().filter(|row| gone(row));
        let mut spans: Vec<Span> = rows.map(|row| row.span).collect();
        for (id, span) in &self.stale {
            // Where the later line is damaged, the one before is all there is of the article.
            let stands = || matches!(self.load(*id), Ok(Some(_)));
            if self.row(*id).is_some_and(&gone) || stands() {
                spans.push(*span);
            }
        }
        spans.sort_by_key(|span| span.at);
        let Some(rewritten) = self.journal.rewrite(lock, &spans)? else {
            return Ok(0);
        };
        if rewritten.is_known {
            self.shift(&rewritten);
        } else {
            self.read(0)?;
        }
        Ok(rewritten.freed)
    }

    /// Takes down where the lines are in the file that was written anew.
    fn shift(&mut self, rewritten: &Rewritten) {
        self.rows.retain(|row| !rewritten.is_gone(row.span.at));
        self.stale.retain(|(_, span)| !rewritten.is_gone(span.at));
        let rows = self.rows.iter_mut().map(|row| &mut row.span);
        let stale = self.stale.iter_mut().map(|(_, span)| span);
        for span in rows.chain(stale) {
            span.at = rewritten.moved(span.at);
        }
        // As one finds them who reads the file.
        self.rows.sort_by_key(|row| row.span.at);
        let rows = self.rows.iter().enumerate();
        self.by_id = rows.map(|(at, row)| (row.skim.id, at)).collect();
    }

    /// The row of the record `id`.
    pub(crate) fn row(&self, id: Id) -> Option<&Row> {
        self.by_id.get(&id).and_then(|at| self.rows.get(*at))
    }

    /// The whole record `id` where this process knows of it; the file is not searched for others.
    /// A line that is damaged beyond reading is as good as none: it can be written anew.
    pub(crate) fn load_known(&self, id: Id) -> Result<Option<Record>, StoreError> {
        if self.row(id).is_none() {
            return Ok(None);
        }
        match self.load(id) {
            Err(StoreError::Damaged(_)) => Ok(None),
            found => found,
        }
    }

    /// The whole record `id`: one read of its bytes. Should the file have been written anew
    /// meanwhile, it is searched. `None` when it is not in the file.
    ///
    /// # Errors
    /// When the file cannot be read, or its line is no article.
    pub(crate) fn load(&self, id: Id) -> Result<Option<Record>, StoreError> {
        let path = &self.journal.path;
        let wrong = |source| StoreError::Io {
            path: path.clone(),
            source,
        };
        let file = match open_file(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(wrong(error)),
        };
        if let Some(row) = self.row(id)
            && let Ok(bytes) = read_span(&file, row.span)
            && let Ok(record) = serde_json::from_slice::<Record>(&bytes)
            && record.id == id
        {
            return Ok(Some(record));
        }
        let digits = id.to_string();
        let mut found = None;
        let len = file.metadata().map_err(wrong)?.len();
        lines::read(&file, 0, len, |_, text| {
            let text = text.filter(|text| text.contains(&digits));
            if let Some(text) = text
                && Skim::parse(text).is_some_and(|skim| skim.id == id)
            {
                found = Some(serde_json::from_str::<Record>(text).ok());
            }
        })
        .map_err(wrong)?;
        match found {
            Some(None) => Err(StoreError::Damaged(path.clone())),
            found => Ok(found.flatten()),
        }
    }
}

/// The same id again takes the place of the one before, whose line is given.
fn put(rows: &mut Vec<Row>, by_id: &mut HashMap<Id, usize>, row: Row) -> Option<(Id, Span)> {
    let id = row.skim.id;
    match by_id.get(&id).and_then(|at| rows.get_mut(*at)) {
        Some(old) => Some((id, std::mem::replace(old, row).span)),
        None => {
            by_id.insert(id, rows.len());
            rows.push(row);
            None
        }
    }
}

/// Whether a line may stay. An object without an id is some other kind of line, of a later program.
fn judge(_: Span, text: &str) -> Verdict {
    #[derive(Deserialize)]
    struct Other {
        #[serde(default)]
        id: Option<IgnoredAny>,
    }
    let is_other = || {
        text.trim_start().starts_with('{')
            && serde_json::from_str::<Other>(text).is_ok_and(|other| other.id.is_none())
    };
    if Skim::parse(text).is_some() || is_other() {
        Verdict::Keep
    } else {
        Verdict::Bad
    }
}

/// A folder of segments.
#[derive(Clone, Debug)]
pub(crate) struct Shelf {
    pub(crate) folder: PathBuf,
    pub(crate) segments: BTreeMap<OutletId, Segment>,
}

impl Shelf {
    /// The shelf in `folder`, not yet read.
    pub(crate) fn new(folder: PathBuf) -> Shelf {
        Shelf {
            folder,
            segments: BTreeMap::new(),
        }
    }

    /// Finds the segments in the folder and reads what changed in them. Gives what could not be
    /// read.
    pub(crate) fn refresh(&mut self) -> Vec<StoreError> {
        for id in names(&self.folder) {
            self.segment(&id);
        }
        self.segments
            .values_mut()
            .filter_map(|segment| segment.refresh().err())
            .collect()
    }

    /// The segment of one outlet, not yet read where it is new.
    pub(crate) fn segment(&mut self, id: &OutletId) -> &mut Segment {
        self.segments.entry(id.clone()).or_insert_with(|| {
            let path = self.folder.join(format!("{id}{ENDING}"));
            Segment::new(path, Header::of_outlet(ARTICLES, id.as_str(), id.as_str()))
        })
    }

    /// The segment of `outlet`, whose name a new file takes down in its header.
    pub(crate) fn segment_of(&mut self, outlet: &Outlet) -> &mut Segment {
        let segment = self.segment(&outlet.id);
        let header = Header::of_outlet(ARTICLES, outlet.id.as_str(), &outlet.name);
        segment.journal.set_template(header);
        segment
    }

    /// How many lines of all segments nobody can read.
    pub(crate) fn damage(&self) -> usize {
        let each = self.segments.values().map(|s| s.journal.damage());
        each.sum()
    }

    /// The outlets whose segments hold such lines.
    pub(crate) fn damaged(&self) -> Vec<OutletId> {
        let damaged = self.segments.iter().filter(|(_, s)| s.journal.damage() > 0);
        damaged.map(|(id, _)| id.clone()).collect()
    }

    /// Whether a segment is new, gone, or other than it was read.
    pub(crate) fn changed(&self) -> bool {
        names(&self.folder)
            .iter()
            .any(|id| !self.segments.contains_key(id))
            || self.segments.values().any(|s| s.journal.changed())
    }
}

/// The outlets that have a segment in `folder`; other files are none of ours.
fn names(folder: &Path) -> Vec<OutletId> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|e| {
            let name = e.file_name();
            OutletId::parse(name.to_str()?.strip_suffix(ENDING)?)
        })
        .collect()
}
