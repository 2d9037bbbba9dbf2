//! How fast the cache is: every row of its design's targets, beside the same articles in SQLite and
//! beside what the machine itself costs, in one run and as ratios.
//!
//! ```text
//! cargo bench --bench cache              # caches of 1,000, 10,000 and 100,000 articles
//! cargo bench --bench cache -- 1m        # or of any of 1k, 10k, 100k and 1m
//! ```
//!
//! ```text
//! texts, generate   invented articles, and the caches made of them, once
//! ours              what tidings does for each row: change this when the store changes
//! sqlite            the same in SQLite, F and N
//! floor             the same by the machine alone
//! reads, writes     the rows, every design in turn, in several rounds
//! child, screen     what needs a process of its own; the program in a terminal
//! table             the targets, medians and ratios
//! ```

#![allow(
    clippy::disallowed_methods,
    reason = "the files are the benchmark's own"
)]

mod child;
mod files;
mod floor;
mod generate;
mod ours;
mod reads;
mod screen;
mod sqlite;
mod table;
mod texts;
mod writes;

use generate::{Place, Plan, SIZES, Size};
use sqlite::{Layout, Sqlite};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use table::Measured;

/// Where the caches are made; by default in Cargo's own folder for such things.
const FOLDER: &str = "TIDINGS_BENCH_DIR";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    if let [child::CHILD, what, size, root] = words[..] {
        child::run(what, size, Path::new(root));
        return ExitCode::SUCCESS;
    }
    // `cargo test --all-targets` starts this too; it says so by leaving the word out.
    if !words.contains(&"--bench") || words.contains(&"--test") {
        return ExitCode::SUCCESS;
    }
    let words = words.iter().filter(|word| **word != "--bench");
    let mut sizes = Vec::new();
    for word in words {
        match size_named(word) {
            Some(size) => sizes.push(size),
            None => {
                let names = SIZES.map(|size| size.name).join(", ");
                eprintln!("cache: {word} is no size of cache. The sizes are {names}:");
                eprintln!("    cargo bench --bench cache -- 100k");
                eprintln!("The caches are made once, in target/tmp or where {FOLDER} says.");
                return ExitCode::from(2);
            }
        }
    }
    if sizes.is_empty() {
        sizes.extend_from_slice(&SIZES[..3]);
    }
    let folder = std::env::var_os(FOLDER).map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache-bench"),
        PathBuf::from,
    );
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    for size in sizes {
        run(&folder, size);
    }
    ExitCode::SUCCESS
}

/// The size of this name.
fn size_named(name: &str) -> Option<Size> {
    SIZES.into_iter().find(|size| size.name == name)
}

fn run(folder: &Path, size: Size) {
    let plan = Plan::of(size);
    let place = Place::of(folder, size);
    if !place.is_made() {
        make(&place, &plan);
    }
    let rounds = if size.articles > 100_000 { 3 } else { 5 };
    let mut measured = Measured::default();
    reads::run(&place, &plan, rounds, &mut measured);
    writes::run(&place, &plan, rounds, &mut measured);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "\n{} articles, {cores} cores, medians of {rounds} rounds\n",
        size.articles
    );
    println!("{}", measured.table(size.articles));
    for note in &measured.notes {
        println!("{note}");
    }
}

/// Makes the cache and the two databases.
fn make(place: &Place, plan: &Plan) {
    let start = Instant::now();
    eprintln!(
        "making {} articles in {}",
        plan.size.articles,
        place.root.display()
    );
    // What a run that was stopped has left.
    let _ = std::fs::remove_dir_all(&place.root);
    std::fs::create_dir_all(&place.root).expect("the benchmark's folder can be made");
    place.fill(plan);
    Sqlite::make(&place.root.join("f.db"), Layout::F, plan);
    Sqlite::make(&place.root.join("n.db"), Layout::N, plan);
    place.set_made();
    eprintln!("made in {:.0} s", start.elapsed().as_secs_f64());
}

/// How many milliseconds `work` takes, and what it gives.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed().as_secs_f64() * 1e3, done)
}
