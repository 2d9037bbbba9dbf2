//! What may stand on the command line.

use crate::chars::clean::one_line;
use crate::model::When;
use crate::settings;
use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};
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
    /// Never use the network
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
    /// List what is kept, a line each
    List(List),
    /// Print what is kept of an article, a digest or a section
    Show(Show),
    /// Print an article, or a file, as a page
    Read(Read),
    /// Print how many articles are unread
    Unread(Unread),
    /// Say where everything lies, and what is wrong with it
    Doctor(Doctor),
    /// Remove the cache, or set aside everything that was opened and marked
    Wipe(Wipe),
    /// Look for words in the headlines and texts of everything that is kept
    Search(Search),
    /// Subscribe to a feed, to a site that has one, or to a feed in a file
    Add(Add),
    /// Ask the sources for what is new
    Refresh(Refresh),
    /// Subscribe to the feeds of a list: OPML, or newsboat's urls
    Import(Import),
    /// Give the subscriptions to other readers, as OPML
    Export(Export),
    /// Give a subscription up; what is kept comes back when it is added again
    Remove(Remove),
    /// Call a subscription something else
    Rename(Rename),
    /// Put a subscription into a group
    Move(Move),
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

/// `tidings add`.
#[derive(Debug, ClapArgs)]
pub struct Add {
    /// Its address (https:// may be left out), or the path of a file or a folder
    #[arg(value_name = "ADDRESS")]
    pub address: String,
    /// What it is to be called
    #[arg(long, value_name = "TITLE", value_parser = publisher)]
    pub title: Option<String>,
    /// The group it is put in; Abroad/Balkans is a group in a group
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// A word for it; may be said more than once
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
}

/// `tidings refresh`.
#[derive(Debug, ClapArgs)]
pub struct Refresh {
    /// Only these: ids, titles or addresses
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Only what is due, by its interval and by its server's word; for cron
    #[arg(long)]
    pub due: bool,
    /// Say only what went wrong
    #[arg(long, conflicts_with = "json")]
    pub quiet: bool,
    /// A line of JSON for each source
    #[arg(long)]
    pub json: bool,
    /// Change the list where a source has moved for good
    #[arg(long)]
    pub accept_moves: bool,
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
    /// Read it as this kind: feed, digest, article or opml
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<String>,
    /// Who publishes it
    #[arg(long, value_name = "NAME", value_parser = publisher)]
    pub publisher: Option<String>,
    /// Its date, YYYY-MM-DD (YYYY-MM or YYYY where the day is not known)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<When>,
}

/// `tidings list`.
#[derive(Debug, ClapArgs)]
pub struct List {
    /// What is listed
    #[arg(value_name = "WHAT")]
    pub what: What,
    /// Only of this outlet: its id, or its name in any spelling
    #[arg(long, value_name = "OUTLET")]
    pub outlet: Option<String>,
    /// Only what is unread
    #[arg(long)]
    pub unread: bool,
    /// Only what is bookmarked
    #[arg(long)]
    pub bookmarked: bool,
    /// As JSON Lines, one object a line
    #[arg(long)]
    pub json: bool,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Who wrote or published something.
    Outlets,
    /// Articles, and the sections of digests.
    Articles,
    /// Subscriptions.
    Sources,
}

/// `tidings show`.
#[derive(Debug, ClapArgs)]
pub struct Show {
    /// The id of an article, a digest or a section
    #[arg(value_name = "ID")]
    pub id: String,
    /// As it is stored, one JSON object on one line
    #[arg(long, conflicts_with_all = ["text", "html"])]
    pub json: bool,
    /// As plain text (this is the default)
    #[arg(long, conflicts_with = "html")]
    pub text: bool,
    /// Its text in HTML
    #[arg(long)]
    pub html: bool,
}

/// `tidings read`.
#[derive(Debug, ClapArgs)]
pub struct Read {
    /// A file, or the id of an article, a digest or a section; - is standard input
    #[arg(value_name = "ID|FILE")]
    pub what: String,
    /// Read a file as this kind: html, page, feed or digest
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<String>,
    /// The columns of a line; 80 where it is not said
    #[arg(long, value_name = "N", value_parser = columns)]
    pub width: Option<usize>,
}

/// `tidings unread`.
#[derive(Debug, ClapArgs)]
pub struct Unread {
    /// Print nothing; end with 2 if anything is unread, 0 if nothing is, 1 if that is not known
    #[arg(long)]
    pub status: bool,
}

/// `tidings doctor`.
#[derive(Debug, ClapArgs)]
pub struct Doctor {
    /// Mend what is damaged, and build anew what is derived
    #[arg(long)]
    pub repair: bool,
}

/// `tidings wipe`.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("what").required(true).args(["cache", "all"])))]
pub struct Wipe {
    /// Remove the cache
    #[arg(long)]
    pub cache: bool,
    /// Move marks, bookmarks and opened files into a folder tidings-DATE beside them
    #[arg(long)]
    pub all: bool,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
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

/// `tidings import`.
#[derive(Debug, ClapArgs)]
pub struct Import {
    /// The list; - is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `tidings export`.
#[derive(Debug, ClapArgs)]
pub struct Export {
    /// The new file; without one, or with -, standard output
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// `tidings remove`.
#[derive(Debug, ClapArgs)]
pub struct Remove {
    /// Its id, its title or its address
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// `tidings rename`.
#[derive(Debug, ClapArgs)]
pub struct Rename {
    /// Its id, its title or its address
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What it is called from now on
    #[arg(value_name = "TITLE", value_parser = title)]
    pub title: String,
}

/// `tidings move`.
#[derive(Debug, ClapArgs)]
pub struct Move {
    /// Its id, its title or its address
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The group, Outer/Inner where one is in another; / is none
    #[arg(value_name = "GROUP")]
    pub group: String,
}

fn title(text: &str) -> Result<String, String> {
    let title = one_line(text);
    match title.is_empty() {
        true => Err("a title has letters".to_owned()),
        false => Ok(title),
    }
}

fn limit(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|n| *n > 0);
    limit.ok_or_else(|| format!("“{text}” is no number from 1 on"))
}

fn columns(text: &str) -> Result<usize, String> {
    let columns = text.parse().ok().filter(|n| (1..=1000).contains(n));
    columns.ok_or_else(|| format!("“{text}” is no width; it goes from 1 to 1000 columns"))
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
