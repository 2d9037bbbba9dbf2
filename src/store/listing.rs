//! From a record to the lines a list shows of it, without its bodies.

use super::ids::{id, outlet};
use super::record::{self, Also, Record, related_id, when};
use crate::chars::clean::{is_dropped, one_line};
use crate::model::{Edition, Head, Id, Kind, Outlet, OutletId, When};
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// How long the first words of a text may be where they stand for a headline.
const FIRST_WORDS: usize = 80;

/// What a record adds to a library.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// The edition, for a press review (or for what may be one).
    pub edition: Option<Edition>,
    /// Its list lines, in source order.
    pub heads: Vec<Head>,
    /// The outlets it names, spelled as it spells them. The outlet that keeps it is not among them.
    pub outlets: Vec<Outlet>,
}

impl Record {
    /// The list lines of this record, kept in the file of `kept_in`: one for a plain article; for a
    /// press review its lead (if it has one, or captions, notes or contents), its sections and its
    /// related items. All carry the review's date, so that they stay together when sorted.
    pub fn listing(&self, kept_in: &OutletId) -> Listing {
        Skim::from(self).listing(kept_in)
    }
}

/// A record without its bodies: serde passes over them. Written out it is a row of an index; the id,
/// and when it was published, stand at the front of the row already.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Skim {
    #[serde(with = "id", skip_serializing)]
    pub(crate) id: Id,
    #[serde(
        rename = "in",
        default,
        with = "outlet",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) kept_in: Option<OutletId>,
    #[serde(rename = "name", default, skip_serializing_if = "Option::is_none")]
    pub(crate) kept_name: Option<String>,
    #[serde(default, skip_serializing)]
    pub(super) t: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// The first words of its text, where it has no headline. Only a row of an index has them.
    #[serde(
        rename = "tidings:start",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    start: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    by: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) keys: Vec<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    m: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) f: i64,
    #[serde(default, skip_serializing_if = "is_no")]
    pub(crate) unsure: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) dig: Option<SkimDig>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sections: Vec<SkimSection>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct SkimDig {
    #[serde(default, skip_serializing_if = "is_no")]
    guess: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) publisher: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Slot::is_empty")]
    lead: Slot,
    #[serde(default, skip_serializing_if = "Slot::is_empty")]
    captions: Slot,
    #[serde(default, skip_serializing_if = "Slot::is_empty")]
    toc: Slot,
    #[serde(default, skip_serializing_if = "Slot::is_empty")]
    notes: Slot,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    related: Vec<record::Related>,
}

/// Whether there is anything in a slot of a digest: a list in a segment, `true` in an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
struct Slot(bool);

impl Slot {
    fn is_empty(&self) -> bool {
        !self.0
    }
}

impl<'de> Deserialize<'de> for Slot {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Slot, D::Error> {
        struct Filled;
        impl<'de> Visitor<'de> for Filled {
            type Value = Slot;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list, or whether there is one")
            }

            fn visit_bool<E>(self, filled: bool) -> Result<Slot, E> {
                Ok(Slot(filled))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Slot, A::Error> {
                let mut filled = false;
                while list.next_element::<IgnoredAny>()?.is_some() {
                    filled = true;
                }
                Ok(Slot(filled))
            }
        }
        from.deserialize_any(Filled)
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct SkimSection {
    #[serde(with = "id")]
    id: Id,
    #[serde(default, with = "outlet", skip_serializing_if = "Option::is_none")]
    outlet: Option<OutletId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also: Vec<Also>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(
        rename = "tidings:start",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    start: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    m: u32,
}

fn is_zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[allow(clippy::trivially_copy_pass_by_ref)] // Serde's `skip_serializing_if` gives a reference.
fn is_no(value: &bool) -> bool {
    !value
}

impl Skim {
    /// Reads the line `text` without its bodies; with them only where a headline is missing and
    /// the first words must stand for it.
    pub(crate) fn parse(text: &str) -> Option<Skim> {
        let skim: Skim = serde_json::from_str(text).ok()?;
        let nameless = is_empty(skim.title.as_deref())
            || skim.sections.iter().any(|s| is_empty(s.title.as_deref()));
        if nameless && let Ok(record) = serde_json::from_str::<Record>(text) {
            return Some(Skim::from(&record));
        }
        Some(skim)
    }

    /// Reads a row of an index.
    pub(super) fn of_row(text: &[u8]) -> Option<Skim> {
        serde_json::from_slice(text).ok()
    }

    /// Whether the record is more than one line with an instant: a review or what may be one, or an
    /// article of which only the day is known.
    pub(super) fn is_more(&self) -> bool {
        self.dig.is_some() || self.unsure || self.date.is_some() || !self.sections.is_empty()
    }

    /// What its lines are sorted by: seconds since 1970, the least where no time is known.
    pub(super) fn sort_time(&self) -> i64 {
        let when = when(self.t, self.date.as_deref());
        when.map_or(i64::MIN, When::seconds)
    }

    /// Where the original is of the record, or of the section `id`.
    pub(crate) fn url(&self, id: Id) -> Option<&str> {
        match self.sections.iter().find(|s| s.id == id) {
            Some(section) => section.url.as_deref(),
            None => self.url.as_deref(),
        }
    }

    /// Every id that a mark on the record can carry, as [`Record::ids`].
    pub(crate) fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        let related = self.dig.iter().flat_map(|d| &d.related);
        std::iter::once(self.id)
            .chain(self.sections.iter().map(|s| s.id))
            .chain(related.map(|r| related_id(self.id, &r.title)))
    }

    /// Seconds since 1970 when it was published or taken in, whichever is later; 0 is not known.
    pub(crate) fn time(&self) -> i64 {
        self.t.unwrap_or_default().max(self.f)
    }

    /// How many of its lines can be unread, and how many are, by `is_read`.
    pub(crate) fn count(&self, is_read: impl Fn(Id) -> bool) -> (usize, usize) {
        let own = match &self.dig {
            Some(dig) => dig.has_lead_row().then_some(self.id),
            None => Some(self.id),
        };
        let ids = own.into_iter().chain(self.sections.iter().map(|s| s.id));
        ids.fold((0, 0), |(all, unread), id| {
            (all + 1, unread + usize::from(!is_read(id)))
        })
    }

    /// See [`Record::listing`].
    pub(crate) fn listing(&self, kept_in: &OutletId) -> Listing {
        let when = when(self.t, self.date.as_deref());
        let title = |title: &Option<String>, start: &Option<String>| {
            shown(title.as_deref())
                .or_else(|| shown(start.as_deref()))
                .unwrap_or_default()
        };
        let row = |id: Id, kind: Kind, title: String| Head {
            id,
            article: self.id,
            kept_in: kept_in.clone(),
            outlet: kept_in.clone(),
            also: Vec::new(),
            kind,
            title,
            by: None,
            when,
            date: None,
            minutes: 0,
        };
        let own_title = title(&self.title, &self.start);
        let own_by = shown(Some(self.by.join(", ").as_str()));
        let mut listing = Listing::default();
        let Some(dig) = &self.dig else {
            if self.unsure {
                listing.edition = Some(self.edition(kept_in, when, false));
            }
            listing.heads.push(Head {
                by: own_by,
                minutes: self.m,
                ..row(self.id, Kind::Article, own_title)
            });
            return listing;
        };
        listing.edition = Some(self.edition(kept_in, when, dig.guess));
        if dig.has_lead_row() {
            let title = match dig.lead.is_empty() {
                true => own_title,
                false => format!("Lead: {own_title}"),
            };
            listing.heads.push(Head {
                by: shown(dig.by.as_deref()).or(own_by),
                minutes: self.m,
                ..row(self.id, Kind::Lead, title)
            });
        }
        for (n, section) in (0..).zip(&self.sections) {
            let outlet = section.outlet.clone().unwrap_or_else(|| kept_in.clone());
            if let Some(id) = &section.outlet {
                listing.name(id, section.name.as_deref());
            }
            for also in &section.also {
                listing.name(&also.outlet, Some(&also.name));
            }
            listing.heads.push(Head {
                outlet,
                also: section.also.iter().map(|a| a.outlet.clone()).collect(),
                by: shown(section.by.as_deref()),
                minutes: section.m,
                ..row(
                    section.id,
                    Kind::Section(n),
                    title(&section.title, &section.start),
                )
            });
        }
        for (n, related) in (0..).zip(&dig.related) {
            let title = shown(Some(&related.title)).unwrap_or_default();
            listing.heads.push(Head {
                by: shown(related.author.as_deref()),
                date: shown(related.date.as_deref()),
                ..row(related_id(self.id, &related.title), Kind::Related(n), title)
            });
        }
        listing
    }

    fn edition(&self, publisher: &OutletId, when: Option<When>, guess: bool) -> Edition {
        Edition {
            id: self.id,
            publisher: publisher.clone(),
            title: shown(self.title.as_deref()),
            when,
            guess,
            unsure: self.unsure,
        }
    }
}

impl SkimDig {
    /// Whether the review has anything of its own to read.
    fn has_lead_row(&self) -> bool {
        [&self.lead, &self.captions, &self.toc, &self.notes]
            .iter()
            .any(|slot| !slot.is_empty())
    }
}

impl Listing {
    /// Notes an outlet under the first name it is given; without one its id stands for it.
    fn name(&mut self, id: &OutletId, name: Option<&str>) {
        if self.outlets.iter().any(|o| o.id == *id) {
            return;
        }
        self.outlets.push(Outlet {
            id: id.clone(),
            name: shown(name).unwrap_or_else(|| id.to_string()),
        });
    }
}

impl From<&Record> for Skim {
    fn from(r: &Record) -> Skim {
        let slot = |texts: &[String]| Slot(!texts.is_empty());
        let start = is_empty(r.title.as_deref()).then(|| {
            let own = r.dig.iter().flat_map(|d| {
                let lead = d.lead.iter();
                lead.chain(&d.captions).chain(&d.notes).chain(&d.toc)
            });
            let texts = own.chain(&r.sum).chain([&r.html]).chain(&r.url);
            texts.map(|t| first_words(t)).find(|t| !t.is_empty())
        });
        Skim {
            id: r.id,
            kept_in: r.kept_in.clone(),
            kept_name: r.kept_name.clone(),
            t: r.t,
            date: r.date.clone(),
            f: r.f,
            title: r.title.clone(),
            url: r.url.clone(),
            by: r.by.clone(),
            keys: r.keys.clone(),
            m: r.m,
            unsure: r.unsure,
            dig: r.dig.as_ref().map(|d| SkimDig {
                guess: d.guess,
                publisher: d.publisher.clone(),
                by: d.by.clone(),
                lead: slot(&d.lead),
                captions: slot(&d.captions),
                toc: slot(&d.toc),
                notes: slot(&d.notes),
                related: d.related.clone(),
            }),
            sections: r.sections.iter().map(SkimSection::from).collect(),
            start: start.flatten(),
        }
    }
}

impl From<&record::Section> for SkimSection {
    fn from(s: &record::Section) -> SkimSection {
        let start = is_empty(s.title.as_deref()).then(|| {
            let texts = [&s.html, &s.raw].into_iter().chain(&s.url);
            texts.map(|t| first_words(t)).find(|t| !t.is_empty())
        });
        SkimSection {
            id: s.id,
            outlet: s.outlet.clone(),
            name: s.name.clone(),
            also: s.also.clone(),
            title: s.title.clone(),
            by: s.by.clone(),
            url: s.url.clone(),
            m: s.m,
            start: start.flatten(),
        }
    }
}

/// The words of our own small HTML: tags become blanks, the three entities it writes become the
/// characters they stand for. This is no HTML parser; it undoes `model::block::to_html`.
pub(crate) fn words_of(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                out.push(' ');
            }
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    if !out.contains('&') {
        return out;
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// The first words of a text, up to [`FIRST_WORDS`] characters.
fn first_words(html: &str) -> String {
    // A text may be long; what cannot matter is not looked at.
    let near: String = html.chars().take(40 * FIRST_WORDS).collect();
    let text = one_line(&words_of(&near));
    if text.chars().count() <= FIRST_WORDS {
        return text;
    }
    let mut start: String = text.chars().take(FIRST_WORDS).collect();
    if let Some(blank) = start.rfind(' ') {
        start.truncate(blank);
    }
    start.push('…');
    start
}

fn is_empty(text: Option<&str>) -> bool {
    text.is_none_or(|t| t.trim().is_empty())
}

/// A text for one line of a list, without what a terminal would obey: the file may have been edited
/// by anything.
fn shown(text: Option<&str>) -> Option<String> {
    let text = text.filter(|t| !is_empty(Some(t)))?;
    Some(if text.chars().any(|c| c.is_control() || is_dropped(c)) {
        one_line(text)
    } else {
        text.to_owned()
    })
}
