//! Feeds: RSS of every version, Atom 0.3 and 1.0, CDF and JSON Feed, as they are found, not as they
//! should be. Bytes in, a feed and complaints out.

mod channel;
pub mod date;
pub mod discover;
mod field;
pub mod identity;
mod ids;
mod instead;
mod item;
mod json;
mod names;
mod node;
mod plain;
mod tree;
mod xml;

pub use discover::{Advertised, best};
pub use instead::{Instead, NotAFeed};

use super::charset::{self, Declared};
use super::{MOST_BYTES, html};
use crate::chars::clean;
use crate::model::block::Style;
use crate::model::{Block, Id, When};
use url::Url;

/// What the caller knows about a document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The HTTP content type, with its charset.
    pub content_type: Option<&'a str>,
    /// The address it was fetched from.
    pub url: Option<&'a str>,
}

/// The format of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RSS 0.90 (RDF of Netscape).
    Rss090,
    /// RSS 0.91 to 0.94.
    Rss09x,
    /// RSS 1.0 (RDF).
    Rss10,
    /// RSS 1.1.
    Rss11,
    /// RSS 2.0, and RSS that does not say its version.
    Rss20,
    /// Atom 0.3.
    Atom03,
    /// Atom 1.0 (RFC 4287).
    Atom10,
    /// Microsoft's Channel Definition Format.
    Cdf,
    /// JSON Feed 1.0.
    Json10,
    /// JSON Feed 1.1.
    Json11,
}

impl Format {
    /// Its short name, for programs: `rss20`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Rss090 => "rss090",
            Format::Rss09x => "rss09x",
            Format::Rss10 => "rss10",
            Format::Rss11 => "rss11",
            Format::Rss20 => "rss20",
            Format::Atom03 => "atom03",
            Format::Atom10 => "atom10",
            Format::Cdf => "cdf",
            Format::Json10 => "json10",
            Format::Json11 => "json11",
        }
    }
}

/// A feed. Texts are plain and clean; what is not known is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// Its format.
    pub format: Format,
    /// Its name.
    pub title: Option<String>,
    /// The page it belongs to, absolute where that can be known.
    pub link: Option<String>,
    /// What it says of itself.
    pub description: Option<String>,
    /// Its language, as it names it (`en-us`).
    pub language: Option<String>,
    /// Who writes it.
    pub author: Option<String>,
    /// When it last changed.
    pub updated: Option<When>,
    /// Where its picture is.
    pub icon: Option<String>,
    /// How often it may be asked for, where that is.
    pub pace: Pace,
    /// Its own addresses.
    pub links: Links,
    /// Its entries, as they stand.
    pub entries: Vec<Entry>,
    /// What went wrong, in sentences for the reader.
    pub complaints: Vec<String>,
    /// Whether the document ends before its end: what is missing is not gone.
    pub cut: bool,
}

/// When a feed wants to be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Minutes it stays as it is (`ttl`, `sy:updatePeriod`).
    pub ttl: Option<u32>,
    /// Hours of the day, UTC, 0 to 23, in which nothing changes.
    pub skip_hours: Vec<u8>,
    /// Days on which nothing changes; Monday is 0.
    pub skip_days: Vec<u8>,
}

/// Addresses a feed gives of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Where it lies.
    pub own: Option<String>,
    /// Its next page (RFC 5005).
    pub next: Option<String>,
    /// The older entries' archive (RFC 5005).
    pub archive: Option<String>,
    /// Who tells that it changed (WebSub).
    pub hub: Option<String>,
    /// Where it has moved to.
    pub moved: Option<String>,
}

/// An entry of a feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The id the feed gives it, as it stands; else its key in 16 hexadecimal digits.
    pub id: String,
    /// Whether `id` is the feed's own.
    pub has_own_id: bool,
    /// What makes it the same one tomorrow, and another one than the feed's others: made of its id
    /// where that tells it from the others, else of its address, else of its words.
    pub key: Id,
    /// Its headline, a plain line.
    pub title: Option<String>,
    /// Its page.
    pub link: Option<String>,
    /// Who wrote it, a plain line.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<When>,
    /// When it last changed.
    pub updated: Option<When>,
    /// What it says in short, HTML.
    pub summary: Option<String>,
    /// Its text, HTML as in the feed, without control characters.
    pub content: Option<String>,
    /// The address that relative addresses in its texts are relative to.
    pub base: Option<String>,
    /// Its language, where it differs from the feed's.
    pub language: Option<String>,
    /// Sound, pictures and files that belong to it.
    pub enclosures: Vec<Enclosure>,
    /// What it is about.
    pub categories: Vec<String>,
    /// Where it is talked about.
    pub comments: Option<String>,
    /// The feed it was taken from, in a feed that gathers others.
    pub source: Option<Source>,
}

/// A file that belongs to an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclosure {
    /// Where it is.
    pub url: String,
    /// Its media type.
    pub kind: Option<String>,
    /// Its size in bytes.
    pub length: Option<u64>,
    /// Its name.
    pub title: Option<String>,
}

/// The feed an entry was taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub title: Option<String>,
    /// Its address.
    pub link: Option<String>,
}

impl Entry {
    /// An entry of which nothing is known yet.
    fn empty() -> Entry {
        Entry {
            id: String::new(),
            has_own_id: false,
            key: Id::of(&[]),
            title: None,
            link: None,
            author: None,
            published: None,
            updated: None,
            summary: None,
            content: None,
            base: None,
            language: None,
            enclosures: Vec::new(),
            categories: Vec::new(),
            comments: None,
            source: None,
        }
    }

    /// Its text as HTML: the whole one, else the short one.
    pub fn html(&self) -> Option<&str> {
        self.content.as_deref().or(self.summary.as_deref())
    }

    /// Its text as plain lines, a paragraph on each. Reads the HTML anew each time.
    pub fn text(&self) -> String {
        let blocks = html::blocks(self.html().unwrap_or_default());
        let words = |block: &Block| -> String {
            // What stands for a picture or a frame is the page's, not the author's.
            let said = block.runs.iter().filter(|run| run.style != Style::Media);
            said.map(|run| run.text.as_str()).collect()
        };
        let lines: Vec<String> = blocks.iter().map(words).collect();
        clean::clean(&lines.join("\n")).trim().to_owned()
    }

    /// Keys that say that this is an entry known before, the best first: its own id, its address
    /// (see [`identity::identity`]), its words (see [`identity::content_key`]).
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        if self.has_own_id {
            keys.push(format!("id {}", identity::identity(&self.id)));
        }
        if let Some(link) = &self.link {
            keys.push(format!("link {}", identity::identity(link)));
        }
        let text = plain::line(self.html().unwrap_or_default(), plain::Kind::Html);
        let words = identity::content_key(self.title.as_deref().unwrap_or_default(), &text);
        keys.extend(words.map(|key| format!("words {key}")));
        keys
    }
}

/// Reads a feed.
///
/// # Errors
/// What is no feed says what it is instead; a web page, with the feeds it advertises.
pub fn read(bytes: &[u8], context: Context<'_>) -> Result<Feed, NotAFeed> {
    let size = bytes.len() as u64;
    if size > MOST_BYTES {
        return Err(NotAFeed::new(Instead::TooLarge(size)));
    }
    if bytes.starts_with(b"\x1f\x8b") || bytes.starts_with(b"PK\x03\x04") {
        return Err(NotAFeed::new(Instead::Compressed));
    }
    let url = context.url.and_then(|u| Url::parse(u).ok());
    let host = url.as_ref().and_then(Url::host_str);
    let decoded = charset::decode(
        bytes,
        Declared {
            http: context.content_type.and_then(charset_of),
            document: charset::named_in(bytes),
            tld: host.and_then(|h| h.rsplit('.').next()),
        },
    );
    let text = decoded
        .text
        .trim_start_matches(|c: char| c == '\u{feff}' || c == '\0' || c.is_whitespace());
    let mut read = of_text(text, url.as_ref())?;
    if decoded.lost > 0 {
        read.complaints.push(match decoded.lost {
            1 => format!("1 place was no {} and may be shown wrong", decoded.charset),
            n => format!(
                "{n} places were no {} and may be shown wrong",
                decoded.charset
            ),
        });
    }
    Ok(read)
}

/// Whether bytes open as a feed may: with a tag or a brace. Says so of other XML and JSON, too.
pub fn opens_like_one(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    let skipped =
        |b: &&u8| !(b.is_ascii_whitespace() || matches!(b, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff));
    matches!(start.iter().find(skipped), Some(b'<' | b'{'))
}

/// The charset in `text/xml; charset=utf-8`.
fn charset_of(content_type: &str) -> Option<&str> {
    let lower = content_type.to_ascii_lowercase();
    let at = lower.find("charset=")? + "charset=".len();
    content_type.get(at..)?.split(';').next()
}

fn of_text(text: &str, url: Option<&Url>) -> Result<Feed, NotAFeed> {
    if !text
        .chars()
        .any(|c| !c.is_whitespace() && !clean::is_dropped(c))
    {
        return Err(NotAFeed::new(Instead::Empty));
    }
    if text.starts_with(['{', '[']) {
        return json::read(text, url).ok_or(NotAFeed::new(Instead::Json));
    }
    if is_binary(text) {
        return Err(NotAFeed::new(Instead::Binary));
    }
    if !text.contains('<') {
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        let kind = if is_json {
            Instead::Json
        } else {
            Instead::Text
        };
        return Err(NotAFeed::new(kind));
    }
    let mut entries = Vec::new();
    let tree = if is_page(text) {
        None
    } else {
        tree::read(text, url, |node| entries.push(item::draft(&node)))
    };
    let Some(tree) = tree else {
        return Err(page(text, url));
    };
    let is_feed = match &tree.root {
        Some((tree::Root::Rdf, _)) => tree.is_rss || tree.channel.is_some() || !entries.is_empty(),
        Some(_) => true,
        None => false,
    };
    if is_feed && let Some(feed) = channel::feed(tree.clone(), entries, url) {
        return Ok(feed);
    }
    match tree.first {
        Some(first) if discover::looks_like_html(&first) => Err(page(text, url)),
        None if !text.starts_with("<?") && !text.starts_with("<!") => {
            Err(NotAFeed::new(Instead::Text))
        }
        _ if !text.starts_with('<') => Err(NotAFeed::new(Instead::Text)),
        first => Err(NotAFeed::new(Instead::Xml(
            first.map(|name| clean::one_line(&name)),
        ))),
    }
}

/// A web page, with the feeds it names.
fn page(text: &str, url: Option<&Url>) -> NotAFeed {
    NotAFeed {
        kind: Instead::Html,
        advertised: discover::advertised(text, url),
    }
}

/// Whether a document says at once that it is a web page.
fn is_page(text: &str) -> bool {
    let start = plain::cut(text, 256).to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Whether more than a hundredth of a text is NUL or what no charset could read.
fn is_binary(text: &str) -> bool {
    let start = plain::cut(text, 4096);
    let odd = start
        .chars()
        .filter(|c| matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{fffd}'))
        .count();
    odd > 4 && odd > start.len() / 50
}

#[cfg(test)]
mod tests;
