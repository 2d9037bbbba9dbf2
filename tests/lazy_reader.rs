//! Lists that are read when they are looked at look as if everything had been read at the start.

#![allow(clippy::disallowed_methods)]

#[allow(dead_code, unreachable_pub)] // Other tests use the rest.
mod screen;
mod store_fixture;

use screen::Reader;
use screen::world::World;
use store_fixture::*;
use tidings::jobs::Desk;
use tidings::model::health::Health;
use tidings::model::{Group, Id, Mark, OutletId, Shelf};
use tidings::store::Paths;
use tidings::store::record::Record;
use tidings::tui::effect::Effect;
use tidings::tui::feeds::Feed;
use tidings::tui::message::Message;

/// Three outlets with articles, two reviews that quote others, some of it read or bookmarked.
fn filled() -> Place {
    let place = Place::new();
    let mut store = place.open();
    for (o, name) in ["Anchor", "Beacon", "Capstan"].iter().enumerate() {
        let outlet = outlet(name);
        let records: Vec<Record> = (0..6)
            .map(|n| Record {
                id: Id::of(&[name, &n.to_string()]),
                ..article(10 * n + o as u32)
            })
            .collect();
        store.add_articles(&outlet, &records).expect("added");
        let read: Vec<Id> = records
            .iter()
            .skip(2 * o)
            .step_by(2)
            .map(|r| r.id)
            .collect();
        store
            .mark(&[op(&outlet, Mark::Read, &read)])
            .expect("marked");
        let starred = &records[o];
        store
            .bookmark(&op(&outlet, star(), &[starred.id]), starred)
            .expect("marked");
    }
    let mut second = review();
    second.id = Id::of(&["second"]);
    for section in &mut second.sections {
        section.id = Id::of(&["second", &section.id.to_string()]);
    }
    store.add_opened(&lantern(), &[review()]).expect("added");
    store
        .add_articles(&outlet("Capstan"), &[second])
        .expect("added");
    store.keep_counts();
    place
}

fn reader(paths: &Paths, lazy: bool) -> Reader {
    let mut desk = Desk::open(paths.clone());
    let mut world = World::of_desk(&mut Desk::open(paths.clone()));
    world.library = match lazy {
        true => desk.shelves(),
        false => desk.library(),
    };
    let mut reader = Reader::new(world, 120, 30);
    reader.desk = Some(desk);
    // What is shown first is read behind the first frame.
    reader.send(Message::Resize(120, 30));
    reader
}

#[test]
fn every_key_shows_what_it_shows_when_all_is_read() {
    for keys in [
        "jjjjjjjjjjjjjjjjjjjjjjj",
        "nnnnnnnnnnnnnnnnnnnn",
        "NNNNNNNNNNNN",
        "5nn3N",
        "GnNn<Enter>nnnn",
        "GMkMkMuu",
        "G<Enter>fff",
        "j<Enter>",
        "jM",
        "B",
        "Bjj<Enter>",
        "Bbbjb<Esc>",
        "/an<Enter>n",
        "jjjj<Right>jjj<Right>jmb",
        "g/Body 3<Enter>",
        "<Enter><Enter>bmJJKmmq",
    ] {
        let (lazy, eager) = (filled(), filled());
        let mut lazy = (reader(&lazy.paths, true), lazy);
        let mut eager = (reader(&eager.paths, false), eager);
        let mut typed = String::new();
        for key in steps(keys) {
            typed += &key;
            lazy.0.keys(&key);
            eager.0.keys(&key);
            assert_eq!(lazy.0.screen(), eager.0.screen(), "{keys}: {typed}");
        }
    }
    for n in 0..14 {
        let (lazy, eager) = (filled(), filled());
        let keys = format!("{}{}", "j".repeat(n), " ".repeat(30));
        let mut lazy = (reader(&lazy.paths, true), lazy);
        let mut eager = (reader(&eager.paths, false), eager);
        for _ in 0..3 {
            lazy.0.keys(&keys);
            eager.0.keys(&keys);
            assert_eq!(lazy.0.screen(), eager.0.screen(), "{n}");
        }
    }
}

/// Keys one by one; what stands in angle brackets is one.
fn steps(keys: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.find('>').filter(|_| c == '<');
        let len = named.map_or(c.len_utf8(), |end| end + 1);
        steps.push(rest[..len].to_owned());
        rest = &rest[len..];
    }
    steps
}

#[test]
fn a_list_reads_its_own_outlet_and_those_that_quote_it() {
    let place = filled();
    let mut desk = Desk::open(place.paths.clone());
    let library = desk.shelves();
    let by_name = |name: &str| outlet(name).id;
    for (shelf, needs) in [
        (Shelf::Outlet(by_name("Anchor")), vec!["Anchor"]),
        (
            Shelf::Outlet(by_name("Mediazona")),
            vec!["Capstan", "Lantern Review"],
        ),
        (Shelf::Publisher(by_name("Capstan")), vec!["Capstan"]),
        (Shelf::Bookmarks, vec!["Anchor", "Beacon", "Capstan"]),
    ] {
        let needs: Vec<_> = needs.into_iter().map(by_name).collect();
        assert_eq!(library.missing(&shelf, false), needs, "{shelf}");
    }
    let mut reader = reader(&place.paths, true);
    reader.effects.clear();
    reader.keys("jkjk");
    let reads = reader
        .effects
        .iter()
        .filter(|e| matches!(e, Effect::Read { .. }));
    assert_eq!(reads.count(), 0, "nothing is read twice");
}

/// The same with nothing unread in two of the outlets: *Unread* does not read these.
fn half_read() -> Place {
    let place = filled();
    let mut store = place.open();
    for name in ["Anchor", "Beacon"] {
        let all: Vec<Id> = (0..6).map(|n| Id::of(&[name, &n.to_string()])).collect();
        let read = op(&outlet(name), Mark::Read, &all);
        store.mark(&[read]).expect("marked");
    }
    store.keep_counts();
    place
}

/// The outlets in groups, two of them in trouble, and one that nothing is kept of.
fn feeds() -> Vec<(OutletId, Feed)> {
    let feed = |name: &str, group: &str, failures: u32| {
        let health = Health {
            failures,
            ..Health::default()
        };
        let feed = Feed {
            name: name.to_owned(),
            named: true,
            group: Group::parse(group),
            health,
            ..Feed::default()
        };
        (outlet(name).id, feed)
    };
    vec![
        feed("Anchor", "Coast", 2),
        feed("Beacon", "Coast/Far side", 0),
        feed("Capstan", "Coast", 1),
        feed("Dinghy", "Coast", 0),
    ]
}

#[test]
fn groups_and_outlets_in_trouble_show_what_they_show_when_all_is_read() {
    for keys in [
        "jjjjjjjjjjjjjjjjjjjj",
        "GgGkkkk",
        "/coast<Enter><Right>",
        "/coast<Enter>M<Right>u",
        "/far<Enter><Right>fff",
        "/far<Enter><Right>/Body<Enter>",
        "/coast<Enter><Right>nnnnN",
        "/anchor<Enter>",
        "/anchor<Enter>:remove<Enter>",
        "/beacon<Enter>:remove<Enter>",
        "/capstan<Enter>:remove<Enter>",
        "/dinghy<Enter><Right>",
        ":sources<Enter>jj",
    ] {
        let (lazy, eager) = (half_read(), half_read());
        let mut lazy = (reader(&lazy.paths, true), lazy);
        let mut eager = (reader(&eager.paths, false), eager);
        for reader in [&mut lazy.0, &mut eager.0] {
            reader.send(Message::Feeds(feeds()));
        }
        let mut typed = String::new();
        for key in steps(keys) {
            typed += &key;
            lazy.0.keys(&key);
            eager.0.keys(&key);
            assert_eq!(lazy.0.screen(), eager.0.screen(), "{keys}: {typed}");
        }
    }
}

#[test]
fn a_group_counts_and_reads_the_outlets_inside_it() {
    let place = filled();
    let mut desk = Desk::open(place.paths.clone());
    for (group, needs) in [
        ("Coast", vec!["Anchor", "Beacon", "Capstan"]),
        ("Coast/Far side", vec!["Beacon"]),
    ] {
        let group = Shelf::Group(Group::parse(group));
        let mut reader = reader(&place.paths, true);
        reader.send(Message::Feeds(feeds()));
        let mut library = desk.shelves();
        library.subscribe(
            reader
                .state
                .library
                .standings()
                .map(|(o, s)| (o.clone(), s.clone())),
        );
        let needs: Vec<_> = needs.into_iter().map(|name| outlet(name).id).collect();
        assert_eq!(library.missing(&group, false), needs, "{group}");
        let all = &mut Desk::open(place.paths.clone()).library();
        all.subscribe(library.standings().map(|(o, s)| (o.clone(), s.clone())));
        let lines = all.listed(&group);
        let unread = lines.iter().filter(|line| all.is_unread_id(line.id));
        assert_eq!(library.unread_of(&group), unread.count(), "{group}");
    }
}
