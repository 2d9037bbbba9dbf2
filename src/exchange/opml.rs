//! OPML: lists of subscriptions as outlines in XML (opml.org/spec2).

mod text;
mod write;

pub use write::write;

use super::{List, Listed, MOST_TAGS, address, short};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use text::{Attributes, unescaped};

/// Why a file was not read as a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpmlError {
    /// Nothing in it.
    #[error("it is empty")]
    Empty,
    /// No element of a list was found in it.
    #[error("it is no OPML list")]
    NotOpml,
}

/// So many folders can stand inside each other; what is deeper stands in the last.
const DEEPEST: usize = 16;

/// Reads a list. What is not well formed is read as far as it can be understood: whatever the case
/// of a name, a bare `&`, an element that is never closed. Only outlines of the body count, and of
/// them those that name a feed; the others around them are its folders.
///
/// # Errors
/// A file without any element of OPML is refused.
pub fn read(bytes: &[u8]) -> Result<List, OpmlError> {
    let text = text::decoded(bytes);
    if text.trim().is_empty() {
        return Err(OpmlError::Empty);
    }
    let mut xml = Reader::from_str(&text);
    let config = xml.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut outlines = Outlines::default();
    loop {
        // An error that is not the end is one place: the reader goes on behind it.
        let before = xml.buffer_position();
        match xml.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => outlines.take(&event),
            Err(_) if xml.buffer_position() > before => {}
            Err(_) => break,
        }
    }
    match outlines.is_opml {
        true => Ok(outlines.list),
        false => Err(OpmlError::NotOpml),
    }
}

/// The outlines seen so far.
#[derive(Default)]
struct Outlines {
    list: List,
    /// One entry for each open outline: whether it is a folder.
    open: Vec<bool>,
    /// The names of the open folders.
    folders: Vec<String>,
    is_opml: bool,
    in_head: bool,
    in_body: bool,
    in_title: bool,
}

impl Outlines {
    fn take(&mut self, event: &Event) {
        match event {
            Event::Start(element) => self.start(element, true),
            Event::Empty(element) => self.start(element, false),
            Event::End(element) => self.end(element.local_name().as_ref()),
            Event::Text(text) if self.in_title => self.title(text),
            Event::CData(text) if self.in_title => self.title(text),
            Event::GeneralRef(name) if self.in_title => {
                self.title(&unescaped(&format!("&{};", &**name)));
            }
            _ => {}
        }
    }

    fn start(&mut self, element: &BytesStart, has_inside: bool) {
        let name = element.local_name();
        let is = |wanted: &str| name.as_ref().eq_ignore_ascii_case(wanted);
        self.is_opml |= ["opml", "head", "body", "outline"].into_iter().any(is);
        if is("head") {
            self.in_head = has_inside;
        } else if is("body") {
            (self.in_body, self.in_head) = (has_inside, false);
        } else if is("title") {
            self.in_title = has_inside && self.in_head && self.list.title.is_none();
        } else if is("outline") && self.in_body {
            self.outline(element, has_inside);
        }
    }

    fn end(&mut self, name: &str) {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if is("outline") {
            if self.open.pop() == Some(true) {
                self.folders.pop();
            }
        } else if is("body") {
            self.in_body = false;
            self.open.clear();
            self.folders.clear();
        } else if is("head") {
            self.in_head = false;
        } else if is("title") {
            self.in_title = false;
        }
    }

    fn outline(&mut self, element: &BytesStart, has_inside: bool) {
        let attributes = Attributes::of(element);
        // Who reads a list wants the name that was given there: that is `text`, and `title` is what
        // the feed calls itself.
        let named = ["text", "title"];
        let title = named.into_iter().map(|key| short(&attributes.get(key)));
        let title = title.into_iter().find(|t| !t.is_empty());
        let title = title.unwrap_or_default();
        let found = address(&attributes.get("xmlurl"));
        let is_feed = !found.is_empty();
        if is_feed {
            let some = |text: String| (!text.is_empty()).then_some(text);
            self.list.push(Listed {
                address: found,
                title: title.clone(),
                folder: self.folder(),
                tags: tags(&attributes.get("category")),
                site: some(address(&attributes.get("htmlurl"))),
                filter: some(short(&attributes.get("filtercmd"))),
            });
        }
        if has_inside {
            let is_folder = !is_feed && !title.is_empty();
            self.open.push(is_folder);
            self.folders.extend(is_folder.then_some(title));
        }
    }

    fn folder(&self) -> Vec<String> {
        self.folders.iter().take(DEEPEST).cloned().collect()
    }

    fn title(&mut self, text: &str) {
        let text = short(text);
        if text.is_empty() {
            return;
        }
        let title = self.list.title.take();
        let joined = title.map_or_else(|| text.clone(), |title| format!("{title} {text}"));
        self.list.title = Some(short(&joined));
    }
}

/// The categories of an outline: between commas, each with a slash before it where it is a path.
fn tags(category: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in category.split(',').map(short) {
        let tag = tag.trim_matches('/').trim();
        if !tag.is_empty() && tags.len() < MOST_TAGS && !tags.iter().any(|t| t == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

#[cfg(test)]
mod tests;
