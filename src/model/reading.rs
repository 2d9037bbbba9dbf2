//! What the reader did: read, bookmarked, where they stopped.

use super::id::{Id, IdMap, IdSet, OutletId};
use super::place::At;

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
    /// What was read and nothing else: nearly all, and of them there may be a million.
    read: IdSet,
    /// Everything else that was marked.
    others: IdMap<State>,
}

static READ: State = State {
    read: true,
    star: None,
    position: None,
};

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
        let plain = || self.read.contains(&id).then_some(&READ);
        self.others.get(&id).or_else(plain)
    }

    /// Whether `id` was read.
    pub fn is_read(&self, id: Id) -> bool {
        self.read.contains(&id) || self.others.get(&id).is_some_and(|s| s.read)
    }

    /// Whether `id` is bookmarked.
    pub fn is_bookmarked(&self, id: Id) -> bool {
        self.others.get(&id).is_some_and(|s| s.star.is_some())
    }

    /// Everything bookmarked.
    pub fn bookmarked(&self) -> impl Iterator<Item = (Id, &State)> {
        self.others
            .iter()
            .filter(|(_, s)| s.star.is_some())
            .map(|(id, s)| (*id, s))
    }

    /// How many were marked.
    pub fn count(&self) -> usize {
        self.read.len() + self.others.len()
    }

    /// Applies one op: the last op wins.
    pub fn apply(&mut self, op: &Op) {
        for id in &op.ids {
            match &op.mark {
                Mark::Read => match self.others.get_mut(id) {
                    Some(state) => state.read = true,
                    None => drop(self.read.insert(*id)),
                },
                Mark::Unread => match self.others.get_mut(id) {
                    Some(state) => state.read = false,
                    None => drop(self.read.remove(id)),
                },
                Mark::Star(at, note) => {
                    self.change(*id, |s| s.star = Some((*at, op.time, note.clone())));
                }
                Mark::Unstar => self.change(*id, |s| s.star = None),
                Mark::Position(at) => self.change(*id, |s| s.position = Some(*at)),
                Mark::Drop if self.is_bookmarked(*id) => {}
                Mark::Drop => {
                    self.read.remove(id);
                    self.others.remove(id);
                }
            }
        }
    }

    fn change(&mut self, id: Id, change: impl FnOnce(&mut State)) {
        let plain = self.read.remove(&id);
        let other = self.others.remove(&id);
        let mut state = other.unwrap_or_else(|| State {
            read: plain,
            ..State::default()
        });
        change(&mut state);
        if state == READ {
            self.read.insert(id);
        } else if state != State::default() {
            // As one never marked, it would cost nothing.
            self.others.insert(id, state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_op_of_each_kind_wins() {
        use Mark::{Drop, Position, Read, Star, Unread, Unstar};
        let at = At { block: 3, char: 1 };
        let star = || Star(at, None);
        let starred = |read| State {
            read,
            star: Some((at, 7, None)),
            position: None,
        };
        let at_place = |read| State {
            read,
            star: None,
            position: Some(at),
        };
        for (marks, state) in [
            (vec![], None),
            (vec![Read], Some(READ.clone())),
            (vec![Read, Read], Some(READ.clone())),
            (vec![Read, Unread], None),
            (vec![Unread], None),
            (vec![Unstar], None),
            (vec![Read, star()], Some(starred(true))),
            (vec![star(), Read], Some(starred(true))),
            (vec![Read, star(), Unread], Some(starred(false))),
            (vec![Read, star(), Unstar], Some(READ.clone())),
            (vec![star(), Unstar], None),
            (vec![star(), Drop], Some(starred(false))),
            (vec![star(), Drop, Unstar], None),
            (vec![Position(at), Read], Some(at_place(true))),
            (vec![Position(at), Unread], Some(at_place(false))),
            (vec![Read, Position(at), Drop], None),
            (vec![Read, Drop, Read], Some(READ.clone())),
        ] {
            let id = Id::of(&["one"]);
            let mut all = Marks::default();
            for mark in &marks {
                all.apply(&Op {
                    kept_in: OutletId::from_key("lantern"),
                    mark: mark.clone(),
                    time: 7,
                    ids: vec![id],
                });
            }
            assert_eq!(all.get(id).cloned(), state, "{marks:?}");
            let known = state.clone().unwrap_or_default();
            let seen = (all.is_read(id), all.is_bookmarked(id), all.count());
            let count = usize::from(state.is_some());
            assert_eq!(seen, (known.read, known.star.is_some(), count), "{marks:?}");
        }
    }
}
