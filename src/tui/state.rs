//! Everything the reader knows of itself between two keys.

use super::articles;
use super::articles::item::Setting;
use super::dialog::Dialog;
use super::dialog::prompt::Origin;
use super::feeds;
use super::feeds::errand::Errand;
use super::layout::{Layout, Pane, layout};
use super::outlets;
use super::reader;
use super::status::Notice;
use crate::chars::ascii::Signs;
use crate::jobs::samples;
use crate::keys::{Action, Key, Keymap, Place};
use crate::model::place::At;
use crate::model::{Block, BlockKind, Group, Head, Id, Library, Op, OutletId, Shelf};
use crate::search::Query;
use crate::settings::config::MarkRead;
use crate::store::Session;
use jiff::Zoned;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

/// The state of the reader.
#[derive(Clone, Debug)]
pub struct State {
    /// Everything that can be read.
    pub library: Library,
    /// The outlets.
    pub outlets: outlets::State,
    /// The list.
    pub list: articles::State,
    /// The page.
    pub reader: reader::State,
    /// The page or sheet that has the keys, if any.
    pub dialog: Option<Dialog>,
    /// The pane that has the keys.
    pub focus: Pane,
    /// Whether the page has the whole width while it has the keys.
    pub zoom: bool,
    /// What is subscribed to, and the refresh that runs.
    pub feeds: feeds::State,
    /// What is said in the status row until the next key.
    pub notice: Option<Notice>,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// The time, as the last message came.
    pub now: Zoned,
    /// What the configuration says.
    pub options: Options,
    /// The number typed so far.
    pub count: Option<u32>,
    /// The keys typed so far of a longer row of keys.
    pub pending: Vec<Key>,
    /// What can be undone, the last thing last.
    pub undo: Vec<Change>,
    /// What can be done again.
    pub redo: Vec<Change>,
    /// The list whose end was said, so that the next Space goes on to another.
    pub said_end: Option<Shelf>,
    /// The article a search everywhere is about to open: where, and which words are marked on it.
    pub to_mark: Option<(Id, At, Query)>,
    /// The documents whose guess was said.
    pub said_guess: HashSet<Id>,
}

/// What the configuration says of the reader.
#[derive(Clone, Debug)]
pub struct Options {
    /// The keys.
    pub keymap: Keymap,
    /// When an article counts as read.
    pub mark_read: MarkRead,
    /// The signs of the screen.
    pub signs: Signs,
}

/// Something the reader did that can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What undoes it.
    pub back: Vec<Op>,
    /// What does it again.
    pub forth: Vec<Op>,
    /// What it was: `12 marked read`.
    pub words: String,
    /// Where the list of subscriptions was changed: what undoes it.
    pub errand: Option<Errand>,
}

impl State {
    /// The reader at its first start with articles of one's own: the keys in the outlets, on the
    /// first row with unread, nothing opened. With samples only, the first sample is listed and has
    /// the keys.
    pub fn new(library: Library, options: Options, measure: u16, now: Zoned) -> State {
        let samples = library.only_samples();
        let first_edition = library.editions().next().map(|e| e.id);
        let shelf = match first_edition {
            Some(id) if samples => Shelf::Edition(id),
            _ => Shelf::Unread,
        };
        let mut state = State {
            outlets: outlets::State::new(shelf.clone()),
            list: articles::State::new(shelf.clone()),
            reader: reader::State::new(measure),
            dialog: None,
            focus: if samples && first_edition.is_some() {
                Pane::List
            } else {
                Pane::Outlets
            },
            zoom: false,
            feeds: feeds::State::default(),
            notice: None,
            size: (80, 24),
            now,
            options,
            count: None,
            pending: Vec::new(),
            undo: Vec::new(),
            redo: Vec::new(),
            said_end: None,
            to_mark: None,
            said_guess: HashSet::new(),
            library,
        };
        state.unfold_to(&shelf);
        if !samples && let Some(publisher) = state.library.newest_publisher() {
            let publisher = Shelf::Publisher(publisher.clone());
            state.outlets.unfolded.insert(publisher);
        }
        state.list.fill(&state.library);
        state.renew_intro();
        state
    }

    /// Says on the page what is to be said while nothing is open: a welcome with samples only, and
    /// of an outlet in trouble what is wrong.
    pub fn renew_intro(&mut self) {
        let intro = match self.trouble() {
            Some((shelf, feed)) => {
                let (mut kept, mut last) = (0, None);
                for line in self.library.listed(shelf) {
                    kept += 1;
                    last = last.or_else(|| self.library.head(line.id)?.when);
                }
                feeds::note(feed, (kept, last), &self.options.keymap, &self.now)
            }
            None if self.library.tally().all == 0 => {
                nothing_yet(self.has_nothing(), &self.options.keymap)
            }
            None => intro(&self.library, &self.options.keymap),
        };
        if self.reader.intro != intro {
            self.reader.intro = intro;
            let zone = self.now.time_zone().clone();
            self.reader.lay_out(&self.options.signs, &zone);
        }
    }

    /// Whether there is neither anything to read nor anything subscribed to.
    pub fn has_nothing(&self) -> bool {
        self.library.tally().all == 0 && self.feeds.all().is_empty()
    }

    /// Goes back to where the reader was at the last stop, as far as it is still there. Gives the
    /// article to open.
    pub fn resume(&mut self, session: &Session) -> Option<Id> {
        for row in &session.unfolded {
            self.outlets.unfolded.extend(Shelf::parse(row));
        }
        let has = |shelf: &Shelf| self.library.has(shelf);
        let selected = Shelf::parse(&session.selected).filter(has);
        let listed = Shelf::parse(&session.list).filter(has);
        if let Some(shelf) = selected {
            self.unfold_to(&shelf);
            self.outlets.selected = shelf;
        }
        if let Some(shelf) = listed {
            self.show(shelf);
        }
        let id = |text: &Option<String>| text.as_deref().and_then(Id::parse);
        if let Some(id) = id(&session.cursor) {
            self.list.select(id);
            self.list.wanted = Some(id).filter(|_| !self.list.whole);
        }
        let article = id(&session.article).filter(|id| self.library.has_line(*id));
        self.focus = match session.focus.as_str() {
            "page" if article.is_some() => Pane::Page,
            "page" | "list" => Pane::List,
            _ => Pane::Outlets,
        };
        article
    }

    /// Where the reader is, for the next start.
    pub fn session(&self) -> Session {
        let mut unfolded: Vec<String> =
            self.outlets.unfolded.iter().map(Shelf::to_string).collect();
        unfolded.sort();
        Session {
            selected: self.outlets.selected.to_string(),
            list: self.list.shelf.to_string(),
            article: self.reader.id().map(|id| id.to_string()),
            cursor: self.list.selected().map(|id| id.to_string()),
            focus: self.place().name().to_owned(),
            unfolded,
            outlets: self.outlets_here(),
        }
    }

    /// The outlets whose files hold what is selected and open: the next start reads them first.
    fn outlets_here(&self) -> Vec<String> {
        let cursor = self.list.selected().and_then(|id| self.library.head(id));
        let cursor = cursor.map(|head| head.kept_in.clone());
        let article = self.reader.article.as_ref().map(|a| a.head.kept_in.clone());
        let shelves = [&self.outlets.selected, &self.list.shelf].into_iter();
        let publishers = shelves.filter_map(|shelf| match shelf {
            Shelf::Publisher(id) => Some(id.clone()),
            Shelf::Edition(id) | Shelf::Part(id, _) => {
                self.library.edition(*id).map(|e| e.publisher.clone())
            }
            _ => None,
        });
        let all: BTreeSet<OutletId> = publishers.chain(cursor).chain(article).collect();
        all.iter().map(OutletId::to_string).collect()
    }

    /// The outlets whose lines what is shown lacks.
    pub fn missing(&self) -> Vec<OutletId> {
        let mut missing = self.list.missing(&self.library);
        let unfolded = self
            .outlets
            .unfolded
            .iter()
            .filter_map(|shelf| match shelf {
                Shelf::Publisher(id) if self.library.is_missing(id) => Some(id.clone()),
                _ => None,
            });
        missing.extend(unfolded);
        // The page says of an outlet in trouble how much of it is kept.
        if let Some((shelf, _)) = self.trouble() {
            missing.extend(self.library.missing(shelf, false));
        }
        missing.sort();
        missing.dedup();
        missing
    }

    /// Takes in a library with the lines that were missing.
    pub fn complete(&mut self, library: Library) {
        self.library = library;
        self.feeds.tell(&mut self.library);
        if self.list.whole {
            return;
        }
        let selected = self.list.selected();
        self.list.fill(&self.library);
        if selected.is_none() {
            self.select_first_unread();
        }
        if self.list.whole
            && let Some(id) = self.list.wanted.take()
        {
            self.list.select(id);
        }
    }

    /// Lists `shelf`, with the selection on its first unread article.
    pub fn show(&mut self, shelf: Shelf) {
        self.list = articles::State::new(shelf);
        self.list.fill(&self.library);
        self.select_first_unread();
    }

    fn select_first_unread(&mut self) {
        let library = &self.library;
        let unread = |(_, id): &(usize, Id)| library.is_unread_id(*id);
        let first = self.list.items().find(unread).map(|(at, _)| at);
        if let Some(at) = first {
            self.list.cursor = at;
        }
    }

    /// In the outlets the keys are meant for the row selected there, so its list is shown first.
    pub fn show_selected_shelf(&mut self) {
        if self.focus == Pane::Outlets && self.list.shelf != self.outlets.selected {
            let shelf = self.outlets.selected.clone();
            self.show(shelf);
        }
    }

    /// Fills *Unread* anew, without what was read in it; the selection goes to the next that is
    /// left.
    pub fn let_go_of_read(&mut self) {
        let from = self.list.cursor;
        let behind = self.list.items().filter(|(at, _)| *at >= from);
        let behind: Vec<Id> = behind.map(|(_, id)| id).collect();
        let shelf = self.list.shelf.clone();
        self.list = articles::State::new(shelf);
        self.list.fill(&self.library);
        let left = behind.into_iter().find_map(|id| self.list.position(id));
        let last = self.list.items().next_back().map(|(at, _)| at);
        self.list.cursor = left.or(last).unwrap_or(0);
    }

    /// Unfolds what `shelf` stands under in the outlets.
    pub fn unfold_to(&mut self, shelf: &Shelf) {
        if let Shelf::Outlet(id) = shelf
            && let Some(standing) = self.library.standing(id)
        {
            let groups = std::iter::successors(Some(standing.group.clone()), Group::outer);
            let groups = groups.filter(|group| !group.is_top()).map(Shelf::Group);
            self.outlets.unfolded.extend(groups);
        }
        let edition = match shelf {
            Shelf::Edition(id) => Some(*id),
            Shelf::Part(id, _) => {
                self.outlets.unfolded.insert(Shelf::Edition(*id));
                Some(*id)
            }
            _ => None,
        };
        if let Some(edition) = edition.and_then(|id| self.library.edition(id)) {
            let publisher = Shelf::Publisher(edition.publisher.clone());
            self.outlets.unfolded.insert(publisher);
        }
    }

    /// What the items of a list are laid out by.
    pub fn setting<'a>(&'a self, list: &articles::State, columns: usize) -> Setting<'a> {
        Setting {
            library: &self.library,
            now: &self.now,
            columns,
            tiny: self.size.0 < 30,
            mixed: list.is_mixed(),
            edition: list.is_of_editions(),
            signs: &self.options.signs,
        }
    }

    /// Where the panes stand.
    pub fn layout(&self) -> Layout {
        layout(self.size.0, self.size.1, self.focus, self.zoom)
    }

    /// Whether text is typed: a prompt has the keys.
    pub fn is_typing(&self) -> bool {
        match &self.dialog {
            Some(Dialog::Palette(_) | Dialog::Prompt(_) | Dialog::Everywhere(_)) => true,
            Some(Dialog::Add(_)) => true,
            Some(Dialog::Help(help)) => help.find.is_some(),
            _ => false,
        }
    }

    /// Whether matches are shown on the page that has the keys: then `n` walks them.
    pub fn is_finding(&self) -> bool {
        self.focus == Pane::Page && self.reader.find.is_some()
    }

    /// Whether the pane that has the keys shows what was searched for: then Esc ends that.
    pub fn is_searched(&self) -> bool {
        match self.focus {
            Pane::Page => self.reader.find.is_some(),
            Pane::List => self.list.find.is_some(),
            Pane::Outlets => self.outlets.find.is_some(),
        }
    }

    /// The source that is in trouble in the row one is at, with the row.
    pub fn trouble(&self) -> Option<(&Shelf, &feeds::Feed)> {
        let shelf = match self.focus {
            Pane::Outlets => &self.outlets.selected,
            Pane::List | Pane::Page => &self.list.shelf,
        };
        let source = self.feeds.at(shelf).map(|(_, feed)| (shelf, feed));
        source.filter(|(_, feed)| feed.is_in_trouble() && !feed.paused)
    }

    /// Where one is in every pane, before a search.
    pub fn origin(&self) -> Origin {
        Origin {
            outlets: (self.outlets.selected.clone(), self.outlets.top),
            list: (self.list.selected(), self.list.top),
            page: self.reader.at(),
        }
    }

    /// Whose keys are in force.
    pub fn place(&self) -> Place {
        match self.focus {
            Pane::Outlets => Place::Outlets,
            Pane::List => Place::List,
            Pane::Page => Place::Page,
        }
    }

    /// The line of the article that marks are meant for: the open one where the page has the keys,
    /// else the selected one of the list.
    pub fn target(&self) -> Option<Cow<'_, Head>> {
        match self.focus {
            Pane::Page => self
                .reader
                .article
                .as_ref()
                .and_then(|a| self.library.head(a.head.id)),
            Pane::List => self.list.selected().and_then(|id| self.library.head(id)),
            Pane::Outlets => None,
        }
    }
}

/// What the page says while there is nothing to read: that there are no outlets, or that nothing
/// came from them yet.
fn nothing_yet(no_outlets: bool, keymap: &Keymap) -> Vec<Block> {
    let key = |action: Action| {
        let keys = keymap.keys_of(Place::Outlets, action);
        let key = keys.into_iter().next();
        key.map_or_else(|| format!(":{action}"), |bound| bound.keys)
    };
    let (what, lines) = match no_outlets {
        true => (
            "No outlets yet.",
            format!("{:<10}add one\n:import   an OPML list", key(Action::Add)),
        ),
        false => (
            "No articles yet.",
            format!("{:<10}refresh", key(Action::RefreshAll)),
        ),
    };
    vec![Block::paragraph(what), Block::new(BlockKind::Code, &lines)]
}

/// What the page says while nothing is opened: the welcome with samples only, else the key that
/// opens.
fn intro(library: &Library, keymap: &Keymap) -> Vec<Block> {
    if !library.only_samples() {
        let keys = keymap.keys_of(Place::List, Action::Open);
        let key = keys
            .into_iter()
            .next()
            .map_or_else(|| ":open".to_owned(), |b| b.keys);
        return vec![Block::paragraph(&format!("{key} opens the article."))];
    }
    let mut blocks = Vec::new();
    for part in samples::WELCOME.trim().split("\n\n") {
        blocks.push(match part.strip_prefix("    ") {
            Some(_) => {
                let lines: Vec<&str> = part.lines().map(str::trim).collect();
                Block::new(BlockKind::Code, &lines.join("\n"))
            }
            None if blocks.is_empty() => Block::heading(part),
            None => Block::paragraph(part),
        });
    }
    blocks
}
