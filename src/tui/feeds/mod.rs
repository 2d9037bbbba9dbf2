//! What is subscribed to: refreshed, added, changed, and told of.
//!
//! ```text
//! state    the sources and how they fare, as the reader sees them
//! update   what the keys and commands do with them        keys  those of its sheets and pages
//! note     what the page says of one in trouble
//! job      threads that ask the network, and what they tell
//! errand   the list of subscriptions changed, in a thread
//! ```

pub mod errand;
pub(super) mod job;
pub(super) mod keys;
mod note;
pub mod state;
pub mod update;

pub use job::Setting;
pub(super) use note::note;
pub use state::{Due, Feed, State};
