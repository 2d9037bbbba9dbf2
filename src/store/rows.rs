//! The articles of one segment as lists need them: forty bytes each, and the rest read when it is
//! drawn.

use super::index::{Row, checked};
use super::journal::{open_file, read_span};
use super::lines::Span;
use super::listing::Skim;
use crate::model::Id;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The rows of one segment: of each id the last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    segment: PathBuf,
    index: Option<PathBuf>,
    rows: Vec<Row>,
    /// Where each id stands, sorted by id.
    by_id: Vec<u32>,
    /// What rows with more to them say. Without an index, of all.
    skims: HashMap<Id, Skim>,
}

impl Rows {
    /// No rows yet of the file `segment`, whose index is `index`.
    pub(super) fn new(segment: &Path, index: Option<&Path>) -> Rows {
        Rows {
            segment: segment.to_owned(),
            index: index.map(Path::to_owned),
            ..Rows::default()
        }
    }

    /// The rows, in the order in which their ids first came.
    pub(crate) fn all(&self) -> &[Row] {
        &self.rows
    }

    /// The row of `id`.
    pub(crate) fn find(&self, id: Id) -> Option<&Row> {
        let at = self.place(id).ok()?;
        self.rows.get(self.by_id[at] as usize)
    }

    /// What the row `id` says besides where it is.
    pub(crate) fn skim(&self, id: Id) -> Option<Cow<'_, Skim>> {
        if let Some(skim) = self.skims.get(&id) {
            return Some(Cow::Borrowed(skim));
        }
        let row = self.find(id)?;
        let from_index = || {
            let file = open_file(self.index.as_deref()?).ok()?;
            let line = read_span(&file, row.line()?).ok()?;
            of_line(row, &line)
        };
        from_index()
            .or_else(|| of_segment(row, &open_file(&self.segment).ok()?))
            .map(Cow::Owned)
    }

    /// What all rows say, in their order. The index is read once.
    pub(crate) fn skims(&self) -> Vec<Cow<'_, Skim>> {
        let index = self.index.as_deref().map(super::articles::read_index);
        let index = index.unwrap_or_default();
        let mut segment = None;
        let mut skims = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            if let Some(skim) = self.skims.get(&row.id) {
                skims.push(Cow::Borrowed(skim));
                continue;
            }
            let found = row.line().and_then(|Span { at, len }| {
                let (at, len) = (usize::try_from(at).ok()?, usize::try_from(len).ok()?);
                of_line(row, index.get(at..at.checked_add(len)?)?)
            });
            let found = found.or_else(|| {
                let file = segment.get_or_insert_with(|| open_file(&self.segment).ok());
                of_segment(row, file.as_ref()?)
            });
            skims.extend(found.map(Cow::Owned));
        }
        skims
    }

    /// The rows with more to them, in their order.
    pub(crate) fn more(&self) -> impl Iterator<Item = &Skim> {
        self.kept().filter(|skim| skim.is_more())
    }

    /// What rows say that is kept in memory, in their order.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &Skim> {
        let rows = self
            .rows
            .iter()
            .filter(|row| row.more || self.index.is_none());
        rows.filter_map(|row| self.skims.get(&row.id))
    }

    /// Puts a row in the place of the one with the same id, whose place in the segment is given, or
    /// behind the others.
    pub(super) fn put(&mut self, row: Row, skim: Option<Skim>) -> Option<(Id, Span)> {
        self.note(row.id, skim);
        match self.place(row.id) {
            Ok(at) => {
                let old = self.rows.get_mut(self.by_id[at] as usize)?;
                Some((row.id, std::mem::replace(old, row).span()))
            }
            Err(at) => {
                self.by_id.insert(at, u32::try_from(self.rows.len()).ok()?);
                self.rows.push(row);
                None
            }
        }
    }

    /// Takes many rows in at once, in the order of the segment. Gives the places of those in whose
    /// place later ones came.
    pub(super) fn fill(&mut self, rows: Vec<Row>) -> Vec<(Id, Span)> {
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let mut ids: Vec<(Id, u32)> = rows.iter().map(|row| row.id).zip(0..count).collect();
        ids.sort_unstable();
        let twice = ids.windows(2).any(|pair| pair[0].0 == pair[1].0);
        self.rows = rows;
        if !twice {
            self.by_id = ids.into_iter().map(|(_, at)| at).collect();
            return Vec::new();
        }
        self.by_id.clear();
        let rows = std::mem::take(&mut self.rows);
        let mut first: HashMap<Id, usize> = HashMap::with_capacity(rows.len());
        let mut stale = Vec::new();
        for row in rows {
            let at = *first.entry(row.id).or_insert(self.rows.len());
            match self.rows.get_mut(at) {
                Some(old) => stale.push((row.id, std::mem::replace(old, row).span())),
                None => self.rows.push(row),
            }
        }
        self.by_id = (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).collect();
        let rows = &self.rows;
        self.by_id.sort_unstable_by_key(|at| rows[*at as usize].id);
        stale
    }

    /// Notes what a row says, where that is kept in memory.
    pub(super) fn note(&mut self, id: Id, skim: Option<Skim>) {
        match skim.filter(|skim| skim.is_more() || self.index.is_none()) {
            Some(skim) => drop(self.skims.insert(id, skim)),
            None if self.skims.is_empty() => {}
            None => drop(self.skims.remove(&id)),
        }
    }

    /// Notes where the row `id` stands in the index.
    pub(super) fn set_line(&mut self, id: Id, line: &std::ops::Range<usize>, before: u64) {
        if let Ok(at) = self.place(id)
            && let Some(row) = self.rows.get_mut(self.by_id[at] as usize)
        {
            row.set_line(line, before);
        }
    }

    fn place(&self, id: Id) -> Result<usize, usize> {
        self.by_id
            .binary_search_by_key(&id, |at| self.rows[*at as usize].id)
    }
}

/// What a line of the index says, where it is that of the row.
fn of_line(row: &Row, line: &[u8]) -> Option<Skim> {
    Skim::of_row(checked(line)?).filter(|skim| skim.id == row.id)
}

/// What a line of the segment says, where it is that of the row.
fn of_segment(row: &Row, segment: &File) -> Option<Skim> {
    let line = read_span(segment, row.span()).ok()?;
    Skim::parse(std::str::from_utf8(&line).ok()?).filter(|skim| skim.id == row.id)
}
