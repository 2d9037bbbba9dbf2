//! The numbers of lists (HTML, 4.4.5 and 4.4.8).

use super::reader::Attributes;
use crate::model::block::{Marker, Numerals};

/// A list that is open.
#[derive(Debug)]
pub(super) struct List {
    numerals: Option<Numerals>,
    next: i32,
    step: i32,
}

impl List {
    /// A list with these attributes. `points` is how many it has.
    pub(super) fn new(name: &str, attributes: &Attributes, points: impl FnOnce() -> usize) -> List {
        if name != "ol" {
            return List {
                numerals: None,
                next: 1,
                step: 1,
            };
        }
        let reversed = attributes.get("reversed").is_some();
        let first = || {
            if reversed {
                i32::try_from(points()).unwrap_or(i32::MAX)
            } else {
                1
            }
        };
        List {
            numerals: Some(numerals(attributes).unwrap_or(Numerals::Decimal)),
            next: attributes.number("start").unwrap_or_else(first),
            step: if reversed { -1 } else { 1 },
        }
    }

    /// The mark of the next point, which has these attributes.
    pub(super) fn mark(&mut self, attributes: &Attributes) -> Marker {
        let Some(own) = self.numerals else {
            return Marker::Bullet;
        };
        let number = attributes.number("value").unwrap_or(self.next);
        self.next = number.saturating_add(self.step);
        Marker::Number(number, numerals(attributes).unwrap_or(own))
    }
}

fn numerals(attributes: &Attributes) -> Option<Numerals> {
    match attributes.get("type").map(str::trim) {
        Some("a") => return Some(Numerals::Letters),
        Some("A") => return Some(Numerals::CapitalLetters),
        Some("i") => return Some(Numerals::Roman),
        Some("I") => return Some(Numerals::CapitalRoman),
        Some("1") => return Some(Numerals::Decimal),
        _ => {}
    }
    let style = attributes.get("style")?.to_ascii_lowercase();
    let kinds = [
        ("lower-alpha", Numerals::Letters),
        ("lower-latin", Numerals::Letters),
        ("upper-alpha", Numerals::CapitalLetters),
        ("upper-latin", Numerals::CapitalLetters),
        ("lower-roman", Numerals::Roman),
        ("upper-roman", Numerals::CapitalRoman),
    ];
    kinds
        .iter()
        .find(|(name, _)| style.contains(name))
        .map(|(_, n)| *n)
}
