//! Room given back: what is compacted, what expires, what stays to the letter, and who sees it.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::Duration;
use store_fixture::*;
use tidings::model::place::At;
use tidings::model::{Id, Mark};
use tidings::store::record::Record;
use tidings::store::{Compacted, Limits, Store};

/// The article `n` with the words of its `version`th edition.
fn version(n: u32, version: i64) -> Record {
    Record {
        f: 1_600_000_500 + version,
        html: format!(
            "<p>Body {n}, edition {version}: {}</p>",
            "words ".repeat(60)
        ),
        ..article(n)
    }
}

fn ids(range: std::ops::Range<u32>) -> Vec<Id> {
    range.map(|n| article(n).id).collect()
}

fn generation(path: &Path) -> u64 {
    let text = fs::read_to_string(path).expect("text");
    let header: serde_json::Value =
        serde_json::from_str(text.lines().next().expect("a header")).expect("JSON");
    header["gen"].as_u64().expect("a number")
}

fn no_leftovers(root: &Path) {
    let left = files(root);
    let left = left
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "tmp"));
    assert_eq!(left.count(), 0);
}

#[test]
fn a_file_is_compacted_when_a_third_of_it_only_takes_room() {
    let place = Place::new();
    let mut store = place.open();
    let all: Vec<Record> = (0..9).map(|n| version(n, 0)).collect();
    store.add_articles(&lantern(), &all).expect("added");
    for n in 0..3 {
        store
            .add_articles(&lantern(), &[version(n, 1)])
            .expect("added");
    }
    assert_eq!(store.compact().expect("nothing due"), Compacted::default());
    assert!(!store.tidy());
    // Fields, lines and an order of keys that are not ours stay to the letter.
    let path = place.segment(&lantern());
    let text = fs::read_to_string(&path).expect("text");
    let foreign =
        r#"{"title":"By hand","html":"<p>x</p>","mine":{"b":1,"a":[2]},"id":"00000000000000aa"}"#;
    fs::write(&path, format!("{text}{foreign}\n{{\"later\":true}}\n")).expect("written");
    store.refresh();
    for n in 3..6 {
        store
            .add_articles(&lantern(), &[version(n, 1)])
            .expect("added");
    }
    let before = titles(&store);
    let mut follower = place.open();
    let size = fs::metadata(&path).expect("there").len();
    let done = store.compact().expect("compacted");
    let now = fs::metadata(&path).expect("there").len();
    assert_eq!((done.segments, done.freed), (1, size - now));
    assert!(now * 3 < size * 2 + 300, "{now} of {size}");
    assert_eq!(generation(&path), 2);
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.contains(&format!("\n{foreign}\n{{\"later\":true}}\n")));
    assert_eq!(text.lines().count(), 1 + 9 + 2);
    no_leftovers(place.root());
    assert!(!store.changed());
    // Who read the old file finds everything, refreshed or not.
    for refreshed in [false, true] {
        if refreshed {
            assert!(follower.changed());
            follower.refresh();
        }
        for n in 0..9 {
            let expected = version(n, i64::from(n < 6));
            let found = follower.load(&lantern().id, expected.id).expect("found");
            assert_eq!(found, expected);
        }
    }
    for store in [&store, &follower, &open_well(&place.paths)] {
        assert_eq!(titles(store), before);
        let list = fs::read_to_string(place.paths.cache.join("outlets.json")).expect("text");
        assert!(list.contains(r#""gen":2"#) && store.troubles().is_empty());
    }
    assert_eq!(store.compact().expect("nothing due"), Compacted::default());
}

#[test]
fn a_damaged_line_does_not_take_the_good_one_before_it_along() {
    let place = Place::new();
    let mut store = place.open();
    for v in 0..2 {
        store
            .add_articles(&lantern(), &[version(1, v)])
            .expect("added");
    }
    let path = place.segment(&lantern());
    let text = fs::read_to_string(&path).expect("text");
    // Passes for an article in a list, and cannot be read.
    let at = text.rfind("\"html\":\"").expect("a body");
    let text = format!(
        "{}\"html\":[\"{}",
        &text[..at],
        text[at + 8..].replace("\"}", "\"]}")
    );
    fs::write(&path, &text).expect("written");
    let mut store = place.open();
    store.compact_fully().expect("compacted");
    assert!(
        fs::read_to_string(&path)
            .expect("text")
            .contains("edition 0")
    );
}

#[test]
fn tidying_does_one_file_at_a_time_and_waits_for_nobody() {
    let place = Place::new();
    let mut store = place.open();
    let quay = outlet("Quay Weekly");
    for v in 0..3 {
        store
            .add_articles(&lantern(), &[version(1, v)])
            .expect("added");
        store.add_articles(&quay, &[version(2, v)]).expect("added");
        store.add_opened(&quay, &[version(3, v)]).expect("added");
    }
    let files = [
        place.opened(&quay),
        place.segment(&lantern()),
        place.segment(&quay),
    ];
    let generations = || files.iter().map(|f| generation(f)).collect::<Vec<_>>();
    let lock = fs::File::open(place.paths.data.join("lock")).expect("there");
    lock.lock().expect("locked");
    assert!(!store.tidy(), "somebody is writing");
    drop(lock);
    assert_eq!(generations(), [1, 1, 1]);
    assert!(store.tidy());
    assert!(store.tidy());
    assert_eq!(generations().iter().sum::<u64>(), 5);
    assert!(!store.tidy());
    assert_eq!(generations(), [2, 2, 2]);
    assert!(!store.tidy());
    assert_eq!(generations(), [2, 2, 2]);
    assert!(!store.changed());
}

#[test]
fn tidying_aside_is_another_hand_whose_work_is_there_to_be_read() {
    let place = Place::new();
    let mut store = place.open();
    for v in 0..3 {
        store
            .add_articles(&lantern(), &[version(1, v)])
            .expect("added");
        store
            .add_opened(&lantern(), &[version(2, v)])
            .expect("added");
    }
    let tidy = |store: &mut Store| {
        let (tell, told) = std::sync::mpsc::channel();
        store.tidy_aside(move || {
            // The test may be over.
            let _ = tell.send(());
        });
        told.recv_timeout(Duration::from_secs(30)).is_ok()
    };
    let files = [place.opened(&lantern()), place.segment(&lantern())];
    let generations = || files.iter().map(|f| generation(f)).collect::<Vec<_>>();
    let before = titles(&store);
    assert!(tidy(&mut store));
    assert_eq!(generations(), [2, 2]);
    assert!(store.changed(), "as by another process");
    let loaded = store.load(&lantern().id, article(1).id).expect("loaded");
    assert_eq!(loaded.html, version(1, 2).html, "before it is read anew");
    store.refresh();
    assert_eq!(titles(&store), before);
    assert!(!tidy(&mut store), "nothing is left to do");
    // What cannot be tidied is not tried again and again.
    store
        .add_articles(&lantern(), &[version(1, 3)])
        .expect("added");
    let lock = fs::File::open(place.paths.cache.join("lock")).expect("there");
    lock.lock().expect("locked");
    assert!(tidy(&mut store));
    assert!(!tidy(&mut store));
    drop(lock);
    no_leftovers(place.root());
}

#[test]
fn marks_fold_when_their_tail_is_long_and_say_the_same() {
    let place = Place::new();
    let mut store = place.open();
    let quay = outlet("Quay Weekly");
    store
        .add_articles(&lantern(), &[article(1), article(2)])
        .expect("added");
    let at = At {
        block: 12,
        char: 40,
    };
    let noted = Mark::Star(at, Some("“look” here".into()));
    store
        .bookmark(&op(&lantern(), noted, &[article(1).id]), &article(1))
        .expect("marked");
    store
        .mark(&[op(&lantern(), Mark::Position(at), &[article(2).id])])
        .expect("marked");
    let tag = r#"{"o":"lantern","op":"tag","t":1,"ids":[],"tag":"x","deep":{"z":1,"a":2}}"#;
    let text = fs::read_to_string(place.state()).expect("text");
    fs::write(place.state(), format!("{text}{tag}\n")).expect("written");
    store.refresh();
    let mut follower = place.open();
    for _ in 0..4 {
        for (outlet, range) in [(lantern(), 0..2_000), (quay.clone(), 3_000..4_000)] {
            store
                .mark(&[op(&outlet, Mark::Read, &ids(range))])
                .expect("marked");
        }
    }
    assert_eq!(store.compact().expect("not due"), Compacted::default());
    for _ in 0..2 {
        store
            .mark(&[op(&quay, Mark::Read, &ids(3_000..4_000))])
            .expect("marked");
    }
    store
        .mark(&[op(&quay, Mark::Unread, &ids(3_000..3_500))])
        .expect("marked");
    let size = fs::metadata(place.state()).expect("there").len();
    assert!(size > 256 << 10, "{size}");
    let before = store.marks().clone();
    let done = store.compact().expect("compacted");
    assert!(
        done.state && done.freed > 200 << 10 && done.segments == 0,
        "{done:?}"
    );
    let text = fs::read_to_string(place.state()).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let header = format!(
        r#"{{"tidings":"state","v":1,"gen":2,"snap":{}}}"#,
        text.len()
    );
    assert_eq!((lines.len(), lines[0]), (6, header.as_str()));
    let first = article(0).id;
    let start = format!(r#"{{"o":"{}","op":"read","ids":["{first}","#, lantern().id);
    assert!(lines[1].starts_with(&start), "{}", &lines[1][..80]);
    assert!(lines[2].starts_with(&format!(r#"{{"o":"{}","op":"read","ids":["#, quay.id)));
    assert!(lines[3].ends_with(r#""at":{"b":12,"c":40},"note":"“look” here"}"#));
    assert_eq!(lines[5], tag);
    assert_eq!(store.marks(), &before);
    assert_eq!(open_well(&place.paths).marks(), &before);
    follower.refresh();
    assert_eq!(follower.marks(), &before);
    assert_eq!(
        follower.marks().get(article(1).id).expect("known").star,
        Some((at, 1_671_560_100, Some("“look” here".into())))
    );
    assert_eq!(store.compact().expect("not due"), Compacted::default());
    no_leftovers(place.root());
}

#[test]
fn copies_go_when_their_star_is_taken_off_and_not_while_marks_may_be_missing() {
    let place = Place::new();
    let mut store = place.open();
    for n in 0..4 {
        store
            .bookmark(&op(&lantern(), star(), &[article(n).id]), &article(n))
            .expect("marked");
    }
    let part = review().sections[1].id;
    store
        .bookmark(&op(&lantern(), star(), &[part]), &review())
        .expect("marked");
    store
        .bookmark(&op(&lantern(), star(), &[article(0).id]), &version(0, 1))
        .expect("marked");
    let off = [article(1).id, article(2).id];
    store
        .mark(&[op(&lantern(), Mark::Unstar, &off)])
        .expect("marked");
    // Marks that cannot be read were set aside: perhaps a star was among them.
    let aside = place.paths.data.join("state.bad");
    fs::write(&aside, "garbage\n").expect("written");
    let done = store.compact_fully().expect("compacted");
    assert!(done.bookmarks, "the superseded one goes");
    let lines = || {
        fs::read_to_string(place.bookmarks())
            .expect("text")
            .lines()
            .count()
    };
    assert_eq!(lines(), 1 + 5);
    fs::remove_file(aside).expect("removed");
    let mut other = place.open();
    assert!(other.compact_fully().expect("compacted").bookmarks);
    assert_eq!(lines(), 1 + 3);
    for store in [&store, &open_well(&place.paths)] {
        assert_eq!(titles(store).len(), 3);
        let found = store.load(&lantern().id, article(0).id).expect("found");
        assert_eq!(found, version(0, 1));
        assert_eq!(
            store.load(&lantern().id, review().id).expect("found"),
            review()
        );
    }
}

#[test]
fn a_file_rewritten_by_hand_compacts_without_loss() {
    let place = Place::new();
    let mut store = place.open();
    for v in 0..3 {
        store
            .add_articles(&lantern(), &[version(1, v), version(2, v)])
            .expect("added");
    }
    store.add_opened(&lantern(), &[review()]).expect("added");
    store
        .bookmark(&op(&lantern(), star(), &[article(1).id]), &version(1, 2))
        .expect("marked");
    store
        .mark(&[op(&lantern(), Mark::Read, &ids(1..3))])
        .expect("marked");
    let (before, marks) = (titles(&store), store.marks().clone());
    // As `jq -cS` writes: every line anew, its keys sorted; the last line without its break.
    for path in [
        place.segment(&lantern()),
        place.opened(&lantern()),
        place.state(),
        place.bookmarks(),
    ] {
        let text = fs::read_to_string(&path).expect("text");
        let sorted: Vec<String> = text
            .lines()
            .map(|l| {
                serde_json::from_str::<serde_json::Value>(l)
                    .expect("JSON")
                    .to_string()
            })
            .collect();
        fs::write(&path, sorted.join("\n")).expect("written");
    }
    let mut other = place.open();
    let done = other.compact_fully().expect("compacted");
    assert!(done.segments >= 1 && done.state, "{done:?}");
    for store in [&other, &open_well(&place.paths)] {
        assert_eq!(titles(store), before);
        assert_eq!(store.marks(), &marks);
        assert_eq!(
            store.load(&lantern().id, article(2).id).expect("found"),
            version(2, 2)
        );
        assert_eq!(
            store.load(&lantern().id, review().id).expect("found"),
            review()
        );
    }
}

#[test]
fn a_follower_sees_every_op_across_compactions() {
    let place = Place::new();
    let mut writer = place.open();
    let mut follower = place.open();
    let mut compactions = 0;
    for n in 0..200 {
        writer
            .add_articles(&lantern(), &[version(n % 20, i64::from(n))])
            .expect("added");
        writer
            .mark(&[op(
                &lantern(),
                Mark::Read,
                &[Id::of(&["seen", &n.to_string()])],
            )])
            .expect("marked");
        if n % 9 == 0 {
            let done = writer.compact_fully().expect("compacted");
            compactions += done.segments + usize::from(done.state);
        }
        assert!(follower.changed());
        follower.refresh();
        assert_eq!(follower.marks(), writer.marks());
        let expected = version(n % 20, i64::from(n));
        assert_eq!(
            follower.load(&lantern().id, expected.id).expect("found"),
            expected
        );
        assert_eq!(titles(&follower), titles(&writer));
        assert_eq!(follower.troubles(), [] as [String; 0]);
    }
    assert!(compactions > 40, "{compactions}");
    println!("200 of 200 ops seen across {compactions} compactions");
}

#[test]
fn only_what_nobody_can_miss_expires() {
    let place = Place::new();
    let mut store = place.open();
    // 12 articles of long ago, oldest first; a review with a bookmarked part; one of no known time.
    let all: Vec<Record> = (0..12).map(|n| version(n, 0)).collect();
    let timeless = Record {
        t: None,
        f: 0,
        ..article(99)
    };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let fresh = Record {
        f: now.expect("a time").as_secs() as i64,
        ..article(50)
    };
    store.add_articles(&lantern(), &all).expect("added");
    store
        .add_articles(&lantern(), &[review(), timeless.clone(), fresh.clone()])
        .expect("added");
    store
        .add_opened(&lantern(), &[version(3, 0)])
        .expect("added");
    let part = review().sections[0].id;
    store
        .bookmark(&op(&lantern(), star(), &[part]), &review())
        .expect("marked");
    store
        .bookmark(&op(&lantern(), star(), &[article(1).id]), &version(1, 0))
        .expect("marked");
    store
        .mark(&[op(&lantern(), Mark::Read, &ids(0..12))])
        .expect("marked");
    let listed = HashSet::from([article(0).id, article(11).id]);
    let id = lantern().id;

    let unlimited = store
        .expire(&id, &Limits::default(), &listed)
        .expect("nothing");
    let most = Limits {
        most: Some(12),
        age_days: None,
    };
    let nobody = store
        .expire(&outlet("Quay Weekly").id, &most, &listed)
        .expect("nothing");
    assert_eq!((unlimited, nobody, heads(&store).len()), (0, 0, 18));
    // 15 records: the three oldest that may go.
    let path = place.segment(&lantern());
    assert_eq!(
        store
            .expire(
                &id,
                &Limits {
                    most: Some(13),
                    ..most
                },
                &listed
            )
            .expect("expired"),
        2
    );
    let gone = [timeless.id, article(2).id];
    let is_there = |store: &Store, id: Id| {
        fs::read_to_string(&path)
            .expect("text")
            .contains(&id.to_string())
            && store.library().head(id).is_some()
    };
    assert!(gone.iter().all(|id| !is_there(&store, *id)));
    assert_eq!(generation(&path), 2);
    // By age: all of long ago but what is listed or bookmarked.
    let old = Limits {
        age_days: Some(30),
        most: None,
    };
    assert_eq!(store.expire(&id, &old, &listed).expect("expired"), 9 - 1);
    assert_eq!(store.expire(&id, &old, &listed).expect("expired"), 0);
    for store in [&store, &open_well(&place.paths)] {
        for kept in [article(0).id, article(1).id, article(11).id, fresh.id, part] {
            assert!(is_there(store, kept), "{kept}");
        }
        // The opened one stays, and stays read; what is gone is forgotten.
        assert!(
            store.marks().is_read(article(3).id) && store.library().head(article(3).id).is_some()
        );
        assert!((4..11).all(|n| store.marks().get(article(n).id).is_none()));
        assert!(store.marks().is_bookmarked(article(1).id) && store.marks().is_read(article(1).id));
    }
    let text = fs::read_to_string(place.state()).expect("text");
    assert_eq!(text.matches(r#""op":"drop""#).count(), 2);
    // Folded, nothing of them is left.
    store.compact_fully().expect("compacted");
    let text = fs::read_to_string(place.state()).expect("text");
    assert!(!text.contains("drop") && !text.contains(&article(5).id.to_string()));
    assert_eq!(place.open().marks(), store.marks());
}

#[test]
fn a_folder_that_cannot_be_written_is_not_compacted() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let mut store = place.open();
    for v in 0..3 {
        store
            .add_opened(&lantern(), &[version(1, v)])
            .expect("added");
    }
    fs::set_permissions(&place.paths.data, fs::Permissions::from_mode(0o500)).expect("set");
    fs::set_permissions(
        place.paths.data.join("opened"),
        fs::Permissions::from_mode(0o500),
    )
    .expect("set");
    let bound = fs::write(place.paths.data.join("probe"), "").is_err();
    if bound {
        let before = fs::read(place.opened(&lantern())).expect("bytes");
        assert!(store.compact().is_err());
        assert!(!place.open().tidy());
        assert!(!store.tidy());
        assert_eq!(fs::read(place.opened(&lantern())).expect("bytes"), before);
        no_leftovers(place.root());
        assert_eq!(titles(&store).len(), 1);
    } else {
        println!("skipped: modes do not bind this user (root)");
    }
    fs::set_permissions(
        place.paths.data.join("opened"),
        fs::Permissions::from_mode(0o700),
    )
    .expect("set");
    fs::set_permissions(&place.paths.data, fs::Permissions::from_mode(0o700)).expect("set");
}
