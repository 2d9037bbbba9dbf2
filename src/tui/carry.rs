//! Effects carried out: what the reader's state asks of the world, and what it is told of it.

use super::dialog::Dialog;
use super::dialog::everywhere::MOST;
use super::draw::Look;
use super::effect::{Effect, Load};
use super::message::Message;
use super::runtime::{Event, NOT_SAVED, Reader};
use super::update::update;
use crate::chars::ascii;
use crate::fetch::Asked;
use crate::jobs::Desk;
use crate::jobs::find::{Finding, Found};
use crate::jobs::refresh::{Order, Summary};
use crate::model::{Article, Library, Style};
use crate::search::Query;
use crate::store::Kept;
use crate::terminal::HUNG_UP;
use std::collections::VecDeque;
use std::path::Path;
use std::time::Duration;

/// How far back the log is shown, in hours.
const LOG_HOURS: u32 = 24;

/// What is said where the network may not be used.
const OFFLINE: &str = "Nothing was asked: --offline forbids the network";

/// What is said where a thread is wanted and the system gives none.
const NO_THREAD: &str = "Nothing was done: the system is out of threads. Try again in a moment";

/// How long leaving waits for the last write. A disk that takes longer hangs, and the reader is told.
const PARTING: Duration = Duration::from_secs(2);

impl Reader {
    /// Carries effects out, and those that follow from them.
    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut waiting: VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            if let Some(message) = self.carry(effect) {
                waiting.extend(update(&mut self.state, message));
            }
        }
    }

    /// Carries one effect out; gives what the reader is to be told of it.
    fn carry(&mut self, effect: Effect) -> Option<Message> {
        match effect {
            Effect::Load(load) => return Some(self.load(load)),
            Effect::Read { outlets, again } => {
                let library = self.desk.read(&outlets);
                let library = Box::new(self.wanted(library));
                return Some(Message::Read { library, again });
            }
            Effect::Mark(ops) => {
                let kept = self.desk.mark(&ops, &self.state.library);
                return kept.err().map(|error| Message::Failed(error.to_string()));
            }
            Effect::Save => {
                self.desk.store_mut().ask();
                self.heed();
            }
            Effect::Remember(session) => {
                // A place that cannot be kept is no news: marks say it when they fail.
                let _ = self.desk.store_mut().keep_session(&session);
            }
            Effect::Resplit {
                kept_in,
                article,
                split,
            } => {
                let done = match self.desk.resplit(&kept_in, article, split) {
                    Ok(done) => done,
                    Err(error) => return Some(Message::Failed(error.to_string())),
                };
                if split && done.sections == 0 {
                    let words = "No parts were found here; it stays one article.";
                    return Some(Message::Done(words.to_owned()));
                }
                self.show_library();
                return Some(Message::Resplit {
                    id: article,
                    sections: done.sections,
                });
            }
            Effect::Search { words } => self.to_find = Some(words),
            Effect::Refresh(order) => return self.refresh(order),
            Effect::StopRefresh => {
                self.network.stop_refresh();
                return Some(Message::Done("Stopping.".to_owned()));
            }
            Effect::LookAt { address } => return self.look_at(address),
            Effect::StopLook => self.network.stop_look(),
            Effect::Subscribe { choice } => {
                if !self.network.subscribe(choice) {
                    return Some(Message::Added(Err(NO_THREAD.to_owned())));
                }
            }
            Effect::Errand(errand) => {
                if !self.network.errand(errand) {
                    return Some(Message::Failed(NO_THREAD.to_owned()));
                }
            }
            Effect::ReadLog => {
                let now = self.state.now.timestamp().as_second();
                return Some(Message::Log(self.desk.log().last(LOG_HOURS, now)));
            }
            Effect::Redraw => self.terminal.redraw(),
            Effect::Suspend => {
                if self.suspend().is_err() {
                    self.end(HUNG_UP);
                }
            }
            Effect::Quit => return self.quit(),
        }
        None
    }

    /// Starts a refresh beside the keys.
    fn refresh(&mut self, order: Order) -> Option<Message> {
        if self.network.setting.offline {
            return Some(Message::Failed(OFFLINE.to_owned()));
        }
        let by_hand = order.asked == Asked::ByHand;
        if !self.network.refresh(order) {
            return Some(Message::Failed(NO_THREAD.to_owned()));
        }
        by_hand.then(|| Message::Refreshing(Summary::default()))
    }

    /// Looks what is at an address, beside the keys. A file of this computer is no network.
    fn look_at(&mut self, address: String) -> Option<Message> {
        let is_here = !address.contains("://") && Path::new(&address).exists();
        if self.network.setting.offline && !is_here {
            return Some(Message::Looked(Err(OFFLINE.to_owned())));
        }
        let started = self.network.look_at(address);
        (!started).then(|| Message::Looked(Err(NO_THREAD.to_owned())))
    }

    fn load(&mut self, load: Load) -> Message {
        let Some(head) = self.state.library.head(load.id) else {
            return Message::Failed("This article is no longer kept here.".to_owned());
        };
        match self.desk.article(&head) {
            Ok(article) => {
                let article = Box::new(shown_article(article, &self.look));
                Message::Loaded { article, load }
            }
            Err(error) => Message::Failed(error.to_string()),
        }
    }

    /// Shows everything there is to read, as it is now.
    pub(super) fn show_library(&mut self) {
        let library = self.desk.shelves();
        let library = Box::new(self.wanted(library));
        let effects = update(&mut self.state, Message::Library(library));
        self.carry_out(effects);
    }

    /// The library as it is wanted now, and as the terminal can show it.
    pub(super) fn wanted(&mut self, library: Library) -> Library {
        let subscribed = !self.state.feeds.all().is_empty();
        shown(
            without_samples(library, &mut self.desk, subscribed),
            &self.look,
        )
    }

    /// Takes in what was written behind the reader's back, and tells what is news.
    pub(super) fn heed(&mut self) {
        for kept in self.desk.store_mut().heed() {
            let message = match kept {
                Kept::Saved(0) => Message::Done("Everything is saved.".to_owned()),
                Kept::Saved(1) => Message::Done("1 change saved.".to_owned()),
                Kept::Saved(n) => Message::Done(format!("{n} changes saved.")),
                Kept::Failed(error) => Message::Failed(error.to_string()),
            };
            let effects = update(&mut self.state, message);
            self.carry_out(effects);
        }
    }

    /// Leaves, when everything is written. The first time that fails, the reader is told instead,
    /// and asking again leaves without it.
    fn quit(&mut self) -> Option<Message> {
        self.desk.store_mut().flush(PARTING);
        // What went wrong is told by what is left unsaved; a start that said so said enough.
        let _ = self.desk.store_mut().heed();
        let unsaved = if self.read_only {
            0
        } else {
            self.desk.store().unsaved()
        };
        if unsaved > 0 && !self.warned {
            self.warned = true;
            let changes = if unsaved == 1 {
                "1 change is"
            } else {
                &format!("{unsaved} changes are")
            };
            return Some(Message::Failed(format!(
                "{changes} not saved. Again leaves without"
            )));
        }
        self.ended = Some(if unsaved > 0 { NOT_SAVED } else { 0 });
        None
    }

    /// Looks for words everywhere, in a thread of its own; the answer comes as an event.
    pub(super) fn search(&mut self, words: String) {
        if !matches!(self.state.dialog, Some(Dialog::Everywhere(_))) {
            return;
        }
        let Some(query) = Query::of_words(&words) else {
            self.searcher.cancel();
            let finding = Finding::default();
            return self.tell(Message::Found { words, finding });
        };
        let search = self.desk.to_search(query, &self.state.library);
        let events = self.events.clone();
        self.searcher.start(
            move |wanted| search.run(|| wanted.still()),
            // Nobody listens where the reader is gone.
            move |found| drop(events.send(Event::Found { words, found })),
        );
    }

    /// The answer to a search, held against what is listed now.
    pub(super) fn found(&mut self, words: String, found: Found) {
        let mut finding = self.desk.found(found, &self.state.library, MOST);
        if self.look.signs.ascii {
            for hit in &mut finding.hits {
                hit.excerpt = ascii::transliterate(&hit.excerpt);
                hit.head.title = ascii::transliterate(&hit.head.title);
            }
        }
        self.tell(Message::Found { words, finding });
    }
}

/// The library without the samples, where they are not wanted: they are for who has nothing yet,
/// not even a subscription.
pub(super) fn without_samples(library: Library, desk: &mut Desk, subscribed: bool) -> Library {
    if !subscribed || !library.only_samples() {
        return library;
    }
    let mut own = desk.store_mut().shelves();
    own.sort();
    own
}

/// The library as the terminal can show it: transliterated where it shows ASCII only.
pub(super) fn shown(mut library: Library, look: &Look) -> Library {
    if look.signs.ascii {
        library.respell(ascii::transliterate);
    }
    library
}

fn shown_article(mut article: Article, look: &Look) -> Article {
    if look.signs.ascii {
        article.respell(ascii::transliterate);
    }
    // A cut mark is a sign, also where the text keeps its letters.
    let runs = article.blocks.iter_mut().flat_map(|b| &mut b.runs);
    for run in runs.filter(|run| run.style == Style::Cut) {
        run.text = run.text.replace('…', look.signs.ellipsis);
    }
    article
}
