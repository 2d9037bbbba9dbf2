//! An index is a hint: whatever is in it, what is listed is what stands in the segment; and it heals.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::fs;
use std::path::PathBuf;
use store_fixture::*;
use tidings::model::{Head, Mark};
use tidings::store::Store;
use tidings::store::record::Record;

/// Six articles and a review in the cache, an update of one of them, and a review opened.
fn filled() -> Place {
    let place = Place::new();
    let mut store = place.open();
    let articles: Vec<Record> = (0..6).map(article).collect();
    store.add_articles(&lantern(), &articles).expect("added");
    store.add_articles(&lantern(), &[review()]).expect("added");
    let renewed = Record {
        f: 1_700_000_000,
        title: Some("Renewed".into()),
        ..article(3)
    };
    store.add_articles(&lantern(), &[renewed]).expect("added");
    store
        .add_opened(&outlet("Quay"), &[review(), article(9)])
        .expect("added");
    store
        .mark(&[op(&lantern(), Mark::Read, &[article(0).id])])
        .expect("marked");
    place
}

fn index(place: &Place) -> PathBuf {
    place
        .paths
        .cache
        .join(format!("index/{}.jsonl", lantern().id))
}

fn opened_index(place: &Place) -> PathBuf {
    let id = outlet("Quay").id;
    place.paths.cache.join(format!("index/opened/{id}.jsonl"))
}

/// What is listed without any index.
fn truth(place: &Place) -> Vec<Head> {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |from: PathBuf, to: PathBuf| {
        for file in files(&from) {
            let to = to.join(file.strip_prefix(&from).expect("below"));
            fs::create_dir_all(to.parent().expect("a folder")).expect("made");
            fs::copy(file, to).expect("copied");
        }
    };
    copy(place.paths.data.clone(), folder.path().join("data"));
    copy(
        place.paths.cache.join("articles"),
        folder.path().join("cache/articles"),
    );
    heads(&Store::open(&paths_under(folder.path())))
}

/// A store that has read every list.
fn open_all(place: &Place) -> Store {
    let mut store = open_well(&place.paths);
    store.read_everything();
    store
}

/// Checks that a start with whatever lies there lists the truth, and leaves a whole index.
fn check(place: &Place, truth: &[Head], whole: &[u8], what: &str) {
    assert_eq!(heads(&open_all(place)), truth, "{what}");
    let healed = fs::read(index(place)).expect("an index");
    assert_eq!(
        String::from_utf8_lossy(&healed),
        String::from_utf8_lossy(whole),
        "{what}"
    );
}

/// The index as it is built from the segment alone.
fn rebuilt(place: &Place) -> Vec<u8> {
    fs::remove_file(index(place)).expect("removed");
    open_all(place);
    fs::read(index(place)).expect("built")
}

#[test]
fn an_index_cut_at_any_byte_heals() {
    let place = filled();
    let whole = rebuilt(&place);
    let truth = truth(&place);
    for cut in 0..whole.len() {
        fs::write(index(&place), &whole[..cut]).expect("written");
        check(&place, &truth, &whole, &format!("cut at {cut}"));
    }
}

#[test]
fn an_index_with_any_byte_changed_heals() {
    let place = filled();
    let whole = rebuilt(&place);
    let truth = truth(&place);
    for (at, was) in whole.iter().enumerate() {
        for byte in [[0, b'\n'], [b'7', was ^ 1]][at % 2] {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            fs::write(index(&place), &bytes).expect("written");
            check(&place, &truth, &whole, &format!("{byte} at {at}"));
        }
    }
}

#[test]
fn an_index_of_anything_else_heals() {
    let place = filled();
    let whole = rebuilt(&place);
    let text = String::from_utf8(whole.clone()).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let without = |n: usize| {
        let mut lines = lines.clone();
        lines.remove(n);
        lines.join("\n") + "\n"
    };
    let quay = fs::read_to_string(opened_index(&place)).expect("text");
    let (header, rows) = text.split_once('\n').expect("a header");
    let (quay_header, quay_rows) = quay.split_once('\n').expect("a header");
    let mut table = vec![
        String::new(),
        "\0".repeat(5_000),
        "{}".into(),
        "[]\n".into(),
        "x".repeat(100),
        quay.clone(),
        format!("{header}\n{quay_rows}"),
        format!("{quay_header}\n{rows}"),
        format!("{text}{quay_rows}"),
        format!("{text}{rows}"),
        format!("{header}\n"),
        "[".repeat(50_000),
    ];
    table.extend((0..lines.len()).map(without));
    for (n, bytes) in table.iter().enumerate() {
        fs::write(index(&place), bytes).expect("written");
        // What an appended index says twice is as good as once; it is not written anew for that.
        let again = fs::read(index(&place)).expect("read");
        assert_eq!(heads(&open_all(&place)), truth(&place), "{n}");
        let healed = fs::read(index(&place)).expect("read");
        assert!(healed == whole || healed == again, "{n}");
    }
    fs::remove_file(index(&place)).expect("removed");
    check(&place, &truth(&place), &whole, "missing");
    fs::remove_dir_all(place.paths.cache.join("index")).expect("removed");
    check(&place, &truth(&place), &whole, "no folder");
    fs::remove_file(index(&place)).expect("removed");
    fs::create_dir(index(&place)).expect("in the way");
    assert_eq!(heads(&open_all(&place)), truth(&place));
}

#[test]
fn a_segment_rewritten_by_hand_is_read_anew() {
    let place = filled();
    let path = place.segment(&lantern());
    let text = fs::read_to_string(&path).expect("text");
    // As `jq -cS` writes, in place: every line anew, its keys sorted.
    let sorted: String = text
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line)
                .expect("JSON")
                .to_string()
                + "\n"
        })
        .collect();
    let longer = format!("{sorted}{{\"id\":\"00000000000000aa\",\"title\":\"By hand\"}}\n");
    let shorter = text.replacen("Renewed", "New", 1);
    let reversed: String = {
        let (header, lines) = text.split_once('\n').expect("a header");
        let lines: Vec<&str> = lines.lines().rev().collect();
        format!("{header}\n{}\n", lines.join("\n"))
    };
    for other in [sorted, longer, shorter, reversed, text] {
        fs::write(&path, other).expect("written");
        let seen = heads(&open_all(&place));
        assert_eq!(seen, truth(&place));
        let by_index = heads(&open_all(&place));
        assert_eq!(by_index, seen);
    }
}

#[test]
fn an_index_that_lags_is_followed_by_the_segment() {
    let place = filled();
    let before = fs::read(index(&place)).expect("read");
    let mut store = place.open();
    store
        .add_articles(&lantern(), &[article(20), article(21)])
        .expect("added");
    // As where a process is killed between the two writes.
    fs::write(index(&place), before).expect("written");
    check(&place, &truth(&place), &rebuilt_beside(&place), "lagging");
}

/// The index as built from the segment alone, with the one there left as it is.
fn rebuilt_beside(place: &Place) -> Vec<u8> {
    let there = fs::read(index(place)).expect("read");
    let whole = rebuilt(place);
    fs::write(index(place), there).expect("written");
    whole
}

#[test]
fn what_is_added_updated_and_compacted_is_in_the_index_at_once() {
    let place = filled();
    let mut store = place.open();
    for n in 0..40_u32 {
        let record = Record {
            f: i64::from(n) + 1_700_000_100,
            html: format!("<p>Edition {n}</p>"),
            ..article(n % 7)
        };
        store.add_articles(&lantern(), &[record]).expect("added");
        if n % 9 == 0 {
            store.compact_fully().expect("compacted");
        }
        let before = fs::read(index(&place)).expect("read");
        assert_eq!(heads(&open_all(&place)), heads(&store), "{n}");
        // A start that finds nothing lacking writes nothing.
        assert_eq!(fs::read(index(&place)).expect("read"), before, "{n}");
        assert_eq!(heads(&store), truth(&place), "{n}");
    }
}

#[test]
fn a_look_writes_no_index() {
    let place = filled();
    fs::remove_dir_all(place.paths.cache.join("index")).expect("removed");
    let before = place.snapshot();
    let store = Store::look(&place.paths);
    assert_eq!(heads(&store), truth(&place));
    assert_eq!(place.snapshot(), before);
}
