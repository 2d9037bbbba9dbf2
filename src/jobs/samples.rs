//! The digests that came with the program. They are read anew at each start and never stored; what
//! the reader marks on them is kept like other marks.

use super::shape;
use crate::model::{Id, Library, Outlet, OutletId};
use crate::parse::{self, Context};
use crate::store::record::Record;

/// What the page says while nothing of it is opened.
pub const WELCOME: &str = include_str!("../../sample-data/welcome.txt");

/// The files, each with its publisher and its name, which says when it was published.
const FILES: [(&str, &str, &str); 4] = [
    (
        "LANTERN REVIEW",
        "lantern-review-2026-11-22.txt",
        include_str!("../../sample-data/lantern-review-2026-11-22.txt"),
    ),
    (
        "Quay Morning",
        "quay-morning-2026-11-20.txt",
        include_str!("../../sample-data/quay-morning-2026-11-20.txt"),
    ),
    (
        "Северный обзор",
        "severny-obzor-2026-11-19.txt",
        include_str!("../../sample-data/severny-obzor-2026-11-19.txt"),
    ),
    (
        "OVERLOOK",
        "overlook-2022-12-22.txt",
        include_str!("../../sample-data/overlook-2022-12-22.txt"),
    ),
];

/// The samples as records, each with its publisher.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    records: Vec<(Outlet, Record)>,
}

impl Samples {
    /// Reads them.
    pub fn read() -> Samples {
        let records = FILES.iter().filter_map(|(publisher, name, text)| {
            let context = Context {
                publisher: Some(publisher),
                file_name: Some(name),
                ..Context::default()
            };
            let parsed = parse::document(text.as_bytes(), &context).ok()?;
            let publisher = shape::outlet(publisher);
            let id = shape::document_id(&publisher.id, &parsed.digest);
            let record = shape::record(&parsed, id, Vec::new(), 0);
            Some((publisher, record))
        });
        Samples {
            records: records.collect(),
        }
    }

    /// Whether a sample is published by this outlet.
    pub fn publishes(outlet: &OutletId) -> bool {
        FILES
            .iter()
            .any(|(publisher, ..)| shape::outlet(publisher).id == *outlet)
    }

    /// The record with this id.
    pub fn get(&self, id: Id) -> Option<&Record> {
        self.records
            .iter()
            .map(|(_, record)| record)
            .find(|r| r.id == id)
    }

    /// Every record, with who publishes it.
    pub fn all(&self) -> impl Iterator<Item = (&OutletId, &Record)> {
        let each = self.records.iter();
        each.map(|(publisher, record)| (&publisher.id, record))
    }

    /// The name of who publishes the record with this id.
    pub fn publisher(&self, id: Id) -> &str {
        let found = self.records.iter().find(|(_, record)| record.id == id);
        found.map_or("", |(outlet, _)| outlet.name.as_str())
    }

    /// Whether none were read yet.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Puts them into a library.
    pub fn add_to(&self, library: &mut Library) {
        for (publisher, record) in &self.records {
            if library.edition(record.id).is_some() || library.head(record.id).is_some() {
                continue;
            }
            let listing = record.listing(&publisher.id);
            library.add_outlet(publisher.clone());
            for outlet in listing.outlets {
                library.add_outlet(outlet);
            }
            library.add(listing.edition, listing.heads, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Marks};

    #[test]
    fn the_samples_are_reviews_with_outlets_of_their_own() {
        let samples = Samples::read();
        let mut library = Library::new(Marks::default());
        samples.add_to(&mut library);
        library.sort();
        let seen: Vec<(String, String, usize, usize)> = library
            .editions()
            .map(|e| {
                let parts: Vec<_> = library.parts(e.id).collect();
                let sections = parts.iter().filter(|h| matches!(h.kind, Kind::Section(_)));
                let related = parts.iter().filter(|h| matches!(h.kind, Kind::Related(_)));
                (
                    library.name(&e.publisher).to_owned(),
                    e.when.map(|w| w.to_string()).unwrap_or_default(),
                    sections.count(),
                    related.count(),
                )
            })
            .collect();
        let expected = [
            ("LANTERN REVIEW", "2026-11-22", 4, 4),
            ("Quay Morning", "2026-11-20", 8, 0),
            ("Северный обзор", "2026-11-19", 4, 0),
            ("OVERLOOK", "2022-12-22", 3, 0),
        ];
        let expected = expected.map(|(p, d, s, r)| (p.to_owned(), d.to_owned(), s, r));
        assert_eq!(seen, expected);
        assert!(library.only_samples());
    }
}
