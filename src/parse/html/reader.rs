//! The tree walked once, from its first word to its last, and the row of blocks written.

use super::inline::Inline;
use super::list::List;
use super::table::{self, Table};
use super::{link, list};
use crate::chars::clean::one_line;
use crate::model::block::{Frame, Marker};
use crate::model::{Block, BlockKind, Run, Style};
use dom_query::{LocalName, NodeData, NodeRef};
use std::collections::HashSet;
use std::sync::Arc;
use url::Url;

/// Whether an element's text is not for reading.
fn is_dropped(tag: &str) -> bool {
    matches!(
        tag,
        "button"
            | "canvas"
            | "datalist"
            | "head"
            | "noscript"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "title"
    )
}

/// Whether an element ends the block before it and the one in it; all others stand in a sentence.
fn is_apart(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// What attributes are looked at.
const READ: [&str; 24] = [
    "href",
    "src",
    "alt",
    "title",
    "start",
    "value",
    "type",
    "reversed",
    "colspan",
    "rowspan",
    "align",
    "role",
    "hidden",
    "style",
    "class",
    "width",
    "height",
    "data-src",
    "aria-label",
    "alttext",
    "data",
    "srcset",
    "id",
    "scope",
];

/// A longer description of a picture is cut off.
const LONGEST_ALT: usize = 600;

/// A longer expansion of an abbreviation is not said.
const LONGEST_EXPANSION: usize = 80;

/// The attributes of an element, those that are looked at.
#[derive(Debug, Default)]
pub(super) struct Attributes(Vec<(LocalName, String)>);

impl Attributes {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(n, _)| &**n == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn number(&self, name: &str) -> Option<i32> {
        self.get(name)?.trim().parse().ok()
    }

    fn has_class(&self, test: impl Fn(&str) -> bool) -> bool {
        self.get("class")
            .is_some_and(|c| c.split_whitespace().any(test))
    }

    fn says(&self, style: &str) -> bool {
        self.get("style").is_some_and(|s| {
            let s: String = s.chars().filter(|c| !c.is_whitespace()).collect();
            s.to_ascii_lowercase().contains(style)
        })
    }
}

/// What the words being read stand in. It is put back when an element ends.
#[derive(Clone, Debug)]
struct Context {
    kind: BlockKind,
    style: Style,
    link: Option<Arc<str>>,
    pre: bool,
    /// Blocks in it become lines of one: a cell, a caption.
    joined: bool,
    /// The rows in it name columns.
    head: bool,
    /// The figure around holds something that is no picture.
    shows_words: bool,
    frames: usize,
    lists: usize,
    /// Whether lists that open now stand in no point of the list around them.
    bare_list: bool,
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(Left),
}

/// An element to be left.
struct Left {
    context: Context,
    name: LocalName,
    /// Words that stand behind it.
    behind: String,
    /// Whether it is a table of data.
    data: bool,
}

/// The block being read, and what it stands in.
pub(super) struct Reader {
    blocks: Vec<Block>,
    inline: Inline,
    context: Context,
    frames: Vec<Frame>,
    lists: Vec<List>,
    table: Option<Table>,
    base: Option<Url>,
    explained: HashSet<String>,
}

impl Reader {
    /// A reader of addresses relative to `base`; `exact` keeps several blanks on a line.
    pub(super) fn new(base: Option<Url>, exact: bool) -> Reader {
        Reader {
            blocks: Vec::new(),
            inline: Inline::new(exact),
            context: Context {
                kind: BlockKind::Paragraph,
                style: Style::Plain,
                link: None,
                pre: false,
                joined: false,
                head: false,
                shows_words: false,
                frames: 0,
                lists: 0,
                bare_list: false,
            },
            frames: Vec::new(),
            lists: Vec::new(),
            table: None,
            base,
            explained: HashSet::new(),
        }
    }

    /// Reads everything below `root`.
    pub(super) fn walk(&mut self, root: NodeRef<'_>) {
        // A stack of its own instead of recursion: depth is the writer's choice.
        let mut steps = vec![Step::Enter(root)];
        while let Some(step) = steps.pop() {
            let node = match step {
                Step::Leave(left) => {
                    self.leave(left);
                    continue;
                }
                Step::Enter(node) => node,
            };
            let Some((name, attributes)) = self.element(&node) else {
                continue;
            };
            match self.enter(&node, name, &attributes) {
                Some(left) => steps.push(Step::Leave(left)),
                None => continue,
            }
            steps.extend(node.children_it(true).map(Step::Enter));
        }
    }

    /// The blocks.
    pub(super) fn end(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }

    /// An element's name and attributes, that of the root for what holds others; takes in text.
    fn element(&mut self, node: &NodeRef<'_>) -> Option<(LocalName, Attributes)> {
        let read = node.query(|n| match &n.data {
            NodeData::Text { contents } => {
                let Context { style, pre, .. } = self.context;
                let link = self.context.link.as_ref();
                self.inline.push(contents, style, link, pre);
                None
            }
            NodeData::Element(element) => {
                let read = element
                    .attrs
                    .iter()
                    .filter(|a| READ.contains(&&*a.name.local));
                let read = read.map(|a| (a.name.local.clone(), a.value.to_string()));
                Some((element.name.local.clone(), Attributes(read.collect())))
            }
            NodeData::Document | NodeData::Fragment => {
                Some((LocalName::from("body"), Attributes::default()))
            }
            _ => None,
        });
        read.flatten()
    }

    /// Enters an element; `None` where nothing in it is read.
    fn enter(
        &mut self,
        node: &NodeRef<'_>,
        name: LocalName,
        attributes: &Attributes,
    ) -> Option<Left> {
        let tag: &str = &name;
        if is_dropped(tag) || is_hidden(attributes) {
            return None;
        }
        let apart = is_apart(tag);
        if apart {
            self.flush();
        }
        let mut left = Left {
            context: self.context.clone(),
            name: name.clone(),
            behind: String::new(),
            data: false,
        };
        match tag {
            "br" => self.line_break(),
            "wbr" => self.words("\u{200b}"),
            "hr" => self.rule(),
            "img" => self.image(node, attributes),
            "video" | "audio" | "iframe" | "embed" | "object" => {
                self.media(node, tag, attributes);
                return None;
            }
            "math" => {
                if let Some(words) = formula(node, attributes) {
                    self.words(&words);
                    return None;
                }
            }
            "base" => {
                let href = attributes
                    .get("href")
                    .and_then(|h| Url::parse(h.trim()).ok());
                let web = href.filter(|u| matches!(u.scheme(), "http" | "https"));
                self.base = web.or(self.base.take());
            }
            "a" => self.anchor(node, attributes),
            "ul" | "ol" | "menu" | "dir" => self.list(node, tag, attributes),
            "li" => self.point(attributes),
            "blockquote" => self.frames.push(Frame::Quote),
            "dd" => self.frames.push(Frame::Hang(4)),
            "table" => {
                left.data = self.table.is_none()
                    && !self.context.joined
                    && table::is_data(node, attributes);
                if left.data {
                    self.table = Some(Table::default());
                }
            }
            "td" | "th" if self.table.is_some() => {
                let head = tag == "th" || self.context.head;
                if let Some(table) = &mut self.table {
                    table.begin(table::cell(head, attributes), attributes.number("rowspan"));
                }
                self.context.joined = true;
            }
            "div" => {
                if let Some(columns) = hang(attributes) {
                    self.frames.push(Frame::Hang(columns));
                }
            }
            "figure" => self.context.shows_words = table::shows_words(node),
            "q" => {
                self.words("“");
                left.behind = "”".to_owned();
            }
            "del" | "s" | "strike" => {
                self.words("~~");
                left.behind = "~~".to_owned();
            }
            "rt" => {
                let bracketed = node
                    .prev_element_sibling()
                    .is_some_and(|n| n.has_name("rp"));
                if !bracketed {
                    self.words("(");
                    left.behind = ")".to_owned();
                }
            }
            "abbr" | "acronym" => left.behind = self.expansion(node, attributes),
            _ => {}
        }
        self.set_kind(tag, attributes);
        self.context.style = stronger(self.context.style, style_of(tag));
        self.context.frames = self.frames.len();
        self.context.lists = self.lists.len();
        Some(left)
    }

    fn set_kind(&mut self, tag: &str, attributes: &Attributes) {
        let context = &mut self.context;
        let is_caption =
            || attributes.has_class(|c| c == "wp-caption-text" || c == "image-caption");
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                context.kind = BlockKind::Heading(tag[1..].parse().unwrap_or(3));
            }
            "pre" | "listing" | "xmp" => {
                context.pre = true;
                if !context.joined {
                    context.kind = BlockKind::Code;
                }
            }
            "dt" => context.kind = BlockKind::Term,
            "figcaption" if context.shows_words => context.kind = BlockKind::Legend,
            "figcaption" => context.kind = BlockKind::Caption,
            "caption" => context.kind = BlockKind::Legend,
            "p" | "div" | "span" if attributes.get("role") == Some("caption") => {
                context.kind = BlockKind::Legend;
            }
            "p" | "dd" | "div" if is_caption() => context.kind = BlockKind::Caption,
            "thead" => context.head = true,
            "li" | "td" | "th" | "dd" if context.kind == BlockKind::Term => {
                context.kind = BlockKind::Paragraph;
            }
            _ => {}
        }
        if matches!(tag, "figcaption" | "caption") {
            context.joined = true;
        }
    }

    fn leave(&mut self, left: Left) {
        let tag: &str = &left.name;
        if !left.behind.is_empty() {
            self.words(&left.behind);
        }
        if tag == "p" && self.inline.is_empty() && !self.context.joined {
            self.inline.take(false);
        }
        let cell = matches!(tag, "td" | "th") && self.table.is_some();
        if cell {
            let runs = self.inline.take(false);
            if let Some(table) = &mut self.table {
                table.end_cell(runs);
            }
        } else if matches!(tag, "figcaption" | "caption") {
            self.context.joined = left.context.joined;
            self.flush();
        } else if is_apart(tag) {
            self.flush();
        }
        if tag == "tr"
            && let Some(block) = self.table.as_mut().and_then(Table::end_row)
        {
            self.push(block);
        }
        if left.data {
            self.table = None;
        }
        self.context = left.context;
        self.frames.truncate(self.context.frames);
        self.lists.truncate(self.context.lists);
    }

    /// Ends the block being read.
    fn flush(&mut self) {
        if self.context.joined {
            if !self.inline.is_empty() && !self.inline.at_break() {
                self.inline.break_line(false);
            }
            return;
        }
        let code = self.context.kind == BlockKind::Code;
        let runs = self.inline.take(code);
        if runs.is_empty() {
            return;
        }
        let kind = self.context.kind;
        let frames = self.current_frames();
        let block = Block::within(kind, &frames, runs);
        self.push(block);
        for frame in &mut self.frames {
            *frame = begun(*frame);
        }
    }

    fn push(&mut self, block: Block) {
        // A caption that says what the picture's description says: once is enough.
        if block.kind == BlockKind::Caption
            && let Some(above) = self.blocks.last_mut()
            && let [
                Run {
                    text,
                    style: Style::Media,
                    ..
                },
            ] = above.runs.as_mut_slice()
            && text
                .strip_prefix("[image: ")
                .and_then(|t| t.strip_suffix(']'))
                .is_some_and(|alt| {
                    let words = block.text();
                    words.starts_with(alt) || alt.len() > 20 && words.contains(alt)
                })
        {
            *text = "[image]".to_owned();
        }
        self.blocks.push(block);
    }

    /// What the block stands in: only the innermost point begins with it.
    fn current_frames(&self) -> Vec<Frame> {
        let last = self
            .frames
            .iter()
            .rposition(|f| matches!(f, Frame::Point(_)));
        let frames = self.frames.iter().enumerate();
        frames
            .map(|(n, f)| if Some(n) == last { *f } else { begun(*f) })
            .collect()
    }

    fn words(&mut self, text: &str) {
        let Context { style, .. } = self.context;
        let link = self.context.link.clone();
        self.inline.gap(text);
        self.inline.append(text, style, link.as_ref());
    }

    fn line_break(&mut self) {
        let Context { pre, joined, .. } = self.context;
        if !pre && !joined && self.inline.at_break() {
            self.flush();
        } else {
            self.inline.break_line(pre);
        }
    }

    fn rule(&mut self) {
        if self.context.joined {
            return;
        }
        let frames: Vec<Frame> = self.frames.iter().map(|f| begun(*f)).collect();
        self.blocks
            .push(Block::within(BlockKind::Rule, &frames, Vec::new()));
    }

    fn anchor(&mut self, node: &NodeRef<'_>, attributes: &Attributes) {
        let Some(href) = attributes.get("href") else {
            return;
        };
        let fragment = href.split_once('#').map(|(_, f)| f.to_ascii_lowercase());
        // What leads back from a note to its place in the text is no mark.
        let names_note = fragment.is_some_and(|f| {
            (f.contains("fn") || f.contains("note")) && !f.contains("ref") && !f.contains("anchor")
        });
        if names_note {
            let words = node.text();
            let words = words.trim();
            let digits = |c: char| c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | '§');
            if !words.is_empty() && words.len() <= 4 && words.chars().all(digits) {
                self.context.style = Style::Sup;
                return;
            }
        }
        if let Some(target) = link::target(href, self.base.as_ref()) {
            self.context.link = Some(target);
        }
    }

    fn list(&mut self, node: &NodeRef<'_>, tag: &str, attributes: &Attributes) {
        if self.context.bare_list {
            self.frames.push(Frame::Hang(2));
        }
        self.context.bare_list = true;
        let points = || node.children_it(false).filter(|n| n.has_name("li")).count();
        self.lists.push(list::List::new(tag, attributes, points));
    }

    fn point(&mut self, attributes: &Attributes) {
        let mark = self
            .lists
            .last_mut()
            .map_or(Marker::Bullet, |list: &mut List| list.mark(attributes));
        self.context.bare_list = false;
        if self.context.joined {
            self.words(&format!("{} ", mark.text("•")));
        } else {
            self.frames.push(Frame::Point(mark));
        }
    }

    fn image(&mut self, node: &NodeRef<'_>, attributes: &Attributes) {
        let src = ["src", "data-src"]
            .iter()
            .filter_map(|name| attributes.get(name));
        let src: Vec<&str> = src.filter(|s| !s.starts_with("data:")).collect();
        let src = src.first().copied().unwrap_or_default();
        if link::counts_visits(src, attributes.get("width"), attributes.get("height")) {
            return;
        }
        let alt = attributes.get("alt").map(one_line);
        let title = attributes.get("title").map(one_line);
        let words = alt
            .clone()
            .filter(|a| !a.is_empty())
            .or(title)
            .unwrap_or_default();
        let in_figure = || {
            node.ancestors_it(Some(4))
                .any(|n| n.has_name("figure") || n.has_name("picture"))
        };
        if words.is_empty() && alt.is_some() && !in_figure() {
            // The author says that it shows nothing to be told.
            self.inline.part();
            return;
        }
        let is_sign = words.chars().count() <= 3 && !words.is_empty();
        if is_sign && !words.chars().any(|c| c.is_ascii_alphanumeric()) {
            self.words(&words);
            return;
        }
        let words: String = words.chars().take(LONGEST_ALT).collect();
        let target = self
            .context
            .link
            .clone()
            .or_else(|| link::target(src, self.base.as_ref()));
        self.stand_in("image", &words, target);
    }

    fn media(&mut self, node: &NodeRef<'_>, tag: &str, attributes: &Attributes) {
        let own = ["src", "data-src", "data"]
            .iter()
            .find_map(|name| attributes.get(name));
        let source = || {
            let mut below = node.descendants_it().take(50);
            below
                .find(|n| n.has_name("source"))?
                .attr("src")
                .map(|s| s.to_string())
        };
        let src = own.map(str::to_owned).or_else(source).unwrap_or_default();
        let Some(target) = link::target(&link::watched(&src), self.base.as_ref()) else {
            return;
        };
        let label = ["title", "aria-label"]
            .iter()
            .find_map(|name| attributes.get(name));
        let what = match tag {
            "video" => "video",
            "audio" => "audio",
            _ => "frame",
        };
        self.flush();
        self.stand_in(what, &one_line(label.unwrap_or_default()), Some(target));
        self.flush();
    }

    /// Puts words where something stands that cannot be shown.
    fn stand_in(&mut self, what: &str, words: &str, target: Option<Arc<str>>) {
        let text = match words {
            "" => format!("[{what}]"),
            words => format!("[{what}: {words}]"),
        };
        self.inline.part();
        self.inline.gap(&text);
        self.inline.append(&text, Style::Media, target.as_ref());
        self.inline.part();
    }

    /// What an abbreviation stands for, said where it comes first.
    fn expansion(&mut self, node: &NodeRef<'_>, attributes: &Attributes) -> String {
        let title = attributes.get("title").map(one_line).unwrap_or_default();
        let words = one_line(&node.text());
        let told = title.is_empty()
            || words.is_empty()
            || title.chars().count() > LONGEST_EXPANSION
            || title.eq_ignore_ascii_case(&words);
        let reading = matches!(self.context.kind, BlockKind::Paragraph) && !self.context.joined;
        if told || !reading || !self.explained.insert(words) {
            return String::new();
        }
        format!(" ({title})")
    }
}

fn begun(frame: Frame) -> Frame {
    match frame {
        Frame::Point(mark) => {
            let columns = mark.text("•").chars().count() + 1;
            Frame::Hang(u8::try_from(columns).unwrap_or(u8::MAX))
        }
        frame => frame,
    }
}

fn is_hidden(attributes: &Attributes) -> bool {
    attributes.get("hidden").is_some() || attributes.says("display:none")
}

/// The indent that HTML of our own gives a block: `margin-left:4ch`.
fn hang(attributes: &Attributes) -> Option<u8> {
    let style = attributes.get("style")?;
    style
        .strip_prefix("margin-left:")?
        .strip_suffix("ch")?
        .parse()
        .ok()
}

/// The words of a formula, as its author wrote it for those who see none.
fn formula(node: &NodeRef<'_>, attributes: &Attributes) -> Option<String> {
    let alt = attributes
        .get("alttext")
        .map(one_line)
        .filter(|t| !t.is_empty());
    alt.or_else(|| {
        let mut below = node.descendants_it().take(2000);
        let note = below.find(|n| n.has_name("annotation"))?;
        Some(one_line(&note.text())).filter(|t| !t.is_empty())
    })
}

fn style_of(tag: &str) -> Style {
    match tag {
        "em" | "i" | "cite" | "dfn" | "var" => Style::Emphasis,
        "strong" | "b" | "summary" => Style::Strong,
        "code" | "kbd" | "samp" | "tt" => Style::Code,
        "mark" => Style::Highlight,
        "sup" => Style::Sup,
        "sub" => Style::Sub,
        _ => Style::Plain,
    }
}

/// Of two styles one in the other, the one that says more.
fn stronger(around: Style, own: Style) -> Style {
    let rank = |style: Style| match style {
        Style::Plain | Style::Cut | Style::Media => 0,
        Style::Emphasis => 1,
        Style::Highlight => 2,
        Style::Strong => 3,
        Style::Code => 4,
        Style::Sup | Style::Sub => 5,
    };
    if rank(own) > rank(around) {
        own
    } else {
        around
    }
}
