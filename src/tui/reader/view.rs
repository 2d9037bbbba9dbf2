//! The page, drawn.

use super::state::State;
use crate::model::Article;
use crate::text::Role;
use crate::tui::draw::{self, Pen};
use ratatui::layout::Rect;

/// What the page's title row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// Where the text comes from, in the spellings that fit ever narrower titles.
    pub provenance: Vec<String>,
    /// Whether it was split by guess.
    pub guess: bool,
    /// Which of how many it is, and how much is read.
    pub place: String,
}

/// Draws the title row of the pane; `end` is the column the place ends before.
pub fn title(pen: &mut Pen<'_>, title: &Title, focused: bool, end: usize) {
    let role = draw::title_role(focused);
    let guess = if title.guess {
        format!(" {}", pen.look.signs.guess)
    } else {
        String::new()
    };
    let place = crate::chars::width::width(&title.place);
    let taken = 1 + guess.len() + if place > 0 { place + 1 } else { 0 };
    let room = end.saturating_sub(taken);
    let fits = |words: &&String| crate::chars::width::width(words) <= room;
    let words = title
        .provenance
        .iter()
        .find(fits)
        .or(title.provenance.last());
    let words = words.map(|w| crate::chars::width::fit(w, room, pen.look.signs.ellipsis));
    let words = words.unwrap_or_default();
    draw::title(
        pen,
        focused,
        &[(&words, role), (&guess, Role::Dim)],
        &title.place,
        end,
    );
}

/// Where an article comes from: outlet, review and date, from the longest spelling to the shortest.
pub fn provenance(article: &Article, outlet: &str, date: Option<String>) -> Vec<String> {
    let Some(via) = &article.via else {
        return vec![outlet.to_owned()];
    };
    let mut spellings = Vec::new();
    let whole = if via.publisher == outlet {
        outlet.to_owned()
    } else {
        format!("{outlet} via {}", via.publisher)
    };
    if let Some(date) = date.filter(|d| !d.is_empty()) {
        spellings.push(format!("{whole}, {date}"));
    }
    spellings.push(whole);
    spellings.push(outlet.to_owned());
    spellings
}

/// Draws the lines into `text`, a part of the screen. Gives the place of the first one.
pub fn lines(pen: &mut Pen<'_>, state: &State, text: Rect) -> (u16, u16) {
    let mut pen = pen.part(text);
    for (y, line) in (0..pen.height()).zip(state.lines().iter().skip(state.top)) {
        pen.put_line(0, y, line);
        for (n, found) in state.matches.iter().enumerate() {
            if found.at.block == line.at.block {
                let role = if n == state.current {
                    Role::MatchCurrent
                } else {
                    Role::Match
                };
                for (from, to) in line.columns(found.at.char, found.to) {
                    pen.mark(from, to, y, role);
                }
            }
        }
    }
    pen.on_screen(0, 0)
}
