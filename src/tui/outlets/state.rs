//! Which rows the outlets have, which is selected and which are unfolded.

use super::groups;
use crate::model::Shelf;
use crate::model::{Edition, Group, Kind, Library, OutletId};
use crate::search::Query;
use jiff::Zoned;
use std::collections::{HashMap, HashSet};

/// The state of the pane.
#[derive(Clone, Debug)]
pub struct State {
    /// The selected row.
    pub selected: Shelf,
    /// Publishers and editions that show what is below them.
    pub unfolded: HashSet<Shelf>,
    /// The first row on the screen.
    pub top: usize,
    /// Shows only the rows with these words.
    pub find: Option<Query>,
    /// The rows as they were last worked out: once after each message, and not by each who asks.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it leads to; labels and blank rows lead nowhere.
    pub shelf: Option<Shelf>,
    /// How deep it stands: labels and the first two rows 0, then 1 and more.
    pub depth: usize,
    /// Whether what is below it shows; `None` where nothing is.
    pub open: Option<bool>,
    /// Its name.
    pub name: String,
    /// Whether it was split by guess.
    pub guess: bool,
    /// How many are unread.
    pub unread: usize,
    /// Whether it could not be refreshed.
    pub trouble: bool,
    /// Whether it is left alone for now.
    pub paused: bool,
}

impl State {
    /// Starts with `selected`.
    pub fn new(selected: Shelf) -> State {
        State {
            selected,
            unfolded: HashSet::new(),
            top: 0,
            find: None,
            rows: Vec::new(),
        }
    }

    /// Works the rows out anew.
    pub fn fill(&mut self, library: &Library, now: &Zoned) {
        self.rows = self.work_out(library, now);
    }

    fn work_out(&self, library: &Library, now: &Zoned) -> Vec<Row> {
        let by_author = library.by_author();
        let mut rows = vec![
            Row::new(Shelf::Unread, 0, "Unread", library.tally().unread),
            Row::new(Shelf::Bookmarks, 0, "Bookmarks", library.bookmarks()),
        ];
        let publishers = library.publishers();
        if !publishers.is_empty() {
            rows.extend([Row::label(""), Row::label("Digests")]);
        }
        for publisher in publishers {
            self.publisher_rows(library, &publisher.id, now, &mut rows);
        }
        let outlets = groups::placed(library);
        if !outlets.is_empty() {
            rows.extend([Row::label(""), Row::label("All outlets")]);
            let unread = |id: &OutletId| by_author.get(id).map_or(0, |tally| tally.unread);
            self.group_rows(library, &unread, &outlets, &Group::default(), &mut rows);
        }
        match &self.find {
            None => rows,
            Some(query) => rows
                .into_iter()
                .filter(|row| row.shelf.is_some() && query.is_in(&row.name))
                .collect(),
        }
    }

    fn publisher_rows(
        &self,
        library: &Library,
        publisher: &OutletId,
        now: &Zoned,
        rows: &mut Vec<Row>,
    ) {
        let shelf = Shelf::Publisher(publisher.clone());
        let open = self.unfolded.contains(&shelf);
        let unread = library.unread_of(&shelf);
        let name = library.name(publisher);
        rows.push(Row {
            open: Some(open),
            ..Row::new(shelf, 1, name, unread).standing(library, publisher)
        });
        let editions = library
            .editions()
            .filter(|e| open && e.publisher == *publisher);
        for edition in editions {
            let counts = Counts::of(library, edition);
            let shelf = Shelf::Edition(edition.id);
            let parts = parts_of(library, edition);
            let open = self.unfolded.contains(&shelf);
            let name = edition.name(now);
            rows.push(Row {
                open: (!parts.is_empty()).then_some(open),
                guess: edition.guess,
                ..Row::new(shelf, 2, &name, counts.all)
            });
            for outlet in parts.into_iter().filter(|_| open) {
                let unread = counts.part(&outlet);
                let name = library.name(&outlet).to_owned();
                rows.push(Row::new(Shelf::Part(edition.id, outlet), 3, &name, unread));
            }
        }
    }
}

impl Row {
    pub(super) fn new(shelf: Shelf, depth: usize, name: &str, unread: usize) -> Row {
        Row {
            shelf: Some(shelf),
            depth,
            open: None,
            name: name.to_owned(),
            guess: false,
            unread,
            trouble: false,
            paused: false,
        }
    }

    /// The same, with how its outlet stands.
    pub(super) fn standing(self, library: &Library, id: &OutletId) -> Row {
        let standing = library.standing(id);
        Row {
            trouble: standing.is_some_and(|s| s.trouble),
            paused: standing.is_some_and(|s| s.paused),
            ..self
        }
    }

    fn label(name: &str) -> Row {
        Row {
            shelf: None,
            ..Row::new(Shelf::Unread, 0, name, 0)
        }
    }
}

/// The outlets an edition quotes, in source order.
fn parts_of(library: &Library, edition: &Edition) -> Vec<OutletId> {
    let mut parts: Vec<(u32, OutletId)> = Vec::new();
    for head in library.parts(edition.id) {
        if let Kind::Section(n) = head.kind
            && head.outlet != edition.publisher
            && !parts.iter().any(|(_, outlet)| *outlet == head.outlet)
        {
            parts.push((n, head.outlet.clone()));
        }
    }
    parts.sort();
    parts.into_iter().map(|(_, outlet)| outlet).collect()
}

/// How many lines of an edition are unread, and of each outlet it quotes.
#[derive(Default)]
struct Counts {
    all: usize,
    parts: HashMap<OutletId, usize>,
}

impl Counts {
    fn of(library: &Library, edition: &Edition) -> Counts {
        let mut counts = Counts::default();
        for head in library.parts(edition.id).filter(|h| library.is_unread(h)) {
            counts.all += usize::from(head.kind != Kind::Article);
            if matches!(head.kind, Kind::Section(_)) {
                *counts.parts.entry(head.outlet.clone()).or_default() += 1;
            }
        }
        counts
    }

    fn part(&self, outlet: &OutletId) -> usize {
        self.parts.get(outlet).copied().unwrap_or(0)
    }
}
