//! The last row: what happened on the left, what can be done on the right.

use crate::chars::width::width;
use crate::text::Role;
use crate::tui::draw::Pen;

/// Words about what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub words: String,
    /// Whether it is trouble.
    pub trouble: bool,
}

impl Notice {
    /// Words about something done.
    pub fn new(words: impl Into<String>) -> Notice {
        Notice {
            words: words.into(),
            trouble: false,
        }
    }

    /// Words about something that could not be done.
    pub fn trouble(words: impl Into<String>) -> Notice {
        Notice {
            words: words.into(),
            trouble: true,
        }
    }
}

/// Draws words on the left and hints on the right. Words are never cut before a hint gives way.
pub fn view(pen: &mut Pen<'_>, words: &str, role: Role, with: &[(&str, &str)]) {
    let start = if pen.width() < 30 { 0 } else { 1 };
    let trouble = role == Role::Error;
    let mut x = start;
    if trouble {
        x = pen.put(x, 0, pen.look.signs.trouble, Role::Error) + 1;
    }
    let end = pen.width().saturating_sub(usize::from(pen.width() >= 30));
    let after = pen.put_fit(x, end, 0, words, role);
    hints(pen, with, if words.is_empty() { 0 } else { after + 2 });
}

/// What the hint for the help says.
pub const KEYS: &str = "keys";

/// Draws as many hints as fit behind column `from`, right-aligned. They give way from the right; the
/// one for the help goes last, in a dialog the one that closes it.
pub fn hints(pen: &mut Pen<'_>, with: &[(&str, &str)], from: usize) {
    let end = pen.width().saturating_sub(usize::from(pen.width() >= 30));
    let length = |shown: &[&(&str, &str)]| {
        let words: usize = shown
            .iter()
            .map(|(key, words)| hint_width(key, words))
            .sum();
        words + 3 * shown.len().saturating_sub(1)
    };
    let mut shown: Vec<&(&str, &str)> = with.iter().collect();
    while !shown.is_empty() && from + length(&shown) > end {
        // The keys' own hint goes last; where it is not, the last one, which closes.
        let keys = shown.iter().any(|(_, words)| *words == KEYS);
        let last = shown.iter().rposition(|(_, words)| !keys || *words != KEYS);
        let gone = match last {
            Some(last) if !keys => last.saturating_sub(1),
            other => other.unwrap_or(0),
        };
        shown.remove(gone);
    }
    let mut x = end.saturating_sub(length(&shown));
    for (key, words) in shown {
        x = pen.put(x, 0, key, Role::StatusKey);
        if !words.is_empty() {
            x = pen.put(x + 1, 0, words, Role::Status);
        }
        x += 3;
    }
}

fn hint_width(key: &str, words: &str) -> usize {
    width(key)
        + if words.is_empty() {
            0
        } else {
            1 + width(words)
        }
}
