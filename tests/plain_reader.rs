//! The plain reader as pipes, dumb terminals, speech and braille have it: numbered lists, one command
//! a line, and lines that only go down.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod home;

use home::*;
use std::fs;
use std::process::{Command, Stdio};

fn home() -> Home {
    let home = Home::with(DIGEST_NAME, DIGEST);
    tidings(&home, &format!("open {DIGEST_NAME}")).ends(0);
    home
}

const OUTLETS: &str = "\
Outlets
 1  Unread, 3 unread
 2  Bookmarks, 0
 3  Tidewatch, 14 Mar 2026, digest, 3 unread
 4  CAUSEWAY, 1 unread
 5  THE FERRY BELL, 1 unread
> ";

const LIST: &str = "\
Tidewatch, 14 Mar 2026, digest, 3 unread
 1  unread  Tidewatch: Lead: Press review: two papers on one causeway,
and who may cross it, 1 minute
 2  unread  CAUSEWAY: Who may cross before the water does, 1 minute
 3  unread  THE FERRY BELL: The woman who rings for the water, 1 minute
> ";

#[test]
fn lists_are_numbered_and_a_number_opens() {
    let start = format!("tidings. Type a number, or ? for help.\n{OUTLETS}");
    for (lines, answer) in [
        ("q", String::new()),
        (
            "3 Q q q",
            format!(
                "{LIST}No command “Q”. A number opens. n next unread, b bookmark, m read or\nunread, l the list again, q back, at the top leave.\n> {OUTLETS}"
            ),
        ),
        ("3 q q", format!("{LIST}{OUTLETS}")),
        ("l q", OUTLETS.to_owned()),
        ("3 l q q", format!("{LIST}{LIST}{OUTLETS}")),
        ("6 q", "The numbers go from 1 to 5.\n> ".to_owned()),
        ("0 q", "The numbers go from 1 to 5.\n> ".to_owned()),
        ("b q", "Open an article first.\n> ".to_owned()),
    ] {
        type_lines(&home(), lines)
            .ends(0)
            .prints(&format!("{start}{answer}"))
            .complains("");
    }
}

#[test]
fn an_article_is_read_bookmarked_and_left() {
    let home = home();
    type_lines(&home, "3 3 b m m q q q")
        .shows(
            "> The woman who rings for the water\n\
                 THE FERRY BELL via Tidewatch, 14 Mar 2026, 1 minute. Unread.\n\n\
                 Asta Quill has rung the bell at Ness for thirty-one winters and has been\n",
        )
        .shows("worn quite bright. [cut]\n\nSection: Two strokes for the water\n\nTwo strokes mean")
        .shows("End. n next unread, b bookmark, q back.\n> Bookmarked.\n> Unread again.\n> Read.\n")
        .shows(" 3  read    THE FERRY BELL: The woman")
        .shows(" 1  Unread, 2 unread\n 2  Bookmarks, 1\n");
    type_lines(&home, "2 1 b q q q")
        .shows("> Bookmarks, 1\n 1  read    THE FERRY BELL: The woman")
        .shows("Bookmark taken off.\n")
        .shows(" 2  Bookmarks, 0\n");
}

#[test]
fn n_reads_on_until_nothing_is_left() {
    let home = home();
    type_lines(&home, "3 2 n n n q q q")
        .ends(0)
        .shows("> The woman who rings")
        .shows("> Lead: Press review")
        .shows("> All read here.\n")
        .shows(" 1  Unread, all read\n");
    type_lines(&home, "1 n q q").shows("> Unread, all read\nNothing here.\n> All read here.\n");
}

#[test]
fn the_numbers_of_a_list_mean_the_same_until_it_is_shown_again() {
    // What was read has left Unread, but its number is still on the screen.
    type_lines(&home(), "1 2 3 q q q")
        .ends(0)
        .shows("> Who may cross before the water does\n")
        .shows("> The woman who rings for the water\n")
        .hides("go from 1 to 2")
        .shows("> Unread, 1 unread\n 1  unread  Tidewatch: Lead: ");
    // n goes on from where the reader is, not from the top.
    type_lines(&home(), "1 2 n q q q")
        .shows("> The woman who rings for the water\n")
        .hides("> Lead: ");
}

#[test]
fn the_end_of_the_input_ends_it_anywhere() {
    for lines in ["", "3", "3 2", "3 2 b", "?"] {
        type_lines(&home(), lines).ends(0).complains("");
    }
}

#[test]
fn it_is_what_dumb_terminals_and_pipes_get() {
    let home = home();
    let start = "tidings. Type a number, or ? for help.\n";
    let plain = tidings(&home, "--plain").ends(0).shows(start);
    for (args, env) in [
        (&[][..], &[("TERM", "dumb")][..]),
        (&[], &[("TERM", "xterm-256color")]),
        (&[], &[("TIDINGS_PLAIN", "1")]),
        (&["--color", "always"], &[("COLORTERM", "truecolor")]),
    ] {
        run_with(&home, args, b"", env).ends(0).prints(&plain.out);
    }
    // As narrow as is said, and no narrower than can be read.
    for (columns, widest) in [("40", 40), ("5", 20), ("500", 72), ("x", 72)] {
        let run = run_with(&home, &[] as &[&str], b"3\n2\n", &[("COLUMNS", columns)]).ends(0);
        let most = run
            .out
            .lines()
            .map(|line| line.trim_start_matches("> ").chars().count())
            .max();
        assert!(most.is_some_and(|most| most <= widest), "{columns}: {run}");
    }
}

#[test]
fn samples_are_there_for_a_newcomer_and_say_so() {
    let home = Home::new();
    type_lines(&home, "3 2 q q q")
        .ends(0)
        .shows("tidings. Sample digest, offline. Type a number, or ? for help.\n")
        .shows(" 3  LANTERN REVIEW, 22 Nov 2026, digest, 5 unread\n")
        .shows("> Council buys the night rails under the old harbour\n");
    // They are never kept, the marks on them are.
    assert!(!home.data().join("opened").exists());
    assert!(home.kept("state.jsonl").contains("\"op\":\"read\""));
    home.file("a.txt", ARTICLE);
    tidings(&home, "open a.txt").ends(0);
    type_lines(&home, "q")
        .hides("LANTERN")
        .hides("Sample")
        .shows(" 3  A, 1 unread\n");
}

#[test]
fn nothing_hostile_is_printed() {
    // Run itself looks at every character.
    let home = Home::with(DIGEST_NAME, hostile_digest());
    tidings(&home, &format!("open {DIGEST_NAME}")).prints(DIGEST_LINE);
    tidings(&home, &format!("parse --json --explain {DIGEST_NAME}")).ends(0);
    tidings(&home, &format!("parse --explain {DIGEST_NAME}")).ends(0);
    type_lines(&home, "3 1 b 2 b 3 b q q 2 1 q q 4 1 q q q")
        .ends(0)
        .shows("> Who may cross before the water");
    run::<&str>(&home, &[], b"\x1b[31m\n3\x07\n\xff\n\x9b1m\nq\n").ends(0);
}

#[test]
fn a_reader_who_stops_listening_is_no_trouble() {
    let home = home();
    for args in [&[][..], &["parse", DIGEST_NAME], &["open", DIGEST_NAME]] {
        let mut child = Command::new(TIDINGS)
            .args(args)
            .env_clear()
            .envs(home.env())
            .current_dir(home.work())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // `| head -1` that is gone before the first line comes.
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), err.as_str()),
            (Some(0), ""),
            "{args:?}"
        );
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_no_success() {
    let home = home();
    for args in [&[][..], &["parse", DIGEST_NAME], &["open", DIGEST_NAME]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = Command::new(TIDINGS)
            .args(args)
            .env_clear()
            .envs(home.env())
            .current_dir(home.work())
            .stdin(Stdio::null())
            .stdout(full)
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{args:?}: {err}");
        assert!(err.contains("could not be written"), "{args:?}: {err}");
    }
}
