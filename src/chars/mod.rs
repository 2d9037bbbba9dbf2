//! Characters: what parse, text and terminal all need to know of them. Pure tables and functions.

pub mod ascii;
pub mod clean;
pub mod fold;
pub mod spellings;
pub mod width;
