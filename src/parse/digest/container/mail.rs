//! Mail: one message, a MIME digest of several (RFC 2046, 5.1.5), or a mailbox (RFC 4155).

use super::page;
use super::sheet::{Mark, Part, Row, Sheet};
use super::{markdown, text_rows};
use crate::chars::clean::{clean, one_line};
use mail_parser::mailbox::mbox::MessageIterator;
use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use std::io::Cursor;

/// Header fields of mail; those of `SURE` stand nowhere else.
const FIELDS: [&str; 9] = [
    "from", "to", "subject", "date", "reply-to", "sender", "list-id", "cc", "x-mailer",
];
const SURE: [&str; 7] = [
    "mime-version",
    "message-id",
    "received",
    "return-path",
    "delivered-to",
    "content-type",
    "content-transfer-encoding",
];

/// How deep messages inside messages are followed.
const DEEPEST: usize = 8;

/// More messages of one mailbox are not read.
const MOST_MESSAGES: usize = 5000;

/// Whether bytes are mail: they open with header fields, one of which only mail has; a file called
/// `.eml` (`named`) needs only one that is known.
pub(super) fn is_mail(bytes: &[u8], named: bool) -> bool {
    let (mut known, mut sure) = (0, 0);
    let start = &bytes[..bytes.len().min(16_384)];
    for (n, line) in start.split(|b| *b == b'\n').enumerate().take(120) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() || n == 0 && line.starts_with(b"From ") {
            if n > 0 && line.is_empty() {
                break;
            }
            continue;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|b| *b == b':') else {
            return false;
        };
        let is_name = |b: &u8| b.is_ascii_graphic();
        if colon == 0 || !line[..colon].iter().all(is_name) {
            return false;
        }
        let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
        sure += usize::from(SURE.contains(&name.as_str()));
        known += usize::from(FIELDS.contains(&name.as_str()));
    }
    sure > 0 && known > 0 || named && sure + known > 0
}

/// Whether bytes are a mailbox of messages, one below the other.
pub(super) fn is_mailbox(bytes: &[u8]) -> bool {
    bytes.starts_with(b"From ") && is_mail(bytes, false)
}

/// Reads one message; `None` when it is none after all.
pub(super) fn read(bytes: &[u8], complaints: &mut Vec<String>) -> Option<Sheet> {
    let message = MessageParser::default().parse(bytes)?;
    let mut sheet = Sheet::default();
    let about = &mut sheet.about;
    about.title = message.subject().map(one_line).filter(|s| !s.is_empty());
    about.publisher = sender(&message);
    about.date = message.date().map(|d| d.to_rfc3339());
    let of_list = [HeaderName::ListId, HeaderName::ListUnsubscribe]
        .into_iter()
        .any(|name| message.header(name).is_some());
    about.genre = of_list.then(|| LIST.to_owned());
    if let Some(title) = about.title.clone() {
        sheet.rows.push(markdown::title_row(&title));
    }
    if parts_of(&message).is_some() {
        digest(&message, &mut sheet, 0);
    } else {
        body(&message, &mut sheet.rows);
    }
    if is_cut(bytes, &message) {
        complaints.push("the mail ends in the middle; what came of it is shown".to_owned());
    }
    Some(sheet)
}

/// The genre of what a list sends to those who subscribed.
const LIST: &str = "newsletter";

/// Reads a mailbox: one message is that message, several are a digest of them.
pub(super) fn read_box(bytes: &[u8], complaints: &mut Vec<String>) -> Option<Sheet> {
    let messages: Vec<Vec<u8>> = MessageIterator::new(Cursor::new(bytes))
        .take(MOST_MESSAGES)
        .flatten()
        .map(mail_parser::mailbox::mbox::Message::unwrap_contents)
        .collect();
    if let [one] = &messages[..] {
        return read(one, complaints);
    }
    let mut sheet = Sheet::default();
    for bytes in &messages {
        if let Some(message) = MessageParser::default().parse(&bytes[..]) {
            part(&message, &mut sheet, 0);
        }
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}

/// The name of who sent a message, or the address where there is no name.
fn sender(message: &Message<'_>) -> Option<String> {
    let from = message.from()?.first()?;
    let name = from.name().filter(|n| !n.trim().is_empty());
    name.or(from.address()).map(one_line)
}

/// The parts of a message, where two or more are messages themselves.
fn parts_of<'m>(message: &'m Message<'_>) -> Option<Vec<&'m mail_parser::MessagePart<'m>>> {
    let messages = message
        .parts
        .iter()
        .filter(|p| matches!(p.body, PartType::Message(_)))
        .count();
    (messages >= 2).then(|| message.parts.iter().collect())
}

fn digest(message: &Message<'_>, sheet: &mut Sheet, depth: usize) {
    for part_of in parts_of(message).unwrap_or_default() {
        match &part_of.body {
            PartType::Message(inner) => part(inner, sheet, depth + 1),
            PartType::Text(text) if !is_attached(part_of) => {
                let about = part_of.content_description().unwrap_or("").to_lowercase();
                let aside = about.contains("masthead") || about.contains("footer");
                let mut rows = text_rows(&clean(text));
                for row in &mut rows {
                    row.mark.aside |= aside;
                }
                sheet.rows.append(&mut rows);
            }
            _ => {}
        }
    }
}

/// Adds a message as a part: its subject and sender as the head, its text below.
fn part(message: &Message<'_>, sheet: &mut Sheet, depth: usize) {
    if depth < DEEPEST && parts_of(message).is_some() {
        return digest(message, sheet, depth);
    }
    let headline = message.subject().map(one_line).filter(|s| !s.is_empty());
    let outlet = sender(message);
    let head: Vec<String> = headline.iter().chain(&outlet).cloned().collect();
    let first = sheet.rows.len();
    for text in &head {
        sheet.rows.push(Row {
            text: text.clone(),
            gap: sheet.rows.len() == first,
            mark: Mark::default(),
        });
    }
    body(message, &mut sheet.rows);
    if let Some(row) = sheet.rows.get_mut(first) {
        row.mark.part = Some(Part {
            len: head.len(),
            outlet,
            headline,
            ..Part::default()
        });
    }
}

/// The text of a message: of several forms of it the one with markup.
fn body(message: &Message<'_>, rows: &mut Vec<Row>) {
    for id in &message.html_body {
        let Some(part) = message.parts.get(*id as usize) else {
            continue;
        };
        match &part.body {
            PartType::Html(html) => rows.extend(page::read(html).rows),
            PartType::Text(text) => rows.extend(text_rows(&clean(text))),
            _ => {}
        }
    }
}

fn is_attached(part: &mail_parser::MessagePart<'_>) -> bool {
    part.content_disposition()
        .is_some_and(mail_parser::ContentType::is_attachment)
}

/// Whether a message of several parts ends before its last boundary.
fn is_cut(bytes: &[u8], message: &Message<'_>) -> bool {
    let Some(HeaderValue::ContentType(kind)) = message.header(HeaderName::ContentType) else {
        return false;
    };
    let Some(boundary) = kind.attribute("boundary") else {
        return false;
    };
    let last = format!("--{boundary}--");
    memchr::memmem::rfind(bytes, last.as_bytes()).is_none()
}
