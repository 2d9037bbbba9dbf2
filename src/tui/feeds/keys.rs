//! The keys of the sheet that adds an outlet, of the page of sources, and of a question.

use super::update::go_to;
use crate::keys::{Code, Key};
use crate::tui::dialog::add::{State as Sheet, Step};
use crate::tui::dialog::{self, Dialog};
use crate::tui::effect::Effect;
use crate::tui::keys::closes;
use crate::tui::state::State;

/// A key in the sheet that adds an outlet.
pub(in crate::tui) fn add_key(state: &mut State, mut sheet: Sheet, key: Key) -> Vec<Effect> {
    let typed = sheet.input.value().trim().to_owned();
    let mut effects = Vec::new();
    match &mut sheet.step {
        Step::Asking if closes(key) => {
            sheet.step = Step::Typing(None);
            effects.push(Effect::StopLook);
        }
        // What is there comes in a moment.
        Step::Asking => {}
        // It is kept whether the sheet is there or not.
        Step::Keeping if closes(key) => return Vec::new(),
        Step::Keeping => {}
        _ if closes(key) => return Vec::new(),
        Step::Typing(_) => match key.code {
            Code::Enter | Code::Backspace if typed.is_empty() => return Vec::new(),
            Code::Enter => {
                sheet.step = Step::Asking;
                effects.push(Effect::LookAt { address: typed });
            }
            _ => {
                dialog::type_key(&mut sheet.input, key);
            }
        },
        Step::Choosing { offers, cursor } => match key.code {
            Code::Enter => {
                effects.push(Effect::Subscribe { choice: *cursor });
                sheet.step = Step::Keeping;
            }
            Code::Char(digit @ '1'..='9') => {
                let choice = digit as usize - '1' as usize;
                *cursor = choice.min(offers.len().saturating_sub(1));
            }
            Code::Backspace => sheet.step = Step::Typing(None),
            _ => {
                dialog::move_key(cursor, offers.len(), 4, key);
            }
        },
    }
    state.dialog = Some(Dialog::Add(sheet));
    effects
}

/// A key on the page of sources.
pub(in crate::tui) fn sources_key(
    state: &mut State,
    mut page: dialog::sources::State,
    key: Key,
) -> Vec<Effect> {
    if closes(key) || matches!(key.code, Code::Char('q' | 'h') | Code::Left) {
        return Vec::new();
    }
    match key.code {
        Code::Enter | Code::Char('l') | Code::Right => {
            let id = page.selected(&state.feeds).map(|(id, _)| id.clone());
            if let Some(id) = id {
                go_to(state, &id);
            }
            return Vec::new();
        }
        Code::Char('a') => return super::update::add(state),
        _ => {
            let rows = usize::from(state.size.1).saturating_sub(3);
            let count = state.feeds.all().len();
            dialog::move_key(&mut page.cursor, count, rows, key);
        }
    }
    state.dialog = Some(Dialog::Sources(page));
    Vec::new()
}

/// A key after a question: only `y` is yes.
pub(in crate::tui) fn question_key(question: dialog::question::State, key: Key) -> Vec<Effect> {
    match key.code {
        Code::Char('y' | 'Y') if !key.ctrl && !key.alt => vec![*question.yes],
        _ => Vec::new(),
    }
}
