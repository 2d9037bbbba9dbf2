//! tidings, a terminal newsreader.

#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod chars;
pub mod cli;
pub mod jobs;
pub mod keys;
pub mod log;
pub mod model;
pub mod parse;
pub mod search;
pub mod settings;
pub mod store;
pub mod terminal;
pub mod text;
pub mod tui;
