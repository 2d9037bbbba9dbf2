//! `outlets.json`: names and counts for the first frame. Derived from the other files; it may be
//! missing, stale or garbage at any time.

use super::atomic::replace;
use super::error::StoreError;
use super::ids::outlet_id;
use super::journal::{Stamp, VERSION};
use super::lock::Lock;
use crate::model::OutletId;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The file, and what was last seen of it.
#[derive(Clone, Debug)]
pub(crate) struct Outlets {
    path: PathBuf,
    stamp: Option<Stamp>,
    list: Vec<Line>,
    /// Whether the file is there and says nothing.
    broken: bool,
}

#[derive(Serialize, Deserialize)]
struct Document {
    v: u32,
    #[serde(default)]
    state: Extent,
    outlets: Vec<Line>,
}

/// Which file the counts were taken from, and how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Extent {
    #[serde(rename = "gen", default)]
    pub(crate) generation: u64,
    #[serde(default)]
    pub(crate) len: u64,
}

/// One outlet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Line {
    #[serde(with = "outlet_id")]
    pub(crate) id: OutletId,
    #[serde(default)]
    pub(crate) title: String,
    /// How many list lines that can be unread.
    #[serde(default)]
    pub(crate) n: usize,
    /// How many are.
    #[serde(default)]
    pub(crate) unread: usize,
    /// The length of its file in the cache.
    #[serde(default)]
    pub(crate) len: u64,
    #[serde(rename = "gen", default)]
    pub(crate) generation: u64,
    /// Its file of opened articles, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) opened: Option<Extent>,
}

impl Outlets {
    /// The list under the cache folder, not yet read.
    pub(crate) fn new(cache: &Path) -> Outlets {
        Outlets {
            path: cache.join("outlets.json"),
            stamp: None,
            list: Vec::new(),
            broken: false,
        }
    }

    /// Reads the list; what cannot be read is as good as missing.
    pub(crate) fn refresh(&mut self) {
        self.stamp = Stamp::of(&self.path);
        let bytes = self.stamp.and_then(|_| fs::read(&self.path).ok());
        let document = bytes.and_then(|b| serde_json::from_slice::<Document>(&b).ok());
        self.broken = self.stamp.is_some() && document.is_none();
        self.list = document.map(|d| d.outlets).unwrap_or_default();
    }

    /// Whether the file is another one than was read or written.
    pub(crate) fn changed(&self) -> bool {
        Stamp::of(&self.path) != self.stamp
    }

    /// Whether there is a list, good or not.
    pub(crate) fn is_there(&self) -> bool {
        self.stamp.is_some()
    }

    /// The list, where it is there and cannot be read.
    pub(crate) fn broken(&self) -> Option<&Path> {
        self.broken.then_some(self.path.as_path())
    }

    /// The name of an outlet, where the list knows one.
    pub(crate) fn name(&self, id: &OutletId) -> Option<&str> {
        let line = self.list.iter().find(|line| line.id == *id)?;
        Some(line.title.as_str()).filter(|title| !title.is_empty())
    }

    /// Writes the list anew.
    pub(crate) fn write(
        &mut self,
        lock: &Lock,
        state: Extent,
        list: Vec<Line>,
    ) -> Result<(), StoreError> {
        let document = Document {
            v: VERSION,
            state,
            outlets: list,
        };
        replace(lock, &self.path, |out| {
            serde_json::to_writer(&mut *out, &document)?;
            out.write_all(b"\n")
        })?;
        self.stamp = Stamp::of(&self.path);
        self.list = document.outlets;
        self.broken = false;
        Ok(())
    }
}
