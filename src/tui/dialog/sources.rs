//! All sources and how they fare, a page.

use crate::model::{OutletId, Shelf, When};
use crate::text::Role;
use crate::tui::draw::{self, Pen};
use crate::tui::feeds::state::{Due, Feed, State as Feeds};
use jiff::Zoned;

/// The state of the page.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The selected source, as a number in the order of the list.
    pub cursor: usize,
}

impl State {
    /// The page, with the source of `here` selected where it is one.
    pub fn new(feeds: &Feeds, here: &Shelf) -> State {
        let id = feeds.at(here).map(|(id, _)| id);
        let at = id.and_then(|id| feeds.all().iter().position(|(of, _)| of == id));
        State {
            cursor: at.unwrap_or(0),
        }
    }

    /// The selected source.
    pub fn selected<'a>(&self, feeds: &'a Feeds) -> Option<&'a (OutletId, Feed)> {
        feeds.all().get(self.cursor)
    }
}

/// The columns from their left edges, and the widths from which on they are shown.
const STATE: usize = 28;
const GOOD: usize = 39;
const DUE: usize = 47;
const STATUS: usize = 55;
const BYTES: usize = 62;
const WAY: usize = 72;

/// Draws the page: a line a source.
pub fn view(pen: &mut Pen<'_>, state: &State, feeds: &Feeds, now: &Zoned) -> (u16, u16) {
    let end = pen.width().saturating_sub(1);
    let all = feeds.all();
    let count = draw::number(all.len());
    draw::title(pen, true, &[("Sources", Role::Heading)], &count, end);
    if all.is_empty() {
        pen.put(3, 2, "No outlets yet.", Role::Dim);
        pen.put(3, 4, "a add one", Role::Dim);
        pen.put(3, 5, ":import an OPML list", Role::Dim);
        return pen.on_screen(0, 0);
    }
    let heads = [
        (3, "name"),
        (STATE, "state"),
        (GOOD, "good"),
        (DUE, "next"),
        (STATUS, "status"),
        (BYTES, "bytes"),
        (WAY, "way"),
    ];
    for (x, words) in heads {
        pen.put(x, 1, words, Role::Dim);
    }
    let height = pen.height().saturating_sub(2).max(1);
    let first = (state.cursor / height) * height;
    let mut cursor = pen.on_screen(0, 0);
    for (n, (_, feed)) in all.iter().enumerate().skip(first).take(height) {
        let y = 2 + n - first;
        let selected = n == state.cursor;
        if selected {
            draw::bar(pen, y, true);
            cursor = pen.on_screen(0, y);
        }
        draw_one(pen, feed, y, selected, now);
    }
    cursor
}

fn draw_one(pen: &mut Pen<'_>, feed: &Feed, y: usize, selected: bool, now: &Zoned) {
    let end = pen.width().saturating_sub(1);
    let role = if feed.paused { Role::Dim } else { Role::Text };
    let name = match selected {
        true => pen.look.theme.selected(role, true),
        false => role,
    };
    if feed.is_in_trouble() {
        pen.put(1, y, pen.look.signs.trouble, Role::Error);
    }
    pen.put_fit(3, (STATE - 1).min(end), y, &feed.name, name);
    let health = &feed.health;
    let date = |seconds: i64| When::Instant(seconds).in_list(now);
    let due = match feed.due {
        Due::Now => "now".to_owned(),
        Due::At(until) => coming(until, now),
        Due::Never => "never".to_owned(),
    };
    let ascii = pen.look.signs.ascii;
    let state = match ascii {
        true => feed.state().replace('×', "x"),
        false => feed.state(),
    };
    let way = health.way.as_deref().unwrap_or_default();
    let columns = [
        (STATE, state),
        (GOOD, health.last_good.map(date).unwrap_or_default()),
        (DUE, due),
        (
            STATUS,
            health
                .last_status
                .map_or_else(String::new, |s| s.to_string()),
        ),
        (BYTES, bytes(health.bytes)),
        (WAY, crate::chars::clean::one_line(way)),
    ];
    for (x, words) in columns.into_iter().filter(|(x, _)| *x < end) {
        pen.put_fit(x, end, y, &words, Role::Dim);
    }
}

/// A time to come: its clock within a day, else its day.
fn coming(seconds: i64, now: &Zoned) -> String {
    let whole = When::Instant(seconds).in_byline(now.time_zone());
    let (day, clock) = whole.split_once(", ").unwrap_or((&whole, ""));
    match seconds - now.timestamp().as_second() {
        ..86_400 => clock.to_owned(),
        _ => {
            let words: Vec<&str> = day.split(' ').skip(1).take(2).collect();
            words.join(" ")
        }
    }
}

/// How many bytes came, in a few letters.
fn bytes(count: u64) -> String {
    match count {
        0 => String::new(),
        1..1_024 => count.to_string(),
        1_024..1_048_576 => format!("{} KiB", count / 1_024),
        _ => format!("{} MiB", count / 1_048_576),
    }
}
