//! Text laid out: blocks and a width in, lines of styled spans out. It knows roles, not colours.

pub mod role;
