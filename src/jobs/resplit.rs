//! A document split anew, or shown as one article, because the reader says so.

use super::desk::Desk;
use super::open::{Given, OpenError};
use super::shape;
use crate::model::{Id, Outlet, OutletId};
use crate::parse::Force;
use crate::parse::profile::{Split, stub};
use crate::settings::profiles;
use crate::store::StoreError;
use serde_json::Value;

/// The field of a record that says what the reader decided of it.
const DECIDED: &str = "decided";

/// What came of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resplit {
    /// How many sections it has now; 0 is one article.
    pub sections: usize,
}

impl Desk {
    /// Splits a document as a digest and keeps that for its publisher in a profile, or shows it as
    /// one article and keeps that for this edition. The source is kept, so both can be done again.
    pub fn resplit(
        &mut self,
        kept_in: &OutletId,
        article: Id,
        split: bool,
    ) -> Result<Resplit, OpenError> {
        let old = self.store.load(kept_in, article)?;
        if old.src.is_empty() {
            return Err(OpenError::NotKept(StoreError::Gone));
        }
        let name = self.name_of(kept_in);
        let force = if split { Force::Digest } else { Force::Article };
        let given = Given {
            publisher: Some(name.clone()),
            date: old.when(),
            force: Some(force),
        };
        let parsed = self.parse(old.src.as_bytes(), None, &given)?;
        let sections = match parsed.digest.is_split() {
            true => parsed.digest.sections.len(),
            false => 0,
        };
        if split && sections == 0 {
            // Nothing was found to split at, and nothing is decided by that.
            return Ok(Resplit { sections });
        }
        let mut record = shape::record(&parsed, old.id, old.keys.clone(), old.f);
        // What was read of the document before is not read out of it twice: a title that came from
        // the reader stays.
        record.title = record.title.or(old.title);
        // What the reader decides is no guess any more.
        if let Some(dig) = &mut record.dig {
            dig.guess = false;
        }
        let word = if split { "split" } else { "whole" };
        record
            .extra
            .insert(DECIDED.to_owned(), Value::String(word.to_owned()));
        let outlet = Outlet {
            id: kept_in.clone(),
            name: name.clone(),
        };
        self.store.add_opened(&outlet, &[record])?;
        if split {
            self.keep_profile(&name);
        }
        Ok(Resplit { sections })
    }

    /// What the reader decided of a known edition.
    pub(super) fn decided(&self, kept_in: &OutletId, id: Id) -> Option<Force> {
        let record = self.store.load(kept_in, id).ok()?;
        match record.extra.get(DECIDED)?.as_str()? {
            "split" => Some(Force::Digest),
            "whole" => Some(Force::Article),
            _ => None,
        }
    }

    /// Keeps as a profile that a publisher's documents are digests.
    fn keep_profile(&mut self, publisher: &str) {
        let text = stub(publisher, Split::Always);
        match profiles::keep(&self.paths.config.join("profiles"), publisher, &text) {
            Ok(_) => self.read_profiles(),
            Err(error) => self.trouble(publisher, &error.to_string()),
        }
    }
}
