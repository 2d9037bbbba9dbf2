//! Moving about the page.

use super::state::State;
use crate::keys::Action;

/// What moving led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// The page moved, or had nowhere to go.
    Yes,
    /// There is no further heading this way: in a digest, the next section is meant.
    PastEnd,
}

/// Moves the page. `count` is the number typed before the key.
pub fn update(state: &mut State, action: Action, count: Option<u32>) -> Moved {
    let steps = count.map_or(1, |n| n as usize);
    // Pages overlap by two lines, so that the eye finds its place again.
    let page = state.height().saturating_sub(2).max(1);
    let half = state.height().div_ceil(2);
    let top = match action {
        Action::Down => state.top.saturating_add(steps),
        Action::Up => state.top.saturating_sub(steps),
        Action::PageDown => state.top.saturating_add(page.saturating_mul(steps)),
        Action::PageUp => state.top.saturating_sub(page.saturating_mul(steps)),
        Action::HalfDown => state.top.saturating_add(half),
        Action::HalfUp => state.top.saturating_sub(half),
        Action::Top | Action::Bottom if count.is_some() => steps.saturating_sub(1),
        Action::Top => 0,
        Action::Bottom => state.last_top(),
        Action::NextParagraph | Action::NextHeading => {
            let headings = action == Action::NextHeading;
            match state.next_start(headings, steps - 1) {
                Some(line) => line,
                None if headings => return Moved::PastEnd,
                None => state.last_top(),
            }
        }
        Action::PreviousParagraph | Action::PreviousHeading => {
            let headings = action == Action::PreviousHeading;
            let top = state.top;
            let before = state
                .starts(headings)
                .rev()
                .filter(|n| *n < top)
                .nth(steps - 1);
            match before {
                Some(line) => line,
                None if headings && top == 0 => return Moved::PastEnd,
                None => 0,
            }
        }
        _ => state.top,
    };
    if action == Action::NextHeading && state.is_at_end() && top > state.last_top() {
        return Moved::PastEnd;
    }
    state.scroll_to(top);
    Moved::Yes
}

/// Moves the page by a screen, if there is more; gives whether there was.
pub fn page_down(state: &mut State) -> bool {
    if state.is_at_end() {
        return false;
    }
    update(state, Action::PageDown, None);
    true
}
