//! The outlets: what is unread, what is bookmarked, the digests by edition, and every outlet.

mod groups;
pub mod state;
pub mod update;
pub mod view;

pub use groups::count;
pub use state::State;
