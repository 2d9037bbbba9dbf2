//! What is measured in a process of its own: how long a start takes with nothing in the memory yet,
//! and how much memory that design alone needs.

use crate::generate::{Place, Plan};
use crate::ours::Ours;
use crate::sqlite::{Layout, Sqlite};
use crate::{floor, screen};
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// The argument that makes the benchmark such a process.
pub(crate) const CHILD: &str = "--in-a-process-of-its-own";

/// What a start cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) milliseconds: f64,
    /// Until the whole frame stood there, where that is another moment.
    pub(crate) whole: f64,
    /// The most memory it had, in megabytes; `None` where the system does not tell.
    pub(crate) megabytes: Option<f64>,
    /// How many lines it came to.
    pub(crate) lines: usize,
}

/// Has `what` measured at `place` in a process of its own.
pub(crate) fn measure(what: &str, place: &Place, plan: &Plan) -> Cost {
    let program = std::env::current_exe().expect("the benchmark's own name");
    let mut child = Command::new(program);
    child.args([CHILD, what, plan.size.name]).arg(&place.root);
    let output = child.output().expect("a process of its own");
    let said = String::from_utf8_lossy(&output.stdout);
    let mut numbers = said.split_whitespace().map(|word| word.parse::<f64>());
    let mut next = || match numbers.next() {
        Some(Ok(number)) => number,
        _ => panic!("{what}: {said}{}", String::from_utf8_lossy(&output.stderr)),
    };
    let (milliseconds, whole, megabytes, lines) = (next(), next(), next(), next());
    let megabytes = (megabytes > 0.0).then_some(megabytes);
    Cost {
        milliseconds,
        whole,
        megabytes,
        lines: lines as usize,
    }
}

/// Measures `what` here, and prints it.
pub(crate) fn run(what: &str, size: &str, root: &Path) {
    let size = crate::size_named(size).expect("a size");
    let plan = Plan::of(size);
    let place = Place {
        root: root.to_owned(),
    };
    if what == "screen" {
        let (first, whole, megabytes) = screen::start(&place);
        println!("{first} {whole} {} 0", megabytes.unwrap_or_default());
        return;
    }
    let (f, n) = (root.join("f.db"), root.join("n.db"));
    let index = index_of(&place);
    let start = Instant::now();
    let lines = match what {
        "ours first" => Ours::first_frame(&place, &plan),
        "f first" => Sqlite::open(&f, Layout::F).first_frame(&plan),
        "n first" => Sqlite::open(&n, Layout::N).first_frame(&plan),
        "ours all" => black_box(Ours::all_heads(&place)).1.tally().all,
        "f all" => black_box(Sqlite::open(&f, Layout::F).all_heads()).len(),
        "floor all" => floor::lines(&index),
        other => panic!("{other} is none of the measures"),
    };
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    let megabytes = peak("self").unwrap_or_default();
    println!("{milliseconds} {milliseconds} {megabytes} {lines}");
}

/// The files of the index; where there are none, the segments, which are read instead.
fn index_of(place: &Place) -> Vec<std::path::PathBuf> {
    let cache = place.paths().cache;
    let index = crate::files::below(&cache.join("index"));
    match index.is_empty() {
        true => crate::files::below(&cache.join("articles")),
        false => index,
    }
}

/// The most memory a process had, in megabytes of a million bytes. Linux tells.
pub(crate) fn peak(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}
