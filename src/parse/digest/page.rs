//! One document laid out for splitting: its lines, what is set aside of them, and the rest.

use super::container::sheet::{About, Mark};
use super::lines::{self, Line, start_of};
use super::slot::{Aside, Field};
use super::tail;
use super::words::WORDS;
use crate::chars::fold::fold;
use crate::model::Why;
use crate::parse::profile::Subhead;

/// A document's lines.
pub(super) struct Page<'a> {
    /// All that are not blank, run-on paragraphs cut into items.
    pub(super) lines: Vec<Line<'a>>,
    /// For each line: where it goes when the document is split, if not into the text.
    pub(super) aside: Vec<Option<Aside>>,
    /// The lines that are not set aside, as indices into `lines`.
    pub(super) live: Vec<usize>,
    /// The reading time the document gives.
    pub(super) minutes: Option<u32>,
    /// Which lines are subheadings.
    pub(super) subhead: Subhead,
    /// What its container says of it.
    pub(super) about: About,
}

impl<'a> Page<'a> {
    /// Lays out a document.
    pub(super) fn new(paragraphs: &[Line<'a>]) -> Page<'a> {
        let lines = lines::items(paragraphs);
        let mut minutes = None;
        let mut offered = 0;
        let mut aside: Vec<Option<Aside>> = Vec::with_capacity(lines.len());
        for (i, line) in lines.iter().enumerate() {
            aside.push(if line.mark.as_ref().is_some_and(|m| m.aside) {
                Some(Aside::Dropped)
            } else if i > 2
                && (21..240).contains(&line.chars)
                && WORDS.is_related(&fold(&line.text))
            {
                offered += 1;
                Some(Aside::Related(offered - 1, Field::Title))
            } else if line.chars > 120 {
                None
            } else if i > 0 && is_repeat(&lines[i - 1].text, &line.text) {
                Some(Aside::Boilerplate(Why::Duplicate))
            } else {
                let folded = fold(&line.text);
                match WORDS.reading_minutes(&folded) {
                    Some(m) => {
                        minutes = minutes.or(Some(m));
                        Some(Aside::Boilerplate(Why::ReadingTime))
                    }
                    None => WORDS
                        .is_chrome(&folded)
                        .then_some(Aside::Boilerplate(Why::Chrome)),
                }
            });
        }
        tail::set_aside(&lines, &mut aside);
        let live = (0..lines.len()).filter(|i| aside[*i].is_none()).collect();
        Page {
            lines,
            aside,
            live,
            minutes,
            subhead: Subhead::Auto,
            about: About::default(),
        }
    }

    /// Sets lines aside after all; `aside` says for each line where it goes, or that it stays.
    pub(super) fn set_aside(&mut self, aside: Vec<Option<Aside>>) {
        self.aside = aside;
        self.live = (0..self.lines.len())
            .filter(|i| self.aside[*i].is_none())
            .collect();
    }

    /// How many lines are in the text proper.
    pub(super) fn len(&self) -> usize {
        self.live.len()
    }

    /// The live line `at`; an empty text past the last.
    pub(super) fn text(&self, at: usize) -> &str {
        self.line(at).map_or("", |l| &l.text)
    }

    /// The live line `at`.
    pub(super) fn line(&self, at: usize) -> Option<&Line<'a>> {
        self.lines.get(*self.live.get(at)?)
    }

    /// How many characters the live line `at` has.
    pub(super) fn chars(&self, at: usize) -> usize {
        self.line(at).map_or(0, |l| l.chars)
    }

    /// What the markup says of the live line `at`, where there is markup.
    pub(super) fn mark(&self, at: usize) -> Option<&Mark> {
        self.line(at)?.mark.as_deref()
    }

    /// The start of the text from live line `from` up to `to`, some 4,000 bytes: enough to see
    /// whether a name recurs, and never more however long the section is.
    pub(super) fn sample(&self, from: usize, to: usize) -> String {
        const ENOUGH: usize = 4000;
        let mut text = String::new();
        for at in from..to.min(self.len()) {
            let line = self.text(at);
            text.push_str(start_of(line, ENOUGH - text.len()));
            text.push('\n');
            if text.len() >= ENOUGH - 3 {
                break;
            }
        }
        text
    }
}

/// Whether a line repeats the one above: the same, and more than a sign.
fn is_repeat(above: &str, line: &str) -> bool {
    above == line && line.chars().filter(|c| c.is_alphanumeric()).count() >= 3
}
