//! Press reviews: what a text is, split into its outlets' sections or left whole.
//!
//! The way of a document: lines and paragraphs (`lines`), what is set aside of them (`page`,
//! `tail`), possible splits by one rule each (`colon`, `outlet_line`, `trailing`,
//! `prose`; a reader's profile before them all), how sure each is (`judge`), slots for all
//! lines (`plan`, `preamble`) and the check that no word is lost (`conserve`).

mod below;
mod colon;
mod conserve;
mod container;
mod credit_line;
pub(super) mod dates;
mod judge;
mod language;
mod layout;
mod lines;
mod names;
mod outlet_line;
mod outline;
mod page;
mod parts;
mod plan;
mod preamble;
mod profiled;
mod prose;
mod ruled;
mod slot;
mod split;
mod tail;
mod trailing;
mod weights;
mod whole;
mod words;

use super::profile::{self, Profile};
use super::{Context, Force, Parsed, Refusal, name};
use crate::model::{Digest, When};
use page::Page;
use split::Split;

/// What is known of a document apart from its slots.
struct Facts<'a> {
    publisher: Option<String>,
    when: Option<When>,
    profile: Option<&'a Profile>,
}

/// Reads a document: splits it where that is sure enough, or leaves it one article.
///
/// # Errors
/// Refuses what is too large, empty, or no text.
pub(super) fn read(bytes: &[u8], context: &Context) -> Result<Parsed, Refusal> {
    let mut laid = container::lay(bytes, context.file_name)?;
    let mut complaints = std::mem::take(&mut laid.complaints);
    let source = laid.plain();
    let paragraphs = laid.paragraphs();
    let mut page = Page::new(&paragraphs);
    page.about = laid.about.clone();
    let facts = Facts::of(&page, context);
    if let Some(profile) = facts.profile {
        profiled::set_aside(&mut page, profile);
    }
    let choice = choose(&page, &facts, context);
    let split = choice.split.and_then(|(split, confidence)| {
        let slots = plan::slots(&page, &split);
        let mut digest = plan::digest(&page, &split, &slots);
        if !conserve::holds(source, &digest) {
            complaints.push(
                "the split would have lost words of the document, so it is shown whole".to_owned(),
            );
            return None;
        }
        digest.rule = split.rule.to_owned();
        digest.confidence = confidence;
        digest.minutes = page.minutes;
        Some((digest, plan::explain(source, &page, split.rule, &slots)))
    });
    let (mut digest, explain, unsure) = match split {
        Some((digest, explain)) => (digest, explain, false),
        None => {
            let (digest, explain) = whole::read(source, &paragraphs, choice.perhaps);
            (digest, explain, choice.perhaps >= judge::PERHAPS)
        }
    };
    digest.lang = facts
        .profile
        .and_then(|p| p.lang.clone())
        .or_else(|| page.about.lang.clone())
        .or_else(|| language::guess(source));
    digest.publisher = facts.publisher;
    digest.when = facts.when;
    Ok(Parsed {
        guess: digest.is_split() && digest.confidence < judge::SURE,
        unsure,
        digest,
        complaints,
        explain,
        words: super::words(source),
        source: laid.source,
    })
}

/// The words alone of a source that is kept: of plain text all of it, of a page what is shown.
pub(super) fn words_of(source: &str) -> std::borrow::Cow<'_, str> {
    container::words_of(source)
}

impl<'a> Facts<'a> {
    /// Publisher and date: explicit first, then a profile, then the document, last the file's name.
    fn of(page: &Page<'_>, context: &Context<'a>) -> Facts<'a> {
        let (name, name_date) = context.file_name.map(name::read).unwrap_or_default();
        let (document, document_date) = from_document(page);
        let own = || context.publisher.map(str::to_owned);
        let publisher = own().or(document).or(name);
        let profile = profile::matching(
            context.profiles,
            page.text(0),
            context.file_name,
            publisher.as_deref(),
        );
        Facts {
            publisher: own()
                .or_else(|| profile.and_then(|p| p.publisher.clone()))
                .or(publisher),
            when: context.date.or(document_date).or(name_date),
            profile,
        }
    }
}

/// Publisher and date as the document gives them. A date counts in the first lines, where it
/// stands alone or in a title; in a caption or a sentence it is the date of something else.
fn from_document(page: &Page<'_>) -> (Option<String>, Option<When>) {
    const FIRST: usize = 10;
    let mut when = page.about.date.as_deref().and_then(dates::find);
    for (i, line) in page.lines.iter().take(FIRST).enumerate() {
        let is_title = i == 0 || page.live.first() == Some(&i);
        let is_trail = line.text.contains(" | ") || line.text.contains(" / ");
        if dates::is_date_line(&line.text)
            || (is_title && preamble::is_title(&line.text) || is_trail && line.chars <= 120)
                && !preamble::is_credit(&line.text)
        {
            when = when.or_else(|| dates::find(&line.text));
        }
    }
    // "© 2022 The Tide" as the last line of the page.
    let last = page.lines.iter().rev().take(3);
    let publisher = last.filter(|l| l.chars <= 60).find_map(|l| {
        let rest = l.text.strip_prefix('©')?.trim_start();
        let (year, name) = rest.split_once(' ')?;
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        (is_year && names::is_plausible(name)).then(|| name.trim().to_owned())
    });
    (page.about.publisher.clone().or(publisher), when)
}

/// What the evidence says.
struct Choice {
    /// The split to show, with its confidence.
    split: Option<(Split, f32)>,
    /// How sure the best split is that is not shown.
    perhaps: f32,
}

fn choose(page: &Page<'_>, facts: &Facts<'_>, context: &Context) -> Choice {
    let whole = |perhaps| Choice {
        split: None,
        perhaps,
    };
    if context.force == Some(Force::Article) {
        return whole(0.0);
    }
    let always = context.force == Some(Force::Digest);
    if let Some(profile) = facts.profile
        && !always
    {
        if profile.split == Some(profile::Split::Never) {
            return whole(0.0);
        }
        if let Some(split) = profiled::find(page, profile) {
            return Choice {
                split: Some((split, 1.0)),
                perhaps: 1.0,
            };
        }
    }
    if let Some(split) = parts::find(page) {
        return Choice {
            split: Some((split, 1.0)),
            perhaps: 1.0,
        };
    }
    let always = always
        || facts
            .profile
            .is_some_and(|p| p.split == Some(profile::Split::Always));
    let weighed: Vec<(Split, f32)> = candidates(page)
        .into_iter()
        .map(|split| {
            let evidence = judge::evidence(page, &split, context.file_name);
            (split, judge::confidence(&evidence))
        })
        .collect();
    // One outlet alone is a review only where nothing shows several.
    let several = weighed
        .iter()
        .any(|(split, confidence)| split.heads.len() > 1 && *confidence >= judge::HALF_SURE);
    let best = weighed
        .into_iter()
        .filter(|(split, _)| split.heads.len() > 1 || !several)
        .reduce(|a, b| if b.1 > a.1 { b } else { a });
    match best {
        // What the reader says is no guess: it counts like a profile's own rules.
        Some((split, _)) if always => Choice {
            split: Some((split, 1.0)),
            perhaps: 1.0,
        },
        Some((split, confidence)) if confidence >= judge::HALF_SURE => Choice {
            split: Some((split, confidence)),
            perhaps: confidence,
        },
        Some((_, confidence)) => whole(confidence),
        None => whole(0.0),
    }
}

/// One way to split a document, with what speaks for it: what the weights are tuned with.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The document split so.
    pub digest: Digest,
    /// The evidence, by name.
    pub evidence: Vec<(&'static str, f32)>,
    /// Whether there is enough to split without the document saying what it is.
    pub enough: bool,
    /// How sure the weights are.
    pub confidence: f32,
}

/// Every way to split a document that any rule finds, the surest first.
///
/// # Errors
/// Refuses what is too large, empty, or no text.
pub fn every(bytes: &[u8], context: &Context) -> Result<Vec<Candidate>, Refusal> {
    let laid = container::lay(bytes, context.file_name)?;
    let paragraphs = laid.paragraphs();
    let mut page = Page::new(&paragraphs);
    page.about = laid.about.clone();
    let of_container = parts::find(&page);
    let certain = of_container.is_some();
    let splits = of_container.map_or_else(|| candidates(&page), |split| vec![split]);
    let mut all: Vec<Candidate> = splits
        .into_iter()
        .map(|split| {
            let evidence = judge::evidence(&page, &split, context.file_name);
            let slots = plan::slots(&page, &split);
            let mut digest = plan::digest(&page, &split, &slots);
            digest.rule = split.rule.to_owned();
            Candidate {
                digest,
                enough: evidence.enough && !evidence.none || certain,
                confidence: if certain {
                    1.0
                } else {
                    judge::confidence(&evidence)
                },
                evidence: evidence.named().collect(),
            }
        })
        .collect();
    let several = all
        .iter()
        .any(|c| c.digest.sections.len() > 1 && c.confidence >= judge::HALF_SURE);
    all.retain(|c| c.digest.sections.len() > 1 || !several);
    all.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    Ok(all)
}

/// A text of more lines is a table or a log, and looking at it in ten ways would take long.
const MOST_LINES: usize = 50_000;

/// The possible splits, the most specific rule first: of two as sure as each other the first wins.
fn candidates(page: &Page<'_>) -> Vec<Split> {
    if page.len() > MOST_LINES {
        return Vec::new();
    }
    let mut splits: Vec<Split> = colon::find(page).into_iter().collect();
    splits.extend(outlet_line::find(page));
    splits.extend(outlet_line::find_clauses(page));
    splits.extend(credit_line::find(page));
    splits.extend(below::find(page));
    splits.extend(trailing::find(page));
    splits.extend(ruled::find(page));
    splits.extend(layout::find(page));
    splits.extend(outline::find(page));
    splits.extend(prose::find(page));
    splits
}
