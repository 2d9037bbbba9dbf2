//! `session.json`: where the reader stopped, one small document kept between sessions.

use super::atomic::replace;
use super::error::StoreError;
use super::journal::open_file;
use super::lock::Lock;
use serde_json::Value;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A larger document is none of ours.
const LARGEST: u64 = 1 << 20;

/// What was kept; `None` when there is nothing, or nothing that can be read.
pub(crate) fn read(data: &Path) -> Option<Value> {
    let file = open_file(&path(data)).ok()?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Keeps `value` in the place of what was kept before.
pub(crate) fn keep(lock: &Lock, data: &Path, value: &Value) -> Result<(), StoreError> {
    replace(lock, &path(data), |out| {
        serde_json::to_writer(&mut *out, value)?;
        out.write_all(b"\n")
    })
}

fn path(data: &Path) -> PathBuf {
    data.join("session.json")
}
