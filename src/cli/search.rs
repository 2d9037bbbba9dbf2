//! `tidings search`: words looked for everywhere, the hits printed.

use super::args::Search;
use super::json;
use super::{PARTLY, REFUSED, Settings, complain, print, tell};
use crate::jobs::Desk;
use crate::jobs::find::Hit;
use crate::model::Library;
use crate::search::Query;
use jiff::tz::TimeZone;

/// Looks for the words and prints what is found. Nothing found is a status of its own.
pub(super) fn run(search: &Search, settings: &Settings) -> u8 {
    let typed = search.words.join(" ");
    let Some(query) = Query::of_words(&typed) else {
        complain("there is nothing to look for; name a word");
        return REFUSED;
    };
    let mut desk = Desk::open(settings.paths.clone());
    let words = settings.words.iter().chain(desk.troubles());
    words.for_each(|words| complain(words));
    let library = desk.library();
    let found = desk.search(&query, &library, search.limit);
    if found.hits.is_empty() {
        tell(&format!("Nothing found for “{}”.", query.words()));
        return PARTLY;
    }
    let hits = found.hits.iter();
    let out: String = if search.json {
        hits.map(|hit| json::hit(hit, &library)).collect()
    } else {
        let zone = TimeZone::system();
        let all: Vec<String> = hits.map(|hit| lines(hit, &library, &zone)).collect();
        all.join("\n")
    };
    print(&out)
}

/// A hit for a reader: the headline, where it comes from and when, and the words around the match.
fn lines(hit: &Hit, library: &Library, zone: &TimeZone) -> String {
    let head = &hit.head;
    let mut from = library.name(&head.outlet).to_owned();
    if head.outlet != head.kept_in {
        from = format!("{from} via {}", library.name(&head.kept_in));
    }
    if let Some(when) = head.when {
        from = format!("{from}, {}", when.whole_date(zone));
    }
    format!("{}\n  {from}\n  {}\n", head.title, hit.excerpt)
}
