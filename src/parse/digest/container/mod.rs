//! What holds a document: plain text, a web page, Markdown, mail, a mailbox, a list in JSON.
//!
//! Each is laid out as the same lines, so that one review in any of them has the same sections. What
//! is kept of all but plain text is a small page, which reads back as the same lines.

mod json;
mod mail;
mod markdown;
mod page;
pub(super) mod sheet;

use super::lines::{Line, paragraphs};
use crate::chars::clean::{clean, one_line};
use crate::parse::decode::{self, Decoded};
use crate::parse::{MOST_BYTES, Refusal};
use sheet::{About, Mark, Row, Sheet};
use std::borrow::Cow;

/// A document laid out for reading.
pub(super) struct Laid {
    /// What is kept of it. Read again it is laid out the same.
    pub(super) source: String,
    /// The words alone, where they are not the source itself.
    plain: Option<String>,
    /// The marks of the lines that are not blank; none for plain text.
    marks: Option<Vec<(bool, Mark)>>,
    /// What the container says of it.
    pub(super) about: About,
    /// What went wrong, in sentences for the reader.
    pub(super) complaints: Vec<String>,
}

impl Laid {
    /// The words alone, a line each.
    pub(super) fn plain(&self) -> &str {
        self.plain.as_deref().unwrap_or(&self.source)
    }

    /// The paragraphs.
    pub(super) fn paragraphs(&self) -> Vec<Line<'_>> {
        let Some(marks) = &self.marks else {
            return paragraphs(self.plain());
        };
        let lines = self.plain().split('\n').enumerate();
        let lines = lines.filter(|(_, text)| !text.is_empty());
        lines
            .zip(marks)
            .map(|((at, text), (gap, mark))| Line {
                first: at + 1,
                last: at + 1,
                text: Cow::Borrowed(text),
                chars: text.chars().count(),
                gap: *gap,
                mark: Some(Box::new(mark.clone())),
            })
            .collect()
    }
}

/// Lays a document out.
///
/// # Errors
/// Refuses what is too large, empty, or no text.
pub(super) fn lay(bytes: &[u8], file_name: Option<&str>) -> Result<Laid, Refusal> {
    let ending = file_name.and_then(|name| name.rsplit_once('.'));
    let ending = ending.map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
    let size = bytes.len() as u64;
    if size > MOST_BYTES {
        let limit = MOST_BYTES;
        return Err(Refusal::TooLarge { bytes: size, limit });
    }
    let mut complaints = Vec::new();
    let mail = if mail::is_mailbox(bytes) {
        mail::read_box(bytes, &mut complaints)
    } else if mail::is_mail(bytes, ending == "eml") {
        mail::read(bytes, &mut complaints)
    } else {
        None
    };
    if let Some(sheet) = mail.filter(|sheet| !sheet.rows.is_empty()) {
        return Ok(of_sheet(sheet, complaints));
    }
    let Decoded {
        text,
        mut complaints,
    } = decode::text(bytes)?;
    match marked(&text, &ending, &mut complaints) {
        Some(sheet) if !sheet.rows.is_empty() => Ok(of_sheet(sheet, complaints)),
        _ => Ok(Laid {
            source: text,
            plain: None,
            marks: None,
            about: About::default(),
            complaints,
        }),
    }
}

/// The words alone of a source that was kept.
pub(super) fn words_of(source: &str) -> Cow<'_, str> {
    if is_page(source, "") {
        Cow::Owned(page::read(source).plain())
    } else {
        Cow::Borrowed(source)
    }
}

/// The sheet of a text with markup; `None` for plain text.
fn marked(text: &str, ending: &str, complaints: &mut Vec<String>) -> Option<Sheet> {
    if is_page(text, ending) {
        if text.rfind('<') > text.rfind('>') {
            complaints.push("the page ends in the middle; what came of it is shown".to_owned());
        }
        return Some(page::read(text));
    }
    if text.trim_start().starts_with(['[', '{'])
        && let Some(sheet) = json::read(text, complaints)
    {
        return Some(sheet);
    }
    is_markdown(text, ending).then(|| markdown::read(text))
}

fn of_sheet(mut sheet: Sheet, complaints: Vec<String>) -> Laid {
    let about = &mut sheet.about;
    for text in [
        &mut about.title,
        &mut about.publisher,
        &mut about.date,
        &mut about.lang,
        &mut about.genre,
    ] {
        *text = text.take().map(|t| one_line(&t)).filter(|t| !t.is_empty());
    }
    for row in &mut sheet.rows {
        if row.text.contains('\n') || row.text != clean(&row.text) {
            row.text = one_line(&row.text);
            row.mark.links.clear();
            row.mark.strong = None;
        }
    }
    sheet.rows.retain(|row| !row.text.trim().is_empty());
    Laid {
        source: sheet.page(),
        plain: Some(sheet.plain()),
        about: sheet.about,
        marks: Some(
            sheet
                .rows
                .into_iter()
                .map(|r| (r.gap, shifted(r.mark)))
                .collect(),
        ),
        complaints,
    }
}

/// The mark of a line as it stands in the words alone, where list items have a mark before them.
fn shifted(mut mark: Mark) -> Mark {
    if matches!(mark.kind, crate::model::BlockKind::Item(_)) {
        let by = sheet::ITEM.len();
        mark.strong = mark.strong.map(|(from, to)| (from + by, to + by));
        for link in &mut mark.links {
            (link.from, link.to) = (link.from + by, link.to + by);
        }
    }
    mark
}

/// The lines of plain text, hard wraps undone, as rows without marks.
fn text_rows(text: &str) -> Vec<Row> {
    let lines = paragraphs(text).into_iter();
    lines
        .map(|line| Row {
            text: line.text.into_owned(),
            gap: line.gap,
            mark: Mark::default(),
        })
        .collect()
}

/// Whether a text is a web page: by the ending of its name, or because it opens as one.
fn is_page(text: &str, ending: &str) -> bool {
    if matches!(ending, "html" | "htm" | "xhtml") {
        return true;
    }
    let start = super::lines::start_of(text.trim_start(), 2000).to_ascii_lowercase();
    start.starts_with('<')
        && ["<!doctype html", "<html", "<body", "<head>", "<p>", "<div"]
            .iter()
            .any(|tag| start.contains(tag))
}

/// Whether a text is Markdown: by the ending of its name, or because it has headings and links as
/// Markdown writes them; a file that is called plain text is.
fn is_markdown(text: &str, ending: &str) -> bool {
    if matches!(ending, "md" | "markdown" | "mkd") {
        return true;
    }
    if !ending.is_empty() {
        return false;
    }
    let lines = text.lines().take(400);
    let is_heading = |line: &&str| {
        let level = line.bytes().take_while(|b| *b == b'#').count();
        (1..=6).contains(&level) && line[level..].starts_with(' ')
    };
    let headings = lines.clone().filter(is_heading).count();
    let links = lines.filter(|line| line.contains("](http")).count();
    headings >= 1 && headings + links >= 3
}
