//! JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), whatever else is wrong with the JSON.

use super::field::{address, text_of};
use super::plain::{self, Kind};
use super::{Enclosure, Entry, Feed, Format, Links, Pace, date, ids};
use crate::chars::clean::clean;
use crate::model::When;
use serde_json::{Map, Value};
use url::Url;

/// No more values are read: each takes many times the room of its text.
const MOST_VALUES: usize = 2_000_000;

type Object = Map<String, Value>;

/// Reads a JSON Feed; `None` for JSON of another shape.
pub(super) fn read(text: &str, url: Option<&Url>) -> Option<Feed> {
    let (value, mended) = parsed(text)?;
    let Value::Object(top) = value else {
        return None;
    };
    let version = string(&top, "version").unwrap_or_default();
    let items = top.get("items").and_then(Value::as_array);
    let says_so = version.contains("jsonfeed.org/version/");
    // Some forget the version; nothing else has items and an address of its own.
    let looks_so =
        items.is_some() && (top.contains_key("feed_url") || top.contains_key("home_page_url"));
    if !says_so && !looks_so {
        return None;
    }
    let own = string(&top, "feed_url");
    let page = string(&top, "home_page_url");
    let base = [url.map(Url::to_string), own.clone(), page.clone()]
        .into_iter()
        .flatten()
        .find_map(|u| Url::parse(&u).ok());
    let mut feed = Feed {
        format: if version.ends_with("/1.1") {
            Format::Json11
        } else {
            Format::Json10
        },
        title: line(&top, "title"),
        link: page.map(|l| absolute(&l, base.as_ref())),
        description: line(&top, "description"),
        language: line(&top, "language"),
        author: authors(&top),
        updated: None,
        icon: string(&top, "icon").map(|l| absolute(&l, base.as_ref())),
        pace: Pace::default(),
        links: Links {
            own: own.map(|l| absolute(&l, base.as_ref())),
            next: string(&top, "next_url").map(|l| absolute(&l, base.as_ref())),
            hub: top
                .get("hubs")
                .and_then(|h| h.get(0)?.get("url")?.as_str().map(str::to_owned)),
            ..Links::default()
        },
        entries: items
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .take(super::tree::MOST_ENTRIES)
            .map(|item| entry(item, base.as_ref()))
            .collect(),
        complaints: Vec::new(),
        cut: mended == Mended::Cut,
    };
    match mended {
        Mended::Whole => {}
        Mended::Some => feed
            .complaints
            .push("its JSON is broken, and was mended".to_owned()),
        Mended::Cut => feed
            .complaints
            .push("it ends before its end; what is whole was read".to_owned()),
    }
    if items.is_some_and(|i| i.len() > super::tree::MOST_ENTRIES) {
        let most = super::tree::MOST_ENTRIES;
        feed.complaints.push(format!(
            "it has more than {most} entries; the first were read"
        ));
    }
    ids::settle(&mut feed.entries);
    Some(feed)
}

fn entry(item: &Object, base: Option<&Url>) -> Entry {
    let html = string(item, "content_html");
    let text = string(item, "content_text");
    let content = html.or_else(|| text.map(|t| paragraphs(&t)));
    let link = string(item, "url").or_else(|| string(item, "external_url"));
    Entry {
        id: id(item),
        title: line(item, "title"),
        link: link.and_then(|l| address(&l)).map(|l| absolute(&l, base)),
        author: authors(item),
        published: when(item, "date_published"),
        updated: when(item, "date_modified"),
        summary: string(item, "summary").map(|s| paragraphs(&s)),
        content,
        base: base.map(Url::to_string),
        language: line(item, "language"),
        enclosures: enclosures(item, base),
        categories: item
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|t| text_of(t.as_str()?))
            .take(200)
            .collect(),
        ..Entry::empty()
    }
}

fn id(item: &Object) -> String {
    match item.get("id") {
        Some(Value::String(id)) => text_of(id).unwrap_or_default(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    }
}

fn enclosures(item: &Object, base: Option<&Url>) -> Vec<Enclosure> {
    let all = item.get("attachments").and_then(Value::as_array);
    all.into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .take(200)
        .filter_map(|a| {
            Some(Enclosure {
                url: absolute(&address(&string(a, "url")?)?, base),
                kind: line(a, "mime_type"),
                length: a.get("size_in_bytes").and_then(|s| {
                    let float = s.as_f64().filter(|f| *f > 0.0 && *f < 1e15);
                    s.as_u64().or(float.map(|f| f as u64))
                }),
                title: line(a, "title"),
            })
        })
        .collect()
}

/// `authors` of 1.1, else `author` of 1.0.
fn authors(object: &Object) -> Option<String> {
    let name = |author: &Value| {
        let author = author.as_object()?;
        line(author, "name").or_else(|| line(author, "url"))
    };
    let many = object.get("authors").and_then(Value::as_array);
    let names: Vec<String> = many
        .into_iter()
        .flatten()
        .filter_map(name)
        .take(50)
        .collect();
    if names.is_empty() {
        object.get("author").and_then(|a| match a {
            Value::String(name) => text_of(name),
            author => name(author),
        })
    } else {
        Some(names.join(", "))
    }
}

fn when(object: &Object, key: &str) -> Option<When> {
    match object.get(key)? {
        Value::String(text) => date::read(text),
        Value::Number(seconds) => date::read(&seconds.to_string()),
        _ => None,
    }
}

fn line(object: &Object, key: &str) -> Option<String> {
    let line = plain::line(object.get(key)?.as_str()?, Kind::Text);
    (!line.is_empty()).then_some(line)
}

fn string(object: &Object, key: &str) -> Option<String> {
    let text = clean(object.get(key)?.as_str()?);
    (!text.trim().is_empty()).then_some(text)
}

/// Plain text as HTML.
fn paragraphs(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let lines = escaped
        .split("\n\n")
        .map(|p| p.trim().replace('\n', "<br>"));
    let lines: Vec<String> = lines
        .filter(|p| !p.is_empty())
        .map(|p| format!("<p>{p}</p>"))
        .collect();
    lines.concat()
}

fn absolute(href: &str, base: Option<&Url>) -> String {
    let href = href.trim();
    match Url::parse(href) {
        Ok(_) => href.to_owned(),
        Err(_) => base
            .and_then(|b| b.join(href).ok())
            .map_or(href.to_owned(), |u| u.to_string()),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Mended {
    Whole,
    Some,
    Cut,
}

/// The JSON of a text: as it stands; else with its strings mended; else up to the last item that
/// is whole.
fn parsed(text: &str) -> Option<(Value, Mended)> {
    let within = bounded(text);
    if within.len() == text.len()
        && let Ok(value) = serde_json::from_str(text)
    {
        return Some((value, Mended::Whole));
    }
    let text = mended(within);
    let mut stream = serde_json::Deserializer::from_str(&text.text).into_iter::<Value>();
    if let Some(Ok(value)) = stream.next() {
        return Some((value, Mended::Some));
    }
    // Every place where an item ended, the last first; a few, because each costs a reading.
    for (end, closes) in text.ends.iter().rev() {
        let whole = format!("{}{closes}", &text.text[..*end]);
        if let Ok(value) = serde_json::from_str(&whole) {
            return Some((value, Mended::Cut));
        }
    }
    None
}

/// As much of a text as makes no more than [`MOST_VALUES`] values.
fn bounded(text: &str) -> &str {
    let mut parts = memchr::memchr3_iter(b',', b'[', b'{', text.as_bytes());
    match parts.nth(MOST_VALUES) {
        Some(at) => &text[..at],
        None => text,
    }
}

/// A JSON text with its strings mended.
struct Text {
    text: String,
    /// The last places where an object inside `[` ended, with what closes all that is open there.
    ends: Vec<(usize, String)>,
}

/// Escapes control characters in strings, takes half surrogates and commas before a bracket out,
/// and remembers where items end.
fn mended(json: &str) -> Text {
    let mut out = String::with_capacity(json.len());
    let mut ends: Vec<(usize, String)> = Vec::new();
    let mut open: Vec<char> = Vec::new();
    let mut chars = json.char_indices().peekable();
    let mut in_string = false;
    while let Some((at, c)) = chars.next() {
        if in_string {
            match c {
                '"' => {
                    in_string = false;
                    out.push(c);
                }
                '\\' => escape(json, at, &mut chars, &mut out),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\0'..='\u{1f}' => out.push(' '),
                c => out.push(c),
            }
            continue;
        }
        match c {
            '"' => in_string = true,
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                let written = out.trim_end().len();
                if out[..written].ends_with(',') {
                    out.truncate(written - 1);
                }
                open.pop();
            }
            _ => {}
        }
        out.push(c);
        if c == '}' && open.last() == Some(&']') && open.len() <= 2 {
            if ends.len() == 8 {
                ends.remove(0);
            }
            ends.push((out.len(), open.iter().rev().collect()));
        }
        if open.len() > 256 {
            break;
        }
    }
    Text { text: out, ends }
}

/// What follows a backslash: kept when JSON knows it, mended when not.
fn escape(
    json: &str,
    at: usize,
    chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>,
    out: &mut String,
) {
    let Some((_, c)) = chars.next() else {
        return;
    };
    match c {
        '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {
            out.push('\\');
            out.push(c);
        }
        'u' => {
            let unit = |at: usize| {
                let hex = json.get(at + 2..at + 6)?;
                let is_unit = json.get(at..at + 2)? == "\\u";
                is_unit.then(|| u32::from_str_radix(hex, 16).ok()).flatten()
            };
            let (first, second) = (unit(at), unit(at + 6));
            let length = match (first, second) {
                (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
                (Some(0xd800..=0xdfff), _) => {
                    out.push(char::REPLACEMENT_CHARACTER);
                    (0..4).for_each(|_| {
                        chars.next();
                    });
                    return;
                }
                (Some(_), _) => 6,
                (None, _) => return,
            };
            out.push_str(&json[at..at + length]);
            (0..length - 2).for_each(|_| {
                chars.next();
            });
        }
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests;
