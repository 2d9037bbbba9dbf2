//! Frames to bytes, thriftily: the seam between ratatui and the line.
//!
//! The backend remembers the pen, the cursor and which cells are blank, and writes only what
//! differs, in one write a frame. It is also the last gate: no control character in a cell ever
//! reaches the terminal.

use std::borrow::Cow;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};
use unicode_width::UnicodeWidthStr;

use super::capability::{Attributes, Capability, Colour};
use super::pen::Pen;
use crate::chars::{ascii, clean, width};

/// A row's blank end is erased rather than printed from so many changed cells on: the sequence
/// takes three bytes, and a pen that shows on blanks must be put down first.
const ERASE_FROM: usize = 5;

/// A ratatui backend for slow lines.
pub struct Thrifty<W: Write> {
    out: W,
    size: Box<dyn Fn() -> (u16, u16) + Send>,
    colour: Colour,
    attributes: Attributes,
    utf8: bool,
    /// The frame's bytes until it is flushed.
    frame: Vec<u8>,
    /// The pen the terminal holds, where that is known.
    pen: Option<Pen>,
    /// Where the terminal's cursor stands, where that is known.
    at: Option<Position>,
    /// Whether the terminal shows its cursor, where that is known.
    shown: Option<bool>,
    /// Where the cursor is to stand when the frame is done, and whether it is to be seen.
    rest: Position,
    rest_shown: bool,
    /// Whether the whole screen is to be erased before the next cell.
    erase: bool,
    /// What the cells show, row by row, on a screen of `columns`.
    shown_cells: Vec<Shown>,
    columns: u16,
    paste: bool,
    paste_wanted: bool,
    bytes: u64,
    writes: u64,
}

impl<W: Write> Thrifty<W> {
    /// A backend that writes to `out`; `size` is asked for the columns and rows at each frame.
    pub fn new(
        out: W,
        capability: &Capability,
        size: impl Fn() -> (u16, u16) + Send + 'static,
    ) -> Thrifty<W> {
        Thrifty {
            out,
            size: Box::new(size),
            colour: capability.colour,
            attributes: capability.attributes,
            utf8: capability.utf8,
            frame: Vec::with_capacity(8 * 1024),
            pen: None,
            at: None,
            shown: None,
            rest: Position::ORIGIN,
            rest_shown: false,
            erase: false,
            shown_cells: Vec::new(),
            columns: 0,
            paste: false,
            paste_wanted: false,
            bytes: 0,
            writes: 0,
        }
    }

    /// Forgets all it knew of the terminal, since somebody else has written to it.
    pub fn forget(&mut self) {
        self.pen = None;
        self.at = None;
        self.shown = None;
        self.paste = false;
    }

    /// Asks the terminal to mark what is pasted, from the next frame on, or no longer.
    pub fn mark_pastes(&mut self, on: bool) {
        self.paste_wanted = on;
    }

    /// The bytes written so far.
    pub fn bytes_written(&self) -> u64 {
        self.bytes
    }

    /// The writes made so far: one for each frame that changed something.
    pub fn writes(&self) -> u64 {
        self.writes
    }

    /// What it writes to.
    pub fn writer(&self) -> &W {
        &self.out
    }

    /// Writes one row's changed cells.
    fn paint_row(&mut self, y: u16, cells: &[(u16, &Cell)]) {
        let mut glyphs: Vec<Glyph<'_>> = Vec::with_capacity(cells.len());
        for &(x, cell) in cells {
            self.push_fragment(y, x, &mut glyphs);
            let glyph = self.glyph(x, cell);
            let covered = glyphs.last().filter(|last| x < last.x + last.columns);
            // ratatui clears what an emoji will cover, for terminals that draw it narrow; where
            // it is wide this must come first, or it would be cut in half.
            let at = glyphs.len() - usize::from(covered.is_some());
            glyphs.insert(at, glyph);
        }
        self.push_fragment(y, self.columns, &mut glyphs);
        for glyph in &glyphs {
            self.note(y, glyph);
        }
        let end = self.blank_end(y);
        let printed = glyphs.partition_point(|glyph| glyph.x < end);
        let erased = glyphs.len() - printed;
        let printed = if erased < ERASE_FROM {
            glyphs.len()
        } else {
            printed
        };
        for glyph in &glyphs[..printed] {
            self.put(y, glyph);
        }
        if let Some(first) = glyphs.get(printed) {
            self.go(first.x, y);
            if !self.pen.is_some_and(Pen::hides_on_blank) {
                self.take_pen(Pen::default());
            }
            self.frame.extend_from_slice(b"\x1b[K");
        }
    }

    /// What a cell becomes on this terminal.
    fn glyph<'a>(&self, x: u16, cell: &'a Cell) -> Glyph<'a> {
        let symbol = cell.symbol();
        let forbidden = symbol
            .chars()
            .any(|c| c == '\n' || c == '\t' || clean::is_dropped(c));
        // ratatui must not be asked for the width of a control character: it asserts that there
        // is none.
        let columns = if forbidden {
            symbol.width().clamp(1, 2)
        } else {
            usize::from(cell.cell_width())
        };
        let text = match () {
            () if forbidden && self.utf8 => Cow::Borrowed("\u{fffd}"),
            () if forbidden => Cow::Borrowed("?"),
            // A mark without a letter would join the cell before it.
            () if columns == 0 => Cow::Borrowed(" "),
            () if self.utf8 || symbol.is_ascii() => Cow::Borrowed(symbol),
            () => Cow::Owned(ascii::transliterate(symbol)),
        };
        let columns = columns.max(1);
        let room = usize::from(self.columns.saturating_sub(x)).max(1);
        let mut text = match text {
            // Half a wide character does not fit in the last column.
            _ if columns > room => Cow::Borrowed(""),
            text if width::width(&text) > columns && !self.utf8 => {
                Cow::Owned(width::take(&text, columns).to_owned())
            }
            text => text,
        };
        let columns = columns.min(room);
        let short = columns.saturating_sub(width::width(&text));
        if short > 0 && (forbidden || text.is_empty() || !self.utf8) {
            text.to_mut().extend(std::iter::repeat_n(' ', short));
        }
        let pen = Pen::of(cell, self.colour, self.attributes);
        Glyph {
            x,
            columns: columns as u16,
            blank: text.bytes().all(|b| b == b' '),
            text,
            pen,
        }
    }

    /// Adds a blank where the last glyph covers the first half of a wide character and nothing
    /// is drawn over the second, which some terminals fill with the glyph's background. A glyph
    /// that follows at once stands at `next`.
    fn push_fragment(&self, y: u16, next: u16, glyphs: &mut Vec<Glyph<'_>>) {
        let Some(last) = glyphs.last() else { return };
        let x = last.x + last.columns;
        let row = self.row(y);
        if x < next && row.get(usize::from(x)) == Some(&Shown::SecondHalf) {
            glyphs.push(Glyph {
                x,
                columns: 1,
                text: Cow::Borrowed(" "),
                pen: Pen::default(),
                blank: true,
            });
        }
    }

    fn note(&mut self, y: u16, glyph: &Glyph<'_>) {
        let start = usize::from(y) * usize::from(self.columns) + usize::from(glyph.x);
        let end = start + usize::from(glyph.columns);
        if let Some([first, rest @ ..]) = self.shown_cells.get_mut(start..end) {
            let nothing = glyph.shows_nothing();
            *first = if nothing { Shown::Nothing } else { Shown::Text };
            rest.fill(if nothing {
                Shown::Nothing
            } else {
                Shown::SecondHalf
            });
        }
    }

    /// What a row shows.
    fn row(&self, y: u16) -> &[Shown] {
        let columns = usize::from(self.columns);
        let start = usize::from(y) * columns;
        self.shown_cells
            .get(start..start + columns)
            .unwrap_or_default()
    }

    /// Whether nothing is shown from a cell up to a column of its row.
    fn is_blank(&self, from: Position, to: u16) -> bool {
        self.row(from.y)
            .get(usize::from(from.x)..usize::from(to))
            .is_some_and(|cells| cells.iter().all(|cell| *cell == Shown::Nothing))
    }

    /// The column from which on a row shows nothing.
    fn blank_end(&self, y: u16) -> u16 {
        let ends = self.row(y).iter().rev();
        let blanks = ends.take_while(|cell| **cell == Shown::Nothing).count();
        self.columns.saturating_sub(blanks as u16)
    }

    /// Writes one glyph in its place.
    fn put(&mut self, y: u16, glyph: &Glyph<'_>) {
        self.go(glyph.x, y);
        let indifferent = glyph.shows_nothing() && self.pen.is_some_and(Pen::hides_on_blank);
        if !indifferent {
            self.take_pen(glyph.pen);
        }
        self.frame.extend_from_slice(glyph.text.as_bytes());
        let x = glyph.x + glyph.columns;
        // Behind the last column the cursor waits or has wrapped, as the terminal likes; and
        // behind some clusters nobody knows where it is. The next move is then from nowhere.
        self.at = (x < self.columns && is_width_sure(&glyph.text)).then_some(Position { x, y });
    }

    /// Moves the cursor by the shortest way.
    fn go(&mut self, x: u16, y: u16) {
        let target = Position { x, y };
        if self.at == Some(target) {
            return;
        }
        let mut best = match (x, y) {
            (0, 0) => "\x1b[H".to_owned(),
            (0, y) => format!("\x1b[{}H", y + 1),
            (x, y) => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        if let Some(at) = self.at {
            let mut offer = |way: String| {
                if way.len() < best.len() {
                    best = way;
                }
            };
            if at.y == y {
                if x == 0 {
                    offer("\r".to_owned());
                }
                if x > at.x {
                    // A blank that stays one is shorter than the move past it.
                    if self.is_blank(at, x) && self.pen.is_some_and(Pen::hides_on_blank) {
                        offer(" ".repeat(usize::from(x - at.x)));
                    }
                    offer(steps(x - at.x, 'C'));
                } else {
                    offer("\x08".repeat(usize::from(at.x - x)));
                    offer(steps(at.x - x, 'D'));
                }
            } else if y > at.y {
                if x == 0 {
                    offer(format!("\r{}", "\n".repeat(usize::from(y - at.y))));
                }
                if x == at.x {
                    offer(steps(y - at.y, 'B'));
                }
            } else if x == at.x {
                offer(steps(at.y - y, 'A'));
            }
        }
        self.frame.extend_from_slice(best.as_bytes());
        self.at = Some(target);
    }

    fn take_pen(&mut self, pen: Pen) {
        if self.pen != Some(pen) {
            let change = pen.change_from(self.pen, self.attributes);
            self.frame.extend_from_slice(change.as_bytes());
            self.pen = Some(pen);
        }
    }

    fn erase_if_asked(&mut self) {
        if std::mem::take(&mut self.erase) {
            // Some terminals erase in the pen's background, so it is put down first.
            self.take_pen(Pen::default());
            self.frame.extend_from_slice(b"\x1b[H\x1b[2J");
            self.at = Some(Position::ORIGIN);
            let (columns, rows) = self.columns_and_rows();
            self.columns = columns;
            let cells = usize::from(columns) * usize::from(rows);
            self.shown_cells.clear();
            self.shown_cells.resize(cells, Shown::Nothing);
        }
    }

    fn columns_and_rows(&self) -> (u16, u16) {
        match (self.size)() {
            (0, 0) => (80, 24),
            size => size,
        }
    }

    /// Puts the cursor and the modes as they are wanted between frames.
    fn settle(&mut self) {
        self.erase_if_asked();
        if self.paste != self.paste_wanted {
            self.paste = self.paste_wanted;
            let mode = if self.paste {
                b"\x1b[?2004h"
            } else {
                b"\x1b[?2004l"
            };
            self.frame.extend_from_slice(mode);
        }
        if self.rest_shown {
            self.go(self.rest.x, self.rest.y);
        }
        if self.shown != Some(self.rest_shown) {
            self.shown = Some(self.rest_shown);
            let mode = if self.rest_shown {
                b"\x1b[?25h"
            } else {
                b"\x1b[?25l"
            };
            self.frame.extend_from_slice(mode);
        }
    }
}

impl<W: Write> Backend for Thrifty<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.erase_if_asked();
        let (mut row, mut cells) = (0, Vec::new());
        for (x, y, cell) in content {
            if y != row {
                self.paint_row(row, &cells);
                cells.clear();
                row = y;
            }
            cells.push((x, cell));
        }
        self.paint_row(row, &cells);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.rest_shown = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.rest_shown = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.rest)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.rest = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.erase = true;
        Ok(())
    }

    /// Erases the whole screen, whatever region is named: more is never asked of a program that
    /// has the screen to itself, and ratatui draws again what was there.
    fn clear_region(&mut self, _region: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.columns_and_rows().into())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size()?,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.settle();
        if self.frame.is_empty() {
            return Ok(());
        }
        let written = self.out.write_all(&self.frame);
        self.bytes += self.frame.len() as u64;
        self.writes += 1;
        self.frame.clear();
        if written.is_err() {
            self.forget();
        }
        written.and_then(|()| self.out.flush())
    }
}

/// What the terminal shows in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Text,
    /// The second half of what the cell before it shows.
    SecondHalf,
}

/// A cell as it is written.
struct Glyph<'a> {
    x: u16,
    columns: u16,
    text: Cow<'a, str>,
    pen: Pen,
    blank: bool,
}

impl Glyph<'_> {
    fn shows_nothing(&self) -> bool {
        self.blank && self.pen.hides_on_blank()
    }
}

/// A cursor key's sequence; once is not said.
fn steps(count: u16, key: char) -> String {
    match count {
        1 => format!("\x1b[{key}"),
        count => format!("\x1b[{count}{key}"),
    }
}

/// Whether every terminal agrees on a cluster's width: one character of a script that is drawn one
/// by one, and none that is an emoji somewhere.
fn is_width_sure(text: &str) -> bool {
    let mut chars = text.chars();
    let (first, rest) = (chars.next(), chars.next());
    text.is_ascii()
        || rest.is_none()
            && first.is_some_and(|c| {
                matches!(c,
                    '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}'
                    | '\u{48a}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}' | '\u{2010}'..='\u{2027}'
                    | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20bf}' | '\u{2190}'..='\u{2193}'
                    | '\u{2200}'..='\u{22ff}' | '\u{2500}'..='\u{25aa}' | '\u{25b2}'..='\u{25bf}'
                    | '\u{25c6}'..='\u{25cf}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}'
                    | '\u{30a0}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
                    | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff5e}' | '\u{fffd}')
            })
}

#[cfg(test)]
mod tests {
    use super::super::pen::{ATTRIBUTES, foreground};
    use super::*;
    use proptest::prelude::*;
    use ratatui::Terminal;
    use ratatui::buffer::Buffer;
    use ratatui::style::{Color, Modifier, Style};

    /// Keeps what was written, and how often.
    #[derive(Default)]
    struct Line {
        bytes: Vec<u8>,
        writes: usize,
    }

    impl Write for Line {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.bytes.extend_from_slice(bytes);
            self.writes += 1;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const MODERN: Capability = Capability {
        colour: Colour::Sixteen,
        attributes: Attributes::Full,
        utf8: true,
        ascii_signs: false,
        alternate_screen: true,
        dumb: false,
        remote: false,
        reorders: false,
    };

    fn terminal(columns: u16, rows: u16, capability: Capability) -> Terminal<Thrifty<Line>> {
        let backend = Thrifty::new(Line::default(), &capability, move || (columns, rows));
        let mut terminal = Terminal::new(backend).expect("a test");
        terminal.clear().expect("a test");
        terminal
    }

    /// Draws one frame and returns the bytes it took.
    fn frame(terminal: &mut Terminal<Thrifty<Line>>, draw: impl FnOnce(&mut Buffer)) -> String {
        let before = terminal.backend().out.bytes.len();
        terminal
            .draw(|frame| draw(frame.buffer_mut()))
            .expect("a test");
        String::from_utf8(terminal.backend().out.bytes[before..].to_vec()).expect("a test")
    }

    fn text(lines: &[&str]) -> impl Fn(&mut Buffer) {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        move |buffer| {
            for (y, line) in lines.iter().enumerate() {
                buffer.set_string(0, y as u16, line, Style::new());
            }
        }
    }

    #[test]
    fn the_same_frame_again_writes_nothing() {
        let mut terminal = terminal(20, 3, MODERN);
        assert!(!frame(&mut terminal, text(&["one", "two"])).is_empty());
        assert_eq!(frame(&mut terminal, text(&["one", "two"])), "");
        let (bytes, writes) = (terminal.backend().bytes, terminal.backend().writes);
        assert_eq!(writes, 1);
        assert_eq!(bytes, terminal.backend().out.bytes.len() as u64);
    }

    #[test]
    fn the_same_frame_with_the_cursor_shown_writes_nothing() {
        let mut terminal = terminal(20, 3, MODERN);
        for _ in 0..3 {
            let drawn = terminal.draw(|frame| {
                text(&["one"])(frame.buffer_mut());
                frame.set_cursor_position((0, 0));
            });
            drawn.expect("a test");
        }
        assert_eq!(terminal.backend().writes(), 1);
    }

    #[test]
    fn a_frame_is_one_write() {
        let mut terminal = terminal(80, 24, MODERN);
        for n in 0..4 {
            let line: &str = &"x".repeat(10 + n);
            frame(&mut terminal, text(&[line; 24]));
        }
        assert_eq!(terminal.backend().out.writes, 4);
        assert_eq!(terminal.backend().writes(), 4);
    }

    #[test]
    fn small_changes_take_few_bytes() {
        let mut terminal = terminal(80, 24, MODERN);
        frame(
            &mut terminal,
            text(&["one", "two", "a long line, then none"]),
        );
        for (lines, bytes) in [
            (["one", "twi", "a long line, then none"], "\x1b[2;3Hi"),
            (["one", "twi", "a long line, then done"], "\x1b[3;19Hd"),
            (["one", "twi", "a long line"], "\x1b[8D\x1b[K"),
            (["One", "twi", "a long line"], "\x1b[HO"),
            (["OnE", "twi", "a long line"], "\x1b[CE"),
            (["One", "Twi", "a long line"], "\x08e\r\nT"),
        ] {
            assert_eq!(frame(&mut terminal, text(&lines)), bytes, "{lines:?}");
        }
    }

    #[test]
    fn control_characters_are_drawn_as_what_they_are_not() {
        for symbol in [
            "\x1b[2J",
            "a\x07b",
            "\u{9b}31m",
            "x\n",
            "\u{202e}",
            "\x7fq",
            "\t ",
        ] {
            for utf8 in [true, false] {
                let capability = Capability { utf8, ..MODERN };
                let mut backend = Thrifty::new(Line::default(), &capability, || (10, 2));
                let mut cell = Cell::default();
                cell.set_symbol(symbol);
                backend.clear().expect("a test");
                backend.draw([(1, 0, &cell)].into_iter()).expect("a test");
                backend.flush().expect("a test");
                let drawn = String::from_utf8(backend.out.bytes.clone()).expect("a test");
                let mark = if utf8 { "\u{fffd}" } else { "?" };
                let expected = format!("\x1b[m\x1b[H\x1b[2J {mark}");
                assert!(drawn.starts_with(&expected), "{symbol:?}: {drawn:?}");
                assert!(drawn.ends_with("\x1b[?25l"), "{symbol:?}: {drawn:?}");
            }
        }
    }

    #[test]
    fn without_utf8_all_is_ascii_and_keeps_its_columns() {
        let capability = Capability {
            utf8: false,
            ..MODERN
        };
        let mut terminal = terminal(20, 1, capability);
        let drawn = frame(&mut terminal, text(&["▌Mădălin… 港の «b»|"]));
        assert!(drawn.is_ascii(), "{drawn:?}");
        assert!(drawn.contains("#Madalin. Gano \"b\"|"), "{drawn:?}");
    }

    #[test]
    fn without_colour_bold_and_reverse_stay() {
        let capability = Capability {
            colour: Colour::None,
            ..MODERN
        };
        let style = Style::new().fg(Color::Red).bg(Color::Blue);
        let style = style.add_modifier(Modifier::BOLD | Modifier::REVERSED | Modifier::DIM);
        for (attributes, sgr) in [
            (Attributes::Full, "\x1b[1;2;7mx"),
            (Attributes::BoldReverse, "\x1b[1;7mx"),
        ] {
            let mut terminal = terminal(
                5,
                1,
                Capability {
                    attributes,
                    ..capability
                },
            );
            let drawn = frame(&mut terminal, |b| {
                b.set_string(0, 0, "x", style);
            });
            assert!(drawn.contains(sgr), "{drawn:?}");
        }
    }

    #[test]
    fn after_a_cluster_of_doubtful_width_the_move_is_absolute() {
        for (line, bytes) in [
            ("港b", "港b"),
            (
                "\u{1f469}\u{200d}\u{1f4bb}b",
                "\u{1f469}\u{200d}\u{1f4bb}\x1b[1;3Hb",
            ),
            ("אb", "א\x1b[1;2Hb"),
        ] {
            let mut terminal = terminal(10, 1, MODERN);
            let drawn = frame(&mut terminal, text(&[line]));
            assert!(drawn.contains(bytes), "{drawn:?}");
        }
    }

    #[test]
    fn what_an_emoji_covers_is_cleared_before_it_is_drawn() {
        let mut terminal = terminal(10, 1, MODERN);
        frame(&mut terminal, text(&["ab"]));
        let drawn = frame(&mut terminal, text(&["\u{2764}\u{fe0f}"]));
        assert_eq!(drawn, "\x08 \r\u{2764}\u{fe0f}");
    }

    #[test]
    fn half_a_wide_character_does_not_keep_a_background() {
        let mut terminal = terminal(10, 1, MODERN);
        frame(&mut terminal, text(&[" 漢"]));
        let drawn = frame(&mut terminal, |buffer| {
            buffer.set_string(0, 0, "港", Style::new().bg(Color::Blue));
        });
        assert!(drawn.ends_with("港\x1b[m "), "{drawn:?}");
    }

    #[test]
    fn no_size_is_the_usual_one() {
        let size = |columns, rows| {
            let backend = Thrifty::new(Line::default(), &MODERN, move || (columns, rows));
            backend.size().expect("a test")
        };
        assert_eq!(size(0, 0), Size::new(80, 24));
        assert_eq!(size(1, 1), Size::new(1, 1));
    }

    #[test]
    fn pastes_are_marked_only_while_asked_for() {
        let mut terminal = terminal(10, 1, MODERN);
        frame(&mut terminal, |_| {});
        terminal.backend_mut().mark_pastes(true);
        assert_eq!(frame(&mut terminal, |_| {}), "\x1b[?2004h");
        assert_eq!(frame(&mut terminal, |_| {}), "");
        terminal.backend_mut().mark_pastes(false);
        assert_eq!(frame(&mut terminal, |_| {}), "\x1b[?2004l");
    }

    /// What a test writes: text that is narrow, wide, styled or blank.
    fn piece() -> impl Strategy<Value = (u16, u16, String, Style)> {
        let symbols = "[a-zA-Z ]{1,9}|[ ]{1,30}|[é港の漢▌●…я]{1,6}|\\PC{1,4}";
        let colour = prop_oneof![
            3 => Just(Color::Reset),
            1 => Just(Color::LightBlue),
            1 => Just(Color::Red),
            1 => Just(Color::Rgb(1, 2, 3)),
        ];
        (
            0..30_u16,
            0..9_u16,
            symbols,
            (colour.clone(), colour),
            0..32_u16,
        )
            .prop_map(|(x, y, symbols, (fg, bg), bits)| {
                let mut style = Style::new().fg(fg).bg(bg);
                for (n, attribute) in ATTRIBUTES.iter().enumerate() {
                    if bits & (1 << n) != 0 {
                        style = style.add_modifier(attribute.modifier);
                    }
                }
                (x, y, symbols, style)
            })
    }

    fn vt_colour(colour: Color) -> vt100::Color {
        match foreground(colour) {
            None => vt100::Color::Default,
            Some(code @ 30..=37) => vt100::Color::Idx(code - 30),
            Some(code) => vt100::Color::Idx(code - 82),
        }
    }

    /// Says where a terminal that was sent the bytes differs from what was to be drawn.
    fn difference(buffer: &Buffer, screen: &vt100::Screen) -> Option<String> {
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let cell = &buffer[(x, y)];
                let columns = cell.cell_width().max(1);
                let Some(seen) = screen.cell(y, x) else {
                    return Some(format!("no cell at {x},{y}"));
                };
                let symbol = match cell.symbol() {
                    _ if x + columns > buffer.area.width => " ",
                    symbol if cell.cell_width() == 0 && !symbol.is_empty() => " ",
                    symbol => symbol,
                };
                let contents = match seen.contents() {
                    "" => " ",
                    contents => contents,
                };
                let blank = symbol == " ";
                let mut same = symbol == contents
                    && vt_colour(cell.bg) == seen.bgcolor()
                    && cell.modifier.contains(Modifier::REVERSED) == seen.inverse()
                    && cell.modifier.contains(Modifier::UNDERLINED) == seen.underline();
                let shows = !blank || seen.inverse();
                if shows {
                    same &= vt_colour(cell.fg) == seen.fgcolor();
                }
                if !blank {
                    same &= cell.modifier.contains(Modifier::ITALIC) == seen.italic();
                    // The test terminal cannot be bold and faint at once.
                    if !cell.modifier.contains(Modifier::BOLD | Modifier::DIM) {
                        same &= cell.modifier.contains(Modifier::BOLD) == seen.bold()
                            && cell.modifier.contains(Modifier::DIM) == seen.dim();
                    }
                }
                if !same {
                    return Some(format!("at {x},{y}: {cell:?} but {seen:?}"));
                }
                x += columns;
            }
        }
        None
    }

    /// Whether the test terminal measures a text as we do; where it does not, no terminal's screen
    /// can be foretold.
    fn is_measured_alike(text: &str) -> bool {
        let mut parser = vt100::Parser::new(1, 200, 0);
        parser.process(text.as_bytes());
        width::clusters(text).all(|(cluster, _)| cluster.chars().count() == 1)
            && usize::from(parser.screen().cursor_position().1) == width::width(text)
            && !text.chars().any(clean::is_dropped)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn the_terminal_shows_what_was_drawn(
            size in prop_oneof![Just((30, 9)), Just((1, 1)), Just((2, 3)), Just((11, 4))],
            frames in prop::collection::vec(prop::collection::vec(piece(), 0..8), 1..6),
        ) {
            let (columns, rows) = size;
            let mut terminal = terminal(columns, rows, MODERN);
            let mut parser = vt100::Parser::new(rows, columns, 0);
            let mut drawn = Buffer::default();
            for pieces in frames {
                let bytes = frame(&mut terminal, |buffer| {
                    for (x, y, text, style) in pieces {
                        if x < columns && y < rows && is_measured_alike(&text) {
                            buffer.set_string(x, y, text, style);
                        }
                    }
                    drawn = buffer.clone();
                });
                parser.process(bytes.as_bytes());
                prop_assert_eq!(difference(&drawn, parser.screen()), None, "{:?}", bytes);
            }
        }

        #[test]
        fn no_cell_gets_a_sequence_of_its_own_through(
            symbols in prop::collection::vec("\\PC{0,3}|[\u{0}-\u{ff}]{0,4}|\x1b.{0,5}", 1..20),
            utf8 in any::<bool>(),
        ) {
            let capability = Capability { utf8, ..MODERN };
            let mut backend = Thrifty::new(Line::default(), &capability, || (40, 2));
            let cells: Vec<Cell> = symbols.iter().map(|symbol| {
                let mut cell = Cell::default();
                cell.set_symbol(symbol);
                cell
            }).collect();
            backend.clear().expect("a test");
            let placed = cells.iter().enumerate().map(|(n, cell)| (2 * n as u16, 0, cell));
            backend.draw(placed).expect("a test");
            backend.flush().expect("a test");
            let drawn = String::from_utf8(backend.out.bytes).expect("a test");
            let mut rest = drawn.chars();
            while let Some(c) = rest.next() {
                if c == '\x1b' {
                    prop_assert_eq!(rest.next(), Some('['));
                    let last = rest.find(|c| !matches!(c, '0'..='9' | ';' | '?'));
                    prop_assert!(matches!(last, Some('A'..='D' | 'H' | 'J' | 'K' | 'm' | 'h' | 'l')));
                } else {
                    prop_assert!(matches!(c, '\r' | '\n' | '\x08') || !clean::is_dropped(c));
                }
            }
        }
    }
}
