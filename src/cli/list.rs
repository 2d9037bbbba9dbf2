//! `tidings list`: what is kept and subscribed to, a line each.

use super::args::{List, What};
use super::plain::minutes;
use super::{REFUSED, Settings, complain, json, print_each, sources, warn};
use crate::chars::clean::one_line;
use crate::jobs::kept::{Counted, Kept, outlets_of};
use crate::model::{Head, Health};
use crate::store::sources::Sources;
use jiff::tz::TimeZone;

/// Prints the outlets, the articles or the sources.
pub(super) fn run(list: &List, settings: &Settings) -> u8 {
    if let What::Sources = list.what {
        return sources::list(list, settings);
    }
    let kept = Kept::look(&settings.paths);
    warn(settings, &kept);
    let outlets = list.outlet.as_deref().map(|word| kept.named_outlets(word));
    if let (Some(word), Some(outlets)) = (&list.outlet, &outlets)
        && outlets.is_empty()
    {
        complain(&format!(
            "no outlet “{word}” is kept here; tidings list outlets names them"
        ));
        return REFUSED;
    }
    let marks = kept.library().marks();
    let is_wanted = |head: &Head| {
        (!list.unread || kept.library().is_unread(head))
            && (!list.bookmarked || marks.is_bookmarked(head.id))
    };
    match list.what {
        // Sources are another list, and were printed.
        What::Outlets | What::Sources => {
            let mut counted = kept.outlets(is_wanted);
            counted.retain(|o| outlets.as_ref().is_none_or(|ids| ids.contains(&o.id)));
            let sources = Sources::open(&settings.paths);
            print_each(counted.iter().map(|counted| {
                let health = sources.get(&counted.id).map(|known| &known.health);
                match list.json {
                    true => json::outlet(counted, health),
                    false => outlet(counted, health),
                }
            }))
        }
        What::Articles => {
            let is_by = |head: &Head| match &outlets {
                Some(ids) => outlets_of(head).any(|id| ids.contains(id)),
                None => true,
            };
            let heads = kept.heads().filter(|head| is_by(head) && is_wanted(head));
            if !list.json {
                return print_each(heads.map(|head| article(&kept, head)));
            }
            print_each(heads.map(|head| {
                let url = kept.url(head);
                json::article(&kept, head, url.as_deref())
            }))
        }
    }
}

fn outlet(outlet: &Counted, health: Option<&Health>) -> String {
    let unread = match outlet.unread {
        0 => "all read".to_owned(),
        n => format!("{n} unread"),
    };
    let articles = match outlet.articles {
        1 => "1 article".to_owned(),
        n => format!("{n} articles"),
    };
    let name = one_line(&outlet.name);
    let trouble = health.and_then(|health| health.last_error.as_deref());
    let trouble = trouble.map_or_else(String::new, |why| format!("; ! {}", one_line(why)));
    format!("{}  {name}: {articles}, {unread}{trouble}\n", outlet.id)
}

fn article(kept: &Kept, head: &Head) -> String {
    let library = kept.library();
    let state = match library.is_unread(head) {
        true => "unread",
        false => "read  ",
    };
    let outlet = library.name(&head.outlet);
    let via = kept.via(head).filter(|via| *via != outlet);
    let via = via.map_or_else(String::new, |via| format!(", via {via}"));
    let when = head.when.map(|w| w.whole_date(&TimeZone::system()));
    let when = when.map_or_else(String::new, |when| format!(", {when}"));
    let minutes = minutes(head.minutes);
    let bookmarked = match library.marks().is_bookmarked(head.id) {
        true => ", bookmarked",
        false => "",
    };
    let words = format!("{outlet}: {}{via}{when}{minutes}{bookmarked}", head.title);
    format!("{}  {state}  {}\n", head.id, one_line(&words))
}
