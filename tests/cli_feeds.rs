//! Feeds from the shell: `tidings parse` with `--as feed`, and without.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod home;
mod pty;

use home::*;

const FEED: &str = "<rss version=\"2.0\"><channel><title>Tide</title><link>https://tide.example/</link>\
    <item><title>Two boats &amp; a net</title><link>/1</link><guid>b1</guid><author>ann@tide.example (Ann Lee)</author>\
    <pubDate>Sun, 22 Nov 2026 06:00:00 MSK</pubDate><description>&lt;p&gt;They came in.&lt;/p&gt;</description>\
    <enclosure url=\"https://tide.example/a.mp3\" type=\"audio/mpeg\" length=\"9\"/></item>\
    <item><title>Code</title><pubDate>2026-11</pubDate><description>&lt;p&gt;Vec&amp;lt;T&amp;gt;&lt;/p&gt;</description></item></channel></rss>";

const PAGE: &str = "<!DOCTYPE html><title>Tide</title><link rel=alternate type=application/rss+xml title=News href=/rss>";

#[test]
fn a_feed_is_shown_to_programs_with_and_without_being_named_one() {
    let home = Home::with("tide.xml", FEED);
    for args in ["parse tide.xml --json", "parse tide.xml --as feed --json"] {
        let json = tidings(&home, args).ends(0).json();
        assert_eq!(json["ok"], true);
        assert_eq!(json["kind"], "feed");
        assert_eq!(json["format"], "rss20");
        assert_eq!(json["feed"]["title"], "Tide");
        let entry = &json["entries"][0];
        assert_eq!(entry["id"], "b1");
        assert_eq!(entry["title"], "Two boats & a net");
        assert_eq!(entry["link"], "https://tide.example/1");
        assert_eq!(entry["author"], "Ann Lee");
        assert_eq!(entry["published"], "2026-11-22T03:00:00Z");
        assert_eq!(entry["summary"], "<p>They came in.</p>");
        assert_eq!(entry["content_text"], "They came in.");
        assert_eq!(entry["enclosures"][0]["length"], 9);
        let entry = &json["entries"][1];
        assert_eq!(entry["id"], entry["key"], "without an id of its own");
        assert_eq!(entry["published"], "2026-11-01T00:00:00Z");
        assert_eq!(entry.get("content_text"), None, "it has a < of its own");
    }
    home.assert_clean();
}

#[test]
fn a_feed_is_shown_to_people_a_line_an_entry() {
    let home = Home::with("tide.xml", FEED);
    let lines = "Tide: 2 entries (rss20)\n2026-11-22T03:00:00Z  Two boats & a net\n2026-11  Code\n";
    tidings(&home, "parse tide.xml").ends(0).prints(lines);
    run(&home, &["parse", "-"], FEED.as_bytes()).prints(lines);
}

#[test]
fn what_is_no_feed_is_said_with_the_feeds_it_names() {
    let home = Home::with("page.html", PAGE);
    let words = "tidings: page.html: it is a web page that names a feed\ntidings: /rss (News)\n";
    let json = "{\"ok\":false,\"kind\":\"html\",\"error\":\"it is a web page that names a feed\",\
        \"autodiscovery\":[{\"url\":\"/rss\",\"type\":\"application/rss+xml\",\"title\":\"News\"}]}\n";
    let said = tidings(&home, "parse page.html --as feed");
    said.ends(2).prints("").complains(words);
    tidings(&home, "parse page.html --as feed --json")
        .ends(2)
        .prints(json);
    home.file("a.txt", "The tide came in.\n");
    for (file, words) in [
        ("a.txt", "tidings: a.txt: it is a text, and no feed\n"),
        ("gone.xml", "tidings: gone.xml: there is no such file\n"),
    ] {
        let said = tidings(&home, &format!("parse {file} --as feed"));
        said.ends(2).complains(words);
    }
}

#[test]
fn what_opens_like_a_feed_and_is_none_is_read_as_before() {
    let home = Home::with("page.html", PAGE);
    home.file(
        "notes.txt",
        "<b>Nets</b> and ropes, and what became of them.\n",
    );
    for file in ["page.html", "notes.txt"] {
        let json = tidings(&home, &format!("parse {file} --json"))
            .ends(0)
            .json();
        assert_eq!(json["kind"], "article", "{file}");
    }
    let words = b"The tide came in, and nobody saw it.\n";
    run(&home, &["parse", "-", "--json"], words).ends(0);
}
