//! What the reader asks of the world. Data, so that a test can compare it.

use crate::model::place::At;
use crate::model::{Id, Op, OutletId};

/// Something to be done outside the reader's own state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read an article from the cache.
    Load {
        /// The article, section, lead or related item.
        id: Id,
        /// Where to open it; `None` is where it was left.
        at: Option<At>,
        /// Whether the page gets the keys.
        focus: bool,
    },
    /// Keep what the reader did. A bookmark is kept with a copy of its article.
    Mark(Vec<Op>),
    /// Split a document as a digest, or show it as one article, and keep that.
    Resplit {
        /// The outlet whose file holds it.
        kept_in: OutletId,
        /// The document.
        article: Id,
        /// Whether it is to be split.
        split: bool,
    },
    /// Try again to save what could not be saved.
    Save,
    /// Keep where the reader is for the next start.
    Remember(Session),
    /// Read the last lines of the log.
    ReadLog,
    /// Draw the whole screen again.
    Redraw,
    /// Stop until the shell brings the program back.
    Suspend,
    /// End.
    Quit,
}

/// Where the reader is, in words that the next start understands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// The row of the outlets.
    pub selected: String,
    /// What is listed.
    pub list: String,
    /// The open article.
    pub article: Option<Id>,
    /// The selected article.
    pub cursor: Option<Id>,
    /// The pane with the keys: `outlets`, `list` or `page`.
    pub focus: String,
    /// The rows that are unfolded.
    pub unfolded: Vec<String>,
}
