//! A document that stays one article: a title where there is one, and everything else as its text.

use super::lines::Line;
use super::names::has_final_stop;
use super::plan::{block, line_kind};
use super::preamble::is_title;
use crate::model::{Block, BlockKind, Boilerplate, Digest, Section, Why};
use crate::parse::Explained;
use crate::parse::profile::Subhead;

/// Makes one article of a document's paragraphs; `perhaps` is how sure it is that it is a review.
///
/// A document without a title gets none: inventing one is left to who shows it (DIGESTS 26).
pub(super) fn read(
    source: &str,
    paragraphs: &[Line<'_>],
    perhaps: f32,
) -> (Digest, Vec<Explained>) {
    let at = title_at(paragraphs);
    let title = at.map(|at| paragraphs[at].text.clone().into_owned());
    let mut blocks: Vec<Block> = Vec::with_capacity(paragraphs.len());
    let mut explain = Vec::new();
    let mut lines = (1..).zip(source.split('\n'));
    let mut say = |line: &Line<'_>, slot: &str, rule: &str| {
        for (number, text) in lines.by_ref() {
            let text = text.trim();
            if !text.is_empty() {
                explain.push(Explained {
                    line: number,
                    slot: slot.to_owned(),
                    rule: rule.to_owned(),
                    text: text.to_owned(),
                });
            }
            if number == line.last {
                break;
            }
        }
    };
    let mut boilerplate = Vec::new();
    for (n, line) in paragraphs.iter().enumerate() {
        if Some(n) == at {
            say(line, "title", "first-line");
            continue;
        }
        // The head of a page and its first heading often say the same.
        if line.mark.is_some()
            && at.is_some_and(|at| n == at + 1)
            && title.as_deref() == Some(&*line.text)
        {
            say(line, "boilerplate duplicate", "repeat");
            boilerplate.push(Boilerplate {
                text: line.text.clone().into_owned(),
                why: Why::Duplicate,
            });
            continue;
        }
        let below = paragraphs.get(n + 1).map(|l| l.chars);
        let kind = line_kind(line, below, &Subhead::Auto);
        let slot = match kind {
            BlockKind::Heading(_) => "section 1 subhead",
            _ => "section 1 body",
        };
        say(line, slot, "whole");
        blocks.push(block(&line.text, kind));
    }
    let section = Section {
        blocks,
        ..Section::default()
    };
    let digest = Digest {
        title,
        sections: vec![section],
        boilerplate,
        rule: "whole".to_owned(),
        confidence: perhaps,
        ..Digest::default()
    };
    (digest, explain)
}

/// The line that is the title: the first, where it can be one and something stands below it; of a
/// page its first heading of the first level, which may have the navigation above it.
fn title_at(paragraphs: &[Line<'_>]) -> Option<usize> {
    let is_first = |line: &Line<'_>| {
        let mark = line.mark.as_ref();
        mark.is_some_and(|mark| mark.kind == BlockKind::Heading(1))
    };
    if let Some(at) = paragraphs.iter().position(is_first) {
        return (paragraphs.len() > 1).then_some(at);
    }
    let first = paragraphs.first().filter(|_| paragraphs.len() > 1)?;
    let is = is_title(&first.text)
        && (!first.text.ends_with('.') || paragraphs[1].gap && !has_final_stop(&first.text))
        && first.first == first.last;
    is.then_some(0)
}
