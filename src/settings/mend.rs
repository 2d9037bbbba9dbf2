//! TOML that may be broken: what can be read of it, and which lines cannot.

use crate::chars::clean::one_line;
use std::borrow::Cow;
use std::collections::BTreeMap;
use toml::de::{DeTable, Error};

/// Something wrong on a line, counted from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) line: usize,
    pub(super) words: String,
}

/// Where the lines of a text begin, to say on which one a byte stands.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Lines {
        let begins = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines(std::iter::once(0).chain(begins).collect())
    }

    pub(super) fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|begin| *begin <= offset)
    }
}

/// The text without the lines that are no TOML: they are emptied, so that all others keep their
/// numbers. Every line is tried by itself, or with the next ones where it opens a list over several
/// lines; this is done only when the whole cannot be read.
pub(super) fn mended(text: &str) -> (Cow<'_, str>, Vec<Wrong>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (_, errors) = DeTable::parse_recoverable(text);
    if errors.iter().all(is_about_meaning) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut wrong = Vec::new();
    let mut kept = String::with_capacity(text.len());
    // After a broken `[table]` the lines below belong to nothing we know, and would otherwise
    // fall to the table above.
    let mut homeless = false;
    // The rest of a value over several lines, already tried with its first one.
    let mut tried = 0;
    let mut tries = MOST_TRIES;
    let mut next = 0;
    for (number, line) in text.split('\n').enumerate() {
        let rest = text.get(next..).unwrap_or_default();
        next += line.len() + 1;
        let line = line.strip_suffix('\r').unwrap_or(line);
        if tried > 0 {
            tried -= 1;
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let is_header = line.trim_start().starts_with('[');
        homeless &= !is_header;
        if !homeless {
            match DeTable::parse(line) {
                Ok(_) => kept.push_str(line),
                Err(_) if !is_header && let Some(more) = lines_more(rest, &mut tries) => {
                    tried = more;
                    kept.push_str(line);
                }
                Err(error) => {
                    let lost = if is_header {
                        "the lines under it are left out"
                    } else {
                        "the line is left out"
                    };
                    wrong.push(Wrong {
                        line: number + 1,
                        words: format!("{}; {lost}", reason_in(line, &error)),
                    });
                    homeless = is_header;
                }
            }
        }
        kept.push('\n');
    }
    (Cow::Owned(kept), wrong)
}

/// So often the lines after one are tried with it: a file in which more values are never closed is
/// no configuration.
const MOST_TRIES: usize = 256;

/// How many lines more the value takes that the first line of `text` opens; `None` where none of
/// the next ones closes it.
fn lines_more(text: &str, tries: &mut usize) -> Option<usize> {
    const MOST: usize = 64;
    let mut lines = text.split('\n');
    let mut value = lines.next()?.to_owned();
    let (_, opened) = value.split_once('=')?;
    let opens = ["[", "{", "\"\"\"", "'''"];
    if !opens
        .iter()
        .any(|sign| opened.trim_start().starts_with(sign))
    {
        return None;
    }
    *tries = tries.checked_sub(1)?;
    for (more, line) in lines.take(MOST).enumerate() {
        let begins_another = !line.trim().is_empty()
            && !line.trim_start().starts_with('#')
            && DeTable::parse(line).is_ok();
        if begins_another {
            return None;
        }
        value.push('\n');
        value.push_str(line);
        if DeTable::parse(&value).is_ok() {
            return Some(more + 1);
        }
    }
    None
}

/// The table of a mended text, and the lines that contradict an earlier one.
pub(super) fn table(text: &str) -> (DeTable<'_>, Vec<Wrong>) {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut wrong: BTreeMap<usize, String> = BTreeMap::new();
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let key = quoted(text.get(span.clone()).unwrap_or_default());
        let before = text.get(..span.start).unwrap_or_default();
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let is_header = text[begin..].trim_start().starts_with('[');
        let words = if !is_about_meaning(error) {
            reason(error)
        } else if error.message() != DUPLICATE {
            // Only the theme can be both a name and a table.
            if key == "“theme”" {
                "theme is a name already; write that as theme.name = \"…\"".to_owned()
            } else {
                format!("{key} has a value already; the lines under it are left out")
            }
        } else if is_header {
            format!("{key} stands here a second time; one is enough")
        } else {
            format!("{key} is set twice; the first is used")
        };
        wrong.entry(lines.at(span.start)).or_insert(words);
    }
    let wrong = wrong.into_iter();
    let wrong = wrong.map(|(line, words)| Wrong { line, words });
    (table.into_inner(), wrong.collect())
}

/// A stranger's word in a sentence of ours: on one line, not too long, in quotation marks.
pub(super) fn quoted(word: &str) -> String {
    const LONGEST: usize = 24;
    let word = one_line(word);
    let mut short: String = word.chars().take(LONGEST).collect();
    if short.len() < word.len() {
        short.push('…');
    }
    format!("“{short}”")
}

const DUPLICATE: &str = "duplicate key";

/// Whether the text is well formed but says a thing twice: then nothing else of it is lost.
fn is_about_meaning(error: &Error) -> bool {
    let words = error.message();
    words == DUPLICATE || words.starts_with("cannot extend value")
}

/// As [`reason`], but for `? = "help"` and `g g = "top"` with what helps: the parser does not know
/// that a key of the keyboard was meant.
fn reason_in(line: &str, error: &Error) -> String {
    let at = error.span().unwrap_or(0..0).start;
    let about_key = ["key with no value", "invalid unquoted key"]
        .iter()
        .any(|words| error.message().starts_with(words));
    let is_setting = !line.trim_start().starts_with(['[', '"', '\'', '=']);
    match line.find('=') {
        Some(equals) if about_key && is_setting && at < equals => {
            format!("{} must stand in quotes", quoted(&line[..equals]))
        }
        _ => reason(error),
    }
}

/// The parser's own words, without the part that helps only those who know its grammar.
fn reason(error: &Error) -> String {
    let words = one_line(error.message());
    let short = match words.split_once(", expected") {
        Some((short, wanted)) if !wanted.contains('`') => short,
        _ => &words,
    };
    short.replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_from_one() {
        let lines = Lines::of("a\nbc\n\nd");
        for (offset, line) in [(0, 1), (1, 1), (2, 2), (4, 2), (5, 3), (6, 4), (99, 4)] {
            assert_eq!(lines.at(offset), line, "{offset}");
        }
    }

    #[test]
    fn words_of_others_stay_short_and_on_one_line() {
        assert_eq!(quoted("a\n\u{1b}[31mb"), "“a b”");
        assert_eq!(quoted(&"x".repeat(30)), format!("“{}…”", "x".repeat(24)));
    }
}
