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
        let typed = self.input.value().trim();
        Action::ALL
            .iter()
            .copied()
            .filter(|a| a.is_command() && a.name().starts_with(typed))
            .collect()
    }

    /// The command to run: the one typed, else the chosen proposal; what is wrong otherwise.
    pub fn command(&self) -> Result<Action, String> {
        let typed = self.input.value().trim();
        let proposals = self.proposals();
        let exact = proposals.iter().copied().find(|a| a.name() == typed);
        if let Some(action) = exact.or_else(|| proposals.get(self.chosen).copied()) {
            return Ok(action);
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
            Some(action) if !typed.is_empty() => {
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
    let line = pen.look.signs.line;
    pen.clear();
    let x = pen.put(0, 0, &line.repeat(2.min(width)), Role::Separator);
    let x = pen.put(x, 0, " Commands ", Role::Heading);
    pen.put(x, 0, &line.repeat(width.saturating_sub(x)), Role::Separator);
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
