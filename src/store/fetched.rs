//! Articles that a source lists, taken in: known again by what they say where the source calls them
//! otherwise than before, and dated by when they were first seen where it gives no date.

use super::record::Record;
use super::{Added, Store, StoreError};
use crate::model::{Id, Outlet, OutletId, When};
use std::collections::{HashMap, HashSet};

impl Store {
    /// Whether articles of an outlet are in the cache.
    pub fn has_articles(&self, outlet: &OutletId) -> bool {
        let segment = self.articles.segments.get(outlet);
        segment.is_some_and(|segment| !segment.rows().is_empty())
    }

    /// How many articles of an outlet are in the cache, and when the last one is from.
    pub fn holding(&self, outlet: &OutletId) -> (usize, Option<When>) {
        let Some(segment) = self.articles.segments.get(outlet) else {
            return (0, None);
        };
        let times = segment.rows().iter().filter_map(|row| row.skim.published());
        (segment.rows().len(), times.max().map(When::Instant))
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
        self.recognise(&outlet.id, &mut records);
        for record in &mut records {
            if record.t.is_none() {
                record.t = self.first_seen(&outlet.id, record.id).or(Some(record.f));
            }
        }
        let ids = records.iter().map(|record| record.id).collect();
        let added = self.add_articles(outlet, &records)?;
        Ok((added, ids))
    }

    /// When an article that is known was published, or first seen.
    fn first_seen(&self, outlet: &OutletId, id: Id) -> Option<i64> {
        let row = self.articles.segments.get(outlet)?.row(id)?;
        row.skim.published()
    }

    fn recognise(&self, outlet: &OutletId, records: &mut [Record]) {
        let Some(segment) = self.articles.segments.get(outlet) else {
            return;
        };
        if records
            .iter()
            .all(|record| segment.row(record.id).is_some())
        {
            return;
        }
        let listed: HashSet<Id> = records.iter().map(|record| record.id).collect();
        let rows = segment.rows().iter().map(|row| &row.skim);
        let left = rows.filter(|skim| !listed.contains(&skim.id));
        let mut by_key: HashMap<&str, Id> = left
            .flat_map(|skim| skim.keys.iter().map(|key| (key.as_str(), skim.id)))
            .collect();
        for record in records {
            if segment.row(record.id).is_some() {
                continue;
            }
            let known = record
                .keys
                .iter()
                .find_map(|key| by_key.get(key.as_str()).copied());
            if let Some(id) = known {
                record.id = id;
                // It is one of them only.
                by_key.retain(|_, other| *other != id);
            }
        }
    }
}
