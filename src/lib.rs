//! tidings, a terminal newsreader.

pub mod chars;
pub mod keys;
pub mod model;
pub mod search;
pub mod text;
