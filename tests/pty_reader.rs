//! The reader as a person meets it at a terminal: the program itself, with keys typed and looked at,
//! killed and hung up and started again.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod home;
mod pty;

use home::*;
use pty::Session;
use rustix::process::Signal;
use std::path::Path;

/// Starts the program as a shell would: [`reader`]`(&home).args(&["open", file]).size(80, 24).start()`.
struct Start<'a> {
    home: &'a Home,
    program: &'a str,
    args: Vec<&'a str>,
    env: Vec<(&'a str, &'a str)>,
    size: (u16, u16),
}

fn reader(home: &Home) -> Start<'_> {
    Start {
        home,
        program: TIDINGS,
        args: Vec::new(),
        env: Vec::new(),
        size: (120, 40),
    }
}

impl<'a> Start<'a> {
    fn args(mut self, args: &[&'a str]) -> Start<'a> {
        self.args = args.to_vec();
        self
    }

    fn env(mut self, name: &'a str, value: &'a str) -> Start<'a> {
        self.env.push((name, value));
        self
    }

    /// Columns and rows.
    fn size(mut self, columns: u16, rows: u16) -> Start<'a> {
        self.size = (columns, rows);
        self
    }

    /// As a job of a shell; `TIDINGS` in the script is the program.
    fn in_shell(mut self, script: &'a str) -> Start<'a> {
        self.program = "/bin/sh";
        self.env.push(("TIDINGS", TIDINGS));
        self.args = vec!["-c", script];
        self
    }

    /// Starts it and waits for its first frame.
    fn start(self) -> Reader {
        let reader = self.start_plainly();
        reader.session.wait_for_alternate_screen(true);
        let drawn = |screen: &str| !screen.trim().is_empty();
        reader.session.wait_for(drawn, "a first frame");
        reader
    }

    fn start_plainly(self) -> Reader {
        let own = self.home.env();
        let mut env: Vec<_> = own.iter().map(|(name, v)| (*name, v.as_str())).collect();
        env.extend(self.env);
        let (columns, rows) = self.size;
        let session = Session::start(Path::new(self.program), &self.args, &env, rows, columns);
        Reader { session }
    }
}

/// The program at a terminal, and somebody who reads there.
struct Reader {
    session: Session,
}

impl Reader {
    fn keys(mut self, keys: &str) -> Reader {
        self.session.type_keys(keys);
        self
    }

    /// Waits until a text is on the screen.
    fn see(self, text: &str) -> Reader {
        self.session.wait_for_text(text);
        self
    }

    /// Waits until `text` is on the screen no more.
    fn see_no(self, text: &str) -> Reader {
        self.session
            .wait_for(|screen| !screen.contains(text), &format!("no {text}"));
        self
    }

    /// Waits until the page's first line of text begins so.
    fn see_page_at(self, text: &str) -> Reader {
        self.session
            .wait_for(|screen| first_line_of_page(screen).starts_with(text), text);
        self
    }

    fn resize(mut self, columns: u16, rows: u16) -> Reader {
        self.session.resize(rows, columns);
        self
    }

    /// Whatever a signal is good for.
    fn kill(mut self) {
        self.session.signal(Signal::KILL);
        self.session.wait_exit().unwrap_err();
    }

    /// Waits for the end, and for the terminal as it was before.
    fn ends(mut self, status: u32) {
        assert_eq!(self.session.wait_exit(), Ok(status));
        self.session.wait_for_alternate_screen(false);
        assert!(self.session.modes_are_restored());
        assert!(!self.session.with_screen(|screen| screen.hide_cursor()));
        self.session.assert_harmless_output();
        assert!(!self.session.screen().contains("panicked"));
    }

    /// Leaves, and looks that everything is as before.
    fn quits(self) {
        self.keys("Q").ends(0);
    }
}

/// The first line of the page's text, below its title.
fn first_line_of_page(screen: &str) -> String {
    let of_page = |line: &str| {
        line.rsplit('│')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let mut lines = screen.lines().skip(1).map(of_page);
    lines.find(|line| !line.is_empty()).unwrap_or_default()
}

/// How often the whole screen was painted.
fn paints(raw: &[u8]) -> usize {
    raw.windows(4).filter(|bytes| bytes == b"\x1b[2J").count()
}

/// A home with [`DIGEST`] opened.
fn home_with_digest() -> Home {
    let home = Home::with(DIGEST_NAME, DIGEST);
    tidings(&home, &format!("open {DIGEST_NAME}")).ends(0);
    home
}

/// The headline of the second section, and a subheading in the middle of it.
const HEADLINE: &str = "The woman who rings for the water";
const MIDDLE: &str = "Two strokes for the water";

/// Reads the second section to its middle: the first time, with the keys in the outlets.
fn read_to_the_middle(reader: Reader) -> Reader {
    reader
        .keys("ljj<Enter>")
        .see_page_at(HEADLINE)
        .keys("]]")
        .see_page_at(MIDDLE)
}

/// Waits until the journal of marks has so many lines that say `op`.
fn wait_for_ops(home: &Home, op: &str, lines: usize) {
    let op = format!("\"op\":\"{op}\"");
    let count = |kept: &str| kept.lines().filter(|line| line.contains(&op)).count();
    home.wait_for_kept("state.jsonl", |kept| count(kept) >= lines);
}

/// A screen on which the second section is longer than the page.
fn small(home: &Home) -> Start<'_> {
    reader(home).size(80, 14)
}

mod others {
    use super::*;

    #[test]
    fn what_another_tidings_opens_and_reads_is_seen_without_a_key() {
        let home = home_with_digest();
        let reader = reader(&home).start().see(" Unread");
        home.file(
            "more-2026-03-20.txt",
            "News from the other quay\n\nThe crane was painted.\n",
        );
        tidings(&home, "open more-2026-03-20.txt --publisher Quay").ends(0);
        let reader = reader.see("   Quay             1");
        // Another reader marks the new one read: its outlet has nothing unread any more.
        let outlets = tidings(&home, "--plain").out;
        let number = outlets.lines().find(|l| l.ends_with("Quay, 1 unread"));
        let number = number
            .and_then(|l| l.split_whitespace().next())
            .expect("its number");
        type_lines(&home, &format!("{number} 1 q q q")).shows("The crane was painted.");
        reader.see_no("   Quay             1").quits();
    }
}

mod searching {
    use super::*;

    #[test]
    fn words_typed_are_looked_for_when_the_keys_rest_and_a_hit_opens_at_its_match() {
        let home = home_with_digest();
        small(&home)
            .start()
            .keys("g/")
            .see("▌Search everywhere")
            .keys("scholars")
            .see("1 found")
            .see("Who may cross before the water does")
            .keys("<C-u>gribble")
            .see("Nothing found for “gribble”.")
            .see("Searched 3 articles, headlines and text.")
            .keys("<Esc>")
            .see("▌Outlets")
            // Enter does not wait for the answer, and the answer opens what it finds.
            .keys("g/siren steps<Enter>")
            .see("Match 1 of 4")
            .see("a siren. She read it")
            .quits();
    }
}

mod starting {
    use super::*;

    #[test]
    fn a_newcomer_sees_three_panes_with_a_sample_and_leaves_with_q() {
        let home = Home::new();
        reader(&home)
            .start()
            .see("Welcome to tidings")
            .see(" Outlets              │▌Sample digest")
            .see("Council buys the night rails")
            .see(" Sample digest, offline")
            .keys("j<Enter>")
            .see("The council voted 14 to 9")
            .keys("qqq")
            .ends(0);
        // What is kept is where the reader was and what they read, never the samples.
        assert!(!home.data().join("opened").exists());
        reader(&home).start().see("Welcome to tidings").quits();
    }

    #[test]
    fn a_file_named_on_the_command_line_is_opened_and_no_longer_needed() {
        let home = Home::new();
        let file = home.file(DIGEST_NAME, DIGEST);
        reader(&home)
            .args(&["open", file.to_str().unwrap()])
            .start()
            .see("│▌Tidewatch")
            .see("▌● Lead: Press review")
            .keys("j<Enter>")
            .see("pointed at the second")
            .quits();
        std::fs::remove_file(file).unwrap();
        reader(&home)
            .start()
            .see("pointed at the second")
            .keys(" ")
            .see("Asta Quill has rung the bell")
            .quits();
    }

    #[test]
    fn the_first_start_with_a_digest_of_ones_own_is_in_the_outlets() {
        let home = home_with_digest();
        reader(&home)
            .start()
            .see("▌Unread ")
            .see("Enter opens the article.")
            .see(" ▾ Tidewatch")
            .keys("<Enter><Enter>")
            .see("The causeway to Ness has been under water")
            .quits();
    }

    #[test]
    fn what_is_refused_is_said_on_the_screen_and_the_rest_is_opened() {
        let home = Home::new();
        let file = home.file("ferry.txt", ARTICLE);
        let gone = home.work().join("gone.txt");
        reader(&home)
            .args(&["open", gone.to_str().unwrap(), file.to_str().unwrap()])
            .start()
            .see("gone.txt: there is no such file")
            .see("The ferry has a new clock")
            .keys("Q")
            .ends(1);
    }

    #[test]
    fn a_file_from_a_pipe_leaves_the_keys_to_the_terminal() {
        let home = Home::new();
        let file = home.file(DIGEST_NAME, DIGEST);
        for script in [
            "\"$TIDINGS\" open - --publisher Ness <\"$FILE\"",
            "cat \"$FILE\" | \"$TIDINGS\" open - --publisher Ness",
        ] {
            reader(&home)
                .in_shell(script)
                .env("FILE", file.to_str().unwrap())
                .start()
                .see("▌Ness")
                .keys("j<Enter>")
                .see("pointed at the second")
                .quits();
        }
    }

    #[test]
    fn into_a_pipe_a_line_is_printed_and_no_screen_taken() {
        let home = Home::new();
        let file = home.file(DIGEST_NAME, DIGEST);
        let reader = reader(&home)
            .in_shell("\"$TIDINGS\" open \"$FILE\" | cat")
            .env("FILE", file.to_str().unwrap())
            .start_plainly()
            .see(DIGEST_LINE.trim_end());
        reader
            .session
            .wait_for_raw(|raw| raw.ends_with(b"\n"), "its end");
        assert!(!reader.session.raw().contains(&0x1b));
        reader.ends(0);
    }

    #[test]
    fn a_terminal_that_shows_lines_only_gets_lines() {
        let home = home_with_digest();
        for (name, value, args) in [
            ("TERM", "dumb", &[][..]),
            ("TIDINGS_PLAIN", "1", &[]),
            ("TERM", "xterm", &["--plain"]),
        ] {
            let mut reader = reader(&home).args(args).env(name, value).start_plainly();
            reader = reader.see("Type a number, or ? for help.").see("> ");
            assert!(reader.session.modes_are_restored());
            // A line ends as the terminal's own line editing has it.
            reader.session.send(b"3\n3\n");
            reader = reader
                .see("Asta Quill has rung the bell")
                .see("End. n next unread");
            reader.session.send(b"q\nq\nq\n");
            assert_eq!(reader.session.wait_exit(), Ok(0));
            assert!(!reader.session.raw().contains(&0x1b), "{name}");
        }
    }

    #[test]
    fn wrong_lines_of_the_configuration_are_named_on_the_screen() {
        let home = home_with_digest();
        home.configure("resume = 7\n[keys]\n\"ctrl-n\" = \"nxt-unread\"\n");
        reader(&home)
            .start()
            .see("config line 1: ")
            .keys(":log<Enter>")
            .see("config line 1: ")
            .see("config line 3: ")
            .keys("q")
            .quits();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_said_and_the_samples_are_read() {
        let home = Home::new();
        let file = home.file("a.txt", "");
        let inside = file.join("data");
        reader(&home)
            .args(&["--data-dir", inside.to_str().unwrap()])
            .start()
            .see("cannot be written")
            .keys("j<Enter>")
            .see("The council voted 14 to 9")
            // The start said that nothing is kept; leaving does not ask again.
            .quits();
    }
}

mod lasting {
    use super::*;

    #[test]
    fn what_was_marked_outlives_a_kill() {
        let home = home_with_digest();
        let reading = read_to_the_middle(small(&home).start())
            .keys("b")
            .see("Bookmarked.");
        wait_for_ops(&home, "star", 1);
        reading.kill();
        let next = small(&home).start().keys("B").see("▌◆ The woman who rings");
        // It stands where it was set, not at the start of the article.
        next.keys("<Enter>").see_page_at(MIDDLE).quits();
        tidings(&home, "--plain")
            .shows(" 2  Bookmarks, 1\n")
            .shows(" 5  THE FERRY BELL, all read\n")
            .shows(" 4  CAUSEWAY, 1 unread\n");
    }

    #[test]
    fn a_bookmark_taken_off_and_undone_outlives_a_kill_too() {
        let home = home_with_digest();
        let bookmarks = |n: usize| {
            tidings(&home, "--plain").shows(&format!(" 2  Bookmarks, {n}\n"));
        };
        let reading = reader(&home)
            .start()
            .keys("lb")
            .see("Bookmarked.")
            .keys("b")
            .see("taken off");
        wait_for_ops(&home, "unstar", 1);
        reading.kill();
        bookmarks(0);
        let reading = reader(&home)
            .start()
            .keys("lb")
            .see("Bookmarked.")
            .keys("bu")
            .see("Undone");
        wait_for_ops(&home, "star", 3);
        reading.kill();
        bookmarks(1);
        let reading = reader(&home).start().keys("lM").see("3 marked read");
        wait_for_ops(&home, "read", 1);
        reading.kill();
        tidings(&home, "--plain").shows(" 1  Unread, all read\n");
    }

    #[test]
    fn each_mark_is_on_the_disk_a_moment_after_its_key_without_another() {
        let home = home_with_digest();
        for (n, unread) in [(1, "2 unread"), (2, "1 unread"), (3, "all read")] {
            // Killed as soon as the line is there: no quiet moment and no leaving helped it.
            let reading = reader(&home).start().keys("lm").see("Read.");
            wait_for_ops(&home, "read", n);
            reading.kill();
            tidings(&home, "--plain").shows(&format!(" 1  Unread, {unread}\n"));
        }
    }

    #[test]
    fn a_mark_outlives_the_end_that_comes_with_its_key() {
        for (signal, status) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
            let home = home_with_digest();
            let reading = reader(&home).start().keys("lm").see("Read.");
            reading.session.signal(signal);
            reading.ends(status);
            tidings(&home, "--plain").shows(" 1  Unread, 2 unread\n");
        }
        let home = home_with_digest();
        reader(&home).start().keys("lmQ").ends(0);
        tidings(&home, "--plain").shows(" 1  Unread, 2 unread\n");
        // Closing the window types keys too, and may read more than was marked.
        let home = home_with_digest();
        let mut reading = reader(&home).start().keys("lb").see("Bookmarked.");
        reading.session.hang_up("x");
        assert_eq!(reading.session.wait_exit(), Ok(129));
        tidings(&home, "--plain").shows(" 2  Bookmarks, 1\n");
    }

    #[test]
    fn what_cannot_be_written_is_said_kept_and_written_later() {
        let home = home_with_digest();
        let in_the_way = home.data().join("state.jsonl");
        let reading = reader(&home).start().see(" Unread");
        std::fs::create_dir(&in_the_way).unwrap();
        let reading = reading
            .keys("lm")
            .see("state.jsonl could not be used")
            .keys("Q")
            .see("1 change is not saved. Again leaves without")
            .keys("jm")
            .see("Read.")
            .keys(":save<Enter>")
            .see("state.jsonl could not be used");
        std::fs::remove_dir(&in_the_way).unwrap();
        // Nobody needs to ask for it.
        reading
            .see("2 changes saved.")
            .keys(":save<Enter>")
            .see("Everything is saved.")
            .quits();
        tidings(&home, "--plain").shows(" 1  Unread, 1 unread\n");

        let home = home_with_digest();
        let in_the_way = home.data().join("state.jsonl");
        let reading = reader(&home).start().see(" Unread");
        std::fs::create_dir(&in_the_way).unwrap();
        reading
            .keys("lm")
            .see("state.jsonl could not be used")
            .keys("Q")
            .see("1 change is not saved. Again leaves without")
            .keys("Q")
            .ends(3);
    }

    #[test]
    fn a_second_after_the_last_key_a_kill_loses_no_place() {
        let home = home_with_digest();
        let reading = read_to_the_middle(small(&home).start());
        home.wait_for_kept("session.json", |kept| kept.contains("\"focus\":\"page\""));
        home.wait_for_kept("state.jsonl", |kept| kept.contains("\"op\":\"pos\""));
        reading.kill();
        // At another width the lines are others, the place is the same.
        for (columns, rows) in [(80, 14), (120, 12), (45, 12), (250, 10)] {
            small(&home)
                .size(columns, rows)
                .start()
                .see("▌THE FERRY BELL")
                .see_page_at(MIDDLE)
                .kill();
        }
    }

    #[test]
    fn where_the_reader_stopped_is_no_start_when_it_is_not_wanted() {
        let home = home_with_digest();
        read_to_the_middle(small(&home).start()).quits();
        home.configure("resume = false\n");
        reader(&home)
            .start()
            .see("▌Unread ")
            .see("Enter opens the article.")
            .quits();
    }

    #[test]
    fn a_signal_ends_it_with_its_status_and_the_place_is_kept() {
        for (signal, status) in [(Signal::TERM, 143), (Signal::INT, 143), (Signal::HUP, 129)] {
            let home = home_with_digest();
            let reading = read_to_the_middle(small(&home).start());
            reading.session.signal(signal);
            reading.ends(status);
            small(&home)
                .start()
                .see("▌THE FERRY BELL")
                .see_page_at(MIDDLE)
                .quits();
        }
    }

    #[test]
    fn a_closed_window_ends_it_and_the_place_is_kept() {
        let home = home_with_digest();
        // At the end of the page: closing the line types ^J and ^D, which leave it alone there.
        let mut reading = read_to_the_middle(small(&home).start())
            .keys("G")
            .see("100%");
        reading.session.hang_up("x");
        assert_eq!(reading.session.wait_exit(), Ok(129));
        small(&home)
            .start()
            .see("▌THE FERRY BELL")
            .see("100%")
            .quits();
    }

    #[test]
    fn two_readers_side_by_side_lose_nothing_of_each_other() {
        let home = home_with_digest();
        // Both before the first key: a later start would begin where the other one is.
        let (one, other) = (reader(&home).start(), reader(&home).start());
        let one = one.keys("lb").see("Bookmarked.");
        let other = other.keys("ljb").see("Bookmarked.");
        one.quits();
        other.quits();
        tidings(&home, "--plain").shows(" 2  Bookmarks, 2\n");
    }

    #[test]
    fn an_article_that_has_left_the_cache_is_read_from_its_bookmark() {
        let home = home_with_digest();
        read_to_the_middle(small(&home).start())
            .keys("b")
            .see("Bookmarked.")
            .quits();
        std::fs::remove_dir_all(home.data().join("opened")).unwrap();
        std::fs::remove_dir_all(home.cache()).unwrap();
        small(&home)
            .start()
            .keys("B")
            .see("▌◆ The woman who rings")
            .keys("<Enter>")
            .see_page_at(MIDDLE)
            .quits();
    }
}

mod screen {
    use super::*;

    #[test]
    fn every_size_shows_the_page_and_the_way_back_is_whole() {
        let home = home_with_digest();
        let mut reader = reader(&home)
            .start()
            .keys("ljj<Enter>")
            .see_page_at(HEADLINE);
        let before = reader.session.screen();
        for (columns, rows, shown) in [
            (1, 1, "T"),
            (20, 5, "The woman who rings\nfor the water"),
            (
                250,
                80,
                "late for it twice. The Ferry Bell asked her about both.",
            ),
            (2, 60, "Th"),
            (60, 3, HEADLINE),
            (120, 40, HEADLINE),
        ] {
            let painted = paints(&reader.session.raw());
            reader = reader.resize(columns, rows);
            let what = format!("a page of {columns} by {rows}");
            reader
                .session
                .wait_for_raw(|raw| paints(raw) > painted, &what);
            reader = reader.see(shown);
        }
        reader
            .session
            .wait_for(|screen| screen == before, "the screen as it was");
        reader.quits();
    }

    #[test]
    fn a_start_in_any_window_shows_something_and_takes_keys() {
        let home = home_with_digest();
        for (columns, rows) in [
            (1, 1),
            (1, 50),
            (200, 1),
            (20, 4),
            (29, 7),
            (30, 8),
            (500, 3),
        ] {
            reader(&home)
                .size(columns, rows)
                .start()
                .keys("ljj<Enter>]]/bell<Enter>nNBq?q:log<Enter>q")
                .quits();
        }
    }

    #[test]
    fn suspended_it_gives_the_terminal_to_the_shell_and_comes_back() {
        let home = home_with_digest();
        let script = "set -m; \"$TIDINGS\"; echo stopped; read answer; fg >/dev/null; echo done";
        let mut reader = reader(&home)
            .in_shell(script)
            .start()
            .keys("ljj<Enter>")
            .see_page_at(HEADLINE)
            .keys("<C-z>")
            .see("stopped");
        reader.session.wait_for_alternate_screen(false);
        assert!(reader.session.modes_are_restored());
        // Where the reader was is kept before it stands still: it may never go on.
        assert!(home.kept("session.json").contains("\"focus\":\"page\""));
        // The shell's line ends at the newline.
        reader.session.send(b"\n");
        reader.session.wait_for_alternate_screen(true);
        let reader = reader
            .see_page_at(HEADLINE)
            .keys("b")
            .see("Bookmarked.")
            .keys("Q");
        reader.see("done").ends(0);
    }

    #[test]
    fn stopped_from_outside_it_paints_the_page_again() {
        let home = home_with_digest();
        let reader = reader(&home)
            .start()
            .keys("ljj<Enter>")
            .see_page_at(HEADLINE);
        let painted = paints(&reader.session.raw());
        reader.session.signal(Signal::STOP);
        reader.session.signal(Signal::CONT);
        reader
            .session
            .wait_for_raw(|raw| paints(raw) > painted, "the page anew");
        reader
            .see_page_at(HEADLINE)
            .keys("b")
            .see("Bookmarked.")
            .quits();
    }

    #[test]
    fn every_terminal_gets_what_it_can_show() {
        // Titles and texts have quotes, dots and cut marks; the program's own words have some, too.
        let more = "«Late» — “late”…\n\nThe ferry’s bell rang · once. […]\n";
        for (term, lang) in [
            ("linux", "C"),
            ("vt100", "POSIX"),
            ("vt220", ""),
            ("xterm", "C"),
        ] {
            let home = home_with_digest();
            home.file("more.txt", more);
            tidings(&home, "open more.txt --publisher Quay").ends(0);
            let reader = reader(&home).env("TERM", term).env("LANG", lang);
            let reader = reader
                .start_plainly()
                .see(">Unread")
                .keys("ljj<Enter>")
                .see(">THE FERRY BELL")
                .keys("x")
                .see("Nothing on x here")
                .keys("g")
                .see("g...  ")
                .keys("<C-c>:nosuch<Enter>")
                .see("No command")
                .keys("<C-c>/nosuch<Enter>")
                .see("Nothing found")
                .keys("b?")
                .see("bookmark")
                .keys("qB")
                .see("1 of 1")
                .keys("q:log<Enter>")
                .see("14 Mar 2026 split in 2")
                .keys("qg2j<Enter>")
                .see("The ferry's bell rang - once. [...]")
                .keys("Q");
            let mut session = reader.session;
            assert_eq!(session.wait_exit(), Ok(0), "{term}");
            assert!(session.modes_are_restored(), "{term}");
            session.assert_harmless_output();
            let raw = session.raw();
            let found = String::from_utf8_lossy(&raw);
            let foreign: String = found.chars().filter(|c| !c.is_ascii()).collect();
            assert_eq!(foreign, "", "{term}, {lang}");
        }
    }

    #[test]
    fn a_font_without_our_signs_may_have_the_letters_of_the_text() {
        let text = "Порт ждёт льда\n\nЛёд придёт — и уйдёт. […]\n";
        for term in ["linux", "vt220", "xterm-256color"] {
            let home = Home::with("prichal.txt", text);
            tidings(&home, "open prichal.txt --publisher Причал").ends(0);
            home.configure("signs = \"ascii\"\n");
            let reader = reader(&home).env("TERM", term).start_plainly();
            let reader = reader.see(">Unread").see("Причал").keys("l<Enter>");
            let reader = reader
                .see("| Unread")
                .see(">Причал")
                .see("Лёд придёт — и уйдёт. [...]");
            for sign in "▌▏●◆│─…·".chars() {
                assert!(!reader.session.screen().contains(sign), "{sign} on {term}");
            }
            reader.quits();
        }
    }

    #[test]
    fn hostile_text_never_reaches_the_terminal() {
        let home = Home::new();
        let file = home.file("tide\x1b[2Jwatch-2026-03-14.txt", hostile_digest());
        let publisher = "Tide\x1b]0;owned\x07 \u{9b}31mWatch";
        home.configure("\"\x1b[2J\" = \"\x1b]0;owned\x07\"\n");
        let everywhere = "?q:log<Enter>q:\u{9b}31m<C-c>/\u{9b}bell<Enter>nN<C-c>\\bBq\\";
        let reader = reader(&home)
            .args(&["open", file.to_str().unwrap(), "--publisher", publisher])
            .start()
            .see("▌● Lead: Press review: two papers")
            .keys("<Enter>")
            .see("R. HALE")
            .keys("J")
            .see("The rule is older than the road.")
            .keys("J")
            .see("Asta Quill has rung the bell")
            .keys(everywhere);
        let reader = reader.keys("g1").see("▌Outlets");
        assert!(!reader.session.screen().contains("owned"));
        reader.quits();
        home.assert_clean();
    }

    #[test]
    fn a_key_without_a_meaning_writes_the_status_line_alone() {
        let home = home_with_digest();
        let reader = reader(&home)
            .start()
            .keys("ljj<Enter>")
            .see_page_at(HEADLINE);
        let rows = |reader: &Reader| {
            reader.session.with_screen(|screen| {
                let rows: Vec<Vec<u8>> = screen.rows_formatted(0, 120).collect();
                rows[..39].to_vec()
            })
        };
        let (before, length) = (rows(&reader), reader.session.raw().len());
        let reader = reader.keys("x").see("Nothing on x here. ?: keys");
        assert_eq!(rows(&reader), before);
        let written = reader.session.raw().len() - length;
        assert!(written < 120, "{written} bytes for a line of 26");
        reader.quits();
    }

    #[test]
    fn nothing_is_written_for_keys_without_effect_or_for_nothing_at_all() {
        let home = home_with_digest();
        // All that is written from the first frame to the last, with these keys in between.
        let written = |idle: &str| {
            let reader = reader(&home)
                .start()
                .keys("l")
                .see("│▌Unread")
                .keys("j")
                .see("▌● Who may cross")
                .keys("k")
                .see("▌● Lead");
            // Taken away first: the rest after these keys is sure to write it again.
            let _ = std::fs::remove_file(home.data().join("session.json"));
            let reader = reader.keys(idle);
            if !idle.is_empty() {
                home.wait_for_kept("session.json", |kept| !kept.is_empty());
            }
            let reader = reader.keys("j").see("▌● Who may cross").keys("Q");
            let mut session = reader.session;
            assert_eq!(session.wait_exit(), Ok(0));
            session.wait_for_alternate_screen(false);
            std::fs::remove_file(home.data().join("session.json")).unwrap();
            session.raw().escape_ascii().to_string()
        };
        let quiet = written("");
        for idle in ["kkk", "<Up>gg<C-c>", "-", "<Esc>"] {
            assert_eq!(written(idle), quiet, "{idle}");
        }
    }
}
