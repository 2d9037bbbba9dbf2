//! The shape of one article on disk, version 1. The order of the keys is part of the format: write
//! these structs only, never a `serde_json::json!`, which sorts.

use super::ids::{id, outlet, outlet_id};
use crate::model::{self, Id, OutletId, When, Why};
use serde::{Deserialize, Serialize};

/// Fields this program does not know: they come from a later one, or from the reader, and are kept.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// One line of a segment: an article, or an edition of a press review with its sections. Optional
/// fields are left out where they are empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its id; of a digest also the id of its lead.
    #[serde(with = "id")]
    pub id: Id,
    /// The outlet whose file holds the record: only in the copies of bookmarked articles, whose
    /// file is no outlet's.
    #[serde(rename = "in", default, with = "outlet", skip_serializing_if = "none")]
    pub kept_in: Option<OutletId>,
    /// The name of that outlet, likewise only in copies.
    #[serde(rename = "name", default, skip_serializing_if = "none")]
    pub kept_name: Option<String>,
    /// When it was published, in seconds since 1970; the first second it can mean.
    #[serde(default, skip_serializing_if = "none")]
    pub t: Option<i64>,
    /// The date as exactly as it is known (`2022-12`), where that is no instant.
    #[serde(default, skip_serializing_if = "none")]
    pub date: Option<String>,
    /// When it was fetched or opened, in seconds since 1970.
    #[serde(default, skip_serializing_if = "zero")]
    pub f: i64,
    /// Its headline.
    #[serde(default, skip_serializing_if = "none")]
    pub title: Option<String>,
    /// Where the original is.
    #[serde(default, skip_serializing_if = "none")]
    pub url: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Its language, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "none")]
    pub lang: Option<String>,
    /// Its categories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What it is also known by: addresses, Message-IDs, guids, a file's identity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// How many words.
    #[serde(default, skip_serializing_if = "zero")]
    pub w: u32,
    /// Reading time of its list line, in minutes: of a digest, the lead's.
    #[serde(default, skip_serializing_if = "zero")]
    pub m: u32,
    /// Its summary.
    #[serde(default, skip_serializing_if = "none")]
    pub sum: Option<String>,
    /// Whether it was not split, though it may be a press review.
    #[serde(default, skip_serializing_if = "no")]
    pub unsure: bool,
    /// What makes it a press review; `None` is a plain article.
    #[serde(default, skip_serializing_if = "none")]
    pub dig: Option<Dig>,
    /// The sections of a press review.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// The full text fetched from the article's page.
    #[serde(default, skip_serializing_if = "none")]
    pub page: Option<Page>,
    /// The text of a plain article, in HTML of our own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub html: String,
    /// The text before the last update, kept for a bookmarked one.
    #[serde(default, skip_serializing_if = "none")]
    pub prev: Option<String>,
    /// The source it was read from, cleaned and whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub src: String,
    /// Fields of other programs.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What belongs to a press review as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dig {
    /// The version of the parser that split it.
    #[serde(default)]
    pub parser: u32,
    /// The rule that split it.
    #[serde(default)]
    pub rule: String,
    /// How sure the split is, 0 to 1.
    #[serde(default)]
    pub conf: f32,
    /// Whether the split is a guess (`~`).
    #[serde(default, skip_serializing_if = "no")]
    pub guess: bool,
    /// How many cut marks (`[…]`) it holds.
    #[serde(default, skip_serializing_if = "zero")]
    pub cuts: u32,
    /// The publisher's name, as spelled in the document.
    #[serde(default, skip_serializing_if = "none")]
    pub publisher: Option<String>,
    /// Who edited it.
    #[serde(default, skip_serializing_if = "none")]
    pub by: Option<String>,
    /// The reading time the document itself gives, in minutes.
    #[serde(default, skip_serializing_if = "none")]
    pub minutes: Option<u32>,
    /// The introduction: the HTML of one block each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lead: Vec<String>,
    /// The words under the pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<String>,
    /// The table of contents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub toc: Vec<String>,
    /// What belongs to no other slot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What the page offers to read next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Lines that are no news.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boilerplate: Vec<Boilerplate>,
    /// Fields of other programs.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One section of a press review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its own id: marks and bookmarks hang on it.
    #[serde(with = "id")]
    pub id: Id,
    /// The outlet quoted; `None` is the publisher itself.
    #[serde(default, with = "outlet", skip_serializing_if = "none")]
    pub outlet: Option<OutletId>,
    /// That outlet's name, as spelled in the document.
    #[serde(default, skip_serializing_if = "none")]
    pub name: Option<String>,
    /// Other outlets the same section names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Also>,
    /// Its headline.
    #[serde(default, skip_serializing_if = "none")]
    pub title: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "none")]
    pub by: Option<String>,
    /// The heading several sections stand under.
    #[serde(default, skip_serializing_if = "none")]
    pub group: Option<String>,
    /// Where the original is.
    #[serde(default, skip_serializing_if = "none")]
    pub url: Option<String>,
    /// Its head as the document has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub raw: String,
    /// How many words.
    #[serde(default, skip_serializing_if = "zero")]
    pub w: u32,
    /// Reading time, in minutes.
    #[serde(default, skip_serializing_if = "zero")]
    pub m: u32,
    /// Not in the latest version of the document; kept because it is bookmarked.
    #[serde(default, skip_serializing_if = "no")]
    pub gone: bool,
    /// The full text fetched from the section's page.
    #[serde(default, skip_serializing_if = "none")]
    pub page: Option<Page>,
    /// Its text, in HTML of our own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub html: String,
    /// The text before the last update, kept for a bookmarked one.
    #[serde(default, skip_serializing_if = "none")]
    pub prev: Option<String>,
    /// Fields of other programs.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An outlet that a section names besides its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Also {
    /// Its id.
    #[serde(with = "outlet_id")]
    pub outlet: OutletId,
    /// Its name, as spelled in the document.
    #[serde(default)]
    pub name: String,
}

/// A page fetched for its full text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Its address.
    #[serde(default)]
    pub url: String,
    /// When it was fetched, in seconds since 1970.
    #[serde(default)]
    pub f: i64,
    /// Its text, in HTML of our own.
    #[serde(default)]
    pub html: String,
}

/// A teaser for another article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// Its headline.
    #[serde(default)]
    pub title: String,
    /// Its summary.
    #[serde(default, skip_serializing_if = "none")]
    pub summary: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "none")]
    pub author: Option<String>,
    /// Its date in words.
    #[serde(default, skip_serializing_if = "none")]
    pub date: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "none")]
    pub url: Option<String>,
}

/// A line set aside by the parser.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Boilerplate {
    /// The line, to the letter.
    #[serde(default)]
    pub text: String,
    /// Why it is no news, as [`Why::as_str`] says it.
    #[serde(default)]
    pub why: String,
}

impl Record {
    /// A record with an id and nothing else.
    pub fn new(id: Id) -> Record {
        Record {
            id,
            kept_in: None,
            kept_name: None,
            t: None,
            date: None,
            f: 0,
            title: None,
            url: None,
            by: Vec::new(),
            lang: None,
            tags: Vec::new(),
            keys: Vec::new(),
            w: 0,
            m: 0,
            sum: None,
            unsure: false,
            dig: None,
            sections: Vec::new(),
            page: None,
            html: String::new(),
            prev: None,
            src: String::new(),
            extra: Extra::new(),
        }
    }

    /// When it was published, as exactly as it is known.
    pub fn when(&self) -> Option<When> {
        when(self.t, self.date.as_deref())
    }

    /// Sets when it was published: `t`, and `date` where that is no instant.
    pub fn set_when(&mut self, when: Option<When>) {
        self.t = when.map(When::seconds);
        self.date = match when {
            None | Some(When::Instant(_)) => None,
            Some(coarser) => Some(coarser.to_string()),
        };
    }

    /// The minutes stored for its list line.
    pub fn minutes(&self) -> u32 {
        self.m
    }

    /// The words stored.
    pub fn words(&self) -> u32 {
        self.w
    }

    /// Every id that a mark on this record can carry: its own, its sections' and its related
    /// items'.
    pub fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        let related = self.dig.iter().flat_map(|d| &d.related);
        std::iter::once(self.id)
            .chain(self.sections.iter().map(|s| s.id))
            .chain(related.map(|r| related_id(self.id, &r.title)))
    }
}

impl Section {
    /// A section with an id and nothing else.
    pub fn new(id: Id) -> Section {
        Section {
            id,
            outlet: None,
            name: None,
            also: Vec::new(),
            title: None,
            by: None,
            group: None,
            url: None,
            raw: String::new(),
            w: 0,
            m: 0,
            gone: false,
            page: None,
            html: String::new(),
            prev: None,
            extra: Extra::new(),
        }
    }
}

/// The id of a related item of the digest `digest`.
pub fn related_id(digest: Id, title: &str) -> Id {
    Id::of(&[&digest.to_string(), "related", title])
}

/// The time that a record's `t` and `date` say together.
pub(crate) fn when(t: Option<i64>, date: Option<&str>) -> Option<When> {
    date.and_then(When::parse).or(t.map(When::Instant))
}

impl From<&model::Related> for Related {
    fn from(r: &model::Related) -> Related {
        Related {
            title: r.title.clone(),
            summary: r.summary.clone(),
            author: r.author.clone(),
            date: r.date.clone(),
            url: r.url.clone(),
        }
    }
}

impl From<&Related> for model::Related {
    fn from(r: &Related) -> model::Related {
        model::Related {
            title: r.title.clone(),
            summary: r.summary.clone(),
            author: r.author.clone(),
            date: r.date.clone(),
            url: r.url.clone(),
        }
    }
}

impl From<&model::Boilerplate> for Boilerplate {
    fn from(b: &model::Boilerplate) -> Boilerplate {
        Boilerplate {
            text: b.text.clone(),
            why: b.why.as_str().to_owned(),
        }
    }
}

impl From<&Boilerplate> for model::Boilerplate {
    fn from(b: &Boilerplate) -> model::Boilerplate {
        model::Boilerplate {
            text: b.text.clone(),
            why: Why::parse(&b.why),
        }
    }
}

fn none<T>(value: &Option<T>) -> bool {
    value.is_none()
}

#[allow(clippy::trivially_copy_pass_by_ref)] // Serde's `skip_serializing_if` gives a reference.
fn no(value: &bool) -> bool {
    !value
}

fn zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
