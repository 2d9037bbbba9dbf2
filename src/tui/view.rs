//! The state, drawn: panes or a page, a sheet over them, and the status row.

use super::articles::{self, state::State as List};
use super::dialog::{self, Dialog};
use super::draw::{self, Look, Pen};
use super::layout::{Layout, Pane, Panes};
use super::outlets;
use super::reader::{self, view::Title};
use super::state::State;
use super::status;
use crate::keys::Action;
use crate::model::Shelf;
use crate::model::{Article, Kind};
use crate::text::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Hints: an action and what its key is said to do.
type Hints = &'static [(Action, &'static str)];

const IN_PANES: Hints = &[
    (Action::ReadOn, "read on"),
    (Action::NextUnread, "next unread"),
    (Action::Bookmark, "bookmark"),
    (Action::Find, "search"),
    (Action::Help, "keys"),
];
const IN_ZOOM: Hints = &[
    (Action::ReadOn, "read on"),
    (Action::NextArticle, "next"),
    (Action::Zoom, "panes"),
    (Action::Help, "keys"),
];
const IN_ONE_LIST: Hints = &[
    (Action::Open, "open"),
    (Action::NextUnread, "unread"),
    (Action::Help, "keys"),
];
const IN_ONE_PAGE: Hints = &[
    (Action::ReadOn, "read on"),
    (Action::Back, "back"),
    (Action::Help, "keys"),
];
const WITH_SAMPLES: Hints = &[
    (Action::Open, "read"),
    (Action::Add, "add"),
    (Action::Help, "keys"),
    (Action::Quit, "leave"),
];
const REFRESHING: Hints = &[(Action::Cancel, "stop"), (Action::Help, "keys")];
const IN_TROUBLE: Hints = &[
    (Action::RefreshThis, "try again"),
    (Action::Log, "details"),
    (Action::Help, "keys"),
];
const GONE: Hints = &[
    (Action::Address, "another address"),
    (Action::Log, "details"),
    (Action::Help, "keys"),
];
const TINY: Hints = &[(Action::Help, "")];

/// Draws everything. Gives the place the terminal's cursor stands on.
pub fn view(state: &State, look: &Look, buffer: &mut Buffer) -> (u16, u16) {
    let layout = state.layout();
    let mut screen = Pen::new(buffer, layout.screen, look);
    let cursor = match &state.dialog {
        Some(Dialog::Help(_) | Dialog::Bookmarks(_) | Dialog::Everywhere(_) | Dialog::Log(_)) => {
            page(&mut screen, state, &layout)
        }
        Some(Dialog::Sources(_)) => page(&mut screen, state, &layout),
        _ => panes(&mut screen, state, &layout),
    };
    let typing = layout
        .status
        .and_then(|row| status_row(&mut screen, state, &layout, row));
    let (x, y) = typing.unwrap_or(cursor);
    let last = |length: u16| length.saturating_sub(1);
    (
        x.min(last(layout.screen.width)),
        y.min(last(layout.screen.height)),
    )
}

/// A dialog that takes the whole screen but the status row.
fn page(screen: &mut Pen<'_>, state: &State, layout: &Layout) -> (u16, u16) {
    let height = layout
        .screen
        .height
        .saturating_sub(layout.status.map_or(0, |r| r.height));
    let mut pen = screen.part(Rect {
        height,
        ..layout.screen
    });
    match &state.dialog {
        Some(Dialog::Help(help)) => dialog::help::view(&mut pen, help, &state.options.keymap),
        Some(Dialog::Bookmarks(page)) => {
            dialog::bookmarks::view(&mut pen, page, &state.library, &state.now)
        }
        Some(Dialog::Everywhere(page)) => {
            dialog::everywhere::view(&mut pen, page, &state.library, &state.now)
        }
        Some(Dialog::Log(page)) => dialog::log::view(&mut pen, page, state.now.time_zone()),
        Some(Dialog::Sources(page)) => {
            dialog::sources::view(&mut pen, page, &state.feeds, &state.now)
        }
        _ => (0, 0),
    }
}

fn panes(screen: &mut Pen<'_>, state: &State, layout: &Layout) -> (u16, u16) {
    let mut cursor = (0, 0);
    let head = usize::from(layout.head);
    if let Some(area) = layout.outlets {
        let focused = state.focus == Pane::Outlets;
        let mut pen = screen.part(area);
        let at = outlets::view::view(&mut pen, &state.outlets, head, focused);
        cursor = at.filter(|_| focused).unwrap_or(cursor);
    }
    if let Some(area) = layout.list {
        let focused = state.focus == Pane::List;
        let mut pen = screen.part(area);
        let at = list(&mut pen, state, head, focused);
        cursor = at.filter(|_| focused).unwrap_or(cursor);
    }
    if let Some(area) = layout.page {
        let at = reading(screen, state, layout, area);
        if state.focus == Pane::Page {
            cursor = at;
        }
    }
    for left in [layout.outlets, layout.list].into_iter().flatten() {
        let line = screen.look.signs.separator;
        for y in 0..usize::from(left.height) {
            if left.right() < layout.screen.right() {
                screen.put(usize::from(left.right()), y, line, Role::Separator);
            }
        }
    }
    let height = match &state.dialog {
        Some(Dialog::Palette(sheet)) => sheet.height(),
        Some(Dialog::Add(sheet)) => sheet.height(),
        _ => 0,
    };
    if let Some(row) = layout.status.filter(|_| height > 0) {
        let height = u16::try_from(height).unwrap_or(row.y).min(row.y);
        let area = Rect {
            y: row.y - height,
            height,
            ..layout.screen
        };
        match &state.dialog {
            Some(Dialog::Palette(sheet)) => dialog::palette::view(&mut screen.part(area), sheet),
            Some(Dialog::Add(sheet)) => dialog::add::view(&mut screen.part(area), sheet),
            _ => {}
        }
    }
    cursor
}

fn list(pen: &mut Pen<'_>, state: &State, head: usize, focused: bool) -> Option<(u16, u16)> {
    let columns = pen.width();
    if head > 0 {
        let role = draw::title_role(focused);
        let (name, guess) = list_title(state);
        let guess = if guess {
            format!(" {}", pen.look.signs.guess)
        } else {
            String::new()
        };
        let right = list_count(state, columns);
        draw::title(
            pen,
            focused,
            &[(&name, role), (&guess, Role::Dim)],
            &right,
            columns.saturating_sub(1),
        );
    }
    let setting = state.setting(&state.list, columns);
    articles::view::view(
        pen,
        &state.list,
        &setting,
        head,
        focused,
        &empty_list(state),
    )
}

/// The name of the list, and whether it was split by guess.
fn list_title(state: &State) -> (String, bool) {
    let list = &state.list;
    let edition = match &list.shelf {
        Shelf::Edition(id) | Shelf::Part(id, _) => state.library.edition(*id),
        _ => None,
    };
    let name = match edition {
        Some(edition) if state.library.is_sample(edition.id) => "Sample digest".to_owned(),
        _ => state.library.shelf_name(&list.shelf, &state.now),
    };
    let name = match &state.dialog {
        Some(Dialog::Prompt(prompt)) if prompt.pane == Pane::List => {
            format!("{name}: {}", prompt.input.value())
        }
        _ => match (&list.find, default_filter(list), list.filter) {
            (Some(query), _, _) => format!("{name}: {}", query.words()),
            (None, true, _) => name,
            (None, false, articles::Filter::All) => format!("{name}, all"),
            (None, false, articles::Filter::Unread) => format!("{name}, unread"),
            (None, false, articles::Filter::Bookmarked) => format!("{name}, bookmarked"),
        },
    };
    (name, edition.is_some_and(|e| e.guess))
}

/// Whether the list shows what it shows unasked.
fn default_filter(list: &List) -> bool {
    List::new(list.shelf.clone()).filter == list.filter
}

/// What stands at the right of the list's title.
fn list_count(state: &State, columns: usize) -> String {
    let list = &state.list;
    let listed = list.tally.count;
    if list.find.is_some() {
        let place = list.selected().and(list.tally.place);
        return place.map_or_else(
            || "0 found".to_owned(),
            |place| format!("{} of {}", draw::number(place), draw::number(listed)),
        );
    }
    let (count, noun) = match list.shelf {
        Shelf::Unread | Shelf::Bookmarks => (listed, "articles"),
        _ => (list.tally.unread, "unread"),
    };
    match count {
        0 => String::new(),
        n if columns < 30 => draw::count(n),
        1 if noun == "articles" => "1 article".to_owned(),
        n => format!("{} {noun}", draw::number(n)),
    }
}

/// What an empty list says: that it is empty, and the key that helps.
fn empty_list(state: &State) -> Vec<String> {
    let key = |action| {
        let keys = state
            .options
            .keymap
            .keys_of(crate::keys::Place::List, action);
        keys.into_iter()
            .next()
            .map_or_else(|| format!(":{action}"), |b| b.keys)
    };
    let list = &state.list;
    let subscribed = !state.feeds.all().is_empty();
    let is_bare = list.filter != articles::Filter::Bookmarked && list.shelf != Shelf::Bookmarks;
    if list.find.is_none() && is_bare && state.has_nothing() {
        return vec![
            "No outlets yet.".to_owned(),
            String::new(),
            format!("{} add one", key(Action::Add)),
            format!(":{} an OPML list", Action::Import),
        ];
    }
    let none_came = state.library.tally().all == 0;
    let unread = list.filter == articles::Filter::Unread && list.find.is_none();
    if unread && subscribed && list.whole {
        let what = match none_came {
            true => "No articles yet.",
            false => "All read.",
        };
        let mut lines = vec![what.to_owned(), String::new()];
        if !none_came {
            lines.push(format!("{} show everything", key(Action::Filter)));
        }
        lines.push(format!("{} refresh", key(Action::RefreshAll)));
        return lines;
    }
    let lines: [String; 2] = if !list.whole {
        ["The list is being read.".to_owned(), String::new()]
    } else if list.find.is_some() {
        [
            "Nothing found.".to_owned(),
            format!("{} show everything", key(Action::Cancel)),
        ]
    } else if list.shelf == Shelf::Bookmarks {
        let words = format!("{} in any list keeps an article", key(Action::Bookmark));
        ["No bookmarks yet.".to_owned(), words]
    } else if list.filter == articles::Filter::Unread {
        [
            "All read.".to_owned(),
            format!("{} show everything", key(Action::Filter)),
        ]
    } else if list.filter == articles::Filter::Bookmarked {
        [
            "Nothing bookmarked here.".to_owned(),
            format!("{} show everything", key(Action::Filter)),
        ]
    } else {
        let help = match subscribed {
            true => format!("{} refresh", key(Action::RefreshThis)),
            false => "tidings open FILE adds a digest".to_owned(),
        };
        ["No articles yet.".to_owned(), help]
    };
    let [what, help] = lines;
    vec![what, String::new(), help]
}

fn reading(screen: &mut Pen<'_>, state: &State, layout: &Layout, area: Rect) -> (u16, u16) {
    let focused = state.focus == Pane::Page;
    let text = layout.text(area, state.reader.measure);
    if layout.head > 0 {
        let one = layout.panes == Panes::One;
        let bar = text.x - area.x;
        // The bar stands at the pane's edge; zoomed, right before the text.
        let left = if layout.zoomed {
            bar.saturating_sub(1)
        } else {
            0
        };
        let end = if one {
            area.width.saturating_sub(1)
        } else {
            left + 1 + text.width
        };
        let mut pen = screen.part(Rect {
            x: area.x + left,
            width: area.width - left,
            ..area
        });
        let title = page_title(state, layout);
        reader::view::title(
            &mut pen,
            &title,
            focused,
            usize::from(end.saturating_sub(left)),
        );
    }
    reader::view::lines(screen, &state.reader, text)
}

fn page_title(state: &State, layout: &Layout) -> Title {
    let Some(article) = &state.reader.article else {
        let name = match state.trouble() {
            Some((_, feed)) => feed.name.as_str(),
            None if state.library.only_samples() => "Welcome",
            None => "",
        };
        return Title {
            provenance: vec![name.to_owned()],
            ..Title::default()
        };
    };
    let outlet = match article.head.kind {
        Kind::Related(_) => "Related",
        _ => state.library.name(&article.head.outlet),
    };
    let zone = state.now.time_zone();
    let date = article
        .via
        .as_ref()
        .and_then(|via| via.when)
        .map(|when| when.whole_date(zone));
    let date = date.filter(|_| layout.screen.width >= 60);
    let mut provenance = reader::view::provenance(article, outlet, date);
    if state.reader.source {
        for words in &mut provenance {
            words.push_str(", source");
        }
    }
    let mut place = Vec::new();
    if layout.panes == Panes::Three && !layout.zoomed {
        place.extend(place_of(state, article).map(|(n, all)| format!("{n} of {all}")));
    }
    if state.focus == Pane::Page {
        place.extend(state.reader.percent().map(|percent| format!("{percent}%")));
    }
    let dot = format!(" {} ", state.options.signs.dot);
    Title {
        provenance,
        guess: article.via.as_ref().is_some_and(|via| via.guess),
        place: place.join(&dot),
    }
}

/// Which of how many the open article is: in its digest, else in the list.
fn place_of(state: &State, article: &Article) -> Option<(usize, usize)> {
    if article.via.is_some() {
        let parts: Vec<_> = state
            .library
            .parts(article.head.article)
            .filter(|h| !matches!(h.kind, Kind::Related(_)))
            .collect();
        let at = parts.iter().position(|h| h.id == article.head.id)?;
        return Some((at + 1, parts.len()));
    }
    let at = state.list.place_of(&state.library, article.head.id)?;
    Some((at, state.list.tally.count))
}

/// The status row. Gives the insertion point where something is typed in it.
fn status_row(
    screen: &mut Pen<'_>,
    state: &State,
    layout: &Layout,
    row: Rect,
) -> Option<(u16, u16)> {
    let mut pen = screen.part(row);
    let notice = state.notice.as_ref();
    match &state.dialog {
        Some(Dialog::Prompt(prompt)) => {
            let hints = [("Enter", "keep"), ("Esc", "back")];
            return Some(dialog::prompt::view(
                &mut pen,
                "/",
                &prompt.input,
                "",
                &hints,
            ));
        }
        Some(Dialog::Palette(sheet)) => {
            let hints = [("Tab", "next"), ("Enter", "run"), ("Esc", "close")];
            return Some(dialog::prompt::view(
                &mut pen,
                ":",
                &sheet.input,
                &sheet.rest(),
                &hints,
            ));
        }
        Some(Dialog::Everywhere(page)) => {
            let [down, ..] = state.options.signs.arrows;
            let open = [("Enter", "open"), (down, "next")];
            let leave = [("Tab", "here only"), ("Esc", "back")];
            let found = if page.count() > 0 { &open[..] } else { &[] };
            return Some(dialog::prompt::view(
                &mut pen,
                "Everywhere: ",
                &page.input,
                "",
                &[found, &leave].concat(),
            ));
        }
        Some(Dialog::Add(sheet)) => {
            let hints = sheet.hints(state.options.signs.arrows);
            let prompt = "Address: ";
            let input = &sheet.input;
            return Some(dialog::prompt::view(&mut pen, prompt, input, "", &hints));
        }
        Some(Dialog::Question(question)) => {
            let hints = [("y", "yes"), ("n", "no")];
            status::view(&mut pen, &question.words, Role::Warning, &hints);
        }
        Some(Dialog::Sources(page)) => sources_row(&mut pen, state, page),
        Some(Dialog::Help(dialog::help::State {
            find: Some(input), ..
        })) => {
            let hints = [("Esc", "show all")];
            return Some(dialog::prompt::view(&mut pen, "/", input, "", &hints));
        }
        Some(Dialog::Help(_)) => {
            let hints = [("/", "search"), ("Tab", "other panes"), ("q", "close")];
            let changed = state.options.keymap.is_changed();
            let words = if changed { "* changed by you" } else { "" };
            status::view(&mut pen, words, Role::Status, &hints);
        }
        Some(Dialog::Bookmarks(page)) => {
            let words = match (notice, page.ids.len()) {
                (Some(notice), _) => notice.words.clone(),
                (None, 0) => String::new(),
                (None, all) => format!("{} of {all}", page.cursor + 1),
            };
            let hints = [("Enter", "open"), ("b", "take off"), ("q", "close")];
            status::view(&mut pen, &words, Role::Status, &hints);
        }
        Some(Dialog::Log(page)) => {
            let trouble = page.entries.iter().filter(|e| e.trouble).count();
            let entries = if page.entries.len() == 1 {
                "entry"
            } else {
                "entries"
            };
            let words = format!("{} {entries}, {trouble} in trouble", page.entries.len());
            let leads = page.outlet(&state.feeds).is_some();
            let hints = [("Enter", "to the outlet"), ("q", "close")];
            let hints = if leads { &hints[..] } else { &hints[1..] };
            status::view(&mut pen, &words, Role::Status, hints);
        }
        None => {
            let (words, role) = match notice {
                Some(notice) if notice.trouble => (notice.words.clone(), Role::Error),
                Some(notice) => (notice.words.clone(), Role::Status),
                None => match (
                    state.feeds.progress(&state.options.signs),
                    trouble_row(state),
                ) {
                    (Some(words), _) => (words, Role::Status),
                    (None, Some((words, role))) => (words, role),
                    (None, None) => (where_am_i(state, layout), Role::Status),
                },
            };
            let keys = hints(state, layout);
            let keys: Vec<(&str, &str)> = keys.iter().map(|(k, w)| (k.as_str(), *w)).collect();
            status::view(&mut pen, &words, role, &keys);
        }
    }
    None
}

/// The status row under the page of sources: how it stands with all, or what is wrong with the
/// selected one.
fn sources_row(pen: &mut Pen<'_>, state: &State, page: &dialog::sources::State) {
    let all = state.feeds.all();
    let trouble = all.iter().filter(|(_, feed)| feed.is_in_trouble()).count();
    let selected = page.selected(&state.feeds).map(|(_, feed)| feed);
    let (words, role) = match selected.filter(|feed| feed.is_in_trouble()) {
        Some(feed) => (format!("{}: {}", feed.name, feed.why()), Role::Error),
        None => {
            let s = if all.len() == 1 { "" } else { "s" };
            let all = draw::number(all.len());
            (
                format!("{all} source{s}, {trouble} in trouble"),
                Role::Status,
            )
        }
    };
    let hints = [("Enter", "to the outlet"), ("q", "close")];
    status::view(pen, &words, role, &hints);
}

/// What the status row says of an outlet in trouble, or of one that has moved, while nothing of it
/// is read.
fn trouble_row(state: &State) -> Option<(String, Role)> {
    if state.focus == Pane::Page {
        return None;
    }
    if let Some((_, feed)) = state.trouble() {
        return Some((format!("{}: {}", feed.name, feed.why()), Role::Error));
    }
    let shelf = match state.focus {
        Pane::Outlets => &state.outlets.selected,
        _ => &state.list.shelf,
    };
    let (_, feed) = state.feeds.at(shelf)?;
    let to = feed.health.moved_to.as_ref()?;
    let words = format!("{} has moved to {to}. :address takes it", feed.name);
    Some((words, Role::Status))
}

/// What the status row says while nothing else is to be said.
fn where_am_i(state: &State, layout: &Layout) -> String {
    let tiny = layout.screen.width < 30;
    if state.focus == Pane::Page {
        let Some(article) = &state.reader.article else {
            return String::new();
        };
        let digest = article.via.is_some() && layout.panes != Panes::One;
        let percent = state.reader.percent().filter(|_| layout.head == 0);
        let percent = percent.map_or_else(String::new, |p| format!(" {p}%"));
        return match place_of(state, article) {
            Some((n, all)) if tiny => format!("{n}/{all}{percent}"),
            Some((n, all)) if digest => format!("{n} of {all} in this digest{percent}"),
            Some((n, all)) => format!("{n} of {all}{percent}"),
            None => percent.trim().to_owned(),
        };
    }
    let library = &state.library;
    if library.only_samples() && !tiny {
        return "Sample digest, offline".to_owned();
    }
    let (all, unread) = (state.list.tally.count, state.list.tally.unread);
    if !state.list.whole && all == 0 {
        return String::new();
    }
    if all == 0 && state.list.shelf == Shelf::Unread {
        let outlets = outlets::count(library);
        let s = if outlets == 1 { "" } else { "s" };
        return format!("Nothing unread in {} outlet{s}", draw::number(outlets));
    }
    let place = state.list.tally.place;
    let (all, unread) = (draw::number(all), draw::number(unread));
    match (layout.panes, place) {
        (Panes::Three, _) => {
            let s = if all == "1" { "" } else { "s" };
            format!("{all} article{s}, {unread} unread")
        }
        (_, None) if tiny => format!("{all} {unread}"),
        (_, Some(place)) if tiny => format!("{place}/{all} {unread}"),
        (Panes::Two, Some(place)) => format!("{} of {all}, {unread} unread", draw::number(place)),
        (_, Some(place)) => format!("{} of {all}", draw::number(place)),
        (_, None) => String::new(),
    }
}

/// The hints in force, with the keys that are bound.
fn hints(state: &State, layout: &Layout) -> Vec<(String, &'static str)> {
    let wanted = match (layout.panes, state.focus) {
        _ if layout.screen.width < 30 => TINY,
        _ if state.feeds.running.is_some() && !state.is_searched() => REFRESHING,
        (_, Pane::Outlets | Pane::List) if state.trouble().is_some() => match state.trouble() {
            Some((_, feed)) if feed.health.gone => GONE,
            _ => IN_TROUBLE,
        },
        _ if layout.zoomed => IN_ZOOM,
        (_, Pane::Outlets | Pane::List) if state.library.only_samples() => WITH_SAMPLES,
        (Panes::One | Panes::TextOnly, Pane::Page) => IN_ONE_PAGE,
        (Panes::One | Panes::TextOnly, _) => IN_ONE_LIST,
        _ => IN_PANES,
    };
    let bound = |(action, words): &(Action, &'static str)| {
        // At the top, q leaves as Q does, and it is the key people know.
        let action = match *action {
            Action::Quit => Action::Back,
            other => other,
        };
        let keys = state.options.keymap.keys_of(state.place(), action);
        let key = keys.into_iter().next().map(|bound| bound.keys);
        // What never had a key of its own goes by its name.
        let unbound = matches!(action, Action::Log | Action::Address);
        let key = key.or_else(|| unbound.then(|| format!(":{action}")));
        key.map(|key| (key, *words))
    };
    let mut hints: Vec<(String, &'static str)> = wanted.iter().filter_map(bound).collect();
    if state.is_finding() {
        for (_, words) in hints
            .iter_mut()
            .filter(|(_, words)| words.ends_with("unread"))
        {
            *words = "next match";
        }
    }
    hints
}
