//! The house, held by a tool: which room may use which, and what no file may do.
//!
//! This file reads every file in `src` as text, so a rule that is broken is named with its line:
//! `src/parse/rss.rs:7: parse may not use store`. Comments, strings and `#[cfg(test)]` are not read.
//! A new room gets one line in `ROOMS`.

use std::{fs, path::Path};

/// Each room and the rooms it may use, from the ground up. No arrow climbs; neighbours do not meet.
const ROOMS: &str = "
    chars     :
    keys      :
    model     :
    log       : chars

    parse     : chars model
    text      : chars model
    search    : chars model
    store     : chars model
    fetch     : chars model
    terminal  : chars keys

    settings  : chars keys model log parse text terminal
    exchange  : chars keys model log parse text search store fetch terminal
    sync      : chars keys model log parse text search store fetch terminal

    jobs      : chars keys model log parse text search store fetch settings exchange sync

    cli       : chars keys model log parse text search store fetch terminal settings exchange sync jobs
    tui       : chars keys model log parse text search store fetch terminal settings exchange sync jobs

    main      : chars keys model log parse text search store fetch terminal settings exchange sync jobs cli tui
    lib       :
";

/// What is used only in these places, or never in those. `*/view` is every file called view;
/// `*::now` is every path with `now` in it. Programs are started by tui (a pager, a browser) and by
/// fetch/exec, where the reader's own configuration names a program as a source.
const PATHS: &str = "
    ratatui                 only   terminal settings/theme tui
    crossterm               only   terminal settings/theme tui
    directories             only   store/paths
    std::process::Command   only   tui fetch/exec
    std::fs                 never  chars keys model parse text search
    std::net                never  chars keys model parse text search
    std::thread             never  chars keys model parse text search
    std::time::SystemTime   never  chars keys model parse text search
    std::time::Instant      never  chars keys model parse text search
    *::now                  never  chars keys model parse text search
    crate::settings::theme  never  jobs
    crate::store            never  */view
    crate::jobs             never  */view
    *::effect               never  */view
    *::Effect               never  */view
";

const NO_NAMES: [&str; 4] = ["utils", "common", "helpers", "prelude"];
const MOST_LINES: usize = 900;

#[test]
fn the_house_stands() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(src.join("lib.rs")).expect("src/lib.rs can be read");
    let mut found = Vec::new();
    walk(&src, "src", &mut |file, text| {
        found.extend(complaints(file, text, &lib))
    });
    found.dedup();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

fn walk(folder: &Path, name: &str, each: &mut dyn FnMut(&str, &str)) {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("a folder").flatten().collect();
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&entry.path(), &name, each);
        } else if name.ends_with(".rs") {
            each(
                &name,
                &fs::read_to_string(entry.path()).expect("a file in UTF-8"),
            );
        }
    }
}

/// Everything that is wrong with one file, each as a line for a reader.
fn complaints(file: &str, text: &str, lib: &str) -> Vec<String> {
    let place = file
        .trim_start_matches("src/")
        .trim_end_matches(".rs")
        .trim_end_matches("/mod");
    let home: Vec<&str> = place.split('/').collect();
    let room = home[0];
    let mut out = Vec::new();

    for name in home.iter().filter(|name| NO_NAMES.contains(name)) {
        out.push(format!(
            "{file}: {name} is no name for a room; say what it is about"
        ));
    }
    if !text.starts_with("//!") {
        out.push(format!(
            "{file}:1: a file opens with //! and what it is for"
        ));
    }
    if text.lines().count() > MOST_LINES {
        out.push(format!(
            "{file}: more than {MOST_LINES} lines; it is two files"
        ));
    }
    let Some(may) = rows(ROOMS).find(|row| row[0] == room) else {
        out.push(format!(
            "{file}: {room} is no room yet; give it a line in tests/house.rs"
        ));
        return out;
    };
    let named = |word| word == room;
    if !["lib", "main"].contains(&room) && !lib.split(|c: char| !c.is_alphanumeric()).any(named) {
        out.push(format!("src/lib.rs: {room} is not named in the map"));
    }
    if home.last() == Some(&"tests") {
        return out;
    }

    let tokens = tokens(text);
    let words: Vec<&str> = tokens.iter().map(|(_, word)| word.as_str()).collect();
    for (at, (line, _)) in tokens.iter().enumerate() {
        let rest = &words[at..];
        if rest.starts_with(&[".", "unwrap", "(", ")"]) {
            out.push(format!(
                "{file}:{line}: no unwrap in src; say what is wrong, or what stands in"
            ));
        }
        if home.last() == Some(&"view") && rest.starts_with(&["&", "mut"]) {
            let is_path = |word: &&&str| **word == "::" || word.chars().all(in_word);
            let name = rest[2..].iter().take_while(is_path).last();
            if name.is_some_and(|name| name.ends_with("State")) {
                out.push(format!("{file}:{line}: a view may not change a State"));
            }
        }
    }
    for (line, path) in paths(&tokens) {
        let path = from_the_root(path, &home);
        let uses = if path[0] == "crate" {
            path.get(1).map_or("", String::as_str)
        } else {
            ""
        };
        let known = rows(ROOMS).any(|row| row[0] == uses);
        if known && uses != room && !may[2..].contains(&uses) {
            out.push(format!("{file}:{line}: {room} may not use {uses}"));
        }
        for rule in rows(PATHS).filter(|rule| is(rule[0], &path)) {
            let here = rule[2..].iter().any(|spot| lies_in(spot, &home));
            if here == (rule[1] == "never") && room != "lib" {
                let shown = rule[0]
                    .trim_start_matches("crate::")
                    .trim_start_matches("*::");
                out.push(format!("{file}:{line}: {place} may not use {shown}"));
            }
        }
    }
    out.sort();
    out.dedup();
    out
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .filter(|row: &Vec<_>| !row.is_empty())
}

fn is(pattern: &str, path: &[String]) -> bool {
    match pattern.strip_prefix("*::") {
        Some(name) => path[1..].iter().any(|part| part == name),
        None => pattern
            .split("::")
            .enumerate()
            .all(|(at, part)| path.get(at).is_some_and(|p| p == part)),
    }
}

fn lies_in(spot: &str, home: &[&str]) -> bool {
    match spot.strip_prefix("*/") {
        Some(name) => home.last() == Some(&name),
        None => spot
            .split('/')
            .enumerate()
            .all(|(at, part)| home.get(at) == Some(&part)),
    }
}

/// `super::super::store` in `parse/rss` is `crate::store`.
fn from_the_root(path: Vec<String>, home: &[&str]) -> Vec<String> {
    let up = path.iter().take_while(|part| *part == "super").count();
    if up == 0 {
        return path;
    }
    let kept = home[..home.len().saturating_sub(up)]
        .iter()
        .map(|part| (*part).to_owned());
    ["crate".to_owned()]
        .into_iter()
        .chain(kept)
        .chain(path[up..].iter().cloned())
        .collect()
}

type Token = (usize, String);

/// Words, `::` and single signs, each with its line. Comments, strings and tests are left out line
/// by line, as rustfmt lays them and clippy wants them (a test module ends its file); a string over
/// many lines is read as if it were code.
fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let indent = &line[..line.len() - line.trim_start().len()];
            let last = |line: &str| {
                let item = line.strip_prefix(indent).unwrap_or(" ");
                item.starts_with('}') || (!item.starts_with(' ') && item.ends_with(';'))
            };
            match lines.next() {
                Some((line, _)) if line.starts_with("mod ") => break,
                Some((line, _)) if last(line) => {}
                _ => drop(lines.find(|(line, _)| last(line))),
            }
            continue;
        }
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let word = rest.find(|c: char| !in_word(c)).unwrap_or(rest.len());
            let long = match first {
                '/' if rest.starts_with("//") => rest.len(),
                '"' => string(rest),
                '\'' if rest.starts_with("'\"'") => 3,
                ':' if rest.starts_with("::") => 2,
                _ => word.max(first.len_utf8()),
            };
            if !first.is_whitespace() && first != '"' && !rest.starts_with("//") {
                out.push((number, rest[..long].to_owned()));
            }
            rest = &rest[long..];
        }
    }
    out
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How long the string is that opens this text.
fn string(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return at + 1,
            '\\' => drop(chars.next()),
            _ => {}
        }
    }
    text.len()
}

/// Every path in the text; `use a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(tokens: &[Token]) -> Vec<(usize, Vec<String>)> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        if tokens[at].1 == "use" {
            at = tree(tokens, at + 1, &[], &mut out);
        } else if tokens.get(at + 1).is_some_and(|next| next.1 == "::") {
            at = tree(tokens, at, &[], &mut out);
        } else {
            at += 1;
        }
    }
    out
}

/// One path or tree of paths from `at`; gives the place after it.
fn tree(
    tokens: &[Token],
    mut at: usize,
    before: &[String],
    out: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let (mut path, mut line) = (before.to_vec(), 0);
    while let Some((here, word)) = tokens.get(at) {
        at += 1;
        match word.as_str() {
            "::" => {}
            "{" if path.len() > before.len() || before.is_empty() => {
                while tokens.get(at).is_some_and(|next| next.1 != "}") {
                    at = tree(tokens, at, &path, out);
                }
                return at + 1;
            }
            _ if word.chars().all(in_word) => {
                path.push(word.clone());
                line = *here;
                if tokens.get(at).is_none_or(|next| next.1 != "::") {
                    break;
                }
            }
            _ => break,
        }
    }
    if path.len() > before.len() {
        out.push((line, path));
    }
    at
}

#[test]
fn an_arrow_that_climbs_is_named_with_its_line() {
    let text = "//! RSS.\n\nuse crate::{\n    chars::clean,\n    store::{atomic, lock},\n};\n";
    let found = complaints("src/parse/rss.rs", text, "mod parse;");
    assert_eq!(found, ["src/parse/rss.rs:5: parse may not use store"]);
}

#[test]
fn a_path_by_way_of_super_is_followed() {
    let text = "//! Open.\nuse super::super::cli::json;\nuse super::state::State;\n";
    let found = complaints("src/tui/reader/update.rs", text, "mod tui;");
    assert_eq!(found, Vec::<String>::new());
    let text = "//! Open.\nfn f() { super::super::super::cli::run(); }\n";
    let found = complaints("src/tui/reader/update.rs", text, "mod tui;");
    assert_eq!(found, ["src/tui/reader/update.rs:2: tui may not use cli"]);
}

#[test]
fn comments_strings_and_tests_are_not_read() {
    let text = "//! Words.\n// crate::store\nconst A: &str = \"std::net::x\";\nconst B: char = '\"';\n\
                const C: &str = r#\"crate::tui \" \"#;\nfn f<'a>(a: &'a str) {}\n\
                #[cfg(test)]\nmod tests {\n    use std::fs;\n    fn f() { g().unwrap(); }\n}\n";
    assert_eq!(
        complaints("src/model/word.rs", text, "mod model;"),
        Vec::<String>::new()
    );
}

#[test]
fn files_net_clock_and_colours_stay_out_of_the_ground() {
    let text = "//! Ids.\nuse std::{fmt, fs::File};\nuse ratatui::style::Color;\nfn f() { jiff::Timestamp::now(); }\n";
    let found = complaints("src/model/id.rs", text, "mod model;");
    let wrong = [
        "2: model/id may not use std::fs",
        "3: model/id may not use ratatui",
        "4: model/id may not use now",
    ];
    assert_eq!(found, wrong.map(|wrong| format!("src/model/id.rs:{wrong}")));
    let theme = "//! A role gives a style.\nuse ratatui::style::Style;\n";
    assert_eq!(
        complaints("src/settings/theme.rs", theme, "mod settings;"),
        Vec::<String>::new()
    );
    assert_eq!(
        complaints("src/settings/config.rs", theme, "mod settings;").len(),
        1
    );
}

#[test]
fn a_view_changes_nothing_and_starts_nothing() {
    let text = "//! Drawn.\nuse super::super::effect::Effect;\nfn view(state: &mut super::State, list: &mut Vec<u8>) {}\n";
    let found = complaints("src/tui/reader/view.rs", text, "mod tui;");
    assert!(
        found.contains(&"src/tui/reader/view.rs:3: a view may not change a State".to_owned()),
        "{found:?}"
    );
    assert!(
        found.contains(&"src/tui/reader/view.rs:2: tui/reader/view may not use effect".to_owned()),
        "{found:?}"
    );
    assert!(!found.iter().any(|line| line.contains("Vec")), "{found:?}");
}

#[test]
fn a_file_says_what_it_is_for_and_keeps_to_its_size() {
    let long = format!("fn f() {{ g().unwrap() }}\n{}", "\n".repeat(MOST_LINES));
    let found = complaints("src/store/utils.rs", &long, "");
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(complaints("src/attic.rs", "//! Things.\n", "").len(), 1);
}
