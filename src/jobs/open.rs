//! A document taken into the cache.

use super::desk::Desk;
use super::shape;
use crate::chars::clean::one_line;
use crate::model::{Id, OutletId, When};
use crate::parse::profile::Profile;
use crate::parse::{self, Context, Force, MOST_BYTES, Parsed, Refusal};
use crate::store::{Added, StoreError};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What the reader says of a document that the document does not say itself.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Who publishes it.
    pub publisher: Option<String>,
    /// Its date.
    pub date: Option<When>,
    /// Whether it is to be split, or shown as one.
    pub force: Option<Force>,
}

/// A document that was taken in.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its id.
    pub id: Id,
    /// The outlet whose file holds it.
    pub publisher: OutletId,
    /// What it was read as.
    pub parsed: Parsed,
    /// What came of it in the cache.
    pub added: Added,
}

/// Why a document was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// It is a folder.
    #[error("it is a folder; name the files in it")]
    Folder,
    /// It can't be read.
    #[error("it cannot be read: {0}")]
    Unreadable(io::Error),
    /// It is no document of a kind that is known.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// It could not be kept.
    #[error("{}", not_kept(.0))]
    NotKept(#[from] StoreError),
}

/// Why a document was not kept: unlike a mark, it does not wait in memory.
fn not_kept(error: &StoreError) -> String {
    match error {
        StoreError::ReadOnly(folder) => {
            format!(
                "it was not kept: {} cannot be written",
                one_line(&folder.to_string_lossy())
            )
        }
        StoreError::Newer(file) => {
            let file = one_line(&file.to_string_lossy());
            format!("it was not kept: {file} comes from a newer tidings")
        }
        StoreError::DiskFull => "it was not kept: the disk is full".to_owned(),
        other => other.to_string(),
    }
}

/// Reads a file, `-` being standard input: 32 MiB at most.
pub fn read(path: &Path) -> Result<Vec<u8>, OpenError> {
    if path == Path::new("-") {
        return read_limited(io::stdin().lock(), None);
    }
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => OpenError::Missing,
        io::ErrorKind::IsADirectory => OpenError::Folder,
        _ => OpenError::Unreadable(error),
    })?;
    let about = file.metadata().map_err(OpenError::Unreadable)?;
    if about.is_dir() {
        return Err(OpenError::Folder);
    }
    read_limited(file, about.is_file().then_some(about.len()))
}

/// Reads up to the limit; `length` is how long it is said to be.
fn read_limited(source: impl Read, length: Option<u64>) -> Result<Vec<u8>, OpenError> {
    let too_large = |bytes| {
        OpenError::Refused(Refusal::TooLarge {
            bytes,
            limit: MOST_BYTES,
        })
    };
    if let Some(bytes) = length.filter(|bytes| *bytes > MOST_BYTES) {
        return Err(too_large(bytes));
    }
    let mut bytes = Vec::new();
    source
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(OpenError::Unreadable)?;
    match bytes.len() as u64 {
        read if read > MOST_BYTES => Err(too_large(read)),
        _ => Ok(bytes),
    }
}

/// The name of a file without its folders, on one line; `None` for standard input.
pub fn file_name(path: &Path) -> Option<String> {
    if path == Path::new("-") {
        return None;
    }
    path.file_name()
        .map(|name| one_line(&name.to_string_lossy()))
}

impl Desk {
    /// Takes a document into the data folder, from where nothing but the reader removes it.
    ///
    /// The same document again changes nothing; a newer version of an edition takes its place, and
    /// marks, positions and bookmarks stay.
    pub fn open_document(
        &mut self,
        bytes: &[u8],
        file_name: Option<&str>,
        given: &Given,
    ) -> Result<Opened, OpenError> {
        let mut parsed = self.parse(bytes, file_name, given)?;
        let name = parsed.digest.publisher.clone();
        let publisher = shape::outlet(name.as_deref().unwrap_or("Opened files"));
        let keys = vec![format!("text:{}", Id::of(&["text", &parsed.source]))];
        let known = self
            .store
            .known_edition(&publisher.id, &keys, &parsed.source);
        // What the reader decided of this edition holds for its next version, too.
        if let Some(force) = known.and_then(|id| self.decided(&publisher.id, id))
            && given.force.is_none()
        {
            let given = Given {
                force: Some(force),
                ..given.clone()
            };
            parsed = self.parse(bytes, file_name, &given)?;
        }
        let id = known.unwrap_or_else(|| shape::document_id(&publisher.id, &parsed.digest));
        let record = shape::record(&parsed, id, keys, self.now());
        let added = self.store.add_opened(&publisher, &[record])?;
        for complaint in &parsed.complaints {
            self.trouble(&publisher.name, complaint);
        }
        self.note(&publisher.name, &summary(&parsed, added));
        Ok(Opened {
            id,
            publisher: publisher.id,
            parsed,
            added,
        })
    }

    /// What the reader makes of a document, with the reader's profiles; nothing is kept.
    pub(super) fn parse(
        &self,
        bytes: &[u8],
        file_name: Option<&str>,
        given: &Given,
    ) -> Result<Parsed, Refusal> {
        parse(bytes, file_name, given, &self.profiles)
    }
}

/// What the reader makes of a document with these profiles. It needs no folder and leaves nothing.
pub fn parse(
    bytes: &[u8],
    file_name: Option<&str>,
    given: &Given,
    profiles: &[Profile],
) -> Result<Parsed, Refusal> {
    let context = Context {
        publisher: given.publisher.as_deref(),
        date: given.date,
        file_name,
        profiles,
        force: given.force,
    };
    parse::document(bytes, &context)
}

/// A line for the log, which has the publisher beside it: `22 Dec 2022 split in 3 by guess ~`.
fn summary(parsed: &Parsed, added: Added) -> String {
    let zone = jiff::tz::TimeZone::system();
    let date = parsed
        .digest
        .when
        .map_or_else(String::new, |w| format!("{} ", w.whole_date(&zone)));
    let split = match (parsed.digest.is_split(), parsed.guess) {
        (false, _) => "opened as one article".to_owned(),
        (true, guess) => {
            let guess = if guess { " by guess ~" } else { "" };
            format!("split in {}{guess}", parsed.digest.sections.len())
        }
    };
    let known = match added {
        Added { unchanged: 1.., .. } => ", known already",
        Added { updated: 1.., .. } => ", a newer version",
        _ => "",
    };
    format!("{date}{split}{known}")
}

/// A document in one line: `OVERLOOK, 22 Dec 2022: 3 sections, 4 related`, or `NOTES: 1 article`.
pub fn line(parsed: &Parsed, publisher: &str) -> String {
    let digest = &parsed.digest;
    let zone = jiff::tz::TimeZone::system();
    let date = digest
        .when
        .map_or_else(String::new, |w| format!(", {}", w.whole_date(&zone)));
    if !digest.is_split() {
        return format!("{publisher}{date}: 1 article");
    }
    let related = match digest.related.len() {
        0 => String::new(),
        n => format!(", {n} related"),
    };
    let guess = if parsed.guess {
        ", split by guess ~"
    } else {
        ""
    };
    format!(
        "{publisher}{date}: {} sections{related}{guess}",
        digest.sections.len()
    )
}
