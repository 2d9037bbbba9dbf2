//! `tidings doctor`: where everything lies and what is wrong with it, one fact a line.

use super::args::Doctor;
use super::{DONE, PARTLY, Settings, print};
use crate::chars::clean::one_line;
use crate::jobs::housekeeping::{self, Checkup, Repaired, Size};
use crate::settings::Subscriptions;
use crate::store::{Health, Indexes};
use std::path::{Path, PathBuf};

/// The columns that the names of the facts take.
const NAMES: usize = 14;

/// Prints what was found, and before it what was repaired.
pub(super) fn run(doctor: &Doctor, settings: &Settings) -> u8 {
    let mut facts = Facts(String::new());
    let checkup = if doctor.repair {
        let Repaired {
            done,
            failed,
            checkup,
        } = housekeeping::repair(&settings.paths);
        done.iter().for_each(|words| facts.say("repaired", words));
        for words in &failed {
            facts.say("not repaired", words);
        }
        if done.is_empty() && failed.is_empty() {
            facts.say("repaired", "nothing");
        }
        checkup
    } else {
        housekeeping::examine(&settings.paths)
    };
    found(&mut facts, &checkup, settings);
    let subscriptions = Subscriptions::load(&settings.subscriptions());
    let wrong = subscriptions.complaints();
    let healthy = checkup.health.is_good() && settings.words.is_empty() && wrong.is_empty();
    let words = match healthy {
        true => "nothing is wrong",
        false if doctor.repair => "something is still wrong",
        false => "something is wrong; tidings doctor --repair mends what can be mended",
    };
    facts.say("health", words);
    print(&facts.0).max(if healthy { DONE } else { PARTLY })
}

fn found(facts: &mut Facts, checkup: &Checkup, settings: &Settings) {
    let paths = &settings.paths;
    let health = &checkup.health;
    facts.folder("data", &paths.data, checkup.data, health.data_writable);
    facts.folder("cache", &paths.cache, checkup.cache, health.cache_writable);
    facts.file("configuration", &settings.file);
    for words in &settings.words {
        facts.say("configuration", words);
    }
    let file = settings.subscriptions();
    facts.file("subscriptions", &file);
    for words in Subscriptions::load(&file).complaints() {
        facts.say("subscriptions", words);
    }
    let log = said(&paths.state.join("tidings.log"));
    facts.say("log", &format!("{log}, {}", writable(health.log_writable)));
    for (name, count) in [
        ("outlets", checkup.outlets),
        ("articles", checkup.articles),
        ("unread", checkup.unread),
        ("bookmarks", checkup.bookmarks),
    ] {
        facts.say(name, &count.to_string());
    }
    files(facts, health);
}

fn files(facts: &mut Facts, health: &Health) {
    let damaged = health.damaged.iter().map(|file| {
        let lines = counted(file.lines, "line");
        format!("{lines} of {}", said(&file.path))
    });
    facts.each("unreadable", damaged.chain(all(&health.unreadable)));
    facts.each("set aside", all(&health.aside));
    facts.each("unfinished", all(&health.unfinished));
    facts.say("indexes", &indexes(&health.indexes));
    let newer = all(&health.newer).map(|path| format!("{path}; nothing is written beside it"));
    facts.each("newer version", newer);
}

/// The indexes in words: `12 articles listed, 1 missing; the next start mends them`.
fn indexes(indexes: &Indexes) -> String {
    let wrong = [
        (indexes.missing, "missing"),
        (indexes.stale, "stale"),
        (indexes.lacking, "lacking something"),
    ];
    let wrong: Vec<String> = wrong
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!(", {n} {what}"))
        .collect();
    let end = match wrong.is_empty() {
        true => "",
        false => "; they are mended when they are read",
    };
    let listed = counted(indexes.rows, "article");
    format!("{listed} listed{}{end}", wrong.concat())
}

/// Lines with a name and what there is to say of it.
struct Facts(String);

impl Facts {
    fn say(&mut self, name: &str, words: &str) {
        self.0 += &format!("{name:<NAMES$} {}\n", one_line(words));
    }

    /// A line for each, or one that says there is none.
    fn each(&mut self, name: &str, words: impl Iterator<Item = String>) {
        let mut none = true;
        for words in words {
            self.say(name, &words);
            none = false;
        }
        if none {
            self.say(name, "none");
        }
    }

    fn file(&mut self, name: &str, path: &Path) {
        let there = if path.exists() { "" } else { ", not there" };
        self.say(name, &format!("{}{there}", said(path)));
    }

    fn folder(&mut self, name: &str, path: &Path, size: Size, can_write: bool) {
        let files = counted(size.files, "file");
        let (path, bytes, writable) = (said(path), bytes(size.bytes), writable(can_write));
        self.say(name, &format!("{path}, {files}, {bytes}, {writable}"));
    }
}

fn all(paths: &[PathBuf]) -> impl Iterator<Item = String> {
    paths.iter().map(|path| said(path))
}

fn said(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}

fn writable(can_write: bool) -> &'static str {
    match can_write {
        true => "writable",
        false => "cannot be written",
    }
}

fn counted(n: usize, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {what}{plural}")
}

/// A size with one place: `512 bytes`, `1.4 KiB`.
fn bytes(n: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", n / unit, n % unit * 10 / unit);
    match n {
        0..1024 => format!("{n} bytes"),
        1024..0x10_0000 => format!("{} KiB", tenths(1 << 10)),
        0x10_0000..0x4000_0000 => format!("{} MiB", tenths(1 << 20)),
        _ => format!("{} GiB", tenths(1 << 30)),
    }
}
