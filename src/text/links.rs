//! The links of a page and their numbers.

use super::line::{Line, Span};
use super::options::Options;
use super::role::Role;
use super::wrap::{Breaks, pieces};
use crate::model::Block;
use crate::model::place::At;
use std::collections::HashMap;
use std::sync::Arc;

/// A link of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number in the text, from 1 on.
    pub number: u32,
    /// The address it leads to.
    pub target: Arc<str>,
    /// Its words where it comes first.
    pub words: String,
    /// Where that is.
    pub at: At,
}

/// The links of a page in their order. Several that lead to one address share its number.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    links: Vec<Link>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Numbers {
    /// Numbers the links of these blocks.
    pub fn new(blocks: &[Block]) -> Numbers {
        let mut numbers = Numbers::default();
        for (block, of) in (0_u32..).zip(blocks) {
            let mut char = 0;
            let mut runs = of.runs.iter().peekable();
            while let Some(run) = runs.next() {
                let at = At { block, char };
                char += super::prose::count(&run.text);
                let Some(target) = &run.link else { continue };
                if numbers.numbers.contains_key(target) {
                    continue;
                }
                let mut words = run.text.clone();
                while let Some(next) = runs.next_if(|next| next.link.as_ref() == Some(target)) {
                    words.push_str(&next.text);
                    char += super::prose::count(&next.text);
                }
                let number = u32::try_from(numbers.links.len() + 1).unwrap_or(u32::MAX);
                numbers.numbers.insert(target.clone(), number);
                numbers.links.push(Link {
                    number,
                    target: target.clone(),
                    words: words.split_whitespace().collect::<Vec<_>>().join(" "),
                    at,
                });
            }
        }
        numbers
    }

    /// The links in the order of their numbers.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The number of a link.
    pub fn of(&self, target: &str) -> Option<u32> {
        self.numbers.get(target).copied()
    }
}

/// The list of links that stands at the end of a page: a line, and each address behind its number.
pub fn list(numbers: &Numbers, options: &Options) -> Vec<Line> {
    if numbers.links.is_empty() {
        return Vec::new();
    }
    let at = At::START;
    let rule = Span::sign(options.signs.line.repeat(options.measure), Role::Separator);
    let mut lines = vec![Line::blank(at), ruled(rule), Line::blank(at)];
    let widest = numbers.links.len().to_string().len() + 2;
    for link in &numbers.links {
        let number = format!("[{}]", link.number);
        let hang = if options.measure > widest + 9 {
            widest + 1
        } else {
            0
        };
        let pad = " ".repeat(hang.saturating_sub(number.len()));
        let room = if hang > 0 {
            options.measure - hang
        } else {
            options.measure
        };
        let mut first = true;
        let mut push = |text: &str| {
            let before = if first {
                vec![
                    Span::sign(number.clone(), Role::LinkNumber),
                    Span::sign(pad.clone(), Role::Dim),
                ]
            } else {
                vec![Span::sign(" ".repeat(hang), Role::Dim)]
            };
            first = false;
            let mut line = Line::blank(at);
            line.spans = before;
            line.spans.push(Span::sign(text, Role::Dim));
            lines.push(line);
        };
        if hang == 0 {
            push("");
        }
        if options.plain {
            // Whole, so that it can be copied.
            push(&link.target);
            continue;
        }
        let pieces = pieces(&link.target, &Breaks::default(), room, options.wide);
        for piece in pieces {
            push(&link.target[piece.from..piece.to]);
        }
    }
    lines
}

fn ruled(span: Span) -> Line {
    Line {
        spans: vec![span],
        ..Line::blank(At::START)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BlockKind, Run, Style};

    #[test]
    fn links_are_numbered_in_their_order_and_one_address_has_one_number() {
        let link = |text: &str, target: &str| Run {
            link: Some(target.into()),
            ..Run::new(text, Style::Plain)
        };
        let blocks = [
            Block::of(
                BlockKind::Paragraph,
                vec![
                    Run::new("the ", Style::Plain),
                    link("lock ", "a:1"),
                    link("survey", "a:1"),
                ],
            ),
            Block::of(
                BlockKind::Paragraph,
                vec![link("minutes", "a:2"), link("again", "a:1")],
            ),
        ];
        let numbers = Numbers::new(&blocks);
        let told: Vec<(u32, &str, &str, u32, u32)> = numbers
            .links()
            .iter()
            .map(|l| {
                (
                    l.number,
                    &*l.target,
                    l.words.as_str(),
                    l.at.block,
                    l.at.char,
                )
            })
            .collect();
        assert_eq!(
            told,
            [(1, "a:1", "lock survey", 0, 4), (2, "a:2", "minutes", 1, 0)]
        );
        assert_eq!(numbers.of("a:1"), Some(1));
        assert_eq!(numbers.of("a:3"), None);
    }
}
