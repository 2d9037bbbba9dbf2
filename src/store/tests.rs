//! What is counted rather than timed: how often data is made durable, and how much is written.

use super::atomic::SYNCS;
use super::record::Record;
use super::{Paths, Store};
use crate::model::place::At;
use crate::model::{Id, Mark, Op, Outlet, OutletId};
use std::fs;

fn outlet() -> Outlet {
    Outlet {
        id: OutletId::from_key("lantern"),
        name: "Lantern".into(),
    }
}

fn op(mark: Mark, ids: Vec<Id>) -> Op {
    Op {
        kept_in: outlet().id,
        mark,
        time: 1,
        ids,
    }
}

fn id(n: u32) -> Id {
    Id::of(&[&n.to_string()])
}

/// How many times data was made durable by what `work` does.
fn syncs(work: impl FnOnce()) -> usize {
    let before = SYNCS.get();
    work();
    SYNCS.get() - before
}

#[test]
fn a_mark_is_one_fdatasync_and_a_bookmark_two() {
    let root = tempfile::tempdir().expect("a folder");
    let paths = Paths::find(Some(root.path().join("d")), Some(root.path().join("c")));
    let paths = paths.expect("both are named");
    let mut store = Store::open(&paths);
    let record = Record {
        html: "<p>x</p>".into(),
        ..Record::new(id(1))
    };
    let star = || op(Mark::Star(At::START, None), vec![id(1)]);
    let many: Vec<Id> = (0..10_000).map(id).collect();
    let several = [
        op(Mark::Read, vec![id(1)]),
        op(Mark::Position(At::START), vec![id(1)]),
        op(Mark::Unread, vec![id(2)]),
    ];
    // The first mark creates the file, which costs no more.
    for _ in 0..2 {
        let first = syncs(|| store.mark(&several[..1]).expect("marked"));
        assert_eq!(first, 1);
    }
    assert_eq!(syncs(|| store.mark(&several).expect("marked")), 1);
    let all = op(Mark::Read, many);
    assert_eq!(
        syncs(|| store.mark(std::slice::from_ref(&all)).expect("marked")),
        1
    );
    assert_eq!(syncs(|| store.mark(&[]).expect("nothing")), 0);
    assert_eq!(
        syncs(|| store.bookmark(&star(), &record).expect("marked")),
        2
    );
    // The copy is there to the letter: only the star is written.
    assert_eq!(
        syncs(|| store.bookmark(&star(), &record).expect("marked")),
        1
    );
    let off = op(Mark::Unstar, vec![id(1)]);
    assert_eq!(syncs(|| store.mark(&[off]).expect("marked")), 1);
    assert_eq!(
        syncs(|| drop(store.add_articles(&outlet(), std::slice::from_ref(&record)))),
        2,
        "the segment, and the list of outlets"
    );
    assert_eq!(syncs(|| drop(store.add_articles(&outlet(), &[record]))), 0);
    let text = fs::read_to_string(paths.data.join("state.jsonl")).expect("text");
    assert_eq!(text.lines().count(), 1 + 2 + 3 + 1 + 1 + 1 + 1);
}

#[test]
fn the_copy_is_written_before_the_star() {
    let root = tempfile::tempdir().expect("a folder");
    let paths = Paths::find(Some(root.path().join("d")), Some(root.path().join("c")));
    let paths = paths.expect("both are named");
    let mut store = Store::open(&paths);
    let record = Record::new(id(1));
    // A copy that cannot be written keeps its star back too, and both go out together later.
    fs::create_dir_all(paths.data.join("bookmarks.jsonl")).expect("in the way");
    let star = op(Mark::Star(At::START, None), vec![id(1)]);
    assert!(store.bookmark(&star, &record).is_err());
    assert!(!paths.data.join("state.jsonl").exists());
    assert!(store.marks().is_bookmarked(id(1)));
    assert_eq!(store.unsaved(), 1);
    fs::remove_dir(paths.data.join("bookmarks.jsonl")).expect("out of the way");
    store.retry().expect("saved");
    assert_eq!(Store::open(&paths).library().heads().len(), 1);
}

#[test]
fn reading_goes_on_where_it_stopped() {
    let root = tempfile::tempdir().expect("a folder");
    let paths = Paths::find(Some(root.path().join("d")), Some(root.path().join("c")));
    let paths = paths.expect("both are named");
    let mut one = Store::open(&paths);
    one.mark(&[op(Mark::Read, vec![id(1)])]).expect("marked");
    let mut two = Store::open(&paths);
    let (_, end) = two.reading.journal.extent();
    one.mark(&[op(Mark::Read, vec![id(2)])]).expect("marked");
    assert_eq!(two.reading.journal.pending(), Some(end));
    two.refresh();
    assert!(two.marks().is_read(id(1)) && two.marks().is_read(id(2)));
    // Written anew in place, as `jq … | sponge` does: the same file, other lines, longer.
    let path = paths.data.join("state.jsonl");
    let text = fs::read_to_string(&path).expect("text");
    let (header, _) = text.split_once('\n').expect("a header");
    let other = format!(
        "{header}\n{{\"o\":\"lantern\",\"op\":\"tag\",\"ids\":[],\"x\":\"{}\"}}\n",
        "y".repeat(text.len())
    );
    fs::write(&path, other).expect("written");
    two.refresh();
    assert!(!two.marks().is_read(id(1)) && !two.marks().is_read(id(2)));
    assert_eq!(two.troubles(), [] as [String; 0]);
}
