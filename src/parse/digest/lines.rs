//! The source as lines and paragraphs: what stands together, hard wraps undone, items told apart.

use super::container::sheet::Mark;
use std::borrow::Cow;

/// One paragraph of the source: a line, a hard-wrapped run of lines, or an item inside a line.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// Its first source line, counted from 1.
    pub(super) first: usize,
    /// Its last source line.
    pub(super) last: usize,
    /// Its words, without the white space around them.
    pub(super) text: Cow<'a, str>,
    /// How many characters that is.
    pub(super) chars: usize,
    /// Whether a blank line (or the start of the source) stands before it.
    pub(super) gap: bool,
    /// What the markup says of it, where there is markup.
    pub(super) mark: Option<Box<Mark>>,
}

/// Marks that press reviews put before each item of a run-on paragraph.
const ITEM_MARKS: [char; 9] = ['▲', '△', '▶', '▷', '◆', '◇', '■', '◈', '●'];

/// How many items make a run-on paragraph.
const RUN_ON_ITEMS: usize = 3;

/// The widths at which mail and typewriters wrap.
const WRAP: std::ops::RangeInclusive<usize> = 50..=85;

/// The paragraphs of `source`: its lines that are not blank; where the text is hard-wrapped, the
/// lines of a paragraph joined.
pub(super) fn paragraphs(source: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut gap = true;
    for (at, raw) in source.split('\n').enumerate() {
        let text = raw.trim();
        if text.is_empty() {
            gap = true;
            continue;
        }
        lines.push(Line {
            first: at + 1,
            last: at + 1,
            text: Cow::Borrowed(text),
            chars: text.chars().count(),
            gap,
            mark: None,
        });
        gap = false;
    }
    match wrap_width(&lines) {
        Some(width) => unwrapped(lines, width),
        None => lines,
    }
}

/// Cuts run-on paragraphs (`▲A: … ▲B: … ▲C: …`) into their items, each a line of its own.
pub(super) fn items<'a>(paragraphs: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut lines = Vec::with_capacity(paragraphs.len());
    for line in paragraphs {
        let mark = ITEM_MARKS
            .iter()
            .find(|m| line.text.matches(**m).nth(RUN_ON_ITEMS - 1).is_some());
        let Some(mark) = mark.filter(|_| line.mark.is_none()) else {
            lines.push(line.clone());
            continue;
        };
        let starts = line.text.match_indices(*mark).map(|(at, _)| at);
        let mut from = 0;
        let mut gap = line.gap;
        for to in starts.chain([line.text.len()]) {
            let piece = line.text[from..to].trim();
            if !piece.is_empty() {
                lines.push(Line {
                    text: Cow::Owned(piece.to_owned()),
                    chars: piece.chars().count(),
                    gap,
                    mark: None,
                    first: line.first,
                    last: line.last,
                });
                gap = false;
            }
            from = to;
        }
    }
    lines
}

/// The start of a text, at most `bytes` long.
pub(super) fn start_of(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len()))
        .rev()
        .find(|i| text.is_char_boundary(*i));
    &text[..end.unwrap_or(0)]
}

/// The end of a text, at most `bytes` long.
pub(super) fn end_of(text: &str, bytes: usize) -> &str {
    let from = text.len().saturating_sub(bytes);
    let start = (from..=text.len()).find(|i| text.is_char_boundary(*i));
    &text[start.unwrap_or(text.len())..]
}

/// The width a text is hard-wrapped at: no line is longer than mail is wide, most lines that go on
/// below are about that long, and a third of the lines below begin in the middle of a sentence
/// (else they are a list or verse, in which each line begins anew).
fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let longest = lines.iter().map(|l| l.chars).max()?;
    if !WRAP.contains(&longest) {
        return None;
    }
    let (mut pairs, mut full, mut small) = (0, 0, 0);
    for (line, below) in lines.iter().zip(lines.iter().skip(1)) {
        if !below.gap && !opens_item(&below.text) {
            pairs += 1;
            full += usize::from(line.chars + 15 >= longest);
            small += usize::from(below.text.starts_with(char::is_lowercase));
        }
    }
    (pairs >= 5 && full * 10 >= pairs * 6 && small * 3 >= pairs).then_some(longest)
}

/// Joins what was wrapped: a line goes on in the next one when no blank line stands between, it is
/// about full, and the next one does not open an item.
fn unwrapped(lines: Vec<Line<'_>>, width: usize) -> Vec<Line<'_>> {
    let mut out: Vec<Line<'_>> = Vec::with_capacity(lines.len());
    let mut full = false;
    for line in lines {
        let is_full = line.chars + 15 >= width;
        match out.last_mut() {
            Some(above)
                if full && !line.gap && !opens_item(&line.text) && !is_field(&line.text) =>
            {
                let text = above.text.to_mut();
                text.push(' ');
                text.push_str(&line.text);
                above.chars += 1 + line.chars;
                above.last = line.last;
            }
            _ => out.push(line),
        }
        full = is_full;
    }
    out
}

/// Whether a line is a header field of a message that stands in the text (RFC 1153).
pub(super) fn is_field(text: &str) -> bool {
    const FIELDS: [&str; 9] = [
        "from",
        "date",
        "subject",
        "to",
        "cc",
        "reply-to",
        "sender",
        "message-id",
        "newsgroups",
    ];
    let name = start_of(text, 14).split_once(':');
    name.is_some_and(|(name, _)| FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name)))
}

fn opens_item(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits) && text[digits..].starts_with(['.', ')'])
        || text.starts_with(['*', '-', '•', '—', '–', '>', '+', '=', '#'])
        || ITEM_MARKS.iter().any(|m| text.starts_with(*m))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        paragraphs(source)
            .into_iter()
            .map(|l| l.text.into_owned())
            .collect()
    }

    #[test]
    fn lines_are_paragraphs_and_know_their_place() {
        let lines = paragraphs("\n  One \n\n\nTwo\nThree");
        let places: Vec<_> = lines.iter().map(|l| (l.first, l.gap, &*l.text)).collect();
        assert_eq!(
            places,
            [(2, true, "One"), (5, true, "Two"), (6, false, "Three")]
        );
    }

    #[test]
    fn hard_wraps_are_undone() {
        let wrapped = "THE HEAD\n\nThe keeper said that the lamp was lit at six in the\n\
            evening and that nobody had asked him about it for as\n\
            long as he could think back to, which is a long time,\n\
            and then he closed the door.\n\
            * The boat comes on Tuesdays and on Fridays and brings\n\
            newspapers that are three weeks old, and oranges, and\n\
            letters for the cook.\n\nEnd\n";
        assert_eq!(
            texts(wrapped),
            [
                "THE HEAD",
                "The keeper said that the lamp was lit at six in the evening and that nobody had \
                 asked him about it for as long as he could think back to, which is a long time, \
                 and then he closed the door.",
                "* The boat comes on Tuesdays and on Fridays and brings newspapers that are three \
                 weeks old, and oranges, and letters for the cook.",
                "End",
            ]
        );
        assert_eq!(texts("a\nb\nc\nd\ne\nf\ng").len(), 7);
    }

    #[test]
    fn a_run_on_paragraph_has_items() {
        let lines = paragraphs("Intro\n▲Gull: one ▲Crab: two ▲Cod: three\n■ one ■ two");
        let items: Vec<_> = items(&lines)
            .into_iter()
            .map(|l| (l.first, l.text.into_owned()))
            .collect();
        let expected = [
            (1, "Intro"),
            (2, "▲Gull: one"),
            (2, "▲Crab: two"),
            (2, "▲Cod: three"),
            (3, "■ one ■ two"),
        ];
        assert_eq!(items, expected.map(|(n, t)| (n, t.to_owned())));
    }
}
