//! Sources refreshed: asked by their ways, read, and what is new kept in the cache.
//!
//! Each source is asked on a thread of its own, at most so many at once; one place adds what came,
//! source by source, each in one append. So a kill in the middle loses nothing of a source that was
//! said to be done, and a reader beside it sees the articles come.

pub(super) mod ask;
pub(super) mod entry;

use super::desk::Desk;
use crate::fetch::schedule::{self, Asked, Plan, Verdict, Why};
use crate::fetch::{Cancel, Environment, Fetcher, Polite};
use crate::model::health::Outcome;
use crate::model::source::{Origin, Resolved, Source, SourceSettings};
use crate::model::{Outlet, OutletId, When, address};
use crate::settings::{Pace, Subscriptions};
use crate::store::sources::{Known, Sources};
use crate::store::{Added, Limits, StoreError};
use ask::{Batch, Found, Permits, Shared, Task};
use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

/// How many sources that came in wait to be kept; more would only hold memory.
const WAITING: usize = 2;

/// Everything a refresh goes by.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// The sources.
    pub subscriptions: &'a Subscriptions,
    /// What holds where a source and its groups say nothing.
    pub defaults: &'a SourceSettings,
    /// How the network is used.
    pub pace: &'a Pace,
    /// Who asks; it keeps connections and cookies from one refresh to the next.
    pub fetcher: &'a Fetcher,
    /// Ends it when the reader calls it off.
    pub cancel: &'a Cancel,
}

/// Who asks at this pace, by the proxies of the environment where nothing else is said.
pub fn fetcher(pace: &Pace) -> Fetcher {
    let polite = Polite::new(pace.per_host, pace.host_delay);
    Fetcher::new(polite, Environment::of_this_process())
}

/// Which sources are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// These alone; `None` is all.
    pub only: Option<HashSet<OutletId>>,
    /// By hand, or by a clock: then only those that are due.
    pub asked: Asked,
}

/// What came of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Its outlet.
    pub id: OutletId,
    /// Its name.
    pub name: String,
    /// What came of it.
    pub end: End,
    /// The way, where it was not the first: `via mirror 2`.
    pub route: Option<String>,
    /// The ways that failed before, each with its reason.
    pub detours: Vec<String>,
    /// What was added to the cache.
    pub added: Added,
    /// How many articles went, being too old or too many.
    pub expired: usize,
    /// How many bytes came.
    pub bytes: u64,
    /// How long it took.
    pub took: Duration,
    /// Where it moved to for good, by its own word.
    pub moved_to: Option<String>,
    /// How often in a row it failed.
    pub failures: u32,
    /// The status of its last answer, where it is asked over the network.
    pub code: Option<u16>,
    /// How many articles of it are kept, and when the last one is from.
    pub kept: (usize, Option<When>),
}

impl Done {
    /// What is shown in the place of what did not come: `showing 14 articles, the last from
    /// Fri 20 Nov 2026, 21:40`.
    pub fn instead(&self) -> String {
        let zone = jiff::tz::TimeZone::system();
        let last = self.kept.1.map_or_else(String::new, |when| {
            format!(", the last from {}", when.in_byline(&zone))
        });
        match self.kept.0 {
            0 => "nothing of it is kept yet".to_owned(),
            1 => format!(
                "showing the one article that is kept{}",
                last.replace("the last ", "")
            ),
            n => format!("showing {n} articles{last}"),
        }
    }
}

/// How it ended with a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It answered, and what it lists is kept.
    Read,
    /// It answered that nothing changed.
    Unchanged,
    /// It was not asked.
    Rested(Rest),
    /// It failed, for this reason.
    Failed(String),
    /// What came could not be kept, for this reason.
    NotKept(String),
    /// The reader called it off.
    Cancelled,
}

/// Why a source was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The reason.
    pub why: Why,
    /// Not before this time, in seconds since 1970; `None`: not until the reader does something.
    pub until: Option<i64>,
}

impl Rest {
    /// Why, in words that stand behind a name.
    pub fn words(&self) -> String {
        let zone = jiff::tz::TimeZone::system();
        let until = self.until.map_or_else(String::new, |until| {
            format!(" until {}", When::Instant(until).in_byline(&zone))
        });
        match self.why {
            Why::Gone => "gone for good, by its own word (410); not asked any more".to_owned(),
            Why::Paused => "paused; not asked".to_owned(),
            Why::ByHandOnly => "asked by hand alone".to_owned(),
            Why::RetryAfter => format!("asks to be left alone{until}"),
            Why::BackOff => format!("in trouble; left alone{until}"),
            Why::Fresh => format!("has nothing new{until}"),
            Why::Interval => format!("not due{until}"),
        }
    }
}

/// What came of a refresh.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many sources were asked.
    pub asked: usize,
    /// How many sources are to be asked.
    pub of: usize,
    /// How many articles are new.
    pub new: usize,
    /// In how many outlets.
    pub outlets: usize,
    /// How many sources failed.
    pub trouble: usize,
    /// Whether something could not be kept.
    pub not_kept: bool,
    /// Whether the reader called it off.
    pub cancelled: bool,
}

impl fmt::Display for Summary {
    /// `Done: 14 new in 3 outlets, 1 in trouble`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.cancelled {
            return write!(
                f,
                "Stopped after {} of {}. What came is kept",
                self.asked, self.of
            );
        }
        match (self.new, self.outlets) {
            (0, _) => f.write_str("Done: nothing new")?,
            (new, 1) => write!(f, "Done: {new} new in one outlet")?,
            (new, outlets) => write!(f, "Done: {new} new in {outlets} outlets")?,
        }
        match self.trouble {
            0 => Ok(()),
            n => write!(f, ", {n} in trouble"),
        }
    }
}

impl Summary {
    fn count(&mut self, done: &Done) {
        match &done.end {
            End::Rested(_) => return,
            End::Cancelled => {
                self.cancelled = true;
                return;
            }
            End::Read | End::Unchanged => {}
            End::Failed(_) => self.trouble += 1,
            End::NotKept(_) => {
                self.trouble += 1;
                self.not_kept = true;
            }
        }
        self.asked += 1;
        self.new += done.added.new;
        self.outlets += usize::from(done.added.new > 0);
    }
}

impl Desk {
    /// Asks the sources of `order`, and keeps what is new. `each` is told of every source when it is
    /// done, with how it stands with all; what was added is then in the cache.
    pub fn refresh(
        &mut self,
        work: &Work<'_>,
        order: &Order,
        each: &mut dyn FnMut(&Done, &Summary),
    ) -> Summary {
        let Work {
            subscriptions,
            pace,
            fetcher,
            cancel,
            ..
        } = *work;
        let now = self.now();
        let mut known = Sources::open(self.paths());
        let mut summary = Summary::default();
        let mut tasks: VecDeque<(String, Task)> = VecDeque::new();
        for source in chosen(subscriptions, order) {
            let task = self.task(source, work, &known);
            match rest(&task, order.asked, now) {
                None => tasks.push_back((host(source), task)),
                Some(rest) => {
                    let done = rested(&task, rest);
                    summary.count(&done);
                    each(&done, &summary);
                }
            }
        }
        summary.of = tasks.len();
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let workers = pace.workers.clamp(1, tasks.len().max(1));
        let profiles = self.profiles.clone();
        let shared = Shared {
            fetcher,
            cancel,
            profiles: &profiles,
            readers: Permits::new(cores),
            now,
        };
        let pending = Mutex::new(tasks);
        thread::scope(|scope| {
            let (sender, found) = sync_channel(WAITING);
            for _ in 0..workers {
                let (sender, pending, shared) = (sender.clone(), &pending, &shared);
                scope.spawn(move || {
                    while let Some((task, pass)) = fetcher.polite().next(pending, cancel) {
                        if sender.send(ask::ask(task, pass, shared)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            for found in found {
                let done = self.keep(found, &mut known, now);
                summary.count(&done);
                each(&done, &summary);
            }
        });
        summary.cancelled |= cancel.is_cancelled();
        summary
    }

    fn task(&self, source: &Source, work: &Work<'_>, known: &Sources) -> Task {
        let mut known = known.get(&source.id).cloned().unwrap_or_default();
        if !self.store.has_articles(&source.id) {
            // The cache is gone: "unchanged" would leave nothing to read.
            known.health.validators = Default::default();
        }
        Task {
            source: source.clone(),
            settings: work.subscriptions.settings_of(source, work.defaults),
            known,
        }
    }

    /// Keeps what was found, and what was learnt of the source.
    fn keep(&mut self, found: Found, known: &mut Sources, now: i64) -> Done {
        let Found {
            task,
            outcome,
            batch,
            error,
            route,
            detours,
            took,
        } = found;
        let id = task.source.id.clone();
        let mut name = task.source.title.clone();
        name = name.or_else(|| batch.as_ref().and_then(|batch| batch.title.clone()));
        let name = name.unwrap_or_else(|| task.source.name());
        let mut learnt = task.known.clone();
        let mut end = match (&error, &outcome, &batch) {
            (_, None, _) => End::Cancelled,
            (Some(why), _, _) => End::Failed(why.clone()),
            (None, _, None) => End::Unchanged,
            (None, _, Some(_)) => End::Read,
        };
        let (mut added, mut expired) = (Added::default(), 0);
        if let Some(batch) = batch {
            let outlet = Outlet {
                id: id.clone(),
                name: name.clone(),
            };
            match self.keep_batch(&outlet, batch, &task, &mut learnt) {
                Ok(counts) => (added, expired) = counts,
                // What it asks with next time must not hide what could not be kept now.
                Err(error) => end = End::NotKept(error.to_string()),
            }
        }
        if let Some(outcome) = &outcome
            && !matches!(end, End::NotKept(_))
        {
            learnt.health = learnt.health.after(outcome, now);
            if let Err(error) = known.keep(&[(id.clone(), learnt.clone())]) {
                self.trouble(&name, &error.to_string());
            }
        }
        let bytes = match &outcome {
            Some(Outcome::Good(good)) => good.bytes,
            _ => 0,
        };
        let done = Done {
            moved_to: learnt.health.moved_to.clone(),
            failures: learnt.health.failures,
            code: learnt.health.last_status,
            kept: self.store.holding(&id),
            id,
            name,
            end,
            route,
            detours,
            added,
            expired,
            bytes,
            took,
        };
        self.log_done(&done);
        done
    }

    fn keep_batch(
        &mut self,
        outlet: &Outlet,
        batch: Batch,
        task: &Task,
        learnt: &mut Known,
    ) -> Result<(Added, usize), StoreError> {
        for complaint in &batch.complaints {
            self.trouble(&outlet.name, complaint);
        }
        let (added, mut listed) = self.store.add_fetched(outlet, batch.records)?;
        if batch.is_partial {
            // What a torn feed does not list may be listed all the same.
            listed.extend(learnt.listed.iter().copied());
            listed.sort_unstable();
            listed.dedup();
        }
        learnt.listed = listed;
        let limits = Limits {
            age_days: days(task.settings.expiry),
            most: u32::try_from(task.settings.limit).ok(),
        };
        let listed: HashSet<_> = learnt.listed.iter().copied().collect();
        let expired = self.store.expire(&outlet.id, &limits, &listed)?;
        Ok((added, expired))
    }

    fn log_done(&self, done: &Done) {
        for detour in &done.detours {
            self.trouble(&done.name, detour);
        }
        let route = done
            .route
            .as_ref()
            .map_or_else(String::new, |way| format!(", {way}"));
        match &done.end {
            End::Read if done.added.new == 0 => {
                self.note(&done.name, &format!("nothing new{route}"));
            }
            End::Read => self.note(&done.name, &format!("{} new{route}", done.added.new)),
            End::Unchanged => self.note(&done.name, &format!("nothing new{route}")),
            End::Failed(why) | End::NotKept(why) => self.trouble(&done.name, why),
            End::Rested(_) | End::Cancelled => {}
        }
    }
}

/// The sources that are meant, in the order of the file.
fn chosen<'a>(
    subscriptions: &'a Subscriptions,
    order: &'a Order,
) -> impl Iterator<Item = &'a Source> {
    let meant = |source: &&Source| {
        let only = order.only.as_ref();
        only.is_none_or(|only| only.contains(&source.id))
    };
    subscriptions.sources().iter().filter(meant)
}

/// The gate a source waits at: its host; for what is no address, a gate of its own.
fn host(source: &Source) -> String {
    match &source.origin {
        Origin::Address(text) => address::host(text).unwrap_or_else(|| text.clone()),
        Origin::Path(_) | Origin::Exec(_) => format!("{} (here)", source.id),
    }
}

/// When a source is to be asked, by its settings.
pub fn plan(settings: &Resolved) -> Plan {
    let interval = settings.interval;
    Plan {
        interval: (interval != Duration::MAX)
            .then(|| i64::try_from(interval.as_secs()).unwrap_or(i64::MAX)),
        paused: settings.paused,
    }
}

fn rest(task: &Task, asked: Asked, now: i64) -> Option<Rest> {
    let plan = plan(&task.settings);
    let health = &task.known.health;
    match schedule::verdict(health, &plan, task.source.id.as_str(), asked, now) {
        Verdict::Now => None,
        Verdict::NotBefore(until, why) => Some(Rest {
            why,
            until: Some(until),
        }),
        Verdict::Never(why) => Some(Rest { why, until: None }),
    }
}

fn rested(task: &Task, rest: Rest) -> Done {
    Done {
        code: None,
        kept: (0, None),
        id: task.source.id.clone(),
        name: task.source.name(),
        end: End::Rested(rest),
        route: None,
        detours: Vec::new(),
        added: Added::default(),
        expired: 0,
        bytes: 0,
        took: Duration::ZERO,
        moved_to: None,
        failures: task.known.health.failures,
    }
}

/// Whole days of an expiry; `None` is for ever.
fn days(expiry: Duration) -> Option<u32> {
    let days = expiry.as_secs() / (24 * 60 * 60);
    (expiry != Duration::MAX).then(|| u32::try_from(days).unwrap_or(u32::MAX).max(1))
}
