//! What is kept as a library: counts of all outlets, and the lines of those that somebody looks at.

use super::Store;
use super::articles::Segment;
use super::index::Row;
use super::listing::Listing;
use super::quiet::Quiet;
use super::rows::Rows;
use super::saving::Saving;
use super::trouble::Troubles;
use crate::model::{self, Head, Id, Library, Outlet, OutletId};
use std::collections::HashSet;
use std::sync::Arc;

impl Store {
    /// Everything that can be read, as list lines, with the marks. What is bookmarked and in no
    /// segment any more comes from its copy: that line alone, for what was around it has expired.
    pub fn library(&self) -> Library {
        let mut all = self.at_hand();
        all.read_everything();
        let mut library = all.shelves();
        library.sort();
        library
    }

    /// All that is known here, in another hand that mends nothing and writes nothing.
    fn at_hand(&self) -> Store {
        Store {
            paths: self.paths.clone(),
            articles: self.articles.clone(),
            opened: self.opened.clone(),
            bookmarks: self.bookmarks.clone(),
            reading: self.reading.clone(),
            outlets: self.outlets.clone(),
            saving: Saving::default(),
            newer: self.newer.clone(),
            data_writable: self.data_writable,
            cache_writable: self.cache_writable,
            mends: false,
            troubles: Troubles::default(),
            untidy: Vec::new(),
            quiet: Quiet::default(),
            known: self.known.clone(),
            looked_at: self.looked_at.clone(),
            uncounted: self.uncounted.clone(),
            outlets_due: false,
        }
    }

    /// As [`Store::library`], with the lines of those outlets alone that [`Store::read_outlets`]
    /// read; of the others there are counts. The caller sorts, after adding what is not kept here.
    pub fn shelves(&mut self) -> Library {
        self.count_marked();
        let mut library = Library::new(self.reading.marks.clone());
        for (id, known) in &self.known {
            if known.counts.lines.all > 0 || known.counts.editions > 0 {
                library.add_outlet(Outlet {
                    id: id.clone(),
                    name: known.name.clone(),
                });
            }
        }
        for (id, known) in &self.known {
            for (quoted, name) in &known.names {
                library.add_outlet(Outlet {
                    id: quoted.clone(),
                    name: name.clone(),
                });
            }
            let read = self.looked_at.contains(id);
            library.add_counts(id, known.counts.clone(), read);
            if read {
                self.add_lines(&mut library, id);
            }
        }
        self.add_copies(&mut library);
        library
    }

    /// Adds the lines of one outlet: what is more than an article now, the articles when they are
    /// drawn.
    fn add_lines(&self, library: &mut Library, id: &OutletId) {
        let segments: Vec<&Segment> = self.both(id).collect();
        for segment in &segments {
            let others = segments.iter().filter(|s| !std::ptr::eq(**s, *segment));
            let others: Vec<&&Segment> = others.collect();
            let twice = |id: Id| others.iter().any(|other| other.row(id).is_some());
            let is_latest = |article: Id| {
                let latest = || self.latest(id, article);
                !twice(article) || latest().is_some_and(|s| std::ptr::eq(s, *segment))
            };
            for skim in segment.rows().more().filter(|skim| is_latest(skim.id)) {
                let Listing { edition, heads, .. } = skim.listing(id);
                library.add_counted(edition, heads);
            }
            let hidden: HashSet<Id> = match others.is_empty() {
                true => HashSet::new(),
                false => {
                    let rows = segment.rows().all().iter();
                    let hidden = rows.filter(|row| !is_latest(row.id));
                    hidden.map(|row| row.id).collect()
                }
            };
            let articles = Articles::new(id, segment.rows(), &hidden);
            if model::Rows::count(&articles) > 0 {
                library.add_rows(id, Arc::new(articles));
            }
        }
    }

    /// Adds what is bookmarked and in no segment.
    fn add_copies(&self, library: &mut Library) {
        let gone = self.known.values().flat_map(|known| &known.counts.gone);
        let gone: HashSet<Id> = gone.copied().collect();
        for skim in self.bookmarks.rows().kept() {
            let Some(kept_in) = &skim.kept_in else {
                continue;
            };
            let mut listing = skim.listing(kept_in);
            listing.heads.retain(|head| {
                gone.contains(&head.id) && self.reading.marks.is_bookmarked(head.id)
            });
            if listing.heads.is_empty() {
                continue;
            }
            library.add_outlet(Outlet {
                id: kept_in.clone(),
                name: (skim.kept_name.clone()).unwrap_or_else(|| kept_in.to_string()),
            });
            if library.edition(skim.id).is_some() {
                listing.edition = None;
            }
            for outlet in listing.outlets {
                library.add_outlet(outlet);
            }
            library.add(listing.edition, listing.heads, false);
        }
    }
}

/// The articles of a segment that are one line with an instant each.
#[derive(Debug)]
struct Articles {
    outlet: OutletId,
    rows: Arc<Rows>,
    /// Which of the rows they are; `None` is all.
    which: Option<Vec<u32>>,
}

impl Articles {
    fn new(outlet: &OutletId, rows: &Arc<Rows>, hidden: &HashSet<Id>) -> Articles {
        let is_one = |row: &Row| !row.more && !hidden.contains(&row.id);
        let all = rows.all();
        let which = (!all.iter().all(is_one)).then(|| {
            let ones = (0..).zip(all).filter(|(_, row)| is_one(row));
            ones.map(|(at, _)| at).collect()
        });
        Articles {
            outlet: outlet.clone(),
            rows: Arc::clone(rows),
            which,
        }
    }

    fn row(&self, at: usize) -> &Row {
        match &self.which {
            Some(which) => &self.rows.all()[which[at] as usize],
            None => &self.rows.all()[at],
        }
    }
}

impl model::Rows for Articles {
    fn count(&self) -> usize {
        self.which.as_ref().map_or(self.rows.all().len(), Vec::len)
    }

    fn line(&self, at: usize) -> (Id, i64) {
        let row = self.row(at);
        (row.id, row.time)
    }

    fn head(&self, at: usize) -> Option<Head> {
        let skim = self.rows.skim(self.row(at).id)?;
        skim.listing(&self.outlet).heads.pop()
    }

    fn heads(&self) -> Vec<Head> {
        let wanted: HashSet<Id> = match &self.which {
            Some(_) => (0..self.count()).map(|at| self.row(at).id).collect(),
            None => HashSet::new(),
        };
        let skims = self.rows.skims().into_iter();
        let skims = skims.filter(|skim| self.which.is_none() || wanted.contains(&skim.id));
        skims
            .filter_map(|skim| skim.listing(&self.outlet).heads.pop())
            .collect()
    }
}
