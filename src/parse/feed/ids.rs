//! Keys that tell entries apart, and ids for those that have none.

use super::Entry;
use super::identity::identity;
use super::plain::{Kind, line};
use crate::model::Id;
use std::collections::HashMap;

/// Gives every entry a key that it will have tomorrow, and an id where the feed gives none.
///
/// An entry's own id makes the key, unless the feed gives it to several articles: then it says
/// nothing.
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
    let keys: Vec<Id> = entries
        .iter()
        .zip(&links)
        .map(|(entry, link)| {
            let says_something = own.get(entry.id.as_str()).is_some_and(|(_, same)| *same);
            if !entry.id.is_empty() && says_something {
                return Id::of(&["entry", "id", &identity(&entry.id)]);
            }
            let alone = |link: &&String| linked.get(link.as_str()) == Some(&1);
            match link.as_ref().filter(alone) {
                Some(link) => Id::of(&["entry", "link", link]),
                None => by_words(entry, link.as_deref().unwrap_or_default()),
            }
        })
        .collect();
    for (entry, key) in entries.iter_mut().zip(keys) {
        entry.key = key;
        entry.has_own_id = !entry.id.is_empty();
        if !entry.has_own_id {
            entry.id = key.to_string();
        }
    }
}

fn by_words(entry: &Entry, link: &str) -> Id {
    let text = line(entry.html().unwrap_or_default(), Kind::Html);
    let enclosures: Vec<&str> = entry.enclosures.iter().map(|e| e.url.as_str()).collect();
    let title = entry.title.as_deref().unwrap_or_default();
    let parts = [link, title, &text, &enclosures.join(" ")];
    if parts.iter().any(|part| !part.is_empty()) {
        return Id::of(&["entry", "words", parts[0], parts[1], parts[2], parts[3]]);
    }
    // Nothing but a date is left to tell it from others.
    let when = entry.published.or(entry.updated).map(|w| w.to_string());
    Id::of(&["entry", "date", &when.unwrap_or_default()])
}
