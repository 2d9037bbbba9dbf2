//! What the keys and commands do with what is subscribed to.

use super::errand::{Errand, Ran};
use super::note::capital;
use super::state::{Due, Feed};
use crate::fetch::Asked;
use crate::jobs::refresh::{Order, Summary};
use crate::keys::Action;
use crate::model::{Group, OutletId, Shelf};
use crate::tui::dialog::{self, Dialog};
use crate::tui::effect::Effect;
use crate::tui::layout::Pane;
use crate::tui::state::{Change, State};
use crate::tui::status::Notice;
use std::collections::HashSet;

/// What came of a refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refreshed {
    /// How it went.
    pub summary: Summary,
    /// Who asked.
    pub asked: Asked,
    /// Where one source alone was meant and gave no answer: a sentence about it.
    pub alone: Option<String>,
    /// Whether nobody at all was reached, of several.
    pub nobody: bool,
    /// The outlets that have moved for good: their names.
    pub moved: Vec<String>,
}

/// `R`: asks every source.
pub(in crate::tui) fn refresh_all(state: &mut State) -> Vec<Effect> {
    if state.feeds.all().is_empty() {
        return say(state, "No outlets to refresh yet. a adds one");
    }
    start(state, None)
}

/// `r`: asks what the row in focus stands for.
pub(in crate::tui) fn refresh_this(state: &mut State) -> Vec<Effect> {
    let shelf = shelf_in_focus(state);
    let ids: HashSet<OutletId> = match &shelf {
        Shelf::Unread | Shelf::Bookmarks => return refresh_all(state),
        Shelf::Group(group) => state.library.inside(group),
        _ => match source_of(state, &shelf) {
            Some((id, _)) => HashSet::from([id]),
            None => return no_feed(state, &shelf),
        },
    };
    start(state, Some(ids))
}

fn start(state: &mut State, only: Option<HashSet<OutletId>>) -> Vec<Effect> {
    if state.feeds.running.is_some() {
        return say(state, "A refresh runs already. ^C stops it");
    }
    let asked = Asked::ByHand;
    state.feeds.said = None;
    vec![Effect::Refresh(Order { only, asked })]
}

/// A refresh is over: says what came of it. One that nobody asked for speaks only of news.
pub(in crate::tui) fn refreshed(state: &mut State, done: Refreshed) -> Vec<Effect> {
    state.feeds.running = None;
    let Refreshed {
        summary,
        asked,
        alone,
        nobody,
        moved,
    } = done;
    if asked == Asked::ByClock && summary.new == 0 && !summary.not_kept {
        return Vec::new();
    }
    state.notice = Some(match (alone, moved.as_slice()) {
        _ if summary.cancelled => Notice::new(summary.to_string()),
        (Some(words), _) if summary.trouble > 0 => Notice::trouble(words),
        // It was not asked at all: it rests.
        (Some(words), _) => Notice::new(words),
        _ if nobody => Notice::trouble(no_network(state)),
        (None, [name]) => Notice::new(format!(
            "{summary}. {name} has moved; :address takes its new address"
        )),
        _ if summary.trouble > 0 => Notice::new(format!("{summary} (:log)")),
        _ => Notice::new(summary.to_string()),
    });
    if state.dialog.is_some() {
        state.feeds.said.clone_from(&state.notice);
    }
    Vec::new()
}

fn no_network(state: &State) -> String {
    let last = state.feeds.last_refreshed(&state.now);
    let last = last.map_or_else(String::new, |when| format!(", last refreshed {when}"));
    format!("No network. Showing what is kept{last}")
}

/// Takes in what is subscribed to. An outlet that goes to another group stays in sight.
pub(in crate::tui) fn set(state: &mut State, list: Vec<(OutletId, Feed)>) {
    let shelf = state.outlets.selected.clone();
    let group = |state: &State| state.feeds.at(&shelf).map(|(_, feed)| feed.group.clone());
    let before = group(state);
    state.feeds.set(list);
    state.feeds.tell(&mut state.library);
    if group(state) != before {
        state.unfold_to(&shelf);
    }
}

/// The clock says that it is time: asks what is due, if anything is.
pub(in crate::tui) fn due(state: &mut State) -> Vec<Effect> {
    let now = state.now.timestamp().as_second();
    let is_due = |feed: &Feed| match feed.due {
        Due::Now => true,
        Due::At(time) => time <= now,
        Due::Never => false,
    };
    let any = state.feeds.all().iter().any(|(_, feed)| is_due(feed));
    if !any || state.feeds.running.is_some() {
        return Vec::new();
    }
    let asked = Asked::ByClock;
    vec![Effect::Refresh(Order { only: None, asked })]
}

/// The list of subscriptions was changed, or could not be. What was taken off can be put back.
pub(in crate::tui) fn ran(state: &mut State, ran: Ran) -> Vec<Effect> {
    if let Some(source) = ran.removed {
        let words = format!("{} removed", source.name());
        state.undo.push(Change {
            back: Vec::new(),
            forth: Vec::new(),
            words,
            errand: Some(Errand::Restore(source)),
        });
        state.redo.clear();
    }
    state.notice = Some(match ran.words {
        Ok(words) => Notice::new(words),
        Err(why) => Notice::trouble(capital(&why)),
    });
    Vec::new()
}

/// The row that `r` and the commands are meant for: the selected one of the outlets; from the list
/// and the page the outlet of what is listed there, or of the selected article.
fn shelf_in_focus(state: &State) -> Shelf {
    let listed = &state.list.shelf;
    let of_article = || match state.target() {
        Some(head) => Shelf::Outlet(head.kept_in.clone()),
        None => listed.clone(),
    };
    match state.focus {
        Pane::Outlets => state.outlets.selected.clone(),
        Pane::List => match listed {
            Shelf::Unread | Shelf::Bookmarks | Shelf::Group(_) => of_article(),
            other => other.clone(),
        },
        Pane::Page => of_article(),
    }
}

/// The source behind a row: its own, or that of the review it stands in.
fn source_of(state: &State, shelf: &Shelf) -> Option<(OutletId, Feed)> {
    let id = match shelf {
        Shelf::Outlet(id) | Shelf::Publisher(id) => id.clone(),
        Shelf::Edition(id) | Shelf::Part(id, _) => state.library.edition(*id)?.publisher.clone(),
        Shelf::Unread | Shelf::Bookmarks | Shelf::Group(_) => return None,
    };
    let feed = state.feeds.of(&id)?.clone();
    Some((id, feed))
}

fn no_feed(state: &mut State, shelf: &Shelf) -> Vec<Effect> {
    let name = state.library.shelf_name(shelf, &state.now);
    say(
        state,
        &format!("{name} has no feed in your list. a adds one"),
    )
}

fn say(state: &mut State, words: &str) -> Vec<Effect> {
    state.notice = Some(Notice::new(words));
    Vec::new()
}

/// `a`: the sheet that asks for an address.
pub(in crate::tui) fn add(state: &mut State) -> Vec<Effect> {
    state.dialog = Some(Dialog::Add(dialog::add::State::default()));
    Vec::new()
}

/// A command about the outlet in focus, or about the whole list. `words` is what stands behind it;
/// where something is missing there, the command line asks for it.
pub(in crate::tui) fn command(
    state: &mut State,
    action: Action,
    words: Option<&str>,
) -> Vec<Effect> {
    let words = words.map(str::trim).filter(|words| !words.is_empty());
    match (action, words) {
        (Action::Sources, _) => {
            let here = shelf_in_focus(state);
            state.dialog = Some(Dialog::Sources(dialog::sources::State::new(
                &state.feeds,
                &here,
            )));
            return Vec::new();
        }
        (Action::Import, Some(file)) => {
            return vec![Effect::Errand(Errand::Import(file.to_owned()))];
        }
        (Action::Export, Some(file)) => {
            return vec![Effect::Errand(Errand::Export(file.to_owned()))];
        }
        (Action::Import | Action::Export, None) => return ask(state, action, ""),
        _ => {}
    }
    let shelf = shelf_in_focus(state);
    let Some((id, feed)) = source_of(state, &shelf) else {
        return match shelf {
            Shelf::Unread | Shelf::Bookmarks | Shelf::Group(_) => {
                say(state, "Select an outlet first.")
            }
            _ => no_feed(state, &shelf),
        };
    };
    let name = feed.name.clone();
    let errand = match (action, words) {
        (Action::Rename, Some(title)) => Errand::Rename(id, name, title.to_owned()),
        (Action::Rename, None) => return ask(state, action, &name),
        (Action::Move, Some(group)) => Errand::Move(id, name, Group::parse(group)),
        (Action::Move, None) => return ask(state, action, &feed.group.to_string()),
        (Action::Address, Some(address)) => Errand::Address(id, name, address.to_owned()),
        (Action::Address, None) => match &feed.health.moved_to {
            Some(address) => Errand::Address(id, name, address.clone()),
            None => return ask(state, action, &feed.place),
        },
        (Action::Pause, _) => Errand::Pause(id, name, !feed.paused),
        (Action::Remove, _) => return ask_to_remove(state, id, &name),
        _ => return Vec::new(),
    };
    vec![Effect::Errand(errand)]
}

/// Opens the command line with the command, and what it is now.
fn ask(state: &mut State, action: Action, now: &str) -> Vec<Effect> {
    let sheet = dialog::palette::State {
        input: format!("{action} {now}").into(),
        ..dialog::palette::State::default()
    };
    state.dialog = Some(Dialog::Palette(sheet));
    Vec::new()
}

fn ask_to_remove(state: &mut State, id: OutletId, name: &str) -> Vec<Effect> {
    let articles = state.library.kept_of(&id);
    let its = match articles {
        0 => String::new(),
        1 => " and its article".to_owned(),
        n => format!(" and its {} articles", crate::tui::draw::number(n)),
    };
    state.dialog = Some(Dialog::Question(dialog::question::State {
        words: format!("Remove {name}{its}? y/n"),
        yes: Box::new(Effect::Errand(Errand::Remove(id, name.to_owned()))),
    }));
    Vec::new()
}

/// The address in the sheet was looked at.
pub(in crate::tui) fn looked(
    state: &mut State,
    found: Result<(Vec<dialog::add::Offer>, Option<usize>), String>,
) {
    let Some(Dialog::Add(sheet)) = &mut state.dialog else {
        return;
    };
    sheet.step = match found {
        Ok((offers, best)) => dialog::add::Step::Choosing {
            cursor: best.unwrap_or(0).min(offers.len().saturating_sub(1)),
            offers,
        },
        Err(why) => dialog::add::Step::Typing(Some(capital(&why))),
    };
}

/// A feed was added, or not: its sheet goes, or says why.
pub(in crate::tui) fn added(
    state: &mut State,
    done: Result<(OutletId, String), String>,
) -> Vec<Effect> {
    match (done, &mut state.dialog) {
        (Ok((id, words)), dialog) => {
            // Who has closed the sheet meanwhile reads on where they are.
            if matches!(dialog, Some(Dialog::Add(_))) {
                *dialog = None;
                go_to(state, &id);
            }
            state.notice = Some(Notice::new(words));
        }
        (Err(why), Some(Dialog::Add(sheet))) => {
            sheet.step = dialog::add::Step::Typing(Some(capital(&why)));
        }
        (Err(why), _) => state.notice = Some(Notice::trouble(capital(&why))),
    }
    Vec::new()
}

/// Selects an outlet and lists it.
pub(in crate::tui) fn go_to(state: &mut State, id: &OutletId) {
    let publishes = state.library.has(&Shelf::Publisher(id.clone()));
    let shelf = match publishes {
        true => Shelf::Publisher(id.clone()),
        false => Shelf::Outlet(id.clone()),
    };
    state.outlets.find = None;
    state.unfold_to(&shelf);
    state.outlets.selected = shelf.clone();
    state.show(shelf);
    state.focus = Pane::List;
}
