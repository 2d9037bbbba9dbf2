//! Whatever happened, and whatever became of the derived files: lists read one by one, and counts, are
//! those of everything read anew.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use store_fixture::*;
use tidings::model::library::{is_related, is_text_of_outlet};
use tidings::model::{Id, Kind, Library, Mark, Outlet, OutletId, Shelf};
use tidings::store::Store;
use tidings::store::record::Record;

/// A small generator of our own: the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) as usize % sides
    }
}

fn outlets() -> [Outlet; 3] {
    [lantern(), outlet("Quay Weekly"), outlet("Mediazona")]
}

/// The `n`th record of an outlet, in its `version`th edition.
fn record(o: usize, n: usize, version: usize) -> Record {
    let name = format!("{o}/{n}");
    let mut record = match n % 4 {
        0 => review(),
        _ => article(n as u32),
    };
    record.id = Id::of(&[&name]);
    record.f = version as i64;
    record.title = Some(format!("{name} in edition {version}"));
    record.html = format!("<p>{}</p>", "words ".repeat(10 + version));
    for section in &mut record.sections {
        section.id = Id::of(&[&name, &section.id.to_string()]);
    }
    if n == 3 {
        record.t = None;
        record.set_when(tidings::model::When::parse("2022-12"));
    }
    record
}

/// Everything that lists and counts say, worked out from the lines alone.
fn truth(library: &Library) -> Said {
    let heads = library.heads();
    let unread = |test: &dyn Fn(&tidings::model::Head) -> bool| {
        let lines = heads.iter().filter(|h| !is_related(h) && test(h));
        let unread = lines.clone().filter(|h| library.is_unread(h)).count();
        (lines.count(), unread)
    };
    let authors: BTreeSet<&OutletId> = heads
        .iter()
        .filter(|h| is_text_of_outlet(h))
        .flat_map(|h| std::iter::once(&h.outlet).chain(&h.also))
        .collect();
    let by = |id: &OutletId| {
        let of_it = |h: &tidings::model::Head| h.outlet == *id || h.also.contains(id);
        (
            id.to_string(),
            unread(&|h| is_text_of_outlet(h) && of_it(h)),
        )
    };
    let publishers: BTreeSet<&OutletId> = library.editions().map(|e| &e.publisher).collect();
    let in_editions = |id: &OutletId| {
        unread(&|h| {
            h.kept_in == *id
                && h.kind != Kind::Article
                && library.edition(h.article).is_some_and(|e| !e.unsure)
        })
        .1
    };
    Said {
        all: unread(&|_| true),
        by: authors.into_iter().map(by).collect(),
        publishers: publishers
            .into_iter()
            .map(|id| (id.to_string(), in_editions(id)))
            .collect(),
    }
}

#[derive(Debug, PartialEq)]
struct Said {
    all: (usize, usize),
    by: BTreeMap<String, (usize, usize)>,
    publishers: BTreeMap<String, usize>,
}

/// The same as the counts say it.
fn counted(library: &Library) -> Said {
    let tally = library.tally();
    let by = library.by_author().into_iter();
    let by = by.filter(|(_, tally)| tally.all > 0);
    let publishers = library.publishers().into_iter();
    Said {
        all: (tally.all, tally.unread),
        by: by
            .map(|(id, tally)| (id.to_string(), (tally.all, tally.unread)))
            .collect(),
        publishers: publishers
            .map(|o| {
                (
                    o.id.to_string(),
                    library.unread_of(&Shelf::Publisher(o.id.clone())),
                )
            })
            .collect(),
    }
}

/// What is kept, without anything derived, in a folder of its own: its titles are read when they are
/// asked for.
fn bare(place: &Place) -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, to) in [("data", "data"), ("cache/articles", "cache/articles")] {
        let from = place.root().join(from);
        for file in files(&from) {
            let to = folder
                .path()
                .join(to)
                .join(file.strip_prefix(&from).expect("below"));
            fs::create_dir_all(to.parent().expect("a folder")).expect("made");
            fs::copy(file, to).expect("copied");
        }
    }
    let library = Store::open(&paths_under(folder.path())).library();
    (folder, library)
}

/// Checks what a store shows before and after each list is read.
fn check(store: &mut Store, truly: &Library, what: &str) {
    let said = truth(truly);
    assert_eq!(counted(truly), said, "{what}: all read");
    let mut library = store.shelves();
    library.sort();
    assert_eq!(counted(&library), said, "{what}: counts");
    let editions = truly.editions().map(|e| Shelf::Edition(e.id));
    let publishers = truly
        .publishers()
        .into_iter()
        .map(|o| Shelf::Publisher(o.id.clone()));
    let authors = truly
        .authors()
        .into_iter()
        .map(|o| Shelf::Outlet(o.id.clone()));
    let shelves = [Shelf::Bookmarks]
        .into_iter()
        .chain(authors)
        .chain(publishers);
    for shelf in shelves.chain(editions).chain([Shelf::Unread]) {
        store.read_outlets(&library.missing(&shelf, false));
        library = store.shelves();
        library.sort();
        assert_eq!(
            library.listed(&shelf),
            truly.listed(&shelf),
            "{what}: {shelf}"
        );
        for line in library.listed(&shelf) {
            assert_eq!(
                library.head(line.id),
                truly.head(line.id),
                "{what}: {shelf}"
            );
        }
        assert_eq!(counted(&library), said, "{what}: counts after {shelf}");
    }
    assert_eq!(library.bookmarks(), truly.bookmarks(), "{what}");
}

fn damage(place: &Place, dice: &mut Dice) {
    let mut derived = files(&place.paths.cache.join("index"));
    derived.push(place.paths.cache.join("outlets.json"));
    derived.sort();
    let path = &derived[dice.throw(derived.len())];
    let Ok(mut bytes) = fs::read(path) else {
        return;
    };
    let at = dice.throw(bytes.len().max(1));
    match dice.throw(4) {
        0 => drop(fs::remove_file(path)),
        1 => fs::write(path, &bytes[..at]).expect("written"),
        2 => fs::write(path, vec![0; bytes.len()]).expect("written"),
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.throw(8);
            }
            fs::write(path, bytes).expect("written");
        }
    }
}

#[test]
fn lists_and_counts_are_those_of_everything_read_anew() {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for round in 0..12 {
        let place = Place::new();
        let mut follower = place.open();
        let mut writer = place.open();
        for step in 0..14 {
            let o = dice.throw(3);
            let outlet = &outlets()[o];
            let n = dice.throw(8);
            let record = record(o, n, dice.throw(4));
            let part = record
                .sections
                .get(dice.throw(3))
                .map_or(record.id, |s| s.id);
            let what = dice.throw(10);
            match what {
                0 | 1 => drop(writer.add_articles(outlet, &[record]).expect("added")),
                2 => drop(writer.add_opened(outlet, &[record]).expect("added")),
                3 => writer
                    .mark(&[op(outlet, Mark::Read, &[part])])
                    .expect("marked"),
                4 => writer
                    .mark(&[op(outlet, Mark::Unread, &[part])])
                    .expect("marked"),
                5 => writer
                    .bookmark(&op(outlet, star(), &[part]), &record)
                    .expect("marked"),
                6 => writer
                    .mark(&[op(outlet, Mark::Unstar, &[part])])
                    .expect("marked"),
                7 => drop(writer.compact_fully().expect("compacted")),
                8 => damage(&place, &mut dice),
                _ => {
                    writer.keep_counts();
                    writer = place.open();
                }
            }
            let what = format!("round {round}, step {step}, {what}");
            let (_folder, truly) = bare(&place);
            check(
                &mut open_well(&place.paths),
                &truly,
                &format!("{what}, a start"),
            );
            if follower.changed() {
                follower.refresh();
            }
            check(&mut follower, &truly, &format!("{what}, a follower"));
            assert_eq!(follower.troubles(), [] as [String; 0], "{what}");
        }
    }
}
