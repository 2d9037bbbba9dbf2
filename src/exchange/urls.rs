//! newsboat's list of subscriptions: an address a line, then its tags.

use super::{List, Listed, MOST_TAGS, address, short};

/// Reads the list. Each line is an address and words behind it: `"~Title"` is its title, `!` is
/// newsboat's own sign, and all others are tags. Lines with `#` first say nothing, and
/// `query:` lines, which are no sources, are left out.
pub fn read(text: &str) -> List {
    let mut list = List::default();
    for line in text.lines() {
        let mut words = words(line).into_iter();
        let Some(first) = words.next().filter(|word| !word.starts_with('#')) else {
            continue;
        };
        let mut feed = Listed {
            address: address(&first),
            ..Listed::default()
        };
        for word in words {
            let word = short(&word);
            match word.strip_prefix('~') {
                Some(title) => feed.title = title.trim().to_owned(),
                None if word == "!" || word.is_empty() => {}
                None if feed.tags.len() < MOST_TAGS && !feed.tags.contains(&word) => {
                    feed.tags.push(word);
                }
                None => {}
            }
        }
        if !feed.address.is_empty() {
            list.push(feed);
        }
    }
    list
}

/// The words of a line, between blanks or in quotation marks, with `\` before a mark that is meant
/// as such.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut in_quotes = false;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                in_quotes = !in_quotes;
                word.get_or_insert_default();
            }
            '\\' if in_quotes => word.get_or_insert_default().extend(chars.next()),
            c if c.is_whitespace() && !in_quotes => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_all_kinds_are_read() {
        for (line, address, title, tags) in [
            (
                "https://a.example/feed",
                "https://a.example/feed",
                "",
                &[][..],
            ),
            (
                "  https://a.example tide \"high water\"",
                "https://a.example",
                "",
                &["tide", "high water"],
            ),
            (
                "https://a.example \"~The Tide\" ! tide tide",
                "https://a.example",
                "The Tide",
                &["tide"],
            ),
            (
                r#"https://a.example "~The \"Tide\"" x"#,
                "https://a.example",
                "The \"Tide\"",
                &["x"],
            ),
            ("https://a.example \"~", "https://a.example", "", &[]),
            ("\"exec:~/run.sh now\" x", "exec:~/run.sh now", "", &["x"]),
            (
                "\"filter:~/f.sh:https://a.example\"",
                "filter:~/f.sh:https://a.example",
                "",
                &[],
            ),
            ("file:///etc/passwd", "file:///etc/passwd", "", &[]),
        ] {
            let list = read(line);
            let feed = &list.feeds[0];
            assert_eq!(
                (feed.address.as_str(), feed.title.as_str()),
                (address, title),
                "{line}"
            );
            assert_eq!(feed.tags, tags, "{line}");
        }
        for line in ["", "  ", "# https://a.example", "\"\" x"] {
            assert_eq!(read(line).feeds, [], "{line:?}");
        }
    }
}
