//! Disks that are full or cannot be written: the reader is told in a sentence, nothing is lost, and
//! saving goes on when it can.
//!
//! Most of these need a disk of their own and the right to mount it; where that is missing they say
//! so and prove nothing.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use store_fixture::*;
use tidings::model::Mark;
use tidings::store::{Session, Store, StoreError};

/// A small disk in memory, taken away with the test.
struct Disk {
    at: PathBuf,
    _folder: tempfile::TempDir,
}

impl Disk {
    /// `None`, with the reason printed, where nothing can be mounted.
    fn new(size: &str) -> Option<Disk> {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().join("disk");
        fs::create_dir(&at).expect("made");
        let options = format!("size={size},mode=700");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(&at)
            .output();
        if mount.is_ok_and(|out| out.status.success()) {
            Some(Disk {
                at,
                _folder: folder,
            })
        } else {
            println!("skipped: a disk cannot be mounted here (needs root)");
            None
        }
    }

    fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        let done = Command::new("mount")
            .args(["-o", &options])
            .arg(&self.at)
            .status();
        assert!(done.expect("ran").success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

/// Takes every byte that is left.
fn fill(folder: &Path) -> PathBuf {
    use std::io::Write;
    let path = folder.join("ballast");
    let mut file = fs::File::create(&path).expect("made");
    for size in [1 << 16, 1 << 12, 1] {
        while file.write(&vec![b'x'; size]).is_ok_and(|n| n > 0) {}
    }
    path
}

#[test]
fn a_full_disk_loses_nothing_and_saving_goes_on() {
    let Some(disk) = Disk::new("1m") else { return };
    let paths = paths_under(&disk.at);
    let mut store = Store::open(&paths);
    store
        .add_articles(&lantern(), &[article(0)])
        .expect("added");
    store
        .mark(&[op(&lantern(), Mark::Read, &[article(0).id])])
        .expect("marked");
    let ballast = fill(&disk.at);

    let mut added = 1;
    let mut marked = 1;
    let mut refused = 0;
    for n in 1..400 {
        match store.add_articles(&lantern(), &[article(n)]) {
            Ok(_) => added += 1,
            Err(error) => {
                assert!(matches!(error, StoreError::DiskFull), "{error:?}");
                assert_eq!(
                    error.to_string(),
                    "Not saved: the disk is full. Make room, then :save"
                );
                refused += 1;
            }
        }
        match store.mark(&[op(&lantern(), Mark::Read, &[article(n).id])]) {
            Ok(()) => marked = n + 1,
            Err(error) => assert!(error.is_disk_full(), "{error:?}"),
        }
        // The screen is right, saved or not.
        assert!(store.marks().is_read(article(n).id));
    }
    let bookmark = op(&lantern(), star(), &[article(0).id]);
    assert!(store.bookmark(&bookmark, &article(0)).is_err());
    assert!(
        store
            .keep_session(&Session {
                focus: "x".repeat(8_192),
                ..Session::default()
            })
            .is_err()
    );
    let waiting = store.unsaved();
    assert!(
        refused > 0 && waiting > 0,
        "{refused} refused, {waiting} waiting"
    );
    assert!(store.retry().is_err());
    println!("{added} added, {marked} marked, then {refused} refused and {waiting} marks waiting");

    // Nothing half-written stays, and what was saved is whole.
    let other = Store::open(&paths);
    assert_eq!(other.troubles(), [] as [String; 0]);
    assert_eq!(other.library().heads().len(), added);
    for n in 0..marked {
        assert!(other.marks().is_read(article(n).id));
    }
    assert!(
        files(&disk.at)
            .iter()
            .all(|p| p.extension().is_none_or(|e| e != "tmp"))
    );

    fs::remove_file(ballast).expect("removed");
    store.retry().expect("saved");
    assert_eq!(store.unsaved(), 0);
    store
        .add_articles(&lantern(), &[article(1_000)])
        .expect("added");
    let other = open_well(&paths);
    assert_eq!(other.marks(), store.marks());
    assert!(other.marks().is_bookmarked(article(0).id));
    assert_eq!(other.library().heads().len(), added + 1);
}

#[test]
fn compacting_on_a_full_disk_is_refused_and_loses_nothing() {
    let Some(disk) = Disk::new("1m") else { return };
    let paths = paths_under(&disk.at);
    let mut store = Store::open(&paths);
    for n in 0..40 {
        let mut record = article(n % 20);
        record.f += i64::from(n);
        record.html = format!("<p>{} {n}</p>", "words ".repeat(1_000));
        store.add_articles(&lantern(), &[record]).expect("added");
    }
    let many: Vec<_> = (0..8_000).map(|n| article(n).id).collect();
    store
        .mark(&[op(&lantern(), Mark::Read, &many)])
        .expect("marked");
    store
        .mark(&[op(&lantern(), Mark::Read, &many)])
        .expect("marked");
    let before = (titles(&store), store.marks().clone());
    let bytes = || {
        let mut files = files(&disk.at);
        files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
        files.sort();
        let each = files.into_iter().map(|f| fs::read(f).expect("read"));
        each.collect::<Vec<_>>()
    };
    let on_disk = bytes();
    let ballast = fill(&disk.at);

    assert!(store.compact().is_err_and(|e| e.is_disk_full()), "marks");
    // The marks are passed over from now on; the articles are next, and refused too.
    assert!(store.tidy());
    assert!(!store.tidy());
    assert!(!store.tidy());
    assert_eq!(bytes(), on_disk);
    assert!(
        files(&disk.at)
            .iter()
            .all(|p| p.extension().is_none_or(|e| e != "tmp"))
    );
    for store in [&store, &open_well(&paths)] {
        assert_eq!((titles(store), store.marks().clone()), before);
    }

    fs::remove_file(ballast).expect("removed");
    let done = store.compact().expect("compacted");
    assert!(done.state && done.segments == 1, "{done:?}");
    for store in [&store, &open_well(&paths)] {
        assert_eq!((titles(store), store.marks().clone()), before);
    }
}

#[test]
fn a_read_only_disk_is_read_and_the_reader_is_told() {
    let Some(disk) = Disk::new("4m") else { return };
    let paths = paths_under(&disk.at);
    let mut store = Store::open(&paths);
    store
        .add_articles(&lantern(), &[article(0)])
        .expect("added");
    store.add_opened(&lantern(), &[review()]).expect("added");
    let path = paths.cache.join(format!("articles/{}.jsonl", lantern().id));
    let mut text = fs::read(&path).expect("read");
    text.extend(b"garbage\n");
    fs::write(&path, text).expect("written");
    fs::write(paths.cache.join("outlets.json.tmp"), "half").expect("written");
    disk.remount("ro");

    let mut store = Store::open(&paths);
    assert!(!store.is_writable());
    let data = paths.data.display();
    let cache = paths.cache.display();
    assert_eq!(
        store.troubles(),
        [
            "A file was unreadable in part; 1 article missing (:log)".to_owned(),
            format!("{data} cannot be written; changes are kept until tidings is closed"),
            format!("{cache} cannot be written; new articles are not kept"),
        ]
    );
    assert_eq!(store.library().heads().len(), 5);
    assert!(store.load(&lantern().id, review().id).is_ok());
    let error = store
        .mark(&[op(&lantern(), Mark::Read, &[article(0).id])])
        .expect_err("not saved");
    assert_eq!(
        error.to_string(),
        format!("{data} cannot be written; changes are kept until tidings is closed")
    );
    assert!(store.add_opened(&lantern(), &[article(2)]).is_err());
    store.refresh();
    assert!(store.marks().is_read(article(0).id), "the screen is right");
    assert!(matches!(
        store.compact_fully(),
        Err(StoreError::ReadOnly(_))
    ));
    assert!(!store.tidy());
    assert!(store.marks().is_read(article(0).id), "the screen is right");

    disk.remount("rw");
    store.retry().expect("saved");
    assert!(Store::open(&paths).marks().is_read(article(0).id));
}

#[test]
fn a_folder_without_the_right_to_write_is_read_only() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place
        .open()
        .add_opened(&lantern(), &[review()])
        .expect("added");
    let probe = place.paths.data.join("probe");
    fs::set_permissions(&place.paths.data, fs::Permissions::from_mode(0o500)).expect("set");
    let bound = fs::write(probe, "").is_err();
    if bound {
        let mut store = place.open();
        assert!(!store.is_writable());
        assert_eq!(store.library().heads().len(), 4);
        assert!(
            store
                .mark(&[op(&lantern(), Mark::Read, &[review().id])])
                .is_err()
        );
        assert_eq!(store.unsaved(), 1);
    } else {
        println!("skipped: modes do not bind this user (root)");
    }
    fs::set_permissions(&place.paths.data, fs::Permissions::from_mode(0o700)).expect("set");
}

#[test]
fn a_folder_that_is_a_file_is_told_and_nothing_panics() {
    let place = Place::new();
    fs::write(&place.paths.data, "a file").expect("written");
    fs::write(&place.paths.cache, "a file").expect("written");
    let mut store = place.open();
    assert!(!store.is_writable());
    assert_eq!(store.troubles().len(), 2);
    assert!(
        store
            .mark(&[op(&lantern(), Mark::Read, &[review().id])])
            .is_err()
    );
    assert!(store.add_articles(&lantern(), &[article(1)]).is_err());
    assert!(store.marks().is_read(review().id));
}
