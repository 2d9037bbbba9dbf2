//! Which keys mean which action, where.

use super::action::Action;
use super::key::{Code, Key};
use std::fmt;

/// Where the keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The outlets.
    Outlets,
    /// The list of articles.
    List,
    /// The page.
    Page,
}

impl Place {
    /// The name of its table in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Place::Outlets => "outlets",
            Place::List => "list",
            Place::Page => "page",
        }
    }

    /// The place with this name.
    pub fn named(name: &str) -> Option<Place> {
        [Place::Outlets, Place::List, Place::Page]
            .into_iter()
            .find(|p| p.name() == name)
    }
}

/// What a row of keys leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// An action.
    Action(Action),
    /// More keys: what may come next, and what it would do.
    Prefix(Vec<(Key, Action)>),
    /// Nothing.
    Nothing,
}

/// The bindings in force.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// Some keys that mean an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Where; `None` is everywhere.
    pub place: Option<Place>,
    /// The keys, one after the other.
    pub keys: Vec<Key>,
    /// What they do; `None` takes away what the same keys do by default.
    pub action: Option<Action>,
    /// Whether the reader set it.
    pub changed: bool,
}

/// Keys that mean an action, as they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The keys: `gg`, `^D`.
    pub keys: String,
    /// Whether the reader set them.
    pub changed: bool,
}

/// The shipped bindings.
const DEFAULT: &str = include_str!("default.toml");

impl Keymap {
    /// The shipped bindings.
    pub fn shipped() -> Keymap {
        let mut keymap = Keymap::default();
        let mut place = None;
        for line in DEFAULT.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                place = Place::named(name);
            } else if let Some((keys, action)) = binding_of(line) {
                keymap.bindings.push(Binding {
                    place,
                    keys,
                    action: Some(action),
                    changed: false,
                });
            }
        }
        keymap
    }

    /// Sets a binding of the reader's own: `keys` as [`Key::parse_row`] reads them, `action` by
    /// name, or `none` to take the keys away. Says what is wrong otherwise.
    pub fn set(&mut self, place: Option<&str>, keys: &str, action: &str) -> Result<(), KeyError> {
        let place = match place {
            None | Some("any") => None,
            Some(name) => Some(Place::named(name).ok_or_else(|| KeyError::Place(name.to_owned()))?),
        };
        let row = Key::parse_row(keys).ok_or_else(|| KeyError::Key(keys.to_owned()))?;
        let action = match action {
            "none" => None,
            name => Some(Action::named(name).ok_or_else(|| KeyError::Action(name.to_owned()))?),
        };
        let same = |b: &&Binding| b.changed && b.place == place && b.keys == row;
        if self.bindings.iter().any(|b| same(&b)) {
            return Err(KeyError::Twice(keys.to_owned(), place));
        }
        self.bindings.push(Binding {
            place,
            keys: row,
            action,
            changed: true,
        });
        Ok(())
    }

    /// What `keys`, typed so far, mean in `place`.
    pub fn find(&self, place: Place, keys: &[Key]) -> Found {
        let live = self.live(place);
        if let Some((_, action)) = live.iter().find(|(row, _)| row == keys) {
            return Found::Action(*action);
        }
        let next: Vec<(Key, Action)> = live
            .iter()
            .filter(|(row, _)| row.len() > keys.len() && row.starts_with(keys))
            .map(|(row, action)| (row[keys.len()], *action))
            .collect();
        if next.is_empty() {
            Found::Nothing
        } else {
            Found::Prefix(next)
        }
    }

    /// The keys that mean `action` in `place`, as help and hints show them.
    pub fn keys_of(&self, place: Place, action: Action) -> Vec<Bound> {
        let live = self.live(place).into_iter();
        live.filter(|(_, a)| *a == action)
            .map(|(row, _)| Bound {
                changed: self
                    .bindings
                    .iter()
                    .any(|b| b.changed && b.keys == row && b.place.is_none_or(|p| p == place)),
                keys: shown(&row),
            })
            .collect()
    }

    /// Whether the reader bound any key.
    pub fn is_changed(&self) -> bool {
        self.bindings.iter().any(|b| b.changed)
    }

    /// What is bound in `place`: the reader's own before the shipped, the place's own before those
    /// of every place; each row of keys once. A reader's key that begins a longer shipped row
    /// wins over it.
    fn live(&self, place: Place) -> Vec<(Vec<Key>, Action)> {
        let mut rows: Vec<(Vec<Key>, Option<Action>)> = Vec::new();
        for (changed, local) in [(true, true), (true, false), (false, true), (false, false)] {
            for b in &self.bindings {
                let here = if local {
                    b.place == Some(place)
                } else {
                    b.place.is_none()
                };
                let taken = |row: &(Vec<Key>, Option<Action>)| {
                    row.0 == b.keys || (row.1.is_some() && b.keys.starts_with(&row.0))
                };
                if b.changed == changed && here && !rows.iter().any(taken) {
                    rows.push((b.keys.clone(), b.action));
                }
            }
        }
        rows.into_iter()
            .filter_map(|(keys, action)| action.map(|a| (keys, a)))
            .collect()
    }
}

/// A row of keys as help and hints write it: `gg`, `^D`, `]]`, `g1`.
pub fn shown(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect()
}

/// Why a binding of the reader's own is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// No such place.
    Place(String),
    /// No such key.
    Key(String),
    /// No such action.
    Action(String),
    /// The keys are on two actions.
    Twice(String, Option<Place>),
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyError::Place(name) => {
                write!(
                    f,
                    "no place “{name}” for keys; there are any, outlets, list and page"
                )
            }
            KeyError::Key(key) => write!(f, "unknown key “{key}”; it is left out"),
            KeyError::Action(name) => write!(f, "no action “{name}”; the key keeps its meaning"),
            KeyError::Twice(key, place) => write!(
                f,
                "{key} is on two actions{}; the first is used",
                match place {
                    None => "",
                    Some(Place::Outlets) => " in the outlets",
                    Some(Place::List) => " in lists",
                    Some(Place::Page) => " on the page",
                }
            ),
        }
    }
}

impl std::error::Error for KeyError {}

/// One line of the shipped file: `"g g" = "top"`.
fn binding_of(line: &str) -> Option<(Vec<Key>, Action)> {
    let (keys, action) = line.split_once(" = ")?;
    let keys = keys.trim().trim_matches('"').replace("\\\\", "\\");
    let action = Action::named(action.trim().trim_matches('"'))?;
    Some((Key::parse_row(&keys)?, action))
}

/// The count typed before a key: `5j`. Digits gather; a 0 alone is no count.
pub fn count_digit(count: Option<u32>, key: Key) -> Option<u32> {
    match key {
        Key {
            code: Code::Char(c @ '0'..='9'),
            ctrl: false,
            alt: false,
        } => {
            let digit = c as u32 - '0' as u32;
            match count {
                None if digit == 0 => None,
                before => Some((before.unwrap_or(0).saturating_mul(10) + digit).min(99_999)),
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<Key> {
        Key::parse_row(text).expect("keys")
    }

    #[test]
    fn every_line_of_the_shipped_keys_is_understood() {
        let lines = DEFAULT
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with(['#', '[']))
            .count();
        assert_eq!(Keymap::shipped().bindings.len(), lines);
    }

    #[test]
    fn keys_lead_to_actions_prefixes_or_nothing() {
        let keymap = Keymap::shipped();
        assert_eq!(
            keymap.find(Place::List, &row("j")),
            Found::Action(Action::Down)
        );
        assert_eq!(
            keymap.find(Place::List, &row("g g")),
            Found::Action(Action::Top)
        );
        assert_eq!(keymap.find(Place::List, &row("x")), Found::Nothing);
        assert_eq!(keymap.find(Place::List, &row("}")), Found::Nothing);
        assert_eq!(
            keymap.find(Place::Page, &row("}")),
            Found::Action(Action::NextParagraph)
        );
        let Found::Prefix(next) = keymap.find(Place::List, &row("g")) else {
            panic!("g waits for more")
        };
        assert_eq!(next.len(), 5);
    }

    #[test]
    fn what_the_reader_binds_wins() {
        let mut keymap = Keymap::shipped();
        keymap
            .set(Some("list"), "x", "bookmark")
            .expect("a binding");
        keymap.set(None, "g", "top").expect("a binding");
        keymap.set(None, "j", "none").expect("a binding");
        assert_eq!(
            keymap.find(Place::List, &row("x")),
            Found::Action(Action::Bookmark)
        );
        assert_eq!(keymap.find(Place::Page, &row("x")), Found::Nothing);
        assert_eq!(
            keymap.find(Place::List, &row("g")),
            Found::Action(Action::Top)
        );
        assert_eq!(keymap.find(Place::List, &row("j")), Found::Nothing);
        let changed = |place| {
            let keys = keymap.keys_of(place, Action::Bookmark).into_iter();
            keys.filter(|b| b.changed)
                .map(|b| b.keys)
                .collect::<Vec<_>>()
        };
        assert_eq!(changed(Place::List), ["x"]);
        assert!(changed(Place::Page).is_empty());
    }

    #[test]
    fn a_wrong_binding_says_what_is_wrong() {
        let mut keymap = Keymap::shipped();
        for (place, keys, action, words) in [
            (
                Some("cellar"),
                "x",
                "top",
                "no place “cellar” for keys; there are any, outlets, list and page",
            ),
            (None, "xx", "top", "unknown key “xx”; it is left out"),
            (
                None,
                "x",
                "jump",
                "no action “jump”; the key keeps its meaning",
            ),
        ] {
            let error = keymap.set(place, keys, action).expect_err("wrong");
            assert_eq!(error.to_string(), words);
        }
        keymap.set(Some("list"), "x", "top").expect("a binding");
        let error = keymap.set(Some("list"), "x", "bottom").expect_err("twice");
        assert_eq!(
            error.to_string(),
            "x is on two actions in lists; the first is used"
        );
    }

    #[test]
    fn keys_that_a_split_escape_sequence_may_leave_do_nothing_unasked() {
        let keymap = Keymap::shipped();
        for key in ["A", "C", "D", "F", "H", "O", "["] {
            for place in [Place::Outlets, Place::List] {
                assert_eq!(keymap.find(place, &row(key)), Found::Nothing, "{key}");
            }
        }
    }

    #[test]
    fn counts_gather_digits() {
        let mut count = None;
        for c in "120".chars() {
            count = count_digit(count, Key::plain(Code::Char(c)));
        }
        assert_eq!(count, Some(120));
        assert_eq!(count_digit(None, Key::plain(Code::Char('0'))), None);
    }
}
