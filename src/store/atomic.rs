//! Files and folders made durable and private: created, replaced whole, synced.

use super::error::StoreError;
use super::lock::Lock;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The ending of a file that is being written and not yet in its place.
const UNFINISHED: &str = ".tmp";

#[cfg(test)]
thread_local! {
    /// How often this thread made data durable: a mark may do so once and no more.
    pub(crate) static SYNCS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Makes what was written to `file` survive a power cut.
pub(crate) fn sync_data(file: &File) -> io::Result<()> {
    #[cfg(test)]
    SYNCS.with(|n| n.set(n.get() + 1));
    file.sync_data()
}

/// Makes a new, renamed or deleted name in `folder` survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Creates `folder` and what is missing above it, for this user alone whatever the umask.
pub(crate) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        make_folder(above)?;
    }
    let made = DirBuilder::new().mode(0o700).create(folder);
    let made = made.and_then(|()| {
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
        folder.parent().map_or(Ok(()), sync_folder)
    });
    match made {
        // Another process was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made.map_err(|error| StoreError::at(folder, error)),
    }
}

/// Opens `path` for `options`, creating it for this user alone whatever the umask.
pub(crate) fn open_private(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let file = options.create(true).mode(0o600).open(path)?;
    // A umask can take rights away from the mode; only then is another call needed.
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & 0o600 != 0o600 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

/// Puts a new file in the place of `path`, so that a reader sees the old one or the new one, whole.
/// `write` gives its bytes. The caller holds the folder's lock.
///
/// # Errors
/// The old file stays as it was, and nothing is left behind.
pub(crate) fn replace(
    _lock: &Lock,
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> Result<(), StoreError> {
    let unfinished = beside(path, UNFINISHED);
    let done = (|| {
        let file = open_private(
            &unfinished,
            OpenOptions::new().write(true).create(true).truncate(true),
        )?;
        let mut out = BufWriter::with_capacity(1 << 16, &file);
        write(&mut out)?;
        out.flush()?;
        drop(out);
        sync_data(&file)?;
        fs::rename(&unfinished, path)?;
        path.parent().map_or(Ok(()), sync_folder)
    })();
    done.map_err(|error| {
        // It may not exist; then there is nothing to clear away.
        let _ = fs::remove_file(&unfinished);
        StoreError::at(path, error)
    })
}

/// As [`replace`], for what is derived from other files: nothing is made durable, for a power cut
/// costs no more than making it anew.
pub(crate) fn put_in_place(_lock: &Lock, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let unfinished = beside(path, UNFINISHED);
    let mut options = OpenOptions::new();
    let done = open_private(&unfinished, options.write(true).truncate(true))
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&unfinished, path));
    done.map_err(|error| {
        // It may not exist; then there is nothing to clear away.
        let _ = fs::remove_file(&unfinished);
        StoreError::at(path, error)
    })
}

/// `path` with `ending` behind its whole name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The unfinished files in `folder`: what a killed process left.
pub(crate) fn unfinished(folder: &Path) -> Vec<PathBuf> {
    ending_in(folder, UNFINISHED)
}

/// The files in `folder` whose names end so.
pub(crate) fn ending_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().ends_with(ending))
        .filter(|e| e.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|e| e.path())
        .collect()
}
