//! `tidings wipe`: the cache removed, or everything set aside, once the reader said so.

use super::args::Wipe;
use super::{NOT_KEPT, REFUSED, Settings, complain, print};
use crate::jobs::housekeeping;
use crate::store::StoreError;
use std::io::{self, BufRead, IsTerminal, Write};

/// Asks, and does it.
pub(super) fn run(wipe: &Wipe, settings: &Settings) -> u8 {
    let paths = &settings.paths;
    let question = if wipe.cache {
        let (all, unlisted) = housekeeping::cached(paths);
        let articles = match all {
            0 => "No article is".to_owned(),
            1 => "1 article is".to_owned(),
            n => format!("{n} articles are"),
        };
        let lost = match unlisted {
            0 => "",
            1 => " 1 of them no source lists any more; it cannot be fetched again.",
            n => &format!(" {n} of them no source lists any more; they cannot be fetched again."),
        };
        let folder = paths.cache.display();
        format!("{articles} in the cache folder {folder}.{lost} Remove the cache?")
    } else {
        let folder = paths.data.display();
        format!(
            "Marks, bookmarks and opened files in {folder} are moved into a folder beside them. \
             Do it?"
        )
    };
    if !wipe.yes {
        match ask(&question) {
            Some(true) => {}
            Some(false) => return print("Nothing was changed.\n"),
            None => {
                complain("there is no terminal to ask at; add --yes where it is meant");
                return REFUSED;
            }
        }
    }
    let done = if wipe.cache {
        housekeeping::wipe_cache(paths).map(|removed| match removed {
            0 => "There was no cache to remove.\n".to_owned(),
            _ => "The cache was removed.\n".to_owned(),
        })
    } else {
        housekeeping::wipe_all(paths).map(|folder| match folder {
            None => "There was nothing to set aside.\n".to_owned(),
            Some(folder) => format!("Everything was moved to {}\n", folder.display()),
        })
    };
    match done {
        Ok(words) => print(&crate::chars::clean::clean(&words)),
        Err(error) => {
            complain(&said(&error));
            NOT_KEPT
        }
    }
}

/// What went wrong. What the store says of a write that must wait is for an open reader.
fn said(error: &StoreError) -> String {
    match error {
        StoreError::Busy(folder) => {
            let folder = folder.display();
            format!("another tidings is writing in {folder}, and nothing was changed")
        }
        StoreError::ReadOnly(path) => format!("{} cannot be written", path.display()),
        error => error.to_string(),
    }
}

/// Whether the reader says yes; `None` where there is no terminal to ask at. Anything but a `y` is
/// no.
fn ask(question: &str) -> Option<bool> {
    let (stdin, mut out) = (io::stdin(), io::stderr());
    if !stdin.is_terminal() || !out.is_terminal() {
        return None;
    }
    let question = crate::chars::clean::one_line(question);
    write!(out, "{question} y/n ")
        .and_then(|()| out.flush())
        .ok()?;
    let mut line = String::new();
    stdin.lock().read_line(&mut line).ok()?;
    Some(matches!(line.trim(), "y" | "Y" | "yes"))
}
