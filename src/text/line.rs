//! Lines of styled spans, and how they lead back to the text.

use super::role::Role;
use crate::chars::width::clusters;
use crate::model::place::At;

/// One line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its pieces, from left to right.
    pub spans: Vec<Span>,
    /// The point of the text its first character is.
    pub at: At,
    /// How many characters of the text stand on it; 0 for blank lines and signs.
    pub chars: u32,
}

/// A piece of a line in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// What they mean.
    pub role: Role,
    /// The character of the block it begins with.
    pub from: u32,
    /// How many characters of the block it stands for; 0 for signs and numbers.
    pub chars: u32,
    /// Whether its characters run from right to left: the last one stands first.
    pub rtl: bool,
}

impl Span {
    /// A sign: no part of the text.
    pub fn sign(text: impl Into<String>, role: Role) -> Span {
        Span {
            text: text.into(),
            role,
            from: 0,
            chars: 0,
            rtl: false,
        }
    }
}

impl Line {
    /// A line with nothing on it, before the point `at`.
    pub fn blank(at: At) -> Line {
        Line {
            spans: Vec::new(),
            at,
            chars: 0,
        }
    }

    /// A line of these spans in the block `block`.
    pub fn of(block: u32, spans: Vec<Span>, otherwise: u32) -> Line {
        let held = || spans.iter().filter(|s| s.chars > 0);
        let from = held().map(|s| s.from).min().unwrap_or(otherwise);
        let to = held().map(|s| s.from + s.chars).max().unwrap_or(from);
        Line {
            spans,
            at: At { block, char: from },
            chars: to - from,
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

    /// The columns, from and to, that the characters `from` to before `to` of its block take. Text
    /// that runs both ways, and the cells of a table, may give several.
    pub fn columns(&self, from: u32, to: u32) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut column = 0;
        for span in &self.spans {
            let chars = u32::try_from(span.text.chars().count()).unwrap_or(u32::MAX);
            let mut seen = 0;
            for (cluster, width) in clusters(&span.text) {
                let len = u32::try_from(cluster.chars().count()).unwrap_or(1);
                // A span that does not show its characters one by one is found as a whole.
                let (first, last) = match (span.chars == chars, span.rtl) {
                    (true, false) => (span.from + seen, span.from + seen + len),
                    (true, true) => (span.from + chars - seen - len, span.from + chars - seen),
                    (false, _) => (span.from, span.from + span.chars),
                };
                seen += len;
                if span.chars > 0 && first < to && last > from {
                    match found.last_mut() {
                        Some((_, end)) if *end == column => *end += width,
                        _ => found.push((column, column + width)),
                    }
                }
                column += width;
            }
        }
        found
    }
}
