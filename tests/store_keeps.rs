//! What is put into the store comes out of it again: lines, bodies, marks, bookmarks, sessions. Each
//! test writes with one Store and reads with another, as two runs of the program do.

#![allow(clippy::disallowed_methods)]

mod store_fixture;

use std::fs;
use store_fixture::*;
use tidings::model::place::At;
use tidings::model::{Id, Kind, Mark, Outlet, When};
use tidings::store::record::{Dig, Record, Section, related_id};
use tidings::store::{Added, Session, StoreError};

fn added(new: usize, updated: usize, unchanged: usize) -> Added {
    Added {
        new,
        updated,
        unchanged,
    }
}

#[test]
fn nothing_is_created_by_looking() {
    let place = Place::new();
    let store = place.open();
    assert!(store.is_writable() && store.troubles().is_empty());
    assert!(store.library().heads().is_empty());
    assert!(store.session().is_none() && !store.changed());
    assert!(fs::read_dir(place.root()).expect("read").next().is_none());
}

#[test]
fn articles_of_several_outlets_are_added_at_once() {
    let place = Place::new();
    let mut store = place.open();
    let outlets = [
        "Quay Weekly",
        "Beacon",
        "Tide Post",
        "Kestrel",
        "North Line",
        "Причал",
    ];
    let mut batch: Vec<_> = (0..)
        .zip(outlets)
        .map(|(n, name)| (outlet(name), vec![article(n)]))
        .collect();
    // The same outlet again, as a feed does that has two addresses.
    batch.push((outlet("Beacon"), vec![article(1), article(7), article(7)]));
    batch.push((outlet("Empty"), Vec::new()));
    let done = store.add_articles_of(&batch).expect("added");
    let mut expected = vec![added(1, 0, 0); outlets.len()];
    expected.extend([added(1, 0, 2), added(0, 0, 0)]);
    let done: Vec<Added> = done.into_iter().map(|one| one.expect("added")).collect();
    assert_eq!(done, expected);
    for store in [&store, &open_well(&place.paths)] {
        assert_eq!(titles(store).len(), outlets.len() + 1);
        let beacon = outlet("Beacon").id;
        assert_eq!(
            store.load(&beacon, article(7).id).expect("there"),
            article(7)
        );
    }
    // All of it is there once: there is no room to give back.
    assert_eq!(store.compact_fully().expect("looked at").segments, 0);
    let again = store.add_articles_of(&batch).expect("nothing new");
    assert!(
        again
            .into_iter()
            .all(|one| one.expect("nothing new").new == 0)
    );
}

#[test]
fn one_outlet_that_cannot_be_added_costs_no_other() {
    let place = Place::new();
    let mut store = place.open();
    fs::create_dir_all(place.segment(&outlet("Beacon"))).expect("in its way");
    let batch = ["Quay Weekly", "Beacon", "Tide Post"].map(|name| (outlet(name), vec![article(1)]));
    let done = store
        .add_articles_of(&batch)
        .expect("the folder can be written");
    let done: Vec<bool> = done.iter().map(Result::is_ok).collect();
    assert_eq!(done, [true, false, true]);
    assert_eq!(titles(&store).len(), 2);
    let mut again = place.open();
    again.read_everything();
    assert_eq!(again.cached(), 2);
}

#[test]
fn other_programs_find_one_record_a_line() {
    let place = Place::new();
    let mut store = place.open();
    store.add_opened(&lantern(), &[review()]).expect("added");
    let articles: Vec<_> = (0..3).map(article).collect();
    store.add_articles(&lantern(), &articles).expect("added");
    for (file, records) in [
        (place.opened(&lantern()), 1),
        (place.segment(&lantern()), 3),
    ] {
        let text = fs::read_to_string(&file).expect("UTF-8");
        // `wc -l`: a record a line, and the header.
        assert!(text.ends_with('\n'));
        assert_eq!(text.lines().count(), records + 1);
        let lines = text.lines().map(serde_json::from_str::<serde_json::Value>);
        let lines: Vec<_> = lines.map(|line| line.expect("JSON")).collect();
        // `jq`: what is no record has no id; `.title` is text, `.sections[]?.title` too.
        let ids = lines.iter().filter(|line| line["id"].is_string()).count();
        assert_eq!(
            (ids, lines[0]["tidings"].as_str()),
            (records, Some("articles"))
        );
        assert!(lines.iter().all(|line| line["title"].is_string()));
        // `grep`: letters of every script stand as they are.
        assert!(!text.contains("\\u"), "{text}");
    }
    let opened = fs::read_to_string(place.opened(&lantern())).expect("UTF-8");
    assert!(opened.contains("Cranes stand still") && opened.contains("\"sections\":["));
    let cached = fs::read_to_string(place.segment(&lantern())).expect("UTF-8");
    assert!(cached.contains("тест") && cached.contains("«Груз-1»"));
}

#[test]
fn a_review_becomes_the_lines_a_list_shows() {
    let place = Place::new();
    let mut store = place.open();
    let done = store.add_opened(&lantern(), &[review()]).expect("added");
    assert_eq!(done, added(1, 0, 0));
    let store = open_well(&place.paths);
    let mut library = store.library();
    library.sort();
    let heads = library.heads();
    let rows: Vec<_> = heads
        .iter()
        .map(|h| (h.kind, library.name(&h.outlet), h.title.as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            (
                Kind::Lead,
                "Lantern Review",
                "Lead: Independent press in the harbour"
            ),
            (Kind::Section(0), "Mediazona", "Cranes stand still"),
            (
                Kind::Section(1),
                "Riddle",
                "Riddle writes about a harbour whose tides <nobody> understands, and about the…"
            ),
            (Kind::Related(0), "Lantern Review", "Tides of autumn"),
        ]
    );
    assert!(heads.iter().all(|h| h.when == When::parse("2022-12-22")));
    assert!(
        heads
            .iter()
            .all(|h| h.kept_in == lantern().id && h.article == review().id)
    );
    assert_eq!(heads[0].by.as_deref(), Some("Irina Vale"));
    assert_eq!(heads[0].id, review().id);
    assert_eq!(library.name(&heads[1].also[0]), "Quay Weekly");
    assert_eq!(heads[3].id, related_id(review().id, "Tides of autumn"));
    assert_eq!(
        (heads[3].date.as_deref(), heads[3].minutes),
        (Some("December 2022"), 0)
    );
    let edition = library.edition(review().id).expect("an edition");
    assert!(edition.guess && !edition.unsure);
    assert_eq!(library.unread(|_| true), 3);
    let loaded = store.load(&lantern().id, review().id).expect("loaded");
    assert_eq!(loaded, review());
}

#[test]
fn a_lead_row_is_there_when_there_is_something_to_read() {
    let words = || vec!["words".to_owned()];
    for (dig, row) in [
        (Dig::default(), None),
        (
            Dig {
                lead: words(),
                ..Dig::default()
            },
            Some("Lead: T"),
        ),
        (
            Dig {
                captions: words(),
                ..Dig::default()
            },
            Some("T"),
        ),
        (
            Dig {
                notes: words(),
                ..Dig::default()
            },
            Some("T"),
        ),
        (
            Dig {
                toc: words(),
                ..Dig::default()
            },
            Some("T"),
        ),
    ] {
        let record = Record {
            title: Some("T".into()),
            dig: Some(dig),
            ..Record::new(Id::of(&["d"]))
        };
        let listing = record.listing(&lantern().id);
        let title = listing.heads.first().map(|h| h.title.as_str());
        assert_eq!(title, row, "{record:?}");
    }
}

#[test]
fn what_may_be_a_review_is_an_edition_of_one_article() {
    let record = Record {
        unsure: true,
        ..article(1)
    };
    let listing = record.listing(&lantern().id);
    assert!(listing.edition.is_some_and(|e| e.unsure && !e.guess));
    assert_eq!(listing.heads[0].kind, Kind::Article);
    assert_eq!(article(1).listing(&lantern().id).edition, None);
}

#[test]
fn dates_are_kept_as_exactly_as_they_are_known() {
    for (date, t, kept) in [
        ("2022-12-22T06:00:00Z", Some(1_671_688_800), None),
        ("2022-12-22", Some(1_671_667_200), Some("2022-12-22")),
        ("2022-12", Some(1_669_852_800), Some("2022-12")),
        ("", None, None),
    ] {
        let mut record = article(1);
        record.set_when(When::parse(date));
        assert_eq!((record.t, record.date.as_deref()), (t, kept), "{date}");
        assert_eq!(record.when(), When::parse(date), "{date}");
    }
}

#[test]
fn the_lines_are_to_the_letter_what_the_format_says() {
    let place = Place::new();
    let outlet = Outlet {
        name: "Veridica".into(),
        ..lantern()
    };
    let record = Record {
        t: Some(1_671_559_200),
        f: 1_671_560_000,
        title: Some("«Груз-500»".into()),
        url: Some("https://example.org/1".into()),
        by: vec!["A".into()],
        lang: Some("ru".into()),
        tags: vec!["court".into()],
        keys: vec!["k".into()],
        w: 812,
        m: 3,
        sum: Some("s".into()),
        unsure: true,
        html: "<p>…</p>".into(),
        src: "…".into(),
        ..Record::new(Id::parse("d9d5326c25ddf91f").expect("an id"))
    };
    let digest = Record {
        dig: Some(Dig {
            rule: "colon".into(),
            ..Dig::default()
        }),
        sections: vec![Section::new(Id::parse("8c32184eaa3373c7").expect("an id"))],
        ..Record::new(Id::parse("0000000000000001").expect("an id"))
    };
    place
        .open()
        .add_articles(&outlet, &[record, digest])
        .expect("added");
    let id = &outlet.id;
    let expected = [
        format!(r#"{{"tidings":"articles","v":1,"gen":1,"outlet":"{id}","title":"Veridica"}}"#),
        r#"{"id":"d9d5326c25ddf91f","t":1671559200,"f":1671560000,"title":"«Груз-500»","url":"https://example.org/1","by":["A"],"lang":"ru","tags":["court"],"keys":["k"],"w":812,"m":3,"sum":"s","unsure":true,"html":"<p>…</p>","src":"…"}"#.to_owned(),
        r#"{"id":"0000000000000001","dig":{"parser":0,"rule":"colon","conf":0.0},"sections":[{"id":"8c32184eaa3373c7"}]}"#.to_owned(),
    ];
    let text = fs::read_to_string(place.segment(&outlet)).expect("text");
    assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    let outlets = fs::read_to_string(place.paths.cache.join("outlets.json")).expect("text");
    let len = text.len();
    let list: serde_json::Value = serde_json::from_str(&outlets).expect("JSON");
    let line = &list["outlets"][0];
    let expected = serde_json::json!({
        "id": id.as_str(), "title": "Veridica", "n": 2, "unread": 2, "len": len, "gen": 1,
        "seal": line["seal"], "editions": 1, "unread_in_editions": 1,
        "by": [{"id": id.as_str(), "n": 1, "unread": 1}],
    });
    assert_eq!(*line, expected);
    assert_eq!(list["state"], serde_json::json!({"gen": 0, "len": 0}));
}

#[test]
fn opening_the_same_file_twice_changes_no_byte() {
    let place = Place::new();
    place
        .open()
        .add_opened(&lantern(), &[review()])
        .expect("added");
    let before = place.snapshot();
    let again = Record {
        f: review().f + 86_400,
        ..review()
    };
    let mut store = open_well(&place.paths);
    let done = store.add_opened(&lantern(), &[again]).expect("added");
    assert_eq!(done, added(0, 0, 1));
    assert_eq!(place.snapshot(), before);
}

#[test]
fn a_newer_version_keeps_marks_and_what_is_bookmarked() {
    let place = Place::new();
    let mut store = place.open();
    store.add_opened(&lantern(), &[review()]).expect("added");
    let ids: Vec<Id> = review().sections.iter().map(|s| s.id).collect();
    let pos = Mark::Position(At { block: 3, char: 9 });
    store
        .mark(&[
            op(&lantern(), Mark::Read, &[ids[0], review().id]),
            op(&lantern(), pos, &[ids[0]]),
        ])
        .expect("marked");
    for id in &ids {
        let op = op(&lantern(), star(), &[*id]);
        store.bookmark(&op, &review()).expect("bookmarked");
    }
    // The first section has other words, the second one is gone.
    let mut newer = review();
    newer.f += 60;
    newer.sections.truncate(1);
    newer.sections[0].html = "<p>The cranes move.</p>".into();
    let done = store
        .add_opened(&lantern(), &[newer.clone()])
        .expect("added");
    assert_eq!(done, added(0, 1, 0));

    let store = open_well(&place.paths);
    let marks = store.library().marks().clone();
    assert!(marks.is_read(ids[0]) && marks.is_bookmarked(ids[0]) && marks.is_bookmarked(ids[1]));
    let position = marks.get(ids[0]).and_then(|s| s.position);
    assert_eq!(position, Some(At { block: 3, char: 9 }));
    let loaded = store.load(&lantern().id, review().id).expect("loaded");
    assert_eq!(loaded.sections[0].html, "<p>The cranes move.</p>");
    assert_eq!(
        loaded.sections[0].prev,
        Some(review().sections[0].html.clone())
    );
    assert!(loaded.sections[1].gone);
    assert_eq!(loaded.sections[1].html, review().sections[1].html);
    assert_eq!(titles(&store).len(), 4);
    // The copy was renewed too.
    fs::remove_dir_all(place.paths.data.join("opened")).expect("removed");
    let copy = place
        .open()
        .load(&lantern().id, review().id)
        .expect("a copy");
    assert_eq!(copy.sections, loaded.sections);
}

#[test]
fn marks_outlive_the_cache_and_bookmarks_come_from_their_copies() {
    let place = Place::new();
    let mut store = place.open();
    let outlet = outlet("The Tide Post");
    let articles: Vec<Record> = (0..3).map(article).collect();
    store.add_articles(&outlet, &articles).expect("added");
    store.add_articles(&lantern(), &[review()]).expect("added");
    store
        .mark(&[op(&outlet, Mark::Read, &[articles[0].id, articles[1].id])])
        .expect("marked");
    let bookmark = op(&outlet, star(), &[articles[1].id]);
    store.bookmark(&bookmark, &articles[1]).expect("bookmarked");
    let section = review().sections[1].id;
    store
        .bookmark(&op(&lantern(), star(), &[section]), &review())
        .expect("bookmarked");
    fs::remove_dir_all(&place.paths.cache).expect("removed");

    let store = open_well(&place.paths);
    let library = store.library();
    // Nothing comes back as unread but what is bookmarked and was never read.
    let heads = heads(&store);
    let rows: Vec<_> = heads.iter().map(|h| (h.kind, h.id)).collect();
    assert_eq!(
        rows,
        [(Kind::Section(1), section), (Kind::Article, articles[1].id)]
    );
    assert_eq!(library.name(&outlet.id), "The Tide Post");
    assert_eq!(library.name(&lantern().id), "Lantern Review");
    assert_eq!(library.unread(|_| true), 1);
    assert_eq!(
        store
            .load(&lantern().id, review().id)
            .expect("a copy")
            .sections,
        review().sections
    );

    // Fetched again, read marks are still there and nothing is there twice.
    let mut store = place.open();
    store.add_articles(&outlet, &articles).expect("added");
    let library = store.library();
    assert_eq!(library.unread(|h| h.kept_in == outlet.id), 1);
    assert_eq!(library.heads().len(), 4);
    // A bookmark taken off is gone, whatever copy remains.
    store
        .mark(&[op(&lantern(), Mark::Unstar, &[section])])
        .expect("marked");
    assert_eq!(place.open().library().heads().len(), 3);
}

#[test]
fn a_bookmarked_sample_is_kept_with_its_publisher() {
    let place = Place::new();
    let mut store = place.open();
    let id = review().sections[0].id;
    store
        .bookmark(&op(&lantern(), star(), &[id]), &review())
        .expect("bookmarked");
    let store = open_well(&place.paths);
    let library = store.library();
    assert_eq!(library.heads().len(), 1);
    assert_eq!(library.name(&lantern().id), "Lantern Review");
    assert!(store.load(&lantern().id, review().id).is_ok());
    assert!(files(&place.paths.cache).is_empty());
}

#[test]
fn the_same_record_in_both_places_is_listed_once_and_the_latest_is_read() {
    let place = Place::new();
    let mut store = place.open();
    let newer = Record {
        f: article(1).f + 1,
        html: "newer".into(),
        ..article(1)
    };
    store.add_opened(&lantern(), &[article(1)]).expect("added");
    store.add_articles(&lantern(), &[newer]).expect("added");
    let store = open_well(&place.paths);
    assert_eq!(store.library().heads().len(), 1);
    assert_eq!(
        store
            .load(&lantern().id, article(1).id)
            .expect("loaded")
            .html,
        "newer"
    );
}

#[test]
fn an_edition_is_known_by_its_key_or_by_a_third_of_its_passages() {
    let place = Place::new();
    let mut store = place.open();
    store.add_opened(&lantern(), &[review()]).expect("added");
    let mut store = place.open();
    let mut known = |keys: &[&str], text: &str| {
        let keys: Vec<String> = keys.iter().map(|k| (*k).to_owned()).collect();
        store.known_edition(&lantern().id, &keys, text)
    };
    let same = "Cranes stand still. The cranes stood still for a week. […] They move again, slowly, said the harbour master on Monday. And nobody knows why they stood.";
    assert_eq!(known(&["file:review.txt"], ""), Some(review().id));
    assert_eq!(known(&["other"], same), Some(review().id));
    assert_eq!(
        known(
            &["other"],
            "Something else altogether was in the papers of that other morning."
        ),
        None
    );
    assert_eq!(known(&[], ""), None);
    assert_eq!(store.known_edition(&outlet("Another").id, &[], same), None);
}

#[test]
fn what_is_nowhere_is_said_to_be_gone() {
    let place = Place::new();
    let error = place
        .open()
        .load(&lantern().id, article(1).id)
        .expect_err("gone");
    assert!(matches!(error, StoreError::Gone));
    assert_eq!(error.to_string(), "This article is no longer kept here");
}

#[test]
fn a_session_is_kept_and_garbage_is_none() {
    let place = Place::new();
    let mut store = place.open();
    let value = Session {
        selected: "bookmarks".to_owned(),
        unfolded: vec!["publisher lantern-1".to_owned()],
        ..Session::default()
    };
    store.keep_session(&value).expect("kept");
    assert_eq!(place.open().session(), Some(value));
    for garbage in [&b""[..], b"{\"at\":", b"\0\0\0", b"\xff"] {
        fs::write(place.paths.data.join("session.json"), garbage).expect("written");
        assert_eq!(place.open().session(), None, "{garbage:?}");
    }
}

#[test]
fn others_changes_are_noticed_and_ones_own_are_not() {
    let place = Place::new();
    let mut mine = place.open();
    mine.add_articles(&lantern(), &[article(1)]).expect("added");
    mine.mark(&[op(&lantern(), Mark::Read, &[article(1).id])])
        .expect("marked");
    mine.bookmark(&op(&lantern(), star(), &[article(1).id]), &article(1))
        .expect("bookmarked");
    assert!(!mine.changed());

    let mut other = place.open();
    other
        .mark(&[op(&lantern(), Mark::Unread, &[article(1).id])])
        .expect("marked");
    assert!(mine.changed() && !other.changed());
    // One's own mark behind another's hides nothing.
    mine.mark(&[op(&lantern(), Mark::Unstar, &[article(1).id])])
        .expect("marked");
    assert!(mine.changed());
    mine.refresh();
    assert!(!mine.changed());
    assert!(!mine.marks().is_read(article(1).id) && !mine.marks().is_bookmarked(article(1).id));

    other
        .add_opened(&outlet("New"), &[article(2)])
        .expect("added");
    assert!(mine.changed());
    mine.refresh();
    assert_eq!(mine.library().heads().len(), 2);
    other
        .add_articles(&lantern(), &[article(3)])
        .expect("added");
    // Not refreshed: a record of another process is found all the same.
    assert_eq!(
        mine.load(&lantern().id, article(3).id).expect("found"),
        article(3)
    );
}

#[test]
fn fields_and_ops_of_other_programs_stay() {
    let place = Place::new();
    let mut store = place.open();
    store
        .add_opened(&lantern(), &[review(), article(1)])
        .expect("added");
    store
        .mark(&[op(&lantern(), Mark::Read, &[article(1).id])])
        .expect("marked");
    // A later program adds a field to the record, its digest and a section, an op, a kind of line.
    let path = place.opened(&lantern());
    let text = fs::read_to_string(&path).expect("text");
    let text = text
        .replace(r#""dig":{"#, r#""mine":{"a":[1]},"dig":{"theirs":2,"#)
        .replace(r#""raw":"MEDIAZONA"#, r#""ours":null,"raw":"MEDIAZONA"#);
    fs::write(&path, text + "{\"drop\":[\"x\"]}\n").expect("written");
    let state = fs::read_to_string(place.state()).expect("text");
    fs::write(
        place.state(),
        state + "{\"o\":\"x\",\"op\":\"tag\",\"ids\":[],\"tag\":\"y\"}\n",
    )
    .expect("written");

    let mut store = open_well(&place.paths);
    assert!(store.marks().is_read(article(1).id));
    let mut newer = review();
    newer.title = Some("Another title".into());
    newer.f += 1;
    let done = store.add_opened(&lantern(), &[newer]).expect("added");
    assert_eq!(done, added(0, 1, 0));
    let loaded = store.load(&lantern().id, review().id).expect("loaded");
    assert_eq!(loaded.extra["mine"], serde_json::json!({"a": [1]}));
    assert_eq!(loaded.dig.expect("a digest").extra["theirs"], 2);
    assert!(loaded.sections[0].extra["ours"].is_null());
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.contains("{\"drop\":[\"x\"]}\n"));
}
