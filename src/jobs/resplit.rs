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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::open::Opened;
    use crate::store::{Added, Paths};

    const GUESS: &str = include_str!("../../sample-data/overlook-2022-12-22.txt");
    const FILE: &str = "overlook-2022-12-22.txt";
    const SAME: Added = Added {
        new: 0,
        updated: 0,
        unchanged: 1,
    };

    fn desk(folder: &tempfile::TempDir) -> Desk {
        let at = |name: &str| folder.path().join(name);
        let (cache, data) = (at("cache"), at("data"));
        Desk::open(Paths {
            cache,
            data,
            config: at("config"),
            state: at("state"),
        })
    }

    fn open(desk: &mut Desk, text: &str, file: &str) -> Opened {
        let given = Given::default();
        desk.open_document(text.as_bytes(), Some(file), &given)
            .expect("opened")
    }

    /// How many sections an edition has, and whether its split is a guess.
    fn shape(desk: &mut Desk, id: Id) -> (usize, bool) {
        let library = desk.library();
        let sections = library
            .parts(id)
            .filter(|h| matches!(h.kind, crate::model::Kind::Section(_)));
        (
            sections.count(),
            library.edition(id).is_some_and(|e| e.guess),
        )
    }

    #[test]
    fn what_the_reader_decides_holds_when_the_file_is_opened_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut desk = desk(&folder);
        let opened = open(&mut desk, GUESS, FILE);
        let (kept_in, id) = (opened.publisher, opened.id);
        assert_eq!(shape(&mut desk, id), (3, true), "a guess");

        for (split, kept) in [(false, (0, false)), (true, (3, false)), (false, (0, false))] {
            let done = desk.resplit(&kept_in, id, split).expect("done");
            assert_eq!(done.sections, kept.0);
            assert_eq!(shape(&mut desk, id), kept);
            let again = open(&mut desk, GUESS, FILE);
            assert_eq!((again.id, again.added), (id, SAME), "split {split}");
            assert_eq!(shape(&mut desk, id), kept, "and it stays so");
        }
    }

    #[test]
    fn a_split_is_kept_for_the_publishers_other_editions() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut desk = desk(&folder);
        let opened = open(&mut desk, GUESS, FILE);
        desk.resplit(&opened.publisher, opened.id, true)
            .expect("split");
        let other = GUESS
            .replace("Load 12", "Load 14")
            .replace("winter", "spring");
        let other = open(&mut desk, &other, "overlook-2023-03-02.txt");
        assert!(other.parsed.digest.is_split() && !other.parsed.guess);
    }

    #[test]
    fn what_has_no_parts_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut desk = desk(&folder);
        let text = "A crane was painted\n\nIt took three days. The colour is the old one.\n";
        let opened = open(&mut desk, text, "quay-2026-03-20.txt");
        let done = desk
            .resplit(&opened.publisher, opened.id, true)
            .expect("done");
        assert_eq!(done.sections, 0);
        assert!(desk.decided(&opened.publisher, opened.id).is_none());
        assert_eq!(desk.profiles.len(), 0);
    }
}
