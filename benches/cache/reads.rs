//! The rows that only read.

use crate::child::{self, Cost};
use crate::generate::{NEEDLES, Place, Plan};
use crate::ours::{Ours, files_of};
use crate::sqlite::{Layout, Sqlite};
use crate::table::{By, Measured};
use crate::{files, floor, timed};
use std::hint::black_box;
use std::path::PathBuf;

/// How many texts are opened in a round.
const TEXTS: usize = 20;

/// Measures all of them, every design in turn.
pub(crate) fn run(place: &Place, plan: &Plan, rounds: usize, measured: &mut Measured) {
    let ours: Vec<PathBuf> = [place.paths().cache, place.paths().data]
        .iter()
        .flat_map(|f| files::below(f))
        .collect();
    let (f, n) = (place.root.join("f.db"), place.root.join("n.db"));
    size(place, &ours, &f, measured);
    files::warm(&ours);
    files::warm(std::slice::from_ref(&f));
    files::warm(std::slice::from_ref(&n));
    for _ in 0..rounds {
        starts(place, plan, measured);
    }
    texts(place, plan, rounds, measured);
    for _ in 0..rounds {
        scans(place, measured);
    }
    for _ in 0..rounds {
        cold_starts(place, plan, &ours, [&f, &n], measured);
    }
}

/// What everything takes on the disk.
fn size(place: &Place, ours: &[PathBuf], f: &PathBuf, measured: &mut Measured) {
    let segments = files::below(&place.paths().cache.join("articles"));
    let bytes = [ours, std::slice::from_ref(f), &segments].map(|files| files::bytes(files) as f64);
    for (by, bytes) in [By::Ours, By::F, By::Floor].into_iter().zip(bytes) {
        measured.note("disk", by, bytes / 1e6);
    }
}

fn starts(place: &Place, plan: &Plan, measured: &mut Measured) {
    let mut start = |what, by, row: &str, memory: &str| -> Cost {
        let cost = child::measure(what, place, plan);
        measured.note(row, by, cost.milliseconds);
        if let Some(megabytes) = cost.megabytes.filter(|_| !memory.is_empty()) {
            measured.note(memory, by, megabytes);
        }
        cost
    };
    let (first, all) = ("first frame, warm", "all headers, warm");
    let (first_memory, all_memory) = ("memory, first frame", "memory, all headers");
    let ours = start("ours first", By::Ours, first, first_memory);
    let f = start("f first", By::F, first, first_memory);
    let n = start("n first", By::N, first, first_memory);
    assert_eq!(
        (ours.lines, f.lines),
        (f.lines, n.lines),
        "all have the same lines"
    );
    let ours = start("ours all", By::Ours, all, all_memory);
    let f = start("f all", By::F, all, all_memory);
    assert_eq!(ours.lines, f.lines, "both have the same lines");
    start("floor all", By::Floor, all, "");
    let program = start(
        "screen",
        By::Ours,
        "program to its first byte",
        "memory, program",
    );
    measured.note("program to its first frame", By::Ours, program.whole);
}

fn cold_starts(
    place: &Place,
    plan: &Plan,
    ours: &[PathBuf],
    [f, n]: [&PathBuf; 2],
    measured: &mut Measured,
) {
    for (what, by, row) in [
        ("ours first", By::Ours, "first frame, cold"),
        ("f first", By::F, "first frame, cold"),
        ("n first", By::N, "first frame, cold"),
        ("ours all", By::Ours, "all headers, cold"),
        ("f all", By::F, "all headers, cold"),
        ("floor all", By::Floor, "all headers, cold"),
    ] {
        files::evict(match by {
            By::Ours | By::Floor => ours,
            By::F => std::slice::from_ref(f),
            By::N => std::slice::from_ref(n),
        });
        let cost = child::measure(what, place, plan);
        measured.note(row, by, cost.milliseconds);
    }
}

/// Texts of articles all over the cache, none of them opened before.
fn texts(place: &Place, plan: &Plan, rounds: usize, measured: &mut Measured) {
    let ours = Ours::open(place);
    let path = place.root.join("f.db");
    let f = Sqlite::open(&path, Layout::F);
    for (name, cold) in [("open a text, warm", false), ("open a text, cold", true)] {
        for text in 0..TEXTS * rounds {
            let outlet = text * 7 % plan.outlets.len();
            let planned = &plan.outlets[outlet];
            // Of those that publish digests an article that is none.
            let n = (planned.articles * text / (TEXTS * rounds) + usize::from(cold) * 4) | 1;
            let record = plan.record(outlet, n.min(planned.articles - 1));
            let row = f.row_of(&record.id.to_string());
            if cold {
                files::evict(&files_of(place, &planned.outlet));
                files::evict(std::slice::from_ref(&path));
            }
            let (ms, found) = timed(|| ours.body(&planned.outlet, record.id));
            measured.note(name, By::Ours, ms);
            assert_eq!(found.title, record.title, "the article that was asked for");
            let (ms, html) = timed(|| f.body(row));
            measured.note(name, By::F, ms);
            black_box(html);
        }
    }
}

fn scans(place: &Place, measured: &mut Measured) {
    let ours = Ours::open(place);
    let f = Sqlite::open(&place.root.join("f.db"), Layout::F);
    // What a search needs besides the texts, and the texts where the cold rows put them out.
    black_box((ours.search("nowhere"), f.like("nowhere")));
    for needle in NEEDLES {
        let stored = as_stored(needle);
        for (row, words) in [
            ("scan, as typed:", needle.to_owned()),
            ("scan, any case:", needle.to_lowercase()),
        ] {
            let name = format!("{row} {words}");
            let (ms, _) = timed(|| floor::find(place, &stored));
            measured.note(&name, By::Floor, ms);
            let (ms, found) = timed(|| ours.search(&words));
            measured.note(&name, By::Ours, ms);
            let (ms, rows) = timed(|| f.like(&words));
            measured.note(&name, By::F, ms);
            let note = format!("{words}: tidings finds {found}, LIKE {}", rows.len());
            if !measured.notes.contains(&note) {
                measured.notes.push(note);
            }
        }
    }
}

/// Words as they stand in a line of JSON.
fn as_stored(words: &str) -> String {
    let quoted = serde_json::to_string(words).expect("JSON");
    let inner = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.expect("in quotes").to_owned()
}
