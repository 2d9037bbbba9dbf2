//! How sure a split is: evidence that its parts come from different places, and that the document
//! says it is a review.

use super::lines::start_of;
use super::names::{is_caps, is_typed};
use super::outlet_line::{recurs_at, stems};
use super::page::Page;
use super::slot::Aside;
use super::split::{Head, Split};
use super::weights::{Evidence, WEIGHTS};
use super::words::{WORDS, tokens};
use crate::chars::fold::{fold, name_key};
use crate::model::Why;
use regex::Regex;
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

/// From here on a split is shown without a mark.
pub(super) const SURE: f32 = 0.8;
/// From here on a document is split, and marked as a guess.
pub(super) const HALF_SURE: f32 = 0.5;
/// From here on a document that stays whole is said to be perhaps a review.
pub(super) const PERHAPS: f32 = 0.25;

/// What saying outright that it is a review counts.
const SAYS_DIGEST: f32 = 2.4;
/// What speaking of the press before the first head counts.
const SAYS_PRESS: f32 = 1.3;
/// What speaking of it twice counts.
const SAYS_MORE: f32 = 1.7;
/// What a title or container counts that says it is a newsletter or such.
const PERIODICAL: f32 = 1.6;
/// What a date in the title counts: newsletters have one, and so have minutes and diaries.
const DATED: f32 = 0.5;
/// What a number of an issue counts: releases and tickets have one too.
const ISSUE_NUMBER: f32 = 0.8;
/// What a file's name that says so counts.
const FILE_SAYS: f32 = 0.6;

/// The strength of an outlet that the text credits.
const CREDITED: f32 = 1.0;
/// The strength of an outlet that is called as papers are.
const TYPED: f32 = 0.9;

/// More heads than these show nothing new.
const MOST_HEADS: usize = 2000;

/// How many lines before the first head are read for what they say.
const PREAMBLE: usize = 14;

/// How sure a split is, 0 to 1.
pub(super) fn confidence(evidence: &Evidence) -> f32 {
    WEIGHTS.confidence(evidence)
}

/// The evidence for a split.
pub(super) fn evidence(page: &Page<'_>, split: &Split, file_name: Option<&str>) -> Evidence {
    let mut e = Evidence::default();
    let of_markup = matches!(split.rule, "outline" | "ruled" | "layout");
    let outlets = Outlets::of(page, split);
    if outlets.distinct == 0 && !of_markup {
        e.enough = false;
        e.none = true;
        return e;
    }
    let press = says(page, split, file_name);
    let says = if of_markup {
        press.max(periodical(page, split, file_name))
    } else {
        press
    };
    e.set("says", says);
    e.set("worth", split.worth);
    e.set("heads", split.heads.len().min(6) as f32);
    e.set("prose", f32::from(split.rule == "prose"));
    if of_markup {
        markup(page, split, says, &mut e);
    } else {
        lines(page, split, says, &outlets, &mut e);
    }
    e
}

/// The evidence of lines that name outlets.
fn lines(page: &Page<'_>, split: &Split, says: f32, outlets: &Outlets, e: &mut Evidence) {
    e.set("outlets", outlets.strength / outlets.distinct as f32);
    let speakers = outlets.runs >= 4 && outlets.runs >= 2 * outlets.distinct;
    e.set("speakers", f32::from(speakers));
    let asks = split.rule != "prose" && questions(page, split);
    e.set("questions", f32::from(asks));
    e.set("uncovered", f32::from(covered(page, split) < 0.35));
    e.enough = if split.rule == "prose" {
        // Prose that credits papers is what many a news story is: it must say that it is a review,
        // or speak of the press and credit many in most of its paragraphs.
        says > SAYS_MORE || says >= SAYS_PRESS && outlets.distinct >= 4 && dense(page, split)
    } else {
        says >= SAYS_PRESS || outlets.differ(split)
    };
    // One outlet makes no places; but a review may quote one paper only, or be cut behind the first.
    if split.heads.len() == 1 {
        e.none = says < SAYS_DIGEST * 0.75;
    }
}

/// The evidence of markup. Headings and lists are what every page has: the document must say that
/// it comes out from time to time, or show by links and credits that its parts come from different
/// places; a page with neither stays whole.
fn markup(page: &Page<'_>, split: &Split, says: f32, e: &mut Evidence) {
    let places = split.places;
    e.set(
        "places",
        places.share * (places.distinct.min(6) as f32 / 6.0),
    );
    let asks = questions(page, split) || asked(split);
    e.set("questions", f32::from(asks));
    e.set("uncovered", f32::from(covered(page, split) < 0.5));
    let credited = places.credited >= 3 && places.distinct >= 3;
    e.set("credits", f32::from(credited));
    let linked = places.share >= 0.8 && places.distinct >= 3 && says >= ISSUE_NUMBER;
    e.enough = credited || linked || says >= SAYS_PRESS;
}

/// What title, subject and front matter say of whether it is a periodical.
fn periodical(page: &Page<'_>, split: &Split, file_name: Option<&str>) -> f32 {
    let about = &page.about;
    // Between rulers the first part may begin with the first line, and say it there.
    let first = split
        .heads
        .first()
        .map_or(0, |h| h.at + usize::from(split.rule != "outline"));
    let lines = (0..first.min(4))
        .map(|at| page.text(at))
        .filter(|t| t.len() <= 240);
    let heads = about.title.iter().chain(&about.genre).map(String::as_str);
    let name = file_name.map(|name| name.replace(['-', '_', '.'], " "));
    let texts: Vec<String> = lines
        .chain(heads)
        .chain(name.as_deref())
        .map(fold)
        .collect();
    let says = |is: &dyn Fn(&str) -> bool| texts.iter().any(|t| is(t));
    let mut points = 0.0;
    if says(&|t| WORDS.says_digest(t)) {
        points += SAYS_DIGEST;
    } else if says(&|t| WORDS.says_periodical(t)) {
        points += PERIODICAL;
    }
    if says(&|t| has_issue_number(t, t.len())) {
        points += ISSUE_NUMBER;
    }
    let dated = |t: &str| t.len() <= 120 && super::dates::find(t).is_some();
    if about.date.is_some() || says(&dated) {
        points += DATED;
    }
    // `Coast Daily 2024-03-03`: a name and a date.
    if points == DATED
        && texts
            .iter()
            .take(1)
            .any(|t| t.len() <= 60 && dated(t) && WORDS.names_paper(t))
    {
        points += PERIODICAL;
    }
    points
}

/// Whether a third of the headlines are questions.
fn asked(split: &Split) -> bool {
    let is = |h: &&Head| {
        h.headline
            .as_deref()
            .is_some_and(|t| t.ends_with(['?', '？', '؟']))
    };
    split.heads.iter().filter(is).count() * 3 >= split.heads.len()
}

/// What the document says of itself before the first head.
fn says(page: &Page<'_>, split: &Split, file_name: Option<&str>) -> f32 {
    let first = split.heads.first().map_or(0, |h| h.at);
    let until = page.live.get(first).copied().unwrap_or(0);
    let own = split.heads.first().is_some_and(|h| h.len == 0);
    let mut digest = 0.0_f32;
    let mut press = 0;
    let lines = page.lines.iter().zip(&page.aside).take(until);
    for (line, aside) in lines.rev().take(PREAMBLE) {
        if matches!(
            aside,
            Some(Aside::Related(..) | Aside::Boilerplate(Why::Duplicate))
        ) {
            continue;
        }
        let text = start_of(&line.text, 600);
        let folded = fold(text);
        if WORDS.says_digest(&folded) {
            digest = digest.max(if line.chars <= 160 {
                SAYS_DIGEST
            } else {
                SAYS_DIGEST * 0.8
            });
        } else if WORDS.says_press(&folded) {
            press += 1;
        } else if has_issue_number(&folded, line.chars) {
            digest = digest.max(ISSUE_NUMBER);
        }
    }
    // A review that begins at once with its first paragraph may say it there.
    if own
        && first <= 1
        && digest == 0.0
        && WORDS.says_digest(&fold(&page.sample(first, first + 1)))
    {
        digest = SAYS_DIGEST * 0.75;
    }
    let press = match press {
        0 => 0.0,
        1 => SAYS_PRESS,
        _ => SAYS_MORE,
    };
    let file = file_name
        .map(|name| fold(&name.replace(['-', '_', '.'], " ")))
        .is_some_and(|name| WORDS.says_digest(&name));
    digest.max(press) + if file { FILE_SAYS } else { 0.0 }
}

/// Whether a short folded line numbers an issue, as periodicals do: `issue 46`, `nr. 12`, `#4`.
fn has_issue_number(folded: &str, chars: usize) -> bool {
    static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let words = "issue|vol|volume|no|nr|№|n°|ausgabe|numero|vydani|numer|выпуск|випуск";
        Regex::new(&format!(
            r"(?:(?:^|[^\w])(?:{words})[.:]? ?#?|(?:^|[\s(-])#)\d{{1,5}}(?:$|[^\w])"
        ))
        .ok()
    });
    chars <= 120
        && NUMBER
            .as_ref()
            .is_some_and(|number| number.is_match(folded))
}

/// Whether three fifths of the paragraphs from the first head on are heads.
fn dense(page: &Page<'_>, split: &Split) -> bool {
    let first = split.heads.first().map_or(0, |h| h.at);
    let paragraphs = (first..page.len())
        .filter(|at| page.chars(*at) > 50)
        .count();
    split.heads.len() * 5 >= paragraphs * 3
}

/// The outlets of a split, as evidence.
#[derive(Default)]
struct Outlets {
    /// How many there are.
    distinct: usize,
    /// How often the outlet changes from head to head, and once for the first.
    runs: usize,
    /// How many the text itself credits: by the form of the head, or below it.
    credited: usize,
    /// How many are called as papers are.
    typed: usize,
    /// The strengths of all, each at most 1.
    strength: f32,
}

impl Outlets {
    fn of(page: &Page<'_>, split: &Split) -> Outlets {
        // Ordered, because a sum of floats depends on the order of its terms.
        let mut strengths: BTreeMap<String, f32> = BTreeMap::new();
        let mut runs = 0;
        let mut last = String::new();
        for (n, head) in split.heads.iter().take(MOST_HEADS).enumerate() {
            let Some(outlet) = &head.outlet else {
                continue;
            };
            let key = name_key(outlet);
            if key != last {
                runs += 1;
                last.clone_from(&key);
            }
            let known = strengths.entry(key).or_insert(0.0);
            if *known < 1.0 {
                let to = split.heads.get(n + 1).map_or(page.len(), |next| next.at);
                *known = known.max(strength(page, head, outlet, to));
            }
        }
        let count = |least: f32| strengths.values().filter(|s| **s >= least).count();
        Outlets {
            distinct: strengths.len(),
            runs,
            credited: count(CREDITED),
            typed: count(TYPED),
            strength: strengths.values().sum(),
        }
    }
}

impl Outlets {
    /// Whether they show different places in a document that does not say what it is: the text
    /// credits two, or there are many names of papers. A few such names alone are what a list of
    /// shares, of programmes or of somebody's posts has too; in brackets behind each item they
    /// say more.
    fn differ(&self, split: &Split) -> bool {
        let names = if split.rule == "trailing" { 2 } else { 3 };
        self.credited >= 2 || self.typed >= names && split.heads.len() >= 5
    }
}

/// How surely the head names an outlet: by its form, because the text below says that it writes
/// ("Tide tells …"), or by its name.
fn strength(page: &Page<'_>, head: &Head, outlet: &str, to: usize) -> f32 {
    if head.is_credited {
        return CREDITED;
    }
    let weak = if is_typed(outlet) {
        TYPED
    } else if is_caps(outlet) {
        0.25
    } else {
        0.1
    };
    if head.len == 0 {
        return weak.max(0.4);
    }
    let from = head.text_from();
    let text = match head.cut {
        // What stands before the cut is the head itself, in which the name proves nothing.
        Some(cut) => {
            let start = start_of(&page.text(from)[cut..], 4000);
            format!("{start}\n{}", page.sample(from + 1, to))
        }
        None => page.sample(from, to),
    };
    let words = tokens(&fold(&text));
    let name = stems(outlet);
    let capitals: HashSet<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|w| !w.chars().next().is_some_and(char::is_lowercase))
        .map(fold)
        .collect();
    let mut from = 0;
    let mut best: f32 = weak;
    while let Some(found) = recurs_at(&name, &words[from..]) {
        let at = from + found;
        from = at + 1;
        if !capitals.contains(&words[at]) {
            continue;
        }
        best = best.max(0.5);
        let near = at.saturating_sub(4)..(at + name.len() + 4).min(words.len());
        if words[near]
            .iter()
            .any(|w| WORDS.is_saying(w) || WORDS.is_paper(w))
        {
            return CREDITED;
        }
    }
    best
}

/// Whether a third of the parts end in a question mark.
fn questions(page: &Page<'_>, split: &Split) -> bool {
    let ends = split.heads.iter().skip(1).map(|h| h.at).chain([page.len()]);
    let asked = ends
        .filter(|end| page.text(end - 1).ends_with(['?', '؟', '？']))
        .count();
    asked * 3 >= split.heads.len()
}

/// The share of the text's characters that stand under heads.
fn covered(page: &Page<'_>, split: &Split) -> f32 {
    let first = split.heads.first().map_or(0, |h| h.at);
    let sum = |from: usize| (from..page.len()).map(|at| page.chars(at)).sum::<usize>();
    sum(first) as f32 / sum(0).max(1) as f32
}
