//! What may stand on the command line.

use crate::chars::clean::one_line;
use crate::model::When;
use crate::settings;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A terminal newsreader for press reviews. Without a command, the reader opens.
#[derive(Debug, Parser)]
#[command(name = "tidings", version, about, disable_help_subcommand = true)]
pub struct Args {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options that stand before or after any command.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// The configuration, instead of config.toml in the configuration folder
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of what is never disposable: opened files, marks, bookmarks
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// The folder of what can be fetched again
    #[arg(long, global = true, value_name = "DIR")]
    pub cache_dir: Option<PathBuf>,
    /// Never use the network (this version has no command that does)
    #[arg(long, global = true)]
    pub offline: bool,
    /// Colours
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<Color>,
    /// Lines that only go down, without a screen
    #[arg(long, global = true)]
    pub plain: bool,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// As the terminal and NO_COLOR say.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl From<Color> for settings::ColorChoice {
    fn from(color: Color) -> settings::ColorChoice {
        match color {
            Color::Auto => settings::ColorChoice::Auto,
            Color::Always => settings::ColorChoice::Always,
            Color::Never => settings::ColorChoice::Never,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take files into the cache; on a terminal, read them there
    Open(Open),
    /// Show what the reader makes of a file, without keeping it
    Parse(Parse),
    /// Look for words in the headlines and texts of everything that is kept
    Search(Search),
}

/// `tidings open`.
#[derive(Debug, ClapArgs)]
pub struct Open {
    /// Files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Who publishes them
    #[arg(long, value_name = "NAME", value_parser = publisher)]
    pub publisher: Option<String>,
    /// Their date, YYYY-MM-DD (YYYY-MM or YYYY where the day is not known)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<When>,
}

/// `tidings parse`.
#[derive(Debug, ClapArgs)]
pub struct Parse {
    /// The file; - is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// As one JSON object
    #[arg(long)]
    pub json: bool,
    /// Name for each line its slot and the rule that put it there
    #[arg(long)]
    pub explain: bool,
    /// Read it as this kind: digest or article
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<String>,
    /// Who publishes it
    #[arg(long, value_name = "NAME", value_parser = publisher)]
    pub publisher: Option<String>,
    /// Its date, YYYY-MM-DD (YYYY-MM or YYYY where the day is not known)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<When>,
}

/// `tidings search`.
#[derive(Debug, ClapArgs)]
pub struct Search {
    /// Words, all of which must be found; '"words in quotes"' stand together
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    /// A line of JSON for each hit
    #[arg(long)]
    pub json: bool,
    /// The most hits, newest first
    #[arg(long, value_name = "N", default_value = "50", value_parser = limit)]
    pub limit: usize,
}

fn limit(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|n| *n > 0);
    limit.ok_or_else(|| format!("“{text}” is no number from 1 on"))
}

/// A name from a script may come from anywhere: it is cleaned like everything that comes in.
fn publisher(text: &str) -> Result<String, String> {
    let name = one_line(text);
    if name.is_empty() {
        return Err("a publisher has a name".to_owned());
    }
    Ok(name)
}

fn date(text: &str) -> Result<When, String> {
    let when = When::parse(text).filter(|when| !matches!(when, When::Instant(_)));
    when.ok_or_else(|| format!("“{text}” is no date; write 2022-12-22, 2022-12 or 2022"))
}
