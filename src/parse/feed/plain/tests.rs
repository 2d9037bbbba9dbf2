//! Headlines as plain lines.

use super::*;
use proptest::prelude::*;

#[test]
fn headlines_become_plain_lines() {
    for (text, html, plain) in [
        ("Nets &amp; ropes", "Nets & ropes", "Nets & ropes"),
        ("Nets &amp;amp; ropes", "Nets & ropes", "Nets & ropes"),
        ("<b>Two</b> boats", "Two boats", "<b>Two</b> boats"),
        (
            "&lt;b&gt;Two&lt;/b&gt; boats",
            "<b>Two</b> boats",
            "<b>Two</b> boats",
        ),
        (
            "&amp;lt;b&amp;gt;Two&amp;lt;/b&amp;gt; boats",
            "<b>Two</b> boats",
            "<b>Two</b> boats",
        ),
        ("a < b and c > d", "a < b and c > d", "a < b and c > d"),
        ("Vec<T> & <title>", "Vec<T> & <title>", "Vec<T> & <title>"),
        (
            "one<br>two<p title='a>b'>three",
            "one two three",
            "one<br>two<p title='a>b'>three",
        ),
        ("x<!-- no -->y", "xy", "x<!-- no -->y"),
        ("<script>no</script>y", "y", "<script>no</script>y"),
        (" a \n\t b&nbsp;c ", "a b c", "a b c"),
        ("a<b", "a<b", "a<b"),
        ("&", "&", "&"),
        ("&copy 2026", "&copy 2026", "&copy 2026"),
    ] {
        assert_eq!(line(text, Kind::Html), html, "{text}");
        assert_eq!(line(text, Kind::Text), plain, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_one_line(text in "(<|>|</|b|p|script|!--|&|amp;|#27;|\"|\\PC|\n){0,60}") {
        let line = line(&text, Kind::Html);
        let found = line.find(['\n', '\u{1b}']);
        prop_assert_eq!(found, None);
    }
}
