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

/// A disk in a file, mounted until dropped.
struct Loop(std::path::PathBuf);

impl Loop {
    /// `None` where nothing can be mounted.
    fn mount(image: &Path, at: &Path) -> Option<Loop> {
        let done = Command::new("mount")
            .args(["-o", "loop"])
            .args([image, at])
            .output();
        done.is_ok_and(|out| out.status.success())
            .then(|| Loop(at.to_owned()))
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// What has reached a disk when its power is cut is what is in the image behind it: the writers are
/// killed, and the image is copied before anything else is written to it. The control, a file that
/// was never made durable, shows that the cut takes away what it should.
#[test]
#[ignore = "mounts disks of its own: root only"]
fn a_power_cut_takes_nothing_that_was_said_to_be_safe() {
    let folder = tempfile::tempdir().expect("a folder");
    let [mut image, mut cut, at] = ["one", "two", "disk"].map(|name| folder.path().join(name));
    let file = std::fs::File::create(&image).expect("made");
    file.set_len(32 << 20).expect("long");
    let mut make = Command::new("mkfs.ext4");
    let made = make.args(["-q", "-F"]).arg(&image).status();
    let made = made.is_ok_and(|status| status.success());
    std::fs::create_dir(&at).expect("made");
    let Some(mut disk) = made.then(|| Loop::mount(&image, &at)).flatten() else {
        println!("skipped: a disk cannot be mounted here (needs root)");
        return;
    };
    let paths = paths_under(&at);
    let names = ["one", "two"];
    let mut acknowledged: Vec<Vec<(String, u32)>> = vec![Vec::new(); names.len()];
    let mut controls_lost = 0;
    for round in 0..40 {
        let mut writers = names.map(|name| Writer::new(&paths, name, u32::MAX));
        let control = at.join(format!("control-{round}"));
        for writer in &mut writers {
            writer.listen(3 + round % 9);
        }
        std::fs::write(&control, "never made durable").expect("written");
        for writer in &mut writers {
            writer.child.kill().expect("killed");
        }
        for (writer, acknowledged) in writers.iter_mut().zip(&mut acknowledged) {
            writer.listen(usize::MAX);
            writer.child.wait().expect("ended");
            acknowledged.append(&mut writer.acknowledged);
        }
        std::fs::copy(&image, &cut).expect("cut");
        drop(disk);
        std::mem::swap(&mut image, &mut cut);
        disk = Loop::mount(&image, &at).expect("mounted again");
        let whole = std::fs::read(&control).is_ok_and(|text| text == b"never made durable");
        controls_lost += usize::from(!whole);
        let store = Store::open(&paths);
        for (name, acknowledged) in names.iter().zip(&acknowledged) {
            check(&store, name, acknowledged);
        }
    }
    let total: usize = acknowledged.iter().map(Vec::len).sum();
    println!("40 cuts, {total} acknowledged, 0 lost; {controls_lost} of 40 controls lost");
    assert!(controls_lost > 20, "the cut has no teeth: {controls_lost}");
    drop(disk);
}
