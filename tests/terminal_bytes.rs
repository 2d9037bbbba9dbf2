//! What frames cost on the line: a page of three weights through the backend, held to budgets.

use std::io::{self, Write};

use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use tidings::terminal::backend::Thrifty;
use tidings::terminal::{Capability, ColorChoice};

const PAGE: &str = "\
▌The Harbour Gazette      12 │ The Harbour Gazette
                             │
   Council buys the night    │  Council buys the night rails under the old
   rails under the ol… 06:00 │  harbour
▌● A ferry that runs on the  │  Nora Lind · Sun 22 Nov 2026, 06:00 · 4 min
▌  tide, and a timeta… Sat ◆ │
 ● Pilot strike enters third │  The council voted 14 to 9 on Tuesday night to
   week as the grain sh… Sat │  hand the freight lines under the old harbour to
 ● The quiet vote that moved │  a public trust, ending a dispute that began
   a border by eleven m… Sat │  when the last pilot boat was sold in March.
 ● Harbour dues: who pays,   │
   who used to, and why… Fri │  “We are not buying rails,” the harbour master,
   Why the lighthouse keeps  │  Ilse Brandt, told the session. “We are buying
   two clocks            Fri │  the right to decide who may use them at four in
 ● 港の夜行貨物線、市が買い  │  the morning.” […]
   取りへ 議会で可決     Thu │
 ● Fish market returns to    │  What the vote changes
   the north quay        Thu │  • Night freight stays on the water until the
 ● Letter: the whistle is    │    east lock is repaired.
   not noise             Wed │  • The trust pays for the lock survey[1] and
   Tide tables for the week  │    publishes it.
                         Tue │  • Fares on the public ferry are frozen for two
 ● Correction: the east lock │    years.
 2 of 16, 12 unread         Space read on   n next unread   b bookmark   ? keys";

struct Line;

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Draws the page with the selection's bar on two rows.
fn draw_page(buffer: &mut Buffer, selected: u16) {
    for (y, line) in PAGE.lines().enumerate() {
        buffer.set_string(0, y as u16, line, Style::new());
    }
    for y in 1..24 {
        buffer[(0, y)].set_symbol(" ");
    }
    let faint = Style::new().add_modifier(Modifier::DIM);
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let accent = Style::new().fg(Color::LightBlue);
    for y in 0..23 {
        buffer[(29, y)].set_style(faint);
        if buffer[(1, y)].symbol() == "●" {
            buffer[(1, y)].set_style(accent);
        }
    }
    for (x, y, width, style) in [
        (1, 0, 20, bold),
        (26, 0, 2, faint),
        (32, 2, 46, bold),
        (32, 3, 46, bold),
        (32, 5, 46, faint),
        (0, 23, 80, faint),
    ] {
        for x in x..x + width {
            buffer[(x, y)].set_style(style);
        }
    }
    for y in [selected, selected + 1] {
        buffer[(0, y)].set_symbol("▌");
        buffer[(0, y)].set_style(accent.patch(bold));
    }
}

/// A terminal and what it has written so far.
struct Page {
    terminal: Terminal<Thrifty<Line>>,
    bytes: u64,
    writes: u64,
}

impl Page {
    fn new() -> Page {
        let environment = |name: &str| match name {
            "TERM" => Some("xterm-256color".to_owned()),
            "LANG" => Some("C.UTF-8".to_owned()),
            _ => None,
        };
        let capability = Capability::from_env(environment, ColorChoice::Auto);
        let mut terminal =
            Terminal::new(Thrifty::new(Line, &capability, || (80, 24))).expect("no line to fail");
        terminal.clear().expect("no line to fail");
        Page {
            terminal,
            bytes: 0,
            writes: 0,
        }
    }

    /// The bytes and writes of one frame.
    fn cost(&mut self, draw: impl FnOnce(&mut Buffer), cursor: (u16, u16)) -> (u64, u64) {
        let drawn = self.terminal.draw(|frame| {
            draw(frame.buffer_mut());
            frame.set_cursor_position(cursor);
        });
        drawn.expect("no line to fail");
        let backend = self.terminal.backend();
        let cost = (
            backend.bytes_written() - self.bytes,
            backend.writes() - self.writes,
        );
        (self.bytes, self.writes) = (backend.bytes_written(), backend.writes());
        println!("{} bytes in {} writes", cost.0, cost.1);
        cost
    }
}

#[test]
fn frames_stay_within_their_budgets() {
    let mut page = Page::new();
    let first = page.cost(|buffer| draw_page(buffer, 4), (0, 4));
    assert!(first.0 <= 2400 && first.1 == 1, "first screen: {first:?}");

    let idle = page.cost(|buffer| draw_page(buffer, 4), (0, 4));
    assert_eq!(idle, (0, 0), "nothing changed");

    let down = page.cost(|buffer| draw_page(buffer, 6), (0, 6));
    assert!(down.0 <= 40 && down.1 == 1, "selection down: {down:?}");

    let marked = page.cost(
        |buffer| {
            draw_page(buffer, 6);
            buffer[(1, 6)].set_symbol(" ");
        },
        (0, 6),
    );
    assert!(marked.0 <= 60 && marked.1 == 1, "mark read: {marked:?}");
}
