//! Where the sections of a page come from: credits in brackets, names behind links, the hosts of
//! links, headings above headings.

use super::chapters::level;
use crate::chars::fold::name_key;
use crate::parse::digest::names::is_plausible;
use crate::parse::digest::page::Page;
use crate::parse::digest::split::{Head, Places, Split};
use std::collections::HashSet;
use url::Url;

/// Where the name in the last credit of a line begins and ends: `(<a>Name</a>, 4 minute read)`, a
/// link in brackets of its own.
pub(super) fn credit(page: &Page<'_>, at: usize) -> Option<(usize, usize)> {
    let (text, mark) = (page.text(at), page.mark(at)?);
    mark.links.iter().rev().find_map(|link| {
        let before = text.get(..link.from)?.trim_end();
        let after = text.get(link.to..)?;
        let close = after.find(')')?;
        let name = text.get(link.from..link.to)?.trim();
        let is = before.ends_with('(')
            && after[..close].chars().count() <= 30
            && !after[close..].chars().any(char::is_alphanumeric)
            && name.chars().count() <= 40
            && name.split_whitespace().count() <= 6
            && name.chars().any(char::is_alphabetic)
            && !name.contains("://")
            && link.url.starts_with("http");
        is.then_some((link.from, link.to))
    })
}

/// Gives the sections the outlets that credits in their texts name.
pub(super) fn credits(page: &Page<'_>, split: &mut Split) {
    let ends: Vec<usize> = ends(page, split);
    let mut found = Vec::new();
    for (n, (head, end)) in split.heads.iter_mut().zip(ends).enumerate() {
        if head.outlet.is_some() {
            continue;
        }
        let named = (head.at..end).find_map(|at| {
            let (from, to) = credit(page, at)?;
            Some((at, page.text(at).get(from..to)?.to_owned()))
        });
        if let Some((at, name)) = named {
            found.push(n);
            let mark = page.mark(at);
            let link = mark.and_then(|m| {
                m.links
                    .iter()
                    .find(|l| page.text(at).get(l.from..l.to) == Some(&name))
            });
            head.url = head.url.take().or_else(|| link.map(|l| l.url.clone()));
            head.outlet = Some(name.trim().to_owned());
            head.is_credited = true;
        }
    }
    // A credit here and there is a source of the text, not its outlet.
    let stories: Vec<usize> = (0..split.heads.len())
        .filter(|n| level(page, split.heads[*n].at).is_some())
        .collect();
    if found.iter().filter(|n| stories.contains(n)).count() * 2 < stories.len() {
        for n in found.into_iter().filter(|n| stories.contains(n)) {
            split.heads[n].outlet = None;
            split.heads[n].is_credited = false;
        }
    }
}

/// Gives items the names that stand behind their links without a sign between: `<a>Head</a> FT`.
pub(super) fn tails(page: &Page<'_>, split: &mut Split) {
    let tail = |head: &Head| {
        let line = page.text(head.at);
        let link = page.mark(head.at)?.links.first()?;
        let rest = line.get(link.to..)?;
        let name = rest.split(['.', '(', '|', ':', '–']).next()?.trim();
        let is = rest.starts_with(' ')
            && name.split_whitespace().count() <= 4
            && name.starts_with(char::is_uppercase)
            && is_plausible(name);
        is.then(|| name.to_owned())
    };
    let names: Vec<Option<String>> = split.heads.iter().map(tail).collect();
    let named = names.iter().flatten().count();
    if named < 3 || named * 10 < split.heads.len() * 6 {
        return;
    }
    for (head, name) in split.heads.iter_mut().zip(names) {
        let Some(name) = name else {
            continue;
        };
        let line = page.text(head.at);
        let from = head.cut.unwrap_or(line.len());
        let behind = line.get(from..).unwrap_or("");
        let rest = behind.strip_prefix(name.as_str()).unwrap_or(behind);
        let rest = rest.trim_start_matches(['.', ' ']);
        head.cut = (!rest.is_empty()).then(|| line.len() - rest.len());
        head.outlet = Some(name);
        head.is_credited = true;
    }
}

fn ends(page: &Page<'_>, split: &Split) -> Vec<usize> {
    let starts = split.heads.iter().skip(1).map(|h| h.at);
    starts.chain([page.len()]).collect()
}

/// Gives the sections the hosts of their links as outlets, where they are a list of links to
/// different places; or the heading above them, where headings are nested so.
pub(super) fn hosts(page: &Page<'_>, split: &mut Split, heading_sections: usize, title: usize) {
    if split.heads.iter().any(|h| h.is_credited) {
        return;
    }
    let linked: Vec<Option<String>> = split
        .heads
        .iter()
        .map(|h| h.url.as_deref().and_then(host))
        .collect();
    let distinct: HashSet<&String> = linked.iter().flatten().collect();
    let many = linked.iter().flatten().count() * 10 >= split.heads.len() * 8;
    if many && distinct.len() >= 3 && heading_sections * 4 <= split.heads.len() {
        for (head, host) in split.heads.iter_mut().zip(linked) {
            head.outlet = host;
        }
        return;
    }
    nested(page, split, title);
}

/// Group, outlet, headline: three levels of headings, the middle one without texts.
fn nested(page: &Page<'_>, split: &mut Split, title: usize) {
    let levels: HashSet<u8> = split
        .heads
        .iter()
        .filter_map(|h| level(page, h.at))
        .collect();
    let [deepest] = levels.into_iter().collect::<Vec<_>>()[..] else {
        return;
    };
    if deepest < 3 {
        return;
    }
    let mut outlet: Option<String> = None;
    let mut made = 0;
    for head in &mut split.heads {
        let above = head.at.checked_sub(1);
        let over = above.and_then(|at| Some((at, level(page, at)?)));
        let top = above
            .and_then(|at| at.checked_sub(1))
            .filter(|at| *at != title);
        let top = top.and_then(|at| level(page, at));
        if let Some((at, level)) = over
            && level + 1 == deepest
        {
            outlet = Some(page.text(at).to_owned());
            head.at = at;
            head.len = 2;
            made += usize::from(top.is_some_and(|t| t < level));
        }
        head.outlet = outlet.clone();
    }
    if made == 0 {
        for head in &mut split.heads {
            if head.len == 2 {
                head.at += 1;
                head.len = 1;
            }
            head.outlet = None;
        }
        return;
    }
    // The heading above the outlet is now right above the head.
    let tops: Vec<usize> = split
        .heads
        .iter()
        .filter_map(|h| h.at.checked_sub(1))
        .collect();
    let (groups, notes): (Vec<usize>, Vec<usize>) =
        split.notes.iter().partition(|at| tops.contains(at));
    split.notes = notes;
    split.groups = groups;
}

/// The host of an outside address.
pub(in crate::parse::digest) fn host(url: &str) -> Option<String> {
    let host = Url::parse(url).ok()?.host_str()?.to_owned();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

/// How many places the sections come from, as their links and credits show.
pub(super) fn places(page: &Page<'_>, split: &Split) -> Places {
    let mut distinct: HashSet<String> = HashSet::new();
    let mut sections = 0;
    for (head, end) in split.heads.iter().zip(ends(page, split)) {
        let own = head.outlet.as_deref().map(name_key);
        let linked = || {
            (head.at..end).find_map(|at| {
                let mark = page.mark(at)?;
                mark.links.iter().find_map(|link| host(&link.url))
            })
        };
        if let Some(place) = own
            .or_else(|| head.url.as_deref().and_then(host))
            .or_else(linked)
        {
            sections += 1;
            distinct.insert(place);
        }
    }
    Places {
        distinct: distinct.len(),
        share: sections as f32 / split.heads.len().max(1) as f32,
        credited: split.heads.iter().filter(|h| h.is_credited).count(),
    }
}
