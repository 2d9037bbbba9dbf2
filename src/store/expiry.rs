//! Old articles let go, where the reader asked for it: only what can never be missed.

use super::Store;
use super::articles::Row;
use super::error::StoreError;
use super::lock::Lock;
use super::upkeep::mend_segment;
use crate::model::{Id, Mark, Op, OutletId};
use std::collections::HashSet;
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 24 * 60 * 60;

/// How long, and how many, articles of an outlet are kept. By default for ever, and all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// For so many days since an article was published or taken in, whichever was later.
    pub age_days: Option<u32>,
    /// At most so many; the oldest go first.
    pub most: Option<u32>,
}

impl Store {
    /// Removes articles of `outlet` from the cache that are beyond the `limits`, and forgets their
    /// marks. What the source still has `listed` stays, so that it cannot come back as unread; so
    /// does what is bookmarked, a press review with a bookmarked section, and all that was opened.
    /// Gives the number of those removed.
    ///
    /// # Errors
    /// Nothing was removed.
    pub fn expire(
        &mut self,
        outlet: &OutletId,
        limits: &Limits,
        listed: &HashSet<Id>,
    ) -> Result<usize, StoreError> {
        if *limits == Limits::default() {
            return Ok(0);
        }
        self.may_write()?;
        if !self.articles.segments.contains_key(outlet) {
            return Ok(0);
        }
        let lock = Lock::take(&self.paths.cache)?;
        self.reading.refresh()?;
        self.apply_unsaved();
        let named = self.outlet(outlet);
        let segment = self.articles.segment_of(&named);
        segment.refresh()?;
        mend_segment(segment, Some(&lock), &mut self.troubles);
        let marks = &self.reading.marks;
        let may_go = |row: &&Row| {
            !listed.contains(&row.skim.id) && !row.skim.ids().any(|id| marks.is_bookmarked(id))
        };
        let gone = beyond(limits, segment.rows(), may_go);
        if gone.is_empty() {
            return Ok(0);
        }
        let rows = segment.rows().iter();
        let mut ids: Vec<Id> = rows
            .filter(|row| gone.contains(&row.skim.id))
            .flat_map(|row| row.skim.ids())
            .collect();
        if segment.compact(&lock, |row| gone.contains(&row.skim.id))? == 0 {
            return Ok(0);
        }
        drop(lock);
        // What another line has too is kept: of a digest opened as a file as well.
        let mut forgotten: HashSet<Id> = ids.iter().copied().collect();
        for row in self.segments().flat_map(|(_, segment)| segment.rows()) {
            for id in row.skim.ids() {
                forgotten.remove(&id);
            }
        }
        // Only after the articles are gone: a kill in between leaves marks that nobody needs, and
        // never an article that is unread again.
        ids.retain(|id| forgotten.contains(id) && self.reading.marks.get(*id).is_some());
        if !ids.is_empty() {
            let op = Op {
                kept_in: outlet.clone(),
                mark: Mark::Drop,
                time: now(),
                ids,
            };
            if let Err(error) = self.mark(&[op]) {
                // It waits with the other marks.
                self.troubles.detail(error.to_string());
            }
        }
        self.troubles.sum_up();
        let written = self.write_outlets();
        self.log_only(written);
        Ok(gone.len())
    }
}

/// The rows that are beyond the limits and may go. One whose time is not known never is too old.
fn beyond(limits: &Limits, rows: &[Row], may_go: impl Fn(&&Row) -> bool) -> HashSet<Id> {
    let mut old: Vec<&Row> = rows.iter().filter(may_go).collect();
    old.sort_by_key(|row| row.skim.time());
    let surplus = match limits.most {
        Some(most) => rows.len().saturating_sub(most as usize),
        None => 0,
    };
    let before = limits.age_days.map(|days| now() - i64::from(days) * DAY);
    let too_old = |row: &Row| before.is_some_and(|t| (1..t).contains(&row.skim.time()));
    let numbered = old.into_iter().enumerate();
    numbered
        .filter(|(n, row)| *n < surplus || too_old(row))
        .map(|(_, row)| row.skim.id)
        .collect()
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX))
}
