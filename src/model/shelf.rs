//! What a list can show: one row of the outlets.

use super::group::Group;
use super::id::{Id, OutletId};
use std::fmt;

/// A row of the outlets that has a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shelf {
    /// Everything unread.
    Unread,
    /// Everything bookmarked.
    Bookmarks,
    /// All editions of a publisher.
    Publisher(OutletId),
    /// One edition of a review.
    Edition(Id),
    /// What one edition quotes of one outlet.
    Part(Id, OutletId),
    /// One outlet, from its own sources and all digests.
    Outlet(OutletId),
    /// The outlets of a group, and of those inside it.
    Group(Group),
}

impl Shelf {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Shelf> {
        let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
        match kind {
            "unread" => Some(Shelf::Unread),
            "bookmarks" => Some(Shelf::Bookmarks),
            "publisher" => OutletId::parse(rest).map(Shelf::Publisher),
            "edition" => Id::parse(rest).map(Shelf::Edition),
            "outlet" => OutletId::parse(rest).map(Shelf::Outlet),
            "group" => Some(Group::parse(rest))
                .filter(|group| !group.is_top())
                .map(Shelf::Group),
            "part" => {
                let (edition, outlet) = rest.split_once(' ')?;
                Some(Shelf::Part(Id::parse(edition)?, OutletId::parse(outlet)?))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shelf::Unread => f.write_str("unread"),
            Shelf::Bookmarks => f.write_str("bookmarks"),
            Shelf::Publisher(id) => write!(f, "publisher {id}"),
            Shelf::Edition(id) => write!(f, "edition {id}"),
            Shelf::Part(edition, outlet) => write!(f, "part {edition} {outlet}"),
            Shelf::Outlet(id) => write!(f, "outlet {id}"),
            Shelf::Group(group) => write!(f, "group {group}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_reads_back() {
        let (id, outlet) = (Id::of(&["x"]), OutletId::from_key("x"));
        for shelf in [
            Shelf::Unread,
            Shelf::Bookmarks,
            Shelf::Publisher(outlet.clone()),
            Shelf::Edition(id),
            Shelf::Part(id, outlet.clone()),
            Shelf::Outlet(outlet),
            Shelf::Group(Group::parse("Abroad/UI // UX")),
        ] {
            assert_eq!(Shelf::parse(&shelf.to_string()), Some(shelf));
        }
        assert_eq!(Shelf::parse("edition x"), None);
        assert_eq!(Shelf::parse("group"), None);
    }
}
