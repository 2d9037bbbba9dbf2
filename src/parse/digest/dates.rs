//! Dates in titles and date lines, no more exact than they are written.

use super::words::WORDS;
use crate::chars::fold::fold;
use crate::model::When;
use jiff::civil::Date;

/// The longest line that is searched for a date, in bytes: date lines and titles are short.
const LONGEST: usize = 400;

/// The date `text` gives, if it gives one and with its year: `20 December 2022`, `24/03/2015`,
/// `2022-12-22`, `December 2022`, `2019年2月27日`. A year alone is no date.
pub(crate) fn find(text: &str) -> Option<When> {
    if text.len() > LONGEST {
        return None;
    }
    let parts = parts(text);
    (0..parts.len())
        .find_map(|i| day_at(&parts[i..]))
        .or_else(|| (0..parts.len()).find_map(|i| month_at(&parts[i..])))
}

/// Whether a line is a date and nothing else but a day of the week, a clock or such.
pub(super) fn is_date_line(text: &str) -> bool {
    if text.chars().count() > 40 {
        return false;
    }
    let parts = parts(text);
    let words = parts.iter().filter(|p| matches!(p, Part::Word(_))).count();
    words <= 1 && find(text).is_some()
}

#[derive(Debug, PartialEq)]
enum Part {
    Number(i32, usize),
    Month(i8),
    /// A word that is neither month nor day of the week.
    Word(String),
}

fn parts(text: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let folded = fold(text);
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| {
            if c.is_ascii_digit() {
                1
            } else if c.is_alphabetic() || c == '\'' {
                2
            } else {
                0
            }
        };
        let of = kind(first);
        let end = rest.find(|c| kind(c) != of).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        rest = tail;
        match of {
            1 => out.push(Part::Number(run.parse().unwrap_or(-1), run.len())),
            2 => match WORDS.month(run) {
                Some(month) => out.push(Part::Month(month)),
                None if WORDS.is_day(run) || FILLERS.contains(&run) => {}
                None => out.push(Part::Word(run.to_owned())),
            },
            _ => {}
        }
    }
    out
}

/// What stands inside dates: ordinal endings, "of", the signs of East Asian dates.
const FILLERS: [&str; 15] = [
    "st", "nd", "rd", "th", "of", "de", "del", "di", "г", "року", "年", "月", "日", "년", "월",
];

fn day_at(parts: &[Part]) -> Option<When> {
    use Part::{Month, Number};
    let (year, month, day) = match *parts {
        [Number(day, 1..=2), Month(month), Number(year, 4), ..]
        | [Month(month), Number(day, 1..=2), Number(year, 4), ..] => (year, month.into(), day),
        [
            Number(year, 4),
            Number(month, 1..=2),
            Number(day, 1..=2),
            ..,
        ] => (year, month, day),
        // Day before month, as most of the world writes; where that cannot be, month before day.
        [Number(a, 1..=2), Number(b, 1..=2), Number(year, 4), ..] if b > 12 => (year, a, b),
        [
            Number(day, 1..=2),
            Number(month, 1..=2),
            Number(year, 4),
            ..,
        ] => (year, month, day),
        _ => return None,
    };
    civil(year, month, day).map(When::Day)
}

fn month_at(parts: &[Part]) -> Option<When> {
    match *parts {
        [Part::Month(month), Part::Number(year, 4), ..] => {
            civil(year, month.into(), 1).map(|d| When::Month(d.year(), d.month()))
        }
        _ => None,
    }
}

/// A day between the first newspapers and a century from now.
pub(crate) fn civil(year: i32, month: i32, day: i32) -> Option<Date> {
    if !(1600..2150).contains(&year) {
        return None;
    }
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_as_exactly_as_they_are_written() {
        for (text, when) in [
            ("Press review, 20 December 2022", Some("2022-12-20")),
            ("Home / Archive | 24/03/2015", Some("2015-03-24")),
            ("12/27/2019", Some("2019-12-27")),
            ("2022-12-22", Some("2022-12-22")),
            ("December 2022", Some("2022-12")),
            ("17 ottobre 2021", Some("2021-10-17")),
            ("20 серпня 2017 року", Some("2017-08-20")),
            ("2019년 2월27일자", Some("2019-02-27")),
            ("2007年6月20日", Some("2007-06-20")),
            ("Friday, January 5th, 2018", Some("2018-01-05")),
            ("16 gennaio", None),
            ("in 2022", None),
            ("31/02/2022", None),
            ("Load 500", None),
        ] {
            let when = when.map(|w| When::parse(w).expect("a date"));
            assert_eq!(find(text), when, "{text}");
        }
    }

    #[test]
    fn a_date_line_is_little_else() {
        assert!(is_date_line("25 Aug 2023"));
        assert!(is_date_line("29 Dic 2013 - 03:13 CET"));
        assert!(is_date_line("Monday, 4 May 2020"));
        assert!(!is_date_line("The keeper left on 4 May 2020"));
        assert!(!is_date_line("500"));
    }
}
