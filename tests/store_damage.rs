//! No file, whatever is in it, makes the program panic or lose another line; what was lost is said.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::fs;
use std::path::{Path, PathBuf};
use store_fixture::*;
use tidings::model::{Id, Mark};
use tidings::store::{Session, Store};

/// A store with three articles in the cache, a review opened, a bookmark and two marks.
fn filled() -> Place {
    let place = Place::new();
    let mut store = place.open();
    let articles: Vec<_> = (0..3).map(article).collect();
    store.add_articles(&lantern(), &articles).expect("added");
    store.add_opened(&lantern(), &[review()]).expect("added");
    store
        .mark(&[op(&lantern(), Mark::Read, &[article(0).id])])
        .expect("marked");
    store
        .mark(&[op(&lantern(), Mark::Read, &[article(1).id])])
        .expect("marked");
    store
        .bookmark(&op(&lantern(), star(), &[article(2).id]), &article(2))
        .expect("bookmarked");
    place
}

fn has(store: &Store, id: Id) -> bool {
    store.library().head(id).is_some()
}

/// The byte where the last line but `n` begins.
fn start_of_last(bytes: &[u8], n: usize) -> usize {
    let mut at = bytes.len();
    for _ in 0..n {
        at = bytes[..at - 1]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |i| i + 1);
    }
    at
}

#[test]
fn a_file_cut_at_any_byte_loses_no_line_before_the_cut() {
    let place = filled();
    for path in [place.segment(&lantern()), place.state()] {
        let whole = fs::read(&path).expect("read");
        let lines = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count();
        for cut in start_of_last(&whole, 2)..=whole.len() {
            fs::write(&path, &whole[..cut]).expect("written");
            let complete = lines(&whole[..cut]);
            // A writer that never looked appends to the torn line, and a second one reads.
            let mut store = place.open();
            let extra = article(77);
            store
                .add_articles(&lantern(), std::slice::from_ref(&extra))
                .expect("added");
            store
                .mark(&[op(&lantern(), Mark::Read, &[extra.id])])
                .expect("marked");
            let store = open_well(&place.paths);
            assert!(
                has(&store, extra.id) && store.marks().is_read(extra.id),
                "{cut}"
            );
            assert_eq!(store.load(&lantern().id, extra.id).expect("whole"), extra);
            if path == place.segment(&lantern()) {
                for n in 0..3_u32 {
                    let kept = (n as usize) + 2 <= complete;
                    let whole = store.load(&lantern().id, article(n).id).ok();
                    // The bookmarked one has a copy; a line that lacks only its break is whole.
                    if kept || n == 2 {
                        assert_eq!(whole, Some(article(n)), "{n} at {cut}");
                    }
                }
            } else {
                assert_eq!(store.marks().is_read(article(0).id), complete >= 2);
                assert!(
                    store.marks().is_read(article(1).id) || complete < 3,
                    "{cut}"
                );
            }
        }
        fs::write(&path, whole).expect("written");
    }
}

#[test]
fn appending_to_a_torn_line_takes_nothing_with_it() {
    let place = filled();
    let path = place.state();
    let whole = fs::read(&path).expect("read");
    for cut in start_of_last(&whole, 1)..whole.len() {
        fs::write(&path, &whole).expect("written");
        let mut store = place.open();
        // Torn while the program runs: no open has a chance to mend it.
        fs::write(&path, &whole[..cut]).expect("written");
        store
            .mark(&[op(&lantern(), Mark::Unread, &[article(1).id])])
            .expect("marked");
        store.refresh();
        let again = place.open();
        for store in [&store, &again] {
            assert!(store.marks().is_read(article(0).id), "{cut}");
            assert!(!store.marks().is_read(article(1).id), "{cut}");
        }
    }
}

#[test]
fn a_tail_of_zeros_is_set_aside() {
    for zeros in [1, 511, 4096, 100_000] {
        let place = filled();
        for path in [
            place.segment(&lantern()),
            place.state(),
            place.bookmarks(),
            place.opened(&lantern()),
        ] {
            let mut bytes = fs::read(&path).expect("read");
            bytes.extend(vec![0; zeros]);
            fs::write(&path, bytes).expect("written");
        }
        let store = place.open();
        assert_eq!(
            store.troubles(),
            ["4 files were unreadable and set aside; 3 articles and 1 mark missing (:log)"]
        );
        assert_eq!(store.details().len(), 4);
        let store = open_well(&place.paths);
        assert_eq!(store.library().heads().len(), 7);
        assert!(store.marks().is_read(article(1).id) && store.marks().is_bookmarked(article(2).id));
    }
}

#[test]
fn garbage_costs_only_the_lines_it_touches() {
    // A small generator of our own: the same garbage in every run.
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let place = Place::new();
    let articles: Vec<_> = (0..20).map(article).collect();
    place
        .open()
        .add_articles(&lantern(), &articles)
        .expect("added");
    let path = place.segment(&lantern());
    let whole = fs::read(&path).expect("read");
    let spans: Vec<(usize, usize)> = {
        let mut at = 0;
        whole
            .split_inclusive(|b| *b == b'\n')
            .map(|line| {
                at += line.len();
                (at - line.len(), at)
            })
            .collect()
    };
    for round in 0..300 {
        let mut bytes = whole.clone();
        let at = next() as usize % (bytes.len() - 64);
        for b in &mut bytes[at..at + 64] {
            *b = (next() >> 32) as u8;
        }
        fs::write(&path, bytes).expect("written");
        let first = place.open();
        let second = open_well(&place.paths);
        for store in [&first, &second] {
            for (n, article) in articles.iter().enumerate() {
                let (from, to) = spans[n + 1];
                // Garbage over a line break spoils the lines on both sides.
                if to <= at || from > at + 64 {
                    let loaded = store.load(&lantern().id, article.id).expect("untouched");
                    assert_eq!(loaded, *article, "round {round}, article {n}");
                    assert!(has(store, article.id));
                }
            }
        }
    }
}

#[test]
fn what_is_set_aside_is_kept_to_the_letter() {
    let place = filled();
    let path = place.segment(&lantern());
    let text = fs::read(&path).expect("read");
    let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
    let junk: [&[u8]; 3] = [b"\xff\xfe not UTF-8", b"{\"id\":\"no id\"}", b"42"];
    let mut bytes = [lines[0], lines[1]].concat();
    for line in junk {
        bytes.extend(line);
        bytes.push(b'\n');
    }
    bytes.extend([lines[2], lines[3]].concat());
    fs::write(&path, bytes).expect("written");
    let store = place.open();
    assert_eq!(
        store.troubles(),
        ["A file was unreadable and set aside; 3 articles missing (:log)"]
    );
    let aside = fs::read(path.with_extension("bad")).expect("read");
    assert_eq!(aside, [junk.join(&b'\n'), b"\n".to_vec()].concat());
    let mended = fs::read(&path).expect("read");
    let header = String::from_utf8_lossy(lines[0]).replace("\"gen\":1", "\"gen\":2");
    assert_eq!(
        mended,
        [header.as_bytes(), lines[1], lines[2], lines[3]].concat()
    );
    // Said once.
    open_well(&place.paths);
}

#[test]
fn any_file_may_be_anything() {
    let wrong: [&[u8]; 16] = [
        b"",
        b"\n",
        b"\n\n\n",
        b"\0",
        b"{",
        b"{}",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b"\xef\xbb\xbf{}\n",
        b"\xff\xff\xff\xff\n\xff",
        b"{\"tidings\":\"articles\"",
        b"{\"tidings\":\"articles\",\"v\":1}",
        b"{\"tidings\":\"state\",\"v\":\"one\",\"gen\":-1}\n",
        b"{\"tidings\":\"articles\",\"v\":1,\"gen\":18446744073709551615}\n{\"id\"\n",
        b"{\"id\":\"d9d5326c25ddf91f\",\"t\":9223372036854775807,\"w\":1}\n",
    ];
    let deep = "[".repeat(100_000).into_bytes();
    for bytes in wrong.into_iter().chain([deep.as_slice()]) {
        let place = filled();
        let paths = [
            place.segment(&lantern()),
            place.opened(&lantern()),
            place.state(),
            place.bookmarks(),
            place.paths.cache.join("outlets.json"),
            place.paths.data.join("session.json"),
        ];
        for path in &paths {
            fs::write(path, bytes).expect("written");
        }
        for _ in 0..2 {
            let mut store = place.open();
            assert!(store.is_writable());
            store.library().sort();
            let _ = store.session();
            let _ = store.load(&lantern().id, review().id);
            let _ = store.known_edition(&lantern().id, &[], "a b c d e f g h i j");
            store
                .add_articles(&lantern(), &[article(5)])
                .expect("added");
            store.add_opened(&lantern(), &[review()]).expect("added");
            store
                .bookmark(&op(&lantern(), star(), &[review().id]), &review())
                .expect("bookmarked");
        }
        let store = open_well(&place.paths);
        assert!(has(&store, article(5).id) && has(&store, review().id));
        assert!(store.marks().is_bookmarked(review().id));
        assert_eq!(
            store.load(&lantern().id, article(5).id).expect("whole"),
            article(5)
        );
    }
}

#[test]
fn what_is_no_file_is_passed_over() {
    let place = filled();
    fs::create_dir(place.paths.cache.join("articles/folder-0000.jsonl")).expect("made");
    fs::create_dir(place.paths.cache.join("articles/UPPER.jsonl")).expect("made");
    fs::write(place.paths.cache.join("articles/notes.txt"), "hello").expect("written");
    let store = place.open();
    assert_eq!(store.troubles().len(), 1);
    assert_eq!(store.library().heads().len(), 7);
}

#[test]
fn a_name_lost_with_the_header_is_found_elsewhere() {
    let place = filled();
    let path = place.opened(&lantern());
    let text = fs::read_to_string(&path).expect("text");
    fs::write(&path, text.split_once('\n').expect("a header").1).expect("written");
    fs::remove_dir_all(&place.paths.cache).expect("removed");
    let library = place.open().library();
    assert_eq!(library.name(&lantern().id), "Lantern Review");
}

#[test]
fn a_line_that_only_lacks_its_break_is_whole() {
    let place = filled();
    let path = place.segment(&lantern());
    let mut text = fs::read(&path).expect("read");
    text.pop();
    fs::write(&path, &text).expect("written");
    let store = open_well(&place.paths);
    assert!(has(&store, article(2).id));
    assert!(!path.with_extension("bad").exists());
}

#[test]
fn keys_in_another_order_are_read_all_the_same() {
    let place = filled();
    let before = place.open();
    let mut written = 0;
    for path in files(place.root()) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        // As `jq -cS` writes: `Value` sorts the keys.
        let sorted: String = text
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
                value.to_string() + "\n"
            })
            .collect();
        written += usize::from(sorted != text);
        fs::write(path, sorted).expect("written");
    }
    assert!(written >= 4);
    let after = open_well(&place.paths);
    assert_eq!(heads(&after), heads(&before));
    assert_eq!(after.marks(), before.marks());
    assert_eq!(
        after.load(&lantern().id, review().id).expect("whole"),
        review()
    );
}

#[test]
fn a_file_spread_over_more_lines_by_hand_is_read_all_the_same() {
    let place = filled();
    let before = place.open();
    for path in [
        place.state(),
        place.bookmarks(),
        place.segment(&lantern()),
        place.opened(&lantern()),
    ] {
        // As `jq .` writes.
        let text = fs::read_to_string(&path).expect("text");
        let spread: String = text
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
                format!("{value:#}\n")
            })
            .collect();
        fs::write(path, spread).expect("written");
    }
    let after = open_well(&place.paths);
    assert_eq!(heads(&after), heads(&before));
    assert_eq!(after.marks(), before.marks());
    open_well(&place.paths);
    let left = files(place.root());
    assert!(
        left.iter()
            .all(|p| p.extension().is_none_or(|e| e != "bad")),
        "{left:?}"
    );
}

#[test]
fn a_file_of_a_newer_tidings_is_read_and_never_written() {
    for name in [
        "data/state.jsonl",
        "cache/articles",
        "data/opened",
        "data/bookmarks.jsonl",
    ] {
        let place = filled();
        let path = one_file(&place.root().join(name));
        let text = fs::read_to_string(&path).expect("text");
        let text = text.replacen("\"v\":1", "\"v\":2", 1) + "what only it can read\n";
        fs::write(&path, text).expect("written");
        let before = place.snapshot();
        let mut store = place.open();
        assert!(!store.is_writable());
        let sentence = "comes from a newer tidings; changes are kept until tidings is closed";
        assert_eq!(store.troubles().len(), 1, "{name}: {:?}", store.troubles());
        assert!(store.troubles()[0].ends_with(sentence));
        assert_eq!(store.library().heads().len(), 7, "{name}");
        let error = store
            .mark(&[op(&lantern(), Mark::Read, &[article(2).id])])
            .expect_err("not saved");
        assert!(error.to_string().ends_with(sentence));
        assert_eq!(
            (store.unsaved(), store.marks().is_read(article(2).id)),
            (1, true)
        );
        assert!(store.add_articles(&lantern(), &[article(9)]).is_err());
        assert!(store.keep_session(&Session::default()).is_err());
        assert_eq!(place.snapshot(), before, "{name}");
    }
}

fn one_file(path: &Path) -> PathBuf {
    if path.is_dir() {
        files(path).remove(0)
    } else {
        path.to_owned()
    }
}

#[test]
fn what_a_killed_process_left_unfinished_is_cleared_away() {
    let place = filled();
    for name in [
        "cache/outlets.json.tmp",
        "cache/articles/x.jsonl.tmp",
        "data/session.json.tmp",
    ] {
        fs::write(place.root().join(name), b"half").expect("written");
    }
    open_well(&place.paths);
    let left = files(place.root());
    assert!(
        left.iter()
            .all(|p| p.extension().is_none_or(|e| e != "tmp")),
        "{left:?}"
    );
}

#[test]
fn a_newer_tidings_that_comes_while_this_one_runs_is_noticed() {
    let place = filled();
    let mut store = place.open();
    let text = fs::read_to_string(place.state()).expect("text");
    let text = text.replacen("\"v\":1", "\"v\":2", 1);
    fs::write(place.state(), &text).expect("written");
    assert!(
        store
            .mark(&[op(&lantern(), Mark::Read, &[article(2).id])])
            .is_err()
    );
    assert_eq!(fs::read_to_string(place.state()).expect("text"), text);
    store.refresh();
    assert!(!store.is_writable() && store.marks().is_read(article(2).id));
}
