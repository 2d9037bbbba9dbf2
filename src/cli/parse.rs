//! `tidings parse`: what the reader makes of a file, without keeping it.

use super::args::Parse;
use super::{REFUSED, Settings, complain, import, json, print};
use crate::jobs::desk::profiles_of;
use crate::jobs::open::{self, Given, OpenError, file_name, line, read};
use crate::parse::{Force, Parsed, Refusal};
use std::fmt::Write as _;

/// Parses the file and prints what it is.
pub(super) fn run(parse: &Parse, settings: &Settings) -> u8 {
    let force = match parse.kind.as_deref() {
        None => None,
        Some("article") => Some(Force::Article),
        Some("digest") => Some(Force::Digest),
        Some("opml") => return import::show(parse),
        Some(kind) => {
            complain(&format!(
                "no kind “{kind}” in this version; there are digest, article and opml"
            ));
            return REFUSED;
        }
    };
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
    let parsed = read(&parse.file)
        .and_then(|bytes| Ok(open::parse(&bytes, name.as_deref(), &given, &profiles)?));
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
