//! What the reader did: read, bookmarked, where they stopped.

use super::id::{Id, OutletId};
use super::place::At;
use std::collections::HashMap;

/// One change of state, as the journal keeps it. `kept_in` is the outlet whose file holds the
/// articles (the publisher, for a digest's sections).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    /// The outlet whose file holds the articles.
    pub kept_in: OutletId,
    /// What was done.
    pub mark: Mark,
    /// When, in seconds since 1970.
    pub time: i64,
    /// To what.
    pub ids: Vec<Id>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Marked read.
    Read,
    /// Marked unread.
    Unread,
    /// Bookmarked at a place, with the reader's own words about it.
    Star(At, Option<String>),
    /// The bookmark was taken off.
    Unstar,
    /// Read up to a place.
    Position(At),
    /// The article has expired: what is known of it is forgotten, unless it is bookmarked.
    Drop,
}

/// The state of everything, as the last op of each kind left it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    by_id: HashMap<Id, State>,
}

/// The state of one article or section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Whether it was read.
    pub read: bool,
    /// Its bookmark: where, when set (seconds since 1970), the reader's words.
    pub star: Option<(At, i64, Option<String>)>,
    /// How far it was read.
    pub position: Option<At>,
}

impl Marks {
    /// The state of `id`; one never marked is unread.
    pub fn get(&self, id: Id) -> Option<&State> {
        self.by_id.get(&id)
    }

    /// Whether `id` was read.
    pub fn is_read(&self, id: Id) -> bool {
        self.get(id).is_some_and(|s| s.read)
    }

    /// Whether `id` is bookmarked.
    pub fn is_bookmarked(&self, id: Id) -> bool {
        self.get(id).is_some_and(|s| s.star.is_some())
    }

    /// Everything bookmarked.
    pub fn bookmarked(&self) -> impl Iterator<Item = (Id, &State)> {
        self.by_id
            .iter()
            .filter(|(_, s)| s.star.is_some())
            .map(|(id, s)| (*id, s))
    }

    /// Applies one op: the last op wins.
    pub fn apply(&mut self, op: &Op) {
        for id in &op.ids {
            if op.mark == Mark::Drop {
                if !self.is_bookmarked(*id) {
                    self.by_id.remove(id);
                }
                continue;
            }
            let state = self.by_id.entry(*id).or_default();
            match &op.mark {
                Mark::Read => state.read = true,
                Mark::Unread => state.read = false,
                Mark::Star(at, note) => state.star = Some((*at, op.time, note.clone())),
                Mark::Unstar => state.star = None,
                Mark::Position(at) => state.position = Some(*at),
                Mark::Drop => {}
            }
            if *state == State::default() {
                // As one never marked: it costs nothing.
                self.by_id.remove(id);
            }
        }
    }
}
