//! The HTML of a feed's entry, made fit to be kept: what can be read stays, in its order and its
//! elements; what only a browser would use goes.
//!
//! Entities become their characters and runs of white space one blank, so that words can be looked
//! for in the bytes that are kept. Scripts, styles, comments, event handlers, pixels that count
//! visits and pictures inside an address go. Addresses become whole. It is a pass over the tokens
//! (HTML, 13.2.5), without a tree: how deep or wrong the elements nest costs nothing.

use crate::chars::clean::clean;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};
use url::Url;

/// What came of a piece of HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// The HTML to keep.
    pub html: String,
    /// Its words alone, those of two blocks apart; to count and to cut a summary from.
    pub text: String,
}

/// Makes `html` fit to be kept. Relative addresses are made whole with `base`.
pub fn tidy(html: &str, base: Option<&Url>) -> Tidied {
    let sink = Sink {
        base,
        out: RefCell::default(),
    };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // It only ever stops for scripts, which end like any other element here.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let Out { mut tidied, .. } = tokenizer.sink.out.into_inner();
    tidied.html.truncate(tidied.html.trim_end().len());
    tidied
}

/// Elements whose content is no text.
const DROPPED: [&str; 3] = ["script", "style", "template"];

/// Elements that say nothing; they often stand inside a word.
const TRANSPARENT: [&str; 4] = ["span", "font", "wbr", "o:p"];

/// Attributes that a page is made from.
const KEPT: [&str; 23] = [
    "href", "src", "alt", "title", "cite", "datetime", "lang", "dir", "start", "value", "type",
    "reversed", "colspan", "rowspan", "scope", "open", "id", "name", "role", "poster", "label",
    "abbr", "data",
];

/// Attributes that hold an address.
const ADDRESSES: [&str; 5] = ["href", "src", "cite", "poster", "data"];

/// A longer address is a picture or a program in disguise.
const LONGEST_ADDRESS: usize = 8 << 10;

/// Elements that stand in a line of text; all others part the words around them.
const INLINE: [&str; 25] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "i",
    "ins", "kbd", "mark", "q", "s", "samp", "small", "strike", "strong", "tt", "u", "var",
];

struct Sink<'a> {
    base: Option<&'a Url>,
    out: RefCell<Out>,
}

#[derive(Default)]
struct Out {
    tidied: Tidied,
    /// The element that is dropped with what is in it.
    dropped: Option<&'static str>,
    /// How many elements are open whose white space counts.
    pre: usize,
    /// Of the transparent elements that are open, innermost last: whether it was kept, being hidden.
    transparent: Vec<bool>,
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut out = self.out.borrow_mut();
        match token {
            Token::TagToken(tag) => return out.tag(&tag, self.base),
            Token::CharacterTokens(text) if out.dropped.is_none() => out.words(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        // A CDATA section that was left in the text is text.
        true
    }
}

impl Out {
    fn words(&mut self, text: &str) {
        let text = clean(text);
        let composed;
        let text = if is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
            text.as_str()
        } else {
            composed = text.nfc().collect::<String>();
            &composed
        };
        let html = &mut self.tidied.html;
        let mut blank = html.is_empty() || html.ends_with(' ');
        let mut rest = text;
        while let Some(at) = rest.find([' ', '\n', '\t', '&', '<', '>']) {
            let (words, after) = rest.split_at(at);
            html.push_str(words);
            blank &= words.is_empty();
            let sign = after.as_bytes()[0];
            rest = &after[1..];
            match sign {
                b'&' => html.push_str("&amp;"),
                b'<' => html.push_str("&lt;"),
                b'>' => html.push_str("&gt;"),
                sign if self.pre > 0 => html.push(char::from(sign)),
                // A no-break space is meant: it stays.
                _ => {
                    if !blank {
                        html.push(' ');
                    }
                    blank = true;
                    continue;
                }
            }
            blank = false;
        }
        html.push_str(rest);
        self.tidied.text.push_str(text);
    }

    fn tag(&mut self, tag: &Tag, base: Option<&Url>) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if let Some(dropped) = self.dropped {
            if tag.kind == TagKind::EndTag && name == dropped {
                self.dropped = None;
            }
            return TokenSinkResult::Continue;
        }
        if !INLINE.contains(&name) && !TRANSPARENT.contains(&name) {
            self.tidied.text.push('\n');
        }
        match tag.kind {
            TagKind::EndTag => self.end(name),
            TagKind::StartTag => {
                if let Some(dropped) = DROPPED.into_iter().find(|dropped| *dropped == name) {
                    if !tag.self_closing {
                        self.dropped = Some(dropped);
                    }
                    return match dropped {
                        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                        "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                        _ => TokenSinkResult::Continue,
                    };
                }
                self.start(name, tag, base);
                if name == "textarea" {
                    return TokenSinkResult::RawData(RawKind::Rcdata);
                }
            }
        }
        TokenSinkResult::Continue
    }

    fn start(&mut self, name: &str, tag: &Tag, base: Option<&Url>) {
        if name == "pre" {
            self.pre += 1;
        }
        if name == "img" && counts_visits(tag) {
            return;
        }
        let hidden =
            attribute(tag, "hidden").is_some() || attribute(tag, "style").is_some_and(hides);
        if TRANSPARENT.contains(&name) {
            if name != "wbr" && !tag.self_closing {
                self.transparent.push(hidden);
            }
            if !hidden {
                return;
            }
        }
        let html = &mut self.tidied.html;
        html.push('<');
        html.push_str(&clean(plain_name(name)));
        if hidden {
            html.push_str(" hidden");
        }
        for attribute in &tag.attrs {
            let key: &str = &attribute.name.local;
            if !KEPT.contains(&key) {
                continue;
            }
            let value = clean(&attribute.value);
            let value = if ADDRESSES.contains(&key) {
                match address(&value, base) {
                    Some(whole) => whole,
                    None => continue,
                }
            } else {
                value
            };
            html.push(' ');
            html.push_str(key);
            html.push_str("=\"");
            html.push_str(&value.replace('&', "&amp;").replace('"', "&quot;"));
            html.push('"');
        }
        html.push('>');
    }

    fn end(&mut self, name: &str) {
        if name == "pre" {
            self.pre = self.pre.saturating_sub(1);
        }
        if TRANSPARENT.contains(&name) && !self.transparent.pop().unwrap_or(false) {
            return;
        }
        self.tidied.html.push_str("</");
        self.tidied.html.push_str(&clean(plain_name(name)));
        self.tidied.html.push('>');
    }
}

/// One name for elements that mean the same.
fn plain_name(name: &str) -> &str {
    match name {
        "b" => "strong",
        "i" => "em",
        other => other,
    }
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let found = tag.attrs.iter().find(|a| &*a.name.local == name)?;
    Some(&found.value)
}

/// Whether a style takes its element off the page.
fn hides(style: &str) -> bool {
    let style = style.to_ascii_lowercase().replace(' ', "");
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// Whether a picture is a pixel or less: it is there to count who reads.
fn counts_visits(tag: &Tag) -> bool {
    ["width", "height"].iter().any(|side| {
        let length = attribute(tag, side).map(|l| l.trim().trim_end_matches("px"));
        length.is_some_and(|length| matches!(length, "0" | "1"))
    })
}

/// An address made whole; `None` for what is no address to go to (`javascript:`, `data:`).
fn address(text: &str, base: Option<&Url>) -> Option<String> {
    let text = text.trim();
    if text.len() > LONGEST_ADDRESS {
        return None;
    }
    if text.starts_with('#') {
        return Some(text.to_owned());
    }
    match Url::parse(text) {
        Ok(url) => {
            let known = [
                "http", "https", "mailto", "ftp", "magnet", "gemini", "gopher",
            ];
            known.contains(&url.scheme()).then(|| text.to_owned())
        }
        Err(_) => match base.map(|base| base.join(text)) {
            Some(Ok(whole)) => Some(whole.into()),
            _ => Some(text.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_made_fit_to_be_kept() {
        for (html, kept) in [
            ("<p>One\n  two</p>", "<p>One two</p>"),
            (
                "<p>a&nbsp;b &laquo;c&raquo; &amp; &lt;d&gt;</p>",
                "<p>a\u{a0}b «c» &amp; &lt;d&gt;</p>",
            ),
            ("<pre>a\n  b</pre> c\n d", "<pre>a\n  b</pre> c d"),
            ("a<script>alert('<p>')</script>b", "ab"),
            ("a<style>p { }</style><!-- no -->b", "ab"),
            ("<template><p>x</p></template>y", "y"),
            (
                "<span style='display:none'>a <span>b</span></span> c",
                "<span hidden>a b</span> c",
            ),
            ("<p hidden=until-found>x</p>", "<p hidden>x</p>"),
            ("re<span class=x>port</span>ed", "reported"),
            ("<b>B</b><i class=z>I</i>", "<strong>B</strong><em>I</em>"),
            ("<p style=\"Display: none\">x</p>", "<p hidden>x</p>"),
            ("<p onclick=\"x()\" class=y lang=ru>x", "<p lang=\"ru\">x"),
            ("<img src=t.gif width=1 height=1>x", "x"),
            (
                "<img src=\"data:image/png;base64,AAAA\" alt='A \"b\"'>",
                "<img alt=\"A &quot;b&quot;\">",
            ),
            ("<a href='javascript:x()'>x</a>", "<a>x</a>"),
            (
                "<a href='/q?a=1&amp;b=2'>x</a>",
                "<a href=\"https://lantern.example/q?a=1&amp;b=2\">x</a>",
            ),
            (
                "<a href='#note1' id=up>1</a>",
                "<a href=\"#note1\" id=\"up\">1</a>",
            ),
            ("e\u{301}", "é"),
            ("a\u{1b}[31mb\u{202e}c", "abc"),
            ("<![CDATA[left over]]>", "left over"),
            ("<p>cut in the <a hre", "<p>cut in the"),
            ("1 < 2 && 3 > 2", "1 &lt; 2 &amp;&amp; 3 &gt; 2"),
        ] {
            let base = Url::parse("https://lantern.example/a/feed.xml").ok();
            assert_eq!(tidy(html, base.as_ref()).html, kept, "{html}");
        }
    }

    #[test]
    fn the_words_of_two_blocks_stay_apart() {
        let text = tidy(
            "<p>One <b>tw</b>o</p><ul><li>three<li>four<br>five</ul>",
            None,
        )
        .text;
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words, ["One", "two", "three", "four", "five"]);
    }

    proptest::proptest! {
        #[test]
        fn what_was_tidied_stays_as_it_is(html in "[a-z<>/&;!\\[\\]\"'= \n-]{0,80}|(<(p|b|pre|span|script|td)( id=x)?>|</(p|b|pre|script)>|a|&amp;|&lt;| |\n){0,20}") {
            let once = tidy(&html, None).html;
            proptest::prop_assert_eq!(&tidy(&once, None).html, &once);
        }
    }
}
