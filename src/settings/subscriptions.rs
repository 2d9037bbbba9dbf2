//! The subscriptions: one TOML file beside the configuration, which the reader may edit by hand. A
//! wrong line is named and costs nothing else; what the program changes leaves all else as it was.
//!
//! ```toml
//! [[source]]
//! address = "https://lantern.example/feed.xml"
//! title = "Lantern Review"
//! group = "Abroad/Balkans"
//!
//! [groups."Abroad"]
//! interval = "2h"
//! ```

mod edit;
mod file;
mod reader;
mod values;

pub(super) use values::duration;

pub use edit::{Added, Change, EditError, Editor, New};
pub(super) use reader::{defaults, lost_a_way};

use super::near::nearest;
use crate::chars::clean::one_line;
use crate::chars::fold::{fold, name_key};
use crate::model::{Group, Origin, OutletId, Resolved, Source, SourceSettings, address};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const FILE: &str = "subscriptions.toml";

/// So many wrong lines are named one by one; a file that is something else has thousands.
const MOST_NAMED: usize = 40;

/// What the reader has subscribed to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subscriptions {
    sources: Vec<Source>,
    groups: BTreeMap<Group, SourceSettings>,
    complaints: Vec<String>,
}

/// What a name leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Named<'a> {
    /// One source.
    One(&'a Source),
    /// Several: the name says too little.
    Several(Vec<&'a Source>),
    /// None; the nearest name there is, if one is near.
    None(Option<String>),
}

/// The file of the subscriptions that belongs to this configuration.
pub fn beside(config: &Path) -> PathBuf {
    config.with_file_name(FILE)
}

impl Subscriptions {
    /// Reads the file at `path`. It never fails: where there is none, there are no subscriptions,
    /// and what is wrong is in [`Subscriptions::complaints`].
    pub fn load(path: &Path) -> Subscriptions {
        let place = Place::of(path);
        match file::bytes(path) {
            Ok(None) => Subscriptions::default(),
            Ok(Some(bytes)) => Subscriptions::read(&bytes, &place),
            Err(error) => Subscriptions {
                complaints: vec![format!("{}: {}", place.name, file::why(&error))],
                ..Subscriptions::default()
            },
        }
    }

    fn read(bytes: &[u8], place: &Place) -> Subscriptions {
        let text = String::from_utf8_lossy(bytes);
        let read = reader::read(&text, place);
        let mut wrong = read.wrong;
        if let Err(error) = std::str::from_utf8(bytes) {
            let before = &bytes[..error.valid_up_to()];
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            let words = "not UTF-8 text".to_owned();
            wrong.push(super::mend::Wrong { line, words });
        }
        wrong.sort_by_key(|w| w.line);
        let name = &place.name;
        let named = wrong.iter().take(MOST_NAMED);
        let named = named.map(|w| format!("{name}:{}: {}", w.line, w.words));
        let mut complaints: Vec<String> = named.collect();
        if let Some(more @ 1..) = wrong.len().checked_sub(MOST_NAMED) {
            complaints.push(format!("{name}: {more} more lines are wrong"));
        }
        Subscriptions {
            sources: read.sources,
            groups: read.groups,
            complaints,
        }
    }

    /// The sources, in the order of the file.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// What is wrong with the file, in sentences that begin with its name and the line.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// How a source is fetched: as its own lines say, then its group's, then those of the groups
    /// around that, then `defaults`, then as the program likes.
    pub fn settings_of(&self, source: &Source, defaults: &SourceSettings) -> Resolved {
        let mut settings = source.settings.clone();
        let mut group = Some(source.group.clone());
        while let Some(here) = group.filter(|group| !group.is_top()) {
            if let Some(outer) = self.groups.get(&here) {
                settings = settings.over(outer);
            }
            group = here.outer();
        }
        settings.over(defaults).resolved()
    }

    /// The source that is read from there.
    pub fn known(&self, origin: &Origin) -> Option<&Source> {
        let key = origin.key();
        self.sources.iter().find(|s| s.origin.key() == key)
    }

    /// The source with this id.
    pub fn source(&self, id: &OutletId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == *id)
    }

    /// The source that `name` means: an id, an address with or without `https://`, a path, or a
    /// title in any case.
    pub fn named(&self, name: &str) -> Named<'_> {
        let name = name.trim();
        let lower = name.to_lowercase();
        let address = address::key(&format!("https://{name}"));
        let exact = self.sources.iter().find(|s| {
            let key = s.origin.key();
            s.id.as_str() == lower || key == address::key(name) || key == address || {
                matches!(&s.origin, Origin::Path(path) if path == Path::new(name))
            }
        });
        if let Some(source) = exact {
            return Named::One(source);
        }
        let folded = fold(name);
        let titled = |test: &dyn Fn(&str) -> bool| -> Vec<&Source> {
            let sources = self.sources.iter();
            sources.filter(|s| test(&s.name())).collect()
        };
        let mut found = titled(&|title| fold(title) == folded);
        let key = name_key(name);
        if found.is_empty() && !key.is_empty() {
            found = titled(&|title| name_key(title) == key);
        }
        match found.as_slice() {
            [one] => Named::One(one),
            [] => Named::None(self.near(name)),
            _ => Named::Several(found),
        }
    }

    fn near(&self, name: &str) -> Option<String> {
        let titles = self.sources.iter().map(Source::name);
        let ids = self.sources.iter().map(|s| s.id.to_string());
        let names: Vec<String> = titles.chain(ids).collect();
        nearest(name, names.iter().map(String::as_str)).map(one_line)
    }
}

/// Where the file lies, which is where its relative paths count from.
#[derive(Clone, Debug)]
struct Place {
    /// Its name, for sentences.
    name: String,
    folder: PathBuf,
    home: Option<PathBuf>,
}

impl Place {
    fn of(path: &Path) -> Place {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(Path::new(""));
        Place {
            name: one_line(&name),
            folder: std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()),
            home: std::env::home_dir().filter(|home| home.is_absolute()),
        }
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
