//! The file of the log: appended to by several processes at once, never larger than it may be.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The file is never larger.
pub(super) const MOST_BYTES: u64 = 1 << 20;
/// What is left free for lines other processes write in the moment between our look at the size
/// and our own line.
const SPARE: u64 = 16 << 10;
/// How much of the end of a file is read.
const TAIL: u64 = 256 << 10;

/// A file one line after the other is appended to, with an older one beside it.
#[derive(Debug)]
pub(super) struct Appender {
    path: PathBuf,
    older: PathBuf,
    /// None while the name cannot be opened; it is tried again at each line.
    file: Option<File>,
    /// The last write ended within a line: the next begins on a new one.
    torn: bool,
}

impl Appender {
    /// Opens the file, and makes it and its folder when they are not there.
    pub(super) fn open(path: PathBuf, older: PathBuf) -> io::Result<Appender> {
        if let Some(dir) = path.parent() {
            make_private_folder(dir)?;
        }
        let file = open(&path)?;
        let torn =
            last_bytes(&path).is_ok_and(|(bytes, _)| !matches!(bytes.last(), None | Some(b'\n')));
        Ok(Appender {
            path,
            older,
            file: Some(file),
            torn,
        })
    }

    /// Appends a line, after putting a full file aside. A line that cannot be written is lost.
    pub(super) fn append(&mut self, line: &str) {
        let mut bytes = Vec::with_capacity(line.len() + 2);
        if self.torn {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        self.make_room(bytes.len() as u64);
        // One write a line: with O_APPEND two processes then never mix theirs.
        if let Some(file) = &mut self.file
            && let Ok(count) = file.write(&bytes)
            && count > 0
        {
            self.torn = count < bytes.len();
        }
    }

    /// The lines at the end of the older file and of this one, the oldest first.
    pub(super) fn tail(&self) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        for path in [&self.older, &self.path] {
            if let Ok((bytes, whole)) = last_bytes(path) {
                // The first line of a tail has most likely lost its beginning.
                let tail = bytes.split(|b| *b == b'\n').skip(usize::from(!whole));
                lines.extend(tail.map(<[u8]>::to_vec));
            }
        }
        lines
    }

    /// Sees to it that `file` is the one that bears the name and has room for `more` bytes.
    ///
    /// Another process may have put the file aside: then ours is the older one, and the name is
    /// opened again. To put it aside takes the lock of the very file that bears the name, so that
    /// it happens once.
    fn make_room(&mut self, more: u64) {
        if !self
            .file
            .as_ref()
            .is_some_and(|file| bears(file, &self.path))
        {
            self.reopen();
        }
        let Some(file) = &self.file else {
            return;
        };
        let size = file.metadata().map_or(0, |m| m.len());
        if size + more <= MOST_BYTES - SPARE {
            return;
        }
        match file.try_lock() {
            // Somebody else is at it this moment; the spare bytes are for this.
            Err(TryLockError::WouldBlock) => return,
            // On a file system without locks the file would grow for ever otherwise.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        if bears(file, &self.path) && fs::rename(&self.path, &self.older).is_err() {
            // It cannot be put aside, and it may not grow: lines go to memory alone from here.
            self.file = None;
            return;
        }
        self.reopen();
    }

    /// Opens the name again; the file held until now is closed, and its lock goes with it.
    fn reopen(&mut self) {
        self.torn = false;
        self.file = open(&self.path).ok();
    }
}

/// The end of a file, and whether that is all of it.
fn last_bytes(path: &Path) -> io::Result<(Vec<u8>, bool)> {
    must_be_plain(path)?;
    let mut file = File::open(path)?;
    let start = file.metadata()?.len().saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes)?;
    Ok((bytes, start == 0))
}

fn open(path: &Path) -> io::Result<File> {
    match must_be_plain(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)?;
    if file.metadata()?.permissions().mode() & 0o777 != 0o600 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

/// A link could lead the log into another file, and a pipe would hold the program up.
fn must_be_plain(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_file() {
        Ok(())
    } else {
        Err(ErrorKind::InvalidInput.into())
    }
}

/// Whether the open file is the one that bears the name.
fn bears(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(ours), Ok(named)) => (ours.dev(), ours.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// A folder made here is the reader's alone; one that is there already keeps its mode.
fn make_private_folder(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    fs::set_permissions(dir, Permissions::from_mode(0o700))
}
