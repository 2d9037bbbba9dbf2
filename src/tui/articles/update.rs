//! Moving about the list.

use super::item::Setting;
use super::state::{Row, State};
use crate::keys::Action;
use crate::model::{Id, Library};

/// Moves the selection. `count` is the number typed before the key, `fitting` about how many items
/// fit on the screen.
pub fn update(state: &mut State, action: Action, count: Option<u32>, fitting: usize) {
    let items: Vec<usize> = state.items().map(|(at, _)| at).collect();
    let Some(last) = items.len().checked_sub(1) else {
        return;
    };
    let at = items.iter().position(|at| *at == state.cursor).unwrap_or(0);
    let steps = count.map_or(1, |n| n as usize);
    let page = fitting.max(1);
    let to = match action {
        Action::Down | Action::NextArticle => at.saturating_add(steps),
        Action::Up | Action::PreviousArticle => at.saturating_sub(steps),
        Action::Top | Action::Bottom if count.is_some() => steps.saturating_sub(1),
        Action::Top => 0,
        Action::Bottom => last,
        Action::PageDown => at.saturating_add(page),
        Action::PageUp => at.saturating_sub(page),
        Action::HalfDown => at.saturating_add(page.div_ceil(2)),
        Action::HalfUp => at.saturating_sub(page.div_ceil(2)),
        _ => at,
    };
    state.cursor = items[to.min(last)];
}

/// Where a search for the next unread begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum From {
    /// Behind this row (before it, going back): one is on it.
    Row(usize),
    /// At this row: one is on an article that is not listed.
    At(usize),
}

impl From {
    /// Before the first row (going back, behind the last).
    pub(in crate::tui) fn outside(back: bool) -> From {
        From::At(if back { usize::MAX } else { 0 })
    }
}

/// The next unread item from a row on (before it, backwards).
pub(in crate::tui) fn next_unread(
    state: &State,
    library: &Library,
    from: From,
    back: bool,
) -> Option<Id> {
    let unread = |(_, id): &(usize, Id)| library.is_unread_id(*id);
    let ahead = |at: usize| match from {
        From::Row(row) if back => at < row,
        From::Row(row) => at > row,
        From::At(row) if back => at <= row,
        From::At(row) => at >= row,
    };
    if back {
        state
            .items()
            .rev()
            .filter(|(at, _)| ahead(*at))
            .find(unread)
    } else {
        state.items().filter(|(at, _)| ahead(*at)).find(unread)
    }
    .map(|(_, id)| id)
}

/// Scrolls so that the selected item is among the screen's `height` rows, with its label where it
/// is the first of its group: by half the height.
pub fn keep_in_view(state: &mut State, setting: &Setting<'_>, height: usize) {
    let height = height.max(1);
    let row_height = |row: Option<&Row>| match row {
        Some(Row::Item(id)) => setting.library.head(*id).map_or(1, |h| setting.height(&h)),
        _ => 1,
    };
    let half = height.div_ceil(2);
    if state.cursor <= state.top {
        // Up: the selection comes to stand half a screen down.
        if state.cursor < state.top {
            let mut above = 0;
            let mut top = state.cursor;
            while top > 0 && above < half.saturating_sub(1) {
                top -= 1;
                above += row_height(state.rows.get(top));
            }
            state.top = top;
        }
        while state.top > 0 && !matches!(state.rows.get(state.top - 1), Some(Row::Item(_)) | None) {
            state.top -= 1;
            if height < 4 {
                break;
            }
        }
        return;
    }
    if state.cursor - state.top > 2 * height {
        // A long way down, as by G: the rows in between are not even looked at.
        let mut above = row_height(state.rows.get(state.cursor));
        state.top = state.cursor;
        while state.top > 0 {
            above += row_height(state.rows.get(state.top - 1));
            if above > height {
                return;
            }
            state.top -= 1;
        }
        return;
    }
    let mut used: usize = (state.top..=state.cursor)
        .map(|at| row_height(state.rows.get(at)))
        .sum();
    if used <= height {
        return;
    }
    let mut scrolled = 0;
    while state.top < state.cursor && (used > height || scrolled < half) {
        let gone = row_height(state.rows.get(state.top));
        used -= gone;
        scrolled += gone;
        state.top += 1;
    }
}
