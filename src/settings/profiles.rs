//! The folder of digest profiles: one TOML file a digest. Here they are only texts; what they mean
//! is for those who read digests.

use crate::chars::clean::one_line;
use crate::model::Id;
use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The first line of each profile the program wrote. A file without it is the reader's own work
/// and is never written over.
const OURS: &str = "# kept by tidings";
/// A larger file is no profile.
const MOST_BYTES: u64 = 1 << 20;
/// The longest name a kept profile gets, without what tells two of them apart.
const LONGEST_NAME: usize = 60;
/// So many files of one name are tried before the program gives up.
const MOST_OF_ONE_NAME: usize = 1_000;

/// Why a profile could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The folder or the file could not be written.
    #[error("the profile was not saved in {}: {}", one_line(&.0.display().to_string()), why(.1))]
    NotWritten(PathBuf, #[source] io::Error),
    /// Every name that would do belongs to a file of the reader's.
    #[error("the profile was not saved: too many files are named {0}")]
    NoFreeName(String),
}

/// The texts of all `*.toml` files of the folder, sorted by name, and a sentence for each that
/// cannot be read. A folder that is not there has none.
pub fn texts(dir: &Path) -> (Vec<(PathBuf, String)>, Vec<String>) {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return (Vec::new(), Vec::new()),
        Err(error) => {
            let words = format!("the folder of profiles cannot be read: {}", why(&error));
            return (Vec::new(), vec![words]);
        }
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| is_profile_name(path))
        .collect();
    paths.sort();
    let mut texts = Vec::new();
    let mut complaints = Vec::new();
    for path in paths {
        match text(&path) {
            Ok(text) => texts.push((path, text)),
            Err(wrong) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                complaints.push(format!("profile {} left out: {wrong}", one_line(&name)));
            }
        }
    }
    (texts, complaints)
}

/// Keeps a profile as a file named after `name`, and says which. A file of that name is replaced
/// only when this program wrote it; otherwise the next free name is taken. At every moment there
/// is either the old file or the new one, whole.
pub fn keep(dir: &Path, name: &str, text: &str) -> Result<PathBuf, KeepError> {
    let failed = |error| KeepError::NotWritten(dir.to_owned(), error);
    make_private_folder(dir).map_err(failed)?;
    let mut file = written(dir, text).map_err(failed)?;
    let name = safe(name);
    for number in 1..=MOST_OF_ONE_NAME {
        let path = match number {
            1 => dir.join(format!("{name}.toml")),
            _ => dir.join(format!("{name}-{number}.toml")),
        };
        let saved = if is_ours(&path) {
            file.persist(&path)
        } else {
            file.persist_noclobber(&path)
        };
        match saved {
            Ok(_) => {
                // The name itself is on disk only after the folder is. Where a folder cannot be
                // synced the file is still whole, so that is no failure.
                let _ = File::open(dir).and_then(|folder| folder.sync_all());
                return Ok(path);
            }
            Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => file = taken.file,
            Err(other) => return Err(failed(other.error)),
        }
    }
    Err(KeepError::NoFreeName(name))
}

/// Hidden files are left alone: editors and [`keep`] keep half-written ones under such names.
fn is_profile_name(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    !hidden && path.extension().is_some_and(|e| e == "toml")
}

fn text(path: &Path) -> Result<String, String> {
    // Opening a pipe would wait for ever, so what it is comes first.
    let is_file = fs::metadata(path).map_err(|e| why(&e))?.is_file();
    if !is_file {
        return Err("it is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|e| why(&e))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err("it is larger than 1 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// The text in a file of its own beside the others, on disk, under a hidden name.
fn written(dir: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(".")
        .suffix(".new")
        .tempfile_in(dir)?;
    file.as_file()
        .set_permissions(Permissions::from_mode(0o600))?;
    if text.lines().next() != Some(OURS) {
        writeln!(file, "{OURS}")?;
    }
    file.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        file.write_all(b"\n")?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

fn is_ours(path: &Path) -> bool {
    let is_plain = fs::symlink_metadata(path).is_ok_and(|m| m.is_file());
    let mut start = [0; OURS.len() + 1];
    is_plain
        && File::open(path)
            .and_then(|mut file| file.read_exact(&mut start))
            .is_ok()
        && start.strip_suffix(b"\n") == Some(OURS.as_bytes())
}

/// Folders made here are the reader's alone; one that is there already keeps its mode.
fn make_private_folder(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    fs::set_permissions(dir, Permissions::from_mode(0o700))
}

/// A name of `[a-z0-9-]` alone. One that loses letters on the way gets a few that tell it from
/// others that lose theirs, since two digests must not share a file.
fn safe(name: &str) -> String {
    let mut safe = String::new();
    let mut lost = false;
    for c in name.chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            safe.push(c);
        } else {
            lost |= c.is_alphanumeric();
            if !safe.is_empty() && !safe.ends_with('-') {
                safe.push('-');
            }
        }
    }
    lost |= safe.len() > LONGEST_NAME;
    safe.truncate(LONGEST_NAME);
    safe.truncate(safe.trim_end_matches('-').len());
    if safe.is_empty() {
        safe.push_str("profile");
    }
    if lost {
        let id = Id::of(&["profile", name]).to_string();
        safe.push('-');
        safe.extend(id.chars().filter(char::is_ascii_alphanumeric).take(8));
    }
    safe
}

fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "it may not be opened".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => one_line(&error.to_string()),
    }
}

#[cfg(test)]
mod tests;
