//! All stored lines read for a search: what is found in which version, and what damage costs.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use store_fixture::*;
use tidings::model::Mark;
use tidings::search::{Query, Test};
use tidings::store::Store;
use tidings::store::record::Record;

/// The titles of the records whose lines may have the words.
fn found(store: &Store, words: &str) -> Vec<String> {
    let test = Test::new(&Query::of_words(words).expect("words"));
    let (scanned, errors) = store.scan(|line| test.may_be_in(line));
    assert!(errors.is_empty(), "{errors:?}");
    let mut titles: Vec<String> = scanned
        .into_iter()
        .map(|s| s.record.title.unwrap_or_default())
        .collect();
    titles.sort();
    titles
}

fn filled() -> Place {
    let place = Place::new();
    let mut store = place.open();
    let articles: Vec<_> = (0..3).map(article).collect();
    store.add_articles(&lantern(), &articles).expect("added");
    store.add_opened(&lantern(), &[review()]).expect("added");
    place
}

fn append(path: &Path, bytes: &[u8]) {
    let mut file = OpenOptions::new().append(true).open(path).expect("open");
    file.write_all(bytes).expect("written");
}

const REVIEW: &str = "Independent press in the harbour";

#[test]
fn both_places_are_searched() {
    let place = filled();
    let store = place.open();
    assert_eq!(found(&store, "ТЕСТ").len(), 3);
    assert_eq!(found(&store, "cranes"), [REVIEW]);
    assert_eq!(
        found(&store, "груз-1 \"port\""),
        ["«Груз-1» leaves \"port\""]
    );
    assert_eq!(found(&store, "gribble"), [""; 0]);
}

#[test]
fn only_the_last_version_counts() {
    let place = filled();
    let mut store = place.open();
    let newer = Record {
        f: 1_600_000_900,
        html: "<p>Other words.</p>".into(),
        ..article(1)
    };
    store
        .add_articles(&lantern(), std::slice::from_ref(&newer))
        .expect("added");
    for store in [&store, &place.open()] {
        assert_eq!(found(store, "тест").len(), 2);
        assert_eq!(found(store, "other").len(), 1);
    }
    // The same in the other place, newer there.
    let newest = Record {
        f: 1_600_001_000,
        html: "<p>A third text.</p>".into(),
        ..newer
    };
    store.add_opened(&lantern(), &[newest]).expect("added");
    for store in [&store, &place.open()] {
        assert_eq!(found(store, "other").len(), 0);
        assert_eq!(found(store, "third").len(), 1);
    }
}

#[test]
fn lines_whose_keys_another_program_sorted_count_too() {
    let place = filled();
    let path = place.segment(&lantern());
    let text = fs::read_to_string(&path).expect("read");
    let sorted = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        format!("{value}\n")
    };
    let last = Record {
        html: "<p>Other words.</p>".into(),
        ..article(1)
    };
    let last = serde_json::to_string(&last).expect("JSON");
    let all: String = text.lines().chain([last.as_str()]).map(sorted).collect();
    fs::write(&path, all).expect("written");
    assert_eq!(found(&place.open(), "тест").len(), 2);
}

#[test]
fn damage_costs_its_own_line() {
    let place = filled();
    let path = place.segment(&lantern());
    let whole = fs::read(&path).expect("read");
    let store = place.open();
    let begin = format!("{{\"id\":\"{}\",\"f\":9,\"title\":\"тест", article(1).id);
    let garbage: [&[u8]; 5] = [
        b"\xff\xfe \xd1\x82\n",
        b"\0\0\0\0\n\n  \n",
        "{\"id\":\"тест\"}\n".as_bytes(),
        // A line that was cut, and one that is still being written.
        &[begin.as_bytes(), b"\n"].concat(),
        begin.as_bytes(),
    ];
    for bytes in garbage {
        append(&path, bytes);
        assert_eq!(found(&store, "тест").len(), 3, "{bytes:?}");
        assert_eq!(found(&place.open(), "тест").len(), 3, "{bytes:?}");
        fs::write(&path, &whole).expect("written");
    }
    for cut in (0..whole.len()).step_by(97) {
        fs::write(&path, &whole[..cut]).expect("written");
        let complete = whole[..cut].iter().filter(|b| **b == b'\n').count();
        assert_eq!(found(&store, "тест").len(), complete.saturating_sub(1));
    }
}

#[test]
fn a_bookmark_whose_article_expired_is_found_in_its_copy() {
    let place = filled();
    let mut store = place.open();
    let star = op(&lantern(), star(), &[article(2).id]);
    store.bookmark(&star, &article(2)).expect("bookmarked");
    assert_eq!(found(&store, "тест").len(), 3, "not twice");
    fs::remove_file(place.segment(&lantern())).expect("removed");
    store.refresh();
    assert_eq!(found(&store, "тест"), ["«Груз-2» leaves \"port\""]);
    let off = op(&lantern(), Mark::Unstar, &[article(2).id]);
    store.mark(&[off]).expect("marked");
    assert_eq!(found(&store, "тест"), [""; 0]);
}
