//! Politeness: so many requests at once to a host and so long between them, and a host that asks to
//! be left alone is.

use super::cancel::{Cancel, SLICE};
use super::error::FetchError;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The gate before every host. A clone is the same gate, on any thread.
#[derive(Clone, Debug)]
pub struct Polite {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    per_host: usize,
    host_delay: Duration,
    hosts: Mutex<HashMap<String, Host>>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Host {
    running: usize,
    last_start: Option<Instant>,
    held_until: Option<Instant>,
    /// Who waits, in the order they came.
    queue: VecDeque<u64>,
    next_ticket: u64,
}

/// The right to ask a host, until dropped.
#[derive(Debug)]
pub struct Pass {
    host: String,
    gate: Polite,
}

impl Pass {
    /// The host it is for.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut hosts = self.gate.hosts();
        if let Some(host) = hosts.get_mut(&self.host) {
            host.running = host.running.saturating_sub(1);
        }
        drop(hosts);
        self.gate.inner.changed.notify_all();
    }
}

impl Default for Polite {
    /// One request at once, and half a second from one to the next.
    fn default() -> Polite {
        Polite::new(1, Duration::from_millis(500))
    }
}

impl Polite {
    /// So many requests at once to a host (at least one), and so long from the start of one to the
    /// start of the next.
    pub fn new(per_host: usize, host_delay: Duration) -> Polite {
        Polite {
            inner: Arc::new(Inner {
                per_host: per_host.max(1),
                host_delay,
                hosts: Mutex::default(),
                changed: Condvar::new(),
            }),
        }
    }

    pub(super) fn per_host(&self) -> usize {
        self.inner.per_host
    }

    /// Leaves a host alone for so long, whoever of its sources asks. A longer hold stays.
    pub fn hold(&self, host: &str, pause: Duration) {
        let Some(until) = Instant::now().checked_add(pause) else {
            return;
        };
        let mut hosts = self.hosts();
        let held = &mut hosts.entry(host.to_owned()).or_default().held_until;
        *held = Some(held.map_or(until, |held| held.max(until)));
        drop(hosts);
        self.inner.changed.notify_all();
    }

    /// Waits for its turn at a host.
    ///
    /// # Errors
    ///
    /// [`FetchError::Held`] when the host asked to be left alone, [`FetchError::Cancelled`].
    pub fn enter(&self, name: &str, cancel: &Cancel) -> Result<Pass, FetchError> {
        let mut hosts = self.hosts();
        let host = hosts.entry(name.to_owned()).or_default();
        let ticket = host.next_ticket;
        host.next_ticket += 1;
        host.queue.push_back(ticket);
        loop {
            let now = Instant::now();
            let host = hosts.entry(name.to_owned()).or_default();
            let leave = |host: &mut Host| host.queue.retain(|waiting| *waiting != ticket);
            if cancel.is_cancelled() {
                leave(host);
                return Err(FetchError::Cancelled);
            }
            if let Some(seconds) = host.held(now) {
                leave(host);
                let host = name.to_owned();
                return Err(FetchError::Held { host, seconds });
            }
            let first = host.queue.front() == Some(&ticket);
            match host.free_in(now, &self.inner) {
                Some(Duration::ZERO) if first => {
                    leave(host);
                    host.start(now);
                    drop(hosts);
                    self.inner.changed.notify_all();
                    return Ok(self.pass(name));
                }
                pause => hosts = self.wait(hosts, pause.filter(|_| first)),
            }
        }
    }

    /// Takes the first of `pending` whose host can be asked now, and waits while there is none: so
    /// no thread stands before a busy host while another one is free. `None` when nothing is
    /// pending or it was called off. What is for a host that is held comes at once, without a pass,
    /// since asking it will be refused with the reason.
    pub fn next<T>(
        &self,
        pending: &Mutex<VecDeque<(String, T)>>,
        cancel: &Cancel,
    ) -> Option<(T, Option<Pass>)> {
        let mut hosts = self.hosts();
        loop {
            if cancel.is_cancelled() {
                return None;
            }
            let now = Instant::now();
            let mut soonest: Option<Duration> = None;
            let mut waiting = pending.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.is_empty() {
                return None;
            }
            let mut found = None;
            for (at, (name, _)) in waiting.iter().enumerate() {
                let host = hosts.get(name);
                let held = host.is_some_and(|host| host.held(now).is_some());
                let free = match host {
                    Some(host) if !host.queue.is_empty() => None,
                    Some(host) => host.free_in(now, &self.inner),
                    None => Some(Duration::ZERO),
                };
                if held || free == Some(Duration::ZERO) {
                    found = Some((at, held));
                    break;
                }
                soonest = [soonest, free].into_iter().flatten().min();
            }
            if let Some((at, held)) = found {
                let (name, item) = waiting.remove(at)?;
                if held {
                    return Some((item, None));
                }
                hosts.entry(name.clone()).or_default().start(now);
                drop(hosts);
                return Some((item, Some(self.pass(&name))));
            }
            drop(waiting);
            hosts = self.wait(hosts, soonest);
        }
    }

    fn pass(&self, name: &str) -> Pass {
        Pass {
            host: name.to_owned(),
            gate: self.clone(),
        }
    }

    /// Until something changed, the pause is over, or it is time to look for a cancellation.
    fn wait<'a>(&self, hosts: Hosts<'a>, pause: Option<Duration>) -> Hosts<'a> {
        let pause = pause.map_or(SLICE, |pause| pause.clamp(Duration::from_millis(1), SLICE));
        let waited = self.inner.changed.wait_timeout(hosts, pause);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// A thread that panicked while it held the gate counted at worst one request too many.
    fn hosts(&self) -> Hosts<'_> {
        self.inner
            .hosts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

type Hosts<'a> = MutexGuard<'a, HashMap<String, Host>>;

impl Host {
    fn held(&self, now: Instant) -> Option<u64> {
        let left = self.held_until?.saturating_duration_since(now);
        (!left.is_zero()).then(|| left.as_secs().max(1))
    }

    /// How long until it may be asked; none while as many run as may.
    fn free_in(&self, now: Instant, gate: &Inner) -> Option<Duration> {
        let next = self.last_start.map(|start| start + gate.host_delay);
        let pause = next.map_or(Duration::ZERO, |next| next.saturating_duration_since(now));
        (self.running < gate.per_host).then_some(pause)
    }

    fn start(&mut self, now: Instant) {
        self.running += 1;
        self.last_start = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    #[test]
    fn never_more_at_once_to_a_host_than_allowed() {
        for per_host in [1, 3] {
            let gate = Polite::new(per_host, Duration::ZERO);
            let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
            thread::scope(|scope| {
                for _ in 0..12 {
                    scope.spawn(|| {
                        for _ in 0..20 {
                            let pass = gate.enter("riddle.example", &Cancel::new());
                            let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
                            most.fetch_max(now, Ordering::SeqCst);
                            thread::yield_now();
                            inside.fetch_sub(1, Ordering::SeqCst);
                            drop(pass.expect("a pass"));
                        }
                    });
                }
            });
            assert!(most.load(Ordering::SeqCst) <= per_host);
        }
    }

    #[test]
    fn requests_to_a_host_start_apart() {
        let delay = Duration::from_millis(40);
        let gate = Polite::new(4, delay);
        let starts = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let pass = gate
                        .enter("riddle.example", &Cancel::new())
                        .expect("a pass");
                    starts.lock().expect("a list").push(Instant::now());
                    drop(pass);
                });
            }
        });
        let mut starts = starts.into_inner().expect("a list");
        starts.sort();
        let all = starts[3].duration_since(starts[0]);
        // Each start is noted a moment after the gate opened.
        assert!(all >= delay * 3 - Duration::from_millis(20), "{all:?}");
        let other = Instant::now();
        gate.enter("other.example", &Cancel::new()).expect("a pass");
        assert!(other.elapsed() < delay);
    }

    #[test]
    fn a_host_that_asks_to_be_left_alone_is_for_all() {
        let gate = Polite::new(1, Duration::ZERO);
        gate.hold("riddle.example", Duration::from_secs(600));
        gate.hold("riddle.example", Duration::from_secs(6));
        let error = gate
            .enter("riddle.example", &Cancel::new())
            .expect_err("held");
        assert!(error.retry_after().is_some_and(|s| s > 590), "{error}");
        gate.enter("other.example", &Cancel::new()).expect("a pass");
        let pending = Mutex::new(VecDeque::from([("riddle.example".to_owned(), 1)]));
        let (item, pass) = gate.next(&pending, &Cancel::new()).expect("an item");
        assert!(item == 1 && pass.is_none());
    }

    #[test]
    fn who_waits_can_be_called_off() {
        let gate = Polite::new(1, Duration::ZERO);
        let pass = gate
            .enter("riddle.example", &Cancel::new())
            .expect("a pass");
        let cancel = Cancel::new();
        thread::scope(|scope| {
            let waits = scope.spawn(|| gate.enter("riddle.example", &cancel).map(|_| ()));
            cancel.cancel();
            let ended = waits.join().expect("no panic");
            assert_eq!(ended, Err(FetchError::Cancelled));
        });
        drop(pass);
        gate.enter("riddle.example", &Cancel::new())
            .expect("a pass");
    }

    #[test]
    fn a_busy_host_keeps_nobody_from_a_free_one() {
        let gate = Polite::new(1, Duration::ZERO);
        let busy = gate.enter("busy.example", &Cancel::new()).expect("a pass");
        let hosts = ["busy.example", "busy.example", "free.example"];
        let pending = hosts.iter().map(|host| ((*host).to_owned(), *host));
        let pending = Mutex::new(pending.collect::<VecDeque<_>>());
        let (item, pass) = gate.next(&pending, &Cancel::new()).expect("an item");
        assert_eq!(
            (item, pass.map(|p| p.host().to_owned())),
            ("free.example", Some("free.example".to_owned()))
        );
        drop(busy);
        let (item, pass) = gate.next(&pending, &Cancel::new()).expect("an item");
        assert_eq!((item, pass.is_some()), ("busy.example", true));
        drop(pass);
        assert!(gate.next(&pending, &Cancel::new()).is_some());
        assert!(gate.next(&pending, &Cancel::new()).is_none());
    }
}
