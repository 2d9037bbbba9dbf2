//! The log: a file others may append to as well, and its last lines for the log page.

mod file;
mod secrets;

pub use secrets::without_secrets;

use crate::chars::clean::one_line;
use file::Appender;
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const NAME: &str = "tidings.log";
const OLDER: &str = "tidings.log.1";
/// The longest subject and the longest words of an entry, in bytes.
const LONGEST_SUBJECT: usize = 200;
const LONGEST_WORDS: usize = 2_000;
/// So many entries are held for the log page.
const MOST_ENTRIES: usize = 1_000;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, in seconds since 1970.
    pub time: i64,
    /// Whether it is trouble.
    pub trouble: bool,
    /// What it is about: the name of an outlet or a digest, or nothing.
    pub subject: String,
    /// What happened.
    pub words: String,
}

/// The log. A clone writes to the same one, from any thread.
#[derive(Clone, Debug)]
pub struct Log {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: Option<PathBuf>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: Option<Appender>,
    entries: VecDeque<Entry>,
}

impl Log {
    /// Opens the log of the folder, and makes both when they are not there. It never fails:
    /// without a folder to write to, the entries are in memory alone.
    pub fn open(dir: &Path) -> Log {
        let path = dir.join(NAME);
        let Ok(file) = Appender::open(path.clone(), dir.join(OLDER)) else {
            return Log::in_memory();
        };
        let lines = file.tail();
        let mut entries: VecDeque<Entry> = lines
            .iter()
            .rev()
            .filter_map(|line| entry(line))
            .take(MOST_ENTRIES)
            .collect();
        entries.make_contiguous().reverse();
        Log::with(
            Some(path),
            State {
                file: Some(file),
                entries,
            },
        )
    }

    /// A log without a file.
    pub fn in_memory() -> Log {
        Log::with(
            None,
            State {
                file: None,
                entries: VecDeque::new(),
            },
        )
    }

    fn with(path: Option<PathBuf>, state: State) -> Log {
        let state = Mutex::new(state);
        Log {
            inner: Arc::new(Inner { path, state }),
        }
    }

    /// Notes an entry: cleaned, without secrets, on one line. What cannot be written stays in
    /// memory; a log that cannot be written is nothing to stop for.
    pub fn note(&self, entry: Entry) {
        let entry = Entry {
            subject: safe(&entry.subject, LONGEST_SUBJECT),
            words: safe(&entry.words, LONGEST_WORDS),
            ..entry
        };
        let line = line(&entry);
        let mut state = self.state();
        if let Some(file) = &mut state.file {
            file.append(&line);
        }
        if state.entries.len() == MOST_ENTRIES {
            state.entries.pop_front();
        }
        state.entries.push_back(entry);
    }

    /// The entries of the last hours before `now` (seconds since 1970), the newest first: those
    /// noted since the log was opened, and those that were in its file then.
    pub fn last(&self, hours: u32, now: i64) -> Vec<Entry> {
        let since = now.saturating_sub(i64::from(hours) * 3_600);
        let state = self.state();
        let recent = state.entries.iter().rev().filter(|e| e.time >= since);
        let mut entries: Vec<Entry> = recent.cloned().collect();
        entries.sort_by_key(|entry| Reverse(entry.time));
        entries
    }

    /// The file, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.inner.path.as_deref()
    }

    /// A thread that panicked while it held the log leaves at worst an entry out, so the log goes
    /// on for the others.
    fn state(&self) -> MutexGuard<'_, State> {
        let state = self.inner.state.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

fn safe(text: &str, longest: usize) -> String {
    let mut safe = without_secrets(&one_line(text));
    let mut end = safe.len().min(longest);
    while !safe.is_char_boundary(end) {
        end -= 1;
    }
    safe.truncate(end);
    safe
}

/// An entry as it stands in the file.
fn line(entry: &Entry) -> String {
    let time = Timestamp::from_second(entry.time).unwrap_or(Timestamp::UNIX_EPOCH);
    let sign = if entry.trouble { '!' } else { ' ' };
    format!("{time}\t{sign}\t{}\t{}", entry.subject, entry.words)
}

/// Reads a line; one that is broken is none. It is cleaned again: the file may have been edited.
fn entry(line: &[u8]) -> Option<Entry> {
    let mut parts = std::str::from_utf8(line).ok()?.splitn(4, '\t');
    let time: Timestamp = parts.next()?.parse().ok()?;
    let trouble = match parts.next()? {
        "!" => true,
        " " => false,
        _ => return None,
    };
    Some(Entry {
        time: time.as_second(),
        trouble,
        subject: safe(parts.next()?, LONGEST_SUBJECT),
        words: safe(parts.next()?, LONGEST_WORDS),
    })
}

#[cfg(test)]
mod tests;
