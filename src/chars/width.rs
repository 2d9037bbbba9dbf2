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
    text.graphemes(true).map(|c| cluster_width(c, wide)).sum()
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
    fn clusters_count_as_the_terminal_draws_them() {
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("港"), 2);
        assert_eq!(width("\u{1f469}\u{200d}\u{1f4bb}"), 2);
    }
}
