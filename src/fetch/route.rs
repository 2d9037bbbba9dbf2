//! Ways to a source: tried in order, the one that worked last first, with the reason of each
//! failure. Which way it was changes nothing of what the articles are.

use super::cancel::Cancel;
use super::error::FetchError;
use super::folder;
use super::http::Fetcher;
use super::polite::Pass;
use super::proxy::ProxyAddress;
use super::reach::looks_private;
use super::request::{Answer, Request, Via, address, named};
use crate::chars::clean::one_line;
use std::fmt;
use std::path::PathBuf;
use url::Url;

/// A way to a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The source's own address, asked directly.
    Direct,
    /// Another address for the same: either whole (`https://m.example/riddle.xml`), or a host
    /// alone (`https://m.example`), where path and query are those of the source's own address.
    Mirror {
        /// The address.
        address: String,
        /// The proxy it is asked through; none asks it directly.
        proxy: Option<ProxyAddress>,
    },
    /// The source's own address, through a proxy.
    Proxy(ProxyAddress),
    /// The newest file in a folder.
    Drop {
        /// The folder.
        folder: PathBuf,
        /// What its name must be like, `*` for any characters; none for any name.
        pattern: Option<String>,
    },
}

impl Way {
    /// What the way is remembered by. It holds no password, and stays the same when ways are put
    /// in another order.
    pub fn key(&self) -> String {
        match self {
            Way::Direct => "direct".to_owned(),
            Way::Mirror {
                address: mirror,
                proxy,
            } => {
                let by = proxy
                    .as_ref()
                    .map_or_else(String::new, |proxy| format!(" by {proxy}"));
                match address(mirror) {
                    Ok((url, _)) => format!("mirror {url}{by}"),
                    Err(_) => format!("mirror{by}"),
                }
            }
            Way::Proxy(proxy) => format!("proxy {proxy}"),
            Way::Drop { folder, pattern } => {
                let pattern = pattern.as_deref().unwrap_or("*");
                format!("drop {}", folder.join(pattern).to_string_lossy())
            }
        }
    }

    /// How the way is shown: `directly`, `via mirror 2`, `via proxy 127.0.0.1:9050`, `from the
    /// folder /spool/riddle`. The number counts the mirrors among `ways`.
    pub fn shown(&self, ways: &[Way]) -> String {
        match self {
            Way::Direct => "directly".to_owned(),
            Way::Mirror { address, proxy } => {
                // A mirror that is tried by two ways is one mirror.
                let mut mirrors: Vec<&str> = ways.iter().filter_map(Way::mirror).collect();
                mirrors.dedup();
                let at = mirrors.iter().position(|mirror| mirror == address);
                let by = proxy
                    .as_ref()
                    .map_or_else(String::new, |proxy| format!(" and proxy {}", proxy.place()));
                format!("via mirror {}{by}", at.unwrap_or(0) + 1)
            }
            Way::Proxy(proxy) => format!("via proxy {}", proxy.place()),
            Way::Drop { folder, .. } => {
                format!("from the folder {}", one_line(&folder.to_string_lossy()))
            }
        }
    }

    fn mirror(&self) -> Option<&str> {
        match self {
            Way::Mirror { address, .. } => Some(address),
            _ => None,
        }
    }

    fn asks_the_source(&self) -> bool {
        matches!(self, Way::Direct | Way::Proxy(_))
    }
}

/// An answer, and how it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// What came.
    pub answer: Answer,
    /// The way that worked, as [`Way::key`]; none for a source without ways.
    pub way: Option<String>,
    /// The way as it is shown, where it was not the first of the list: `via mirror 2`.
    pub shown: Option<String>,
    /// The ways that failed before, each as it is shown, with the reason.
    pub failures: Vec<(String, FetchError)>,
}

/// No way worked. Shown, it says why, way by way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrouted {
    /// The ways in the order they were tried, each as it is shown, with the reason.
    pub failures: Vec<(String, FetchError)>,
}

impl Unrouted {
    /// The last reason; where the source itself answered that it is gone, or asks for patience,
    /// that one, since it is the word that counts.
    pub fn reason(&self) -> &FetchError {
        let all = || self.failures.iter().map(|failure| &failure.1);
        let counts = |e: &&FetchError| e.is_cancelled() || e.is_gone() || e.retry_after().is_some();
        let fallback = &FetchError::Cancelled;
        all().find(counts).or(all().next_back()).unwrap_or(fallback)
    }
}

impl fmt::Display for Unrouted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [(_, only)] = self.failures.as_slice() {
            return write!(f, "{only}");
        }
        for (at, (way, error)) in self.failures.iter().enumerate() {
            let between = if at == 0 { "" } else { "; " };
            write!(f, "{between}{way}: {error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Unrouted {}

/// Says of a body whether it is what is looked for, and if not what it is instead, as the end of a
/// sentence ("answered with a page that is no feed"). A host that is blocked is often answered for
/// by somebody else.
pub type Judge<'a> = dyn Fn(&[u8], Option<&str>) -> Result<(), String> + 'a;

/// Asks a source by its ways: the one whose key is `last` first, then the others in their order.
/// A way that is not on the list is never taken. Without ways, the source is asked as `request`
/// says. `judge` has a body refused, so that the next way is tried.
///
/// # Errors
///
/// [`Unrouted`] when no way worked, the reader called it off, or the source itself said that it is
/// gone (410).
pub fn fetch(
    fetcher: &Fetcher,
    request: &Request,
    ways: &[Way],
    last: Option<&str>,
    judge: Option<&Judge<'_>>,
    pass: Option<Pass>,
    cancel: &Cancel,
) -> Result<Routed, Unrouted> {
    let mut pass = pass;
    let judged = |answer: Answer| judged(answer, judge, request);
    if ways.is_empty() {
        let answer = fetcher.get_with(request, pass, cancel).and_then(judged);
        return match answer {
            Ok(answer) => Ok(Routed {
                answer,
                way: None,
                shown: None,
                failures: Vec::new(),
            }),
            Err(error) => Err(Unrouted {
                failures: vec![("directly".to_owned(), error)],
            }),
        };
    }
    let mut failures = Vec::new();
    for way in in_order(ways, last) {
        let shown = way.shown(ways);
        match by(fetcher, request, way, pass.take(), cancel).and_then(judged) {
            Ok(mut answer) => {
                // Only the source itself can say where it moved to, and through a stranger's
                // hands only where nobody can change the words.
                let own = way.asks_the_source();
                let safe = *way == Way::Direct || request.url.starts_with("https://");
                if !(own && safe) {
                    answer.told_mut().moved_to = None;
                }
                if !own {
                    let url = address(&request.url).map(|(url, _)| url.to_string());
                    answer.told_mut().final_url = url.unwrap_or_default();
                }
                return Ok(Routed {
                    answer,
                    way: Some(way.key()),
                    shown: (ways.first() != Some(way)).then_some(shown),
                    failures,
                });
            }
            Err(error) => {
                let over = error.is_cancelled() || (error.is_gone() && way.asks_the_source());
                failures.push((shown, error));
                if over {
                    break;
                }
            }
        }
    }
    Err(Unrouted { failures })
}

fn in_order<'a>(ways: &'a [Way], last: Option<&str>) -> Vec<&'a Way> {
    let worked = |way: &&Way| last.is_some_and(|key| way.key() == key);
    let first = ways.iter().filter(worked).take(1);
    let rest = ways.iter().filter(|way| !worked(way));
    first.chain(rest).collect()
}

fn judged(
    answer: Answer,
    judge: Option<&Judge<'_>>,
    request: &Request,
) -> Result<Answer, FetchError> {
    if let (
        Some(judge),
        Answer::Body {
            bytes,
            content_type,
            told,
        },
    ) = (judge, &answer)
        && let Err(why) = judge(bytes, content_type.as_deref())
    {
        let url = Url::parse(&told.final_url).ok();
        let host = url.as_ref().filter(|url| url.has_host()).map(named);
        return Err(FetchError::Unfit {
            host: host.unwrap_or_else(|| one_line(&request.url)),
            why: one_line(&why),
        });
    }
    Ok(answer)
}

fn by(
    fetcher: &Fetcher,
    request: &Request,
    way: &Way,
    pass: Option<Pass>,
    cancel: &Cancel,
) -> Result<Answer, FetchError> {
    let asked = match way {
        Way::Direct => Request {
            via: Via::Direct,
            ..request.clone()
        },
        Way::Proxy(proxy) => Request {
            via: Via::Proxy(proxy.clone()),
            ..request.clone()
        },
        Way::Mirror { address, proxy } => mirrored(request, address, proxy.as_ref())?,
        Way::Drop { folder, pattern } => {
            let pattern = pattern.as_deref();
            return folder::newest(folder, pattern, &request.validators, &request.limits);
        }
    };
    fetcher.get_with(&asked, pass, cancel)
}

/// The request for a mirror. What is meant for the source's own host alone stays with it.
fn mirrored(
    request: &Request,
    mirror: &str,
    proxy: Option<&ProxyAddress>,
) -> Result<Request, FetchError> {
    let (mut there, auth) = address(mirror)?;
    let (here, _) = address(&request.url)?;
    if there.path() == "/" && there.query().is_none() {
        there.set_path(here.path());
        there.set_query(here.query());
    }
    let same = there.origin() == here.origin();
    let own_session = |session: &String| format!("{session} at {}", there.host_str().unwrap_or(""));
    Ok(Request {
        url: there.to_string(),
        headers: if same {
            request.headers.clone()
        } else {
            Vec::new()
        },
        auth: if same {
            request.auth.clone().or(auth)
        } else {
            auth
        },
        session: request.session.as_ref().map(own_session),
        via: proxy.map_or(Via::Direct, |proxy| Via::Proxy(proxy.clone())),
        found_outside: request.found_outside || !looks_private(&here),
        ..request.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirror(url: &str) -> Way {
        Way::Mirror {
            address: url.to_owned(),
            proxy: None,
        }
    }

    #[test]
    fn the_way_that_worked_last_is_first() {
        let ways = [
            Way::Direct,
            mirror("https://m1.example/"),
            mirror("https://m2.example/"),
        ];
        let key = ways[2].key();
        for (last, expected) in [
            (None, [0, 1, 2]),
            (Some(key.as_str()), [2, 0, 1]),
            (Some("direct"), [0, 1, 2]),
            (Some("proxy socks5h://gone:1"), [0, 1, 2]),
        ] {
            let order = in_order(&ways, last);
            assert_eq!(order, expected.map(|at| &ways[at]), "{last:?}");
        }
        assert_eq!(ways[2].shown(&ways), "via mirror 2");
        assert_eq!(ways[0].shown(&ways), "directly");
    }

    #[test]
    fn a_mirror_is_a_whole_address_or_another_host() {
        for (mirror, expected) in [
            ("https://m.example", "https://m.example/a/feed?x=1"),
            ("https://m.example/", "https://m.example/a/feed?x=1"),
            ("http://m.example:81", "http://m.example:81/a/feed?x=1"),
            (
                "https://m.example/riddle.xml",
                "https://m.example/riddle.xml",
            ),
            ("https://m.example/?feed", "https://m.example/?feed"),
        ] {
            let request = Request {
                auth: Some(super::super::Auth {
                    user: "me".to_owned(),
                    password: "secret".to_owned(),
                }),
                headers: vec![("x-key".to_owned(), "secret".to_owned())],
                ..Request::new("https://riddle.example/a/feed?x=1")
            };
            let asked = mirrored(&request, mirror, None).expect("a request");
            assert_eq!(asked.url, expected);
            assert!(asked.auth.is_none() && asked.headers.is_empty());
            assert!(asked.found_outside);
        }
        assert!(
            mirrored(
                &Request::new("https://riddle.example/"),
                "file:///etc/passwd",
                None
            )
            .is_err()
        );
        assert!(mirrored(&Request::new("https://riddle.example/"), "exec:rm", None).is_err());
    }

    #[test]
    fn no_password_stands_in_what_is_remembered() {
        let proxy = ProxyAddress::parse("socks5h://me:secret@127.0.0.1:9050").expect("a proxy");
        for way in [mirror("https://me:secret@m.example/a"), Way::Proxy(proxy)] {
            let ways = [way.clone()];
            assert!(!format!("{} {}", way.key(), way.shown(&ways)).contains("secret"));
        }
    }
}
