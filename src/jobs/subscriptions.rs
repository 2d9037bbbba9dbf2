//! Subscribing and unsubscribing, and lists taken in from other readers and given to them.

use crate::chars::clean::one_line;
use crate::exchange::opml::{self, OpmlError};
use crate::exchange::{List, Listed, urls};
use crate::jobs::desk::Desk;
use crate::model::address::{self, AddressError};
use crate::model::{Group, Health, Origin, OutletId, Source, SourceSettings};
use crate::settings::Subscriptions;
use crate::settings::subscriptions::{Added, Change, EditError, Editor, New};
use crate::store::Paths;
use crate::store::sources::{Known, Sources};
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// What came of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many sources are new.
    pub added: usize,
    /// Their outlets.
    pub ids: Vec<OutletId>,
    /// How many were there already.
    pub known: usize,
    /// What was not taken, each with the reason.
    pub skipped: Vec<Skipped>,
    /// Who was added without the program its feed was to pass through.
    pub unfiltered: Vec<String>,
}

/// A line of a list that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its title, or what else it can be known by; never a password.
    pub name: String,
    /// Why.
    pub why: Skip,
}

/// Why a line of a list is not taken, or a source not given to one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Skip {
    /// It would run a program.
    #[error("it is a command, and commands are never taken from a list")]
    Command,
    /// It names a file of this computer.
    #[error("it is a local file, and those are never taken from a list")]
    LocalFile,
    /// It is a search of another reader.
    #[error("it is a search of another reader")]
    Search,
    /// It is no address that can be asked, or holds a password.
    #[error("{0}")]
    Address(AddressError),
    /// There are more than are read.
    #[error("the list is longer than 20,000 feeds")]
    TooMany,
    /// A list for other readers holds addresses of the web alone.
    #[error("it is no address of the web, and not for other readers")]
    NotForOthers,
}

/// Why a list was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no list.
    #[error("{0}")]
    NotOpml(#[from] OpmlError),
    /// It is neither kind of list.
    #[error("it is no OPML list and no list of addresses")]
    NoList,
    /// The subscriptions could not be changed.
    #[error("{0}")]
    NotKept(#[from] EditError),
}

impl Desk {
    /// Takes a source out of the subscriptions. What is kept of it is put aside, and comes back with
    /// its marks when it is added again.
    ///
    /// # Errors
    /// Nothing was changed.
    pub fn unsubscribe(&mut self, file: &Path, id: &OutletId) -> Result<Source, EditError> {
        let mut editor = Editor::open(file)?;
        let source = editor.remove(id)?;
        editor.save()?;
        if let Err(error) = self.store.put_aside(id) {
            // They are still listed, and nothing is lost.
            self.trouble(&source.name(), &error.to_string());
        }
        Ok(source)
    }

    /// Subscribes to everything in a list, as [`import`], and brings back what is kept of those that
    /// were given up before.
    ///
    /// # Errors
    /// Nothing was changed.
    pub fn import(&mut self, file: &Path, bytes: &[u8]) -> Result<Imported, ImportError> {
        let imported = import(file, bytes, &|id| self.store.remembers(id))?;
        for id in &imported.ids {
            self.bring_back(id);
        }
        Ok(imported)
    }

    /// Subscribes to a source again that was given up, as it was, with what is kept of it.
    ///
    /// # Errors
    /// Not all of it could be brought back.
    pub fn restore(&mut self, file: &Path, source: &Source) -> Result<(), EditError> {
        resubscribe(file, source)?;
        self.bring_back(&source.id);
        Ok(())
    }

    /// Brings back what is kept of a source that was given up before.
    pub(super) fn bring_back(&mut self, id: &OutletId) {
        if let Err(error) = self.store.bring_back(id) {
            self.trouble(id.as_str(), &error.to_string());
        }
    }
}

/// Changes one source.
///
/// # Errors
/// Nothing was changed.
pub fn change(file: &Path, id: &OutletId, change: &Change) -> Result<(), EditError> {
    let mut editor = Editor::open(file)?;
    editor.change(id, change)?;
    editor.save()
}

/// Gives a source another address. What is known of the old one does not count for the new one:
/// neither that it was gone, nor what it is asked with.
///
/// # Errors
/// Nothing was changed.
pub fn readdress(
    file: &Path,
    paths: &Paths,
    id: &OutletId,
    address: &str,
) -> Result<(), EditError> {
    change(file, id, &Change::Address(address.to_owned()))?;
    let mut sources = Sources::open(paths);
    if let Some(known) = sources.get(id).cloned() {
        let health = Health {
            last_good: known.health.last_good,
            ..Health::default()
        };
        // What is not forgotten is learnt anew with the next answer.
        let _ = sources.keep(&[(id.clone(), Known { health, ..known })]);
    }
    Ok(())
}

/// Whether [`Desk::restore`] gives a source back with all that its lines said.
pub fn can_be_restored(source: &Source) -> bool {
    let kept = settings_kept(source);
    kept == source.settings && !matches!(source.origin, Origin::Exec(_))
}

fn resubscribe(file: &Path, source: &Source) -> Result<(), EditError> {
    let new = match &source.origin {
        Origin::Address(address) => New::at_address(address).ok(),
        Origin::Path(path) => Some(New::at_path(path)),
        Origin::Exec(_) => None,
    };
    let Some(mut new) = new else {
        return Err(EditError::Unknown(source.id.clone()));
    };
    new.title.clone_from(&source.title);
    new.id = Some(source.id.clone());
    new.group = source.group.clone();
    new.tags.clone_from(&source.tags);
    new.site.clone_from(&source.site);
    let mut editor = Editor::open(file)?;
    let id = match editor.add(vec![new], &|_| false)?.pop() {
        Some(Added::New(id)) => id,
        // Somebody was quicker.
        _ => return Ok(()),
    };
    let SourceSettings {
        interval,
        limit,
        expiry,
        full_text,
        paused,
        digest,
        ..
    } = source.settings;
    let changes = [
        interval.map(|time| Change::Interval(Some(time))),
        limit.map(|most| Change::Limit(Some(most))),
        expiry.map(|age| Change::Expiry(Some(age))),
        full_text.map(|yes| Change::FullText(Some(yes))),
        paused.map(|yes| Change::Paused(Some(yes))),
        digest.map(|yes| Change::Digest(Some(yes))),
    ];
    for change in changes.into_iter().flatten() {
        editor.change(&id, &change)?;
    }
    editor.save()
}

/// Those settings of a source that [`Desk::restore`] can write.
fn settings_kept(source: &Source) -> SourceSettings {
    let settings = &source.settings;
    SourceSettings {
        interval: settings.interval,
        limit: settings.limit,
        expiry: settings.expiry,
        full_text: settings.full_text,
        paused: settings.paused,
        digest: settings.digest,
        ..SourceSettings::default()
    }
}

/// Writes a new file, whole or not at all.
///
/// # Errors
/// It is there already, or cannot be written.
pub fn write_new(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty());
    let mut unfinished = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    unfinished.write_all(text.as_bytes())?;
    unfinished.as_file().sync_data()?;
    let done = unfinished.persist_noclobber(file);
    done.map(drop).map_err(|error| error.error)
}

/// Reads a list: OPML, or newsboat's list of addresses.
///
/// # Errors
/// It is neither.
pub fn read_list(bytes: &[u8]) -> Result<List, ImportError> {
    let is_xml = match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => true,
        bytes => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            bytes.trim_ascii_start().first() == Some(&b'<')
        }
    };
    if is_xml || bytes.trim_ascii().is_empty() {
        return Ok(opml::read(bytes)?);
    }
    let list = urls::read(&String::from_utf8_lossy(bytes));
    let is_address = |feed: &Listed| !matches!(wanted(feed), Err(Skip::Address(_)));
    match list.feeds.iter().any(is_address) {
        true => Ok(list),
        false => Err(ImportError::NoList),
    }
}

/// Subscribes to everything in a list that is an address of the web and not there already. A list
/// never brings a command, a local file or a password.
///
/// # Errors
/// Nothing was changed.
fn import(
    file: &Path,
    bytes: &[u8],
    is_kept: &dyn Fn(&OutletId) -> bool,
) -> Result<Imported, ImportError> {
    let list = read_list(bytes)?;
    let mut imported = Imported::default();
    let (mut sources, mut filters) = (Vec::new(), Vec::new());
    for feed in &list.feeds {
        match wanted(feed) {
            Ok(new) => {
                sources.push(new);
                filters.push(feed.filter.as_ref().map(|_| name_of(feed)));
            }
            Err(why) => imported.skipped.push(Skipped {
                name: name_of(feed),
                why,
            }),
        }
    }
    if list.left_out > 0 {
        imported.skipped.push(Skipped {
            name: format!("{} more", list.left_out),
            why: Skip::TooMany,
        });
    }
    let mut editor = Editor::open(file)?;
    let added = editor.add(sources, is_kept)?;
    editor.save()?;
    for (added, filter) in added.into_iter().zip(filters) {
        match added {
            Added::New(id) => {
                imported.added += 1;
                imported.ids.push(id);
                imported.unfiltered.extend(filter);
            }
            Added::Known(_) => imported.known += 1,
        }
    }
    Ok(imported)
}

/// The source that a line of a list asks for.
///
/// # Errors
/// It is one that no list may bring.
pub fn wanted(feed: &Listed) -> Result<New, Skip> {
    let text = feed.address.trim();
    let lower = text.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if begins(&["|", "exec:", "filter:", "$", "!", "`"]) {
        return Err(Skip::Command);
    }
    if begins(&["file:", "/", "~", "./", "../"]) {
        return Err(Skip::LocalFile);
    }
    if begins(&["query:"]) {
        return Err(Skip::Search);
    }
    let mut new = New::at_address(text).map_err(Skip::Address)?;
    new.outlet = (!feed.title.is_empty()).then(|| feed.title.clone());
    new.group = Group::of(&feed.folder);
    new.tags.clone_from(&feed.tags);
    new.site = feed
        .site
        .as_deref()
        .and_then(|site| address::read(site).ok());
    Ok(new)
}

/// What a line of a list is known by. An address with an `@` may hold a password.
fn name_of(feed: &Listed) -> String {
    if !feed.title.is_empty() {
        return feed.title.clone();
    }
    match address::host(&feed.address) {
        Some(host) => host,
        None if feed.address.contains('@') => "one without a title".to_owned(),
        None => one_line(&feed.address).chars().take(60).collect(),
    }
}

/// The subscriptions as OPML for other readers, and what is not in it. No setting leaves: neither
/// a name nor a header nor a route.
pub fn export(subscriptions: &Subscriptions) -> (String, Vec<Skipped>) {
    let mut list = List {
        title: Some("tidings: subscriptions".to_owned()),
        ..List::default()
    };
    let mut skipped = Vec::new();
    for source in subscriptions.sources() {
        let Origin::Address(address) = &source.origin else {
            skipped.push(Skipped {
                name: source.name(),
                why: Skip::NotForOthers,
            });
            continue;
        };
        list.feeds.push(Listed {
            address: address.clone(),
            title: source.name(),
            folder: source.group.names().to_vec(),
            tags: source.tags.clone(),
            site: source.site.clone(),
            filter: None,
        });
    }
    (opml::write(&list), skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_brings_a_command_a_file_or_a_password() {
        for (text, why) in [
            ("|~/run.sh", Some(Skip::Command)),
            ("exec:~/run.sh", Some(Skip::Command)),
            ("EXEC:run", Some(Skip::Command)),
            (" filter:~/f.sh:https://a.example", Some(Skip::Command)),
            ("$(run)", Some(Skip::Command)),
            ("file:///etc/passwd", Some(Skip::LocalFile)),
            ("/etc/passwd", Some(Skip::LocalFile)),
            ("~/notes.xml", Some(Skip::LocalFile)),
            ("query:all:unread", Some(Skip::Search)),
            (
                "https://quill:ferry@a.example",
                Some(Skip::Address(AddressError::Secret)),
            ),
            (
                "javascript:alert(1)",
                Some(Skip::Address(AddressError::NotWeb("javascript".into()))),
            ),
            ("lantern", Some(Skip::Address(AddressError::NotAnAddress))),
            ("https://a.example/", None),
            ("feed://a.example/", None),
        ] {
            let feed = Listed {
                address: text.to_owned(),
                ..Listed::default()
            };
            assert_eq!(wanted(&feed).err(), why, "{text}");
            assert!(!name_of(&feed).contains("quill:ferry"));
        }
    }

    const LANTERN: &str = "# mine\n\n[[source]]\naddress = \"https://lantern.example/feed\"\n\
                           title = \"Lantern\"\ngroup = \"Abroad/Coast\"\ntags = [\"tide\"]\n\
                           interval = \"2h\"\nlimit = 40\npaused = true\n";

    /// A folder with a list of subscriptions, and the list.
    fn listed(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("subscriptions.toml");
        std::fs::write(&file, text).expect("written");
        (folder, file)
    }

    #[test]
    fn what_was_given_up_comes_back_with_all_that_was_said_of_it() {
        let (_folder, file) = listed(LANTERN);
        let source = Subscriptions::load(&file).sources()[0].clone();
        assert!(can_be_restored(&source));
        let mut editor = Editor::open(&file).expect("a list");
        let gone = editor.remove(&source.id).expect("given up");
        editor.save().expect("saved");
        assert_eq!(gone, source);
        resubscribe(&file, &gone).expect("back");
        resubscribe(&file, &gone).expect("once is enough");
        assert_eq!(Subscriptions::load(&file).sources(), [source]);
        // What only the reader's own hand writes is not promised back.
        let (_folder, file) = listed(&format!("{LANTERN}user_agent = \"Quill\"\n"));
        assert!(!can_be_restored(&Subscriptions::load(&file).sources()[0]));
    }

    #[test]
    fn a_new_address_is_not_gone_because_the_old_one_was() {
        let (folder, file) = listed(LANTERN);
        let at = || folder.path().to_owned();
        let paths = Paths {
            cache: at(),
            data: at(),
            config: at(),
            state: at(),
        };
        let id = Subscriptions::load(&file).sources()[0].id.clone();
        let health = Health {
            gone: true,
            failures: 3,
            last_good: Some(7),
            ..Health::default()
        };
        let listed = vec![crate::model::Id::of(&["one"])];
        let known = Known { health, listed };
        let mut sources = Sources::open(&paths);
        sources.keep(&[(id.clone(), known.clone())]).expect("kept");
        readdress(&file, &paths, &id, "https://beacon.example/feed").expect("moved");
        let health = Health {
            last_good: Some(7),
            ..Health::default()
        };
        let now = Sources::open(&paths);
        assert_eq!(now.get(&id), Some(&Known { health, ..known }));
        let source = Subscriptions::load(&file).sources()[0].clone();
        let origin = Origin::Address("https://beacon.example/feed".to_owned());
        assert_eq!((source.id, source.origin), (id, origin));
    }
}
