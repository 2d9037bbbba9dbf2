//! tidings, a terminal newsreader.

pub mod chars;
pub mod model;
pub mod text;
