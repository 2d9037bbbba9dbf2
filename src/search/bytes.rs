//! A query as a test on the bytes of a stored line, before anything of it is parsed. It may say
//! maybe where nothing is (the words stand in an address, or in two sections), and never misses.
//!
//! A line is JSON: `"`, `\` and control characters stand escaped in it, everything else as it is.
//! The texts in it are small HTML: `&`, `<` and `>` are entities, and emphasis may stand in the
//! middle of a word. Where another program wrote `\u` escapes, the line is a maybe.

use super::{Query, Term};
use crate::chars::fold::fold;
use crate::chars::spellings::{self, JAMO, bare, is_hangul};
use regex::bytes::{Regex, RegexBuilder};
use std::fmt::Write;
use std::sync::OnceLock;

/// What may stand between two letters of a word: marks, and the borders of emphasis.
const BETWEEN: &str = r"(?:\p{M}|</?(?:em|strong|code)>)*";

/// A blank, as JSON and HTML may spell it.
const BLANK: &str = r"(?:\s|\\[nrt]|&nbsp;)";

/// A longer phrase costs more to prepare than to look for in the parsed texts.
const LONGEST: usize = 64;

/// The tags of emphasis.
const TAGS: [&[u8]; 6] = [
    b"<em>",
    b"</em>",
    b"<strong>",
    b"</strong>",
    b"<code>",
    b"</code>",
];

/// The test of a query.
#[derive(Clone, Debug)]
pub struct Test {
    terms: Vec<Either>,
}

/// The test of a term: letter by letter, which is quick and finds nearly everything; and every
/// spelling. What could not be prepared is always maybe.
#[derive(Clone, Debug)]
struct Either {
    letters: Option<Regex>,
    /// Prepared when it is needed first, which is seldom.
    spellings: OnceLock<Option<Regex>>,
    bare: String,
    /// Without one of these in a line, the first is enough.
    others: Option<Pairs>,
    seams: Seams,
}

impl Test {
    /// The test of `query`.
    pub fn new(query: &Query) -> Test {
        Test {
            terms: query.terms.iter().map(Either::new).collect(),
        }
    }

    /// Whether the query may be found in the texts of `line`, one line of JSON. No is no.
    pub fn may_be_in(&self, line: &[u8]) -> bool {
        self.terms.iter().all(|term| term.may_be_in(line))
    }
}

impl Either {
    fn new(term: &Term) -> Either {
        let (letters, case) = match term.exact {
            true => (term.letters.clone(), ""),
            false => (fold(&term.letters), "(?i)"),
        };
        let plain = json(&letters).map(|escaped| {
            let words: Vec<String> = escaped.split(' ').map(regex::escape).collect();
            format!("{case}{}", words.join(&format!("{BLANK}+")))
        });
        let bare = bare(&letters);
        Either {
            letters: plain.as_deref().and_then(regex),
            spellings: OnceLock::new(),
            seams: Seams::of(&bare),
            // Where case and accents count, no other letters are the same.
            others: (!term.exact || !is_one_to_one(&letters)).then(|| Pairs::of(&letters)),
            bare,
        }
    }

    fn may_be_in(&self, line: &[u8]) -> bool {
        let Some(letters) = &self.letters else {
            return true;
        };
        if letters.is_match(line) {
            return true;
        }
        let others = || self.others.as_ref().is_some_and(|pairs| pairs.are_in(line));
        if !self.seams.are_in(line) && !others() {
            return false;
        }
        let spellings = || spelled(&self.bare).as_deref().and_then(regex);
        let spellings = self.spellings.get_or_init(spellings);
        spellings.as_ref().is_none_or(|r| r.is_match(line))
    }
}

/// Whether each letter has one bare letter: `é` has, `ﬁ` and a mark that stands alone have not.
fn is_one_to_one(letters: &str) -> bool {
    let bare = |c: char| bare(c.encode_utf8(&mut [0; 4]));
    letters.chars().all(|c| bare(c).chars().count() == 1)
}

/// Where a line may say a term otherwise than letter by letter, whatever the letters: a tag between
/// two of them, an escape, an entity.
#[derive(Clone, Debug)]
struct Seams {
    /// The bytes that two letters which stand together end and begin with.
    between: Vec<bool>,
    letters: Vec<Borders>,
    slash: bool,
    entities: bool,
}

impl Seams {
    /// Those for bare letters.
    fn of(bare: &str) -> Seams {
        let mut between = vec![false; 1 << 16];
        let letters: Vec<Borders> = bare.chars().map(Borders::of).collect();
        for pair in letters.windows(2) {
            let bytes = |set: &[bool; 256]| (0..256).filter(|b| set[*b]).collect::<Vec<_>>();
            for last in bytes(&pair[0].last) {
                for first in bytes(&pair[1].first) {
                    between[last << 8 | first] = true;
                }
            }
        }
        Seams {
            between,
            letters,
            slash: bare.contains('/'),
            entities: bare.contains(['&', '<', '>']),
        }
    }

    fn are_in(&self, line: &[u8]) -> bool {
        if self.entities && memchr::memchr(b'&', line).is_some() {
            return true;
        }
        memchr::memchr2_iter(b'<', b'\\', line).any(|at| match (line[at], line.get(at + 1)) {
            (b'\\', next) => next == Some(&b'u') || self.slash && next == Some(&b'/'),
            // Most tags are none of these.
            (_, Some(b'/' | b'e' | b's' | b'c')) => self.is_between(line, at),
            _ => false,
        })
    }

    /// Whether the tag that opens at `at`, with those behind it, stands between two letters.
    fn is_between(&self, line: &[u8], at: usize) -> bool {
        let mut rest = &line[at..];
        while let Some(tag) = TAGS.iter().find(|tag| rest.starts_with(tag)) {
            rest = &rest[tag.len()..];
        }
        let after = line.len() - rest.len();
        let (Some(before), Some(first)) = (at.checked_sub(1), rest.first()) else {
            return false;
        };
        after > at
            && self.between[usize::from(line[before]) << 8 | usize::from(*first)]
            && self.goes_on(&line[..at], rest)
    }

    /// Whether the letters go on where one of the two beside the tag is a blank, of which a text has
    /// many. `before` and `after` are what stands on the two sides.
    fn goes_on(&self, before: &[u8], after: &[u8]) -> bool {
        // What is no plain letter may be anything: a tag, an escape, a mark.
        let left = before.trim_ascii_end().last();
        let left = |letter: &Borders| {
            letter.blank
                || left.is_some_and(|b| {
                    letter.last[usize::from(*b)] || b">;nrt".contains(b) || *b > 127
                })
        };
        let right = after.trim_ascii_start().first();
        let right = |letter: &Borders| {
            letter.blank
                || right.is_some_and(|b| {
                    letter.first[usize::from(*b)] || b"<\\&".contains(b) || *b > 127
                })
        };
        let is_here = |at: usize| {
            let (one, two) = (&self.letters[at], &self.letters[at + 1]);
            let ends = before.last().is_some_and(|b| one.last[usize::from(*b)]);
            let begins = after.first().is_some_and(|b| two.first[usize::from(*b)]);
            let earlier = at.checked_sub(1).and_then(|at| self.letters.get(at));
            let later = self.letters.get(at + 2);
            ends && begins
                && (!one.blank || earlier.is_none_or(left))
                && (!two.blank || later.is_none_or(right))
        };
        (1..self.letters.len()).any(|at| is_here(at - 1))
    }
}

/// The bytes that a bare letter can begin and end with, in all its spellings.
#[derive(Clone, Debug)]
struct Borders {
    first: [bool; 256],
    last: [bool; 256],
    blank: bool,
}

impl Borders {
    fn of(letter: char) -> Borders {
        let (mut first, mut last) = ([false; 256], [false; 256]);
        let mut add = |c: char| {
            let mut buffer = [0; 4];
            let bytes = c.encode_utf8(&mut buffer).as_bytes();
            first[usize::from(bytes[0])] = true;
            last[usize::from(bytes[bytes.len() - 1])] = true;
        };
        add(letter);
        spellings::of(letter).iter().copied().for_each(&mut add);
        let blank = letter.is_whitespace();
        if blank {
            let blanks = ('\0'..='\u{3000}').filter(|c| c.is_whitespace());
            blanks.for_each(&mut add);
        }
        if !letter.is_alphanumeric() {
            // Escapes and entities: `\"`, `\n`, `&nbsp;`.
            "\\&;nrt".chars().for_each(&mut add);
        }
        Borders { first, last, blank }
    }
}

/// The first two bytes of characters that spell letters of a term otherwise than in capitals:
/// accents, marks, compatibility forms. Most lines have none, and need no second look.
#[derive(Clone, Debug)]
struct Pairs {
    pairs: Vec<bool>,
    /// The first of the two bytes, as ranges: what is in none of them is passed over quickly.
    leads: Vec<(u8, u8)>,
}

/// How many bytes are looked at together.
const STRIDE: usize = 32;

impl Pairs {
    /// Those for the folded letters of a term.
    fn of(letters: &str) -> Pairs {
        let mut pairs = vec![false; 1 << 16];
        let mut add = |c: char| {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            pairs[usize::from(bytes[0]) << 8 | usize::from(bytes[1])] |= !c.is_ascii();
        };
        let bare = bare(letters);
        let in_capitals = |c: char| {
            let mut lower = c.to_lowercase();
            let lower = lower.next().filter(|_| lower.next().is_none());
            lower.is_some_and(|lower| letters.contains(lower) || letters.contains(c))
        };
        let matters = |c: &char| {
            let folded = fold(c.encode_utf8(&mut [0; 4]));
            // Blanks of every kind are looked for with the letters.
            let is_new = !c.is_whitespace() && !in_capitals(*c);
            // A match ends in no blank, so all of what stands for one lies within it.
            let whole = folded.starts_with(' ') && letters.trim() == letters;
            let mut found = folded.chars().map(|c| letters.contains(c));
            is_new
                && if whole {
                    found.all(|is| is)
                } else {
                    found.any(|is| is)
                }
        };
        for letter in bare.chars() {
            spellings::of(letter)
                .iter()
                .copied()
                .filter(matters)
                .for_each(&mut add);
        }
        spellings::of_several(&bare).for_each(&mut add);
        spellings::marks().for_each(&mut add);
        if letters.chars().any(is_hangul) {
            JAMO.iter().flat_map(|(a, b)| *a..=*b).for_each(&mut add);
        }
        let mut leads: Vec<(u8, u8)> = Vec::new();
        for lead in 0..=u8::MAX {
            let at = usize::from(lead) << 8;
            match leads.last_mut() {
                _ if !pairs[at..at + 256].contains(&true) => {}
                Some((_, last)) if *last + 1 == lead => *last = lead,
                _ => leads.push((lead, lead)),
            }
        }
        Pairs { pairs, leads }
    }

    fn are_in(&self, line: &[u8]) -> bool {
        let is_one = |pair: &[u8]| self.pairs[usize::from(pair[0]) << 8 | usize::from(pair[1])];
        let (strides, _) = line.as_chunks::<STRIDE>();
        let rest = strides.len() * STRIDE;
        strides
            .iter()
            .zip((0..).step_by(STRIDE))
            .any(|(bytes, at)| {
                // The second byte of the last may stand in the next stride.
                let end = line.len().min(at + STRIDE + 1);
                !bytes.is_ascii() && self.has_lead(bytes) && line[at..end].windows(2).any(is_one)
            })
            || line[rest..].windows(2).any(is_one)
    }

    /// Whether one of the first bytes is among these. Without a branch, so that many are compared
    /// at once.
    fn has_lead(&self, bytes: &[u8; STRIDE]) -> bool {
        self.leads.iter().any(|(from, to)| {
            let is_one = |byte: &u8| byte.wrapping_sub(*from) <= to - from;
            bytes.iter().fold(false, |any, byte| any | is_one(byte))
        })
    }
}

/// The pattern of bare letters in every spelling; `None` where they are too many, or none.
fn spelled(letters: &str) -> Option<String> {
    if letters.is_empty() || letters.chars().count() > LONGEST {
        return None;
    }
    let mut pattern = String::new();
    for (n, letter) in letters.chars().enumerate() {
        if n > 0 {
            pattern.push_str(BETWEEN);
        }
        let same = std::iter::once(letter).chain(spellings::of(letter).iter().copied());
        pattern.push_str("(?:");
        if letter.is_whitespace() {
            pattern.push_str(BLANK);
            pattern.push('|');
        }
        for c in same.clone() {
            match c {
                '"' => pattern.push_str(r#"\\"|"#),
                '\\' => pattern.push_str(r"\\\\|"),
                '/' => pattern.push_str(r"\\/|"),
                '&' => pattern.push_str("&amp;|"),
                '<' => pattern.push_str("&lt;|"),
                '>' => pattern.push_str("&gt;|"),
                _ => {}
            }
        }
        class(&mut pattern, same.map(|c| (c, c)));
        pattern.push(')');
        if letter.is_whitespace() {
            pattern.push('+');
        }
    }
    // A line with a character that stands for several letters, or with letters behind escapes.
    pattern.push_str(r"|\\u|");
    let hangul = if letters.chars().any(is_hangul) {
        &JAMO[..]
    } else {
        &[]
    };
    let several = spellings::of_several(letters).map(|c| (c, c));
    // A class is never empty: control characters are no text.
    let never = std::iter::once(('\0', '\0'));
    class(
        &mut pattern,
        several.chain(hangul.iter().copied()).chain(never),
    );
    Some(pattern)
}

fn class(pattern: &mut String, ranges: impl Iterator<Item = (char, char)>) {
    pattern.push('[');
    for (from, to) in ranges {
        let (from, to) = (u32::from(from), u32::from(to));
        // Writing into a string cannot fail.
        let _ = write!(pattern, r"\x{{{from:x}}}-\x{{{to:x}}}");
    }
    pattern.push(']');
}

/// `text` as it stands inside a string of JSON.
fn json(text: &str) -> Option<String> {
    let quoted = serde_json::to_string(text).ok()?;
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    Some(inner.to_owned())
}

fn regex(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Block;
    use crate::model::block::to_html;

    fn may(query: &Query, line: &str) -> bool {
        Test::new(query).may_be_in(line.as_bytes())
    }

    #[test]
    fn words_are_found_in_the_bytes_of_a_line() {
        for (typed, line, found) in [
            ("lock", r#"{"title":"The East LOCK"}"#, true),
            ("LOCK", r#"{"title":"the east lock"}"#, true),
            ("lock", r#"{"title":"The ferry"}"#, false),
            (
                "медиазона",
                r#"{"html":"<p>О МЕДИАЗОНЕ, о Медиазона</p>"}"#,
                true,
            ),
            ("елка", r#"{"title":"Ёлка"}"#, true),
            ("ёлка", "{\"title\":\"Е\u{308}лка\"}", true),
            ("йод", "{\"title\":\"и\u{306}од\"}", true),
            ("cafe", r#"{"title":"Café au lait"}"#, true),
            ("cafe", "{\"title\":\"Cafe\u{301} au lait\"}", true),
            ("fish", "{\"title\":\"ﬁsh\"}", true),
            ("한국", "{\"title\":\"\u{1112}\u{1161}\u{11ab}국\"}", true),
            ("한국", "{\"title\":\"港の魚\"}", false),
            ("lock ferry", r#"{"title":"lock","html":"a ferry"}"#, true),
            ("lock ferry", r#"{"title":"lock","html":"a boat"}"#, false),
            ("\"east lock\"", r#"{"title":"east of the lock"}"#, false),
            (
                "\"east lock\"",
                r#"{"html":"<p>the <em>east</em> lock</p>"}"#,
                true,
            ),
            ("lock", r#"{"html":"<p><strong>L</strong>ock</p>"}"#, true),
            ("lock", r#"{"html":"<p><strong>L</strong>eck</p>"}"#, false),
            ("lock", r#"{"html":"<p>lo</em><code>ck</p>"}"#, true),
            (
                "\"east lock\"",
                r#"{"html":"<p>east <em>lock</em></p>"}"#,
                true,
            ),
            (
                "\"east lock\"",
                r#"{"html":"<p>Ea<em>s</em>t\n<em>Lock</em></p>"}"#,
                true,
            ),
            (
                "\"east lock\"",
                r#"{"html":"<p>west <em>look</em></p>"}"#,
                false,
            ),
            ("lock", r#"{"html":"<p>l<em>o\u0308<em>ck</p>"}"#, true),
            ("at&t", r#"{"html":"<p>AT&amp;T</p>"}"#, true),
            ("lock", r#"{"title":"\u006cock"}"#, true),
            (r"c:\d", r#"{"title":"C:\\D"}"#, true),
            ("a/b", r#"{"title":"a\/b"}"#, true),
        ] {
            let query = Query::of_words(typed).expect("a query");
            assert_eq!(may(&query, line), found, "{typed} in {line}");
        }
    }

    #[test]
    fn quotes_are_looked_for_as_json_writes_them() {
        let query = Query::new("A  b").expect("a query");
        assert!(may(&query, r#"{"title":"A<em>  b</em>"}"#));
        let query = Query::new("said \"no\"").expect("a query");
        assert!(may(&query, r#"{"title":"He said \"No\" twice"}"#));
        assert!(!may(&query, r#"{"title":"He said no twice"}"#));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn no_spelling_of_a_word_is_missed(
            typed in "[aefi éйеи\"&<…. \u{301}\u{308}´‗]{1,4}",
            text in "[aAeEéÉfiﬁＡ йЙиИеЕёЁ\"＂&<…. \u{a0}\u{301}\u{306}\u{308}\u{333}´‗]{0,40}"
        ) {
            let html = to_html(&[Block::paragraph(&text)]);
            let line = serde_json::to_string(&html).expect("JSON");
            for query in [Query::new(&typed), Query::of_words(&typed)].into_iter().flatten() {
                if query.is_in(&text) {
                    proptest::prop_assert!(may(&query, &line), "{:?} in {}", query, line);
                }
            }
        }

        #[test]
        fn no_word_with_tags_and_escapes_in_it_is_missed(
            typed in "[aeAéеиfiﬁ\u{308}   \"&</]{1,4}",
            parts in proptest::collection::vec("[aeAéÉи\u{306}\u{308}еЕfiﬁ \"&</]{0,3}", 1..6),
            tag in proptest::sample::select(vec!["<em>", "</strong>", "<code></em>", ""]),
            slash in proptest::bool::ANY,
        ) {
            let escape = |part: &String| {
                part.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
            };
            let html = parts.iter().map(escape).collect::<Vec<_>>().join(tag);
            let line = serde_json::to_string(&html).expect("JSON");
            let line = if slash { line.replace('/', "\\/") } else { line };
            let text = parts.concat();
            for query in [Query::new(&typed), Query::of_words(&typed)].into_iter().flatten() {
                // Where other programs write tags with escapes in them, it is theirs to mend.
                if query.is_in(&text) && !(slash && tag.contains('/')) {
                    proptest::prop_assert!(may(&query, &line), "{:?} in {}", query, line);
                }
            }
        }

        #[test]
        fn what_is_in_a_text_is_never_missed(
            before in "\\PC{0,12}", word in "\\PC{1,5}", after in "\\PC{0,12}"
        ) {
            let text = format!("{before}{word}{after}");
            let html = to_html(&[Block::paragraph(&text)]);
            let line = serde_json::to_string(&html).expect("JSON");
            for query in [Query::new(&word), Query::of_words(&word)].into_iter().flatten() {
                if query.is_in(&text) {
                    proptest::prop_assert!(may(&query, &line), "{:?} in {}", query, line);
                }
            }
        }
    }
}
