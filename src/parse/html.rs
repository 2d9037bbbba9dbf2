//! Blocks read from HTML: from what the cache keeps, exactly, and from others', without losing words.

use crate::model::block::runs_of;
use crate::model::{Block, BlockKind, Run, Style};
use dom_query::{Document, NodeRef};

/// HTML nested deeper than this is read as bare text. What `model::block::to_html` writes stays
/// below it (a list of depth 255 has 256 lists), and a parser slows down with each level.
const DEEPEST: usize = 300;

/// Elements whose text is not for reading.
const DROPPED: [&str; 4] = ["script", "style", "template", "noscript"];

/// Elements that stand inside a sentence; all others end a block.
const INLINE: [&str; 34] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// The blocks of an HTML text. Reads back what `model::block::to_html` writes, for texts of one
/// line (of any lines, in preformatted text) without white space around them.
///
/// Of other HTML it knows paragraphs, headings, nested lists and quotes, preformatted text,
/// figures, rulers, line breaks (each ends a block) and emphasis; other elements are flattened,
/// scripts and styles dropped.
pub fn blocks(html: &str) -> Vec<Block> {
    if depth(html) > DEEPEST {
        return bare(html);
    }
    let document = Document::fragment(html);
    let mut reader = Reader::default();
    // A stack of its own instead of recursion: depth is the writer's choice.
    let mut steps = vec![Step::Enter(document.root())];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node) if node.is_text() => reader.text(&node.text()),
            Step::Enter(node) => {
                let name = node.node_name().map(|n| n.to_string());
                let name = name.unwrap_or_default();
                if DROPPED.contains(&name.as_str()) {
                    continue;
                }
                reader.enter(&name);
                steps.push(Step::Leave(name));
                steps.extend(node.children_it(true).map(Step::Enter));
            }
            Step::Leave(name) => reader.leave(&name),
        }
    }
    reader.flush();
    reader.blocks
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(String),
}

/// The block being read, and what it stands in.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    runs: Vec<Run>,
    heading: Option<u8>,
    lists: usize,
    items: usize,
    quotes: usize,
    pre: usize,
    captions: usize,
    emphasis: usize,
    strong: usize,
    code: usize,
}

impl Reader {
    fn text(&mut self, text: &str) {
        let style = if self.code > 0 {
            Style::Code
        } else if self.strong > 0 {
            Style::Strong
        } else if self.emphasis > 0 {
            Style::Emphasis
        } else {
            Style::Plain
        };
        match self.runs.last_mut() {
            Some(run) if run.style == style => run.text.push_str(text),
            _ => self.runs.push(Run {
                text: text.to_owned(),
                style,
            }),
        }
    }

    fn enter(&mut self, name: &str) {
        if name == "td" || name == "th" {
            // Cells of a row stay one block, and their words apart.
            self.text(" ");
            return;
        }
        if !INLINE.contains(&name) {
            self.flush();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading = name[1..].parse().ok();
            }
            "hr" => self.blocks.push(Block {
                kind: BlockKind::Rule,
                runs: Vec::new(),
            }),
            _ => self.count(name, true),
        }
    }

    fn leave(&mut self, name: &str) {
        if name == "td" || name == "th" {
            return;
        }
        if !INLINE.contains(&name) {
            self.flush();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            _ => self.count(name, false),
        }
    }

    /// Counts an element in or out.
    fn count(&mut self, name: &str, into: bool) {
        let counter = match name {
            "ul" | "ol" | "menu" => &mut self.lists,
            "li" => &mut self.items,
            "blockquote" => &mut self.quotes,
            "pre" => &mut self.pre,
            "figcaption" => &mut self.captions,
            "em" | "i" => &mut self.emphasis,
            "strong" | "b" => &mut self.strong,
            "code" | "kbd" | "samp" | "tt" => &mut self.code,
            _ => return,
        };
        *counter = if into {
            *counter + 1
        } else {
            counter.saturating_sub(1)
        };
    }

    /// Ends the block being read.
    fn flush(&mut self) {
        let depth = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        let mut runs = std::mem::take(&mut self.runs);
        let kind = if self.pre > 0 {
            BlockKind::Code
        } else if let Some(level) = self.heading {
            BlockKind::Heading(level)
        } else if self.captions > 0 {
            BlockKind::Caption
        } else if self.items > 0 {
            BlockKind::Item(depth(self.lists.saturating_sub(1)))
        } else if self.quotes > 0 {
            BlockKind::Quote(depth(self.quotes))
        } else {
            BlockKind::Paragraph
        };
        if kind != BlockKind::Code {
            on_one_line(&mut runs);
        }
        let runs: Vec<Run> = runs
            .into_iter()
            .flat_map(|run| match run.style {
                Style::Plain => runs_of(&run.text),
                _ => vec![run],
            })
            .collect();
        if runs.iter().any(|r| !r.text.trim().is_empty()) {
            self.blocks.push(Block { kind, runs });
        }
    }
}

/// Takes the white space around a block away, and turns each line break inside, with the blanks
/// around it, into one blank. Several blanks on one line stay: the cache keeps texts to the letter.
fn on_one_line(runs: &mut Vec<Run>) {
    for run in runs.iter_mut() {
        if run.text.contains(['\n', '\t', '\r']) {
            run.text = without_breaks(&run.text);
        }
    }
    let blank = runs.iter().take_while(|r| r.text.trim().is_empty()).count();
    runs.drain(..blank);
    if let Some(first) = runs.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    while let Some(last) = runs.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if last.text.is_empty() {
            runs.pop();
        } else {
            break;
        }
    }
    runs.retain(|r| !r.text.is_empty());
}

fn without_breaks(text: &str) -> String {
    let is_blank = |c: char| matches!(c, ' ' | '\n' | '\t' | '\r');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_blank) {
        let len = rest[at..].find(|c| !is_blank(c)).unwrap_or(rest.len() - at);
        let blanks = &rest[at..at + len];
        out.push_str(&rest[..at]);
        out.push_str(if blanks.contains(['\n', '\t', '\r']) {
            " "
        } else {
            blanks
        });
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    out
}

/// How deep tags nest at most, counted without parsing: elements that are often left open, and
/// those that hold nothing, do not count.
fn depth(html: &str) -> usize {
    const OPEN: [&str; 22] = [
        "p", "li", "dt", "dd", "tr", "td", "th", "option", "br", "hr", "img", "input", "meta",
        "link", "area", "base", "col", "embed", "source", "track", "wbr", "thead",
    ];
    let (mut now, mut most) = (0_usize, 0);
    let bytes = html.as_bytes();
    for (at, _) in html.match_indices('<') {
        let closes = bytes.get(at + 1) == Some(&b'/');
        let from = at + 1 + usize::from(closes);
        let is_name = |b: &u8| b.is_ascii_alphanumeric();
        let len = bytes[from..]
            .iter()
            .take(12)
            .take_while(|b| is_name(b))
            .count();
        let name = html[from..from + len].to_ascii_lowercase();
        if name.is_empty() || OPEN.contains(&name.as_str()) {
            continue;
        }
        now = if closes {
            now.saturating_sub(1)
        } else {
            now + 1
        };
        most = most.max(now);
    }
    most
}

/// The text without its tags, a paragraph for each line.
fn bare(html: &str) -> Vec<Block> {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let is_tag =
            rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if !is_tag {
            text.push('<');
            rest = &rest[at + 1..];
            continue;
        }
        text.push('\n');
        // A tag without an end is the last one: nothing behind it ends either.
        let Some(end) = rest[at..].find('>') else {
            rest = &rest[at + 1..];
            break;
        };
        rest = &rest[at + end + 1..];
    }
    text.push_str(rest);
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    text.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(Block::paragraph)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::clean::{clean, one_line};
    use crate::model::block::to_html;
    use proptest::prelude::*;

    fn kind() -> impl Strategy<Value = BlockKind> {
        prop_oneof![
            Just(BlockKind::Paragraph),
            (1..=6_u8).prop_map(BlockKind::Heading),
            prop_oneof![0..4_u8, Just(255)].prop_map(BlockKind::Item),
            prop_oneof![1..4_u8, Just(255)].prop_map(BlockKind::Quote),
            Just(BlockKind::Code),
            Just(BlockKind::Caption),
        ]
    }

    /// Text as the cache has it: cleaned, and with something to see.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~]{1,40}",
            "\\PC{1,30}",
            "(Tide|  |<b>|&amp;|&|\\[…\\]|\\(...\\)|</p>|<!--|«»|港| ){1,9}",
            "([a-z]{1,5}[\n\t ]{1,3}){1,6}",
        ]
        .prop_map(|t| clean(&t))
        .prop_filter("something to see", |t| !t.trim().is_empty())
    }

    fn style() -> impl Strategy<Value = Style> {
        prop_oneof![
            Just(Style::Emphasis),
            Just(Style::Strong),
            Just(Style::Code)
        ]
    }

    fn block() -> impl Strategy<Value = Block> {
        (kind(), text(), prop::option::of((style(), text(), text()))).prop_map(
            |(kind, first, more)| {
                let is_code = kind == BlockKind::Code;
                // An HTML parser drops one line break at the start of preformatted text.
                let fit = |t: &str| {
                    if is_code {
                        t.trim_start_matches('\n').to_owned()
                    } else {
                        t.replace(['\n', '\t'], " ").trim().to_owned()
                    }
                };
                let mut block = Block::new(kind, &fit(&first));
                if let Some((style, styled, last)) = more {
                    block.runs.push(Run {
                        text: fit(&styled),
                        style,
                    });
                    block.runs.extend(runs_of(&fit(&last)));
                }
                block
            },
        )
    }

    proptest! {
        #[test]
        fn what_the_cache_writes_is_read_back(written in prop::collection::vec(block(), 0..5)) {
            prop_assert_eq!(blocks(&to_html(&written)), written);
        }

        #[test]
        fn any_html_is_read_without_panic(html in "(<[a-z]{0,9}>?|</[a-z]{1,9}>|[ -~]|&[a-z]{1,4};|\\PC){0,60}") {
            blocks(&html);
        }
    }

    #[test]
    fn the_html_of_others_is_read_without_losing_words() {
        for (html, read) in [
            ("<div>a<p>b</p>c</div>", "p a|p b|p c"),
            (
                "<h2>Head</h2>\n  <p>one\n  two<br>three</p>",
                "h2 Head|p one two|p three",
            ),
            (
                "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>",
                "i0 a|i1 b|i0 c",
            ),
            (
                "<blockquote>a<blockquote><p>b</blockquote></blockquote>",
                "q1 a|q2 b",
            ),
            ("<pre>a\n  b</pre><hr>", "c a\n  b|r "),
            (
                "<figure><img alt=x><figcaption>cap</figcaption></figure>",
                "f cap",
            ),
            (
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
                "p a b|p c",
            ),
            (
                "<script>x</script><style>y</style><blink>kept</blink>",
                "p kept",
            ),
            ("no tags, 1 < 2 &amp; so on", "p no tags, 1 < 2 & so on"),
        ] {
            let told: Vec<String> = blocks(html)
                .iter()
                .map(|b| {
                    let kind = match b.kind {
                        BlockKind::Paragraph => "p".to_owned(),
                        BlockKind::Heading(n) => format!("h{n}"),
                        BlockKind::Item(n) => format!("i{n}"),
                        BlockKind::Quote(n) => format!("q{n}"),
                        BlockKind::Code => "c".to_owned(),
                        BlockKind::Caption => "f".to_owned(),
                        BlockKind::Rule => "r".to_owned(),
                    };
                    format!("{kind} {}", b.text())
                })
                .collect();
            assert_eq!(told.join("|"), read, "{html}");
        }
    }

    #[test]
    fn emphasis_and_cut_marks_are_runs() {
        let read = blocks("<p>a <i>b</i> <b>c</b> <code>d</code> […]</p>");
        let styles: Vec<Style> = read[0].runs.iter().map(|r| r.style).collect();
        use Style::{Code, Cut, Emphasis, Plain, Strong};
        assert_eq!(
            styles,
            [Plain, Emphasis, Plain, Strong, Plain, Code, Plain, Cut]
        );
    }

    #[test]
    fn nesting_without_end_is_read_as_text() {
        for (open, close) in [("<div>", "</div>"), ("<b>", ""), ("<font color=a>", "")] {
            let html = format!("{}word{}", open.repeat(50_000), close.repeat(50_000));
            let read = blocks(&html);
            assert_eq!(read.len(), 1);
            assert_eq!(one_line(&read[0].text()), "word");
        }
    }
}
