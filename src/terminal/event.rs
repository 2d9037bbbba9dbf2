//! What the terminal and the system tell the program.

use crate::keys::Key;

/// Something the terminal or the system tells the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// The screen has so many columns and rows now.
    Resize(u16, u16),
    /// The terminal is gone: the program ends within a second, with status 129.
    Hangup,
    /// The program was asked to end, and is ended if the screen is not given back in a second.
    Terminate,
    /// The program was asked to stop for a while.
    Suspend,
    /// The program goes on after somebody else stopped it.
    Resume,
    /// Text was pasted, while pastes are marked.
    Paste(String),
}
