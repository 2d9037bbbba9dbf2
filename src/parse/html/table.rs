//! Tables: which of them hold data, and their rows as blocks.

use super::reader::Attributes;
use crate::model::block::{Align, Cell, Row};
use crate::model::{Block, BlockKind, Run, Style};
use dom_query::NodeRef;

/// The most columns a cell takes, and the most rows.
const MOST_SPAN: i32 = 50;
const MOST_ROWS: i32 = 200;

/// A cell of a table without headings that is longer than this is no datum but a text.
const LONGEST_DATUM: usize = 60;
/// And so long may they be in the mean.
const MEAN_DATUM: usize = 25;

/// Whether a table shows data in rows; all others arrange a page. It does not where it says so
/// itself, holds a table or parts of a text, or has but one row; it does where it has headings or a
/// caption, or short texts only.
pub(super) fn is_data(table: &NodeRef<'_>, attributes: &Attributes) -> bool {
    match attributes.get("role") {
        Some("presentation" | "none") => return false,
        Some("table") => return true,
        _ => {}
    }
    let (mut rows, mut in_row, mut wide) = (0_usize, 0_usize, false);
    let (mut headed, mut cells, mut all, mut longest) = (false, 0_usize, 0_usize, 0_usize);
    for node in table.descendants_it() {
        let Some(name) = node
            .query(|n| n.as_element().map(|e| e.name.local.clone()))
            .flatten()
        else {
            continue;
        };
        match &*name {
            "table" | "pre" | "h1" | "h2" | "h3" | "blockquote" => return false,
            "caption" => headed = true,
            "tr" => {
                rows += 1;
                in_row = 0;
            }
            "td" | "th" => {
                headed |= &*name == "th";
                in_row += 1;
                wide |= in_row > 1;
                cells += 1;
                if !headed {
                    let words = node.text();
                    let len = words
                        .split_whitespace()
                        .map(|w| w.chars().count() + 1)
                        .sum::<usize>();
                    longest = longest.max(len);
                    all += len;
                }
            }
            _ => {}
        }
    }
    rows > 1 && wide && (headed || longest <= LONGEST_DATUM && all <= MEAN_DATUM * cells)
}

/// Whether what a figure shows is words, not a picture.
pub(super) fn shows_words(figure: &NodeRef<'_>) -> bool {
    let mut words = false;
    for node in figure.descendants_it().take(500) {
        let named = |names: &[&str]| names.iter().any(|n| node.has_name(n));
        if named(&["img", "picture", "video", "svg"]) {
            return false;
        }
        words |= named(&["table", "pre", "blockquote", "audio"]);
    }
    words
}

/// The cell that a tag with these attributes opens.
pub(super) fn cell(head: bool, attributes: &Attributes) -> Cell {
    let span = attributes
        .number("colspan")
        .unwrap_or(1)
        .clamp(1, MOST_SPAN);
    let style = attributes.get("style").unwrap_or_default().replace(' ', "");
    let named = |side: &str| {
        attributes
            .get("align")
            .is_some_and(|a| a.eq_ignore_ascii_case(side))
            || style.contains(&format!("text-align:{side}"))
    };
    Cell {
        span: u8::try_from(span).unwrap_or(1),
        head,
        align: if named("right") {
            Align::Right
        } else if named("center") {
            Align::Center
        } else if named("left") {
            Align::Left
        } else {
            Align::Auto
        },
    }
}

/// A table of data that is being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: usize,
    row: Vec<(Cell, Vec<Run>)>,
    column: usize,
    open: Option<Cell>,
    /// For each column, how many more rows a cell above reaches down, and whether it names them.
    covered: Vec<(i32, bool)>,
}

impl Table {
    /// A cell begins.
    pub(super) fn begin(&mut self, cell: Cell, rows: Option<i32>) {
        self.pass_covered();
        let rows = rows.unwrap_or(1).clamp(1, MOST_ROWS);
        let end = self.column + usize::from(cell.span);
        if rows > 1 {
            if self.covered.len() < end {
                self.covered.resize(end, (0, false));
            }
            self.covered[self.column..end].fill((rows - 1, cell.head));
        }
        self.column = end;
        self.open = Some(cell);
    }

    /// The cell's words have come.
    pub(super) fn end_cell(&mut self, runs: Vec<Run>) {
        if let Some(cell) = self.open.take() {
            self.row.push((cell, runs));
        }
    }

    /// The row ends; gives its block, unless nothing stands in it.
    pub(super) fn end_row(&mut self) -> Option<Block> {
        self.pass_covered();
        let cells = std::mem::take(&mut self.row);
        self.column = 0;
        if cells.iter().all(|(_, runs)| runs.is_empty()) {
            return None;
        }
        self.rows += 1;
        let mut row = Row {
            first: self.rows == 1,
            cells: Vec::with_capacity(cells.len()),
        };
        let mut runs: Vec<Run> = Vec::new();
        let mut push = |run: Run| match runs.last_mut() {
            Some(last) if last.style == run.style && last.link.is_none() && run.link.is_none() => {
                last.text.push_str(&run.text);
            }
            _ => runs.push(run),
        };
        for (n, (cell, texts)) in cells.into_iter().enumerate() {
            if n > 0 {
                push(Run::new('\t', Style::Plain));
            }
            row.cells.push(cell);
            texts.into_iter().for_each(&mut push);
        }
        runs.shrink_to_fit();
        let mut block = Block::of(BlockKind::Row, runs);
        block.row = Some(Box::new(row));
        Some(block)
    }

    /// Puts an empty cell where one above reaches down.
    fn pass_covered(&mut self) {
        while let Some((rows, head)) = self
            .covered
            .get_mut(self.column)
            .filter(|(rows, _)| *rows > 0)
        {
            *rows -= 1;
            let head = *head;
            self.column += 1;
            let cell = Cell {
                span: 1,
                head,
                align: Align::Auto,
            };
            self.row.push((cell, Vec::new()));
        }
    }
}
