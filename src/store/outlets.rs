//! `outlets.json`: names and counts for the first frame. Derived from the other files; it may be
//! missing, stale or garbage at any time, and carries a checksum.

use super::atomic::replace;
use super::error::StoreError;
use super::ids::{id, outlet_id};
use super::index::{checked, close};
use super::journal::{Stamp, VERSION, open_file};
use super::known::Known;
use super::lock::Lock;
use crate::model::{Counts, Id, OutletId, Tally};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The file, and what was last seen of it.
#[derive(Clone, Debug)]
pub(crate) struct Outlets {
    path: PathBuf,
    stamp: Option<Stamp>,
    names: BTreeMap<OutletId, String>,
    /// Up to where the marks were counted, where the counts can be believed.
    counted: Option<(u64, u64)>,
    copies: Option<Stamp>,
    /// Whether the file is there and says nothing.
    broken: bool,
}

#[derive(Serialize, Deserialize)]
struct Document {
    v: u32,
    #[serde(default)]
    state: Extent,
    /// How the bookmarks' copies stood, when nothing was wrong with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    copies: Option<[i64; 4]>,
    outlets: Vec<Line>,
}

/// Which file the counts were taken from, how far, and how it stood then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Extent {
    #[serde(rename = "gen", default)]
    generation: u64,
    #[serde(default)]
    len: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<[i64; 4]>,
    /// How many bytes only take room.
    #[serde(default, skip_serializing_if = "is_none")]
    dead: u64,
}

/// One outlet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    #[serde(with = "outlet_id")]
    id: OutletId,
    #[serde(default)]
    title: String,
    /// How many list lines that can be unread.
    #[serde(default)]
    n: usize,
    /// How many are.
    #[serde(default)]
    unread: usize,
    /// Its file in the cache.
    #[serde(flatten)]
    cached: Extent,
    /// Its file of opened articles, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened: Option<Extent>,
    /// How many editions it published, how many of their lines are unread, and when the newest is of.
    #[serde(default, skip_serializing_if = "is_zero")]
    editions: usize,
    #[serde(default, skip_serializing_if = "is_zero")]
    unread_in_editions: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newest: Option<i64>,
    /// Who wrote its lines: itself, and the outlets its reviews quote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    by: Vec<Share>,
    /// What is bookmarked of it and not in its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gone: Vec<Gone>,
}

/// What one outlet wrote of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Share {
    #[serde(with = "outlet_id")]
    id: OutletId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    n: usize,
    unread: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Gone(#[serde(with = "id")] Id);

#[allow(clippy::trivially_copy_pass_by_ref)] // Serde's `skip_serializing_if` gives a reference.
fn is_none(bytes: &u64) -> bool {
    *bytes == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)] // As above.
fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl Outlets {
    /// The list under the cache folder, not yet read.
    pub(crate) fn new(cache: &Path) -> Outlets {
        Outlets {
            path: cache.join("outlets.json"),
            stamp: None,
            names: BTreeMap::new(),
            counted: None,
            copies: None,
            broken: false,
        }
    }

    /// Reads the list, where it is another than was last seen; what cannot be read is as good as
    /// missing. Gives what it says of the outlets, which counts only where [`Outlets::counted`]
    /// does.
    pub(super) fn refresh(&mut self) -> BTreeMap<OutletId, Known> {
        let stamp = Stamp::of(&self.path);
        if stamp == self.stamp && stamp.is_some() {
            return BTreeMap::new();
        }
        self.stamp = stamp;
        let bytes = stamp.and_then(|_| {
            let mut bytes = Vec::new();
            open_file(&self.path).ok()?.read_to_end(&mut bytes).ok()?;
            Some(bytes)
        });
        let line = bytes.as_deref().map(|b| b.strip_suffix(b"\n").unwrap_or(b));
        let is_whole = line.is_some_and(|line| checked(line).is_some());
        let document = line.and_then(|line| serde_json::from_slice::<Document>(line).ok());
        self.broken = stamp.is_some() && document.is_none();
        self.counted = document
            .as_ref()
            .filter(|d| is_whole && d.v == VERSION)
            .map(|d| (d.state.generation, d.state.len));
        let copies = document
            .as_ref()
            .filter(|_| is_whole)
            .and_then(|d| d.copies);
        self.copies = copies.map(Stamp::from_numbers);
        let list = document.map(|d| d.outlets).unwrap_or_default();
        let known: BTreeMap<_, _> = list.into_iter().map(Known::from_line).collect();
        let names = known
            .iter()
            .map(|(id, known)| (id.clone(), known.name.clone()));
        self.names = names.collect();
        known
    }

    /// Up to where the marks were counted; `None` where the counts cannot be believed.
    pub(super) fn counted(&self) -> Option<(u64, u64)> {
        self.counted
    }

    /// How the bookmarks' copies stood when nothing was wrong with them.
    pub(super) fn copies(&self) -> Option<Stamp> {
        self.copies
    }

    /// Whether the file is another one than was read or written.
    pub(crate) fn changed(&self) -> bool {
        Stamp::of(&self.path) != self.stamp
    }

    /// Whether there is a list, good or not.
    pub(crate) fn is_there(&self) -> bool {
        self.stamp.is_some()
    }

    /// The list, where it is there and cannot be read.
    pub(crate) fn broken(&self) -> Option<&Path> {
        self.broken.then_some(self.path.as_path())
    }

    /// The name of an outlet, where the list knows one.
    pub(crate) fn name(&self, id: &OutletId) -> Option<&str> {
        let name = self.names.get(id)?;
        Some(name.as_str()).filter(|name| !name.is_empty())
    }

    /// Writes the list anew. `counted` is up to where the marks were counted.
    pub(super) fn write(
        &mut self,
        lock: &Lock,
        counted: (u64, u64),
        copies: Option<Stamp>,
        known: &BTreeMap<OutletId, Known>,
    ) -> Result<(), StoreError> {
        let (generation, len) = counted;
        let there = known
            .iter()
            .filter(|(_, k)| k.extents.iter().any(|(_, len)| *len > 0));
        let document = Document {
            v: VERSION,
            state: Extent {
                generation,
                len,
                ..Extent::default()
            },
            copies: copies.map(|stamp| stamp.numbers()),
            outlets: there.map(|(id, known)| known.line(id)).collect(),
        };
        let json = serde_json::to_vec(&document).unwrap_or_default();
        let mut line = Vec::new();
        close(&mut line, &json[..json.len().saturating_sub(1)]);
        replace(lock, &self.path, |out| out.write_all(&line))?;
        self.stamp = Stamp::of(&self.path);
        let lines = document.outlets.into_iter();
        self.names = lines.map(|line| (line.id, line.title)).collect();
        self.counted = Some(counted);
        self.copies = copies;
        self.broken = false;
        Ok(())
    }
}

impl Known {
    fn from_line(line: Line) -> (OutletId, Known) {
        let files = [line.opened.unwrap_or_default(), line.cached];
        let tally = |all, unread| Tally { all, unread };
        let mut known = Known {
            name: line.title,
            counts: Counts {
                lines: tally(line.n, line.unread),
                editions: line.editions,
                unread_in_editions: line.unread_in_editions,
                newest: line.newest,
                by: BTreeMap::new(),
                gone: line.gone.into_iter().map(|gone| gone.0).collect(),
            },
            names: BTreeMap::new(),
            stamps: files.map(|file| file.seal.map(Stamp::from_numbers)),
            extents: files.map(|file| (file.generation, file.len)),
            dead: files.map(|file| file.dead),
        };
        for share in line.by {
            let tally = tally(share.n, share.unread);
            known.counts.by.insert(share.id.clone(), tally);
            known
                .names
                .extend(share.title.map(|title| (share.id, title)));
        }
        (line.id, known)
    }

    fn line(&self, id: &OutletId) -> Line {
        let file = |n: usize| Extent {
            generation: self.extents[n].0,
            len: self.extents[n].1,
            seal: self.stamps[n].map(|stamp| stamp.numbers()),
            dead: self.dead[n],
        };
        let counts = &self.counts;
        let mut by: BTreeMap<&OutletId, Tally> = counts.by.iter().map(|(id, t)| (id, *t)).collect();
        for outlet in self.names.keys() {
            by.entry(outlet).or_default();
        }
        let shares = by.into_iter().map(|(outlet, tally)| Share {
            id: outlet.clone(),
            title: self.names.get(outlet).cloned(),
            n: tally.all,
            unread: tally.unread,
        });
        Line {
            id: id.clone(),
            title: self.name.clone(),
            n: counts.lines.all,
            unread: counts.lines.unread,
            cached: file(1),
            opened: (self.extents[0].1 > 0).then(|| file(0)),
            editions: counts.editions,
            unread_in_editions: counts.unread_in_editions,
            newest: counts.newest,
            by: shares.collect(),
            gone: counts.gone.iter().copied().map(Gone).collect(),
        }
    }
}
