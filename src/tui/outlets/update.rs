//! Moving about the outlets, and folding them.

use super::state::State;
use crate::keys::Action;
use crate::model::Shelf;

/// What moving in a list of rows needs to know of the screen.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// How many rows fit.
    pub height: usize,
}

/// Moves the selection among the rows. `count` is the number typed before the key.
pub fn update(state: &mut State, action: Action, count: Option<u32>, room: Room) {
    let rows = &state.rows;
    let selectable: Vec<usize> = (0..rows.len())
        .filter(|i| rows[*i].shelf.is_some())
        .collect();
    let Some(last) = selectable.len().checked_sub(1) else {
        return;
    };
    let at = selectable
        .iter()
        .position(|i| rows[*i].shelf.as_ref() == Some(&state.selected))
        .unwrap_or(0);
    let steps = count.map_or(1, |n| n as usize);
    let page = room.height.max(1);
    let to = match action {
        Action::Down => at.saturating_add(steps),
        Action::Up => at.saturating_sub(steps),
        Action::Top | Action::Bottom if count.is_some() => steps.saturating_sub(1),
        Action::Top => 0,
        Action::Bottom => last,
        Action::PageDown => at + page,
        Action::PageUp => at.saturating_sub(page),
        Action::HalfDown => at + page.div_ceil(2),
        Action::HalfUp => at.saturating_sub(page.div_ceil(2)),
        _ => at,
    };
    if let Some(shelf) = &rows[selectable[to.min(last)]].shelf {
        state.selected = shelf.clone();
    }
}

/// Folds the selected row, or goes to the row it stands under.
pub fn fold(state: &mut State) {
    if state.unfolded.remove(&state.selected) {
        return;
    }
    let rows = &state.rows;
    let Some(at) = rows
        .iter()
        .position(|r| r.shelf.as_ref() == Some(&state.selected))
    else {
        return;
    };
    let parent = rows[..at]
        .iter()
        .rev()
        .find(|r| r.depth < rows[at].depth && r.open.is_some());
    if let Some(shelf) = parent.and_then(|row| row.shelf.clone()) {
        state.selected = shelf;
    }
}

/// Unfolds the selected row where something is below it.
pub fn unfold(state: &mut State) {
    let opens = matches!(
        state.selected,
        Shelf::Publisher(_) | Shelf::Edition(_) | Shelf::Group(_)
    );
    if opens {
        state.unfolded.insert(state.selected.clone());
    }
}

/// Scrolls so that the selected row is among the `room`'s rows: by half its height.
pub fn keep_in_view(state: &mut State, room: Room) {
    let rows = &state.rows;
    let at = rows
        .iter()
        .position(|r| r.shelf.as_ref() == Some(&state.selected))
        .unwrap_or(0);
    let height = room.height.max(1);
    let half = height.div_ceil(2);
    while at < state.top {
        state.top = state.top.saturating_sub(half);
    }
    while at >= state.top + height {
        state.top += half;
    }
    state.top = state.top.min(rows.len().saturating_sub(height));
}
