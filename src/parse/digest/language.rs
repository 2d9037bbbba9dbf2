//! The language of a text, where its script and its most common words leave no doubt.

use super::lines::start_of;
use super::words::{WORDS, tokens};
use crate::chars::fold::fold;

/// The start of a text suffices to tell its language, in bytes.
const ENOUGH: usize = 20_000;

/// The BCP 47 tag of the text's language; `None` when it is short, mixed or none of those known.
pub(super) fn guess(text: &str) -> Option<String> {
    let text = start_of(text, ENOUGH);
    let count = |is: fn(char) -> bool| text.chars().filter(|c| is(*c)).count();
    let letters = count(char::is_alphabetic);
    let most = |n: usize| n * 2 > letters;
    if letters < 40 {
        return None;
    }
    let kana = count(|c| ('\u{3040}'..='\u{30ff}').contains(&c));
    let han = count(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    let tag = if most(kana + han) {
        if kana * 10 > han { "ja" } else { "zh" }
    } else if most(count(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))) {
        "ko"
    } else if most(count(|c| ('\u{0590}'..='\u{05ff}').contains(&c))) {
        "he"
    } else if most(count(|c| ('\u{0370}'..='\u{03ff}').contains(&c))) {
        "el"
    } else if most(count(|c| ('\u{0600}'..='\u{06ff}').contains(&c))) {
        // Persian and Urdu have letters that Arabic has not.
        if count(|c| matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ی' | 'ک')) * 100 > letters {
            return None;
        }
        "ar"
    } else {
        return by_stop_words(text);
    };
    Some(tag.to_owned())
}

/// The language one word in twelve of which is a very common one, and which has half as many again
/// as any other.
fn by_stop_words(text: &str) -> Option<String> {
    let words = tokens(&fold(text));
    let mut hits: Vec<(&str, usize)> = WORDS.stop_words(&words).collect();
    hits.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    match hits[..] {
        [(tag, best), (_, second), ..]
            if best * 12 >= words.len() && best >= 8 && best * 2 >= second * 3 =>
        {
            Some(tag.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_where_there_is_no_doubt() {
        for (text, tag) in [
            (
                "The keeper of the lamp said that it was lit for the boats and that the harbour is \
                 open in the night, as it was on the day of the storm.",
                Some("en"),
            ),
            (
                "Die Lampe ist für die Boote und nicht für den Leuchtturmwärter, der mit der Katze \
                 auf dem Felsen wohnt und das Meer von oben sieht.",
                Some("de"),
            ),
            (
                "Смотритель маяка говорит, что лампа горит для лодок и что гавань открыта, как \
                 это было в день, когда из-за шторма не вышел в море его сын.",
                Some("ru"),
            ),
            (
                "駅前の老舗書店が今月末で閉店する。創業は大正十三年で、今年で百一年目だった。店主の小林さんは話す。",
                Some("ja"),
            ),
            ("Load 12", None),
        ] {
            assert_eq!(guess(text).as_deref(), tag, "{text}");
        }
    }
}
