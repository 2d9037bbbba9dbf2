//! Dates as feeds write them: the standards by jiff, then by a table of names what people and
//! programs write instead.

mod names;

use crate::model::When;
use jiff::civil::{Date, Time};
use jiff::fmt::rfc2822;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

/// No date is longer, with its comments and names.
const LONGEST: usize = 200;

/// Reads a date; `None` for what is none.
///
/// A date without a clock is a day, a month or a year, no more exact than it is written; a clock
/// without a zone is taken as UTC, as most readers do.
pub fn read(text: &str) -> Option<When> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST || !text.is_char_boundary(text.len()) {
        return None;
    }
    standard(text).or_else(|| Spelled::read(text))
}

/// RFC 3339 and ISO 8601 with a zone; RFC 2822 with a zone that says how far it is off.
fn standard(text: &str) -> Option<When> {
    // A leap second is the next minute's first; jiff makes it the one before.
    if text.contains(":60") {
        return None;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(When::Instant(instant.as_second()));
    }
    // RFC 2822 takes every zone name it does not know for UTC: those are left to the table.
    let zone = text.rsplit(' ').next()?;
    let is_offset = zone.len() == 5 && zone.starts_with(['+', '-']);
    if !is_offset && !matches!(zone, "GMT" | "UT" | "UTC") {
        return None;
    }
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let instant = parser.parse_timestamp(text).ok()?;
    let year = instant.to_zoned(jiff::tz::TimeZone::UTC).year();
    (year > 1970 || text.contains("1970")).then_some(When::Instant(instant.as_second()))
}

/// A piece of a date.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// A number, and how many digits it is written with.
    Number(i64, usize),
    /// A word, folded.
    Word(String),
    /// A sign, or one blank for any white space.
    Sign(char),
}

use Piece::{Number, Sign, Word};

/// A date in any spelling, while its parts are found.
#[derive(Default)]
struct Spelled {
    clock: Option<Clock>,
    /// Minutes east of Greenwich.
    zone: Option<i32>,
}

#[derive(Clone, Copy)]
struct Clock {
    hour: i64,
    minute: i64,
    second: i64,
}

impl Spelled {
    fn read(text: &str) -> Option<When> {
        let mut pieces = pieces(text);
        if let [Number(seconds, digits @ (9 | 10 | 13))] = pieces[..] {
            let seconds = if digits == 13 {
                seconds / 1000
            } else {
                seconds
            };
            return Timestamp::from_second(seconds)
                .ok()
                .map(|t| When::Instant(t.as_second()));
        }
        let mut spelled = Spelled::default();
        spelled.take_clock(&mut pieces);
        let date = date(&pieces)?;
        match (spelled.clock, date) {
            (Some(clock), When::Day(day)) => clock.on(day, spelled.zone.unwrap_or(0)),
            (_, date) => Some(date),
        }
    }

    /// Takes the clock, its half of the day and its zone out of `pieces`.
    fn take_clock(&mut self, pieces: &mut Vec<Piece>) {
        let Some((at, end, clock)) = clock(pieces) else {
            return;
        };
        let mut rest = pieces.split_off(end);
        pieces.truncate(at);
        let half = |pieces: &[Piece]| {
            pieces.iter().find_map(|p| match p {
                Word(word) => names::half(word),
                _ => None,
            })
        };
        let behind = rest.len().min(3);
        let afternoon = half(&rest[..behind]).or_else(|| half(pieces));
        let hour = match (afternoon, clock.hour) {
            (Some(true), 1..=11) => clock.hour + 12,
            (Some(false), 12) => 0,
            (_, hour) => hour,
        };
        self.clock = Some(Clock { hour, ..clock });
        let korean = |p: &Piece| matches!(p, Word(w) if names::is_korean_half(w));
        self.zone = zone(&mut rest);
        if self.zone.is_none() && pieces.iter().chain(&rest).any(korean) {
            self.zone = Some(9 * 60);
        }
        pieces.push(Sign(' '));
        pieces.append(&mut rest);
    }
}

impl Clock {
    /// The instant on a day. 24:00:00 is the next day's first, a leap second the next minute's.
    fn on(self, day: Date, zone: i32) -> Option<When> {
        if self.hour > 24 || self.minute > 59 || self.second > 60 {
            return None;
        }
        let midnight = day.to_datetime(Time::midnight());
        let start = Offset::UTC.to_timestamp(midnight).ok()?.as_second();
        let seconds = start + self.hour * 3600 + self.minute * 60 + self.second;
        let seconds = seconds - i64::from(zone) * 60;
        Timestamp::from_second(seconds)
            .ok()
            .map(|t| When::Instant(t.as_second()))
    }
}

/// Cuts a text into numbers, words and signs.
fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(digit) = c.to_digit(10) {
            let (mut value, mut digits) = (i64::from(digit), 1);
            while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                value = value.saturating_mul(10).saturating_add(i64::from(digit));
                digits += 1;
                chars.next();
            }
            out.push(Number(value, digits));
        } else if names::is_east_asian_sign(c) {
            // 2002年9月7日: the signs stand behind their numbers, as dashes would.
            out.push(Sign('-'));
        } else if c.is_alphabetic() {
            let mut word = String::from(c);
            while let Some(c) = chars.next_if(|c| {
                (c.is_alphabetic() || names::is_mark(*c)) && !names::is_east_asian_sign(*c)
            }) {
                word.push(c);
            }
            out.push(Word(names::folded(&word)));
        } else if c.is_whitespace() {
            if out.last() != Some(&Sign(' ')) {
                out.push(Sign(' '));
            }
        } else if c == '\u{2212}' {
            out.push(Sign('-'));
        } else {
            out.push(Sign(c));
        }
    }
    out
}

/// The clock: where its pieces begin and end, and what it says.
fn clock(pieces: &[Piece]) -> Option<(usize, usize, Clock)> {
    let number = |at: usize| match pieces.get(at) {
        Some(Number(value, digits)) => Some((*value, *digits)),
        _ => None,
    };
    let is = |at: usize, sign: char| pieces.get(at) == Some(&Sign(sign));
    for at in 0..pieces.len() {
        let Some((value, digits)) = number(at) else {
            continue;
        };
        // 20020907T000001
        let is_t = at > 0 && matches!(&pieces[at - 1], Word(w) if w == "t");
        if is_t && (digits == 4 || digits == 6) {
            let value = if digits == 4 { value * 100 } else { value };
            let clock = Clock {
                hour: value / 10_000,
                minute: value / 100 % 100,
                second: value % 100,
            };
            return Some((at - 1, at + 1, clock));
        }
        // 2002-09-07+02:00 has a zone there, and no clock.
        let is_zone =
            at > 1 && (is(at - 1, '+') || is(at - 1, '-')) && matches!(pieces[at - 2], Number(..));
        if digits > 2 || !is(at + 1, ':') || is_zone {
            continue;
        }
        let Some((minute, 1..=2)) = number(at + 2) else {
            continue;
        };
        let mut clock = Clock {
            hour: value,
            minute,
            second: 0,
        };
        let mut end = at + 3;
        if is(end, ':')
            && let Some((second, 1..=2)) = number(end + 1)
        {
            clock.second = second;
            end += 2;
            if (is(end, '.') || is(end, ',') || is(end, ':')) && number(end + 1).is_some() {
                end += 2;
            }
        }
        let at = if is_t { at - 1 } else { at };
        return Some((at, end, clock));
    }
    None
}

/// The zone behind a clock, taken out of `rest`.
fn zone(rest: &mut Vec<Piece>) -> Option<i32> {
    let mut found = None;
    let mut at = 0;
    while at < rest.len() {
        match &rest[at] {
            Sign(sign @ ('+' | '-')) => {
                let west = *sign == '-';
                let Some(Number(value, digits)) = rest.get(at + 1) else {
                    at += 1;
                    continue;
                };
                let mut end = at + 2;
                let minutes = match (digits, rest.get(at + 2), rest.get(at + 3)) {
                    (1 | 2, Some(Sign(':')), Some(Number(minutes, _))) => {
                        end = at + 4;
                        value * 60 + minutes
                    }
                    (1 | 2, _, _) => value * 60,
                    (3 | 4, _, _) => value / 100 * 60 + value % 100,
                    _ => break,
                };
                let minutes = i32::try_from(minutes).ok().filter(|m| *m <= 26 * 60)?;
                rest.drain(at..end);
                return Some(if west { -minutes } else { minutes });
            }
            Word(word) => {
                if let Some(minutes) = names::zone(word) {
                    found = found.or(Some(minutes));
                    rest.remove(at);
                    // GMT+2 says more than GMT.
                    if minutes == 0 && matches!(rest.get(at), Some(Sign('+' | '-'))) {
                        continue;
                    }
                    break;
                }
                if names::half(word).is_none() {
                    break;
                }
                at += 1;
            }
            Sign(' ' | '(' | '.' | ',') => at += 1,
            _ => break,
        }
    }
    found
}

/// The date among pieces without a clock.
fn date(pieces: &[Piece]) -> Option<When> {
    let numbers: Vec<(i64, usize)> = pieces
        .iter()
        .filter_map(|p| match p {
            Number(value, digits) => Some((*value, *digits)),
            _ => None,
        })
        .collect();
    let months: Vec<i64> = pieces
        .iter()
        .filter_map(|p| match p {
            Word(word) => names::month(word),
            _ => None,
        })
        .collect();
    // Where two words are months, the first is a day of the week ("mar" is Tuesday, too).
    match (months.last(), &numbers[..]) {
        (_, [a, b, c, ..]) if months.is_empty() || c.1 == 4 && a.1 <= 2 && b.1 <= 2 => {
            numeric(*a, *b, *c, pieces)
        }
        (Some(month), _) => named(*month, &numbers),
        (None, [(year, 4), (day, 3)]) => ordinal(*year, *day),
        (None, [(year, 4), (month, 1 | 2)]) => {
            let first = civil(*year, *month, 1)?;
            Some(When::Month(first.year(), first.month()))
        }
        (None, [(all, 8)]) => civil(all / 10_000, all / 100 % 100, all % 100).map(When::Day),
        (None, [(all, 7)]) => ordinal(all / 1000, all % 1000),
        (None, [(all, 6)]) => {
            civil(century(all / 10_000), all / 100 % 100, all % 100).map(When::Day)
        }
        (None, [(year, 4)]) if (1900..2200).contains(year) => {
            civil(*year, 1, 1).map(|first| When::Year(first.year()))
        }
        _ => None,
    }
}

/// Three numbers: the year is the one that cannot be a day; `/` puts the month first, as Americans
/// do, unless it cannot be one.
fn numeric(a: (i64, usize), b: (i64, usize), c: (i64, usize), pieces: &[Piece]) -> Option<When> {
    if a.1 == 4 || a.0 > 31 {
        return civil(whole_year(a), b.0, c.0).map(When::Day);
    }
    let slash = pieces.contains(&Sign('/'));
    let year = whole_year(c);
    // 03-01-04 is the year first: what has two digits in ISO 8601.
    if c.1 == 2 && pieces.contains(&Sign('-')) {
        return civil(whole_year(a), b.0, c.0).map(When::Day);
    }
    let american = if slash { civil(year, a.0, b.0) } else { None };
    american.or_else(|| civil(year, b.0, a.0)).map(When::Day)
}

/// A month by its name, with what numbers stand around it.
fn named(month: i64, numbers: &[(i64, usize)]) -> Option<When> {
    let is_year = |n: &&(i64, usize)| n.1 >= 3 || numbers.len() > 1 && n.0 > 31;
    let whole = numbers.iter().find(|n| n.1 >= 3);
    let year = whole.or_else(|| numbers.iter().find(is_year));
    let days: Vec<_> = numbers.iter().filter(|n| Some(*n) != year).collect();
    match (year, &days[..]) {
        (Some(year), [day, ..]) => civil(whole_year(*year), month, day.0).map(When::Day),
        (Some(year), []) => {
            let first = civil(whole_year(*year), month, 1)?;
            Some(When::Month(first.year(), first.month()))
        }
        (None, [day, year, ..]) => civil(whole_year(**year), month, day.0).map(When::Day),
        _ => None,
    }
}

/// Years of two and three digits as RFC 2822 reads them (4.3).
fn whole_year((year, digits): (i64, usize)) -> i64 {
    match digits {
        1 | 2 => century(year),
        3 => 1900 + year,
        _ => year,
    }
}

fn century(year: i64) -> i64 {
    if year < 50 { 2000 + year } else { 1900 + year }
}

fn ordinal(year: i64, day: i64) -> Option<When> {
    let first = civil(year, 1, 1)?;
    let date = Date::new(first.year(), 1, 1)
        .ok()?
        .with()
        .day_of_year(i16::try_from(day).ok()?)
        .build()
        .ok()?;
    Some(When::Day(date))
}

fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?);
    let first = Date::new(year, month, 1).ok()?;
    // 31 June is the day after 30 June: nearer the truth than no date.
    let days = i32::try_from(day).ok().filter(|d| (1..=31).contains(d))?;
    first.checked_add(Span::new().days(days - 1)).ok()
}

#[cfg(test)]
mod tests;
