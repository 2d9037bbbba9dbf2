//! What the page says of an outlet in trouble while nothing is opened.

use super::state::{Feed, moment};
use crate::keys::{Action, Keymap, Place};
use crate::model::{Block, BlockKind, When};
use jiff::Zoned;

/// What happened, what is kept, and what can be done. `kept` is how many articles there are, and
/// when the last one is from.
pub(in crate::tui) fn note(
    feed: &Feed,
    kept: (usize, Option<When>),
    keymap: &Keymap,
    now: &Zoned,
) -> Vec<Block> {
    let health = &feed.health;
    let zone = now.time_zone();
    let mut when = health.last_try.map_or_else(String::new, |tried| {
        format!("{}. ", When::Instant(tried).in_byline(zone))
    });
    when.push_str(&match health.failures {
        0 | 1 => String::new(),
        2 => "Twice in a row. ".to_owned(),
        3 => "Third time in a row. ".to_owned(),
        n => format!("{n} times in a row. "),
    });
    if let Some(good) = health.last_good {
        when.push_str(&format!("It last answered {}.", moment(good, now)));
    }
    let last = kept.1.map_or_else(String::new, |when| {
        let whole = when.in_byline(zone);
        format!(
            ", the last from {}",
            whole.split(',').next().unwrap_or_default()
        )
    });
    let here = match kept.0 {
        0 => "Nothing of it is kept yet.".to_owned(),
        1 => format!(
            "What you have is still here: 1 article{}.",
            last.replace("the last ", "")
        ),
        n => format!("What you have is still here: {n} articles{last}."),
    };
    let why = capital(feed.why().trim_end_matches('.'));
    let key = |action: Action| {
        let keys = keymap.keys_of(Place::Outlets, action);
        let key = keys.into_iter().next();
        key.map_or_else(|| format!(":{action}"), |bound| bound.keys)
    };
    let again = (!health.gone).then(|| (key(Action::RefreshThis), "try again now"));
    let rest = [
        (key(Action::Address), "give another address"),
        (key(Action::Pause), "stop asking, keep the articles"),
    ];
    let lines: Vec<String> = again
        .into_iter()
        .chain(rest)
        .map(|(key, words)| format!("{key:<10}{words}"))
        .collect();
    let when = when.trim_end();
    vec![
        Block::heading("! This outlet could not be refreshed"),
        Block::paragraph(when),
        Block::paragraph(&format!("{why}. {here}")),
        Block::new(BlockKind::Code, &lines.join("\n")),
    ]
}

/// A sentence with a capital at its start. A host keeps its letters.
pub(in crate::tui) fn capital(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    let mut chars = words.chars();
    match chars.next() {
        Some(c) if !first.contains(['.', '/', ':']) => c.to_uppercase().chain(chars).collect(),
        _ => words.to_owned(),
    }
}
