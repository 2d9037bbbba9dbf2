//! The wire under HTTP: connections that can be called off at any moment, count their bytes and
//! know where they lead.
//!
//! The HTTP library runs a request on the thread that asks for it and keeps connections for the
//! next one. So what a connection has to obey belongs to the request that uses it now: it stands
//! in a [`Watch`] of the thread, put up for the time of one request.

use super::cancel::{Cancel, SLICE};
use super::reach::is_public;
use std::cell::{Cell, RefCell};
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::rc::Rc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, NextTimeout, SocksConnector, TcpConnector, Transport,
};
use ureq::{Error, Timeout};

/// Why a request was stopped from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Cancelled,
    TooLarge,
    TooSlow,
    NotFinished,
    NoAddress,
    Inward,
}

/// What the request of this thread has to obey, and what is seen of it.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) cancel: Cancel,
    /// The host that is asked, without brackets.
    pub(super) host: String,
    /// The way here came from the open net, so it may not lead into the reader's own.
    pub(super) outward: bool,
    pub(super) deadline: Instant,
    /// How many bytes may come in all, until the body begins and then.
    pub(super) most: Cell<u64>,
    /// How long a body has before its pace is judged, and the pace in bytes a second.
    pub(super) pace: (Duration, u64),
    pub(super) body_since: Cell<Option<Instant>>,
    pub(super) before_body: Cell<u64>,
    pub(super) received: Cell<u64>,
    /// Whether a new connection was made.
    pub(super) dialled: Cell<bool>,
    /// What making it failed with.
    pub(super) dial_error: RefCell<Option<String>>,
    /// Whether the other side broke the connection.
    pub(super) reset: Cell<bool>,
    /// Whether the host lies on the open net; known where it was looked up here.
    pub(super) is_public: Cell<Option<bool>>,
    pub(super) stop: RefCell<Option<Stop>>,
}

thread_local! {
    static WATCH: RefCell<Option<Rc<Watch>>> = const { RefCell::new(None) };
}

/// Ends the watch when it is dropped.
pub(super) struct Watching;

impl Watch {
    /// Puts up this watch for the thread.
    pub(super) fn put_up(self: &Rc<Watch>) -> Watching {
        WATCH.set(Some(Rc::clone(self)));
        Watching
    }

    /// The head is over: from now on there is a limit for the body, and its pace is judged.
    pub(super) fn begin_body(&self, most: u64) {
        self.most.set(self.received.get().saturating_add(most));
        self.before_body.set(self.received.get());
        self.body_since.set(Some(Instant::now()));
    }

    fn of_this_thread() -> Option<Rc<Watch>> {
        WATCH.with_borrow(Clone::clone)
    }

    fn check(&self) -> Result<(), Error> {
        let now = Instant::now();
        let too_slow = self.body_since.get().is_some_and(|since| {
            let spent = now.saturating_duration_since(since);
            let (patience, pace) = self.pace;
            let came = self.received.get().saturating_sub(self.before_body.get());
            // Bytes a second, exact for a part of one as well.
            spent >= patience && u128::from(came) * 1_000 < u128::from(pace) * spent.as_millis()
        });
        if self.cancel.is_cancelled() {
            Err(self.stopped(Stop::Cancelled))
        } else if self.received.get() > self.most.get() {
            Err(self.stopped(Stop::TooLarge))
        } else if now >= self.deadline {
            Err(self.stopped(Stop::NotFinished))
        } else if too_slow {
            Err(self.stopped(Stop::TooSlow))
        } else {
            Ok(())
        }
    }

    fn stopped(&self, why: Stop) -> Error {
        self.stop.borrow_mut().get_or_insert(why);
        io::Error::other("stopped").into()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        WATCH.set(None);
    }
}

fn check() -> Result<(), Error> {
    Watch::of_this_thread().map_or(Ok(()), |watch| watch.check())
}

/// Waits for what another thread does, no longer than `timeout` and not once it is called off.
/// The thread is left to end by itself.
fn wait<T: Send + 'static>(
    timeout: NextTimeout,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let (give, take) = mpsc::sync_channel(1);
    thread::Builder::new().spawn(move || give.send(work()).ok())?;
    let begun = Instant::now();
    loop {
        match take.recv_timeout(SLICE) {
            Ok(done) => return Ok(done),
            Err(RecvTimeoutError::Timeout) => check()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::other("the connection could not be made").into());
            }
        }
        if begun.elapsed() > *timeout.after {
            return Err(Error::Timeout(timeout.reason));
        }
    }
}

/// Looks names up. Used for hosts that are asked directly, and for proxies; never for a host that
/// is asked through a proxy.
#[derive(Debug)]
pub(super) struct Names;

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let usual = if uri.scheme_str() == Some("https") {
            443
        } else {
            80
        };
        let port = uri.port_u16().unwrap_or(usual);
        let watch = Watch::of_this_thread();
        let found: Vec<SocketAddr> = match (host.parse::<IpAddr>(), &watch) {
            (Ok(ip), _) => vec![SocketAddr::new(ip, port)],
            (Err(_), Some(_)) => {
                let name = host.to_owned();
                wait(timeout, move || look_up(&name, port))?
            }
            // In the thread that makes a connection to a SOCKS proxy.
            (Err(_), None) => look_up(host, port),
        };
        let mut addresses = self.empty();
        let watched = watch.filter(|watch| watch.host == host);
        let outward = watched.as_ref().is_some_and(|watch| watch.outward);
        let usable = found.iter().filter(|a| !outward || is_public(a.ip()));
        for address in usable.take(8) {
            addresses.push(*address);
        }
        if let Some(watch) = &watched {
            watch
                .is_public
                .set(Some(found.iter().any(|a| is_public(a.ip()))));
        }
        match (addresses.is_empty(), watched, found.is_empty()) {
            (false, ..) => Ok(addresses),
            (true, Some(watch), true) => Err(watch.stopped(Stop::NoAddress)),
            (true, Some(watch), false) => Err(watch.stopped(Stop::Inward)),
            (true, None, _) => Err(Error::HostNotFound),
        }
    }
}

/// The system does not say whether a name is unknown or the net is down, so both are no address.
/// Names under `invalid` have none anywhere (RFC 6761, 6.4), so nobody is asked.
fn look_up(host: &str, port: u16) -> Vec<SocketAddr> {
    if host.ends_with(".invalid") {
        return Vec::new();
    }
    let found = (host, port).to_socket_addrs();
    found.map(Iterator::collect).unwrap_or_default()
}

/// Makes connections, to the host or to a SOCKS proxy, in a thread of their own: so a call to a
/// host that says nothing can be called off.
#[derive(Debug)]
pub(super) struct Dial;

impl<In: Transport> Connector<In> for Dial {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Box<dyn Transport>>, Error> {
        if let Some(transport) = chained {
            return Ok(Some(Box::new(transport)));
        }
        let made = dial(details);
        if let Some(watch) = Watch::of_this_thread() {
            watch.dialled.set(true);
            if let Err(error) = &made {
                let text = match error {
                    Error::Io(error) => error.to_string(),
                    error => error.to_string(),
                };
                *watch.dial_error.borrow_mut() = Some(text);
            }
        }
        let inner = made?;
        Ok(Some(Box::new(Watched { inner })))
    }
}

fn dial(details: &ConnectionDetails) -> Result<Box<dyn Transport>, Error> {
    let (uri, config) = (details.uri.clone(), details.config.clone());
    let (now, timeout, request_level) = (details.now, details.timeout, details.request_level);
    let mut addresses = Names.empty();
    details.addrs.iter().for_each(|a| addresses.push(*a));
    let current_time = details.current_time.clone();
    let run_connector = details.run_connector.clone();
    let register_shutdown = details.register_shutdown.clone();
    wait(timeout, move || {
        let details = ConnectionDetails {
            uri: &uri,
            addrs: addresses,
            config: &config,
            request_level,
            resolver: &Names,
            now,
            timeout,
            current_time,
            run_connector,
            register_shutdown,
        };
        let way = SocksConnector::default().chain(TcpConnector::default());
        let made = Connector::<()>::connect(&way, &details, None)?;
        let made = made.ok_or(Error::ConnectionFailed)?;
        Ok(Box::new(made) as Box<dyn Transport>)
    })?
}

/// A connection that looks every moment whether its request is to go on.
#[derive(Debug)]
struct Watched {
    inner: Box<dyn Transport>,
}

impl Transport for Watched {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        check()?;
        let sent = self.inner.transmit_output(amount, timeout);
        sent.inspect_err(note_reset)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let begun = Instant::now();
        loop {
            check()?;
            let left = timeout.after.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return Err(Error::Timeout(timeout.reason));
            }
            let slice = NextTimeout {
                after: left.min(SLICE).into(),
                reason: Timeout::PerRead,
                ..timeout
            };
            let before = self.inner.buffers().input().len();
            match self.inner.await_input(slice) {
                Err(Error::Timeout(_)) => {}
                Err(error) => {
                    note_reset(&error);
                    return Err(error);
                }
                Ok(more) => {
                    let after = self.inner.buffers().input().len();
                    count(after.saturating_sub(before));
                    check()?;
                    return Ok(more);
                }
            }
        }
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }
}

fn count(bytes: usize) {
    if let Some(watch) = Watch::of_this_thread() {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        watch
            .received
            .set(watch.received.get().saturating_add(bytes));
    }
}

fn note_reset(error: &Error) {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    if let Error::Io(error) = error
        && matches!(
            error.kind(),
            ConnectionReset | ConnectionAborted | BrokenPipe
        )
        && let Some(watch) = Watch::of_this_thread()
    {
        watch.reset.set(true);
    }
}
