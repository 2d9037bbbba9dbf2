//! Articles that a source lists, taken in: known again by what they say where the source calls them
//! otherwise than before, and dated by when they were first seen where it gives no date.

use super::articles::Segment;
use super::record::Record;
use super::{Added, Store, StoreError};
use crate::model::{Id, Outlet, OutletId, When};
use std::collections::{HashMap, HashSet};

impl Store {
    /// Whether articles of an outlet are in the cache.
    pub fn has_articles(&self, outlet: &OutletId) -> bool {
        self.articles.segments.contains_key(outlet)
    }

    /// How many articles of an outlet are in the cache, and when the last one is from.
    pub fn holding(&mut self, outlet: &OutletId) -> (usize, Option<When>) {
        let segment = self.fetched(outlet);
        let rows = segment.map_or(&[][..], |segment| segment.rows().all());
        let times = rows.iter().map(|row| row.time).filter(|time| *time > 0);
        (rows.len(), times.max().map(When::Instant))
    }

    /// The file of an outlet in the cache, read as it is now; `None` where there is none, or where
    /// it cannot be read.
    fn fetched(&mut self, outlet: &OutletId) -> Option<&Segment> {
        let segment = self.articles.segments.get_mut(outlet)?;
        segment.refresh().ok()?;
        Some(segment)
    }

    /// Adds what a source of `outlet` lists to the cache, in one append, and gives the ids they have
    /// there. An article whose id is new and whose address or words are those of one the source no
    /// longer lists is that one, under another name: it keeps its id, and with it its marks.
    ///
    /// # Errors
    /// Nothing was added.
    pub fn add_fetched(
        &mut self,
        outlet: &Outlet,
        mut records: Vec<Record>,
    ) -> Result<(Added, Vec<Id>), StoreError> {
        let segment = self.fetched(&outlet.id);
        if let Some(segment) = segment {
            recognise(segment, &mut records);
        }
        for record in &mut records {
            if record.t.is_none() {
                let known = segment.and_then(|segment| segment.row(record.id));
                let seen = known.map(|row| row.time).filter(|time| *time > 0);
                record.t = seen.or(Some(record.f));
            }
        }
        let ids = records.iter().map(|record| record.id).collect();
        let added = self.add_articles(outlet, &records)?;
        Ok((added, ids))
    }
}

/// Gives records the ids of articles that they are, under another name.
fn recognise(segment: &Segment, records: &mut [Record]) {
    if records
        .iter()
        .all(|record| segment.row(record.id).is_some())
    {
        return;
    }
    let listed: HashSet<Id> = records.iter().map(|record| record.id).collect();
    let skims = segment.rows().skims();
    let left = skims.iter().filter(|skim| !listed.contains(&skim.id));
    let mut by_key: HashMap<&str, Id> = left
        .flat_map(|skim| skim.keys.iter().map(|key| (key.as_str(), skim.id)))
        .collect();
    for record in records {
        if segment.row(record.id).is_some() {
            continue;
        }
        let keys = record.keys.iter();
        let known = keys
            .into_iter()
            .find_map(|key| by_key.get(key.as_str()).copied());
        if let Some(id) = known {
            record.id = id;
            // It is one of them only.
            by_key.retain(|_, other| *other != id);
        }
    }
}
