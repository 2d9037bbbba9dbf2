//! Sections marked `OUTLET: …` at the start of a line, numbered or not (families F1, F2, F5).

use super::lines::start_of;
use super::names::{
    QUOTES, has_final_stop, has_inner_stop, is_attributed, is_caps, is_plausible, is_typed, tidy,
    without_mark,
};
use super::page::Page;
use super::split::{Head, Split};
use super::tail::is_person;
use super::words::WORDS;
use crate::chars::fold::fold;
use crate::parse::count::is_single;

/// The name stands within this many bytes of a line's start.
const NAME_WITHIN: usize = 120;

/// A headline on the line of its outlet is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 110;

/// One line that begins with a name and a colon.
struct Match {
    at: usize,
    name: String,
    /// Where what follows the colon begins, in bytes of the line.
    rest: usize,
    /// Where the line ends that holds the headline in brackets of its own (`NAME《Headline》`).
    bracket: bool,
    ordinal: Option<u32>,
    /// Whether more than a name shows that it is an outlet's.
    is_credited: bool,
}

/// The split at lines that begin with a name and a colon, if there are two or more.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    let matches: Vec<Match> = (0..page.len())
        .filter_map(|at| match_at(page, at))
        .collect();
    if matches.len() < 2 {
        return None;
    }
    let numbered = numbered_lines(page);
    let is_list = numbered.len() >= 3 && numbered.len() * 2 >= matches.len() && {
        let with_name = matches.iter().filter(|m| m.ordinal.is_some()).count();
        with_name * 2 >= numbered.len()
    };
    if is_list {
        return Some(contents(page, &matches, &numbered));
    }
    // A head that owns lines below it is followed by a headline, not by the text itself.
    let owners = matches
        .iter()
        .zip(matches.iter().skip(1).map(|m| m.at).chain([page.len()]))
        .filter(|(m, next)| (m.at + 1..*next).any(|at| page.chars(at) > 80))
        .count();
    let owns = owners * 2 >= matches.len();
    let heads: Vec<Head> = matches.iter().map(|m| head(page, m, owns)).collect();
    let heads = with_items(page, heads);
    let groups = groups(page, &heads);
    Some(Split {
        rule: "colon",
        heads,
        groups,
        worth: 0.0,
        ..Split::default()
    })
}

fn match_at(page: &Page<'_>, at: usize) -> Option<Match> {
    let line = page.text(at);
    let (bare, ordinal) = without_mark(line);
    let skipped = line.len() - bare.len();
    let head = start_of(bare, NAME_WITHIN);
    if let Some(m) = bracket(line, head, skipped, at) {
        return Some(m);
    }
    let Some(colon) = head.find([':', '：', ';']) else {
        return dash(head, skipped, line, ordinal, at);
    };
    let sign = bare[colon..].chars().next()?;
    let name = &bare[..colon];
    let after = &bare[colon + sign.len_utf8()..];
    let dense = name.chars().next().is_some_and(is_single);
    let is_apart = sign == '：'
        || dense
        || after.starts_with(|c: char| c.is_whitespace() || "\"“„«‘".contains(c));
    let rest = after.trim_start();
    // A semicolon stands for a colon only by slip, where the list is numbered.
    if rest.is_empty() || !is_apart || sign == ';' && ordinal.is_none() || !is_plausible(name) {
        return None;
    }
    if at == 0 && WORDS.says_press(&fold(name)) {
        return None;
    }
    Some(Match {
        at,
        name: tidy(name),
        rest: line.len() - rest.len(),
        bracket: false,
        ordinal,
        is_credited: is_attributed(name.trim()),
    })
}

/// `NAME – „…“`: capitals and a dash, with a quotation behind it.
fn dash(head: &str, skipped: usize, line: &str, ordinal: Option<u32>, at: usize) -> Option<Match> {
    let (dash, sign) = [" – ", " — ", " - "]
        .into_iter()
        .find_map(|sign| Some((head.find(sign)?, sign)))?;
    let name = &head[..dash];
    let rest = head[dash + sign.len()..].trim_start();
    let is_quoted = rest.starts_with(['„', '“', '"', '«', '‘', '»']);
    let is = at > 0 && is_quoted && (is_caps(name) || is_typed(name)) && is_plausible(name);
    is.then(|| Match {
        at,
        name: tidy(name),
        rest: line.len() - (line.len() - skipped - dash - sign.len()),
        bracket: false,
        ordinal,
        is_credited: false,
    })
}

/// `◈Name《Headline》`, as Korean reviews write it.
fn bracket(line: &str, head: &str, skipped: usize, at: usize) -> Option<Match> {
    let open = head.find('《')?;
    let name = head[..open].trim();
    let is = line.ends_with('》') && is_plausible(name) && name.chars().count() <= 12;
    is.then(|| Match {
        at,
        name: tidy(name),
        rest: skipped + open,
        bracket: true,
        ordinal: None,
        is_credited: false,
    })
}

fn head(page: &Page<'_>, m: &Match, owns: bool) -> Head {
    let line = page.text(m.at);
    let rest = &line[m.rest..];
    let mut head = Head {
        at: m.at,
        len: 1,
        outlet: Some(m.name.clone()),
        is_credited: m.is_credited,
        ..Head::default()
    };
    if m.bracket {
        let inner = rest.trim_start_matches('《').trim_end_matches('》');
        head.headline = Some(inner.trim().to_owned());
    } else if owns && rest.chars().count() <= 2 * LONGEST_HEADLINE {
        head.headline = Some(rest.to_owned());
    } else if let Some((headline, after)) = quoted_headline(rest) {
        head.headline = Some(headline.to_owned());
        if !after.is_empty() {
            head.cut = Some(line.len() - after.len());
        }
    } else if rest.chars().count() <= LONGEST_HEADLINE && !ends_sentence(rest) {
        head.headline = Some(rest.to_owned());
    } else {
        head.cut = Some(m.rest);
    }
    head
}

/// Whether what follows a name is a sentence, and so a text: headlines end in `!` or `?` too.
fn ends_sentence(rest: &str) -> bool {
    has_final_stop(rest) && !rest.ends_with(['!', '?'])
}

/// A headline in quotation marks at the start of `rest`, and the text after it: `"One thing".
/// The text.` Quoted sentences and rows of several headlines are text.
fn quoted_headline(rest: &str) -> Option<(&str, &str)> {
    let (open, close) = QUOTES.into_iter().find(|(open, close)| {
        rest.starts_with(*open) && rest[open.len_utf8()..].contains(*close)
    })?;
    let inner = &rest[open.len_utf8()..];
    let end = inner.find(close)?;
    let headline = &inner[..end];
    let after = inner[end + close.len_utf8()..].trim_start();
    let text = after.trim_start_matches(['.', ' ']);
    let is = headline.chars().count() <= LONGEST_HEADLINE
        && !has_inner_stop(headline)
        && (after.is_empty() || after.starts_with('.'));
    is.then_some((headline, text))
}

/// The live lines with ordinals 1, 2, 3, … in order, and what follows each ordinal.
fn numbered_lines(page: &Page<'_>) -> Vec<usize> {
    let mut next = 1;
    let mut lines = Vec::new();
    for at in 0..page.len() {
        if without_mark(page.text(at)).1 == Some(next) {
            lines.push(at);
            next += 1;
        }
    }
    lines
}

/// A numbered table of contents in which each entry is a section: `N. Outlet: Author, Headline`,
/// the outlet and the author optional (F2).
fn contents(page: &Page<'_>, matches: &[Match], numbered: &[usize]) -> Split {
    let heads = numbered
        .iter()
        .map(|at| {
            let found = matches
                .binary_search_by_key(at, |m| m.at)
                .ok()
                .map(|n| &matches[n]);
            let line = page.text(*at);
            let (rest, outlet) = match found {
                Some(m) => (&line[m.rest..], Some(m.name.clone())),
                None => (without_mark(line).0, None),
            };
            let (byline, headline) = match rest.split_once(", ") {
                Some((by, headline)) if is_byline(by) => (Some(by.to_owned()), headline),
                _ => (None, rest),
            };
            Head {
                at: *at,
                len: 1,
                outlet,
                headline: Some(headline.to_owned()),
                byline,
                is_credited: found.is_some_and(|m| m.is_credited),
                ..Head::default()
            }
        })
        .collect();
    Split {
        rule: "numbered",
        heads,
        groups: Vec::new(),
        worth: 0.8,
        ..Split::default()
    }
}

fn is_byline(text: &str) -> bool {
    text.split(" and ").all(is_person)
}

/// The heads, and between them the items that a mark of their own begins (`❍ Headline`): each is a
/// section of the outlet above it (DIGESTS 10 and 12 of the structures).
fn with_items(page: &Page<'_>, heads: Vec<Head>) -> Vec<Head> {
    const MARKS: [char; 7] = ['❍', '○', '◦', '▷', '▶', '☞', '□'];
    let first = heads.first().map_or(0, |h| h.at);
    let opens = |at: usize, mark: char| page.text(at).starts_with(mark);
    let mark = MARKS.into_iter().find(|mark| {
        (first..page.len())
            .filter(|at| opens(*at, *mark))
            .nth(1)
            .is_some()
            && !heads.iter().any(|h| opens(h.at, *mark))
    });
    let Some(mark) = mark else {
        return heads;
    };
    let mut out: Vec<Head> = Vec::with_capacity(heads.len());
    let mut heads = heads.into_iter().peekable();
    for at in first..page.len() {
        if let Some(head) = heads.next_if(|h| h.at == at) {
            out.push(head);
        } else if opens(at, mark) {
            out.push(Head {
                at,
                len: 1,
                outlet: out.last().and_then(|above| above.outlet.clone()),
                headline: Some(page.text(at)[mark.len_utf8()..].trim().to_owned()),
                ..Head::default()
            });
        }
    }
    out
}

/// Short lines right above a head that head a group of sections: not the first line, no sentence,
/// and below a text.
fn groups(page: &Page<'_>, heads: &[Head]) -> Vec<usize> {
    let is = |at: usize| {
        page.chars(at) <= 40
            && !has_final_stop(page.text(at))
            && !page.text(at).ends_with(',')
            && page.chars(at - 1) > 80
    };
    let mut groups: Vec<usize> = heads
        .windows(2)
        .filter(|pair| pair[1].at > pair[0].text_from() + usize::from(pair[0].cut.is_some()))
        .filter_map(|pair| pair[1].at.checked_sub(1))
        .filter(|at| *at > 0 && is(*at))
        .collect();
    // Where others have one, the line above the first head is one, too.
    let above = heads.first().and_then(|h| h.at.checked_sub(1));
    if let Some(at) = above.filter(|at| *at > 1 && is(*at))
        && !groups.is_empty()
    {
        groups.push(at);
    }
    groups
}
