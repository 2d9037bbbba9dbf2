//! When something was published, as exactly as it is known, and how lists and bylines say it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::fmt;

/// A time of publication, no more exact than the source gives it: an unknown day is not invented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// An instant, in seconds since 1970.
    Instant(i64),
    /// A day.
    Day(Date),
    /// A month: year and month (1 to 12).
    Month(i16, i8),
    /// A year.
    Year(i16),
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl When {
    /// Reads what [`fmt::Display`] writes: `2022`, `2022-12`, `2022-12-22` or an RFC 3339 instant.
    pub fn parse(text: &str) -> Option<When> {
        if text.contains('T') {
            return text
                .parse::<Timestamp>()
                .ok()
                .map(|t| When::Instant(t.as_second()));
        }
        let mut parts = text.split('-');
        let year = four_digits(parts.next()?)?;
        let month = match parts.next() {
            None => return Some(When::Year(year)),
            Some(month) => two_digits(month)?,
        };
        let first = Date::new(year, month, 1).ok()?;
        match (parts.next(), parts.next()) {
            (None, _) => Some(When::Month(first.year(), first.month())),
            (Some(day), None) => Date::new(year, month, two_digits(day)?).ok().map(When::Day),
            _ => None,
        }
    }

    /// The first second it can mean, in seconds since 1970 (UTC for days and coarser): what lists
    /// are sorted by.
    pub fn seconds(self) -> i64 {
        let start = |y, m, d| {
            Date::new(y, m, d)
                .ok()
                .and_then(|d| d.to_zoned(TimeZone::UTC).ok())
                .map_or(0, |z| z.timestamp().as_second())
        };
        match self {
            When::Instant(s) => s,
            When::Day(d) => start(d.year(), d.month(), d.day()),
            When::Month(y, m) => start(y, m, 1),
            When::Year(y) => start(y, 1, 1),
        }
    }

    /// The date in a list (`14:05` today, `Tue` in the six days before, `3 Nov` this year, `2025`
    /// before), seen from `now` in its time zone.
    pub fn in_list(self, now: &Zoned) -> String {
        let today = now.date();
        let (day, clock) = match self {
            When::Instant(s) => match local(s, now.time_zone()) {
                Some(z) => (z.date(), Some(clock(&z))),
                None => return String::new(),
            },
            When::Day(d) => (d, None),
            When::Month(y, m) if y == today.year() => return month(m).to_owned(),
            When::Month(y, _) | When::Year(y) => return y.to_string(),
        };
        let ago = today.since(day).map_or(i32::MAX, |span| span.get_days());
        match (ago, clock) {
            (0, Some(clock)) => clock,
            (0..=6, _) => weekday(day).to_owned(),
            _ if day.year() == today.year() => format!("{} {}", day.day(), month(day.month())),
            _ => day.year().to_string(),
        }
    }

    /// The date of an edition in the outlets (`22 Nov` this year, else `22 Dec 2022`).
    pub fn in_tree(self, now: &Zoned) -> String {
        match self {
            When::Day(d) if d.year() == now.year() => {
                format!("{} {}", d.day(), month(d.month()))
            }
            When::Instant(s) => match local(s, now.time_zone()) {
                Some(z) => When::Day(z.date()).in_tree(now),
                None => String::new(),
            },
            other => other.whole_date(now.time_zone()),
        }
    }

    /// The whole date without a clock: `22 Dec 2022`, `Dec 2022`, `2022`.
    pub fn whole_date(self, zone: &TimeZone) -> String {
        match self {
            When::Instant(s) => local(s, zone)
                .map(|z| When::Day(z.date()).whole_date(zone))
                .unwrap_or_default(),
            When::Day(d) => format!("{} {} {}", d.day(), month(d.month()), d.year()),
            When::Month(y, m) => format!("{} {y}", month(m)),
            When::Year(y) => y.to_string(),
        }
    }

    /// The date of a byline, whole: `Sun 22 Nov 2026, 06:00`, `Thu 22 Dec 2022`, `Dec 2022`.
    pub fn in_byline(self, zone: &TimeZone) -> String {
        match self {
            When::Instant(s) => local(s, zone)
                .map(|z| {
                    let day = When::Day(z.date()).in_byline(zone);
                    format!("{day}, {}", clock(&z))
                })
                .unwrap_or_default(),
            When::Day(d) => format!("{} {}", weekday(d), self.whole_date(zone)),
            other => other.whole_date(zone),
        }
    }
}

impl fmt::Display for When {
    /// ISO 8601, as exact as it is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            When::Instant(s) => match Timestamp::from_second(s) {
                Ok(t) => write!(f, "{t}"),
                Err(_) => Ok(()),
            },
            When::Day(d) => write!(f, "{d}"),
            When::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            When::Year(y) => write!(f, "{y:04}"),
        }
    }
}

/// The English short name of a month, 1 to 12.
pub fn month(month: i8) -> &'static str {
    usize::try_from(month - 1)
        .ok()
        .and_then(|i| MONTHS.get(i).copied())
        .unwrap_or("")
}

fn weekday(day: Date) -> &'static str {
    let index = day.weekday().to_monday_zero_offset();
    usize::try_from(index)
        .ok()
        .and_then(|i| DAYS.get(i).copied())
        .unwrap_or("")
}

fn local(seconds: i64, zone: &TimeZone) -> Option<Zoned> {
    Timestamp::from_second(seconds)
        .ok()
        .map(|t| t.to_zoned(zone.clone()))
}

fn clock(z: &Zoned) -> String {
    format!("{:02}:{:02}", z.hour(), z.minute())
}

fn four_digits(text: &str) -> Option<i16> {
    digits(text, 4)
}

fn two_digits(text: &str) -> Option<i8> {
    digits(text, 2)
}

fn digits<T: std::str::FromStr>(text: &str, len: usize) -> Option<T> {
    (text.len() == len && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Zoned {
        "2026-11-22T14:05:00+00:00[UTC]".parse().expect("a time")
    }

    fn when(text: &str) -> When {
        When::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn dates_are_said_as_the_screens_say_them() {
        // (kept, in a list, in the outlets, in a byline)
        for (kept, list, tree, byline) in [
            (
                "2026-11-22T06:00:00Z",
                "06:00",
                "22 Nov",
                "Sun 22 Nov 2026, 06:00",
            ),
            ("2026-11-22", "Sun", "22 Nov", "Sun 22 Nov 2026"),
            ("2026-11-16", "Mon", "16 Nov", "Mon 16 Nov 2026"),
            ("2026-11-15", "15 Nov", "15 Nov", "Sun 15 Nov 2026"),
            ("2026-12-01", "1 Dec", "1 Dec", "Tue 1 Dec 2026"),
            ("2022-12-22", "2022", "22 Dec 2022", "Thu 22 Dec 2022"),
            ("2022-12", "2022", "Dec 2022", "Dec 2022"),
            ("2026-03", "Mar", "Mar 2026", "Mar 2026"),
            ("2025", "2025", "2025", "2025"),
        ] {
            let w = when(kept);
            assert_eq!(w.in_list(&now()), list, "{kept} in a list");
            assert_eq!(w.in_tree(&now()), tree, "{kept} in the outlets");
            assert_eq!(w.in_byline(&TimeZone::UTC), byline, "{kept} in a byline");
            assert_eq!(w.to_string(), kept);
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for wrong in [
            "",
            "22",
            "2022-13",
            "2022-02-30",
            "2022-1-1",
            "2022-01-01-01",
            "soon",
            "2022-+1",
        ] {
            assert_eq!(When::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn coarser_dates_sort_at_their_first_second() {
        assert_eq!(when("2022-12").seconds(), when("2022-12-01").seconds());
        assert!(when("2022-12").seconds() < when("2022-12-02").seconds());
    }
}
