//! When there may be something new, by the word of the server and of the feed. Pure.

use std::time::UNIX_EPOCH;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// What an answer says of its own age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// So many seconds it stays as it is; `None` when the server does not say.
    pub seconds: Option<u64>,
    /// `no-cache` or `no-store`: it may change at any time.
    pub may_change: bool,
}

impl Freshness {
    /// Reads `Cache-Control` before `Expires`, less `Age` (RFC 9111, 4.2). `header` gives a header's
    /// value by its name; `now` is in seconds since 1970 and stands in where there is no `Date`.
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>, now: i64) -> Freshness {
        let control = Control::read(header("cache-control").unwrap_or_default());
        if control.may_change {
            return Freshness {
                seconds: None,
                may_change: true,
            };
        }
        let life = control.max_age.or_else(|| {
            let expires = header("expires")?;
            let sent = header("date").and_then(http_date).unwrap_or(now);
            // What is no date means "already expired" (RFC 9111, 5.3).
            let until = http_date(expires).unwrap_or(sent);
            Some(u64::try_from(until.saturating_sub(sent)).unwrap_or(0))
        });
        let age = header("age").and_then(seconds).unwrap_or(0);
        Freshness {
            seconds: life.map(|life| life.saturating_sub(age)),
            may_change: false,
        }
    }
}

#[derive(Default)]
struct Control {
    max_age: Option<u64>,
    may_change: bool,
}

impl Control {
    fn read(text: &str) -> Control {
        let mut control = Control::default();
        for part in text.split(',') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => control.may_change = true,
                "max-age" => control.max_age = control.max_age.or(seconds(value)),
                _ => {}
            }
        }
        control
    }
}

/// Reads `Retry-After`: seconds or a date (RFC 9110, 10.2.3). Gives seconds from `now`; a date that
/// has passed is 0, what is neither is `None`.
pub fn retry_after(value: &str, now: i64) -> Option<u64> {
    seconds(value).or_else(|| {
        let until = http_date(value)?;
        Some(u64::try_from(until.saturating_sub(now)).unwrap_or(0))
    })
}

/// A number of seconds; one that is too large for a number is the largest (RFC 9111, 1.2.2).
fn seconds(text: &str) -> Option<u64> {
    let digits = text.trim().trim_matches('"');
    let all = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    all.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// A date in any of the three forms of RFC 9110, 5.6.7, in seconds since 1970.
fn http_date(text: &str) -> Option<i64> {
    let date = httpdate::parse_http_date(text.trim()).ok()?;
    let since = date.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// What the feed itself says of its pace (RSS 2.0: `ttl`, `skipHours`, `skipDays`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Minutes it may be kept.
    pub ttl: Option<u32>,
    /// The hours (UTC) in which nothing comes, hour 0 as bit 0.
    pub skip_hours: u32,
    /// The days (UTC) on which nothing comes, Monday as bit 0.
    pub skip_days: u8,
}

/// Between what bounds a server's word is taken, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Never asked again sooner.
    pub least: i64,
    /// Never left alone for longer.
    pub most: i64,
}

impl Default for Bounds {
    /// A quarter of an hour and a day.
    fn default() -> Bounds {
        Bounds {
            least: HOUR / 4,
            most: DAY,
        }
    }
}

impl Bounds {
    /// So many seconds, within the bounds.
    pub fn clamp(&self, seconds: u64) -> i64 {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        seconds.max(self.least).min(self.most.max(self.least))
    }
}

/// When there may be something new, in seconds since 1970: the longest of what server and feed say,
/// within the bounds, then past the hours and days in which nothing comes.
pub fn next_due(now: i64, fresh: &Freshness, hints: &Hints, bounds: &Bounds) -> i64 {
    let server = fresh.seconds.unwrap_or(0);
    let feed = u64::from(hints.ttl.unwrap_or(0)) * 60;
    let due = now.saturating_add(bounds.clamp(server.max(feed)));
    past_skipped(due, hints)
}

/// The first time from `due` on that is not skipped; `due` itself when a whole week is.
fn past_skipped(due: i64, hints: &Hints) -> i64 {
    let skipped = |time: i64| {
        let hour = time.rem_euclid(DAY) / HOUR;
        // 1 January 1970 was a Thursday.
        let day = (time.div_euclid(DAY) + 3).rem_euclid(7);
        hints.skip_hours >> hour & 1 == 1 || hints.skip_days >> day & 1 == 1
    };
    let hour = due.div_euclid(HOUR);
    let later = (1..=7 * 24).map(|more| (hour + more).saturating_mul(HOUR));
    std::iter::once(due)
        .chain(later)
        .find(|time| !skipped(*time))
        .unwrap_or(due)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun 22 Nov 2026, 12:00:00 UTC.
    const NOON: i64 = 1_795_348_800;

    fn fresh(headers: &[(&str, &'static str)]) -> Freshness {
        let find = |name: &str| headers.iter().find(|h| h.0 == name).map(|h| h.1);
        Freshness::read(find, NOON)
    }

    #[test]
    fn the_server_says_how_long_its_answer_stays() {
        let date = ("date", "Sun, 22 Nov 2026 12:00:00 GMT");
        let later = ("expires", "Sun, 22 Nov 2026 13:00:00 GMT");
        for (headers, seconds, may_change) in [
            (vec![], None, false),
            (vec![("cache-control", "max-age=600")], Some(600), false),
            (
                vec![("cache-control", "public, Max-Age=\"60\"")],
                Some(60),
                false,
            ),
            (
                vec![("cache-control", "max-age=600"), ("age", "100")],
                Some(500),
                false,
            ),
            (
                vec![("cache-control", "max-age=60"), ("age", "100")],
                Some(0),
                false,
            ),
            (vec![("cache-control", "no-cache, max-age=600")], None, true),
            (vec![("cache-control", "no-store")], None, true),
            (vec![("cache-control", "max-age=x")], None, false),
            (
                vec![("cache-control", "max-age=99999999999999999999")],
                Some(u64::MAX),
                false,
            ),
            (vec![later], Some(3_600), false),
            (vec![date, later], Some(3_600), false),
            (
                vec![("date", "Sun, 22 Nov 2026 12:30:00 GMT"), later],
                Some(1_800),
                false,
            ),
            (vec![("expires", "0")], Some(0), false),
            (
                vec![("expires", "Sunday, 22-Nov-26 13:00:00 GMT")],
                Some(3_600),
                false,
            ),
            (
                vec![("expires", "Sun Nov 22 13:00:00 2026")],
                Some(3_600),
                false,
            ),
            (vec![later, ("cache-control", "max-age=5")], Some(5), false),
        ] {
            let expected = Freshness {
                seconds,
                may_change,
            };
            assert_eq!(fresh(&headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn a_server_says_when_to_come_back_in_two_ways() {
        for (value, expected) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("999999999", Some(999_999_999)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Sun, 22 Nov 2026 12:02:00 GMT", Some(120)),
            ("Sun, 22 Nov 2026 11:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(251_606_951_999)),
            ("soon", None),
            ("-5", None),
            ("", None),
        ] {
            assert_eq!(retry_after(value, NOON), expected, "{value}");
        }
    }

    #[test]
    fn the_next_time_lies_within_bounds_and_outside_the_skipped_hours() {
        let bounds = Bounds::default();
        let stays = |seconds| Freshness {
            seconds,
            may_change: false,
        };
        let hints = |ttl, skip_hours, skip_days| Hints {
            ttl,
            skip_hours,
            skip_days,
        };
        for (seconds, hints, expected) in [
            (None, hints(None, 0, 0), 900),
            (Some(5), hints(None, 0, 0), 900),
            (Some(3_600), hints(None, 0, 0), 3_600),
            (Some(u64::MAX), hints(None, 0, 0), DAY),
            (Some(3_600), hints(Some(120), 0, 0), 7_200),
            (Some(3_600), hints(Some(u32::MAX), 0, 0), DAY),
            (Some(3_600), hints(None, 1 << 13, 0), 7_200),
            (None, hints(None, 1 << 12, 0), 3_600),
            (None, hints(None, 0, 1 << 6), 12 * HOUR),
            (None, hints(None, 0xff_ffff, 0), 900),
            (None, hints(None, 0, 0x7f), 900),
        ] {
            let due = next_due(NOON, &stays(seconds), &hints, &bounds);
            assert_eq!(due - NOON, expected, "{seconds:?} {hints:?}");
        }
    }
}
