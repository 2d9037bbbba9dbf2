//! Several processes at once, and processes killed at any moment: what was acknowledged is there.
//! The other process is this test executable itself, told by the environment what to do.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use store_fixture::*;
use tidings::model::{Id, Mark};
use tidings::store::record::Record;
use tidings::store::{Paths, Store};

const ROLE: &str = "TIDINGS_TEST_WRITER";
const ROOT: &str = "TIDINGS_TEST_ROOT";

/// The child's whole life: writes until it is killed or done, and says after each write what is
/// safe. In an ordinary run it does nothing.
#[test]
fn writer() {
    let (Ok(name), Ok(root)) = (std::env::var(ROLE), std::env::var(ROOT)) else {
        return;
    };
    let (name, last) = name.split_once(':').expect("a name and a number");
    let last: u32 = last.parse().expect("a number");
    let paths = paths_under(Path::new(&root));
    let mut store = Store::open(&paths);
    let mut out = std::io::stdout();
    let start = next_number(&store, name);
    for n in start..start.saturating_add(last) {
        let record = numbered(name, n);
        store
            .add_articles(&lantern(), std::slice::from_ref(&record))
            .expect("added");
        writeln!(out, "\nadded {n}")
            .and_then(|()| out.flush())
            .expect("said");
        store
            .mark(&[op(&lantern(), Mark::Read, &[record.id])])
            .expect("marked");
        writeln!(out, "\nread {n}")
            .and_then(|()| out.flush())
            .expect("said");
        if n % 5 == 0 {
            let op = op(&lantern(), star(), &[record.id]);
            store.bookmark(&op, &record).expect("bookmarked");
            writeln!(out, "\nstar {n}")
                .and_then(|()| out.flush())
                .expect("said");
        }
        if n % 2 == 1 && name != "plain" {
            // Other words: the line before only takes room from now on.
            let record = renewed(name, n);
            store
                .add_articles(&lantern(), std::slice::from_ref(&record))
                .expect("added");
            writeln!(out, "\nrenewed {n}")
                .and_then(|()| out.flush())
                .expect("said");
            let done = store.compact_fully().expect("compacted");
            let files = done.segments + usize::from(done.state) + usize::from(done.bookmarks);
            writeln!(out, "\ncompacted {files}")
                .and_then(|()| out.flush())
                .expect("said");
        }
    }
}

fn numbered(name: &str, n: u32) -> Record {
    Record {
        title: Some(format!("{name} {n}")),
        html: format!("<p>{}</p>", format!("{name} {n} ").repeat(50)),
        ..Record::new(Id::of(&[name, &n.to_string()]))
    }
}

/// The same article with other words.
fn renewed(name: &str, n: u32) -> Record {
    Record {
        html: format!("<p>{}</p>", format!("{name} {n} again ").repeat(50)),
        ..numbered(name, n)
    }
}

/// A record without the words of before, which a bookmarked one keeps.
fn words(record: Record) -> Record {
    Record {
        prev: None,
        ..record
    }
}

/// A killed writer's successor goes on where it stopped.
fn next_number(store: &Store, name: &str) -> u32 {
    let library = store.library();
    (0..)
        .find(|n| library.head(numbered(name, *n).id).is_none())
        .unwrap_or(0)
}

fn spawn(paths: &Paths, name: &str, count: u32) -> Child {
    let root = paths.data.parent().expect("a root");
    Command::new(std::env::current_exe().expect("this test"))
        .args(["writer", "--exact", "--nocapture"])
        .env(ROLE, format!("{name}:{count}"))
        .env(ROOT, root)
        .stdout(Stdio::piped())
        .spawn()
        .expect("spawned")
}

/// A child and what it said so far.
struct Writer {
    child: Child,
    out: BufReader<ChildStdout>,
    acknowledged: Vec<(String, u32)>,
}

impl Writer {
    fn new(paths: &Paths, name: &str, count: u32) -> Writer {
        let mut child = spawn(paths, name, count);
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        Writer {
            child,
            out,
            acknowledged: Vec::new(),
        }
    }

    /// Listens until `most` writes are acknowledged, or to the last whole line.
    fn listen(&mut self, most: usize) {
        let mut line = String::new();
        while self.acknowledged.len() < most {
            line.clear();
            match self.out.read_line(&mut line) {
                Ok(n) if n > 0 && line.ends_with('\n') => {}
                _ => return,
            }
            let Some((what, n)) = line.trim_end().split_once(' ') else {
                continue;
            };
            if let (true, Ok(n)) = (
                ["added", "read", "star", "renewed", "compacted"].contains(&what),
                n.parse(),
            ) {
                self.acknowledged.push((what.to_owned(), n));
            }
        }
    }
}

fn check(store: &Store, name: &str, acknowledged: &[(String, u32)]) {
    let library = store.library();
    for (what, n) in acknowledged {
        let record = numbered(name, *n);
        let safe = match what.as_str() {
            // Its renewal may have been written without being acknowledged.
            "added" => store
                .load(&lantern().id, record.id)
                .is_ok_and(|r| r == record || words(r) == renewed(name, *n)),
            "renewed" => store
                .load(&lantern().id, record.id)
                .is_ok_and(|r| words(r) == renewed(name, *n)),
            "compacted" => true,
            "read" => library.marks().is_read(record.id),
            _ => library.marks().is_bookmarked(record.id),
        };
        assert!(safe, "{what} {n} of {name} is lost");
    }
}

#[test]
fn two_processes_lose_nothing() {
    let place = Place::new();
    let mut writers = ["one", "two"].map(|name| (name, Writer::new(&place.paths, name, 60)));
    let mut mine = place.open();
    for n in 0..30 {
        mine.add_articles(&lantern(), &[numbered("mine", n)])
            .expect("added");
    }
    for (name, writer) in &mut writers {
        writer.listen(usize::MAX);
        assert!(writer.child.wait().expect("ended").success());
        assert_eq!(writer.acknowledged.len(), 132 + 60);
        check(&open_well(&place.paths), name, &writer.acknowledged);
    }
    let store = open_well(&place.paths);
    assert_eq!(store.library().heads().len(), 150);
    assert!(mine.changed());
    mine.refresh();
    assert_eq!(mine.library().heads().len(), 150);
    assert_eq!(mine.marks(), store.marks());
}

#[test]
fn threads_with_stores_of_their_own_lose_nothing() {
    let place = Place::new();
    std::thread::scope(|scope| {
        for t in 0..4 {
            let paths = &place.paths;
            scope.spawn(move || {
                let name = format!("thread {t}");
                let mut store = Store::open(paths);
                for n in 0..20 {
                    let record = numbered(&name, n);
                    store
                        .add_opened(&lantern(), std::slice::from_ref(&record))
                        .expect("added");
                    store
                        .mark(&[op(&lantern(), Mark::Read, &[record.id])])
                        .expect("marked");
                }
            });
        }
    });
    let library = open_well(&place.paths).library();
    assert_eq!(library.heads().len(), 80);
    assert_eq!(library.unread(|_| true), 0);
}

/// Kills writers at moments that shift from round to round, and lets a reader with no lock look on.
fn kill_rounds(names: &[&str], rounds: usize) {
    let place = Place::new();
    let mut acknowledged: Vec<Vec<(String, u32)>> = vec![Vec::new(); names.len()];
    for round in 0..rounds {
        let mut writers: Vec<Writer> = names
            .iter()
            .map(|name| Writer::new(&place.paths, name, u32::MAX))
            .collect();
        for writer in &mut writers {
            // After so many acknowledgements and a little more, so that the blow falls anywhere in a
            // write; busy, for a sleep is as long as the machine likes.
            writer.listen(1 + round % 7);
            let start = Instant::now();
            while start.elapsed() < Duration::from_micros(137 * round as u64 % 3_000) {
                std::hint::spin_loop();
            }
            writer.child.kill().expect("killed");
        }
        for (writer, acknowledged) in writers.iter_mut().zip(&mut acknowledged) {
            writer.listen(usize::MAX);
            writer.child.wait().expect("ended");
            acknowledged.append(&mut writer.acknowledged);
        }
        let store = place.open();
        for (name, acknowledged) in names.iter().zip(&acknowledged) {
            check(&store, name, acknowledged);
        }
    }
    let total: usize = acknowledged.iter().map(Vec::len).sum();
    let all = acknowledged.iter().flatten();
    let compacted = all.filter(|(what, _)| what == "compacted");
    let compacted: u32 = compacted.map(|(_, files)| files).sum();
    println!(
        "{rounds} rounds, {} writers, {total} acknowledged, {compacted} files compacted, 0 lost",
        names.len()
    );
    assert!(total >= rounds);
}

#[test]
fn a_writer_killed_at_any_moment_loses_nothing_it_said_was_safe() {
    kill_rounds(&["one"], 40);
}

#[test]
fn two_writers_killed_at_any_moment_lose_nothing_they_said_was_safe() {
    kill_rounds(&["one", "two"], 30);
}

#[test]
#[ignore = "takes minutes: the long form of the two above"]
fn writers_killed_five_hundred_times_lose_nothing() {
    kill_rounds(&["one"], 500);
    kill_rounds(&["one", "two"], 500);
}
