//! A page before any width is known: blocks of runs.

/// One paragraph-like part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words, in pieces of one style each.
    pub runs: Vec<Run>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A subheading, 1 (the largest) to 6.
    Heading(u8),
    /// A point of a list, and how deep the list is nested (0 is the outermost).
    Item(u8),
    /// A quoted paragraph, and how deep the quote is nested (1 is the outermost).
    Quote(u8),
    /// Preformatted text: its line breaks and blanks are the author's.
    Code,
    /// The words under a picture, with its credit.
    Caption,
    /// A ruler between parts.
    Rule,
}

/// A piece of a block's text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// How they stand out.
    pub style: Style,
}

/// How a run stands out: a meaning, not a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Ordinary text.
    Plain,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Code inside a sentence.
    Code,
    /// A mark that says the source left something out: `[…]`.
    Cut,
}

/// The spellings of a cut mark that press reviews use.
pub const CUT_MARKS: [&str; 4] = ["[…]", "[...]", "(…)", "(...)"];

impl Block {
    /// A block of plain text; its cut marks become runs of their own.
    pub fn new(kind: BlockKind, text: &str) -> Block {
        Block {
            kind,
            runs: runs_of(text),
        }
    }

    /// A paragraph of plain text.
    pub fn paragraph(text: &str) -> Block {
        Block::new(BlockKind::Paragraph, text)
    }

    /// A subheading of plain text.
    pub fn heading(text: &str) -> Block {
        Block::new(BlockKind::Heading(3), text)
    }

    /// The words alone.
    pub fn text(&self) -> String {
        self.runs.iter().map(|r| r.text.as_str()).collect()
    }

    /// How many cut marks it holds.
    pub fn cuts(&self) -> usize {
        self.runs.iter().filter(|r| r.style == Style::Cut).count()
    }
}

/// Cuts `text` into plain runs and cut marks. Together the runs are `text`, to the letter.
pub fn runs_of(text: &str) -> Vec<Run> {
    if !text.contains(['[', '(']) && !text.is_empty() {
        return vec![Run {
            text: text.to_owned(),
            style: Style::Plain,
        }];
    }
    let mut runs = Vec::new();
    let mut rest = text;
    let next = |rest: &str| {
        CUT_MARKS
            .iter()
            .filter_map(|mark| rest.find(mark).map(|at| (at, mark.len())))
            .min()
    };
    while let Some((at, len)) = next(rest) {
        if at > 0 {
            runs.push(Run {
                text: rest[..at].to_owned(),
                style: Style::Plain,
            });
        }
        runs.push(Run {
            text: rest[at..at + len].to_owned(),
            style: Style::Cut,
        });
        rest = &rest[at + len..];
    }
    if !rest.is_empty() {
        runs.push(Run {
            text: rest.to_owned(),
            style: Style::Plain,
        });
    }
    runs
}

/// Writes blocks as the small HTML that the cache keeps. `parse::html::blocks` reads it back, and
/// so does any browser.
pub fn to_html(blocks: &[Block]) -> String {
    let mut html = String::new();
    for block in blocks {
        let (open, close) = match block.kind {
            BlockKind::Paragraph => ("<p>".into(), "</p>".into()),
            BlockKind::Heading(n) => {
                let n = n.clamp(1, 6);
                (format!("<h{n}>"), format!("</h{n}>"))
            }
            BlockKind::Item(depth) => {
                let depth = usize::from(depth) + 1;
                (
                    format!("{}<li>", "<ul>".repeat(depth)),
                    format!("</li>{}", "</ul>".repeat(depth)),
                )
            }
            BlockKind::Quote(depth) => {
                let depth = usize::from(depth.max(1));
                (
                    format!("{}<p>", "<blockquote>".repeat(depth)),
                    format!("</p>{}", "</blockquote>".repeat(depth)),
                )
            }
            BlockKind::Code => ("<pre>".into(), "</pre>".into()),
            BlockKind::Caption => (
                "<figure><figcaption>".to_owned(),
                "</figcaption></figure>".to_owned(),
            ),
            BlockKind::Rule => ("<hr>".into(), String::new()),
        };
        html.push_str(&open);
        for run in &block.runs {
            let tag = match run.style {
                Style::Plain | Style::Cut => None,
                Style::Emphasis => Some("em"),
                Style::Strong => Some("strong"),
                Style::Code => Some("code"),
            };
            if let Some(tag) = tag {
                html.push_str(&format!("<{tag}>{}</{tag}>", escape(&run.text)));
            } else {
                html.push_str(&escape(&run.text));
            }
        }
        html.push_str(&close);
    }
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_marks_are_runs_of_their_own_and_nothing_is_lost() {
        for (text, cuts) in [
            ("He left. […] “They asked us.” [...]", 2),
            ("(…) and so on", 1),
            ("no cut here… at all", 0),
            ("", 0),
            ("[…][…]", 2),
        ] {
            let block = Block::paragraph(text);
            assert_eq!(block.text(), text);
            assert_eq!(block.cuts(), cuts, "{text}");
        }
    }

    #[test]
    fn the_html_escapes_what_html_would_eat() {
        let blocks = [
            Block::heading("a < b & c"),
            Block::new(BlockKind::Item(1), "x"),
        ];
        assert_eq!(
            to_html(&blocks),
            "<h3>a &lt; b &amp; c</h3><ul><ul><li>x</li></ul></ul>"
        );
    }
}
