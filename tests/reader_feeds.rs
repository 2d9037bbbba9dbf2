//! What the keys do with what is subscribed to: sentences in the status row, and what is asked of
//! the world, without a network.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[allow(dead_code, unreachable_pub)]
mod screen;

use screen::Reader;
use screen::world::World;
use tidings::fetch::Asked;
use tidings::jobs::refresh::Summary;
use tidings::model::{Group, OutletId};
use tidings::settings::Theme;
use tidings::terminal::backend::Thrifty;
use tidings::terminal::{Capability, ColorChoice};
use tidings::tui::effect::Effect;
use tidings::tui::feeds::errand::{Errand, Ran};
use tidings::tui::feeds::update::Refreshed;
use tidings::tui::message::Message;
use tidings::tui::view::view;

fn after(keys: &str) -> Reader {
    let mut reader = Reader::new(World::feeds(), 80, 24);
    reader.keys(keys);
    reader
}

fn status(reader: &Reader) -> String {
    let screen = reader.screen();
    screen.lines().last().unwrap_or_default().to_owned()
}

fn id(name: &str) -> OutletId {
    OutletId::from_key(&tidings::chars::fold::name_key(name))
}

#[test]
fn the_status_row_says_what_can_be_done_with_an_outlet() {
    for (keys, words) in [
        ("R", " Refreshing 3 of 8 · 2 new · 1 in trouble"),
        ("RR", "A refresh runs already. ^C stops it"),
        ("Rr", "A refresh runs already. ^C stops it"),
        (
            "/beacon<Enter>r",
            "BEACON has no feed in your list. a adds one",
        ),
        (
            "/beacon<Enter>:pause<Enter>",
            "BEACON has no feed in your list",
        ),
        (":rename x<Enter>", "Select an outlet first."),
        ("/coast<Enter>:remove<Enter>", "Select an outlet first."),
        (
            "/old<Enter>:remove<Enter>",
            "Remove Old Quay Weekly and its article? y/n",
        ),
        (
            "/lantern<Enter>:remove<Enter>",
            "Remove LANTERN REVIEW and its 3 articles? y/n",
        ),
        (
            "/kestrel<Enter>:remove<Enter>",
            "Remove Kestrel Letters? y/n",
        ),
        ("/old<Enter>:rename<Enter>", ":rename Old Quay Weekly"),
        ("/kestrel<Enter>:move<Enter>", ":move Coast/Far side"),
        (
            "/tide<Enter>:address<Enter>",
            ":address https://harbour.example/feed",
        ),
        ("/tide<Enter>", " ! The Tide Post: the feed is gone (410)"),
        ("/old<Enter><Enter>", "1 of 1"),
        ("a<Esc>", "1 of 18"),
    ] {
        let reader = after(keys);
        assert!(
            status(&reader).contains(words),
            "{keys}: {}",
            reader.screen()
        );
    }
}

#[test]
fn what_is_asked_of_the_world_is_what_the_row_means() {
    let errand = |errand: Errand| Some(Effect::Errand(errand));
    let quay = || (id("Old Quay Weekly"), "Old Quay Weekly".to_owned());
    for (keys, wanted) in [
        (
            "/old<Enter>:rename  Quay <Enter>",
            errand(Errand::Rename(quay().0, quay().1, "Quay".into())),
        ),
        (
            "/old<Enter>:move A/B<Enter>",
            errand(Errand::Move(quay().0, quay().1, Group::parse("A/B"))),
        ),
        (
            "/old<Enter>:pause<Enter>",
            errand(Errand::Pause(quay().0, quay().1, false)),
        ),
        (
            "/old<Enter>:remove<Enter>y",
            errand(Errand::Remove(quay().0, quay().1)),
        ),
        ("/old<Enter>:remove<Enter><Enter>", None),
        ("/old<Enter>:remove<Enter>n", None),
        // A source that has moved is asked at its new address.
        (
            "/north<Enter>:address<Enter>",
            errand(Errand::Address(
                id("North Line"),
                "North Line".into(),
                "https://ridge.example/feed".into(),
            )),
        ),
        (
            ":import ~/feeds.opml<Enter>",
            errand(Errand::Import("~/feeds.opml".into())),
        ),
        (
            ":export feeds.opml<Enter>",
            errand(Errand::Export("feeds.opml".into())),
        ),
        (
            "alantern.example<Enter>j<Enter>",
            Some(Effect::Subscribe { choice: 2 }),
        ),
        (
            "alantern.example<Enter>1<Enter>",
            Some(Effect::Subscribe { choice: 0 }),
        ),
        ("R<ctrl-c>", Some(Effect::StopRefresh)),
        ("R<Esc>", Some(Effect::StopRefresh)),
        // Esc ends a search before it ends a refresh.
        ("/old<Enter>R<Esc>", None),
        ("/old<Enter>R<Esc><Esc>", Some(Effect::StopRefresh)),
    ] {
        let reader = after(keys);
        let asked = reader
            .effects
            .iter()
            .rfind(|e| !matches!(e, Effect::Refresh(_)));
        assert_eq!(asked, wanted.as_ref(), "{keys}");
    }
}

#[test]
fn r_asks_the_outlet_the_group_or_the_review_one_is_at() {
    let coast = ["North Line", "The Tide Post", "Kestrel Letters"];
    for (keys, names) in [
        ("R", None),
        ("r", None),
        ("/old<Enter>r", Some(&["Old Quay Weekly"][..])),
        ("/coast<Enter>r", Some(&coast)),
        ("/lantern<Enter>r", Some(&["LANTERN REVIEW"])),
        ("jjjr", Some(&["LANTERN REVIEW"])),
        // From *Unread* in the list, and from the page, the outlet of the article.
        ("<Enter>r", Some(&["North Line"])),
        (
            "/harbour<Enter><Enter>gg<Enter>r",
            Some(&["The Harbour Gazette"]),
        ),
    ] {
        let reader = after(keys);
        let mut orders = reader.effects.iter().filter_map(|effect| match effect {
            Effect::Refresh(order) => Some(order),
            _ => None,
        });
        let order = orders
            .next_back()
            .unwrap_or_else(|| panic!("{keys}: nothing asked"));
        assert_eq!(order.asked, Asked::ByHand);
        let wanted = names.map(|names| names.iter().map(|name| id(name)).collect());
        assert_eq!(order.only, wanted, "{keys}");
    }
}

#[test]
fn the_end_of_a_refresh_says_what_came_of_it() {
    let done = |asked, new, outlets, trouble| Summary {
        asked,
        of: 8,
        new,
        outlets,
        trouble,
        ..Summary::default()
    };
    let plain = |summary| Refreshed {
        summary,
        asked: Asked::ByHand,
        alone: None,
        nobody: false,
        moved: Vec::new(),
    };
    let stopped = Summary {
        cancelled: true,
        ..done(3, 2, 1, 0)
    };
    let alone = Refreshed {
        alone: Some("The Tide Post: the feed is gone (410)".to_owned()),
        ..plain(done(1, 0, 0, 1))
    };
    let nobody = Refreshed {
        nobody: true,
        ..plain(done(8, 0, 0, 8))
    };
    let moved = Refreshed {
        moved: vec!["North Line".to_owned()],
        ..plain(done(8, 0, 0, 0))
    };
    let by_clock = |new| Refreshed {
        asked: Asked::ByClock,
        ..plain(done(8, new, new.min(1), 0))
    };
    for (refreshed, words) in [
        (
            plain(done(8, 14, 3, 1)),
            "Done: 14 new in 3 outlets, 1 in trouble (:log)",
        ),
        (plain(done(8, 0, 0, 0)), "Done: nothing new"),
        (plain(stopped), "Stopped after 3 of 8. What came is kept"),
        (alone, "! The Tide Post: the feed is gone (410)"),
        (
            nobody,
            "! No network. Showing what is kept, last refreshed 14:00",
        ),
        (
            moved,
            "Done: nothing new. North Line has moved; :address takes its new address",
        ),
        (by_clock(2), "Done: 2 new in one outlet"),
        // The clock does not interrupt for nothing.
        (by_clock(0), "1 of 18"),
    ] {
        let mut reader = after("R");
        reader.send(Message::Refreshed(refreshed));
        assert!(status(&reader).contains(words), "{}", reader.screen());
        assert!(!reader.screen().contains("^C stop"));
    }
}

#[test]
fn what_came_of_a_refresh_is_said_when_the_page_over_it_is_closed() {
    let summary = Summary {
        asked: 1,
        of: 1,
        new: 1,
        outlets: 1,
        ..Summary::default()
    };
    let done = Refreshed {
        summary,
        asked: Asked::ByHand,
        alone: None,
        nobody: false,
        moved: Vec::new(),
    };
    for (open, close) in [("?j", "q"), (":so", "<Esc>"), ("a", "<Esc>")] {
        let mut reader = after("R");
        reader.keys(open).send(Message::Refreshed(done.clone()));
        reader.keys(close);
        assert!(status(&reader).contains("Done: 1 new"), "{open}");
        reader.keys("j");
        assert!(!status(&reader).contains("Done"), "{open}");
    }
}

#[test]
fn the_clock_asks_only_where_something_is_due() {
    let asked = |reader: &mut Reader| {
        reader.send(Message::Due);
        let last = reader.effects.pop();
        last.map(|effect| match effect {
            Effect::Refresh(order) => order.asked,
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(asked(&mut after("")), None, "all are due at 15:00");
    let mut world = World::feeds();
    world.feeds[0].1.due = tidings::tui::feeds::Due::Now;
    let mut reader = Reader::new(world, 80, 24);
    assert_eq!(asked(&mut reader), Some(Asked::ByClock));
    assert_eq!(asked(&mut reader), None, "one runs");
}

#[test]
fn what_was_removed_can_be_put_back_where_that_is_possible() {
    let source = || {
        let text = "[[source]]\naddress = \"https://quay.example/feed\"\ntitle = \"Quay\"\n";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("subscriptions.toml");
        std::fs::write(&file, text).unwrap();
        let read = tidings::settings::Subscriptions::load(&file);
        Box::new(read.sources()[0].clone())
    };
    let words = || Ok("Removed: Quay. Its bookmarks stay".to_owned());
    let removed = Some(source());
    let mut reader = after("");
    reader.send(Message::Ran(Ran {
        words: words(),
        removed,
    }));
    assert!(status(&reader).contains("Removed: Quay."));
    reader.keys("u");
    assert_eq!(
        reader.effects.last(),
        Some(&Effect::Errand(Errand::Restore(source())))
    );
    let mut reader = after("");
    reader.send(Message::Ran(Ran {
        words: words(),
        removed: None,
    }));
    reader.keys("u");
    assert!(status(&reader).contains("Nothing to undo"));
}

#[test]
fn a_late_answer_opens_no_sheet_and_an_error_keeps_the_text() {
    let mut reader = after("");
    reader.send(Message::Looked(Err("it did not answer".to_owned())));
    reader.send(Message::Added(Err("it was not kept".to_owned())));
    assert!(status(&reader).contains("! It was not kept"));
    let mut reader = Reader::new(World::harbour(), 80, 24);
    reader.keys("alantern.example<Enter>");
    assert!(reader.screen().contains(" ! Nothing is there"));
    assert!(status(&reader).contains("Address: lantern.example"));
    reader.keys("/feed<Enter>");
    assert!(status(&reader).contains("Address: lantern.example/feed"));
    reader.keys("<Esc>");
    assert!(!reader.screen().contains("Add an outlet"));
}

#[test]
fn an_outlet_that_was_added_is_selected_and_listed() {
    let mut reader = after("alantern.example<Enter><Enter>");
    assert!(reader.screen().contains("Adding…"));
    let kestrel = id("Kestrel Letters");
    let words = "Added: Kestrel Letters, 0 articles".to_owned();
    reader.send(Message::Added(Ok((kestrel, words.clone()))));
    assert!(status(&reader).contains(&words));
    assert!(reader.screen().starts_with("▌Kestrel Letters"));
    assert!(reader.screen().contains("No articles yet."));
}

#[test]
fn who_closes_the_sheet_while_it_adds_reads_on_where_they_are() {
    let mut reader = after("alantern.example<Enter><Enter><Esc>");
    let before = reader.screen();
    let words = "Added: Kestrel Letters, 0 articles".to_owned();
    reader.send(Message::Added(Ok((id("Kestrel Letters"), words.clone()))));
    assert!(status(&reader).contains(&words));
    assert_eq!(before.lines().next(), reader.screen().lines().next());
}

#[test]
fn a_refresh_moves_nothing_under_the_eye() {
    let mut reader = after("/harbour<Enter><Enter>jjjR");
    let before = reader.screen();
    let mut world = World::feeds();
    world.article_of(
        "The Harbour Gazette",
        "News of this minute",
        "2026-11-22T14:04:00Z",
        1,
        false,
        false,
    );
    world.library.sort();
    let selected = reader.state.list.selected();
    reader.send(Message::Library(Box::new(world.library)));
    reader.send(Message::Feeds(world.feeds));
    assert_eq!(reader.state.list.selected(), selected);
    assert_eq!(
        before.lines().skip(2).collect::<Vec<_>>(),
        reader.screen().lines().skip(2).collect::<Vec<_>>(),
    );
    reader.keys("gg");
    assert!(reader.screen().contains("News of this minute"));
}

#[test]
fn two_thousand_sources_can_be_walked() {
    let mut world = World::empty();
    for n in 0..2_000 {
        let feed = tidings::tui::feeds::Feed {
            name: format!("Outlet {n}"),
            named: true,
            group: Group::parse(&format!("G{}/S{}", n % 20, n % 7)),
            ..Default::default()
        };
        world.feeds.push((id(&feed.name), feed));
    }
    let mut reader = Reader::new(world, 80, 24);
    reader.keys("/outlet<Enter>");
    assert!(reader.state.outlets.rows.len() >= 2_000);
    reader.keys(&"j".repeat(200)).keys("<Esc>:sources<Enter>G");
    assert!(reader.screen().contains("Outlet 1999"));
}

#[test]
fn a_line_of_the_log_leads_to_its_outlet() {
    let line = |subject: &str| tidings::log::Entry {
        time: 0,
        trouble: true,
        subject: subject.to_owned(),
        words: "took 20 s, gave up".to_owned(),
    };
    let mut reader = after("");
    reader.send(Message::Log(vec![line("cache"), line("Old Quay Weekly")]));
    assert!(!status(&reader).contains("to the outlet"));
    reader.keys("<Enter>j");
    assert!(status(&reader).contains("Enter to the outlet"));
    reader.keys("<Enter>");
    assert!(reader.screen().starts_with("▌Old Quay Weekly"));
}

#[test]
fn a_step_of_a_refresh_is_a_few_bytes_on_the_line() {
    struct Line;
    impl std::io::Write for Line {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let environment = |name: &str| match name {
        "TERM" => Some("xterm-256color".to_owned()),
        "LANG" => Some("C.UTF-8".to_owned()),
        _ => None,
    };
    let capability = Capability::from_env(environment, ColorChoice::Auto);
    let backend = Thrifty::new(Line, &capability, || (80, 24));
    let mut terminal = ratatui::Terminal::new(backend).unwrap();
    terminal.clear().unwrap();
    let config = tidings::settings::Config::default();
    let (theme, _) = Theme::build(&config, true, false);
    let mut reader = after("R");
    reader.look.theme = theme;
    let mut cost = |reader: &Reader| {
        let before = terminal.backend().bytes_written();
        let draw = |frame: &mut ratatui::Frame<'_>| {
            let (x, y) = view(&reader.state, &reader.look, frame.buffer_mut());
            frame.set_cursor_position((x, y));
        };
        terminal.draw(draw).unwrap();
        terminal.backend().bytes_written() - before
    };
    cost(&reader);
    assert_eq!(cost(&reader), 0, "nothing changed");
    for (asked, new) in [(4, 2), (5, 3), (8, 9)] {
        let step = Summary {
            asked,
            of: 8,
            new,
            trouble: 1,
            ..Summary::default()
        };
        reader.send(Message::Refreshing(step));
        let bytes = cost(&reader);
        assert!((1..=30).contains(&bytes), "{bytes} bytes");
    }
}

#[test]
fn no_size_fails_with_any_sheet_or_page() {
    for keys in [
        "",
        "R",
        "a",
        "alantern.example<Enter>",
        ":sources<Enter>",
        "/tide<Enter>",
        "/old<Enter>:remove<Enter>",
    ] {
        for (width, height) in [
            (1, 1),
            (20, 4),
            (29, 9),
            (40, 12),
            (60, 20),
            (80, 24),
            (250, 80),
        ] {
            let mut reader = Reader::new(World::feeds(), width, height);
            reader.keys(keys);
            let wide = |line: &str| tidings::chars::width::width(line) > usize::from(width);
            assert!(
                !reader.screen().lines().any(wide),
                "{width}x{height} {keys}"
            );
        }
    }
}
