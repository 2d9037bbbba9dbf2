//! `bookmarks.jsonl`: a full copy of every bookmarked article, so that a bookmark outlives the cache.

use super::articles::Segment;
use super::journal::Header;
use super::record::Record;
use crate::model::Outlet;
use std::path::Path;

/// The copies under the data folder, not yet read: lines as in a segment, each with the outlet it
/// was kept in. Whether a copy is a bookmark still is for the marks to say; a copy may stay longer.
pub(crate) fn copies(data: &Path) -> Segment {
    Segment::new(data.join("bookmarks.jsonl"), Header::new("bookmarks"), None)
}

/// The copy of `record`, kept in the file of `outlet`.
pub(crate) fn copy(record: &Record, outlet: &Outlet) -> Record {
    Record {
        kept_in: Some(outlet.id.clone()),
        kept_name: Some(outlet.name.clone()),
        ..record.clone()
    }
}

/// The record that `copy` is a copy of.
pub(crate) fn original(copy: Record) -> Record {
    Record {
        kept_in: None,
        kept_name: None,
        ..copy
    }
}
