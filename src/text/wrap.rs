//! Paragraphs broken into lines.

use crate::chars::width::{cluster_width, measure};
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation;

/// Breaks `text` into lines of at most `width` columns, each as the range of its characters
/// (Unicode scalar values); blanks at a break belong to no line. Breaks by UAX 14, so between any
/// two wide characters but not before their closing punctuation, and never at a no-break space.
pub fn wrap(text: &str, width: usize) -> Vec<(usize, usize)> {
    let (mut byte, mut char) = (0, 0);
    let mut chars_to = |to: usize| {
        char += text[byte..to].chars().count();
        byte = to;
        char
    };
    let pieces = pieces(text, &Breaks::default(), width, false);
    let ranges = pieces.into_iter().filter(|p| p.from < p.to);
    ranges.map(|p| (chars_to(p.from), chars_to(p.to))).collect()
}

/// Where a text may be broken beside the rules, and where not. Places are bytes, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Breaks {
    /// Inside words, and whether a hyphen is drawn there.
    pub(super) soft: Vec<(usize, bool)>,
    /// Whether words are parted with a hyphen; else only those that are wider than a line.
    pub(super) part_words: bool,
    /// Where no line begins.
    pub(super) glued: Vec<usize>,
}

/// One line of a text: its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether a hyphen is drawn at its end.
    pub(super) hyphen: bool,
    /// Whether the text's own line ends with it.
    pub(super) ends: bool,
}

/// What is never broken, with the blanks behind it.
#[derive(Clone, Copy, Debug)]
struct Part {
    from: usize,
    to: usize,
    width: usize,
    blanks: usize,
    hyphen: bool,
}

impl Fragment for Part {
    fn width(&self) -> f64 {
        self.width as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.blanks as f64
    }

    fn penalty_width(&self) -> f64 {
        if self.hyphen { 1.0 } else { 0.0 }
    }
}

/// Breaks a text into lines of at most `width` columns; its own line breaks hold. `wide` measures
/// ambiguous characters as two columns. An empty line gives an empty piece.
pub(super) fn pieces(text: &str, breaks: &Breaks, width: usize, wide: bool) -> Vec<Piece> {
    let width = width.max(1);
    let mut out = Vec::new();
    let mut from = 0;
    let mut soft = breaks.soft.iter().copied().peekable();
    let mut glued = breaks.glued.iter().copied().peekable();
    for line in text.split('\n') {
        let mut parts: Vec<Part> = Vec::new();
        let mut at = from;
        for word in unbroken(line) {
            let shown = word.trim_end_matches(' ');
            let (len, blanks) = (shown.len(), word.len() - shown.len());
            let mut part = at;
            let whole = !breaks.part_words && measure(shown, wide) <= width;
            while let Some((place, hyphen)) = soft.next_if(|(place, _)| *place < at + len) {
                if place > part && !(hyphen && whole) {
                    push(&mut parts, text, (part, place), 0, hyphen, wide);
                    part = place;
                }
            }
            while glued.next_if(|place| *place < part).is_some() {}
            let joins = glued.peek() == Some(&part);
            let before = parts.last().copied();
            push(&mut parts, text, (part, at + len), blanks, false, wide);
            if let Some(before) = before.filter(|b| joins && b.blanks == 0) {
                let joined = parts.pop().map(|p| Part {
                    from: before.from,
                    width: before.width + p.width,
                    ..p
                });
                parts.pop();
                parts.extend(joined);
            }
            at += len + blanks;
        }
        let parts = fitting(text, parts, width, wide);
        let lines = wrap_first_fit(&parts, &[width as f64]);
        let before = out.len();
        for line in lines {
            if let [first, .., last] | [first @ last] = line
                && first.from < last.to
            {
                out.push(Piece {
                    from: first.from,
                    to: last.to,
                    hyphen: last.hyphen,
                    ends: false,
                });
            }
        }
        if out.len() == before {
            out.push(Piece {
                from,
                to: from,
                hyphen: false,
                ends: true,
            });
        }
        if let Some(last) = out.last_mut() {
            last.ends = true;
            last.hyphen = false;
        }
        from += line.len() + 1;
    }
    out
}

/// The parts of a line between the places where UAX 14 lets it break, blanks with the word before
/// them. Words with hyphens stay whole while they fit.
fn unbroken(line: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    let kept = |at: usize| at < line.len() && line[..at].ends_with(['-', '\u{ad}']);
    let places = linebreaks(line)
        .map(|(at, _)| at)
        .filter(move |at| !kept(*at));
    places.map(move |at| &line[std::mem::replace(&mut from, at)..at])
}

fn push(
    parts: &mut Vec<Part>,
    text: &str,
    (from, to): (usize, usize),
    blanks: usize,
    hyphen: bool,
    wide: bool,
) {
    parts.push(Part {
        from,
        to,
        width: measure(&text[from..to], wide),
        blanks,
        hyphen,
    });
}

/// Cuts what is wider than a line between its clusters, behind a sign if one is near the end.
fn fitting(text: &str, parts: Vec<Part>, width: usize, wide: bool) -> Vec<Part> {
    if parts
        .iter()
        .all(|p| p.width + usize::from(p.hyphen) <= width)
    {
        return parts;
    }
    let mut out = Vec::with_capacity(parts.len());
    for part in parts {
        if part.width + usize::from(part.hyphen) <= width {
            out.push(part);
            continue;
        }
        let word = &text[part.from..part.to];
        let (mut start, mut used, mut sign) = (0, 0, None);
        for (at, cluster) in word.grapheme_indices(true) {
            let columns = cluster_width(cluster, wide);
            if used + columns > width && at > start {
                let (cut, over) = match sign {
                    Some((cut, over)) if over < width / 3 => (cut, over),
                    _ => (at, 0),
                };
                out.push(Part {
                    from: part.from + start,
                    to: part.from + cut,
                    width: used - over,
                    blanks: 0,
                    hyphen: false,
                });
                (start, used, sign) = (cut, over, None);
            }
            used += columns;
            if let Some((_, over)) = &mut sign {
                *over += columns;
            }
            if matches!(cluster, "-" | "/" | "_" | "." | "&" | "=" | "?") && at > start {
                sign = Some((at + cluster.len(), 0));
            }
        }
        out.push(Part {
            from: part.from + start,
            width: used,
            hyphen: part.hyphen && used < width,
            ..part
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::width::width;

    fn lines(text: &str, columns: usize) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        wrap(text, columns)
            .into_iter()
            .map(|(from, to)| chars[from..to].iter().collect())
            .collect()
    }

    #[test]
    fn lines_break_where_the_script_allows() {
        for (text, columns, broken) in [
            ("one two three", 7, vec!["one two", "three"]),
            ("one  two", 4, vec!["one", "two"]),
            ("unbreakable", 5, vec!["unbre", "akabl", "e"]),
            ("港の夜行、貨物", 8, vec!["港の夜", "行、貨物"]),
            ("left.\u{a0}[…] right", 9, vec!["left.\u{a0}[…]", "right"]),
            ("", 5, vec![]),
            ("   ", 5, vec![]),
            ("a-b c", 3, vec!["a-b", "c"]),
            ("state-of-the-quay", 9, vec!["state-of-", "the-quay"]),
            (
                "e\u{301}e\u{301}e\u{301}",
                2,
                vec!["e\u{301}e\u{301}", "e\u{301}"],
            ),
            (
                "👩\u{200d}💻👩\u{200d}💻",
                3,
                vec!["👩\u{200d}💻", "👩\u{200d}💻"],
            ),
            ("one\ntwo", 9, vec!["one", "two"]),
        ] {
            assert_eq!(lines(text, columns), broken, "{text}");
        }
    }

    #[test]
    fn words_break_at_soft_places_and_a_number_stays_with_its_word() {
        let text = "harbour lock[12]";
        let breaks = Breaks {
            soft: vec![(3, true)],
            part_words: true,
            glued: vec![12],
        };
        let told = |width: usize| -> Vec<String> {
            let pieces = pieces(text, &breaks, width, false);
            let word =
                |p: &Piece| format!("{}{}", &text[p.from..p.to], if p.hyphen { "-" } else { "" });
            pieces.iter().map(word).collect()
        };
        assert_eq!(told(5), ["har-", "bour", "lock[", "12]"]);
        assert_eq!(told(8), ["harbour", "lock[12]"]);
    }

    proptest::proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_too_wide(text in "[a-zà-ÿа-я港夜、。 ]{0,80}", columns in 2_usize..40) {
            let lines = lines(&text, columns);
            for line in &lines {
                proptest::prop_assert!(width(line) <= columns, "{line:?}");
            }
            let kept: String = lines.concat().split_whitespace().collect();
            let all: String = text.split_whitespace().collect();
            proptest::prop_assert_eq!(kept, all);
        }
    }
}
