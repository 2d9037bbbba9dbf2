//! An entry of a feed as a record of the cache.

use crate::chars::clean::one_line;
use crate::model::{Id, OutletId};
use crate::parse::feed::{Enclosure, Entry, Feed, identity};
use crate::parse::{self, tidy};
use crate::store::record::Record;
use std::collections::HashMap;
use std::fmt::Write;
use url::Url;

/// A date further ahead than this is a mistake of the feed, in seconds.
const AHEAD: i64 = 24 * 60 * 60;

/// A summary is kept to this many characters.
const SUMMARY: usize = 300;

/// A feed's entries as records of `outlet`, in the order of the feed, fetched at `now` (seconds
/// since 1970). An article's id hangs on the outlet and on what the feed calls it, never on the way
/// it came.
pub(in crate::jobs) fn records(feed: &Feed, outlet: &OutletId, now: i64) -> Vec<Record> {
    let mut links: HashMap<String, usize> = HashMap::new();
    for link in feed.entries.iter().filter_map(|e| e.link.as_deref()) {
        *links.entry(identity::identity(link)).or_default() += 1;
    }
    let entries = feed.entries.iter();
    let record = |entry: &Entry| {
        let link = entry.link.as_deref().map(identity::identity);
        let own_link = link.filter(|link| links.get(link) == Some(&1));
        record(entry, feed, outlet, own_link, now)
    };
    entries.map(record).collect()
}

/// `own_link` is the key of its address, where no other entry of the feed has the same.
fn record(
    entry: &Entry,
    feed: &Feed,
    outlet: &OutletId,
    own_link: Option<String>,
    now: i64,
) -> Record {
    let name = match entry.has_own_id {
        // `http://` became `https://`, `www.` came or went: it is the same one.
        true => identity::identity(&entry.id),
        false => entry.id.clone(),
    };
    let mut record = Record::new(Id::of(&[outlet.as_str(), &name]));
    let when = entry.published.or(entry.updated);
    record.set_when(when.filter(|when| when.seconds() <= now.saturating_add(AHEAD)));
    record.f = now;
    record.title.clone_from(&entry.title);
    record.url.clone_from(&entry.link);
    record.by = (entry.author.iter().chain(&feed.author).take(1).cloned()).collect();
    record.lang = entry.language.clone().or_else(|| feed.language.clone());
    record.tags.clone_from(&entry.categories);
    let base = entry.base.as_deref().and_then(|base| Url::parse(base).ok());
    let tidied = tidy::tidy(entry.html().unwrap_or_default(), base.as_ref());
    (record.w, record.m) = parse::words_and_minutes(&tidied.text);
    record.html = tidied.html + &attached(&entry.enclosures, entry.comments.as_deref());
    if entry.content.is_some()
        && let Some(summary) = &entry.summary
    {
        record.sum = short(&tidy::tidy(summary, base.as_ref()).text);
    }
    let words = identity::content_key(entry.title.as_deref().unwrap_or_default(), &tidied.text);
    let link = own_link.map(|link| format!("link:{}", Id::of(&["link", &link])));
    let words = words.map(|words| format!("words:{words}"));
    record.keys = link.into_iter().chain(words).collect();
    record
}

/// The first words of a summary; `None` where there are none.
fn short(text: &str) -> Option<String> {
    let line = one_line(text);
    let short: String = line.chars().take(SUMMARY).collect();
    (!short.is_empty()).then_some(short)
}

/// Files that belong to an entry, and where it is talked about, as HTML behind its text.
fn attached(enclosures: &[Enclosure], comments: Option<&str>) -> String {
    let mut html = String::new();
    if !enclosures.is_empty() {
        html.push_str("<ul>");
        for enclosure in enclosures {
            let name = enclosure
                .title
                .clone()
                .unwrap_or_else(|| file_name(&enclosure.url));
            let size = enclosure.length.filter(|n| *n > 0).map(size);
            let about: Vec<String> = enclosure.kind.iter().cloned().chain(size).collect();
            let about = match about.as_slice() {
                [] => String::new(),
                about => format!(" ({})", about.join(", ")),
            };
            let (url, name) = (escaped(&enclosure.url), escaped(&name));
            // Writing to a string never fails.
            let _ = write!(
                html,
                "<li><a href=\"{url}\">{name}</a>{}</li>",
                escaped(&about)
            );
        }
        html.push_str("</ul>");
    }
    if let Some(url) = comments {
        let _ = write!(html, "<p><a href=\"{}\">Comments</a></p>", escaped(url));
    }
    html
}

fn file_name(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    if name.is_empty() {
        address.to_owned()
    } else {
        name.to_owned()
    }
}

/// `3.4 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

fn escaped(text: &str) -> String {
    let text = one_line(text).replace('&', "&amp;");
    text.replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
