//! One writer at a time: a lock file in each folder. Readers never lock.

use super::atomic::{make_folder, open_private};
use super::error::StoreError;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a writer waits for another one. No write takes nearly as long; a process that was
/// stopped in the middle must not hang this one.
const PATIENCE: Duration = Duration::from_secs(10);

/// The right to write in one folder, until dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    /// Closing the file gives the lock back, however the process ends.
    _file: File,
}

impl Lock {
    /// Waits for the lock of `folder`, creating the folder where it is missing.
    pub(crate) fn take(folder: &Path) -> Result<Lock, StoreError> {
        make_folder(folder)?;
        let start = Instant::now();
        let mut pause = Duration::from_micros(200);
        loop {
            match Lock::attempt(folder)? {
                Some(lock) => return Ok(lock),
                None if start.elapsed() > PATIENCE => {
                    return Err(StoreError::Busy(folder.to_owned()));
                }
                // The system's locks cannot be waited for with an end to the patience.
                #[allow(
                    clippy::disallowed_methods,
                    reason = "there is nothing else to wait on"
                )]
                None => {
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_millis(10));
                }
            }
        }
    }

    /// The lock of `folder` if it is there, can be written and nobody has the lock.
    pub(crate) fn if_free(folder: &Path) -> Option<Lock> {
        folder
            .is_dir()
            .then(|| Lock::attempt(folder).ok().flatten())
            .flatten()
    }

    fn attempt(folder: &Path) -> Result<Option<Lock>, StoreError> {
        let path = folder.join("lock");
        let wrong = |error| StoreError::at(folder, error);
        let file = open_private(&path, OpenOptions::new().write(true)).map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A disk that knows no locks still appends whole lines; refusing to save marks there
            // would help nobody.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(e)) => return Err(wrong(e)),
        }
        // The folder may have been deleted and made again while this process waited: then the lock
        // it got is nobody's.
        let ours = file.metadata().map_err(wrong)?;
        let same = fs::metadata(&path).is_ok_and(|now| now.ino() == ours.ino());
        Ok(same.then_some(Lock { _file: file }))
    }
}
