//! Files copied for those who write to them, measured, and put out of the memory.

use crate::generate::Place;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// All files below a folder, in the order of their names.
pub(crate) fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(below(&entry.path())),
            _ => found.push(entry.path()),
        }
    }
    found.sort();
    found
}

/// How many bytes these files have.
pub(crate) fn bytes(files: &[PathBuf]) -> u64 {
    files
        .iter()
        .filter_map(|path| path.metadata().ok())
        .map(|m| m.len())
        .sum()
}

/// Puts files out of the memory, so that the next read comes from the disk. Whether the system does
/// so is its own affair; only what is on the disk already can go.
pub(crate) fn evict(files: &[PathBuf]) {
    for path in files {
        if let Ok(file) = File::open(path) {
            let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
        }
    }
}

/// Reads files once, so that they are in the memory.
pub(crate) fn warm(files: &[PathBuf]) {
    crate::floor::lines(files);
}

/// A place to write in: links to the files of `place`, and copies of those that are written to.
/// It is removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Scratch {
    pub(crate) place: Place,
}

impl Scratch {
    /// Copies what `written` names, and everything in the data folder.
    pub(crate) fn of(place: &Place, name: &str, written: &[PathBuf]) -> Scratch {
        let scratch = Scratch {
            place: Place {
                root: place.root.join(name),
            },
        };
        let _ = fs::remove_dir_all(&scratch.place.root);
        let data = place.paths().data;
        for folder in ["cache", "data"] {
            for path in below(&place.root.join(folder)) {
                let inner = path.strip_prefix(&place.root).expect("it is below");
                let to = scratch.place.root.join(inner);
                fs::create_dir_all(to.parent().expect("a folder")).expect("a folder of our own");
                if path.starts_with(&data) || written.contains(&path) || path.ends_with("lock") {
                    copy(&path, &to);
                } else {
                    fs::hard_link(&path, &to).expect("a link");
                }
            }
        }
        scratch
    }

    /// A copy of one file.
    pub(crate) fn add(&self, path: &Path) -> PathBuf {
        let to = self.place.root.join(path.file_name().expect("a name"));
        copy(path, &to);
        to
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.place.root);
    }
}

/// Copies a file, and lets no write of the copy wait for the disk later.
fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).expect("a copy");
    File::open(to)
        .and_then(|file| file.sync_all())
        .expect("on the disk");
}
