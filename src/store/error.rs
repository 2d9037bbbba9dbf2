//! What can go wrong with the cache, each in a sentence for the reader of news.

use crate::chars::clean::one_line;
use std::io;
use std::path::{Path, PathBuf};

/// What the store cannot do. The text of each is shown to the reader as it stands.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Neither HOME nor the user's entry in the password file names a home folder.
    #[error("No home folder is known. Set HOME, or name folders with --data-dir and --cache-dir")]
    NoHome,
    /// The disk, or the user's share of it, is full. Marks wait in memory.
    #[error("Not saved: the disk is full. Make room, then :save")]
    DiskFull,
    /// The folder is on a read-only disk or belongs to someone else. Marks wait in memory.
    #[error("{} cannot be written; changes are kept until tidings is closed", said(.0))]
    ReadOnly(PathBuf),
    /// A file has a version this program does not know; writing could lose what it cannot read.
    #[error("{} comes from a newer tidings; changes are kept until tidings is closed", said(.0))]
    Newer(PathBuf),
    /// Another process has held the lock for longer than any write takes.
    #[error("Not saved: another program holds {}. Close it, then :save", said(.0))]
    Busy(PathBuf),
    /// No file holds the article any more.
    #[error("This article is no longer kept here")]
    Gone,
    /// The article's line is there and is no article.
    #[error("This article is damaged in {} and cannot be shown", said(.0))]
    Damaged(PathBuf),
    /// Anything else the system says.
    #[error("{} could not be used: {source}", said(.path))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl StoreError {
    /// The error for `source` at `path`: a full disk and a read-only one have sentences of their
    /// own.
    pub(crate) fn at(path: &Path, source: io::Error) -> StoreError {
        use io::ErrorKind as Kind;
        match source.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => StoreError::DiskFull,
            // The last two: a file stands where the folder should.
            Kind::ReadOnlyFilesystem
            | Kind::PermissionDenied
            | Kind::AlreadyExists
            | Kind::NotADirectory => StoreError::ReadOnly(path.to_owned()),
            _ => StoreError::Io {
                path: path.to_owned(),
                source,
            },
        }
    }

    /// Whether writing may succeed later without another program or another disk.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, StoreError::DiskFull)
    }
}

/// A path on one line, without what a terminal would obey.
pub(crate) fn said(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}
