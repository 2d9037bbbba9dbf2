//! JSON: a list of items with titles, texts and sources, at any depth.

use super::sheet::{Mark, Part, Row, Sheet};
use super::{markdown, page, text_rows};
use crate::chars::clean::one_line;
use crate::model::BlockKind;
use serde_json::{Map, Value};
use url::Url;

const TITLE: [&str; 5] = ["title", "headline", "head", "subject", "heading"];
const OUTLET: [&str; 11] = [
    "outlet",
    "source",
    "source_name",
    "publisher",
    "newspaper",
    "media",
    "publication",
    "site",
    "feed",
    "paper",
    "domain",
];
const BYLINE: [&str; 4] = ["author", "byline", "by", "creator"];
const ADDRESS: [&str; 5] = ["url", "link", "href", "external_url", "permalink"];
const TEXT: [&str; 11] = [
    "text",
    "body",
    "content",
    "content_html",
    "content_text",
    "summary",
    "description",
    "excerpt",
    "paragraphs",
    "dek",
    "html",
];
const ABOUT_DATE: [&str; 3] = ["date", "published", "date_published"];

/// What a part of a review is, read from one object.
struct Item<'v> {
    object: &'v Map<String, Value>,
    title: Option<String>,
    url: Option<String>,
}

/// Reads JSON whose objects are items of a list; `None` for any other.
pub(super) fn read(text: &str, complaints: &mut Vec<String>) -> Option<Sheet> {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) if error.is_eof() => {
            let whole = serde_json::from_str(&mended(text)?).ok()?;
            complaints
                .push("the JSON ends in the middle; the items before that are shown".to_owned());
            whole
        }
        Err(_) => return None,
    };
    let mut walk = Walk::default();
    walk.value(None, &value, None);
    if walk.items < 2 {
        return None;
    }
    if let Value::Object(top) = &value {
        let about = &mut walk.sheet.about;
        about.publisher = string(top, &["publisher"]);
        about.date = string(top, &ABOUT_DATE);
        about.lang = string(top, &["language", "lang"]);
        about.title = string(top, &TITLE);
        if let Some(title) = &about.title {
            walk.sheet.rows.insert(0, markdown::title_row(title));
        }
    }
    Some(walk.sheet)
}

#[derive(Default)]
struct Walk {
    sheet: Sheet,
    items: usize,
}

impl Walk {
    fn value(&mut self, key: Option<&str>, value: &Value, group: Option<&str>) {
        match value {
            Value::String(text) => self.lines(key, text),
            Value::Array(list) => {
                let mut group = group;
                for value in list {
                    if let Value::Object(object) = value
                        && let Some(item) = item(object)
                    {
                        self.part(&item, group.take());
                    } else {
                        self.value(key, value, None);
                    }
                }
            }
            Value::Object(object) => {
                let title = string(object, &TITLE);
                let top = self.sheet.rows.is_empty();
                for (key, value) in object {
                    let key = key.to_ascii_lowercase();
                    let said = TITLE.contains(&key.as_str()) && value.as_str().is_some();
                    if said && (top || has_list(object)) {
                        continue;
                    }
                    let group = title.as_deref().filter(|_| !top);
                    self.value(Some(&key), value, group);
                }
            }
            _ => {}
        }
    }

    /// A text that belongs to no item.
    fn lines(&mut self, key: Option<&str>, text: &str) {
        if text.starts_with("http") || key == Some("id") {
            return;
        }
        self.sheet.rows.extend(rows(text));
    }

    fn part(&mut self, item: &Item<'_>, group: Option<&str>) {
        self.items += 1;
        if let Some(group) = group {
            self.sheet.rows.push(Row {
                text: one_line(group),
                gap: true,
                mark: Mark {
                    kind: BlockKind::Heading(2),
                    ..Mark::default()
                },
            });
        }
        let outlet = string(item.object, &OUTLET);
        let byline = string(item.object, &BYLINE);
        let first = self.sheet.rows.len();
        for text in outlet.iter().chain(&item.title).chain(&byline) {
            self.sheet.rows.push(Row {
                text: text.clone(),
                gap: self.sheet.rows.len() == first,
                mark: Mark::default(),
            });
        }
        let len = self.sheet.rows.len() - first;
        let used = [&TITLE[..], &OUTLET, &BYLINE, &ADDRESS];
        for (key, value) in item.object {
            let key = key.to_ascii_lowercase();
            let taken = used.iter().any(|keys| keys.contains(&key.as_str()));
            if !taken || value.as_str().is_none() && !ADDRESS.contains(&key.as_str()) {
                self.value(Some(&key), value, None);
            }
        }
        let host = item.url.as_deref().and_then(host);
        if let Some(row) = self.sheet.rows.get_mut(first) {
            row.mark.part = Some(Part {
                len,
                outlet: outlet.or(host),
                headline: item.title.clone(),
                byline,
                url: item.url.clone(),
                grouped: group.is_some(),
            });
        }
    }
}

/// The item an object is: with a title and a text, an address or a source, or a source and a text.
fn item(object: &Map<String, Value>) -> Option<Item<'_>> {
    if has_list(object) {
        return None;
    }
    let title = string(object, &TITLE);
    let has = |keys: &[&str]| find(object, keys).is_some_and(|v| !v.is_null());
    let url = string(object, &ADDRESS).filter(|url| url.starts_with("http"));
    let is = title.is_some() && (has(&TEXT) || url.is_some() || has(&OUTLET))
        || has(&OUTLET) && has(&TEXT);
    is.then_some(Item { object, title, url })
}

/// Whether an object holds a list of objects: it is what items stand under, and none itself.
fn has_list(object: &Map<String, Value>) -> bool {
    object.values().any(|value| {
        value
            .as_array()
            .is_some_and(|list| list.len() > 1 && list.iter().all(Value::is_object))
    })
}

fn find<'v>(object: &'v Map<String, Value>, keys: &[&str]) -> Option<&'v Value> {
    keys.iter().find_map(|wanted| {
        let found = object
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value)
    })
}

/// The text under the first of `keys` that has one.
fn string(object: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| {
        let text = one_line(find(object, &[key])?.as_str()?);
        (!text.is_empty()).then_some(text)
    })
}

/// The host of an address, as an outlet's name.
fn host(url: &str) -> Option<String> {
    let host = Url::parse(url).ok()?.host_str()?.to_owned();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

/// The lines of a string, which may be HTML.
fn rows(text: &str) -> Vec<Row> {
    let is_html = text.contains("</") || text.contains("<p>") || text.contains("<br");
    if is_html {
        page::read(text).rows
    } else {
        text_rows(&crate::chars::clean::clean(text))
    }
}

/// Cut JSON up to the last value that is whole, with what is open closed.
fn mended(text: &str) -> Option<String> {
    let (mut open, mut in_string, mut escaped) = (Vec::new(), false, false);
    let mut last = None;
    for (at, byte) in text.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => {
                open.pop()?;
                last = Some((at + 1, open.len()));
            }
            _ => {}
        }
    }
    let (end, depth) = last?;
    // What closes the rest is what was open there: nothing below that depth was closed since.
    let mut whole = text[..end].to_owned();
    let closers = open.get(..depth)?;
    whole.extend(closers.iter().rev().map(|c| char::from(*c)));
    Some(whole)
}
