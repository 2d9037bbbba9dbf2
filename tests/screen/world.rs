//! A small world of invented news, the one the screens are drawn with.

use jiff::Zoned;
use tidings::jobs::Desk;
use tidings::jobs::find::{self, Finding};
use tidings::model::article::Via;
use tidings::model::library::is_related;
use tidings::model::place::At;
use tidings::model::{
    Article, Block, BlockKind, Edition, Group, Head, Health, Id, Kind, Library, Mark, Marks, Op,
    Outlet, OutletId, When,
};
use tidings::search::Query;
use tidings::store::Paths;
use tidings::tui::dialog::add::Offer;
use tidings::tui::dialog::everywhere::MOST;
use tidings::tui::feeds::{Due, Feed};

/// Everything there is to read.
#[derive(Clone)]
pub struct World {
    pub library: Library,
    pub texts: Vec<(Id, Vec<Block>)>,
    pub articles: Vec<Article>,
    /// What is subscribed to, and how it fares.
    pub feeds: Vec<(OutletId, Feed)>,
    /// What is found at any address.
    pub offers: Vec<Offer>,
}

/// Sunday 22 November 2026, 14:05, in UTC.
pub fn now() -> Zoned {
    "2026-11-22T14:05:00+00:00[UTC]".parse().expect("a time")
}

impl World {
    /// A world with nothing in it.
    pub fn empty() -> World {
        World {
            library: Library::new(Marks::default()),
            texts: Vec::new(),
            articles: Vec::new(),
            feeds: Vec::new(),
            offers: Vec::new(),
        }
    }

    /// What a desk has, with every article loaded.
    pub fn of_desk(desk: &mut Desk) -> World {
        let library = desk.library();
        let heads = library.heads().into_iter();
        let articles = heads
            .map(|head| desk.article(&head).expect("an article"))
            .collect();
        World {
            library,
            articles,
            ..World::empty()
        }
    }

    /// What a newcomer's library holds.
    pub fn samples() -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let (cache, data) = (at("cache"), at("data"));
        let (config, state) = (at("config"), at("state"));
        World::of_desk(&mut Desk::open(Paths {
            cache,
            data,
            config,
            state,
        }))
    }

    /// The Harbour Gazette and its neighbours, and two press reviews.
    pub fn harbour() -> World {
        let mut world = World::empty();
        for (title, date, read, star) in GAZETTE {
            world.article_of("The Harbour Gazette", title, date, 4, read, star);
        }
        world.texts[0].1 = rails();
        world.article_of(
            "North Line",
            "Grid operators rehearse a week without wind",
            "2026-11-22T05:10:00Z",
            6,
            false,
            false,
        );
        world.article_of(
            "North Line",
            "Snow roads open ten days late",
            "2026-11-03",
            2,
            false,
            false,
        );
        world.article_of(
            "Old Quay Weekly",
            "Why the slip was never finished",
            "2026-10-01",
            3,
            true,
            false,
        );
        world.digest(
            "OVERLOOK",
            "2022-12-22",
            true,
            Some("two newsrooms on one harbour"),
            &[
                (
                    "DOCKYARDS",
                    "“Load 12”. How crews who refuse the night run are tried",
                    true,
                ),
                ("BEACON", "Calm as a message", false),
            ],
            &[
                ("A port town counts its ferries", "25 Aug 2023"),
                ("After the summit: who keeps the lock open?", "31 Jul 2023"),
            ],
        );
        world.digest(
            "LANTERN REVIEW",
            "2026-11-22",
            false,
            None,
            &[
                ("Meridian", "The map that refused to agree", false),
                ("North Line", "A letter from the ridge", true),
                ("The Tide Post", "The lock-keeper’s winter", false),
            ],
            &[],
        );
        world.library.sort();
        world
    }

    /// The harbour's outlets as feeds, some in groups, some in trouble.
    pub fn feeds() -> World {
        let mut world = World::harbour();
        let today = |clock: &str| {
            let then = format!("2026-11-22T{clock}:00Z").parse::<jiff::Timestamp>();
            then.expect("a time").as_second()
        };
        let good = Health {
            last_try: Some(today("14:00")),
            last_good: Some(today("14:00")),
            way: Some("direct".to_owned()),
            last_status: Some(200),
            bytes: 20_480,
            ..Health::default()
        };
        let failed = |times: u32, why: &str, status: Option<u16>| Health {
            last_good: Some(today("14:00") - 2 * 24 * 3_600),
            failures: times,
            last_error: Some(why.to_owned()),
            last_status: status,
            ..good.clone()
        };
        let feed = |group: &str, health: Health| Feed {
            named: true,
            group: Group::parse(group),
            place: "https://harbour.example/feed".to_owned(),
            health,
            due: Due::At(today("15:00")),
            ..Feed::default()
        };
        let busy = failed(1, "busy.example is busy (503)", Some(503));
        let gone = Health {
            gone: true,
            ..failed(3, "the feed is gone (410)", Some(410))
        };
        let moved = Health {
            moved_to: Some("https://ridge.example/feed".to_owned()),
            last_status: Some(304),
            bytes: 180,
            ..good.clone()
        };
        let all = [
            ("The Harbour Gazette", feed("", good.clone())),
            ("North Line", feed("Coast", moved)),
            ("The Tide Post", feed("Coast/Far side", gone)),
            ("Kestrel Letters", feed("Coast/Far side", Health::default())),
            ("LANTERN REVIEW", feed("", busy)),
            (
                "Old Quay Weekly",
                Feed {
                    paused: true,
                    due: Due::Never,
                    ..feed("", good)
                },
            ),
        ];
        for (name, feed) in all {
            let id = OutletId::from_key(&tidings::chars::fold::name_key(name));
            let name = name.to_owned();
            world.feeds.push((id, Feed { name, ..feed }));
        }
        let offer = |title: &str, about: &str, format: &'static str| Offer {
            title: title.to_owned(),
            about: about.to_owned(),
            format,
            articles: 12,
            headlines: Vec::new(),
        };
        world.offers = vec![
            offer("Lantern", "news, about 20 a day", "RSS"),
            offer("Lantern Review", "a digest; about one a week", "Atom"),
            offer("Lantern comments", "about 200 a day", "RSS"),
        ];
        world
    }

    /// Adds an article of its own.
    pub fn article_of(
        &mut self,
        outlet: &str,
        title: &str,
        date: &str,
        minutes: u32,
        read: bool,
        star: bool,
    ) {
        let outlet = self.outlet(outlet);
        let id = Id::of(&[outlet.as_str(), title]);
        let head = Head {
            id,
            article: id,
            kept_in: outlet.clone(),
            outlet: outlet.clone(),
            also: Vec::new(),
            kind: Kind::Article,
            title: title.to_owned(),
            by: Some("Nora Lind".to_owned()),
            when: When::parse(date),
            date: None,
            minutes,
        };
        self.library.add(None, vec![head], false);
        self.texts
            .push((id, vec![Block::paragraph(&format!("The text of {title}."))]));
        self.mark(&outlet, id, read, star);
    }

    /// Adds an edition of a press review.
    pub fn digest(
        &mut self,
        publisher: &str,
        date: &str,
        guess: bool,
        lead: Option<&str>,
        sections: &[(&str, &str, bool)],
        related: &[(&str, &str)],
    ) {
        let kept_in = self.outlet(publisher);
        let digest = Id::of(&[publisher, date]);
        let when = When::parse(date);
        let head = |id: Id, outlet: &OutletId, kind: Kind, title: &str| Head {
            id,
            article: digest,
            kept_in: kept_in.clone(),
            outlet: outlet.clone(),
            also: Vec::new(),
            kind,
            title: title.to_owned(),
            by: Some("Irina Vale".to_owned()),
            when,
            date: None,
            minutes: 9,
        };
        let mut heads = Vec::new();
        if let Some(lead) = lead {
            let title = format!("Lead: {lead}");
            heads.push(Head {
                minutes: 1,
                ..head(digest, &kept_in, Kind::Lead, &title)
            });
            self.texts.push((
                digest,
                vec![Block::paragraph("What two newsrooms say of one harbour.")],
            ));
        }
        let mut read_ids = Vec::new();
        for (n, (outlet, title, read)) in (0_u32..).zip(sections) {
            let outlet = self.outlet(outlet);
            let id = Id::of(&[publisher, date, title]);
            heads.push(head(id, &outlet, Kind::Section(n), title));
            self.texts.push((id, load_12()));
            if *read {
                read_ids.push(id);
            }
        }
        for (n, (title, date)) in (0_u32..).zip(related) {
            let id = Id::of(&[&digest.to_string(), "related", title]);
            let mut head = head(id, &kept_in, Kind::Related(n), title);
            head.date = Some((*date).to_owned());
            heads.push(head);
            self.texts.push((id, vec![Block::paragraph("A summary.")]));
        }
        let edition = Edition {
            id: digest,
            publisher: kept_in.clone(),
            title: lead.map(str::to_owned),
            when,
            guess,
            unsure: false,
        };
        self.library.add(Some(edition), heads, false);
        for id in read_ids {
            self.mark(&kept_in, id, true, false);
        }
    }

    /// The article with this id, as the cache would give it.
    pub fn article(&self, id: Id) -> Article {
        if let Some(article) = self.articles.iter().find(|a| a.head.id == id) {
            return article.clone();
        }
        let head = self.library.head(id).expect("a head").into_owned();
        let text = self.texts.iter().find(|(of, _)| *of == id);
        let blocks = text.map(|(_, blocks)| blocks.clone()).unwrap_or_default();
        let via = self.library.edition(head.article).map(|edition| Via {
            digest: edition.id,
            publisher: self.library.name(&edition.publisher).to_owned(),
            when: edition.when,
            guess: edition.guess,
        });
        Article {
            via,
            minutes: head.minutes,
            cuts: blocks.iter().map(Block::cuts).sum(),
            source: std::iter::once("What stands first in the review.".to_owned())
                .chain(blocks.iter().map(Block::text))
                .collect::<Vec<_>>()
                .join("\n\n"),
            blocks,
            url: None,
            boilerplate: Vec::new(),
            related: Vec::new(),
            lang: None,
            head,
        }
    }

    /// What a search everywhere finds, as the cache would give it.
    pub fn search(&self, words: &str) -> Finding {
        let query = Query::of_words(words).expect("words");
        let heads = self.library.heads().into_iter().filter(|h| !is_related(h));
        let hits = heads.filter_map(|head| {
            let article = self.article(head.id);
            find::hit(&query, &head, &head.title, &article.blocks)
        });
        find::finding(hits.collect(), &self.library, MOST)
    }

    fn outlet(&mut self, name: &str) -> OutletId {
        let id = OutletId::from_key(&tidings::chars::fold::name_key(name));
        self.library.add_outlet(Outlet {
            id: id.clone(),
            name: name.to_owned(),
        });
        id
    }

    fn mark(&mut self, kept_in: &OutletId, id: Id, read: bool, star: bool) {
        let marks = [(read, Mark::Read), (star, Mark::Star(At::START, None))];
        for (_, mark) in marks.into_iter().filter(|(set, _)| *set) {
            let op = Op {
                kept_in: kept_in.clone(),
                mark,
                time: 1,
                ids: vec![id],
            };
            self.library.apply(&op);
        }
    }
}

const GAZETTE: [(&str, &str, bool, bool); 16] = [
    (
        "Council buys the night rails under the old harbour",
        "2026-11-22T06:00:00Z",
        true,
        false,
    ),
    (
        "A ferry that runs on the tide, and a timetable that does not",
        "2026-11-21T20:00:00Z",
        false,
        true,
    ),
    (
        "Pilot strike enters third week as the grain ships wait outside the bar",
        "2026-11-21T19:00:00Z",
        false,
        false,
    ),
    (
        "The quiet vote that moved a border by eleven metres",
        "2026-11-21T18:00:00Z",
        false,
        false,
    ),
    (
        "Harbour dues: who pays, who used to, and why nobody can find the ledger from 1987",
        "2026-11-20T12:00:00Z",
        false,
        false,
    ),
    (
        "Why the lighthouse keeps two clocks",
        "2026-11-20T11:00:00Z",
        true,
        false,
    ),
    (
        "港の夜行貨物線、市が買い取りへ議会で可決",
        "2026-11-19T11:00:00Z",
        false,
        false,
    ),
    (
        "Fish market returns to the north quay",
        "2026-11-19T10:00:00Z",
        false,
        false,
    ),
    (
        "Letter: the whistle is not noise",
        "2026-11-18T10:00:00Z",
        false,
        false,
    ),
    (
        "Tide tables for the week",
        "2026-11-17T10:00:00Z",
        true,
        false,
    ),
    (
        "Correction: the east lock",
        "2026-11-16T10:00:00Z",
        false,
        false,
    ),
    (
        "In pictures: first frost on the cranes",
        "2026-11-14",
        false,
        false,
    ),
    ("What the dredger found", "2026-11-03", true, true),
    ("A winter timetable, explained", "2026-10-28", false, false),
    ("The last pilot boat", "2026-03-09", false, false),
    ("Who owns a tide?", "2025-05-01", false, false),
];

fn rails() -> Vec<Block> {
    vec![
        Block::paragraph(
            "The council voted 14 to 9 on Tuesday night to hand the freight lines under the old harbour to a public trust, ending a dispute that began when the last pilot boat was sold in March.",
        ),
        Block::paragraph(
            "“We are not buying rails,” the harbour master, Ilse Brandt, told the session. “We are buying the right to decide who may use them at four in the morning.” […]",
        ),
        Block::heading("What the vote changes"),
        Block::new(
            BlockKind::Item(0),
            "Night freight stays on the water until the east lock is repaired.",
        ),
        Block::new(
            BlockKind::Item(0),
            "The trust pays for the lock survey and publishes it.",
        ),
        Block::paragraph("A first reading of the bylaws is expected before the winter recess."),
        Block::new(
            BlockKind::Quote(1),
            "“A port that cannot say no to a ship is a car park.”",
        ),
        Block::new(
            BlockKind::Caption,
            "Cranes on the east quay at first frost. © Tomas Weir",
        ),
    ]
}

fn load_12() -> Vec<Block> {
    let mut blocks = vec![
        Block::paragraph(
            "The number of cases against crews who leave a night run is growing. Courts heard 948 of them this year, most since the summer, and the first sentences have now been given for refusals in winter. […]",
        ),
        Block::heading("Leaving the quay"),
    ];
    for n in 1..=12 {
        blocks.push(Block::paragraph(&format!("{n}. Tomas finished his papers at nineteen and signed on in the summer. “I was told four weeks,” he says; his answers are dry. The lock was shut.")));
    }
    blocks.push(Block::heading("In court"));
    blocks.push(Block::paragraph("The first crews refused in April. […]"));
    blocks
}
