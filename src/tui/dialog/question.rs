//! A question of yes or no, asked in the status row. A bare Enter is no.

use crate::tui::effect::Effect;

/// The question.
#[derive(Clone, Debug)]
pub struct State {
    /// Its words: `Remove Old Quay Weekly and its 48 articles? y/n`.
    pub words: String,
    /// What yes means.
    pub yes: Box<Effect>,
}
