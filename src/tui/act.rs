//! An action and the state in: what each key and command does.

use super::articles::{self, Filter};
use super::dialog::{self, Dialog};
use super::effect::Effect;
use super::layout::{Pane, Panes};
use super::outlets::{self, update::Room};
use super::reader::update::Moved;
use super::state::State;
use super::status::Notice;
use super::{feeds, marks, reader, walk};
use crate::keys::Action;
use crate::model::place::At;
use crate::model::{OutletId, Shelf};

/// Carries out what a key or a command asks for.
pub(super) fn act(state: &mut State, action: Action, count: Option<u32>) -> Vec<Effect> {
    let needed = needed(state, action, count);
    if !needed.is_empty() {
        let again = Some((action, count));
        return vec![Effect::Read {
            outlets: needed,
            again,
        }];
    }
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
        Action::NextUnread if state.is_finding() => {
            step_match(state, i64::from(count.unwrap_or(1)))
        }
        Action::FindNext => step_match(state, i64::from(count.unwrap_or(1))),
        Action::FindPrevious => step_match(state, -i64::from(count.unwrap_or(1))),
        Action::NextUnread => walk::next_unread(state, false, count),
        Action::PreviousUnread => walk::next_unread(state, true, count),
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
            let pane = state.focus;
            let prompt = dialog::prompt::State {
                input: tui_input::Input::default(),
                pane,
                origin: state.origin(),
            };
            state.dialog = Some(Dialog::Prompt(prompt));
            Vec::new()
        }
        Action::Search => {
            let page = dialog::everywhere::State::default();
            state.dialog = Some(Dialog::Everywhere(page));
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
        Action::RefreshAll => feeds::update::refresh_all(state),
        Action::RefreshThis => feeds::update::refresh_this(state),
        Action::Add => feeds::update::add(state),
        Action::Sources | Action::Rename | Action::Remove | Action::Move | Action::Pause => {
            feeds::update::command(state, action, None)
        }
        Action::Address | Action::Import | Action::Export => {
            feeds::update::command(state, action, None)
        }
        Action::Log => vec![Effect::ReadLog],
        Action::Quit => quit(state),
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => {
            let mut effects = marks::remember_position(state);
            effects.push(Effect::Suspend);
            effects
        }
        Action::Cancel => cancel(state),
    }
}

/// The outlets whose lines an action needs and that are not here.
fn needed(state: &State, action: Action, count: Option<u32>) -> Vec<OutletId> {
    let library = &state.library;
    let selected = || match state.focus {
        Pane::Outlets => {
            let shelf = &state.outlets.selected;
            library.missing(shelf, *shelf == Shelf::Unread)
        }
        Pane::List | Pane::Page => Vec::new(),
    };
    let mut needed = match action {
        Action::NextUnread | Action::FindNext if state.is_finding() => return Vec::new(),
        Action::NextUnread | Action::ReadOn => walk::needed(state, false, count),
        Action::PreviousUnread => walk::needed(state, true, count),
        Action::Bookmarks => library.missing(&Shelf::Bookmarks, false),
        Action::NextArticle | Action::PreviousArticle | Action::ReadAll => Vec::new(),
        _ => return Vec::new(),
    };
    if action != Action::Bookmarks {
        needed.extend(selected());
    }
    needed
}

/// Moves in the pane that has the keys.
fn moved(state: &mut State, action: Action, count: Option<u32>) -> Vec<Effect> {
    let layout = state.layout();
    match state.focus {
        Pane::Outlets => {
            let height = layout.outlets.map_or(1, |pane| layout.rows(pane).height);
            let room = Room {
                height: usize::from(height),
            };
            outlets::update::update(&mut state.outlets, action, count, room);
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
                return walk::section(state, action == Action::NextHeading);
            }
        }
    }
    Vec::new()
}

fn left(state: &mut State) -> Vec<Effect> {
    match state.focus {
        Pane::Page => focus(state, Pane::List),
        Pane::List => focus(state, Pane::Outlets),
        Pane::Outlets => {
            outlets::update::fold(&mut state.outlets);
            Vec::new()
        }
    }
}

fn right(state: &mut State) -> Vec<Effect> {
    match state.focus {
        Pane::Outlets => {
            outlets::update::unfold(&mut state.outlets);
            let shelf = state.outlets.selected.clone();
            if state.outlets.find.take().is_some() {
                state.unfold_to(&shelf);
            }
            if shelf != state.list.shelf {
                state.show(shelf);
            } else if shelf == Shelf::Unread {
                state.let_go_of_read();
            }
            focus(state, Pane::List)
        }
        Pane::List => match state.list.selected() {
            Some(id) if state.reader.id() == Some(id) && !state.reader.source => {
                focus(state, Pane::Page)
            }
            Some(id) => {
                let at = walk::bookmarked_place(state, id);
                walk::open(state, id, at, true)
            }
            None => Vec::new(),
        },
        Pane::Page => Vec::new(),
    }
}

fn back(state: &mut State) -> Vec<Effect> {
    match state.focus {
        Pane::Page if state.layout().zoomed => zoom(state),
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

/// Gives a pane the keys.
fn focus(state: &mut State, pane: Pane) -> Vec<Effect> {
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
    if state.layout().panes == Panes::One {
        state.notice = Some(Notice::new("The page has the full width already."));
        return focus(state, Pane::Page);
    }
    state.zoom = !state.layout().zoomed;
    state.focus = Pane::Page;
    Vec::new()
}

fn source(state: &mut State) -> Vec<Effect> {
    if state.reader.article.is_none() {
        return focus(state, Pane::Page);
    }
    let effects = marks::remember_position(state);
    let zone = state.now.time_zone().clone();
    let kept = state
        .reader
        .id()
        .and_then(|id| state.library.marks().position(id));
    let at = kept.unwrap_or(At::START);
    state.reader.toggle_source(at, &state.options.signs, &zone);
    effects
}

fn measure(state: &mut State, step: i32) -> Vec<Effect> {
    // From the width in force: a step that changes nothing would be a key that does nothing.
    let now = usize::from(state.reader.measure).min(state.reader.columns().max(20));
    let measure = (i32::try_from(now).unwrap_or(76) + step).clamp(20, 200);
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

fn filter(state: &mut State) -> Vec<Effect> {
    // Round from what the list shows unasked: *Unread* shows everything next, other lists the
    // unread.
    let round = match state.list.shelf {
        Shelf::Unread => [Filter::Unread, Filter::All, Filter::Bookmarked],
        _ => [Filter::All, Filter::Unread, Filter::Bookmarked],
    };
    let at = round
        .iter()
        .position(|f| *f == state.list.filter)
        .unwrap_or(0);
    state.list.filter = if state.list.items().next().is_none() && state.list.filter != Filter::All {
        // An empty list promises that this key shows everything.
        Filter::All
    } else {
        round[(at + 1) % round.len()]
    };
    state.list.fill(&state.library);
    state.notice = Some(Notice::new(match state.list.filter {
        Filter::All => "All are shown.",
        Filter::Unread => "The unread are shown.",
        Filter::Bookmarked => "The bookmarked are shown.",
    }));
    Vec::new()
}

fn step_match(state: &mut State, steps: i64) -> Vec<Effect> {
    let words = if !state.is_finding() {
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

/// Ends what can be ended: the search of the pane that has the keys, else the refresh.
fn cancel(state: &mut State) -> Vec<Effect> {
    if state.feeds.running.is_some() && !state.is_searched() {
        return vec![Effect::StopRefresh];
    }
    match state.focus {
        Pane::Page => state.reader.stop_find(),
        Pane::List if state.list.find.take().is_some() => state.list.fill(&state.library),
        Pane::List => {}
        Pane::Outlets => {
            state.outlets.find = None;
            state.unfold_to(&state.outlets.selected.clone());
        }
    }
    Vec::new()
}
