//! What the configuration reads, and which sentence each wrong line gets.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use super::*;
use crate::model::SourceSettings;
use ratatui::style::Style;
use std::time::Duration;

fn key(place: Option<&str>, key: &str, action: &str, line: usize) -> KeyLine {
    KeyLine {
        place: place.map(str::to_owned),
        key: key.to_owned(),
        action: action.to_owned(),
        line,
    }
}

const WHOLE: &str = r#"# Mine.
resume = false
mark_read = "end"
signs = "ascii"
color = "never"
selection = "reverse"
measure = 60
justify = true
hyphenation = true
bidi = "off"
ambiguous_width = "wide"

[theme]
name = "mono"

[theme.roles]
heading = "bold green"
error = { color = "red", mono = "reverse" }

[keys]
"g g" = "top"
n = "next-unread"

[keys.list]
n = "next"

[fetch]
interval = "2h"
proxy = "socks5h://127.0.0.1:9050"
workers = 8
"#;

#[test]
fn everything_can_be_set() {
    let look = |color, mono| Look { color, mono };
    let expected = Config {
        resume: false,
        mark_read: MarkRead::End,
        signs: SignsChoice::Ascii,
        color: ColorChoice::Never,
        theme: "mono".to_owned(),
        selection: Some(Selection::Reverse),
        measure: 60,
        justify: true,
        hyphenation: true,
        bidi: Bidi::Off,
        wide: true,
        keys: vec![
            key(None, "g g", "top", 21),
            key(None, "n", "next-unread", 22),
            key(Some("list"), "n", "next", 25),
        ],
        roles: vec![
            (Role::Heading, look(Some(Style::new().bold().green()), None)),
            (
                Role::Error,
                look(Some(Style::new().red()), Some(Style::new().reversed())),
            ),
        ],
        fetch: SourceSettings {
            interval: Some(Duration::from_secs(7_200)),
            proxy: Some("socks5h://127.0.0.1:9050".to_owned()),
            ..SourceSettings::default()
        },
        pace: crate::settings::Pace {
            workers: 8,
            ..crate::settings::Pace::default()
        },
    };
    let windows = WHOLE.replace('\n', "\r\n");
    for text in [WHOLE, &windows, &format!("\u{feff}{WHOLE}")] {
        assert_eq!(read(text), (expected.clone(), vec![]));
    }
}

#[test]
fn nothing_set_is_the_default() {
    for text in ["", "\n# only words\n", "[keys]\n[theme.roles]\n"] {
        assert_eq!(read(text), (Config::default(), vec![]), "{text:?}");
    }
}

#[test]
fn wrong_lines_are_named_and_change_nothing() {
    for (text, sentences) in [
        (
            "\n[theme.roles]\nheading = 'greeen'",
            "config line 3: unknown colour “greeen”; the default is used",
        ),
        (
            "[theme.roles]\nheading = 'blod'",
            "config line 2: unknown style “blod”; the default is used",
        ),
        (
            "[theme.roles]\nheadnig = 'bold'",
            "config line 2: no role “headnig”. Did you mean heading?",
        ),
        (
            "[theme.roles]\nheading = 1",
            "config line 2: heading takes words such as \"bold green\"; the default is used",
        ),
        (
            "resum = false",
            "config line 1: no setting “resum”. Did you mean resume?",
        ),
        (
            "wallpaper = 'x'",
            "config line 1: no setting “wallpaper”; left out",
        ),
        (
            "\n\n[kyes]\nn = 'next'\nm = 'x'",
            "config line 3: no setting “kyes”. Did you mean keys?",
        ),
        (
            "resume = 'no'",
            "config line 1: resume takes true or false; the default is used",
        ),
        (
            "mark_read = 'opened'",
            "config line 1: mark_read takes open, end or never; the default is used",
        ),
        (
            "signs = 1",
            "config line 1: signs takes auto, unicode or ascii; the default is used",
        ),
        (
            "color = true",
            "config line 1: color takes auto, always or never; the default is used",
        ),
        (
            "selection = ''",
            "config line 1: selection takes bold, bar or reverse; the default is used",
        ),
        (
            "measure = 19",
            "config line 1: measure takes a number from 20 to 200; the default is used",
        ),
        (
            "justify = 1",
            "config line 1: justify takes true or false; the default is used",
        ),
        (
            "hyphenation = \"en\"",
            "config line 1: hyphenation takes true or false; the default is used",
        ),
        (
            "bidi = true",
            "config line 1: bidi takes auto, on or off; the default is used",
        ),
        (
            "ambiguous_width = 2",
            "config line 1: ambiguous_width takes narrow or wide; the default is used",
        ),
        (
            "measure = 201",
            "config line 1: measure takes a number from 20 to 200; the default is used",
        ),
        (
            "measure = -80",
            "config line 1: measure takes a number from 20 to 200; the default is used",
        ),
        (
            "measure = 76.0",
            "config line 1: measure takes a number from 20 to 200; the default is used",
        ),
        (
            "theme = 'dusk'",
            "config line 1: unknown theme “dusk”; the default is used",
        ),
        (
            "[theme]\nnmae = 'mono'",
            "config line 2: no setting “nmae”. Did you mean name?",
        ),
        (
            "[keys]\nn = 1",
            "config line 2: “n” takes the name of an action; left out",
        ),
        (
            "[keys.lists]\nn = 'next'",
            "config line 1: no pane “lists”. Did you mean list?",
        ),
        (
            "[[keys]]\nn = 'next'",
            "config line 1: keys is a table, [keys]; left out",
        ),
    ] {
        assert_eq!(
            read(text),
            (Config::default(), vec![sentences.to_owned()]),
            "{text:?}"
        );
    }
}

#[test]
fn a_broken_line_costs_only_itself() {
    let measured = |measure| Config {
        measure,
        ..Config::default()
    };
    let keyed = |measure, keys: &[(&str, &str, usize)]| Config {
        measure,
        keys: keys
            .iter()
            .map(|(k, a, line)| key(None, k, a, *line))
            .collect(),
        ..Config::default()
    };
    for (text, config, sentences) in [
        (
            "resume\nmeasure = 70",
            measured(70),
            vec!["config line 1: key with no value, expected =; the line is left out"],
        ),
        (
            "measure = 70\nsigns = ascii\n",
            measured(70),
            vec!["config line 2: string values must be quoted; the line is left out"],
        ),
        (
            "theme = \"mono\nmeasure = 70",
            measured(70),
            vec!["config line 1: invalid basic string, expected \"; the line is left out"],
        ),
        (
            "[keys]\ng g = 'top'\n? = 'help'\nj = 'down'",
            keyed(76, &[("j", "down", 4)]),
            vec![
                "config line 2: “g g” must stand in quotes; the line is left out",
                "config line 3: “?” must stand in quotes; the line is left out",
            ],
        ),
        (
            "measure = 70\n[keys\nj = 'down'\nresume = false\n[theme]\nname = 'default'",
            measured(70),
            vec!["config line 2: unclosed table, expected ]; the lines under it are left out"],
        ),
        (
            "measure = 70\nmeasure = 80",
            measured(70),
            vec!["config line 2: “measure” is set twice; the first is used"],
        ),
        (
            "[keys]\nj = 'down'\n[theme]\n[keys]\nk = 'up'",
            keyed(76, &[("j", "down", 2), ("k", "up", 5)]),
            vec!["config line 4: “keys” stands here a second time; one is enough"],
        ),
        (
            "theme = 'default'\n[theme.roles]\nheading = 'red'\n[keys]\nj = 'down'",
            keyed(76, &[("j", "down", 5)]),
            vec!["config line 2: theme is a name already; write that as theme.name = \"…\""],
        ),
    ] {
        let sentences: Vec<String> = sentences.into_iter().map(str::to_owned).collect();
        assert_eq!(read(text), (config, sentences), "{text:?}");
    }
}

#[test]
fn a_theme_can_have_a_name_and_roles() {
    for text in [
        "theme = 'mono'",
        "theme.name = 'mono'",
        "theme.name = 'mono'\n[theme.roles]\nheading = 'red'",
        "theme = { name = 'mono', roles = { heading = 'red' } }",
    ] {
        let (config, wrong) = read(text);
        assert_eq!(wrong, Vec::<String>::new(), "{text:?}");
        assert_eq!(config.theme, "mono", "{text:?}");
        assert_eq!(config.roles.len(), text.matches("heading").count());
    }
}

#[test]
fn a_file_that_is_something_else_gives_a_few_sentences() {
    let (config, sentences) = read(&"<p>not ours</p>\n".repeat(1_000));
    assert_eq!(config, Config::default());
    assert_eq!(sentences.len(), MOST_NAMED + 1);
    assert_eq!(
        sentences.last().map(String::as_str),
        Some("config: 960 more lines are wrong")
    );
}

#[test]
fn only_a_named_file_must_be_there() {
    let dir = tempfile::tempdir().unwrap();
    let none = dir.path().join("none.toml");
    assert_eq!(load(&none, false).unwrap(), (Config::default(), vec![]));
    let error = load(&none, true).unwrap_err().to_string();
    let shown = none.display();
    assert_eq!(error, format!("the configuration {shown} is not there"));

    let folder = dir.path();
    let sentence = format!(
        "the configuration {} cannot be read: it is a folder",
        folder.display()
    );
    assert_eq!(load(folder, true).unwrap_err().to_string(), sentence);
    assert_eq!(
        load(folder, false).unwrap(),
        (
            Config::default(),
            vec![format!("{sentence}; the defaults are used")]
        )
    );

    let large = dir.path().join("large.toml");
    std::fs::write(&large, vec![b'#'; 1 + (1 << 20)]).unwrap();
    assert!(matches!(load(&large, true), Err(ConfigError::TooLarge(_))));

    let latin = dir.path().join("latin.toml");
    std::fs::write(&latin, b"resume = false\n# caf\xe9\nmeasure = 60\n").unwrap();
    let (config, sentences) = load(&latin, true).unwrap();
    assert_eq!((config.resume, config.measure), (false, 60));
    assert_eq!(sentences, ["config line 2: not UTF-8 text"]);
}

#[test]
fn a_bottomless_line_is_only_a_wrong_line() {
    let many = 20_000;
    for line in [
        format!("{}b = 1", "a.".repeat(many)),
        format!("[{}b]", "a.".repeat(many)),
        format!("x = {}", "[".repeat(many)),
        format!("x = {}", "{a=".repeat(many)),
    ] {
        let (config, sentences) = read(&format!("measure = 70\n{line}\n"));
        assert_eq!(config.measure, 70);
        assert_eq!(sentences.len(), 1);
        assert!(sentences[0].starts_with("config line 2: "), "{sentences:?}");
        assert!(sentences[0].len() < 120, "{sentences:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_fail(text in "(?s).*|([a-z\\[\\]={}'\",.#\n ]|keys|theme|roles){0,60}") {
        let (_, sentences) = read(&text);
        let lines = text.split('\n').count();
        for sentence in sentences {
            assert!(!sentence.contains('\n'));
            let number = sentence.strip_prefix("config line ");
            let number = number.and_then(|s| s.split(':').next());
            if let Some(number) = number.and_then(|n| n.parse::<usize>().ok()) {
                assert!((1..=lines).contains(&number), "{sentence}");
            }
        }
    }
}

#[test]
fn a_wrong_proxy_in_fetch_lets_nothing_go_without_it() {
    for line in [
        "proxy = 1",
        "proxy = \"socks5h://",
        "prxy = \"http://a.example\"",
    ] {
        let (config, wrong) = read(&format!("[fetch]\n{line}\n"));
        assert_eq!(wrong.len(), 1, "{line}: {wrong:?}");
        assert_eq!(config.fetch.routes, Some(Vec::new()), "{line}");
    }
}
