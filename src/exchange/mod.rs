//! Lists of subscriptions from other readers, and for them.
//!
//! ```text
//! opml   the format that nearly every reader knows, read and written
//! urls   newsboat's list, read
//! ```

pub mod opml;
pub mod urls;

/// A list of subscriptions, as it stands in a file. Nothing in it is trusted: an address may be a
/// command, or name a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// What the list calls itself.
    pub title: Option<String>,
    /// Its feeds, in order.
    pub feeds: Vec<Listed>,
    /// How many more there are than are read.
    pub left_out: usize,
}

/// One feed of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Where it is, as it stands there.
    pub address: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// The folders it stands in, from the outside in.
    pub folder: Vec<String>,
    /// Its categories.
    pub tags: Vec<String>,
    /// The page of the outlet, for people.
    pub site: Option<String>,
    /// A program the feed was to pass through. It is never run, only named to the reader.
    pub filter: Option<String>,
}

/// So many feeds are read of one list.
const MOST_FEEDS: usize = 20_000;
/// The longest title, folder or tag, in characters.
const LONGEST: usize = 200;
/// The longest address, in bytes.
const LONGEST_ADDRESS: usize = 4_096;
/// So many tags are read of one feed.
const MOST_TAGS: usize = 32;

impl List {
    fn push(&mut self, feed: Listed) {
        if self.feeds.len() < MOST_FEEDS {
            self.feeds.push(feed);
        } else {
            self.left_out += 1;
        }
    }
}

/// A stranger's words on one line, and not too many of them.
fn short(text: &str) -> String {
    let line = crate::chars::clean::one_line(text);
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => line[..at].trim_end().to_owned(),
        None => line,
    }
}

/// A stranger's address: on one line, and empty where it is longer than any address.
fn address(text: &str) -> String {
    let line = crate::chars::clean::one_line(text);
    match line.len() {
        0..=LONGEST_ADDRESS => line,
        _ => String::new(),
    }
}
