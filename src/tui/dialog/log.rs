//! What happened in the last 24 hours, a page.

use crate::log::Entry;
use crate::model::OutletId;
use crate::text::Role;
use crate::tui::draw::{self, Pen};
use crate::tui::feeds::state::{Feed, State as Feeds};
use jiff::tz::TimeZone;

/// The state of the page.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The lines, newest first.
    pub entries: Vec<Entry>,
    /// The selected one.
    pub cursor: usize,
}

impl State {
    /// The outlet that the selected line is about, where it is a source.
    pub fn outlet<'a>(&self, feeds: &'a Feeds) -> Option<&'a OutletId> {
        let subject = &self.entries.get(self.cursor)?.subject;
        let named = |(_, feed): &&(OutletId, Feed)| feed.name == *subject;
        feeds.all().iter().find(named).map(|(id, _)| id)
    }
}

/// Draws the page: time, sign of trouble, subject and words.
pub fn view(pen: &mut Pen<'_>, state: &State, zone: &TimeZone) -> (u16, u16) {
    let end = pen.width().saturating_sub(1);
    draw::title(pen, true, &[("Log", Role::Heading)], "last 24 hours", end);
    if state.entries.is_empty() {
        pen.put(3, 2, "Nothing happened.", Role::Dim);
        return pen.on_screen(0, 0);
    }
    let height = pen.height().saturating_sub(2).max(1);
    let first = (state.cursor / height) * height;
    let mut cursor = pen.on_screen(0, 0);
    for (n, entry) in state.entries.iter().enumerate().skip(first).take(height) {
        let y = 2 + n - first;
        if n == state.cursor {
            draw::bar(pen, y, true);
            cursor = pen.on_screen(0, y);
        }
        pen.put(3, y, &clock(entry.time, zone), Role::Dim);
        if entry.trouble {
            pen.put(9, y, pen.look.signs.trouble, Role::Error);
        }
        pen.put_fit(11, 31.min(end), y, &entry.subject, Role::Text);
        pen.put_fit(32, end, y, &entry.words, Role::Text);
    }
    cursor
}

fn clock(seconds: i64, zone: &TimeZone) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| String::new(),
        |t| {
            let z = t.to_zoned(zone.clone());
            format!("{:02}:{:02}", z.hour(), z.minute())
        },
    )
}
