//! What is taken away at the reader's word: the cache, or everything that was done with it.

use super::Paths;
use super::atomic::sync_folder;
use super::error::StoreError;
use super::lock::Lock;
use crate::model::OutletId;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// What lies in the data folder and is the reader's.
const OWN: [&str; 6] = [
    "state.jsonl",
    "state.bad",
    "bookmarks.jsonl",
    "bookmarks.bad",
    "session.json",
    "opened",
];

/// Removes what this program put into the cache folder, under its lock; whatever else lies there
/// stays, and so does the lock, which another tidings may be waiting for. Gives the number of files.
///
/// # Errors
/// A file could not be removed; those before it are gone.
pub fn cache(paths: &Paths) -> Result<usize, StoreError> {
    if !paths.cache.is_dir() {
        return Ok(0);
    }
    let _lock = Lock::take(&paths.cache)?;
    let mut removed = 0;
    for name in ["articles/removed", "articles", "index/opened", "index"] {
        let folder = paths.cache.join(name);
        for file in segments(&folder) {
            removed += usize::from(remove(&file)?);
        }
        // Where a stranger's file is in it, it stays.
        let _ = fs::remove_dir(&folder);
    }
    let derived = [
        "outlets.json",
        "outlets.json.tmp",
        "sources.jsonl",
        "sources.jsonl.tmp",
    ];
    for name in derived {
        removed += usize::from(remove(&paths.cache.join(name))?);
    }
    Ok(removed)
}

/// Moves marks, bookmarks, the session and the opened files into a new folder `tidings-DATE` of the
/// data folder (`tidings-DATE-2` where there is one), under its lock. `None` when there was nothing.
///
/// # Errors
/// Everything is where it was.
pub fn all(paths: &Paths, date: &str) -> Result<Option<PathBuf>, StoreError> {
    let data = &paths.data;
    if there(data).is_empty() {
        return Ok(None);
    }
    let lock = Lock::take(data)?;
    let names = there(data);
    let aside = new_folder(data, date)?;
    let mut moved: Vec<&str> = Vec::new();
    for name in names {
        if let Err(error) = fs::rename(data.join(name), aside.join(name)) {
            // Half a wipe would leave marks without their texts.
            for name in moved {
                let _ = fs::rename(aside.join(name), data.join(name));
            }
            let _ = fs::remove_dir(&aside);
            return Err(StoreError::at(&data.join(name), error));
        }
        moved.push(name);
    }
    let synced = sync_folder(&aside).and_then(|()| sync_folder(data));
    synced.map_err(|error| StoreError::at(data, error))?;
    // The locks of the two folders are never held together: they may be one and the same.
    drop(lock);
    if let Some(_lock) = Lock::if_free(&paths.cache) {
        // They tell of what is not there any more; where they stay, they are only hints.
        for file in segments(&paths.cache.join("index/opened")) {
            let _ = remove(&file);
        }
        let _ = remove(&paths.cache.join("outlets.json"));
    }
    Ok(Some(aside))
}

fn there(data: &Path) -> Vec<&'static str> {
    let there = |name: &&str| fs::symlink_metadata(data.join(name)).is_ok();
    OWN.into_iter().filter(there).collect()
}

/// A folder that was not there before.
fn new_folder(data: &Path, date: &str) -> Result<PathBuf, StoreError> {
    let mut n = 1;
    loop {
        let folder = match n {
            1 => data.join(format!("tidings-{date}")),
            n => data.join(format!("tidings-{date}-{n}")),
        };
        match DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => n += 1,
            Err(error) => return Err(StoreError::at(data, error)),
        }
    }
}

/// The files of outlets in a folder, with what was set aside or left unfinished of them.
fn segments(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.split_once('.'))
            .is_some_and(|(outlet, ending)| {
                OutletId::parse(outlet).is_some() && ["jsonl", "bad", "jsonl.tmp"].contains(&ending)
            })
    };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.filter(is_ours).collect()
}

/// Removes a file; false where there is none.
fn remove(file: &Path) -> Result<bool, StoreError> {
    match fs::remove_file(file) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::at(file, error)),
    }
}
