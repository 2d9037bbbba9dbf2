//! What the program changes in the file. Only the lines that are meant change: comments, order and
//! spacing of everything else stay to the byte, because what stands there is spliced and never
//! written anew.

use super::file::{Held, why};
use super::{Place, Subscriptions, values};
use crate::chars::clean::one_line;
use crate::chars::fold::name_key;
use crate::model::address::{self, AddressError};
use crate::model::{Group, Origin, OutletId, Source};
use std::collections::{HashMap, HashSet};
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml_edit::{Array, Document, Item, Table, Value};

/// Why the file was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// A line of it is wrong: what stands there is not understood whole, so it is left alone.
    #[error("{0}. Nothing was changed: mend that line first")]
    Damaged(String),
    /// Another process is changing it and does not finish.
    #[error("another tidings is changing {}, and nothing was changed", shown(.0))]
    Busy(PathBuf),
    /// It cannot be read or written.
    #[error("{} was not changed: {}", shown(.0), why(.1))]
    Failed(PathBuf, #[source] io::Error),
    /// The change cannot be made by splicing: the lines of one source are spread over the file.
    #[error("{} was not changed: its [[source]] tables are written in an unusual way", shown(.0))]
    Unusual(PathBuf),
    /// There is no such source.
    #[error("there is no source {0}")]
    Unknown(OutletId),
}

fn shown(path: &Path) -> String {
    one_line(&path.display().to_string())
}

/// A source to subscribe to. It cannot be a program: only the reader's own hand writes those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    origin: Origin,
    /// What it is to be called; the outlet's own name where the reader says nothing.
    pub title: Option<String>,
    /// The name of the outlet, as its feed or a list says it: what its id comes from.
    pub outlet: Option<String>,
    /// The id that it had before, where that is remembered.
    pub id: Option<OutletId>,
    /// The group it is put in.
    pub group: Group,
    /// The reader's words for it.
    pub tags: Vec<String>,
    /// The page of the outlet, for people.
    pub site: Option<String>,
}

impl New {
    /// A feed on the web.
    ///
    /// # Errors
    /// It is no address of the web, or it holds a password.
    pub fn at_address(text: &str) -> Result<New, AddressError> {
        address::read(text).map(|address| New::at(Origin::Address(address)))
    }

    /// A file or a folder. The path is made absolute, counted from where the program runs.
    pub fn at_path(path: &Path) -> New {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        New::at(Origin::Path(whole))
    }

    fn at(origin: Origin) -> New {
        New {
            origin,
            title: None,
            outlet: None,
            id: None,
            group: Group::default(),
            tags: Vec::new(),
            site: None,
        }
    }

    /// Where it is read from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The ids it may have, the best first: the remembered one, the one its place alone gives, and
    /// the one its name gives. The last is new; the others count where articles are kept under
    /// them, so that they come back.
    fn id(&self, is_kept: &dyn Fn(&OutletId) -> bool, taken: &HashSet<OutletId>) -> OutletId {
        let by_place = self.origin.id();
        let name = self.outlet.as_deref().or(self.title.as_deref());
        let key = name.map(name_key).filter(|key| !key.is_empty());
        let by_name = key.map(|key| OutletId::from_key(&key));
        let kept = Some(by_place.clone()).filter(|id| is_kept(id));
        let wished = [self.id.clone(), kept, by_name];
        let free = |id: &OutletId| !taken.contains(id);
        wished.into_iter().flatten().find(free).unwrap_or(by_place)
    }
}

/// What came of one source that was to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was added, with this id.
    New(OutletId),
    /// It was there already, with this id.
    Known(OutletId),
}

/// One change of a source. No program, and no password's, can be set by one.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Another title.
    Title(String),
    /// Another group; the top is none.
    Group(Group),
    /// Other tags.
    Tags(Vec<String>),
    /// It has moved, for good. Its id stays.
    Address(String),
    /// How long to wait between two fetches; `None` leaves that to its group.
    Interval(Option<Duration>),
    /// How many articles are kept.
    Limit(Option<usize>),
    /// How old an article may become.
    Expiry(Option<Duration>),
    /// Whether whole texts are fetched.
    FullText(Option<bool>),
    /// Whether it is left alone for now.
    Paused(Option<bool>),
    /// Whether its articles are press reviews.
    Digest(Option<bool>),
}

/// The file, held against other processes while it is changed. Nothing is written before
/// [`Editor::save`].
#[derive(Debug)]
pub struct Editor {
    held: Held,
    path: PathBuf,
    place: Place,
    text: String,
    now: Subscriptions,
    is_changed: bool,
}

impl Editor {
    /// Holds the file at `path`, which need not be there.
    ///
    /// # Errors
    /// A file with a wrong line is not changed, nor is one that another process holds.
    pub fn open(path: &Path) -> Result<Editor, EditError> {
        let failed = |error: io::Error| match error.kind() {
            ErrorKind::TimedOut => EditError::Busy(path.to_owned()),
            _ => EditError::Failed(path.to_owned(), error),
        };
        let held = Held::take(path).map_err(failed)?;
        let bytes = held.bytes().map_err(failed)?.unwrap_or_default();
        let place = Place::of(path);
        let now = Subscriptions::read(&bytes, &place);
        if let Some(wrong) = now.complaints().first() {
            return Err(EditError::Damaged(wrong.clone()));
        }
        // What is not UTF-8 was complained about.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Editor {
            held,
            path: path.to_owned(),
            place,
            text,
            now,
            is_changed: false,
        })
    }

    /// The subscriptions as they are with all changes.
    pub fn subscriptions(&self) -> &Subscriptions {
        &self.now
    }

    /// Adds sources at the end of the file, and says of each what came of it. `is_kept` says
    /// whether articles are kept under an id.
    ///
    /// # Errors
    /// Nothing was added.
    pub fn add(
        &mut self,
        sources: Vec<New>,
        is_kept: &dyn Fn(&OutletId) -> bool,
    ) -> Result<Vec<Added>, EditError> {
        let here = self.now.sources();
        let mut keys: HashMap<String, OutletId> = here
            .iter()
            .map(|source| (source.origin.key(), source.id.clone()))
            .collect();
        let mut taken: HashSet<OutletId> = here.iter().map(|s| s.id.clone()).collect();
        let (mut added, mut blocks) = (Vec::new(), Vec::new());
        for new in sources {
            let key = new.origin.key();
            if let Some(id) = keys.get(&key) {
                added.push(Added::Known(id.clone()));
                continue;
            }
            let id = new.id(is_kept, &taken);
            blocks.push(block(&new, &id));
            taken.insert(id.clone());
            keys.insert(key, id.clone());
            added.push(Added::New(id));
        }
        if !blocks.is_empty() {
            let mut text = self.text.clone();
            for block in blocks {
                if !text.is_empty() {
                    let is_ended = text.ends_with('\n');
                    text.push_str(if is_ended { "\n" } else { "\n\n" });
                }
                text.push_str(&block);
            }
            let from = self.text.len();
            let more = self.as_here(&text[from..]);
            text.replace_range(from.., &more);
            self.take(text)?;
        }
        Ok(added)
    }

    /// Takes a source out of the file, with the lines of its table. Comments above it stay.
    ///
    /// # Errors
    /// Nothing was removed.
    pub fn remove(&mut self, id: &OutletId) -> Result<Source, EditError> {
        let (at, source) = self.find(id)?;
        let (mut range, _) = self.spans(at)?;
        // The blank line that set it off goes too.
        let is_set_off = range.start == 0 || self.text[..range.start].ends_with("\n\n");
        let rest = &self.text[range.end..];
        let blank = ["\n", "\r\n"].into_iter().find(|end| rest.starts_with(end));
        if let Some(blank) =
            blank.filter(|_| is_set_off || self.text[..range.start].ends_with("\n\r\n"))
        {
            range.end += blank.len();
        } else if rest.is_empty() && self.text[..range.start].ends_with("\n\n") {
            range.start -= 1;
        }
        let mut expected: Vec<Source> = self.now.sources().to_vec();
        expected.remove(at);
        let mut text = self.text.clone();
        text.replace_range(range, "");
        let groups = self.now.groups.clone();
        let before = (self.text.clone(), self.now.clone());
        self.take(text)?;
        if self.now.sources != expected || self.now.groups != groups {
            (self.text, self.now) = before;
            return Err(EditError::Unusual(self.path.clone()));
        }
        Ok(source)
    }

    /// Changes a source.
    ///
    /// # Errors
    /// Nothing was changed.
    pub fn change(&mut self, id: &OutletId, change: &Change) -> Result<(), EditError> {
        match change {
            Change::Title(title) => self.set(id, "title", Some(one_line(title).into())),
            Change::Group(group) if group.is_top() => self.set(id, "group", None),
            Change::Group(group) => self.set(id, "group", Some(group.to_string().into())),
            Change::Tags(tags) if tags.is_empty() => self.set(id, "tags", None),
            Change::Tags(tags) => self.set(id, "tags", Some(list(tags))),
            Change::Address(address) => {
                // The id is said before the address it came from goes.
                self.set(id, "id", Some(id.as_str().into()))?;
                self.set(id, "address", Some(address.as_str().into()))
            }
            Change::Interval(time) => self.set(id, "interval", time.map(in_words)),
            Change::Expiry(time) => self.set(id, "expiry", time.map(in_words)),
            Change::Limit(limit) => self.set(id, "limit", limit.map(number)),
            Change::FullText(truth) => self.set(id, "full_text", truth.map(Value::from)),
            Change::Paused(truth) => self.set(id, "paused", truth.map(Value::from)),
            Change::Digest(truth) => self.set(id, "digest", truth.map(Value::from)),
        }
    }

    /// Writes the file, if anything changed.
    ///
    /// # Errors
    /// The file is as it was.
    pub fn save(self) -> Result<(), EditError> {
        if !self.is_changed {
            return Ok(());
        }
        let done = self.held.replace(&self.text);
        done.map_err(|error| EditError::Failed(self.path.clone(), error))
    }

    fn find(&self, id: &OutletId) -> Result<(usize, Source), EditError> {
        let mut sources = self.now.sources().iter().enumerate();
        let found = sources.find(|(_, source)| source.id == *id);
        let found = found.map(|(at, source)| (at, source.clone()));
        found.ok_or_else(|| EditError::Unknown(id.clone()))
    }

    /// Sets or removes one line of a source.
    fn set(&mut self, id: &OutletId, key: &str, value: Option<Value>) -> Result<(), EditError> {
        let (at, _) = self.find(id)?;
        let (_, keys) = self.spans(at)?;
        let there = keys.iter().find(|spans| spans.name == key);
        let mut text = self.text.clone();
        match (there, value) {
            (None, None) => return Ok(()),
            (Some(spans), Some(value)) => {
                text.replace_range(spans.value.clone(), value.to_string().trim());
            }
            (Some(spans), None) => {
                let start = line_start(&text, spans.key.start);
                let end = line_end(&text, spans.value.end);
                text.replace_range(start..end, "");
            }
            (None, Some(value)) => {
                // Behind the line that says where it is read from, which every source has, or
                // before it where the id is said.
                let origin = keys
                    .iter()
                    .find(|spans| ["address", "path", "exec"].contains(&spans.name.as_str()))
                    .ok_or_else(|| EditError::Unusual(self.path.clone()))?;
                let line = self.as_here(&format!("{key} = {}\n", value.to_string().trim()));
                if key == "id" {
                    text.insert_str(line_start(&text, origin.key.start), &line);
                } else {
                    let end = line_end(&text, origin.value.end);
                    let is_ended = text[..end].ends_with('\n');
                    let line = if is_ended { line } else { format!("\n{line}") };
                    text.insert_str(end, &line);
                }
            }
        }
        self.take(text)
    }

    /// The text becomes what is now there, if it is understood whole.
    fn take(&mut self, text: String) -> Result<(), EditError> {
        let now = Subscriptions::read(text.as_bytes(), &self.place);
        if !now.complaints().is_empty() {
            return Err(EditError::Unusual(self.path.clone()));
        }
        (self.text, self.now, self.is_changed) = (text, now, true);
        Ok(())
    }

    /// Lines of ours with the ends that the lines of this file have.
    fn as_here(&self, lines: &str) -> String {
        match self.text.contains("\r\n") {
            true => lines.replace('\n', "\r\n"),
            false => lines.to_owned(),
        }
    }

    /// The lines of the source at this place of the list, and the spans of its keys.
    fn spans(&self, at: usize) -> Result<(Range<usize>, Vec<Spans>), EditError> {
        let unusual = || EditError::Unusual(self.path.clone());
        // A byte order mark is no part of what is parsed.
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(&self.text);
        let shift = self.text.len() - text.len();
        let parsed = Document::parse(text).map_err(|_| unusual())?;
        let sources = parsed.get("source").and_then(Item::as_array_of_tables);
        let table = sources.and_then(|s| s.get(at)).ok_or_else(unusual)?;
        let span = table.span().ok_or_else(unusual)?;
        let start = line_start(text, span.start);
        let end = line_end(text, last(table, span.start));
        let mut keys = Vec::new();
        for (name, _) in table.iter() {
            let spans = table.get_key_value(name).and_then(|(key, item)| {
                let moved = |span: Range<usize>| span.start + shift..span.end + shift;
                Some(Spans {
                    name: name.to_owned(),
                    key: moved(key.span()?),
                    value: moved(item.span()?),
                })
            });
            keys.extend(spans);
        }
        Ok((start + shift..end + shift, keys))
    }
}

/// Where a key and its value stand in the file.
struct Spans {
    name: String,
    key: Range<usize>,
    value: Range<usize>,
}

/// The last byte of a table's lines, those of the tables in it too.
fn last(table: &Table, start: usize) -> usize {
    let mut end = start;
    for (_, item) in table.iter() {
        let inner = item.span().map_or(start, |span| span.end);
        end = end.max(inner);
        if let Some(table) = item.as_table() {
            end = end.max(last(table, inner));
        }
    }
    end
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline + 1)
}

/// The lines of a new source.
fn block(new: &New, id: &OutletId) -> String {
    let mut block = String::from("[[source]]\n");
    let mut line = |key: &str, value: Value| {
        block.push_str(&format!("{key} = {}\n", value.to_string().trim()));
    };
    if *id != new.origin.id() {
        line("id", id.as_str().into());
    }
    match &new.origin {
        Origin::Address(address) => line("address", address.as_str().into()),
        Origin::Path(path) => line("path", path.to_string_lossy().into_owned().into()),
        Origin::Exec(command) => line("exec", list(command)),
    }
    let title = new.title.as_deref().or(new.outlet.as_deref());
    if let Some(title) = title.map(one_line).filter(|title| !title.is_empty()) {
        line("title", title.into());
    }
    if !new.group.is_top() {
        line("group", one_line(&new.group.to_string()).into());
    }
    let tags: Vec<String> = new.tags.iter().map(|tag| one_line(tag)).collect();
    if !tags.is_empty() {
        line("tags", list(&tags));
    }
    if let Some(site) = new.site.as_deref().map(one_line).filter(|s| !s.is_empty()) {
        line("site", site.into());
    }
    block
}

fn list(words: &[String]) -> Value {
    Value::Array(words.iter().map(String::as_str).collect::<Array>())
}

fn in_words(time: Duration) -> Value {
    values::written(time).into()
}

fn number(limit: usize) -> Value {
    match i64::try_from(limit) {
        Ok(number) => number.into(),
        Err(_) => "all".into(),
    }
}
