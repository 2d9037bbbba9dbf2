//! The page: one article, laid out and read.

pub mod state;
pub mod update;
pub mod view;

pub use state::State;
