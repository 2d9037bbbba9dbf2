//! How many columns text takes, and how to cut it to fit.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns `text` takes on a terminal.
pub fn width(text: &str) -> usize {
    measure(text, false)
}

/// The columns `text` takes; `wide` where the terminal draws characters of ambiguous width (UAX 11)
/// in two of them.
pub fn measure(text: &str, wide: bool) -> usize {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return text.len();
    }
    let simple = |columns: usize, c| Some(columns + simple_width(c)?);
    if !wide && let Some(columns) = text.chars().try_fold(0, simple) {
        return columns;
    }
    text.graphemes(true).map(|c| cluster_width(c, wide)).sum()
}

/// The columns of a character that is a cluster by itself whatever stands beside it, of the scripts
/// most texts are in; `None` for all others.
fn simple_width(c: char) -> Option<usize> {
    match c {
        ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' => Some(1),
        '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}' => Some(1),
        '\u{2010}'..='\u{2027}' => Some(1),
        '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => Some(2),
        '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}' => Some(2),
        _ => None,
    }
}

/// The columns one cluster takes: those of its characters, as terminals add them up, and two for an
/// emoji of several.
pub fn cluster_width(cluster: &str, wide: bool) -> usize {
    if wide {
        cluster.width_cjk()
    } else {
        cluster.width()
    }
}

/// The clusters of `text` with their widths.
pub fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|c| (c, cluster_width(c, false)))
}

/// The longest start of `text` that fits in `columns`.
pub fn take(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster_width(cluster, false);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// `text`, or as much of it as fits in `columns` with `mark` right behind its last character; a
/// blank before the mark is dropped.
pub fn fit(text: &str, columns: usize, mark: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(mark));
    let kept = take(text, room).trim_end();
    take(&format!("{kept}{mark}"), columns).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_end_in_the_mark() {
        for (text, columns, fitted) in [
            ("The Harbour Gazette", 14, "The Harbour G…"),
            ("The Harbour Gazette", 12, "The Harbour…"),
            ("short", 5, "short"),
            ("港の夜行貨物線", 6, "港の…"),
            ("ab", 1, "…"),
            ("ab", 0, ""),
        ] {
            assert_eq!(fit(text, columns, "…"), fitted);
            assert!(width(&fit(text, columns, "…")) <= columns);
        }
        assert_eq!(fit("abcdefgh", 5, "..."), "ab...");
        assert_eq!(fit("abcdefgh", 2, "..."), "..");
    }

    #[test]
    fn what_is_simple_is_as_wide_as_its_clusters() {
        for c in ('\0'..'\u{10000}').filter(|c| simple_width(*c).is_some()) {
            let text = c.to_string();
            assert_eq!(simple_width(c), Some(text.width()), "{c:?}");
            // A mark behind it is no simple character, and nothing else joins it.
            let twice = format!("{c}{c}");
            assert_eq!(twice.graphemes(true).count(), 2, "{c:?}");
        }
    }

    #[test]
    fn clusters_count_as_the_terminal_draws_them() {
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("港"), 2);
        assert_eq!(width("\u{1f469}\u{200d}\u{1f4bb}"), 2);
    }
}
