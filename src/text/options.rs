//! How a page is laid out.

use crate::chars::ascii::Signs;

/// How a page is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many columns a line has.
    pub measure: usize,
    /// The language of the text, as a BCP 47 tag, for hyphenation.
    pub lang: Option<String>,
    /// Whether text that runs from right to left is put into the order it is seen in. Terminals
    /// that do so themselves, and pipes, get it as it is read.
    pub bidi: bool,
    /// Whether the terminal draws characters of ambiguous width in two columns.
    pub wide: bool,
    /// Whether words are hyphenated where the language is known.
    pub hyphenate: bool,
    /// Whether lines are filled up to the same width.
    pub justify: bool,
    /// Whether no styles can be shown and nothing is drawn on a screen, as in a pipe: headings carry
    /// a mark, and clusters stay as they are.
    pub plain: bool,
    /// The signs before points, quotes and the like.
    pub signs: Signs,
}

impl Options {
    /// Ragged lines of `measure` columns, as a screen shows them.
    pub fn new(measure: usize, signs: &Signs) -> Options {
        Options {
            measure: measure.max(1),
            lang: None,
            bidi: false,
            wide: false,
            hyphenate: false,
            justify: false,
            plain: false,
            signs: *signs,
        }
    }
}
