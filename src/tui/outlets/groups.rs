//! The rows of *All outlets*: groups inside groups, and the outlets that stand in them.

use super::state::{Row, State};
use crate::model::{Group, Library, Outlet, OutletId, Shelf};
use std::collections::{BTreeMap, HashSet};

/// Every outlet that wrote something or is subscribed to, by name, with the group it stands in. A
/// publisher whose digests stand above is not named twice.
pub(super) fn placed(library: &Library) -> Vec<(Group, &Outlet)> {
    let mut outlets = library.authors();
    let mut there: HashSet<&OutletId> = outlets.iter().map(|o| &o.id).collect();
    there.extend(library.publishers().into_iter().map(|o| &o.id));
    let missing = library.standings().map(|(outlet, _)| outlet);
    let before = outlets.len();
    outlets.extend(missing.filter(|outlet| !there.contains(&outlet.id)));
    if outlets.len() > before {
        outlets.sort_by_cached_key(|o| (o.name.to_lowercase(), o.id.clone()));
    }
    let group = |outlet: &Outlet| {
        let standing = library.standing(&outlet.id);
        standing.map(|s| s.group.clone()).unwrap_or_default()
    };
    outlets.into_iter().map(|o| (group(o), o)).collect()
}

/// How many outlets there are, reviews left out.
pub fn count(library: &Library) -> usize {
    placed(library).len()
}

impl State {
    /// The rows of what stands in `group`: first the groups in it, then the outlets. Groups go at
    /// most sixteen deep.
    pub(super) fn group_rows(
        &self,
        library: &Library,
        unread: &dyn Fn(&OutletId) -> usize,
        outlets: &[(Group, &Outlet)],
        group: &Group,
        rows: &mut Vec<Row>,
    ) {
        let depth = group.names().len() + 1;
        let mut inner: BTreeMap<(String, &str), Vec<(Group, &Outlet)>> = BTreeMap::new();
        for (place, outlet) in outlets {
            if let Some(name) = place.names().get(depth - 1) {
                let inside = inner.entry((name.to_lowercase(), name)).or_default();
                inside.push((place.clone(), outlet));
            }
        }
        for ((_, name), inside) in inner {
            let names = group.names().iter().map(String::as_str).chain([name]);
            let inner = Group::of(names);
            let shelf = Shelf::Group(inner.clone());
            // Who looks for a name looks into folded groups too.
            let open = self.unfolded.contains(&shelf) || self.find.is_some();
            let count = inside.iter().map(|(_, outlet)| unread(&outlet.id)).sum();
            let in_trouble = |id: &OutletId| library.standing(id).is_some_and(|s| s.trouble);
            rows.push(Row {
                open: Some(open),
                // What is folded away is not hidden.
                trouble: !open && inside.iter().any(|(_, outlet)| in_trouble(&outlet.id)),
                ..Row::new(shelf, depth, name, count)
            });
            if open {
                self.group_rows(library, unread, &inside, &inner, rows);
            }
        }
        for (_, outlet) in outlets.iter().filter(|(place, _)| place == group) {
            let shelf = Shelf::Outlet(outlet.id.clone());
            let row = Row::new(shelf, depth, &outlet.name, unread(&outlet.id));
            rows.push(row.standing(library, &outlet.id));
        }
    }
}
