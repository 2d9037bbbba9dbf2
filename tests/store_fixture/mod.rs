//! What the tests of the store share: a review of two sections, an article, and folders to keep them in.
#![allow(dead_code, unreachable_pub, missing_docs)] // Each test file uses its own part.

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tidings::model::place::At;
use tidings::model::{Head, Id, Kind, Mark, Op, Outlet, OutletId, When};
use tidings::store::record::{Also, Boilerplate, Dig, Record, Related, Section};
use tidings::store::{Paths, Store};

/// Two folders that go away with the test.
pub struct Place {
    root: TempDir,
    pub paths: Paths,
}

impl Place {
    pub fn new() -> Place {
        let root = tempfile::tempdir().expect("a folder");
        let paths = paths_under(root.path());
        Place { root, paths }
    }

    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn open(&self) -> Store {
        Store::open(&self.paths)
    }

    pub fn segment(&self, outlet: &Outlet) -> PathBuf {
        self.paths
            .cache
            .join(format!("articles/{}.jsonl", outlet.id))
    }

    pub fn opened(&self, outlet: &Outlet) -> PathBuf {
        self.paths.data.join(format!("opened/{}.jsonl", outlet.id))
    }

    pub fn state(&self) -> PathBuf {
        self.paths.data.join("state.jsonl")
    }

    pub fn bookmarks(&self) -> PathBuf {
        self.paths.data.join("bookmarks.jsonl")
    }

    /// Every file with its bytes and its time.
    pub fn snapshot(&self) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
        let mut all: Vec<_> = files(self.root())
            .into_iter()
            .map(|path| {
                let bytes = fs::read(&path).expect("read");
                let time = fs::metadata(&path)
                    .expect("there")
                    .modified()
                    .expect("a time");
                (path, bytes, time)
            })
            .collect();
        all.sort();
        all
    }
}

pub fn paths_under(root: &Path) -> Paths {
    Paths::find(Some(root.join("data")), Some(root.join("cache"))).expect("both are named")
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries.flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

pub fn outlet(name: &str) -> Outlet {
    Outlet {
        id: OutletId::from_key(&name.to_lowercase()),
        name: name.to_owned(),
    }
}

pub fn lantern() -> Outlet {
    outlet("Lantern Review")
}

/// An article, the `n`th.
pub fn article(n: u32) -> Record {
    Record {
        t: Some(1_600_000_000 + i64::from(n)),
        f: 1_600_000_500,
        title: Some(format!("«Груз-{n}» leaves \"port\"")),
        by: vec!["Nora Lind".into()],
        w: 300,
        m: 2,
        html: format!("<p>Body {n}: тест &amp; more.</p><pre>a\n\tb</pre>"),
        ..Record::new(Id::of(&["article", &n.to_string()]))
    }
}

pub fn section(name: &str, headline: Option<&str>, html: &str) -> Section {
    let quoted = outlet(name);
    Section {
        outlet: Some(quoted.id),
        name: Some(quoted.name),
        title: headline.map(str::to_owned),
        raw: format!("{}: {}", name.to_uppercase(), headline.unwrap_or_default()),
        w: 40,
        m: 1,
        html: html.to_owned(),
        ..Section::new(Id::of(&["section", name, headline.unwrap_or_default()]))
    }
}

/// A review with a lead, two sections and a teaser.
pub fn review() -> Record {
    let mut record = Record {
        f: 1_671_800_000,
        title: Some("Independent press in the harbour".into()),
        url: Some("https://example.org/review".into()),
        lang: Some("en".into()),
        keys: vec!["file:review.txt".into()],
        w: 120,
        m: 1,
        dig: Some(Dig {
            parser: 1,
            rule: "colon".into(),
            conf: 0.83,
            guess: true,
            cuts: 1,
            publisher: Some("Lantern Review".into()),
            by: Some("Irina Vale".into()),
            minutes: Some(3),
            lead: vec!["<p>Two newsrooms look at one harbour.</p>".into()],
            captions: vec!["The harbour | photo".into()],
            toc: vec![],
            notes: vec![],
            related: vec![Related {
                title: "Tides of autumn".into(),
                date: Some("December 2022".into()),
                ..Related::default()
            }],
            boilerplate: vec![Boilerplate {
                text: "Follow us".into(),
                why: "chrome".into(),
            }],
            ..Dig::default()
        }),
        sections: vec![
            Section {
                also: vec![Also {
                    outlet: outlet("Quay Weekly").id,
                    name: "Quay Weekly".into(),
                }],
                ..section(
                    "Mediazona",
                    Some("Cranes stand still"),
                    "<p>The cranes stood still for a week. […] They move again, slowly, said the harbour master on Monday.</p>",
                )
            },
            section(
                "Riddle",
                None,
                "<p>Riddle writes about a harbour whose tides &lt;nobody&gt; understands, and about the people who try to all the same.</p>",
            ),
        ],
        src: "MEDIAZONA: Cranes stand still\n\nRIDDLE:\n".into(),
        ..Record::new(Id::of(&["review"]))
    };
    record.set_when(When::parse("2022-12-22"));
    record
}

pub fn op(outlet: &Outlet, mark: Mark, ids: &[Id]) -> Op {
    Op {
        kept_in: outlet.id.clone(),
        mark,
        time: 1_671_560_100,
        ids: ids.to_vec(),
    }
}

pub fn star() -> Mark {
    Mark::Star(At { block: 1, char: 4 }, None)
}

/// The titles of a store's list lines, newest first.
pub fn titles(store: &Store) -> Vec<String> {
    heads(store).into_iter().map(|h| h.title).collect()
}

pub fn heads(store: &Store) -> Vec<Head> {
    let mut library = store.library();
    library.sort();
    library.heads()
}

pub fn kinds(store: &Store) -> Vec<Kind> {
    heads(store).into_iter().map(|h| h.kind).collect()
}

/// Opens a store and checks that nothing is wrong with it.
pub fn open_well(paths: &Paths) -> Store {
    let store = Store::open(paths);
    assert_eq!(store.troubles(), [] as [String; 0]);
    store
}
