//! A home of one's own for a test: folders that go away with it, files to open, and what is kept.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(unreachable_pub, reason = "the test files are the only world there is")]
#![allow(clippy::disallowed_methods, reason = "the files are the test's own")]

mod run;

pub use run::*;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tidings::chars::clean::is_dropped;

/// The program as it was built.
pub const TIDINGS: &str = env!("CARGO_BIN_EXE_tidings");

/// The name that [`DIGEST`] usually has; who publishes it and when stand nowhere else.
pub const DIGEST_NAME: &str = "tidewatch-2026-03-14.txt";

/// A review of two papers, with a lead, subheadings, cuts and a related item.
pub const DIGEST: &str = "\
Press review: two papers on one causeway, and who may cross it

© TIDEWATCH/R. HALE   |   Walkers wait for the water on the Ness causeway, 12 March 2026.

The causeway to Ness has been under water since Tuesday, and two papers sat on either side of it. Causeway counted the people who wanted to cross. The Ferry Bell listened to the one who would not let them. We give both at some length, and mark what we cut.

CAUSEWAY: Who may cross before the water does

The rule is older than the road. Whoever stands on the first stone when the bell is rung may cross, and whoever stands behind it may not, and for a hundred years nobody had to say which stone was the first. Causeway reports that it went out with a tape and a lamp. […]

There are four stones that could be meant, the paper found, and between the first and the fourth lie eleven metres and the whole of the parish choir. The warden, Hild Marrow, pointed at the second. Her predecessor had pointed at the third, and the deed in the chest points at none.

What the deed says

The deed is a page long and was written by somebody in a hurry. It speaks of “the stone”, as one speaks of the moon. Causeway has had it read by two scholars, who agree on every word and on nothing else. […]

On Friday the choir crossed from the fourth stone, singing, and was not stopped. The paper holds that this settles nothing, and that it was very well sung.

THE FERRY BELL: The woman who rings for the water

Asta Quill has rung the bell at Ness for thirty-one winters and has been late for it twice. The Ferry Bell asked her about both. The first time she had been asleep, she told the paper, and the second time the bell had.

A bell that hangs in salt air loses its voice a little every year, and one has to hit it where it still remembers. She showed the place. It is about as large as a hand, and it is worn quite bright. […]

Two strokes for the water

Two strokes mean that the water is coming and three that it is here. There has never been a sign for its going away. People see that for themselves, says Quill, and they see it sooner than she could climb the steps.

In January the council sent her a letter about a siren. She read it, she says, with interest, and put it where she keeps the others. The siren would need no steps. It would also need no bell, and the paper could find nobody at Ness who had asked for it. […]
";

/// What is printed when [`DIGEST`] was opened under its name.
pub const DIGEST_LINE: &str = "Tidewatch, 14 Mar 2026: 2 sections\n";

/// An article that nobody could take for a review.
pub const ARTICLE: &str = "\
The ferry has a new clock

The clock on the ferry was stopped for eleven years, and was right as often as it could be.

Since Monday it goes. The master says that he has never been late before.
";

/// [`DIGEST`] in its next version: something was added to the second part.
pub fn newer_digest() -> String {
    format!("{DIGEST}\nOn Sunday she rang four strokes, and would not say what they mean.\n")
}

/// [`DIGEST`] with everything in it that could harm a terminal: in title, names, texts and caption.
/// Cleaned, it is [`DIGEST`] again.
pub fn hostile_digest() -> String {
    let text = DIGEST
        .replace("Press review", "Press \x1b]0;owned\x07review")
        .replace("CAUSEWAY:", "CAUSE\x1b[31mWAY\u{9b}1m:")
        .replace("Who may cross", "Who\x1b[2J may\u{202e} \x08\x08cross")
        .replace("THE FERRY BELL:", "THE \x07FERRY\x7f BELL:")
        .replace(
            "The rule is older",
            "The \x1b[?1049lrule\0 is \x1bPq\x1b\\older",
        )
        .replace("What the deed says", "What the \x1b[Hdeed says")
        .replace("R. HALE", "R. \u{90}q\u{9c}HA\u{2066}LE");
    assert_eq!(text.matches('\x1b').count(), 7, "all are in");
    text
}

/// Folders of a reader who has only this program.
pub struct Home {
    root: TempDir,
}

impl Home {
    /// A reader who has never used it.
    pub fn new() -> Home {
        let root = tempfile::tempdir().expect("a folder");
        for name in ["home", "work"] {
            fs::create_dir(root.path().join(name)).expect("a folder");
        }
        Home { root }
    }

    /// A reader with a file to open, in the folder of [`Home::work`].
    pub fn with(name: &str, bytes: impl AsRef<[u8]>) -> Home {
        let home = Home::new();
        home.file(name, bytes);
        home
    }

    /// Writes a file into the folder of [`Home::work`].
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.work().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        path
    }

    /// Writes the configuration.
    pub fn configure(&self, text: &str) -> PathBuf {
        let path = self.config().join("config.toml");
        fs::create_dir_all(self.config()).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    /// The environment that leads the program here.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        let path = |name: &str| self.root.path().join(name).display().to_string();
        vec![
            ("HOME", path("home")),
            ("XDG_CONFIG_HOME", path("config")),
            ("XDG_DATA_HOME", path("data")),
            ("XDG_CACHE_HOME", path("cache")),
            ("XDG_STATE_HOME", path("state")),
            ("TZ", "UTC".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
        ]
    }

    /// The folder the reader works in.
    pub fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// The program's data folder.
    pub fn data(&self) -> PathBuf {
        self.root.path().join("data/tidings")
    }

    /// The program's cache folder.
    pub fn cache(&self) -> PathBuf {
        self.root.path().join("cache/tidings")
    }

    /// The program's configuration folder.
    pub fn config(&self) -> PathBuf {
        self.root.path().join("config/tidings")
    }

    /// The log.
    pub fn log(&self) -> PathBuf {
        self.root.path().join("state/tidings/tidings.log")
    }

    /// A text in the data folder; empty where there is none.
    pub fn kept(&self, name: &str) -> String {
        fs::read_to_string(self.data().join(name)).unwrap_or_default()
    }

    /// Waits until a text in the data folder is as wished; time only says when to give up.
    pub fn wait_for_kept(&self, name: &str, wished: impl Fn(&str) -> bool) {
        let give_up = Instant::now() + Duration::from_secs(30);
        while !wished(&self.kept(name)) {
            assert!(Instant::now() < give_up, "{name}: {}", self.kept(name));
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The names in a folder, in their order.
    pub fn names(&self, folder: &Path) -> Vec<String> {
        let names = all_files(folder).into_keys();
        names.map(|path| path.display().to_string()).collect()
    }

    /// Every file below the home but those of [`Home::work`], which are the reader's: what the
    /// program left, with its bytes.
    pub fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let folders = ["home", "config", "data", "cache", "state"];
        let found = folders.into_iter().flat_map(|name| {
            let files = all_files(&self.root.path().join(name));
            files
                .into_iter()
                .map(move |(path, bytes)| (Path::new(name).join(path), bytes))
        });
        found.collect()
    }

    /// Every file of the data and the cache folder with its bytes, but not the log, which may lie
    /// among them.
    pub fn snapshot(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = self.everything();
        all.retain(|path, _| path.file_name().is_some_and(|n| n != "tidings.log"));
        all
    }

    /// Fails if anything the program left has a control character in it, as such or as JSON
    /// writes it.
    pub fn assert_clean(&self) {
        for (path, bytes) in self.everything() {
            // The reader's own hand.
            if path.starts_with("config") {
                continue;
            }
            let text = String::from_utf8_lossy(&bytes);
            let is_log = path.ends_with("tidings.log");
            let path = path.display();
            if let Some(c) = text.chars().find(|c| is_dropped(*c)) {
                panic!("{c:?} in {path}:\n{}", bytes.escape_ascii());
            }
            if is_log {
                continue;
            }
            // A backslash of the text's own is no escape.
            let text = text.replace("\\\\", "");
            for escaped in ["\\u00", "\\u2028", "\\u202e", "\\u2066", "\\b", "\\f"] {
                assert!(!text.contains(escaped), "{escaped} in {path}:\n{text}");
            }
        }
    }
}

/// All files below a folder with their bytes, by their names from there.
pub fn all_files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_owned();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}
