//! The words to look for, typed in the status row.

use crate::model::place::At;
use crate::model::{Id, Shelf};
use crate::text::Role;
use crate::tui::draw::Pen;
use crate::tui::layout::Pane;
use tui_input::Input;

/// The state of the prompt.
#[derive(Clone, Debug)]
pub struct State {
    /// What is typed.
    pub input: Input,
    /// Where it looks.
    pub pane: Pane,
    /// Where one was before anything was typed: Esc goes back there.
    pub origin: Origin,
}

/// Where one is in every pane.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The selected row of the outlets, and the first on the screen.
    pub outlets: (Shelf, usize),
    /// The selected article of the list, and the first row on the screen.
    pub list: (Option<Id>, usize),
    /// The point of the page.
    pub page: At,
}

/// Draws the prompt in the status row: its sign and what is typed, and the hints. Gives the
/// insertion point.
pub fn view(
    pen: &mut Pen<'_>,
    sign: &str,
    input: &Input,
    rest: &str,
    hints: &[(&str, &str)],
) -> (u16, u16) {
    let x = pen.put(0, 0, sign, Role::Prompt);
    let end = pen.width().saturating_sub(1);
    let room = end.saturating_sub(x);
    let scroll = input.visual_scroll(room);
    let shown: String = skip_columns(input.value(), scroll);
    let after = pen.put_fit(x, end, 0, &shown, Role::Prompt);
    let after = pen.put_fit(after, end, 0, rest, Role::Dim);
    crate::tui::status::hints(pen, hints, after + 1);
    let point = x + input.visual_cursor().saturating_sub(scroll);
    pen.on_screen(point.min(pen.width().saturating_sub(1)), 0)
}

fn skip_columns(text: &str, columns: usize) -> String {
    let mut skipped = 0;
    crate::chars::width::clusters(text)
        .skip_while(|(_, width)| {
            let skip = skipped < columns;
            skipped += width;
            skip
        })
        .map(|(cluster, _)| cluster)
        .collect()
}
