//! What the reader did: read, bookmarked, where they stopped.

use super::id::{Id, IdMap, IdSet, OutletId};
use super::place::At;
use std::collections::BTreeSet;

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
    /// What was read: most marks are that and nothing else, so they are kept small.
    read: IdSet,
    /// Bookmarks and positions.
    by_id: IdMap<State>,
    /// The outlets whose files hold what is bookmarked.
    starred_in: IdMap<OutletId>,
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
    pub fn get(&self, id: Id) -> Option<State> {
        let read = self.is_read(id);
        match self.by_id.get(&id) {
            Some(state) => Some(State {
                read,
                ..state.clone()
            }),
            None => read.then(|| State {
                read,
                ..State::default()
            }),
        }
    }

    /// The bookmark on `id`: where, when set, the reader's words.
    pub fn star(&self, id: Id) -> Option<&(At, i64, Option<String>)> {
        self.by_id.get(&id)?.star.as_ref()
    }

    /// How far `id` was read.
    pub fn position(&self, id: Id) -> Option<At> {
        self.by_id.get(&id)?.position
    }

    /// Whether `id` was read.
    pub fn is_read(&self, id: Id) -> bool {
        self.read.contains(&id)
    }

    /// Whether `id` is bookmarked.
    pub fn is_bookmarked(&self, id: Id) -> bool {
        self.star(id).is_some()
    }

    /// Everything bookmarked.
    pub fn bookmarked(&self) -> impl Iterator<Item = (Id, &State)> {
        self.by_id
            .iter()
            .filter(|(_, s)| s.star.is_some())
            .map(|(id, s)| (*id, s))
    }

    /// How many were marked.
    pub fn count(&self) -> usize {
        let more = self.by_id.keys().filter(|id| !self.read.contains(id));
        self.read.len() + more.count()
    }

    /// The outlets whose files hold what is bookmarked.
    pub fn starred_in(&self) -> BTreeSet<&OutletId> {
        self.starred_in.values().collect()
    }

    /// The outlet whose file holds what is bookmarked as `id`.
    pub fn starred_where(&self, id: Id) -> Option<&OutletId> {
        self.starred_in.get(&id)
    }

    /// What is bookmarked of the file of `outlet`.
    pub fn starred_of(&self, outlet: &OutletId) -> impl Iterator<Item = Id> {
        let of_it = self.starred_in.iter().filter(move |(_, o)| *o == outlet);
        of_it.map(|(id, _)| *id)
    }

    /// Applies one op: the last op wins.
    pub fn apply(&mut self, op: &Op) {
        for id in &op.ids {
            match &op.mark {
                Mark::Read => {
                    self.read.insert(*id);
                    continue;
                }
                Mark::Unread => {
                    self.read.remove(id);
                    continue;
                }
                Mark::Drop => {
                    if !self.is_bookmarked(*id) {
                        self.read.remove(id);
                        self.by_id.remove(id);
                    }
                    continue;
                }
                Mark::Star(..) => drop(self.starred_in.insert(*id, op.kept_in.clone())),
                Mark::Unstar => drop(self.starred_in.remove(id)),
                Mark::Position(_) => {}
            }
            let state = self.by_id.entry(*id).or_default();
            match &op.mark {
                Mark::Star(at, note) => state.star = Some((*at, op.time, note.clone())),
                Mark::Unstar => state.star = None,
                Mark::Position(at) => state.position = Some(*at),
                Mark::Read | Mark::Unread | Mark::Drop => {}
            }
            if *state == State::default() {
                // As one never marked: it costs nothing.
                self.by_id.remove(id);
            }
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
        let read = || State {
            read: true,
            ..State::default()
        };
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
            (vec![Read], Some(read())),
            (vec![Read, Read], Some(read())),
            (vec![Read, Unread], None),
            (vec![Unread], None),
            (vec![Unstar], None),
            (vec![Read, star()], Some(starred(true))),
            (vec![star(), Read], Some(starred(true))),
            (vec![Read, star(), Unread], Some(starred(false))),
            (vec![Read, star(), Unstar], Some(read())),
            (vec![star(), Unstar], None),
            (vec![star(), Drop], Some(starred(false))),
            (vec![star(), Drop, Unstar], None),
            (vec![Position(at), Read], Some(at_place(true))),
            (vec![Position(at), Unread], Some(at_place(false))),
            (vec![Read, Position(at), Drop], None),
            (vec![Read, Drop, Read], Some(read())),
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
            assert_eq!(all.get(id), state, "{marks:?}");
            let known = state.clone().unwrap_or_default();
            let seen = (all.is_read(id), all.is_bookmarked(id), all.count());
            let count = usize::from(state.is_some());
            assert_eq!(seen, (known.read, known.star.is_some(), count), "{marks:?}");
        }
    }
}
