//! Walking from article to article: the next unread, the neighbour, reading on.

use super::articles::update::next_unread as unread_in_list;
use super::effect::Effect;
use super::layout::Pane;
use super::state::State;
use super::status::Notice;
use super::{articles, marks, reader};
use crate::keys::Action;
use crate::model::Shelf;
use crate::model::place::At;
use crate::model::{Head, Id};

/// Opens an article: asks for its text.
pub(super) fn open(state: &mut State, id: Id, at: Option<At>, focus: bool) -> Vec<Effect> {
    let mut effects = marks::remember_position(state);
    effects.push(Effect::Load { id, at, focus });
    effects
}

/// The next unread article, or the one before: selected from the list, opened from the page; across
/// outlets.
pub(super) fn next_unread(state: &mut State, back: bool) -> Vec<Effect> {
    let found = unread_in_list(&state.list, &state.library, here(state), back)
        .or_else(|| in_another_list(state, back));
    let Some(id) = found else {
        state.notice = Some(Notice::new("All read."));
        return Vec::new();
    };
    go(state, id)
}

/// The next article of the list, or the one before; from the page it is opened.
pub(super) fn neighbour(state: &mut State, action: Action, count: Option<u32>) -> Vec<Effect> {
    if state.focus == Pane::Page
        && let Some(at) = open_row(state)
    {
        state.list.cursor = at;
    }
    let before = state.list.selected();
    articles::update::update(&mut state.list, action, count, 1);
    match state.list.selected() {
        Some(id) if state.focus == Pane::Page && Some(id) != before => open(state, id, None, true),
        Some(_) if state.focus == Pane::Page => {
            let words = if action == Action::NextArticle {
                "That was the last here."
            } else {
                "That was the first here."
            };
            state.notice = Some(Notice::new(words));
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The next section of the digest being read, or the one before, at its start.
pub(super) fn section(state: &mut State, action: Action) -> Vec<Effect> {
    let mut effects = neighbour(state, action, None);
    for effect in &mut effects {
        if let Effect::Load { at, .. } = effect {
            *at = Some(At::START);
        }
    }
    effects
}

/// Space: the selected article is opened; the open one goes on by a page; at its end comes the next
/// unread; at the end of the list it says so, and again goes on to the next with unread.
pub(super) fn read_on(state: &mut State) -> Vec<Effect> {
    if state.focus == Pane::Outlets && state.list.shelf != state.outlets.selected {
        let shelf = state.outlets.selected.clone();
        state.show(shelf);
    }
    let selected = state.list.selected();
    if state.focus != Pane::Page
        && let Some(id) = selected
        && state.reader.id() != Some(id)
    {
        return open(state, id, None, false);
    }
    if state.reader.article.is_some() && reader::update::page_down(&mut state.reader) {
        if state.reader.is_at_end() {
            state.notice = end_of_article(state).map(Notice::new);
        }
        return Vec::new();
    }
    let mut effects = marks::read_at_end(state);
    let here = here(state);
    let in_list = unread_in_list(&state.list, &state.library, here, false).or_else(|| {
        state
            .list
            .items()
            .map(|(_, id)| id)
            .find(|id| is_unread(state, *id))
    });
    if let Some(id) = in_list {
        effects.extend(open(state, id, None, false));
        return effects;
    }
    let Some((shelf, _)) = other_lists(state, false)
        .into_iter()
        .find(|(_, id)| id.is_some())
    else {
        state.notice = Some(Notice::new("All read."));
        return effects;
    };
    if state.said_end.as_ref() != Some(&state.list.shelf) {
        let name = shelf_name(state, &shelf);
        state.said_end = Some(state.list.shelf.clone());
        state.notice = Some(Notice::new(format!(
            "That was the last here. Space: next outlet, {name}"
        )));
        return effects;
    }
    state.said_end = None;
    if let Some(id) = in_another_list(state, false) {
        effects.extend(open(state, id, None, false));
    }
    effects
}

/// What is said at the end of an article when more is unread in the list.
fn end_of_article(state: &State) -> Option<String> {
    let next = unread_in_list(&state.list, &state.library, here(state), false)?;
    let head = state.library.head(next)?;
    let date = if state.list.is_of_editions() {
        String::new()
    } else {
        head.when
            .map_or_else(String::new, |w| format!("{}, ", w.in_list(&state.now)))
    };
    let title = crate::chars::width::fit(&head.title, 24, state.options.signs.ellipsis);
    Some(format!("End. Space: next unread ({date}{title})"))
}

/// Selects an article in the list; from the page, or on a screen that shows no list, opens it.
fn go(state: &mut State, id: Id) -> Vec<Effect> {
    if state.focus == Pane::Page {
        return open(state, id, None, true);
    }
    state.list.select(id);
    state.focus = Pane::List;
    Vec::new()
}

/// The row one is on: the open article's where the page has the keys.
fn here(state: &State) -> usize {
    match state.focus {
        Pane::Page => open_row(state).unwrap_or(state.list.cursor),
        _ => state.list.cursor,
    }
}

fn open_row(state: &State) -> Option<usize> {
    state.reader.id().and_then(|id| state.list.position(id))
}

fn is_unread(state: &State, id: Id) -> bool {
    state
        .library
        .head(id)
        .is_some_and(|h| state.library.is_unread(h))
}

/// Lists the next row of the outlets that has something unread, and gives its first unread (going
/// back, its last).
fn in_another_list(state: &mut State, back: bool) -> Option<Id> {
    let (shelf, id) = other_lists(state, back)
        .into_iter()
        .find(|(_, id)| id.is_some())?;
    state.unfold_to(&shelf);
    state.outlets.selected = shelf.clone();
    state.show(shelf);
    if let Some(id) = id {
        state.list.select(id);
    }
    id
}

/// The lists after the one shown, round the end and back to it, each with its first unread (going
/// back: before it, with their last).
fn other_lists(state: &State, back: bool) -> Vec<(Shelf, Option<Id>)> {
    let library = &state.library;
    let editions = library.publishers().into_iter().flat_map(|publisher| {
        let its = move |e: &&crate::model::Edition| e.publisher == publisher.id;
        library.editions().filter(its).map(|e| Shelf::Edition(e.id))
    });
    let outlets = library
        .authors()
        .into_iter()
        .map(|o| Shelf::Outlet(o.id.clone()));
    let mut lists: Vec<Shelf> = editions.chain(outlets).collect();
    let here = match &state.list.shelf {
        Shelf::Part(edition, _) => Shelf::Edition(*edition),
        other => other.clone(),
    };
    let at = lists.iter().position(|s| *s == here).map_or(0, |at| at + 1);
    let turn = if at == lists.len() { 0 } else { at };
    lists.rotate_left(turn);
    if lists.last() == Some(&state.list.shelf) {
        lists.pop();
    }
    if back {
        lists.reverse();
    }
    let unread = |shelf: Shelf| {
        let mut list = articles::State::new(shelf.clone());
        list.fill(library);
        let heads: Vec<&Head> = list
            .items()
            .filter_map(|(_, id)| library.head(id))
            .collect();
        let mut unread = heads.into_iter().filter(|h| library.is_unread(h));
        let id = if back {
            unread.next_back()
        } else {
            unread.next()
        };
        (shelf, id.map(|h| h.id))
    };
    lists.into_iter().map(unread).collect()
}

/// The name of a row of the outlets, in a sentence.
pub(super) fn shelf_name(state: &State, shelf: &Shelf) -> String {
    let library = &state.library;
    match shelf {
        Shelf::Unread => "Unread".to_owned(),
        Shelf::Bookmarks => "Bookmarks".to_owned(),
        Shelf::Publisher(id) | Shelf::Outlet(id) => library.name(id).to_owned(),
        Shelf::Edition(id) => library.edition(*id).map_or_else(String::new, |e| {
            let date = super::outlets::state::edition_name(e, &state.now);
            format!("{} {date}", library.name(&e.publisher))
        }),
        Shelf::Part(edition, outlet) => library.edition(*edition).map_or_else(String::new, |e| {
            format!(
                "{} via {}",
                library.name(outlet),
                library.name(&e.publisher)
            )
        }),
    }
}
