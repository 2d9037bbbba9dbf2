//! The reader: three panes, keys in, frames out.
//!
//! ```text
//! message -> update -> effects -> carry -> message …      runtime is the loop: it takes what comes,
//!                                                         and, when nothing waits, draws one view
//! keys (a key is an action)  act (what it does)  walk (from article to article)  marks (what is kept)
//! outlets  articles  reader  dialog      the panes and the pages over them
//! feeds    what is subscribed to: asked for news, added, changed
//! layout   draw   status                 where things stand, and the strokes they are drawn with
//! ```

mod act;
pub mod articles;
mod carry;
pub mod dialog;
pub mod draw;
pub mod effect;
pub mod feeds;
mod keys;
pub mod layout;
mod marks;
pub mod message;
pub mod outlets;
pub mod reader;
pub mod runtime;
pub mod state;
pub mod status;
pub mod update;
pub mod view;
mod walk;
