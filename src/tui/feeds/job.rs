//! Threads that ask the network, each with a desk of its own, and what they tell the loop. The
//! screen and the network meet in the cache alone.

use super::errand::{self, Errand};
use super::state::{Due, Feed};
use super::update::Refreshed;
use crate::chars::ascii;
use crate::chars::clean::one_line;
use crate::fetch::{Asked, Cancel, Fetcher, Plan, Verdict, verdict};
use crate::jobs::Desk;
use crate::jobs::add::{AddError, Candidate, Looked, Wishes};
use crate::jobs::refresh::{Done, End, Order, Summary, Work, fetcher};
use crate::model::health::Health;
use crate::model::{Origin, OutletId, Source, SourceSettings};
use crate::settings::{Pace, Subscriptions};
use crate::store::Paths;
use crate::store::sources::Sources;
use crate::tui::dialog::add::Offer;
use crate::tui::runtime::Event;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How far a refresh is is told no more often.
const STEP: Duration = Duration::from_millis(250);

/// How long leaving waits for what is being kept: a refresh that is called off ends within a moment,
/// and one that does not is no reason to stay.
const PARTING: Duration = Duration::from_millis(300);

/// What using the network goes by.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The file of the subscriptions.
    pub file: PathBuf,
    /// Where everything lies.
    pub paths: Paths,
    /// What holds where a source and its groups say nothing.
    pub defaults: SourceSettings,
    /// How the network is used.
    pub pace: Pace,
    /// Whether it is never to be used.
    pub offline: bool,
}

/// Who asks the network for the reader on the screen.
#[derive(Debug)]
pub(in crate::tui) struct Network {
    pub(in crate::tui) setting: Setting,
    events: Sender<Event>,
    /// One for all refreshes, so that connections and politeness last.
    fetcher: Option<Arc<Fetcher>>,
    refresh: Option<(Cancel, Receiver<()>)>,
    /// The look at an address that is awaited, by its number.
    look: Option<(usize, Cancel)>,
    looks: usize,
    /// What the last look found.
    candidates: Vec<Candidate>,
    subscriptions: Subscriptions,
    known: Sources,
    stamp: Option<Stamp>,
}

/// What tells one state of the file of subscriptions from another.
type Stamp = Option<(u64, u64, i64, i64)>;

impl Network {
    pub(in crate::tui) fn new(setting: Setting, events: Sender<Event>) -> Network {
        Network {
            known: Sources::open(&setting.paths),
            setting,
            events,
            fetcher: None,
            refresh: None,
            look: None,
            looks: 0,
            candidates: Vec::new(),
            subscriptions: Subscriptions::default(),
            stamp: None,
        }
    }

    /// The sources as they are now, spelled as the terminal can show them.
    pub(in crate::tui) fn feeds(&mut self, in_ascii: bool, now: i64) -> Vec<(OutletId, Feed)> {
        let stamp = stamp(&self.setting.file);
        if self.stamp != Some(stamp) {
            self.subscriptions = Subscriptions::load(&self.setting.file);
            self.stamp = Some(stamp);
        }
        self.known.refresh();
        let sources = self.subscriptions.sources().iter();
        let feeds = sources.map(|source| {
            let known = self.known.get(&source.id);
            let health = known.map(|known| known.health.clone()).unwrap_or_default();
            let mut feed = feed(&self.subscriptions, &self.setting, source, health, now);
            if in_ascii {
                feed.name = ascii::transliterate(&feed.name);
            }
            (source.id.clone(), feed)
        });
        feeds.collect()
    }

    /// What is wrong with the file of subscriptions, in sentences.
    pub(in crate::tui) fn complaints(&self) -> &[String] {
        self.subscriptions.complaints()
    }

    fn fetcher(&mut self) -> Arc<Fetcher> {
        let pace = &self.setting.pace;
        let made = self.fetcher.get_or_insert_with(|| Arc::new(fetcher(pace)));
        Arc::clone(made)
    }

    /// Refreshes in a thread; false where the system gives none.
    pub(in crate::tui) fn refresh(&mut self, order: Order) -> bool {
        let cancel = Cancel::new();
        let (finished, over) = channel();
        let (setting, events) = (self.setting.clone(), self.events.clone());
        let (fetcher, called_off) = (self.fetcher(), cancel.clone());
        self.refresh = Some((cancel, over));
        spawn("refresh", move || {
            let (steps, taken) = channel();
            let told = events.clone();
            let done = thread::scope(|scope| {
                scope.spawn(move || relay(&taken, STEP, |s| drop(told.send(Event::Refreshing(s)))));
                let mut each = |summary: &Summary| drop(steps.send(summary.clone()));
                let done = refreshed(&setting, &order, &fetcher, &called_off, &mut each);
                drop(steps);
                done
            });
            drop(events.send(Event::Refreshed(done)));
            drop(finished);
        })
    }

    /// Looks what is at an address, in a thread.
    pub(in crate::tui) fn look_at(&mut self, address: String) -> bool {
        let cancel = Cancel::new();
        self.looks += 1;
        let number = self.looks;
        self.look = Some((number, cancel.clone()));
        let (setting, events) = (self.setting.clone(), self.events.clone());
        let fetcher = self.fetcher();
        spawn("look", move || {
            let subscriptions = Subscriptions::load(&setting.file);
            let desk = Desk::open(setting.paths.clone());
            let work = work(&setting, &subscriptions, &fetcher, &cancel);
            let found = desk.look_at(&address, &Wishes::default(), &work);
            let found = Box::new(found.map_err(|error| error.to_string()));
            drop(events.send(Event::Looked { number, found }));
        })
    }

    /// A look is over: what it found is offered, unless nobody waits for it any more.
    #[allow(clippy::type_complexity)] // The offers with the best of them, or why there are none.
    pub(in crate::tui) fn looked(
        &mut self,
        number: usize,
        found: Result<Looked, String>,
        in_ascii: bool,
    ) -> Option<Result<(Vec<Offer>, Option<usize>), String>> {
        self.look.take_if(|(awaited, _)| *awaited == number)?;
        Some(found.map(|looked| {
            self.candidates = looked.candidates;
            let offers = self.candidates.iter().map(|found| offer(found, in_ascii));
            (offers.collect(), looked.best)
        }))
    }

    /// Subscribes to what was found, in a thread; false where nothing was, or no thread is given.
    pub(in crate::tui) fn subscribe(&mut self, choice: usize) -> bool {
        let Some(candidate) = self.candidates.get(choice).cloned() else {
            return false;
        };
        let (setting, events) = (self.setting.clone(), self.events.clone());
        spawn("subscribe", move || {
            let mut desk = Desk::open(setting.paths);
            let added = desk.subscribe(&setting.file, candidate, &Wishes::default());
            let added = match added {
                Ok(added) => {
                    let s = if added.articles == 1 { "" } else { "s" };
                    let words = format!("Added: {}, {} article{s}", added.name, added.articles);
                    Ok((added.id, words))
                }
                Err(AddError::NotKept(error)) => {
                    Err(format!("added, but its articles were not kept: {error}"))
                }
                Err(error) => Err(error.to_string()),
            };
            drop(events.send(Event::Added(added)));
        })
    }

    /// Changes the list of subscriptions, in a thread.
    pub(in crate::tui) fn errand(&self, errand: Errand) -> bool {
        let (setting, events) = (self.setting.clone(), self.events.clone());
        spawn("errand", move || {
            let ran = errand::run(errand, &setting.file, &setting.paths);
            drop(events.send(Event::Ran(ran)));
        })
    }

    /// Calls the refresh off.
    pub(in crate::tui) fn stop_refresh(&self) {
        if let Some((cancel, _)) = &self.refresh {
            cancel.cancel();
        }
    }

    /// Calls off the look at an address; what it finds is worth nothing any more.
    pub(in crate::tui) fn stop_look(&mut self) {
        if let Some((_, cancel)) = self.look.take() {
            cancel.cancel();
        }
    }

    /// Calls everything off because the program ends, and lets what is being kept be kept.
    pub(in crate::tui) fn end(&mut self) {
        self.stop_look();
        self.stop_refresh();
        if let Some((_, over)) = self.refresh.take() {
            // It says nothing; its end closes the channel.
            let _ = over.recv_timeout(PARTING);
        }
    }
}

/// Starts a thread; false where the system gives none.
fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> bool {
    let thread = thread::Builder::new().name(name.to_owned());
    thread.spawn(work).is_ok()
}

fn work<'a>(
    setting: &'a Setting,
    subscriptions: &'a Subscriptions,
    fetcher: &'a Fetcher,
    cancel: &'a Cancel,
) -> Work<'a> {
    Work {
        subscriptions,
        defaults: &setting.defaults,
        pace: &setting.pace,
        fetcher,
        cancel,
    }
}

/// Passes on what is told, at once where nothing was for `step`, and else the last of it when
/// `step` is over. Nothing runs while nothing is told.
fn relay<T>(from: &Receiver<T>, step: Duration, mut tell: impl FnMut(T)) {
    let mut waiting = from.recv().ok();
    while let Some(told) = waiting.take() {
        tell(told);
        let until = Instant::now() + step;
        loop {
            match from.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(newer) => waiting = Some(newer),
                Err(RecvTimeoutError::Timeout) => break,
                // What it comes to in the end is told by the end.
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if waiting.is_none() {
            waiting = from.recv().ok();
        }
    }
}

/// Refreshes, and says what came of it.
fn refreshed(
    setting: &Setting,
    order: &Order,
    fetcher: &Fetcher,
    cancel: &Cancel,
    each: &mut dyn FnMut(&Summary),
) -> Refreshed {
    let subscriptions = Subscriptions::load(&setting.file);
    let mut desk = Desk::open(setting.paths.clone());
    let mut seen = Seen::default();
    if order.asked == Asked::ByHand {
        let all = subscriptions.sources().len();
        let n = order.only.as_ref().map_or(all, |only| only.len());
        let s = if n == 1 { "" } else { "s" };
        desk.note("", &format!("refresh began, {n} outlet{s}"));
    }
    let work = work(setting, &subscriptions, fetcher, cancel);
    let summary = desk.refresh(&work, order, &mut |done, summary| {
        seen.take(done);
        if !matches!(done.end, End::Rested(_)) {
            each(summary);
        }
    });
    seen.end(summary, order.asked)
}

/// What a refresh showed of its sources.
#[derive(Default)]
struct Seen {
    sources: usize,
    answered: bool,
    /// A sentence about the last one that did not answer.
    last: Option<String>,
    moved: Vec<String>,
}

impl Seen {
    fn take(&mut self, done: &Done) {
        self.sources += 1;
        let failed = match &done.end {
            End::Read | End::Unchanged => None,
            End::Failed(why) | End::NotKept(why) => Some(why.clone()),
            End::Rested(rest) => Some(rest.words()),
            End::Cancelled => return,
        };
        // An answer that is no good is an answer.
        self.answered |= failed.is_none() || done.code.is_some();
        self.last = failed.map(|why| one_line(&format!("{}: {why}", done.name)));
        if done.moved_to.is_some() {
            self.moved.push(done.name.clone());
        }
    }

    fn end(self, summary: Summary, asked: Asked) -> Refreshed {
        Refreshed {
            nobody: summary.asked > 1 && summary.trouble == summary.asked && !self.answered,
            alone: self.last.filter(|_| self.sources == 1),
            moved: self.moved,
            summary,
            asked,
        }
    }
}

fn feed(
    subscriptions: &Subscriptions,
    setting: &Setting,
    source: &Source,
    health: Health,
    now: i64,
) -> Feed {
    let resolved = subscriptions.settings_of(source, &setting.defaults);
    let interval = resolved.interval;
    let plan = Plan {
        interval: (interval != Duration::MAX)
            .then(|| i64::try_from(interval.as_secs()).unwrap_or(i64::MAX)),
        paused: resolved.paused,
    };
    let due = match verdict(&health, &plan, source.id.as_str(), Asked::ByClock, now) {
        Verdict::Now => Due::Now,
        Verdict::NotBefore(until, _) => Due::At(until),
        Verdict::Never(_) => Due::Never,
    };
    let place = match &source.origin {
        Origin::Address(address) => address.clone(),
        Origin::Path(path) => path.display().to_string(),
        // Its arguments may hold what is nobody's business.
        Origin::Exec(command) => command.first().cloned().unwrap_or_default(),
    };
    Feed {
        name: one_line(&source.name()),
        named: source.title.is_some(),
        group: source.group.clone(),
        place: one_line(&place),
        paused: resolved.paused,
        health,
        due,
    }
}

fn offer(found: &Candidate, in_ascii: bool) -> Offer {
    let spell = |text: &str| match in_ascii {
        true => ascii::transliterate(&one_line(text)),
        false => one_line(text),
    };
    Offer {
        title: spell(&found.title()),
        about: spell(&found.about()),
        format: found.format(),
        articles: found.articles(),
        headlines: found.headlines().take(5).map(spell).collect(),
    }
}

fn stamp(path: &Path) -> Stamp {
    let about = std::fs::metadata(path).ok()?;
    Some((about.ino(), about.len(), about.mtime(), about.mtime_nsec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::sync_channel;

    #[test]
    fn what_is_told_too_often_is_told_by_its_last() {
        let (sender, receiver) = channel();
        let (told, heard) = sync_channel(0);
        thread::scope(|scope| {
            scope.spawn(move || {
                relay(&receiver, Duration::from_millis(1), |n| {
                    let _ = told.send(n);
                })
            });
            sender.send(1).expect("heard");
            assert_eq!(heard.recv(), Ok(1));
            // It waits in the middle of telling, so that all of these wait for it.
            sender.send(2).expect("heard");
            assert_eq!(heard.recv(), Ok(2));
            drop(sender);
        });
        let (sender, receiver) = channel();
        for n in 0..100 {
            sender.send(n).expect("heard");
        }
        drop(sender);
        let mut told = Vec::new();
        relay(&receiver, Duration::from_secs(9), |n| told.push(n));
        assert_eq!(told, [0], "the end tells the rest");
    }

    #[test]
    fn a_refresh_says_of_one_source_why_and_of_several_that_nobody_was_reached() {
        let done = |name: &str, end: End, code: Option<u16>| Done {
            id: OutletId::from_key(name),
            name: name.to_owned(),
            end,
            route: None,
            detours: Vec::new(),
            added: Default::default(),
            expired: 0,
            bytes: 0,
            took: Duration::ZERO,
            moved_to: None,
            failures: 1,
            code,
            kept: (0, None),
        };
        let failed = || End::Failed("it refused the connection".to_owned());
        let after = |all: &[Done]| {
            let mut seen = Seen::default();
            all.iter().for_each(|done| seen.take(done));
            let bad = |done: &&Done| matches!(done.end, End::Failed(_));
            let summary = Summary {
                asked: all.len(),
                of: all.len(),
                trouble: all.iter().filter(bad).count(),
                ..Summary::default()
            };
            seen.end(summary, Asked::ByHand)
        };
        let one = after(&[done("Lantern", failed(), None)]);
        let words = "Lantern: it refused the connection";
        assert_eq!((one.alone.as_deref(), one.nobody), (Some(words), false));
        let two = [done("a", failed(), None), done("b", failed(), None)];
        assert!(after(&two).nobody);
        let gone = [done("a", failed(), None), done("b", failed(), Some(410))];
        assert!(!after(&gone).nobody);
        let mixed = after(&[done("a", failed(), None), done("b", End::Unchanged, None)]);
        assert_eq!((mixed.alone, mixed.nobody), (None, false));
    }
}
