//! The file itself: read whole, changed by one process at a time, replaced whole.

use crate::chars::clean::one_line;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

/// A larger file is no list of subscriptions.
const MOST_BYTES: u64 = 16 << 20;
/// How long to wait for another process that is changing the file.
const PATIENCE: Duration = Duration::from_secs(10);

/// The bytes of the file; `None` where there is none.
pub(super) fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    // Opening a pipe would wait for ever, so what it is comes first.
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(about) if about.is_dir() => return Err(ErrorKind::IsADirectory.into()),
        Ok(about) if !about.is_file() => return Err(io::Error::other("it is not a file")),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MOST_BYTES {
        true => Err(io::Error::other("it is larger than 16 MiB")),
        false => Ok(Some(bytes)),
    }
}

/// Why it could not be read or written, for a reader.
pub(super) fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "it may not be opened".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        _ => one_line(&error.to_string()),
    }
}

/// The right to change the file, until dropped.
#[derive(Debug)]
pub(super) struct Held {
    path: PathBuf,
    /// Closing it gives the right back, however the process ends.
    _lock: File,
}

impl Held {
    /// Waits until no other process changes the file; makes its folder where there is none.
    /// A file that is a link is changed where it lies.
    ///
    /// # Errors
    /// [`ErrorKind::TimedOut`] when another process does not finish.
    pub(super) fn take(path: &Path) -> io::Result<Held> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(".lock");
        let mut options = OpenOptions::new();
        let lock = options.write(true).create(true).mode(0o600);
        let lock = lock.open(folder.join(name))?;
        let start = Instant::now();
        let mut pause = Duration::from_micros(200);
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if start.elapsed() > PATIENCE => {
                    return Err(ErrorKind::TimedOut.into());
                }
                // The system's locks cannot be waited for with an end to the patience.
                #[allow(
                    clippy::disallowed_methods,
                    reason = "there is nothing else to wait on"
                )]
                Err(TryLockError::WouldBlock) => {
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_millis(10));
                }
                // A disk that knows no locks still replaces whole files.
                Err(TryLockError::Error(e)) if e.kind() == ErrorKind::Unsupported => break,
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(Held { path, _lock: lock })
    }

    /// The bytes of the file; `None` where there is none.
    pub(super) fn bytes(&self) -> io::Result<Option<Vec<u8>>> {
        bytes(&self.path)
    }

    /// Puts this text in the place of the file: at every moment there is the old one or the new
    /// one, whole. It keeps its rights.
    pub(super) fn replace(&self, text: &str) -> io::Result<()> {
        let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let mut file = NamedTempFile::with_prefix_in(".subscriptions-", folder)?;
        file.write_all(text.as_bytes())?;
        if let Ok(about) = fs::metadata(&self.path) {
            file.as_file().set_permissions(about.permissions())?;
        }
        file.as_file().sync_data()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        // Where a folder cannot be synced the file is still whole, so that is no failure.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}
