//! The loop: waits for what happens, carries effects out, and draws when nothing waits.

use super::dialog::Dialog;
use super::dialog::everywhere::MOST;
use super::draw::Look;
use super::effect::{Effect, Load};
use super::message::Message;
use super::state::{Options, State};
use super::status::Notice;
use super::update::{fit, update};
use super::view::view;
use crate::chars::ascii;
use crate::jobs::Desk;
use crate::jobs::find::Finding;
use crate::jobs::watch::Watch;
use crate::keys::Keymap;
use crate::model::{Article, Head, Id, Kind, Library, Shelf, Style};
use crate::search::Query;
use crate::settings::Config;
use crate::terminal::{HUNG_UP, Input, ScreenError, TERMINATED, Terminal};
use jiff::Zoned;
use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// After this long without a key, where the reader is is kept. The reader is away from the keys
/// then, and a killed program loses no more than this.
const REST: Duration = Duration::from_secs(1);

/// After this long without a key, words typed into the search everywhere are looked for.
const SEARCH_REST: Duration = Duration::from_millis(150);

/// How far back the log is shown, in hours.
const LOG_HOURS: u32 = 24;

/// How often it is looked whether another tidings changed what is kept.
const LOOK: Duration = Duration::from_secs(1);

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
    let watch = Watch::new(desk.paths());
    let _watching = watch_others(watch, sender.clone());
    let terminal = open(Sender(sender))?;
    let mut reader = Reader::new(desk, start, terminal);
    match reader.read(&events) {
        Err(ScreenError::Gone) => Ok(reader.end(HUNG_UP)),
        other => other,
    }
}

/// What wakes the loop.
#[derive(Debug)]
enum Event {
    /// The terminal tells something.
    Input(Input),
    /// The files that are kept changed.
    Changed,
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

struct Reader {
    desk: Desk,
    state: State,
    look: Look,
    terminal: Terminal,
    /// Whether something happened since where the reader is was kept.
    stirred: bool,
    /// The words to look for everywhere when the keys rest.
    to_find: Option<String>,
    /// Whether the start said that nothing can be kept here.
    read_only: bool,
    /// Whether the reader was told that leaving loses changes.
    warned: bool,
    /// The exit status, once the reader is to end.
    ended: Option<u8>,
}

impl Reader {
    fn new(mut desk: Desk, start: Start, terminal: Terminal) -> Reader {
        let config = start.config;
        let look = start.look;
        let read_only = !desk.store().is_writable();
        let mut words = desk.troubles().to_vec();
        words.extend(start.words);
        let library = shown(desk.library(), &look);
        let options = Options {
            keymap: start.keymap,
            mark_read: config.mark_read,
            signs: look.signs,
        };
        let mut state = State::new(library, options, config.measure, Zoned::now());
        state.reader.options = Some(config.layout(&look.signs, start.reorders));
        state.size = terminal.size();
        let mut reader = Reader {
            desk,
            state,
            look,
            terminal,
            stirred: false,
            to_find: None,
            read_only,
            warned: false,
            ended: None,
        };
        let open = reader.begin(start.show, config.resume);
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
    fn begin(&mut self, show: Option<Id>, resume: bool) -> Option<Effect> {
        if let Some(id) = show {
            let heads: Vec<&Head> = self.state.library.parts(id).collect();
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
        if !resume || self.state.library.only_samples() {
            return None;
        }
        let session = self.desk.store().session()?;
        let article = self.state.resume(&session)?;
        let focus = self.state.focus == super::layout::Pane::Page;
        Some(Effect::Load(Load {
            id: article,
            at: None,
            focus,
            by_hand: false,
        }))
    }

    fn read(&mut self, events: &Receiver<Event>) -> Result<u8, ScreenError> {
        loop {
            if let Some(status) = self.ended {
                self.terminal.leave();
                return Ok(status);
            }
            self.draw()?;
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
                        // A quiet moment: one file is compacted at most, so that no key waits long.
                        self.stirred = self.desk.store_mut().tidy();
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
                self.see_others();
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

    fn tell(&mut self, message: Message) {
        self.stirred = true;
        self.state.now = Zoned::now();
        let effects = update(&mut self.state, message);
        self.carry_out(effects);
    }

    /// No key was typed for a while: where the reader is is kept.
    fn rest(&mut self) {
        let effects = update(&mut self.state, Message::Idle);
        self.carry_out(effects);
        self.stirred = false;
    }

    /// Shows what another tidings changed; what this one wrote itself is known.
    fn see_others(&mut self) {
        if !self.desk.store().changed() {
            return;
        }
        self.desk.store_mut().refresh();
        let library = Box::new(shown(self.desk.library(), &self.look));
        let effects = update(&mut self.state, Message::Library(library));
        self.carry_out(effects);
    }

    /// Looks for words everywhere. Here, in the loop: the test on the bytes of 480 MB takes 0.1 to
    /// 0.5 s by script, which a key can wait for; larger caches will want a thread of its own.
    fn search(&mut self, words: String) {
        if !matches!(self.state.dialog, Some(Dialog::Everywhere(_))) {
            return;
        }
        let library = &self.state.library;
        let mut finding = match Query::of_words(&words) {
            Some(query) => self.desk.search(&query, library, MOST),
            None => Finding::default(),
        };
        if self.look.signs.ascii {
            for hit in &mut finding.hits {
                hit.excerpt = ascii::transliterate(&hit.excerpt);
            }
        }
        self.tell(Message::Found { words, finding });
    }

    /// The line or the program is to end: what is not kept yet is, as far as it can be.
    fn end(&mut self, status: i32) -> u8 {
        self.rest();
        let status = u8::try_from(status).unwrap_or(1);
        self.ended = Some(status);
        status
    }

    /// Leaves. What could not be saved is tried once more; the first time that fails, the reader is
    /// told instead, and asking again leaves without it.
    fn quit(&mut self) -> Option<Message> {
        // What goes wrong here is told by what is left unsaved; a start that said so said enough.
        let _ = self.desk.store_mut().retry();
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

    fn suspend(&mut self) -> Result<(), ScreenError> {
        self.rest();
        self.terminal.suspend()?;
        let (width, height) = self.terminal.size();
        self.tell(Message::Resize(width, height));
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
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
            Effect::Load(load) => Some(self.load(load)),
            Effect::Mark(ops) => {
                let kept = self.desk.mark(&ops, &self.state.library);
                kept.err().map(|error| Message::Failed(error.to_string()))
            }
            Effect::Save => Some(
                match (self.desk.store().unsaved(), self.desk.store_mut().retry()) {
                    (_, Err(error)) => Message::Failed(error.to_string()),
                    (0, Ok(())) => Message::Done("Everything is saved.".to_owned()),
                    (1, Ok(())) => Message::Done("1 change saved.".to_owned()),
                    (n, Ok(())) => Message::Done(format!("{n} changes saved.")),
                },
            ),
            Effect::Remember(session) => {
                // A place that cannot be kept is no news: marks say it when they fail.
                let _ = self.desk.store_mut().keep_session(&session);
                None
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
                let library = Box::new(shown(self.desk.library(), &self.look));
                let effects = update(&mut self.state, Message::Library(library));
                self.carry_out(effects);
                Some(Message::Resplit {
                    id: article,
                    sections: done.sections,
                })
            }
            Effect::Search { words } => {
                self.to_find = Some(words);
                None
            }
            Effect::ReadLog => {
                let now = self.state.now.timestamp().as_second();
                Some(Message::Log(self.desk.log().last(LOG_HOURS, now)))
            }
            Effect::Redraw => {
                self.terminal.redraw();
                None
            }
            Effect::Suspend => match self.suspend() {
                Ok(()) => None,
                Err(_) => {
                    self.end(HUNG_UP);
                    None
                }
            },
            Effect::Quit => self.quit(),
        }
    }

    fn load(&mut self, load: Load) -> Message {
        let Some(head) = self.state.library.head(load.id) else {
            return Message::Failed("This article is no longer kept here.".to_owned());
        };
        match self.desk.article(head) {
            Ok(article) => {
                let article = Box::new(shown_article(article, &self.look));
                Message::Loaded { article, load }
            }
            Err(error) => Message::Failed(error.to_string()),
        }
    }
}

/// The library as the terminal can show it: transliterated where it shows ASCII only.
fn shown(mut library: Library, look: &Look) -> Library {
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
