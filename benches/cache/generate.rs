//! A cache of so many invented articles, the same in every run: what each article is, and the
//! folders as tidings leaves them.

use crate::texts::{Dice, Script, Words};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use tidings::model::place::At;
use tidings::model::{Id, Mark, Op, Outlet, OutletId};
use tidings::store::record::{Dig, Record, Section};
use tidings::store::{Paths, Store};

/// Change it when what is generated changes: an older cache is made anew.
const SHAPE: &str = "tidings benchmark cache, shape 1";

/// How many bytes a text has, about.
const BODY: usize = 4096;

/// The moment the newest article was published, in seconds since 1970.
const NEWEST: i64 = 1_790_000_000;

/// The articles are of so many seconds.
const SPAN: i64 = 3 * 365 * 86_400;

/// How an outlet's share falls with its rank.
const TAIL: f64 = 0.55;

/// Words of which each stands in one article of a thousand: as they stand there.
pub(crate) const NEEDLES: [&str; 4] = [
    "Quillmarsh",
    "Тихоморск",
    "Said \"no tide\"",
    "HARBOUR BOARD",
];

/// A size of cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// What it is called on the command line.
    pub(crate) name: &'static str,
    /// How many articles, digests included.
    pub(crate) articles: usize,
    /// How many outlets: then the first has 10, 6, 4 and 3 per cent of the articles.
    outlets: usize,
}

/// The sizes there are.
pub(crate) const SIZES: [Size; 4] = [
    Size {
        name: "1k",
        articles: 1_000,
        outlets: 40,
    },
    Size {
        name: "10k",
        articles: 10_000,
        outlets: 110,
    },
    Size {
        name: "100k",
        articles: 100_000,
        outlets: 250,
    },
    Size {
        name: "1m",
        articles: 1_000_000,
        outlets: 390,
    },
];

/// What is in a cache of one size.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) size: Size,
    pub(crate) outlets: Vec<Planned>,
    /// Where an outlet stands among them.
    places: HashMap<OutletId, usize>,
    words: Words,
}

/// An outlet, and how many articles it has.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) outlet: Outlet,
    pub(crate) articles: usize,
    script: Script,
    /// The number of its first article among those of all outlets.
    first: usize,
}

/// One line of a list: an article, the lead of a digest, or a section.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) id: Id,
    /// Whose list it stands in: its place in the plan.
    pub(crate) outlet: usize,
    pub(crate) date: i64,
    pub(crate) read: bool,
    pub(crate) star: bool,
    pub(crate) title: String,
    pub(crate) by: String,
    pub(crate) url: String,
    pub(crate) html: String,
}

impl Plan {
    /// The plan of a size.
    pub(crate) fn of(size: Size) -> Plan {
        let words = Words::new();
        let share = |rank: usize| (rank as f64 + 1.0).powf(-TAIL);
        let all: f64 = (0..size.outlets).map(share).sum();
        let mut outlets: Vec<Planned> = Vec::new();
        let (mut first, mut due) = (0, 0.0);
        for rank in 0..size.outlets {
            due += share(rank) / all * size.articles as f64;
            // Rounded so that the sum is right in the end.
            let articles = (due.round() as usize).min(size.articles) - first;
            let script = match rank % 10 {
                2 | 5 | 8 => Script::Cyrillic,
                9 if rank % 20 == 9 => Script::Cjk,
                _ => Script::Latin,
            };
            let name = words.line(script, &mut Dice::of(&[3, rank as u64]), 2);
            let id = OutletId::from_key(&format!("{name} {rank}"));
            outlets.push(Planned {
                outlet: Outlet { id, name },
                articles,
                script,
                first,
            });
            first += articles;
        }
        let numbered = outlets.iter().enumerate();
        let places = numbered
            .map(|(at, planned)| (planned.outlet.id.clone(), at))
            .collect();
        Plan {
            size,
            outlets,
            places,
            words,
        }
    }

    /// Article `n` of an outlet, the oldest first. Numbers from the planned one on are new ones.
    pub(crate) fn record(&self, outlet: usize, n: usize) -> Record {
        let planned = &self.outlets[outlet];
        let script = planned.script;
        let mut dice = Dice::of(&[4, outlet as u64, n as u64]);
        let id = Id::of(&[planned.outlet.id.as_str(), &n.to_string()]);
        let t = date(planned.articles, n, &mut dice);
        let title = self.words.line(script, &mut dice, 7);
        let seal = match (planned.first + n) % 1000 {
            17 => Some(0),
            333 => Some(1),
            649 => Some(2),
            965 => Some(3),
            _ => None,
        };
        let seal = seal.map(|at: usize| NEEDLES[at]);
        let mut record = Record {
            t: Some(t),
            f: t + 900,
            title: Some(title),
            url: Some(format!("https://{}.example/{n}", planned.outlet.id)),
            by: vec![self.words.line(script, &mut dice, 2)],
            lang: Some(script.lang().to_owned()),
            keys: vec![format!("guid:{id}")],
            w: 650,
            m: 3,
            ..Record::new(id)
        };
        if outlet % 25 == 3 && n.is_multiple_of(10) {
            self.digest(outlet, &mut record, &mut dice, seal);
        } else {
            record.html = self.words.body(script, &mut dice, BODY, seal);
        }
        record
    }

    /// Makes a press review of a lead and five sections of it.
    fn digest(&self, outlet: usize, record: &mut Record, dice: &mut Dice, seal: Option<&str>) {
        let planned = &self.outlets[outlet];
        let script = planned.script;
        let lead = self.words.body(script, dice, 200, seal);
        record.dig = Some(Dig {
            parser: 1,
            rule: "colon".to_owned(),
            conf: 0.9,
            publisher: Some(planned.outlet.name.clone()),
            lead: vec![lead.clone()],
            ..Dig::default()
        });
        record.src = lead;
        for number in 0..5 {
            let quoted = &self.outlets[dice.below(self.outlets.len())].outlet;
            let id = Id::of(&[&record.id.to_string(), "section", &number.to_string()]);
            let title = self.words.line(script, dice, 6);
            let html = self.words.body(script, dice, BODY / 5, None);
            let raw = format!("{}: {title}", quoted.name.to_uppercase());
            record.src += &format!("\n\n{raw}\n\n{html}");
            record.sections.push(Section {
                outlet: Some(quoted.id.clone()),
                name: Some(quoted.name.clone()),
                title: Some(title),
                raw,
                w: 130,
                m: 1,
                html,
                ..Section::new(id)
            });
        }
    }

    /// The lines of a record in the lists.
    pub(crate) fn lines(&self, outlet: usize, n: usize, record: Record) -> Vec<Line> {
        let line = |id: Id, outlet, title: Option<String>, html: String| Line {
            id,
            outlet,
            date: record.t.unwrap_or_default(),
            read: is_read(id),
            star: false,
            title: title.unwrap_or_default(),
            by: record.by.join(", "),
            url: record.url.clone().unwrap_or_default(),
            html,
        };
        let html = if record.dig.is_some() {
            &record.src
        } else {
            &record.html
        };
        let own = Line {
            star: self.is_bookmarked(outlet, n),
            ..line(record.id, outlet, record.title.clone(), html.clone())
        };
        let sections = record.sections.iter().map(|section| {
            let quoted = section.outlet.as_ref().and_then(|id| self.places.get(id));
            let at = quoted.copied().unwrap_or(outlet);
            line(section.id, at, section.title.clone(), section.html.clone())
        });
        std::iter::once(own).chain(sections).collect()
    }

    fn is_bookmarked(&self, outlet: usize, n: usize) -> bool {
        (self.outlets[outlet].first + n) % 1000 == 500
    }

    /// All articles, as (outlet, number), in the order in which they came.
    pub(crate) fn as_they_came(&self) -> Vec<(usize, usize)> {
        let mut all: Vec<(i64, usize, usize)> = Vec::with_capacity(self.size.articles);
        for (outlet, planned) in self.outlets.iter().enumerate() {
            for n in 0..planned.articles {
                let mut dice = Dice::of(&[4, outlet as u64, n as u64]);
                all.push((date(planned.articles, n, &mut dice), outlet, n));
            }
        }
        all.sort_unstable();
        all.into_iter().map(|(_, outlet, n)| (outlet, n)).collect()
    }
}

/// When article `n` of so many was published.
fn date(articles: usize, n: usize, dice: &mut Dice) -> i64 {
    let step = SPAN / articles.max(1) as i64;
    let jitter = dice.below(usize::try_from(step.max(1)).expect("not negative"));
    NEWEST - SPAN + n as i64 * step + jitter as i64
}

/// Nine of ten are read.
fn is_read(id: Id) -> bool {
    let digits = id.to_string();
    u64::from_str_radix(&digits, 16).is_ok_and(|n| n % 10 != 0)
}

/// A folder with the cache of one size, in tidings' files and in those of others.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) root: PathBuf,
}

impl Place {
    /// The folder of one size below `folder`.
    pub(crate) fn of(folder: &Path, size: Size) -> Place {
        Place {
            root: folder.join(size.name),
        }
    }

    /// Where tidings finds its files with `XDG_*_HOME` set to [`Place::xdg`].
    pub(crate) fn paths(&self) -> Paths {
        let at = |name: &str| self.root.join(name).join("tidings");
        Paths {
            cache: at("cache"),
            data: at("data"),
            config: at("config"),
            state: at("state"),
        }
    }

    /// Whether a whole cache of this shape stands here.
    pub(crate) fn is_made(&self) -> bool {
        fs::read_to_string(self.root.join("shape")).is_ok_and(|shape| shape == SHAPE)
    }

    /// Notes that all is made.
    pub(crate) fn set_made(&self) {
        fs::write(self.root.join("shape"), SHAPE).expect("the benchmark's folder can be written");
    }

    /// Makes tidings' own files with its own hands: articles added, marks set, all folded.
    pub(crate) fn fill(&self, plan: &Plan) {
        let mut store = Store::open(&self.paths());
        for (at, planned) in plan.outlets.iter().enumerate() {
            let records: Vec<Record> = (0..planned.articles).map(|n| plan.record(at, n)).collect();
            store
                .add_articles(&planned.outlet, &records)
                .expect("articles are added");
            let ids = records
                .iter()
                .flat_map(Record::ids)
                .filter(|id| is_read(*id));
            let read = op(&planned.outlet, Mark::Read, ids.collect());
            store.mark(&[read]).expect("marks are saved");
            for (n, record) in records.iter().enumerate() {
                if plan.is_bookmarked(at, n) {
                    let star = op(
                        &planned.outlet,
                        Mark::Star(At::START, None),
                        vec![record.id],
                    );
                    store.bookmark(&star, record).expect("a bookmark is saved");
                }
            }
        }
        store.compact_fully().expect("the marks are folded");
        store.rebuild().expect("the counts are written");
        assert!(store.troubles().is_empty(), "{:?}", store.troubles());
    }
}

/// A mark on articles of `outlet`.
pub(crate) fn op(outlet: &Outlet, mark: Mark, ids: Vec<Id>) -> Op {
    Op {
        kept_in: outlet.id.clone(),
        mark,
        time: NEWEST,
        ids,
    }
}
