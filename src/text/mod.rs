//! Text laid out: blocks and a width in, lines of styled spans out. It knows roles, not colours.

mod bidi;
pub mod flow;
mod hyphens;
pub mod line;
pub mod links;
pub mod options;
mod prose;
pub mod role;
pub mod sheet;
mod table;
pub mod wrap;

pub use flow::lay_out;
pub use line::{Line, Span};
pub use links::{Link, Numbers};
pub use options::Options;
pub use role::Role;
pub use sheet::{Sheet, Text};
