//! The split that a reader's profile asks for.

use super::page::Page;
use super::slot::{Aside, Field};
use super::split::{Head, Split};
use crate::parse::profile::{Profile, Related};
use regex::Captures;

/// Sets aside what a profile says is no text: lines to drop, related items, everything behind the
/// end. What it drops is boilerplate wherever it stands.
pub(super) fn set_aside(page: &mut Page<'_>, profile: &Profile) {
    let mut aside = page.aside.clone();
    let mut ended = false;
    let mut item: Option<usize> = None;
    for (line, aside) in page.lines.iter().zip(&mut aside) {
        let hits = |pattern: &regex::Regex| pattern.is_match(&line.text);
        ended |= profile.end.as_ref().is_some_and(hits);
        let is_related = matches!(aside, Some(Aside::Related(..)));
        match &profile.related {
            Related::None if is_related => *aside = None,
            Related::From(_) if is_related => *aside = None,
            Related::From(start) if item.is_none() && hits(start) => {
                item = Some(0);
                *aside = Some(Aside::Dropped);
                continue;
            }
            _ => {}
        }
        if ended || profile.drop.iter().any(hits) {
            *aside = Some(Aside::Dropped);
        } else if let Some(next) = &mut item
            && aside.is_none()
        {
            // An item is a title and what stands below it up to the next blank line.
            *aside = Some(if line.gap || *next == 0 {
                *next += 1;
                Aside::Related(*next - 1, Field::Title)
            } else {
                Aside::Related(*next - 1, Field::Summary)
            });
        }
    }
    page.subhead = profile.subhead.clone();
    page.set_aside(aside);
}

/// The split by a profile's own patterns, if they hit anything.
pub(super) fn find(page: &Page<'_>, profile: &Profile) -> Option<Split> {
    let mut split = Split {
        rule: "profile",
        ..Split::default()
    };
    let mut outlet: Option<String> = None;
    let mut outlet_at = None;
    for at in 0..page.len() {
        let line = page.text(at);
        if let Some(head) = profile.head.as_ref().and_then(|head| head.captures(line)) {
            split.heads.push(by_head(profile, at, line, &head));
            outlet_at = None;
        } else if let Some(found) = profile.outlet_line.as_ref().and_then(|o| o.captures(line)) {
            let name = found.name("outlet").map_or(line, |m| m.as_str());
            outlet = Some(alias(profile, name));
            outlet_at = Some(at);
            if profile.item.is_none() {
                split.heads.push(Head {
                    at,
                    len: 1,
                    outlet: outlet.clone(),
                    ..Head::default()
                });
            }
        } else if let Some(item) = profile.item.as_ref().and_then(|item| item.captures(line)) {
            let from = outlet_at
                .take()
                .filter(|above| above + 1 == at)
                .unwrap_or(at);
            split.heads.push(Head {
                at: from,
                len: at + 1 - from,
                outlet: outlet.clone(),
                ..by_head(profile, at, line, &item)
            });
        }
    }
    (!split.heads.is_empty()).then_some(split)
}

/// The head that a pattern with named groups found. What the pattern leaves of the line is text.
fn by_head(profile: &Profile, at: usize, line: &str, found: &Captures<'_>) -> Head {
    let group = |name| {
        let text = found.name(name)?.as_str().trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let end = found.get(0).map_or(line.len(), |all| all.end());
    Head {
        at,
        len: 1,
        cut: (end < line.len()).then_some(end),
        outlet: group("outlet").map(|name| alias(profile, &name)),
        headline: group("headline"),
        byline: group("byline"),
        url: group("url"),
        ..Head::default()
    }
}

fn alias(profile: &Profile, name: &str) -> String {
    let name = name.trim();
    profile
        .aliases
        .get(name)
        .map_or(name, String::as_str)
        .to_owned()
}
