//! The loop: waits for what happens, has effects carried out, and draws when nothing waits. It never
//! waits for the disk: what is written, searched or tidied up is so in threads of their own.

use super::carry::{shown, without_samples};
use super::dialog::Dialog;
use super::draw::Look;
use super::effect::{Effect, Load};
use super::feeds;
use super::feeds::errand::Ran;
use super::feeds::job::Network;
use super::feeds::update::Refreshed;
use super::message::Message;
use super::state::{Options, State};
use super::status::Notice;
use super::update::{fit, update};
use super::view::view;
use crate::jobs::Desk;
use crate::jobs::add::Looked;
use crate::jobs::find::Found;
use crate::jobs::refresh::Summary;
use crate::jobs::searcher::Searcher;
use crate::jobs::watch::Watch;
use crate::keys::Keymap;
use crate::model::{Id, Kind, OutletId, Shelf};
use crate::settings::Config;
use crate::store::Session;
use crate::terminal::{HUNG_UP, Input, ScreenError, TERMINATED, Terminal};
use jiff::Zoned;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// After this long without a key, where the reader is is kept. The reader is away from the keys
/// then, and a killed program loses no more than this.
const REST: Duration = Duration::from_secs(1);

/// After this long without a key, words typed into the search everywhere are looked for.
const SEARCH_REST: Duration = Duration::from_millis(150);

/// So many lines are read before the first frame; it waits for no more.
const AT_ONCE: usize = 2_000;

/// How often it is looked whether another tidings changed what is kept.
const LOOK: Duration = Duration::from_secs(1);

/// How long the last write is waited for when the program must end or stop: shorter than what the
/// system's patience with it is.
const HASTE: Duration = Duration::from_millis(600);

/// The exit status when changes could not be saved.
pub const NOT_SAVED: u8 = 3;

/// What a start is told.
#[derive(Debug)]
pub struct Start {
    /// What the configuration says.
    pub config: Config,
    /// The keys in force.
    pub keymap: Keymap,
    /// How everything looks.
    pub look: Look,
    /// The document that was just opened: it is listed and has the keys.
    pub show: Option<Id>,
    /// What is to be said first: trouble with the cache or the configuration.
    pub words: Vec<String>,
    /// Where the subscriptions lie, and whether the network may be used.
    pub network: feeds::Setting,
    /// Whether the terminal turns text that runs from right to left by itself.
    pub reorders: bool,
}

/// Reads until the reader leaves. Gives the exit status: 0, or that of a lost line or a signal.
pub fn run(
    desk: Desk,
    start: Start,
    open: impl FnOnce(Sender) -> Result<Terminal, ScreenError>,
) -> Result<u8, ScreenError> {
    let (sender, events) = channel();
    let watch = Watch::new(desk.paths()).and(start.network.file.clone());
    let pace = start.network.pace.clone();
    let _watching = watch_others(watch, sender.clone());
    let terminal = open(Sender(sender.clone()))?;
    let _clock = pace.every.map(|every| clock(every, sender.clone()));
    let mut reader = Reader::new(desk, start, terminal, sender);
    if pace.at_start {
        reader.hear(Event::Due);
    }
    let ended = match reader.read(&events) {
        Err(ScreenError::Gone) => Ok(reader.end(HUNG_UP)),
        other => other,
    };
    reader.network.end();
    ended
}

/// What wakes the loop.
#[derive(Debug)]
pub(super) enum Event {
    /// The terminal tells something.
    Input(Input),
    /// The files that are kept changed.
    Changed,
    /// What the reader did was written, or could not be.
    Kept,
    /// A search is over.
    Found {
        /// The words, as they were typed.
        words: String,
        /// What was found.
        found: Found,
    },
    /// It is time to ask what is due.
    Due,
    /// How far a refresh is.
    Refreshing(Summary),
    /// A refresh is over.
    Refreshed(Refreshed),
    /// An address was looked at.
    Looked {
        /// The number of the look.
        number: usize,
        /// What is there, or why nothing is.
        found: Box<Result<Looked, String>>,
    },
    /// A feed was added, or not.
    Added(Result<(OutletId, String), String>),
    /// The list of subscriptions was changed, or not.
    Ran(Ran),
}

/// The end of the channel that the terminal's threads hold.
#[derive(Clone, Debug)]
pub struct Sender(mpsc::Sender<Event>);

impl Sender {
    /// Sends what the terminal tells; false when nobody listens any more.
    pub fn send(&self, input: Input) -> bool {
        self.0.send(Event::Input(input)).is_ok()
    }
}

/// Looks once a second, in a thread of its own, whether the files changed. It ends when what it
/// gives is dropped, or when nobody listens.
fn watch_others(mut watch: Watch, sender: mpsc::Sender<Event>) -> mpsc::Sender<()> {
    let (stop, stopped) = channel();
    let watching = thread::Builder::new().name("watch".to_owned());
    // Without the thread, what others change is seen at the next start.
    let _ = watching.spawn(move || {
        while stopped.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            if watch.look() && sender.send(Event::Changed).is_err() {
                return;
            }
        }
    });
    stop
}

/// Tells, in a thread of its own, each time `every` is over. It ends as the watch does.
fn clock(every: Duration, sender: mpsc::Sender<Event>) -> mpsc::Sender<()> {
    let (stop, stopped) = channel();
    let ticking = thread::Builder::new().name("clock".to_owned());
    // Without the thread, the reader refreshes by hand.
    let _ = ticking.spawn(move || {
        while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
            if sender.send(Event::Due).is_err() {
                return;
            }
        }
    });
    stop
}

/// The reader at work: its state, and everything it is carried out with.
pub(super) struct Reader {
    pub(super) desk: Desk,
    pub(super) state: State,
    pub(super) look: Look,
    pub(super) terminal: Terminal,
    /// Where threads tell what they have done.
    pub(super) events: mpsc::Sender<Event>,
    pub(super) searcher: Searcher,
    pub(super) network: Network,
    /// Whether something happened since where the reader is was kept.
    stirred: bool,
    /// The words to look for everywhere when the keys rest.
    pub(super) to_find: Option<String>,
    /// Whether files changed while one of them was being written here.
    look_again: bool,
    /// The outlets to read when the first frame stands.
    later: Vec<OutletId>,
    /// Whether the start said that nothing can be kept here.
    pub(super) read_only: bool,
    /// Whether the reader was told that leaving loses changes.
    pub(super) warned: bool,
    /// The exit status, once the reader is to end.
    pub(super) ended: Option<u8>,
}

impl Reader {
    fn new(
        mut desk: Desk,
        start: Start,
        terminal: Terminal,
        events: mpsc::Sender<Event>,
    ) -> Reader {
        let config = start.config;
        let look = start.look;
        let read_only = !desk.store().is_writable();
        let tell = events.clone();
        // Nobody listens where the reader is gone.
        let store = desk.store_mut();
        store.write_behind(move || drop(tell.send(Event::Kept)));
        let mut words = desk.troubles().to_vec();
        words.extend(start.words);
        let session = desk.store().session();
        let session = session.filter(|_| config.resume && start.show.is_none());
        let outlets = session.iter().flat_map(|session| &session.outlets);
        let outlets: Vec<OutletId> = outlets.filter_map(|id| OutletId::parse(id)).collect();
        let mut network = Network::new(start.network, events.clone());
        let mut feeds = feeds::State::default();
        let now = Zoned::now();
        feeds.set(network.feeds(look.signs.ascii, now.timestamp().as_second()));
        words.extend(network.complaints().iter().cloned());
        let library = desk.read(&outlets);
        let library = without_samples(library, &mut desk, !feeds.all().is_empty());
        let mut library = shown(library, &look);
        feeds.tell(&mut library);
        let options = Options {
            keymap: start.keymap,
            mark_read: config.mark_read,
            signs: look.signs,
        };
        let mut state = State::new(library, options, config.measure, now);
        state.feeds = feeds;
        state.reader.options = Some(config.layout(&look.signs, start.reorders));
        state.size = terminal.size();
        let mut reader = Reader {
            desk,
            state,
            look,
            terminal,
            events,
            searcher: Searcher::default(),
            network,
            stirred: false,
            to_find: None,
            look_again: false,
            read_only,
            warned: false,
            later: Vec::new(),
            ended: None,
        };
        let open = reader.begin(start.show, session);
        reader.read_first();
        fit(&mut reader.state);
        if let Some(open) = open {
            reader.carry_out(vec![open]);
        }
        reader.state.notice = match words.as_slice() {
            [] => reader.state.notice,
            [one] => Some(Notice::trouble(one)),
            [first, more @ ..] => Some(Notice::trouble(format!(
                "{first} ({} more: :log)",
                more.len()
            ))),
        };
        reader
    }

    /// Where a start begins: at the document just opened, else where the last one ended.
    fn begin(&mut self, show: Option<Id>, session: Option<Session>) -> Option<Effect> {
        if let Some(id) = show {
            let heads: Vec<_> = self.state.library.parts(id).collect();
            let shelf = match heads.first() {
                Some(head) if head.kind == Kind::Article => Shelf::Outlet(head.outlet.clone()),
                _ => Shelf::Edition(id),
            };
            let first = heads.first().map(|h| h.id);
            self.state.unfold_to(&shelf);
            self.state.outlets.selected = shelf.clone();
            self.state.show(shelf);
            if let Some(id) = first {
                self.state.list.select(id);
            }
            self.state.focus = super::layout::Pane::List;
            return None;
        }
        if self.state.library.only_samples() {
            return None;
        }
        let session = session?;
        let article = self.state.resume(&session)?;
        let focus = self.state.focus == super::layout::Pane::Page;
        Some(Effect::Load(Load {
            id: article,
            at: None,
            focus,
            by_hand: false,
        }))
    }

    /// Reads what the first frame needs: all that is missing where that is little; else one outlet,
    /// and the others when the frame stands.
    fn read_first(&mut self) {
        let mut missing = self.state.missing();
        if self.state.library.lines_of(&missing) > AT_ONCE {
            let own = match &self.state.list.shelf {
                Shelf::Outlet(id) | Shelf::Publisher(id) => missing.iter().position(|m| m == id),
                _ => None,
            };
            let unfolded = || {
                let is_unfolded = |id: &OutletId| {
                    let unfolded = &self.state.outlets.unfolded;
                    unfolded.contains(&Shelf::Publisher(id.clone()))
                };
                missing.iter().position(is_unfolded)
            };
            let first = own.or_else(unfolded).map(|at| missing.remove(at));
            self.later = std::mem::replace(&mut missing, first.into_iter().collect());
        }
        if !missing.is_empty() {
            let library = self.desk.read(&missing);
            let library = self.wanted(library);
            self.state.complete(library);
        }
    }

    fn read(&mut self, events: &Receiver<Event>) -> Result<u8, ScreenError> {
        loop {
            if let Some(status) = self.ended {
                self.terminal.leave();
                return Ok(status);
            }
            self.draw()?;
            if !self.later.is_empty() {
                let outlets = std::mem::take(&mut self.later);
                let again = None;
                self.carry_out(vec![Effect::Read { outlets, again }]);
                continue;
            }
            let rest = if self.to_find.is_some() {
                SEARCH_REST
            } else {
                REST
            };
            let event = if self.stirred {
                match events.recv_timeout(rest) {
                    Ok(event) => Some(event),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return Ok(self.end(HUNG_UP)),
                }
            } else {
                match events.recv() {
                    Ok(event) => Some(event),
                    Err(_) => return Ok(self.end(HUNG_UP)),
                }
            };
            match event {
                None => match self.to_find.take() {
                    Some(words) => self.search(words),
                    None => {
                        self.rest();
                        let done = self.events.clone();
                        let store = self.desk.store_mut();
                        store.tidy_aside(move || drop(done.send(Event::Changed)));
                    }
                },
                Some(event) => {
                    self.take(event)?;
                    // All keys typed ahead are taken before one frame is drawn.
                    while self.ended.is_none()
                        && let Ok(more) = events.try_recv()
                    {
                        self.take(more)?;
                    }
                }
            }
        }
    }

    fn draw(&mut self) -> Result<(), ScreenError> {
        let (state, look) = (&self.state, &self.look);
        self.terminal.mark_pastes(state.is_typing());
        self.terminal.draw(|frame| {
            let (x, y) = view(state, look, frame.buffer_mut());
            frame.set_cursor_position((x, y));
        })
    }

    fn take(&mut self, event: Event) -> Result<(), ScreenError> {
        let input = match event {
            Event::Input(input) => input,
            Event::Changed => {
                self.see_feeds();
                self.see_others();
                return Ok(());
            }
            Event::Kept => {
                self.heed();
                if std::mem::take(&mut self.look_again) {
                    self.see_others();
                }
                return Ok(());
            }
            Event::Found { words, found } => {
                self.found(words, found);
                return Ok(());
            }
            other => {
                self.hear(other);
                return Ok(());
            }
        };
        match input {
            Input::Key(key) => self.tell(Message::Key(key)),
            Input::Paste(text) => self.tell(Message::Paste(text)),
            Input::Resize(width, height) => {
                self.terminal.resize(width, height);
                let (width, height) = self.terminal.size();
                self.tell(Message::Resize(width, height));
            }
            Input::Suspend => self.suspend()?,
            Input::Resume => self.terminal.resume()?,
            Input::Hangup => {
                self.end(HUNG_UP);
            }
            Input::Terminate => {
                self.end(TERMINATED);
            }
        }
        Ok(())
    }

    pub(super) fn tell(&mut self, message: Message) {
        self.stirred = true;
        self.state.now = Zoned::now();
        let effects = update(&mut self.state, message);
        self.carry_out(effects);
        if !matches!(self.state.dialog, Some(Dialog::Everywhere(_))) {
            self.searcher.cancel();
        }
    }

    /// No key was typed for a while: where the reader is is kept.
    fn rest(&mut self) {
        let effects = update(&mut self.state, Message::Idle);
        self.carry_out(effects);
        self.desk.store_mut().keep_counts();
        self.stirred = false;
    }

    /// Shows what another tidings changed; what this one wrote itself is known.
    fn see_others(&mut self) {
        if self.desk.store().is_writing() {
            self.look_again = true;
            return;
        }
        self.heed();
        if self.desk.store().changed() {
            self.desk.store_mut().refresh();
            self.show_library();
        }
    }

    /// What the threads tell that ask the network.
    fn hear(&mut self, event: Event) {
        let message = match event {
            Event::Due if self.network.setting.offline => return,
            Event::Due => Message::Due,
            Event::Refreshing(summary) => Message::Refreshing(summary),
            Event::Refreshed(done) => {
                self.see_all();
                Message::Refreshed(done)
            }
            Event::Looked { number, found } => {
                let in_ascii = self.look.signs.ascii;
                match self.network.looked(number, *found, in_ascii) {
                    Some(found) => Message::Looked(found),
                    None => return,
                }
            }
            Event::Added(done) => {
                self.see_all();
                Message::Added(done)
            }
            Event::Ran(ran) => {
                self.see_all();
                Message::Ran(ran)
            }
            Event::Input(_) | Event::Changed | Event::Kept | Event::Found { .. } => return,
        };
        self.tell(message);
    }

    /// Shows what is kept and what is subscribed to as it is now.
    fn see_all(&mut self) {
        self.see_feeds();
        self.see_others();
    }

    /// Shows what is subscribed to as it is now.
    fn see_feeds(&mut self) {
        let now = Zoned::now().timestamp().as_second();
        let feeds = self.network.feeds(self.look.signs.ascii, now);
        let effects = update(&mut self.state, Message::Feeds(feeds));
        self.carry_out(effects);
    }

    /// The line or the program is to end: what is not kept yet is, as far as it can be.
    pub(super) fn end(&mut self, status: i32) -> u8 {
        self.rest();
        self.desk.store_mut().flush(HASTE);
        let status = u8::try_from(status).unwrap_or(1);
        self.ended = Some(status);
        status
    }

    pub(super) fn suspend(&mut self) -> Result<(), ScreenError> {
        self.rest();
        self.desk.store_mut().flush(HASTE);
        self.terminal.suspend()?;
        let (width, height) = self.terminal.size();
        self.tell(Message::Resize(width, height));
        Ok(())
    }
}
