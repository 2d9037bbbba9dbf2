//! The keys of the pane in focus, made from the live bindings.

use crate::chars::ascii::Signs;
use crate::chars::width::width;
use crate::keys::keymap::Bound;
use crate::keys::{Action, Group, Keymap, Place};
use crate::text::Role;
use crate::tui::draw::{self, Pen};
use tui_input::Input;

/// The state of the help.
#[derive(Clone, Debug)]
pub struct State {
    /// The pane whose keys it shows.
    pub place: Place,
    /// The first row on the screen.
    pub top: usize,
    /// What is typed to search; `None` while nothing is.
    pub find: Option<Input>,
}

/// Rows of the help: actions that belong together and the words for them together. Every action
/// stands in exactly one row.
const ROWS: &[(&[Action], &str)] = &[
    (&[Action::Down, Action::Up], "down, up"),
    (&[Action::Left, Action::Right], "pane left; right or open"),
    (
        &[Action::NextPane, Action::PreviousPane],
        "next, previous pane",
    ),
    (
        &[Action::NextUnread, Action::PreviousUnread],
        "next, previous unread",
    ),
    (
        &[Action::NextArticle, Action::PreviousArticle],
        "next, previous article",
    ),
    (&[Action::Top, Action::Bottom], "top, bottom; 12G: the 12th"),
    (&[Action::PageDown, Action::PageUp], "page down, up"),
    (&[Action::HalfDown, Action::HalfUp], "half a page down, up"),
    (
        &[Action::NextParagraph, Action::PreviousParagraph],
        "next, previous paragraph",
    ),
    (
        &[Action::NextHeading, Action::PreviousHeading],
        "next, previous heading",
    ),
    (
        &[Action::FocusOutlets, Action::FocusList, Action::FocusPage],
        "outlets, list, page",
    ),
    (&[Action::Open], "open"),
    (&[Action::ReadOn], "read on, then next unread"),
    (&[Action::Zoom], "full width"),
    (&[Action::Source], "source as it came"),
    (&[Action::Narrower, Action::Wider], "narrower, wider text"),
    (&[Action::Split], "split as a digest"),
    (&[Action::Whole], "show as one article"),
    (&[Action::ToggleRead], "read or unread"),
    (&[Action::ReadAll], "all in this list read"),
    (&[Action::Bookmark], "bookmark"),
    (&[Action::Undo, Action::Redo], "undo, redo"),
    (&[Action::Save], "save what could not be"),
    (&[Action::Find], "search here"),
    (&[Action::Search], "search everywhere"),
    (
        &[Action::FindNext, Action::FindPrevious],
        "previous match; n: next",
    ),
    (&[Action::Filter], "unread, bookmarked, all"),
    (&[Action::Bookmarks], "bookmarks"),
    (
        &[Action::RefreshThis, Action::RefreshAll],
        "refresh this, all",
    ),
    (&[Action::Add], "add an outlet"),
    (&[Action::Sources], "all sources, how they fare"),
    (&[Action::Rename], "another name for this outlet"),
    (&[Action::Move], "this outlet into a group"),
    (&[Action::Pause], "ask it no more, or again"),
    (&[Action::Address], "another address for it"),
    (&[Action::Remove], "take it off the list"),
    (&[Action::Import], "outlets from an OPML list"),
    (&[Action::Export], "the outlets as an OPML list"),
    (&[Action::Command], "command"),
    (&[Action::Log], "what happened lately"),
    (&[Action::Help], "these keys"),
    (&[Action::Back], "back; at the top, leave"),
    (&[Action::Quit], "leave"),
    (&[Action::Redraw], "draw the screen again"),
    (&[Action::Suspend], "stop; fg goes on"),
    (&[Action::Cancel], "cancel"),
];

/// The columns the keys of a row take.
const KEYS: usize = 10;

/// One line of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A blank line.
    Blank,
    /// The name of a group.
    Group(&'static str),
    /// Keys, those the reader changed with a star, and what they do.
    Keys(String, &'static str),
}

impl State {
    /// The keys of `place`.
    pub fn new(place: Place) -> State {
        State {
            place,
            top: 0,
            find: None,
        }
    }

    /// The pane after this one.
    pub fn next_place(&mut self) {
        self.place = match self.place {
            Place::Outlets => Place::List,
            Place::List => Place::Page,
            Place::Page => Place::Outlets,
        };
        self.top = 0;
    }

    /// The lines of some groups.
    pub fn entries(&self, keymap: &Keymap, signs: &Signs, groups: &[Group]) -> Vec<Entry> {
        let typed = self.find.as_ref().map_or("", |i| i.value()).to_lowercase();
        let mut entries = Vec::new();
        for group in groups {
            let rows: Vec<Entry> = ROWS
                .iter()
                .filter(|(actions, _)| actions[0].group() == *group)
                .filter_map(|(actions, words)| self.entry(keymap, signs, actions, words))
                .filter(|entry| match entry {
                    Entry::Keys(keys, words) => {
                        typed.is_empty()
                            || words.contains(&typed)
                            || keys.to_lowercase().contains(&typed)
                    }
                    _ => true,
                })
                .collect();
            if !rows.is_empty() {
                if !entries.is_empty() {
                    entries.push(Entry::Blank);
                }
                entries.push(Entry::Group(group.title()));
                entries.extend(rows);
            }
        }
        entries
    }

    fn entry(
        &self,
        keymap: &Keymap,
        signs: &Signs,
        actions: &[Action],
        words: &'static str,
    ) -> Option<Entry> {
        let bound: Vec<Vec<Bound>> = actions
            .iter()
            .map(|a| keymap.keys_of(self.place, *a))
            .collect();
        let most = bound.iter().map(Vec::len).max().unwrap_or(0);
        let mut shown = String::new();
        for n in 0..most {
            for bound in bound.iter().filter_map(|keys| keys.get(n)) {
                let star = if bound.changed { "*" } else { "" };
                let key = format!("{}{star}", with_arrows(&bound.keys, signs));
                let longer = if shown.is_empty() {
                    key
                } else {
                    format!("{shown} {key}")
                };
                if width(&longer) < KEYS || shown.is_empty() {
                    shown = longer;
                }
            }
        }
        if shown.is_empty() {
            if !actions[0].is_command() {
                return None;
            }
            shown = format!(":{}", actions[0]);
        }
        Some(Entry::Keys(shown, words))
    }
}

/// Arrow keys by their signs.
fn with_arrows(key: &str, signs: &Signs) -> String {
    let [down, up, left, right] = signs.arrows;
    match key {
        "Down" => down,
        "Up" => up,
        "Left" => left,
        "Right" => right,
        other => other,
    }
    .to_owned()
}

/// The keys as a table: those of every pane together, and what they do.
pub fn table(keymap: &Keymap) -> Vec<(Vec<String>, &'static str)> {
    let all = ROWS.iter().map(|(actions, words)| {
        let mut keys: Vec<String> = Vec::new();
        for (action, place) in actions.iter().flat_map(|action| {
            [Place::List, Place::Page, Place::Outlets].map(|place| (action, place))
        }) {
            for bound in keymap.keys_of(place, *action) {
                if !keys.contains(&bound.keys) {
                    keys.push(bound.keys);
                }
            }
        }
        if keys.is_empty() {
            keys.extend(
                actions
                    .iter()
                    .filter(|a| a.is_command())
                    .map(|a| format!(":{a}")),
            );
        }
        (keys, *words)
    });
    all.filter(|(keys, _)| !keys.is_empty()).collect()
}

/// The help's lines in columns: two from 70 columns on.
fn columns(state: &State, keymap: &Keymap, signs: &Signs, width: usize) -> Vec<Vec<Entry>> {
    if width >= 70 {
        vec![
            state.entries(keymap, signs, &[Group::Move, Group::Mark, Group::Outlets]),
            state.entries(keymap, signs, &[Group::Read, Group::Find, Group::Leave]),
        ]
    } else {
        vec![state.entries(keymap, signs, &Group::ALL)]
    }
}

/// How many lines the help has at a width.
pub fn length(state: &State, keymap: &Keymap, signs: &Signs, width: usize) -> usize {
    columns(state, keymap, signs, width)
        .iter()
        .map(Vec::len)
        .max()
        .unwrap_or(0)
}

/// Draws the page.
pub fn view(pen: &mut Pen<'_>, state: &State, keymap: &Keymap) -> (u16, u16) {
    let title = match state.place {
        Place::Outlets => "Keys in the outlets",
        Place::List => "Keys in the article list",
        Place::Page => "Keys on the page",
    };
    let end = pen.width().saturating_sub(1);
    let hint = if state.find.is_some() {
        ""
    } else {
        "/ to search"
    };
    draw::title(pen, true, &[(title, Role::Heading)], hint, end);
    let columns = columns(state, keymap, &pen.look.signs, pen.width());
    for (n, entries) in columns.iter().enumerate() {
        let x = if n == 0 { 3 } else { 42 };
        for (y, entry) in (2..pen.height()).zip(entries.iter().skip(state.top)) {
            match entry {
                Entry::Blank => {}
                Entry::Group(name) => {
                    pen.put(x, y, name, Role::Heading);
                }
                Entry::Keys(keys, words) => {
                    let end = if n == 0 && columns.len() > 1 { 41 } else { end };
                    pen.put(x, y, keys, Role::StatusKey);
                    pen.put_fit(x + KEYS, end, y, words, Role::Dim);
                }
            }
        }
    }
    pen.on_screen(0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::ascii::{ASCII, UNICODE};

    #[test]
    fn every_action_stands_in_the_help_once() {
        for action in Action::ALL {
            let rows = ROWS
                .iter()
                .filter(|(actions, _)| actions.contains(action))
                .count();
            assert_eq!(rows, 1, "{action}");
        }
    }

    #[test]
    fn no_key_stands_in_the_help_twice_and_all_fit() {
        let keymap = Keymap::shipped();
        for place in [Place::Outlets, Place::List, Place::Page] {
            for signs in [UNICODE, ASCII] {
                let state = State::new(place);
                let mut seen = std::collections::HashSet::new();
                for entry in state.entries(&keymap, &signs, &Group::ALL) {
                    if let Entry::Keys(keys, words) = entry {
                        assert!(width(&keys) < KEYS, "{keys}");
                        assert!(width(words) <= 28, "{words}");
                        for key in keys.split(' ') {
                            assert!(seen.insert(key.to_owned()), "{key} twice in {place:?}");
                        }
                    }
                }
                assert!(seen.len() > 30);
            }
        }
    }
}
