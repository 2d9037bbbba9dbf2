//! Segments: one file an outlet, one whole article a line; and a shelf, a folder of them.

use super::atomic::{make_folder, put_in_place};
use super::error::StoreError;
use super::health::IndexState;
use super::index::{self, Row, Text};
use super::journal::{Header, Journal, Stamp, Unsynced, VERSION, Verdict, open_file, read_span};
use super::lines::{self, Span};
use super::listing::Skim;
use super::lock::Lock;
use super::record::Record;
use super::rows::Rows;
use crate::model::{Id, Outlet, OutletId};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the header of a segment says it holds.
const ARTICLES: &str = "articles";

/// The ending of a segment's name.
const ENDING: &str = ".jsonl";

/// One file of articles, as it was last read. The same id twice: the last wins.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub(crate) journal: Journal,
    /// Its index, where it has one.
    index: Option<PathBuf>,
    rows: Arc<Rows>,
    /// Lines in whose place a later one came: they only take room.
    stale: Vec<(Id, Span)>,
    /// What the index does not say yet.
    due: Due,
    /// Whether it was read.
    is_read: bool,
}

/// Lines that were written and are not durable yet; their places count from the first.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) unsynced: Unsynced,
    lines: Vec<(Span, Skim)>,
    /// Whether the file is new.
    is_new: bool,
}

/// What is to be written to an index.
#[derive(Clone, Debug, Default)]
enum Due {
    #[default]
    Nothing,
    /// Rows behind those there, each with its place among them.
    Rows(Vec<u8>, Vec<(Id, Range<usize>)>),
    /// All of it anew.
    Whole(Vec<u8>),
}

impl Segment {
    /// The file at `path`, not yet read; a new one begins with `header`.
    pub(crate) fn new(path: PathBuf, header: Header, index: Option<PathBuf>) -> Segment {
        Segment {
            rows: Arc::new(Rows::new(&path, index.as_deref())),
            journal: Journal::new(path, header),
            index,
            stale: Vec::new(),
            due: Due::Nothing,
            is_read: false,
        }
    }

    /// The same file, not yet read.
    pub(crate) fn unread(&self) -> Segment {
        let journal = Journal::new(self.journal.path.clone(), self.journal.template.clone());
        Segment {
            journal,
            rows: Arc::new(Rows::new(&self.journal.path, self.index.as_deref())),
            index: self.index.clone(),
            stale: Vec::new(),
            due: Due::Nothing,
            is_read: false,
        }
    }

    /// Whether it was read.
    pub(crate) fn is_read(&self) -> bool {
        self.is_read
    }

    /// Reads what changed since the last time; the first time, by its index.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn refresh(&mut self) -> Result<(), StoreError> {
        if !self.is_read {
            self.is_read = true;
            if Stamp::of(&self.journal.path).is_none() {
                return Ok(());
            }
            return self.read_by_index();
        }
        match self.journal.pending() {
            None => Ok(()),
            Some(0) => self.read_by_index(),
            Some(from) => self.read_tail(from),
        }
    }

    /// Reads the file by its index: only what no good row covers is read from the file itself.
    fn read_by_index(&mut self) -> Result<(), StoreError> {
        let bytes = self.index.as_deref().map(read_index).unwrap_or_default();
        let found = index::parse(&bytes);
        let stamp = Stamp::of(&self.journal.path);
        if let (Some(found), Some(stamp)) = (found, stamp)
            && self.follow(found, &bytes, stamp)?
        {
            return Ok(());
        }
        self.read_whole()
    }

    /// Takes over what an index says of the file that stands as `stamp`; false where the index is of
    /// another file, or does not fit.
    fn follow(
        &mut self,
        found: index::Found,
        bytes: &[u8],
        stamp: Stamp,
    ) -> Result<bool, StoreError> {
        let Some(seal) = found.seal.filter(|_| found.header.v == VERSION) else {
            return Ok(false);
        };
        let unchanged = seal.is_as(&stamp);
        if !unchanged && !stamp.grew_from(&seal) {
            return Ok(false);
        }
        let mut listed = found.rows;
        if !listed.is_sorted_by_key(|(row, _)| row.span().at) {
            listed.sort_by_key(|(row, _)| row.span().at);
        }
        let mut whole = found.whole && unchanged;
        let mut gaps = Vec::new();
        let mut end = found.from;
        listed.retain(|(row, _)| {
            let span = row.span();
            let fits = span.at >= end && span.at.saturating_add(span.len) < stamp.len;
            if fits {
                gaps.extend((span.at > end).then_some(end..span.at));
                end = span.next();
            }
            whole &= fits;
            fits
        });
        if end < seal.len {
            gaps.push(end..seal.len);
            end = seal.len;
        }
        // A copy that kept its time is another file all the same: its header is looked at.
        let is_same = unchanged && seal == stamp;
        if !is_same && !self.is_still(&found.header, listed.last().map(|(row, _)| row), end) {
            return Ok(false);
        }
        self.journal.resume(found.header, found.from, stamp, end);
        let Some(mut between) = self.read_gaps(&gaps)? else {
            return Ok(false);
        };
        whole &= between.is_empty() && is_same;
        if end < stamp.len {
            self.journal
                .read(end, |span, text| take(&mut between, span, text))?;
        }
        let mut taking = Taking::new(&self.journal.path, self.index.as_deref(), !whole);
        let mut between = between.into_iter().peekable();
        for (row, line) in listed {
            while let Some((row, skim)) = between.next_if(|(b, _)| b.span().at < row.span().at) {
                taking.take(row, skim);
            }
            taking.take_listed(row, line, bytes);
        }
        for (row, skim) in between {
            taking.take(row, skim);
        }
        self.take_over(taking, found.from);
        Ok(true)
    }

    /// Whether the file begins with this header, and the last listed line stands where it should.
    fn is_still(&self, header: &Header, last: Option<&Row>, end: u64) -> bool {
        let check = || {
            let file = open_file(&self.journal.path).ok()?;
            let mut stop = [0];
            file.read_exact_at(&mut stop, end.checked_sub(1)?).ok()?;
            let begins = super::journal::first_header(&file)? == *header;
            let ends = last.is_none_or(|row| {
                let line = read_span(&file, row.span()).unwrap_or_default();
                let skim = std::str::from_utf8(&line).ok().and_then(Skim::parse);
                skim.is_some_and(|skim| skim.id == row.id)
            });
            Some(
                stop == *b"
" && begins && ends,
            )
        };
        check().unwrap_or(false)
    }

    /// The articles that stand between the rows of an index. `None` where the gaps end in the middle
    /// of a line: then the index is not of this file.
    fn read_gaps(&mut self, gaps: &[Range<u64>]) -> Result<Option<Vec<(Row, Skim)>>, StoreError> {
        let mut between = Vec::new();
        if gaps.is_empty() {
            return Ok(Some(between));
        }
        let wrong = |source| StoreError::Io {
            path: self.journal.path.clone(),
            source,
        };
        let file = open_file(&self.journal.path).map_err(wrong)?;
        let mut bad = Vec::new();
        for gap in gaps {
            let torn = lines::read(&file, gap.start, gap.end, |span, text| {
                let verdict = text.map(|text| take(&mut between, span, text));
                if verdict.is_none_or(|verdict| verdict == Verdict::Bad) {
                    bad.push(span);
                }
            })
            .map_err(wrong)?;
            if torn.is_some() {
                return Ok(None);
            }
        }
        self.journal.bad = bad;
        Ok(Some(between))
    }

    /// Reads the file itself, whatever its index says.
    pub(crate) fn read_whole(&mut self) -> Result<(), StoreError> {
        let mut taking = Taking::new(&self.journal.path, self.index.as_deref(), true);
        let read = self.journal.read(0, |span, text| match Skim::parse(text) {
            Some(skim) => {
                if let Some(row) = Row::new(span, &skim) {
                    taking.take(row, skim);
                }
                Verdict::Keep
            }
            None => judge(span, text),
        });
        let from = self.journal.body();
        self.take_over(taking, from);
        read
    }

    fn read_tail(&mut self, from: u64) -> Result<(), StoreError> {
        let mut tail = Vec::new();
        self.journal
            .read(from, |span, text| take(&mut tail, span, text))?;
        let rows = Arc::make_mut(&mut self.rows);
        for (row, skim) in tail {
            self.stale.extend(rows.put(row, Some(skim)));
        }
        if self.journal.damage() > 0 {
            // Garbage behind what looked untouched: perhaps the file was written over in place.
            return self.read_whole();
        }
        Ok(())
    }

    /// Makes what was taken the rows; what the index lacks becomes due.
    fn take_over(&mut self, taking: Taking, from: u64) {
        let Taking {
            mut rows,
            list,
            text,
            ..
        } = taking;
        self.due = Due::Nothing;
        let mut list = list;
        if let Some(body) = text
            && let (Some(header), Some(stamp)) = (&self.journal.header, &self.journal.stamp)
            && self.index.is_some()
            && self.journal.damage() == 0
            && header.v == VERSION
            && from > 0
        {
            let mut text = Text::new(header, from);
            let before = text.0.len() as u64;
            for row in &mut list {
                row.shift_line(before);
            }
            text.0.extend_from_slice(&body.0);
            text.seal(stamp);
            self.due = Due::Whole(text.0);
        }
        self.stale = rows.fill(list);
        self.rows = Arc::new(rows);
        self.is_read = true;
    }

    /// Whether the index lacks something that is known.
    pub(crate) fn is_index_due(&self) -> bool {
        !matches!(self.due, Due::Nothing)
    }

    /// How well the index is, by what the file itself says; `None` where neither is there. The caller
    /// read the file whole.
    pub(crate) fn index_state(&self) -> Option<IndexState> {
        let index = self.index.as_deref()?;
        let stamp = self.journal.stamp?;
        if !index.exists() {
            return (!self.rows.all().is_empty()).then_some(IndexState::Missing);
        }
        let bytes = read_index(index);
        let Some(found) = index::parse(&bytes) else {
            return Some(IndexState::Stale);
        };
        let is_of_it = Some(&found.header) == self.journal.header.as_ref()
            && found.seal.is_some_and(|seal| seal.is_as(&stamp));
        let mut listed: Vec<(Id, Span)> =
            found.rows.iter().map(|(r, _)| (r.id, r.span())).collect();
        let rows = self.rows.all().iter().map(|row| (row.id, row.span()));
        let mut all: Vec<(Id, Span)> = rows.chain(self.stale.iter().copied()).collect();
        listed.sort_by_key(|(_, span)| span.at);
        all.sort_by_key(|(_, span)| span.at);
        Some(match (is_of_it, found.whole && listed == all) {
            (false, _) => IndexState::Stale,
            (true, false) => IndexState::Lacking,
            (true, true) => IndexState::Good(all.len() - self.stale.len()),
        })
    }

    /// Lets go of what the index lacks: it cannot be written.
    pub(crate) fn forget_index(&mut self) {
        self.due = Due::Nothing;
    }

    /// Writes to the index what it lacks, without making that durable: it is only a hint. Under the
    /// lock of the cache folder.
    ///
    /// # Errors
    /// The index lacks it still, which the next reader heals.
    pub(crate) fn write_index(&mut self, lock: &Lock) -> Result<(), StoreError> {
        let Some(path) = self.index.clone() else {
            return Ok(());
        };
        let wrong = |error| StoreError::at(&path, error);
        match std::mem::take(&mut self.due) {
            Due::Nothing => Ok(()),
            Due::Whole(text) => {
                path.parent().map_or(Ok(()), make_folder)?;
                put_in_place(lock, &path, &text)
            }
            Due::Rows(text, places) => {
                if let Some((file, before)) = self.fitting_index(&path) {
                    let mut text = Text(text);
                    if let Some(stamp) = &self.journal.stamp {
                        text.seal(stamp);
                    }
                    (&file).write_all(&text.0).map_err(wrong)?;
                    let rows = Arc::make_mut(&mut self.rows);
                    for (id, place) in &places {
                        rows.set_line(*id, place, before);
                    }
                    return Ok(());
                }
                self.read_by_index()?;
                match self.due {
                    Due::Whole(_) => self.write_index(lock),
                    _ => Ok(()),
                }
            }
        }
    }

    /// The index, open at its end, where it is of this generation and ends with a whole line; and
    /// how long it is.
    fn fitting_index(&self, path: &Path) -> Option<(File, u64)> {
        let file = OpenOptions::new().read(true).append(true).open(path).ok()?;
        let len = file.metadata().ok().filter(fs::Metadata::is_file)?.len();
        let mut front = vec![0; usize::try_from(len.min(1 << 14)).ok()?];
        file.read_exact_at(&mut front, 0).ok()?;
        let mut last = [0];
        file.read_exact_at(&mut last, len.checked_sub(1)?).ok()?;
        let header = index::parse(&front)?.header;
        let fits = Some(&header) == self.journal.header.as_ref() && last == *b"\n";
        fits.then_some((file, len))
    }

    /// Sets aside the lines nobody can read, and reads the file again. Gives their number.
    pub(crate) fn mend(&mut self, lock: &Lock) -> Result<usize, StoreError> {
        let mended = self.journal.mend(lock, judge);
        self.read_whole()?;
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
        let mut lines = Vec::with_capacity(records.len());
        for record in records {
            let at = batch.len() as u64;
            serde_json::to_writer(&mut batch, record).map_err(|error| StoreError::Io {
                path: self.journal.path.clone(),
                source: error.into(),
            })?;
            let len = batch.len() as u64 - at;
            lines.push((Span { at, len }, Skim::from(record)));
            batch.push(b'\n');
        }
        let is_new = self.journal.stamp.is_none();
        let unsynced = self.journal.write(lock, &batch)?;
        Ok(Written {
            unsynced,
            lines,
            is_new,
        })
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
        let (text, mut places) = match std::mem::take(&mut self.due) {
            Due::Rows(text, places) => (text, places),
            // Written whole it holds what is there, and these behind it.
            Due::Whole(_) | Due::Nothing => (Vec::new(), Vec::new()),
        };
        let mut text = Text(text);
        let rows = Arc::make_mut(&mut self.rows);
        for (span, skim) in written.lines {
            let span = Span {
                at: start + span.at,
                ..span
            };
            let Some(row) = Row::new(span, &skim) else {
                continue;
            };
            places.push((row.id, text.row(&row, &skim)));
            self.stale.extend(rows.put(row, Some(skim)));
        }
        self.is_read = true;
        self.due = Due::Rows(text.0, places);
        if written.is_new {
            // The first lines of a file are the first of its index.
            self.due = self.first_index().map_or(Due::Nothing, Due::Whole);
        }
        Ok(())
    }

    /// The index of a file that holds nothing but what this process just put into it.
    fn first_index(&mut self) -> Option<Vec<u8>> {
        let Due::Rows(rows, places) = &self.due else {
            return None;
        };
        let (header, stamp) = (self.journal.header.as_ref()?, self.journal.stamp.as_ref()?);
        let mut text = Text::new(header, self.journal.body());
        let before = text.0.len() as u64;
        text.0.extend_from_slice(rows);
        text.seal(stamp);
        let known = Arc::make_mut(&mut self.rows);
        for (id, place) in places {
            known.set_line(*id, place, before);
        }
        Some(text.0)
    }

    /// The rows, as they stand now.
    pub(crate) fn rows(&self) -> &Arc<Rows> {
        &self.rows
    }

    /// How many bytes the rows that are `gone` take, and lines in whose place later ones came.
    pub(crate) fn dead_bytes(&self, gone: impl Fn(Id) -> bool) -> u64 {
        let rows = self.rows.all().iter().filter(|row| gone(row.id));
        let stale = self.stale.iter().map(|(_, span)| *span);
        let spans = rows.map(Row::span).chain(stale);
        spans.map(|span| span.len + 1).sum()
    }

    /// Writes the file anew, a generation later, without the rows that are `gone` and without lines
    /// in whose place later ones came; every other line stays to the letter. Gives how many bytes
    /// became free. The caller refreshed the segment under the same lock, and had it mended.
    pub(crate) fn compact(
        &mut self,
        lock: &Lock,
        gone: impl Fn(Id) -> bool,
    ) -> Result<u64, StoreError> {
        let rows = self.rows.all().iter().filter(|row| gone(row.id));
        let mut spans: Vec<Span> = rows.map(Row::span).collect();
        for (id, span) in &self.stale {
            // Where the later line is damaged, the one before is all there is of the article.
            let stands = || matches!(self.load(*id), Ok(Some(_)));
            if gone(*id) || stands() {
                spans.push(*span);
            }
        }
        spans.sort_by_key(|span| span.at);
        let freed = self.journal.rewrite(lock, &spans)?;
        if freed > 0 {
            self.read_whole()?;
        }
        Ok(freed)
    }

    /// The row of the record `id`.
    pub(crate) fn row(&self, id: Id) -> Option<&Row> {
        self.rows.find(id)
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
            && let Ok(bytes) = read_span(&file, row.span())
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

/// Rows being taken in, in the order of the segment, and the lines of an index that go with them.
struct Taking {
    rows: Rows,
    list: Vec<Row>,
    /// The lines, where the index is to be written anew.
    text: Option<Text>,
}

impl Taking {
    fn new(segment: &Path, index: Option<&Path>, anew: bool) -> Taking {
        Taking {
            rows: Rows::new(segment, index),
            list: Vec::new(),
            text: (anew && index.is_some()).then(Text::default),
        }
    }

    /// Takes an article read from the segment.
    fn take(&mut self, mut row: Row, skim: Skim) {
        if let Some(text) = &mut self.text {
            row.set_line(&text.row(&row, &skim), 0);
        }
        self.rows.note(row.id, Some(skim));
        self.list.push(row);
    }

    /// Takes a row of an index, which stands at `line` in its `bytes`.
    fn take_listed(&mut self, mut row: Row, line: Range<usize>, bytes: &[u8]) {
        let line = &bytes[line];
        let skim = row.more.then(|| Skim::of_row(line)).flatten();
        if let Some(skim) = &skim {
            row.time = skim.sort_time();
        }
        if let Some(text) = &mut self.text {
            row.set_line(&text.copy(line), 0);
        }
        self.rows.note(row.id, skim);
        self.list.push(row);
    }
}

/// Takes the article of a line, if it is one.
fn take(articles: &mut Vec<(Row, Skim)>, span: Span, text: &str) -> Verdict {
    match Skim::parse(text) {
        Some(skim) => {
            articles.extend(Row::new(span, &skim).map(|row| (row, skim)));
            Verdict::Keep
        }
        None => judge(span, text),
    }
}

/// The bytes of an index; none where there is none.
pub(super) fn read_index(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(mut file) = open_file(path) {
        let len = file.metadata().map_or(0, |m| m.len());
        bytes.reserve(usize::try_from(len).unwrap_or(0));
        // What could be read of it may be good.
        let _ = file.read_to_end(&mut bytes);
    }
    bytes
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

/// A folder of segments, and one of their indexes.
#[derive(Clone, Debug)]
pub(crate) struct Shelf {
    pub(crate) folder: PathBuf,
    pub(crate) index: PathBuf,
    pub(crate) segments: BTreeMap<OutletId, Segment>,
}

impl Shelf {
    /// The shelf in `folder`, not yet read, with its indexes in `index`.
    pub(crate) fn new(folder: PathBuf, index: PathBuf) -> Shelf {
        Shelf {
            folder,
            index,
            segments: BTreeMap::new(),
        }
    }

    /// Finds the segments in the folder.
    pub(crate) fn find(&mut self) {
        for id in names(&self.folder) {
            self.segment(&id);
        }
    }

    /// The segment of one outlet, not yet read where it is new.
    pub(crate) fn segment(&mut self, id: &OutletId) -> &mut Segment {
        self.segments.entry(id.clone()).or_insert_with(|| {
            let name = format!("{id}{ENDING}");
            let header = Header::of_outlet(ARTICLES, id.as_str(), id.as_str());
            let index = self.index.join(&name);
            Segment::new(self.folder.join(name), header, Some(index))
        })
    }

    /// The segment of one outlet as it is in the folder, not read.
    pub(crate) fn unread(&self, id: &OutletId) -> Segment {
        let mut shelf = Shelf::new(self.folder.clone(), self.index.clone());
        shelf.segment(id).unread()
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

    /// Whether there is a segment that was not found yet.
    pub(crate) fn has_new(&self) -> bool {
        let names = names(&self.folder);
        names.iter().any(|id| !self.segments.contains_key(id))
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
