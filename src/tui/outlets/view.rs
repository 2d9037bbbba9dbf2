//! The outlets, drawn.

use super::state::{Row, State};
use crate::model::Shelf;
use crate::text::Role;
use crate::tui::draw::{self, Pen};

/// Draws the pane: its title, and from row `head` on its rows. Gives the place of the selected
/// row's bar.
pub fn view(pen: &mut Pen<'_>, state: &State, head: usize, focused: bool) -> Option<(u16, u16)> {
    let rows = &state.rows;
    if head > 0 {
        let end = pen.width().saturating_sub(1);
        let shown = rows
            .len()
            .min(state.top + pen.height().saturating_sub(head));
        let unread_in_sight = rows[state.top.min(shown)..shown]
            .iter()
            .any(|r| r.shelf == Some(Shelf::Unread));
        let unread = rows
            .iter()
            .find(|r| r.shelf == Some(Shelf::Unread))
            .map_or(0, |r| r.unread);
        let right = if unread_in_sight {
            String::new()
        } else {
            draw::count(unread)
        };
        let role = draw::title_role(focused);
        draw::title(pen, focused, &[("Outlets", role)], &right, end);
    }
    let mut cursor = None;
    for (y, row) in (head..pen.height()).zip(rows.iter().skip(state.top)) {
        let selected = row.shelf.as_ref() == Some(&state.selected);
        if selected {
            draw::bar(pen, y, focused);
            cursor = Some(pen.on_screen(0, y));
        }
        draw_row(pen, y, row, selected, focused);
    }
    cursor
}

fn draw_row(pen: &mut Pen<'_>, y: usize, row: &Row, selected: bool, focused: bool) {
    let unread = row.shelf.is_some() && row.unread > 0 && !row.paused;
    let role = if unread { Role::Outlet } else { Role::Dim };
    let role = if selected {
        pen.look.theme.selected(role, focused)
    } else {
        role
    };
    let end = pen.width().saturating_sub(1);
    let count = draw::count(row.unread);
    let stop = if count.is_empty() {
        end
    } else {
        pen.put_right(end, y, &count, Role::Dim).saturating_sub(1)
    };
    let stop = if row.trouble {
        let sign = pen.look.signs.trouble;
        pen.put_right(stop, y, sign, Role::Error).saturating_sub(1)
    } else {
        stop
    };
    let mut x = 1;
    if row.depth > 0 {
        let sign = match row.open {
            Some(true) => pen.look.signs.open,
            Some(false) => pen.look.signs.closed,
            None => "",
        };
        x += 2 * (row.depth - 1);
        pen.put(x, y, sign, Role::Dim);
        x += 2;
    }
    let guess = if row.guess { 2 } else { 0 };
    let x = pen.put_fit(x, stop.saturating_sub(guess), y, &row.name, role);
    if row.guess {
        pen.put(x + 1, y, pen.look.signs.guess, Role::Dim);
    }
}
