//! Tables: columns fitted to the width, numbers at the right; where they do not fit, a record a row.

use super::flow::{prefix, role_of, wrapped};
use super::line::{Line, Span};
use super::options::Options;
use super::prose::{Prose, count, prose};
use super::role::Role;
use super::sheet::Text;
use crate::chars::width::measure;
use crate::model::block::{Align, Cell};
use crate::model::{Block, BlockKind, Run};

/// From so many rows on, later ones no longer decide how wide the columns are.
const MOST_MEASURED: usize = 2000;

/// The most columns a table is drawn with.
const MOST_COLUMNS: usize = 60;

/// A word longer than this may be broken rather than widen its column.
const LONGEST_WORD: usize = 24;

/// A cell with more lines than this makes a record the better way to read.
const MOST_LINES: usize = 10;

/// How the rows of a table are laid out.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    widths: Vec<usize>,
    gap: usize,
    /// Whether the column holds numbers.
    numbers: Vec<bool>,
    /// What each column is called.
    heads: Vec<String>,
    /// How many rows name columns.
    head_rows: usize,
    /// Whether each row is a record.
    records: bool,
    /// Whether every heading stands in some record.
    said: bool,
    /// How many rows were laid out.
    rows: usize,
}

/// Plans the table that `blocks` begin with.
pub(super) fn columns(blocks: &[Block], text: &Text<'_>) -> Columns {
    let begins = |b: &Block| b.row.as_ref().is_none_or(|row| row.first);
    let rows = blocks.iter().take_while(|b| b.kind == BlockKind::Row);
    let rows = rows
        .enumerate()
        .take_while(|(n, b)| *n == 0 || !begins(b))
        .map(|(_, b)| b);
    let rows: Vec<&Block> = rows.take(MOST_MEASURED).collect();
    let options = text.options;
    let available = blocks.first().map_or(options.measure, |b| {
        options.measure.saturating_sub(prefix(b, options).width)
    });
    let head_rows = rows
        .iter()
        .take_while(|b| cells(b).iter().all(|c| c.head))
        .count();
    let head_rows = if head_rows == rows.len() {
        0
    } else {
        head_rows
    };
    let mut plan = Plan::default();
    for (n, row) in rows.iter().enumerate() {
        plan.row(row, n < head_rows, text);
    }
    plan.finish(available.max(1), head_rows)
}

fn cells(block: &Block) -> &[Cell] {
    block
        .row
        .as_deref()
        .map(|row| &row.cells[..])
        .unwrap_or_default()
}

#[derive(Default)]
struct Plan {
    columns: Vec<Column>,
    /// Cells over several columns: first column, columns, width.
    spans: Vec<(usize, usize, usize)>,
}

#[derive(Clone, Debug, Default)]
struct Column {
    natural: usize,
    least: usize,
    filled: usize,
    numbers: usize,
    head: String,
}

impl Plan {
    fn row(&mut self, row: &Block, is_head: bool, text: &Text<'_>) {
        let mut at = 0;
        for (cell, runs, from) in split(row) {
            let span = usize::from(cell.span.max(1));
            let end = at + span;
            if end > MOST_COLUMNS {
                // Counted, so that the table is known to be too wide.
                self.columns
                    .resize(self.columns.len().max(end.min(4096)), Column::default());
                at = end;
                continue;
            }
            if self.columns.len() < end {
                self.columns.resize(end, Column::default());
            }
            let words = prose(&runs, Role::Text, from, "", text.numbers, text.options);
            let wide = text.options.wide;
            let natural = words
                .text
                .split('\n')
                .map(|l| measure(l, wide))
                .max()
                .unwrap_or(0);
            let longest = words
                .text
                .split_whitespace()
                .map(|w| measure(w, wide))
                .max()
                .unwrap_or(0);
            let column = &mut self.columns[at];
            if is_head {
                for column in &mut self.columns[at..end] {
                    let said: String = runs.iter().map(|r| r.text.as_str()).collect();
                    let said = said.replace('\n', " ");
                    if !column.head.is_empty() && !said.is_empty() {
                        column.head.push_str(" / ");
                    }
                    column.head.push_str(&said);
                }
            } else if natural > 0 {
                column.filled += 1;
                column.numbers += usize::from(is_number(&words.text));
            }
            if span == 1 {
                let column = &mut self.columns[at];
                column.natural = column.natural.max(natural);
                column.least = column.least.max(longest.min(LONGEST_WORD));
            } else {
                self.spans.push((at, span, natural));
            }
            at = end;
        }
    }

    fn finish(mut self, available: usize, head_rows: usize) -> Columns {
        let n = self.columns.len().max(1);
        let numbers: Vec<bool> = self
            .columns
            .iter()
            .map(|c| c.filled > 0 && c.numbers * 10 >= c.filled * 7)
            .collect();
        for (column, number) in self.columns.iter_mut().zip(&numbers) {
            if *number {
                column.least = column.natural;
            }
        }
        let natural: usize = self.columns.iter().map(|c| c.natural).sum();
        let gap = if natural + 3 * (n - 1) <= available {
            3
        } else {
            2
        };
        for (at, span, width) in std::mem::take(&mut self.spans) {
            let columns = &mut self.columns[at..at + span];
            let has = columns.iter().map(|c| c.natural).sum::<usize>() + gap * (span - 1);
            // What is missing goes to the last column, but never at the cost of the page.
            if let Some(last) = columns
                .last_mut()
                .filter(|_| has < width && width <= available)
            {
                last.natural += width - has;
            }
        }
        let room = available.saturating_sub(gap * (n - 1));
        let least: usize = self.columns.iter().map(|c| c.least.max(1)).sum();
        let fits = least <= room && n <= MOST_COLUMNS;
        let widths = if fits {
            shared(&self.columns, room)
        } else {
            Vec::new()
        };
        let tall = widths
            .iter()
            .zip(&self.columns)
            .any(|(width, c)| c.natural / (*width).max(1) > MOST_LINES);
        let heads: Vec<String> = self.columns.iter().map(|c| c.head.clone()).collect();
        let unsaid = |c: &Column| c.filled == 0 && !c.head.is_empty();
        Columns {
            records: !fits || tall,
            said: !self.columns.iter().any(unsaid) && head_rows > 0,
            widths,
            gap,
            numbers,
            heads,
            head_rows,
            rows: 0,
        }
    }
}

/// Shares `room` among the columns: each has what it needs at least, and the rest goes where most
/// is missing.
fn shared(columns: &[Column], room: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = columns.iter().map(|c| c.least.max(1)).collect();
    let mut left = room.saturating_sub(widths.iter().sum());
    loop {
        let wants = |n: usize, w: usize| columns[n].natural.saturating_sub(w);
        let open: Vec<usize> = (0..widths.len())
            .filter(|n| wants(*n, widths[*n]) > 0)
            .collect();
        if open.is_empty() || left == 0 {
            return widths;
        }
        let missing: usize = open.iter().map(|n| wants(*n, widths[*n])).sum();
        let mut given = 0;
        for n in open {
            let want = wants(n, widths[n]);
            let share = (left * want / missing).clamp(1, want).min(left - given);
            widths[n] += share;
            given += share;
        }
        left -= given;
    }
}

/// The cells of a row with their runs and the character of the block each begins with.
fn split(block: &Block) -> Vec<(Cell, Vec<Run>, u32)> {
    let own = cells(block);
    let plain = Cell {
        span: 1,
        head: false,
        align: Align::Auto,
    };
    let cell = |n: usize| own.get(n).copied().unwrap_or(plain);
    let mut out = vec![(cell(0), Vec::new(), 0)];
    let mut at = 0;
    for run in &block.runs {
        for (n, piece) in run.text.split('\t').enumerate() {
            if n > 0 {
                at += 1;
                out.push((cell(out.len()), Vec::new(), at));
            }
            if let Some((_, runs, _)) = out.last_mut().filter(|_| !piece.is_empty()) {
                runs.push(Run {
                    text: piece.to_owned(),
                    ..run.clone()
                });
            }
            at += count(piece);
        }
    }
    out
}

/// The lines of a row.
pub(super) fn row_lines(
    block: &Block,
    number: u32,
    columns: &mut Columns,
    text: &Text<'_>,
    lines: &mut Vec<Line>,
) {
    let row = columns.rows;
    columns.rows += 1;
    if columns.records {
        record(block, number, columns, row, text, lines);
        return;
    }
    let options = text.options;
    let base = role_of(block);
    let before = prefix(block, options);
    let mut drawn: Vec<(usize, usize, Vec<Vec<Span>>)> = Vec::new();
    let mut at = 0;
    for (cell, runs, from) in split(block) {
        let span = usize::from(cell.span.max(1));
        let of = columns.widths.get(at..at + span).unwrap_or_default();
        let width = of.iter().sum::<usize>() + columns.gap * span.saturating_sub(1);
        let left: usize = columns
            .widths
            .iter()
            .take(at)
            .map(|w| w + columns.gap)
            .sum();
        let role = if cell.head { Role::Strong } else { base };
        let words = prose(&runs, role, from, "", text.numbers, options);
        let is_number = span == 1 && columns.numbers.get(at) == Some(&true);
        let side = match cell.align {
            _ if is_number => Align::Right,
            Align::Auto => Align::Left,
            side => side,
        };
        drawn.push((left, width, aligned(&words, width.max(1), side, options)));
        at += span;
    }
    let height = drawn
        .iter()
        .map(|(_, _, lines)| lines.len())
        .max()
        .unwrap_or(0)
        .max(1);
    for n in 0..height {
        let mut spans = if n == 0 {
            before.first.clone()
        } else {
            before.rest.clone()
        };
        let mut used = 0;
        for (left, _, lines) in &mut drawn {
            let Some(cell) = lines.get_mut(n).filter(|l| !l.is_empty()) else {
                continue;
            };
            if used < *left {
                spans.push(Span::sign(" ".repeat(*left - used), Role::Text));
            }
            used = (*left).max(used)
                + cell
                    .iter()
                    .map(|s| measure(&s.text, options.wide))
                    .sum::<usize>();
            spans.append(cell);
        }
        lines.push(Line::of(number, spans, 0));
    }
    if row + 1 == columns.head_rows {
        let mut spans = before.rest.clone();
        for (n, width) in columns.widths.iter().enumerate() {
            if n > 0 {
                spans.push(Span::sign(" ".repeat(columns.gap), Role::Text));
            }
            spans.push(Span::sign(
                options.signs.line.repeat(*width),
                Role::Separator,
            ));
        }
        lines.push(Line::of(number, spans, 0));
    }
}

fn aligned(words: &Prose, width: usize, side: Align, options: &Options) -> Vec<Vec<Span>> {
    let lines = wrapped(words, width, options, false);
    let pad = |mut spans: Vec<Span>| {
        let used: usize = spans.iter().map(|s| measure(&s.text, options.wide)).sum();
        let free = width.saturating_sub(used);
        let before = match side {
            Align::Right => free,
            Align::Center => free / 2,
            Align::Auto | Align::Left => 0,
        };
        if before > 0 && !spans.is_empty() {
            spans.insert(0, Span::sign(" ".repeat(before), Role::Text));
        }
        spans
    };
    lines.into_iter().map(|(spans, _)| pad(spans)).collect()
}

/// A row as a record: each cell behind the name of its column. Without names the cells follow one
/// another.
fn record(
    block: &Block,
    number: u32,
    columns: &Columns,
    row: usize,
    text: &Text<'_>,
    lines: &mut Vec<Line>,
) {
    let options = text.options;
    let base = role_of(block);
    let before = prefix(block, options);
    let named = columns.head_rows > 0;
    if row < columns.head_rows && columns.said {
        return;
    }
    let room = options.measure.saturating_sub(before.width).max(1);
    let hang = if room >= 12 { 2 } else { 0 };
    let put = |lines: &mut Vec<Line>, words: &Prose, first: bool| {
        for (n, (spans, from)) in wrapped(words, room - hang, options, false)
            .into_iter()
            .enumerate()
        {
            let mut all = before.rest.clone();
            if n > 0 || !first {
                all.push(Span::sign(" ".repeat(hang), Role::Text));
            }
            all.extend(spans);
            lines.push(Line::of(number, all, from));
        }
    };
    if !named || row < columns.head_rows {
        let cells: Vec<(Vec<Run>, u32)> = split(block)
            .into_iter()
            .map(|(_, runs, from)| (runs, from))
            .collect();
        let sign = if options.signs.ascii { "|" } else { "·" };
        let words = Prose::cells(&cells, base, sign, text.numbers, options);
        put(lines, &words, true);
        return;
    }
    if row > columns.head_rows || !columns.said {
        lines.push(Line::blank(crate::model::place::At {
            block: number,
            char: 0,
        }));
    }
    let mut at = 0;
    for (n, (cell, runs, from)) in split(block).into_iter().enumerate() {
        let head = columns
            .heads
            .get(at)
            .map(String::as_str)
            .unwrap_or_default();
        at += usize::from(cell.span.max(1));
        if runs.iter().all(|r| r.text.trim().is_empty()) {
            continue;
        }
        let label = if head.trim().is_empty() {
            String::new()
        } else {
            format!("{head}: ")
        };
        let words = prose(&runs, base, from, &label, text.numbers, options);
        put(lines, &words, n == 0);
    }
}

/// Whether a cell holds a number, with its sign, unit or currency.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let rest = |c: char| {
        c.is_ascii_digit()
            || c.is_alphabetic()
            || matches!(
                c,
                '.' | ','
                    | ' '
                    | '\u{a0}'
                    | '\u{202f}'
                    | '+'
                    | '-'
                    | '−'
                    | '–'
                    | '%'
                    | '‰'
                    | '$'
                    | '€'
                    | '£'
                    | '¥'
                    | '('
                    | ')'
                    | '/'
                    | ':'
                    | '\''
                    | '’'
                    | '×'
                    | '^'
                    | '°'
                    | '~'
                    | '<'
                    | '>'
                    | '±'
                    | '*'
            )
    };
    if digits == 0 {
        return matches!(text, "-" | "–" | "—" | "n/a" | "N/A" | "…");
    }
    letters <= 3 && digits >= letters && text.chars().all(rest)
}
