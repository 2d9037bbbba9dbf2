//! Where articles come from: a subscription, and how it is to be fetched.

use super::address;
use super::group::Group;
use super::id::{Id, OutletId};
use std::path::PathBuf;
use std::time::Duration;

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The outlet its articles stand under; the same after a rename, and when it is added again.
    pub id: OutletId,
    /// What the reader calls it.
    pub title: Option<String>,
    /// The group it stands in.
    pub group: Group,
    /// The reader's words for it.
    pub tags: Vec<String>,
    /// The page of the outlet, for people.
    pub site: Option<String>,
    /// What it is read from.
    pub origin: Origin,
    /// What its own lines say about fetching it; see [`SourceSettings::over`].
    pub settings: SourceSettings,
}

/// What a source is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An address of the web, as [`address::read`] takes it.
    Address(String),
    /// A file, or a folder of files.
    Path(PathBuf),
    /// What a program prints: the program, then its arguments. Only the reader's own hand writes
    /// one.
    Exec(Vec<String>),
}

/// One of the ways to a source, in the order in which they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Its address, without a proxy.
    Direct,
    /// Another address with the same feed, on the ways that stand before it; see
    /// [`Resolved::steps`].
    Mirror(String),
    /// Its address, by way of this proxy: `http://`, `https://` or `socks5h://`.
    Proxy(String),
    /// Files that somebody else puts into this folder.
    Drop(PathBuf),
}

/// One attempt to fetch a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask an address, by way of a proxy or of none.
    Ask {
        /// The address.
        address: String,
        /// The proxy; it never falls back to none.
        proxy: Option<String>,
    },
    /// Look into a folder.
    Look(PathBuf),
}

/// Who asks, where a server wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// The name.
    pub user: String,
    /// The program that prints the password on its first line, then its arguments.
    pub password_command: Vec<String>,
}

/// What is said about fetching a source: by its own lines, by a group, or for all. What is not said
/// is `None`, and then what stands around it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceSettings {
    /// How long to wait between two fetches; [`Duration::MAX`] fetches only when asked.
    pub interval: Option<Duration>,
    /// How many articles are kept; [`usize::MAX`] keeps all.
    pub limit: Option<usize>,
    /// How old an article may become; [`Duration::MAX`] is no limit.
    pub expiry: Option<Duration>,
    /// What the program calls itself; empty is its own name.
    pub user_agent: Option<String>,
    /// More lines for the head of a request.
    pub headers: Option<Vec<(String, String)>>,
    /// Name and password.
    pub auth: Option<Auth>,
    /// The one proxy that everything goes through; empty is none.
    pub proxy: Option<String>,
    /// Other addresses with the same feed, tried after all else.
    pub mirrors: Option<Vec<String>>,
    /// The ways, in order. An empty list is no way at all: nothing is fetched.
    pub routes: Option<Vec<Way>>,
    /// Whether the whole text is fetched for articles that come as excerpts.
    pub full_text: Option<bool>,
    /// A program the feed passes through, then its arguments; empty is none. Only the reader's own
    /// hand writes one.
    pub filter: Option<Vec<String>>,
    /// Whether it is left alone for now.
    pub paused: Option<bool>,
    /// Whether its articles are press reviews, to be split; not said, each article decides.
    pub digest: Option<bool>,
}

impl SourceSettings {
    /// These settings, and those of `outer` where these say nothing. A proxy said here overrules
    /// the routes said outside, and the other way round.
    pub fn over(self, outer: &SourceSettings) -> SourceSettings {
        let no_way = self.routes.is_none() && self.proxy.is_none();
        let ways = if no_way { outer } else { &self };
        SourceSettings {
            proxy: ways.proxy.clone(),
            routes: ways.routes.clone(),
            interval: self.interval.or(outer.interval),
            limit: self.limit.or(outer.limit),
            expiry: self.expiry.or(outer.expiry),
            user_agent: self.user_agent.or_else(|| outer.user_agent.clone()),
            headers: self.headers.or_else(|| outer.headers.clone()),
            auth: self.auth.or_else(|| outer.auth.clone()),
            mirrors: self.mirrors.or_else(|| outer.mirrors.clone()),
            full_text: self.full_text.or(outer.full_text),
            filter: self.filter.or_else(|| outer.filter.clone()),
            paused: self.paused.or(outer.paused),
            digest: self.digest.or(outer.digest),
        }
    }

    /// What holds in the end: the program's own choice where nothing was said.
    pub fn resolved(self) -> Resolved {
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        let ways = match (self.routes, some(self.proxy.clone())) {
            (Some(ways), _) => Some(ways),
            (None, Some(proxy)) => Some(vec![Way::Proxy(proxy)]),
            // An empty proxy was said: not even that of the environment.
            (None, None) => self.proxy.map(|_| vec![Way::Direct]),
        };
        Resolved {
            interval: self.interval.unwrap_or(HOURLY),
            limit: self.limit.unwrap_or(usize::MAX),
            expiry: self.expiry.unwrap_or(Duration::MAX),
            user_agent: some(self.user_agent),
            headers: self.headers.unwrap_or_default(),
            auth: self.auth,
            ways,
            mirrors: self.mirrors.unwrap_or_default(),
            full_text: self.full_text.unwrap_or(false),
            filter: self.filter.filter(|command| !command.is_empty()),
            paused: self.paused.unwrap_or(false),
            digest: self.digest,
        }
    }
}

/// How long the program waits between two fetches unless the reader says otherwise.
const HOURLY: Duration = Duration::from_secs(3600);

/// How a source is fetched, with everything decided. The fields are those of [`SourceSettings`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// How long to wait between two fetches.
    pub interval: Duration,
    /// How many articles are kept.
    pub limit: usize,
    /// How old an article may become.
    pub expiry: Duration,
    /// What the program calls itself, where the reader wants another name.
    pub user_agent: Option<String>,
    /// More lines for the head of a request.
    pub headers: Vec<(String, String)>,
    /// Name and password.
    pub auth: Option<Auth>,
    /// The ways the reader chose; `None` where nothing was said, and only then the environment's
    /// proxy counts.
    pub ways: Option<Vec<Way>>,
    /// Other addresses, tried after all else.
    pub mirrors: Vec<String>,
    /// Whether whole texts are fetched.
    pub full_text: bool,
    /// A program the feed passes through.
    pub filter: Option<Vec<String>>,
    /// Whether it is left alone for now.
    pub paused: bool,
    /// Whether its articles are press reviews.
    pub digest: Option<bool>,
}

impl Resolved {
    /// The attempts to fetch what is at `address`, in order. A mirror is asked on the ways that
    /// stand before it (directly, by proxy), or, where none does, on all ways of the list: a list
    /// that does not say `direct` never goes without a proxy, unless it names none at all.
    pub fn steps(&self, address: &str) -> Vec<Step> {
        let ways = self.ways.as_deref().unwrap_or(&[Way::Direct]);
        let all = carriers(ways);
        let all = match all.is_empty() && ways.iter().any(|way| matches!(way, Way::Mirror(_))) {
            true => vec![None],
            false => all,
        };
        let ask = |address: &str, proxy: &Option<String>| Step::Ask {
            address: address.to_owned(),
            proxy: proxy.clone(),
        };
        let mut steps = Vec::new();
        for (at, way) in ways.iter().enumerate() {
            match way {
                Way::Direct => steps.push(ask(address, &None)),
                Way::Proxy(proxy) => steps.push(ask(address, &Some(proxy.clone()))),
                Way::Drop(folder) => steps.push(Step::Look(folder.clone())),
                Way::Mirror(mirror) => {
                    let before = carriers(&ways[..at]);
                    let by = if before.is_empty() { &all } else { &before };
                    steps.extend(by.iter().map(|proxy| ask(mirror, proxy)));
                }
            }
        }
        for mirror in &self.mirrors {
            steps.extend(all.iter().map(|proxy| ask(mirror, proxy)));
        }
        steps
    }
}

/// By which proxies, or by none, these ways lead.
fn carriers(ways: &[Way]) -> Vec<Option<String>> {
    let carriers = ways.iter().filter_map(|way| match way {
        Way::Direct => Some(None),
        Way::Proxy(proxy) => Some(Some(proxy.clone())),
        Way::Mirror(_) | Way::Drop(_) => None,
    });
    carriers.collect()
}

impl Source {
    /// The name it is shown by: the reader's, or the host, the path or the program.
    pub fn name(&self) -> String {
        self.title.clone().unwrap_or_else(|| self.origin.name())
    }
}

impl Origin {
    /// A name for what has no other: its host, its path, its program.
    pub fn name(&self) -> String {
        match self {
            Origin::Address(text) => address::host(text).unwrap_or_else(|| text.clone()),
            Origin::Path(path) => path.display().to_string(),
            Origin::Exec(command) => command.first().cloned().unwrap_or_default(),
        }
    }

    /// What two spellings of one origin share.
    pub fn key(&self) -> String {
        match self {
            Origin::Address(text) => address::key(text),
            Origin::Path(path) => format!("path {}", path.display()),
            Origin::Exec(command) => format!("exec {}", command.join("\u{1f}")),
        }
    }

    /// The id of the outlet of a source that has no other: letters to know it by, and twelve
    /// hexadecimal digits of its key. It hangs on nothing but where the articles come from.
    pub fn id(&self) -> OutletId {
        const LONGEST: usize = 32;
        let mut slug = String::new();
        for c in self.name().chars().filter(char::is_ascii) {
            if slug.len() == LONGEST {
                break;
            }
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = match slug.trim_end_matches('-') {
            "" => "o",
            slug => slug,
        };
        let hash = Id::of(&["source", &self.key()]).to_string();
        let id = format!("{slug}-{}", &hash[..12]);
        // Letters, digits and dashes are always an id.
        OutletId::parse(&id).unwrap_or_else(|| OutletId::from_key(&hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOR: &str = "socks5h://127.0.0.1:9050";
    const FEED: &str = "https://lantern.example/feed";
    const MIRROR: &str = "https://mirror.example/feed";

    fn steps(settings: SourceSettings) -> Vec<String> {
        let steps = settings.resolved().steps(FEED).into_iter();
        let words = steps.map(|step| match step {
            Step::Look(folder) => format!("look {}", folder.display()),
            Step::Ask { address, proxy } => {
                let what = if address == FEED { "feed" } else { "mirror" };
                let by = match proxy.as_deref() {
                    None => "direct",
                    Some(TOR) => "tor",
                    Some(_) => "proxy",
                };
                format!("{what} {by}")
            }
        });
        words.collect()
    }

    fn routes(ways: &[Way]) -> SourceSettings {
        SourceSettings {
            routes: Some(ways.to_vec()),
            ..SourceSettings::default()
        }
    }

    #[test]
    fn ways_are_tried_in_their_order_and_never_directly_unless_the_list_says_so() {
        let (direct, tor) = (Way::Direct, Way::Proxy(TOR.to_owned()));
        let (mirror, inbox) = (Way::Mirror(MIRROR.to_owned()), Way::Drop("in".into()));
        for (ways, tried) in [
            (vec![], &[][..]),
            (vec![direct.clone()], &["feed direct"]),
            (vec![tor.clone()], &["feed tor"]),
            (
                vec![tor.clone(), mirror.clone()],
                &["feed tor", "mirror tor"],
            ),
            (
                vec![mirror.clone(), tor.clone()],
                &["mirror tor", "feed tor"],
            ),
            (vec![mirror.clone()], &["mirror direct"]),
            (
                vec![direct.clone(), mirror.clone(), tor.clone()],
                &["feed direct", "mirror direct", "feed tor"],
            ),
            (
                vec![direct, tor.clone(), mirror.clone()],
                &["feed direct", "feed tor", "mirror direct", "mirror tor"],
            ),
            (vec![inbox.clone()], &["look in"]),
            (vec![inbox, tor], &["look in", "feed tor"]),
        ] {
            assert_eq!(steps(routes(&ways)), tried, "{ways:?}");
        }
    }

    #[test]
    fn mirrors_go_where_the_feed_goes() {
        let with = |proxy: Option<&str>, ways: Option<&[Way]>| SourceSettings {
            mirrors: Some(vec![MIRROR.to_owned()]),
            proxy: proxy.map(str::to_owned),
            routes: ways.map(<[Way]>::to_vec),
            ..SourceSettings::default()
        };
        assert_eq!(steps(with(None, None)), ["feed direct", "mirror direct"]);
        assert_eq!(steps(with(Some(TOR), None)), ["feed tor", "mirror tor"]);
        assert_eq!(steps(with(None, Some(&[]))), Vec::<String>::new());
        let inbox = [Way::Drop("in".into())];
        assert_eq!(steps(with(None, Some(&inbox))), ["look in"]);
    }

    #[test]
    fn what_is_nearer_counts_and_a_proxy_overrules_the_routes_around_it() {
        let group = SourceSettings {
            interval: Some(Duration::from_secs(60)),
            limit: Some(7),
            ..routes(&[Way::Direct])
        };
        let own = SourceSettings {
            proxy: Some(TOR.to_owned()),
            limit: Some(9),
            ..SourceSettings::default()
        };
        let both = own.over(&group);
        assert_eq!((both.limit, both.interval), (Some(9), group.interval));
        assert_eq!(steps(both), ["feed tor"]);
        let outer = SourceSettings {
            proxy: Some(TOR.to_owned()),
            ..SourceSettings::default()
        };
        assert_eq!(steps(group.over(&outer)), ["feed direct"]);
        assert_eq!(steps(SourceSettings::default().over(&outer)), ["feed tor"]);
    }

    #[test]
    fn only_where_nothing_was_said_the_environment_may_choose() {
        assert_eq!(SourceSettings::default().resolved().ways, None);
        let none = SourceSettings {
            proxy: Some(String::new()),
            ..SourceSettings::default()
        };
        assert_eq!(none.resolved().ways, Some(vec![Way::Direct]));
    }

    #[test]
    fn an_id_hangs_on_the_address_alone() {
        let id = |text: &str| Origin::Address(text.to_owned()).id();
        assert!(
            id(FEED).as_str().starts_with("lantern-example-"),
            "{}",
            id(FEED)
        );
        assert_eq!(id(FEED), id("http://LANTERN.example/feed/"));
        assert_ne!(id(FEED), id("https://lantern.example/other"));
        for origin in [
            Origin::Path("/новости".into()),
            Origin::Exec(vec!["../x".into(), "y".into()]),
            Origin::Exec(Vec::new()),
        ] {
            let id = origin.id();
            assert_eq!(OutletId::parse(id.as_str()), Some(id.clone()), "{id}");
        }
    }
}
