//! One request and its answer: the HTTP library held to the limits, its errors in a reader's words.

use super::cancel::Cancel;
use super::error::FetchError;
use super::http::LONGEST_HEAD;
use super::proxy::ProxyAddress;
use super::request::{Limits, named};
use super::wire::{Stop, Watch};
use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::rc::Rc;
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, HeaderValue, Response};
use ureq::{Agent, Body, Error, Timeout};
use url::Url;

/// A body this short that nobody reads is read all the same: it keeps the connection.
const SHORT: u64 = 16 << 10;

/// One request.
pub(super) struct Hop<'a> {
    pub(super) url: &'a Url,
    pub(super) limits: &'a Limits,
    pub(super) time_left: Duration,
    pub(super) outward: bool,
    pub(super) proxy: Option<&'a ProxyAddress>,
    pub(super) cancel: &'a Cancel,
    pub(super) headers: Vec<(String, String)>,
    pub(super) cookie: Option<String>,
}

/// Its answer.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) content_type: Option<String>,
    /// Empty for an answer that is no success.
    pub(super) body: Vec<u8>,
    pub(super) bytes_on_wire: u64,
    pub(super) time: Duration,
    pub(super) is_public: Option<bool>,
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn headers_named(&self, name: &str) -> impl Iterator<Item = &str> {
        let all = self.headers.get_all(name).into_iter();
        all.filter_map(|value| value.to_str().ok())
    }
}

impl Hop<'_> {
    /// Asks. A connection that was kept and has died meanwhile is no failure: it is made anew, once.
    pub(super) fn ask(&self, agent: &Agent) -> Result<Reply, FetchError> {
        let begun = Instant::now();
        let watch = self.watch(begun);
        match self.try_once(agent, &watch, begun) {
            Err(FetchError::HungUp { .. } | FetchError::CutShort { .. })
                if !watch.dialled.get() && watch.received.get() == 0 =>
            {
                self.try_once(agent, &self.watch(begun), begun)
            }
            done => done,
        }
    }

    fn watch(&self, begun: Instant) -> Rc<Watch> {
        let host = self.url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        Rc::new(Watch {
            cancel: self.cancel.clone(),
            host: host.to_owned(),
            outward: self.outward,
            deadline: begun + self.time_left,
            // TLS takes some bytes before the head comes.
            most: Cell::new(4 * LONGEST_HEAD as u64),
            pace: (self.limits.patience, self.limits.pace),
            body_since: Cell::new(None),
            before_body: Cell::new(0),
            received: Cell::new(0),
            dialled: Cell::new(false),
            dial_error: RefCell::new(None),
            reset: Cell::new(false),
            is_public: Cell::new(None),
            stop: RefCell::new(None),
        })
    }

    fn try_once(
        &self,
        agent: &Agent,
        watch: &Rc<Watch>,
        begun: Instant,
    ) -> Result<Reply, FetchError> {
        let _watching = watch.put_up();
        let response = self.send(agent);
        let response = response.map_err(|error| self.said(&error, watch, false))?;
        watch.begin_body(self.limits.packed);
        let (head, body) = response.into_parts();
        let mut reply = Reply {
            status: head.status.as_u16(),
            content_type: head.headers.get("content-type").map(lossy),
            headers: head.headers,
            body: Vec::new(),
            bytes_on_wire: 0,
            time: Duration::ZERO,
            is_public: watch.is_public.get(),
        };
        if (200..300).contains(&reply.status) {
            reply.body = self.read(body, &reply, watch)?;
        } else {
            leave(body);
        }
        reply.bytes_on_wire = watch.received.get();
        reply.time = begun.elapsed();
        Ok(reply)
    }

    fn send(&self, agent: &Agent) -> Result<Response<Body>, Error> {
        let mut request = agent.get(self.url.as_str());
        let cookie = self.cookie.as_ref();
        let cookie = cookie.map(|value| ("cookie".to_owned(), value.clone()));
        for (name, value) in self.headers.iter().chain(cookie.as_ref()) {
            // What cannot be said in HTTP is left out: a header must not be a way to say more.
            if let Ok(value) = HeaderValue::from_str(value)
                && !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            {
                request = request.header(name, value);
            }
        }
        request
            .config()
            .timeout_resolve(Some(self.limits.connect))
            .timeout_connect(Some(self.limits.connect))
            .timeout_send_request(Some(self.limits.first_byte))
            .timeout_recv_response(Some(self.limits.first_byte))
            .timeout_global(Some(self.time_left))
            .build()
            .call()
    }

    /// Reads a body to its end, in blocks, no further than the limits.
    fn read(&self, mut body: Body, reply: &Reply, watch: &Watch) -> Result<Vec<u8>, FetchError> {
        let host = || named(self.url);
        let known = body.content_length();
        // The library unpacks gzip and brotli and then takes the header away.
        let packed = reply
            .header("content-encoding")
            .unwrap_or("identity")
            .trim();
        if !packed.is_empty() && !packed.eq_ignore_ascii_case("identity") {
            return Err(FetchError::Packed { host: host() });
        }
        if known.is_some_and(|known| known > self.limits.packed) {
            let limit = self.limits.packed;
            return Err(FetchError::TooLarge {
                host: host(),
                limit,
            });
        }
        let mut reader = body.with_config().limit(u64::MAX).reader();
        let mut bytes = Vec::with_capacity(usize::try_from(known.unwrap_or(0)).unwrap_or(0));
        let mut block = vec![0; 32 << 10];
        loop {
            let read = match reader.read(&mut block) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.said(&Error::from(error), watch, true)),
            };
            bytes.extend_from_slice(&block[..read]);
            if bytes.len() as u64 > self.limits.unpacked {
                let limit = self.limits.unpacked;
                return Err(FetchError::Bomb {
                    host: host(),
                    limit,
                });
            }
            if read == 0 {
                break;
            }
        }
        // A body whose end is the end of the connection looks whole to the library when the
        // connection breaks.
        if watch.reset.get() {
            return Err(FetchError::CutShort { host: host() });
        }
        Ok(bytes)
    }

    /// An error of the library in a reader's words.
    fn said(&self, error: &Error, watch: &Watch, in_body: bool) -> FetchError {
        let host = named(self.url);
        let stop = watch.stop.borrow().clone();
        let error = match stop {
            Some(Stop::TooLarge) if !in_body => FetchError::LongHead { host: host.clone() },
            Some(stop) => self.stopped(stop),
            None => self.failed(error, in_body),
        };
        let dial_error = watch.dial_error.borrow().clone();
        match (self.proxy, &error) {
            (_, FetchError::Cancelled) | (None, _) => error,
            (
                Some(proxy),
                FetchError::NoAnswer {
                    within,
                    connecting: true,
                    ..
                },
            ) => {
                let why = format!("no connection within {}", super::error::span(within));
                proxied(proxy, host, why)
            }
            (Some(proxy), FetchError::Refused { .. }) => {
                proxied(proxy, host, "nothing listens there".to_owned())
            }
            (Some(proxy), FetchError::NoAddress { .. } | FetchError::Unreachable { .. }) => {
                proxied(proxy, host, "the proxy was not found".to_owned())
            }
            (Some(proxy), FetchError::Proxy { why, .. }) => proxied(proxy, host, why.clone()),
            (Some(proxy), _) => match dial_error {
                Some(why) if proxy.is_socks() => proxied(proxy, host, why),
                _ => error,
            },
        }
    }

    fn stopped(&self, stop: Stop) -> FetchError {
        let host = named(self.url);
        match stop {
            Stop::Cancelled => FetchError::Cancelled,
            Stop::NoAddress => FetchError::NoAddress { host },
            Stop::Inward => FetchError::Inward { host },
            Stop::NotFinished => FetchError::NotFinished {
                host,
                within: self.limits.whole,
            },
            Stop::TooSlow => FetchError::TooSlow {
                host,
                after: self.limits.patience,
            },
            Stop::TooLarge => FetchError::TooLarge {
                host,
                limit: self.limits.packed,
            },
        }
    }

    fn failed(&self, error: &Error, in_body: bool) -> FetchError {
        use io::ErrorKind as Kind;
        let host = named(self.url);
        match error {
            Error::Timeout(Timeout::Resolve | Timeout::Connect) => FetchError::NoAnswer {
                host,
                within: self.limits.connect,
                connecting: true,
            },
            Error::Timeout(Timeout::Global | Timeout::PerCall) if in_body => {
                self.stopped(Stop::NotFinished)
            }
            Error::Timeout(reason) => FetchError::NoAnswer {
                host,
                within: match reason {
                    Timeout::Global => self.limits.whole,
                    _ => self.limits.first_byte,
                },
                connecting: false,
            },
            Error::HostNotFound => FetchError::NoAddress { host },
            Error::LargeResponseHeader(..) => FetchError::LongHead { host },
            Error::Decompress(_, source) if source.kind() == Kind::UnexpectedEof => {
                FetchError::CutShort { host }
            }
            Error::Decompress(..) => FetchError::Packed { host },
            Error::ConnectProxyFailed(reason) => FetchError::Proxy {
                proxy: String::new(),
                host,
                why: refusal(reason),
            },
            Error::Rustls(error) => tls(host, &error.to_string()),
            Error::Tls(_) | Error::TlsRequired => tls(host, ""),
            Error::BadUri(_) => FetchError::BadAddress { address: host },
            Error::Protocol(error) if error.to_string().contains("too many") => {
                FetchError::LongHead { host }
            }
            Error::Protocol(_) | Error::Http(_) => FetchError::NotHttp { host },
            Error::Io(error) => match error.kind() {
                Kind::ConnectionRefused => FetchError::Refused { host },
                Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::NetworkDown => {
                    FetchError::Unreachable { host }
                }
                Kind::UnexpectedEof
                | Kind::ConnectionReset
                | Kind::ConnectionAborted
                | Kind::BrokenPipe => match in_body {
                    true => FetchError::CutShort { host },
                    false => FetchError::HungUp { host },
                },
                Kind::InvalidData if self.url.scheme() == "https" && !in_body => {
                    tls(host, &error.to_string())
                }
                Kind::InvalidData | Kind::InvalidInput => FetchError::NotHttp { host },
                kind => FetchError::Io {
                    host,
                    why: kind.to_string(),
                },
            },
            _ if in_body => FetchError::CutShort { host },
            _ => FetchError::NotHttp { host },
        }
    }
}

/// Reads what is left of a short body, so that the connection can be used again.
fn leave(mut body: Body) {
    if body.content_length().is_some_and(|length| length <= SHORT) {
        let rest = body.with_config().limit(SHORT).read_to_vec();
        // A connection that breaks here is simply not used again.
        drop(rest);
    }
}

fn lossy(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

fn proxied(proxy: &ProxyAddress, host: String, why: String) -> FetchError {
    FetchError::Proxy {
        proxy: proxy.place(),
        host,
        why: crate::chars::clean::one_line(&why),
    }
}

/// "proxy server responded 403/403" in a reader's words.
fn refusal(reason: &str) -> String {
    let digits = reason.rsplit(|c: char| !c.is_ascii_digit()).next();
    match digits {
        Some("407") => "it wants a name and a password (407)".to_owned(),
        Some(status) if !status.is_empty() => format!("it refused ({status})"),
        _ => "it gave no answer".to_owned(),
    }
}

/// The words of the TLS library are not for readers, and it has many.
fn tls(host: String, error: &str) -> FetchError {
    let error = error.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| error.contains(word));
    let why = if has(&["expired"]) {
        "its certificate has expired"
    } else if has(&["not valid for name", "notvalidforname"]) {
        "its certificate is for another name"
    } else if has(&["not valid yet", "notvalidyet"]) {
        "its certificate is not valid yet; is the clock of this computer right?"
    } else if has(&[
        "unknownissuer",
        "unknown issuer",
        "self-signed",
        "selfsigned",
    ]) {
        "its certificate is signed by nobody this computer trusts"
    } else if has(&["revoked"]) {
        "its certificate was withdrawn"
    } else if has(&["certificate"]) {
        "its certificate is not valid"
    } else if has(&["corrupt message", "invalidcontenttype"]) {
        "it does not speak TLS there"
    } else {
        "it and tidings agree on no encryption"
    };
    FetchError::Tls { host, why }
}
