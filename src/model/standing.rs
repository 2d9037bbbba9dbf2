//! How an outlet stands that is subscribed to.

use super::group::Group;

/// What the outlets show of a subscription beside its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The group it stands in.
    pub group: Group,
    /// Whether it could not be refreshed the last time, or is gone.
    pub trouble: bool,
    /// Whether it is left alone for now.
    pub paused: bool,
    /// Whether its name is the reader's choice.
    pub named: bool,
}
