//! `session.json`: where the reader stopped, one small document kept between sessions.

use super::atomic::replace;
use super::error::StoreError;
use super::journal::open_file;
use super::lock::Lock;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A larger document is none of ours.
const LARGEST: u64 = 1 << 20;

/// Where the reader is, in words that the next start understands. A field that is missing is as at
/// a first start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The row of the outlets.
    pub selected: String,
    /// What is listed.
    pub list: String,
    /// The open article, by its id.
    pub article: Option<String>,
    /// The selected article, by its id.
    pub cursor: Option<String>,
    /// The pane with the keys: `outlets`, `list` or `page`.
    pub focus: String,
    /// The rows that are unfolded.
    pub unfolded: Vec<String>,
    /// The outlets whose files hold what is selected and open.
    pub outlets: Vec<String>,
}

/// What was kept; `None` when there is nothing, or nothing that can be read.
pub(crate) fn read(data: &Path) -> Option<Session> {
    let file = open_file(&path(data)).ok()?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Keeps `session` in the place of what was kept before.
pub(crate) fn keep(lock: &Lock, data: &Path, session: &Session) -> Result<(), StoreError> {
    replace(lock, &path(data), |out| {
        serde_json::to_writer(&mut *out, session)?;
        out.write_all(b"\n")
    })
}

fn path(data: &Path) -> PathBuf {
    data.join("session.json")
}
