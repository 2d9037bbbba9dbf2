//! The split that the container itself gives: messages of a digest, entries of a list (family F14).

use super::lines::is_field;
use super::page::Page;
use super::split::{Head, Split};

/// What a dashed line between messages has at least (RFC 1153, 3.5: 30, and 70 below the preamble).
const DASHES: usize = 27;

/// A container of more parts is a table.
const MOST_PARTS: usize = 10_000;

/// The split at parts that the container names, or at the messages of a plain-text digest.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    let mut split = Split {
        rule: "container",
        ..Split::default()
    };
    for at in 0..page.len() {
        let Some(part) = page.mark(at).and_then(|m| m.part.as_ref()) else {
            continue;
        };
        if part.grouped {
            split.groups.extend(at.checked_sub(1));
        }
        split.heads.push(Head {
            at,
            len: part.len,
            outlet: part.outlet.clone(),
            headline: part.headline.clone(),
            byline: part.byline.clone(),
            url: part.url.clone(),
            is_credited: true,
            ..Head::default()
        });
    }
    if (2..=MOST_PARTS).contains(&split.heads.len()) {
        return Some(split);
    }
    messages(page)
}

/// The messages of a digest in plain text (RFC 1153): each below a dashed line, and opened by its
/// header fields.
fn messages(page: &Page<'_>) -> Option<Split> {
    let mut split = Split {
        rule: "rfc1153",
        ..Split::default()
    };
    let mut dashed = 0;
    let mut preamble = false;
    for at in 0..page.len().min(200_000) {
        if !is_dashed(page.text(at)) {
            continue;
        }
        dashed += 1;
        preamble |= page.chars(at) >= 65;
        split.chrome.push(at);
        let fields: Vec<&str> = (at + 1..page.len())
            .map(|at| page.text(at))
            .take_while(|text| is_field(text))
            .collect();
        let value = |name: &str| {
            fields.iter().find_map(|field| {
                let (key, value) = field.split_once(':')?;
                key.eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        if fields.len() < 2 || value("from").is_none() && value("subject").is_none() {
            continue;
        }
        split.heads.push(Head {
            at: at + 1,
            len: fields.len(),
            outlet: value("from").map(name_of),
            headline: value("subject").map(str::to_owned),
            is_credited: true,
            ..Head::default()
        });
    }
    // The 70 dashes end the preamble: with them one message is a digest, too.
    let enough = split.heads.len() >= 2 || preamble && split.heads.len() == 1 && dashed >= 2;
    enough.then_some(split)
}

fn is_dashed(text: &str) -> bool {
    text.len() >= DASHES && text.bytes().all(|b| b == b'-')
}

/// The name in a sender's field: `"Name" <address>`, `address (Name)`, or the address alone.
fn name_of(field: &str) -> String {
    let name = match (field.split_once('<'), field.split_once('(')) {
        (Some((name, _)), _) if !name.trim().is_empty() => name,
        (_, Some((_, name))) => name.trim_end_matches(')'),
        _ => field,
    };
    name.trim().trim_matches('"').trim().to_owned()
}
