//! A message and the state in, the next state and effects out.

use super::act::act;
use super::articles;
use super::dialog::{self, Dialog};
use super::effect::{Effect, Load};
use super::layout::Pane;
use super::message::Message;
use super::outlets::{self, update::Room};
use super::state::State;
use super::status::Notice;
use super::{feeds, keys, marks};
use crate::model::Shelf;
use crate::model::place::At;
use crate::model::{Article, Id, Kind};
use crate::settings::config::MarkRead;

/// Takes one message in. What is to be done outside comes back.
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let mut effects = match message {
        Message::Key(key) => keys::typed(state, key),
        Message::Paste(text) => keys::pasted(state, &text),
        Message::Resize(width, height) => {
            state.size = (width, height);
            Vec::new()
        }
        Message::Loaded { article, load } => opened(state, *article, load),
        Message::Library(library) => {
            state.library = *library;
            state.feeds.tell(&mut state.library);
            state.list.fill_again(&state.library);
            state.renew_intro();
            if state.list.rows.is_empty() && !state.library.has(&state.list.shelf) {
                // The samples leave when something of the reader's own comes.
                state.outlets.selected = Shelf::Unread;
                state.show(Shelf::Unread);
            }
            Vec::new()
        }
        Message::Read { library, again } => {
            state.complete(*library);
            match again {
                Some((action, count)) => act(state, action, count),
                None => Vec::new(),
            }
        }
        Message::Resplit { id, sections } => resplit(state, id, sections),
        Message::Found { words, finding } => keys::found(state, words, finding),
        Message::Feeds(list) => {
            feeds::update::set(state, list);
            Vec::new()
        }
        Message::Refreshing(summary) => {
            state.feeds.running = Some(summary);
            Vec::new()
        }
        Message::Refreshed(done) => feeds::update::refreshed(state, done),
        Message::Due => feeds::update::due(state),
        Message::Looked(found) => {
            feeds::update::looked(state, found);
            Vec::new()
        }
        Message::Added(done) => feeds::update::added(state, done),
        Message::Ran(ran) => feeds::update::ran(state, ran),
        Message::Log(entries) => {
            state.dialog = Some(Dialog::Log(dialog::log::State { entries, cursor: 0 }));
            Vec::new()
        }
        Message::Done(words) => {
            state.notice = Some(Notice::new(words));
            Vec::new()
        }
        Message::Failed(words) => {
            state.notice = Some(Notice::trouble(words));
            Vec::new()
        }
        Message::Idle => {
            let mut effects = marks::remember_position(state);
            effects.push(Effect::Remember(state.session()));
            effects
        }
    };
    fit(state);
    let read = marks::read_at_end(state);
    if !read.is_empty() {
        // The counts on the screen have changed with it.
        fit(state);
    }
    effects.extend(read);
    let missing = state.missing();
    if !missing.is_empty()
        && !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Read { .. }))
    {
        let again = None;
        effects.push(Effect::Read {
            outlets: missing,
            again,
        });
    }
    effects
}

/// Fits every pane to the screen: selections in sight, the page laid out for its width.
pub fn fit(state: &mut State) {
    let layout = state.layout();
    state.outlets.fill(&state.library, &state.now);
    state.list.add_up(&state.library);
    state.renew_intro();
    if let Some(pane) = layout.outlets {
        let room = Room {
            height: usize::from(layout.rows(pane).height),
        };
        outlets::update::keep_in_view(&mut state.outlets, room);
    }
    if let Some(pane) = layout.list {
        let mut list = std::mem::replace(&mut state.list, articles::State::new(Shelf::Unread));
        let setting = state.setting(&list, usize::from(pane.width));
        let height = usize::from(layout.rows(pane).height);
        articles::update::keep_in_view(&mut list, &setting, height);
        state.list = list;
    }
    if let Some(pane) = layout.page {
        let text = layout.text(pane, state.reader.measure);
        let zone = state.now.time_zone().clone();
        let (width, height) = (usize::from(text.width), usize::from(text.height));
        state
            .reader
            .resize(width, height, &state.options.signs, &zone);
    }
}

/// An article's text has come.
fn opened(state: &mut State, article: Article, load: Load) -> Vec<Effect> {
    let id = article.head.id;
    let kept = state.library.marks().position(id);
    let at = load.at.or(kept).unwrap_or(At::START);
    let record = article.head.article;
    let zone = state.now.time_zone().clone();
    state.reader.open(article, at, &state.options.signs, &zone);
    state.list.select(id);
    if load.focus || state.layout().page.is_none() {
        state.focus = Pane::Page;
    }
    tell_guess(state, record);
    fit(state);
    let marked = state.to_mark.take().filter(|(of, ..)| *of == id);
    if let Some((_, at, query)) = marked {
        state.reader.show_found(query, at);
        let (n, all) = (state.reader.current + 1, state.reader.matches.len());
        if all > 0 && state.notice.is_none() {
            state.notice = Some(Notice::new(format!("Match {n} of {all}")));
        }
    }
    if !load.by_hand {
        // What comes back as it was left is not read anew because its end is in sight.
        state.reader.end_was_seen = state.reader.is_at_end();
        return Vec::new();
    }
    if state.options.mark_read == MarkRead::Open {
        marks::mark_opened(state)
    } else {
        Vec::new()
    }
}

/// Says once that a document was split by guess, or may be a digest.
fn tell_guess(state: &mut State, record: Id) {
    let Some(edition) = state.library.edition(record) else {
        return;
    };
    if !edition.guess && !edition.unsure {
        return;
    }
    if state.said_guess.insert(record) {
        state.notice = Some(Notice::new(if edition.guess {
            "Split by guess. :whole shows it as one, :split tries another way"
        } else {
            "One article. Perhaps a digest: :split shows how it would look"
        }));
    }
}

/// A document was split anew: its edition is listed, and its first part opened.
fn resplit(state: &mut State, id: Id, sections: usize) -> Vec<Effect> {
    let heads: Vec<(Id, Kind)> = state.library.parts(id).map(|h| (h.id, h.kind)).collect();
    let shelf = if sections > 0 {
        Shelf::Edition(id)
    } else {
        state
            .library
            .parts(id)
            .next()
            .map_or(Shelf::Unread, |h| Shelf::Outlet(h.outlet.clone()))
    };
    state.unfold_to(&shelf);
    state.outlets.selected = shelf.clone();
    state.show(shelf);
    state.said_guess.insert(id);
    let name = state
        .library
        .parts(id)
        .next()
        .map(|h| state.library.name(&h.kept_in).to_owned());
    state.notice = Some(Notice::new(match sections {
        0 => "Shown as one. Kept for this edition".to_owned(),
        n => format!(
            "Split in {n}. Kept for {} from now on",
            name.unwrap_or_default()
        ),
    }));
    let focus = state.focus == Pane::Page;
    match heads.first() {
        Some((first, _)) => vec![Effect::Load(Load {
            id: *first,
            at: Some(At::START),
            focus,
            by_hand: false,
        })],
        None => Vec::new(),
    }
}
