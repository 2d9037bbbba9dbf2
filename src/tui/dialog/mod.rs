//! Pages and sheets that take the keys from the panes for a while.

pub mod add;
pub mod bookmarks;
pub mod everywhere;
pub mod help;
pub mod log;
pub mod palette;
pub mod prompt;
pub mod question;
pub mod sources;

use crate::keys::{Code, Key};
use tui_input::{Input, InputRequest};

/// The one that is open.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// The keys.
    Help(help::State),
    /// The bookmarks.
    Bookmarks(bookmarks::State),
    /// The search everywhere.
    Everywhere(everywhere::State),
    /// What happened lately.
    Log(log::State),
    /// The command line.
    Palette(palette::State),
    /// The words to look for.
    Prompt(prompt::State),
    /// An outlet to add.
    Add(add::State),
    /// All sources and how they fare.
    Sources(sources::State),
    /// A question of yes or no.
    Question(question::State),
}

/// Types a key into a line of text; gives whether it was one for typing.
pub fn type_key(input: &mut Input, key: Key) -> bool {
    let request = match (key.code, key.ctrl) {
        (Code::Char(c), false) if !key.alt => InputRequest::InsertChar(c),
        (Code::Backspace, false) | (Code::Char('h'), true) => InputRequest::DeletePrevChar,
        (Code::Delete, false) => InputRequest::DeleteNextChar,
        (Code::Left, false) | (Code::Char('b'), true) => InputRequest::GoToPrevChar,
        (Code::Right, false) | (Code::Char('f'), true) => InputRequest::GoToNextChar,
        (Code::Home, _) | (Code::Char('a'), true) => InputRequest::GoToStart,
        (Code::End, _) | (Code::Char('e'), true) => InputRequest::GoToEnd,
        (Code::Char('w'), true) => InputRequest::DeletePrevWord,
        (Code::Char('u'), true) => InputRequest::DeleteLine,
        (Code::Char('k'), true) => InputRequest::DeleteTillEnd,
        _ => return false,
    };
    input.handle(request);
    true
}

/// Moves a selection among `count` rows, as the lists do; gives whether the key was for that.
pub fn move_key(cursor: &mut usize, count: usize, page: usize, key: Key) -> bool {
    let last = count.saturating_sub(1);
    *cursor = match (key.code, key.ctrl) {
        (Code::Char('j') | Code::Down, false) => (*cursor + 1).min(last),
        (Code::Char('k') | Code::Up, false) => cursor.saturating_sub(1),
        (Code::Char('G') | Code::End, false) => last,
        (Code::Char('g') | Code::Home, false) => 0,
        (Code::PageDown | Code::Char(' '), false) | (Code::Char('f'), true) => {
            (*cursor + page.max(1)).min(last)
        }
        (Code::PageUp | Code::Char('-'), false) | (Code::Char('b'), true) => {
            cursor.saturating_sub(page.max(1))
        }
        _ => return false,
    };
    true
}
