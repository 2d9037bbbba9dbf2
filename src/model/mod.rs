//! The words everything else is said in. Pure: no files, no network, no clock, no threads, no screen.

pub mod address;
pub mod article;
pub mod block;
pub mod counts;
pub mod digest;
pub mod group;
pub mod health;
pub mod id;
pub mod library;
pub mod outlet;
pub mod place;
pub mod reading;
pub mod shelf;
pub mod source;
pub mod standing;
pub mod time;

pub use article::{Article, Head, Kind};
pub use block::{Block, BlockKind, Run, Style};
pub use counts::{Counts, Tally};
pub use digest::{Boilerplate, Digest, Related, Section, Why};
pub use group::Group;
pub use health::Health;
pub use id::{Id, IdMap, IdSet, OutletId};
pub use library::{Edition, Library, Line, Rows};
pub use outlet::Outlet;
pub use place::Place;
pub use reading::{Mark, Marks, Op};
pub use shelf::Shelf;
pub use source::{Auth, Origin, Resolved, Source, SourceSettings, Step, Way};
pub use standing::Standing;
pub use time::When;
