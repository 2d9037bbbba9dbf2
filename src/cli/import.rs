//! `tidings import`: the feeds of another reader's list, and what such a list holds.

use super::args::{Import, Parse};
use super::sources::status;
use super::{DONE, PARTLY, REFUSED, Settings, complain, json, print, print_each};
use crate::jobs::Desk;
use crate::jobs::open::read;
use crate::jobs::subscriptions::{ImportError, Imported, read_list, wanted};
use std::fmt::Write as _;

/// Subscribes to what is new in the list, and says what was not taken.
pub(super) fn run(args: &Import, settings: &Settings) -> u8 {
    settings.words.iter().for_each(|words| complain(words));
    let name = args.file.display();
    let bytes = match read(&args.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            complain(&format!("{name}: {error}"));
            return REFUSED;
        }
    };
    let mut desk = Desk::open(settings.paths.clone());
    match desk.import(&settings.subscriptions(), &bytes) {
        Ok(imported) => {
            let all = imported.skipped.is_empty() && imported.unfiltered.is_empty();
            print(&words(&imported)).max(if all { DONE } else { PARTLY })
        }
        Err(ImportError::NotKept(error)) => {
            complain(&error.to_string());
            status(&error)
        }
        Err(error) => {
            complain(&format!("{name}: {error}"));
            REFUSED
        }
    }
}

/// `12 added, 3 known already, 2 skipped:`, and a line for each that was.
fn words(imported: &Imported) -> String {
    let Imported {
        added,
        known,
        skipped,
        unfiltered,
        ..
    } = imported;
    let mut out = format!("{added} added, {known} known already");
    match skipped.len() {
        0 => out.push('\n'),
        n => {
            let _ = writeln!(out, ", {n} skipped:");
        }
    }
    for line in skipped {
        let _ = writeln!(out, "  {}: {}", line.name, line.why);
    }
    for name in unfiltered {
        let _ = writeln!(
            out,
            "  {name}: added without its filter, which is a command"
        );
    }
    out
}

/// `tidings parse --as opml`: the feeds of a list, without keeping them.
pub(super) fn show(args: &Parse) -> u8 {
    let name = args.file.display();
    let list = read(&args.file).map_err(|error| error.to_string());
    match list.and_then(|bytes| read_list(&bytes).map_err(|error| error.to_string())) {
        Ok(list) if args.json => print(&json::feeds(&list)),
        Ok(list) => print_each(list.feeds.iter().map(|feed| {
            let folder = match feed.folder.as_slice() {
                [] => String::new(),
                names => format!(", in {}", names.join("/")),
            };
            let skipped = wanted(feed).err();
            let skipped = skipped.map_or_else(String::new, |why| format!(" ({why})"));
            format!("{}: {}{folder}{skipped}\n", feed.title, feed.address)
        })),
        Err(error) => {
            if args.json {
                print(&json::refused("opml", &error));
            }
            complain(&format!("{name}: {error}"));
            REFUSED
        }
    }
}
