//! A page before any width is known: blocks of runs.

mod written;

pub use written::to_html;

use std::borrow::Cow;
use std::sync::Arc;

/// One paragraph-like part of a text. Blocks stand in a flat row, so that a place in a text is a
/// block and a character; what a block stands in it knows itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words, in pieces of one style each. A line break inside a block is `\n`; between the
    /// cells of a table's row stands `\t`.
    pub runs: Vec<Run>,
    /// What it stands in, from the outermost on, where its kind does not say it: see
    /// [`Block::frames`].
    pub within: Vec<Frame>,
    /// The cells of a table's row.
    pub row: Option<Box<Row>>,
}

/// What a block stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A quote.
    Quote,
    /// A point of a list that begins with this block.
    Point(Marker),
    /// An indent of so many columns: a point of a list that began above, or a definition.
    Hang(u8),
}

/// What stands before a point of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A bullet.
    Bullet,
    /// A number.
    Number(i32, Numerals),
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numerals {
    /// `1`
    Decimal,
    /// `a`; numbers below 1 are written in digits.
    Letters,
    /// `A`
    CapitalLetters,
    /// `i`; numbers outside 1 to 3999 are written in digits.
    Roman,
    /// `I`
    CapitalRoman,
}

/// The cells of a table's row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Whether a table begins with it.
    pub first: bool,
    /// The cells, one for each text between the tabs.
    pub cells: Vec<Cell>,
}

/// One cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How many columns it takes.
    pub span: u8,
    /// Whether it names a column or a row.
    pub head: bool,
    /// Where its words stand.
    pub align: Align,
}

/// Where the words of a cell stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// As the column's content has it: numbers at the right, words at the left.
    Auto,
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
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
    /// The words that name a table, or what else is shown that is no picture.
    Legend,
    /// A term that a definition follows.
    Term,
    /// A row of a table.
    Row,
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
    /// Where they lead: an address with its scheme.
    pub link: Option<Arc<str>>,
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
    /// Words the source has marked.
    Highlight,
    /// Raised: a power, a number of a note.
    Sup,
    /// Lowered.
    Sub,
    /// What stands for a picture or a film: `[image: a quay]`.
    Media,
}

/// The spellings of a cut mark that press reviews use.
pub const CUT_MARKS: [&str; 4] = ["[…]", "[...]", "(…)", "(...)"];

impl Block {
    /// A block of plain text; its cut marks become runs of their own.
    pub fn new(kind: BlockKind, text: &str) -> Block {
        Block::of(kind, runs_of(text))
    }

    /// A block of these runs.
    pub fn of(kind: BlockKind, runs: Vec<Run>) -> Block {
        Block {
            kind,
            runs,
            within: Vec::new(),
            row: None,
        }
    }

    /// A block that stands in `frames`. A paragraph in quotes is a quote, one that begins a point
    /// is a point; where that says it all, nothing else is kept.
    pub fn within(kind: BlockKind, frames: &[Frame], runs: Vec<Run>) -> Block {
        let quotes = frames.iter().filter(|f| **f == Frame::Quote).count();
        let points = frames.iter().filter(|f| **f != Frame::Quote).count();
        let depth = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        let begins = matches!(frames.last(), Some(Frame::Point(_)));
        let kind = match kind {
            BlockKind::Paragraph if begins => BlockKind::Item(depth(points - 1)),
            BlockKind::Paragraph if quotes > 0 => BlockKind::Quote(depth(quotes)),
            kind => kind,
        };
        let mut block = Block::of(kind, runs);
        if block.frames().as_ref() != frames {
            block.within = frames.to_vec();
        }
        block
    }

    /// What it stands in, from the outermost on.
    pub fn frames(&self) -> Cow<'_, [Frame]> {
        if !self.within.is_empty() {
            return Cow::Borrowed(&self.within);
        }
        Cow::Owned(match self.kind {
            BlockKind::Item(depth) => {
                let mut frames = vec![Frame::Hang(2); usize::from(depth)];
                frames.push(Frame::Point(Marker::Bullet));
                frames
            }
            BlockKind::Quote(depth) => vec![Frame::Quote; usize::from(depth.max(1))],
            _ => Vec::new(),
        })
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

impl Run {
    /// A run that leads nowhere.
    pub fn new(text: impl Into<String>, style: Style) -> Run {
        Run {
            text: text.into(),
            style,
            link: None,
        }
    }
}

impl Marker {
    /// As it stands on a page, `bullet` for a bullet.
    pub fn text(self, bullet: &str) -> String {
        let (n, numerals) = match self {
            Marker::Bullet => return bullet.to_owned(),
            Marker::Number(n, numerals) => (n, numerals),
        };
        let words = match numerals {
            Numerals::Letters if n > 0 => letters(n),
            Numerals::CapitalLetters if n > 0 => letters(n).to_uppercase(),
            Numerals::Roman if (1..4000).contains(&n) => roman(n),
            Numerals::CapitalRoman if (1..4000).contains(&n) => roman(n).to_uppercase(),
            _ => n.to_string(),
        };
        format!("{words}.")
    }
}

fn letters(n: i32) -> String {
    let mut rest = u32::try_from(n).unwrap_or(0);
    let mut out = Vec::new();
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    out.iter().rev().collect()
}

fn roman(n: i32) -> String {
    const SIGNS: [(i32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = n;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

/// Cuts `text` into plain runs and cut marks. Together the runs are `text`, to the letter.
pub fn runs_of(text: &str) -> Vec<Run> {
    if !text.is_empty() && !text.contains(['[', '(']) {
        return vec![Run::new(text, Style::Plain)];
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
            runs.push(Run::new(&rest[..at], Style::Plain));
        }
        runs.push(Run::new(&rest[at..at + len], Style::Cut));
        rest = &rest[at + len..];
    }
    if !rest.is_empty() {
        runs.push(Run::new(rest, Style::Plain));
    }
    runs
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
    fn numbers_are_written_as_the_list_wants_them() {
        use Numerals::*;
        for (n, numerals, text) in [
            (1, Decimal, "1."),
            (-4, Decimal, "-4."),
            (28, Letters, "ab."),
            (2, CapitalLetters, "B."),
            (0, Letters, "0."),
            (1994, Roman, "mcmxciv."),
            (4, CapitalRoman, "IV."),
            (4_999_999, Roman, "4999999."),
        ] {
            assert_eq!(Marker::Number(n, numerals).text("•"), text);
        }
        assert_eq!(Marker::Bullet.text("•"), "•");
    }

    #[test]
    fn a_block_knows_what_it_stands_in() {
        use Frame::*;
        let number = Marker::Number(3, Numerals::Decimal);
        for (frames, kind, kept) in [
            (vec![], BlockKind::Paragraph, false),
            (vec![Quote, Quote], BlockKind::Quote(2), false),
            (
                vec![Hang(2), Point(Marker::Bullet)],
                BlockKind::Item(1),
                false,
            ),
            (vec![Point(number)], BlockKind::Item(0), true),
            (vec![Hang(3), Quote], BlockKind::Quote(1), true),
            (vec![Hang(2)], BlockKind::Paragraph, true),
        ] {
            let block = Block::within(BlockKind::Paragraph, &frames, runs_of("x"));
            assert_eq!((block.kind, !block.within.is_empty()), (kind, kept));
            assert_eq!(block.frames().as_ref(), frames);
        }
    }
}
