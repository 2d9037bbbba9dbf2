//! The reading pane with long texts: it opens at once, keeps its place, and leaves nothing behind
//! on the screen.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[allow(dead_code, unreachable_pub)]
mod screen;

use ratatui::Terminal;
use screen::Reader;
use screen::world::World;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tidings::chars::ascii::UNICODE;
use tidings::keys::Action;
use tidings::model::place::At;
use tidings::model::{Article, Block, Id};
use tidings::parse::html;
use tidings::terminal::backend::Thrifty;
use tidings::terminal::{Capability, ColorChoice};
use tidings::tui::message::Message;
use tidings::tui::reader::{State, update};
use tidings::tui::view::view;

fn any_article() -> Article {
    let world = World::harbour();
    let id: Id = world.library.heads().first().unwrap().id;
    world.article(id)
}

fn article(blocks: Vec<Block>) -> Article {
    Article {
        blocks,
        cuts: 0,
        ..any_article()
    }
}

fn paragraphs(count: usize) -> Vec<Block> {
    let words =
        "The council voted fourteen to nine on Tuesday night to hand the freight lines over.";
    (0..count)
        .map(|n| Block::paragraph(&format!("{n} {words} {words}")))
        .collect()
}

fn page(blocks: Vec<Block>, columns: usize, height: usize) -> State {
    let zone = jiff::tz::TimeZone::UTC;
    let mut page = State::new(76);
    page.resize(columns, height, &UNICODE, &zone);
    page.open(article(blocks), At::START, &UNICODE, &zone);
    page
}

#[test]
fn a_long_text_is_laid_out_as_far_as_it_is_read() {
    let mut page = page(paragraphs(8000), 60, 30);
    assert!(page.lines().len() < 200, "{}", page.lines().len());
    assert_eq!(page.percent(), Some(0));
    update::update(&mut page, Action::PageDown, Some(20));
    let laid_out = page.lines().len();
    assert!(laid_out < 1000, "{laid_out}");
    let told = page.percent().unwrap();
    update::update(&mut page, Action::Bottom, None);
    assert!(page.is_at_end() && page.percent() == Some(100));
    let exact = 100 * (20 * 28 + 30) / page.lines().len();
    assert!(told.abs_diff(exact) <= 1, "{told} {exact}");
    update::update(&mut page, Action::Top, None);
    assert_eq!(page.top, 0);
}

#[test]
fn keys_reach_the_end_of_a_text_that_is_not_laid_out() {
    let mut blocks = paragraphs(3000);
    blocks.insert(2500, Block::heading("What the tide took"));
    let zone = jiff::tz::TimeZone::UTC;
    let mut page = page(blocks, 60, 30);
    update::update(&mut page, Action::NextHeading, None);
    assert_eq!(page.lines()[page.top].text(), "What the tide took");
    update::update(&mut page, Action::NextParagraph, None);
    assert!(page.lines()[page.top].text().starts_with("2500 The"));
    page.go_to(At {
        block: 2900,
        char: 3,
    });
    assert_eq!(page.lines()[page.top].at.block, 2900);
    for columns in [40, 100, 60] {
        page.resize(columns, 30, &UNICODE, &zone);
        assert_eq!(page.lines()[page.top].at.block, 2900, "{columns}");
    }
    update::update(&mut page, Action::Bottom, None);
    assert_eq!(
        update::update(&mut page, Action::NextHeading, None),
        update::Moved::PastEnd
    );
}

#[test]
fn links_are_numbered_and_listed_at_the_end() {
    let text = "<p>the <a href='https://quay.example/survey'>lock survey</a>, the \
                <a href='https://quay.example/page'>page</a></p>";
    let page = page(html::blocks(text), 60, 30);
    let lines: Vec<String> = page.lines().iter().map(|l| l.text()).collect();
    assert!(
        lines.contains(&"the lock survey[1], the page[2]".to_owned()),
        "{lines:?}"
    );
    assert_eq!(
        lines.last().map(String::as_str),
        Some("[2] https://quay.example/page")
    );
    let told: Vec<(u32, &str, &str)> = page
        .links()
        .iter()
        .map(|l| (l.number, l.words.as_str(), &*l.target))
        .collect();
    assert_eq!(
        told,
        [
            (1, "lock survey", "https://quay.example/survey"),
            (2, "page", "https://quay.example/page")
        ]
    );
}

/// B15: the text jumps to the top on reload or resize.
#[test]
fn the_first_visible_sentence_stays_first_b15() {
    let mut reader = Reader::new(World::harbour(), 120, 24);
    reader.keys("jjjj<Enter>j<Enter>").keys("12j");
    let place = |reader: &Reader| reader.state.reader.at();
    let at = place(&reader);
    assert!(at.block > 1);
    let shown = |reader: &Reader| {
        let page = &reader.state.reader;
        let line = page.lines()[page.top..]
            .iter()
            .find(|l| l.chars > 0)
            .unwrap();
        (line.at.block, line.at.char)
    };
    for columns in (40..=200).step_by(8) {
        reader.send(Message::Resize(columns, 24));
        let (block, char) = shown(&reader);
        assert!(
            block == at.block && char <= at.char,
            "{columns}: {block} {char} {at:?}"
        );
        assert_eq!(place(&reader), at, "{columns}");
    }
    reader.send(Message::Resize(120, 24));
    for keys in ["h", "l", "z", "z", "\\", "\\", "?", "<Esc>", "/", "<Esc>"] {
        reader.keys(keys);
        if !reader.state.reader.source {
            assert_eq!(place(&reader), at, "{keys}");
        }
    }
}

/// What a terminal was sent.
#[derive(Clone, Default)]
struct Wire(Arc<Mutex<Vec<u8>>>);

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Screen {
    wire: Wire,
    size: Arc<Mutex<(u16, u16)>>,
    terminal: Terminal<Thrifty<Wire>>,
    emulator: vt100::Parser,
}

impl Screen {
    fn new(term: &'static str, size: (u16, u16)) -> Screen {
        let environment = |name: &str| match name {
            "TERM" => Some(term.to_owned()),
            "LANG" => Some("C.UTF-8".to_owned()),
            _ => None,
        };
        let capability = Capability::from_env(environment, ColorChoice::Auto);
        let wire = Wire::default();
        let size = Arc::new(Mutex::new(size));
        let asked = size.clone();
        let mut terminal = Terminal::new(Thrifty::new(wire.clone(), &capability, move || {
            *asked.lock().unwrap()
        }))
        .unwrap();
        terminal.clear().unwrap();
        let (columns, rows) = *size.lock().unwrap();
        Screen {
            wire,
            size,
            terminal,
            emulator: vt100::Parser::new(rows, columns, 0),
        }
    }

    fn draw(&mut self, reader: &Reader) -> String {
        let (columns, rows) = reader.state.size;
        if *self.size.lock().unwrap() != (columns, rows) {
            *self.size.lock().unwrap() = (columns, rows);
            self.emulator.screen_mut().set_size(rows, columns);
        }
        let draw = |frame: &mut ratatui::Frame<'_>| {
            let cursor = view(&reader.state, &reader.look, frame.buffer_mut());
            frame.set_cursor_position(cursor);
        };
        self.terminal.draw(draw).unwrap();
        let bytes = std::mem::take(&mut *self.wire.0.lock().unwrap());
        self.emulator.process(&bytes);
        // A blank may be printed or left.
        let rows = self.emulator.screen().contents();
        rows.lines()
            .map(|row| format!("{}\n", row.trim_end()))
            .collect()
    }
}

/// B16: left-over garbage, stale lines, wrong wrap until a redraw.
#[test]
fn the_screen_is_what_a_fresh_one_would_be_after_every_step_b16() {
    let keys = [
        "j", "k", "<Enter>", "<Space>", "<Tab>", "h", "l", "z", "G", "g", "}", "]", "n", "p", "m",
        "b", "B", "<Esc>", "?", "f", "/a", "<Enter>", "<", ">", "\\", "-", "t", "1", "2", "u", ":",
        "<Esc>",
    ];
    for term in ["xterm-256color", "tmux-256color", "screen", "linux"] {
        let mut reader = Reader::new(World::harbour(), 120, 40);
        let mut screen = Screen::new(term, (120, 40));
        let mut seed = 7_u32;
        for step in 0..160 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let pick = (seed >> 16) as usize;
            if step % 17 == 16 {
                let (columns, rows) = [(80, 24), (50, 20), (200, 50), (120, 40)][pick % 4];
                reader.send(Message::Resize(columns, rows));
            } else {
                reader.keys(keys[pick % keys.len()]);
            }
            if reader.ended {
                break;
            }
            let seen = screen.draw(&reader);
            let fresh = Screen::new(term, reader.state.size).draw(&reader);
            assert_eq!(seen, fresh, "{term}, step {step}");
        }
    }
}
