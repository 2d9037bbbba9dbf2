//! Blocks in, lines out: spacing, indents, signs and roles.

use super::bidi;
use super::line::{Line, Span};
use super::links::Numbers;
use super::options::Options;
use super::prose::{Prose, count, prose};
use super::role::Role;
use super::sheet::{Sheet, Text};
use super::wrap::{Piece, pieces};
use crate::chars::width::{measure, take};
use crate::model::block::Frame;
use crate::model::place::At;
use crate::model::{Block, BlockKind};

/// Lays out `blocks`: a blank line between paragraphs, one above a subheading and none below it,
/// none between the points of a list or the rows of a table; every line of a quote carries its
/// sign. Cut marks and the numbers of links stay with the word before them.
pub fn lay_out(blocks: &[Block], options: &Options) -> Vec<Line> {
    let numbers = Numbers::new(blocks);
    let mut sheet = Sheet::default();
    sheet.grow_to_end(&Text {
        blocks,
        numbers: &numbers,
        options,
    });
    sheet.into_lines()
}

/// What stands before the words under a picture.
const CAPTION_LABEL: &str = "Photo: ";

/// Before a line of preformatted text that goes on from the one above.
const FOLD: &str = "↪ ";
const ASCII_FOLD: &str = "> ";

/// How far a tab goes in preformatted text.
const TAB: usize = 4;

/// Whether a blank line stands between two blocks.
pub(super) fn is_apart(above: &Block, below: &Block) -> bool {
    use BlockKind::{Heading, Item, Row, Term};
    match (above.kind, below.kind) {
        (Heading(_), Heading(_)) => true,
        (Heading(_), _) | (Item(_), Item(_)) | (Term, _) => false,
        (Row, Row) => below.row.as_ref().is_some_and(|row| row.first),
        // A definition, and the next term.
        (BlockKind::Paragraph, Term) => above.within.is_empty(),
        _ => true,
    }
}

/// The blank line between two blocks: within one quote it carries the quote's sign.
pub(super) fn blank(above: &Block, below: &Block, at: At, options: &Options) -> Line {
    let mut line = Line::blank(at);
    let (one, other) = (above.frames(), below.frames());
    let shared = one.iter().zip(other.iter());
    let shared: Vec<Frame> = shared
        .take_while(|(a, b)| begun(**a) == begun(**b))
        .map(|(a, _)| *a)
        .collect();
    if shared.contains(&Frame::Quote) {
        let prefix = Prefix::new(&shared, options);
        line.spans = prefix.rest;
        while line.spans.last().is_some_and(|s| s.role != Role::QuoteSign) {
            line.spans.pop();
        }
    }
    line
}

/// The lines of a block that is no row of a table.
pub(super) fn block_lines(block: &Block, number: u32, text: &Text<'_>, lines: &mut Vec<Line>) {
    let options = text.options;
    let prefix = prefix(block, options);
    let columns = options.measure.saturating_sub(prefix.width).max(1);
    match block.kind {
        BlockKind::Rule => {
            let mut spans = prefix.first.clone();
            spans.push(Span::sign(
                options.signs.line.repeat(columns),
                Role::Separator,
            ));
            lines.push(Line::of(number, spans, 0));
        }
        BlockKind::Code => code_lines(block, number, &prefix, columns, options, lines),
        kind => {
            let label = if kind == BlockKind::Caption {
                CAPTION_LABEL
            } else {
                ""
            };
            let mut words = prose(&block.runs, role_of(block), 0, label, text.numbers, options);
            super::hyphens::add(&mut words, options);
            let filled = !matches!(
                kind,
                BlockKind::Heading(_) | BlockKind::Caption | BlockKind::Term
            );
            let lines_of = wrapped(&words, columns, options, filled);
            let rtl = options.bidi && words.has_rtl() && bidi::runs_left(&words.text);
            for (n, (spans, from)) in lines_of.into_iter().enumerate() {
                let before = if n == 0 { &prefix.first } else { &prefix.rest };
                lines.push(Line::of(
                    number,
                    placed(before, spans, prefix.width + columns, rtl),
                    from,
                ));
            }
        }
    }
}

/// The words in lines of at most `columns`, with the character each begins with.
pub(super) fn wrapped(
    words: &Prose,
    columns: usize,
    options: &Options,
    fill: bool,
) -> Vec<(Vec<Span>, u32)> {
    let reorder = options.bidi && words.has_rtl();
    let rtl = reorder && bidi::runs_left(&words.text);
    let mut cutter = words.cutter();
    let mut out = Vec::new();
    for piece in pieces(&words.text, &words.breaks, columns, options.wide) {
        let (mut spans, from) = if reorder {
            let mut first = None;
            let spans = bidi::line(&words.text, (piece.from, piece.to), rtl, |from, to| {
                let (spans, start) = cutter.cut(Piece { from, to, ..piece });
                first.get_or_insert(start);
                spans
            });
            (spans, first.unwrap_or(0))
        } else {
            cutter.cut(piece)
        };
        if piece.hyphen {
            let role = spans.last().map_or(Role::Text, |s| s.role);
            spans.push(Span::sign("-", role));
        }
        if fill && options.justify && !reorder && !piece.ends {
            justify(&mut spans, columns, options.wide);
        }
        out.push((spans, from));
    }
    out
}

/// Puts signs before a line; where it runs from right to left, behind it, at the right edge.
fn placed(before: &[Span], mut spans: Vec<Span>, columns: usize, rtl: bool) -> Vec<Span> {
    if !rtl {
        let mut all = before.to_vec();
        all.append(&mut spans);
        return all;
    }
    let used: usize = before
        .iter()
        .chain(&spans)
        .map(|s| measure(&s.text, false))
        .sum();
    let mut all = Vec::new();
    if used < columns {
        all.push(Span::sign(" ".repeat(columns - used), Role::Text));
    }
    all.append(&mut spans);
    for sign in before.iter().rev() {
        let text: String = sign.text.chars().rev().collect();
        all.push(Span::sign(text, sign.role));
    }
    all
}

/// Widens the blanks between words until the line is full, the last ones first. A line that would
/// be torn apart stays ragged.
fn justify(spans: &mut Vec<Span>, columns: usize, wide: bool) {
    let used: usize = spans.iter().map(|s| measure(&s.text, wide)).sum();
    let missing = columns.saturating_sub(used);
    let gaps: usize = spans.iter().map(|s| s.text.matches(' ').count()).sum();
    if missing == 0 || gaps == 0 || missing > gaps * 2 {
        return;
    }
    let (every, more) = (missing / gaps, missing % gaps);
    let mut gap = 0;
    let mut out: Vec<Span> = Vec::new();
    for span in spans.drain(..) {
        let same = span.chars == count(&span.text);
        let mut from = span.from;
        for part in span.text.split_inclusive(' ') {
            let chars = if same { count(part) } else { span.chars };
            out.push(Span {
                text: part.to_owned(),
                from,
                chars,
                ..span.clone()
            });
            from += if same { chars } else { 0 };
            if part.ends_with(' ') {
                gap += 1;
                let blanks = every + usize::from(gap > gaps - more);
                if blanks > 0 {
                    out.push(Span::sign(" ".repeat(blanks), span.role));
                }
            }
        }
    }
    *spans = out;
}

/// Preformatted text keeps its line breaks and blanks; what is too wide goes on below, behind a
/// sign.
fn code_lines(
    block: &Block,
    number: u32,
    prefix: &Prefix,
    columns: usize,
    options: &Options,
    lines: &mut Vec<Line>,
) {
    let fold = if options.signs.ascii {
        ASCII_FOLD
    } else {
        FOLD
    };
    let fold = take(fold, columns.saturating_sub(2));
    let mut from = 0;
    let text = block.text();
    for (n, line) in text.split('\n').enumerate() {
        let before = if n == 0 { &prefix.first } else { &prefix.rest };
        let mut spans = before.clone();
        let (mut used, mut at) = (0, from);
        for (cluster, width) in clusters_of(line, options.wide) {
            let chars = count(cluster);
            let width = if cluster == "\t" {
                TAB - used % TAB
            } else {
                width
            };
            if used + width > columns && used > 0 {
                lines.push(Line::of(number, std::mem::take(&mut spans), at));
                spans = prefix.rest.clone();
                if !fold.is_empty() {
                    spans.push(Span::sign(fold, Role::Separator));
                }
                used = measure(fold, options.wide);
            }
            let shown = if cluster == "\t" {
                " ".repeat(width.min(columns))
            } else {
                cluster.to_owned()
            };
            match spans.last_mut() {
                Some(last)
                    if cluster != "\t"
                        && last.role == Role::Code
                        && last.chars == count(&last.text) =>
                {
                    last.text.push_str(&shown);
                    last.chars += chars;
                }
                _ => spans.push(Span {
                    text: shown,
                    role: Role::Code,
                    from: at,
                    chars,
                    rtl: false,
                }),
            }
            used += width;
            at += chars;
        }
        lines.push(Line::of(number, spans, at));
        from = at + 1;
    }
}

fn clusters_of(line: &str, wide: bool) -> impl Iterator<Item = (&str, usize)> {
    use unicode_segmentation::UnicodeSegmentation;
    line.graphemes(true)
        .map(move |c| (c, crate::chars::width::cluster_width(c, wide)))
}

/// What stands before the first line of a block and before the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Prefix {
    pub(super) first: Vec<Span>,
    pub(super) rest: Vec<Span>,
    pub(super) width: usize,
}

/// What stands before the lines of this block.
pub(super) fn prefix(block: &Block, options: &Options) -> Prefix {
    let mut prefix = Prefix::new(&block.frames(), options);
    match block.kind {
        BlockKind::Heading(level) if options.plain => {
            let mark = format!("{} ", "#".repeat(usize::from(level.clamp(1, 6))));
            prefix.add(&mark, &" ".repeat(mark.len()), Role::Heading);
        }
        // On a screen code has a look of its own.
        BlockKind::Code if !options.plain => {}
        BlockKind::Code | BlockKind::Row if options.measure >= 24 => {
            prefix.add("  ", "  ", Role::Text);
        }
        _ => {}
    }
    prefix
}

impl Prefix {
    fn new(frames: &[Frame], options: &Options) -> Prefix {
        let mut prefix = Prefix::default();
        if frames.is_empty() {
            return prefix;
        }
        for tight in [false, true] {
            prefix = Prefix::default();
            for frame in frames {
                match frame {
                    Frame::Quote if tight => {
                        prefix.add(options.signs.quote, options.signs.quote, Role::QuoteSign)
                    }
                    Frame::Quote => {
                        let sign = format!("{} ", options.signs.quote);
                        prefix.add(&sign, &sign, Role::QuoteSign);
                    }
                    Frame::Point(mark) => {
                        let sign = format!("{} ", mark.text(options.signs.point));
                        let blank = " ".repeat(measure(&sign, options.wide));
                        prefix.add(&sign, &blank, Role::Text);
                    }
                    Frame::Hang(columns) => {
                        let columns = if tight {
                            usize::from(*columns > 0)
                        } else {
                            usize::from(*columns)
                        };
                        let blank = " ".repeat(columns);
                        prefix.add(&blank, &blank, Role::Text);
                    }
                }
            }
            if prefix.width * 2 <= options.measure {
                return prefix;
            }
        }
        prefix.shorten(options.measure / 2);
        prefix
    }

    fn add(&mut self, first: &str, rest: &str, role: Role) {
        self.width += measure(first, false);
        for (spans, text) in [(&mut self.first, first), (&mut self.rest, rest)] {
            match spans.last_mut() {
                Some(last) if last.role == role => last.text.push_str(text),
                _ => spans.push(Span::sign(text, role)),
            }
        }
    }

    /// Leaves the innermost `columns`: there must be room for words.
    fn shorten(&mut self, columns: usize) {
        for spans in [&mut self.first, &mut self.rest] {
            let mut over = self.width.saturating_sub(columns);
            for span in spans.iter_mut() {
                let chars = span.text.chars().count();
                span.text = span.text.chars().skip(over).collect();
                over = over.saturating_sub(chars);
            }
            spans.retain(|s| !s.text.is_empty());
        }
        self.width = self.width.min(columns);
    }
}

fn begun(frame: Frame) -> Frame {
    match frame {
        Frame::Point(mark) => {
            Frame::Hang(u8::try_from(mark.text("•").chars().count() + 1).unwrap_or(u8::MAX))
        }
        frame => frame,
    }
}

pub(super) fn role_of(block: &Block) -> Role {
    match block.kind {
        BlockKind::Heading(_) => Role::Heading,
        BlockKind::Caption | BlockKind::Legend => Role::Caption,
        BlockKind::Term => Role::Strong,
        BlockKind::Code => Role::Code,
        BlockKind::Rule => Role::Separator,
        BlockKind::Quote(_) => Role::Quote,
        BlockKind::Paragraph | BlockKind::Item(_) | BlockKind::Row => {
            if block.frames().contains(&Frame::Quote) {
                Role::Quote
            } else {
                Role::Text
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::ascii::UNICODE;

    fn shown(blocks: &[Block], columns: usize) -> Vec<String> {
        lay_out(blocks, &Options::new(columns, &UNICODE))
            .iter()
            .map(Line::text)
            .collect()
    }

    #[test]
    fn a_page_is_spaced_as_the_screens_draw_it() {
        let blocks = [
            Block::paragraph("The council voted."),
            Block::heading("What the vote changes"),
            Block::new(BlockKind::Item(0), "Night freight stays on the water."),
            Block::new(BlockKind::Item(0), "Fares are frozen."),
            Block::paragraph("A first reading is expected."),
            Block::new(BlockKind::Quote(1), "A port that cannot say no."),
            Block::new(BlockKind::Caption, "Cranes at first frost."),
            Block::new(BlockKind::Rule, ""),
        ];
        assert_eq!(
            shown(&blocks, 22),
            [
                "The council voted.",
                "",
                "What the vote changes",
                "• Night freight stays",
                "  on the water.",
                "• Fares are frozen.",
                "",
                "A first reading is",
                "expected.",
                "",
                "▏ A port that cannot",
                "▏ say no.",
                "",
                "Photo: Cranes at first",
                "frost.",
                "",
                "──────────────────────",
            ]
        );
    }

    #[test]
    fn a_cut_mark_never_starts_a_line() {
        let block = Block::paragraph("They kept us there for days. […]");
        for columns in 8..34 {
            for line in lay_out(
                std::slice::from_ref(&block),
                &Options::new(columns, &UNICODE),
            ) {
                assert!(!line.text().starts_with('['), "{columns}: {}", line.text());
            }
        }
    }

    #[test]
    fn every_line_knows_its_point_in_the_text() {
        let blocks = [Block::paragraph("one two three"), Block::paragraph("four")];
        let points: Vec<(u32, u32, u32)> = lay_out(&blocks, &Options::new(7, &UNICODE))
            .iter()
            .map(|l| (l.at.block, l.at.char, l.chars))
            .collect();
        assert_eq!(points, [(0, 0, 7), (0, 8, 5), (1, 0, 0), (1, 0, 4)]);
    }

    #[test]
    fn code_is_kept_to_the_letter_and_folded_with_a_sign() {
        let block = Block::new(BlockKind::Code, "fn  main() {\n\n}\tx");
        assert_eq!(
            shown(std::slice::from_ref(&block), 16),
            ["fn  main() {", "", "}   x"]
        );
        assert_eq!(shown(&[block], 8), ["fn  main", "↪ () {", "", "}   x"]);
    }
}
