//! `sources.jsonl`: how each source fared when it was last asked, and what the next request asks
//! with. It lies in the cache, so that it goes when the articles go: a server that answers
//! "unchanged" must not leave a reader with nothing.
//!
//! A line a try; the last line of a source counts. Nothing is lost with a line but one request, so
//! appending does not wait for the disk.

use super::atomic::{make_folder, open_private, replace};
use super::error::StoreError;
use super::ids::outlet_id;
use super::journal::{Header, Journal, Verdict, line};
use super::lock::Lock;
use super::paths::Paths;
use crate::model::health::{Health, Validators};
use crate::model::{Id, OutletId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

/// A file shorter than this is not worth writing anew.
const LEAST: u64 = 256 << 10;

/// How every source fared, as it was last read.
#[derive(Debug)]
pub struct Sources {
    cache: PathBuf,
    journal: Journal,
    by_id: BTreeMap<OutletId, Known>,
}

/// What is known of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// How it fared.
    pub health: Health,
    /// The articles it listed the last time: what it no longer lists may expire.
    pub listed: Vec<Id>,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(with = "outlet_id")]
    o: OutletId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tried: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    good: Option<i64>,
    #[serde(default, skip_serializing_if = "zero")]
    failures: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry: Option<i64>,
    #[serde(default, skip_serializing_if = "no")]
    gone: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    way: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "zero")]
    bytes: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    listed: Vec<String>,
}

impl Sources {
    /// Reads what is known. A missing or damaged file costs a request for each source, nothing
    /// else; a line nobody can read is passed over.
    pub fn open(paths: &Paths) -> Sources {
        let path = paths.cache.join("sources.jsonl");
        let mut sources = Sources {
            cache: paths.cache.clone(),
            journal: Journal::new(path, Header::new("sources")),
            by_id: BTreeMap::new(),
        };
        sources.refresh();
        sources
    }

    /// Reads what another tidings learnt meanwhile.
    pub fn refresh(&mut self) {
        let Some(from) = self.journal.pending() else {
            return;
        };
        if from == 0 {
            self.by_id.clear();
        }
        let by_id = &mut self.by_id;
        // What cannot be read is as good as missing.
        let _ = self.journal.read(from, |_, text| {
            if let Ok(line) = serde_json::from_str::<Line>(text) {
                by_id.insert(line.o.clone(), Known::from(line));
            }
            Verdict::Keep
        });
    }

    /// What is known of a source that was ever asked.
    pub fn get(&self, id: &OutletId) -> Option<&Known> {
        self.by_id.get(id)
    }

    /// Keeps what was learnt of sources.
    ///
    /// # Errors
    /// It counts for this process all the same.
    pub fn keep(&mut self, learnt: &[(OutletId, Known)]) -> Result<(), StoreError> {
        let mut lines = Vec::new();
        for (id, known) in learnt {
            lines.extend(line(&Line::of(id, known)));
            self.by_id.insert(id.clone(), known.clone());
        }
        make_folder(&self.cache)?;
        let lock = Lock::take(&self.cache)?;
        if self.journal.is_newer() {
            return Err(StoreError::Newer(self.journal.path.clone()));
        }
        let path = &self.journal.path;
        let wrong = |error| StoreError::at(path, error);
        let options = &mut OpenOptions::new();
        let mut file = open_private(path, options.append(true).read(true)).map_err(wrong)?;
        let length = file.metadata().map_err(wrong)?.len();
        if length == 0 {
            let mut first = line(&Header::new("sources"));
            first.append(&mut lines);
            lines = first;
        } else {
            let mut last = [0];
            file.read_exact_at(&mut last, length - 1).map_err(wrong)?;
            if last != *b"\n" {
                lines.insert(0, b'\n');
            }
        }
        file.write_all(&lines).map_err(wrong)?;
        if length + lines.len() as u64 > LEAST.max(self.worth().saturating_mul(3)) {
            self.fold(&lock)?;
        }
        Ok(())
    }

    /// How many bytes what is known takes without what is outdated, about.
    fn worth(&self) -> u64 {
        let listed: usize = self.by_id.values().map(|k| k.listed.len() * 19 + 400).sum();
        listed as u64
    }

    /// Writes the file anew, a line a source.
    fn fold(&mut self, lock: &Lock) -> Result<(), StoreError> {
        // Another tidings may have learnt more.
        self.refresh();
        replace(lock, &self.journal.path, |out| {
            out.write_all(&line(&Header::new("sources")))?;
            for (id, known) in &self.by_id {
                out.write_all(&line(&Line::of(id, known)))?;
            }
            Ok(())
        })
    }
}

impl Line {
    fn of(id: &OutletId, known: &Known) -> Line {
        let health = known.health.clone();
        Line {
            o: id.clone(),
            tried: health.last_try,
            good: health.last_good,
            failures: health.failures,
            error: health.last_error,
            url: health.validators.url,
            etag: health.validators.etag,
            modified: health.validators.last_modified,
            due: health.next_due,
            retry: health.retry_after,
            gone: health.gone,
            moved: health.moved_to,
            way: health.way,
            status: health.last_status,
            bytes: health.bytes,
            listed: known.listed.iter().map(Id::to_string).collect(),
        }
    }
}

impl From<Line> for Known {
    fn from(line: Line) -> Known {
        Known {
            health: Health {
                validators: Validators {
                    url: line.url,
                    etag: line.etag,
                    last_modified: line.modified,
                },
                last_try: line.tried,
                last_good: line.good,
                failures: line.failures,
                last_error: line.error,
                next_due: line.due,
                retry_after: line.retry,
                gone: line.gone,
                moved_to: line.moved,
                way: line.way,
                last_status: line.status,
                bytes: line.bytes,
            },
            listed: line.listed.iter().filter_map(|id| Id::parse(id)).collect(),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // Serde's `skip_serializing_if` gives a reference.
fn no(value: &bool) -> bool {
    !value
}

fn zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(folder: &std::path::Path) -> Paths {
        Paths {
            cache: folder.join("c"),
            data: folder.join("d"),
            config: folder.join("d"),
            state: folder.join("d"),
        }
    }

    fn known(failures: u32) -> Known {
        Known {
            health: Health {
                validators: Validators {
                    url: "https://lantern.example/feed".to_owned(),
                    etag: Some("\"a\"".to_owned()),
                    last_modified: None,
                },
                last_try: Some(100),
                failures,
                last_error: Some("lantern.example did not answer".to_owned()),
                way: Some("direct".to_owned()),
                last_status: Some(200),
                bytes: 12,
                ..Health::default()
            },
            listed: vec![Id::of(&["one"]), Id::of(&["two"])],
        }
    }

    #[test]
    fn the_last_line_of_a_source_counts_and_the_file_stays_small() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = paths(folder.path());
        let (one, two) = (OutletId::from_key("one"), OutletId::from_key("two"));
        let mut sources = Sources::open(&paths);
        let mut other = Sources::open(&paths);
        sources.keep(&[(two.clone(), known(7))]).expect("kept");
        for n in 0..2_000 {
            sources.keep(&[(one.clone(), known(n))]).expect("kept");
        }
        other.refresh();
        for sources in [&sources, &other, &Sources::open(&paths)] {
            assert_eq!(sources.get(&one), Some(&known(1_999)));
            assert_eq!(sources.get(&two), Some(&known(7)));
        }
        let length = std::fs::metadata(paths.cache.join("sources.jsonl")).map(|m| m.len());
        assert!(length.is_ok_and(|length| length < 2 * LEAST));
    }

    #[test]
    fn a_damaged_file_costs_its_lines_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = paths(folder.path());
        let id = OutletId::from_key("one");
        let path = paths.cache.join("sources.jsonl");
        Sources::open(&paths)
            .keep(&[(id.clone(), known(1))])
            .expect("kept");
        let mut bytes = std::fs::read(&path).expect("a file");
        bytes.extend_from_slice(b"\0\0 no line\n{\"o\":\"two\",\"cut");
        std::fs::write(&path, &bytes).expect("written");
        let mut sources = Sources::open(&paths);
        assert_eq!(sources.get(&id), Some(&known(1)));
        sources.keep(&[(id.clone(), known(2))]).expect("kept");
        assert_eq!(Sources::open(&paths).get(&id), Some(&known(2)));
    }
}
