//! Which characters a search takes for one another: the way back from a folded letter to every
//! character that folds to it.

use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Where characters stand that differ from their bare letter. Between them are only scripts without
/// case, accents and compatibility forms, and Hangul.
const RANGES: [(u32, u32); 8] = [
    (0x41, 0x3400),
    (0xa000, 0xac00),
    (0xf900, 0x12000),
    (0x13400, 0x13500),
    (0x16000, 0x17000),
    (0x1b000, 0x20000),
    (0x2f800, 0x2fa20),
    (0xe0000, 0xe0200),
];

/// Every character that is not its own bare letter.
struct Spellings {
    /// By the one letter they stand for.
    one: HashMap<char, Vec<char>>,
    /// Those that stand for several: `ﬁ`, `…`, `№`.
    several: Vec<(char, String)>,
    /// Those that stand for nothing: marks.
    none: Vec<char>,
}

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| {
    let mut one: HashMap<char, Vec<char>> = HashMap::new();
    let (mut several, mut none) = (Vec::new(), Vec::new());
    let all = RANGES.iter().flat_map(|(from, to)| *from..*to);
    for c in all.filter_map(char::from_u32).filter(|c| !is_hangul(*c)) {
        let bare = bare(c.encode_utf8(&mut [0; 4]));
        let mut letters = bare.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter != c => one.entry(letter).or_default().push(c),
            (Some(_), Some(_)) => several.push((c, bare)),
            (None, _) => none.push(c),
            _ => {}
        }
    }
    Spellings { one, several, none }
});

/// `text` as bare letters: compatibility forms and case go, and every accent and mark. Coarser than
/// [`fold`](super::fold::fold): what is equal there is equal here.
pub fn bare(text: &str) -> String {
    let lower = text.nfkd().flat_map(char::to_lowercase);
    lower
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .nfc()
        .collect()
}

/// The characters, besides itself, that stand for the bare letter `letter`.
pub fn of(letter: char) -> &'static [char] {
    SPELLINGS.one.get(&letter).map_or(&[], Vec::as_slice)
}

/// The characters that stand for several letters, one of `letters` among them.
pub fn of_several(letters: &str) -> impl Iterator<Item = char> {
    let share = |spelled: &str| spelled.chars().any(|c| letters.contains(c));
    let several = SPELLINGS.several.iter();
    several.filter(move |(_, s)| share(s)).map(|(c, _)| *c)
}

/// The characters that stand for no letter: marks on another.
pub fn marks() -> impl Iterator<Item = char> {
    SPELLINGS.none.iter().copied()
}

/// The letters that Hangul syllables are composed of, joined or apart. They have no bare letter of
/// their own: three of them are one syllable.
pub const JAMO: [(char, char); 5] = [
    ('\u{1100}', '\u{11ff}'),
    ('\u{3131}', '\u{318e}'),
    ('\u{a960}', '\u{a97c}'),
    ('\u{d7b0}', '\u{d7fb}'),
    ('\u{ffa0}', '\u{ffdc}'),
];

/// Whether `c` is a Hangul syllable or a part of one.
pub fn is_hangul(c: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&c) || JAMO.iter().any(|(a, b)| (*a..=*b).contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::fold::fold;

    #[test]
    fn letters_know_their_spellings() {
        for (letter, spelling) in [
            ('e', 'É'),
            ('k', '\u{212a}'),
            ('м', 'М'),
            ('е', 'ё'),
            ('a', '\u{ff41}'),
            ('港', '\u{2f838}'),
        ] {
            let known = of(letter).contains(&spelling);
            assert_eq!(known, bare(&spelling.to_string()) == letter.to_string());
        }
        assert!(of('e').contains(&'É') && of('м').contains(&'М'));
        assert!(of_several("fi").any(|c| c == 'ﬁ'));
        assert!(!of_several("lock").any(|c| c == '…'));
    }

    #[test]
    fn nothing_outside_the_ranges_has_another_spelling() {
        let apart = [
            (0x3400, 0xa000),
            (0x12000, 0x13400),
            (0x13500, 0x16000),
            (0x17000, 0x1b000),
            (0x20000, 0x2f800),
        ];
        for c in apart.iter().flat_map(|(a, b)| *a..*b) {
            let c = char::from_u32(c).expect("no surrogate").to_string();
            let bare = bare(&c);
            assert_eq!(bare, c);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_a_search_folds_together_is_bare_together(text in "\\PC{0,40}") {
            proptest::prop_assert_eq!(bare(&fold(&text)), bare(&text));
        }
    }
}
