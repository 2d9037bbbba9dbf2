//! What is no feed, and what it is instead.

use super::Advertised;
use crate::parse::MOST_BYTES;

/// What is no feed, and what it is instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.why())]
pub struct NotAFeed {
    /// What it is.
    pub kind: Instead,
    /// The feeds that a web page advertises, in its order; see [`best`].
    pub advertised: Vec<Advertised>,
}

/// What a document is that is no feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A web page.
    Html,
    /// Nothing that can be seen.
    Empty,
    /// JSON of another shape.
    Json,
    /// XML of another kind: the name of its first element.
    Xml(Option<String>),
    /// Some other text.
    Text,
    /// No text at all.
    Binary,
    /// A compressed file.
    Compressed,
    /// Larger than what is read: its size in bytes.
    TooLarge(u64),
}

impl Instead {
    /// Its short name, for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Instead::Html => "html",
            Instead::Empty => "empty",
            Instead::Json => "json",
            Instead::Xml(_) => "xml",
            Instead::Text | Instead::Binary | Instead::Compressed | Instead::TooLarge(_) => "text",
        }
    }
}

impl NotAFeed {
    pub(super) fn new(kind: Instead) -> NotAFeed {
        NotAFeed {
            kind,
            advertised: Vec::new(),
        }
    }

    fn why(&self) -> String {
        match &self.kind {
            Instead::Html => match self.advertised.len() {
                0 => "it is a web page that names no feed".to_owned(),
                1 => "it is a web page that names a feed".to_owned(),
                n => format!("it is a web page that names {n} feeds"),
            },
            Instead::Empty => "it is empty".to_owned(),
            Instead::Json => "it is JSON, but no JSON Feed".to_owned(),
            Instead::Xml(Some(name)) => format!("it is XML, but no feed: it opens with “{name}”"),
            Instead::Xml(None) => "it is XML without a feed in it".to_owned(),
            Instead::Text => "it is a text, and no feed".to_owned(),
            Instead::Binary => "it is no text in a charset that is known".to_owned(),
            Instead::Compressed => "it is a compressed file; unpack it first".to_owned(),
            Instead::TooLarge(bytes) => {
                let (size, most) = (bytes.div_ceil(1 << 20), MOST_BYTES >> 20);
                format!("it is too large: {size} MiB, and at most {most} MiB are read")
            }
        }
    }
}
