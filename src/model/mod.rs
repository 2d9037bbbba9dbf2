//! The words everything else is said in. Pure: no files, no network, no clock, no threads, no screen.

pub mod article;
pub mod block;
pub mod counts;
pub mod digest;
pub mod id;
pub mod library;
pub mod outlet;
pub mod place;
pub mod reading;
pub mod shelf;
pub mod time;

pub use article::{Article, Head, Kind};
pub use block::{Block, BlockKind, Run, Style};
pub use counts::{Counts, Tally};
pub use digest::{Boilerplate, Digest, Related, Section, Why};
pub use id::{Id, OutletId};
pub use library::{Edition, Library, Line, Rows};
pub use outlet::Outlet;
pub use place::Place;
pub use reading::{Mark, Marks, Op};
pub use shelf::Shelf;
pub use time::When;
