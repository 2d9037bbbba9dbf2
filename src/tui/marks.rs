//! What the reader does to articles: read, bookmarked, undone. Each change is in memory and on the
//! screen at once; an effect keeps it.

use super::effect::Effect;
use super::layout::Pane;
use super::state::{Change, State};
use super::status::Notice;
use crate::model::place::At;
use crate::model::{Head, Kind, Mark, Op};
use crate::settings::config::MarkRead;
use std::borrow::Cow;

/// Marks the open article read.
pub(super) fn mark_opened(state: &mut State) -> Vec<Effect> {
    let open = state.reader.article.as_ref().map(|a| a.head.id);
    let unread = open
        .and_then(|id| state.library.head(id))
        .filter(|h| state.library.is_unread(h))
        .map(Cow::into_owned);
    match unread {
        Some(head) => apply(state, vec![op(state, &head, Mark::Read)]),
        None => Vec::new(),
    }
}

/// Marks the open article read when its end comes onto the screen, where that is what read means.
/// An end that stays in sight is not reached again: what the reader marks unread there stays so.
pub(super) fn read_at_end(state: &mut State) -> Vec<Effect> {
    let shown = state.layout().page.is_some() && !state.reader.source;
    let at_end = shown && state.reader.is_at_end();
    let reached = at_end && !state.reader.end_was_seen;
    state.reader.end_was_seen = at_end;
    if reached && state.options.mark_read == MarkRead::End {
        mark_opened(state)
    } else {
        Vec::new()
    }
}

/// `m`: read or unread.
pub(super) fn toggle_read(state: &mut State) -> Vec<Effect> {
    let Some(head) = target(state) else {
        return Vec::new();
    };
    if matches!(head.kind, Kind::Related(_)) {
        state.notice = Some(Notice::new("Related articles are never unread."));
        return Vec::new();
    }
    let unread = state.library.is_unread(&head);
    let (forth, back) = if unread {
        (Mark::Read, Mark::Unread)
    } else {
        (Mark::Unread, Mark::Read)
    };
    let words = if unread { "Read." } else { "Unread again." };
    change(
        state,
        vec![(head.clone(), forth, back)],
        words.trim_end_matches('.'),
        words,
    )
}

/// `M`: everything in the list read.
pub(super) fn read_all(state: &mut State) -> Vec<Effect> {
    state.show_selected_shelf();
    let heads: Vec<(Head, Mark, Mark)> = state
        .list
        .items()
        .filter(|(_, id)| state.library.is_unread_id(*id))
        .filter_map(|(_, id)| state.library.head(id))
        .map(|h| (h.into_owned(), Mark::Read, Mark::Unread))
        .collect();
    if heads.is_empty() {
        state.notice = Some(Notice::new("All read."));
        return Vec::new();
    }
    let count = super::draw::number(heads.len());
    let words = format!("{count} marked read");
    change(state, heads, &words, &format!("{words}. u undoes"))
}

/// `b`: a bookmark at the Place being read, from a list at the start; again takes it off.
pub(super) fn toggle_bookmark(state: &mut State) -> Vec<Effect> {
    let Some(head) = target(state) else {
        return Vec::new();
    };
    let at = match state.focus {
        Pane::Page if !state.reader.source => state.reader.at(),
        _ => At::START,
    };
    bookmark(state, &head, at, None)
}

/// Bookmarks an article at a point of it, with the reader's words about it, or takes its bookmark
/// off.
pub(super) fn bookmark(
    state: &mut State,
    head: &Head,
    at: At,
    note: Option<String>,
) -> Vec<Effect> {
    let star = state.library.marks().star(head.id).cloned();
    let (forth, back, what, words) = match star {
        None => (
            Mark::Star(at, note),
            Mark::Unstar,
            "Bookmark set",
            "Bookmarked.",
        ),
        Some((at, _, note)) => {
            let words = "Bookmark taken off. u undoes";
            (
                Mark::Unstar,
                Mark::Star(at, note),
                "Bookmark taken off",
                words,
            )
        }
    };
    change(state, vec![(head.clone(), forth, back)], what, words)
}

/// `u`.
pub(super) fn undo(state: &mut State) -> Vec<Effect> {
    let Some(change) = state.undo.pop() else {
        state.notice = Some(Notice::new("Nothing to undo"));
        return Vec::new();
    };
    state.notice = Some(Notice::new(format!("Undone: {}", change.words)));
    let effects = match &change.errand {
        Some(back) => return vec![Effect::Errand(back.clone())],
        None => apply(state, change.back.clone()),
    };
    state.redo.push(change);
    effects
}

/// `^R`.
pub(super) fn redo(state: &mut State) -> Vec<Effect> {
    let Some(change) = state.redo.pop() else {
        state.notice = Some(Notice::new("Nothing to redo"));
        return Vec::new();
    };
    state.notice = Some(Notice::new(format!("Done again: {}", change.words)));
    let effects = apply(state, change.forth.clone());
    state.undo.push(change);
    effects
}

/// Keeps how far the open article is read, where that has changed.
pub(super) fn remember_position(state: &mut State) -> Vec<Effect> {
    if state.reader.source {
        return Vec::new();
    }
    let Some(article) = &state.reader.article else {
        return Vec::new();
    };
    let at = state.reader.at();
    let kept = state.library.marks().position(article.head.id);
    if kept.unwrap_or(At::START) == at {
        return Vec::new();
    }
    let op = op(state, &article.head, Mark::Position(at));
    apply(state, vec![op])
}

/// The article that marks are meant for; says so where there is none.
fn target(state: &mut State) -> Option<Head> {
    let head = state.target().map(Cow::into_owned);
    if head.is_none() {
        let words = match state.focus {
            Pane::Outlets => "Marks are for articles: Enter goes to the list.",
            _ => "Nothing is selected.",
        };
        state.notice = Some(Notice::new(words));
    }
    head
}

/// Makes a change that can be undone, and says so.
fn change(
    state: &mut State,
    what: Vec<(Head, Mark, Mark)>,
    undone: &str,
    words: &str,
) -> Vec<Effect> {
    let forth = gather(state, what.iter().map(|(head, forth, _)| (head, forth)));
    let back = gather(state, what.iter().map(|(head, _, back)| (head, back)));
    state.undo.push(Change {
        back,
        forth: forth.clone(),
        words: undone.to_owned(),
        errand: None,
    });
    state.redo.clear();
    state.notice = Some(Notice::new(words));
    apply(state, forth)
}

/// Ops for many articles: one for each file and mark.
fn gather<'a>(state: &State, what: impl Iterator<Item = (&'a Head, &'a Mark)>) -> Vec<Op> {
    let mut ops: Vec<Op> = Vec::new();
    for (head, mark) in what {
        match ops
            .iter_mut()
            .find(|o| o.kept_in == head.kept_in && o.mark == *mark)
        {
            Some(op) => op.ids.push(head.id),
            None => ops.push(op(state, head, mark.clone())),
        }
    }
    ops
}

fn op(state: &State, head: &Head, mark: Mark) -> Op {
    Op {
        kept_in: head.kept_in.clone(),
        mark,
        time: state.now.timestamp().as_second(),
        ids: vec![head.id],
    }
}

/// Changes the marks in memory and asks to keep them.
fn apply(state: &mut State, ops: Vec<Op>) -> Vec<Effect> {
    for op in &ops {
        state.library.apply(op);
    }
    vec![Effect::Mark(ops)]
}
