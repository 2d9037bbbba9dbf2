//! tidings, a terminal newsreader.

#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod chars;
pub mod keys;
pub mod log;
pub mod model;
pub mod search;
pub mod settings;
pub mod text;
pub mod tui;
