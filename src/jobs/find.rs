//! Words looked for everywhere: in the headlines and the texts of all that is listed.

use super::desk::Desk;
use super::shape;
use crate::chars::clean::one_line;
use crate::model::library::is_related;
use crate::model::place::At;
use crate::model::{Block, Head, Kind, Library, OutletId, When};
use crate::search::{Query, Test};
use crate::store::record::Record;
use crate::store::{Scan, Scanned, StoreError};
use std::cmp::Reverse;

/// How many characters an excerpt has before the match, at most.
const BEFORE: usize = 24;

/// How many characters an excerpt has, at most.
const EXCERPT: usize = 240;

/// An article, lead or section in which everything that was looked for is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its list line.
    pub head: Head,
    /// Where the first of the words stands in its text; the start where only the headline has them.
    pub at: At,
    /// The words around that place, on one line.
    pub excerpt: String,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// The hits, newest first, as many as were asked for.
    pub hits: Vec<Hit>,
    /// How many there are.
    pub all: usize,
    /// How many articles were searched.
    pub searched: usize,
}

/// A search with all it needs in its own hands: it runs anywhere, in a thread too.
#[derive(Debug)]
pub struct Search {
    query: Query,
    stored: Scan,
    samples: Vec<(OutletId, Record)>,
}

/// What a search found in the files, not yet held against what is listed.
#[derive(Debug, Default)]
pub struct Found {
    hits: Vec<Hit>,
    /// Those in copies of bookmarked articles.
    of_copies: Vec<Hit>,
    errors: Vec<StoreError>,
}

impl Desk {
    /// Looks for `query` in all that `library` lists, this desk's own: all words in the headline
    /// and the text of one article, lead or section. Gives the newest `limit` hits. The stored
    /// lines are read once, from the files; the samples where they are listed.
    pub fn search(&self, query: &Query, library: &Library, limit: usize) -> Finding {
        let found = self.to_search(query.clone(), library).run(|| true);
        self.found(found, library, limit)
    }

    /// The search for `query` in all that `library` lists, to be run elsewhere.
    pub fn to_search(&self, query: Query, library: &Library) -> Search {
        let samples = self.samples.all().filter(|(_, s)| library.is_sample(s.id));
        Search {
            query,
            stored: self.store.to_scan(),
            samples: samples.map(|(o, s)| (o.clone(), s.clone())).collect(),
        }
    }

    /// What a search found, as `library` lists it: the newest `limit` hits. What could not be read
    /// goes into the log.
    pub fn found(&self, found: Found, library: &Library, limit: usize) -> Finding {
        for error in found.errors {
            self.trouble("search", &error.to_string());
        }
        let mut hits = found.hits;
        // Of a copy only what is bookmarked is listed.
        let marks = library.marks();
        hits.extend(
            found
                .of_copies
                .into_iter()
                .filter(|hit| marks.is_bookmarked(hit.head.id)),
        );
        finding(hits, library, limit)
    }
}

impl Search {
    /// Reads everything once, while it `goes_on`.
    pub fn run(&self, goes_on: impl Fn() -> bool + Sync) -> Found {
        let test = Test::new(&self.query);
        let mut found = Found::default();
        let Found {
            hits, of_copies, ..
        } = &mut found;
        let look = |kept_in: &OutletId, record: &Record, hits: &mut Vec<Hit>| {
            if goes_on() {
                hits.extend(self.hits(kept_in, record));
            }
        };
        let each = |one: Scanned| {
            let hits = if one.copy {
                &mut *of_copies
            } else {
                &mut *hits
            };
            look(&one.kept_in, &one.record, hits);
        };
        let errors = self.stored.run(|line| test.may_be_in(line), &goes_on, each);
        for (kept_in, sample) in &self.samples {
            look(kept_in, sample, hits);
        }
        found.errors = errors;
        found
    }

    /// The hits among the lines of a record. What is looked for are the words of the source.
    fn hits(&self, kept_in: &OutletId, record: &Record) -> Vec<Hit> {
        let heads = record.listing(kept_in).heads.into_iter();
        let hits = heads.filter(|head| !is_related(head)).filter_map(|head| {
            let blocks = shape::blocks(record, &head);
            hit(&self.query, &head, &head.title, &blocks)
        });
        hits.collect()
    }
}

/// The hits sorted as lists are, and cut to `limit`.
pub fn finding(mut hits: Vec<Hit>, library: &Library, limit: usize) -> Finding {
    hits.sort_by_key(|Hit { head, .. }| {
        let when = head.when.map_or(i64::MIN, When::seconds);
        (Reverse(when), head.article, head.kind, head.id)
    });
    hits.dedup_by_key(|hit| hit.head.id);
    let all = hits.len();
    hits.truncate(limit);
    let searched = library.tally().all;
    Finding {
        hits,
        all,
        searched,
    }
}

/// The hit that a text is: `title` and `blocks` as the source spells them, `head` as it is listed.
pub fn hit(query: &Query, head: &Head, title: &str, blocks: &[Block]) -> Option<Hit> {
    let title = match head.kind {
        // What the list adds is no word of the source.
        Kind::Lead => title.strip_prefix("Lead: ").unwrap_or(title),
        _ => title,
    };
    let texts: Vec<String> = blocks.iter().map(Block::text).collect();
    let all: Vec<&str> = std::iter::once(title)
        .chain(texts.iter().map(String::as_str))
        .collect();
    if !query.is_in_all(&all) {
        return None;
    }
    let first = (0_u32..).zip(&texts).find_map(|(block, text)| {
        let (from, _) = query.find_in(text).into_iter().next()?;
        let char = u32::try_from(from).ok()?;
        Some((At { block, char }, excerpt(text, from)))
    });
    let (at, excerpt) = first.unwrap_or_else(|| {
        let start = texts.iter().find(|text| !text.trim().is_empty());
        let start = start.map(|text| excerpt(text, 0));
        (At::START, start.unwrap_or_default())
    });
    Some(Hit {
        head: head.clone(),
        at,
        excerpt,
    })
}

/// The words of `text` around its character `at`: whole words, on one line.
fn excerpt(text: &str, at: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let earliest = at.saturating_sub(BEFORE);
    let from = match earliest {
        0 => 0,
        // Behind the first blank; where there is none, in the middle of a long word.
        _ => (earliest..at)
            .find(|n| chars[n - 1].is_whitespace())
            .unwrap_or(if at - earliest < BEFORE { earliest } else { at }),
    };
    let mut to = (from + EXCERPT).min(chars.len());
    if to < chars.len() {
        let blank = (at + 1..to).rev().find(|n| chars[*n].is_whitespace());
        to = blank.unwrap_or(to);
    }
    let words: String = chars[from..to].iter().collect();
    one_line(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Id, Marks, Outlet};
    use crate::store::Paths;
    use crate::store::record::Section;

    fn desk(root: &std::path::Path) -> Desk {
        let at = |name: &str| root.join(name);
        Desk::open(Paths {
            cache: at("cache"),
            data: at("data"),
            config: at("config"),
            state: at("state"),
        })
    }

    fn gazette() -> Outlet {
        Outlet {
            id: OutletId::from_key("gazette"),
            name: "Gazette".to_owned(),
        }
    }

    fn article(n: i64, title: &str, html: &str) -> Record {
        Record {
            t: Some(1_700_000_000 + n),
            title: Some(title.to_owned()),
            html: html.to_owned(),
            url: Some("https://news.example/lock".to_owned()),
            ..Record::new(Id::of(&["article", title]))
        }
    }

    fn search(desk: &mut Desk, typed: &str) -> Vec<(String, At, String)> {
        let query = Query::of_words(typed).expect("a query");
        let library = desk.library();
        let found = desk.search(&query, &library, 50);
        let hits = found.hits.into_iter();
        hits.map(|h| (h.head.title, h.at, h.excerpt)).collect()
    }

    #[test]
    fn hits_are_listed_newest_first_and_point_at_the_match() {
        let root = tempfile::tempdir().expect("a folder");
        let mut desk = desk(root.path());
        let records = [
            article(1, "The east lock", "<p>It will reopen.</p>"),
            article(
                2,
                "Rails",
                "<p>A vote.</p><p>The trust pays for the <em>lock</em> survey &amp; more.</p>",
            ),
            article(3, "A ferry", "<p>Its address has the word.</p>"),
        ];
        desk.store_mut()
            .add_articles(&gazette(), &records)
            .expect("added");
        let at = |block, char| At { block, char };
        let rails = "The trust pays for the lock survey & more.";
        assert_eq!(
            search(&mut desk, "LOCK"),
            [
                ("Rails".to_owned(), at(1, 23), rails.to_owned()),
                (
                    "The east lock".to_owned(),
                    At::START,
                    "It will reopen.".to_owned()
                ),
            ]
        );
        assert_eq!(search(&mut desk, "\"lock survey\" rails").len(), 1);
        assert_eq!(search(&mut desk, "news.example").len(), 0);
    }

    #[test]
    fn words_in_two_sections_are_no_hit() {
        let root = tempfile::tempdir().expect("a folder");
        let mut desk = desk(root.path());
        let section = |n: &str, html: &str| Section {
            title: Some(n.to_owned()),
            html: html.to_owned(),
            ..Section::new(Id::of(&["section", n]))
        };
        let record = Record {
            dig: Some(crate::store::record::Dig {
                lead: vec!["<p>Two papers on one quay.</p>".to_owned()],
                ..Default::default()
            }),
            sections: vec![
                section("One", "<p>A lock.</p>"),
                section("Two", "<p>A ferry.</p>"),
            ],
            src: "A lock.\n\nA ferry.".to_owned(),
            ..article(1, "Review", "")
        };
        desk.store_mut()
            .add_opened(&gazette(), &[record])
            .expect("added");
        assert_eq!(search(&mut desk, "lock ferry"), []);
        assert_eq!(search(&mut desk, "one lock")[0].0, "One");
        assert_eq!(search(&mut desk, "quay")[0].0, "Lead: Review");
    }

    #[test]
    fn samples_are_searched_while_they_are_listed() {
        let root = tempfile::tempdir().expect("a folder");
        let mut desk = desk(root.path());
        assert!(!search(&mut desk, "harbour").is_empty());
        let own = article(1, "Mine", "<p>My own harbour.</p>");
        desk.store_mut()
            .add_opened(&gazette(), &[own])
            .expect("added");
        let found = search(&mut desk, "harbour");
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn an_excerpt_is_whole_words_on_one_line() {
        let long = format!("{} the lock {}", "before ".repeat(30), "after ".repeat(80));
        let at = long.find("lock").expect("there");
        let words = excerpt(&long, at);
        assert!(words.starts_with("before before the lock after"), "{words}");
        assert!(
            words.ends_with("after") && words.chars().count() <= EXCERPT,
            "{words}"
        );
        assert_eq!(excerpt("a\nlock\tb", 2), "a lock b");
        assert_eq!(
            excerpt(&"x".repeat(300), 100).chars().count(),
            EXCERPT.min(200)
        );
        let none = finding(Vec::new(), &Library::new(Marks::default()), 5);
        assert_eq!(none, Finding::default());
    }
}
