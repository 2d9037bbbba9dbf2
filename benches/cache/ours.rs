//! What tidings itself does for each row, by its public functions. When they change, this file
//! does.

use crate::generate::{Place, Plan, op};
use std::hint::black_box;
use std::path::PathBuf;
use tidings::model::place::At;
use tidings::model::{Id, Library, Mark, Outlet, Shelf};
use tidings::search::{Query, Test};
use tidings::store::record::Record;
use tidings::store::{Limits, Store};

/// An opened cache.
#[derive(Debug)]
pub(crate) struct Ours {
    store: Store,
}

impl Ours {
    /// Opens it as the program does.
    pub(crate) fn open(place: &Place) -> Ours {
        Ours {
            store: Store::open(&place.paths()),
        }
    }

    /// All outlets with their counts, and the lines of the first: opens the cache for it. Gives how
    /// many lines.
    pub(crate) fn first_frame(place: &Place, plan: &Plan) -> usize {
        let mut ours = Ours::open(place);
        let first = plan.outlets[0].outlet.id.clone();
        ours.store.read_outlets(std::slice::from_ref(&first));
        let mut library = ours.store.shelves();
        // What reviews quote of it stands in the lists of their publishers.
        let missing = library.missing(&Shelf::Outlet(first.clone()), false);
        if !missing.is_empty() {
            ours.store.read_outlets(&missing);
            library = ours.store.shelves();
        }
        library.sort();
        // What the pane of the outlets says of each.
        black_box(library.by_author().len());
        let lines = library.listed(&Shelf::Outlet(first)).len();
        black_box((ours, library));
        lines
    }

    /// All lines in memory, sorted: opens the cache for it.
    pub(crate) fn all_heads(place: &Place) -> (Ours, Library) {
        let mut ours = Ours::open(place);
        ours.store.read_everything();
        let mut library = ours.store.shelves();
        library.sort();
        (ours, library)
    }

    /// One text.
    pub(crate) fn body(&self, outlet: &Outlet, id: Id) -> Record {
        self.store.load(&outlet.id, id).expect("the article")
    }

    /// Adds articles of several outlets, durably.
    pub(crate) fn add(&mut self, batch: &[(Outlet, Vec<Record>)]) {
        let added = self
            .store
            .add_articles_of(batch)
            .expect("articles are added");
        for (added, (_, records)) in added.into_iter().zip(batch) {
            assert_eq!(
                added.expect("articles are added").new,
                records.len(),
                "they are new"
            );
        }
    }

    /// Puts other words in the place of articles that are there.
    pub(crate) fn correct(&mut self, outlet: &Outlet, records: &[Record]) {
        let added = self
            .store
            .add_articles(outlet, records)
            .expect("articles are added");
        assert_eq!(added.updated, records.len(), "they say something else");
    }

    /// Marks articles, by outlet, read or unread, durably.
    pub(crate) fn mark(&mut self, articles: &[(&Outlet, Vec<Id>)], read: bool) {
        let mark = if read { Mark::Read } else { Mark::Unread };
        let ops = articles
            .iter()
            .map(|(outlet, ids)| op(outlet, mark.clone(), ids.clone()));
        self.store
            .mark(&ops.collect::<Vec<_>>())
            .expect("marks are saved");
    }

    /// Sets a bookmark, durably: its copy (where that is not there yet), then its mark.
    pub(crate) fn bookmark(&mut self, outlet: &Outlet, record: &Record) {
        let star = op(outlet, Mark::Star(At::START, None), vec![record.id]);
        self.store
            .bookmark(&star, record)
            .expect("a bookmark is saved");
    }

    /// Takes a bookmark off, durably.
    pub(crate) fn unbookmark(&mut self, outlet: &Outlet, id: Id) {
        self.store
            .mark(&[op(outlet, Mark::Unstar, vec![id])])
            .expect("marks are saved");
    }

    /// The articles that have the words: small letters find any case, a capital asks for the
    /// letters as they are. What the bytes promise is looked at again in the text.
    pub(crate) fn search(&self, words: &str) -> usize {
        let query = Query::new(words).expect("words");
        let test = Test::new(&query);
        let (found, errors) = self.store.scan(|line| test.may_be_in(line));
        assert!(errors.is_empty(), "{errors:?}");
        let texts = |record: &Record| {
            let lead = record.dig.iter().flat_map(|dig| dig.lead.clone());
            let sections = record.sections.iter().map(|section| section.html.clone());
            lead.chain(sections)
                .chain([record.html.clone()])
                .collect::<Vec<_>>()
        };
        let is_in = |record: &Record| texts(record).iter().any(|text| query.is_in(text));
        found
            .iter()
            .filter(|scanned| is_in(&scanned.record))
            .count()
    }

    /// Folds the marks, and gives back what outdated lines take. Gives how many bytes became free.
    pub(crate) fn compact(&mut self) -> u64 {
        self.store.compact_fully().expect("compacted").freed
    }

    /// Keeps so many articles of an outlet.
    pub(crate) fn expire(&mut self, outlet: &Outlet, most: usize) -> usize {
        let most = Some(u32::try_from(most).expect("a limit"));
        let limits = Limits {
            most,
            ..Limits::default()
        };
        self.store
            .expire(&outlet.id, &limits, &Default::default())
            .expect("expired")
    }
}

/// The files of an outlet's articles, which those who write to them need a copy of.
pub(crate) fn files_of(place: &Place, outlet: &Outlet) -> Vec<PathBuf> {
    let cache = place.paths().cache;
    ["articles", "index"]
        .map(|folder| cache.join(folder).join(format!("{}.jsonl", outlet.id)))
        .into()
}
