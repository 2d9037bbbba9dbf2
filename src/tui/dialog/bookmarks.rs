//! The bookmarks, a page.

use crate::model::place::At;
use crate::model::{Head, Id, Library};
use crate::text::Role;
use crate::tui::articles::item::Setting;
use crate::tui::draw::{self, Pen};
use jiff::Zoned;
use std::collections::HashMap;

/// The state of the page.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The selected bookmark.
    pub cursor: usize,
    /// The bookmarks as they stood when the page was opened, newest first: one taken off stays
    /// where it was until the page is left, so that it can be put back.
    pub ids: Vec<Id>,
    /// The places and words of those taken off here, so that they can be put back.
    pub taken: HashMap<Id, (At, Option<String>)>,
}

/// The rows one bookmark takes: two, and a blank one.
const ROWS: usize = 3;

impl State {
    /// The bookmarks of a library, the last one set first.
    pub fn new(library: &Library) -> State {
        let mut set: Vec<(i64, Id)> = library
            .marks()
            .bookmarked()
            .filter(|(id, _)| library.has_line(*id))
            .filter_map(|(id, state)| state.star.as_ref().map(|(_, time, _)| (*time, id)))
            .collect();
        set.sort_by_key(|(time, id)| (std::cmp::Reverse(*time), *id));
        State {
            cursor: 0,
            ids: set.into_iter().map(|(_, id)| id).collect(),
            taken: HashMap::new(),
        }
    }

    /// The selected one.
    pub fn selected(&self) -> Option<Id> {
        self.ids.get(self.cursor).copied()
    }

    /// How many fit in `height` rows under the title.
    pub fn fitting(height: usize) -> usize {
        (height.saturating_sub(3) / ROWS).max(1)
    }
}

/// Draws the page.
pub fn view(pen: &mut Pen<'_>, state: &State, library: &Library, now: &Zoned) -> (u16, u16) {
    let end = pen.width().saturating_sub(1);
    let still = |id: &&Id| library.marks().is_bookmarked(**id);
    let count = draw::count(state.ids.iter().filter(still).count());
    draw::title(pen, true, &[("Bookmarks", Role::Heading)], &count, end);
    if state.ids.is_empty() {
        pen.put(3, 2, "No bookmarks yet.", Role::Dim);
        pen.put(3, 4, "b in any list keeps an article", Role::Dim);
        return pen.on_screen(0, 0);
    }
    let setting = Setting {
        library,
        now,
        columns: pen.width(),
        tiny: false,
        mixed: true,
        edition: false,
        signs: &pen.look.signs,
    };
    let fitting = State::fitting(pen.height() + 1);
    let first = (state.cursor / fitting) * fitting;
    let mut cursor = pen.on_screen(0, 0);
    for (n, id) in state.ids.iter().enumerate().skip(first).take(fitting) {
        let Some(head) = library.head(*id) else {
            continue;
        };
        let y = 2 + (n - first) * ROWS;
        let selected = n == state.cursor;
        if selected {
            cursor = pen.on_screen(0, y);
        }
        draw_one(pen, &setting, &head, y, selected);
    }
    cursor
}

fn draw_one(pen: &mut Pen<'_>, setting: &Setting<'_>, head: &Head, y: usize, selected: bool) {
    let end = pen.width().saturating_sub(1);
    let star = setting.library.marks().star(head.id).cloned();
    if selected {
        draw::bar(pen, y, true);
        draw::bar(pen, y + 1, true);
    }
    if star.is_some() {
        pen.put(1, y, pen.look.signs.bookmark, Role::Bookmark);
    }
    let date = pen.put_right(end, y, &setting.right(head), Role::Dim);
    let role = if selected {
        pen.look.theme.selected(Role::Unread, true)
    } else {
        Role::Unread
    };
    pen.put_fit(3, date.saturating_sub(1), y, &head.title, role);
    let library = setting.library;
    let name = library.name(&head.outlet);
    let mut words = if head.outlet == head.kept_in {
        name.to_owned()
    } else {
        format!("{name} via {}", library.name(&head.kept_in))
    };
    if let Some(note) = star.and_then(|(_, _, note)| note) {
        words = format!("{words} {} {note}", pen.look.signs.dot);
    }
    pen.put_fit(3, end, y + 1, &words, Role::Dim);
}
