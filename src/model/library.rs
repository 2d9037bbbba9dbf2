//! Everything that can be read, with counts: what the outlets and the list are drawn from.

use super::article::{Head, Kind};
use super::group::Group;
use super::id::{Id, OutletId};
use super::outlet::Outlet;
use super::reading::Marks;
use super::shelf::Shelf;
use super::standing::Standing;
use super::time::When;
use jiff::Zoned;
use std::collections::{BTreeMap, HashMap, HashSet};

/// One edition of a press review.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// The digest's id.
    pub id: Id,
    /// Who publishes it.
    pub publisher: OutletId,
    /// Its title.
    pub title: Option<String>,
    /// Its date.
    pub when: Option<When>,
    /// Whether its split is a guess (`~`).
    pub guess: bool,
    /// Whether it was not split, though it may be a digest (`:split` offers it).
    pub unsure: bool,
}

impl Edition {
    /// How the outlets name it: by its date, else by its title.
    pub fn name(&self, now: &Zoned) -> String {
        match (self.when, &self.title) {
            (Some(when), _) => when.in_tree(now),
            (None, Some(title)) => title.clone(),
            (None, None) => "Without a date".to_owned(),
        }
    }
}

/// Outlets, editions, list lines and marks. What it answers is worked out in memory; it knows
/// nothing of files.
#[derive(Clone, Debug, Default)]
pub struct Library {
    outlets: BTreeMap<OutletId, Outlet>,
    editions: Vec<Edition>,
    edition_index: HashMap<Id, usize>,
    heads: Vec<Head>,
    index: HashMap<Id, usize>,
    /// Where the lines of each record stand; they stand together.
    records: HashMap<Id, std::ops::Range<usize>>,
    marks: Marks,
    /// Records that came with the program: read like others, never stored.
    samples: HashSet<Id>,
    /// How the outlets that are subscribed to stand.
    standings: BTreeMap<OutletId, Standing>,
}

impl Library {
    /// An empty library with `marks`.
    pub fn new(marks: Marks) -> Library {
        Library {
            marks,
            ..Library::default()
        }
    }

    /// Adds an outlet; one already known keeps its name.
    pub fn add_outlet(&mut self, outlet: Outlet) {
        self.outlets.entry(outlet.id.clone()).or_insert(outlet);
    }

    /// Adds a record: an edition with its parts, or (`edition` is `None`) one article. `sample`
    /// says that it came with the program.
    pub fn add(&mut self, edition: Option<Edition>, heads: Vec<Head>, sample: bool) {
        if let Some(edition) = edition {
            if sample {
                self.samples.insert(edition.id);
            }
            self.edition_index.insert(edition.id, self.editions.len());
            self.editions.push(edition);
        }
        for head in heads {
            if sample {
                self.samples.insert(head.article);
            }
            self.index.insert(head.id, self.heads.len());
            self.heads.push(head);
        }
    }

    /// Call once after the last [`Library::add`]: sorts editions and list lines, newest first and
    /// a digest's parts in source order.
    pub fn sort(&mut self) {
        let newest = |when: Option<When>| std::cmp::Reverse(when.map_or(i64::MIN, When::seconds));
        self.editions.sort_by_key(|e| (newest(e.when), e.id));
        self.edition_index = self
            .editions
            .iter()
            .enumerate()
            .map(|(at, e)| (e.id, at))
            .collect();
        self.heads
            .sort_by_key(|h| (newest(h.when), h.article, h.kind, h.id));
        self.index = self
            .heads
            .iter()
            .enumerate()
            .map(|(at, head)| (head.id, at))
            .collect();
        self.records.clear();
        for (at, head) in self.heads.iter().enumerate() {
            self.records
                .entry(head.article)
                .and_modify(|range| range.end = at + 1)
                .or_insert(at..at + 1);
        }
    }

    /// The list line of `id`.
    pub fn head(&self, id: Id) -> Option<&Head> {
        self.index.get(&id).and_then(|at| self.heads.get(*at))
    }

    /// All list lines, newest first.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// All editions that were split, newest first.
    pub fn editions(&self) -> impl Iterator<Item = &Edition> {
        self.editions.iter().filter(|e| !e.unsure)
    }

    /// The lines of one record, in source order.
    pub fn parts(&self, article: Id) -> impl Iterator<Item = &Head> {
        let at = self.records.get(&article).cloned().unwrap_or(0..0);
        self.heads[at].iter()
    }

    /// What a shelf holds, in the order of its list: newest first, a digest's parts in source
    /// order. Related items stand in the list of their edition alone.
    pub fn listed<'a>(&'a self, shelf: &'a Shelf) -> Box<dyn Iterator<Item = &'a Head> + 'a> {
        let all = || self.heads.iter().filter(|h| !is_related(h));
        match shelf {
            Shelf::Unread => Box::new(all()),
            Shelf::Bookmarks => {
                Box::new(self.heads.iter().filter(|h| self.marks.is_bookmarked(h.id)))
            }
            Shelf::Outlet(outlet) => Box::new(all().filter(move |h| is_by(h, outlet))),
            Shelf::Edition(edition) => Box::new(self.parts(*edition)),
            Shelf::Part(edition, outlet) => Box::new(
                self.parts(*edition)
                    .filter(move |h| !is_related(h) && is_by(h, outlet)),
            ),
            Shelf::Group(group) => {
                let inside = self.inside(group);
                Box::new(all().filter(move |h| {
                    let named = || std::iter::once(&h.outlet).chain(&h.also);
                    let is_text = is_text_of_outlet(h);
                    inside.contains(&h.kept_in) || is_text && named().any(|o| inside.contains(o))
                }))
            }
            Shelf::Publisher(publisher) => Box::new(
                self.editions()
                    .filter(move |e| e.publisher == *publisher)
                    .flat_map(|e| self.parts(e.id).filter(|h| !is_related(h))),
            ),
        }
    }

    /// The edition with this id.
    pub fn edition(&self, id: Id) -> Option<&Edition> {
        self.edition_index
            .get(&id)
            .and_then(|at| self.editions.get(*at))
    }

    /// Whether there is such a shelf.
    pub fn has(&self, shelf: &Shelf) -> bool {
        match shelf {
            Shelf::Unread | Shelf::Bookmarks => true,
            Shelf::Edition(id) | Shelf::Part(id, _) => self.edition(*id).is_some(),
            Shelf::Publisher(id) => self.editions().any(|e| e.publisher == *id),
            Shelf::Outlet(id) if self.standings.contains_key(id) => true,
            Shelf::Group(group) => !self.inside(group).is_empty(),
            Shelf::Outlet(_) => self.listed(shelf).next().is_some(),
        }
    }

    /// The name of a shelf in a title or a sentence.
    pub fn shelf_name(&self, shelf: &Shelf, now: &Zoned) -> String {
        let edition = |id| self.edition(id);
        match shelf {
            Shelf::Unread => "Unread".to_owned(),
            Shelf::Bookmarks => "Bookmarks".to_owned(),
            Shelf::Publisher(id) | Shelf::Outlet(id) => self.name(id).to_owned(),
            Shelf::Group(group) => group.names().last().cloned().unwrap_or_default(),
            Shelf::Edition(id) => edition(*id).map_or_else(String::new, |e| {
                format!("{} {}", self.name(&e.publisher), e.name(now))
            }),
            Shelf::Part(id, outlet) => edition(*id).map_or_else(String::new, |e| {
                format!("{} via {}", self.name(outlet), self.name(&e.publisher))
            }),
        }
    }

    /// Says what is subscribed to, and how it stands. What the reader named is called so.
    pub fn subscribe(&mut self, feeds: impl IntoIterator<Item = (Outlet, Standing)>) {
        self.standings.clear();
        for (outlet, standing) in feeds {
            if standing.named {
                self.outlets.insert(outlet.id.clone(), outlet.clone());
            }
            self.standings.insert(outlet.id.clone(), standing);
            self.add_outlet(outlet);
        }
    }

    /// How an outlet stands, where it is subscribed to.
    pub fn standing(&self, id: &OutletId) -> Option<&Standing> {
        self.standings.get(id)
    }

    /// Every outlet that is subscribed to, and how it stands.
    pub fn standings(&self) -> impl Iterator<Item = (&Outlet, &Standing)> {
        let standings = self.standings.iter();
        standings.filter_map(|(id, standing)| Some((self.outlets.get(id)?, standing)))
    }

    /// The outlets of a group, and of those inside it.
    pub fn inside(&self, group: &Group) -> HashSet<OutletId> {
        let inside = self.standings.iter().filter(|(_, s)| group.holds(&s.group));
        inside.map(|(id, _)| id.clone()).collect()
    }

    /// The outlet with this id.
    pub fn outlet(&self, id: &OutletId) -> Option<&Outlet> {
        self.outlets.get(id)
    }

    /// The name of an outlet; its id where no name is known.
    pub fn name<'a>(&'a self, id: &'a OutletId) -> &'a str {
        self.outlets
            .get(id)
            .map_or(id.as_str(), |o| o.name.as_str())
    }

    /// What the reader did.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// What the reader did, to change.
    pub fn marks_mut(&mut self) -> &mut Marks {
        &mut self.marks
    }

    /// Whether the record came with the program.
    pub fn is_sample(&self, article: Id) -> bool {
        self.samples.contains(&article)
    }

    /// Spells every name, title and byline anew.
    pub fn respell(&mut self, spell: impl Fn(&str) -> String) {
        for outlet in self.outlets.values_mut() {
            outlet.name = spell(&outlet.name);
        }
        for edition in &mut self.editions {
            edition.title = edition.title.as_deref().map(&spell);
        }
        for head in &mut self.heads {
            head.title = spell(&head.title);
            head.by = head.by.as_deref().map(&spell);
            head.date = head.date.as_deref().map(&spell);
        }
    }

    /// Whether nothing but samples is here.
    pub fn only_samples(&self) -> bool {
        !self.heads.is_empty() && self.heads.iter().all(|h| self.is_sample(h.article))
    }

    /// Whether a line is unread. Related items never are.
    pub fn is_unread(&self, head: &Head) -> bool {
        !is_related(head) && !self.marks.is_read(head.id)
    }

    /// How many of the lines that pass `test` are unread.
    pub fn unread(&self, test: impl Fn(&Head) -> bool) -> usize {
        self.heads
            .iter()
            .filter(|h| self.is_unread(h) && test(h))
            .count()
    }

    /// The publishers of digests, by name.
    pub fn publishers(&self) -> Vec<&Outlet> {
        let ids: HashSet<&OutletId> = self.editions().map(|e| &e.publisher).collect();
        self.named(ids)
    }

    /// Every outlet that wrote something here: with articles of its own, or quoted by a digest. By
    /// name.
    pub fn authors(&self) -> Vec<&Outlet> {
        let ids: HashSet<&OutletId> = self
            .heads
            .iter()
            .filter(|h| is_text_of_outlet(h))
            .flat_map(|h| std::iter::once(&h.outlet).chain(&h.also))
            .collect();
        self.named(ids)
    }

    fn named(&self, ids: HashSet<&OutletId>) -> Vec<&Outlet> {
        let mut outlets: Vec<&Outlet> = ids
            .into_iter()
            .filter_map(|id| self.outlets.get(id))
            .collect();
        outlets.sort_by_cached_key(|o| (o.name.to_lowercase(), o.id.clone()));
        outlets
    }
}

/// Whether a line is a related item.
pub fn is_related(head: &Head) -> bool {
    matches!(head.kind, Kind::Related(_))
}

/// Whether a line is a text of this outlet, or names it.
fn is_by(head: &Head, outlet: &OutletId) -> bool {
    is_text_of_outlet(head) && (head.outlet == *outlet || head.also.contains(outlet))
}

/// Whether a line counts under its outlet in *All outlets*: the digest's own lead and its related
/// items do not.
pub fn is_text_of_outlet(head: &Head) -> bool {
    match head.kind {
        Kind::Article => true,
        Kind::Section(_) => head.outlet != head.kept_in,
        Kind::Lead | Kind::Related(_) => false,
    }
}
