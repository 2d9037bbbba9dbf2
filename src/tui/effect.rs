//! What the reader asks of the world. Data, so that a test can compare it.

use super::feeds::errand::Errand;
use crate::jobs::refresh::Order;
use crate::keys::Action;
use crate::model::place::At;
use crate::model::{Id, Op, OutletId};
use crate::store::Session;

/// Something to be done outside the reader's own state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read an article from the cache.
    Load(Load),
    /// Read the lines of outlets.
    Read {
        /// The outlets.
        outlets: Vec<OutletId>,
        /// What is done when they are here: it could not be done without them.
        again: Option<(Action, Option<u32>)>,
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
    /// Look for words everywhere, as soon as the keys rest.
    Search {
        /// The words, as typed.
        words: String,
    },
    /// Ask sources for what is new, beside the keys.
    Refresh(Order),
    /// Call off the refresh that runs.
    StopRefresh,
    /// Look what is at an address.
    LookAt {
        /// The address, as typed.
        address: String,
    },
    /// Call off the look at an address.
    StopLook,
    /// Subscribe to one of the feeds that the last look found.
    Subscribe {
        /// Which one, from 0.
        choice: usize,
    },
    /// Change the list of subscriptions.
    Errand(Errand),
    /// Read the last lines of the log.
    ReadLog,
    /// Draw the whole screen again.
    Redraw,
    /// Stop until the shell brings the program back.
    Suspend,
    /// End.
    Quit,
}

/// Which article is to be read from the cache, and how it is opened then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// The article, section, lead or related item.
    pub id: Id,
    /// Where to open it; `None` is where it was left.
    pub at: Option<At>,
    /// Whether the page gets the keys.
    pub focus: bool,
    /// Whether the reader opened it, which may count as reading; not so when a start or a new
    /// split brings it back.
    pub by_hand: bool,
}
