//! What happens to the reader: keys, sizes, and answers to what was asked for.

use super::dialog::add::Offer;
use super::effect::Load;
use super::feeds::Feed;
use super::feeds::errand::Ran;
use super::feeds::update::Refreshed;
use crate::jobs::find::Finding;
use crate::jobs::refresh::Summary;
use crate::keys::{Action, Key};
use crate::log::Entry;
use crate::model::{Article, Id, Library, OutletId};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key was typed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The screen has another size: columns and rows.
    Resize(u16, u16),
    /// An article was read from the cache.
    Loaded {
        /// The article.
        article: Box<Article>,
        /// What was asked for.
        load: Load,
    },
    /// Lines that were missing were read.
    Read {
        /// The library with them.
        library: Box<Library>,
        /// What is to be done now.
        again: Option<(Action, Option<u32>)>,
    },
    /// The library changed.
    Library(Box<Library>),
    /// A document was split anew, or shown as one: its id, and how many sections it has now.
    Resplit {
        /// The document.
        id: Id,
        /// Its sections; 0 where it is one article now.
        sections: usize,
    },
    /// Words were looked for everywhere.
    Found {
        /// The words, as they were typed.
        words: String,
        /// What was found.
        finding: Finding,
    },
    /// What is subscribed to, and how it fares.
    Feeds(Vec<(OutletId, Feed)>),
    /// How far a refresh is.
    Refreshing(Summary),
    /// A refresh is over.
    Refreshed(Refreshed),
    /// The clock says that it is time to ask what is due.
    Due,
    /// An address was looked at: the feeds there and the one that is meant, or why there are none.
    Looked(Result<(Vec<Offer>, Option<usize>), String>),
    /// A feed was added: its outlet, and the words for it; or why not.
    Added(Result<(OutletId, String), String>),
    /// The list of subscriptions was changed, or could not be.
    Ran(Ran),
    /// The last lines of the log.
    Log(Vec<Entry>),
    /// Something was done; the words say what.
    Done(String),
    /// Something could not be done; the words say what and why.
    Failed(String),
    /// No key was typed for a second.
    Idle,
}
