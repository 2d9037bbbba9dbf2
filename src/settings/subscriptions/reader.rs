//! The lines of the subscriptions one by one, and the sentence each wrong one gets.

use super::{Place, values};
use crate::chars::clean::one_line;
use crate::model::{Auth, Group, Origin, OutletId, Source, SourceSettings, Way, address};
use crate::settings::mend::{Lines, Wrong, mended, quoted, table};
use crate::settings::near::nearest;
use crate::settings::pace;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::time::Duration;
use toml::de::{DeTable, DeValue};

/// What every source may have besides its settings.
const OF_A_SOURCE: [&str; 8] = [
    "id", "address", "path", "exec", "title", "group", "tags", "site",
];
/// The settings of a source, of a group, and of `[fetch]`.
const SETTINGS: [&str; 14] = [
    "interval",
    "limit",
    "expiry",
    "user_agent",
    "headers",
    "user",
    "password_command",
    "proxy",
    "mirrors",
    "routes",
    "full_text",
    "filter",
    "paused",
    "digest",
];

/// What a file says.
pub(super) struct Read {
    pub(super) sources: Vec<Source>,
    pub(super) groups: BTreeMap<Group, SourceSettings>,
    pub(super) wrong: Vec<Wrong>,
}

/// Reads the text of a file. Where a line about a proxy or a route is wrong, its sources have no
/// way at all until it is mended: they must not go without the proxy that was meant.
pub(super) fn read(text: &str, place: &Place) -> Read {
    let (mended, wrong) = mended(text);
    let (table, twice) = table(&mended);
    let mut reader = Reader {
        place,
        lines: Lines::of(&mended),
        wrong,
        sources: Vec::new(),
        groups: BTreeMap::new(),
        seen: HashMap::new(),
    };
    reader.wrong.extend(twice);
    let lost = LostWays::of(text, &reader.wrong);
    reader.top(&table, &lost);
    Read {
        sources: reader.sources,
        groups: reader.groups,
        wrong: reader.wrong,
    }
}

/// The settings of `[fetch]`, a table that is neither a source nor a group, and what is wrong with
/// it. `config` is the file it stands in, where relative paths count from.
pub(in crate::settings) fn defaults(
    table: &DeTable<'_>,
    config: &Path,
    lines: Lines,
) -> (SourceSettings, Vec<Wrong>) {
    let place = Place::of(config);
    let mut reader = Reader {
        place: &place,
        lines,
        wrong: Vec::new(),
        sources: Vec::new(),
        groups: BTreeMap::new(),
        seen: HashMap::new(),
    };
    let settings = reader.settings(table, &pace::NAMES);
    (settings, reader.wrong)
}

/// Whether one of these wrong lines of a text was about a proxy or a route.
pub(in crate::settings) fn lost_a_way(text: &str, wrong: &[Wrong]) -> bool {
    let lost = LostWays::of(text, wrong);
    lost.of_a_group || !lost.of_sources.is_empty()
}

struct Reader<'p> {
    place: &'p Place,
    lines: Lines,
    wrong: Vec<Wrong>,
    sources: Vec<Source>,
    groups: BTreeMap<Group, SourceSettings>,
    /// The line of each origin and each id.
    seen: HashMap<String, usize>,
}

impl Reader<'_> {
    fn top(&mut self, table: &DeTable<'_>, lost: &LostWays) {
        for (key, value) in table {
            let at = key.span().start;
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("source", DeValue::Array(sources)) => {
                    for source in sources.iter() {
                        match source.get_ref() {
                            DeValue::Table(table) => {
                                self.source(table, source.span().start, lost);
                            }
                            _ => self.complain(at, "a source is a table, [[source]]".to_owned()),
                        }
                    }
                }
                ("source", _) => self.complain(at, "a source is a table, [[source]]".to_owned()),
                ("groups", DeValue::Table(groups)) => {
                    for (name, settings) in groups {
                        self.group(name.span().start, name.get_ref(), settings.get_ref());
                    }
                }
                ("groups", _) => {
                    self.complain(at, "a group is a table, [groups.\"Name\"]".to_owned());
                }
                (other, _) => self.unknown(at, other, ["source", "groups"]),
            }
        }
        if lost.of_a_group {
            let grouped = self.sources.iter_mut().filter(|s| !s.group.is_top());
            for source in grouped {
                if source.settings.routes.is_none() && source.settings.proxy.is_none() {
                    source.settings.routes = Some(Vec::new());
                }
            }
        }
    }

    fn group(&mut self, at: usize, name: &str, value: &DeValue<'_>) {
        let group = Group::parse(&one_line(name));
        match value {
            DeValue::Table(table) if !group.is_top() => {
                let settings = self.settings(table, &[]);
                if self.groups.contains_key(&group) {
                    let words = format!("group {} stands here a second time", quoted(name));
                    self.complain(at, words);
                }
                self.groups.entry(group).or_insert(settings);
            }
            DeValue::Table(_) => self.complain(at, "a group has a name".to_owned()),
            _ => {
                let words = format!(
                    "{} is no group; a group is a table, [groups.\"Name\"]",
                    quoted(name)
                );
                self.complain(at, words);
            }
        }
    }

    fn source(&mut self, table: &DeTable<'_>, at: usize, lost: &LostWays) {
        let mut settings = self.settings(table, &OF_A_SOURCE);
        let line = self.lines.at(at);
        if lost.of_sources.contains(&line) {
            settings.routes = Some(Vec::new());
            settings.proxy = None;
        }
        let Some(origin) = self.origin(table, at) else {
            return;
        };
        let id = self.id(table).unwrap_or_else(|| origin.id());
        for key in [origin.key(), format!("id {id}")] {
            if let Some(first) = self.seen.get(&key) {
                let words = format!("this source stands on line {first} already; left out");
                self.complain(at, words);
                return;
            }
        }
        for key in [origin.key(), format!("id {id}")] {
            self.seen.insert(key, line);
        }
        let title = self.text(table, "title").filter(|title| !title.is_empty());
        let group = self.text(table, "group").unwrap_or_default();
        let site = self.text(table, "site").filter(|site| !site.is_empty());
        let tags = self.words(table, "tags").unwrap_or_default();
        self.sources.push(Source {
            id,
            title,
            group: Group::parse(&group),
            tags,
            site,
            origin,
            settings,
        });
    }

    fn id(&mut self, table: &DeTable<'_>) -> Option<OutletId> {
        let (at, _) = entry(table, "id")?;
        let id = OutletId::parse(&self.text(table, "id")?);
        if id.is_none() {
            let words = "id takes small letters, digits and dashes; another one is used";
            self.complain(at, words.to_owned());
        }
        id
    }

    /// What the source is read from: exactly one of three.
    fn origin(&mut self, table: &DeTable<'_>, at: usize) -> Option<Origin> {
        let mut found: Vec<(usize, Result<Origin, String>)> = Vec::new();
        if let Some((at, value)) = entry(table, "address") {
            let read = match value {
                DeValue::String(text) => address::read(text)
                    .map(Origin::Address)
                    .map_err(|error| error.to_string()),
                _ => Err("address takes an address".to_owned()),
            };
            found.push((at, read));
        }
        if let Some((at, value)) = entry(table, "path") {
            let read = match value {
                DeValue::String(text) => values::path(text, self.place)
                    .map(Origin::Path)
                    .map_err(|words| format!("path {words}")),
                _ => Err("path takes the path of a file or a folder".to_owned()),
            };
            found.push((at, read));
        }
        if let Some((at, value)) = entry(table, "exec") {
            let read = match command(value) {
                Some(command) if !command.is_empty() => Ok(Origin::Exec(command)),
                _ => Err(takes_a_command("exec")),
            };
            found.push((at, read));
        }
        match <[_; 1]>::try_from(found) {
            Ok([(_, Ok(origin))]) => Some(origin),
            Ok([(at, Err(words))]) => {
                self.complain(at, format!("{words}; the source is left out"));
                None
            }
            Err(found) if found.is_empty() => {
                let words = "a source has an address, a path or exec; it is left out";
                self.complain(at, words.to_owned());
                None
            }
            Err(_) => {
                let words = "a source has one of address, path and exec; it is left out";
                self.complain(at, words.to_owned());
                None
            }
        }
    }

    /// The settings of a table; `others` are the names it may have besides.
    fn settings(&mut self, table: &DeTable<'_>, others: &[&str]) -> SourceSettings {
        let mut settings = SourceSettings::default();
        let (mut user, mut password) = (None, None);
        let mut held = false;
        for (key, value) in table {
            let (at, name) = (key.span().start, key.get_ref().as_ref());
            let value = value.get_ref();
            match name {
                "interval" => settings.interval = self.time(at, name, value),
                "expiry" => settings.expiry = self.time(at, name, value),
                "limit" => settings.limit = self.limit(at, value),
                "user_agent" => settings.user_agent = self.line(at, name, value),
                "headers" => settings.headers = self.headers(at, value),
                "user" => user = self.line(at, name, value).map(|user| (at, user)),
                "password_command" => {
                    password = self.command(at, name, value).map(|command| (at, command));
                }
                "proxy" => match self.proxy(at, value) {
                    Some(proxy) => settings.proxy = Some(proxy),
                    None => held = true,
                },
                "routes" => match self.routes(at, value) {
                    Some(routes) => settings.routes = Some(routes),
                    None => held = true,
                },
                "mirrors" => settings.mirrors = self.mirrors(at, value),
                "full_text" => settings.full_text = self.truth(at, name, value),
                "paused" => settings.paused = self.truth(at, name, value),
                "digest" => settings.digest = self.truth(at, name, value),
                "filter" => settings.filter = self.command(at, name, value),
                "password" => self.complain(
                    at,
                    "a password is not kept in this file; password_command = [\"PROGRAM\", …] \
                     prints it"
                        .to_owned(),
                ),
                name if others.contains(&name) => {}
                name => {
                    let known = SETTINGS.iter().chain(others).copied();
                    held |= matches!(nearest(name, known.clone()), Some("proxy" | "routes"));
                    self.unknown(at, name, known);
                }
            }
        }
        if let (Some(_), Some(_), Some((at, _))) =
            (&settings.routes, &settings.proxy, entry(table, "routes"))
        {
            // The stricter of the two holds.
            settings.routes = None;
            self.complain(
                at,
                "proxy is set too; write the proxy among the routes".to_owned(),
            );
        }
        if held {
            (settings.routes, settings.proxy) = (Some(Vec::new()), None);
        }
        settings.auth = match (user, password) {
            (Some((_, user)), Some((_, password_command))) => Some(Auth {
                user,
                password_command,
            }),
            (Some((at, _)), None) => {
                self.complain(at, "user needs password_command; left out".to_owned());
                None
            }
            (None, Some((at, _))) => {
                self.complain(at, "password_command needs user; left out".to_owned());
                None
            }
            (None, None) => None,
        };
        settings
    }

    fn time(&mut self, at: usize, name: &str, value: &DeValue<'_>) -> Option<Duration> {
        let time = match value {
            DeValue::String(text) => values::duration(text),
            _ => None,
        };
        self.or_takes(
            at,
            name,
            time,
            "a time such as \"90m\", \"2h\", \"1d\" or \"never\"",
        )
    }

    fn limit(&mut self, at: usize, value: &DeValue<'_>) -> Option<usize> {
        let limit = match value {
            DeValue::Integer(n) => usize::from_str_radix(n.as_str(), n.radix()).ok(),
            DeValue::String(word) if word == "all" => Some(usize::MAX),
            _ => None,
        };
        let limit = limit.filter(|limit| *limit > 0);
        self.or_takes(at, "limit", limit, "a number of articles, or \"all\"")
    }

    fn truth(&mut self, at: usize, name: &str, value: &DeValue<'_>) -> Option<bool> {
        let truth = match value {
            DeValue::Boolean(truth) => Some(*truth),
            _ => None,
        };
        self.or_takes(at, name, truth, "true or false")
    }

    fn line(&mut self, at: usize, name: &str, value: &DeValue<'_>) -> Option<String> {
        let line = match value {
            DeValue::String(text) if one_line(text) == text.trim() => Some(text.trim().to_owned()),
            _ => None,
        };
        self.or_takes(at, name, line, "a text on one line")
    }

    fn command(&mut self, at: usize, name: &str, value: &DeValue<'_>) -> Option<Vec<String>> {
        let command = command(value);
        if command.is_none() {
            self.complain(at, format!("{}; left out", takes_a_command(name)));
        }
        command
    }

    fn headers(&mut self, at: usize, value: &DeValue<'_>) -> Option<Vec<(String, String)>> {
        let DeValue::Table(table) = value else {
            return self.or_takes(at, "headers", None, "a table, { Name = \"value\" }");
        };
        let mut headers = Vec::new();
        for (key, value) in table {
            let (at, name) = (key.span().start, key.get_ref().as_ref());
            // RFC 9110, 5.1: a name is a token.
            let is_token = !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
            if !is_token {
                self.complain(
                    at,
                    format!("{} is no name of a header; left out", quoted(name)),
                );
            } else if let Some(line) = self.line(at, "a header", value.get_ref()) {
                headers.push((name.to_owned(), line));
            }
        }
        Some(headers)
    }

    fn proxy(&mut self, at: usize, value: &DeValue<'_>) -> Option<String> {
        let read = match value {
            DeValue::String(text) if text.is_empty() || text == "none" => Ok(String::new()),
            DeValue::String(text) => values::proxy(text),
            _ => Err("takes the address of a proxy".to_owned()),
        };
        self.or_held(at, "proxy", read)
    }

    fn routes(&mut self, at: usize, value: &DeValue<'_>) -> Option<Vec<Way>> {
        let read = match texts(value) {
            Some(texts) if !texts.is_empty() && texts.len() <= MOST_WAYS => texts
                .iter()
                .map(|text| values::way(text, self.place))
                .collect(),
            _ => Err("takes a list of ways, [\"direct\", \"mirror ADDRESS\"]".to_owned()),
        };
        self.or_held(at, "routes", read)
    }

    fn mirrors(&mut self, at: usize, value: &DeValue<'_>) -> Option<Vec<String>> {
        let mirrors: Option<Vec<String>> = texts(value)
            .filter(|texts| texts.len() <= MOST_WAYS)
            .and_then(|texts| texts.iter().map(|text| address::read(text).ok()).collect());
        self.or_takes(
            at,
            "mirrors",
            mirrors,
            "a list of addresses, [\"https://…\"]",
        )
    }

    /// A text of the table, cleaned; `None` where it has none.
    fn text(&mut self, table: &DeTable<'_>, name: &str) -> Option<String> {
        let (at, value) = entry(table, name)?;
        match value {
            DeValue::String(text) => Some(one_line(text)),
            _ => self.or_takes(at, name, None, "a text"),
        }
    }

    fn words(&mut self, table: &DeTable<'_>, name: &str) -> Option<Vec<String>> {
        let (at, value) = entry(table, name)?;
        let words = texts(value).map(|texts| {
            let words = texts.iter().map(|text| one_line(text));
            words.filter(|word| !word.is_empty()).collect()
        });
        self.or_takes(at, name, words, "a list of words, [\"one\", \"two\"]")
    }

    fn or_takes<T>(&mut self, at: usize, name: &str, read: Option<T>, what: &str) -> Option<T> {
        if read.is_none() {
            self.complain(at, format!("{name} takes {what}; left out"));
        }
        read
    }

    fn or_held<T>(&mut self, at: usize, name: &str, read: Result<T, String>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(words) => {
                self.complain(at, format!("{name} {words}; nothing is fetched without it"));
                None
            }
        }
    }

    fn unknown<'n>(&mut self, at: usize, name: &str, known: impl IntoIterator<Item = &'n str>) {
        let in_words = quoted(name);
        let words = match nearest(name, known) {
            Some(meant) => format!("no setting {in_words}. Did you mean {meant}?"),
            None => format!("no setting {in_words}; left out"),
        };
        self.complain(at, words);
    }

    fn complain(&mut self, at: usize, words: String) {
        let line = self.lines.at(at);
        self.wrong.push(Wrong { line, words });
    }
}

/// So many ways lead to one source, and no more.
const MOST_WAYS: usize = 16;

fn entry<'t>(table: &'t DeTable<'_>, name: &str) -> Option<(usize, &'t DeValue<'t>)> {
    let found = table.iter().find(|(key, _)| key.get_ref() == name);
    found.map(|(key, value)| (key.span().start, value.get_ref()))
}

fn texts(value: &DeValue<'_>) -> Option<Vec<String>> {
    let DeValue::Array(values) = value else {
        return None;
    };
    let texts = values.iter().map(|value| match value.get_ref() {
        DeValue::String(text) => Some(text.clone().into_owned()),
        _ => None,
    });
    texts.collect()
}

/// A program and its arguments. An empty list is none; a program without a name is wrong.
fn command(value: &DeValue<'_>) -> Option<Vec<String>> {
    texts(value).filter(|words| {
        let has_nul = words.iter().any(|word| word.contains('\0'));
        words.first().is_none_or(|program| !program.is_empty()) && !has_nul
    })
}

fn takes_a_command(name: &str) -> String {
    format!("{name} takes a program and its arguments as a list, [\"PROGRAM\", \"ARGUMENT\"]")
}

/// Where a line about a proxy or a route was lost.
#[derive(Default)]
struct LostWays {
    /// The lines of the headers of the sources it was lost of.
    of_sources: Vec<usize>,
    /// Whether one of a group was lost: then it is not known which sources it was meant for.
    of_a_group: bool,
}

impl LostWays {
    fn of(text: &str, wrong: &[Wrong]) -> LostWays {
        let mut lost = LostWays::default();
        if wrong.is_empty() {
            return lost;
        }
        let is_header = |line: &str| line.trim_start().starts_with('[');
        let wrong: HashSet<usize> = wrong.iter().map(|w| w.line).collect();
        let is_wrong = |number: usize| wrong.contains(&number);
        let (mut header, mut header_line, mut header_wrong) = ("", 0, false);
        for (line, number) in text.lines().zip(1..) {
            if is_header(line) {
                (header, header_line, header_wrong) = (line, number, is_wrong(number));
                continue;
            }
            let lower = line.to_ascii_lowercase();
            let is_way = ["prox", "rout", "socks"]
                .iter()
                .any(|word| lower.contains(word));
            if is_way && (header_wrong || is_wrong(number)) {
                match header.contains("group") {
                    true => lost.of_a_group = true,
                    false => lost.of_sources.push(header_line),
                }
            }
        }
        lost
    }
}
