//! Old articles let go, where the reader asked for it: only what can never be missed.

use super::Store;
use super::error::StoreError;
use super::listing::Skim;
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
        self.reading.wake([outlet])?;
        self.opened.segment(outlet).refresh()?;
        self.apply_unsaved();
        let named = self.outlet(outlet);
        let segment = self.articles.segment_of(&named);
        segment.refresh()?;
        mend_segment(segment, Some(&lock), &mut self.troubles);
        let marks = &self.reading.marks;
        let may_go = |skim: &Skim| {
            !listed.contains(&skim.id) && !skim.ids().any(|id| marks.is_bookmarked(id))
        };
        let rows = segment.rows().clone();
        let skims = rows.skims();
        let skims: Vec<&Skim> = skims.iter().map(|skim| &**skim).collect();
        let gone = beyond(limits, &skims, may_go);
        if gone.is_empty() {
            return Ok(0);
        }
        let going = skims.iter().filter(|skim| gone.contains(&skim.id));
        let mut ids: Vec<Id> = going.flat_map(|skim| skim.ids()).collect();
        if segment.compact(&lock, |id| gone.contains(&id))? == 0 {
            return Ok(0);
        }
        drop(lock);
        self.uncounted.insert(outlet.clone());
        let kept: HashSet<Id> = self
            .both(outlet)
            .flat_map(|segment| segment.rows().skims())
            .flat_map(|skim| skim.ids().collect::<Vec<_>>())
            .collect();
        // Only after the articles are gone: a kill in between leaves marks that nobody needs, and
        // never an article that is unread again.
        ids.retain(|id| !kept.contains(id) && self.reading.marks.get(*id).is_some());
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

/// The articles that are beyond the limits and may go. One whose time is not known never is too old.
fn beyond(limits: &Limits, all: &[&Skim], may_go: impl Fn(&Skim) -> bool) -> HashSet<Id> {
    let mut old: Vec<&Skim> = all.iter().copied().filter(|skim| may_go(skim)).collect();
    old.sort_by_key(|skim| skim.time());
    let surplus = match limits.most {
        Some(most) => all.len().saturating_sub(most as usize),
        None => 0,
    };
    let before = limits.age_days.map(|days| now() - i64::from(days) * DAY);
    let too_old = |skim: &Skim| before.is_some_and(|t| (1..t).contains(&skim.time()));
    let numbered = old.into_iter().enumerate();
    numbered
        .filter(|(n, skim)| *n < surplus || too_old(skim))
        .map(|(_, skim)| skim.id)
        .collect()
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX))
}
