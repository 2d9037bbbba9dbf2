//! Text laid out: blocks and a width in, lines of styled spans out. It knows roles, not colours.

pub mod flow;
pub mod role;
pub mod wrap;

pub use flow::{Line, Span, lay_out};
pub use role::Role;
