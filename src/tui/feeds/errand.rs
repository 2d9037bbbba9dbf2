//! The list of subscriptions changed: what is to be done, as data, and how it is done, in a thread.

use crate::chars::clean::one_line;
use crate::jobs::Desk;
use crate::jobs::open::read;
use crate::jobs::subscriptions::{self, change};
use crate::log::{Entry, Log};
use crate::model::{Group, OutletId, Source, address};
use crate::settings::Subscriptions;
use crate::settings::subscriptions::Change;
use crate::store::Paths;
use std::path::{Path, PathBuf};

/// A change of the list. The second word is the outlet's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Another name.
    Rename(OutletId, String, String),
    /// Another group.
    Move(OutletId, String, Group),
    /// Asked no more, or asked again.
    Pause(OutletId, String, bool),
    /// Another address.
    Address(OutletId, String, String),
    /// Off the list. What is kept stays, and comes back when it is added again.
    Remove(OutletId, String),
    /// Back on the list, as it was.
    Restore(Box<Source>),
    /// What a file lists, onto the list.
    Import(String),
    /// The list into a new file.
    Export(String),
}

/// What came of an errand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// What is to be said of it.
    pub words: Result<String, String>,
    /// What was taken off the list and can be put back.
    pub removed: Option<Box<Source>>,
}

/// Does it.
pub(in crate::tui) fn run(errand: Errand, file: &Path, paths: &Paths) -> Ran {
    let mut removed = None;
    let words = match errand {
        Errand::Rename(id, name, title) => {
            let title = one_line(&title);
            let words = format!("Renamed: {name} is now {title}");
            changed(file, &id, &Change::Title(title), words)
        }
        Errand::Move(id, name, group) => {
            let words = match group.is_top() {
                true => format!("Moved: {name} stands in no group now"),
                false => format!("Moved: {name} stands in {group} now"),
            };
            changed(file, &id, &Change::Group(group), words)
        }
        Errand::Pause(id, name, paused) => {
            let words = match paused {
                true => format!("{name} is not asked any more. :pause again asks it"),
                false => format!("{name} is asked again"),
            };
            changed(file, &id, &Change::Paused(Some(paused)), words)
        }
        Errand::Address(id, name, address) => readdress(file, paths, &id, &address)
            .map(|address| format!("{name} is asked at {address} from now on")),
        Errand::Remove(id, name) => match Desk::open(paths.clone()).unsubscribe(file, &id) {
            Ok(source) => {
                let can_return = subscriptions::can_be_restored(&source);
                let undo = if can_return { ". u undoes" } else { "" };
                removed = can_return.then(|| Box::new(source));
                Ok(format!("Removed: {name}. Its bookmarks stay{undo}"))
            }
            Err(error) => Err(error.to_string()),
        },
        Errand::Restore(source) => {
            let back = Desk::open(paths.clone()).restore(file, &source);
            let words = format!("On the list again: {}", source.name());
            back.map(|()| words).map_err(|error| error.to_string())
        }
        Errand::Import(from) => import(&from, file, paths),
        Errand::Export(to) => export(&to, file),
    };
    Ran { words, removed }
}

fn changed(file: &Path, id: &OutletId, to: &Change, words: String) -> Result<String, String> {
    let done = change(file, id, to);
    done.map(|()| words).map_err(|error| error.to_string())
}

/// Another address, as it was typed: `https://` is taken for granted.
fn readdress(file: &Path, paths: &Paths, id: &OutletId, typed: &str) -> Result<String, String> {
    let whole = match typed.contains("://") {
        true => typed.to_owned(),
        false => format!("https://{typed}"),
    };
    let address = address::read(&whole).map_err(|error| error.to_string())?;
    let moved = subscriptions::readdress(file, paths, id, &address);
    moved.map(|()| address).map_err(|error| error.to_string())
}

fn import(from: &str, file: &Path, paths: &Paths) -> Result<String, String> {
    let path = path_of(from);
    let failed = |error: String| format!("{}: {error}", one_line(from));
    let bytes = read(&path).map_err(|error| failed(error.to_string()))?;
    let imported = Desk::open(paths.clone()).import(file, &bytes);
    let imported = imported.map_err(|error| failed(error.to_string()))?;
    let log = Log::open(&paths.state);
    let time = jiff::Timestamp::now().as_second();
    let unfiltered = imported.unfiltered.iter().map(|name| {
        let words = "added without its filter, which is a command".to_owned();
        (name, words)
    });
    let skipped = imported
        .skipped
        .iter()
        .map(|line| (&line.name, line.why.to_string()));
    for (subject, words) in skipped.chain(unfiltered) {
        log.note(Entry {
            time,
            trouble: true,
            subject: subject.clone(),
            words,
        });
    }
    let s = if imported.added == 1 { "" } else { "s" };
    let mut words = format!("Imported {} outlet{s}", imported.added);
    if imported.known > 0 {
        words.push_str(&format!("; {} known already", imported.known));
    }
    match imported.skipped.len() + imported.unfiltered.len() {
        0 => {}
        n => words.push_str(&format!("; {n} skipped (:log)")),
    }
    if imported.added > 0 {
        words.push_str(". R asks them");
    }
    Ok(words)
}

fn export(to: &str, file: &Path) -> Result<String, String> {
    let (list, skipped) = subscriptions::export(&Subscriptions::load(file));
    let name = one_line(to);
    match subscriptions::write_new(&path_of(to), &list) {
        Ok(()) => Ok(match skipped.len() {
            0 => format!("Written: {name}"),
            n => format!("Written: {name}, without {n} that are no address"),
        }),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(format!("{name} is there already and was not written over"))
        }
        Err(error) => Err(format!("{name} could not be written: {error}")),
    }
}

/// A path as it was typed; `~/` is the reader's own folder.
fn path_of(text: &str) -> PathBuf {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}
