//! The reader at a terminal and a server on the loopback: sources added, refreshed and called off,
//! with keys typed meanwhile.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]
#![allow(dead_code, reason = "the proxies are for other tests")]

mod home;
mod loopback;
mod pty;

use home::*;
use loopback::{Act, Asked, Server, answer};
use pty::Session;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};

/// A server whose feed can be changed and held back while it runs.
struct Source {
    server: Server,
    says: Arc<Mutex<Vec<u8>>>,
    gate: Arc<(Mutex<bool>, Condvar)>,
}

impl Source {
    fn of(titles: &[&str]) -> Source {
        let says = Arc::new(Mutex::new(feed(titles)));
        let gate = Arc::new((Mutex::new(true), Condvar::new()));
        let (told, held) = (Arc::clone(&says), Arc::clone(&gate));
        let say = move |_: &Asked| {
            let (open, opened) = &*held;
            let open = opened.wait_while(open.lock().unwrap(), |open| !*open);
            drop(open.unwrap());
            told.lock().unwrap().clone()
        };
        let server = Server::new(vec![("/feed", Act::Ask(Arc::new(say)))]);
        Source { server, says, gate }
    }

    fn now_says(&self, says: Vec<u8>) {
        *self.says.lock().unwrap() = says;
    }

    /// Lets answers go, or holds them back.
    fn open(&self, open: bool) {
        *self.gate.0.lock().unwrap() = open;
        self.gate.1.notify_all();
    }

    fn address(&self) -> String {
        self.server.url("/feed")
    }
}

fn feed(titles: &[&str]) -> Vec<u8> {
    let items: String = titles
        .iter()
        .map(|title| {
            format!(
                "<item><guid isPermaLink=\"false\">{title}</guid><title>{title}</title>\
                 <description>What there is to say of it: {title}.</description>\
                 <pubDate>Fri, 20 Nov 2026 21:40:00 GMT</pubDate></item>"
            )
        })
        .collect();
    let text =
        format!("<rss version=\"2.0\"><channel><title>The Lantern</title>{items}</channel></rss>");
    answer(200, &[], text.as_bytes())
}

/// A reader who asks without pauses, and has subscribed to `source`.
fn subscribed(source: &Source) -> Home {
    let home = Home::new();
    home.configure("[fetch]\nhost_delay = \"0s\"\nper_host = 4\n");
    tidings(&home, &format!("add {}", source.address())).ends(0);
    home
}

/// The program at a terminal.
struct Reader {
    session: Session,
}

fn start(home: &Home, args: &[&str]) -> Reader {
    let own = home.env();
    let env: Vec<_> = own.iter().map(|(name, v)| (*name, v.as_str())).collect();
    let session = Session::start(Path::new(TIDINGS), args, &env, 24, 80);
    session.wait_for_alternate_screen(true);
    session.wait_for(|screen| !screen.trim().is_empty(), "a first frame");
    Reader { session }
}

impl Reader {
    fn keys(mut self, keys: &str) -> Reader {
        self.session.type_keys(keys);
        self
    }

    fn see(self, text: &str) -> Reader {
        self.session.wait_for_text(text);
        self
    }

    fn see_no(self, text: &str) -> Reader {
        let gone = |screen: &str| !screen.contains(text);
        self.session.wait_for(gone, &format!("no {text}"));
        self
    }

    fn quits(mut self) {
        self.session.type_keys("Q");
        assert_eq!(self.session.wait_exit(), Ok(0));
        assert!(self.session.modes_are_restored());
        self.session.assert_harmless_output();
    }
}

#[test]
fn a_refresh_brings_an_article_while_keys_are_typed() {
    let source = Source::of(&["Lamp"]);
    let home = subscribed(&source);
    source.now_says(feed(&["Oil", "Lamp"]));
    source.open(false);
    let reader = start(&home, &[])
        .see("   The Lantern             1 │")
        .keys("R")
        .see("Refreshing")
        .see("^C stop")
        // Every key works meanwhile.
        .keys("?")
        .see("▌Keys in the outlets")
        .keys("q<Enter>")
        .see("▌● Lamp")
        .keys("R")
        .see("A refresh runs already");
    source.open(true);
    reader
        .see("Done: 1 new in one outlet")
        .see("● Oil")
        .keys("R")
        .see("Done: nothing new")
        .quits();
    tidings(&home, "unread").prints("2\n");
}

#[test]
fn a_refresh_is_called_off_with_ctrl_c_and_what_came_is_kept() {
    let (held, quick) = (Source::of(&["Lamp"]), Source::of(&["Pier"]));
    let home = subscribed(&held);
    tidings(&home, &format!("add {} --title Quick", quick.address())).ends(0);
    held.open(false);
    quick.now_says(feed(&["Bollard", "Pier"]));
    start(&home, &[])
        .keys("R")
        .see("Refreshing 1 of 2 · 1 new")
        .keys("<C-c>")
        .see("Stopped after 1 of 2. What came is kept")
        .see("Quick                   2 │")
        .quits();
}

#[test]
fn leaving_while_a_refresh_hangs_is_leaving_at_once() {
    let source = Source::of(&["Lamp"]);
    let home = subscribed(&source);
    source.open(false);
    start(&home, &[]).keys("R").see("Refreshing").quits();
    tidings(&home, "doctor").ends(0);
}

#[test]
fn an_outlet_in_trouble_says_so_and_a_refresh_beside_is_seen() {
    let source = Source::of(&["Lamp"]);
    let home = subscribed(&source);
    let reader = start(&home, &[]).keys("G").see("▌  The Lantern");
    source.now_says(answer(503, &[], b""));
    tidings(&home, "refresh").ends(1);
    let reader = reader
        .see("The Lantern           ! 1 │")
        .see("! This outlet could not be refreshed")
        .see("! The Lantern: ")
        .keys(":sources<Enter>")
        .see("▌Sources")
        .see("503")
        .keys("<Enter>")
        .see("▌● Lamp");
    source.now_says(feed(&["Oil", "Lamp"]));
    reader
        .keys("r")
        .see("Done: 1 new in one outlet")
        .see_no("could not be refreshed")
        .quits();
}

#[test]
fn an_outlet_is_added_renamed_moved_removed_and_put_back() {
    let source = Source::of(&["Lamp", "Oil"]);
    let home = Home::new();
    start(&home, &[])
        .see("a         add an outlet by its address")
        .keys("anobody")
        .see("Address: nobody")
        .keys("<Enter>")
        .see("Not an address: “nobody”")
        .keys(&format!("<C-u>{}<Enter>", source.address()))
        .see("Nothing is kept until you press Enter.")
        .see("The Lantern")
        .keys("<Enter>")
        .see("Added: The Lantern, 2 articles")
        .see("▌● Lamp")
        .keys("h:rename Beacon of Ness<Enter>")
        .see("Renamed: The Lantern is now Beacon of Ness")
        .see("▌  Beacon of Ness")
        .keys(":move Abroad/Coast<Enter>")
        .see("Moved: Beacon of Ness stands in Abroad/Coast now")
        .see(" ▾ Abroad                  2")
        .see("▌      Beacon of Ness")
        .keys("hh")
        .see("▌  ▸ Coast                 2")
        .keys("l")
        .see("▌Coast")
        .keys("hj:remove<Enter>")
        .see("Remove Beacon of Ness and its 2 articles? y/n")
        .keys("<Enter>")
        .see_no("Remove Beacon")
        .keys(":remove<Enter>y")
        .see("Removed: Beacon of Ness. Its bookmarks stay. u undoes")
        .keys("u")
        .see("On the list again: Beacon of Ness")
        .quits();
    tidings(&home, "list sources").shows("Beacon of Ness");
}

#[test]
fn offline_nothing_is_asked() {
    let source = Source::of(&["Lamp"]);
    let home = subscribed(&source);
    home.configure("[fetch]\nrefresh_at_start = true\n");
    let asked = source.server.asked().len();
    start(&home, &["--offline"])
        .keys("R")
        .see("! Nothing was asked: --offline forbids the network")
        .keys("alantern.example<Enter>")
        .see(" ! Nothing was asked: --offline forbids the network")
        .keys("<C-c>")
        .quits();
    assert_eq!(source.server.asked().len(), asked);
}

#[test]
fn the_start_asks_what_is_due_where_the_configuration_says_so() {
    let source = Source::of(&["Lamp"]);
    let home = subscribed(&source);
    let asked = source.server.asked().len();
    start(&home, &[]).see("The Lantern").quits();
    assert_eq!(source.server.asked().len(), asked, "off by default");
    home.configure("[fetch]\nhost_delay = \"0s\"\nrefresh_at_start = true\n");
    source.now_says(feed(&["Oil", "Lamp"]));
    // Not due yet: it was added just now.
    start(&home, &[]).see("The Lantern").quits();
    assert_eq!(source.server.asked().len(), asked, "only what is due");
    let known = home.cache().join("sources.jsonl");
    std::fs::remove_file(known).unwrap();
    start(&home, &[]).see("Done: 1 new in one outlet").quits();
}
