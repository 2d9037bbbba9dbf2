//! What keys do, told by what the screen says and by what is to be kept.

#[allow(dead_code, unreachable_pub)]
mod screen;

use screen::world::World;
use screen::{Reader, id_of};
use tidings::chars::ascii::{ASCII, UNICODE};
use tidings::keys::{Action, Key, Keymap, Place};
use tidings::model::place::At;
use tidings::model::{Id, Mark, Shelf};
use tidings::settings::config::MarkRead;
use tidings::tui::effect::Effect;
use tidings::tui::layout::Pane;
use tidings::tui::message::Message;
use tidings::tui::update::update;

/// Keys that open DOCKYARDS' section of OVERLOOK.
const DOCKYARDS: &str = "jjjj<Enter>j<Enter>";

fn reader() -> Reader {
    Reader::new(World::harbour(), 120, 40)
}

fn after(keys: &str) -> Reader {
    let mut reader = reader();
    reader.keys(keys);
    reader
}

fn status(reader: &Reader) -> String {
    reader
        .screen()
        .lines()
        .last()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn the_status_row_says_what_happened() {
    for (keys, words) in [
        ("<Enter>m", "Read."),
        ("<Enter>mm", "Unread again."),
        ("<Enter>b", "Bookmarked."),
        ("<Enter>bb", "Bookmark taken off. u undoes"),
        ("<Enter>M", "18 marked read. u undoes"),
        ("<Enter>Mu", "Undone: 18 marked read"),
        ("<Enter>Muu", "Nothing to undo"),
        ("<Enter>Mu<ctrl-r>", "Done again: 18 marked read"),
        ("x", "Nothing on x here. ?: keys"),
        ("g", "g…  "),
        ("gx", "Nothing on gx here. ?: keys"),
        ("zz", "Enter opens the article."),
        ("m", "Marks are for articles"),
        (
            DOCKYARDS,
            "Split by guess. :whole shows it as one, :split tries another way",
        ),
        ("<Enter>f", "All are shown."),
        ("<Enter>ff", "The bookmarked are shown."),
        ("jjjj<Enter>f", "The unread are shown."),
        (":who<Esc>", "18 articles, 18 unread"),
        (":refesh<Enter>", "No command “refesh”."),
        (":udo<Enter>", "No command “udo”. Did you mean undo?"),
        (":undo<Enter>", "Nothing to undo"),
        ("<Enter>/gribble<Enter>", "Nothing found for “gribble”."),
    ] {
        let screen = after(keys).screen();
        assert!(screen.contains(words), "{keys}: {screen}");
    }
}

#[test]
fn marks_are_kept_as_they_are_made() {
    let world = World::harbour();
    let first = id_of(&world, "Grid operators");
    let kept_in = world.library.head(first).expect("a head").kept_in.clone();
    for (keys, marks) in [
        ("<Enter>m", vec![Mark::Read]),
        ("<Enter>mu", vec![Mark::Read, Mark::Unread]),
        ("<Enter>b", vec![Mark::Star(At::START, None)]),
        ("<Enter>bu", vec![Mark::Star(At::START, None), Mark::Unstar]),
        ("<Enter><Enter>", vec![Mark::Read]),
    ] {
        let ops = after(keys).ops();
        let seen: Vec<Mark> = ops.iter().map(|op| op.mark.clone()).collect();
        assert_eq!(seen, marks, "{keys}");
        assert!(
            ops.iter()
                .all(|op| op.ids == [first] && op.kept_in == kept_in),
            "{keys}"
        );
    }
}

#[test]
fn opening_reads_unless_the_reader_wants_it_otherwise() {
    for (mark_read, read) in [
        (MarkRead::Open, true),
        (MarkRead::End, false),
        (MarkRead::Never, false),
    ] {
        // The sections of LANTERN REVIEW are unread and longer than the screen.
        let mut reader = Reader::with(World::harbour(), 80, 24, UNICODE, mark_read, &[]);
        let map = id_of(&reader.world, "The map that refused");
        reader.state.show(Shelf::Unread);
        reader.state.list.select(map);
        reader.keys("g2<Enter>");
        assert_eq!(
            reader.state.library.marks().is_read(map),
            read,
            "{mark_read:?}"
        );
        reader.keys("G");
        let at_end = read || mark_read == MarkRead::End;
        assert_eq!(
            reader.state.library.marks().is_read(map),
            at_end,
            "{mark_read:?} at its end"
        );
    }
}

#[test]
fn space_reads_through_a_list_and_on_to_the_next() {
    let mut reader = reader();
    // OVERLOOK has its lead and BEACON unread.
    reader.keys("jjjj<Enter>");
    let mut opened = Vec::new();
    let mut said = Vec::new();
    for _ in 0..60 {
        reader.keys("<Space>");
        if let Some(id) = reader.state.reader.id()
            && opened.last() != Some(&id)
        {
            opened.push(id);
        }
        said.extend(reader.state.notice.as_ref().map(|n| n.words.clone()));
        if said.iter().any(|w| w == "All read.") {
            break;
        }
    }
    let titles: Vec<String> = opened
        .iter()
        .filter_map(|id| reader.state.library.head(*id))
        .map(|h| h.title.clone())
        .collect();
    assert_eq!(
        &titles[..2],
        ["Lead: two newsrooms on one harbour", "Calm as a message"]
    );
    assert_eq!(
        reader.state.library.unread(|_| true),
        0,
        "everything was read on the way: {titles:?}"
    );
    let end = "End. Space: next unread (Calm as a message)";
    assert!(
        said.iter()
            .any(|w| w.starts_with("That was the last here. Space: next outlet, "))
    );
    assert!(
        !said.iter().any(|w| w == end),
        "the lead fits on the screen, so nothing is said"
    );
    assert!(said.iter().any(|w| w == "All read."));
}

#[test]
fn n_and_p_walk_the_unread_across_outlets() {
    let mut reader = reader();
    reader.keys("/harbour<Enter><Enter>").keys("G");
    let last = reader.state.list.selected();
    reader.keys("n");
    assert_ne!(reader.state.list.shelf, Shelf::Unread);
    assert_ne!(
        reader.state.list.selected(),
        last,
        "n left the list for the next with unread"
    );
    let other = reader.state.list.shelf.clone();
    reader.keys("p");
    assert_eq!(
        reader.state.list.selected(),
        last,
        "p came back from {other}"
    );
}

#[test]
fn h_and_q_go_back_one_pane_and_the_page_stays() {
    let mut reader = after(DOCKYARDS);
    let open = reader.state.reader.id();
    for (key, focus) in [("h", Pane::List), ("h", Pane::Outlets), ("l", Pane::List)] {
        reader.keys(key);
        assert_eq!(reader.state.focus, focus);
        assert_eq!(reader.state.reader.id(), open);
    }
    reader.keys("qq");
    assert!(reader.ended, "at the top, q leaves");
    assert!(matches!(reader.effects.last(), Some(Effect::Quit)));
}

#[test]
fn h_folds_and_then_goes_to_the_row_above() {
    let mut reader = after("jjjj<Enter>hj");
    assert!(matches!(reader.state.outlets.selected, Shelf::Edition(_)));
    reader.keys("<Enter>h");
    reader.keys("h");
    assert!(
        matches!(reader.state.outlets.selected, Shelf::Edition(_)),
        "the edition is folded"
    );
    reader.keys("h");
    assert!(matches!(reader.state.outlets.selected, Shelf::Publisher(_)));
    reader.keys("h");
    let folded = !reader
        .state
        .outlets
        .unfolded
        .contains(&reader.state.outlets.selected);
    assert!(folded, "and now the publisher");
}

#[test]
fn the_first_visible_line_stays_first_at_any_width() {
    let mut reader = Reader::new(World::harbour(), 120, 24);
    reader.keys(DOCKYARDS).keys("12j");
    let first = |reader: &Reader| {
        let at = reader.state.reader.at();
        let article = reader.state.reader.article.as_ref().expect("open");
        let text = article.blocks[at.block as usize].text();
        (
            at.block,
            text.chars()
                .skip(at.char as usize)
                .take(4)
                .collect::<String>(),
        )
    };
    let (block, _) = first(&reader);
    assert!(block > 1, "some way into the text");
    for (width, height) in [(80, 24), (50, 20), (30, 10), (200, 24), (20, 5), (120, 24)] {
        reader.send(Message::Resize(width, height));
        assert_eq!(first(&reader).0, block, "{width}x{height}");
    }
}

#[test]
fn a_bookmark_keeps_the_place_and_the_bookmarks_lead_there() {
    let mut reader = Reader::new(World::harbour(), 80, 24);
    reader.keys(DOCKYARDS).keys("}}}b");
    let place = reader.state.reader.at();
    assert!(place.block > 1);
    reader.keys("ggqq");
    reader.keys("B");
    assert!(reader.screen().contains("Bookmarks"));
    reader.keys("<Enter>");
    assert_eq!(reader.state.reader.at(), place);
    assert_eq!(reader.state.focus, Pane::Page);
    // Taken off in the page of bookmarks, and back by undo.
    reader.keys("Bbu<Esc>");
    let id = reader.state.reader.id().expect("open");
    let star = reader
        .state
        .library
        .marks()
        .get(id)
        .and_then(|s| s.star.clone());
    assert_eq!(star.map(|(at, ..)| at), Some(place));
}

#[test]
fn the_place_is_kept_when_the_article_is_left_and_found_again() {
    let mut reader = Reader::new(World::harbour(), 80, 24);
    reader.keys(DOCKYARDS).keys("}}}");
    let place = reader.state.reader.at();
    reader.keys("J");
    assert_ne!(reader.state.reader.at(), place);
    reader.keys("K");
    assert_eq!(reader.state.reader.at(), place);
    let kept = reader
        .ops()
        .iter()
        .any(|op| op.mark == Mark::Position(place));
    assert!(kept, "the position was to be kept");
}

#[test]
fn where_the_reader_is_comes_back_at_the_next_start() {
    let mut reader = Reader::new(World::harbour(), 120, 40);
    reader.keys(DOCKYARDS);
    let session = reader.state.session();
    let world = World {
        library: reader.state.library.clone(),
        ..reader.world.clone()
    };
    let mut again = Reader::new(world, 50, 20);
    let open = again.state.resume(&session);
    assert_eq!(open, reader.state.reader.id());
    assert_eq!(again.state.focus, Pane::Page);
    assert_eq!(again.state.list.shelf, reader.state.list.shelf);
    assert_eq!(again.state.outlets.selected, reader.state.outlets.selected);
}

#[test]
fn a_session_that_is_no_longer_there_costs_nothing() {
    let session = after(DOCKYARDS).state.session();
    let mut world = World::empty();
    world.article_of("Other Paper", "Other news", "2026-11-22", 1, false, false);
    world.library.sort();
    let mut reader = Reader::new(world, 80, 24);
    assert_eq!(reader.state.resume(&session), None);
    assert!(reader.keys("<Enter>").screen().contains("Other news"));
}

#[test]
fn an_article_read_in_unread_stays_until_the_list_is_left() {
    let mut reader = after("<Enter>");
    let rows = reader.state.list.rows.len();
    reader.keys("mjm");
    assert_eq!(reader.state.list.rows.len(), rows);
    reader.keys("h<Enter>");
    assert_eq!(reader.state.list.rows.len(), rows - 2);
}

#[test]
fn slash_finds_in_the_pane_that_has_the_keys() {
    let mut reader = after("/harb<Enter>");
    assert!(reader.screen().contains("The Harbour Ga"));
    reader.keys("<Enter>").keys("/lock");
    let screen = reader.screen();
    assert!(screen.contains("The Harbour Gazette: lock"), "{screen}");
    assert!(screen.contains("1 of 2"), "{screen}");
    reader.keys("<Esc>");
    assert_eq!(
        reader.state.list.count(&reader.state.library),
        16,
        "Esc shows everything again"
    );

    let mut page = after(DOCKYARDS);
    page.keys("/tomas<Enter>");
    assert_eq!(page.state.reader.matches.len(), 12);
    page.keys("nn");
    assert_eq!(page.state.reader.current, 2);
    page.keys("NNN");
    assert_eq!(page.state.reader.current, 11);
    assert!(status(&page).contains("Back at the end"));
    page.keys("<Esc>");
    assert!(page.state.reader.matches.is_empty());
}

#[test]
fn words_of_the_headline_are_found_and_lead_to_the_top() {
    let mut reader = Reader::new(World::harbour(), 80, 24);
    reader.keys(DOCKYARDS).keys("/night run<Enter>");
    assert_eq!(
        reader.state.reader.matches.len(),
        2,
        "in the headline and in the text"
    );
    assert!(
        reader.roles().contains('M'),
        "the one one stands on is marked"
    );
    reader.keys("Gn");
    assert_eq!(reader.state.reader.top, 0);
}

#[test]
fn typed_keys_in_a_prompt_are_text_and_not_commands() {
    let mut reader = after("<Enter>/qQ");
    assert!(!reader.ended);
    reader.keys("<Backspace><Backspace><Backspace>");
    assert!(reader.state.dialog.is_none(), "an empty prompt closes");
    assert!(!reader.ended);
}

#[test]
fn counts_go_before_keys() {
    let at = |keys: &str| {
        let reader = after(keys);
        let id = reader.state.list.selected().expect("selected");
        reader.state.list.place_of(&reader.state.library, id)
    };
    assert_eq!(at("<Enter>5j"), Some(6));
    assert_eq!(at("<Enter>12G"), Some(12));
    assert_eq!(at("<Enter>12gg"), Some(12));
    assert_eq!(at("<Enter>99999j"), Some(18));
    assert_eq!(at("<Enter>3n"), Some(4));
    assert_eq!(at("<Enter>5j2p"), Some(4));
    assert_eq!(at("<Enter>5<Esc>j"), Some(2), "Esc takes a count back");
}

#[test]
fn headings_and_sections_are_jumped_between() {
    let mut reader = Reader::new(World::harbour(), 80, 24);
    reader.keys(DOCKYARDS);
    let first = reader.state.reader.id();
    reader.keys("]]");
    assert_eq!(reader.state.reader.at().block, 1);
    reader.keys("]]]]");
    assert_ne!(
        reader.state.reader.id(),
        first,
        "past the last heading comes the next section"
    );
    reader.keys("[[");
    assert_eq!(reader.state.reader.id(), first);
}

#[test]
fn the_source_shows_and_goes() {
    let mut reader = after(DOCKYARDS);
    reader.keys("\\");
    assert!(reader.screen().contains(", source"));
    reader.keys("\\");
    assert!(!reader.screen().contains(", source"));
}

#[test]
fn keys_of_the_readers_own_are_in_force_in_hints_and_help() {
    let keys = [("x", "bookmark"), ("b", "none")];
    let mut reader = Reader::with(World::harbour(), 120, 40, UNICODE, MarkRead::Open, &keys);
    reader.keys("<Enter>");
    assert!(status(&reader).contains("x bookmark"));
    reader.keys("x");
    assert!(status(&reader).contains("Bookmarked."));
    reader.keys("?");
    assert!(
        reader.screen().contains("x*  "),
        "a changed key carries a star"
    );
}

#[test]
fn every_action_with_a_key_does_something_and_nothing_panics() {
    let keymap = Keymap::shipped();
    for action in Action::ALL {
        for (place, focus) in [
            (Place::Outlets, "g1"),
            (Place::List, "g2"),
            (Place::Page, "g3"),
        ] {
            for bound in keymap.keys_of(place, *action) {
                let key = bound.keys;
                let mut reader = after(DOCKYARDS);
                let row: String = match key.chars().next() {
                    Some('^') => format!("<ctrl-{}>", key.trim_start_matches('^').to_lowercase()),
                    _ if key.len() > 2 => format!("<{key}>"),
                    _ => key.clone(),
                };
                reader.keys(focus).keys(&row);
                assert!(
                    !status(&reader).contains("Nothing on"),
                    "{key} in {place:?}"
                );
            }
        }
    }
}

#[test]
fn no_size_fails_and_no_pane_leaves_its_place() {
    let screens = ["", "<Enter>", DOCKYARDS, "?", "B", ":", "<Enter>/lock"];
    for keys in screens {
        let mut reader = after(keys);
        for width in [
            1, 2, 3, 5, 10, 19, 20, 23, 29, 30, 59, 60, 79, 80, 99, 100, 119, 180, 250,
        ] {
            for height in [1, 2, 3, 4, 5, 7, 8, 19, 20, 24, 29, 30, 80] {
                reader.send(Message::Resize(width, height));
                let screen = reader.screen();
                let (x, y) = reader.cursor();
                assert!(
                    x < width && y < height,
                    "{keys} {width}x{height}: cursor {x},{y}"
                );
                for (n, line) in screen.lines().enumerate() {
                    let columns = tidings::chars::width::width(line);
                    assert!(
                        columns <= usize::from(width),
                        "{keys} {width}x{height} row {n}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_page_shows_its_text_even_where_nothing_else_fits() {
    let mut reader = after(DOCKYARDS);
    reader.send(Message::Resize(19, 3));
    assert!(reader.screen().contains("“Load 12”"));
    reader.send(Message::Resize(1, 1));
    assert_eq!(reader.screen().chars().count(), 1);
}

#[test]
fn meaning_never_hangs_on_style_alone() {
    // Each pair of key rows leads to screens that differ in meaning; with all styles removed the
    // text must still differ.
    for (one, other, meaning) in [
        ("g1", "g2", "focus"),
        ("<Enter>", "<Enter>j", "selection"),
        ("<Enter>", "<Enter>m<Esc>", "read"),
        ("<Enter>", "<Enter>b<Esc>", "bookmark"),
    ] {
        assert_ne!(after(one).screen(), after(other).screen(), "{meaning}");
    }
}

#[test]
fn ascii_signs_are_all_that_is_drawn_where_only_ascii_shows() {
    let mut world = World::harbour();
    world.library.respell(tidings::chars::ascii::transliterate);
    let mut reader = Reader::with(world, 120, 40, ASCII, MarkRead::Open, &[]);
    for keys in ["<Enter>j", "?", "<Esc>B", "<Esc>:", "<Esc>/x", "<Esc>"] {
        reader.keys(keys);
        let screen = reader.screen();
        let strange: Vec<char> = screen.chars().filter(|c| !c.is_ascii()).collect();
        assert!(strange.is_empty(), "{keys}: {strange:?}\n{screen}");
    }
}

#[test]
fn twenty_thousand_articles_can_be_walked() {
    let mut world = World::empty();
    for n in 0..20_000 {
        let title = format!("Article {n} of a very long summer by the harbour");
        world.article_of(
            &format!("Paper {}", n % 40),
            &title,
            "2026-11-22",
            1,
            false,
            false,
        );
    }
    world.library.sort();
    let mut reader = Reader::new(world, 80, 24);
    reader.keys("<Enter>GggG").keys("<Enter>");
    assert_eq!(reader.state.list.count(&reader.state.library), 20_000);
    assert!(reader.state.reader.article.is_some());
}

#[test]
fn what_another_tidings_changes_moves_nothing_under_the_eye() {
    let mut reader = Reader::new(World::harbour(), 120, 24);
    reader.keys("<Enter>").keys("9j");
    let selected = reader.state.list.selected();
    let bar = |reader: &Reader| {
        reader
            .screen()
            .lines()
            .skip(1)
            .position(|l| l.contains('▌'))
    };
    let stands = bar(&reader);
    assert!(stands.is_some());
    // Elsewhere an article came that stands above all, and the selected one was read.
    let mut world = reader.world.clone();
    world.article_of(
        "North Line",
        "News of this minute",
        "2026-11-22T14:00:00Z",
        1,
        false,
        false,
    );
    world.library.sort();
    let head = world
        .library
        .head(selected.expect("selected"))
        .expect("its head")
        .clone();
    let op = tidings::model::Op {
        kept_in: head.kept_in.clone(),
        mark: Mark::Read,
        time: 1,
        ids: vec![head.id],
    };
    world.library.apply(&op);
    reader.send(Message::Library(Box::new(world.library)));
    assert_eq!(reader.state.list.selected(), selected);
    assert!(
        !reader.screen().contains("News of this minute"),
        "it stands above the first row shown"
    );
    assert_eq!(bar(&reader), stands, "the selection stands where it stood");
    assert_eq!(reader.state.list.count(&reader.state.library), 19);
    reader.keys("gg");
    assert!(reader.screen().contains("News of this minute"));
}

/// What went wrong once: each test carries it in its name.
mod regressions {
    use super::*;

    #[test]
    fn a_start_does_not_mark_read_again_what_was_marked_unread() {
        let mut reader = after(DOCKYARDS);
        reader.keys("m");
        let id = reader.state.reader.id().expect("open");
        let load = tidings::tui::effect::Load {
            id,
            at: None,
            focus: true,
            by_hand: false,
        };
        let article = Box::new(reader.world.article(id));
        reader.send(Message::Loaded { article, load });
        assert!(!reader.state.library.marks().is_read(id));
    }

    #[test]
    fn unread_again_at_the_end_of_a_page_stays_unread() {
        let world = World::harbour();
        let mut reader = Reader::with(world, 80, 24, UNICODE, MarkRead::End, &[]);
        reader.keys(DOCKYARDS).keys("G");
        let id = reader.state.reader.id().expect("open");
        reader.keys("m");
        let read = reader.state.library.marks().is_read(id);
        reader.keys("m");
        assert_ne!(reader.state.library.marks().is_read(id), read);
        reader.send(Message::Resize(80, 30));
        assert_ne!(reader.state.library.marks().is_read(id), read);
    }

    #[test]
    fn n_finds_the_unread_above_when_nothing_is_unread_below() {
        let mut reader = Reader::new(World::harbour(), 120, 40);
        reader.keys("jjjj<Enter>hj<Enter>");
        let lead = reader.state.list.selected();
        // BEACON is read, DOCKYARDS was: only the lead above is unread in the whole world.
        reader.keys("g1gg<Enter>M");
        let kept_in = reader
            .state
            .library
            .head(lead.expect("a lead"))
            .expect("its head")
            .kept_in
            .clone();
        let ids = lead.into_iter().collect();
        let op = tidings::model::Op {
            kept_in,
            mark: Mark::Unread,
            time: 0,
            ids,
        };
        reader.state.library.apply(&op);
        reader.keys("g1jjjjj<Enter>Gn");
        assert_eq!(reader.state.list.selected(), lead);
    }

    #[test]
    fn the_place_does_not_drift_when_the_width_changes_and_changes_back() {
        let mut reader = Reader::new(World::harbour(), 80, 24);
        reader.keys(DOCKYARDS).keys("13j");
        let (at, top) = (reader.state.reader.at(), reader.state.reader.top);
        for _ in 0..3 {
            reader.keys("zz");
            reader
                .send(Message::Resize(120, 24))
                .send(Message::Resize(80, 24));
            assert_eq!(
                (reader.state.reader.at(), reader.state.reader.top),
                (at, top)
            );
        }
        reader.keys("G");
        reader
            .send(Message::Resize(200, 24))
            .send(Message::Resize(80, 24));
        assert!(reader.state.reader.is_at_end(), "the end stays the end");
    }

    #[test]
    fn a_bookmark_taken_off_and_put_back_stands_where_it_stood_with_its_words() {
        let mut reader = after(DOCKYARDS);
        let head = reader
            .state
            .reader
            .article
            .as_ref()
            .expect("open")
            .head
            .clone();
        let at = At { block: 3, char: 5 };
        let star = Mark::Star(at, Some("for Thursday".to_owned()));
        let op = tidings::model::Op {
            kept_in: head.kept_in.clone(),
            mark: star,
            time: 9,
            ids: vec![head.id],
        };
        reader.state.library.apply(&op);
        reader.keys("Bbb");
        let star = reader
            .state
            .library
            .marks()
            .get(head.id)
            .and_then(|s| s.star.clone());
        let (kept, _, note) = star.expect("bookmarked");
        assert_eq!((kept, note.as_deref()), (at, Some("for Thursday")));
    }

    #[test]
    fn a_search_taken_back_leaves_everything_where_it_was() {
        let mut list = after("/harbour<Enter><Enter>5j");
        let selected = list.state.list.selected();
        list.keys("/lock<Esc>");
        assert_eq!(list.state.list.selected(), selected);

        let mut outlets = after("5j");
        let selected = outlets.state.outlets.selected.clone();
        outlets.keys("/tide<Esc>");
        assert_eq!(outlets.state.outlets.selected, selected);

        let mut page = Reader::new(World::harbour(), 80, 24);
        page.keys(DOCKYARDS).keys("4j");
        let at = page.state.reader.at();
        page.keys("/refused<Esc>");
        assert_eq!(page.state.reader.at(), at);
    }

    #[test]
    fn coming_back_to_unread_keeps_the_place_in_it() {
        let mut reader = after("<Enter>8j<Enter>");
        let next = reader.state.list.rows.get(9).copied();
        reader.keys("hhl");
        let now = reader
            .state
            .list
            .rows
            .get(reader.state.list.cursor)
            .copied();
        assert_eq!(now, next, "the one behind the one that was read");
    }

    #[test]
    fn one_pane_has_no_zoom_that_swallows_the_next_q() {
        let mut reader = Reader::new(World::harbour(), 50, 20);
        reader.keys(DOCKYARDS).keys("zq");
        assert_eq!(reader.state.focus, Pane::List);
    }

    #[test]
    fn keys_in_the_outlets_are_meant_for_the_row_selected_there() {
        let mut reader = after("jjjj");
        reader.keys("n");
        assert!(
            matches!(reader.state.list.shelf, Shelf::Publisher(_)),
            "not the list of before"
        );
    }

    #[test]
    fn an_outlet_that_is_not_found_leaves_the_outlets_as_they_were() {
        let mut reader = after("/qqqq<Enter>");
        assert!(status(&reader).contains("Nothing found for “qqqq”."));
        assert!(reader.keys("x").screen().contains("Unread"));
    }

    #[test]
    fn enter_on_an_empty_command_line_runs_nothing() {
        let mut reader = after("<Enter>:<Enter>");
        assert!(reader.state.dialog.is_none() && reader.state.reader.article.is_none());
        reader.keys(":<Tab>");
        assert!(reader.screen().contains(":"), "Tab picks the first");
    }

    #[test]
    fn space_comes_to_an_end_where_reading_marks_nothing() {
        let mut reader = Reader::with(World::harbour(), 120, 40, UNICODE, MarkRead::Never, &[]);
        reader.keys("jjjj<Enter>");
        let first = reader.state.list.shelf.clone();
        for _ in 0..40 {
            reader.keys("<Space>");
        }
        assert_ne!(reader.state.list.shelf, first);
    }

    #[test]
    fn the_source_of_a_section_begins_at_the_section() {
        let mut reader = after(DOCKYARDS);
        reader.keys("\\");
        // What stands before it in the review is above, and can be gone back to.
        assert_eq!(reader.state.reader.at().block, 2);
        let seen = reader.screen();
        assert!(
            seen.contains("The number of cases") && !seen.contains("stands first"),
            "{seen}"
        );
        assert!(reader.keys("gg").screen().contains("stands first"));
        reader.keys("\\");
        assert!(!reader.state.reader.source);
    }
}

#[test]
fn when_the_samples_leave_the_reader_is_left_somewhere() {
    let mut reader = Reader::new(World::samples(), 120, 40);
    reader.send(Message::Library(Box::new(World::harbour().library)));
    assert_eq!(reader.state.list.shelf, Shelf::Unread);
    assert!(reader.screen().contains("Grid operators"));
    let screen = reader.screen();
    assert!(
        !screen.contains("Sample digest") && !screen.contains("Welcome"),
        "{screen}"
    );
}

#[test]
fn an_id_that_left_the_library_is_not_opened() {
    let mut reader = reader();
    let gone = Id::of(&["gone"]);
    assert_eq!(reader.state.library.head(gone), None);
    reader.state.list.select(gone);
    reader.keys("<Enter>");
    assert!(!reader.ended);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(100))]

    /// Whatever is typed at whatever size, nothing panics, nothing is drawn outside, and what can
    /// be undone comes back.
    #[test]
    fn any_keys_at_any_size_are_survived(
        keys in proptest::collection::vec(any_key(), 1..60),
        sizes in proptest::collection::vec((1_u16..200, 1_u16..60), 1..4),
    ) {
        let mut reader = Reader::new(World::harbour(), 80, 24);
        for (n, key) in keys.iter().enumerate() {
            reader.keys(key);
            if n % 15 < 14 {
                continue;
            }
            let (width, height) = sizes[(n / 15) % sizes.len()];
            reader.send(Message::Resize(width, height));
            let (width, height) = reader.state.size;
            let screen = reader.screen();
            let widest = screen.lines().map(tidings::chars::width::width).max();
            proptest::prop_assert!(widest.unwrap_or(0) <= usize::from(width));
            let (x, y) = reader.cursor();
            proptest::prop_assert!(x < width && y < height);
        }
    }
}

/// A key row as a reader may type it: any that is bound, and some that are not.
fn any_key() -> impl proptest::strategy::Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "j",
        "k",
        "h",
        "l",
        "5",
        "12",
        "G",
        "gg",
        "g1",
        "g2",
        "g3",
        "<Tab>",
        "<S-Tab>",
        "<Enter>",
        "<Space>",
        "-",
        "<PgDn>",
        "<PgUp>",
        "<ctrl-d>",
        "<ctrl-u>",
        "n",
        "p",
        "J",
        "K",
        "}",
        "{",
        "]]",
        "[[",
        "]",
        "z",
        "\\",
        "<",
        ">",
        "m",
        "M",
        "b",
        "B",
        "u",
        "<ctrl-r>",
        "/",
        "tom",
        "N",
        "f",
        ":",
        "re",
        "undo",
        "?",
        "q",
        "<Esc>",
        "<ctrl-c>",
        "<Backspace>",
        "x",
        "港",
        "<Down>",
        "<Up>",
        "<Left>",
        "<Right>",
        "<Home>",
        "<End>",
    ])
}

#[test]
fn what_is_found_everywhere_opens_at_its_match_with_its_words_marked() {
    let mut reader = reader();
    reader.keys("g/lock<Down><Enter>");
    let map = id_of(&reader.world, "The map that refused");
    assert_eq!(reader.state.reader.id(), Some(map));
    assert_eq!(reader.state.focus, Pane::Page);
    assert!(
        reader.screen().contains("Match 1 of 12"),
        "{}",
        reader.screen()
    );
    reader.keys("n");
    assert!(reader.screen().contains("Match 2 of 12"));
    // Another article opened by hand is not marked.
    reader.keys("g2k<Enter>");
    assert!(reader.state.reader.find.is_none());
}

#[test]
fn words_are_looked_for_once_each_and_late_answers_change_nothing() {
    let mut reader = reader();
    let typed = |text: &str| {
        let keys = text
            .chars()
            .map(|c| Key::plain(tidings::keys::Code::Char(c)));
        keys.map(Message::Key).collect::<Vec<_>>()
    };
    let mut asked = Vec::new();
    for message in typed("g/lo") {
        asked.extend(update(&mut reader.state, message));
    }
    let search = |words: &str| Effect::Search {
        words: words.to_owned(),
    };
    assert_eq!(asked, [search("l"), search("lo")]);
    // Enter came before the answer: the first hit is opened when it comes, and not for other words.
    let enter = Message::Key(Key::plain(tidings::keys::Code::Enter));
    assert_eq!(update(&mut reader.state, enter), []);
    for (words, opens) in [("l", false), ("lo", true), ("lo", false)] {
        let finding = reader.world.search(words);
        let words = words.to_owned();
        let effects = update(&mut reader.state, Message::Found { words, finding });
        let opened = effects.iter().any(|e| matches!(e, Effect::Load(_)));
        assert_eq!(opened, opens);
    }
    assert!(reader.state.dialog.is_none());
}
