//! Ids for entries that have none, or one that another entry has as well.

use super::Entry;
use super::identity::identity;
use super::plain::{Kind, line};
use crate::model::Id;
use std::collections::HashMap;

/// Gives every entry an id that it will have tomorrow.
///
/// An entry's own id stays, unless the feed gives it to several articles: then it says nothing.
/// Without one, an entry is known by its address, and where others share that, by its words.
pub(super) fn settle(entries: &mut [Entry]) {
    let links: Vec<Option<String>> = entries
        .iter()
        .map(|e| e.link.as_deref().map(identity))
        .collect();
    let mut own: HashMap<&str, (usize, bool)> = HashMap::new();
    let mut linked: HashMap<&str, usize> = HashMap::new();
    for (at, (entry, link)) in entries.iter().zip(&links).enumerate() {
        if let Some(link) = link {
            *linked.entry(link).or_default() += 1;
        }
        let (first, same) = own.entry(&entry.id).or_insert((at, true));
        let is_same = match (&links[*first], link) {
            (Some(a), Some(b)) => a == b,
            _ => entries[*first].title == entry.title,
        };
        *same &= is_same;
    }
    let made: Vec<Option<String>> = entries
        .iter()
        .zip(&links)
        .map(|(entry, link)| {
            let says_something = own.get(entry.id.as_str()).is_some_and(|(_, same)| *same);
            if !entry.id.is_empty() && says_something {
                return None;
            }
            let alone = |link: &&String| linked.get(link.as_str()) == Some(&1);
            let id = match link.as_ref().filter(alone) {
                Some(link) => Id::of(&["entry", link]),
                None => by_words(entry, link.as_deref().unwrap_or_default()),
            };
            Some(id.to_string())
        })
        .collect();
    for (entry, made) in entries.iter_mut().zip(made) {
        entry.has_own_id = made.is_none();
        if let Some(id) = made {
            entry.id = id;
        }
    }
}

fn by_words(entry: &Entry, link: &str) -> Id {
    let text = line(entry.html().unwrap_or_default(), Kind::Html);
    let enclosures: Vec<&str> = entry.enclosures.iter().map(|e| e.url.as_str()).collect();
    let title = entry.title.as_deref().unwrap_or_default();
    let parts = [link, title, &text, &enclosures.join(" ")];
    if parts.iter().any(|part| !part.is_empty()) {
        return Id::of(&["entry", parts[0], parts[1], parts[2], parts[3]]);
    }
    // Nothing but a date is left to tell it from others.
    let when = entry.published.or(entry.updated).map(|w| w.to_string());
    Id::of(&["entry", "", &when.unwrap_or_default()])
}
