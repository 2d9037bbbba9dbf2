//! Tokens of good and bad XML.

use super::*;
use proptest::prelude::*;

/// Tokens as text: `<name attributes>`, `</name>`, `[cdata]`, and text as it is.
fn told(text: &str) -> String {
    let mut out = String::new();
    for token in Tokens::new(text) {
        match token {
            Token::Open(tag) => {
                out += &format!("<{}", tag.name);
                for (name, value) in tag.attributes() {
                    out += &format!(" {name}={value}");
                }
                out += if tag.empty { "/>" } else { ">" };
            }
            Token::Close(name) => out += &format!("</{name}>"),
            Token::Text(text) => out += &text,
            Token::Raw(text) => out += &format!("[{text}]"),
        }
    }
    out
}

#[test]
fn markup_is_cut_into_tokens_and_nothing_is_lost() {
    for (text, tokens) in [
        ("<a b='c' d=\"e\">x</a>", "<a b=c d=e>x</a>"),
        ("<a b=c d>x<e/></a >", "<a b=c d=>x<e/></a>"),
        ("<?xml version='1.0'?><!DOCTYPE a><!-- no --><a/>", "<a/>"),
        ("<a><![CDATA[<b>&amp;]]></a>", "<a>[<b>&amp;]</a>"),
        (
            "a &lt; b &amp;amp; c &nosuch; &x",
            "a < b &amp; c &nosuch; &x",
        ),
        (
            "&#65;&#x42;&#X43;&#147;&#0;&#xd800;&#x110000;&#;",
            "ABC“\u{fffd}\u{fffd}\u{fffd}&#;",
        ),
        ("&chi;&Yuml;&nbsp;&NotEqualTilde;", "χŸ\u{a0}≂̸"),
        ("1 < 2 <3 <>", "1 < 2 <3 <>"),
        ("<a b='x>y</a><c d='e'/>", "<a b=x>y</a><c d=e/>"),
        ("<a b=\"1&amp;2\" c='&quot;'/>", "<a b=1&2 c=\"/>"),
        ("x<a", "x"),
        ("<!-- x <a>y</a>", " x <a>y</a>"),
        ("<![CDATA[ x <a>y</a>", " x <a>y</a>"),
        ("<![endif]><!foo><a/>", "<a/>"),
        ("<? x <a/>", ""),
        ("<:a/><_b/><é/>", "<:a/><_b/><é/>"),
    ] {
        assert_eq!(told(text), tokens, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_becomes_tokens(text in "(<|>|</|/>|<!--|-->|<!\\[CDATA\\[|\\]\\]>|<\\?|\\?>|<!DOCTYPE|&|;|#|'|\"|=|a|é| ){0,60}") {
        for token in Tokens::new(&text) {
            if let Token::Open(tag) = token {
                prop_assert!(tag.attributes().count() <= text.len());
            }
        }
        entities(&text);
    }
}
