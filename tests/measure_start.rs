//! How long a start takes. Not run unasked: `cargo test --release --test measure_start -- --ignored --nocapture`.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::time::Instant;
use store_fixture::*;
use tidings::model::{Id, Mark, Shelf};
use tidings::store::record::Record;
use tidings::store::{Paths, Store};

fn rss() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS"));
    line.unwrap_or_default().to_owned()
}

#[test]
#[ignore = "measures"]
fn make() {
    let n: u32 = std::env::var("N").map_or(100_000, |n| n.parse().expect("a number"));
    let root = std::path::PathBuf::from(std::env::var("ROOT").expect("ROOT"));
    let paths = paths_under(&root);
    let mut store = Store::open(&paths);
    let outlets = 400.min(n / 10).max(1);
    let body = "<p>Слово и words of a long body, said again. </p>".repeat(80);
    let mut at = 0;
    for o in 0..outlets {
        let share = if o == 0 { n / 25 } else { n / outlets };
        let outlet = outlet(&format!("Outlet number {o}"));
        let records: Vec<Record> = (0..share)
            .map(|_| {
                at += 1;
                Record {
                    html: body.clone(),
                    url: Some(format!("https://example.org/{at}")),
                    ..article(at)
                }
            })
            .collect();
        let ids: Vec<Id> = records
            .iter()
            .take(records.len() * 9 / 10)
            .map(|r| r.id)
            .collect();
        store.add_articles(&outlet, &records).expect("added");
        store
            .mark(&[op(&outlet, Mark::Read, &ids)])
            .expect("marked");
    }
    store.compact_fully().expect("compacted");
    store.keep_counts();
}

#[test]
#[ignore = "measures"]
fn start() {
    let root = std::path::PathBuf::from(std::env::var("ROOT").expect("ROOT"));
    let paths: Paths = paths_under(&root);
    println!("before: {}", rss());
    let t = Instant::now();
    let mut store = Store::open(&paths);
    let opened = t.elapsed();
    let first = outlet("Outlet number 0").id;
    store.read_outlets(std::slice::from_ref(&first));
    let read = t.elapsed();
    let mut library = store.shelves();
    library.sort();
    let listed = library.listed(&Shelf::Outlet(first)).len();
    println!(
        "first: open {opened:?}, one outlet {read:?}, listed {listed} {:?}; {}",
        t.elapsed(),
        rss()
    );
    let t = Instant::now();
    store.read_everything();
    let read = t.elapsed();
    let mut library = store.shelves();
    library.sort();
    let sorted = t.elapsed();
    let unread = library
        .listed_if(&Shelf::Unread, |id| library.is_unread_id(id))
        .len();
    println!(
        "all: read {read:?}, library {sorted:?}, {unread} unread listed {:?}; {}",
        t.elapsed(),
        rss()
    );
    let t = Instant::now();
    let lines = library.listed(&Shelf::Unread);
    println!("all listed {} {:?}", lines.len(), t.elapsed());
    let t = Instant::now();
    for line in &lines[..60] {
        library.head(line.id).expect("a head");
    }
    println!("60 heads {:?}; {}", t.elapsed(), rss());
}
