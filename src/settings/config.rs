//! The configuration: one TOML file, read once. A wrong line is named, and its default holds.

mod reader;

use super::mend::{mended, table};
use super::pace::Pace;
use super::subscriptions::lost_a_way;
use super::theme;
use super::theme::look::Look;
use crate::chars::ascii::Signs;
use crate::chars::clean::one_line;
use crate::model::SourceSettings;
use crate::text::Options;
use crate::text::role::Role;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// What the reader has chosen; whatever they left out has its default.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Whether the program opens where it was left.
    pub resume: bool,
    /// When an article counts as read.
    pub mark_read: MarkRead,
    /// Which signs are drawn.
    pub signs: SignsChoice,
    /// Whether colours are used; `color` in the file.
    pub color: ColorChoice,
    /// The name of the theme.
    pub theme: String,
    /// How a selected title is shown; `None` chooses by the line, see [`theme::Theme::build`].
    pub selection: Option<Selection>,
    /// How many columns of text a line has at most.
    pub measure: u16,
    /// Whether lines are filled up to the same width.
    pub justify: bool,
    /// Whether words are parted at the end of a line, in the languages that are known.
    pub hyphenation: bool,
    /// Who puts text that runs from right to left into the order it is seen in.
    pub bidi: Bidi,
    /// Whether the terminal draws characters of ambiguous width in two columns; `ambiguous_width`
    /// in the file.
    pub wide: bool,
    /// The lines of `[keys]` and its panes, in their order. What they mean is for the keymap.
    pub keys: Vec<KeyLine>,
    /// The reader's own looks, from `[theme.roles]`, in the order of their lines.
    pub roles: Vec<(Role, Look)>,
    /// How sources are fetched that do not say it themselves, nor their groups; `[fetch]`.
    pub fetch: SourceSettings,
    /// How the network is used, all in all; `[fetch]` too.
    pub pace: Pace,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            resume: true,
            mark_read: MarkRead::Open,
            signs: SignsChoice::Auto,
            color: ColorChoice::Auto,
            theme: theme::DEFAULT.to_owned(),
            selection: None,
            measure: 76,
            justify: false,
            hyphenation: false,
            bidi: Bidi::Auto,
            wide: false,
            keys: Vec::new(),
            roles: Vec::new(),
            fetch: SourceSettings::default(),
            pace: Pace::default(),
        }
    }
}

impl Config {
    /// How texts are laid out with these signs; `reorders` says that the terminal turns text that
    /// runs from right to left by itself.
    pub fn layout(&self, signs: &Signs, reorders: bool) -> Options {
        Options {
            justify: self.justify,
            hyphenate: self.hyphenation,
            bidi: match self.bidi {
                Bidi::Auto => !reorders,
                Bidi::On => true,
                Bidi::Off => false,
            },
            wide: self.wide,
            ..Options::new(usize::from(self.measure), signs)
        }
    }
}

/// Who puts text that runs from right to left into the order it is seen in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bidi {
    /// The terminal where it is known to do so, else the program.
    Auto,
    /// The program.
    On,
    /// The terminal.
    Off,
}

/// When an article counts as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkRead {
    /// As soon as it is opened.
    Open,
    /// When its end was on the screen.
    End,
    /// Only by hand.
    Never,
}

/// Which signs are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignsChoice {
    /// What the terminal and the locale can show.
    Auto,
    /// `▌ ● ◆` and the like, whatever the terminal says.
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// Whether colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorChoice {
    /// What the terminal and `NO_COLOR` say.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a selected title is shown, beside its bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// In bold.
    Bold,
    /// By the bar alone: the title keeps its weight, and a move costs the fewest bytes.
    Bar,
    /// In reverse, for low sight.
    Reverse,
}

/// A line of `[keys]`: this key is to do that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// The pane it holds in: one of [`PLACES`], or everywhere.
    pub place: Option<String>,
    /// The key as it was written.
    pub key: String,
    /// The name of the action as it was written.
    pub action: String,
    /// Its line in the file, counted from one.
    pub line: usize,
}

/// The tables `[keys]` may have inside it.
pub const PLACES: [&str; 3] = ["list", "outlets", "page"];

/// A larger file is no configuration.
const MOST_BYTES: u64 = 1 << 20;
/// So many wrong lines are named one by one; a file that is something else has thousands.
const MOST_NAMED: usize = 40;

/// Why a configuration that was asked for by name cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such file.
    #[error("the configuration {} is not there", shown(.0))]
    Missing(PathBuf),
    /// It is there and cannot be read.
    #[error("the configuration {} cannot be read: {}", shown(.0), why(.1))]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// It is larger than a configuration can be.
    #[error("the configuration {} is larger than 1 MiB", shown(.0))]
    TooLarge(PathBuf),
}

/// Reads the configuration at `path`, and gives a sentence for each wrong line. A file asked for
/// by name must be there; without the default file the defaults hold.
pub fn load(path: &Path, named: bool) -> Result<(Config, Vec<String>), ConfigError> {
    match bytes(path) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            let (config, mut sentences) = read_at(&text, path);
            if let Err(error) = std::str::from_utf8(&bytes) {
                let before = &bytes[..error.valid_up_to()];
                let line = before.iter().filter(|b| **b == b'\n').count() + 1;
                sentences.insert(0, format!("config line {line}: not UTF-8 text"));
            }
            Ok((config, sentences))
        }
        Err(ConfigError::Missing(_)) if !named => Ok((Config::default(), Vec::new())),
        Err(error) if !named => Ok((
            Config::default(),
            vec![format!("{error}; the defaults are used")],
        )),
        Err(error) => Err(error),
    }
}

/// Reads a configuration. It never fails: each wrong line becomes a sentence, its default holds,
/// and all other lines count.
pub fn read(text: &str) -> (Config, Vec<String>) {
    read_at(text, Path::new("config.toml"))
}

fn read_at(written: &str, path: &Path) -> (Config, Vec<String>) {
    let (text, mut wrong) = mended(written);
    let (table, twice) = table(&text);
    wrong.extend(twice);
    let (mut config, more) = reader::config(&table, path, &text);
    if lost_a_way(written, &wrong) {
        // Nothing may go without the proxy that was meant.
        (config.fetch.routes, config.fetch.proxy) = (Some(Vec::new()), None);
    }
    wrong.extend(more);
    wrong.sort_by_key(|w| w.line);
    let more = wrong.len().saturating_sub(MOST_NAMED);
    let mut sentences: Vec<String> = wrong
        .iter()
        .take(MOST_NAMED)
        .map(|w| format!("config line {}: {}", w.line, w.words))
        .collect();
    if more > 0 {
        sentences.push(format!("config: {more} more lines are wrong"));
    }
    (config, sentences)
}

fn bytes(path: &Path) -> Result<Vec<u8>, ConfigError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => ConfigError::Missing(path.to_owned()),
            _ => ConfigError::Unreadable(path.to_owned(), error),
        })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ConfigError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}

fn shown(path: &Path) -> String {
    one_line(&path.display().to_string())
}

fn why(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "it may not be opened".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => one_line(&error.to_string()),
    }
}

#[cfg(test)]
mod tests;
