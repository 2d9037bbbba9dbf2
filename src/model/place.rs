//! A point in an article that survives re-wrapping.

use super::id::Id;

/// A point in a text, independent of width. A bookmark is a kept Place, a reading position is a
/// Place, a search hit is a Place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The row it is in: an article, a section or a related item.
    pub id: Id,
    /// Where in it.
    pub at: At,
}

/// A point inside one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// The block, counted from 0.
    pub block: u32,
    /// The character (Unicode scalar value) in the block, counted from 0.
    pub char: u32,
}

impl At {
    /// The start of a text.
    pub const START: At = At { block: 0, char: 0 };
}
