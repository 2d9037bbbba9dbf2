//! Invented press reviews of every build and container, and ordinary documents that stay whole.
//!
//! A new one is an entry in `digests/reviews.txt` (the document, `---`, a line `Outlet | Headline`
//! for each section, `*` for none) or in `digests/ordinary.txt`; no code.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::collections::BTreeMap;
use tidings::model::Digest;
use tidings::parse::{Context, Force, Parsed, document};

const REVIEWS: &str = include_str!("digests/reviews.txt");
const ORDINARY: &str = include_str!("digests/ordinary.txt");

/// The documents of a file: name, and what stands below it.
fn documents(file: &'static str) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&str, String)> = Vec::new();
    for line in file.split_inclusive('\n') {
        match line.strip_prefix("=== ") {
            Some(name) => all.push((name.split_whitespace().next().unwrap(), String::new())),
            None => all.last_mut().unwrap().1.push_str(line),
        }
    }
    all
}

fn parse(name: &str, bytes: &[u8]) -> Parsed {
    let context = Context {
        file_name: Some(name),
        ..Context::default()
    };
    document(bytes, &context).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn told(digest: &Digest) -> String {
    let or = |t: &Option<String>| t.clone().unwrap_or_else(|| "*".to_owned());
    let line = |s: &tidings::model::Section| format!("{} | {}\n", or(&s.outlet), or(&s.headline));
    digest.sections.iter().map(line).collect()
}

fn bag(text: &str) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        *bag.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    bag
}

/// Every text of a digest, each once.
fn slots(d: &Digest) -> String {
    let mut all: Vec<String> = d.title.iter().chain(&d.byline).cloned().collect();
    all.extend(d.lead.iter().map(|b| b.text()));
    all.extend(d.captions.iter().chain(&d.toc).chain(&d.notes).cloned());
    let mut groups: Vec<&String> = d.sections.iter().filter_map(|s| s.group.as_ref()).collect();
    groups.dedup();
    all.extend(groups.into_iter().cloned());
    for section in &d.sections {
        all.push(section.raw.clone());
        all.extend(section.blocks.iter().map(|b| b.text()));
    }
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
    all.join("\n")
}

fn check_whole(name: &str, parsed: &Parsed) {
    let plain = tidings::parse::plain(&parsed.source);
    assert_eq!(
        bag(&plain),
        bag(&slots(&parsed.digest)),
        "{name}: a word is lost or doubled"
    );
    assert_eq!(parsed.complaints, [""; 0], "{name}");
    // What is kept reads back as the same, also without the file's name.
    let again = document(parsed.source.as_bytes(), &Context::default()).unwrap();
    assert_eq!(again.source, parsed.source, "{name}: kept again");
}

#[test]
fn reviews_of_every_build_are_split() {
    let mut wrong = String::new();
    for (name, text) in documents(REVIEWS) {
        let (source, sections) = text.rsplit_once("---\n").unwrap();
        let parsed = parse(name, source.as_bytes());
        check_whole(name, &parsed);
        let told = told(&parsed.digest);
        if told != sections {
            wrong += &format!(
                "{name} ({}, {}):\n{told}\n",
                parsed.digest.rule, parsed.digest.confidence
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn ordinary_documents_stay_whole() {
    let documents = documents(ORDINARY);
    assert!(documents.len() >= 40);
    let mut wrong = String::new();
    for (name, text) in documents {
        let parsed = parse(name, text.as_bytes());
        check_whole(name, &parsed);
        if parsed.digest.is_split() {
            wrong += &format!(
                "{name} ({}, {}):\n{}\n",
                parsed.digest.rule,
                parsed.digest.confidence,
                told(&parsed.digest)
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_reader_can_split_what_stays_whole_and_nothing_is_lost() {
    for (name, text) in documents(ORDINARY) {
        let context = Context {
            force: Some(Force::Digest),
            file_name: Some(name),
            ..Context::default()
        };
        check_whole(name, &document(text.as_bytes(), &context).unwrap());
    }
}

#[test]
fn what_is_cut_in_the_middle_is_read_as_far_as_it_goes() {
    for (name, cut) in [
        ("list.json", 0.6),
        ("digest.eml", 0.8),
        ("credits.html", 0.7),
        ("links.md", 0.5),
    ] {
        let (_, text) = documents(REVIEWS)
            .into_iter()
            .find(|(n, _)| *n == name)
            .unwrap();
        let (source, _) = text.rsplit_once("---\n").unwrap();
        let mut end = (source.len() as f64 * cut) as usize;
        while !source.is_char_boundary(end) {
            end -= 1;
        }
        let parsed = parse(name, &source.as_bytes()[..end]);
        assert!(!parsed.source.is_empty(), "{name}");
    }
    let cut = br#"[{"source":"Gull","title":"One","text":"a"},{"source":"Crab","title":"Two","text":"b"},{"source":"Co"#;
    let parsed = parse("cut.json", cut);
    assert_eq!(told(&parsed.digest), "Gull | One\nCrab | Two\n");
    assert!(parsed.complaints[0].contains("ends in the middle"));
}

/// The same review in every container.
const SAME: &str = "Press review of 3 March 2024\n\nHARBOUR GAZETTE: The lamp is lit\n\nIt was lit at six, \
    and the Harbour Gazette says that boats went out which had not gone out since the spring.\n\nNORTH LINE: \
    Snow roads\n\nThey open ten days late, writes North Line, and the ice is forty centimetres thick.\n";

#[test]
fn one_review_has_the_same_sections_in_every_container() {
    let lines: Vec<&str> = SAME.split("\n\n").map(str::trim).collect();
    let mut html = format!("<h1>{}</h1>", lines[0]);
    let mut md = format!("# {}\n\n", lines[0]);
    for pair in lines[1..].chunks(2) {
        html += &format!("<h2>{}</h2><p>{}</p>", pair[0], pair[1]);
        md += &format!("## {}\n\n{}\n\n", pair[0], pair[1]);
    }
    let page = format!("<!doctype html><html><body>{html}</body></html>");
    let head = format!(
        "From: Quay <q@quay.example>\nSubject: {}\nMessage-ID: <1@q>\n",
        lines[0]
    );
    let eml = format!(
        "{head}MIME-Version: 1.0\nContent-Type: text/html\n\n{}",
        html.replacen(&format!("<h1>{}</h1>", lines[0]), "", 1)
    );
    let plain = format!("{head}\n{}", lines[1..].join("\n\n"));
    let json = format!(
        r#"{{"title":"{}","items":[{{"outlet":"HARBOUR GAZETTE","title":"The lamp is lit","text":"{}"}},{{"outlet":"NORTH LINE","title":"Snow roads","text":"{}"}}]}}"#,
        lines[0], lines[2], lines[4]
    );
    let text = parse("quay.txt", SAME.as_bytes());
    for (name, source) in [
        ("quay.html", page),
        ("quay.md", md),
        ("quay.eml", eml),
        ("plain.eml", plain),
        ("quay.json", json),
    ] {
        let other = parse(name, source.as_bytes());
        assert_eq!(
            told(&other.digest),
            told(&text.digest),
            "{name}: {}",
            other.digest.rule
        );
        assert_eq!(other.digest.title, text.digest.title, "{name}");
        assert_eq!(other.digest.when, text.digest.when, "{name}");
        for (a, b) in other.digest.sections.iter().zip(&text.digest.sections) {
            assert_eq!(a.blocks, b.blocks, "{name}");
        }
    }
}
