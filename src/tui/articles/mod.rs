//! The list: the articles of one row of the outlets.

pub mod item;
pub mod state;
pub mod update;
pub mod view;

pub use state::{Filter, Row, State};
