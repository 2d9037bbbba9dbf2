//! Which rows the list has and which is selected.

use crate::model::Shelf;
use crate::model::{Head, Id, Library, Line, OutletId};
use crate::search::Query;
use jiff::Zoned;
use std::collections::HashSet;

/// The state of the pane.
#[derive(Clone, Debug)]
pub struct State {
    /// What it lists.
    pub shelf: Shelf,
    /// Its rows. They stay until the list is left, so that a row read in *Unread* does not vanish
    /// under the eye.
    pub rows: Vec<Row>,
    /// The selected row, an [`Row::Item`] wherever there is one.
    pub cursor: usize,
    /// The first row on the screen.
    pub top: usize,
    /// Which articles it shows.
    pub filter: Filter,
    /// Shows only the rows with these words.
    pub find: Option<Query>,
    /// What its rows come to, as last added up.
    pub tally: Tally,
    /// After how many changes of the marks the rows were added up.
    added_up: Option<u64>,
    /// Whether all its rows are here; else they are being read.
    pub whole: bool,
    /// The article to select when it comes.
    pub wanted: Option<Id>,
}

/// What the rows of a list come to. Related items do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many articles are listed.
    pub count: usize,
    /// How many of them are unread.
    pub unread: usize,
    /// Which of them is selected, from 1.
    pub place: Option<usize>,
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// A blank row above a label.
    Blank,
    /// The label of a group: the outlet of the item below it, the edition's date, or *Related*.
    Label(Label),
    /// An article, a section, a lead or a related item.
    Item(Id),
}

/// What a label says. It names an item of its group, so that rows stay small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// The outlet of this item.
    OutletOf(Id),
    /// The edition with this id, by its date.
    Edition(Id),
    /// What the page offers to read next.
    Related,
}

/// Which articles a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// The unread.
    Unread,
    /// The bookmarked.
    Bookmarked,
}

impl State {
    /// An empty list of `shelf`.
    pub fn new(shelf: Shelf) -> State {
        let filter = if shelf == Shelf::Unread {
            Filter::Unread
        } else {
            Filter::All
        };
        State {
            shelf,
            rows: Vec::new(),
            cursor: 0,
            top: 0,
            filter,
            find: None,
            tally: Tally::default(),
            added_up: None,
            whole: true,
            wanted: None,
        }
    }

    /// Fills the rows from the library; the selection stays on its article, or goes to the first.
    pub fn fill(&mut self, library: &Library) {
        let selected = self.selected();
        self.take_rows(library, |_| false);
        let kept = selected.and_then(|id| self.position(id));
        self.cursor = kept
            .or_else(|| self.items().next().map(|(at, _)| at))
            .unwrap_or(0);
        self.top = self.top.min(self.cursor);
    }

    /// Fills the rows from a library that another tidings changed: what is listed stays, though it
    /// was read there, and neither the selection nor what stands at the top moves.
    pub fn fill_again(&mut self, library: &Library) {
        let listed: HashSet<Id> = self.items().map(|(_, id)| id).collect();
        let selected = self.selected();
        let top = self
            .items()
            .find(|(at, _)| *at >= self.top)
            .map(|(at, id)| (at - self.top, id));
        self.take_rows(library, |id| listed.contains(&id));
        let first = || self.items().next().map(|(at, _)| at);
        self.cursor = selected
            .and_then(|id| self.position(id))
            .or_else(first)
            .unwrap_or(0);
        let top = top.and_then(|(above, id)| Some(self.position(id)?.saturating_sub(above)));
        self.top = top.unwrap_or(0).min(self.cursor);
    }

    /// Takes the rows of what the list shows, and of what `stays`.
    fn take_rows(&mut self, library: &Library, stays: impl Fn(Id) -> bool) {
        let found = self.find.as_ref().map(|query| {
            let is_in = |words: &str| query.is_in(words);
            let test = |head: &Head| is_in(&head.title) || is_in(library.name(&head.outlet));
            library.matching(&self.shelf, test)
        });
        let shows = |id| {
            let kept = match self.filter {
                Filter::All => true,
                Filter::Unread => library.is_unread_id(id),
                Filter::Bookmarked => library.marks().is_bookmarked(id),
            };
            kept && found.as_ref().is_none_or(|found| found.contains(&id))
        };
        self.rows = rows(library, &self.shelf, |id| stays(id) || shows(id));
        self.whole = self.missing(library).is_empty();
        self.added_up = None;
    }

    /// The outlets whose lines it lacks.
    pub fn missing(&self, library: &Library) -> Vec<OutletId> {
        library.missing(&self.shelf, self.filter == Filter::Unread)
    }

    /// The article the selection is on.
    pub fn selected(&self) -> Option<Id> {
        match self.rows.get(self.cursor) {
            Some(Row::Item(id)) => Some(*id),
            _ => None,
        }
    }

    /// The items with their rows.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = (usize, Id)> + Clone {
        self.rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| match row {
                Row::Item(id) => Some((at, *id)),
                _ => None,
            })
    }

    /// The row of an article.
    pub fn position(&self, id: Id) -> Option<usize> {
        self.items().find(|(_, item)| *item == id).map(|(at, _)| at)
    }

    /// Puts the selection on an article, if it is listed.
    pub fn select(&mut self, id: Id) {
        if let Some(at) = self.position(id) {
            self.cursor = at;
        }
    }

    /// Adds the rows up, where something changed.
    pub fn add_up(&mut self, library: &Library) {
        if self.added_up != Some(library.changes()) {
            let mut tally = Tally::default();
            for id in self.counted(library) {
                tally.count += 1;
                tally.unread += usize::from(library.is_unread_id(id));
            }
            self.tally = tally;
            self.added_up = Some(library.changes());
        }
        let selected = self.selected();
        let place = selected.and_then(|id| self.place_of(library, id));
        self.tally.place = place;
    }

    /// How many articles are listed; related items do not count.
    pub fn count(&self, library: &Library) -> usize {
        self.counted(library).count()
    }

    /// Which of the counted articles `id` is, from 1.
    pub fn place_of(&self, library: &Library, id: Id) -> Option<usize> {
        self.counted(library)
            .position(|counted| counted == id)
            .map(|at| at + 1)
    }

    fn counted<'a>(&'a self, library: &'a Library) -> impl Iterator<Item = Id> {
        let with_related = matches!(self.shelf, Shelf::Edition(_) | Shelf::Bookmarks);
        let ids = self.items().map(|(_, id)| id);
        ids.filter(move |id| !with_related || !library.is_related_id(*id))
    }

    /// Whether it lists articles of several outlets, each with its outlet beside it.
    pub fn is_mixed(&self) -> bool {
        matches!(
            self.shelf,
            Shelf::Unread | Shelf::Bookmarks | Shelf::Publisher(_) | Shelf::Group(_)
        )
    }

    /// Whether the day and the review of its items stand above them, in its title or labels.
    pub fn is_of_editions(&self) -> bool {
        matches!(
            self.shelf,
            Shelf::Edition(_) | Shelf::Part(..) | Shelf::Publisher(_)
        )
    }
}

/// The rows of `shelf`, of the articles that pass `shows`.
fn rows(library: &Library, shelf: &Shelf, shows: impl Fn(Id) -> bool) -> Vec<Row> {
    let lines = library.listed_if(shelf, shows);
    let mut rows = Vec::new();
    match shelf {
        Shelf::Publisher(_) => {
            let labelled = lines
                .iter()
                .map(|line| (Label::Edition(line.article), line));
            grouped(&mut rows, labelled, |line| line.article);
        }
        Shelf::Edition(_) => {
            let labelled = lines.iter().map(|line| {
                let label = match line.is_related() {
                    true => Label::Related,
                    false => Label::OutletOf(line.id),
                };
                (label, line)
            });
            let outlet = |line: &Line| library.head(line.id).map(|head| head.outlet.clone());
            grouped(&mut rows, labelled, |line| {
                (line.is_related(), outlet(line))
            });
        }
        _ => rows.extend(lines.iter().map(|line| Row::Item(line.id))),
    }
    rows
}

/// Adds items, with a label above each run of the same `group` and a blank row between runs.
fn grouped<'a, G: PartialEq>(
    rows: &mut Vec<Row>,
    lines: impl Iterator<Item = (Label, &'a Line)>,
    group: impl Fn(&Line) -> G,
) {
    let mut last = None;
    for (label, line) in lines {
        let this = Some(group(line));
        if this != last {
            if !rows.is_empty() {
                rows.push(Row::Blank);
            }
            rows.push(Row::Label(label));
        }
        rows.push(Row::Item(line.id));
        last = this;
    }
}

/// What a label says.
pub fn label_words(library: &Library, label: Label, now: &Zoned) -> String {
    match label {
        Label::OutletOf(id) => library
            .head(id)
            .map_or_else(String::new, |h| library.name(&h.outlet).to_owned()),
        Label::Edition(id) => library
            .edition(id)
            .map_or_else(String::new, |e| e.name(now)),
        Label::Related => "Related".to_owned(),
    }
}
