//! How long a feed of 4 MB and 1000 entries takes, and how much memory, beside feed-rs:
//! `cargo bench --bench feeds`. The last column block of each row is the most that was held at once.

use std::fmt::Write as _;
use tidings::parse::feed::{Context, read};

#[global_allocator]
static COUNTED: divan::AllocProfiler = divan::AllocProfiler::system();

const ENTRIES: usize = 1000;
const BYTES: usize = 4_000_000;

fn main() {
    divan::main();
}

/// What a paragraph says, in two scripts.
const LINES: [&str; 4] = [
    "The harbour master counted the boats twice and wrote down neither number.",
    "Вода в порту стояла высоко, и сторож зажёг оба фонаря раньше обычного.",
    "“Nobody reads the tables,” she said – and then read all of them aloud.",
    "On the quay, the nets dried in the order in which their owners had quarrelled.",
];

/// The HTML of one entry.
fn body(at: usize) -> String {
    let mut html = String::new();
    let mut line = at;
    while html.len() < BYTES / ENTRIES - 500 {
        let text = LINES[line % LINES.len()];
        let _ = writeln!(
            html,
            "<p>{text} <a href=\"/{line}?a=1&amp;b=2\">{line}</a></p>"
        );
        line += 1;
    }
    html
}

/// An RSS feed; every second entry is escaped instead of standing in CDATA, when `escaped`.
fn rss(escaped: bool) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Tide</title>\
         <link>https://tide.example/</link><description>Of the harbour</description>\n",
    );
    for at in 0..ENTRIES {
        let html = body(at);
        let html = if escaped && at % 2 == 1 {
            html.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
        } else {
            format!("<![CDATA[{html}]]>")
        };
        let _ = writeln!(
            xml,
            "<item><title>Boat {at} &amp; the tide</title><link>https://tide.example/{at}</link>\
             <guid isPermaLink=\"false\">tide {at}</guid><dc:creator>Ann Lee</dc:creator>\
             <pubDate>Sun, 22 Nov 2026 06:{:02}:00 +0200</pubDate><category>Harbour</category>\
             <description>Short</description><content:encoded>{html}</content:encoded></item>",
            at % 60
        );
    }
    xml.push_str("</channel></rss>\n");
    xml
}

#[divan::bench(args = ["cdata", "escaped"])]
fn tidings(bencher: divan::Bencher, kind: &str) {
    let xml = rss(kind == "escaped");
    bencher
        .counter(divan::counter::BytesCount::of_str(&xml))
        .bench(|| {
            let feed = read(xml.as_bytes(), Context::default()).expect("a feed");
            assert_eq!(feed.entries.len(), ENTRIES);
            feed
        });
}

#[divan::bench(args = ["cdata", "escaped"])]
fn feed_rs(bencher: divan::Bencher, kind: &str) {
    let xml = rss(kind == "escaped");
    bencher
        .counter(divan::counter::BytesCount::of_str(&xml))
        .bench(|| {
            let feed = ::feed_rs::parser::parse(xml.as_bytes()).expect("a feed");
            assert_eq!(feed.entries.len(), ENTRIES);
            feed
        });
}
