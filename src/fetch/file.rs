//! Files of the reader's own: read to a limit, and only ordinary ones, so that no pipe and no device
//! makes anybody wait.

use super::error::FetchError;
use super::request::{Answer, Limits, Told};
use crate::chars::clean::one_line;
use crate::model::health::Validators;
use rustix::fs::OFlags;
use rustix::io::Errno;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The most names of a folder that are looked at.
const MOST_NAMES: usize = 10_000;

/// Reads a file. It is unchanged when its time and length are those of `known`, which must be of
/// the same path.
///
/// # Errors
///
/// [`FetchError::File`], [`FetchError::TooLarge`] beyond the unpacked limit, and
/// [`FetchError::Empty`].
pub fn read(path: &Path, known: &Validators, limits: &Limits) -> Result<Answer, FetchError> {
    open_and_read(path, known, limits, OFlags::NONBLOCK | OFlags::CLOEXEC)
}

/// As [`read`], for a folder others can write to: a link there is not followed.
pub(super) fn read_strangers(
    path: &Path,
    known: &Validators,
    limits: &Limits,
) -> Result<Answer, FetchError> {
    let flags = OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    open_and_read(path, known, limits, flags)
}

fn open_and_read(
    path: &Path,
    known: &Validators,
    limits: &Limits,
    flags: OFlags,
) -> Result<Answer, FetchError> {
    let wrong = |error: &io::Error| FetchError::File {
        path: said(path),
        why: words(error),
    };
    // Without waiting: opening a pipe nobody writes to would never come back.
    let flags = i32::try_from(flags.bits()).unwrap_or(0);
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path);
    let file = file.map_err(|error| wrong(&error))?;
    let meta = file.metadata().map_err(|error| wrong(&error))?;
    if !meta.is_file() {
        let why = if meta.is_dir() {
            "is a folder"
        } else {
            "is no ordinary file"
        };
        return Err(FetchError::File {
            path: said(path),
            why: why.to_owned(),
        });
    }
    let validators = Validators {
        url: path.to_string_lossy().into_owned(),
        etag: Some(stamp(&meta)),
        last_modified: None,
    };
    let told = Told {
        final_url: address(path),
        bytes_on_wire: 0,
        validators,
        ..Told::default()
    };
    if told.validators == *known {
        return Ok(Answer::Unchanged(told));
    }
    let bytes = read_to(file, limits.unpacked).map_err(|error| wrong(&error))?;
    match bytes {
        None => Err(FetchError::TooLarge {
            host: said(path),
            limit: limits.unpacked,
        }),
        Some(bytes) if bytes.is_empty() => Err(FetchError::Empty { host: said(path) }),
        Some(bytes) => Ok(Answer::Body {
            content_type: None,
            told: Told {
                bytes_on_wire: bytes.len() as u64,
                ..told
            },
            bytes,
        }),
    }
}

/// Everything, or nothing when it is more than `most` bytes.
fn read_to(file: File, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// The ordinary files of a folder whose names fit `pattern` (see [`fits`]), the newest first, at
/// most `most`. Hidden files are left out, and so is what is still being written: names that end in
/// `.part`, `.tmp` or `~`.
///
/// # Errors
///
/// [`FetchError::File`] when the folder cannot be read.
pub fn list(folder: &Path, pattern: Option<&str>, most: usize) -> Result<Vec<PathBuf>, FetchError> {
    let entries = fs::read_dir(folder).map_err(|error| FetchError::File {
        path: said(folder),
        why: words(&error),
    })?;
    let mut files = Vec::new();
    for entry in entries.flatten().take(MOST_NAMES) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let unfinished = [".part", ".tmp", "~"].iter().any(|end| name.ends_with(end));
        if name.starts_with('.') || unfinished || !pattern.is_none_or(|p| fits(p, &name)) {
            continue;
        }
        // Of the link itself, not of what it leads to.
        if let Ok(meta) = entry.metadata()
            && meta.is_file()
        {
            files.push(((meta.mtime(), meta.mtime_nsec()), name, entry.path()));
        }
    }
    files.sort_by(|a, b| (b.0, &b.1).cmp(&(a.0, &a.1)));
    Ok(files.into_iter().take(most).map(|file| file.2).collect())
}

/// Whether a name fits a pattern, in which `*` stands for any characters.
pub fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn stamp(meta: &Metadata) -> String {
    format!("{}.{:09} {}", meta.mtime(), meta.mtime_nsec(), meta.len())
}

fn address(path: &Path) -> String {
    let address = url::Url::from_file_path(path).map(String::from);
    address.unwrap_or_default()
}

/// A path on one line, without what a terminal would obey.
pub(super) fn said(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}

fn words(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => "is not there".to_owned(),
        Kind::PermissionDenied => "may not be read".to_owned(),
        Kind::NotADirectory => "is no folder".to_owned(),
        Kind::IsADirectory => "is a folder".to_owned(),
        _ if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {
            "is a link, which is not followed here".to_owned()
        }
        kind => format!("could not be read: {kind}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    fn folder(files: &[(&str, &str, u64)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text, age) in files {
            let path = folder.path().join(name);
            fs::write(&path, text).expect("written");
            let file = File::options().write(true).open(&path).expect("there");
            let time = SystemTime::now() - Duration::from_secs(*age);
            file.set_modified(time).expect("a time");
        }
        folder
    }

    #[test]
    fn a_file_is_read_once_and_then_unchanged() {
        let folder = folder(&[("a.xml", "one", 50)]);
        let path = folder.path().join("a.xml");
        let limits = Limits::default();
        let answer = read(&path, &Validators::default(), &limits).expect("an answer");
        let Answer::Body { bytes, told, .. } = answer else {
            panic!("a body");
        };
        assert_eq!(bytes, b"one");
        assert!(told.final_url.starts_with("file:///"));
        let again = read(&path, &told.validators, &limits).expect("an answer");
        assert!(matches!(again, Answer::Unchanged(_)));
        fs::write(&path, "two").expect("written");
        let changed = read(&path, &told.validators, &limits).expect("an answer");
        assert!(matches!(changed, Answer::Body { .. }));
    }

    #[test]
    fn what_is_no_ordinary_file_is_refused_at_once() {
        let folder = folder(&[
            ("empty", "", 0),
            ("large", "123456789", 0),
            ("plain", "x", 0),
        ]);
        let path = |name: &str| folder.path().join(name);
        let pipe = path("pipe");
        let fifo = rustix::fs::FileType::Fifo;
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, fifo, mode, 0).expect("a pipe");
        std::os::unix::fs::symlink(path("plain"), path("link")).expect("a link");
        let limits = Limits {
            unpacked: 8,
            ..Limits::default()
        };
        let none = Validators::default();
        for (path, ending) in [
            (pipe, "pipe is no ordinary file"),
            (PathBuf::from("/dev/zero"), "/dev/zero is no ordinary file"),
            (folder.path().to_owned(), " is a folder"),
            (path("absent\u{1b}[2J"), "absent is not there"),
            (path("empty"), "empty sent an empty page"),
            (
                path("large"),
                "large sent more than 8 bytes; the rest was not read",
            ),
        ] {
            let error = read(&path, &none, &limits)
                .expect_err("refused")
                .to_string();
            assert!(error.ends_with(ending), "{error}");
        }
        assert!(read(&path("link"), &none, &limits).is_ok());
        let error = read_strangers(&path("link"), &none, &limits).expect_err("refused");
        assert!(
            error
                .to_string()
                .ends_with("is a link, which is not followed here"),
            "{error}"
        );
    }

    #[test]
    fn a_folder_gives_its_newest_files() {
        let files = [
            ("old.xml", "1", 900),
            ("new.xml", "2", 100),
            ("newest.txt", "3", 10),
            (".hidden.xml", "4", 1),
            ("coming.xml.part", "5", 1),
            ("edited.xml~", "6", 1),
        ];
        let folder = folder(&files);
        fs::create_dir(folder.path().join("deeper.xml")).expect("a folder");
        let names = |pattern, most| -> Vec<String> {
            let files = list(folder.path(), pattern, most).expect("a list");
            let name = |path: &PathBuf| path.file_name().map(|n| n.to_string_lossy().into_owned());
            files.iter().filter_map(name).collect()
        };
        assert_eq!(names(None, 9), ["newest.txt", "new.xml", "old.xml"]);
        assert_eq!(names(Some("*.xml"), 9), ["new.xml", "old.xml"]);
        assert_eq!(names(None, 1), ["newest.txt"]);
        assert!(list(Path::new("/nowhere/at/all"), None, 1).is_err());
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("*.xml", "a.xml", true),
            ("*.xml", "a.xml.gz", false),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "abc", true),
            ("a*b*c", "acb", false),
            ("ab*ba", "aba", false),
            ("a", "a", true),
            ("a", "ab", false),
            ("", "", true),
            ("*é*", "café.txt", true),
            ("**", "x", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
        let (pattern, name) = ("*a".repeat(2_000) + "b", "a".repeat(20_000));
        assert!(!fits(&pattern, &name));
    }
}
