//! Finding words in a text.
//!
//! ```text
//! mod    a query, and where it is found in a text
//! bytes  the same query as a test on a stored line: maybe, or surely not
//! ```

mod bytes;

pub use bytes::Test;

use crate::chars::fold::fold;

/// What a reader typed to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    words: String,
    terms: Vec<Term>,
}

/// Letters that must stand in a text as they are here, blanks included.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    letters: String,
    /// Whether case and accents count.
    exact: bool,
}

impl Query {
    /// A query for `typed` as it stands, blanks at its ends dropped. Smart case, as in vim: all in
    /// lower case finds any case and ignores accents; a capital letter in it asks for the letters
    /// as typed. `None` when nothing is asked for.
    pub fn new(typed: &str) -> Option<Query> {
        let typed = typed.trim();
        let exact = typed.chars().any(char::is_uppercase);
        let letters = if exact { typed.to_owned() } else { fold(typed) };
        (!letters.is_empty()).then(|| Query {
            words: letters.clone(),
            terms: vec![Term { letters, exact }],
        })
    }

    /// A query for every word of `typed`, in any order, any case, with or without accents; words
    /// in quotes (`"east lock"`) stand together. `None` when nothing is asked for.
    pub fn of_words(typed: &str) -> Option<Query> {
        let mut terms: Vec<Term> = Vec::new();
        // A quote opens and the next one closes; where it is missing, the end does.
        for (n, part) in typed.split(['"', '“', '”']).enumerate() {
            let quoted = n % 2 == 1;
            let phrase = part.split_whitespace().collect::<Vec<_>>().join(" ");
            let words: Vec<&str> = match quoted {
                true => vec![&phrase],
                false => phrase.split(' ').collect(),
            };
            for letters in words.into_iter().map(fold) {
                let exact = false;
                let term = Term { letters, exact };
                if !term.letters.is_empty() && !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
        (!terms.is_empty()).then(|| Query {
            words: typed.split_whitespace().collect::<Vec<_>>().join(" "),
            terms,
        })
    }

    /// The words looked for.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Whether all of it is found in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        self.is_in_all(&[text])
    }

    /// Whether all of it is found in these texts together: each word in one of them.
    pub fn is_in_all(&self, texts: &[&str]) -> bool {
        let folded: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        self.terms.iter().all(|term| match term.exact {
            true => texts.iter().any(|text| text.contains(&term.letters)),
            false => folded.iter().any(|text| text.contains(&term.letters)),
        })
    }

    /// Where words of it are found in `text`: first and past-the-last character (Unicode scalar
    /// values), in order, none overlapping.
    pub fn find_in(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> =
            self.terms.iter().flat_map(|t| t.find_in(text)).collect();
        if self.terms.len() < 2 {
            return found;
        }
        found.sort_unstable();
        let mut apart: Vec<(usize, usize)> = Vec::new();
        for (from, to) in found {
            match apart.last_mut() {
                Some(last) if from < last.1 => last.1 = last.1.max(to),
                _ => apart.push((from, to)),
            }
        }
        apart
    }
}

impl Term {
    fn find_in(&self, text: &str) -> Vec<(usize, usize)> {
        let is_in = match self.exact {
            true => text.contains(&self.letters),
            false => fold(text).contains(&self.letters),
        };
        if !is_in {
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
            .match_indices(&self.letters)
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

    #[test]
    fn all_words_must_be_there_in_any_order_and_quotes_hold_them_together() {
        for (typed, texts, found) in [
            ("lock east", vec!["The East Lock"], true),
            ("\"lock east\"", vec!["The East Lock"], false),
            ("\"east  lock\"", vec!["The East Lock"], true),
            ("“east lock” ferry", vec!["The East Lock", "A ferry."], true),
            ("lock ferry", vec!["The East Lock"], false),
            ("\"east lock\"", vec!["east", "lock"], false),
            ("\"east lock", vec!["the east lock"], true),
            ("МЕДИА зона", vec!["О Медиазоне"], false),
            ("МЕДИА зон", vec!["О Медиазоне"], true),
            ("Café", vec!["a CAFE"], true),
        ] {
            let query = Query::of_words(typed).expect("a query");
            assert_eq!(query.is_in_all(&texts), found, "{typed} in {texts:?}");
        }
        for nothing in ["", "  ", "\"\"", "“ ”"] {
            assert_eq!(Query::of_words(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn found_words_that_overlap_are_marked_once() {
        let query = Query::of_words("clock lock tower").expect("a query");
        let found = query.find_in("The clock, the lock");
        assert_eq!(found, [(4, 9), (15, 19)]);
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
