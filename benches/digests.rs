//! How fast press reviews are split: `cargo bench --bench digests`.
//!
//! The aim is 1,000 reviews of 20 KB in three seconds on one core.

use divan::Bencher;
use std::fmt::Write as _;
use tidings::parse::{Context, document};

fn main() {
    divan::main();
}

/// Outlets of an invented coast.
const OUTLETS: [&str; 5] = [
    "HARBOUR GAZETTE",
    "NORTH LINE",
    "KESTREL POST",
    "MERIDIAN",
    "OLD QUAY WEEKLY",
];

/// A review of about 20 KB, the sections in the form that `head` and `text` write.
fn review(head: impl Fn(&str, usize) -> String, text: impl Fn(&str) -> String) -> String {
    let mut out = String::from("Press review of 3 March 2024\n\n");
    for n in 0.. {
        let outlet = OUTLETS[n % OUTLETS.len()];
        let _ = write!(out, "{}", head(outlet, n));
        for m in 0..3 {
            let words = format!(
                "{outlet} writes that the lamp was lit at six in the evening and that {} boats went out although \
                 the wind had turned to the north, which the cook of the inn had foreseen and said so to anyone \
                 who would listen, among them the mayor. […] The keeper was not asked.",
                n * 3 + m
            );
            let _ = write!(out, "{}", text(&words));
        }
        if out.len() >= 20_000 {
            return out;
        }
    }
    out
}

fn bench(bencher: Bencher, name: &str, source: &str) {
    let context = Context {
        file_name: Some(name),
        ..Context::default()
    };
    bencher.bench(|| document(source.as_bytes(), &context));
}

#[divan::bench(sample_count = 100)]
fn plain_text(bencher: Bencher) {
    let source = review(
        |o, n| format!("{o}: Headline {n}\n\n"),
        |t| format!("{t}\n\n"),
    );
    bench(bencher, "quay.txt", &source);
}

#[divan::bench(sample_count = 100)]
fn prose(bencher: Bencher) {
    let source = review(|_, _| String::new(), |t| format!("{t}\n\n"));
    bench(bencher, "quay.txt", &source);
}

#[divan::bench(sample_count = 100)]
fn web_page(bencher: Bencher) {
    let source = review(
        |o, n| format!("<h2>{o}: Headline {n}</h2>\n"),
        |t| format!("<p>{t}</p>\n"),
    );
    bench(bencher, "quay.html", &format!("<html><body>{source}"));
}

#[divan::bench(sample_count = 100)]
fn markdown(bencher: Bencher) {
    let source = review(
        |o, n| format!("## {o}: Headline {n}\n\n"),
        |t| format!("{t}\n\n"),
    );
    bench(bencher, "quay.md", &source);
}

#[divan::bench(sample_count = 3)]
fn ten_megabytes_of_short_lines(bencher: Bencher) {
    bench(bencher, "lines.txt", &"A: b\n".repeat(2 << 20));
}
