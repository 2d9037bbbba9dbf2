//! The command line: one file a command, and what all of them share.

mod add;
mod args;
mod doctor;
mod export;
mod import;
mod json;
mod list;
mod open;
mod parse;
pub mod plain;
mod read;
mod refresh;
mod search;
mod show;
mod sources;
mod unread;
mod wipe;

pub use args::{Args, Command, Global};

use crate::jobs::Desk;
use crate::jobs::kept::Kept;
use crate::model::Id;
use crate::settings::{Config, config, subscriptions};
use crate::store::Paths;
use std::io::{self, Write};
use std::path::PathBuf;

/// Everything was done.
pub const DONE: u8 = 0;
/// Some of it was done.
pub const PARTLY: u8 = 1;
/// Wrong use or bad input: nothing was done.
pub const REFUSED: u8 = 2;
/// The cache or the data could not be written.
pub const NOT_KEPT: u8 = 3;

/// What is to happen after a command.
#[derive(Debug)]
pub enum Next {
    /// The program ends with this status.
    End(u8),
    /// The reader opens; `status` is what the program ends with after it.
    Read {
        /// The desk, as the command left it.
        desk: Box<Desk>,
        /// The document that was opened.
        show: Option<Id>,
        /// What is to be said first.
        words: Vec<String>,
        /// Whether standard input was read as a document: keys and commands come from elsewhere.
        input_taken: bool,
        /// The exit status after a quiet end.
        status: u8,
    },
}

/// The settings that every command starts with.
#[derive(Debug)]
pub struct Settings {
    /// Where everything lies.
    pub paths: Paths,
    /// The file of the configuration, whether it is there or not.
    pub file: PathBuf,
    /// The configuration.
    pub config: Config,
    /// What is wrong with it, in sentences.
    pub words: Vec<String>,
    /// Whether the network is never to be used.
    pub offline: bool,
}

/// Finds the folders and reads the configuration.
///
/// # Errors
/// A sentence: no home is known, or the named configuration cannot be read.
pub fn settings(global: &Global) -> anyhow::Result<Settings> {
    let paths = Paths::find(global.data_dir.clone(), global.cache_dir.clone())?;
    let named = global.config.is_some();
    let file: PathBuf = global
        .config
        .clone()
        .unwrap_or_else(|| paths.config.join("config.toml"));
    let (mut config, words) = config::load(&file, named)?;
    if let Some(color) = global.color {
        config.color = color.into();
    }
    Ok(Settings {
        paths,
        file,
        config,
        words,
        offline: global.offline,
    })
}

impl Settings {
    /// The file of the subscriptions, whether it is there or not.
    pub fn subscriptions(&self) -> PathBuf {
        subscriptions::beside(&self.file)
    }
}

/// Carries a command out. `interactive` says whether a reader can open on a terminal afterwards.
pub fn run(command: Option<Command>, settings: &Settings, interactive: bool) -> Next {
    match command {
        None => {
            let desk = Box::new(Desk::open(settings.paths.clone()));
            Next::Read {
                desk,
                show: None,
                words: Vec::new(),
                input_taken: false,
                status: DONE,
            }
        }
        Some(Command::Open(open)) => open::run(&open, settings, interactive),
        Some(Command::Parse(parse)) => Next::End(parse::run(&parse, settings)),
        Some(Command::List(list)) => Next::End(list::run(&list, settings)),
        Some(Command::Show(show)) => Next::End(show::run(&show, settings)),
        Some(Command::Read(read)) => Next::End(read::run(&read, settings)),
        Some(Command::Unread(unread)) => Next::End(unread::run(&unread, settings)),
        Some(Command::Doctor(doctor)) => Next::End(doctor::run(&doctor, settings)),
        Some(Command::Wipe(wipe)) => Next::End(wipe::run(&wipe, settings)),
        Some(Command::Search(search)) => Next::End(search::run(&search, settings)),
        Some(Command::Add(args)) => Next::End(add::run(&args, settings)),
        Some(Command::Refresh(args)) => Next::End(refresh::run(&args, settings)),
        Some(Command::Import(import)) => Next::End(import::run(&import, settings)),
        Some(Command::Export(export)) => Next::End(export::run(&export, settings)),
        Some(Command::Remove(remove)) => Next::End(sources::remove(&remove.name, settings)),
        Some(Command::Rename(to)) => Next::End(sources::rename(&to.name, &to.title, settings)),
        Some(Command::Move(to)) => Next::End(sources::shift(&to.name, &to.group, settings)),
    }
}

/// The exit status where there are no settings to carry `command` out with.
pub fn refused(command: Option<&Command>) -> u8 {
    match command {
        // There 2 says that there is something to read.
        Some(Command::Unread(unread)) if unread.status => unread::UNKNOWN,
        _ => REFUSED,
    }
}

/// Says on standard error what is wrong with the configuration and with what is kept.
fn warn(settings: &Settings, kept: &Kept) {
    let words = settings.words.iter().chain(kept.troubles());
    words.for_each(|words| complain(words));
}

/// Says on standard error what went wrong. Nothing of a source's control characters gets through.
pub fn complain(words: &str) {
    tell(&format!("tidings: {words}"));
}

/// Says something on standard error that is not wrong, but no answer for a pipe either.
fn tell(words: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "{}", crate::chars::clean::one_line(words));
}

/// Writes to standard output. A reader that went away (`| head`) is no error.
fn print(text: &str) -> u8 {
    print_each([text])
}

/// As [`print`], piece by piece: what is long is never held whole.
fn print_each<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> u8 {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut texts = texts.into_iter();
    let written = texts.try_for_each(|text| out.write_all(text.as_ref().as_bytes()));
    match written.and_then(|()| out.flush()) {
        Ok(()) => DONE,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => DONE,
        Err(error) => {
            complain(&format!("the answer could not be written: {error}"));
            NOT_KEPT
        }
    }
}
