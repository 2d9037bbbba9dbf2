//! What is counted rather than timed: how often data is made durable, how much is written, which files
//! are opened.

use super::atomic::SYNCS;
use super::journal::OPENED;
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

fn named(name: &str) -> Outlet {
    Outlet {
        id: OutletId::from_key(name),
        name: name.into(),
    }
}

#[test]
fn a_first_frame_opens_four_files_and_no_article() {
    let root = tempfile::tempdir().expect("a folder");
    let paths = Paths::find(Some(root.path().join("d")), Some(root.path().join("c")));
    let paths = paths.expect("both are named");
    let mut store = Store::open(&paths);
    for o in 0..30_u32 {
        let outlet = named(&format!("outlet {o}"));
        let ids: Vec<Id> = (0..50).map(|n| id(1_000 * o + n)).collect();
        let record = |id: &Id| Record {
            title: Some("A title".into()),
            html: "<p>x</p>".into(),
            ..Record::new(*id)
        };
        let records: Vec<Record> = ids.iter().map(record).collect();
        store.add_articles(&outlet, &records).expect("added");
        let op = |mark, ids: &[Id]| Op {
            kept_in: outlet.id.clone(),
            mark,
            time: 1,
            ids: ids.to_vec(),
        };
        store.mark(&[op(Mark::Read, &ids[..40])]).expect("marked");
        store
            .bookmark(&op(Mark::Star(At::START, None), &ids[..1]), &records[0])
            .expect("marked");
    }
    store.keep_counts();
    for read in [0, 7, 29] {
        let first = named(&format!("outlet {read}")).id;
        OPENED.take();
        let mut store = Store::open(&paths);
        let session = store.session();
        store.read_outlets(std::slice::from_ref(&first));
        let mut library = store.shelves();
        library.sort();
        let mut opened = OPENED.take();
        opened.sort();
        opened.dedup();
        assert_eq!(session, None);
        assert!(opened.len() <= 4, "{opened:?}");
        let is_article = |path: &&std::path::PathBuf| {
            path.starts_with(paths.cache.join("articles"))
                || path.starts_with(paths.data.join("opened"))
        };
        assert_eq!(opened.iter().find(is_article), None);
        // All that the outlets show, and one list.
        assert_eq!(library.tally().unread, 300);
        assert_eq!((library.authors().len(), library.bookmarks()), (30, 30));
        let shelf = crate::model::Shelf::Outlet(first.clone());
        let lines = library.listed(&shelf);
        assert_eq!((lines.len(), library.unread_of(&shelf)), (50, 10));
        let unread = lines.iter().filter(|line| library.is_unread_id(line.id));
        assert_eq!(unread.count(), 10);
        let other = crate::model::Shelf::Outlet(named("outlet 3").id);
        assert_eq!(
            (library.listed(&other).len(), library.unread_of(&other)),
            (0, 10)
        );
        assert_eq!(library.missing(&other, false), [named("outlet 3").id]);
    }
    // A mark by another process: only its outlet is counted anew.
    let two = named("outlet 2");
    let mut other = Store::open(&paths);
    other
        .mark(&[Op {
            kept_in: two.id.clone(),
            mark: Mark::Read,
            time: 1,
            ids: vec![id(2_045)],
        }])
        .expect("marked");
    OPENED.take();
    let mut store = Store::open(&paths);
    let library = store.shelves();
    let mut opened = OPENED.take();
    opened.sort();
    opened.dedup();
    assert!(opened.len() <= 5, "{opened:?}");
    assert_eq!(library.tally().unread, 299);
    assert_eq!(library.unread_of(&crate::model::Shelf::Outlet(two.id)), 9);
}
