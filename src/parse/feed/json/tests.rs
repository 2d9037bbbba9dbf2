//! JSON that is nearly JSON.

use super::*;

#[test]
fn strings_are_mended_and_what_is_whole_stays() {
    for (text, whole) in [
        (
            r#"{"a":"b\n\u0041\ud83d\ude00"}"#,
            r#"{"a":"b\n\u0041\ud83d\ude00"}"#,
        ),
        ("{\"a\":\"b\nc\td\u{1}\"}", r#"{"a":"b\nc\td "}"#),
        (r#"{"a":"\ud83dx\q"}"#, "{\"a\":\"\u{fffd}xq\"}"),
        (r#"{"a":[1,],}"#, r#"{"a":[1]}"#),
    ] {
        assert_eq!(mended(text).text, whole, "{text}");
    }
}

#[test]
fn it_is_a_feed_only_if_it_says_so_or_looks_so() {
    for (text, is_feed) in [
        (r#"{"version":"https://jsonfeed.org/version/1.1"}"#, true),
        (
            r#"{"version":"http://jsonfeed.org/version/1","items":null}"#,
            true,
        ),
        (
            r#"{"items":[],"feed_url":"https://tide.example/feed.json"}"#,
            true,
        ),
        (r#"{"items":[]}"#, false),
        (r#"{"version":"1"}"#, false),
        ("[]", false),
    ] {
        assert_eq!(read(text, None).is_some(), is_feed, "{text}");
    }
}
