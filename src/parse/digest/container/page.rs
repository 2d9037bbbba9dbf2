//! A web page, or the HTML part of a mail, laid out as lines with their marks.
//!
//! A pass over the tokens (HTML, 13.2.5), without a tree: how deep or wrong the elements nest costs
//! nothing. Every word of the body stays, whatever element it stands in; navigation, footers and
//! what is hidden are marked as such.

use super::sheet::{Link, Mark, OWN, Part, Row, Sheet};
use crate::chars::clean::clean;
use crate::model::BlockKind;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// Elements whose content is no text.
const DROPPED: [&str; 7] = [
    "script", "style", "template", "noscript", "svg", "iframe", "select",
];

/// Elements of the page around the text.
const AROUND: [&str; 5] = ["nav", "footer", "aside", "form", "button"];

/// Elements that stand inside a sentence; all others end a line.
const INLINE: [&str; 40] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "input", "ins", "kbd", "label", "mark", "o:p", "picture", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var",
];

/// More links in one line say nothing more.
const MOST_LINKS: usize = 200;

/// Reads HTML. What is wrong with it is passed over as browsers do.
pub(super) fn read(html: &str) -> Sheet {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // It only ever stops for scripts, which end like any other element here.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut reader = tokenizer.sink.0.into_inner();
    reader.flush(true);
    reader.sheet
}

#[derive(Default)]
struct Sink(RefCell<Reader>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return reader.tag(&tag),
            Token::CharacterTokens(text) => reader.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        // A CDATA section that was left in the text is text.
        true
    }
}

/// The line being read, and what it stands in.
#[derive(Default)]
struct Reader {
    sheet: Sheet,
    text: String,
    mark: Mark,
    /// Whether the next line stands apart from the last.
    gap: bool,
    /// The element that is dropped with what is in it, and how often it is open.
    dropped: Option<(String, usize)>,
    /// The text of `<title>`, while it is read.
    in_title: bool,
    heading: Option<u8>,
    lists: usize,
    /// For each list that is open: the number of its next item, where it is numbered.
    numbers: Vec<Option<u32>>,
    /// The number that stands before the next line.
    number: Option<u32>,
    items: usize,
    item: u32,
    /// Whether the innermost list item has had no line yet.
    item_opens: bool,
    quotes: usize,
    pre: usize,
    captions: usize,
    strong: usize,
    /// How deep inside elements around the text, and the element that hides what is in it.
    around: usize,
    link: Option<(usize, String)>,
    /// Whether the page is one that was kept before: its classes are ours.
    own: bool,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.in_title {
            let title = self.sheet.about.title.get_or_insert_default();
            title.push_str(text);
            return;
        }
        if self.dropped.is_some() {
            return;
        }
        if let Some(number) = self.number
            && self.text.is_empty()
            && !text.trim().is_empty()
        {
            // The numbers of a list are words that the reader sees.
            self.text = format!("{number}. ");
            self.number = None;
        }
        let from = self.text.len();
        for c in clean(text).chars() {
            let blank = matches!(c, ' ' | '\n' | '\t');
            if self.pre > 0 && c == '\n' {
                self.flush(false);
            } else if !blank {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
        let to = self.text.len();
        if self.strong > 0 && to > from {
            self.embolden(from.min(to), to);
        }
    }

    /// Notes strong text, where the line begins with it but for signs.
    fn embolden(&mut self, from: usize, to: usize) {
        let before = self.text.get(..from).unwrap_or("");
        match &mut self.mark.strong {
            Some((_, end)) if *end == from => *end = to,
            None if before.chars().all(|c| !c.is_alphanumeric()) => {
                self.mark.strong = Some((from, to));
            }
            _ => {}
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let opens = tag.kind == TagKind::StartTag;
        if let Some((dropped, depth)) = &mut self.dropped {
            if name == dropped {
                *depth = if opens { *depth + 1 } else { *depth - 1 };
                if *depth == 0 {
                    self.dropped = None;
                }
            }
            return TokenSinkResult::Continue;
        }
        if opens && DROPPED.contains(&name) && !tag.self_closing {
            self.dropped = Some((name.to_owned(), 1));
            return match name {
                "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                "style" | "iframe" => TokenSinkResult::RawData(RawKind::Rawtext),
                _ => TokenSinkResult::Continue,
            };
        }
        if name == "title" && self.sheet.rows.is_empty() && self.text.is_empty() {
            self.in_title = opens;
            return if opens {
                TokenSinkResult::RawData(RawKind::Rcdata)
            } else {
                TokenSinkResult::Continue
            };
        }
        self.in_title = false;
        if opens && name == "textarea" {
            return TokenSinkResult::RawData(RawKind::Rcdata);
        }
        if opens && name == "meta" {
            self.meta(tag);
        } else if opens && name == "html" {
            self.sheet.about.lang = attribute(tag, "lang").map(str::to_owned);
        } else if name == "td" || name == "th" {
            self.text(" ");
        } else {
            if !INLINE.contains(&name) && name != "wbr" {
                let near = matches!(name, "br" | "li" | "tr" | "dt" | "dd" | "option");
                self.flush(!near);
            }
            self.element(name, opens, tag);
        }
        TokenSinkResult::Continue
    }

    fn meta(&mut self, tag: &Tag) {
        let name = attribute(tag, "name").or_else(|| attribute(tag, "property"));
        let Some((name, content)) = name.zip(attribute(tag, "content")) else {
            return;
        };
        let content = clean(content).trim().to_owned();
        if content.is_empty() {
            return;
        }
        let about = &mut self.sheet.about;
        match name {
            "generator" => self.own |= content == OWN,
            "og:site_name" => about.publisher = Some(content),
            "article:published_time" | "publish-date" => about.date = Some(content),
            "title" if self.own => about.title = Some(content),
            "publisher" if self.own => about.publisher = Some(content),
            "date" if self.own => about.date = Some(content),
            "lang" if self.own => about.lang = Some(content),
            "genre" if self.own => about.genre = Some(content),
            _ => {}
        }
    }

    fn element(&mut self, name: &str, opens: bool, tag: &Tag) {
        if AROUND.contains(&name) {
            count(&mut self.around, opens);
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading = opens.then(|| name[1..].parse().unwrap_or(6));
            }
            "hr" if opens => self.rule(),
            "ul" | "ol" | "menu" => {
                count(&mut self.lists, opens);
                if opens {
                    let start = attribute(tag, "start").and_then(|n| n.parse().ok());
                    let number = (name == "ol").then(|| start.unwrap_or(1));
                    self.numbers.push(number);
                } else {
                    self.numbers.pop();
                }
            }
            "li" => {
                count(&mut self.items, opens);
                self.number = None;
                if opens && let Some(Some(next)) = self.numbers.last_mut() {
                    self.number = Some(*next);
                    *next = next.saturating_add(1);
                }
                if opens && self.items == 1 {
                    self.item += 1;
                }
                self.item_opens = opens;
            }
            "blockquote" => count(&mut self.quotes, opens),
            "pre" => count(&mut self.pre, opens),
            "figcaption" => count(&mut self.captions, opens),
            "b" | "strong" => count(&mut self.strong, opens),
            "a" => self.anchor(opens.then(|| attribute(tag, "href")).flatten()),
            _ => {}
        }
        // A list item that is left open ends with its list.
        if name == "ul" && !opens && self.lists == 0 {
            self.items = 0;
        }
        if opens && self.own {
            self.own_marks(tag);
        }
    }

    fn anchor(&mut self, href: Option<&str>) {
        if let Some((from, url)) = self.link.take() {
            let shown = self.text.get(from..).unwrap_or("");
            let from = from + shown.len() - shown.trim_start().len();
            let to = from + shown.trim().len();
            if to > from && self.mark.links.len() < MOST_LINKS {
                self.mark.links.push(Link { from, to, url });
            }
        }
        let url = href.map(|href| clean(href).trim().to_owned());
        self.link = url.map(|url| (self.text.len(), url));
    }

    fn rule(&mut self) {
        self.sheet.rows.push(Row {
            text: RULE.to_owned(),
            gap: true,
            mark: Mark {
                kind: BlockKind::Rule,
                ..Mark::default()
            },
        });
        self.gap = true;
    }

    /// Takes the marks of a page that was kept before, in the place of those read.
    fn own_marks(&mut self, tag: &Tag) {
        for class in attribute(tag, "class").unwrap_or("").split(' ') {
            let kind = |n: &str| n.parse().unwrap_or(0);
            if class == "near" {
                self.gap = false;
            } else if class == "aside" {
                self.mark.aside = true;
            } else if class == "caption" {
                self.mark.kind = BlockKind::Caption;
            } else if let Some(n) = class.strip_prefix("item-") {
                self.mark.kind = BlockKind::Item(kind(n));
            } else if let Some(n) = class.strip_prefix("quote-") {
                self.mark.kind = BlockKind::Quote(kind(n));
            }
        }
        if let Some(len) = attribute(tag, "data-part") {
            let value = |name| attribute(tag, name).map(str::to_owned);
            self.mark.part = Some(Part {
                len: len.parse().unwrap_or(0),
                outlet: value("data-outlet"),
                headline: value("data-headline"),
                byline: value("data-byline"),
                url: value("data-url"),
                grouped: attribute(tag, "data-grouped").is_some(),
            });
        }
    }

    /// Ends the line being read; `apart` says whether the next one stands apart from it.
    fn flush(&mut self, apart: bool) {
        let link = self.link.take();
        if let Some((from, url)) = &link {
            self.link = Some((*from, url.clone()));
            self.anchor(None);
        }
        self.link = link.map(|(_, url)| (0, url));
        let mut mark = std::mem::take(&mut self.mark);
        let text = std::mem::take(&mut self.text);
        let text = text.trim_end();
        if text.is_empty() {
            // What the element says of the line holds until there is one.
            if self.own {
                self.mark = mark;
            }
            self.gap |= apart;
            return;
        }
        mark.strong = mark.strong.map(|(from, to)| (from, to.min(text.len())));
        for link in &mut mark.links {
            link.to = link.to.min(text.len());
        }
        let depth = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        mark.kind = if mark.kind != BlockKind::Paragraph {
            mark.kind
        } else if let Some(level) = self.heading {
            BlockKind::Heading(level)
        } else if self.pre > 0 {
            BlockKind::Code
        } else if self.captions > 0 {
            BlockKind::Caption
        } else if self.items > 0 && self.item_opens && !self.own {
            BlockKind::Item(depth(self.lists.max(1) - 1))
        } else if self.quotes > 0 {
            BlockKind::Quote(depth(self.quotes))
        } else {
            BlockKind::Paragraph
        };
        mark.item = if self.items > 0 { self.item } else { 0 };
        mark.aside |= self.around > 0;
        self.item_opens = false;
        self.sheet.rows.push(Row {
            text: text.to_owned(),
            gap: self.gap,
            mark,
        });
        self.gap = apart;
    }
}

/// The words of a ruler.
pub(super) const RULE: &str = "———";

fn count(counter: &mut usize, opens: bool) {
    *counter = if opens {
        *counter + 1
    } else {
        counter.saturating_sub(1)
    };
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let found = tag.attrs.iter().find(|a| &*a.name.local == name)?;
    Some(&found.value)
}
