//! The list, drawn.

use super::item::{self, ItemRow, Setting};
use super::state::{Row, State, label_words};
use crate::chars::width::width;
use crate::model::{Head, Kind};
use crate::text::Role;
use crate::tui::draw::{self, Pen};

/// Draws the rows from row `head` of the pane on. `empty` is what is said where there are none.
/// Gives the place of the selected row's bar.
pub fn view(
    pen: &mut Pen<'_>,
    state: &State,
    setting: &Setting<'_>,
    head: usize,
    focused: bool,
    empty: &[String],
) -> Option<(u16, u16)> {
    if state.rows.is_empty() {
        for (y, line) in (head..).zip(empty) {
            pen.put(3.min(pen.width() / 8), y, line, Role::Dim);
        }
        return None;
    }
    let mut cursor = None;
    let mut y = head;
    for (at, row) in state.rows.iter().enumerate().skip(state.top) {
        if y >= pen.height() {
            break;
        }
        match row {
            Row::Blank => y += 1,
            Row::Label(label) => {
                let words = label_words(setting.library, *label, setting.now);
                let end = pen.width().saturating_sub(1);
                pen.put_fit(1, end, y, &words, Role::Dim);
                y += 1;
            }
            Row::Item(id) => {
                let Some(item) = setting.library.head(*id) else {
                    continue;
                };
                let selected = at == state.cursor;
                if selected {
                    cursor = Some(pen.on_screen(0, y));
                }
                y += draw_item(pen, state, setting, &item, y, selected, focused);
            }
        }
    }
    cursor
}

/// Draws one item from row `y` on; gives how many rows it took. One that does not fit shows its
/// first rows.
fn draw_item(
    pen: &mut Pen<'_>,
    state: &State,
    setting: &Setting<'_>,
    head: &Head,
    y: usize,
    selected: bool,
    focused: bool,
) -> usize {
    let unread = setting.library.is_unread(head);
    let role = if unread { Role::Unread } else { Role::Read };
    let role = if selected {
        pen.look.theme.selected(role, focused)
    } else {
        role
    };
    let rows = if setting.columns >= item::WIDE {
        draw_wide(pen, state, setting, head, y, role);
        1
    } else {
        let rows = setting.rows(head);
        for (at, row) in rows.iter().enumerate() {
            draw_row(pen, state, row, y + at, role);
        }
        rows.len()
    };
    if unread {
        pen.put(1, y, pen.look.signs.unread, Role::UnreadSign);
    }
    for y in y..y + rows {
        if selected && y < pen.height() {
            draw::bar(pen, y, focused);
        }
    }
    rows
}

fn draw_row(pen: &mut Pen<'_>, state: &State, row: &ItemRow, y: usize, role: Role) {
    let end = pen.width().saturating_sub(1);
    put_found(pen, state, item::TITLE, y, &row.title, role);
    if let Some(outlet) = &row.outlet {
        pen.put(item::TITLE, y, outlet, Role::Dim);
    }
    let mut right = end;
    if row.bookmark {
        right = pen
            .put_right(end, y, pen.look.signs.bookmark, Role::Bookmark)
            .saturating_sub(1);
    }
    pen.put_right(right, y, &row.right, Role::Dim);
}

/// One row with columns: title, outlet (20), minutes (6), date (6), bookmark.
fn draw_wide(
    pen: &mut Pen<'_>,
    state: &State,
    setting: &Setting<'_>,
    head: &Head,
    y: usize,
    role: Role,
) {
    let end = pen.width().saturating_sub(1);
    if setting.library.marks().is_bookmarked(head.id) {
        pen.put_right(end, y, pen.look.signs.bookmark, Role::Bookmark);
    }
    let date = pen.put_right(end.saturating_sub(2), y, &setting.right(head), Role::Dim);
    let mut stop = date.min(end.saturating_sub(8)).saturating_sub(1);
    let with_minutes = setting.columns >= item::WITH_MINUTES && !setting.edition;
    if with_minutes && !matches!(head.kind, Kind::Related(_)) {
        pen.put_right(stop, y, &format!("{} min", head.minutes), Role::Dim);
        stop = stop.saturating_sub(8);
    }
    if setting.mixed {
        let from = stop.saturating_sub(20);
        pen.put_fit(from, stop, y, &setting.outlet(head), Role::Dim);
        stop = from.saturating_sub(1);
    }
    let room = stop.saturating_sub(item::TITLE);
    let title = crate::chars::width::fit(&head.title, room, pen.look.signs.ellipsis);
    put_found(pen, state, item::TITLE, y, &title, role);
}

/// Writes a title with the words a search found marked.
fn put_found(pen: &mut Pen<'_>, state: &State, x: usize, y: usize, text: &str, role: Role) {
    pen.put(x, y, text, role);
    let Some(query) = &state.find else { return };
    for (from, to) in query.find_in(text) {
        let before: String = text.chars().take(from).collect();
        let found: String = text.chars().skip(from).take(to - from).collect();
        let from = x + width(&before);
        pen.mark(from, from + width(&found), y, Role::Match);
    }
}
