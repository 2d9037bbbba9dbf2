//! What is asked for and what comes back.

use super::error::FetchError;
use super::freshness::Freshness;
use super::proxy::ProxyAddress;
use crate::chars::clean::one_line;
use crate::model::health::Validators;
use std::fmt;
use std::time::Duration;
use url::{Host, Url};

/// A request for one address.
#[derive(Clone, Debug)]
pub struct Request {
    /// The address, `http` or `https`. A name and a password in it are used as `auth`.
    pub url: String,
    /// `User-Agent`.
    pub user_agent: String,
    /// More headers of the reader's own. They are sent to the scheme, host and port of `url` alone.
    pub headers: Vec<(String, String)>,
    /// A name and a password, likewise for that host alone.
    pub auth: Option<Auth>,
    /// What an earlier answer is recognised by, sent to the address that gave it.
    pub validators: Validators,
    /// How long it may take and how much may come.
    pub limits: Limits,
    /// What is looked for.
    pub purpose: Purpose,
    /// By which way.
    pub via: Via,
    /// Whose cookies go along: the id of the source. None: no cookies.
    pub session: Option<String>,
    /// The address was found on the open net (a link, a mirror of a public host), so it may not
    /// lead into the reader's own network.
    pub found_outside: bool,
}

impl Request {
    /// A request for a feed, with what is usual.
    pub fn new(url: &str) -> Request {
        Request {
            url: url.to_owned(),
            user_agent: concat!("tidings/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
            auth: None,
            validators: Validators::default(),
            limits: Limits::default(),
            purpose: Purpose::Feed,
            via: Via::Environment,
            session: None,
            found_outside: false,
        }
    }
}

/// A name and a password. Printed for debugging, it says neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Auth {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Auth(…)")
    }
}

/// What is looked for: it decides what the server is told to prefer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A feed, or a page that names one.
    Feed,
    /// A page to read.
    Page,
}

impl Purpose {
    pub(super) fn accept(self) -> &'static str {
        match self {
            Purpose::Feed => {
                "application/atom+xml, application/rss+xml, application/feed+json, \
                 application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.7, */*;q=0.5"
            }
            Purpose::Page => "text/html, application/xhtml+xml, */*;q=0.5",
        }
    }
}

/// By which way a host is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// Through the proxy of the environment, where there is one.
    Environment,
    /// Directly, whatever the environment says.
    Direct,
    /// Through this proxy, and not at all when it fails.
    Proxy(ProxyAddress),
}

/// How long a request may take and how much may come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// To look up the name and to connect.
    pub connect: Duration,
    /// From the request to the end of the answer's head.
    pub first_byte: Duration,
    /// For a body, before it may be too slow.
    pub patience: Duration,
    /// Bytes a second below which it is.
    pub pace: u64,
    /// All in all, redirects among it; the wait for other requests to the host is not.
    pub whole: Duration,
    /// Bytes as they come, packed.
    pub packed: u64,
    /// Bytes after unpacking.
    pub unpacked: u64,
    /// How many redirects are followed.
    pub redirects: u32,
}

impl Default for Limits {
    /// 10 s to connect, 20 s to answer, 20 s before a body may be too slow (512 bytes a second),
    /// a minute in all; 8 MiB packed and 32 MiB unpacked; 5 redirects.
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(20),
            patience: Duration::from_secs(20),
            pace: 512,
            whole: Duration::from_secs(60),
            packed: 8 << 20,
            unpacked: 32 << 20,
            redirects: 5,
        }
    }
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What was known is still what there is.
    Unchanged(Told),
    /// Something to read.
    Body {
        /// The bytes, unpacked. Never empty.
        bytes: Vec<u8>,
        /// `Content-Type`, as it came.
        content_type: Option<String>,
        /// What came along.
        told: Told,
    },
}

/// What an answer says besides its body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What links in the body are relative to: the address that answered, or for a mirror or a
    /// drop folder that of the source, so that links are the same by every way.
    pub final_url: String,
    /// Where the address that was asked moved to for good: every redirect was a 301 or 308.
    pub moved_to: Option<String>,
    /// What to ask with next time.
    pub validators: Validators,
    /// How long it stays as it is.
    pub freshness: Freshness,
    /// How many bytes came, heads and redirects among them.
    pub bytes_on_wire: u64,
    /// The status of the last answer; none for a file or a program.
    pub status: Option<u16>,
}

impl Answer {
    /// What came along.
    pub fn told(&self) -> &Told {
        match self {
            Answer::Unchanged(told) | Answer::Body { told, .. } => told,
        }
    }

    /// The same, to change it.
    pub(super) fn told_mut(&mut self) -> &mut Told {
        match self {
            Answer::Unchanged(told) | Answer::Body { told, .. } => told,
        }
    }
}

/// Reads an address that is to be asked, and takes a name and a password out of it.
pub(super) fn address(text: &str) -> Result<(Url, Option<Auth>), FetchError> {
    let bad = |shown: &str| FetchError::BadAddress {
        address: format!("{:.200}", one_line(shown)),
    };
    let mut url = Url::parse(text.trim()).map_err(|_| bad(&without_userinfo(text)))?;
    let is_http = matches!(url.scheme(), "http" | "https");
    if !is_http || url.host_str().is_none_or(str::is_empty) {
        return Err(bad(&without_userinfo(text)));
    }
    let auth = (!url.username().is_empty()).then(|| Auth {
        user: decoded(url.username()),
        password: decoded(url.password().unwrap_or_default()),
    });
    // Neither fails for an address that has a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    Ok((url, auth))
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', "%2B");
    let first = url::form_urlencoded::parse(text.as_bytes()).next();
    first.map(|(name, _)| name.into_owned()).unwrap_or_default()
}

/// Text that is no address, without what may be a password in it.
fn without_userinfo(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}{}", &text[..scheme + 3], &text[at + 1..])
        }
        _ => text.to_owned(),
    }
}

/// The host of an address, as [`super::Polite`] knows it; none for what is no address.
pub fn host_of(url: &str) -> Option<String> {
    let (url, _) = address(url).ok()?;
    url.host_str().map(str::to_owned)
}

/// A host for a sentence: its name, and its port where that is not the usual one.
pub(super) fn named(url: &Url) -> String {
    let host = url.host_str().unwrap_or("the address");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Whether a host is reached through Tor alone (RFC 7686).
pub(super) fn is_onion(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').ends_with(".onion"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_its_password_kept_apart() {
        for (text, expected, auth) in [
            ("http://riddle.example", "http://riddle.example/", None),
            (
                " https://riddle.example/a#b ",
                "https://riddle.example/a",
                None,
            ),
            (
                "https://me:p%40ss+1@riddle.example/",
                "https://riddle.example/",
                Some(("me", "p@ss+1")),
            ),
            (
                "http://bücher.example/ä",
                "http://xn--bcher-kva.example/%C3%A4",
                None,
            ),
        ] {
            let (url, found) = address(text).expect(text);
            assert_eq!(url.as_str(), expected);
            let found = found.map(|auth| (auth.user, auth.password));
            assert_eq!(found, auth.map(|(u, p)| (u.to_owned(), p.to_owned())));
        }
        for text in [
            "",
            "riddle.example",
            "file:///etc/passwd",
            "ftp://riddle.example/",
            "exec:rm",
            "javascript:alert(1)",
            "http://",
            "http://h:99999/",
            "https://me:secret@",
            "gopher://me:secret@h/\u{1b}[2J",
        ] {
            let error = address(text).expect_err(text).to_string();
            assert!(
                !error.contains("secret") && !error.contains('\u{1b}'),
                "{error}"
            );
        }
    }
}
