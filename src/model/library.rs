//! Everything that can be read, with counts: what the outlets and the list are drawn from.

use super::article::{Head, Kind};
use super::counts::{Counts, Tally, authors};
use super::group::Group;
use super::id::{Id, OutletId};
use super::outlet::Outlet;
use super::reading::{Marks, Op};
use super::shelf::Shelf;
use super::standing::Standing;
use super::time::When;
use jiff::Zoned;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

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

/// Articles of one outlet that are read when they are drawn: in memory only what sorts and finds
/// them.
pub trait Rows: fmt::Debug + Send + Sync {
    /// How many.
    fn count(&self) -> usize;
    /// The id of the article at `at`, and what it is sorted by: seconds since 1970, the least where
    /// no time is known.
    fn line(&self, at: usize) -> (Id, i64);
    /// The list line of the article at `at`, read now. `None` where it is gone.
    fn head(&self, at: usize) -> Option<Head>;
    /// All list lines, read at once.
    fn heads(&self) -> Vec<Head>;
}

/// A line of a list, before it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its own id.
    pub id: Id,
    /// The record that holds it.
    pub article: Id,
    /// What it is.
    pub kind: Kind,
    time: i64,
}

impl Line {
    fn of(head: &Head) -> Line {
        Line {
            id: head.id,
            article: head.article,
            kind: head.kind,
            time: head.when.map_or(i64::MIN, When::seconds),
        }
    }

    fn of_article(id: Id, time: i64) -> Line {
        Line {
            id,
            article: id,
            kind: Kind::Article,
            time,
        }
    }

    /// Newest first, and a digest's parts in source order.
    fn order(&self) -> (Reverse<i64>, Id, Kind, Id) {
        (Reverse(self.time), self.article, self.kind, self.id)
    }

    /// Whether it is a related item.
    pub fn is_related(&self) -> bool {
        matches!(self.kind, Kind::Related(_))
    }
}

/// Outlets, editions, list lines and marks. What it answers is worked out in memory, but for the
/// lines that are read when they are drawn; it knows nothing of files.
///
/// Of the outlets whose files nobody looked into there are only counts.
#[derive(Clone, Debug, Default)]
pub struct Library {
    outlets: BTreeMap<OutletId, Outlet>,
    editions: Vec<Edition>,
    edition_index: HashMap<Id, usize>,
    heads: Vec<Head>,
    index: HashMap<Id, usize>,
    /// Where the lines of each record stand; they stand together.
    records: HashMap<Id, std::ops::Range<usize>>,
    /// What is read when it is drawn, by outlet.
    rows: Vec<(OutletId, Arc<dyn Rows>)>,
    /// The articles of all rows by id: which rows, and where in them.
    ids: Vec<(Id, u32, u32)>,
    /// The counts of each file.
    counts: BTreeMap<OutletId, Counts>,
    /// The outlets whose lines are here.
    read: BTreeSet<OutletId>,
    /// Lines that no count has: samples, and copies of bookmarks.
    loose: HashSet<Id>,
    marks: Marks,
    /// Records that came with the program: read like others, never stored.
    samples: HashSet<Id>,
    /// How the outlets that are subscribed to stand.
    standings: BTreeMap<OutletId, Standing>,
    changes: u64,
    /// How everything is spelled that is read later.
    spell: Option<fn(&str) -> String>,
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
        if sample {
            self.samples.extend(edition.as_ref().map(|e| e.id));
            self.samples.extend(heads.iter().map(|head| head.article));
        }
        self.loose.extend(heads.iter().map(|head| head.id));
        self.add_counted(edition, heads);
    }

    /// Adds a record that the counts of its outlet have already.
    pub fn add_counted(&mut self, edition: Option<Edition>, heads: Vec<Head>) {
        if let Some(edition) = edition {
            self.edition_index.insert(edition.id, self.editions.len());
            self.editions.push(edition);
        }
        for head in heads {
            self.index.insert(head.id, self.heads.len());
            self.heads.push(head);
        }
    }

    /// Adds articles of `outlet` that its counts have already, to be read when they are drawn.
    pub fn add_rows(&mut self, outlet: &OutletId, rows: Arc<dyn Rows>) {
        let n = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(rows.count()).unwrap_or(u32::MAX);
        let ids = (0..count).map(|at| (rows.line(at as usize).0, n, at));
        self.ids.extend(ids);
        self.rows.push((outlet.clone(), rows));
    }

    /// Says how much the file of `outlet` holds, and whether its lines are here.
    pub fn add_counts(&mut self, outlet: &OutletId, counts: Counts, read: bool) {
        if read || counts.lines.all == 0 && counts.editions == 0 {
            self.read.insert(outlet.clone());
        }
        self.counts.insert(outlet.clone(), counts);
    }

    /// Call once after the last [`Library::add`]: sorts editions and list lines, newest first and
    /// a digest's parts in source order.
    pub fn sort(&mut self) {
        let newest = |when: Option<When>| Reverse(when.map_or(i64::MIN, When::seconds));
        self.editions.sort_by_key(|e| (newest(e.when), e.id));
        self.edition_index = self
            .editions
            .iter()
            .enumerate()
            .map(|(at, e)| (e.id, at))
            .collect();
        self.heads.sort_by_key(|h| Line::of(h).order());
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
        self.ids.sort_unstable();
        self.ids.shrink_to_fit();
    }

    /// The list line of `id`, where it is here.
    pub fn head(&self, id: Id) -> Option<Cow<'_, Head>> {
        if let Some(head) = self.index.get(&id).and_then(|at| self.heads.get(*at)) {
            return Some(Cow::Borrowed(head));
        }
        let (rows, at) = self.row(id)?;
        let head = self.rows[rows].1.head(at)?;
        Some(Cow::Owned(self.spelled(head)))
    }

    /// Which rows an article is in, and where in them.
    fn row(&self, id: Id) -> Option<(usize, usize)> {
        let at = self.ids.binary_search_by_key(&id, |(id, ..)| *id).ok()?;
        let (_, rows, at) = self.ids[at];
        Some((rows as usize, at as usize))
    }

    /// Whether the list line of `id` is here.
    pub fn has_line(&self, id: Id) -> bool {
        self.line(id).is_some()
    }

    fn line(&self, id: Id) -> Option<Line> {
        if let Some(at) = self.index.get(&id) {
            return self.heads.get(*at).map(Line::of);
        }
        let (rows, at) = self.row(id)?;
        let (id, time) = self.rows[rows].1.line(at);
        Some(Line::of_article(id, time))
    }

    fn spelled(&self, mut head: Head) -> Head {
        if let Some(spell) = self.spell {
            respell_head(&mut head, spell);
        }
        head
    }

    /// All list lines that are here, newest first, read at once.
    pub fn heads(&self) -> Vec<Head> {
        let mut heads = self.heads.clone();
        for (_, rows) in &self.rows {
            heads.extend(rows.heads().into_iter().map(|head| self.spelled(head)));
        }
        if !self.rows.is_empty() {
            heads.sort_by_key(|head| Line::of(head).order());
        }
        heads
    }

    /// The outlets whose files hold any line, and those of the copies that are here.
    pub fn keepers(&self) -> BTreeSet<&OutletId> {
        let counted = self
            .counts
            .iter()
            .filter(|(_, counts)| counts.lines.all > 0);
        let here = self.heads.iter().map(|head| &head.kept_in);
        counted.map(|(id, _)| id).chain(here).collect()
    }

    /// Whether there are lines that no count has.
    pub fn has_loose(&self) -> bool {
        !self.loose.is_empty()
    }

    /// How many lines there are that can be unread, here or not, and how many are.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for counts in self.counts.values() {
            tally.plus(counts.lines);
        }
        for head in self.loose_heads().filter(|head| !is_related(head)) {
            tally.plus(self.one(head.id));
        }
        tally
    }

    fn one(&self, id: Id) -> Tally {
        Tally {
            all: 1,
            unread: usize::from(!self.marks.is_read(id)),
        }
    }

    /// The lines that no count has.
    fn loose_heads(&self) -> impl Iterator<Item = &Head> {
        let is_loose = |head: &&Head| self.loose.contains(&head.id);
        let none = self.loose.is_empty();
        self.heads
            .iter()
            .filter(move |head| !none && is_loose(head))
    }

    /// The outlets whose lines a list needs that are not here yet. `unread` says that it shows only
    /// what is unread.
    pub fn missing(&self, shelf: &Shelf, unread: bool) -> Vec<OutletId> {
        let starred = match shelf {
            Shelf::Bookmarks => self.marks.starred_in(),
            _ => BTreeSet::new(),
        };
        let needs = |id: &OutletId, counts: &Counts| match shelf {
            Shelf::Unread => !unread || counts.lines.unread > 0,
            Shelf::Bookmarks => starred.contains(id),
            Shelf::Publisher(publisher) => publisher == id,
            Shelf::Edition(edition) | Shelf::Part(edition, _) => {
                let edition = self.edition(*edition);
                edition.is_some_and(|edition| edition.publisher == *id)
            }
            Shelf::Outlet(outlet) => counts.by.contains_key(outlet),
            Shelf::Group(group) => {
                let is_in =
                    |id: &OutletId| self.standing(id).is_some_and(|s| group.holds(&s.group));
                is_in(id) || counts.by.keys().any(is_in)
            }
        };
        let missing = self
            .counts
            .iter()
            .filter(|(id, _)| !self.read.contains(*id));
        let missing = missing.filter(|(id, counts)| needs(id, counts));
        missing.map(|(id, _)| id.clone()).collect()
    }

    /// The outlets with editions whose lines are not here; with `unread`, those with unread ones.
    pub fn missing_publishers(&self, unread: bool) -> Vec<OutletId> {
        let missing = self.counts.iter().filter(|(id, counts)| {
            let wanted = counts.editions > 0 && (!unread || counts.unread_in_editions > 0);
            wanted && !self.read.contains(*id)
        });
        missing.map(|(id, _)| id.clone()).collect()
    }

    /// Whether there is such an outlet whose lines are not here.
    pub fn is_missing(&self, outlet: &OutletId) -> bool {
        self.counts.contains_key(outlet) && !self.read.contains(outlet)
    }

    /// How many lines the files of these outlets hold.
    pub fn lines_of(&self, outlets: &[OutletId]) -> usize {
        let counts = outlets.iter().filter_map(|id| self.counts.get(id));
        counts.map(|counts| counts.lines.all).sum()
    }

    /// All editions that were split and are here, newest first.
    pub fn editions(&self) -> impl Iterator<Item = &Edition> {
        self.editions.iter().filter(|e| !e.unsure)
    }

    /// Who published the newest edition, here or not; of several the first by id.
    pub fn newest_publisher(&self) -> Option<&OutletId> {
        let here = self.editions().map(|e| {
            let time = e.when.map_or(i64::MIN, When::seconds);
            (time, Reverse(&e.publisher))
        });
        let missing = self
            .counts
            .iter()
            .filter(|(id, counts)| counts.editions > 0 && !self.read.contains(*id));
        let missing = missing.map(|(id, counts)| {
            let time = counts.newest.unwrap_or(i64::MIN);
            (time, Reverse(id))
        });
        let (_, Reverse(newest)) = here.chain(missing).max()?;
        Some(newest)
    }

    /// The lines of one record, in source order.
    pub fn parts(&self, article: Id) -> impl Iterator<Item = Cow<'_, Head>> {
        let at = self.records.get(&article).cloned();
        let single = match at {
            None => self.head(article).filter(|head| head.article == article),
            Some(_) => None,
        };
        let parts = self.heads[at.unwrap_or(0..0)].iter().map(Cow::Borrowed);
        parts.chain(single)
    }

    /// What a shelf holds of the lines that are here, in the order of its list: newest first, a
    /// digest's parts in source order. Related items stand in the list of their edition alone.
    pub fn listed(&self, shelf: &Shelf) -> Vec<Line> {
        self.listed_if(shelf, |_| true)
    }

    /// As [`Library::listed`], only the lines whose ids pass `test`.
    pub fn listed_if(&self, shelf: &Shelf, test: impl Fn(Id) -> bool) -> Vec<Line> {
        let mut lines: Vec<Line> = match shelf {
            Shelf::Unread => {
                let heads = self.heads.iter().filter(|h| !is_related(h));
                let lines = heads.map(Line::of).chain(self.row_lines(|_| true));
                lines.filter(|line| test(line.id)).collect()
            }
            Shelf::Bookmarks => {
                let starred = self.marks.bookmarked().filter(|(id, _)| test(*id));
                starred.filter_map(|(id, _)| self.line(id)).collect()
            }
            Shelf::Outlet(outlet) => {
                let heads = self.heads.iter().filter(|h| is_by(h, outlet));
                let rows = self.row_lines(|id| id == outlet);
                let lines = heads.map(Line::of).chain(rows);
                lines.filter(|line| test(line.id)).collect()
            }
            Shelf::Group(group) => {
                let inside = self.inside(group);
                let heads = self.heads.iter().filter(|h| is_by_any(h, &inside));
                let lines = heads
                    .map(Line::of)
                    .chain(self.row_lines(|id| inside.contains(id)));
                lines.filter(|line| test(line.id)).collect()
            }
            Shelf::Edition(edition) => {
                let lines = self.part_lines(*edition, |_| true);
                return lines.filter(|line| test(line.id)).collect();
            }
            Shelf::Part(edition, outlet) => {
                let lines = self.part_lines(*edition, |h| !is_related(h) && is_by(h, outlet));
                return lines.filter(|line| test(line.id)).collect();
            }
            Shelf::Publisher(publisher) => {
                let editions = self.editions().filter(|e| e.publisher == *publisher);
                let lines = editions.flat_map(|e| self.part_lines(e.id, |h| !is_related(h)));
                return lines.filter(|line| test(line.id)).collect();
            }
        };
        lines.sort_unstable_by_key(Line::order);
        lines
    }

    /// The ids of what a shelf lists whose lines pass `test`. All of them are read for it.
    pub fn matching(&self, shelf: &Shelf, test: impl Fn(&Head) -> bool) -> HashSet<Id> {
        let in_memory = self.heads.iter().filter(|head| test(head));
        let mut found: HashSet<Id> = in_memory.map(|head| head.id).collect();
        let rows = self.rows.iter().filter(|(id, _)| match shelf {
            Shelf::Unread | Shelf::Bookmarks => true,
            Shelf::Outlet(outlet) => id == outlet,
            Shelf::Group(group) => self.standing(id).is_some_and(|s| group.holds(&s.group)),
            Shelf::Edition(_) | Shelf::Part(..) | Shelf::Publisher(_) => false,
        });
        for (_, rows) in rows {
            let heads = rows.heads().into_iter().map(|head| self.spelled(head));
            found.extend(heads.filter(&test).map(|head| head.id));
        }
        found
    }

    fn row_lines(&self, of: impl Fn(&OutletId) -> bool) -> impl Iterator<Item = Line> {
        let rows = self.rows.iter().filter(move |(id, _)| of(id));
        rows.flat_map(|(_, rows)| {
            (0..rows.count()).map(|at| {
                let (id, time) = rows.line(at);
                Line::of_article(id, time)
            })
        })
    }

    fn part_lines<'a>(
        &'a self,
        article: Id,
        test: impl Fn(&Head) -> bool + 'a,
    ) -> impl Iterator<Item = Line> + 'a {
        let at = self.records.get(&article).cloned().unwrap_or(0..0);
        let heads = self.heads[at].iter().filter(move |head| test(head));
        heads.map(Line::of)
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
            Shelf::Group(group) => !self.inside(group).is_empty(),
            Shelf::Publisher(id) => self.publisher_ids().contains(id),
            Shelf::Outlet(id) => {
                self.standings.contains_key(id) || self.by_author().contains_key(id)
            }
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

    /// Applies an op to the marks, and to the counts.
    pub fn apply(&mut self, op: &Op) {
        self.changes += 1;
        let was: Vec<bool> = op.ids.iter().map(|id| self.marks.is_read(*id)).collect();
        self.marks.apply(op);
        for (id, was) in op.ids.iter().zip(was) {
            let is = self.marks.is_read(*id);
            if is != was && !self.loose.contains(id) {
                self.turn(*id, !is);
            }
        }
    }

    fn turn(&mut self, id: Id, unread: bool) {
        if let Some(head) = self.index.get(&id).and_then(|at| self.heads.get(*at)) {
            let split = self.edition(head.article).is_some_and(|e| !e.unsure);
            if let Some(counts) = self.counts.get_mut(&head.kept_in) {
                counts.turn(split, head, unread);
            }
        } else if let Some((rows, _)) = self.row(id) {
            let outlet = &self.rows[rows].0;
            if let Some(counts) = self.counts.get_mut(outlet) {
                counts.turn_article(outlet, unread);
            }
        }
    }

    /// Whether the record came with the program.
    pub fn is_sample(&self, article: Id) -> bool {
        self.samples.contains(&article)
    }

    /// Spells every name, title and byline anew.
    pub fn respell(&mut self, spell: fn(&str) -> String) {
        self.spell = Some(spell);
        for outlet in self.outlets.values_mut() {
            outlet.name = spell(&outlet.name);
        }
        for edition in &mut self.editions {
            edition.title = edition.title.as_deref().map(spell);
        }
        for head in &mut self.heads {
            respell_head(head, spell);
        }
    }

    /// Whether nothing but samples is here.
    pub fn only_samples(&self) -> bool {
        let kept = self.counts.values().any(|counts| counts.lines.all > 0);
        !kept && !self.heads.is_empty() && self.heads.iter().all(|h| self.is_sample(h.article))
    }

    /// Whether a line is unread. Related items never are.
    pub fn is_unread(&self, head: &Head) -> bool {
        !is_related(head) && !self.marks.is_read(head.id)
    }

    /// Whether the listed line `id` is unread.
    pub fn is_unread_id(&self, id: Id) -> bool {
        !self.marks.is_read(id) && !self.is_related_id(id)
    }

    /// Whether the listed line `id` is a related item.
    pub fn is_related_id(&self, id: Id) -> bool {
        let head = self.index.get(&id).and_then(|at| self.heads.get(*at));
        head.is_some_and(is_related)
    }

    /// How many bookmarks there are whose articles are here, or in files nobody looked into.
    pub fn bookmarks(&self) -> usize {
        let is_missing = |id| {
            self.marks
                .starred_where(id)
                .is_some_and(|o| self.is_missing(o))
        };
        let bookmarked = self.marks.bookmarked().map(|(id, _)| id);
        bookmarked
            .filter(|id| self.has_line(*id) || is_missing(*id))
            .count()
    }

    /// How often the marks changed: what was added up before is worth no more then.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// How many of the lines that are here and pass `test` are unread.
    pub fn unread(&self, test: impl Fn(&Head) -> bool) -> usize {
        let heads = self.heads();
        heads
            .iter()
            .filter(|h| self.is_unread(h) && test(h))
            .count()
    }

    /// How many lines of a shelf are unread, here or not.
    pub fn unread_of(&self, shelf: &Shelf) -> usize {
        match shelf {
            Shelf::Unread => self.tally().unread,
            Shelf::Outlet(id) => self.by_author().get(id).map_or(0, |tally| tally.unread),
            Shelf::Publisher(id) => self.unread_of_publisher(id),
            Shelf::Group(group) => self.unread_of_group(group),
            Shelf::Bookmarks | Shelf::Edition(_) | Shelf::Part(..) => {
                let lines = self.listed_if(shelf, |id| !self.marks.is_read(id));
                lines.iter().filter(|line| !line.is_related()).count()
            }
        }
    }

    fn unread_of_publisher(&self, publisher: &OutletId) -> usize {
        let counted = self.counts.get(publisher);
        let loose = self.loose_heads().filter(|head| {
            let split = || self.edition(head.article).is_some_and(|e| !e.unsure);
            head.kept_in == *publisher
                && head.kind != Kind::Article
                && self.is_unread(head)
                && split()
        });
        counted.map_or(0, |counts| counts.unread_in_editions) + loose.count()
    }

    /// What a review outside the group quotes of several outlets inside counts for each of them.
    fn unread_of_group(&self, group: &Group) -> usize {
        let inside = self.inside(group);
        let quoted = |counts: &Counts| -> usize {
            let by = counts.by.iter().filter(|(id, _)| inside.contains(*id));
            by.map(|(_, tally)| tally.unread).sum()
        };
        let counted = self
            .counts
            .iter()
            .map(|(id, counts)| match inside.contains(id) {
                true => counts.lines.unread,
                false => quoted(counts),
            });
        let loose = self
            .loose_heads()
            .filter(|head| is_by_any(head, &inside) && self.is_unread(head));
        counted.sum::<usize>() + loose.count()
    }

    /// How many lines are kept of an outlet in its own file, here or not.
    pub fn kept_of(&self, outlet: &OutletId) -> usize {
        let counted = self.counts.get(outlet).map_or(0, |counts| counts.lines.all);
        let is_its = |head: &&Head| head.kept_in == *outlet && !is_related(head);
        counted + self.loose_heads().filter(is_its).count()
    }

    /// The publishers of digests, by name.
    pub fn publishers(&self) -> Vec<&Outlet> {
        self.named(self.publisher_ids().into_iter())
    }

    fn publisher_ids(&self) -> BTreeSet<&OutletId> {
        let counted = self.counts.iter().filter(|(_, counts)| counts.editions > 0);
        let here = self.editions().map(|e| &e.publisher);
        counted.map(|(id, _)| id).chain(here).collect()
    }

    /// Every outlet that wrote something: with articles of its own, or quoted by a digest. By name.
    pub fn authors(&self) -> Vec<&Outlet> {
        self.named(self.by_author().into_keys())
    }

    /// How much each outlet wrote, here or not, and how much of it is unread.
    pub fn by_author(&self) -> HashMap<&OutletId, Tally> {
        let mut by: HashMap<&OutletId, Tally> = HashMap::new();
        for (outlet, tally) in self.counts.values().flat_map(|counts| &counts.by) {
            by.entry(outlet).or_default().plus(*tally);
        }
        for head in self.loose_heads() {
            for outlet in authors(head) {
                by.entry(outlet).or_default().plus(self.one(head.id));
            }
        }
        by
    }

    fn named<'a>(&'a self, ids: impl Iterator<Item = &'a OutletId>) -> Vec<&'a Outlet> {
        let mut outlets: Vec<&Outlet> = ids.filter_map(|id| self.outlets.get(id)).collect();
        outlets.sort_by_cached_key(|o| (o.name.to_lowercase(), o.id.clone()));
        outlets
    }
}

fn respell_head(head: &mut Head, spell: fn(&str) -> String) {
    head.title = spell(&head.title);
    head.by = head.by.as_deref().map(spell);
    head.date = head.date.as_deref().map(spell);
}

/// Whether a line is a related item.
pub fn is_related(head: &Head) -> bool {
    matches!(head.kind, Kind::Related(_))
}

/// Whether a line is a text of this outlet, or names it.
fn is_by(head: &Head, outlet: &OutletId) -> bool {
    is_text_of_outlet(head) && (head.outlet == *outlet || head.also.contains(outlet))
}

/// Whether a line is kept by one of these outlets, or is a text of one or names it.
fn is_by_any(head: &Head, outlets: &HashSet<OutletId>) -> bool {
    let mut named = std::iter::once(&head.outlet).chain(&head.also);
    let is_text = is_text_of_outlet(head);
    !is_related(head)
        && (outlets.contains(&head.kept_in) || is_text && named.any(|o| outlets.contains(o)))
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
