//! A role gives a style: the shipped theme, with colours or without, and the reader's own looks.

use super::config::{Config, Selection};
pub mod look;

use super::mend::{quoted, table};
use crate::text::role::Role;
use look::{Look, without_color};
use ratatui::style::{Modifier, Style};
use toml::de::DeValue;

/// The theme that holds when none is named.
pub const DEFAULT: &str = "default";
/// The default theme as it looks without colours.
pub const MONO: &str = "mono";
/// The themes there are.
pub const NAMES: [&str; 2] = [DEFAULT, MONO];

const DEFAULT_FILE: &str = include_str!("themes/default.toml");

/// The looks of all roles, settled once at the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
    selection: Selection,
}

impl Theme {
    /// Builds the theme the configuration asks for. `colour` is whether the terminal is to have
    /// colours, `remote` whether it is at the far end of a line: there a move of the selection
    /// moves the bar alone, unless the reader chose otherwise or gave the selected title a look.
    ///
    /// Gives also what is wrong, in sentences.
    pub fn build(config: &Config, colour: bool, remote: bool) -> (Theme, Vec<String>) {
        let mut complaints = Vec::new();
        if !NAMES.contains(&config.theme.as_str()) {
            complaints.push(format!(
                "unknown theme {}; the default is used",
                quoted(&config.theme)
            ));
        }
        let colour = colour && config.theme != MONO;
        let own_selection = config
            .roles
            .iter()
            .any(|(role, _)| *role == Role::Selection);
        let selection = match config.selection {
            Some(chosen) => chosen,
            None if remote && !own_selection => Selection::Bar,
            None => Selection::Bold,
        };
        let mut theme = Theme {
            styles: Default::default(),
            selection,
        };
        for (role, look) in shipped(&mut complaints) {
            let own = config.roles.iter().rev().find(|(r, _)| *r == role);
            let own = own.map(|(_, look)| *look).unwrap_or_default();
            theme.set(role, settled(look, own, colour));
        }
        match selection {
            Selection::Bold => {}
            Selection::Bar => {
                theme.set(Role::Selection, theme.style(Role::Text));
                theme.set(Role::SelectionUnfocused, theme.style(Role::Text));
            }
            Selection::Reverse => {
                let reversed = theme
                    .style(Role::Selection)
                    .add_modifier(Modifier::REVERSED);
                theme.set(Role::Selection, reversed);
            }
        }
        (theme, complaints)
    }

    /// A theme in which each role looks as `style` says.
    pub fn of(style: impl Fn(Role) -> Style, selection: Selection) -> Theme {
        let mut theme = Theme {
            styles: Default::default(),
            selection,
        };
        for (role, _, _) in Role::ALL {
            theme.set(role, style(role));
        }
        theme
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// The role of a selected title that has the role `base` otherwise. Where the bar alone shows
    /// the selection, the title keeps its look: a move then costs a few bytes.
    pub fn selected(&self, base: Role, focused: bool) -> Role {
        match (self.selection, focused) {
            (Selection::Bar, _) => base,
            (_, true) => Role::Selection,
            (_, false) => Role::SelectionUnfocused,
        }
    }

    /// How a selected title is shown.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    fn set(&mut self, role: Role, style: Style) {
        if let Some(place) = self.styles.get_mut(role as usize) {
            *place = style;
        }
    }
}

/// The looks of the default theme, read by the same code as the reader's own.
fn shipped(complaints: &mut Vec<String>) -> Vec<(Role, Look)> {
    let (file, wrong) = table(DEFAULT_FILE);
    complaints.extend(wrong.into_iter().map(|w| format!("theme: {}", w.words)));
    let mut complain = |_, words| complaints.push(format!("theme: {words}"));
    match file.get("roles").map(|roles| roles.get_ref()) {
        Some(DeValue::Table(roles)) => look::roles(roles, &mut complain),
        _ => Vec::new(),
    }
}

/// The style of one role. Without colours, what had nothing but a colour falls back to how the
/// theme looks there, so that its meaning is not lost.
fn settled(theme: Look, own: Look, colour: bool) -> Style {
    let coloured = theme.color.unwrap_or_default();
    if colour {
        return own.color.unwrap_or(coloured);
    }
    let plain = theme.mono.unwrap_or(without_color(coloured));
    match (own.mono, own.color) {
        (Some(mono), _) => mono,
        (None, Some(own)) => {
            let left = without_color(own);
            let only_colour = left == Style::new() && left != own;
            if only_colour { plain } else { left }
        }
        (None, None) => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::super::config::read;
    use super::*;
    use ratatui::style::Color;

    fn theme(config: &str, colour: bool, remote: bool) -> Theme {
        let (config, wrong) = read(config);
        assert_eq!(wrong, Vec::<String>::new());
        let (theme, wrong) = Theme::build(&config, colour, remote);
        assert_eq!(wrong, Vec::<String>::new());
        theme
    }

    #[test]
    fn roles_are_numbered_as_they_are_listed() {
        for (number, (role, ..)) in Role::ALL.iter().enumerate() {
            assert_eq!(*role as usize, number, "{role:?}");
        }
    }

    #[test]
    fn every_role_has_one_line_in_the_default_theme() {
        let lines: Vec<&str> = DEFAULT_FILE
            .lines()
            .filter_map(|l| l.split_once(" = ").map(|(name, _)| name))
            .collect();
        let names: Vec<&str> = Role::ALL.iter().map(|(_, name, _)| *name).collect();
        assert_eq!(lines, names);
        let mut complaints = Vec::new();
        assert_eq!(shipped(&mut complaints).len(), Role::ALL.len());
        assert_eq!(complaints, Vec::<String>::new());
    }

    #[test]
    fn the_default_uses_five_attributes_and_two_colours() {
        let attributes = Modifier::BOLD
            | Modifier::DIM
            | Modifier::ITALIC
            | Modifier::UNDERLINED
            | Modifier::REVERSED;
        for selection in ["bold", "bar", "reverse"] {
            for colour in [true, false] {
                let theme = theme(&format!("selection = '{selection}'"), colour, false);
                for (role, ..) in Role::ALL {
                    let style = theme.style(role);
                    assert!(attributes.contains(style.add_modifier), "{role:?}");
                    let allowed = match style.fg {
                        None => true,
                        Some(Color::LightBlue | Color::LightRed) => colour,
                        Some(_) => false,
                    };
                    assert!(allowed, "{role:?} {:?}", style.fg);
                    assert_eq!(style.bg, None, "{role:?}");
                    assert_eq!(style.sub_modifier, Modifier::empty(), "{role:?}");
                }
            }
        }
    }

    #[test]
    fn without_colours_every_meaning_still_differs_from_plain() {
        for theme in [
            theme("", false, false),
            theme("theme = 'mono'", true, false),
        ] {
            for role in [
                Role::Selection,
                Role::SelectionBar,
                Role::SelectionUnfocused,
                Role::SelectionBarUnfocused,
                Role::UnreadSign,
                Role::Bookmark,
                Role::LinkNumber,
                Role::Error,
                Role::Warning,
                Role::Match,
                Role::MatchCurrent,
            ] {
                assert_ne!(theme.style(role), theme.style(Role::Text), "{role:?}");
            }
            assert_ne!(theme.style(Role::Match), theme.style(Role::MatchCurrent));
            assert_ne!(theme.style(Role::Read), theme.style(Role::Unread));
        }
    }

    #[test]
    fn looks_settle_with_and_without_colours() {
        let (plain, bold) = (Style::new(), Style::new().bold());
        for (line, role, colour, expected) in [
            ("", Role::UnreadSign, true, plain.light_blue()),
            ("", Role::UnreadSign, false, bold),
            ("", Role::SelectionBar, true, bold.light_blue()),
            ("", Role::SelectionBar, false, bold),
            ("", Role::Quote, true, plain.italic()),
            ("", Role::Quote, false, plain),
            ("heading = 'bold green'", Role::Heading, true, bold.green()),
            ("heading = 'bold green'", Role::Heading, false, bold),
            ("heading = 'green'", Role::Heading, false, bold),
            ("heading = 'on blue'", Role::Heading, false, bold),
            ("heading = 'plain'", Role::Heading, false, plain),
            ("error = 'yellow'", Role::Error, false, bold),
            (
                "error = { mono = 'reverse' }",
                Role::Error,
                true,
                plain.light_red(),
            ),
            (
                "error = { mono = 'reverse' }",
                Role::Error,
                false,
                plain.reversed(),
            ),
        ] {
            let theme = theme(&format!("[theme.roles]\n{line}"), colour, false);
            assert_eq!(theme.style(role), expected, "{line:?} {role:?} {colour}");
        }
    }

    #[test]
    fn the_selected_title_follows_the_setting_and_the_line() {
        let (plain, faint, bold) = (Style::new(), Style::new().dim(), Style::new().bold());
        let own = "[theme.roles]\nselection-focused = 'green'";
        for (config, remote, base, focused, expected) in [
            ("", false, Role::Read, true, bold),
            ("", false, Role::Read, false, bold),
            ("", true, Role::Read, true, faint),
            ("", true, Role::Unread, true, plain),
            ("selection = 'bold'", true, Role::Read, true, bold),
            ("selection = 'bar'", false, Role::Read, true, faint),
            (
                "selection = 'reverse'",
                true,
                Role::Read,
                true,
                bold.reversed(),
            ),
            ("selection = 'reverse'", true, Role::Read, false, bold),
            (own, true, Role::Read, true, plain.green()),
        ] {
            let theme = theme(config, true, remote);
            let style = theme.style(theme.selected(base, focused));
            assert_eq!(style, expected, "{config:?} {remote} {base:?} {focused}");
            let bar = theme.style(Role::SelectionBar);
            assert_eq!(bar, bold.light_blue(), "the bar is always there");
        }
    }

    #[test]
    fn a_theme_nobody_knows_is_named() {
        let config = Config {
            theme: "dusk".to_owned(),
            ..Config::default()
        };
        let (built, wrong) = Theme::build(&config, true, false);
        assert_eq!(wrong, ["unknown theme “dusk”; the default is used"]);
        assert_eq!(built, theme("", true, false));
    }
}
