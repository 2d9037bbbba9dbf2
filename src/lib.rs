//! tidings, a terminal newsreader: a press review is split into its outlets, kept in a local JSON
//! cache, and read with the keys in three panes.
//!
//! This is the map of the house. Every arrow falls: a room uses rooms on floors below its own and
//! none beside it. `tests/house.rs` holds that, and what each room must never know.
//!
//! ```text
//! ground: words. No files, network, clock, threads or screen
//!   model      articles, digests and their sections, outlets, places, marks, the library
//!   chars      clean text, widths, folding, signs
//!   keys       actions by name, keys, the keymap
//!   log        a file, and the last lines for the log page
//!
//! floor 2: workers that do not know each other
//!   parse      bytes in, a document or a feed out; press reviews split into their outlets' sections
//!   text       blocks and a width in, lines of styled spans out; roles, not colours
//!   search     words looked for in a text, and in the bytes of a stored line
//!   fetch      a source in, bytes or "unchanged" out: HTTP, routes, politeness, programs, files
//!   store      the JSON cache: records, marks, bookmarks, locks, paths
//!   terminal   the screen taken and given back, frames out, keys and signals in
//!
//! floor 3: rooms that join two workers
//!   settings   the configuration, the subscriptions, the theme (a role gives a style), the
//!              reader's profiles
//!   exchange   lists of subscriptions from other readers and for them
//!
//! floor 4: what the program can do, without a face
//!   jobs       open a document, load an article, keep marks, split anew, find words
//!              everywhere, list what is kept, look after the folders
//!
//! floor 5: two faces, side by side
//!   cli        a file a command; the plain reader; the shape of --json
//!   tui        the reader: state, update, view, and the loop that carries effects out
//!
//! main.rs      the door
//! ```
//!
//! A key becomes a frame like this: `terminal` reads a [`keys::Key`]; `tui::update` takes it with
//! the state and gives effects, which are data; `tui::carry` carries them out at the
//! [`jobs::Desk`] and tells the state what came of them; when nothing waits, `tui::view` draws one
//! frame, and drawing changes nothing.

#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod chars;
pub mod cli;
pub mod exchange;
pub mod fetch;
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
