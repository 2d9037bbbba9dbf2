//! A message and the state in, the next state and effects out.

use super::articles::{self, Filter, item::Setting};
use super::dialog::{self, Dialog};
use super::effect::Effect;
use super::layout::Pane;
use super::message::Message;
use super::outlets::{self, update::Room};
use super::reader::update::Moved;
use super::state::State;
use super::status::Notice;
use super::{keys, marks, reader, walk};
use crate::keys::Action;
use crate::model::Shelf;
use crate::model::place::At;
use crate::model::{Article, Id, Kind};
use crate::settings::config::MarkRead;

/// Takes one message in. What is to be done outside comes back.
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let mut effects = match message {
        Message::Key(key) => keys::typed(state, key),
        Message::Paste(text) => keys::pasted(state, &text),
        Message::Resize(width, height) => {
            state.size = (width, height);
            Vec::new()
        }
        Message::Loaded { article, at, focus } => opened(state, *article, at, focus),
        Message::Library(library) => {
            state.library = *library;
            state.list.fill(&state.library);
            Vec::new()
        }
        Message::Resplit { id, sections } => resplit(state, id, sections),
        Message::Log(entries) => {
            state.dialog = Some(Dialog::Log(dialog::log::State { entries, cursor: 0 }));
            Vec::new()
        }
        Message::Done(words) => {
            state.notice = Some(Notice::new(words));
            Vec::new()
        }
        Message::Failed(words) => {
            state.notice = Some(Notice::trouble(words));
            Vec::new()
        }
        Message::Idle => {
            let mut effects = marks::remember_position(state);
            effects.push(Effect::Remember(state.session()));
            effects
        }
    };
    fit(state);
    effects.extend(marks::read_at_end(state));
    effects
}

/// Carries out what a key or a command asks for.
pub fn act(state: &mut State, action: Action, count: Option<u32>) -> Vec<Effect> {
    if action != Action::ReadOn {
        state.said_end = None;
    }
    match action {
        Action::Down | Action::Up | Action::Top | Action::Bottom => moved(state, action, count),
        Action::PageDown | Action::PageUp | Action::HalfDown | Action::HalfUp => {
            moved(state, action, count)
        }
        Action::NextParagraph | Action::PreviousParagraph => moved(state, action, count),
        Action::NextHeading | Action::PreviousHeading => moved(state, action, count),
        Action::Left => left(state),
        Action::Right => right(state),
        Action::Open if state.focus == Pane::Page => Vec::new(),
        Action::Open => right(state),
        Action::Back => back(state),
        Action::NextPane => focus(state, next_pane(state.focus)),
        Action::PreviousPane => focus(state, next_pane(next_pane(state.focus))),
        Action::FocusOutlets => focus(state, Pane::Outlets),
        Action::FocusList => focus(state, Pane::List),
        Action::FocusPage => focus(state, Pane::Page),
        Action::NextUnread if finding(state) => step_match(state, i64::from(count.unwrap_or(1))),
        Action::FindNext => step_match(state, i64::from(count.unwrap_or(1))),
        Action::FindPrevious => step_match(state, -i64::from(count.unwrap_or(1))),
        Action::NextUnread => walk::next_unread(state, false),
        Action::PreviousUnread => walk::next_unread(state, true),
        Action::NextArticle | Action::PreviousArticle => walk::neighbour(state, action, count),
        Action::ReadOn => walk::read_on(state),
        Action::Zoom => zoom(state),
        Action::Source => source(state),
        Action::Narrower => measure(state, -4),
        Action::Wider => measure(state, 4),
        Action::Split => ask_resplit(state, true),
        Action::Whole => ask_resplit(state, false),
        Action::ToggleRead => marks::toggle_read(state),
        Action::ReadAll => marks::read_all(state),
        Action::Bookmark => marks::toggle_bookmark(state),
        Action::Undo => marks::undo(state),
        Action::Redo => marks::redo(state),
        Action::Save => vec![Effect::Save],
        Action::Filter => filter(state),
        Action::Find => {
            let input = tui_input::Input::default();
            let pane = state.focus;
            state.dialog = Some(Dialog::Prompt(dialog::prompt::State { input, pane }));
            Vec::new()
        }
        Action::Bookmarks => {
            state.dialog = Some(Dialog::Bookmarks(dialog::bookmarks::State::new(
                &state.library,
            )));
            Vec::new()
        }
        Action::Command => {
            state.dialog = Some(Dialog::Palette(dialog::palette::State::default()));
            Vec::new()
        }
        Action::Help => {
            state.dialog = Some(Dialog::Help(dialog::help::State::new(state.place())));
            Vec::new()
        }
        Action::Log => vec![Effect::ReadLog],
        Action::Quit => quit(state),
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => {
            let mut effects = marks::remember_position(state);
            effects.push(Effect::Suspend);
            effects
        }
        Action::Cancel => {
            cancel(state);
            Vec::new()
        }
    }
}

/// Fits every pane to the screen: selections in sight, the page laid out for its width.
pub fn fit(state: &mut State) {
    let layout = state.layout();
    if let Some(pane) = layout.outlets {
        let rows = state.outlets.rows(&state.library, &state.now);
        let room = Room {
            height: usize::from(layout.rows(pane).height),
        };
        outlets::update::keep_in_view(&mut state.outlets, &rows, room);
    }
    if let Some(pane) = layout.list {
        let mut list = std::mem::replace(&mut state.list, articles::State::new(Shelf::Unread));
        let setting = setting(state, &list, usize::from(pane.width));
        let height = usize::from(layout.rows(pane).height);
        articles::update::keep_in_view(&mut list, &setting, height);
        state.list = list;
    }
    if let Some(pane) = layout.page {
        let text = layout.text(pane, state.reader.measure);
        let zone = state.now.time_zone().clone();
        let (width, height) = (usize::from(text.width), usize::from(text.height));
        state
            .reader
            .resize(width, height, &state.options.signs, &zone);
    }
}

/// What the list's items are laid out by.
pub fn setting<'a>(state: &'a State, list: &articles::State, columns: usize) -> Setting<'a> {
    Setting {
        library: &state.library,
        now: &state.now,
        columns,
        mixed: list.is_mixed(),
        edition: list.is_edition(),
        ellipsis: state.options.signs.ellipsis,
    }
}

/// Moves in the pane that has the keys.
fn moved(state: &mut State, action: Action, count: Option<u32>) -> Vec<Effect> {
    let layout = state.layout();
    match state.focus {
        Pane::Outlets => {
            let rows = state.outlets.rows(&state.library, &state.now);
            let height = layout.outlets.map_or(1, |pane| layout.rows(pane).height);
            let room = Room {
                height: usize::from(height),
            };
            outlets::update::update(&mut state.outlets, &rows, action, count, room);
        }
        Pane::List => {
            let pane = layout.list.unwrap_or_default();
            let wide = usize::from(pane.width) >= articles::item::WIDE;
            let height = usize::from(layout.rows(pane).height);
            let fitting = if wide { height } else { height / 2 };
            articles::update::update(&mut state.list, action, count, fitting);
        }
        Pane::Page => {
            if reader::update::update(&mut state.reader, action, count) == Moved::PastEnd {
                let next = if action == Action::NextHeading {
                    Action::NextArticle
                } else {
                    Action::PreviousArticle
                };
                return walk::section(state, next);
            }
        }
    }
    Vec::new()
}

/// Opens an article: asks for its text.
pub fn open(state: &mut State, id: Id, at: Option<At>, focus: bool) -> Vec<Effect> {
    let mut effects = marks::remember_position(state);
    effects.push(Effect::Load { id, at, focus });
    effects
}

/// An article's text has come.
fn opened(state: &mut State, article: Article, at: Option<At>, focus: bool) -> Vec<Effect> {
    let id = article.head.id;
    let kept = state.library.marks().get(id).and_then(|s| s.position);
    let at = at.or(kept).unwrap_or(At::START);
    let record = article.head.article;
    let zone = state.now.time_zone().clone();
    state.reader.open(article, at, &state.options.signs, &zone);
    state.list.select(id);
    if focus || state.layout().page.is_none() {
        state.focus = Pane::Page;
    }
    tell_guess(state, record);
    if state.options.mark_read == MarkRead::Open {
        marks::mark_opened(state)
    } else {
        Vec::new()
    }
}

/// Says once that a document was split by guess, or may be a digest.
fn tell_guess(state: &mut State, record: Id) {
    let Some(edition) = state.library.edition(record) else {
        return;
    };
    if !edition.guess && !edition.unsure {
        return;
    }
    if state.said_guess.insert(record) {
        state.notice = Some(Notice::new(if edition.guess {
            "Split by guess. :whole shows it as one, :split tries another way"
        } else {
            "One article. Perhaps a digest: :split shows how it would look"
        }));
    }
}

fn left(state: &mut State) -> Vec<Effect> {
    match state.focus {
        Pane::Page => focus(state, Pane::List),
        Pane::List => focus(state, Pane::Outlets),
        Pane::Outlets => {
            let rows = state.outlets.rows(&state.library, &state.now);
            outlets::update::fold(&mut state.outlets, &rows);
            Vec::new()
        }
    }
}

fn right(state: &mut State) -> Vec<Effect> {
    match state.focus {
        Pane::Outlets => {
            outlets::update::unfold(&mut state.outlets);
            state.outlets.find = None;
            let shelf = state.outlets.selected.clone();
            // Coming back to the list that is shown keeps its selection; *Unread* lets go of
            // what was read meanwhile.
            if shelf != state.list.shelf || shelf == Shelf::Unread {
                state.show(shelf);
            }
            focus(state, Pane::List)
        }
        Pane::List => match state.list.selected() {
            Some(id) if state.reader.id() == Some(id) => focus(state, Pane::Page),
            Some(id) => open(state, id, None, true),
            None => Vec::new(),
        },
        Pane::Page => Vec::new(),
    }
}

fn back(state: &mut State) -> Vec<Effect> {
    match state.focus {
        Pane::Page if state.zoom => zoom(state),
        Pane::Page => focus(state, Pane::List),
        Pane::List => focus(state, Pane::Outlets),
        Pane::Outlets => quit(state),
    }
}

fn quit(state: &mut State) -> Vec<Effect> {
    let mut effects = marks::remember_position(state);
    effects.push(Effect::Remember(state.session()));
    effects.push(Effect::Quit);
    effects
}

/// Gives a pane the keys. Leaving *Unread* for the outlets lets go of what was read in it.
pub fn focus(state: &mut State, pane: Pane) -> Vec<Effect> {
    if pane == Pane::Page && state.reader.article.is_none() {
        state.notice = Some(Notice::new("Enter opens the article."));
        return Vec::new();
    }
    state.focus = pane;
    Vec::new()
}

fn next_pane(pane: Pane) -> Pane {
    match pane {
        Pane::Outlets => Pane::List,
        Pane::List => Pane::Page,
        Pane::Page => Pane::Outlets,
    }
}

fn zoom(state: &mut State) -> Vec<Effect> {
    if state.reader.article.is_none() {
        return focus(state, Pane::Page);
    }
    state.zoom = !(state.zoom && state.focus == Pane::Page);
    state.focus = Pane::Page;
    Vec::new()
}

fn source(state: &mut State) -> Vec<Effect> {
    if state.reader.article.is_none() {
        return focus(state, Pane::Page);
    }
    let effects = marks::remember_position(state);
    let zone = state.now.time_zone().clone();
    state.reader.toggle_source(&state.options.signs, &zone);
    if !state.reader.source {
        let kept = state
            .reader
            .id()
            .and_then(|id| state.library.marks().get(id)?.position);
        state.reader.go_to(kept.unwrap_or(At::START));
    }
    effects
}

fn measure(state: &mut State, step: i32) -> Vec<Effect> {
    let measure = (i32::from(state.reader.measure) + step).clamp(20, 200);
    state.reader.measure = u16::try_from(measure).unwrap_or(76);
    state.notice = Some(Notice::new(format!("Text at most {measure} columns wide.")));
    Vec::new()
}

fn ask_resplit(state: &mut State, split: bool) -> Vec<Effect> {
    let open = state
        .reader
        .article
        .as_ref()
        .map(|a| (a.head.kept_in.clone(), a.head.article));
    let target = state
        .target()
        .map(|h| (h.kept_in.clone(), h.article))
        .or(open);
    match target {
        Some((_, article)) if state.library.is_sample(article) => {
            state.notice = Some(Notice::new("A sample stays as it is."));
            Vec::new()
        }
        Some((kept_in, article)) => vec![Effect::Resplit {
            kept_in,
            article,
            split,
        }],
        None => {
            state.notice = Some(Notice::new("Enter opens the article."));
            Vec::new()
        }
    }
}

/// A document was split anew: its edition is listed, and its first part opened.
fn resplit(state: &mut State, id: Id, sections: usize) -> Vec<Effect> {
    let heads: Vec<(Id, Kind)> = state.library.parts(id).map(|h| (h.id, h.kind)).collect();
    let shelf = if sections > 0 {
        Shelf::Edition(id)
    } else {
        state
            .library
            .parts(id)
            .next()
            .map_or(Shelf::Unread, |h| Shelf::Outlet(h.outlet.clone()))
    };
    state.unfold_to(&shelf);
    state.outlets.selected = shelf.clone();
    state.show(shelf);
    state.said_guess.insert(id);
    let name = state
        .library
        .parts(id)
        .next()
        .map(|h| state.library.name(&h.kept_in).to_owned());
    state.notice = Some(Notice::new(match sections {
        0 => "Shown as one. Kept for this edition".to_owned(),
        n => format!(
            "Split in {n}. Kept for {} from now on",
            name.unwrap_or_default()
        ),
    }));
    let focus = state.focus == Pane::Page;
    match heads.first() {
        Some((first, _)) => vec![Effect::Load {
            id: *first,
            at: Some(At::START),
            focus,
        }],
        None => Vec::new(),
    }
}

fn filter(state: &mut State) -> Vec<Effect> {
    state.list.filter = match state.list.filter {
        Filter::All => Filter::Unread,
        Filter::Unread => Filter::Bookmarked,
        Filter::Bookmarked => Filter::All,
    };
    state.list.fill(&state.library);
    state.notice = Some(Notice::new(match state.list.filter {
        Filter::All => "All are shown.",
        Filter::Unread => "The unread are shown.",
        Filter::Bookmarked => "The bookmarked are shown.",
    }));
    Vec::new()
}

/// Whether matches are shown on the page that has the keys.
fn finding(state: &State) -> bool {
    state.focus == Pane::Page && state.reader.find.is_some()
}

fn step_match(state: &mut State, steps: i64) -> Vec<Effect> {
    let words = if !finding(state) {
        Some("Nothing is looked for. /: find")
    } else if state.reader.matches.is_empty() {
        Some("Nothing found.")
    } else if state.reader.step_match(steps) {
        Some(if steps > 0 {
            "Back at the top"
        } else {
            "Back at the end"
        })
    } else {
        None
    };
    state.notice = words.map(Notice::new).or_else(|| {
        let (n, all) = (state.reader.current + 1, state.reader.matches.len());
        Some(Notice::new(format!("Match {n} of {all}")))
    });
    Vec::new()
}

/// Ends what can be ended: the search of the pane that has the keys.
fn cancel(state: &mut State) {
    match state.focus {
        Pane::Page => state.reader.stop_find(),
        Pane::List if state.list.find.take().is_some() => state.list.fill(&state.library),
        Pane::List => {}
        Pane::Outlets => state.outlets.find = None,
    }
}
