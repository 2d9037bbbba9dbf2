//! A drop folder: a file that somebody carries in by hand, by mail or by ssh, where no net leads.

use super::error::FetchError;
use super::file;
use super::request::{Answer, Limits};
use crate::model::health::Validators;
use std::path::Path;

/// The newest file of the folder that fits the pattern.
///
/// # Errors
///
/// [`FetchError::Unfit`] when there is none, else as [`file::read`].
pub(super) fn newest(
    folder: &Path,
    pattern: Option<&str>,
    known: &Validators,
    limits: &Limits,
) -> Result<Answer, FetchError> {
    let files = file::list(folder, pattern, 1)?;
    match files.first() {
        Some(path) => file::read_strangers(path, known, limits),
        None => Err(FetchError::Unfit {
            host: format!("the folder {}", file::said(folder)),
            why: "holds no file that fits".to_owned(),
        }),
    }
}
