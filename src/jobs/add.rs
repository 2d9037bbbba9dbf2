//! An address turned into a subscription: the feed that is there, or those that the page there
//! names; looked at first, and kept when the reader says so.

use super::desk::Desk;
use super::refresh::Work;
use super::refresh::ask::{self, Asking};
use super::refresh::entry::records;
use crate::chars::clean::one_line;
use crate::fetch::{Answer, Bounds, Hints, Limits, looks_private, outcome};
use crate::model::address::{self, AddressError};
use crate::model::health::Outcome;
use crate::model::source::{Origin, Source, SourceSettings};
use crate::model::{Group, Outlet, OutletId, When};
use crate::parse::feed::{self, Advertised, Feed, Format, Instead};
use crate::settings::subscriptions::{Added, EditError, Editor, New};
use crate::store::StoreError;
use crate::store::sources::{Known, Sources};
use std::path::Path;
use url::Url;

/// So many of the feeds that a page names are looked at.
const MOST: usize = 6;

/// Where sites keep a feed that their pages do not name.
const USUAL: [&str; 6] = [
    "/feed",
    "/rss",
    "/feed.xml",
    "/rss.xml",
    "/atom.xml",
    "/index.xml",
];

/// A feed that was found, not kept yet.
#[derive(Clone, Debug)]
pub struct Candidate {
    new: New,
    feed: Feed,
    outcome: Option<Outcome>,
}

/// What was found at an address.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The feeds, in the order of the page that names them.
    pub candidates: Vec<Candidate>,
    /// The one that is meant, where it is plain which.
    pub best: Option<usize>,
}

/// What the reader wants of a new source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// What it is to be called; the feed's own name where nothing is said.
    pub title: Option<String>,
    /// The group it is put in.
    pub group: Group,
    /// The reader's words for it.
    pub tags: Vec<String>,
}

/// A source that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscribed {
    /// The outlet its articles stand under.
    pub id: OutletId,
    /// Its name.
    pub name: String,
    /// How many articles it has now.
    pub articles: usize,
}

/// Why nothing was added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// It is no address.
    #[error("not an address: “{0}”. Try one like lantern.example")]
    NotAnAddress(String),
    /// It is one that is not taken.
    #[error("{0}")]
    Address(AddressError),
    /// It is subscribed to already.
    #[error("already in your list: {0}")]
    Known(String),
    /// It did not answer.
    #[error("{0}")]
    Fetch(String),
    /// There is no feed.
    #[error("no feed at {0}: {1}")]
    NoFeed(String, String),
    /// The list of subscriptions was not changed.
    #[error("{0}")]
    NotSubscribed(#[from] EditError),
    /// Its articles were not kept.
    #[error("{0}")]
    NotKept(#[from] StoreError),
}

impl Candidate {
    /// Its name.
    pub fn title(&self) -> String {
        let title = self.feed.title.clone();
        title.unwrap_or_else(|| self.new.origin().name())
    }

    /// Its address, or its path.
    pub fn place(&self) -> String {
        match self.new.origin() {
            Origin::Address(address) => address.clone(),
            Origin::Path(path) => one_line(&path.to_string_lossy()),
            Origin::Exec(command) => command.first().cloned().unwrap_or_default(),
        }
    }

    /// Its format, as people say it.
    pub fn format(&self) -> &'static str {
        match self.feed.format {
            Format::Atom03 | Format::Atom10 => "Atom",
            Format::Json10 | Format::Json11 => "JSON Feed",
            Format::Cdf => "CDF",
            _ => "RSS",
        }
    }

    /// How many articles it lists.
    pub fn articles(&self) -> usize {
        self.feed.entries.len()
    }

    /// What it says of itself, and how much comes: `news from the coast; about 20 a day`.
    pub fn about(&self) -> String {
        let description = self.feed.description.as_deref().map(one_line);
        let pace = pace(&self.feed);
        let words: Vec<String> = description.into_iter().chain(pace).collect();
        words.join("; ")
    }

    /// The headlines of its first articles.
    pub fn headlines(&self) -> impl Iterator<Item = &str> {
        self.feed.entries.iter().filter_map(|e| e.title.as_deref())
    }
}

/// How much comes: `about 20 a day`; `None` where the dates do not say.
fn pace(feed: &Feed) -> Option<String> {
    const DAY: i64 = 24 * 60 * 60;
    let times = || {
        feed.entries
            .iter()
            .filter_map(|e| e.published.or(e.updated))
            .map(When::seconds)
    };
    let (first, last) = (times().min()?, times().max()?);
    let number = i64::try_from(times().count()).ok()?;
    let days = (last - first).max(DAY) / DAY;
    if number < 3 {
        return None;
    }
    Some(
        match (number / days, number * 7 / days, number * 30 / days) {
            (n @ 2.., ..) => format!("about {n} a day"),
            (1, ..) => "about one a day".to_owned(),
            (_, n @ 2.., _) => format!("about {n} a week"),
            (_, 1, _) => "about one a week".to_owned(),
            (.., n @ 2..) => format!("about {n} a month"),
            _ => "less than one a month".to_owned(),
        },
    )
}

impl Desk {
    /// Looks what is at an address of the web, or in a file of this computer. Nothing is kept.
    ///
    /// # Errors
    /// A sentence: it is no address, it is known, it did not answer, or no feed is there.
    pub fn look_at(
        &self,
        text: &str,
        wishes: &Wishes,
        work: &Work<'_>,
    ) -> Result<Looked, AddError> {
        let text = text.trim();
        let path = Path::new(text);
        if !text.contains("://") && path.exists() {
            return self.look_at_file(path, work);
        }
        let address = written(text)?;
        let known = |origin: &Origin| match work.subscriptions.known(origin) {
            Some(source) => Err(AddError::Known(source.name())),
            None => Ok(()),
        };
        known(&Origin::Address(address.clone()))?;
        let (found, advertised) = match self.fetch(&address, false, wishes, work)? {
            Ok(found) => (Some(found), Vec::new()),
            Err((address, advertised)) => (None, at_usual_places(&address, advertised)),
        };
        if let Some(found) = found {
            // The address may have led to one that is known.
            known(found.new.origin())?;
            return Ok(Looked {
                candidates: vec![found],
                best: Some(0),
            });
        }
        let named = advertised.iter().any(|a| !a.kind.is_empty());
        // What a page of the open net names may not lead into the reader's own network.
        let outside = Url::parse(&address).is_ok_and(|url| !looks_private(&url));
        let mut candidates = Vec::new();
        let mut why = None;
        for advertised in advertised.iter().take(MOST) {
            match self.fetch(&advertised.url, outside, wishes, work) {
                Ok(Ok(found)) => {
                    candidates.push(found);
                    if !named {
                        break;
                    }
                }
                Ok(Err(_)) => {}
                Err(error) => why = Some(error),
            }
            if work.cancel.is_cancelled() {
                return Err(AddError::Fetch("stopped".to_owned()));
            }
        }
        let best = feed::best(&advertised).and_then(|best| {
            let is_best = |found: &Candidate| found.place() == best.url;
            candidates.iter().position(is_best)
        });
        match (candidates.as_slice(), why) {
            ([], Some(error)) if named => Err(error),
            ([], _) => Err(AddError::NoFeed(
                address,
                "it is a page that names none".to_owned(),
            )),
            ([one], _) => known(one.new.origin()).map(|()| Looked {
                candidates: vec![one.clone()],
                best: Some(0),
            }),
            _ => Ok(Looked { candidates, best }),
        }
    }

    /// Subscribes to a feed that was found, and keeps the articles it lists. Articles, marks and
    /// bookmarks of an earlier subscription are there again.
    ///
    /// # Errors
    /// Nothing was subscribed to; or, with [`AddError::NotKept`], it was, and its articles come
    /// with the next refresh.
    pub fn subscribe(
        &mut self,
        file: &Path,
        candidate: Candidate,
        wishes: &Wishes,
    ) -> Result<Subscribed, AddError> {
        let Candidate {
            mut new,
            feed,
            outcome,
        } = candidate;
        new.outlet = feed.title.as_deref().map(one_line);
        new.title = wishes.title.clone().or_else(|| new.outlet.clone());
        new.group = wishes.group.clone();
        new.tags.clone_from(&wishes.tags);
        new.site.clone_from(&feed.link);
        let name = new.title.clone().unwrap_or_else(|| new.origin().name());
        let mut editor = Editor::open(file)?;
        let added = editor.add(vec![new], &|id| self.store.remembers(id))?;
        let id = match added.into_iter().next() {
            Some(Added::New(id)) => id,
            Some(Added::Known(id)) => {
                let known = editor.subscriptions().source(&id).map(Source::name);
                return Err(AddError::Known(known.unwrap_or(name)));
            }
            None => return Err(AddError::NotAnAddress(name)),
        };
        editor.save()?;
        self.bring_back(&id);
        let outlet = Outlet {
            id: id.clone(),
            name: name.clone(),
        };
        let now = self.now();
        let (_, listed) = self.store.add_fetched(&outlet, records(&feed, &id, now))?;
        let mut known = Known {
            listed,
            ..Known::default()
        };
        if let Some(outcome) = &outcome {
            known.health = known.health.after(outcome, now);
        }
        let kept = Sources::open(self.paths()).keep(&[(id.clone(), known)]);
        if let Err(error) = kept {
            self.trouble(&name, &error.to_string());
        }
        let (articles, _) = self.store.holding(&id);
        self.note(&name, &format!("added, {articles} articles"));
        Ok(Subscribed { id, name, articles })
    }

    fn look_at_file(&self, path: &Path, work: &Work<'_>) -> Result<Looked, AddError> {
        let new = New::at_path(path);
        if let Some(source) = work.subscriptions.known(new.origin()) {
            return Err(AddError::Known(source.name()));
        }
        let failed = |why: String| AddError::NoFeed(one_line(&path.to_string_lossy()), why);
        let (known, limits) = (Default::default(), Limits::default());
        let files = match path.is_dir() {
            true => crate::fetch::file::list(path, None, 1).map_err(|e| failed(e.to_string()))?,
            false => vec![path.to_owned()],
        };
        let Some(file) = files.first() else {
            return Err(failed("the folder is empty".to_owned()));
        };
        let answer = crate::fetch::file::read(file, &known, &limits);
        let Answer::Body { bytes, .. } = answer.map_err(|error| failed(error.to_string()))? else {
            return Err(failed("nothing is there".to_owned()));
        };
        let url = Url::from_file_path(file).map(String::from).ok();
        let context = feed::Context {
            content_type: None,
            url: url.as_deref(),
        };
        let feed = feed::read(&bytes, context).map_err(|wrong| failed(wrong.to_string()))?;
        Ok(Looked {
            candidates: vec![Candidate {
                new,
                feed,
                outcome: None,
            }],
            best: Some(0),
        })
    }

    /// Fetches an address: a feed, or, of a page, where it is and the feeds it names.
    #[allow(clippy::type_complexity)] // Either of two good ends; a name for it would say no more.
    fn fetch(
        &self,
        address: &str,
        found_outside: bool,
        wishes: &Wishes,
        work: &Work<'_>,
    ) -> Result<Result<Candidate, (String, Vec<Advertised>)>, AddError> {
        let origin = Origin::Address(address.to_owned());
        let source = Source {
            id: origin.id(),
            title: None,
            group: wishes.group.clone(),
            tags: Vec::new(),
            site: None,
            origin,
            settings: SourceSettings::default(),
        };
        let asking = Asking {
            source: &source,
            settings: &work.subscriptions.settings_of(&source, work.defaults),
            health: &Default::default(),
            found_outside,
        };
        let routed = ask::by_address(&asking, address, None, work.fetcher, work.cancel, None);
        let routed = routed.map_err(|wrong| AddError::Fetch(wrong.to_string()))?;
        let Answer::Body {
            bytes,
            content_type,
            told,
        } = &routed.answer
        else {
            return Err(AddError::Fetch(format!("{address} sent nothing")));
        };
        let context = feed::Context {
            content_type: content_type.as_deref(),
            url: Some(&told.final_url),
        };
        let here = told.moved_to.clone().unwrap_or_else(|| address.to_owned());
        match feed::read(bytes, context) {
            Ok(feed) => {
                let now = self.now();
                let outcome = outcome(&Ok(routed), &Hints::default(), &Bounds::default(), now);
                let new = New::at_address(&here).map_err(AddError::Address)?;
                Ok(Ok(Candidate { new, feed, outcome }))
            }
            Err(wrong) if wrong.kind == Instead::Html => {
                Ok(Err((told.final_url.clone(), wrong.advertised)))
            }
            Err(wrong) => Err(AddError::NoFeed(address.to_owned(), wrong.to_string())),
        }
    }
}

/// The address that a reader typed; `https://` is taken for granted.
fn written(text: &str) -> Result<String, AddError> {
    let not = || AddError::NotAnAddress(one_line(text));
    match address::read(text) {
        Ok(address) => Ok(address),
        Err(AddressError::NotAnAddress) => {
            let looks_like_one = text.contains('.') && !text.contains(char::is_whitespace);
            let whole = format!("https://{text}");
            match address::read(&whole) {
                Ok(address) if looks_like_one => Ok(address),
                _ => Err(not()),
            }
        }
        // `lantern.example:8080/feed` reads as an address of the kind `lantern.example`.
        Err(AddressError::NotWeb(_)) if text.contains('.') && !text.contains("://") => {
            address::read(&format!("https://{text}")).map_err(|_| not())
        }
        Err(error) => Err(AddError::Address(error)),
    }
}

/// The feeds that a page names; where it names none, those that may lie at the usual places.
fn at_usual_places(page: &str, advertised: Vec<Advertised>) -> Vec<Advertised> {
    let Some(root) = Url::parse(page).ok().filter(|_| advertised.is_empty()) else {
        return advertised;
    };
    let places = USUAL.iter().filter_map(|place| root.join(place).ok());
    let advertised = places.map(|url| Advertised {
        url: url.into(),
        kind: String::new(),
        title: None,
    });
    advertised.collect()
}
