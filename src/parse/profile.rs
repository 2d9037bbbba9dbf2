//! The reader's own rules for a review: a TOML text with a `[[digest]]` table for each.

use crate::chars::fold::name_key;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Rules for the reviews of one publisher.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// What the reader calls it.
    pub name: String,
    /// Who publishes these reviews.
    pub publisher: Option<String>,
    /// Their language, as a BCP 47 tag.
    pub lang: Option<String>,
    /// Whether they are split at all, where the reader decided that.
    pub split: Option<Split>,
    /// The line that begins a section: groups `outlet`, `headline`, `byline`, `url`, `group`.
    pub head: Option<Regex>,
    /// A line that names the outlet of the sections below it: group `outlet`, or all of it.
    pub outlet_line: Option<Regex>,
    /// A line below an outlet line that begins a section: group `headline`; the rest is text.
    pub item: Option<Regex>,
    /// Which lines are subheadings.
    pub subhead: Subhead,
    /// Lines set aside as boilerplate.
    pub drop: Vec<Regex>,
    /// Where the related items begin.
    pub related: Related,
    /// The line from which on everything belongs to the page.
    pub end: Option<Regex>,
    /// Spellings of outlets, and the names they stand for.
    pub aliases: BTreeMap<String, String>,
    matches: Match,
}

/// What a reader decided about splitting a publisher's reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// One article each (`:whole`).
    Never,
    /// Split by the best rule, however unsure (`:split`).
    Always,
}

/// Which short lines of a section are subheadings.
#[derive(Clone, Debug, Default)]
pub enum Subhead {
    /// Those that look like it.
    #[default]
    Auto,
    /// None.
    None,
    /// Those that match.
    Lines(Regex),
}

/// Where the teasers for other articles are.
#[derive(Clone, Debug, Default)]
pub enum Related {
    /// At the end, each with its title said twice.
    #[default]
    Pairs,
    /// Nowhere.
    None,
    /// From the first line on that matches.
    From(Regex),
}

/// What a document must have for a profile to be used; all that are given must hit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Match {
    url: String,
    from: String,
    subject: String,
    first_line: String,
    file: String,
}

/// A profile as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    publisher: Option<String>,
    lang: Option<String>,
    split: Option<Split>,
    #[serde(rename = "match", default)]
    matches: Match,
    #[serde(default)]
    head: String,
    #[serde(default)]
    outlet_line: String,
    #[serde(default)]
    item: String,
    #[serde(default)]
    subhead: String,
    #[serde(default)]
    drop: Vec<String>,
    #[serde(default)]
    related: String,
    #[serde(default)]
    end: String,
    #[serde(default)]
    aliases: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    digest: Vec<Written>,
}

/// Compiled patterns larger than this are refused; none that is meant for a line comes near.
const PATTERN_SIZE: usize = 1 << 20;

/// Reads profiles: those that are valid, and a sentence with the line for each that is not. One
/// that is wrong never costs the others.
pub fn read(toml_text: &str) -> (Vec<Profile>, Vec<String>) {
    let mut profiles = Vec::new();
    let mut complaints = Vec::new();
    for (first, table) in tables(toml_text) {
        let written = match toml::from_str::<File>(&table) {
            Ok(file) => file.digest,
            Err(error) => {
                let within = error.span().map_or(0, |s| lines_before(&table, s.start));
                complaints.push(format!(
                    "line {}: {}",
                    first + within,
                    sentence(error.message())
                ));
                continue;
            }
        };
        for one in written {
            match Profile::try_from(one) {
                Ok(profile) => profiles.push(profile),
                Err((key, error)) => {
                    let within = key_line(&table, key);
                    complaints.push(format!("line {}: {key}: {error}", first + within));
                }
            }
        }
    }
    (profiles, complaints)
}

/// The TOML text a decision about a publisher is kept as: a profile for whatever is by them.
pub fn stub(publisher: &str, split: Split) -> String {
    let split = match split {
        Split::Never => "never",
        Split::Always => "always",
    };
    let publisher = toml::Value::String(publisher.to_owned());
    format!("[[digest]]\nname = {publisher}\npublisher = {publisher}\nsplit = \"{split}\"\n")
}

/// The first profile that is for a document with this first line, file name and publisher.
///
/// A profile without any `match` is for whatever its publisher publishes. One that asks for an
/// address or a sender is for documents that have them.
pub(super) fn matching<'a>(
    profiles: &'a [Profile],
    first_line: &str,
    file: Option<&str>,
    publisher: Option<&str>,
) -> Option<&'a Profile> {
    profiles.iter().find(|profile| {
        let m = &profile.matches;
        let given = [&m.url, &m.from, &m.subject, &m.first_line, &m.file];
        if given.iter().all(|g| g.is_empty()) {
            let own = profile.publisher.as_deref().unwrap_or(&profile.name);
            return publisher.is_some_and(|p| name_key(p) == name_key(own));
        }
        m.url.is_empty()
            && m.from.is_empty()
            && m.subject.is_empty()
            && (m.first_line.is_empty()
                || first_line
                    .to_lowercase()
                    .contains(&m.first_line.to_lowercase()))
            && (m.file.is_empty() || file.is_some_and(|f| is_like(f, &m.file)))
    })
}

/// Whether `text` is like a pattern in which `*` stands for anything.
fn is_like(text: &str, pattern: &str) -> bool {
    let escaped: Vec<String> = pattern.split('*').map(regex::escape).collect();
    pattern_of(&format!("(?i)^{}$", escaped.join(".*"))).is_ok_and(|r| r.is_match(text))
}

impl TryFrom<Written> for Profile {
    type Error = (&'static str, String);

    fn try_from(written: Written) -> Result<Profile, Self::Error> {
        let optional = |key: &'static str, pattern: &str| -> Result<Option<Regex>, Self::Error> {
            if pattern.is_empty() {
                return Ok(None);
            }
            pattern_of(pattern).map(Some).map_err(|e| (key, e))
        };
        let head = optional("head", &written.head)?;
        if let Some(head) = &head
            && !head
                .capture_names()
                .flatten()
                .any(|n| n == "outlet" || n == "headline")
        {
            let error = "needs a group named outlet or headline, such as (?P<outlet>[A-Z]+)";
            return Err(("head", error.to_owned()));
        }
        Ok(Profile {
            head,
            outlet_line: optional("outlet_line", &written.outlet_line)?,
            item: optional("item", &written.item)?,
            end: optional("end", &written.end)?,
            drop: written
                .drop
                .iter()
                .map(|p| pattern_of(p).map_err(|e| ("drop", e)))
                .collect::<Result<_, _>>()?,
            subhead: match written.subhead.as_str() {
                "" | "auto" => Subhead::Auto,
                "none" => Subhead::None,
                p => Subhead::Lines(pattern_of(p).map_err(|e| ("subhead", e))?),
            },
            related: match written.related.as_str() {
                "" | "pairs" => Related::Pairs,
                "none" => Related::None,
                p => Related::From(pattern_of(p).map_err(|e| ("related", e))?),
            },
            name: written.name,
            publisher: written.publisher,
            lang: written.lang,
            split: written.split,
            aliases: written.aliases,
            matches: written.matches,
        })
    }
}

fn pattern_of(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(PATTERN_SIZE)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "the pattern is too large".to_owned(),
            // The last line of a syntax error says what is wrong; those above draw the place.
            other => {
                let text = other.to_string();
                let last = text.lines().last().unwrap_or("not a pattern");
                last.trim_start_matches("error: ").to_owned()
            }
        })
}

/// The text cut before each `[[digest]]`, with the number of each piece's first line.
fn tables(text: &str) -> Vec<(usize, String)> {
    let mut tables: Vec<(usize, String)> = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        match tables.last_mut() {
            Some((_, table)) if !line.trim_start().starts_with("[[digest]]") => {
                table.push_str(line);
            }
            _ => tables.push((number, line.to_owned())),
        }
    }
    tables
}

fn lines_before(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count()
}

/// The line of a table on which a key is set, counted from 0.
fn key_line(table: &str, key: &str) -> usize {
    table
        .lines()
        .position(|l| {
            let rest = l.trim_start().strip_prefix(key);
            rest.is_some_and(|r| r.trim_start().starts_with('='))
        })
        .unwrap_or(0)
}

/// A message on one line.
fn sentence(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_the_rest_goes_on() {
        let (profiles, complaints) = read(
            "# mine\n[[digest]]\nname = 'good'\nhead = '^(?P<outlet>\\w+): '\n\n[[digest]]\nname = \
             'bad'\ndrop = ['(']\n\n[[digest]]\nname = 'worse'\nhead = '^x'\n\n[[digest]]\nname = \
             'typo'\nhaed = 'x'\n[[digest]]\nname = 'huge'\nend = '(\\w{1000}){1000}'\n\
             [[digest]]\nname = unquoted\n[[digest]]\nname = 'last'\nsplit = 'never'\n",
        );
        let names: Vec<&str> = profiles.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["good", "last"]);
        assert_eq!(profiles[1].split, Some(Split::Never));
        for (complaint, start) in complaints.iter().zip([
            "line 8: drop: unclosed group",
            "line 12: head: needs a group",
            "line 16: unknown field `haed`",
            "line 19: end: the pattern is too large",
            "line 21: ",
        ]) {
            assert!(complaint.starts_with(start), "{complaint}");
        }
        assert_eq!(complaints.len(), 5);
    }

    #[test]
    fn a_profile_is_for_what_it_matches() {
        let text = "[[digest]]\nname = 'a'\nmatch = { file = 'tide-*.txt', first_line = 'lamp' }\n\
                    [[digest]]\nname = 'b'\nmatch = { url = 'example.org/*' }\n\
                    [[digest]]\nname = 'Gull Post'\n";
        let (profiles, complaints) = read(text);
        assert_eq!(complaints, [""; 0]);
        for (first, file, publisher, hit) in [
            ("The LAMP", Some("tide-1.txt"), None, Some("a")),
            ("The LAMP", Some("gull-1.txt"), None, None),
            ("The boat", Some("tide-1.txt"), None, None),
            ("The boat", None, Some("The gull-post"), Some("Gull Post")),
            ("The boat", None, None, None),
        ] {
            let found = matching(&profiles, first, file, publisher);
            assert_eq!(found.map(|p| p.name.as_str()), hit, "{first} {file:?}");
        }
    }

    #[test]
    fn a_stub_is_read_back() {
        for split in [Split::Never, Split::Always] {
            let (profiles, complaints) = read(&stub("A \"quoted\" \\ name\n", split));
            assert_eq!(complaints, [""; 0]);
            assert_eq!(profiles[0].split, Some(split));
            assert_eq!(
                profiles[0].publisher.as_deref(),
                Some("A \"quoted\" \\ name\n")
            );
        }
    }
}
