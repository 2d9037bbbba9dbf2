//! Paragraphs broken into lines.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Breaks `text` into lines of at most `width` columns, each as the range of its characters
/// (Unicode scalar values); blanks at a break belong to no line. Breaks by UAX 14, so between any
/// two wide characters but not before their closing punctuation, and never at a no-break space.
pub fn wrap(text: &str, width: usize) -> Vec<(usize, usize)> {
    let options = Options::new(width.max(1))
        .word_separator(WordSeparator::UnicodeBreakProperties)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .break_words(true);
    let mut ranges = Vec::new();
    let mut chars = text.chars().enumerate().peekable();
    for line in textwrap::wrap(text, options) {
        // textwrap hands back pieces of the text without their places; they come in order, and
        // only blanks are dropped between them.
        let mut wanted = line.chars();
        let Some(first) = wanted.next() else { continue };
        let Some(start) = chars.by_ref().find(|(_, c)| *c == first).map(|(at, _)| at) else {
            break;
        };
        let mut end = start + 1;
        for _ in wanted {
            if let Some((at, _)) = chars.next() {
                end = at + 1;
            }
        }
        ranges.push((start, end));
    }
    ranges
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
        ] {
            assert_eq!(lines(text, columns), broken, "{text}");
        }
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
