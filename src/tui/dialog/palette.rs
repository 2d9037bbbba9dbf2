//! The command line: every action by name, with proposals while typing.

use crate::keys::Action;
use crate::text::Role;
use crate::tui::draw::Pen;
use tui_input::Input;

/// The most proposals shown at once.
const SHOWN: usize = 5;

/// The state of the command line.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What is typed.
    pub input: Input,
    /// Which proposal is chosen.
    pub chosen: usize,
    /// Whether a proposal was picked with Tab or the arrows.
    pub picked: bool,
    /// What is wrong with what was typed.
    pub wrong: Option<String>,
}

impl State {
    /// The commands that begin with what is typed.
    pub fn proposals(&self) -> Vec<Action> {
        let (typed, is_whole) = match self.split() {
            (name, None) => (name, false),
            (name, Some(_)) => (name, true),
        };
        let fits = |name: &str| name == typed || !is_whole && name.starts_with(typed);
        Action::ALL
            .iter()
            .copied()
            .filter(|a| a.is_command() && fits(a.name()))
            .collect()
    }

    /// The name that is typed, and what stands behind it.
    fn split(&self) -> (&str, Option<&str>) {
        let typed = self.input.value().trim_start();
        match typed.split_once(' ') {
            Some((name, words)) if !words.trim().is_empty() => (name, Some(words.trim())),
            _ => (typed.trim(), None),
        }
    }

    /// What stands behind the name of a command.
    pub fn words(&self) -> Option<String> {
        self.split().1.map(str::to_owned)
    }

    /// The command to run: the one typed, else the chosen proposal; what is wrong otherwise.
    pub fn command(&self) -> Result<Action, String> {
        let (typed, words) = self.split();
        let proposals = self.proposals();
        let exact = proposals.iter().copied().find(|a| a.name() == typed);
        if let Some(action) = exact.or_else(|| proposals.get(self.chosen).copied()) {
            return match (words, action.argument()) {
                (Some(_), None) => Err(format!("{action} takes nothing behind it.")),
                // `rename ` with nothing behind it yet: the second Enter says what is missing.
                (None, Some(wanted)) if self.input.value().ends_with(' ') => {
                    Err(format!("{action} takes {wanted}."))
                }
                _ => Ok(action),
            };
        }
        let names = Action::ALL
            .iter()
            .filter(|a| a.is_command())
            .map(|a| a.name());
        let near = crate::settings::near::nearest(typed, names);
        Err(match near {
            Some(name) => format!("No command “{typed}”. Did you mean {name}?"),
            None => format!("No command “{typed}”."),
        })
    }

    /// What the chosen proposal has beyond what is typed.
    pub fn rest(&self) -> String {
        let typed = self.input.value();
        let proposals = self.proposals();
        match proposals.get(self.chosen) {
            Some(action) if !typed.is_empty() && !typed.contains(' ') => {
                action.name().strip_prefix(typed).unwrap_or("").to_owned()
            }
            _ => String::new(),
        }
    }

    /// The rows the sheet takes above the status row.
    pub fn height(&self) -> usize {
        2 + self.proposals().len().min(SHOWN)
    }
}

/// Draws the sheet above the status row.
pub fn view(pen: &mut Pen<'_>, state: &State) {
    let width = pen.width();
    pen.clear();
    crate::tui::draw::sheet(pen, "Commands");
    let proposals = state.proposals();
    let first = state.chosen.saturating_sub(SHOWN - 1);
    let shown = proposals.iter().enumerate().skip(first).take(SHOWN);
    for (y, (n, action)) in (1..).zip(shown) {
        let chosen = n == state.chosen;
        if chosen {
            crate::tui::draw::bar(pen, y, true);
        }
        let role = if chosen {
            pen.look.theme.selected(Role::Text, true)
        } else {
            Role::Text
        };
        pen.put(3, y, action.name(), role);
        pen.put_fit(25, width.saturating_sub(1), y, action.words(), Role::Dim);
    }
    if let Some(wrong) = &state.wrong {
        let y = pen.height().saturating_sub(1);
        pen.put(1, y, pen.look.signs.trouble, Role::Error);
        pen.put_fit(3, width.saturating_sub(1), y, wrong, Role::Error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_command_is_answered_with_the_nearest() {
        let typed = |text: &str| State {
            input: text.into(),
            ..State::default()
        };
        assert_eq!(
            typed("boomarks").command(),
            Err("No command “boomarks”. Did you mean bookmarks?".into())
        );
        assert_eq!(
            typed("zzzzzzzz").command(),
            Err("No command “zzzzzzzz”.".into())
        );
        assert_eq!(typed("bookmark").command(), Ok(Action::Bookmark));
        assert_eq!(typed("who").command(), Ok(Action::Whole));
        assert_eq!(typed("who").rest(), "le");
    }
}
