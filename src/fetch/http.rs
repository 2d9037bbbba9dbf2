//! HTTP: one address asked, with its redirects, within all limits.

use super::cancel::Cancel;
use super::cookies::Cookies;
use super::error::FetchError;
use super::freshness::{Bounds, Freshness, retry_after};
use super::hop::{Hop, Reply};
use super::polite::{Pass, Polite};
use super::proxy::{Environment, ProxyAddress};
use super::reach::looks_private;
use super::redirect::{Trail, is_redirect};
use super::request::{Answer, Auth, Request, Told, Via, address, is_onion, named};
use super::wire::{Dial, Names};
use crate::model::health::Validators;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use ureq::Agent;
use ureq::config::Config;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::{ConnectProxyConnector, Connector, RustlsConnector};
use url::Url;

/// The longest head of an answer, in bytes.
pub(super) const LONGEST_HEAD: usize = 64 << 10;
/// So long a host is left alone that says "too often" and not for how long.
const USUAL_PAUSE: Duration = Duration::from_secs(60);
/// So many proxies keep their connections.
const MOST_AGENTS: usize = 32;

/// Asks addresses. It keeps connections and cookies for the next request; any number of threads may
/// use one at the same time.
#[derive(Debug)]
pub struct Fetcher {
    polite: Polite,
    environment: Environment,
    roots: RootCerts,
    cookies: Cookies,
    agents: Mutex<HashMap<Option<ProxyAddress>, Agent>>,
}

impl Fetcher {
    /// A fetcher that keeps to `polite`, and asks through the proxies of `environment` where a
    /// request does not say otherwise.
    pub fn new(polite: Polite, environment: Environment) -> Fetcher {
        Fetcher {
            polite,
            environment,
            roots: RootCerts::PlatformVerifier,
            cookies: Cookies::default(),
            agents: Mutex::default(),
        }
    }

    /// Trusts the certificates in `pem` and no others, in place of those the computer trusts.
    #[must_use]
    pub fn trusting(mut self, pem: &[u8]) -> Fetcher {
        let items = parse_pem(pem).filter_map(Result::ok);
        let certificates: Vec<Certificate<'static>> = items
            .filter_map(|item| match item {
                PemItem::Certificate(certificate) => Some(certificate),
                _ => None,
            })
            .collect();
        self.roots = RootCerts::new_with_certs(&certificates);
        self
    }

    /// The gate that all requests of this fetcher go through.
    pub fn polite(&self) -> &Polite {
        &self.polite
    }

    /// Asks an address: waits for its turn at the host, follows redirects, and reads the body.
    ///
    /// # Errors
    ///
    /// One of [`FetchError`], a sentence that names the host.
    pub fn get(&self, request: &Request, cancel: &Cancel) -> Result<Answer, FetchError> {
        self.get_with(request, None, cancel)
    }

    /// As [`Fetcher::get`], with a pass that was taken before. One for another host is given back.
    ///
    /// # Errors
    ///
    /// As [`Fetcher::get`].
    pub fn get_with(
        &self,
        request: &Request,
        pass: Option<Pass>,
        cancel: &Cancel,
    ) -> Result<Answer, FetchError> {
        let (url, in_address) = address(&request.url)?;
        let auth = request.auth.as_ref().or(in_address.as_ref());
        let mut trail = Trail::new(url, request.limits.redirects);
        let mut pass = pass;
        let mut spent = Spent {
            time: Duration::ZERO,
            bytes: 0,
            outward: request.found_outside,
        };
        loop {
            pass = Some(self.turn(trail.here(), pass, cancel)?);
            let (reply, greeted) = self.step(request, auth, &trail, &mut spent, cancel)?;
            if !is_redirect(reply.status) {
                return self.answer(request, &trail, &spent, reply);
            }
            trail.follow(reply.status, reply.header("location"), greeted)?;
        }
    }

    /// The turn at the host of an address; the pass at hand when it is for that host.
    fn turn(&self, url: &Url, pass: Option<Pass>, cancel: &Cancel) -> Result<Pass, FetchError> {
        let host = url.host_str().unwrap_or_default();
        match pass.filter(|pass| pass.host() == host) {
            Some(pass) => Ok(pass),
            // Given back before the next one is waited for, so that two that lead to each other
            // do not wait for ever.
            None => self.polite.enter(host, cancel),
        }
    }

    /// One request and its answer, a redirect perhaps; and whether it set a cookie.
    fn step(
        &self,
        request: &Request,
        auth: Option<&Auth>,
        trail: &Trail,
        spent: &mut Spent,
        cancel: &Cancel,
    ) -> Result<(Reply, bool), FetchError> {
        let url = trail.here();
        let proxy = self.proxy(&request.via, url)?;
        if proxy.is_none() && is_onion(url) {
            return Err(FetchError::NeedsTor { host: named(url) });
        }
        if spent.outward && looks_private(url) {
            return Err(FetchError::Inward { host: named(url) });
        }
        let way = proxy.as_ref().map(ToString::to_string).unwrap_or_default();
        let owner = request.session.clone().map(|source| (source, way));
        let hop = Hop {
            url,
            limits: &request.limits,
            time_left: request.limits.whole.saturating_sub(spent.time),
            outward: spent.outward,
            proxy: proxy.as_ref(),
            cancel,
            headers: headers(request, auth, trail),
            cookie: owner
                .as_ref()
                .and_then(|owner| self.cookies.header(owner, url)),
        };
        let reply = hop.ask(&self.agent(proxy.as_ref()))?;
        spent.time += reply.time;
        spent.bytes += reply.bytes_on_wire;
        // Where the name was looked up elsewhere, it is judged by its look.
        spent.outward |= reply.is_public.unwrap_or_else(|| !looks_private(url));
        let set = reply.headers_named("set-cookie");
        let greeted = owner.is_some_and(|owner| self.cookies.keep(&owner, url, set));
        Ok((reply, greeted))
    }

    fn proxy(&self, via: &Via, url: &Url) -> Result<Option<ProxyAddress>, FetchError> {
        match via {
            Via::Direct => Ok(None),
            Via::Proxy(proxy) => Ok(Some(proxy.clone())),
            Via::Environment => match self.environment.proxy_for(url) {
                Ok(proxy) => Ok(proxy.cloned()),
                Err(wrong) => Err(FetchError::Proxy {
                    proxy: wrong,
                    host: named(url),
                    why: "the environment names it, and it is no proxy".to_owned(),
                }),
            },
        }
    }

    /// What the last reply of a request comes to.
    fn answer(
        &self,
        request: &Request,
        trail: &Trail,
        spent: &Spent,
        reply: Reply,
    ) -> Result<Answer, FetchError> {
        let url = trail.here();
        let now = now();
        let asked = &request.validators;
        let asked = (asked.url == url.as_str() && !asked.is_empty()).then_some(asked);
        let found = |name: &str| reply.header(name).map(str::to_owned);
        let known = |take: fn(&Validators) -> &Option<String>| {
            let unchanged = asked.filter(|_| reply.status == 304);
            unchanged.and_then(|asked| take(asked).clone())
        };
        let told = Told {
            final_url: url.to_string(),
            moved_to: trail.moved_to(),
            validators: Validators {
                url: url.to_string(),
                etag: found("etag").or_else(|| known(|v| &v.etag)),
                last_modified: found("last-modified").or_else(|| known(|v| &v.last_modified)),
            },
            freshness: Freshness::read(|name| reply.header(name), now),
            bytes_on_wire: spent.bytes,
            status: Some(reply.status),
        };
        match reply.status {
            304 if asked.is_some() => Ok(Answer::Unchanged(told)),
            // 206 is a part that nobody asked for.
            200..=299 if reply.status != 206 => match reply.body {
                body if body.is_empty() => Err(FetchError::Empty { host: named(url) }),
                bytes => Ok(Answer::Body {
                    content_type: reply.content_type,
                    bytes,
                    told,
                }),
            },
            status => {
                let wait = reply
                    .header("retry-after")
                    .filter(|_| matches!(status, 429 | 503));
                let wait = wait.and_then(|value| retry_after(value, now));
                Err(self.refused(url, status, wait))
            }
        }
    }

    /// The error for a status, and the host left alone where it asks for that.
    fn refused(&self, url: &Url, status: u16, wait: Option<u64>) -> FetchError {
        // Nobody is silenced for longer than a day by one header.
        let longest = u64::try_from(Bounds::default().most).unwrap_or(u64::MAX);
        let retry_after = wait.map(|seconds| seconds.min(longest));
        let usual = (status == 429).then_some(USUAL_PAUSE);
        if let Some(pause) = retry_after.map(Duration::from_secs).or(usual) {
            self.polite.hold(url.host_str().unwrap_or_default(), pause);
        }
        FetchError::Status {
            host: named(url),
            status,
            retry_after,
        }
    }

    /// The connections that go through a proxy, or through none. One outlet's proxy never sees
    /// another's: each has its own.
    fn agent(&self, proxy: Option<&ProxyAddress>) -> Agent {
        let agents = self.agents.lock();
        let mut agents = agents.unwrap_or_else(PoisonError::into_inner);
        if agents.len() >= MOST_AGENTS && !agents.contains_key(&proxy.cloned()) {
            agents.clear();
        }
        let agent = agents.entry(proxy.cloned()).or_insert_with(|| {
            let config = self.config(proxy);
            let connector = ConnectProxyConnector::default().chain(Dial);
            Agent::with_parts(config, connector.chain(RustlsConnector::default()), Names)
        });
        agent.clone()
    }

    fn config(&self, proxy: Option<&ProxyAddress>) -> Config {
        let tls = TlsConfig::builder().root_certs(self.roots.clone()).build();
        Agent::config_builder()
            .proxy(proxy.map(|proxy| proxy.proxy().clone()))
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(LONGEST_HEAD)
            .user_agent(concat!("tidings/", env!("CARGO_PKG_VERSION")))
            .max_idle_connections(64)
            .max_idle_connections_per_host(self.polite.per_host())
            .build()
    }
}

/// What the steps of a request took so far.
struct Spent {
    time: Duration,
    bytes: u64,
    /// It was on the open net, so it may not lead into the reader's own.
    outward: bool,
}

/// The headers of a step: what is meant for the first host alone goes to no other.
fn headers(request: &Request, auth: Option<&Auth>, trail: &Trail) -> Vec<(String, String)> {
    let mut headers = vec![
        ("user-agent".to_owned(), request.user_agent.clone()),
        ("accept".to_owned(), request.purpose.accept().to_owned()),
    ];
    let validators = &request.validators;
    if validators.url == trail.here().as_str() {
        let etag = validators.etag.clone();
        let date = validators.last_modified.clone();
        headers.extend(etag.map(|etag| ("if-none-match".to_owned(), etag)));
        headers.extend(date.map(|date| ("if-modified-since".to_owned(), date)));
    }
    if trail.is_at_home() {
        headers.extend(auth.map(|auth| ("authorization".to_owned(), basic(auth))));
        let own = request.headers.iter();
        let own = own.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.clone()));
        for (name, value) in own.filter(|(name, _)| !BELONG_TO_HTTP.contains(&name.as_str())) {
            headers.retain(|(other, _)| *other != name);
            headers.push((name, value));
        }
    }
    headers
}

/// Headers that say how the message is built; a reader's own would break it.
const BELONG_TO_HTTP: [&str; 9] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "accept-encoding",
    "te",
    "trailer",
    "upgrade",
    "range",
];

/// `Authorization: Basic` (RFC 7617).
fn basic(auth: &Auth) -> String {
    use base64::Engine;
    let pair = format!("{}:{}", auth.user, auth.password);
    let packed = base64::engine::general_purpose::STANDARD.encode(pair);
    format!("Basic {packed}")
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map(|since| since.as_secs()).unwrap_or_default();
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
