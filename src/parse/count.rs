//! Words, counted the way scripts without blanks need it, and the minutes they take to read.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many words are read in a minute (DIGESTS, Minutes).
const WORDS_A_MINUTE: u64 = 271;
/// How many Chinese, Japanese or Korean characters are read in a minute.
const CHARACTERS_A_MINUTE: u64 = 500;

/// How many words `text` has: runs of letters and digits, and one for each Chinese or Japanese
/// character.
pub fn words(text: &str) -> u32 {
    let (words, characters) = tally(text);
    u32::try_from(words + characters).unwrap_or(u32::MAX)
}

/// How many words `text` has, and how many minutes it takes to read: [`words`] and [`minutes`] in
/// one pass.
pub fn words_and_minutes(text: &str) -> (u32, u32) {
    let (words, characters) = tally(text);
    let all = u32::try_from(words + characters).unwrap_or(u32::MAX);
    (all, in_minutes(words, characters))
}

/// How many minutes `texts` take to read together: rounded up, at least 1.
pub fn minutes<'a>(texts: impl Iterator<Item = &'a str>) -> u32 {
    let (words, characters) = texts
        .map(tally)
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    in_minutes(words, characters)
}

fn in_minutes(words: u64, characters: u64) -> u32 {
    // Both rates over one denominator, so that whole numbers suffice.
    let parts = words * CHARACTERS_A_MINUTE + characters * WORDS_A_MINUTE;
    let minutes = parts.div_ceil(WORDS_A_MINUTE * CHARACTERS_A_MINUTE).max(1);
    u32::try_from(minutes).unwrap_or(u32::MAX)
}

/// Calls `each` with the words of `text`, folded (NFKC, lower case), in order. These are the words
/// that conservation counts.
pub(super) fn each_word(text: &str, mut each: impl FnMut(&str)) {
    if text.is_ascii() {
        let lower = text.to_ascii_lowercase();
        lower
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty())
            .for_each(each);
        return;
    }
    let mut word = String::new();
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if is_single(c) {
            if !word.is_empty() {
                each(&word);
                word.clear();
            }
            each(c.encode_utf8(&mut [0; 4]));
        } else if c.is_alphanumeric() {
            word.push(c);
        } else if !word.is_empty() {
            each(&word);
            word.clear();
        }
    }
    if !word.is_empty() {
        each(&word);
    }
}

/// Whether a character is a word of its own: kana and ideographs.
pub(super) fn is_single(c: char) -> bool {
    // Of the unified ideographs each is one: no table need be asked.
    matches!(c, '\u{4e00}'..='\u{9fff}')
        || matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dff}' | '\u{20000}'..='\u{3ffff}')
            && c.is_alphanumeric()
}

/// Whether a character belongs to a word. Most of the letters that are not ASCII are Cyrillic, and
/// of these no table need be asked either.
fn is_of_word(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}') || c.is_alphanumeric()
}

/// The words that are no single characters, and the single characters. As [`each_word`] finds them,
/// but for the few compatibility forms that would become several words: a count need not be folded.
fn tally(text: &str) -> (u64, u64) {
    let (mut words, mut characters) = (0, 0);
    let mut in_word = false;
    for c in text.chars() {
        if c.is_ascii() {
            let goes_on = c.is_ascii_alphanumeric();
            words += u64::from(goes_on && !in_word);
            in_word = goes_on;
        } else if is_single(c) || ('\u{ff66}'..='\u{ff9d}').contains(&c) {
            characters += 1;
            in_word = false;
        } else if matches!(c, '\u{ff9e}' | '\u{ff9f}') {
            // A mark on the character before it.
        } else if is_of_word(c) {
            words += u64::from(!in_word);
            in_word = true;
        } else if !is_combining_mark(c) {
            in_word = false;
        }
    }
    (words, characters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        for (text, count) in [
            ("", 0),
            (" — … ", 0),
            ("Load 12: a 20-year-old said", 7),
            ("don’t", 2),
            ("港の船", 3),
            ("6月", 2),
            ("МЕДИА пишет", 2),
            ("cafe\u{301}s", 1),
            ("ﾀｲﾄﾞ", 3),
        ] {
            assert_eq!(words(text), count, "{text}");
        }
    }

    #[test]
    fn minutes_round_up_and_are_never_none() {
        assert_eq!(minutes([].into_iter()), 1);
        assert_eq!(minutes(["a "].into_iter()), 1);
        let page = "word ".repeat(272);
        assert_eq!(minutes([page.as_str()].into_iter()), 2);
        let page = "港".repeat(1000);
        assert_eq!(minutes([page.as_str()].into_iter()), 2);
        assert_eq!(minutes([page.as_str(), "one"].into_iter()), 3);
    }
}
