//! What every container is laid out as: lines of text, and what the markup says of each.

use crate::model::BlockKind;
use std::fmt::Write as _;

/// What the markup of a container says of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::parse::digest) struct Mark {
    /// What kind of block the line is.
    pub(in crate::parse::digest) kind: BlockKind,
    /// Where strong text begins and ends, in bytes, when the line opens with some.
    pub(in crate::parse::digest) strong: Option<(usize, usize)>,
    /// The links, in order.
    pub(in crate::parse::digest) links: Vec<Link>,
    /// The outermost list item the line stands in, counted from 1; 0 is none.
    pub(in crate::parse::digest) item: u32,
    /// Whether it belongs to the page around the text: navigation, footer, hidden.
    pub(in crate::parse::digest) aside: bool,
    /// Where the container itself says that a part begins here.
    pub(in crate::parse::digest) part: Option<Part>,
}

/// A link in a line: the bytes of its words, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::parse::digest) struct Link {
    pub(in crate::parse::digest) from: usize,
    pub(in crate::parse::digest) to: usize,
    pub(in crate::parse::digest) url: String,
}

/// A part that the container names: a message of a digest, an entry of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::parse::digest) struct Part {
    /// How many lines its head takes; none when it is 0.
    pub(in crate::parse::digest) len: usize,
    /// Its outlet.
    pub(in crate::parse::digest) outlet: Option<String>,
    /// Its headline.
    pub(in crate::parse::digest) headline: Option<String>,
    /// Who wrote it.
    pub(in crate::parse::digest) byline: Option<String>,
    /// Where the original is.
    pub(in crate::parse::digest) url: Option<String>,
    /// Whether the line above is a heading of several parts.
    pub(in crate::parse::digest) grouped: bool,
}

impl Default for Mark {
    fn default() -> Mark {
        Mark {
            kind: BlockKind::Paragraph,
            strong: None,
            links: Vec::new(),
            item: 0,
            aside: false,
            part: None,
        }
    }
}

/// One line of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::parse::digest) struct Row {
    /// Its words, on one line.
    pub(in crate::parse::digest) text: String,
    /// Whether it stands apart from the line above.
    pub(in crate::parse::digest) gap: bool,
    /// What the markup says.
    pub(in crate::parse::digest) mark: Mark,
}

/// What a container says of the document as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::parse::digest) struct About {
    /// The title in the container's head: subject, `<title>`, front matter.
    pub(in crate::parse::digest) title: Option<String>,
    /// Who publishes it.
    pub(in crate::parse::digest) publisher: Option<String>,
    /// Its date, as written.
    pub(in crate::parse::digest) date: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub(in crate::parse::digest) lang: Option<String>,
    /// What else the head says of what it is ("newsletter"), a word or two.
    pub(in crate::parse::digest) genre: Option<String>,
}

/// A document laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::parse::digest) struct Sheet {
    /// What the container says of it.
    pub(in crate::parse::digest) about: About,
    /// Its lines.
    pub(in crate::parse::digest) rows: Vec<Row>,
}

/// The name by which a kept document is known again.
pub(super) const OWN: &str = "tidings";

impl Sheet {
    /// The words alone: each line on its own, a blank line where one stands apart.
    pub(in crate::parse::digest) fn plain(&self) -> String {
        let mut plain = String::with_capacity(self.rows.iter().map(|r| r.text.len() + 3).sum());
        for row in &self.rows {
            if row.gap && !plain.is_empty() {
                plain.push('\n');
            }
            // The rules for plain text know a list item by its mark.
            if matches!(row.mark.kind, BlockKind::Item(_)) {
                plain.push_str(ITEM);
            }
            plain.push_str(&row.text);
            plain.push('\n');
        }
        plain
    }

    /// The sheet as a small page: what is kept of the document, and reads back as the same sheet.
    pub(in crate::parse::digest) fn page(&self) -> String {
        let mut page = String::from("<!doctype html>\n<meta charset=\"utf-8\">\n");
        let _ = writeln!(page, "<meta name=\"generator\" content=\"{OWN}\">");
        let about = &self.about;
        for (name, value) in [
            ("title", &about.title),
            ("publisher", &about.publisher),
            ("date", &about.date),
            ("lang", &about.lang),
            ("genre", &about.genre),
        ] {
            if let Some(value) = value {
                let _ = writeln!(page, "<meta name=\"{name}\" content=\"{}\">", quoted(value));
            }
        }
        let mut open = 0;
        for row in &self.rows {
            let item = row.mark.item;
            if item != open {
                page.push_str(if open > 0 { "</li></ul>\n" } else { "" });
                page.push_str(if item > 0 { "<ul><li>\n" } else { "" });
                open = item;
            }
            write_row(&mut page, row);
        }
        page.push_str(if open > 0 { "</li></ul>\n" } else { "" });
        page
    }
}

/// The mark of a list item in the words alone.
pub(in crate::parse::digest) const ITEM: &str = "- ";

fn write_row(page: &mut String, row: &Row) {
    let mark = &row.mark;
    let tag = match mark.kind {
        BlockKind::Heading(n) => format!("h{}", n.clamp(1, 6)),
        BlockKind::Rule => "hr".to_owned(),
        BlockKind::Code => "pre".to_owned(),
        _ => "p".to_owned(),
    };
    let _ = write!(page, "<{tag}");
    let kind = match mark.kind {
        BlockKind::Item(n) => format!("item-{n}"),
        BlockKind::Quote(n) => format!("quote-{n}"),
        BlockKind::Caption => "caption".to_owned(),
        _ => String::new(),
    };
    let class = [
        kind.as_str(),
        if row.gap { "" } else { "near" },
        if mark.aside { "aside" } else { "" },
    ];
    let class: Vec<&str> = class.into_iter().filter(|c| !c.is_empty()).collect();
    if !class.is_empty() {
        let _ = write!(page, " class=\"{}\"", class.join(" "));
    }
    if let Some(part) = &mark.part {
        let _ = write!(page, " data-part=\"{}\"", part.len);
        if part.grouped {
            page.push_str(" data-grouped");
        }
        for (name, value) in [
            ("outlet", &part.outlet),
            ("headline", &part.headline),
            ("byline", &part.byline),
            ("url", &part.url),
        ] {
            if let Some(value) = value {
                let _ = write!(page, " data-{name}=\"{}\"", quoted(value));
            }
        }
    }
    page.push('>');
    if mark.kind == BlockKind::Rule {
        page.push('\n');
        return;
    }
    write_words(page, row);
    let _ = writeln!(page, "</{tag}>");
}

fn write_words(page: &mut String, row: &Row) {
    let (text, mark) = (&row.text, &row.mark);
    // The places at which a tag opens or closes; those that close come first.
    let mut tags: Vec<(usize, u8, String)> = Vec::new();
    if let Some((from, to)) = mark.strong {
        tags.push((from, 2, "<b>".to_owned()));
        tags.push((to, 1, "</b>".to_owned()));
    }
    for link in &mark.links {
        tags.push((link.from, 3, format!("<a href=\"{}\">", quoted(&link.url))));
        tags.push((link.to, 0, "</a>".to_owned()));
    }
    tags.sort_by_key(|(at, order, _)| (*at, *order));
    let mut from = 0;
    for (at, _, tag) in tags {
        page.push_str(&escaped(text.get(from..at).unwrap_or("")));
        page.push_str(&tag);
        from = at;
    }
    page.push_str(&escaped(text.get(from..).unwrap_or("")));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn quoted(text: &str) -> String {
    escaped(text).replace('"', "&quot;")
}
