//! `tidings refresh`: sources asked without a screen, for a reader at a prompt and for cron.

use super::args::Refresh;
use super::sources::{meant, subscriptions};
use super::{DONE, NOT_KEPT, PARTLY, REFUSED, Settings, complain, json, print, tell};
use crate::chars::clean::one_line;
use crate::fetch::{Asked, Cancel};
use crate::jobs::Desk;
use crate::jobs::refresh::{Done, End, Order, Summary, Work, fetcher};
use crate::jobs::subscriptions::change;
use crate::settings::subscriptions::Change;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Refreshes the sources that are named, or all.
pub(super) fn run(args: &Refresh, settings: &Settings) -> u8 {
    if settings.offline {
        complain("nothing was asked: --offline forbids the network");
        return REFUSED;
    }
    let subscriptions = subscriptions(settings);
    let only = match meant(&args.names, &subscriptions) {
        Ok(only) => only,
        Err(status) => return status,
    };
    if subscriptions.sources().is_empty() {
        complain("there are no sources yet; tidings add ADDRESS or tidings import FILE adds some");
        return if subscriptions.complaints().is_empty() {
            DONE
        } else {
            REFUSED
        };
    }
    let order = Order {
        only,
        asked: if args.due {
            Asked::ByClock
        } else {
            Asked::ByHand
        },
    };
    let fetcher = fetcher(&settings.config.pace);
    let cancel = called_off();
    let work = Work {
        subscriptions: &subscriptions,
        defaults: &settings.config.fetch,
        pace: &settings.config.pace,
        fetcher: &fetcher,
        cancel: &cancel,
    };
    let mut desk = Desk::open(settings.paths.clone());
    let mut shown = Shown::new(args);
    let mut moved = Vec::new();
    let summary = desk.refresh(&work, &order, &mut |done, summary| {
        shown.source(done, summary, args.due);
        if let Some(address) = &done.moved_to {
            moved.push((done.id.clone(), done.name.clone(), address.clone()));
        }
    });
    shown.end(&summary);
    for (id, name, address) in moved {
        if !args.accept_moves {
            shown.words(&format!(
                "{name} has moved for good to {address}; --accept-moves changes your list"
            ));
            continue;
        }
        let changed = change(
            &settings.subscriptions(),
            &id,
            &Change::Address(address.clone()),
        );
        match changed {
            Ok(()) => shown.words(&format!("{name} is asked at {address} from now on")),
            Err(error) => complain(&error.to_string()),
        }
    }
    if summary.not_kept {
        NOT_KEPT
    } else if summary.trouble > 0 || summary.cancelled {
        PARTLY
    } else {
        DONE
    }
}

/// Called off by `^C` and by signals that end a program: what came is kept. The second time ends
/// it at once.
pub(super) fn called_off() -> Cancel {
    let called = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // Without a handler the signal ends the program, which loses nothing either.
        let _ = flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&called));
        let _ = flag::register(signal, Arc::clone(&called));
    }
    Cancel::from_flag(called)
}

/// How far it is, told the way the reader wants it.
struct Shown {
    json: bool,
    quiet: bool,
    /// Whether a line that is written over and over stands on the terminal.
    bar: bool,
}

impl Shown {
    fn new(args: &Refresh) -> Shown {
        Shown {
            json: args.json,
            quiet: args.quiet,
            bar: !args.json && !args.quiet && io::stderr().is_terminal(),
        }
    }

    fn source(&mut self, done: &Done, summary: &Summary, by_clock: bool) {
        if self.json {
            print(&json::refreshed(done));
            return;
        }
        let rests = matches!(done.end, End::Rested(_));
        match sentence(done) {
            // Who asks by the clock knows that most sources rest.
            Some(words) if !(rests && (by_clock || self.quiet)) => self.words(&words),
            None if !self.quiet && !self.bar => self.words(&plain(done)),
            _ => {}
        }
        if self.bar && !rests {
            let trouble = match summary.trouble {
                0 => String::new(),
                n => format!(" · {n} in trouble"),
            };
            let Summary { asked, of, new, .. } = summary;
            // Nobody is left to tell when standard error is closed.
            let _ = write!(
                io::stderr(),
                "\r\x1b[KRefreshing {asked} of {of} · {new} new{trouble}"
            );
            let _ = io::stderr().flush();
        }
    }

    fn words(&self, words: &str) {
        if self.bar {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
        tell(words);
    }

    fn end(&mut self, summary: &Summary) {
        if self.bar {
            let _ = write!(io::stderr(), "\r\x1b[K");
            self.bar = false;
        }
        if !self.json && !self.quiet {
            print(&(end(summary) + "\n"));
        }
    }
}

/// What a reader must know of a source: `None` where all is well.
fn sentence(done: &Done) -> Option<String> {
    let name = &done.name;
    match &done.end {
        End::Read | End::Unchanged | End::Cancelled => None,
        End::Rested(rest) => Some(format!("{name}: {}", rest.words())),
        End::Failed(why) => Some(format!("{name}: {why}; {}", done.instead())),
        End::NotKept(why) => Some(format!("{name}: {why}")),
    }
}

fn plain(done: &Done) -> String {
    let route = done
        .route
        .as_ref()
        .map_or_else(String::new, |way| format!(", {way}"));
    let new = match done.added.new {
        0 => "nothing new".to_owned(),
        n => format!("{n} new"),
    };
    format!("{}: {new}{route}", done.name)
}

/// `Done: 14 new in 3 outlets, 1 in trouble`.
fn end(summary: &Summary) -> String {
    one_line(&summary.to_string())
}
