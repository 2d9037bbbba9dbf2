//! What parse promises, tried on small invented documents.
//!
//! A new style is an entry in `tests/styles.rs`; no code.

mod styles;

use super::*;
use crate::model::Section;
use proptest::prelude::*;
use std::collections::BTreeMap;
use styles::{ORDINARY, STYLES};

fn parse(text: &str) -> Parsed {
    document(text.as_bytes(), &Context::default()).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// The sections, a line each.
fn told(parsed: &Parsed) -> String {
    let line = |s: &Section| {
        let or = |t: &Option<String>| t.clone().unwrap_or_else(|| "*".to_owned());
        format!(
            "{} | {} | {}",
            or(&s.outlet),
            or(&s.headline),
            s.blocks.len()
        )
    };
    let lines: Vec<String> = parsed.digest.sections.iter().map(line).collect();
    lines.join("\n")
}

/// The words of a text, counted; a plain rewrite of what the code counts by hash.
fn bag<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for text in texts {
        count::each_word(text, |w| *bag.entry(w.to_owned()).or_insert(0) += 1);
    }
    bag
}

/// Every text that a digest holds, each once.
fn slots(parsed: &Parsed) -> Vec<String> {
    let d = &parsed.digest;
    let mut all: Vec<String> = Vec::new();
    all.extend(d.title.iter().chain(&d.byline).cloned());
    all.extend(d.lead.iter().map(|b| b.text()));
    all.extend(d.captions.iter().chain(&d.toc).chain(&d.notes).cloned());
    let mut groups = Vec::new();
    for s in &d.sections {
        if let Some(group) = &s.group
            && !groups.contains(group)
        {
            groups.push(group.clone());
        }
        all.push(s.raw.clone());
        all.extend(s.blocks.iter().map(|b| b.text()));
    }
    all.extend(groups);
    for r in &d.related {
        all.push(r.title.clone());
        all.extend(
            [&r.summary, &r.author, &r.date]
                .into_iter()
                .flatten()
                .cloned(),
        );
    }
    all.extend(d.boilerplate.iter().map(|b| b.text.clone()));
    all
}

fn assert_nothing_lost(parsed: &Parsed) {
    let slots = slots(parsed);
    assert_eq!(
        bag([parsed.source.as_str()]),
        bag(slots.iter().map(String::as_str))
    );
}

const TIDELINE: &str = include_str!("tests/tideline.txt");

#[test]
fn a_review_with_everything_is_taken_apart() {
    let parsed = parse(TIDELINE);
    let d = &parsed.digest;
    assert_nothing_lost(&parsed);
    assert_eq!(
        told(&parsed),
        "OVERLOOK | “Load 12”. How night pilots are tried for turning back | 4\nSHOAL | The harbour that was sold twice | 4"
    );
    assert_eq!(
        d.title.as_deref(),
        Some("The island’s independent media writes about pilots and a harbour")
    );
    assert_eq!(d.captions.len(), 2);
    assert_eq!(d.lead.len(), 1);
    assert_eq!(d.byline.as_deref(), Some("Ilse Varn"));
    assert_eq!(d.minutes, Some(3));
    assert_eq!(d.cuts(), 2);
    assert_eq!(d.lang.as_deref(), Some("en"));
    assert_eq!(d.when, None, "a caption's date is not the review's");
    let related: Vec<_> = d
        .related
        .iter()
        .map(|r| (&*r.title, r.date.as_deref()))
        .collect();
    assert_eq!(
        related,
        [
            ("The ferry that nobody ordered", Some("25 Aug 2023")),
            ("Who owns the lamps of the strait?", Some("31 Jul 2023")),
        ]
    );
    assert_eq!(d.related[0].author.as_deref(), Some("Per Holm"));
    assert!(
        d.related[0]
            .summary
            .as_deref()
            .is_some_and(|s| s.starts_with("It came"))
    );
    assert!(!parsed.guess && !parsed.unsure, "{}", d.confidence);
    let slot = |text: &str| {
        let line = parsed.explain.iter().find(|e| e.text.starts_with(text));
        line.map(|e| e.slot.as_str())
    };
    for (text, in_slot) in [
        ("The island’s", "title"),
        ("A pilot boat", "caption"),
        ("© AGENCY", "caption"),
        ("OVERLOOK:", "section 1 head"),
        ("The night run", "section 1 subhead"),
        ("Shoal writes", "section 2 subhead"),
        ("Ilse Varn", "byline"),
        ("Follow us", "boilerplate chrome"),
        ("3 minutes", "boilerplate reading-time"),
        ("Per Holm", "related 1 author"),
        ("31 Jul", "related 2 date"),
    ] {
        assert_eq!(slot(text), Some(in_slot), "{text}");
    }
}

#[test]
fn line_ends_marks_and_blanks_change_nothing() {
    let plain = parse(TIDELINE);
    for (name, other) in [
        ("CRLF", TIDELINE.replace('\n', "\r\n")),
        ("BOM", format!("\u{feff}{TIDELINE}")),
        ("NBSP", TIDELINE.replace(" writes", "\u{a0}writes")),
        ("indented", TIDELINE.replace("\n\n", "\n \t\n\n")),
    ] {
        let other = parse(&other);
        assert_eq!(told(&other), told(&plain), "{name}");
        assert_eq!(other.digest.related, plain.digest.related, "{name}");
        assert_nothing_lost(&other);
    }
}

#[test]
fn every_style_is_split() {
    for (style, text, sections) in STYLES {
        let parsed = parse(text);
        assert_eq!(
            told(&parsed),
            *sections,
            "{style}: {:?}",
            parsed.digest.rule
        );
        assert_nothing_lost(&parsed);
        assert_eq!(parsed.complaints, [""; 0], "{style}");
        assert!(parsed.digest.is_split(), "{style}");
    }
}

#[test]
fn ordinary_texts_stay_one_article() {
    for (kind, text) in ORDINARY {
        let parsed = parse(text);
        assert_eq!(parsed.digest.sections.len(), 1, "{kind}: {}", told(&parsed));
        assert_eq!(parsed.digest.rule, "whole", "{kind}");
        assert!(parsed.digest.boilerplate.is_empty(), "{kind}");
        assert!(parsed.digest.related.is_empty(), "{kind}");
        assert!(!parsed.guess, "{kind}");
        assert_nothing_lost(&parsed);
    }
}

#[test]
fn a_text_without_a_title_gets_none() {
    let parsed = parse("The lamp is lit. It was dark for years.\nNow it is not.\n");
    assert_eq!(parsed.digest.title, None);
    assert_eq!(parsed.digest.sections[0].blocks.len(), 2);
    let parsed = parse("Only one line");
    assert_eq!(parsed.digest.title, None);
}

#[test]
fn the_reader_decides() {
    let dialogue = ORDINARY[0].1;
    let forced = |text: &str, force| {
        let context = Context {
            force: Some(force),
            ..Context::default()
        };
        document(text.as_bytes(), &context).expect("text")
    };
    let split = forced(dialogue, Force::Digest);
    // What the reader says is no guess.
    assert!(split.digest.is_split() && !split.guess, "{}", told(&split));
    assert_nothing_lost(&split);
    let whole = forced(TIDELINE, Force::Article);
    assert_eq!(whole.digest.sections.len(), 1);
    assert!(!whole.unsure && !whole.guess);
    assert_nothing_lost(&whole);
    let nothing = forced("One line, no heads.", Force::Digest);
    assert_eq!(nothing.digest.rule, "whole");
}

#[test]
fn publisher_and_date_come_from_the_best_that_is_known() {
    let dated = "Press review, 20 December 2022\n\nThe lamp is lit.\n";
    let (profiles, complaints) = profile::read(
        "[[digest]]\nname = 'n'\npublisher = 'Strait Review'\nmatch = { file = 'strait-*' }\n",
    );
    assert_eq!(complaints, [""; 0]);
    for (text, publisher, date, file, who, when) in [
        (
            dated,
            Some("Me"),
            Some("2020"),
            Some("strait-2021.txt"),
            Some("Me"),
            "2020",
        ),
        (
            dated,
            None,
            None,
            Some("strait-2021.txt"),
            Some("Strait Review"),
            "2022-12-20",
        ),
        (
            dated,
            None,
            None,
            Some("kai-2021.txt"),
            Some("Kai"),
            "2022-12-20",
        ),
        (
            "No date\n\nat all",
            None,
            None,
            Some("kai-2021-03-press-review.txt"),
            Some("Kai"),
            "2021-03",
        ),
        (
            "Text\n\n© 2021 Strait Times\n",
            None,
            None,
            Some("kai.txt"),
            Some("Strait Times"),
            "",
        ),
        ("No date\n\nat all", None, None, Some("-"), None, ""),
        ("No date\n\nat all", None, None, None, None, ""),
    ] {
        let context = Context {
            publisher,
            date: date.and_then(When::parse),
            file_name: file,
            profiles: &profiles,
            force: None,
        };
        let digest = document(text.as_bytes(), &context).expect("text").digest;
        assert_eq!(digest.publisher.as_deref(), who, "{file:?}");
        assert_eq!(digest.when, When::parse(when), "{file:?}");
    }
}

#[test]
fn a_profile_wins_over_the_rules() {
    let text = "Lamp letter\n\n>> kai >> The lamp is lit\nIt was dark for years.\n\n>> gull >> \
                Oranges\nThere are many.\n\nBye\nThe end\n";
    let (profiles, complaints) = profile::read(
        "[[digest]]\nname = 'lamp'\nmatch = { first_line = 'lamp LETTER' }\nlang = 'en'\n\
         head = '^>> (?P<outlet>\\w+) >> (?P<headline>.+)$'\naliases = { kai = 'The Kai' }\n\
         drop = ['^Bye$']\n",
    );
    assert_eq!(complaints, [""; 0]);
    let context = Context {
        profiles: &profiles,
        ..Context::default()
    };
    let parsed = document(text.as_bytes(), &context).expect("text");
    assert_eq!(
        told(&parsed),
        "The Kai | The lamp is lit | 1\ngull | Oranges | 2"
    );
    assert_eq!(parsed.digest.confidence, 1.0);
    assert!(!parsed.guess);
    assert_eq!(parsed.digest.boilerplate.len(), 1);
    assert_nothing_lost(&parsed);
}

#[test]
fn a_decision_is_kept_as_a_profile() {
    let keep = |split| profile::read(&profile::stub("The \"Tideline\"", split)).0;
    for (text, split, sections) in [
        (TIDELINE, profile::Split::Never, 1),
        (ORDINARY[0].1, profile::Split::Always, 5),
    ] {
        let profiles = keep(split);
        for (publisher, expected) in [("the “Tideline”", sections), ("Other", 0)] {
            let context = Context {
                publisher: Some(publisher),
                profiles: &profiles,
                ..Context::default()
            };
            let parsed = document(text.as_bytes(), &context).expect("text");
            if expected > 0 {
                assert_eq!(parsed.digest.sections.len(), expected, "{split:?}");
            } else {
                assert_eq!(told(&parsed), told(&parse(text)));
            }
        }
    }
}

/// Lines that reviews are made of, and lines that get in their way.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z]{3,9}: [a-z]{1,9}( [a-z]{1,9}){0,20}\\.?",
        "[A-Z][a-z]{2,8} (Times|Post|News)( - Spain|:)?",
        "[A-Z]{3,12}",
        "(• |— |\\*\\* |- |▲|❍ |[1-9]\\. )[A-Z][a-z ]{3,40}(: | — )[a-z ]{3,90}( \\([A-Z][a-z]{2,8}\\))?",
        "(Press review|Rassegna stampa|Обзор прессы|Follow us|3 minutes read|12 May 2021|\\* \\* \\*|©|0:00|Home / A / B)",
        "(Il Corriere|Газета «Заря»|The Tide Times|صحيفة \"المد\"|《港報》) (writes|apre|пишет|كتبت) [a-z]{2,9}( [a-z]{2,9}){8,20}",
        "\\PC{0,60}",
        "[\u{0}-\u{ff}]{0,20}",
        Just(String::new()),
        Just("Anna Holm".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec((line(), 1..=2_usize), 1..30).prop_map(|lines| {
        let twice = lines
            .iter()
            .flat_map(|(line, times)| vec![line.as_str(); *times]);
        twice.collect::<Vec<_>>().join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_loses_a_word(text in text(), force in prop::option::of(prop_oneof![Just(Force::Article), Just(Force::Digest)])) {
        let context = Context { force, ..Context::default() };
        if let Ok(parsed) = document(text.as_bytes(), &context) {
            assert_nothing_lost(&parsed);
            prop_assert!(parsed.complaints.iter().all(|c| !c.contains("lost words")), "{:?}", parsed.digest.rule);
            let lines = parsed.source.split('\n').filter(|l| !l.trim().is_empty()).count();
            prop_assert_eq!(parsed.explain.len(), lines);
            let again = document(parsed.source.as_bytes(), &context).expect("text");
            prop_assert!(again == parsed, "read again it differs");
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = document(&bytes, &Context::default());
    }
}
