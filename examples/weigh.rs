//! Tunes the weights of the digest engine, and says how it reads publishers it has not seen.
//!
//! ```sh
//! cargo run --release --example weigh -- FOLDER
//! ```
//!
//! FOLDER holds documents with what they should be split into beside them (`NAME.gold.json`: title,
//! publisher, language, and sections with outlet, headline, first_words and last_words), and in
//! `FOLDER/ordinary` documents that must stay whole. Each publisher is scored with weights that were
//! tuned without it; the tables are by the rule that fired and by language, and the last lines are
//! the weights tuned on all, for `src/parse/digest/weights.toml`.

#![allow(clippy::disallowed_methods, missing_docs)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};
use tidings::model::{Digest, Section};
use tidings::parse::{Context, Force, digest, document};

/// From here on a document is split.
const SPLIT: f32 = 0.5;

/// Where tuning starts: what speaks for a split counts 1, what speaks against it −1.
const START: [(&str, f32); 12] = [
    ("bias", -2.5),
    ("no_evidence", 0.4),
    ("says", 1.0),
    ("worth", 1.0),
    ("heads", 0.1),
    ("outlets", 2.0),
    ("places", 1.0),
    ("credits", 1.0),
    ("prose", -0.5),
    ("speakers", -2.0),
    ("questions", -1.0),
    ("uncovered", -1.0),
];

struct Way {
    rule: String,
    /// In the order of `START`.
    evidence: Vec<f32>,
    enough: bool,
    score: f32,
}

struct Sample {
    name: String,
    publisher: String,
    lang: String,
    ordinary: bool,
    /// What it scores as one article.
    whole: f32,
    ways: Vec<Way>,
}

fn main() {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        println!("name a folder with documents and their .gold.json");
        return;
    };
    let samples = samples(&folder);
    let mut publishers: Vec<&str> = samples.iter().map(|s| s.publisher.as_str()).collect();
    publishers.sort_unstable();
    publishers.dedup();
    let all: Vec<&Sample> = samples.iter().collect();
    let mut rules: BTreeMap<String, (usize, f32)> = BTreeMap::new();
    let mut langs: BTreeMap<String, (usize, f32)> = BTreeMap::new();
    let (mut digests, mut sum, mut ordinary, mut false_splits) = (0, 0.0, 0, 0);
    for publisher in publishers {
        let seen: Vec<&Sample> = all
            .iter()
            .copied()
            .filter(|s| s.publisher != publisher)
            .collect();
        let weights = tuned(&seen);
        for sample in all.iter().filter(|s| s.publisher == publisher) {
            let (rule, score) = read(sample, &weights);
            if sample.ordinary {
                ordinary += 1;
                false_splits += usize::from(rule != "whole");
                continue;
            }
            digests += 1;
            sum += score;
            println!("{:<44} {:>5.1}  {rule}", sample.name, score);
            for (table, key) in [(&mut rules, rule), (&mut langs, sample.lang.clone())] {
                let row = table.entry(key).or_default();
                *row = (row.0 + 1, row.1 + score);
            }
        }
    }
    for (title, table) in [("rule that fired", rules), ("language", langs)] {
        println!("\n{title:<24} digests  score");
        for (key, (n, sum)) in table {
            println!("{key:<24} {n:>7}  {:>5.1}", sum / n as f32);
        }
    }
    println!(
        "\nleave one publisher out: {:.1} over {digests} digests; {false_splits} of {ordinary} ordinary documents split\n",
        sum / digests.max(1) as f32
    );
    for ((name, _), weight) in START.iter().zip(tuned(&all)) {
        println!("{name} = {weight:.2}");
    }
}

fn samples(folder: &Path) -> Vec<Sample> {
    let mut samples = Vec::new();
    for path in files(folder) {
        let gold = path.with_extension("gold.json");
        if let Ok(text) = fs::read_to_string(&gold)
            && let Ok(gold) = serde_json::from_str::<Value>(&text)
        {
            samples.push(sample(&path, &gold));
        }
    }
    for path in files(&folder.join("ordinary")) {
        samples.push(sample(&path, &Value::Null));
    }
    samples
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.is_file()).collect();
    files.retain(|p| !p.to_string_lossy().ends_with(".gold.json"));
    files.sort();
    files
}

fn sample(path: &Path, gold: &Value) -> Sample {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let context = Context {
        file_name: Some(&name),
        ..Context::default()
    };
    let bytes = fs::read(path).unwrap_or_default();
    let whole = Context {
        force: Some(Force::Article),
        ..context.clone()
    };
    let whole = document(&bytes, &whole).map_or(0.0, |p| score(gold, &p.digest));
    let ways = digest::every(&bytes, &context).unwrap_or_default();
    let text = |key: &str| gold[key].as_str().map(str::to_owned);
    Sample {
        publisher: text("publisher").unwrap_or_else(|| name.clone()),
        lang: text("language").unwrap_or_default(),
        ordinary: gold.is_null(),
        whole,
        ways: ways
            .into_iter()
            .map(|way| {
                let value = |name: &str| way.evidence.iter().find(|(n, _)| *n == name);
                Way {
                    evidence: START
                        .iter()
                        .map(|(n, _)| value(n).map_or(0.0, |v| v.1))
                        .collect(),
                    enough: way.enough,
                    score: score(gold, &way.digest),
                    rule: way.digest.rule,
                }
            })
            .collect(),
        name,
    }
}

/// How sure weights are of a way to split.
fn sure(way: &Way, weights: &[f32]) -> f32 {
    if matches!(way.rule.as_str(), "container" | "rfc1153") {
        return 1.0;
    }
    let points: f32 = weights[0]
        + way
            .evidence
            .iter()
            .zip(weights)
            .skip(2)
            .map(|(e, w)| e * w)
            .sum::<f32>();
    let sure = 1.0 / (1.0 + (-points).exp());
    if way.enough { sure } else { sure * weights[1] }
}

/// The rule that fires, and what the document then scores.
fn read(sample: &Sample, weights: &[f32]) -> (String, f32) {
    let best = sample
        .ways
        .iter()
        .map(|way| (way, sure(way, weights)))
        .reduce(|a, b| if b.1 > a.1 { b } else { a });
    match best {
        Some((way, sure)) if sure >= SPLIT => (way.rule.clone(), way.score),
        _ => ("whole".to_owned(), sample.whole),
    }
}

/// What weights are worth: the digests' scores; ordinary documents must stay whole by a margin.
fn worth(samples: &[&Sample], weights: &[f32]) -> f32 {
    let mut worth = 0.0;
    for sample in samples {
        if sample.ordinary {
            let best = sample
                .ways
                .iter()
                .map(|w| sure(w, weights))
                .fold(0.0, f32::max);
            worth -= if best >= SPLIT {
                300.0
            } else {
                (best - 0.35).max(0.0) * 100.0
            };
        } else {
            worth += read(sample, weights).1;
        }
    }
    // Weights stay near where they start: what was seen is little.
    let far: f32 = START
        .iter()
        .zip(weights)
        .map(|((_, a), b)| (a - b).powi(2))
        .sum();
    worth - 4.0 * far
}

/// The weights that are worth most, found one weight at a time.
fn tuned(samples: &[&Sample]) -> Vec<f32> {
    let mut weights: Vec<f32> = START.iter().map(|(_, w)| *w).collect();
    let mut best = worth(samples, &weights);
    for step in [0.5, 0.25, 0.1] {
        loop {
            let before = best;
            for at in 0..weights.len() {
                for by in [step, -step] {
                    let mut other = weights.clone();
                    other[at] += by * if at == 4 { 0.2 } else { 1.0 };
                    let is_sound = (0.0..=0.6).contains(&other[1]);
                    let worth = worth(samples, &other);
                    if is_sound && worth > best + 1e-3 {
                        (weights, best) = (other, worth);
                    }
                }
            }
            if best <= before {
                break;
            }
        }
    }
    weights
}

/// How well a digest is split, 0 to 100: sections found, their outlets, headlines, first and last
/// words.
fn score(gold: &Value, digest: &Digest) -> f32 {
    let Some(parts) = gold["sections"].as_array() else {
        return 0.0;
    };
    let text = |part: &Value, key: &str| part[key].as_str().unwrap_or_default().to_owned();
    let mut used = vec![false; digest.sections.len()];
    let (mut found, mut outlets, mut headlines, mut bodies) = (0.0, 0.0, 0.0, 0.0);
    for part in parts {
        let first = words(&text(part, "first_words"));
        let last = words(&text(part, "last_words"));
        let headline = words(&text(part, "headline"));
        let fit = |section: &Section| {
            let own = section.headline.as_deref().map(words).unwrap_or_default();
            let body = body(section);
            let starts = !first.is_empty() && shared(&first, &body[..body.len().min(10)]) >= 0.75;
            let says = !headline.is_empty()
                && !own.is_empty()
                && shared(&headline, &own).min(shared(&own, &headline)) >= 0.7;
            let same = first.is_empty()
                && headline.is_empty()
                && key(section.outlet.as_deref()) == key(part["outlet"].as_str());
            u8::from(starts) + u8::from(says) + u8::from(same)
        };
        let best = (0..digest.sections.len())
            .filter(|n| !used[*n])
            .map(|n| (fit(&digest.sections[n]), n))
            .filter(|(fit, _)| *fit > 0)
            .max_by_key(|(fit, n)| (*fit, usize::MAX - n));
        let Some((_, n)) = best else {
            continue;
        };
        used[n] = true;
        let section = &digest.sections[n];
        let own = section.headline.as_deref().map(words).unwrap_or_default();
        let body = body(section);
        found += 1.0;
        outlets += f32::from(key(section.outlet.as_deref()) == key(part["outlet"].as_str()));
        headlines += f32::from(if headline.is_empty() {
            own.is_empty()
        } else {
            shared(&headline, &own) >= 0.8
        });
        let starts = shared(&first, &body[..body.len().min(8)]) >= 0.75;
        let ends = shared(&last, &body[body.len().saturating_sub(8)..]) >= 0.75;
        bodies += if first.is_empty() {
            1.0
        } else {
            0.5 * f32::from(starts) + 0.5 * f32::from(ends)
        };
    }
    let n = parts.len().max(1) as f32;
    let sections = 2.0 * found / (parts.len() + digest.sections.len()).max(1) as f32;
    100.0 * (0.35 * sections + 0.25 * outlets / n + 0.15 * headlines / n + 0.25 * bodies / n)
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .flat_map(|w| {
            // Scripts without blanks are compared sign by sign.
            let dense = w
                .chars()
                .any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'));
            if dense {
                w.chars().map(String::from).collect()
            } else {
                vec![w.to_owned()]
            }
        })
        .collect()
}

/// The first and last words of a section's text, and those between.
fn body(section: &Section) -> Vec<String> {
    section
        .blocks
        .iter()
        .flat_map(|b| words(&b.text()))
        .collect()
}

/// The share of `a` that stands in `b`.
fn shared(a: &[String], b: &[String]) -> f32 {
    a.iter().filter(|w| b.contains(w)).count() as f32 / a.len().max(1) as f32
}

fn key(name: Option<&str>) -> String {
    tidings::chars::fold::name_key(name.unwrap_or_default())
}
