//! The log on disk and in memory: what stays, what goes, and who may write at once.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use super::file::MOST_BYTES;
use super::*;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

const NOON: i64 = 1_795_348_800;

fn noted(time: i64, words: &str) -> Entry {
    Entry {
        time,
        trouble: false,
        subject: "North Line".to_owned(),
        words: words.to_owned(),
    }
}

fn words(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|e| e.words.as_str()).collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_line_is_time_sign_subject_and_words() {
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().join("state/tidings");
    let log = Log::open(&state);
    log.note(Entry {
        time: NOON,
        trouble: true,
        subject: "The Tide\tPost".to_owned(),
        words: "gone (410),\n\u{1b}[31mthird time".to_owned(),
    });
    log.note(noted(NOON + 60, "nothing new"));
    let path = log.path().unwrap();
    assert_eq!(
        fs::read_to_string(path).unwrap(),
        "2026-11-22T12:00:00Z\t!\tThe Tide Post\tgone (410), third time\n\
         2026-11-22T12:01:00Z\t \tNorth Line\tnothing new\n"
    );
    assert_eq!((mode(&state), mode(path)), (0o700, 0o600));
}

#[test]
fn the_last_hours_come_newest_first_also_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::open(dir.path());
    for (ago, text) in [(90_000, "two days"), (3_600, "an hour"), (0, "now")] {
        log.note(noted(NOON - ago, text));
    }
    log.note(noted(NOON, "now, too"));
    let expected = ["now, too", "now", "an hour"];
    assert_eq!(words(&log.last(24, NOON)), expected);
    let again = Log::open(dir.path());
    assert_eq!(again.last(24, NOON), log.last(24, NOON));
    assert_eq!(again.last(48, NOON).len(), 4);
}

#[test]
fn broken_lines_are_skipped_and_a_torn_one_is_ended() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(NAME);
    fs::write(
        &path,
        b"no log line\n\n2026-11-22T12:00:00Z\t?\ta\tb\n2026-11-22T12:00:00Z\t \t\xff\tb\n\
          2026-11-22T12:00:00Z\t \ta\twhole\n2026-11-22T12:0",
    )
    .unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let log = Log::open(dir.path());
    assert_eq!(mode(&path), 0o600);
    assert_eq!(words(&log.last(24, NOON)), ["whole"]);
    log.note(noted(NOON, "next"));
    let again = Log::open(dir.path());
    assert_eq!(words(&again.last(24, NOON)), ["next", "whole"]);
}

#[test]
fn a_folder_that_cannot_be_had_leaves_the_memory() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let linked = dir.path().join("linked");
    fs::create_dir(&linked).unwrap();
    std::os::unix::fs::symlink(&file, linked.join(NAME)).unwrap();
    for folder in [file.join("state"), linked] {
        let log = Log::open(&folder);
        log.note(noted(NOON, "kept"));
        assert_eq!(log.path(), None, "{folder:?}");
        assert_eq!(words(&log.last(24, NOON)), ["kept"]);
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "");
}

#[test]
fn memory_holds_a_thousand_entries() {
    let log = Log::in_memory();
    for n in 0..1_005 {
        log.note(noted(NOON, &n.to_string()));
    }
    let entries = log.last(24, NOON);
    assert_eq!(entries.len(), 1_000);
    assert_eq!(entries[0].words, "1004");
    assert_eq!(entries[999].words, "5");
}

#[test]
fn the_file_and_one_older_stay_under_a_mebibyte_with_two_writers() {
    let dir = tempfile::tempdir().unwrap();
    // Two logs opened apart have two files, as two processes do.
    let logs = [Log::open(dir.path()), Log::open(dir.path())];
    let text = "x".repeat(1_900);
    std::thread::scope(|scope| {
        for log in &logs {
            scope.spawn(|| {
                for n in 0..700 {
                    log.note(noted(NOON + n, &format!("{n} {text}")));
                }
            });
        }
    });
    let mut lines = 0;
    for name in [NAME, OLDER] {
        let path = dir.path().join(name);
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.len() as u64 <= MOST_BYTES, "{name}: {}", bytes.len());
        assert_eq!(mode(&path), 0o600);
        assert!(bytes.ends_with(b"\n"));
        for line in bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
            assert!(entry(line).is_some_and(|e| e.words.ends_with('x')));
            lines += 1;
        }
    }
    // Some 2.7 MB were written: at least the older file is full.
    assert!(lines > 520, "{lines}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    assert!(Log::open(dir.path()).last(24, NOON).len() > 100);
}

#[test]
fn a_file_taken_away_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::open(dir.path());
    log.note(noted(NOON, "first"));
    fs::remove_file(log.path().unwrap()).unwrap();
    log.note(noted(NOON, "second"));
    let again = Log::open(dir.path());
    assert_eq!(words(&again.last(24, NOON)), ["second"]);
}

#[test]
fn no_password_is_written_or_kept() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::open(dir.path());
    log.note(Entry {
        subject: "https://user:hush@host".to_owned(),
        ..noted(
            NOON,
            "https://us\u{0}er:hu\u{1b}[1msh@host and user:hush@host",
        )
    });
    let text = fs::read_to_string(log.path().unwrap()).unwrap();
    assert!(!text.contains("hush"), "{text}");
    let entry = &log.last(1, NOON)[0];
    assert_eq!(entry.subject, "https://host");
    assert_eq!(entry.words, "https://host and host");
}

proptest::proptest! {
    #[test]
    fn any_text_is_one_line_that_reads_back(subject in "\\PC*|.*", words in "(?s).*") {
        let log = Log::in_memory();
        log.note(Entry { time: NOON, trouble: true, subject, words });
        let noted = log.last(1, NOON);
        let line = line(&noted[0]);
        assert!(!line.contains('\n'));
        let back = entry(line.as_bytes()).map(|e| (e.time, e.trouble));
        assert_eq!(back, Some((NOON, true)));
    }
}
