//! `tidings remove`, `rename`, `move` and `list sources`: the subscriptions.

use super::args::List;
use super::{NOT_KEPT, REFUSED, Settings, complain, json, print, print_each};
use crate::chars::clean::one_line;
use crate::fetch::schedule;
use crate::jobs::Desk;
use crate::jobs::refresh::plan;
use crate::jobs::subscriptions::change;
use crate::model::{Group, Health, Origin, OutletId, Source, When};
use crate::settings::Subscriptions;
use crate::settings::subscriptions::{Change, EditError, Named};
use crate::store::sources::Sources;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::HashSet;

/// Gives a subscription up.
pub(super) fn remove(name: &str, settings: &Settings) -> u8 {
    let done = |source: &Source| {
        let mut desk = Desk::open(settings.paths.clone());
        desk.unsubscribe(&settings.subscriptions(), &source.id)?;
        Ok(format!(
            "Removed: {}. What is kept of it comes back when it is added again.",
            source.name()
        ))
    };
    with(name, settings, done)
}

/// Calls a subscription something else.
pub(super) fn rename(name: &str, title: &str, settings: &Settings) -> u8 {
    let done = |source: &Source| {
        let title = title.to_owned();
        let words = format!("Renamed: {} is now {title}.", source.name());
        change(&settings.subscriptions(), &source.id, &Change::Title(title))?;
        Ok(words)
    };
    with(name, settings, done)
}

/// Puts a subscription into a group, or out of its own.
pub(super) fn shift(name: &str, group: &str, settings: &Settings) -> u8 {
    let done = |source: &Source| {
        let group = Group::parse(&one_line(group));
        let words = match group.is_top() {
            true => format!("Moved: {} stands in no group now.", source.name()),
            false => format!("Moved: {} stands in {group} now.", source.name()),
        };
        change(&settings.subscriptions(), &source.id, &Change::Group(group))?;
        Ok(words)
    };
    with(name, settings, done)
}

/// Does something to the one source that `name` means, and prints what was done.
fn with(
    name: &str,
    settings: &Settings,
    work: impl FnOnce(&Source) -> Result<String, EditError>,
) -> u8 {
    let subscriptions = subscriptions(settings);
    let source = match one(name, &subscriptions) {
        Some(source) => source,
        None => return REFUSED,
    };
    match work(source) {
        Ok(words) => print(&(one_line(&words) + "\n")),
        Err(error) => {
            complain(&error.to_string());
            status(&error)
        }
    }
}

/// The one source that a name means; where there is none or more than one, that is said.
fn one<'s>(name: &str, subscriptions: &'s Subscriptions) -> Option<&'s Source> {
    match subscriptions.named(name) {
        Named::One(source) => Some(source),
        Named::Several(sources) => {
            complain(&format!(
                "“{name}” names {} sources; say which:",
                sources.len()
            ));
            sources
                .iter()
                .for_each(|source| complain(line(source).trim_end()));
            None
        }
        Named::None(near) => {
            complain(&match near {
                Some(near) => format!("no source “{name}”. Did you mean {near}?"),
                None => format!("no source “{name}”; tidings list sources names them"),
            });
            None
        }
    }
}

/// The sources that the names mean; `None` is all, where there are no names.
///
/// # Errors
/// The exit status, where a name means none; that is said.
pub(super) fn meant(
    names: &[String],
    subscriptions: &Subscriptions,
) -> Result<Option<HashSet<OutletId>>, u8> {
    if names.is_empty() {
        return Ok(None);
    }
    let found = names
        .iter()
        .map(|name| one(name, subscriptions).map(|s| s.id.clone()));
    // Every name that means none is said, not only the first.
    let found: Vec<Option<OutletId>> = found.collect();
    let found: Option<HashSet<OutletId>> = found.into_iter().collect();
    found.map(Some).ok_or(REFUSED)
}

/// The exit status where the file was not changed.
pub(super) fn status(error: &EditError) -> u8 {
    match error {
        EditError::Failed(..) | EditError::Busy(_) => NOT_KEPT,
        _ => REFUSED,
    }
}

/// The subscriptions; what is wrong with the file is said.
pub(super) fn subscriptions(settings: &Settings) -> Subscriptions {
    settings.words.iter().for_each(|words| complain(words));
    let subscriptions = Subscriptions::load(&settings.subscriptions());
    let wrong = subscriptions.complaints();
    wrong.iter().for_each(|words| complain(words));
    subscriptions
}

/// Prints the subscriptions, in the order of the file.
pub(super) fn list(list: &List, settings: &Settings) -> u8 {
    if list.unread || list.bookmarked {
        complain("--unread and --bookmarked choose among outlets and articles, not among sources");
        return REFUSED;
    }
    let subscriptions = subscriptions(settings);
    let wanted = list
        .outlet
        .as_deref()
        .map(|name| match subscriptions.named(name) {
            Named::One(source) => vec![source],
            Named::Several(sources) => sources,
            Named::None(_) => Vec::new(),
        });
    if let (Some(name), Some([])) = (&list.outlet, wanted.as_deref()) {
        complain(&format!(
            "no source “{name}”; tidings list sources names them"
        ));
        return REFUSED;
    }
    let sources = wanted.unwrap_or_else(|| subscriptions.sources().iter().collect());
    let known = Sources::open(&settings.paths);
    let now = Timestamp::now().as_second();
    print_each(sources.into_iter().map(|source| {
        let resolved = subscriptions.settings_of(source, &settings.config.fetch);
        let health = known.get(&source.id).map(|known| &known.health);
        let health = health.cloned().unwrap_or_default();
        let next = schedule::next(&health, &plan(&resolved), source.id.as_str(), now);
        match list.json {
            false => format!(
                "{}{}\n",
                line(source).trim_end(),
                state(&health, resolved.paused)
            ),
            true => json::source(source, resolved.paused, &health, next),
        }
    }))
}

/// How a source fares, to stand behind its line: nothing where all is well.
fn state(health: &Health, paused: bool) -> String {
    let zone = TimeZone::system();
    let good = health.last_good.map_or_else(
        || "never answered".to_owned(),
        |good| format!("last answered {}", When::Instant(good).in_byline(&zone)),
    );
    match (&health.last_error, health.failures) {
        _ if paused => "; paused".to_owned(),
        _ if health.gone => format!("; ! gone for good (410), {good}"),
        (Some(why), 1) => format!("; ! {}, {good}", one_line(why)),
        (Some(why), n @ 2..) => format!("; ! {}, {n} times in a row, {good}", one_line(why)),
        _ if health.last_try.is_none() => "; not asked yet".to_owned(),
        _ => String::new(),
    }
}

/// `lantern-3f9a  Lantern: https://lantern.example/feed, in Abroad/Balkans`.
fn line(source: &Source) -> String {
    let place = match &source.origin {
        Origin::Address(address) => address.clone(),
        Origin::Path(path) => path.display().to_string(),
        // Its arguments may hold what is nobody's business.
        Origin::Exec(command) => {
            let program = command.first().map_or("", String::as_str);
            format!("the program {program}")
        }
    };
    let group = match source.group.is_top() {
        true => String::new(),
        false => format!(", in {}", source.group),
    };
    let words = format!("{}: {place}{group}", source.name());
    format!("{}  {}\n", source.id, one_line(&words))
}
