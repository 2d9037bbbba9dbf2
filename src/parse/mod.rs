//! Bytes in, articles and complaints out: what a document is, read without files, net or clock.

pub mod charset;
mod count;
pub mod decode;
pub mod digest;
pub mod feed;
pub mod html;
mod name;
pub mod profile;
pub mod tidy;
mod tracking;

pub use count::{minutes, words, words_and_minutes};

use crate::model::{Digest, When};

/// What the caller knows about a document.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    /// Who publishes it, as the reader says (`--publisher`); wins over everything else.
    pub publisher: Option<&'a str>,
    /// When it was published, as the reader says (`--date`); wins over everything else.
    pub date: Option<When>,
    /// The file's name without its folders; `-` is no name.
    pub file_name: Option<&'a str>,
    /// The reader's own profiles.
    pub profiles: &'a [profile::Profile],
    /// What the reader decided about splitting.
    pub force: Option<Force>,
}

/// What the reader decided about splitting one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// One article, whatever it looks like.
    Article,
    /// The best split there is, even when it is unsure; without any candidate it stays one article.
    Digest,
}

/// Why a document was not read. Each displays as what is wrong with it, to stand after its name:
/// "notes.bin: it is not text in a charset that is known".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing in it can be seen.
    #[error("it is empty")]
    Empty,
    /// It is no text, or text in another encoding.
    #[error("it is not text in a charset that is known")]
    Binary,
    /// It is larger than what is read.
    #[error("it is too large: {} MiB, and at most {} MiB are read", bytes.div_ceil(1 << 20), limit >> 20)]
    TooLarge {
        /// How large it is.
        bytes: u64,
        /// How large it may be.
        limit: u64,
    },
}

/// The largest document that is read.
pub const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// What a document was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The review and its sections; one section without an outlet when it is one article.
    pub digest: Digest,
    /// What is kept of the document, whole: plain text cleaned, anything else as a small page.
    /// Parsed again with the same context it gives the same digest.
    pub source: String,
    /// How many words it has, markup not counted.
    pub words: u32,
    /// Whether the split is a guess (`~`).
    pub guess: bool,
    /// Whether it is shown as one article although it may be a digest.
    pub unsure: bool,
    /// What went wrong, in sentences for the reader.
    pub complaints: Vec<String>,
    /// Where each line that is not blank went, in source order.
    pub explain: Vec<Explained>,
}

/// Where one line of the source went, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The line in the cleaned source, counted from 1.
    pub line: usize,
    /// Its slot: `title`, `lead`, `section 2 head`, `related 1 title`, `boilerplate duplicate`, …
    pub slot: String,
    /// The name of the rule that put it there.
    pub rule: String,
    /// The line.
    pub text: String,
}

/// Reads a document.
///
/// # Errors
/// Content never fails; only what is empty, no text or too large is refused.
pub fn document(bytes: &[u8], context: &Context) -> Result<Parsed, Refusal> {
    digest::read(bytes, context)
}

/// The words alone of a kept source (see [`Parsed::source`]).
pub fn plain(source: &str) -> std::borrow::Cow<'_, str> {
    digest::words_of(source)
}

#[cfg(test)]
mod tests;
