//! A document that stays one article: a title where there is one, and everything else as its text.

use super::lines::Line;
use super::names::has_final_stop;
use super::plan::{block, line_kind};
use super::preamble::is_title;
use crate::model::{Block, BlockKind, Digest, Section};
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
    let title = title(paragraphs);
    let body = &paragraphs[usize::from(title.is_some())..];
    let mut blocks: Vec<Block> = Vec::with_capacity(body.len());
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
    if title.is_some() {
        say(&paragraphs[0], "title", "first-line");
    }
    for (n, line) in body.iter().enumerate() {
        let kind = line_kind(
            &line.text,
            line.chars,
            body.get(n + 1).map(|l| l.chars),
            &Subhead::Auto,
        );
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
        rule: "whole".to_owned(),
        confidence: perhaps,
        ..Digest::default()
    };
    (digest, explain)
}

/// The first line, where it is a title and something stands below it.
fn title(paragraphs: &[Line<'_>]) -> Option<String> {
    let first = paragraphs.first().filter(|_| paragraphs.len() > 1)?;
    let is = is_title(&first.text)
        && (!first.text.ends_with('.') || paragraphs[1].gap && !has_final_stop(&first.text))
        && first.first == first.last;
    is.then(|| first.text.clone().into_owned())
}
