//! Walking from article to article: the next unread, the neighbour, reading on.

use super::articles::update::{From, next_unread as unread_in_list};
use super::effect::{Effect, Load};
use super::layout::Pane;
use super::state::State;
use super::status::Notice;
use super::{articles, marks, reader};
use crate::chars::width::fit;
use crate::keys::Action;
use crate::model::library::is_related;
use crate::model::place::At;
use crate::model::{Edition, Id, OutletId, Shelf};
use crate::settings::config::MarkRead;

/// How many columns of a title or a name a sentence takes.
const IN_A_SENTENCE: usize = 24;

/// Opens an article: asks for its text.
pub(super) fn open(state: &mut State, id: Id, at: Option<At>, focus: bool) -> Vec<Effect> {
    let mut effects = marks::remember_position(state);
    effects.push(Effect::Load(Load {
        id,
        at,
        focus,
        by_hand: true,
    }));
    effects
}

/// The next unread article, or the one before: selected from the list, opened from the page; across
/// outlets, and round the end of the list one came from. `count` is how many to go on.
pub(super) fn next_unread(state: &mut State, back: bool, count: Option<u32>) -> Vec<Effect> {
    state.show_selected_shelf();
    let mut from = here(state);
    let mut found = None;
    // There is nowhere to go on to beyond the last unread.
    let most = state.library.tally().unread;
    for _ in 0..most.min(count.map_or(1, |n| n as usize)) {
        let outside = From::outside(back);
        let next = unread_in_list(&state.list, &state.library, from, back)
            .or_else(|| in_another_list(state, back))
            .or_else(|| unread_in_list(&state.list, &state.library, outside, back));
        let Some(id) = next.filter(|id| found != Some(*id)) else {
            break;
        };
        state.list.select(id);
        from = From::Row(state.list.cursor);
        found = Some(id);
    }
    match found {
        None => {
            state.notice = Some(Notice::new("All read."));
            Vec::new()
        }
        Some(id) if state.focus == Pane::Page => open(state, id, None, true),
        Some(_) => {
            state.focus = Pane::List;
            Vec::new()
        }
    }
}

/// The next article of the list, or the one before; from the page it is opened.
pub(super) fn neighbour(state: &mut State, action: Action, count: Option<u32>) -> Vec<Effect> {
    if state.focus == Pane::Outlets {
        state.show_selected_shelf();
        state.focus = Pane::List;
    }
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
            say_end(state, action == Action::NextArticle);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The next section of the digest being read, or the one before, at its start; whatever is listed.
pub(super) fn section(state: &mut State, forward: bool) -> Vec<Effect> {
    let Some(article) = &state.reader.article else {
        return Vec::new();
    };
    let parts = state.library.parts(article.head.article);
    let parts: Vec<Id> = parts.filter(|h| !is_related(h)).map(|h| h.id).collect();
    let at = parts.iter().position(|id| *id == article.head.id);
    let next = at.and_then(|at| {
        if forward {
            at.checked_add(1)
        } else {
            at.checked_sub(1)
        }
    });
    match next.and_then(|at| parts.get(at)) {
        Some(id) => open(state, *id, Some(At::START), true),
        None => {
            say_end(state, forward);
            Vec::new()
        }
    }
}

fn say_end(state: &mut State, forward: bool) {
    let words = if forward {
        "That was the last here."
    } else {
        "That was the first here."
    };
    state.notice = Some(Notice::new(words));
}

/// Space: the selected article is opened; the open one goes on by a page; at its end comes the next
/// unread; at the end of the list it says so, and again goes on to the next with unread.
pub(super) fn read_on(state: &mut State) -> Vec<Effect> {
    state.show_selected_shelf();
    let selected = state.list.selected();
    if state.focus != Pane::Page
        && let Some(id) = selected
        && state.reader.id() != Some(id)
    {
        let at = bookmarked_place(state, id);
        return open(state, id, at, false);
    }
    if state.reader.article.is_some() && reader::update::page_down(&mut state.reader) {
        if state.reader.is_at_end() {
            state.notice = end_of_article(state).map(Notice::new);
        }
        return Vec::new();
    }
    let mut effects = marks::read_at_end(state);
    // Where reading marks nothing, going round the list would never come to its end.
    let round = state.options.mark_read != MarkRead::Never;
    let in_list = unread_in_list(&state.list, &state.library, here(state), false).or_else(|| {
        let first = unread_in_list(&state.list, &state.library, From::outside(false), false);
        first.filter(|id| round && state.reader.id() != Some(*id))
    });
    if let Some(id) = in_list {
        effects.extend(open(state, id, None, false));
        return effects;
    }
    let Some(shelf) = another_list(state, false) else {
        state.notice = Some(Notice::new("All read."));
        return effects;
    };
    if state.said_end.as_ref() != Some(&state.list.shelf) {
        let name = state.library.shelf_name(&shelf, &state.now);
        let name = fit(&name, IN_A_SENTENCE, state.options.signs.ellipsis);
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

/// Where a bookmark leads, when the bookmarks are listed.
pub(super) fn bookmarked_place(state: &State, id: Id) -> Option<At> {
    let star = state.library.marks().star(id);
    star.filter(|_| state.list.shelf == Shelf::Bookmarks)
        .map(|(at, ..)| *at)
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
    let title = fit(&head.title, IN_A_SENTENCE, state.options.signs.ellipsis);
    Some(format!("End. Space: next unread ({date}{title})"))
}

/// The row one is on: the open article's where the page has the keys.
fn here(state: &State) -> From {
    match state.focus {
        Pane::Page => open_row(state).map_or(From::At(state.list.cursor), From::Row),
        _ => From::Row(state.list.cursor),
    }
}

fn open_row(state: &State) -> Option<usize> {
    state.reader.id().and_then(|id| state.list.position(id))
}

/// Lists the next row of the outlets that has something unread, and gives its first unread (going
/// back, its last).
fn in_another_list(state: &mut State, back: bool) -> Option<Id> {
    let shelf = another_list(state, back)?;
    state.unfold_to(&shelf);
    state.outlets.selected = shelf.clone();
    state.show(shelf);
    let id = unread_in_list(&state.list, &state.library, From::outside(back), back)?;
    state.list.select(id);
    Some(id)
}

/// The outlets whose lines going on to the next unread needs (going back: to the one before).
pub(super) fn needed(state: &State, back: bool, count: Option<u32>) -> Vec<OutletId> {
    let library = &state.library;
    if count.is_some_and(|count| count > 1) {
        return library.missing(&Shelf::Unread, true);
    }
    // Which list is next depends on the editions there are.
    let mut needed = library.missing_publishers(true);
    let next = another_list(state, back);
    needed.extend(
        next.into_iter()
            .flat_map(|shelf| library.missing(&shelf, false)),
    );
    needed
}

/// The next list that has something unread, going round the end but not back to the one shown (going
/// back: the list before).
fn another_list(state: &State, back: bool) -> Option<Shelf> {
    let library = &state.library;
    let editions = library.publishers().into_iter().flat_map(|publisher| {
        let its = move |e: &&Edition| e.publisher == publisher.id;
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
    let by_author = library.by_author();
    lists.into_iter().find(|shelf| match shelf {
        Shelf::Outlet(id) => by_author.get(id).is_some_and(|tally| tally.unread > 0),
        shelf => library.unread_of(shelf) > 0,
    })
}
