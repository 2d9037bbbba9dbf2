//! Caches of every version open for ever: `tests/caches/` keeps one of each, as it was written, and
//! is never changed.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::fs;
use std::path::Path;
use store_fixture::*;
use tidings::model::place::At;
use tidings::model::{Id, OutletId};
use tidings::store::{Session, Store};

/// A copy of the kept cache of one version, to work on.
fn copy_of(version: &str) -> Place {
    let place = Place::new();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/caches");
    let kept = kept.join(version);
    for from in files(&kept) {
        let to = place.root().join(from.strip_prefix(&kept).expect("below"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("made");
        fs::copy(&from, &to).expect("copied");
    }
    place
}

fn id(digits: &str) -> Id {
    Id::parse(digits).expect("an id")
}

const PART: &str = "03e797454a142285";
const LEFT: &str = "360f84035942243c";
const FIRST: &str = "0f327689629361b1";
const SECOND: &str = "ecabf0803a4b2208";
const THIRD: &str = "d23db4dcb22ed547";
const EXPIRED: &str = "5b9a2b96cfd0a96e";
const FOREIGN: &str = "00000000000000aa";

/// All that the reader of the first version had.
fn check_v1(place: &Place, store: &Store) {
    assert_eq!(store.troubles(), [] as [String; 0]);
    assert!(store.is_writable());
    let mut found = titles(store);
    found.sort();
    let mut expected = [
        "Lead: Independent press in the harbour",
        "Cranes stand still",
        "Riddle writes about a harbour whose tides <nobody> understands, and about the…",
        "Tides of autumn",
        "«Груз-1» leaves \"port\"",
        "«Груз-2» leaves \"port\"",
        "«Груз-3» leaves \"port\"",
        "With fields of another program",
        "Only a bookmark is left",
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);

    let marks = store.marks();
    let state = |digits: &str| marks.get(id(digits)).unwrap_or_default();
    assert!(state(FIRST).read && state(SECOND).read && state("849346dbb6b1fb71").read);
    assert!(!state(THIRD).read && !state(FOREIGN).read && !state(PART).read);
    assert!(marks.get(id(EXPIRED)).is_none());
    let at = |block, char| At { block, char };
    assert_eq!(state(SECOND).position, Some(at(2, 17)));
    assert_eq!(marks.bookmarked().count(), 2);
    let note = Some("the cranes, «again»".to_owned());
    assert_eq!(state(PART).star, Some((at(0, 9), 1_671_560_100, note)));
    assert_eq!(state(LEFT).star, Some((at(1, 4), 1_671_560_100, None)));

    let lantern = OutletId::parse("lantern-review-fe22").expect("an outlet");
    let quay = OutletId::parse("quay-weekly-cc87").expect("an outlet");
    assert_eq!(store.outlet(&lantern).name, "Lantern Review");
    assert_eq!(store.outlet(&quay).name, "Quay Weekly");
    let load = |outlet, digits| store.load(outlet, id(digits)).expect("found");
    assert_eq!(load(&lantern, "c97ace4c8fef2cee"), review());
    assert_eq!(load(&quay, LEFT).html, "<p>Kept.</p>");
    assert_eq!(load(&quay, SECOND).html, "<p>Corrected on Tuesday.</p>");
    let first = load(&quay, FIRST);
    assert_eq!(first.date.as_deref(), Some("2022-12"));
    assert_eq!(first.page.expect("a page").html, "<p>The whole page.</p>");
    let foreign = load(&quay, FOREIGN);
    let mood = serde_json::json!({"z": 1, "a": [2]});
    assert_eq!(foreign.extra.get("mood"), Some(&mood));

    let session = Session {
        selected: "bookmarks".into(),
        list: quay.to_string(),
        article: Some(SECOND.into()),
        cursor: Some(FIRST.into()),
        focus: "page".into(),
        unfolded: vec![lantern.to_string()],
        outlets: Vec::new(),
    };
    assert_eq!(store.session(), Some(session));
    // What this version does not understand stays to the letter.
    let text = |path| fs::read_to_string(path).expect("text");
    let state = text(place.state());
    for word in ["tag", "untag"] {
        let line = format!(
            r#"{{"o":"quay-weekly-cc87","op":"{word}","t":1671560200,"ids":["{FIRST}"],"tag":"sea"}}"#
        );
        assert!(state.lines().any(|l| l == line), "{state}");
    }
    let segment = place.paths.cache.join("articles/quay-weekly-cc87.jsonl");
    assert!(text(segment).contains(r#""mood":{"z":1,"a":[2]}"#));
}

#[test]
fn a_cache_of_the_first_version_opens_for_ever() {
    let place = copy_of("v1");
    // What is derived from the others is built, and nothing else changes.
    let kept = |place: &Place| {
        let mut files = place.snapshot();
        let cache = &place.paths.cache;
        files.retain(|(path, ..)| {
            !path.starts_with(cache) || path.starts_with(cache.join("articles"))
        });
        files.retain(|(path, ..)| !path.ends_with("lock"));
        files
    };
    let before = kept(&place);
    for _ in 0..2 {
        check_v1(&place, &place.open());
        assert_eq!(kept(&place), before, "opening changes nothing");
        assert_eq!(files(&place.paths.cache.join("index")).len(), 2);
    }
}

#[test]
fn a_cache_of_the_first_version_compacts_without_loss() {
    let place = copy_of("v1");
    let mut store = place.open();
    let done = store.compact_fully().expect("compacted");
    assert_eq!((done.segments, done.bookmarks, done.state), (1, true, true));
    for store in [&store, &place.open()] {
        check_v1(&place, store);
    }
    let text = fs::read_to_string(place.bookmarks()).expect("text");
    assert_eq!(text.lines().count(), 3, "a copy whose star was taken off");
}

#[test]
fn a_file_of_an_older_version_is_brought_up_and_kept_once() {
    // No older version was ever released: this one is made up, with the shape of the first.
    let place = copy_of("v1");
    let state = place.state();
    let opened = place.paths.data.join("opened/lantern-review-fe22.jsonl");
    let segment = place.paths.cache.join("articles/quay-weekly-cc87.jsonl");
    let all = [state, opened, segment, place.bookmarks()];
    let old: Vec<String> = all
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).expect("text");
            let text = text.replacen(r#""v":1,"#, r#""v":0,"#, 1);
            fs::write(path, &text).expect("written");
            text
        })
        .collect();
    for _ in 0..2 {
        check_v1(&place, &place.open());
        for (path, old) in all.iter().zip(&old) {
            let kept = path.with_extension("v0");
            assert_eq!(&fs::read_to_string(kept).expect("kept"), old);
            let new = fs::read_to_string(path).expect("text");
            let brought_up = old.replacen(r#""v":0,"gen":1"#, r#""v":1,"gen":2"#, 1);
            assert_eq!(new, brought_up);
        }
    }
}
