//! A file of lines that only grows: how one is read, appended to, and rid of lines nobody can read.

use super::atomic::{open_private, sync_data, sync_folder};
use super::error::StoreError;
use super::lines::{self, Span, Torn};
use super::lock::Lock;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The version of the shape on disk that this program writes.
pub(crate) const VERSION: u32 = 1;

/// The first line of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// What the file holds.
    tidings: String,
    /// The version of its shape.
    pub(super) v: u32,
    /// How often the file was written anew: an index made for another generation does not fit.
    #[serde(rename = "gen", default)]
    pub(crate) generation: u64,
    /// Whose articles it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outlet: Option<String>,
    /// The name of that outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// How long the file was when it was last compacted: what stands behind is its tail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) snap: Option<u64>,
    #[serde(flatten)]
    extra: serde_json::Map<String, serde_json::Value>,
}

impl Header {
    /// The header of a new file that holds `what`.
    pub(crate) fn new(what: &str) -> Header {
        Header {
            tidings: what.to_owned(),
            v: VERSION,
            generation: 1,
            outlet: None,
            title: None,
            snap: None,
            extra: serde_json::Map::new(),
        }
    }

    /// The header of a new file of one outlet.
    pub(crate) fn of_outlet(what: &str, id: &str, name: &str) -> Header {
        Header {
            outlet: Some(id.to_owned()),
            title: Some(name.to_owned()),
            ..Header::new(what)
        }
    }
}

impl Header {
    /// The same header for a file derived from this one: it holds `what`, and notes `n` under `key`.
    pub(super) fn with(mut self, what: &str, key: &str, n: u64) -> Header {
        self.tidings = what.to_owned();
        self.extra.insert(key.to_owned(), n.into());
        self
    }

    /// Takes back what [`Header::with`] did, and what else the derived file has; `None` where it did
    /// not.
    pub(super) fn take(&mut self, what: &str, [key, other]: [&str; 2]) -> Option<u64> {
        let n = self.extra.remove(key)?.as_u64()?;
        self.extra.remove(other);
        (self.tidings == what).then(|| {
            self.tidings = "articles".to_owned();
            n
        })
    }
}

/// What a line turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Understood, or from a later program: it stays.
    Keep,
    /// No line any program wrote: it is set aside.
    Bad,
}

/// Which file stands at a path, and how far it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    inode: u64,
    pub(crate) len: u64,
    /// An inode is used again after two replacements; then the time differs.
    changed: (i64, i64),
}

impl Stamp {
    /// The stamp of the file at `path`; `None` when there is none.
    pub(crate) fn of(path: &Path) -> Option<Stamp> {
        fs::metadata(path).ok().map(|m| Stamp::from(&m))
    }
}

impl Stamp {
    /// As four numbers, for a file that notes how another one stood.
    pub(super) fn numbers(&self) -> [i64; 4] {
        let (inode, len) = (self.inode.cast_signed(), self.len.cast_signed());
        [inode, len, self.changed.0, self.changed.1]
    }

    /// The stamp that gave these numbers.
    pub(super) fn from_numbers([inode, len, seconds, rest]: [i64; 4]) -> Stamp {
        Stamp {
            inode: inode.cast_unsigned(),
            len: len.cast_unsigned(),
            changed: (seconds, rest),
        }
    }

    /// Whether the two are of one file of this length and time, or of a copy that kept its time.
    pub(super) fn is_as(&self, other: &Stamp) -> bool {
        self.len == other.len && self.changed == other.changed
    }

    /// Whether the file that stood so then may have grown to what it is now.
    pub(super) fn grew_from(&self, then: &Stamp) -> bool {
        self.inode == then.inode && self.len > then.len
    }
}

impl From<&Metadata> for Stamp {
    fn from(m: &Metadata) -> Stamp {
        Stamp {
            inode: m.ino(),
            len: m.len(),
            changed: (m.mtime(), m.mtime_nsec()),
        }
    }
}

/// What one append did to a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grown {
    /// The place of the first line.
    pub(super) start: u64,
    /// The file before; `None` where it was created.
    before: Option<Stamp>,
    /// The file after.
    after: Option<Stamp>,
    end: u64,
}

/// How far a file was read, and what was found in it besides good lines.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    pub(crate) path: PathBuf,
    /// What a new file begins with.
    pub(super) template: Header,
    pub(super) header: Option<Header>,
    pub(super) stamp: Option<Stamp>,
    /// The first byte behind the last complete line that was read.
    pub(super) end: u64,
    pub(super) bad: Vec<Span>,
    pub(super) torn: Torn,
    /// The first byte behind the header line; 0 where there is none.
    pub(super) body: u64,
}

impl Journal {
    /// The file at `path`, not yet read; a new one begins with `template`.
    pub(crate) fn new(path: PathBuf, template: Header) -> Journal {
        Journal {
            path,
            template,
            header: None,
            stamp: None,
            end: 0,
            bad: Vec::new(),
            torn: None,
            body: 0,
        }
    }

    /// The file's first line, when it has a good one.
    pub(crate) fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// Names the outlet in the header of a file that does not exist yet.
    pub(crate) fn set_template(&mut self, template: Header) {
        self.template = template;
    }

    /// The length and generation that were read, for the derived list of outlets.
    pub(crate) fn extent(&self) -> (u64, u64) {
        (self.header.as_ref().map_or(0, |h| h.generation), self.end)
    }

    /// Whether a newer program wrote the file.
    pub(crate) fn is_newer(&self) -> bool {
        self.header.as_ref().is_some_and(|h| h.v > VERSION)
    }

    /// How many lines nobody can read, a torn one included. What a newer program wrote is for that
    /// one to judge.
    pub(crate) fn damage(&self) -> usize {
        if self.is_newer() {
            return 0;
        }
        self.bad.len() + usize::from(self.torn.is_some())
    }

    /// How many complete lines nobody can read.
    pub(crate) fn bad_lines(&self) -> usize {
        self.bad.len()
    }

    /// Whether the file is another one, or longer or shorter, than when it was read.
    pub(crate) fn changed(&self) -> bool {
        Stamp::of(&self.path) != self.stamp
    }

    /// Where reading must go on to know the file as it is now: at 0 when it is another file (what
    /// was read before counts no more), at the end of what was read when it only grew, `None` when
    /// nothing changed.
    pub(crate) fn pending(&self) -> Option<u64> {
        let now = Stamp::of(&self.path);
        if now == self.stamp {
            return None;
        }
        let grew = match (now, self.stamp) {
            (Some(now), Some(then)) => {
                now.inode == then.inode && now.len >= self.end && self.bad.is_empty()
            }
            _ => false,
        };
        Some(if grew && self.still_begins_so() {
            self.end
        } else {
            0
        })
    }

    /// Takes over what an index says of the file: its header, how it stands, and how far it is known.
    pub(super) fn resume(&mut self, header: Header, body: u64, stamp: Stamp, end: u64) {
        (self.header, self.body) = (Some(header), body);
        self.stamp = Some(stamp);
        self.end = end;
        self.bad.clear();
        self.torn = None;
    }

    /// The end of the header line in the file; 0 where it has none.
    pub(super) fn body(&self) -> u64 {
        self.body
    }

    /// Whether the part that was read looks untouched: same generation, a line break at its end.
    fn still_begins_so(&self) -> bool {
        let Some(header) = &self.header else {
            return false;
        };
        let check = || -> io::Result<bool> {
            let file = open_file(&self.path)?;
            let mut last = [0];
            file.read_exact_at(&mut last, self.end - 1)?;
            Ok(last == *b"\n" && first_header(&file).as_ref() == Some(header))
        };
        self.end > 0 && check().unwrap_or(false)
    }

    /// Reads the lines from byte `from` on, as [`Journal::pending`] gave it, and gives each but the
    /// header to `each`. A missing file is an empty one.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn read(
        &mut self,
        from: u64,
        mut each: impl FnMut(Span, &str) -> Verdict,
    ) -> Result<(), StoreError> {
        if from == 0 {
            self.header = None;
            self.bad.clear();
            self.end = 0;
            self.body = 0;
        }
        self.torn = None;
        self.stamp = None;
        let wrong = |source| StoreError::Io {
            path: self.path.clone(),
            source,
        };
        let file = match open_file(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(wrong(error)),
        };
        let stamp = Stamp::from(&file.metadata().map_err(wrong)?);
        let (mut header, mut bad, mut end) = (None, Vec::new(), from);
        let torn = lines::read(&file, from, stamp.len, |span, text| {
            end = span.next();
            let verdict = match text {
                // Only the first line is the header, whatever the order of its keys.
                Some(text) if span.at == 0 => match serde_json::from_str::<Header>(text) {
                    Ok(found) => {
                        header = Some((found, span.next()));
                        Verdict::Keep
                    }
                    Err(_) => each(span, text),
                },
                Some(text) => each(span, text),
                None => Verdict::Bad,
            };
            if verdict == Verdict::Bad {
                bad.push(span);
            }
        })
        .map_err(wrong)?;
        if let Some((header, body)) = header {
            (self.header, self.body) = (Some(header), body);
        }
        self.bad.append(&mut bad);
        self.end = end;
        self.torn = torn;
        self.stamp = Some(stamp);
        Ok(())
    }

    /// Appends `lines` (each with its line break) in one write and makes them durable with one
    /// fdatasync. Gives the place of the first byte. A torn line before them is ended first, so
    /// that it takes nothing with it.
    ///
    /// # Errors
    /// The file is as long as before.
    pub(crate) fn append(&mut self, lock: &Lock, lines: &[u8]) -> Result<Grown, StoreError> {
        let unsynced = self.write(lock, lines)?;
        let synced = unsynced.sync();
        self.settle(lock, unsynced, synced)
    }

    /// The first half of [`Journal::append`]: writes, and leaves it to the caller to sync and to
    /// settle, so that several files can be synced at once.
    ///
    /// # Errors
    /// The file is as long as before.
    pub(crate) fn write(&mut self, _lock: &Lock, lines: &[u8]) -> Result<Unsynced, StoreError> {
        let before = Stamp::of(&self.path);
        let wrong = |error| StoreError::at(&self.path, error);
        let file =
            open_private(&self.path, OpenOptions::new().append(true).read(true)).map_err(wrong)?;
        let old = before.map_or(0, |stamp| stamp.len);
        let mut batch = Vec::with_capacity(lines.len() + 256);
        if old == 0 {
            batch.extend(line(&self.template));
        } else {
            // Another process may have put a file of a later version there meanwhile.
            if before != self.stamp && first_header(&file).is_some_and(|h| h.v > VERSION) {
                return Err(StoreError::Newer(self.path.clone()));
            }
            let mut last = [0];
            file.read_exact_at(&mut last, old - 1).map_err(wrong)?;
            if last != *b"\n" {
                batch.push(b'\n');
            }
        }
        let start = old + batch.len() as u64;
        batch.extend_from_slice(lines);
        let folder = match before {
            None => self.path.parent().map(Path::to_owned),
            Some(_) => None,
        };
        let unsynced = Unsynced {
            file,
            folder,
            before,
            start,
            end: old + batch.len() as u64,
        };
        match (&unsynced.file).write_all(&batch) {
            Ok(()) => Ok(unsynced),
            Err(error) => Err(self.take_back(&unsynced, error)),
        }
    }

    /// The second half of [`Journal::append`], when it is known whether what was written is durable.
    ///
    /// # Errors
    /// The file is as long as before.
    pub(crate) fn settle(
        &mut self,
        _lock: &Lock,
        unsynced: Unsynced,
        synced: io::Result<()>,
    ) -> Result<Grown, StoreError> {
        if let Err(error) = synced {
            return Err(self.take_back(&unsynced, error));
        }
        let grown = Grown {
            start: unsynced.start,
            before: unsynced.before,
            after: unsynced.file.metadata().ok().map(|m| Stamp::from(&m)),
            end: unsynced.end,
        };
        self.take_in(&grown);
        Ok(grown)
    }

    fn take_back(&self, unsynced: &Unsynced, error: io::Error) -> StoreError {
        // Half a batch must not stay. Should this fail too, the next append ends the torn line.
        let old = unsynced.before.map_or(0, |stamp| stamp.len);
        let _ = unsynced.file.set_len(old);
        StoreError::at(&self.path, error)
    }

    /// Takes in what was appended, by this hand or by another one of this process, as if it were
    /// read. Gives whether the file is known as it was right after that: where somebody else wrote
    /// since it was read, it is not, and what they wrote is there to be read.
    pub(crate) fn take_in(&mut self, grown: &Grown) -> bool {
        if grown.before != self.stamp || self.torn.is_some() {
            return grown.after == self.stamp;
        }
        if grown.before.is_none_or(|stamp| stamp.len == 0) {
            self.header = Some(self.template.clone());
            self.body = line(&self.template).len() as u64;
        }
        self.end = grown.end;
        self.stamp = grown.after;
        true
    }

    /// Has the file read again from its start the next time.
    pub(crate) fn forget(&mut self) {
        self.stamp = None;
    }
}

/// What was appended to a file and is not durable yet.
#[derive(Debug)]
#[must_use]
pub(crate) struct Unsynced {
    file: File,
    /// The folder that the file is new in.
    folder: Option<PathBuf>,
    before: Option<Stamp>,
    start: u64,
    end: u64,
}

impl Unsynced {
    /// Makes it durable.
    pub(crate) fn sync(&self) -> io::Result<()> {
        sync_data(&self.file)?;
        self.folder.as_deref().map_or(Ok(()), sync_folder)
    }
}

/// One line of a file: `value` as JSON with its line break.
pub(crate) fn line(value: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The bytes of one line.
pub(crate) fn read_span(file: &File, span: Span) -> io::Result<Vec<u8>> {
    // A place that is not known from reading may be anything; no line is as long.
    if span.len > lines::LONGEST {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut bytes = vec![0; usize::try_from(span.len).map_err(io::Error::other)?];
    file.read_exact_at(&mut bytes, span.at)?;
    Ok(bytes)
}

#[cfg(test)]
thread_local! {
    /// The files that this thread opened to read: a first frame may open few.
    pub(crate) static OPENED: std::cell::RefCell<Vec<PathBuf>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Opens a file to read; a pipe or a device of the same name would hang the program. Every file the
/// store reads is opened here.
pub(crate) fn open_file(path: &Path) -> io::Result<File> {
    #[cfg(test)]
    OPENED.with_borrow_mut(|opened| opened.push(path.to_owned()));
    // So a pipe is opened without waiting for one who writes; files know no such waiting.
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it is no file")),
    }
}

/// The header that a file begins with, if it does. A longer one is none.
pub(super) fn first_header(file: &File) -> Option<Header> {
    let mut block = vec![0; 1 << 14];
    let n = file.read_at(&mut block, 0).ok()?;
    let line = block[..n].split(|b| *b == b'\n').next()?;
    serde_json::from_slice(line).ok()
}
