//! Sections that the markup shows: headings, items of lists, paragraphs that open in bold
//! (families F11 to F13).
//!
//! What stands under each heading is looked at: a list of items (each of which opens with a link or
//! with strong text, or ends in a credit) is a group of sections; anything else is one section.

use super::lines;
use super::names::{is_plausible, is_typed, without_mark};
use super::page::Page;
use super::split::{Head, Places, Split};
use super::words::WORDS;
use crate::chars::fold::{fold, name_key};
use crate::model::BlockKind;
use std::collections::HashSet;
use url::Url;

/// A headline in strong text or a link is no longer than this, in characters.
const LONGEST_HEADLINE: usize = 200;

/// What it is worth as evidence when all sections open in strong text.
const STRONG: f32 = 0.5;

/// How an item opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opening {
    /// With a link, and nothing or a separate text behind it.
    Link,
    /// With a link in the middle of a sentence.
    Sentence,
    /// With strong text.
    Strong,
    /// With neither, but it ends in a credit.
    Credit,
}

/// A line that opens an item.
#[derive(Clone, Debug)]
struct Item {
    at: usize,
    opening: Opening,
    /// Where its headline begins and ends, in bytes of the line.
    from: usize,
    to: usize,
}

/// What stands under one heading, the heading included.
struct Chapter {
    /// The heading; `None` for what stands above the first.
    heading: Option<usize>,
    level: u8,
    /// The first line below the heading, and the line after the last.
    from: usize,
    to: usize,
    items: Vec<Item>,
}

/// The split that the markup shows.
pub(super) fn find(page: &Page<'_>) -> Option<Split> {
    page.mark(0)?;
    let chapters = chapters(page);
    let mut split = Split {
        rule: "outline",
        ..Split::default()
    };
    let mut outer: Vec<(u8, usize)> = Vec::new();
    let mut heading_sections = 0;
    let mut closed = false;
    for (n, chapter) in chapters.iter().enumerate() {
        let Some(heading) = chapter.heading else {
            items(page, chapter, None, &mut split);
            continue;
        };
        outer.retain(|(level, _)| *level < chapter.level);
        let is_title = heading == title(page, &chapters);
        closed |= split.heads.len() >= 2 && is_closing(page, chapter);
        if closed {
            split.chrome.extend(heading..chapter.to);
        } else if !chapter.items.is_empty() {
            split.notes.extend(outer.drain(..).map(|(_, at)| at));
            items(page, chapter, (!is_title).then_some(heading), &mut split);
        } else if is_title {
            continue;
        } else if chapter.from == chapter.to {
            // A heading without a text of its own stands over those below it.
            let over = chapters
                .get(n + 1)
                .is_some_and(|next| next.level > chapter.level);
            if over {
                outer.push((chapter.level, heading));
            } else {
                let head = section(page, chapter, &mut outer, &mut split);
                split.heads.push(head);
            }
        } else {
            heading_sections += 1;
            let head = section(page, chapter, &mut outer, &mut split);
            split.heads.push(head);
        }
    }
    split.notes.extend(outer.into_iter().map(|(_, at)| at));
    if split.heads.len() < 2 {
        return None;
    }
    tails(page, &mut split);
    credits(page, &mut split);
    hosts(page, &mut split, heading_sections, title(page, &chapters));
    split.places = places(page, &split);
    let strong = chapters
        .iter()
        .flat_map(|c| &c.items)
        .filter(|i| i.opening == Opening::Strong)
        .count();
    if strong >= 3 && strong * 10 >= split.heads.len() * 8 {
        split.worth = STRONG;
    }
    let mut seen = HashSet::new();
    let (groups, again) = split
        .groups
        .iter()
        .partition(|at| seen.insert(page.text(**at)));
    split.groups = groups;
    split.notes.extend::<Vec<usize>>(again);
    Some(split)
}

/// The live line of the title: the first heading, unless the first text stands above it.
fn title(page: &Page<'_>, chapters: &[Chapter]) -> usize {
    let first = chapters.iter().find_map(|c| c.heading).unwrap_or(0);
    if first <= 2 || page.chars(0) < 200 {
        first
    } else {
        usize::MAX
    }
}

fn level(page: &Page<'_>, at: usize) -> Option<u8> {
    match page.mark(at)?.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    }
}

fn chapters(page: &Page<'_>) -> Vec<Chapter> {
    let mut headings: Vec<(Option<usize>, u8)> = vec![(None, 0)];
    headings.extend((0..page.len()).filter_map(|at| Some((Some(at), level(page, at)?))));
    let ends = headings.iter().skip(1).map(|(at, _)| at.unwrap_or(0));
    let ends: Vec<usize> = ends.chain([page.len()]).collect();
    let strong = strong_paragraphs(page);
    let mut chapters: Vec<Chapter> = headings
        .into_iter()
        .zip(ends)
        .filter(|((heading, _), to)| heading.is_some() || *to > 0)
        .map(|((heading, level), to)| {
            let from = heading.map_or(0, |at| at + 1);
            Chapter {
                heading,
                level,
                from,
                to,
                items: found(page, from, to, strong),
            }
        })
        .collect();
    // A list or two among chapters of prose are chapters, too.
    let of_prose = |c: &&Chapter| {
        c.heading.is_some() && c.items.is_empty() && c.from < c.to && !is_closing(page, c)
    };
    let by_credit = |c: &Chapter| c.items.iter().all(|i| i.opening == Opening::Credit);
    let prose = chapters.iter().filter(of_prose).count();
    let lists = chapters.iter().filter(|c| !c.items.is_empty()).count();
    let items: usize = chapters.iter().map(|c| c.items.len()).sum();
    if lists * 2 < prose && items <= prose {
        let lists = chapters.iter_mut().filter(|c| !by_credit(c));
        lists.for_each(|c| c.items.clear());
    }
    chapters
}

/// Whether the document is a row of paragraphs that open in strong text.
fn strong_paragraphs(page: &Page<'_>) -> bool {
    let long = (0..page.len()).filter(|at| {
        page.chars(*at) > 60
            && page
                .mark(*at)
                .is_some_and(|m| m.kind == BlockKind::Paragraph)
    });
    let (mut all, mut strong) = (0, 0);
    for at in long {
        all += 1;
        strong += usize::from(strong_lead(page, at).is_some());
    }
    strong >= 3 && strong * 10 >= all * 6
}

/// Where the strong text that opens a line begins and ends, when it is a headline: followed by a
/// text, and parted from it by a sign.
fn strong_lead(page: &Page<'_>, at: usize) -> Option<(usize, usize)> {
    let (text, mark) = (page.text(at), page.mark(at)?);
    let (from, to) = mark.strong?;
    let (lead, rest) = (text.get(from..to)?.trim(), text.get(to..)?.trim_start());
    let parted = lead.ends_with(['.', ':', '!', '?', '–', '—', '：', '。'])
        || rest.starts_with([':', '.', '–', '—', '-', '|', '：']);
    let is = parted && !rest.is_empty() && lead.chars().count() <= LONGEST_HEADLINE;
    (is && lead.chars().count() >= 2).then_some((from, to))
}

/// The items of a chapter; none when it is no list of them.
fn found(page: &Page<'_>, from: usize, to: usize, strong: bool) -> Vec<Item> {
    let opens = |at: usize| {
        page.mark(at)
            .is_some_and(|m| matches!(m.kind, BlockKind::Item(0)))
    };
    let list = (from..to).filter(|at| opens(*at)).count();
    if list > 0 {
        let items: Vec<Item> = (from..to)
            .filter(|at| opens(*at))
            .filter_map(|at| item(page, at))
            .collect();
        let first = items.first().map_or(to, |item| item.at);
        let above = (from..first).filter(|at| page.chars(*at) > 0).count();
        let most = items.len() * 10 >= list * 6;
        let alone = items.len() == 1 && first > from;
        let sentences = items.iter().all(|i| i.opening == Opening::Sentence);
        if most && above <= 2 && !alone && !(sentences && items.len() < 2) {
            return items;
        }
        return Vec::new();
    }
    let paragraphs: Vec<usize> = (from..to)
        .filter(|at| {
            page.mark(*at)
                .is_some_and(|m| m.kind == BlockKind::Paragraph)
        })
        .collect();
    let items: Vec<Item> = paragraphs
        .iter()
        .filter_map(|at| {
            let item = item(page, *at)?;
            let is = match item.opening {
                Opening::Link => true,
                Opening::Strong => strong,
                Opening::Sentence | Opening::Credit => false,
            };
            is.then_some(item)
        })
        .collect();
    let most = items.len() * 10 >= paragraphs.len() * 6;
    if items.len() >= 2 && most {
        items
    } else {
        Vec::new()
    }
}

/// How a line opens an item, if it does.
fn item(page: &Page<'_>, at: usize) -> Option<Item> {
    let (text, mark) = (page.text(at), page.mark(at)?);
    if let Some((from, to)) = strong_lead(page, at) {
        return Some(Item {
            at,
            opening: Opening::Strong,
            from,
            to,
        });
    }
    if let Some(name) = credit(page, at) {
        let (bare, _) = without_mark(text);
        let from = text.len() - bare.len();
        let open = text[..name.0].rfind('(')?;
        if page.chars(at) <= 2 * LONGEST_HEADLINE && open > from {
            return Some(Item {
                at,
                opening: Opening::Credit,
                from,
                to: open,
            });
        }
    }
    let link = mark.links.first()?;
    let before = text.get(..link.from)?;
    let marks = before.chars().filter(|c| c.is_alphanumeric()).count();
    let shown = text.get(link.from..link.to)?;
    let is_outside = link.url.starts_with("http") || link.url.is_empty();
    if marks > 3
        || !is_outside
        || shown.contains("://")
        || shown.chars().count() < 3
        || shown.chars().count() > LONGEST_HEADLINE
    {
        return None;
    }
    let rest = text.get(link.to..)?.trim_start();
    let parted = rest.is_empty()
        || rest.starts_with(['|', '–', '—', '-', ':', ',', '(', '.', '[', '·', '：', '，'])
        || rest.starts_with("by ")
        || rest.starts_with("di ");
    Some(Item {
        at,
        opening: if parted {
            Opening::Link
        } else {
            Opening::Sentence
        },
        from: link.from,
        to: link.to,
    })
}

/// A headline without the flag or picture before it.
fn without_sign(headline: &str) -> &str {
    let is_sign = |c: char| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' | '\u{200d}' | ' ');
    let bare = headline.trim_start_matches(is_sign);
    if bare.is_empty() { headline } else { bare }
}

/// Adds the items of a chapter as sections under its heading.
fn items(page: &Page<'_>, chapter: &Chapter, group: Option<usize>, split: &mut Split) {
    let first = chapter.items.first().map_or(chapter.to, |item| item.at);
    if let Some(group) = group {
        if first == group + 1 {
            split.groups.push(group);
            split.group_level = chapter.level;
        } else {
            split.notes.extend(group..first);
        }
    }
    // What stands behind a ruler below the items is none of them.
    let last = chapter.items.last().map_or(chapter.to, |item| item.at);
    let ruler =
        (last..chapter.to).find(|at| page.mark(*at).is_some_and(|m| m.kind == BlockKind::Rule));
    let mut end = ruler.unwrap_or(chapter.to);
    // Where each item is one paragraph, so is the last; below it stands the end of the page.
    let single = |pair: &[Item]| pair[1].at == pair[0].at + 1;
    if chapter.items.len() >= 3
        && chapter.items.windows(2).all(single)
        && page.mark(last).is_some_and(|m| m.item == 0)
    {
        end = end.min(last + 1);
    }
    for at in end..chapter.to {
        let to = if WORDS.is_closing(&fold(lines::start_of(page.text(at), 120))) {
            &mut split.chrome
        } else {
            &mut split.notes
        };
        to.push(at);
    }
    for item in &chapter.items {
        let text = page.text(item.at);
        let headline = text.get(item.from..item.to).unwrap_or("");
        let headline = without_sign(
            headline
                .trim()
                .trim_end_matches(['.', ':', '：', '。', ' ']),
        );
        let rest = text.get(item.to..).unwrap_or("");
        let behind = match item.opening {
            Opening::Credit => "",
            _ => rest.trim_start_matches([' ', '|', '–', '—', '-', ':', ',', '.', '：', '，']),
        };
        let links = page.mark(item.at).map(|m| &m.links[..]).unwrap_or_default();
        let link = match item.opening {
            Opening::Strong => None,
            Opening::Credit => links.last(),
            Opening::Link | Opening::Sentence => links.first(),
        };
        split.heads.push(Head {
            at: item.at,
            len: 1,
            cut: (!behind.is_empty()).then(|| text.len() - behind.len()),
            headline: Some(headline.to_owned()),
            url: link
                .map(|l| l.url.clone())
                .filter(|u| u.starts_with("http")),
            ..Head::default()
        });
    }
}

/// The section of a heading and its text. Headings above it that have no text are its outlet, where
/// there are two of them, or its group.
fn section(
    page: &Page<'_>,
    chapter: &Chapter,
    outer: &mut Vec<(u8, usize)>,
    split: &mut Split,
) -> Head {
    let at = chapter.heading.unwrap_or(chapter.from);
    let text = page.text(at);
    let (headline, outlet) = match trailing_name(text) {
        Some((headline, name)) => (headline, name),
        None => (text, None),
    };
    let url = page
        .mark(at)
        .and_then(|m| m.links.first())
        .map(|l| l.url.clone());
    let head = Head {
        at,
        len: 1,
        is_credited: outlet.is_some(),
        outlet,
        headline: Some(without_sign(headline.trim()).to_owned()),
        url: url.filter(|u| u.starts_with("http")),
        ..Head::default()
    };
    // A group right above the head stays one; others are notes.
    let mut is_apart = chapter.level <= split.group_level;
    for (level, above) in outer.drain(..) {
        if above + 1 == at {
            split.groups.push(above);
            split.group_level = level;
            is_apart = false;
        } else {
            split.notes.push(above);
        }
    }
    Head { is_apart, ..head }
}

/// `Headline (example.org).`: the headline, and the name in brackets behind it; the brackets may be
/// empty.
fn trailing_name(text: &str) -> Option<(&str, Option<String>)> {
    let before = text.trim_end_matches(['.', ' ']).strip_suffix(')')?;
    let open = before.rfind('(')?;
    let name = before[open + 1..].trim();
    if name.is_empty() {
        return Some((&text[..open], None));
    }
    let is =
        is_typed(name) || is_plausible(name) && name.chars().count() <= 30 && !name.contains(' ');
    (is && open > 8 && !name.chars().all(|c| c.is_ascii_digit()))
        .then(|| (&text[..open], Some(name.to_owned())))
}

/// Where the name in the last credit of a line begins and ends: `(<a>Name</a>, 4 minute read)`, a
/// link in brackets of its own.
fn credit(page: &Page<'_>, at: usize) -> Option<(usize, usize)> {
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
fn credits(page: &Page<'_>, split: &mut Split) {
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
fn tails(page: &Page<'_>, split: &mut Split) {
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
fn hosts(page: &Page<'_>, split: &mut Split, heading_sections: usize, title: usize) {
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
pub(super) fn host(url: &str) -> Option<String> {
    let host = Url::parse(url).ok()?.host_str()?.to_owned();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

/// Whether a chapter belongs to the end of a page: it asks to subscribe, or says who made it.
fn is_closing(page: &Page<'_>, chapter: &Chapter) -> bool {
    let heading = chapter
        .heading
        .map(|at| fold(page.text(at)))
        .unwrap_or_default();
    let bare = heading.trim_matches(|c: char| !c.is_alphanumeric());
    // An end is short, compared with what it ends.
    let sum = |from: usize, to: usize| (from..to).map(|at| page.chars(at)).sum::<usize>();
    WORDS.is_closing(bare) && sum(chapter.from, page.len()) * 4 <= sum(0, page.len())
}

/// How many places the sections come from, as their links and credits show.
fn places(page: &Page<'_>, split: &Split) -> Places {
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
