//! Finding words in a text.

use crate::chars::fold::fold;

/// What a reader typed to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    words: String,
    exact: bool,
}

impl Query {
    /// A query for `typed`, blanks at its ends dropped. Smart case, as in vim: all in lower case
    /// finds any case and ignores accents; a capital letter in it asks for the letters as typed.
    /// `None` when nothing is asked for.
    pub fn new(typed: &str) -> Option<Query> {
        let typed = typed.trim();
        let exact = typed.chars().any(char::is_uppercase);
        let words = if exact { typed.to_owned() } else { fold(typed) };
        (!words.is_empty()).then_some(Query { words, exact })
    }

    /// The words looked for.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Whether it is found in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        if self.exact {
            text.contains(&self.words)
        } else {
            fold(text).contains(&self.words)
        }
    }

    /// Where it is found in `text`: first and past-the-last character (Unicode scalar values), in
    /// order, none overlapping.
    pub fn find_in(&self, text: &str) -> Vec<(usize, usize)> {
        if !self.is_in(text) {
            return Vec::new();
        }
        let mut folded = String::with_capacity(text.len());
        // For each byte of the folded text, the character of `text` it comes from.
        let mut origin = Vec::with_capacity(text.len() + 1);
        let mut count = 0;
        for (at, c) in text.chars().enumerate() {
            let mut buffer = [0; 4];
            let one = c.encode_utf8(&mut buffer);
            if self.exact {
                folded.push_str(one);
            } else {
                folded.push_str(&fold(one));
            }
            origin.resize(folded.len(), at);
            count = at + 1;
        }
        origin.push(count);
        folded
            .match_indices(&self.words)
            .map(|(at, found)| {
                let last = origin[at + found.len() - 1];
                (origin[at], last + 1)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_words_are_counted_in_characters() {
        for (typed, text, found) in [
            ("lock", "The Lock and the lock", vec![(4, 8), (17, 21)]),
            ("Lock", "The Lock and the lock", vec![(4, 8)]),
            ("медиа", "О Медиазоне", vec![(2, 7)]),
            ("елка", "Ёлка", vec![(0, 4)]),
            ("cafe", "Café au lait", vec![(0, 4)]),
            ("aa", "aaaa", vec![(0, 2), (2, 4)]),
            ("x", "nothing", vec![]),
            (" lock ", "lock", vec![(0, 4)]),
        ] {
            let query = Query::new(typed).expect("a query");
            assert_eq!(query.find_in(text), found, "{typed} in {text}");
            assert_eq!(query.is_in(text), !found.is_empty(), "{typed} in {text}");
        }
        assert_eq!(Query::new("  "), None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_found_lies_in_the_text(typed in "\\PC{1,4}", text in "\\PC{0,60}") {
            if let Some(query) = Query::new(&typed) {
                let length = text.chars().count();
                for (from, to) in query.find_in(&text) {
                    proptest::prop_assert!(from < to && to <= length);
                }
            }
        }
    }
}
