//! A kept Place.

use super::id::{Id, OutletId};
use super::place::Place;

/// A bookmark. One an article or section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The outlet whose file holds the article (the publisher, for a section).
    pub kept_in: OutletId,
    /// The record that holds it: the digest of a section, the article itself otherwise.
    pub article: Id,
    /// What is kept and where in it.
    pub place: Place,
    /// When it was set, in seconds since 1970.
    pub set: i64,
    /// The reader's own words about it.
    pub note: Option<String>,
}
