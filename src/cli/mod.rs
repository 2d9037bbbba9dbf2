//! The command line: one file a command, and what all of them share.

mod args;
mod json;
mod open;
mod parse;
pub mod plain;
mod search;

pub use args::{Args, Command, Global};

use crate::jobs::Desk;
use crate::model::Id;
use crate::settings::{Config, config};
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
    /// The configuration.
    pub config: Config,
    /// What is wrong with it, in sentences.
    pub words: Vec<String>,
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
        config,
        words,
    })
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
        Some(Command::Search(search)) => Next::End(search::run(&search, settings)),
    }
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
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => DONE,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => DONE,
        Err(error) => {
            complain(&format!("the answer could not be written: {error}"));
            NOT_KEPT
        }
    }
}
