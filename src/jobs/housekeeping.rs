//! The reader's folders looked after: examined, repaired, wiped.

use super::kept::Kept;
use crate::log::{Entry, Log};
use crate::store::sources::Sources;
use crate::store::{Health, Paths, Store, StoreError, wipe};
use std::path::{Path, PathBuf};

/// How deep a folder is measured. Ours are no deeper, and one that the reader named may be anything.
const DEEPEST: usize = 2;

/// What was found in the reader's folders.
#[derive(Clone, Debug)]
pub struct Checkup {
    /// What the data folder holds.
    pub data: Size,
    /// What the cache folder holds.
    pub cache: Size,
    /// How many outlets are known.
    pub outlets: usize,
    /// How many articles, leads and sections are kept.
    pub articles: usize,
    /// How many of them are unread.
    pub unread: usize,
    /// How many bookmarks are set.
    pub bookmarks: usize,
    /// How well the files are.
    pub health: Health,
}

/// What came of a repair.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// What was done, in sentences.
    pub done: Vec<String>,
    /// What could not be, likewise.
    pub failed: Vec<String>,
    /// What was found afterwards.
    pub checkup: Checkup,
}

/// What a folder holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// How many files.
    pub files: usize,
    /// How many bytes.
    pub bytes: u64,
}

/// Looks at everything and changes nothing.
pub fn examine(paths: &Paths) -> Checkup {
    let kept = Kept::look(paths);
    Checkup {
        data: size(&paths.data, DEEPEST),
        cache: size(&paths.cache, DEEPEST),
        outlets: kept.outlets(|_| true).len(),
        articles: kept.heads().count(),
        unread: kept.unread(),
        bookmarks: kept.bookmarks(),
        health: kept.store().health(),
    }
}

/// Mends what is damaged and builds anew what is derived.
pub fn repair(paths: &Paths) -> Repaired {
    let before = Store::look(paths).health();
    let mut store = Store::open(paths);
    let rebuilt = store.rebuild();
    let left = store.health();
    // What is said of a file that is damaged still is no repair.
    let is_left = |words: &String| {
        let mut damaged = left.damaged.iter();
        damaged.any(|file| words.starts_with(&file.path.display().to_string()))
    };
    let mut done = store.details().to_vec();
    done.retain(|words| !is_left(words));
    for file in &before.damaged {
        let path = file.path.display().to_string();
        let mended = left.damaged.iter().all(|other| other.path != file.path);
        if mended && !done.iter().any(|words| words.starts_with(&path)) {
            done.push(format!("{path} was written anew; nothing of it was lost"));
        }
    }
    let cleared = before.unfinished.iter().filter(|path| !path.exists());
    done.extend(cleared.map(|path| format!("{}: unfinished, cleared away", path.display())));
    let mut failed = Vec::new();
    match rebuilt {
        Ok(true) => {
            done.push("The list of outlets was built anew".to_owned());
            done.push("The indexes were built anew".to_owned());
        }
        Ok(false) => {}
        Err(error) => failed.push(format!("the list of outlets: {error}")),
    }
    for words in &done {
        note(paths, words);
    }
    Repaired {
        done,
        failed,
        checkup: examine(paths),
    }
}

/// How many articles the cache folder holds, and how many of them no source lists any more.
pub fn cached(paths: &Paths) -> (usize, usize) {
    let mut store = Store::look(paths);
    store.read_everything();
    (store.cached(), store.unlisted(&Sources::open(paths)))
}

/// Removes the cache. Gives the number of files.
///
/// # Errors
/// A part of it is there still.
pub fn wipe_cache(paths: &Paths) -> Result<usize, StoreError> {
    let removed = wipe::cache(paths)?;
    if removed > 0 {
        note(paths, "The cache was removed");
    }
    Ok(removed)
}

/// Moves all that the reader did and opened into a folder of its own. `None` when there was nothing.
///
/// # Errors
/// Everything is where it was.
pub fn wipe_all(paths: &Paths) -> Result<Option<PathBuf>, StoreError> {
    let date = jiff::Zoned::now().date().to_string();
    let folder = wipe::all(paths, &date)?;
    if let Some(folder) = &folder {
        note(
            paths,
            &format!("Everything was moved to {}", folder.display()),
        );
    }
    Ok(folder)
}

fn note(paths: &Paths, words: &str) {
    Log::open(&paths.state).note(Entry {
        time: jiff::Timestamp::now().as_second(),
        trouble: false,
        subject: "housekeeping".to_owned(),
        words: words.to_owned(),
    });
}

fn size(folder: &Path, depth: usize) -> Size {
    let mut size = Size::default();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return size;
    };
    for entry in entries.flatten() {
        // Of a link the link itself.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() && depth > 1 {
            let inner = self::size(&entry.path(), depth - 1);
            size.files += inner.files;
            size.bytes += inner.bytes;
        } else if !metadata.is_dir() {
            size.files += 1;
            size.bytes += metadata.len();
        }
    }
    size
}
