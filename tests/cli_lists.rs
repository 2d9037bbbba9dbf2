//! What a script asks of what is kept, and the reader's folders looked after: `list`, `show`,
//! `unread`, `doctor`, `wipe`.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod home;
mod pty;

use home::*;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// A reader with a digest of two parts and a lead, and an article.
fn reader() -> Home {
    let home = Home::with(DIGEST_NAME, DIGEST);
    home.file("ferry.txt", ARTICLE);
    tidings(&home, &format!("open {DIGEST_NAME} ferry.txt")).ends(0);
    home
}

/// The objects of JSON Lines.
fn rows(run: &Run) -> Vec<Value> {
    let lines = run.out.lines();
    lines.map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// The id of the article whose title begins so.
fn id_of(home: &Home, title: &str) -> String {
    let rows = rows(&tidings(home, "list articles --json"));
    let row = rows
        .iter()
        .find(|r| r["title"].as_str().unwrap().starts_with(title));
    row.unwrap()["id"].as_str().unwrap().to_owned()
}

mod list {
    use super::*;

    #[test]
    fn articles_are_objects_with_all_their_fields() {
        let home = reader();
        let run = tidings(&home, "list articles --json").complains("");
        let keys = "id outlet title via published url read bookmarked digest minutes";
        let seen: Vec<(String, String, Value, Value)> = rows(&run)
            .iter()
            .zip(run.out.lines())
            .map(|(row, line)| {
                let at: Vec<usize> = keys
                    .split(' ')
                    .map(|key| line.find(&format!("\"{key}\":")).unwrap())
                    .collect();
                assert!(at.is_sorted(), "{line}");
                assert_eq!(row.as_object().unwrap().len(), at.len());
                assert_eq!(row["via"].is_null(), row["digest"].is_null());
                assert_eq!((&row["read"], &row["url"]), (&false.into(), &Value::Null));
                let text = |key: &str| row[key].as_str().unwrap().to_owned();
                let (outlet, title) = (text("outlet"), text("title"));
                let title = title.split(' ').next().unwrap().to_owned();
                (outlet, title, row["via"].clone(), row["published"].clone())
            })
            .collect();
        let part = |outlet: &str, title: &str| {
            let via = Value::from("Tidewatch");
            (
                outlet.to_owned(),
                title.to_owned(),
                via,
                "2026-03-14".into(),
            )
        };
        let article = ("Ferry".into(), "The".into(), Value::Null, Value::Null);
        let expected = [
            part("Tidewatch", "Lead:"),
            part("CAUSEWAY", "Who"),
            part("THE FERRY BELL", "The"),
            article,
        ];
        assert_eq!(seen, expected, "{run}");
    }

    #[test]
    fn outlets_are_objects_with_counts() {
        let home = reader();
        let run = tidings(&home, "list outlets --json").complains("");
        let line = run.out.lines().next().unwrap();
        let rest = r#""title":"CAUSEWAY","unread":1,"articles":1,"last_good":null,"trouble":null}"#;
        assert!(
            line.starts_with("{\"id\":\"causeway-") && line.ends_with(rest),
            "{run}"
        );
        let counts: Vec<_> = rows(&run)
            .iter()
            .map(|r| {
                (
                    r["title"].clone(),
                    r["unread"].clone(),
                    r["articles"].clone(),
                )
            })
            .collect();
        let expected = [
            ("CAUSEWAY", 1),
            ("Ferry", 1),
            ("THE FERRY BELL", 1),
            ("Tidewatch", 3),
        ];
        let expected = expected.map(|(name, n)| (name.into(), n.into(), n.into()));
        assert_eq!(counts, expected, "{run}");
        // As many as are listed of each.
        for row in rows(&run) {
            let id = row["id"].as_str().unwrap();
            let listed = tidings(&home, &format!("list articles --json --outlet {id}"));
            assert_eq!(row["articles"], rows(&listed).len(), "{listed}");
        }
    }

    #[test]
    fn an_outlet_is_named_by_its_id_or_in_any_spelling() {
        let home = reader();
        for (outlet, found) in [
            ("THE FERRY BELL", 1),
            ("ferry bell", 1),
            ("Ferry-Bell", 1),
            ("tidewatch", 3),
            ("tidewatch-a8f2", 3),
            ("ferry", 1),
        ] {
            let run = run(&home, &["list", "articles", "--outlet", outlet], b"").ends(0);
            assert_eq!(run.out.lines().count(), found, "{run}");
        }
        for outlet in ["Gazette", "", "!!", "../x", "\x1b[2J"] {
            for what in ["outlets", "articles"] {
                run(&home, &["list", what, "--json", "--outlet", outlet], b"")
                    .ends(2)
                    .prints("")
                    .names("tidings: no outlet “")
                    .names("” is kept here; tidings list outlets names them\n");
            }
        }
    }

    #[test]
    fn lines_are_readable_and_only_what_is_wished_is_listed() {
        let home = reader();
        // The lead is opened, which reads it, and then the first part is bookmarked.
        type_lines(&home, "3 1 q 2 b q q q").ends(0);
        for (args, lines) in [
            ("articles", 4),
            ("articles --unread", 2),
            ("articles --bookmarked", 1),
            ("articles --bookmarked --unread", 0),
            ("articles --bookmarked --outlet ferry", 0),
            ("outlets", 4),
            ("outlets --unread", 3),
            ("outlets --bookmarked", 2),
            ("outlets --unread --outlet causeway", 0),
        ] {
            for json in ["", " --json"] {
                let run = tidings(&home, &format!("list {args}{json}")).ends(0);
                assert_eq!(run.out.lines().count(), lines, "{run}");
            }
        }
        tidings(&home, "list articles --bookmarked").shows(
            "  read    CAUSEWAY: Who may cross before the water does, via Tidewatch, 14 Mar 2026, \
             1 minute, bookmarked\n",
        );
        tidings(&home, "list articles --outlet ferry")
            .shows("  unread  Ferry: The ferry has a new clock, 1 minute\n");
        tidings(&home, "list outlets").shows("\ntidewatch-a8f2  Tidewatch: 3 articles, 1 unread\n");
    }

    #[test]
    fn a_sample_is_never_listed_nor_counted() {
        let home = Home::new();
        let nothing = |home: &Home| {
            for what in ["articles", "articles --bookmarked --json", "outlets"] {
                tidings(home, &format!("list {what}")).ends(0).prints("");
            }
            tidings(home, "unread").ends(0).prints("0\n");
            tidings(home, "unread --status").ends(0).prints("");
        };
        nothing(&home);
        assert!(home.everything().is_empty(), "{:?}", home.everything());
        // Also one with a bookmark, which is kept as a copy.
        type_lines(&home, "3 2 b q q q").shows("Bookmarked.");
        nothing(&home);
        // One that was opened as a file is the reader's own.
        let name = "lantern-review-2026-11-22.txt";
        home.file(
            name,
            include_str!("../sample-data/lantern-review-2026-11-22.txt"),
        );
        tidings(&home, &format!("open {name}")).ends(0);
        let run = tidings(&home, "list articles").hides("elated");
        assert_eq!(run.out.lines().count(), 5, "{run}");
        tidings(&home, "unread").prints("4\n");
    }

    #[test]
    fn asking_changes_nothing() {
        let home = reader();
        let kept = home.everything();
        for args in [
            "list outlets",
            "list articles --json",
            "unread",
            "unread --status",
            "doctor",
            "show 0123456789abcdef",
        ] {
            tidings(&home, args);
            assert_eq!(home.everything(), kept, "{args}");
        }
    }
}

mod show {
    use super::*;

    #[test]
    fn what_is_stored_is_one_object() {
        let home = reader();
        for (title, key, value) in [
            ("The ferry", "title", "The ferry has a new clock"),
            ("Who may", "name", "CAUSEWAY"),
            (
                "Lead",
                "title",
                "Press review: two papers on one causeway, and who may cross it",
            ),
        ] {
            let id = id_of(&home, title);
            let run = tidings(&home, &format!("show {id} --json"))
                .ends(0)
                .complains("");
            assert_eq!(
                (&run.json()["id"], &run.json()[key]),
                (&id.into(), &value.into())
            );
        }
        // A record is the stored line to the letter.
        let id = id_of(&home, "Lead");
        let run = tidings(&home, &format!("show {id} --json"));
        let kept = home.kept("opened/tidewatch-a8f2.jsonl");
        assert_eq!(kept.lines().nth(1), run.out.lines().next());
    }

    #[test]
    fn text_is_worded_as_in_the_plain_reader() {
        let home = reader();
        let ferry = id_of(&home, "The ferry");
        let text = "The ferry has a new clock\nFerry, 1 minute.\n\n\
                    The clock on the ferry was stopped for eleven years, and was right as\n\
                    often as it could be.\n\n\
                    Since Monday it goes. The master says that he has never been late\n\
                    before.\n";
        for option in ["", " --text"] {
            tidings(&home, &format!("show {ferry}{option}"))
                .ends(0)
                .prints(text);
        }
        let section = id_of(&home, "Who may");
        tidings(&home, &format!("show {section}"))
            .shows("CAUSEWAY via Tidewatch, 14 Mar 2026, 1 minute.\n")
            .shows("\nSection: What the deed says\n")
            .shows("[cut]")
            .hides("Unread")
            .hides("Asta Quill");
        // A digest is all its parts.
        let digest = id_of(&home, "Lead");
        tidings(&home, &format!("show {digest}"))
            .shows("Photo: ")
            .shows("CAUSEWAY via Tidewatch")
            .shows("Asta Quill");
    }

    #[test]
    fn html_is_that_of_the_cache() {
        let home = reader();
        for (title, part) in [
            ("The ferry", "<p>Since Monday it goes."),
            ("Who may", "What the deed says</h"),
            (
                "Lead",
                "THE FERRY BELL: The woman who rings for the water</h",
            ),
        ] {
            let id = id_of(&home, title);
            tidings(&home, &format!("show {id} --html"))
                .ends(0)
                .shows(part);
        }
    }

    #[test]
    fn an_unknown_id_is_said() {
        let home = reader();
        for id in [
            "0123456789abcdef",
            "x",
            "",
            "../..",
            "\x1b[2J",
            "tidewatch-a8f2",
        ] {
            for how in ["--json", "--text", "--html"] {
                run(&home, &["show", id, how], b"")
                    .ends(2)
                    .prints("")
                    .names("” is kept here; tidings list articles names the ids\n");
            }
        }
    }

    #[test]
    fn what_another_program_put_into_a_file_does_no_harm() {
        let home = reader();
        let path = segment(&home, "ferry-");
        let text = fs::read_to_string(&path).unwrap();
        let id = id_of(&home, "The ferry");
        let evil = "The \u{9b}2J\u{202e}ferry \\u001b[2J\u{2028}has";
        fs::write(&path, text.replace("The ferry has", evil)).unwrap();
        let args = ["list articles --json", "list articles", "list outlets"].map(String::from);
        let shows = ["--json", "--text", "--html"].map(|how| format!("show {id} {how}"));
        for args in args.iter().chain(&shows) {
            // What comes out is looked at by the run itself, but not what another program kept.
            let args: Vec<&str> = args.split(' ').collect();
            let out = assert_cmd::Command::new(TIDINGS)
                .args(&args)
                .env_clear()
                .envs(home.env())
                .output()
                .unwrap();
            let out = String::from_utf8(out.stdout).unwrap();
            let bad = |c: char| tidings::chars::clean::is_dropped(c);
            assert!(!out.contains(bad) && !out.is_empty(), "{args:?}: {out:?}");
        }
    }
}

/// The file of an outlet whose id begins so.
fn segment(home: &Home, start: &str) -> PathBuf {
    let folder = home.data().join("opened");
    let names = home.names(&folder);
    folder.join(names.iter().find(|name| name.starts_with(start)).unwrap())
}

mod unread {
    use super::*;

    #[test]
    fn the_count_is_printed_or_the_status_says_it() {
        let home = reader();
        tidings(&home, "unread").ends(0).prints("4\n");
        tidings(&home, "unread --status")
            .ends(2)
            .prints("")
            .complains("");
        type_lines(&home, "1 1 n n n q q q").ends(0);
        tidings(&home, "unread").ends(0).prints("0\n");
        tidings(&home, "unread --status")
            .ends(0)
            .prints("")
            .complains("");
    }

    #[test]
    fn what_is_not_known_is_neither() {
        let home = Home::new();
        let file = home.data().join("opened/a-e011.jsonl");
        fs::create_dir_all(&file).unwrap();
        tidings(&home, "unread --status")
            .ends(1)
            .prints("")
            .names("could not be used");
        tidings(&home, "unread")
            .ends(0)
            .prints("0\n")
            .names("could not be used");
        tidings(&home, "unread --status --config gone.toml").ends(1);
        tidings(&home, "unread --config gone.toml").ends(2);
    }
}

mod doctor {
    use super::*;

    #[test]
    fn it_says_where_everything_lies() {
        let home = reader();
        type_lines(&home, "3 2 b q q q").ends(0);
        let run = tidings(&home, "doctor").ends(0).complains("");
        let path = |path: PathBuf| path.display().to_string();
        for (name, words) in [
            ("data", format!("{}, 5 files, ", path(home.data()))),
            ("cache", format!("{}, 2 files, ", path(home.cache()))),
            ("configuration", path(home.config().join("config.toml"))),
            ("log", format!("{}, writable\n", path(home.log()))),
            ("outlets", "4\n".to_owned()),
            ("articles", "4\n".to_owned()),
            ("unread", "3\n".to_owned()),
            ("bookmarks", "1\n".to_owned()),
            ("unreadable", "none\n".to_owned()),
            ("set aside", "none\n".to_owned()),
            ("unfinished", "none\n".to_owned()),
            ("newer version", "none\n".to_owned()),
            ("health", "nothing is wrong\n".to_owned()),
        ] {
            assert!(
                run.out.contains(&format!("{name:<14} {words}")),
                "{name}: {run}"
            );
        }
        for line in run.out.lines() {
            assert!(line.chars().nth(14) == Some(' ') && line.chars().nth(15) != Some(' '));
        }
    }

    #[test]
    fn damage_is_named_and_repaired_when_asked() {
        for (file, damage, said, done) in [
            (
                "data/tidings/state.jsonl",
                "garbage\n",
                "1 line of ",
                "set aside beside it",
            ),
            (
                "data/tidings/opened/tidewatch-a8f2.jsonl",
                "\0\0\n{\n",
                "2 lines of ",
                "set aside",
            ),
            (
                "data/tidings/opened/tidewatch-a8f2.jsonl",
                "{\"id\":",
                "1 line of ",
                "set aside",
            ),
            (
                "cache/tidings/outlets.json",
                "x",
                "outlets.json",
                "built anew",
            ),
            (
                "data/tidings/state.jsonl.tmp",
                "x",
                "state.jsonl.tmp",
                "cleared away",
            ),
        ] {
            let home = reader();
            type_lines(&home, "3 2 b q q q").ends(0);
            let path = home.work().parent().unwrap().join(file);
            let text = fs::read_to_string(&path).unwrap_or_default();
            fs::write(&path, text + damage).unwrap();
            // What lies there is no longer the program's own writing.
            let doctor = |args: &[&str]| {
                let out = assert_cmd::Command::new(TIDINGS)
                    .arg("doctor")
                    .args(args)
                    .env_clear()
                    .envs(home.env())
                    .output()
                    .unwrap();
                (
                    out.status.code().unwrap(),
                    String::from_utf8(out.stdout).unwrap(),
                )
            };
            let before = fs::read(&path).unwrap();
            let (status, out) = doctor(&[]);
            assert!(status == 1 && out.contains(said), "{file}: {out}");
            assert!(out.contains("something is wrong"), "{file}: {out}");
            assert_eq!(fs::read(&path).unwrap(), before, "{file}");
            let (status, out) = doctor(&["--repair"]);
            assert!(status == 0 && out.contains(done), "{file}: {out}");
            assert!(
                out.contains("\narticles       4\nunread         3\n"),
                "{file}: {out}"
            );
            let (status, out) = doctor(&[]);
            assert!(
                status == 0 && out.contains("nothing is wrong"),
                "{file}: {out}"
            );
            assert!(!out.contains("set aside      none") || done != "set aside");
        }
    }

    #[test]
    fn what_a_newer_version_wrote_is_named_and_stays() {
        let home = reader();
        let path = segment(&home, "ferry-");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replacen("\"v\":1", "\"v\":99", 1)).unwrap();
        let kept = home.snapshot();
        for args in ["doctor", "doctor --repair"] {
            tidings(&home, args)
                .ends(1)
                .shows("newer version  /")
                .hides("\nrepaired")
                .hides("newer version  none");
            assert_eq!(home.snapshot(), kept);
        }
    }

    #[test]
    fn a_reader_who_has_nothing_is_healthy_and_is_left_nothing() {
        let home = Home::new();
        tidings(&home, "doctor").ends(0).shows("articles       0\n");
        tidings(&home, "doctor --repair")
            .ends(0)
            .shows("repaired       nothing\n");
        assert!(home.snapshot().is_empty());
        home.configure("measure = \"wide\"\n");
        tidings(&home, "doctor")
            .ends(1)
            .shows("configuration  config line 1");
    }
}

mod wipe {
    use super::*;

    #[test]
    fn without_a_terminal_it_must_be_said_twice() {
        let home = reader();
        let kept = home.everything();
        for args in ["wipe --cache", "wipe --all"] {
            tidings(&home, args).ends(2).prints("").complains(
                "tidings: there is no terminal to ask at; add --yes where it is meant\n",
            );
        }
        for args in ["wipe", "wipe --yes", "wipe --cache --all --yes"] {
            tidings(&home, args).ends(2).prints("");
        }
        assert_eq!(home.everything(), kept);
    }

    #[test]
    fn at_a_terminal_it_asks_and_only_a_y_is_yes() {
        let home = reader();
        let articles = home.cache().join("articles");
        fs::create_dir(&articles).unwrap();
        let line = r#"{"id":"0123456789abcdef","title":"A tide"}"#;
        let header = r#"{"tidings":"articles","v":1,"gen":1}"#;
        fs::write(articles.join("a-e011.jsonl"), format!("{header}\n{line}\n")).unwrap();
        let kept = home.snapshot();
        let no = "Nothing was changed.";
        for (args, question, answer, said) in [
            ("--cache", "1 article is in the cache folder", "", no),
            ("--cache", "Remove the cache? y/n", "n", no),
            ("--all", "Do it? y/n", "", no),
            ("--all", "Do it? y/n", "yeah", no),
            ("--cache", "y/n", "y", "The cache was removed."),
            ("--all", "y/n", "Y", "Everything was moved to"),
        ] {
            let env = home.env();
            let env: Vec<(&str, &str)> = env.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let args = ["wipe", args];
            let program = std::path::Path::new(TIDINGS);
            let mut session = pty::Session::start(program, &args, &env, 12, 200);
            session.wait_for_text(question);
            session.type_keys(&format!("{answer}<Enter>"));
            session.wait_for_text(said);
            assert_eq!(session.wait_exit(), Ok(0), "{args:?} {answer}");
            session.assert_harmless_output();
            assert_eq!(home.snapshot() == kept, said == no, "{args:?} {answer}");
        }
    }

    #[test]
    fn the_cache_goes_and_nothing_else() {
        let home = reader();
        home.configure("");
        let articles = home.cache().join("articles");
        fs::create_dir(&articles).unwrap();
        for name in ["causeway-1234.jsonl", "causeway-1234.bad", "mine.txt"] {
            fs::write(articles.join(name), "").unwrap();
        }
        fs::write(home.cache().join("mine.txt"), "").unwrap();
        let mut kept = home.snapshot();
        tidings(&home, "wipe --cache --yes")
            .ends(0)
            .prints("The cache was removed.\n");
        kept.retain(|path, _| {
            let derived = path.ends_with("outlets.json") || path.starts_with("cache/tidings/index");
            !derived && !path.to_string_lossy().contains("causeway-1234")
        });
        assert_eq!(home.snapshot(), kept);
        tidings(&home, "unread").prints("4\n");
        tidings(&home, "wipe --cache --yes")
            .ends(0)
            .prints("There was no cache to remove.\n");
    }

    #[test]
    fn everything_is_set_aside_and_never_over_what_is_there() {
        let home = reader();
        home.configure("");
        tidings(&home, "wipe --all --yes")
            .ends(0)
            .shows("Everything was moved to ");
        tidings(&home, "list articles").ends(0).prints("");
        tidings(&home, "wipe --all --yes")
            .ends(0)
            .prints("There was nothing to set aside.\n");
        for n in ["-2", "-3"] {
            tidings(&home, "open ferry.txt").ends(0);
            type_lines(&home, "1 1 b q q q").ends(0);
            let run = tidings(&home, "wipe --all --yes").ends(0);
            let folder = run.out.trim_end().rsplit(' ').next().unwrap();
            assert!(folder.ends_with(n), "{run}");
            let folder = PathBuf::from(folder);
            assert!(folder.starts_with(home.data()), "{run}");
            let names: Vec<String> = home.names(&folder);
            assert!(names[1].starts_with("opened/ferry-"), "{names:?}");
            assert!(names.contains(&"bookmarks.jsonl".to_owned()), "{names:?}");
            assert!(names.contains(&"state.jsonl".to_owned()), "{names:?}");
        }
        assert!(home.config().join("config.toml").exists());
        tidings(&home, "doctor").ends(0).shows("bookmarks      0\n");
    }
}
