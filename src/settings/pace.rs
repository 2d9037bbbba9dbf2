//! How the network is used, all in all: the part of `[fetch]` that is not about single sources.

use super::mend::{Lines, Wrong};
use std::time::Duration;
use toml::de::{DeTable, DeValue};

/// The names of the settings here.
pub(super) const NAMES: [&str; 5] = [
    "per_host",
    "host_delay",
    "workers",
    "refresh_at_start",
    "refresh_every",
];

/// The most requests at once that anybody needs.
const MOST: i64 = 64;
/// Nobody needs to be asked more often while the reader is open.
const OFTEN: Duration = Duration::from_secs(60);

/// How the network is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Requests at once to one host.
    pub per_host: usize,
    /// From the start of one request to a host to the start of the next.
    pub host_delay: Duration,
    /// Requests at once, all in all.
    pub workers: usize,
    /// Whether the reader refreshes what is due when it starts.
    pub at_start: bool,
    /// How often the reader refreshes what is due while it is open; `None` is never.
    pub every: Option<Duration>,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            per_host: 1,
            host_delay: Duration::from_millis(500),
            workers: 16,
            at_start: false,
            every: None,
        }
    }
}

/// Reads what the table `[fetch]` says of the pace, and names what is wrong.
pub(super) fn pace(table: &DeTable<'_>, lines: Lines) -> (Pace, Vec<Wrong>) {
    let mut pace = Pace::default();
    let mut wrong = Vec::new();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let value = value.get_ref();
        let takes = match name {
            "per_host" => match number(value) {
                Some(number) => {
                    pace.per_host = number;
                    continue;
                }
                None => "a number from 1 to 64",
            },
            "workers" => match number(value) {
                Some(number) => {
                    pace.workers = number;
                    continue;
                }
                None => "a number from 1 to 64",
            },
            "host_delay" => match time(value) {
                Some(time) => {
                    pace.host_delay = time;
                    continue;
                }
                None => "a time, \"500ms\" or \"2s\"",
            },
            "refresh_at_start" => match value {
                DeValue::Boolean(truth) => {
                    pace.at_start = *truth;
                    continue;
                }
                _ => "true or false",
            },
            "refresh_every" => match (value, time(value)) {
                (DeValue::String(text), _) if text.trim() == "never" => continue,
                (_, Some(time)) if time >= OFTEN => {
                    pace.every = Some(time);
                    continue;
                }
                _ => "a time from \"1m\" on, or \"never\"",
            },
            _ => continue,
        };
        let words = format!("{name} takes {takes}; the default is used");
        let line = lines.at(key.span().start);
        wrong.push(Wrong { line, words });
    }
    (pace, wrong)
}

fn number(value: &DeValue<'_>) -> Option<usize> {
    let DeValue::Integer(digits) = value else {
        return None;
    };
    let number = i64::from_str_radix(digits.as_str(), digits.radix()).ok()?;
    let number = Some(number).filter(|number| (1..=MOST).contains(number))?;
    usize::try_from(number).ok()
}

/// A time with thousandths of a second, or one that a source takes.
fn time(value: &DeValue<'_>) -> Option<Duration> {
    let DeValue::String(text) = value else {
        return None;
    };
    let text = text.trim();
    match text
        .strip_suffix("ms")
        .map(|number| number.trim_end().parse())
    {
        Some(Ok(thousandths)) => Some(Duration::from_millis(thousandths)),
        Some(Err(_)) => None,
        None if text == "0" || text == "0s" => Some(Duration::ZERO),
        None => super::subscriptions::duration(text).filter(|time| *time != Duration::MAX),
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::config;
    use std::time::Duration;

    #[test]
    fn the_pace_is_read_and_what_is_wrong_is_named() {
        let text = "[fetch]\nper_host = 16\nhost_delay = \"0s\"\nworkers = 8\nproxy = \"\"\n\
                    refresh_at_start = true\nrefresh_every = \"30m\"\n";
        let (config, wrong) = config::read(text);
        assert_eq!(wrong, Vec::<String>::new());
        let pace = config.pace;
        assert_eq!((pace.per_host, pace.workers), (16, 8));
        assert_eq!(pace.host_delay, Duration::ZERO);
        assert_eq!(pace.every, Some(Duration::from_secs(1_800)));
        assert!(pace.at_start);
        for (line, sentence) in [
            (
                "per_host = 0",
                "config line 2: per_host takes a number from 1 to 64; the default is used",
            ),
            (
                "workers = \"many\"",
                "config line 2: workers takes a number from 1 to 64; the default is used",
            ),
            (
                "host_delay = 3",
                "config line 2: host_delay takes a time, \"500ms\" or \"2s\"; the default is used",
            ),
            (
                "refresh_every = \"5s\"",
                "config line 2: refresh_every takes a time from \"1m\" on, or \"never\"; the default is used",
            ),
        ] {
            let (config, wrong) = config::read(&format!("[fetch]\n{line}\n"));
            assert_eq!(wrong, [sentence]);
            assert_eq!(config.pace, super::Pace::default());
        }
        let (config, wrong) =
            config::read("[fetch]\nhost_delay = \"250ms\"\nrefresh_every = \"never\"\n");
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(config.pace.host_delay, Duration::from_millis(250));
    }
}
