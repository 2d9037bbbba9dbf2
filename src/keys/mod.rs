//! Keys and what they do. Pure: a key typed and a place in, an action out.

pub mod action;
pub mod key;
pub mod keymap;

pub use action::{Action, Group};
pub use key::{Code, Key};
pub use keymap::{Found, Keymap, Place};
