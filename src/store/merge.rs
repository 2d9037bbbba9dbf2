//! A record met again: whether it says anything new, and what of the one before must stay.

use super::record::{Extra, Record, Section};
use crate::model::Id;

/// What came of a record that was to be added.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Merged {
    /// It was not there.
    New(Box<Record>),
    /// It was there with other words.
    Updated(Box<Record>),
    /// It says nothing new.
    Unchanged,
}

/// Merges `new` with the `old` record of the same id. What the reader bookmarked never goes: a
/// section that is no longer in the document stays, marked as gone, and the text before the update
/// stays beside the new one. Fields of other programs stay too.
pub(crate) fn merge(old: Option<Record>, new: &Record, starred: impl Fn(Id) -> bool) -> Merged {
    let mut new = tidy(new);
    let Some(old) = old else {
        return Merged::New(Box::new(new));
    };
    if comparable(&old, &new) == comparable(&new, &new) {
        return Merged::Unchanged;
    }
    keep_extra(&mut new.extra, &old.extra);
    if let (Some(new), Some(old)) = (&mut new.dig, &old.dig) {
        keep_extra(&mut new.extra, &old.extra);
    }
    for key in &old.keys {
        if !new.keys.contains(key) {
            new.keys.push(key.clone());
        }
    }
    new.page = new.page.or_else(|| old.page.clone());
    if starred(new.id) {
        let (before, now) = (own_text(&old), own_text(&new));
        new.prev = if before == now {
            old.prev
        } else {
            Some(before)
        };
    }
    for section in &mut new.sections {
        let Some(old) = old.sections.iter().find(|s| s.id == section.id) else {
            continue;
        };
        keep_extra(&mut section.extra, &old.extra);
        section.page = section.page.take().or_else(|| old.page.clone());
        if starred(section.id) {
            section.prev = if old.html == section.html {
                old.prev.clone()
            } else {
                Some(old.html.clone())
            };
        }
    }
    let vanished: Vec<Section> = old
        .sections
        .into_iter()
        .filter(|s| starred(s.id) && new.sections.iter().all(|n| n.id != s.id))
        .map(|s| Section { gone: true, ..s })
        .collect();
    new.sections.extend(vanished);
    Merged::Updated(Box::new(new))
}

/// A record as it is written to a segment: without what only the copies of bookmarks carry, and
/// without what JSON cannot say.
fn tidy(record: &Record) -> Record {
    let mut record = record.clone();
    record.kept_in = None;
    record.kept_name = None;
    if let Some(dig) = &mut record.dig
        && !dig.conf.is_finite()
    {
        dig.conf = 0.0;
    }
    record
}

/// What of `record` counts as its content, in the light of the `new` one: not when it was fetched,
/// what else it is known by, what is kept from before, what other programs added.
fn comparable(record: &Record, new: &Record) -> Record {
    let mut record = record.clone();
    record.kept_in = None;
    record.kept_name = None;
    record.f = 0;
    record.keys.clear();
    record.prev = None;
    record.extra.retain(|key, _| new.extra.contains_key(key));
    if new.page.is_none() {
        record.page = None;
    }
    if let Some(dig) = &mut record.dig {
        let new = new.dig.as_ref();
        dig.extra
            .retain(|key, _| new.is_some_and(|d| d.extra.contains_key(key)));
    }
    record.sections.retain(|s| !s.gone);
    for section in &mut record.sections {
        section.prev = None;
        let new = new.sections.iter().find(|s| s.id == section.id);
        section
            .extra
            .retain(|key, _| new.is_some_and(|s| s.extra.contains_key(key)));
        if new.is_some_and(|s| s.page.is_none()) {
            section.page = None;
        }
    }
    record
}

/// The text that a bookmark on the record itself is set in: an article's, or a review's lead.
fn own_text(record: &Record) -> String {
    match &record.dig {
        Some(dig) => dig.lead.concat(),
        None => record.html.clone(),
    }
}

fn keep_extra(new: &mut Extra, old: &Extra) {
    for (key, value) in old {
        new.entry(key).or_insert_with(|| value.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::record::Dig;

    fn section(n: u8, html: &str) -> Section {
        Section {
            html: html.to_owned(),
            ..Section::new(Id::of(&["section", &n.to_string()]))
        }
    }

    fn digest(sections: Vec<Section>) -> Record {
        Record {
            dig: Some(Dig::default()),
            sections,
            ..Record::new(Id::of(&["digest"]))
        }
    }

    fn updated(merged: Merged) -> Record {
        match merged {
            Merged::Updated(record) => *record,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_same_words_again_change_nothing() {
        let old = Record {
            f: 1,
            keys: vec!["a".into()],
            extra: Extra::from_iter([("mine".to_owned(), true.into())]),
            ..digest(vec![section(1, "<p>a</p>")])
        };
        let again = Record {
            f: 2,
            keys: vec!["b".into()],
            ..digest(vec![section(1, "<p>a</p>")])
        };
        assert_eq!(merge(Some(old), &again, |_| true), Merged::Unchanged);
    }

    #[test]
    fn an_update_keeps_what_is_bookmarked_and_nothing_else() {
        let old = digest(vec![
            section(1, "one"),
            section(2, "two"),
            section(3, "three"),
        ]);
        let new = digest(vec![section(1, "ONE")]);
        let starred = [section(1, "").id, section(2, "").id];
        let is_starred = |id| starred.contains(&id);
        let first = updated(merge(Some(old), &new, is_starred));
        let texts: Vec<_> = first.sections.iter().map(|s| s.html.as_str()).collect();
        assert_eq!(texts, ["ONE", "two"]);
        assert_eq!(first.sections[0].prev.as_deref(), Some("one"));
        assert!(first.sections[1].gone);
        assert_eq!(
            merge(Some(first.clone()), &new, is_starred),
            Merged::Unchanged
        );
        // It comes back: no longer gone, and its text from before is the same.
        let back = digest(vec![section(1, "ONE"), section(2, "two")]);
        let second = updated(merge(Some(first.clone()), &back, is_starred));
        assert_eq!(second.sections.len(), 2);
        assert!(!second.sections[1].gone);
        assert_eq!(second.sections[0].prev.as_deref(), Some("one"));
        // The bookmark is taken off: the next update lets it go.
        let third = updated(merge(Some(first), &digest(vec![section(1, "1")]), |_| {
            false
        }));
        assert_eq!(third.sections.len(), 1);
        assert_eq!(third.sections[0].prev, None);
    }

    #[test]
    fn an_update_keeps_the_fields_and_keys_of_before() {
        let old = Record {
            html: "old".into(),
            keys: vec!["a".into()],
            extra: Extra::from_iter([("mine".to_owned(), 7.into())]),
            ..Record::new(Id::of(&["x"]))
        };
        let new = Record {
            html: "new".into(),
            keys: vec!["b".into()],
            ..Record::new(Id::of(&["x"]))
        };
        let merged = updated(merge(Some(old), &new, |_| true));
        assert_eq!(merged.keys, ["b", "a"]);
        assert_eq!(merged.extra["mine"], 7);
        assert_eq!(merged.prev.as_deref(), Some("old"));
    }
}
