//! What is kept, for programs that only ask: nothing is written, mended or logged. The samples are
//! not the reader's, and are left out.

use super::samples::Samples;
use super::shape;
use crate::chars::fold::name_key;
use crate::model::library::is_related;
use crate::model::{Article, Head, Id, Kind, Library, OutletId};
use crate::store::record::{Record, Section};
use crate::store::{Paths, Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is kept, at one moment.
#[derive(Debug)]
pub struct Kept {
    store: Store,
    library: Library,
    /// All list lines, newest first.
    heads: Vec<Head>,
    samples: Samples,
    /// How many are unread, where only that was asked for.
    unread: Option<usize>,
}

/// An outlet with its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its id.
    pub id: OutletId,
    /// Its name.
    pub name: String,
    /// How many articles it wrote, is named in, or published in its digests.
    pub articles: usize,
    /// How many of them are unread.
    pub unread: usize,
}

/// What an id names.
#[derive(Clone, Debug)]
pub struct Named {
    /// The record that holds it.
    pub record: Record,
    /// The section it is, where it is one.
    pub section: Option<Section>,
    /// The articles to read of it: one, or of a digest all of them.
    pub articles: Vec<Article>,
}

impl Kept {
    /// Reads it.
    pub fn look(paths: &Paths) -> Kept {
        Kept::of(Store::look(paths))
    }

    /// Reads only how much is unread, where the counts say it; else all.
    pub fn glance(paths: &Paths) -> Kept {
        let mut store = Store::look(paths);
        let library = store.shelves();
        let counted = !library.has_loose();
        if !counted || library.keepers().into_iter().any(Samples::publishes) {
            return Kept::of(store);
        }
        let unread = Some(library.tally().unread);
        Kept {
            store,
            library,
            heads: Vec::new(),
            samples: Samples::default(),
            unread,
        }
    }

    pub(super) fn of(mut store: Store) -> Kept {
        store.read_everything();
        let mut library = store.shelves();
        library.sort();
        let heads = library.heads();
        let keepers: BTreeSet<&OutletId> = heads.iter().map(|h| &h.kept_in).collect();
        // They are read only where one of them may be here, from a bookmark's copy.
        let samples = match keepers.into_iter().any(Samples::publishes) {
            true => Samples::read(),
            false => Samples::default(),
        };
        Kept {
            store,
            library,
            heads,
            samples,
            unread: None,
        }
    }

    /// What could not be read, in sentences.
    pub fn troubles(&self) -> &[String] {
        self.store.troubles()
    }

    /// The files it was read from.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The names and the marks.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// All articles, leads and sections, newest first.
    pub fn heads(&self) -> impl Iterator<Item = &Head> {
        self.own().filter(|head| !is_related(head))
    }

    /// How many of them are unread.
    pub fn unread(&self) -> usize {
        if let Some(unread) = self.unread {
            return unread;
        }
        let unread = self.heads().filter(|head| self.library.is_unread(head));
        unread.count()
    }

    /// How many bookmarks are set, on related items too.
    pub fn bookmarks(&self) -> usize {
        let marks = self.library.marks();
        self.own().filter(|h| marks.is_bookmarked(h.id)).count()
    }

    /// The outlets of all articles that pass `test`, by name. The counts are of all their articles.
    pub fn outlets(&self, test: impl Fn(&Head) -> bool) -> Vec<Counted> {
        let mut counts: BTreeMap<&OutletId, (usize, usize, bool)> = BTreeMap::new();
        for head in self.heads() {
            let ids: BTreeSet<&OutletId> = outlets_of(head).collect();
            for id in ids {
                let (articles, unread, passes) = counts.entry(id).or_default();
                *articles += 1;
                *unread += usize::from(self.library.is_unread(head));
                *passes |= test(head);
            }
        }
        let passing = counts.into_iter().filter(|(_, (_, _, passes))| *passes);
        let mut outlets: Vec<Counted> = passing
            .map(|(id, (articles, unread, _))| Counted {
                id: id.clone(),
                name: self.library.name(id).to_owned(),
                articles,
                unread,
            })
            .collect();
        outlets.sort_by_cached_key(|o| (o.name.to_lowercase(), o.id.clone()));
        outlets
    }

    /// The ids of the outlets that `word` names: by id, or by a spelling of the name.
    pub fn named_outlets(&self, word: &str) -> BTreeSet<OutletId> {
        let key = name_key(word);
        let is_named = |outlet: &Counted| {
            let spelled = !key.is_empty() && name_key(&outlet.name) == key;
            outlet.id.as_str() == word || outlet.name == word || spelled
        };
        let outlets = self.outlets(|_| true).into_iter();
        outlets.filter(is_named).map(|outlet| outlet.id).collect()
    }

    /// The name of the digest's publisher, for a digest's parts.
    pub fn via<'a>(&'a self, head: &'a Head) -> Option<&'a str> {
        let is_part = matches!(head.kind, Kind::Lead | Kind::Section(_));
        is_part.then(|| self.library.name(&head.kept_in))
    }

    /// Where the original of an article is.
    pub fn url(&self, head: &Head) -> Option<String> {
        self.store.url(&head.kept_in, head.article, head.id)
    }

    /// What the article, digest or section `id` is; `None` when nothing of that id is kept.
    pub fn named(&self, id: Id) -> Option<Result<Named, StoreError>> {
        let head = self.library.head(id).filter(|head| !is_related(head));
        let (kept_in, article) = match (head, self.library.edition(id)) {
            (Some(head), _) => (head.kept_in.clone(), head.article),
            (None, Some(edition)) => (edition.publisher.clone(), id),
            (None, None) => return None,
        };
        let named = |record: Record| {
            let section = record.sections.iter().find(|s| s.id == id).cloned();
            let parts = self.library.parts(article);
            let parts =
                parts.filter(|head| !is_related(head) && (section.is_none() || head.id == id));
            let name = self.library.name(&kept_in);
            let articles = parts
                .map(|head| shape::article(&record, &head, name))
                .collect();
            Named {
                record,
                section,
                articles,
            }
        };
        Some(self.store.load(&kept_in, article).map(named))
    }

    /// What is not a sample. A sample that was opened as a file is the reader's own.
    fn own(&self) -> impl Iterator<Item = &Head> {
        let is_sample = |head: &Head| {
            self.samples.get(head.article).is_some()
                && !self.store.holds(&head.kept_in, head.article)
        };
        self.heads.iter().filter(move |h| !is_sample(h))
    }
}

/// The outlets an article counts for: who wrote it, who is named in it, who published it.
pub fn outlets_of(head: &Head) -> impl Iterator<Item = &OutletId> {
    [&head.outlet, &head.kept_in].into_iter().chain(&head.also)
}
