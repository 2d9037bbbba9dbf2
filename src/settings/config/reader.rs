//! The settings one by one, and the sentence each wrong one gets.

use super::{Bidi, ColorChoice, Config, KeyLine, MarkRead, PLACES, Selection, SignsChoice};
use crate::settings::mend::{Lines, Wrong, quoted};
use crate::settings::near::nearest;
use crate::settings::pace::pace;
use crate::settings::subscriptions::defaults;
use crate::settings::theme;
use crate::settings::theme::look;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// The settings, in the order in which they are described.
const NAMES: [&str; 13] = [
    "resume",
    "mark_read",
    "signs",
    "color",
    "theme",
    "selection",
    "measure",
    "justify",
    "hyphenation",
    "bidi",
    "ambiguous_width",
    "keys",
    "fetch",
];

/// The columns a line of text may have.
const MEASURES: std::ops::RangeInclusive<u16> = 20..=200;

/// The configuration of a table, and what is wrong with it.
pub(super) fn config(table: &DeTable<'_>, path: &Path, text: &str) -> (Config, Vec<Wrong>) {
    let mut reader = Reader {
        path,
        text,
        lines: Lines::of(text),
        config: Config::default(),
        wrong: Vec::new(),
    };
    reader.settings(table);
    (reader.config, reader.wrong)
}

struct Reader<'f> {
    path: &'f Path,
    text: &'f str,
    lines: Lines,
    config: Config,
    wrong: Vec<Wrong>,
}

impl Reader<'_> {
    fn settings(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let (at, name) = (key.span().start, key.get_ref().as_ref());
            let value = value.get_ref();
            match name {
                "resume" => match value {
                    DeValue::Boolean(resume) => self.config.resume = *resume,
                    _ => self.takes(at, name, "true or false"),
                },
                "mark_read" => {
                    let choices = [
                        ("open", MarkRead::Open),
                        ("end", MarkRead::End),
                        ("never", MarkRead::Never),
                    ];
                    if let Some(choice) = self.choice(at, name, value, &choices) {
                        self.config.mark_read = choice;
                    }
                }
                "signs" => {
                    let choices = [
                        ("auto", SignsChoice::Auto),
                        ("unicode", SignsChoice::Unicode),
                        ("ascii", SignsChoice::Ascii),
                    ];
                    if let Some(choice) = self.choice(at, name, value, &choices) {
                        self.config.signs = choice;
                    }
                }
                "color" => {
                    let choices = [
                        ("auto", ColorChoice::Auto),
                        ("always", ColorChoice::Always),
                        ("never", ColorChoice::Never),
                    ];
                    if let Some(choice) = self.choice(at, name, value, &choices) {
                        self.config.color = choice;
                    }
                }
                "selection" => {
                    let choices = [
                        ("bold", Selection::Bold),
                        ("bar", Selection::Bar),
                        ("reverse", Selection::Reverse),
                    ];
                    if let Some(choice) = self.choice(at, name, value, &choices) {
                        self.config.selection = Some(choice);
                    }
                }
                "measure" => match columns(value) {
                    Some(measure) => self.config.measure = measure,
                    None => self.takes(at, name, "a number from 20 to 200"),
                },
                "justify" => match value {
                    DeValue::Boolean(justify) => self.config.justify = *justify,
                    _ => self.takes(at, name, "true or false"),
                },
                "hyphenation" => match value {
                    DeValue::Boolean(hyphenation) => self.config.hyphenation = *hyphenation,
                    _ => self.takes(at, name, "true or false"),
                },
                "bidi" => {
                    let choices = [("auto", Bidi::Auto), ("on", Bidi::On), ("off", Bidi::Off)];
                    if let Some(choice) = self.choice(at, name, value, &choices) {
                        self.config.bidi = choice;
                    }
                }
                "ambiguous_width" => {
                    let choices = [("narrow", false), ("wide", true)];
                    if let Some(choice) = self.choice(at, name, value, &choices) {
                        self.config.wide = choice;
                    }
                }
                "theme" => self.theme(at, value),
                "fetch" => match value {
                    DeValue::Table(table) => {
                        let lines = Lines::of(self.text);
                        let (fetch, wrong) = defaults(table, self.path, lines);
                        self.config.fetch = fetch;
                        self.wrong.extend(wrong);
                        let (pace, wrong) = pace(table, Lines::of(self.text));
                        self.config.pace = pace;
                        self.wrong.extend(wrong);
                    }
                    _ => self.complain(at, "fetch is a table, [fetch]; left out".to_owned()),
                },
                "keys" => match value {
                    DeValue::Table(keys) => self.keys(keys),
                    _ => self.complain(at, "keys is a table, [keys]; left out".to_owned()),
                },
                _ => self.unknown(at, "setting", name, &NAMES),
            }
        }
    }

    /// Reads `theme = "name"`, or the table with `name` and `roles`.
    fn theme(&mut self, at: usize, value: &DeValue<'_>) {
        match value {
            DeValue::String(name) => self.theme_name(at, name),
            DeValue::Table(parts) => {
                for (key, value) in parts {
                    let at = key.span().start;
                    match (key.get_ref().as_ref(), value.get_ref()) {
                        ("name", DeValue::String(name)) => self.theme_name(at, name),
                        ("name", _) => self.takes(at, "theme.name", "the name of a theme"),
                        ("roles", DeValue::Table(table)) => {
                            let Reader { lines, wrong, .. } = self;
                            let mut complain = |at, words| {
                                let line = lines.at(at);
                                wrong.push(Wrong { line, words });
                            };
                            self.config.roles = look::roles(table, &mut complain);
                        }
                        ("roles", _) => {
                            self.complain(at, "roles is a table, [theme.roles]; left out".into());
                        }
                        (other, _) => self.unknown(at, "setting", other, &["name", "roles"]),
                    }
                }
            }
            _ => self.takes(at, "theme", "the name of a theme"),
        }
    }

    fn theme_name(&mut self, at: usize, name: &str) {
        if theme::NAMES.contains(&name) {
            self.config.theme = name.to_owned();
        } else {
            let words = format!("unknown theme {}; the default is used", quoted(name));
            self.complain(at, words);
        }
    }

    fn keys(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let (at, name) = (key.span().start, key.get_ref().as_ref());
            match value.get_ref() {
                DeValue::Table(inner) if PLACES.contains(&name) => {
                    for (key, value) in inner {
                        self.key(key.span().start, Some(name), key.get_ref(), value.get_ref());
                    }
                }
                DeValue::Table(_) => self.unknown(at, "pane", name, &PLACES),
                other => self.key(at, None, name, other),
            }
        }
        self.config.keys.sort_by_key(|key| key.line);
    }

    fn key(&mut self, at: usize, place: Option<&str>, key: &str, value: &DeValue<'_>) {
        match value {
            DeValue::String(action) => self.config.keys.push(KeyLine {
                place: place.map(str::to_owned),
                key: key.to_owned(),
                action: action.clone().into_owned(),
                line: self.lines.at(at),
            }),
            _ => {
                let words = format!("{} takes the name of an action; left out", quoted(key));
                self.complain(at, words);
            }
        }
    }

    fn choice<T: Copy>(
        &mut self,
        at: usize,
        name: &str,
        value: &DeValue<'_>,
        choices: &[(&str, T)],
    ) -> Option<T> {
        if let DeValue::String(word) = value
            && let Some((_, choice)) = choices.iter().find(|(known, _)| known == word)
        {
            return Some(*choice);
        }
        let names: Vec<&str> = choices.iter().map(|(known, _)| *known).collect();
        if let [first @ .., last] = names.as_slice() {
            self.takes(at, name, &format!("{} or {last}", first.join(", ")));
        }
        None
    }

    fn takes(&mut self, at: usize, name: &str, what: &str) {
        self.complain(at, format!("{name} takes {what}; the default is used"));
    }

    fn unknown(&mut self, at: usize, kind: &str, name: &str, known: &[&str]) {
        let name_in_words = quoted(name);
        let words = match nearest(name, known.iter().copied()) {
            Some(meant) => format!("no {kind} {name_in_words}. Did you mean {meant}?"),
            None => format!("no {kind} {name_in_words}; left out"),
        };
        self.complain(at, words);
    }

    fn complain(&mut self, at: usize, words: String) {
        let line = self.lines.at(at);
        self.wrong.push(Wrong { line, words });
    }
}

fn columns(value: &DeValue<'_>) -> Option<u16> {
    let DeValue::Integer(number) = value else {
        return None;
    };
    u16::from_str_radix(number.as_str(), number.radix())
        .ok()
        .filter(|columns| MEASURES.contains(columns))
}
