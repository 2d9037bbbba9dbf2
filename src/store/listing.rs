//! From a record to the lines a list shows of it, without its bodies.

use super::ids::{id, outlet};
use super::record::{self, Also, Record, related_id, when};
use crate::chars::clean::{is_dropped, one_line};
use crate::model::{Edition, Head, Id, Kind, Outlet, OutletId, When};
use serde::Deserialize;
use serde::de::IgnoredAny;

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

/// A record without its bodies: serde passes over them.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Skim {
    #[serde(with = "id")]
    pub(crate) id: Id,
    #[serde(rename = "in", default, with = "outlet")]
    pub(crate) kept_in: Option<OutletId>,
    #[serde(rename = "name", default)]
    pub(crate) kept_name: Option<String>,
    #[serde(default)]
    t: Option<i64>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    pub(crate) f: i64,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    pub(crate) keys: Vec<String>,
    #[serde(default)]
    m: u32,
    #[serde(default)]
    pub(crate) unsure: bool,
    #[serde(default)]
    pub(crate) dig: Option<SkimDig>,
    #[serde(default)]
    sections: Vec<SkimSection>,
    /// The first words of its text, where it has no headline.
    #[serde(skip)]
    start: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SkimDig {
    #[serde(default)]
    guess: bool,
    #[serde(default)]
    pub(crate) publisher: Option<String>,
    #[serde(default)]
    by: Option<String>,
    #[serde(default)]
    lead: Vec<IgnoredAny>,
    #[serde(default)]
    captions: Vec<IgnoredAny>,
    #[serde(default)]
    toc: Vec<IgnoredAny>,
    #[serde(default)]
    notes: Vec<IgnoredAny>,
    #[serde(default)]
    related: Vec<record::Related>,
}

#[derive(Clone, Debug, Deserialize)]
struct SkimSection {
    #[serde(with = "id")]
    id: Id,
    #[serde(default, with = "outlet")]
    outlet: Option<OutletId>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    also: Vec<Also>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    by: Option<String>,
    #[serde(default)]
    m: u32,
    #[serde(skip)]
    start: Option<String>,
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

    /// Every id that a mark on the record can carry, as [`Record::ids`].
    pub(crate) fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        let related = self.dig.iter().flat_map(|d| &d.related);
        std::iter::once(self.id)
            .chain(self.sections.iter().map(|s| s.id))
            .chain(related.map(|r| related_id(self.id, &r.title)))
    }

    /// When it was published, in seconds since 1970.
    pub(crate) fn published(&self) -> Option<i64> {
        self.t
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
        let ignored = |slot: &[String]| slot.iter().map(|_| IgnoredAny).collect::<Vec<_>>();
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
            by: r.by.clone(),
            keys: r.keys.clone(),
            m: r.m,
            unsure: r.unsure,
            dig: r.dig.as_ref().map(|d| SkimDig {
                guess: d.guess,
                publisher: d.publisher.clone(),
                by: d.by.clone(),
                lead: ignored(&d.lead),
                captions: ignored(&d.captions),
                toc: ignored(&d.toc),
                notes: ignored(&d.notes),
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
