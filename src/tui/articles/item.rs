//! One item of a list, laid out for a width: which words stand on which of its rows.

use crate::chars::ascii::Signs;
use crate::chars::width::{fit, width};
use crate::model::{Head, Kind, Library};
use crate::text::wrap::wrap;
use jiff::Zoned;

/// From this width on an item is one row with columns.
pub const WIDE: usize = 60;
/// From this width on the columns have the minutes.
pub const WITH_MINUTES: usize = 76;
/// The column its title starts in.
pub const TITLE: usize = 3;

/// One row of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemRow {
    /// The words of the title on it.
    pub title: String,
    /// The outlet, faint, on a row of its own.
    pub outlet: Option<String>,
    /// The date or the minutes, at its right end.
    pub right: String,
    /// Whether the bookmark's sign stands on it.
    pub bookmark: bool,
}

/// What an item is laid out by.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Everything there is.
    pub library: &'a Library,
    /// The time it is.
    pub now: &'a Zoned,
    /// The list's columns.
    pub columns: usize,
    /// Whether the screen is so narrow that an item is one row without a date.
    pub tiny: bool,
    /// Whether outlets are named beside the items.
    pub mixed: bool,
    /// Whether the day and the review of the items stand above them: they show minutes for a date.
    pub edition: bool,
    /// The signs of the screen.
    pub signs: &'a Signs,
}

impl Setting<'_> {
    /// The date or the minutes of an item.
    pub fn right(&self, head: &Head) -> String {
        match (&head.date, head.kind) {
            (Some(date), _) => date.clone(),
            (None, Kind::Related(_)) => String::new(),
            (None, _) if self.edition => format!("{} min", head.minutes),
            (None, _) => head.when.map_or_else(String::new, |w| w.in_list(self.now)),
        }
    }

    /// The outlet of an item, with the review it was quoted by.
    pub fn outlet(&self, head: &Head) -> String {
        let name = self.library.name(&head.outlet);
        if self.edition || head.outlet == head.kept_in {
            name.to_owned()
        } else {
            {
                let publisher = self.library.name(&head.kept_in);
                format!("{name} {} {publisher}", self.signs.dot)
            }
        }
    }

    /// The rows of an item in a list narrower than [`WIDE`]: at most two of title, and one of the
    /// outlet where outlets are named.
    pub fn rows(&self, head: &Head) -> Vec<ItemRow> {
        let bookmark = self.library.marks().is_bookmarked(head.id);
        if self.tiny {
            let room = self
                .columns
                .saturating_sub(TITLE + if bookmark { 3 } else { 0 });
            let title = fit(&head.title, room, self.signs.ellipsis);
            return vec![ItemRow {
                title,
                bookmark,
                ..ItemRow::default()
            }];
        }
        let right = self.right(head);
        let room = self.columns.saturating_sub(TITLE + 1).max(1);
        let taken =
            width(&right) + if right.is_empty() { 0 } else { 1 } + if bookmark { 2 } else { 0 };
        let last_room = room.saturating_sub(taken);
        let title: Vec<char> = head.title.chars().collect();
        let lines = wrap(&head.title, room);
        let first: String = match lines.first() {
            Some((from, to)) => title[*from..*to].iter().collect(),
            None => String::new(),
        };
        let second: Option<String> = lines
            .get(1)
            .map(|(from, _)| title[*from..].iter().collect());
        let row = |title: String| ItemRow {
            title,
            ..ItemRow::default()
        };
        let mut rows = Vec::new();
        if self.mixed {
            rows.push(row(first));
            rows.extend(second.map(|words| row(fit(&words, room, self.signs.ellipsis))));
            let outlet = fit(&self.outlet(head), last_room, self.signs.ellipsis);
            rows.push(ItemRow {
                outlet: Some(outlet),
                right,
                bookmark,
                ..ItemRow::default()
            });
            return rows;
        }
        match second {
            Some(words) => {
                rows.push(row(first));
                let title = fit(&words, last_room, self.signs.ellipsis);
                rows.push(ItemRow {
                    title,
                    right,
                    bookmark,
                    outlet: None,
                });
            }
            None if width(&first) <= last_room || taken == 0 => {
                rows.push(ItemRow {
                    title: first,
                    right,
                    bookmark,
                    outlet: None,
                });
            }
            None => {
                rows.push(row(first));
                rows.push(ItemRow {
                    right,
                    bookmark,
                    ..ItemRow::default()
                });
            }
        }
        rows
    }

    /// How many rows an item takes.
    pub fn height(&self, head: &Head) -> usize {
        if self.columns >= WIDE {
            1
        } else {
            self.rows(head).len()
        }
    }
}
