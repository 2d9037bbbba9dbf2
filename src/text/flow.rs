//! Blocks in, lines out: spacing, indents, signs and roles.

use super::role::Role;
use super::wrap::wrap;
use crate::chars::ascii::Signs;
use crate::chars::width::width;
use crate::model::place::At;
use crate::model::{Block, BlockKind, Style};

/// One line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its pieces, from left to right.
    pub spans: Vec<Span>,
    /// The point of the text its first character is.
    pub at: At,
    /// How many characters of the text stand on it; 0 for blank lines and signs.
    pub chars: u32,
    /// How many columns of signs and indent stand before the text.
    pub indent: usize,
}

/// A piece of a line in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// What they mean.
    pub role: Role,
}

impl Line {
    /// A line with nothing on it, before the point `at`.
    pub fn blank(at: At) -> Line {
        Line {
            spans: Vec::new(),
            at,
            chars: 0,
            indent: 0,
        }
    }

    /// The words alone.
    pub fn text(&self) -> String {
        self.spans.iter().map(|s| s.text.as_str()).collect()
    }

    /// Whether nothing is on it.
    pub fn is_blank(&self) -> bool {
        self.spans.is_empty()
    }
}

/// Lays out `blocks` in `columns`: a blank line between paragraphs, one above a subheading and none
/// below it, none between the points of a list; every line of a quote carries its sign. Cut marks
/// stay with the word before them.
pub fn lay_out(blocks: &[Block], columns: usize, signs: &Signs) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut before: Option<BlockKind> = None;
    for (number, block) in (0_u32..).zip(blocks) {
        let at = At {
            block: number,
            char: 0,
        };
        if before.is_some_and(|kind| is_apart(kind, block.kind)) {
            lines.push(Line::blank(at));
        }
        block_lines(block, at, columns, signs, &mut lines);
        before = Some(block.kind);
    }
    lines
}

/// What stands before the words under a picture.
const CAPTION_LABEL: &str = "Photo: ";

fn is_apart(above: BlockKind, below: BlockKind) -> bool {
    !matches!(
        (above, below),
        (BlockKind::Heading(_), _) | (BlockKind::Item(_), BlockKind::Item(_))
    ) || matches!(
        (above, below),
        (BlockKind::Heading(_), BlockKind::Heading(_))
    )
}

fn block_lines(block: &Block, at: At, columns: usize, signs: &Signs, lines: &mut Vec<Line>) {
    let (first, rest) = prefixes(block.kind, signs);
    let columns = columns.saturating_sub(width(&first)).max(1);
    match block.kind {
        BlockKind::Rule => {
            let span = Span {
                text: signs.line.repeat(columns),
                role: Role::Separator,
            };
            lines.push(Line {
                spans: vec![span],
                at,
                chars: 0,
                indent: 0,
            });
        }
        BlockKind::Code => code_lines(block, at, lines),
        kind => {
            let role = role_of(kind);
            let label = if kind == BlockKind::Caption {
                CAPTION_LABEL
            } else {
                ""
            };
            let label_chars = count(label.chars().count());
            let text = format!("{label}{}", held_together(block));
            let words = block.runs.iter().flat_map(|run| {
                run.text
                    .chars()
                    .map(move |c| (c, run_role(role, run.style)))
            });
            let chars: Vec<(char, Role)> = label.chars().map(|c| (c, role)).chain(words).collect();
            for (n, (from, to)) in wrap(&text, columns).into_iter().enumerate() {
                let prefix = if n == 0 { &first } else { &rest };
                let mut spans = Vec::new();
                if !prefix.is_empty() {
                    let role = match kind {
                        BlockKind::Quote(_) => Role::QuoteSign,
                        _ => role,
                    };
                    spans.push(Span {
                        text: prefix.clone(),
                        role,
                    });
                }
                spans.extend(spans_of(&chars[from..to]));
                lines.push(Line {
                    spans,
                    at: At {
                        char: count(from).saturating_sub(label_chars),
                        ..at
                    },
                    chars: count(to) - count(from).max(label_chars).min(count(to)),
                    indent: width(prefix),
                });
            }
        }
    }
}

/// Preformatted text keeps its line breaks and blanks; what is too wide is cut by the screen.
fn code_lines(block: &Block, at: At, lines: &mut Vec<Line>) {
    let mut char = 0;
    for text in block.text().split('\n') {
        let chars = count(text.chars().count());
        let span = Span {
            text: text.replace('\t', "    "),
            role: Role::Code,
        };
        lines.push(Line {
            spans: vec![span],
            at: At { char, ..at },
            chars,
            indent: 0,
        });
        char += chars + 1;
    }
}

/// What stands before the first line of a block and before the others.
fn prefixes(kind: BlockKind, signs: &Signs) -> (String, String) {
    match kind {
        BlockKind::Item(depth) => {
            let blank = "  ".repeat(usize::from(depth));
            (format!("{blank}{} ", signs.point), format!("{blank}  "))
        }
        BlockKind::Quote(depth) => {
            let sign = format!("{} ", signs.quote).repeat(usize::from(depth.max(1)));
            (sign.clone(), sign)
        }
        _ => (String::new(), String::new()),
    }
}

fn role_of(kind: BlockKind) -> Role {
    match kind {
        BlockKind::Heading(_) => Role::Heading,
        BlockKind::Quote(_) => Role::Quote,
        BlockKind::Caption => Role::Caption,
        BlockKind::Code => Role::Code,
        BlockKind::Rule => Role::Separator,
        BlockKind::Paragraph | BlockKind::Item(_) => Role::Text,
    }
}

fn run_role(block: Role, style: Style) -> Role {
    match (style, block) {
        (Style::Cut, _) => Role::CutMark,
        (Style::Code, _) => Role::Code,
        (Style::Emphasis, Role::Text) => Role::Emphasis,
        (Style::Strong, Role::Text) => Role::Strong,
        _ => block,
    }
}

/// The block's text with each blank before a cut mark made a no-break space, and line breaks made
/// blanks: character for character as long as the text itself.
fn held_together(block: &Block) -> String {
    let mut out = String::new();
    for run in &block.runs {
        if run.style == Style::Cut && out.ends_with(' ') {
            out.pop();
            out.push('\u{a0}');
        }
        out.extend(
            run.text
                .chars()
                .map(|c| if c == '\n' || c == '\t' { ' ' } else { c }),
        );
    }
    out
}

fn spans_of(chars: &[(char, Role)]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (c, role) in chars {
        let c = if matches!(c, '\n' | '\t') { ' ' } else { *c };
        match spans.last_mut() {
            Some(span) if span.role == *role => span.text.push(c),
            _ => spans.push(Span {
                text: c.into(),
                role: *role,
            }),
        }
    }
    spans
}

fn count(chars: usize) -> u32 {
    u32::try_from(chars).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::ascii::UNICODE;

    fn shown(blocks: &[Block], columns: usize) -> Vec<String> {
        lay_out(blocks, columns, &UNICODE)
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
            for line in lay_out(std::slice::from_ref(&block), columns, &UNICODE) {
                assert!(!line.text().starts_with('['), "{columns}: {}", line.text());
            }
        }
    }

    #[test]
    fn every_line_knows_its_point_in_the_text() {
        let blocks = [Block::paragraph("one two three"), Block::paragraph("four")];
        let points: Vec<(u32, u32, u32)> = lay_out(&blocks, 7, &UNICODE)
            .iter()
            .map(|l| (l.at.block, l.at.char, l.chars))
            .collect();
        assert_eq!(points, [(0, 0, 7), (0, 8, 5), (1, 0, 0), (1, 0, 4)]);
    }

    #[test]
    fn code_is_kept_to_the_letter() {
        let block = Block::new(BlockKind::Code, "fn  main() {\n\n}");
        assert_eq!(shown(&[block], 5), ["fn  main() {", "", "}"]);
    }
}
