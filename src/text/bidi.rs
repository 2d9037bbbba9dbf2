//! Text that runs from right to left, put into the order it is seen in (UAX 9).

use super::line::Span;
use unicode_bidi::{BidiInfo, Direction, Level, get_base_direction};
use unicode_segmentation::UnicodeSegmentation;

/// Whether a text runs from right to left, as its first letter does.
pub(super) fn runs_left(text: &str) -> bool {
    get_base_direction(text) == Direction::Rtl
}

/// The spans of the line `text[from..to]`, in a text that runs from right to left or not, in the
/// order they are seen in. `cut` gives the spans of a range; the ranges come in the order of the
/// text. A line is put in order by itself, so that a long text costs no more than its lines.
pub(super) fn line(
    text: &str,
    (from, to): (usize, usize),
    rtl: bool,
    mut cut: impl FnMut(usize, usize) -> Vec<Span>,
) -> Vec<Span> {
    let level = if rtl { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(&text[from..to], Some(level));
    let Some(paragraph) = info.paragraphs.first() else {
        return cut(from, to);
    };
    let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|n| runs[*n].start);
    let mut parts: Vec<Vec<Span>> = vec![Vec::new(); runs.len()];
    for n in order {
        let run = runs[n].clone();
        let mut spans = cut(from + run.start, from + run.end);
        if levels.get(run.start).is_some_and(|level| level.is_rtl()) {
            spans.reverse();
            spans.iter_mut().for_each(turn);
        }
        parts[n] = spans;
    }
    parts.into_iter().flatten().collect()
}

fn turn(span: &mut Span) {
    span.text = span.text.graphemes(true).rev().map(mirrored).collect();
    span.rtl = true;
}

/// Brackets open the other way (UAX 9, L4).
fn mirrored(cluster: &str) -> &str {
    match cluster {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "{" => "}",
        "}" => "{",
        "<" => ">",
        ">" => "<",
        "«" => "»",
        "»" => "«",
        "‹" => "›",
        "›" => "‹",
        "≤" => "≥",
        "≥" => "≤",
        other => other,
    }
}
