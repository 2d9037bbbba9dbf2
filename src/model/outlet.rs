//! Who publishes.

use super::id::OutletId;

/// An outlet: one that publishes reviews or feeds, or one that a review quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// Its id.
    pub id: OutletId,
    /// Its name, spelled as its first source spells it.
    pub name: String,
}
