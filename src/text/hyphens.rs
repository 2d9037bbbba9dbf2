//! Where words may be parted, by the patterns of the crate hyphenation.

use super::options::Options;
use super::prose::Prose;
use hyphenation::{Hyphenator, Language, Load, Standard};
use std::sync::OnceLock;

/// A shorter word is never parted.
const SHORTEST: usize = 6;

/// The languages with their patterns, each read when it is first asked for.
static PATTERNS: [(&str, Language, OnceLock<Option<Standard>>); 16] = [
    ("be", Language::Belarusian, OnceLock::new()),
    ("bg", Language::Bulgarian, OnceLock::new()),
    ("cs", Language::Czech, OnceLock::new()),
    ("de", Language::German1996, OnceLock::new()),
    ("en", Language::EnglishUS, OnceLock::new()),
    ("es", Language::Spanish, OnceLock::new()),
    ("fr", Language::French, OnceLock::new()),
    ("hu", Language::Hungarian, OnceLock::new()),
    ("it", Language::Italian, OnceLock::new()),
    ("nl", Language::Dutch, OnceLock::new()),
    ("pl", Language::Polish, OnceLock::new()),
    ("pt", Language::Portuguese, OnceLock::new()),
    ("ro", Language::Romanian, OnceLock::new()),
    ("ru", Language::Russian, OnceLock::new()),
    ("sv", Language::Swedish, OnceLock::new()),
    ("uk", Language::Ukrainian, OnceLock::new()),
];

/// Adds the places where words may be parted in the language of the text, where that is asked for.
pub(super) fn add(words: &mut Prose, options: &Options) {
    let Some(lang) = options.lang.as_deref().filter(|_| options.hyphenate) else {
        return;
    };
    let Some(patterns) = patterns(lang) else {
        return;
    };
    let mut places = Vec::new();
    let mut at = 0;
    for word in words.text.split(|c: char| !c.is_alphabetic()) {
        let from = at;
        at += word.len();
        at += words.text[at..].chars().next().map_or(0, char::len_utf8);
        if word.chars().count() < SHORTEST {
            continue;
        }
        let parted = patterns.hyphenate(word).breaks;
        places.extend(parted.into_iter().map(|place| (from + place, true)));
    }
    let soft = &mut words.breaks.soft;
    soft.append(&mut places);
    soft.sort_unstable_by_key(|(place, _)| *place);
    soft.dedup_by_key(|(place, _)| *place);
}

/// The patterns of a language, named by a BCP 47 tag.
fn patterns(lang: &str) -> Option<&'static Standard> {
    let primary = lang
        .split(['-', '_'])
        .next()
        .unwrap_or(lang)
        .to_ascii_lowercase();
    let (_, language, patterns) = PATTERNS.iter().find(|(tag, ..)| *tag == primary)?;
    patterns
        .get_or_init(|| Standard::from_embedded(*language).ok())
        .as_ref()
}

#[cfg(test)]
mod tests {
    use crate::chars::ascii::UNICODE;
    use crate::model::Block;
    use crate::text::{Line, Options, lay_out};

    #[test]
    fn words_are_parted_as_their_language_does() {
        for (lang, text, lines) in [
            ("en", "hyphenation", vec!["hyphen-", "ation"]),
            ("ru", "электростанция", vec!["электро-", "станция"]),
            ("uk", "електростанція", vec!["електро-", "станція"]),
            ("de-AT", "Hafenmeister", vec!["Hafen-", "meister"]),
            ("fr", "gouvernement", vec!["gouver-", "nement"]),
            ("ro", "întreprindere", vec!["întreprin-", "dere"]),
        ] {
            let columns = lines.iter().map(|l| l.chars().count()).max().unwrap_or(0);
            let options = Options {
                lang: Some(lang.to_owned()),
                hyphenate: true,
                ..Options::new(columns, &UNICODE)
            };
            let block = Block::paragraph(text);
            let told = lay_out(std::slice::from_ref(&block), &options);
            let told: Vec<String> = told.iter().map(Line::text).collect();
            assert_eq!(told, lines, "{lang}");
        }
    }

    #[test]
    fn words_stay_whole_unasked() {
        let options = Options {
            lang: Some("en".to_owned()),
            ..Options::new(12, &UNICODE)
        };
        let block = Block::paragraph("The hyphenation of the authori\u{ad}ties.");
        let told = lay_out(std::slice::from_ref(&block), &options);
        let told: Vec<String> = told.iter().map(Line::text).collect();
        assert_eq!(told, ["The", "hyphenation", "of the", "authorities."]);
    }
}
