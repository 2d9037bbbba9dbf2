//! The sources and how they fare, as the reader sees them.

use crate::chars::ascii::Signs;
use crate::jobs::refresh::Summary;
use crate::model::health::Health;
use crate::model::{Group, Library, Outlet, OutletId, Shelf, Standing, When};
use crate::tui::status::Notice;
use jiff::Zoned;
use std::collections::HashMap;

/// A source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// What it is called.
    pub name: String,
    /// Whether the reader, or its feed, gave it that name; otherwise it is its host.
    pub named: bool,
    /// The group it stands in.
    pub group: Group,
    /// Its address, its path, or the name of its program.
    pub place: String,
    /// Whether it is left alone for now.
    pub paused: bool,
    /// How it fared.
    pub health: Health,
    /// When the clock asks it next.
    pub due: Due,
}

/// When a source is asked next without the reader's doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Due {
    /// At once.
    #[default]
    Now,
    /// Not before this time, in seconds since 1970.
    At(i64),
    /// Not at all.
    Never,
}

/// Everything the reader knows of what is subscribed to.
#[derive(Clone, Debug, Default)]
pub struct State {
    list: Vec<(OutletId, Feed)>,
    index: HashMap<OutletId, usize>,
    /// How far the refresh is that runs.
    pub running: Option<Summary>,
    /// What came of the last one, where something lay over the status row.
    pub said: Option<Notice>,
}

impl Feed {
    /// Whether it could not be refreshed the last time, or is gone.
    pub fn is_in_trouble(&self) -> bool {
        self.health.failures > 0 || self.health.gone
    }

    /// Why it is in trouble, in words that stand behind its name.
    pub fn why(&self) -> &str {
        self.health
            .last_error
            .as_deref()
            .unwrap_or("could not be refreshed")
    }

    /// How it fares, in a word or two.
    pub fn state(&self) -> String {
        match (self.health.failures, self.health.last_try) {
            _ if self.health.gone => "gone".to_owned(),
            _ if self.paused => "paused".to_owned(),
            (0, None) => "not asked".to_owned(),
            (0, Some(_)) => "good".to_owned(),
            (1, _) => "failed".to_owned(),
            (n, _) => format!("failed {n}×"),
        }
    }
}

impl State {
    /// Takes in the sources, in the order of the file.
    pub fn set(&mut self, list: Vec<(OutletId, Feed)>) {
        let ids = list.iter().enumerate();
        self.index = ids.map(|(at, (id, _))| (id.clone(), at)).collect();
        self.list = list;
    }

    /// All of them.
    pub fn all(&self) -> &[(OutletId, Feed)] {
        &self.list
    }

    /// The source of an outlet.
    pub fn of(&self, id: &OutletId) -> Option<&Feed> {
        let at = self.index.get(id)?;
        self.list.get(*at).map(|(_, feed)| feed)
    }

    /// The source that a row stands for, where it is one.
    pub fn at(&self, shelf: &Shelf) -> Option<(&OutletId, &Feed)> {
        match shelf {
            Shelf::Outlet(id) | Shelf::Publisher(id) => {
                let at = self.index.get(id)?;
                self.list.get(*at).map(|(id, feed)| (id, feed))
            }
            _ => None,
        }
    }

    /// Tells the library what is subscribed to.
    pub fn tell(&self, library: &mut Library) {
        library.subscribe(self.list.iter().map(|(id, feed)| {
            let outlet = Outlet {
                id: id.clone(),
                name: feed.name.clone(),
            };
            let standing = Standing {
                group: feed.group.clone(),
                trouble: feed.is_in_trouble(),
                paused: feed.paused,
                named: feed.named,
            };
            (outlet, standing)
        }));
    }

    /// How far the refresh is: `Refreshing 3 of 8 · 2 new · 1 in trouble`.
    pub fn progress(&self, signs: &Signs) -> Option<String> {
        let summary = self.running.as_ref()?;
        if summary.of == 0 {
            return Some(format!("Refreshing{}", signs.ellipsis));
        }
        let dot = signs.dot;
        let mut words = format!("Refreshing {} of {}", summary.asked, summary.of);
        words.push_str(&format!(" {dot} {} new", summary.new));
        if summary.trouble > 0 {
            words.push_str(&format!(" {dot} {} in trouble", summary.trouble));
        }
        Some(words)
    }

    /// When anything was last refreshed: `Sat 21:40`.
    pub fn last_refreshed(&self, now: &Zoned) -> Option<String> {
        let last = self.list.iter().filter_map(|(_, f)| f.health.last_good);
        last.max().map(|seconds| moment(seconds, now))
    }
}

/// A moment for a sentence: `14:05` today, `Sat 21:40` in the six days before, else the date.
pub fn moment(seconds: i64, now: &Zoned) -> String {
    let when = When::Instant(seconds);
    let date = when.in_list(now);
    let whole = when.in_byline(now.time_zone());
    let clock = whole.rsplit_once(", ").map_or("", |(_, clock)| clock);
    let is_weekday = date.chars().all(char::is_alphabetic) && !date.is_empty();
    match is_weekday {
        true => format!("{date} {clock}"),
        false => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::ascii::{ASCII, UNICODE};

    #[test]
    fn a_refresh_says_how_far_it_is() {
        let words = |asked, of, new, trouble, signs| {
            let running = Summary {
                asked,
                of,
                new,
                trouble,
                ..Summary::default()
            };
            let state = State {
                running: Some(running),
                ..State::default()
            };
            state.progress(&signs).expect("one runs")
        };
        for (asked, of, new, trouble, signs, said) in [
            (0, 0, 0, 0, UNICODE, "Refreshing…"),
            (
                3,
                8,
                2,
                1,
                UNICODE,
                "Refreshing 3 of 8 · 2 new · 1 in trouble",
            ),
            (0, 1, 0, 0, ASCII, "Refreshing 0 of 1 - 0 new"),
        ] {
            assert_eq!(words(asked, of, new, trouble, signs), said);
        }
        assert_eq!(State::default().progress(&UNICODE), None);
    }

    #[test]
    fn a_moment_is_as_exact_as_it_helps() {
        let now: Zoned = "2026-11-22T14:05:00+00:00[UTC]".parse().expect("a time");
        for (then, said) in [
            ("2026-11-22T09:12:00Z", "09:12"),
            ("2026-11-21T21:40:00Z", "Sat 21:40"),
            ("2026-11-03T21:40:00Z", "3 Nov"),
        ] {
            let then: jiff::Timestamp = then.parse().expect("a time");
            assert_eq!(moment(then.as_second(), &now), said);
        }
    }
}
