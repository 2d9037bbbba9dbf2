//! The command line as a shell meets it: what is printed where, with which status, and what is left
//! in the reader's folders.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod home;

use home::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

mod open {
    use super::*;

    #[test]
    fn a_line_a_file_is_printed_and_what_is_refused_is_said_beside_it() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        home.file("ferry.txt", ARTICLE);
        home.file("empty.txt", "");
        home.file("blank.txt", " \r\n\t\n");
        home.file(
            "music.bin",
            [0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        );
        home.file("folder/in-it.txt", ARTICLE);
        let ferry = "Ferry: 1 article\n";
        for (files, status, out, err) in [
            ("ferry.txt", 0, ferry, ""),
            (DIGEST_NAME, 0, DIGEST_LINE, ""),
            ("folder/in-it.txt", 0, "In It: 1 article\n", ""),
            (
                "gone.txt",
                2,
                "",
                "tidings: gone.txt: there is no such file\n",
            ),
            (
                "folder",
                2,
                "",
                "tidings: folder: it is a folder; name the files in it\n",
            ),
            (
                "folder/",
                2,
                "",
                "tidings: folder/: it is a folder; name the files in it\n",
            ),
            ("empty.txt", 2, "", "tidings: empty.txt: it is empty\n"),
            ("blank.txt", 2, "", "tidings: blank.txt: it is empty\n"),
            (
                "music.bin",
                2,
                "",
                "tidings: music.bin: it is not text in a charset that is known\n",
            ),
            (
                "gone.txt ferry.txt",
                1,
                ferry,
                "tidings: gone.txt: there is no such file\n",
            ),
            (
                "ferry.txt folder gone.txt",
                1,
                ferry,
                "tidings: folder: it is a folder; name the files in it\n\
                 tidings: gone.txt: there is no such file\n",
            ),
            (
                "gone.txt empty.txt",
                2,
                "",
                "tidings: gone.txt: there is no such file\ntidings: empty.txt: it is empty\n",
            ),
            (
                "ferry.txt ferry.txt",
                0,
                "Ferry: 1 article\nFerry: 1 article\n",
                "",
            ),
            ("/dev/null", 2, "", "tidings: /dev/null: it is empty\n"),
        ] {
            tidings(&home, &format!("open {files}"))
                .ends(status)
                .prints(out)
                .complains(err);
        }
    }

    #[test]
    fn what_is_refused_leaves_nothing_behind() {
        for (name, bytes) in [("empty.txt", &b""[..]), ("music.bin", &[1; 400])] {
            let home = Home::with(name, bytes);
            tidings(&home, &format!("open {name} gone.txt")).ends(2);
            assert!(home.snapshot().is_empty(), "{:?}", home.snapshot().keys());
        }
    }

    #[test]
    fn a_file_above_the_limit_is_refused_unread() {
        let home = Home::new();
        for (size, said) in [
            (
                (32 << 20) + 1,
                "it is too large: 33 MiB, and at most 32 MiB are read",
            ),
            (
                50 << 20,
                "it is too large: 50 MiB, and at most 32 MiB are read",
            ),
            // Sparse: to read it would take longer than a test has.
            (
                1 << 40,
                "it is too large: 1048576 MiB, and at most 32 MiB are read",
            ),
        ] {
            let file = fs::File::create(home.work().join("large.txt")).unwrap();
            file.set_len(size).unwrap();
            tidings(&home, "open large.txt")
                .ends(2)
                .prints("")
                .complains(&format!("tidings: large.txt: {said}\n"));
        }
    }

    #[test]
    fn without_a_limit_of_its_own_standard_input_has_ours() {
        let home = Home::new();
        let much = "A line of it.\n".repeat((32 << 20) / 14 + 1);
        run(&home, &["open", "-"], much.as_bytes())
            .ends(2)
            .complains("tidings: -: it is too large: 33 MiB, and at most 32 MiB are read\n");
    }

    #[test]
    fn texts_in_other_charsets_than_utf_8_are_opened() {
        let latin = "K\u{f6}ln und die F\u{e4}hre ".chars().map(|c| c as u8);
        let few = [ARTICLE.as_bytes(), b"caf\xe9\n"].concat();
        let cyrillic = b"\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0 \xe8 \xef\xf0\xe5\xf1\xf1\xe0\n";
        let both = [few.clone(), latin.collect()].concat();
        for (bytes, kept) in [
            (&few, "caf\u{e9}"),
            (&both, "K\u{f6}ln und die F\u{e4}hre"),
            (&cyrillic.to_vec(), "Привет, мир и пресса"),
        ] {
            let home = Home::with("a.txt", bytes);
            tidings(&home, "open a.txt").ends(0).complains("");
            let file = home.kept("opened/a-e011.jsonl");
            assert!(file.contains(kept), "{file}");
        }
    }

    #[test]
    fn a_text_is_the_same_however_it_is_written_down() {
        let utf_16: Vec<u8> = std::iter::once('\u{feff}')
            .chain(DIGEST.chars())
            .flat_map(|c| (c as u16).to_le_bytes())
            .collect();
        let home = Home::with(DIGEST_NAME, DIGEST);
        tidings(&home, &format!("open {DIGEST_NAME}")).prints(DIGEST_LINE);
        let kept = home.snapshot();
        for bytes in [
            format!("\u{feff}{DIGEST}").into_bytes(),
            DIGEST.replace('\n', "\r\n").into_bytes(),
            format!("\u{feff}{}", DIGEST.replace('\n', "\r\n")).into_bytes(),
            DIGEST.replace('\n', "\r").into_bytes(),
            hostile_digest().into_bytes(),
            utf_16,
        ] {
            home.file(DIGEST_NAME, bytes);
            tidings(&home, &format!("open {DIGEST_NAME}"))
                .ends(0)
                .prints(DIGEST_LINE);
            assert_eq!(home.snapshot(), kept);
        }
    }

    #[test]
    fn standard_input_is_a_file_without_a_name() {
        let home = Home::new();
        for (args, input, status, out, err) in [
            ("open -", ARTICLE, 0, "Opened files: 1 article\n", ""),
            (
                "open - --publisher Quay",
                ARTICLE,
                0,
                "Quay: 1 article\n",
                "",
            ),
            ("open -", "", 2, "", "tidings: -: it is empty\n"),
            // It is read once; the second time nothing is left of it.
            (
                "open - -",
                ARTICLE,
                1,
                "Opened files: 1 article\n",
                "tidings: -: it is empty\n",
            ),
        ] {
            let args: Vec<&str> = args.split(' ').collect();
            run(&home, &args, input.as_bytes())
                .ends(status)
                .prints(out)
                .complains(err);
        }
    }

    #[test]
    fn the_same_file_twice_changes_no_byte_but_the_log() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        let again = || {
            tidings(&home, &format!("open {DIGEST_NAME}"))
                .ends(0)
                .prints(DIGEST_LINE)
        };
        again();
        // Also with marks on it.
        type_lines(&home, "3 2 b q q q").shows("Bookmarked.");
        let kept = home.snapshot();
        assert_eq!(kept.len(), 7, "{:?}", kept.keys());
        again();
        assert_eq!(home.snapshot(), kept);
        let log = fs::read_to_string(home.log()).unwrap();
        assert!(log.ends_with("split in 2, known already\n"), "{log}");
    }

    #[test]
    fn a_newer_version_brings_its_text_and_keeps_the_marks() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        tidings(&home, &format!("open {DIGEST_NAME}")).ends(0);
        type_lines(&home, "3 3 b q 2 q q q").ends(0);
        home.file(DIGEST_NAME, newer_digest());
        tidings(&home, &format!("open {DIGEST_NAME}")).prints(DIGEST_LINE);
        type_lines(&home, "3 3 q q 2 1 q q q")
            .ends(0)
            .shows(" 1  Unread, 1 unread\n 2  Bookmarks, 1\n")
            .shows(" 1  unread  Tidewatch: Lead: ")
            .shows(" 2  read    CAUSEWAY: Who may cross")
            .shows(" 3  read    THE FERRY BELL: The woman who rings")
            .shows("she rang four strokes");
        assert_eq!(
            home.names(&home.data().join("opened")),
            ["tidewatch-a8f2.jsonl"]
        );
    }

    #[test]
    fn who_published_it_and_when_is_what_the_reader_says_or_else_the_name_of_the_file() {
        let home = Home::with("overbank-2022-12-press-review.txt", ARTICLE);
        home.file("22.12.2022 Harbour Gazette.txt", ARTICLE);
        home.file("notes.txt", ARTICLE);
        home.file("12345.txt", ARTICLE);
        home.file("новая-заря-2020-02.txt", ARTICLE);
        let overbank = "overbank-2022-12-press-review.txt";
        for (args, out) in [
            (&[overbank][..], "Overbank, Dec 2022: 1 article\n"),
            (
                &["22.12.2022 Harbour Gazette.txt"],
                "Harbour Gazette, 22 Dec 2022: 1 article\n",
            ),
            (&["notes.txt"], "Notes: 1 article\n"),
            (&["12345.txt"], "Opened files: 1 article\n"),
            (
                &["новая-заря-2020-02.txt"],
                "Новая Заря, Feb 2020: 1 article\n",
            ),
            (
                &[overbank, "--publisher", "The Tide Post"],
                "The Tide Post, Dec 2022: 1 article\n",
            ),
            (
                &[overbank, "--date", "2021-01-09"],
                "Overbank, 9 Jan 2021: 1 article\n",
            ),
            (
                &[overbank, "--date=2021-01"],
                "Overbank, Jan 2021: 1 article\n",
            ),
            (&[overbank, "--date", "2021"], "Overbank, 2021: 1 article\n"),
            (
                &[
                    "--publisher",
                    "A",
                    "--date",
                    "2021-01-09",
                    "notes.txt",
                    "12345.txt",
                ],
                "A, 9 Jan 2021: 1 article\nA, 9 Jan 2021: 1 article\n",
            ),
        ] {
            let args = [&["open"], args].concat();
            run(&home, &args, b"").ends(0).prints(out).complains("");
        }
    }

    #[test]
    fn what_is_no_date_or_no_name_is_said_before_anything_is_done() {
        let home = Home::with("a.txt", ARTICLE);
        for date in [
            "2022-13-40",
            "2022-02-30",
            "yesterday",
            "22.12.2022",
            "",
            "20221222",
            "\x1b[2J",
        ] {
            for command in ["open", "parse"] {
                let args = [command, "a.txt", "--date", date];
                run(&home, &args, b"")
                    .ends(2)
                    .prints("")
                    .names("is no date; write 2022-12-22");
            }
        }
        for name in ["", " ", "\x1b[2J"] {
            for command in ["open", "parse"] {
                let args = [command, "a.txt", "--publisher", name];
                run(&home, &args, b"")
                    .ends(2)
                    .prints("")
                    .names("a publisher has a name");
            }
        }
        assert!(home.everything().is_empty(), "{:?}", home.everything());
    }

    #[test]
    fn no_name_of_a_publisher_leads_out_of_the_folder() {
        let long = "long ".repeat(100);
        for name in [
            "../../x",
            "/etc/x",
            "..",
            ".",
            "a/b",
            "a\\b",
            "CON",
            "x.jsonl",
            "-rf",
            "x\0y",
            "x\ny",
            "\x1b[31mred",
            "港の新聞",
            "l'été",
            long.as_str(),
        ] {
            if name.contains('\0') {
                // The system itself has no such argument.
                continue;
            }
            let home = Home::with("a.txt", ARTICLE);
            run(
                &home,
                &["open", "a.txt", &format!("--publisher={name}")],
                b"",
            )
            .ends(0);
            let left: Vec<PathBuf> = home.everything().into_keys().collect();
            let opened: Vec<&PathBuf> = left
                .iter()
                .filter(|p| p.starts_with("data/tidings/opened"))
                .collect();
            assert_eq!((left.len(), opened.len()), (6, 1), "{name:?}: {left:?}");
            let file = opened[0].file_name().unwrap().to_str().unwrap();
            let slug = file.strip_suffix(".jsonl").unwrap();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(
                slug.len() <= 37 && slug.chars().all(plain),
                "{name:?}: {file}"
            );
        }
    }

    #[test]
    fn hostile_names_of_files_are_named_without_harm() {
        let home = Home::new();
        for name in [
            "no\x1b[31msuch\x07.txt",
            "two\nlines.txt",
            "\u{9b}2J\u{202e}txt.a",
        ] {
            run(&home, &["open", name], b"")
                .ends(2)
                .names("there is no such file\n");
            home.file(name, ARTICLE);
            run(&home, &["open", name], b"")
                .ends(0)
                .shows(": 1 article\n");
            run(&home, &["parse", name, "--json"], b"").ends(0);
        }
    }
}

mod parse {
    use super::*;

    #[test]
    fn a_digest_and_an_article_are_told_apart() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        home.file("ferry.txt", ARTICLE);
        for (args, kind, sections) in [
            (DIGEST_NAME, "digest", 2),
            ("ferry.txt", "article", 1),
            ("tidewatch-2026-03-14.txt --as article", "article", 1),
            ("tidewatch-2026-03-14.txt --as digest", "digest", 2),
            ("ferry.txt --as article", "article", 1),
        ] {
            let run = tidings(&home, &format!("parse --json {args}"))
                .ends(0)
                .complains("");
            let json = run.json();
            assert_eq!(json["ok"], true, "{run}");
            assert_eq!(json["kind"], kind, "{run}");
            assert_eq!(
                json["sections"].as_array().unwrap().len(),
                sections,
                "{run}"
            );
            assert_eq!(
                json["sections"][0]["outlet"].is_null(),
                sections == 1,
                "{run}"
            );
        }
        let run = tidings(&home, &format!("parse --json {DIGEST_NAME}"));
        let json = run.json();
        assert_eq!(json["publisher"], "Tidewatch");
        assert_eq!(json["published"], "2026-03-14");
        assert_eq!(json["cuts"], 4);
        assert_eq!(json["sections"][0]["outlet"], "CAUSEWAY");
        assert_eq!(
            json["sections"][1]["headline"],
            "The woman who rings for the water"
        );
        assert!(!run.out.contains("\"explain\""), "{run}");
    }

    #[test]
    fn what_cannot_be_parsed_is_said_to_programs_and_to_people() {
        let home = Home::with("empty.txt", "");
        home.file("music.bin", [1; 400]);
        home.file("folder/a.txt", ARTICLE);
        let large = fs::File::create(home.work().join("large.txt")).unwrap();
        large.set_len(50 << 20).unwrap();
        for (file, kind, said) in [
            ("empty.txt", "empty", "it is empty"),
            (
                "music.bin",
                "binary",
                "it is not text in a charset that is known",
            ),
            (
                "large.txt",
                "large",
                "it is too large: 50 MiB, and at most 32 MiB are read",
            ),
            ("gone.txt", "unreadable", "there is no such file"),
            (
                "folder",
                "unreadable",
                "it is a folder; name the files in it",
            ),
        ] {
            let words = format!("tidings: {file}: {said}\n");
            let object = format!("{{\"ok\":false,\"kind\":\"{kind}\",\"error\":\"{said}\"}}\n");
            let json = tidings(&home, &format!("parse --json {file}"));
            json.ends(2).prints(&object).complains(&words);
            let plain = tidings(&home, &format!("parse {file}"));
            plain.ends(2).prints("").complains(&words);
        }
    }

    #[test]
    fn a_kind_of_another_version_is_refused() {
        let home = Home::with("a.txt", ARTICLE);
        for kind in ["feeds", "Digest", "", "art\x1bicle"] {
            run(&home, &["parse", "a.txt", "--as", kind], b"")
                .ends(2)
                .prints("")
                .names("in this version; there are feed, digest, article and opml\n");
        }
    }

    #[test]
    fn each_line_is_explained() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        let lines = DIGEST.lines().filter(|line| !line.is_empty()).count();
        let run = tidings(&home, &format!("parse --json --explain {DIGEST_NAME}"));
        assert_eq!(
            run.json()["explain"].as_array().unwrap().len(),
            lines,
            "{run}"
        );
        // In words: a line for the whole, then one each.
        let run = tidings(&home, &format!("parse --explain {DIGEST_NAME}"));
        assert_eq!(run.out.lines().count(), lines + 1, "{run}");
        run.shows("    1  title ")
            .shows("CAUSEWAY: Who may cross")
            .shows("   13  ");
    }

    #[test]
    fn it_says_in_words_what_it_found() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        tidings(
            &home,
            &format!("parse {DIGEST_NAME} --publisher Ness --date 2026"),
        )
        .ends(0)
        .prints(
            "Ness, 2026: 2 sections\n\
                 title: Press review: two papers on one causeway, and who may cross it\n\
                 CAUSEWAY: Who may cross before the water does (5 blocks, 2 cuts)\n\
                 THE FERRY BELL: The woman who rings for the water (5 blocks, 2 cuts)\n",
        );
        run(&home, &["parse", "-"], ARTICLE.as_bytes()).shows("No publisher: 1 article\n");
    }

    #[test]
    fn it_keeps_nothing_and_makes_no_folder() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        let data = home.work().join("d");
        let cache = home.work().join("c");
        for args in [
            "",
            "--json",
            "--explain --json",
            "--data-dir d --cache-dir c",
            "--as digest",
        ] {
            tidings(&home, &format!("parse {DIGEST_NAME} {args}")).ends(0);
            tidings(&home, &format!("parse gone.txt {args}")).ends(2);
            assert!(
                home.everything().is_empty(),
                "{args}: {:?}",
                home.everything().keys()
            );
            assert!(!data.exists() && !cache.exists(), "{args}");
        }
    }

    #[test]
    fn it_touches_nothing_that_is_kept() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        tidings(&home, &format!("open {DIGEST_NAME}")).ends(0);
        let segment = home.data().join("opened/tidewatch-a8f2.jsonl");
        let damaged = [&fs::read(&segment).unwrap()[..], b"no record\n"].concat();
        fs::write(&segment, damaged).unwrap();
        let kept = home.everything();
        tidings(&home, &format!("parse {DIGEST_NAME}"))
            .ends(0)
            .complains("");
        assert_eq!(home.everything(), kept);
    }

    #[test]
    fn a_profile_that_is_wrong_is_named() {
        let home = Home::with("a.txt", ARTICLE);
        let profiles = home.config().join("profiles");
        fs::create_dir_all(&profiles).unwrap();
        fs::write(profiles.join("quay.toml"), "[[digest]]\nname = 3\n").unwrap();
        tidings(&home, "parse a.txt")
            .ends(0)
            .names("quay.toml: line 2: ");
    }
}

mod search {
    use super::*;

    fn filled() -> Home {
        let home = Home::with(DIGEST_NAME, DIGEST);
        home.file("ferry.txt", ARTICLE);
        tidings(&home, "open ferry.txt").ends(0);
        tidings(&home, &format!("open {DIGEST_NAME}")).ends(0);
        home
    }

    #[test]
    fn hits_are_printed_newest_first() {
        let home = filled();
        tidings(&home, "search QUILL bell winters")
            .ends(0)
            .complains("")
            .prints(
                "The woman who rings for the water\n  \
                 THE FERRY BELL via Tidewatch, 14 Mar 2026\n  \
                 Asta Quill has rung the bell at Ness for thirty-one winters and has been late for \
                 it twice. The Ferry Bell asked her about both. The first time she had been \
                 asleep, she told the paper, and the second time the bell had.\n",
            );
        tidings(&home, "search never late")
            .ends(0)
            .shows("The ferry has a new clock\n");
        let run = run(&home, &["search", "\"late before\""], b"").ends(0);
        run.shows("never been late before");
    }

    #[test]
    fn a_line_of_json_a_hit() {
        let home = filled();
        let hit = tidings(&home, "search quill --json --limit 1")
            .ends(0)
            .json();
        for (key, value) in [
            ("outlet", "THE FERRY BELL".into()),
            ("via", "Tidewatch".into()),
            ("title", "The woman who rings for the water".into()),
            ("published", "2026-03-14".into()),
            ("block", 0.into()),
            ("char", serde_json::Value::from(5)),
        ] {
            assert_eq!(hit[key], value, "{key} in {hit}");
        }
        let keys: Vec<&String> = hit.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 8, "{keys:?}");
    }

    #[test]
    fn nothing_found_and_wrong_use_have_a_status_of_their_own() {
        let home = filled();
        tidings(&home, "search gribble")
            .ends(1)
            .prints("")
            .complains("Nothing found for “gribble”.\n");
        // The words stand in two sections, or in one but not together.
        tidings(&home, "search tape siren").ends(1).prints("");
        run(&home, &["search", "\"winters bell\""], b"").ends(1);
        run(&home, &["search", "  "], b"")
            .ends(2)
            .complains("tidings: there is nothing to look for; name a word\n");
        tidings(&home, "search").ends(2);
        tidings(&home, "search bell --limit 0").ends(2);
    }

    #[test]
    fn the_samples_are_searched_while_there_is_nothing_else() {
        tidings(&Home::new(), "search harbour").ends(0);
    }
}

mod options {
    use super::*;

    #[test]
    fn help_and_version_are_printed_without_a_trace() {
        let home = Home::new();
        let version = format!("tidings {}\n", env!("CARGO_PKG_VERSION"));
        for args in ["--version", "-V"] {
            tidings(&home, args).ends(0).prints(&version).complains("");
        }
        for (args, shown) in [
            ("--help", "Usage: tidings [OPTIONS] [COMMAND]"),
            ("-h", "--config <FILE>"),
            ("open --help", "<FILE>..."),
            ("parse --help", "--as <KIND>"),
        ] {
            tidings(&home, args).ends(0).shows(shown).complains("");
        }
        assert!(home.everything().is_empty());
    }

    #[test]
    fn wrong_use_is_said_and_nothing_done() {
        let home = Home::with("a.txt", ARTICLE);
        for (args, named) in [
            ("open", "<FILE>..."),
            ("parse", "<FILE>"),
            ("parse a.txt a.txt", "unexpected argument"),
            ("red", "unrecognized subcommand 'red'"),
            ("open a.txt --colour never", "--color"),
            (
                "open a.txt --color green",
                "[possible values: auto, always, never]",
            ),
            ("open a.txt --data-dir", "--data-dir <DIR>"),
        ] {
            tidings(&home, args).ends(2).prints("").names(named);
        }
        assert!(home.everything().is_empty());
    }

    #[test]
    fn folders_are_named_before_or_after_the_command() {
        for args in [
            "--data-dir d --cache-dir c open a.txt",
            "open a.txt --data-dir d --cache-dir c",
            "--data-dir d open --cache-dir=c a.txt",
            "--offline --color never open a.txt --plain --data-dir=d --cache-dir c",
        ] {
            let home = Home::with("a.txt", ARTICLE);
            tidings(&home, args)
                .ends(0)
                .prints("A: 1 article\n")
                .complains("");
            // Such a run leaves nothing elsewhere, not even a log.
            assert!(
                home.everything().is_empty(),
                "{args}: {:?}",
                home.everything().keys()
            );
            let data = home.names(&home.work().join("d"));
            assert_eq!(
                data,
                ["lock", "opened/a-e011.jsonl", "tidings.log"],
                "{args}"
            );
            assert_eq!(
                home.names(&home.work().join("c")),
                ["index/opened/a-e011.jsonl", "lock", "outlets.json"],
                "{args}"
            );
        }
    }

    #[test]
    fn a_configuration_asked_for_by_name_must_be_there() {
        let home = Home::with("a.txt", ARTICLE);
        home.file("folder/x", "");
        for args in ["open a.txt", "parse a.txt", ""] {
            for (file, said) in [
                ("gone.toml", "gone.toml is not there"),
                ("folder", "folder cannot be read: it is a folder"),
            ] {
                let words = format!("tidings: the configuration {said}\n");
                for args in [
                    format!("--config {file} {args}"),
                    format!("{args} --config={file}"),
                ] {
                    tidings(&home, &args).ends(2).prints("").complains(&words);
                }
            }
        }
        assert!(home.everything().is_empty());
    }

    #[test]
    fn a_wrong_line_of_the_configuration_is_named_and_the_rest_holds() {
        let home = Home::with("a.txt", ARTICLE);
        let own = home.file("own.toml", "mark_red = \"end\"\n");
        let named = "config line 1: no setting “mark_red”. Did you mean mark_read?";
        let own = format!("--config {}", own.display());
        home.configure("# mine\nresume = 7\nsigns = \"ascii\"\n");
        let default = "config line 2: ";
        for (args, named) in [(own.as_str(), named), ("", default)] {
            for command in ["open a.txt", "parse a.txt"] {
                tidings(&home, &format!("{command} {args}"))
                    .ends(0)
                    .shows("A: 1 article\n")
                    .names(named);
            }
            tidings(&home, args)
                .ends(0)
                .shows(named)
                .shows("tidings. Type a number");
        }
    }

    #[test]
    fn a_configuration_that_is_something_else_keeps_nobody_from_reading() {
        let home = Home::with("a.txt", ARTICLE);
        for bytes in [
            &b"\x00\x01\x02"[..],
            b"\xff\xfe\xfd = 1\n",
            b"[[[[\n",
            b"\x1b[31m = \x1b[2J\n",
        ] {
            let file = home.file("own.toml", bytes);
            let file = file.to_str().unwrap();
            run(&home, &["--config", file], b"q\n")
                .ends(0)
                .shows("config");
            run(&home, &["--config", file, "open", "a.txt"], b"")
                .ends(0)
                .names("config");
        }
    }
}

/// A folder that nobody can write in, until it is dropped.
struct ReadOnly {
    at: PathBuf,
    mounted: bool,
}

impl ReadOnly {
    /// Makes the folder, has it filled, and closes it; `None`, with the reason printed, where that
    /// cannot be done.
    fn new(at: PathBuf, fill: impl FnOnce(&Path)) -> Option<ReadOnly> {
        fs::create_dir_all(&at).unwrap();
        // To the administrator modes say nothing: it takes a disk.
        let mounted = rustix::process::geteuid().is_root();
        if mounted && !mount(&["-t", "tmpfs", "-o", "size=4m", "tmpfs"], &at) {
            println!("skipped: a disk cannot be mounted here");
            return None;
        }
        fill(&at);
        if mounted {
            assert!(mount(&["-o", "remount,ro"], &at));
        } else {
            fs::set_permissions(&at, fs::Permissions::from_mode(0o500)).unwrap();
        }
        Some(ReadOnly { at, mounted })
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        if self.mounted {
            let _ = Command::new("umount").arg("-l").arg(&self.at).status();
        } else {
            let _ = fs::set_permissions(&self.at, fs::Permissions::from_mode(0o700));
        }
    }
}

fn mount(args: &[&str], at: &Path) -> bool {
    let mount = Command::new("mount").args(args).arg(at).output();
    mount.is_ok_and(|out| out.status.success())
}

mod folders {
    use super::*;

    #[test]
    fn where_nothing_can_be_kept_that_is_said_and_reading_goes_on() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        home.file("ferry.txt", ARTICLE);
        let disk = ReadOnly::new(home.work().join("disk"), |_| {
            tidings(
                &home,
                &format!("open {DIGEST_NAME} --data-dir disk/d --cache-dir disk/c"),
            )
            .ends(0);
        });
        let Some(disk) = disk else { return };
        if !disk.mounted {
            // Below a folder of ours that is closed, the others must be, too.
            for name in ["d", "d/opened", "c"] {
                let mode = fs::Permissions::from_mode(0o500);
                fs::set_permissions(disk.at.join(name), mode).unwrap();
            }
        }
        let before = all_files(&disk.at);
        for at in ["disk/d", "disk/new"] {
            tidings(
                &home,
                &format!("open ferry.txt --data-dir {at} --cache-dir c"),
            )
            .ends(3)
            .prints("")
            .names(&format!("{at} cannot be written"));
        }
        let read = "--data-dir disk/d --cache-dir disk/c";
        let read: Vec<&str> = read.split(' ').collect();
        run(&home, &read, b"3\n2\nb\nq\nq\nq\n")
            .ends(0)
            .shows("/disk/d cannot be written")
            .shows("3  Tidewatch, 14 Mar 2026, digest, 3 unread")
            .shows("pointed at the second")
            .shows("Bookmarked.")
            // In this sitting the marks hold.
            .shows(" 2  Bookmarks, 1\n 3  Tidewatch, 14 Mar 2026, digest, 2 unread\n");
        assert_eq!(all_files(&disk.at), before);
        tidings(&home, &format!("parse {DIGEST_NAME} --data-dir disk/d"))
            .ends(0)
            .complains("");
    }

    #[test]
    fn a_cache_that_cannot_be_written_keeps_no_file_from_being_opened() {
        let home = Home::with("a.txt", ARTICLE);
        let Some(_disk) = ReadOnly::new(home.work().join("disk"), |_| ()) else {
            return;
        };
        tidings(&home, "open a.txt --cache-dir disk/c")
            .ends(0)
            .prints("A: 1 article\n")
            .names("/disk/c cannot be written");
        run(&home, &["--cache-dir", "disk/c"], b"3\n1\nq\nq\nq\n")
            .ends(0)
            .shows("Since Monday it goes.");
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_said() {
        let home = Home::with("a.txt", ARTICLE);
        for folder in ["a.txt", "a.txt/below"] {
            let said = format!("{folder} cannot be written");
            let run = tidings(&home, &format!("open a.txt --data-dir {folder}"));
            let run = run.ends(3).prints("").names(&said);
            assert!(!run.err.contains("os error"), "{run}");
            super::run(&home, &["--data-dir", folder], b"q\n")
                .ends(0)
                .shows(&said);
        }
    }

    #[test]
    fn everything_is_the_readers_alone() {
        let home = Home::with(DIGEST_NAME, DIGEST);
        tidings(&home, &format!("open {DIGEST_NAME}")).ends(0);
        type_lines(&home, "3 2 b q q q").ends(0);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&home.log()), 0o600);
        let root = home.work().parent().unwrap().to_owned();
        for name in home.everything().keys() {
            let path = root.join(name);
            assert_eq!(mode(&path), 0o600, "{name:?}");
            assert_eq!(mode(path.parent().unwrap()), 0o700, "{name:?}");
        }
    }
}
