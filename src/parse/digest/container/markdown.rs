//! Markdown, with or without front matter, by way of the HTML it stands for.

use super::page;
use super::sheet::{About, Mark, Row, Sheet};
use crate::model::BlockKind;
use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, html,
};

/// Front matter is no longer than this, in lines.
const LONGEST_HEAD: usize = 200;

/// Reads Markdown.
pub(super) fn read(text: &str) -> Sheet {
    let (head, body) = front_matter(text);
    let body = without_templates(body);
    // A reference that is defined elsewhere is still a link; `[…]` is not.
    let mut elsewhere = |link: BrokenLink<'_>| match link.link_type {
        LinkType::Reference | LinkType::Collapsed => Some((CowStr::from(""), CowStr::from(""))),
        _ => None,
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let parser = Parser::new_with_broken_link_callback(&body, options, Some(&mut elsewhere));
    let mut written = String::with_capacity(body.len() * 5 / 4);
    html::push_html(&mut written, parser.map(shown));
    let mut sheet = page::read(&written);
    sheet.about = head.about;
    if let Some(title) = &sheet.about.title {
        sheet.rows.insert(0, title_row(title));
    }
    if let Some(label) = head.label {
        let mark = Mark {
            aside: true,
            ..Mark::default()
        };
        let row = Row {
            text: label,
            gap: true,
            mark,
        };
        sheet.rows.push(row);
    }
    sheet
}

/// The line of a title that the head of a container gives.
pub(super) fn title_row(title: &str) -> Row {
    Row {
        text: title.to_owned(),
        gap: true,
        mark: Mark {
            kind: BlockKind::Heading(1),
            ..Mark::default()
        },
    }
}

/// A picture's words are shown as the text they are.
fn shown(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Image { .. }) => Event::InlineHtml(CowStr::from("<span>")),
        // The language of a block of code stands in the text, and is kept with it.
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if !info.is_empty() => {
            let info = info.replace('&', "&amp;").replace('<', "&lt;");
            Event::Html(CowStr::from(format!("<pre><code>{info}\n")))
        }
        // Code inside a sentence keeps its signs: they say what it is.
        Event::Code(code) => Event::Text(CowStr::from(format!("`{code}`"))),
        Event::End(pulldown_cmark::TagEnd::Image) => Event::InlineHtml(CowStr::from("</span>")),
        other => other,
    }
}

#[derive(Default)]
struct Head {
    about: About,
    /// The key that stood before the title, where it was a line of the text.
    label: Option<String>,
}

/// Front matter between `---` lines, or lines `Key: value` that begin with a title, and the rest.
fn front_matter(text: &str) -> (Head, &str) {
    let mut head = Head::default();
    let fenced = text.starts_with("---\n");
    if !fenced && !text.starts_with("Title: ") {
        return (head, text);
    }
    let mut at = if fenced { 4 } else { 0 };
    for line in text[at..].split_inclusive('\n').take(LONGEST_HEAD) {
        at += line.len();
        let line = line.trim_end();
        if fenced && line == "---" || !fenced && line.is_empty() {
            return (head, &text[at..]);
        }
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim().trim_matches(['"', '\'']).trim();
        if value.is_empty() {
            continue;
        }
        let value = Some(value.to_owned());
        match key.to_ascii_lowercase().as_str() {
            "title" => {
                head.label = (!fenced).then(|| format!("{key}:"));
                head.about.title = value;
            }
            "publisher" | "site" => head.about.publisher = value,
            "date" => head.about.date = value,
            "lang" | "language" => head.about.lang = value,
            "type" | "layout" | "category" | "categories" | "tags" => {
                let words = head.about.genre.get_or_insert_default();
                words.push_str(value.as_deref().unwrap_or(""));
                words.push(' ');
            }
            _ => {}
        }
    }
    // Without an end it was no front matter.
    (Head::default(), text)
}

/// The text without the marks of template languages: `{% include … %}`, `{:.class}`.
fn without_templates(text: &str) -> String {
    const TAGS: [(&str, &str); 3] = [("{%", "%}"), ("{:", "}"), ("{{", "}}")];
    /// A longer tag is none.
    const LONGEST: usize = 400;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = TAGS
            .iter()
            .find(|(open, _)| from.starts_with(open))
            .and_then(|(_, close)| {
                let near = crate::parse::digest::lines::start_of(from, LONGEST);
                near.find(close).map(|end| end + close.len())
            });
        match end {
            Some(end) => rest = &from[end..],
            None => {
                out.push('{');
                rest = &from[1..];
            }
        }
    }
    out.push_str(rest);
    out
}
