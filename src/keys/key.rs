//! One key, and how it is written: `j`, `ctrl-d`, `Enter`; in hints `^D`.

use std::fmt;

/// A key as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// With Ctrl held.
    pub ctrl: bool,
    /// With Alt held.
    pub alt: bool,
}

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A character.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow down.
    Down,
    /// Arrow up.
    Up,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, 1 to 24.
    Function(u8),
}

const NAMED: [(Code, &str); 16] = [
    (Code::Char(' '), "Space"),
    (Code::Enter, "Enter"),
    (Code::Esc, "Esc"),
    (Code::Tab, "Tab"),
    (Code::BackTab, "S-Tab"),
    (Code::Backspace, "Backspace"),
    (Code::Delete, "Delete"),
    (Code::Down, "Down"),
    (Code::Up, "Up"),
    (Code::Left, "Left"),
    (Code::Right, "Right"),
    (Code::Home, "Home"),
    (Code::End, "End"),
    (Code::PageUp, "PgUp"),
    (Code::PageDown, "PgDn"),
    (Code::Char('-'), "Minus"),
];

impl Key {
    /// A key with nothing held.
    pub const fn plain(code: Code) -> Key {
        Key {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// Reads one key: `j`, `Enter`, `ctrl-d`, `alt-x`, `-`. Names are read in any case.
    pub fn parse(text: &str) -> Option<Key> {
        if let Some(rest) = strip_prefix(text, "ctrl-") {
            return Key::parse(rest).map(|key| Key { ctrl: true, ..key });
        }
        if let Some(rest) = strip_prefix(text, "alt-") {
            return Key::parse(rest).map(|key| Key { alt: true, ..key });
        }
        let mut chars = text.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return (!c.is_whitespace() && !c.is_control()).then_some(Key::plain(Code::Char(c)));
        }
        if let Some((code, _)) = NAMED
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(text))
        {
            return Some(Key::plain(*code));
        }
        let number = strip_prefix(text, "f")?.parse().ok()?;
        (1..=24)
            .contains(&number)
            .then_some(Key::plain(Code::Function(number)))
    }

    /// Reads a row of keys, separated by blanks: `g g`, `] ]`.
    pub fn parse_row(text: &str) -> Option<Vec<Key>> {
        let keys: Option<Vec<Key>> = text.split_whitespace().map(Key::parse).collect();
        keys.filter(|keys| !keys.is_empty())
    }
}

/// `text` without `prefix`, in any case; `None` where nothing would be left.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    (head.eq_ignore_ascii_case(prefix) && !rest.is_empty()).then_some(rest)
}

impl fmt::Display for Key {
    /// As on the keyboard and in the hints: `j`, `Enter`, `^D`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alt {
            f.write_str("alt-")?;
        }
        if self.ctrl {
            f.write_str("^")?;
        }
        match self.code {
            Code::Char('-') => f.write_str("-"),
            Code::Char(c) if self.ctrl && c != ' ' => write!(f, "{}", c.to_uppercase()),
            Code::Function(n) => write!(f, "F{n}"),
            code => match (NAMED.iter().find(|(named, _)| *named == code), code) {
                (Some((_, name)), _) => f.write_str(name),
                (None, Code::Char(c)) => write!(f, "{c}"),
                (None, _) => Ok(()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_the_configuration_writes_them() {
        for (text, shown) in [
            ("j", "j"),
            ("ctrl-d", "^D"),
            ("Ctrl-D", "^D"),
            ("enter", "Enter"),
            ("Space", "Space"),
            ("-", "-"),
            ("minus", "-"),
            ("f5", "F5"),
            ("alt-x", "alt-x"),
            ("PgDn", "PgDn"),
            ("f", "f"),
            ("\\", "\\"),
        ] {
            let key = Key::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(key.to_string(), shown);
        }
        for wrong in ["", "xx", "ctrl-", "f99", " "] {
            assert_eq!(Key::parse(wrong), None, "{wrong:?}");
        }
        assert_eq!(Key::parse_row("g g").map(|keys| keys.len()), Some(2));
        assert_eq!(Key::parse_row(" "), None);
    }
}
