//! Proxies: their addresses, read and shown without a password, and those the environment names.

use crate::chars::clean::one_line;
use std::fmt;
use ureq::{Proxy, ProxyProtocol};
use url::Url;

/// The address of a proxy: `http://`, `https://` or `socks5h://`, with or without a name and a
/// password. Shown and printed for debugging, it never says the password. An HTTP proxy is asked
/// for a tunnel (`CONNECT`) whatever the scheme of the source, so it sees names and no contents
/// where the source has `https`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ProxyAddress {
    inner: Proxy,
}

/// Why an address is no proxy's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongProxy {
    /// A SOCKS proxy to which addresses would be told that were looked up here.
    #[error(
        "write socks5h:// in place of {0}://: with the h, names are looked up by the proxy and not here"
    )]
    LooksUpHere(String),
    /// Anything else.
    #[error("{0} is no proxy; one is written http://host:port or socks5h://host:port")]
    NoProxy(String),
}

impl ProxyAddress {
    /// Reads an address. `socks4` and `socks5` are refused: names would be looked up here, where
    /// others may see it.
    pub fn parse(text: &str) -> Result<ProxyAddress, WrongProxy> {
        let no_proxy = || WrongProxy::NoProxy(shown(text));
        // The library of addresses knows a host and a port in `http` alone, so the rest is read
        // as if it were that.
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(no_proxy)?;
        let scheme = scheme.to_ascii_lowercase();
        let protocol = match scheme.as_str() {
            "http" => ProxyProtocol::Http,
            "https" => ProxyProtocol::Https,
            "socks5h" => ProxyProtocol::Socks5h,
            "socks" | "socks4" | "socks4a" | "socks5" => {
                return Err(WrongProxy::LooksUpHere(scheme));
            }
            _ => return Err(no_proxy()),
        };
        let url = Url::parse(&format!("http://{rest}")).map_err(|_| no_proxy())?;
        let port = explicit_port(rest).or(match protocol {
            ProxyProtocol::Https => Some(443),
            ProxyProtocol::Socks5h => Some(1_080),
            _ => url.port_or_known_default(),
        });
        let host = url.host_str().ok_or_else(no_proxy)?;
        let mut builder = Proxy::builder(protocol)
            .host(host)
            .port(port.ok_or_else(no_proxy)?)
            .resolve_target(false);
        if !url.username().is_empty() {
            builder = builder.username(&decoded(url.username()));
            builder = builder.password(&decoded(url.password().unwrap_or_default()));
        }
        let inner = builder.build().map_err(|_| no_proxy())?;
        Ok(ProxyAddress { inner })
    }

    /// Whether it is a SOCKS proxy.
    pub fn is_socks(&self) -> bool {
        self.inner.protocol() == ProxyProtocol::Socks5h
    }

    pub(super) fn proxy(&self) -> &Proxy {
        &self.inner
    }

    /// The host and port, for a sentence.
    pub fn place(&self) -> String {
        format!("{}:{}", self.inner.host(), self.inner.port())
    }
}

/// The port as it is written; the library leaves out the one that `http` has anyway.
fn explicit_port(rest: &str) -> Option<u16> {
    let authority = rest.split(['/', '?', '#']).next()?;
    let place = authority.rsplit('@').next()?;
    let (before, port) = place.rsplit_once(':')?;
    let in_brackets = before.contains('[') && !before.contains(']');
    if in_brackets { None } else { port.parse().ok() }
}

fn decoded(text: &str) -> String {
    let form = url::form_urlencoded::parse(text.replace('+', "%2B").as_bytes())
        .next()
        .map(|(name, _)| name.into_owned());
    form.unwrap_or_default()
}

/// What a reader wrote, on one line and without what may be a password.
fn shown(text: &str) -> String {
    let text = one_line(text);
    match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}{}", &text[..scheme + 3], &text[at + 1..])
        }
        (None, Some(at)) => text[at + 1..].to_owned(),
        _ => text,
    }
}

impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.inner.protocol() {
            ProxyProtocol::Socks5h => "socks5h",
            ProxyProtocol::Https => "https",
            _ => "http",
        };
        write!(f, "{scheme}://{}", self.place())
    }
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProxyAddress({self})")
    }
}

/// The proxies that the environment names. They are used where a source has no ways of its own.
#[derive(Clone, Debug)]
pub struct Environment {
    http: Named,
    https: Named,
    not_for: Vec<String>,
}

/// The proxy for a scheme, or what stands in its place and is none.
type Named = Result<Option<ProxyAddress>, String>;

impl Default for Environment {
    /// One that names no proxy.
    fn default() -> Environment {
        Environment {
            http: Ok(None),
            https: Ok(None),
            not_for: Vec::new(),
        }
    }
}

impl Environment {
    /// Reads `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, as curl does: the last three
    /// in capitals as well, `HTTP_PROXY` not, since a server may set it to what a visitor says.
    /// `socks5` is taken as `socks5h`: names are never looked up here.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Environment {
        let get = |names: &[&str]| {
            let value = names.iter().find_map(|name| variable(name));
            value.filter(|value| !value.trim().is_empty())
        };
        let all = get(&["all_proxy", "ALL_PROXY"]);
        let http = get(&["http_proxy"]).or_else(|| all.clone());
        let https = get(&["https_proxy", "HTTPS_PROXY"]).or(all);
        let read = |text: Option<String>| match text {
            None => Ok(None),
            Some(text) => {
                let text = with_scheme(text.trim());
                ProxyAddress::parse(&text)
                    .map(Some)
                    .map_err(|_| shown(&text))
            }
        };
        let not_for = get(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
        let not_for = not_for
            .split(',')
            .map(|name| name.trim().to_ascii_lowercase());
        Environment {
            http: read(http),
            https: read(https),
            not_for: not_for.filter(|name| !name.is_empty()).collect(),
        }
    }

    /// The environment of this process.
    pub fn of_this_process() -> Environment {
        Environment::read(|name| std::env::var(name).ok())
    }

    /// The proxy for an address; none when it is asked directly. A proxy that cannot be understood
    /// is an error: asking directly could tell what the reader wants hidden.
    pub(super) fn proxy_for(&self, url: &Url) -> Result<Option<&ProxyAddress>, String> {
        let host = url.host_str().unwrap_or_default();
        if self.not_for.iter().any(|name| covers(name, host)) {
            return Ok(None);
        }
        let named = match url.scheme() {
            "https" => &self.https,
            _ => &self.http,
        };
        named.as_ref().map(Option::as_ref).map_err(Clone::clone)
    }
}

/// Whether an entry of `no_proxy` is for this host: the name itself and all below it.
fn covers(entry: &str, host: &str) -> bool {
    let entry = entry.trim_start_matches('*').trim_start_matches('.');
    if entry.is_empty() {
        return true;
    }
    let below = host.strip_suffix(entry);
    below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn with_scheme(text: &str) -> String {
    match text.split_once("://") {
        None => format!("http://{text}"),
        Some(("socks" | "socks5", rest)) => format!("socks5h://{rest}"),
        Some(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_read_and_never_tells_its_password() {
        for (text, expected) in [
            ("socks5h://127.0.0.1:9050", "socks5h://127.0.0.1:9050"),
            ("SOCKS5H://localhost", "socks5h://localhost:1080"),
            (
                "socks5h://me:sec%40ret@127.0.0.1:80",
                "socks5h://127.0.0.1:80",
            ),
            ("http://proxy.example:80/", "http://proxy.example:80"),
            ("http://proxy.example", "http://proxy.example:80"),
            (
                "https://me:secret@proxy.example",
                "https://proxy.example:443",
            ),
            ("http://[::1]:8118", "http://[::1]:8118"),
        ] {
            let proxy = ProxyAddress::parse(text).expect(text);
            assert_eq!(proxy.to_string(), expected);
            assert!(!format!("{proxy:?}").contains("sec"), "{proxy:?}");
        }
        let proxy = ProxyAddress::parse("socks5h://me:sec%40r+t@127.0.0.1:9").expect("a proxy");
        assert_eq!(proxy.proxy().username(), Some("me"));
        assert_eq!(proxy.proxy().password(), Some("sec@r+t"));
        assert!(!proxy.proxy().resolve_target());
    }

    #[test]
    fn what_is_no_proxy_is_refused_in_a_sentence_without_a_password() {
        for text in [
            "",
            "127.0.0.1:9050",
            "ftp://h:1",
            "socks5://me:secret@127.0.0.1:9050",
            "socks4a://127.0.0.1:9050",
            "http://",
            "http://me:secret@",
            "me:secret@host:80",
            "http://h:99999",
        ] {
            let wrong = ProxyAddress::parse(text).expect_err(text).to_string();
            assert!(!wrong.contains("secret"), "{wrong}");
        }
        let wrong = ProxyAddress::parse("socks5://127.0.0.1:1").expect_err("refused");
        assert!(
            wrong.to_string().starts_with("write socks5h:// "),
            "{wrong}"
        );
    }

    #[test]
    fn the_environment_names_a_proxy_per_scheme() {
        let read = |pairs: &[(&str, &str)]| {
            let pairs: Vec<(String, String)> = pairs
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect();
            Environment::read(|name| pairs.iter().find(|p| p.0 == name).map(|p| p.1.clone()))
        };
        let all = [
            ("all_proxy", "socks5://127.0.0.1:9050"),
            ("no_proxy", "in.example, .lan"),
        ];
        let https = [
            ("HTTPS_PROXY", "proxy.example:3128"),
            ("HTTP_PROXY", "http://evil.example:1"),
        ];
        let wrong = [("https_proxy", "gopher://x"), ("no_proxy", "in.example")];
        for (environment, url, expected) in [
            (
                &all[..],
                "http://a.example/",
                Ok(Some("socks5h://127.0.0.1:9050")),
            ),
            (&all[..], "https://in.example/", Ok(None)),
            (&all[..], "https://www.in.example/", Ok(None)),
            (
                &all[..],
                "https://main.example/",
                Ok(Some("socks5h://127.0.0.1:9050")),
            ),
            (&all[..], "http://box.lan/", Ok(None)),
            (
                &https[..],
                "https://a.example/",
                Ok(Some("http://proxy.example:3128")),
            ),
            (&https[..], "http://a.example/", Ok(None)),
            (
                &wrong[..],
                "https://a.example/",
                Err("gopher://x".to_owned()),
            ),
            (&wrong[..], "https://in.example/", Ok(None)),
            (&wrong[..], "http://a.example/", Ok(None)),
            (&[][..], "https://a.example/", Ok(None)),
        ] {
            let environment = read(environment);
            let proxy = environment.proxy_for(&Url::parse(url).expect("an address"));
            let shown = proxy.map(|proxy| proxy.map(ToString::to_string));
            assert_eq!(shown, expected.map(|e| e.map(str::to_owned)), "{url}");
        }
    }
}
