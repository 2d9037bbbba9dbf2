//! A key and the state in: a dialog eats it, else the keymap says which action it is.

use super::act::act;
use super::dialog::{self, Dialog};
use super::effect::Effect;
use super::layout::Pane;
use super::state::State;
use super::status::Notice;
use super::walk::open;
use super::{articles, feeds, marks};
use crate::jobs::find::Finding;
use crate::keys::keymap::{count_digit, shown};
use crate::keys::{Action, Code, Found, Key};
use crate::model::place::At;
use crate::model::{Id, OutletId};
use crate::search::Query;
use std::borrow::Cow;

/// A key was typed.
pub(super) fn typed(state: &mut State, key: Key) -> Vec<Effect> {
    state.notice = None;
    let effects = match state.dialog.take() {
        Some(Dialog::Help(help)) => help_key(state, help, key),
        Some(Dialog::Bookmarks(page)) => bookmarks_key(state, page, key),
        Some(Dialog::Log(page)) => log_key(state, page, key),
        Some(Dialog::Palette(sheet)) => palette_key(state, sheet, key),
        Some(Dialog::Prompt(prompt)) => prompt_key(state, prompt, key),
        Some(Dialog::Everywhere(page)) => everywhere_key(state, page, key),
        Some(Dialog::Add(sheet)) => feeds::keys::add_key(state, sheet, key),
        Some(Dialog::Sources(page)) => feeds::keys::sources_key(state, page, key),
        Some(Dialog::Question(question)) => feeds::keys::question_key(question, key),
        None => pane_key(state, key),
    };
    if state.dialog.is_none() && state.notice.is_none() {
        // What came of a refresh under a page or a sheet is said when that is closed.
        state.notice = state.feeds.said.take();
    }
    effects
}

/// Text was pasted: into a prompt as typed, elsewhere nothing happens.
pub(super) fn pasted(state: &mut State, text: &str) -> Vec<Effect> {
    if !matches!(
        state.dialog,
        Some(Dialog::Palette(_) | Dialog::Prompt(_) | Dialog::Everywhere(_) | Dialog::Add(_))
    ) {
        return Vec::new();
    }
    let line = crate::chars::clean::one_line(text);
    line.chars()
        .flat_map(|c| typed(state, Key::plain(Code::Char(c))))
        .collect()
}

fn pane_key(state: &mut State, key: Key) -> Vec<Effect> {
    if state.pending.is_empty()
        && let Some(count) = count_digit(state.count, key)
    {
        state.count = Some(count);
        state.notice = Some(Notice::new(format!("{count}…")));
        return Vec::new();
    }
    if key.code == Code::Esc && (!state.pending.is_empty() || state.count.is_some()) {
        state.pending.clear();
        state.count = None;
        return Vec::new();
    }
    state.pending.push(key);
    match state.options.keymap.find(state.place(), &state.pending) {
        Found::Action(action) => {
            state.pending.clear();
            let count = state.count.take();
            act(state, action, count)
        }
        Found::Prefix(next) => {
            let dots = state.options.signs.ellipsis;
            state.notice = Some(Notice::new(waiting(&state.pending, &next, dots)));
            Vec::new()
        }
        Found::Nothing => {
            let keys = shown(&state.pending);
            state.pending.clear();
            state.count = None;
            state.notice = Some(Notice::new(format!("Nothing on {keys} here. ?: keys")));
            Vec::new()
        }
    }
}

/// What is said while a longer row of keys waits for more: `g…  g top   1 outlets`.
fn waiting(typed: &[Key], next: &[(Key, Action)], dots: &str) -> String {
    let next: Vec<String> = next
        .iter()
        .map(|(key, action)| format!("{key} {}", action.name()))
        .collect();
    format!("{}{dots}  {}", shown(typed), next.join("   "))
}

/// Whether a key closes a page or a sheet.
pub(super) fn closes(key: Key) -> bool {
    key.code == Code::Esc
        || key
            == Key {
                ctrl: true,
                ..Key::plain(Code::Char('c'))
            }
}

fn help_key(state: &mut State, mut help: dialog::help::State, key: Key) -> Vec<Effect> {
    if let Some(input) = &mut help.find {
        match key.code {
            Code::Enter => {}
            _ if closes(key) => {
                help.find = None;
                help.top = 0;
            }
            _ => {
                dialog::type_key(input, key);
                help.top = 0;
            }
        }
        state.dialog = Some(Dialog::Help(help));
        return Vec::new();
    }
    let (width, height) = (usize::from(state.size.0), usize::from(state.size.1));
    let rows = height.saturating_sub(3).max(1);
    let length = dialog::help::length(&help, &state.options.keymap, &state.options.signs, width);
    let last = length.saturating_sub(rows);
    match key.code {
        Code::Char('q' | '?') => return Vec::new(),
        _ if closes(key) => return Vec::new(),
        Code::Char('/') => help.find = Some(tui_input::Input::default()),
        Code::Tab => help.next_place(),
        _ => {
            dialog::move_key(&mut help.top, last + 1, rows, key);
        }
    }
    state.dialog = Some(Dialog::Help(help));
    Vec::new()
}

fn bookmarks_key(state: &mut State, mut page: dialog::bookmarks::State, key: Key) -> Vec<Effect> {
    if closes(key) || matches!(key.code, Code::Char('q' | 'h') | Code::Left) {
        return Vec::new();
    }
    let selected = page
        .selected()
        .and_then(|id| state.library.head(id))
        .map(Cow::into_owned);
    let effects = match (key.code, selected) {
        (Code::Enter | Code::Char('l') | Code::Right, Some(head)) => {
            let star = state.library.marks().star(head.id);
            let at = star.map(|(at, _, _)| *at);
            return open(state, head.id, at, true);
        }
        (Code::Char('b'), Some(head)) => {
            let star = state.library.marks().star(head.id).cloned();
            // One that is put back stands where it stood, with its words.
            let (at, note) = page.taken.remove(&head.id).unwrap_or_default();
            if let Some((at, _, note)) = star {
                page.taken.insert(head.id, (at, note));
            }
            marks::bookmark(state, &head, at, note)
        }
        (Code::Char('u'), _) => marks::undo(state),
        _ => {
            let fitting = dialog::bookmarks::State::fitting(usize::from(state.size.1));
            dialog::move_key(&mut page.cursor, page.ids.len(), fitting, key);
            Vec::new()
        }
    };
    state.dialog = Some(Dialog::Bookmarks(page));
    effects
}

/// Words are typed, and what is found follows them when the keys rest.
fn everywhere_key(state: &mut State, mut page: dialog::everywhere::State, key: Key) -> Vec<Effect> {
    if closes(key) || (key.code == Code::Backspace && page.input.value().is_empty()) {
        return Vec::new();
    }
    page.open_first = false;
    let mut effects = Vec::new();
    match key.code {
        Code::Enter if page.input.value().trim().is_empty() => return Vec::new(),
        Code::Enter => match page.selected() {
            Some(hit) => {
                let (id, at) = (hit.head.id, hit.at);
                let kept_in = hit.head.kept_in.clone();
                return open_found(state, kept_in, id, at, page.input.value());
            }
            None => page.open_first = page.is_waiting(),
        },
        Code::Tab => return here_only(state, &page.input),
        Code::Down | Code::Up | Code::PageDown | Code::PageUp => {
            let fitting = dialog::everywhere::State::fitting(usize::from(state.size.1));
            let count = page.count();
            dialog::move_key(&mut page.cursor, count, fitting, key);
        }
        _ => {
            let before = page.input.value().to_owned();
            dialog::type_key(&mut page.input, key);
            let words = page.input.value();
            if Query::of_words(words).is_none() {
                page.found = None;
            } else if words != before {
                let words = words.to_owned();
                effects.push(Effect::Search { words });
            }
        }
    }
    state.dialog = Some(Dialog::Everywhere(page));
    effects
}

/// Words were looked for: the page shows what was found, if it is still there to show it.
pub(super) fn found(state: &mut State, words: String, finding: Finding) -> Vec<Effect> {
    let Some(Dialog::Everywhere(page)) = &mut state.dialog else {
        return Vec::new();
    };
    page.take(words, finding);
    let first = page.selected().filter(|_| page.open_first);
    let first = first.map(|hit| (hit.head.kept_in.clone(), hit.head.id, hit.at));
    if page.open_first && !page.is_waiting() {
        page.open_first = false;
        if let Some((kept_in, id, at)) = first {
            let words = page.input.value().to_owned();
            state.dialog = None;
            return open_found(state, kept_in, id, at, &words);
        }
    }
    Vec::new()
}

/// Opens what was found at its place, with the words marked on the page.
fn open_found(state: &mut State, kept_in: OutletId, id: Id, at: At, words: &str) -> Vec<Effect> {
    state.to_mark = Query::of_words(words).map(|query| (id, at, query));
    let mut effects = open(state, id, Some(at), true);
    if state.library.is_missing(&kept_in) {
        let read = Effect::Read {
            outlets: vec![kept_in],
            again: None,
        };
        effects.insert(0, read);
    }
    effects
}

/// The search goes on in the list alone, with the same words.
fn here_only(state: &mut State, input: &tui_input::Input) -> Vec<Effect> {
    state.show_selected_shelf();
    state.focus = Pane::List;
    // There the words stand as they are typed, and a quote is a quote.
    let words = input.value().replace(['"', '“', '”'], "");
    let prompt = dialog::prompt::State {
        input: words.into(),
        pane: Pane::List,
        origin: state.origin(),
    };
    if let Some(query) = Query::new(prompt.input.value()) {
        look_for(state, &prompt, Some(query));
    }
    state.dialog = Some(Dialog::Prompt(prompt));
    Vec::new()
}

fn log_key(state: &mut State, mut page: dialog::log::State, key: Key) -> Vec<Effect> {
    if closes(key) || key.code == Code::Char('q') {
        return Vec::new();
    }
    if key.code == Code::Enter
        && let Some(id) = page.outlet(&state.feeds).cloned()
    {
        feeds::update::go_to(state, &id);
        return Vec::new();
    }
    let rows = usize::from(state.size.1).saturating_sub(3);
    dialog::move_key(&mut page.cursor, page.entries.len(), rows, key);
    state.dialog = Some(Dialog::Log(page));
    Vec::new()
}

fn palette_key(state: &mut State, mut sheet: dialog::palette::State, key: Key) -> Vec<Effect> {
    sheet.wrong = None;
    let count = sheet.proposals().len();
    match key.code {
        _ if closes(key) => return Vec::new(),
        Code::Backspace if sheet.input.value().is_empty() => return Vec::new(),
        Code::Enter if sheet.input.value().trim().is_empty() && !sheet.picked => {
            return Vec::new();
        }
        Code::Enter => match sheet.command() {
            Ok(action) if action.argument().is_some() => {
                let words = sheet.words();
                return feeds::update::command(state, action, words.as_deref());
            }
            Ok(action) => return act(state, action, None),
            Err(wrong) => sheet.wrong = Some(wrong),
        },
        Code::Tab | Code::Down if count > 0 => {
            // On an empty line the first Tab picks the first proposal.
            let step = usize::from(sheet.picked || !sheet.input.value().is_empty());
            sheet.chosen = (sheet.chosen + step) % count;
            sheet.picked = true;
        }
        Code::BackTab | Code::Up if count > 0 => {
            sheet.chosen = (sheet.chosen + count - 1) % count;
            sheet.picked = true;
        }
        _ => {
            dialog::type_key(&mut sheet.input, key);
            sheet.chosen = 0;
        }
    }
    state.dialog = Some(Dialog::Palette(sheet));
    Vec::new()
}

/// The pane follows what is typed; Enter keeps it, Esc takes it back.
fn prompt_key(state: &mut State, mut prompt: dialog::prompt::State, key: Key) -> Vec<Effect> {
    let empty = prompt.input.value().is_empty();
    match key.code {
        _ if closes(key) => take_back(state, &prompt),
        Code::Backspace | Code::Enter if empty => take_back(state, &prompt),
        Code::Enter => say_found(state, &prompt),
        Code::Down | Code::Up if prompt.pane == Pane::List => {
            let action = if key.code == Code::Down {
                Action::Down
            } else {
                Action::Up
            };
            articles::update::update(&mut state.list, action, None, 1);
            state.dialog = Some(Dialog::Prompt(prompt));
        }
        _ => {
            if dialog::type_key(&mut prompt.input, key) {
                look_for(state, &prompt, Query::new(prompt.input.value()));
            }
            state.dialog = Some(Dialog::Prompt(prompt));
        }
    }
    Vec::new()
}

/// Says what was found, where the pane does not say it itself. What finds nothing is not kept.
fn say_found(state: &mut State, prompt: &dialog::prompt::State) {
    let found = match prompt.pane {
        Pane::Page => state.reader.matches.len(),
        Pane::List => state.list.items().count(),
        Pane::Outlets => state.outlets.rows.len(),
    };
    if found == 0 {
        take_back(state, prompt);
        let words = format!("Nothing found for “{}”.", prompt.input.value().trim());
        state.notice = Some(Notice::new(words));
    } else if prompt.pane == Pane::Page {
        let n = state.reader.current + 1;
        state.notice = Some(Notice::new(format!("Match {n} of {found}")));
    }
}

/// Shows everything again, as it was before anything was typed.
fn take_back(state: &mut State, prompt: &dialog::prompt::State) {
    let origin = &prompt.origin;
    match prompt.pane {
        Pane::Page => {
            state.reader.stop_find();
            state.reader.go_to(origin.page);
        }
        Pane::List => {
            state.list.find = None;
            state.list.fill(&state.library);
            if let (Some(id), top) = origin.list {
                state.list.select(id);
                state.list.top = top;
            }
        }
        Pane::Outlets => {
            state.outlets.find = None;
            (state.outlets.selected, state.outlets.top) = origin.outlets.clone();
        }
    }
}

/// Shows what is looked for in a pane, seen from where the search began.
fn look_for(state: &mut State, prompt: &dialog::prompt::State, query: Option<Query>) {
    match prompt.pane {
        _ if query.is_none() => take_back(state, prompt),
        Pane::Page => {
            state.reader.go_to(prompt.origin.page);
            state.reader.look_for(query);
            state.reader.show_match();
        }
        Pane::List => {
            state.list.find = query;
            state.list.fill(&state.library);
        }
        Pane::Outlets => {
            state.outlets.find = query;
            state.outlets.fill(&state.library, &state.now);
            let rows = &state.outlets.rows;
            let selected = Some(&prompt.origin.outlets.0);
            let kept = rows.iter().find(|r| r.shelf.as_ref() == selected);
            if let Some(row) = kept.or(rows.first())
                && let Some(shelf) = row.shelf.clone()
            {
                state.outlets.selected = shelf;
            }
        }
    }
}
