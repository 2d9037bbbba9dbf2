//! `tidings parse`: what the reader makes of a file, without keeping it.

use super::args::Parse;
use super::{REFUSED, Settings, complain, import, json, print};
use crate::jobs::desk::profiles_of;
use crate::jobs::open::{self, Given, OpenError, file_name, line, read};
use crate::parse::feed::{self, Feed};
use crate::parse::{Force, Parsed, Refusal};
use std::fmt::Write as _;

/// Parses the file and prints what it is.
pub(super) fn run(parse: &Parse, settings: &Settings) -> u8 {
    let force = match parse.kind.as_deref() {
        None | Some("feed") => None,
        Some("article") => Some(Force::Article),
        Some("digest") => Some(Force::Digest),
        Some("opml") => return import::show(parse),
        Some(kind) => {
            complain(&format!(
                "no kind “{kind}” in this version; there are feed, digest, article and opml"
            ));
            return REFUSED;
        }
    };
    let bytes = read(&parse.file);
    if let (Ok(bytes), None) = (&bytes, force)
        && let Some(code) = as_feed(bytes, parse)
    {
        return code;
    }
    let given = Given {
        publisher: parse.publisher.clone(),
        date: parse.date,
        force,
    };
    let name = file_name(&parse.file);
    // No desk: it opens the log and mends what is kept, and here nothing may be left or touched.
    let (profiles, wrong) = profiles_of(&settings.paths);
    settings.words.iter().for_each(|words| complain(words));
    wrong.iter().for_each(|words| complain(words));
    let parsed =
        bytes.and_then(|bytes| Ok(open::parse(&bytes, name.as_deref(), &given, &profiles)?));
    match parsed {
        Ok(parsed) if parse.json => print(&json::parsed(&parsed, parse.explain, force)),
        Ok(parsed) => print(&words(&parsed, parse.explain)),
        Err(error) => {
            let words = format!("{}: {error}", parse.file.display());
            if parse.json {
                print(&json::refused(kind(&error), &error.to_string()));
            }
            complain(&words);
            REFUSED
        }
    }
}

/// Prints the file as a feed. Where that was not asked for, `None` for what is none.
fn as_feed(bytes: &[u8], parse: &Parse) -> Option<u8> {
    let asked = parse.kind.is_some();
    if !asked && !feed::opens_like_one(bytes) {
        return None;
    }
    match feed::read(bytes, feed::Context::default()) {
        Ok(feed) if parse.json => Some(print(&json::feed::read(&feed))),
        Ok(feed) => Some(print(&feed_words(&feed))),
        Err(_) if !asked => None,
        Err(not) => {
            if parse.json {
                print(&json::feed::refused(&not));
            }
            complain(&format!("{}: {not}", parse.file.display()));
            for found in &not.advertised {
                let title = found.title.as_deref().unwrap_or(&found.kind);
                complain(&format!("{} ({title})", found.url));
            }
            Some(REFUSED)
        }
    }
}

/// A feed in words: a line for the whole and one for each entry.
fn feed_words(feed: &Feed) -> String {
    let title = feed.title.as_deref().unwrap_or("No title");
    let entries = match feed.entries.len() {
        1 => "1 entry".to_owned(),
        n => format!("{n} entries"),
    };
    let mut out = format!("{title}: {entries} ({})\n", feed.format.name());
    for complaint in &feed.complaints {
        let _ = writeln!(out, "! {complaint}");
    }
    for entry in &feed.entries {
        let title = entry.title.as_deref().unwrap_or("(no headline)");
        let when = entry.published.or(entry.updated);
        let when = when.map_or_else(|| "no date".to_owned(), |w| w.to_string());
        let _ = writeln!(out, "{when}  {title}");
    }
    out
}

/// The word for why a file was refused.
fn kind(error: &OpenError) -> &'static str {
    match error {
        OpenError::Refused(Refusal::Empty) => "empty",
        OpenError::Refused(Refusal::Binary) => "binary",
        OpenError::Refused(Refusal::TooLarge { .. }) => "large",
        _ => "unreadable",
    }
}

/// A document in words: a line for the whole and one for each part, or, explained, one for each
/// line of the source.
fn words(parsed: &Parsed, explain: bool) -> String {
    let digest = &parsed.digest;
    let publisher = digest.publisher.as_deref().unwrap_or("No publisher");
    let mut out = format!("{}\n", line(parsed, publisher));
    for complaint in &parsed.complaints {
        let _ = writeln!(out, "! {complaint}");
    }
    if explain {
        for e in &parsed.explain {
            let _ = writeln!(
                out,
                "{:>5}  {:<24} {:<16} {}",
                e.line, e.slot, e.rule, e.text
            );
        }
        return out;
    }
    if let Some(title) = &digest.title {
        let _ = writeln!(out, "title: {title}");
    }
    for section in &digest.sections {
        let outlet = section.outlet.as_deref().unwrap_or("(the publisher)");
        let headline = section.headline.as_deref().unwrap_or("(no headline)");
        let cuts = match section.cuts() {
            0 => String::new(),
            n => format!(", {n} cuts"),
        };
        let _ = writeln!(
            out,
            "{outlet}: {headline} ({} blocks{cuts})",
            section.blocks.len()
        );
    }
    for related in &digest.related {
        let _ = writeln!(out, "related: {}", related.title);
    }
    out
}
