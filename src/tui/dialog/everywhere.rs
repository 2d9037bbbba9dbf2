//! The search everywhere, a page: words typed in the status row, and where they are found.

use crate::jobs::find::{Finding, Hit};
use crate::model::Library;
use crate::search::Query;
use crate::text::Role;
use crate::tui::articles::item::Setting;
use crate::tui::draw::{self, Pen};
use jiff::Zoned;
use tui_input::Input;

/// The state of the page.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What is typed.
    pub input: Input,
    /// What was found last, and for which words.
    pub found: Option<(String, Finding)>,
    /// The selected hit.
    pub cursor: usize,
    /// Whether the first hit is to be opened as soon as it is found: Enter came before it.
    pub open_first: bool,
}

/// The rows one hit takes: three, and a blank one.
const ROWS: usize = 4;

/// The column the words of a hit start in.
const WORDS: usize = 3;

/// How many hits the page takes: more than anyone walks through.
pub const MOST: usize = 1_000;

impl State {
    /// The selected hit, where what is shown was found for the words typed.
    pub fn selected(&self) -> Option<&Hit> {
        let found = self.found.as_ref().filter(|_| !self.is_waiting());
        found.and_then(|(_, finding)| finding.hits.get(self.cursor))
    }

    /// Whether words were typed that nothing was said of yet.
    pub fn is_waiting(&self) -> bool {
        let typed = self.input.value();
        self.found.as_ref().map_or("", |(words, _)| words) != typed
    }

    /// How many hits are shown.
    pub fn count(&self) -> usize {
        self.found.as_ref().map_or(0, |(_, f)| f.hits.len())
    }

    /// Takes in what was found for `words`; what was typed meanwhile makes it worthless.
    pub fn take(&mut self, words: String, finding: Finding) {
        if words == self.input.value() {
            self.found = Some((words, finding));
            self.cursor = 0;
        }
    }

    /// How many hits fit on a screen of `height` rows.
    pub fn fitting(height: usize) -> usize {
        (height.saturating_sub(2) / ROWS).max(1)
    }
}

/// Draws the page.
pub fn view(pen: &mut Pen<'_>, state: &State, library: &Library, now: &Zoned) -> (u16, u16) {
    let end = pen.width().saturating_sub(1);
    let typed = state.input.value();
    let title = match typed.trim() {
        "" => "Search everywhere".to_owned(),
        words => format!("Search everywhere: {words}"),
    };
    let count = state.found.as_ref().filter(|_| !state.is_waiting());
    let count = count.map_or_else(String::new, |(_, finding)| {
        format!("{} found", draw::number(finding.all))
    });
    draw::title(pen, true, &[(&title, Role::Heading)], &count, end);
    let Some((words, finding)) = &state.found else {
        return pen.on_screen(0, 0);
    };
    if finding.hits.is_empty() {
        nothing(pen, words, finding, end);
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
    let query = Query::of_words(words);
    let fitting = State::fitting(pen.height() + 1);
    let first = (state.cursor / fitting) * fitting;
    let mut cursor = pen.on_screen(0, 0);
    for (n, hit) in finding.hits.iter().enumerate().skip(first).take(fitting) {
        let y = 2 + (n - first) * ROWS;
        let selected = n == state.cursor;
        if selected {
            cursor = pen.on_screen(0, y);
        }
        draw_one(pen, &setting, hit, query.as_ref(), y, selected);
    }
    cursor
}

/// What an empty page says: that nothing was found, and where it was looked for.
fn nothing(pen: &mut Pen<'_>, words: &str, finding: &Finding, end: usize) {
    let said = format!("Nothing found for “{}”.", words.trim());
    pen.put_fit(WORDS, end, 2, &said, Role::Text);
    let s = if finding.searched == 1 { "" } else { "s" };
    let number = draw::number(finding.searched);
    let said = format!("Searched {number} article{s}, headlines and text.");
    pen.put_fit(WORDS, end, 4, &said, Role::Dim);
}

fn draw_one(
    pen: &mut Pen<'_>,
    setting: &Setting<'_>,
    hit: &Hit,
    query: Option<&Query>,
    y: usize,
    selected: bool,
) {
    let end = pen.width().saturating_sub(1);
    let (head, library) = (&hit.head, setting.library);
    let unread = library.is_unread(head);
    if selected {
        for y in y..y + ROWS - 1 {
            draw::bar(pen, y, true);
        }
    }
    if unread {
        pen.put(1, y, pen.look.signs.unread, Role::UnreadSign);
    }
    let mut outlet = library.name(&head.outlet).to_owned();
    if head.outlet != head.kept_in {
        outlet = format!("{outlet} via {}", library.name(&head.kept_in));
    }
    let date = pen.put_right(end, y, &setting.right(head), Role::Dim);
    pen.put_fit(WORDS, date.saturating_sub(1), y, &outlet, Role::Dim);
    let role = if unread { Role::Unread } else { Role::Read };
    let role = if selected {
        pen.look.theme.selected(role, true)
    } else {
        role
    };
    let room = end.saturating_sub(WORDS);
    let title = crate::chars::width::fit(&head.title, room, pen.look.signs.ellipsis);
    pen.put(WORDS, y + 1, &title, role);
    mark(pen, query, &title, y + 1);
    let excerpt = draw::whole_words(&hit.excerpt, room);
    pen.put(WORDS, y + 2, excerpt, Role::Text);
    mark(pen, query, excerpt, y + 2);
}

/// Marks the words found in `text`, which stands in row `y`.
fn mark(pen: &mut Pen<'_>, query: Option<&Query>, text: &str, y: usize) {
    let chars: Vec<char> = text.chars().collect();
    let column = |at: usize| {
        let before: String = chars[..at].iter().collect();
        WORDS + crate::chars::width::width(&before)
    };
    for (from, to) in query.map(|q| q.find_in(text)).unwrap_or_default() {
        pen.mark(column(from), column(to), y, Role::Match);
    }
}
