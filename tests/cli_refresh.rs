//! Sources added and refreshed from the shell, against a server on the loopback.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]
#![allow(dead_code, reason = "the proxies are for other tests")]

mod home;
mod loopback;

use home::*;
use loopback::{Act, Asked, Server, answer};
use std::fs;
use std::sync::{Arc, Mutex};

/// A feed with these items, each `(guid, title, text)`.
fn feed(items: &[(&str, &str, &str)]) -> String {
    let item = |(guid, title, text): &(&str, &str, &str)| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title>\
             <link>http://lantern.example/{title}</link><description>{text}</description>\
             <pubDate>Fri, 20 Nov 2026 21:40:00 GMT</pubDate></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>The Lantern</title>{items}</channel></rss>")
}

const ONE: (&str, &str, &str) = ("1", "Lamp", "The lamp was lit at six, as it is every day.");
const TWO: (&str, &str, &str) = ("2", "Oil", "There is oil for a winter and half a spring.");

/// A server whose answer for `/feed` can be changed while it runs.
struct Source {
    server: Server,
    says: Arc<Mutex<Vec<u8>>>,
}

impl Source {
    fn new(says: Vec<u8>) -> Source {
        let says = Arc::new(Mutex::new(says));
        let told = Arc::clone(&says);
        let say = move |_: &Asked| told.lock().unwrap().clone();
        let server = Server::new(vec![("/feed", Act::Ask(Arc::new(say)))]);
        Source { server, says }
    }

    fn of(items: &[(&str, &str, &str)]) -> Source {
        Source::new(ok(items, "\"a\""))
    }

    fn now_says(&self, says: Vec<u8>) {
        *self.says.lock().unwrap() = says;
    }

    fn address(&self) -> String {
        self.server.url("/feed")
    }
}

fn ok(items: &[(&str, &str, &str)], etag: &str) -> Vec<u8> {
    answer(200, &[&format!("ETag: {etag}")], feed(items).as_bytes())
}

/// A reader who asks without pauses, and has subscribed to `source`.
fn reader(source: &Source) -> Home {
    let home = patient();
    tidings(&home, &format!("add {}", source.address())).ends(0);
    home
}

fn patient() -> Home {
    let home = Home::new();
    home.configure("[fetch]\nhost_delay = \"0s\"\nper_host = 4\n");
    home
}

fn subscriptions(home: &Home) -> String {
    fs::read_to_string(home.config().join("subscriptions.toml")).unwrap()
}

fn rewrite(home: &Home, change: impl Fn(String) -> String) {
    let text = change(subscriptions(home));
    fs::write(home.config().join("subscriptions.toml"), text).unwrap();
}

#[test]
fn a_feed_is_added_with_its_articles_and_asked_with_conditions() {
    let source = Source::of(&[ONE]);
    let home = patient();
    let add = format!(
        "add {} --title Lanterna --group Abroad --tag light",
        source.address()
    );
    tidings(&home, &add)
        .ends(0)
        .prints("Added: Lanterna, 1 article\n")
        .complains("");
    tidings(&home, &add)
        .ends(2)
        .complains("tidings: already in your list: Lanterna\n");
    source.now_says(answer(304, &[], b""));
    tidings(&home, "refresh")
        .ends(0)
        .prints("Done: nothing new\n")
        .complains("Lanterna: nothing new\n");
    let asked = source.server.asked();
    assert_eq!(
        asked.last().unwrap().header("if-none-match").as_deref(),
        Some("\"a\"")
    );
    source.now_says(ok(&[TWO, ONE], "\"b\""));
    tidings(&home, "refresh --json")
        .ends(0)
        .shows(r#""status":"read","code":200,"route":null,"new":1"#);
    tidings(&home, "unread").ends(0).prints("2\n");
}

#[test]
fn what_was_removed_comes_back_with_its_marks() {
    let source = Source::of(&[ONE, TWO]);
    let home = reader(&source);
    let listed = tidings(&home, "list articles --json").out;
    run(&home, &["remove", "the lantrn"], b"")
        .ends(2)
        .names("Did you mean The Lantern?");
    run(&home, &["remove", "the lantern"], b"").ends(0);
    tidings(&home, "list articles --json").ends(0).prints("");
    tidings(&home, "unread").ends(0).prints("0\n");
    tidings(&home, "refresh")
        .ends(0)
        .names("there are no sources yet");
    tidings(&home, &format!("add {}", source.address()))
        .ends(0)
        .prints("Added: The Lantern, 2 articles\n");
    assert_eq!(tidings(&home, "list articles --json").out, listed);
}

#[test]
fn failures_are_sentences_that_say_what_is_shown_instead() {
    let source = Source::of(&[ONE]);
    let host = format!("127.0.0.1:{}", source.server.port);
    let kept = "showing the one article that is kept, from Fri 20 Nov 2026, 21:40";
    for (says, words) in [
        (answer(404, &[], b"no"), "has nothing at this address (404)"),
        (answer(500, &[], b"no"), "has trouble of its own (500)"),
        (answer(200, &[], b""), "sent an empty page"),
        (
            answer(200, &[], b"<html><body>Sign in</body></html>"),
            "sent no feed: it is a web page that names no feed",
        ),
        (answer(200, &[], b"<rss version=\"2.0\"><channel>"), ""),
    ] {
        let home = reader(&source);
        source.now_says(says);
        let run = tidings(&home, "refresh");
        if words.is_empty() {
            run.ends(0).prints("Done: nothing new\n");
        } else {
            let words = format!("The Lantern: {host} {words}; {kept}\n");
            run.ends(1)
                .prints("Done: nothing new, 1 in trouble\n")
                .complains(&words);
        }
        tidings(&home, "list articles").ends(0).shows("Lamp");
        source.now_says(ok(&[ONE], "\"a\""));
    }
}

#[test]
fn a_source_that_is_gone_is_not_asked_again() {
    let source = Source::of(&[ONE]);
    let home = reader(&source);
    source.now_says(answer(410, &[], b"gone"));
    tidings(&home, "refresh")
        .ends(1)
        .names("says that this is gone for good (410)");
    let asked = source.server.asked().len();
    tidings(&home, "refresh")
        .ends(0)
        .names("not asked any more");
    assert_eq!(source.server.asked().len(), asked);
    tidings(&home, "list articles").ends(0).shows("Lamp");
}

#[test]
fn a_source_that_wants_to_be_left_alone_is() {
    let source = Source::of(&[ONE]);
    let home = reader(&source);
    source.now_says(answer(503, &["Retry-After: 3600"], b"busy"));
    tidings(&home, "refresh")
        .ends(1)
        .names("is not available now (503)");
    let asked = source.server.asked().len();
    tidings(&home, "refresh")
        .ends(0)
        .names("asks to be left alone until");
    assert_eq!(source.server.asked().len(), asked);
}

#[test]
fn by_the_clock_only_what_is_due_is_asked() {
    let source = Source::of(&[ONE]);
    let home = reader(&source);
    let asked = source.server.asked().len();
    tidings(&home, "refresh --due")
        .ends(0)
        .prints("Done: nothing new\n")
        .complains("");
    assert_eq!(source.server.asked().len(), asked);
    tidings(&home, "refresh").ends(0);
    assert_eq!(source.server.asked().len(), asked + 1);
}

#[test]
fn an_article_keeps_its_mark_when_its_guid_changes() {
    let source = Source::of(&[ONE, TWO]);
    let home = reader(&source);
    let before = tidings(&home, "list articles --json").out;
    source.now_says(ok(
        &[("new-1", ONE.1, ONE.2), ("new-2", TWO.1, TWO.2)],
        "\"b\"",
    ));
    tidings(&home, "refresh")
        .ends(0)
        .prints("Done: nothing new\n");
    assert_eq!(tidings(&home, "list articles --json").out, before);
}

#[test]
fn an_article_without_a_date_is_dated_when_it_is_first_seen() {
    let undated = |items: &[_]| {
        let text = feed(items).replace("<pubDate>Fri, 20 Nov 2026 21:40:00 GMT</pubDate>", "");
        answer(200, &[], text.as_bytes())
    };
    let source = Source::new(undated(&[ONE]));
    let home = reader(&source);
    let before = tidings(&home, "list articles --json").out;
    assert!(before.contains("\"published\":\"20"), "{before}");
    tidings(&home, "refresh")
        .ends(0)
        .prints("Done: nothing new\n");
    assert_eq!(tidings(&home, "list articles --json").out, before);
}

#[test]
fn mirrors_are_tried_in_order_and_change_nothing_of_the_articles() {
    let source = Source::of(&[ONE]);
    let mirror = Source::of(&[TWO, ONE]);
    let home = reader(&source);
    rewrite(&home, |text| {
        let routes = format!("routes = [\"direct\", \"mirror {}\"]\n", mirror.address());
        text + &routes
    });
    source.now_says(answer(503, &[], b"blocked"));
    tidings(&home, "refresh --json")
        .ends(0)
        .shows(r#""status":"read","code":200,"route":"via mirror 1","new":1"#);
    let asked = source.server.asked().len();
    tidings(&home, "refresh")
        .ends(0)
        .complains("The Lantern: nothing new, via mirror 1\n");
    assert_eq!(
        source.server.asked().len(),
        asked,
        "the way that worked comes first"
    );
    tidings(&home, "list articles")
        .ends(0)
        .shows("Lamp")
        .shows("Oil");
}

#[test]
fn a_proxy_that_fails_is_never_gone_round() {
    let source = Source::of(&[ONE]);
    let home = reader(&source);
    let asked = source.server.asked().len();
    rewrite(&home, |text| text + "proxy = \"socks5h://127.0.0.1:1\"\n");
    tidings(&home, "refresh").ends(1).names("proxy");
    assert_eq!(source.server.asked().len(), asked);
}

#[test]
fn a_source_that_moved_is_rewritten_when_the_reader_says_so() {
    let there = Source::of(&[ONE]);
    let here = Source::of(&[ONE]);
    let home = reader(&here);
    let location = format!("Location: {}", there.address());
    here.now_says(answer(301, &[&location], b""));
    tidings(&home, "refresh")
        .ends(0)
        .names("has moved for good");
    assert!(subscriptions(&home).contains(&here.address()));
    tidings(&home, "refresh --accept-moves")
        .ends(0)
        .names("from now on");
    assert!(subscriptions(&home).contains(&there.address()));
    let asked = here.server.asked().len();
    tidings(&home, "refresh").ends(0);
    assert_eq!(here.server.asked().len(), asked);
    tidings(&home, "list articles").ends(0).prints_lines(1);
}

#[test]
fn a_site_leads_to_its_feed() {
    let page = "<html><head><link rel=alternate type='application/rss+xml' href='/feed' title='News'>\
        <link rel=alternate type='application/rss+xml' href='/comments' title='Comments'></head></html>";
    let items = feed(&[ONE, TWO]);
    let server = Server::new(vec![
        (
            "/",
            Act::Say(answer(200, &["Content-Type: text/html"], page.as_bytes())),
        ),
        ("/feed", Act::Say(answer(200, &[], items.as_bytes()))),
        ("/comments", Act::Say(answer(200, &[], items.as_bytes()))),
        (
            "/bare",
            Act::Say(answer(200, &[], b"<html><p>Nothing here</p></html>")),
        ),
    ]);
    let home = patient();
    tidings(&home, &format!("add {}", server.url("/")))
        .ends(0)
        .prints("Added: The Lantern, 2 articles\n")
        .names("names more feeds");
    assert!(subscriptions(&home).contains("/feed\""));
    // A page that names none, on a site that keeps one at a usual place.
    let home = patient();
    tidings(&home, &format!("add {}", server.url("/bare")))
        .ends(0)
        .prints("Added: The Lantern, 2 articles\n");
}

#[test]
fn what_is_no_address_is_refused_with_a_sentence() {
    let home = patient();
    for (address, words) in [
        (
            "lantern",
            "not an address: “lantern”. Try one like lantern.example",
        ),
        ("ftp://lantern.example/feed", "not http or https but ftp"),
        (
            "http://127.0.0.1:1/feed",
            "127.0.0.1:1 refused the connection",
        ),
        (
            "https://quill:secret@lantern.example/",
            "an address must not hold a name or a password",
        ),
    ] {
        tidings(&home, &format!("add {address}"))
            .ends(2)
            .names(words);
        assert!(!home.config().join("subscriptions.toml").exists());
    }
    tidings(&home, "--offline add lantern.example")
        .ends(2)
        .names("--offline forbids the network");
    tidings(&home, "--offline refresh")
        .ends(2)
        .names("--offline forbids the network");
}

#[test]
fn files_folders_and_programs_are_sources_too() {
    let home = patient();
    home.file("news.xml", feed(&[ONE]));
    home.file("box/a.xml", feed(&[TWO]));
    home.file(DIGEST_NAME, DIGEST);
    tidings(&home, "add news.xml")
        .ends(0)
        .prints("Added: The Lantern, 1 article\n");
    tidings(&home, "add box --title Box")
        .ends(0)
        .prints("Added: Box, 1 article\n");
    fs::copy(
        home.work().join(DIGEST_NAME),
        home.work().join("box").join(DIGEST_NAME),
    )
    .unwrap();
    home.file("news.xml", feed(&[ONE, TWO]));
    rewrite(&home, |text| {
        text + "\n[[source]]\ntitle = \"Printed\"\nexec = [\"cat\", \""
            + &home.work().join("news.xml").display().to_string()
            + "\"]\nfilter = [\"sed\", \"s/Lamp/Lantern/\"]\n"
    });
    tidings(&home, "refresh")
        .ends(0)
        .prints("Done: 4 new in 3 outlets\n");
    tidings(&home, "list articles")
        .ends(0)
        .shows("Printed: Lantern")
        .shows("CAUSEWAY");
    rewrite(&home, |text| text.replace("\"cat\"", "\"no-such-program\""));
    tidings(&home, "refresh Printed")
        .ends(1)
        .names("no-such-program could not be started");
}

#[test]
fn a_kept_article_is_not_lost_with_a_feed_that_was_cut() {
    let source = Source::of(&[ONE, TWO]);
    let home = reader(&source);
    rewrite(&home, |text| text + "limit = 1\n");
    let whole = feed(&[ONE, TWO]);
    let cut = whole.find("<item><guid isPermaLink=\"false\">2").unwrap();
    source.now_says(answer(200, &[], &whole.as_bytes()[..cut + 60]));
    tidings(&home, "refresh").ends(0);
    tidings(&home, "list articles")
        .ends(0)
        .shows("Lamp")
        .shows("Oil");
    // Whole again, and without the second: now it may go.
    source.now_says(ok(&[ONE], "\"c\""));
    tidings(&home, "refresh").ends(0);
    tidings(&home, "list articles").ends(0).prints_lines(1);
}
