//! One source asked by its ways, and what came read. It runs beside the others, and touches neither
//! the cache nor the screen.

use super::entry::records;
use crate::fetch::{
    self, Answer, Bounds, Cancel, FetchError, Fetcher, Hints, Pass, ProxyAddress, Request, Routed,
    Unrouted, exec, file,
};
use crate::jobs::shape;
use crate::model::health::{Health, Outcome};
use crate::model::source::{Origin, Resolved, Source, Step};
use crate::model::{Id, Outlet};
use crate::parse::feed::{self, Feed};
use crate::parse::{self, profile::Profile};
use crate::store::record::Record;
use crate::store::sources::Known;
use std::cell::RefCell;
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many files of a folder are read.
const MOST_FILES: usize = 200;

/// A source that is to be asked.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) source: Source,
    pub(super) settings: Resolved,
    pub(super) known: Known,
}

/// What came of asking it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) task: Task,
    /// What is to be remembered; `None` where nothing was tried.
    pub(super) outcome: Option<Outcome>,
    /// What was read; `None` where it is unchanged, or failed.
    pub(super) batch: Option<Batch>,
    /// Why it failed, in words.
    pub(super) error: Option<String>,
    /// The way, where it was not the first: `via mirror 2`.
    pub(super) route: Option<String>,
    /// The ways that failed before, each with its reason.
    pub(super) detours: Vec<String>,
    pub(super) took: Duration,
}

/// Articles read.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// What the feed calls itself.
    pub(super) title: Option<String>,
    pub(super) records: Vec<Record>,
    /// What was wrong in it, in sentences.
    pub(super) complaints: Vec<String>,
    hints: Hints,
    /// Whether what it does not list may be listed all the same: it was cut short.
    pub(super) is_partial: bool,
}

/// What all tasks of a refresh share.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    pub(super) fetcher: &'a Fetcher,
    pub(super) cancel: &'a Cancel,
    pub(super) profiles: &'a [Profile],
    /// Only so many feeds are held in pieces at once, whatever the number of requests.
    pub(super) readers: Permits,
    pub(super) now: i64,
}

/// So many at once.
#[derive(Debug)]
pub(super) struct Permits {
    free: Mutex<usize>,
    freed: Condvar,
}

impl Permits {
    pub(super) fn new(most: usize) -> Permits {
        Permits {
            free: Mutex::new(most.max(1)),
            freed: Condvar::new(),
        }
    }

    fn with<T>(&self, work: impl FnOnce() -> T) -> T {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let free = self.freed.wait_while(free, |free| *free == 0);
        *free.unwrap_or_else(PoisonError::into_inner) -= 1;
        let done = work();
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.freed.notify_one();
        done
    }
}

/// Asks the source of `task`, and reads what comes.
pub(super) fn ask(task: Task, pass: Option<Pass>, shared: &Shared<'_>) -> Found {
    let start = Instant::now();
    let outlet = Outlet {
        id: task.source.id.clone(),
        name: task.source.name(),
    };
    let read: RefCell<Option<Batch>> = RefCell::new(None);
    let judge = |bytes: &[u8], content_type: Option<&str>, url: &str| {
        let filtered;
        let bytes = match &task.settings.filter {
            Some(words) => {
                let bounds = exec::Bounds::default();
                let made = exec::filter(words, bytes.to_vec(), &bounds, shared.cancel);
                filtered = made.map_err(|error| error.to_string())?;
                &filtered
            }
            None => bytes,
        };
        let batch = shared.readers.with(|| {
            let context = feed::Context {
                content_type,
                url: Some(url),
            };
            let feed = feed::read(bytes, context);
            let feed = feed.map_err(|wrong| format!("sent no feed: {wrong}"))?;
            Ok::<_, String>(Batch::of(feed, &outlet, shared.now))
        })?;
        read.replace(Some(batch));
        Ok(())
    };
    let routed = match &task.source.origin {
        Origin::Address(address) => {
            let asking = Asking {
                source: &task.source,
                settings: &task.settings,
                health: &task.known.health,
                found_outside: false,
            };
            let judge = |bytes: &[u8], kind: Option<&str>| judge(bytes, kind, address);
            let Shared {
                fetcher, cancel, ..
            } = *shared;
            by_address(&asking, address, pass, fetcher, cancel, Some(&judge))
        }
        Origin::Path(path) if path.is_dir() => {
            let (routed, batch) = folder(path, &outlet, &task, shared);
            read.replace(batch);
            routed
        }
        Origin::Path(path) => {
            let limits = fetch::Limits::default();
            let answer = file::read(path, &task.known.health.validators, &limits);
            local(answer.and_then(|answer| judged(answer, path, &judge)))
        }
        Origin::Exec(words) => {
            let said = exec::run(words, &exec::Bounds::default(), shared.cancel);
            let program = words.first().map_or("", String::as_str);
            local(said.and_then(|bytes| {
                let answer = Answer::Body {
                    bytes,
                    content_type: None,
                    told: fetch::Told::default(),
                };
                judged(answer, Path::new(program), &judge)
            }))
        }
    };
    let batch = read.into_inner().filter(|_| routed.is_ok());
    let hints = batch.as_ref().map(|b| b.hints).unwrap_or_default();
    let outcome = fetch::outcome(&routed, &hints, &Bounds::default(), shared.now);
    let (error, route, detours) = match &routed {
        Ok(routed) => (None, routed.shown.clone(), told(&routed.failures)),
        Err(unrouted) => (Some(unrouted.to_string()), None, Vec::new()),
    };
    Found {
        task,
        outcome,
        batch,
        error,
        route,
        detours,
        took: start.elapsed(),
    }
}

type Judge<'a> = dyn Fn(&[u8], Option<&str>, &str) -> Result<(), String> + 'a;

/// What is asked, and how.
#[derive(Clone, Copy, Debug)]
pub(in crate::jobs) struct Asking<'a> {
    pub(in crate::jobs) source: &'a Source,
    pub(in crate::jobs) settings: &'a Resolved,
    pub(in crate::jobs) health: &'a Health,
    /// Whether a page of somebody else's named the address.
    pub(in crate::jobs) found_outside: bool,
}

/// Asks an address by the ways of its source.
pub(in crate::jobs) fn by_address(
    asking: &Asking<'_>,
    address: &str,
    pass: Option<Pass>,
    fetcher: &Fetcher,
    cancel: &Cancel,
    judge: Option<&fetch::Judge<'_>>,
) -> Result<Routed, Unrouted> {
    let failed = |error: FetchError| Unrouted {
        failures: vec![("directly".to_owned(), error)],
    };
    let mut request = Request::new(address);
    if let Some(name) = &asking.settings.user_agent {
        request.user_agent.clone_from(name);
    }
    request.headers.clone_from(&asking.settings.headers);
    request.session = Some(asking.source.id.to_string());
    request.validators = asking.health.validators.clone();
    request.found_outside = asking.found_outside;
    if let Some(auth) = &asking.settings.auth {
        let said = exec::run(&auth.password_command, &exec::Bounds::default(), cancel);
        let said = said.map_err(failed)?;
        let said = String::from_utf8_lossy(&said);
        request.auth = Some(fetch::Auth {
            user: auth.user.clone(),
            password: said.lines().next().unwrap_or_default().to_owned(),
        });
    }
    let ways = ways(asking.settings, address).map_err(failed)?;
    let last = asking.health.way.as_deref();
    fetch::fetch(fetcher, &request, &ways, last, judge, pass, cancel)
}

/// The ways of a source as the network takes them. None are said: then it is asked as the
/// environment wants.
fn ways(settings: &Resolved, address: &str) -> Result<Vec<fetch::Way>, FetchError> {
    if settings.ways.is_none() && settings.mirrors.is_empty() {
        return Ok(Vec::new());
    }
    let steps = settings.steps(address);
    if steps.is_empty() {
        return Err(FetchError::BadAddress {
            address: format!("{address} (its list of routes is empty)"),
        });
    }
    let way = |step: Step| {
        Ok(match step {
            Step::Look(folder) => fetch::Way::Drop {
                folder,
                pattern: None,
            },
            Step::Ask {
                address: there,
                proxy,
            } => {
                let proxy = match proxy.as_deref().map(ProxyAddress::parse) {
                    None => None,
                    Some(Ok(proxy)) => Some(proxy),
                    Some(Err(wrong)) => {
                        let address = wrong.to_string();
                        return Err(FetchError::BadAddress { address });
                    }
                };
                match (there == address, proxy) {
                    (true, None) => fetch::Way::Direct,
                    (true, Some(proxy)) => fetch::Way::Proxy(proxy),
                    (false, proxy) => fetch::Way::Mirror {
                        address: there,
                        proxy,
                    },
                }
            }
        })
    };
    steps.into_iter().map(way).collect()
}

/// An answer of no network, with the body read.
fn judged(answer: Answer, from: &Path, judge: &Judge<'_>) -> Result<Answer, FetchError> {
    if let Answer::Body {
        bytes,
        content_type,
        ..
    } = &answer
    {
        let url = url::Url::from_file_path(from).map(String::from);
        let url = url.unwrap_or_default();
        judge(bytes, content_type.as_deref(), &url).map_err(|why| FetchError::Unfit {
            host: crate::chars::clean::one_line(&from.to_string_lossy()),
            why: why.replacen("sent no feed", "holds no feed", 1),
        })?;
    }
    Ok(answer)
}

fn local(answer: Result<Answer, FetchError>) -> Result<Routed, Unrouted> {
    match answer {
        Ok(answer) => Ok(Routed {
            answer,
            way: None,
            shown: None,
            failures: Vec::new(),
        }),
        Err(error) => Err(Unrouted {
            failures: vec![("here".to_owned(), error)],
        }),
    }
}

/// The files of a folder: a feed gives its entries, any other document is one.
fn folder(
    path: &Path,
    outlet: &Outlet,
    task: &Task,
    shared: &Shared<'_>,
) -> (Result<Routed, Unrouted>, Option<Batch>) {
    let files = match file::list(path, None, MOST_FILES) {
        Ok(files) => files,
        Err(error) => return (local(Err(error)), None),
    };
    let mut all = Batch::default();
    // The newest file stands for the folder: what came later changes it.
    let limits = fetch::Limits::default();
    let newest = files
        .first()
        .map(|newest| file::read(newest, &task.known.health.validators, &limits));
    let answer = match newest {
        Some(Ok(answer @ Answer::Unchanged(_))) => return (local(Ok(answer)), None),
        Some(Ok(answer)) => answer,
        Some(Err(error)) => return (local(Err(error)), None),
        None => Answer::Unchanged(fetch::Told::default()),
    };
    for file in files {
        let name = crate::jobs::open::file_name(&file).unwrap_or_default();
        let read = file::read(&file, &crate::model::health::Validators::default(), &limits);
        let bytes = match read {
            Ok(Answer::Body { bytes, .. }) => bytes,
            Ok(Answer::Unchanged(_)) => continue,
            Err(error) => {
                all.complaints.push(error.to_string());
                continue;
            }
        };
        let url = url::Url::from_file_path(&file).map(String::from).ok();
        let context = feed::Context {
            content_type: None,
            url: url.as_deref(),
        };
        match feed::read(&bytes, context) {
            Ok(feed) => all.join(Batch::of(feed, outlet, shared.now)),
            Err(_) => match document(&bytes, &name, outlet, shared) {
                Ok(record) => all.records.push(record),
                Err(why) => all.complaints.push(format!("{name}: {why}")),
            },
        }
    }
    (local(Ok(answer)), Some(all))
}

fn document(
    bytes: &[u8],
    name: &str,
    outlet: &Outlet,
    shared: &Shared<'_>,
) -> Result<Record, parse::Refusal> {
    let context = parse::Context {
        publisher: None,
        date: None,
        file_name: Some(name),
        profiles: shared.profiles,
        force: None,
    };
    let parsed = parse::document(bytes, &context)?;
    let id = Id::of(&[outlet.id.as_str(), "file", name]);
    Ok(shape::record(&parsed, id, Vec::new(), shared.now))
}

fn told(failures: &[(String, FetchError)]) -> Vec<String> {
    let words = failures
        .iter()
        .map(|(way, error)| format!("{way}: {error}"));
    words.collect()
}

impl Batch {
    fn of(feed: Feed, outlet: &Outlet, now: i64) -> Batch {
        let records = records(&feed, &outlet.id, now);
        let bits = |hours: &[u8]| hours.iter().fold(0_u32, |bits, h| bits | 1 << (h & 31));
        Batch {
            records,
            title: feed.title,
            hints: Hints {
                ttl: feed.pace.ttl,
                skip_hours: bits(&feed.pace.skip_hours),
                skip_days: u8::try_from(bits(&feed.pace.skip_days) & 0x7f).unwrap_or(0),
            },
            complaints: feed.complaints,
            is_partial: feed.cut,
        }
    }

    fn join(&mut self, other: Batch) {
        self.records.extend(other.records);
        self.complaints.extend(other.complaints);
        self.is_partial |= other.is_partial;
    }
}
