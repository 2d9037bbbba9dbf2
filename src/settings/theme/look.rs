//! How one role looks, in the words of a theme: `"bold green"`, `"faint"`, `"black on yellow"`,
//! or `{ color = "bright-blue", mono = "bold" }`.

use crate::settings::mend::quoted;
use crate::settings::near::nearest;
use crate::text::role::Role;
use ratatui::style::{Color, Modifier, Style};
use toml::de::{DeTable, DeValue};

/// How a role is to look; what is `None` stays as it is below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Where there are colours.
    pub color: Option<Style>,
    /// Where there are none; `None` is what is left of `color` without its colours.
    pub mono: Option<Style>,
}

const COLORS: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

const ATTRIBUTES: [(&str, Modifier); 7] = [
    ("plain", Modifier::empty()),
    ("bold", Modifier::BOLD),
    ("faint", Modifier::DIM),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// Reads a style from its words. A wrong word costs the whole style: half of what somebody asked
/// for looks like nothing they know.
pub fn style(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        if word.eq_ignore_ascii_case("on") {
            let ground = words.next().ok_or("“on” needs a colour after it")?;
            style = style.bg(named(ground, &COLORS).ok_or_else(|| unknown_color(ground))?);
        } else if let Some(color) = named(word, &COLORS) {
            style = style.fg(color);
        } else if let Some(attribute) = named(word, &ATTRIBUTES) {
            style = style.add_modifier(attribute);
        } else if nearest(word, ATTRIBUTES.iter().map(|(name, _)| *name)).is_some() {
            return Err(format!("unknown style {}", quoted(word)));
        } else {
            return Err(unknown_color(word));
        }
    }
    Ok(style)
}

/// A style without its colours.
pub fn without_color(style: Style) -> Style {
    Style {
        fg: None,
        bg: None,
        ..style
    }
}

/// Reads a table of roles, in the order of its lines. `complain` gets the byte a wrong thing stands
/// at, and what is wrong with it.
pub(in crate::settings) fn roles(
    table: &DeTable<'_>,
    complain: &mut dyn FnMut(usize, String),
) -> Vec<(Role, Look)> {
    let mut found = Vec::new();
    for (key, value) in table {
        let at = key.span().start;
        let name = key.get_ref();
        let Some((role, ..)) = Role::ALL.iter().find(|(_, known, _)| *known == name) else {
            let mut words = format!("no role {}", quoted(name));
            match nearest(name, Role::ALL.iter().map(|(_, known, _)| *known)) {
                Some(meant) => words.push_str(&format!(". Did you mean {meant}?")),
                None => words.push_str("; left out"),
            }
            complain(at, words);
            continue;
        };
        let look = match value.get_ref() {
            DeValue::String(words) => part(words, at, complain).map(|style| Look {
                color: Some(style),
                mono: None,
            }),
            DeValue::Table(parts) => Some(both(parts, complain)),
            _ => {
                complain(at, format!("{name} takes words such as {EXAMPLE}; {USED}"));
                None
            }
        };
        found.extend(look.map(|look| (at, *role, look)));
    }
    found.sort_by_key(|(at, ..)| *at);
    found
        .into_iter()
        .map(|(_, role, look)| (role, look))
        .collect()
}

const EXAMPLE: &str = "\"bold green\"";
const USED: &str = "the default is used";

/// Reads `{ color = "…", mono = "…" }`.
fn both(parts: &DeTable<'_>, complain: &mut dyn FnMut(usize, String)) -> Look {
    let mut look = Look::default();
    for (key, value) in parts {
        let at = key.span().start;
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("color", DeValue::String(words)) => look.color = part(words, at, complain),
            ("mono", DeValue::String(words)) => look.mono = part(words, at, complain),
            ("color" | "mono", _) => {
                complain(at, format!("a look is words such as {EXAMPLE}; {USED}"));
            }
            (other, _) => complain(
                at,
                format!("a role has color and mono, no {}; left out", quoted(other)),
            ),
        }
    }
    look
}

fn part(words: &str, at: usize, complain: &mut dyn FnMut(usize, String)) -> Option<Style> {
    style(words)
        .map_err(|wrong| complain(at, format!("{wrong}; {USED}")))
        .ok()
}

fn named<T: Copy>(word: &str, table: &[(&str, T)]) -> Option<T> {
    let word = word.to_ascii_lowercase().replace('_', "-");
    table.iter().find(|(n, _)| *n == word).map(|(_, t)| *t)
}

fn unknown_color(word: &str) -> String {
    format!("unknown colour {}", quoted(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_make_styles() {
        for (words, expected) in [
            ("", Style::new()),
            ("plain", Style::new()),
            ("bold green", Style::new().bold().green()),
            ("Bright_Blue", Style::new().light_blue()),
            ("white", Style::new().gray()),
            ("bright-white on black", Style::new().white().on_black()),
            ("dim italic", Style::new().dim().italic()),
            ("faint", Style::new().dim()),
            ("underlined reverse", Style::new().underlined().reversed()),
        ] {
            assert_eq!(style(words), Ok(expected), "{words:?}");
        }
    }

    #[test]
    fn wrong_words_are_named() {
        for (words, wrong) in [
            ("greeen", "unknown colour “greeen”"),
            ("bold chartreuse", "unknown colour “chartreuse”"),
            ("blod", "unknown style “blod”"),
            ("on", "“on” needs a colour after it"),
            ("red on bold", "unknown colour “bold”"),
        ] {
            assert_eq!(style(words), Err(wrong.to_owned()), "{words:?}");
        }
    }
}
