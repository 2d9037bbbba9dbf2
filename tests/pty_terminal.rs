//! The terminal as a reader meets it: taken over, given back whatever happens, and quiet.
//!
//! The program in these tests is this file itself, run again as its test `child`, which draws a
//! counter and the last key on a real terminal.

#![allow(clippy::disallowed_methods)]

mod pty;

use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use pty::Session;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use rustix::process::Signal;
use tidings::keys::{Code, Key};
use tidings::terminal::{
    Capability, ColorChoice, HUNG_UP, Input, ScreenError, TERMINATED, Terminal, install_panic_hook,
};

/// Set for the child only.
const CHILD: &str = "TIDINGS_TEST_CHILD";

/// How this file runs itself as the child.
const ARGS: [&str; 4] = ["child", "--exact", "--nocapture", "--quiet"];

fn this_file() -> PathBuf {
    std::env::current_exe().expect("the name of this file")
}

fn start_with(env: &[(&str, &str)], rows: u16, cols: u16) -> Session {
    let mut env = env.to_vec();
    env.push((CHILD, "1"));
    let session = Session::start(&this_file(), &ARGS, &env, rows, cols);
    session.wait_for_text("counter 0");
    session
}

fn start() -> Session {
    start_with(&[], 24, 80)
}

/// The same child, but started by a shell, which has it as a job.
fn start_in_shell(script: &str) -> Session {
    let command = format!("{} {}", this_file().display(), ARGS.join(" "));
    let script = script.replace("CHILD", &command);
    let sh = PathBuf::from("/bin/sh");
    let session = Session::start(&sh, &["-c", &script], &[(CHILD, "1")], 24, 80);
    session.wait_for_text("counter 0");
    session
}

#[test]
fn child() {
    if std::env::var_os(CHILD).is_some() {
        std::process::exit(run());
    }
}

#[derive(Default)]
struct Demo {
    counter: u32,
    last: String,
    resumed: u32,
}

fn run() -> i32 {
    install_panic_hook(|info| format!("NOTE: {info}"));
    let capability = Capability::from_env(|name| std::env::var(name).ok(), ColorChoice::Auto);
    let (sender, inputs) = mpsc::channel();
    let mut terminal = match Terminal::open(capability, move |input| sender.send(input).is_ok()) {
        Ok(terminal) => terminal,
        Err(error) => {
            println!("no screen: {error}");
            return 3;
        }
    };
    let mut demo = Demo::default();
    loop {
        if let Some(status) = end_of(terminal.draw(|frame| draw(&demo, frame))) {
            return status;
        }
        let Ok(first) = inputs.recv() else { return 4 };
        for input in std::iter::once(first).chain(inputs.try_iter()) {
            if let Some(status) = react(&mut demo, &mut terminal, input) {
                terminal.leave();
                // The terminal may be gone, which is no reason to panic.
                let _ = writeln!(std::io::stdout(), "frames: {}", terminal.writes());
                return status;
            }
        }
    }
}

/// The status to end with when the terminal could not be used.
fn end_of<T>(used: Result<T, ScreenError>) -> Option<i32> {
    match used {
        Ok(_) => None,
        Err(ScreenError::Gone) => Some(HUNG_UP),
        Err(error) => panic!("{error}"),
    }
}

fn react(demo: &mut Demo, terminal: &mut Terminal, input: Input) -> Option<i32> {
    match input {
        Input::Hangup => return Some(HUNG_UP),
        Input::Terminate => return Some(TERMINATED),
        Input::Resize(columns, rows) => terminal.resize(columns, rows),
        Input::Suspend => return end_of(terminal.suspend()),
        Input::Resume => {
            demo.resumed += 1;
            return end_of(terminal.resume());
        }
        Input::Paste(text) => demo.last = format!("paste of {text}"),
        Input::Key(key) => return press(demo, terminal, key),
    }
    None
}

fn press(demo: &mut Demo, terminal: &mut Terminal, key: Key) -> Option<i32> {
    match key.code {
        Code::Char('z') if key.ctrl => return end_of(terminal.suspend()),
        Code::Char('l') if key.ctrl => terminal.redraw(),
        Code::Char('q') => return Some(0),
        Code::Char('P') => panic!("the child was told to"),
        Code::Char('W') => {
            let worker = std::thread::spawn(|| panic!("a worker fell over"));
            demo.last = format!("worker: {}", worker.join().is_err());
        }
        // A loop that hears nothing any more.
        Code::Char('S') => {
            demo.last = "stuck".to_owned();
            terminal.draw(|frame| draw(demo, frame)).expect("a frame");
            loop {
                std::thread::park();
            }
        }
        // A loop that is stuck in a write as soon as nobody reads.
        Code::Char('F') => loop {
            terminal.redraw();
            terminal.draw(|frame| draw(demo, frame)).expect("a frame");
        },
        Code::Char('E') => {
            let mut shell = std::process::Command::new("/bin/sh");
            shell.args(["-c", "echo the editor; read line; echo \"edited $line\""]);
            let status = terminal
                .lend(|| shell.status())
                .expect("the terminal again");
            demo.last = format!("editor: {}", status.expect("a shell"));
        }
        Code::Char('T') => terminal.mark_pastes(true),
        Code::Char('j') => demo.counter += 1,
        Code::Char('.') => {}
        code => demo.last = format!("{code:?}"),
    }
    None
}

fn draw(demo: &Demo, frame: &mut ratatui::Frame<'_>) {
    let area = frame.area();
    let lines = [
        (format!("counter {}", demo.counter), Modifier::BOLD),
        (format!("last {}", demo.last), Modifier::empty()),
        (
            format!("size {}x{}", area.width, area.height),
            Modifier::DIM,
        ),
        (format!("resumed {}", demo.resumed), Modifier::DIM),
    ];
    for (y, (line, modifier)) in lines.into_iter().enumerate().take(area.height.into()) {
        let style = Style::new().add_modifier(modifier);
        frame.buffer_mut().set_string(0, y as u16, line, style);
    }
    // Signs in every corner, where terminals wrap and scroll.
    for corner in corners(area) {
        frame.buffer_mut()[corner].set_symbol("+");
    }
    if !area.is_empty() {
        frame.set_cursor_position((0, 0));
    }
}

fn corners(area: Rect) -> Vec<(u16, u16)> {
    if area.width < 40 || area.height < 5 {
        return Vec::new();
    }
    let (x, y) = (area.width - 1, area.height - 1);
    vec![(x, 0), (0, y), (x, y)]
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut session = start();
    session.wait_for_alternate_screen(true);
    assert!(!session.modes_are_restored());
    session.type_keys("jj<Down>");
    session.wait_for_text("last Down");
    session.wait_for_text("counter 2");
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
    session.wait_for_alternate_screen(false);
    session.wait_for_text("frames: ");
    assert!(session.modes_are_restored());
    assert!(!session.with_screen(|screen| screen.hide_cursor()));
    session.assert_harmless_output();
}

#[test]
fn a_terminal_without_a_second_screen_is_cleared() {
    for term in ["linux", "vt220", "vt100"] {
        let mut session = start_with(&[("TERM", term)], 24, 80);
        assert!(!session.with_screen(|screen| screen.alternate_screen()));
        session.type_keys("q");
        assert_eq!(session.wait_exit(), Ok(0));
        session.wait_for(|screen| !screen.contains("counter"), "a clear screen");
        assert!(session.modes_are_restored());
        session.assert_harmless_output();
    }
}

#[test]
fn a_dumb_terminal_is_left_alone() {
    let env = [(CHILD, "1"), ("TERM", "dumb")];
    let mut session = Session::start(&this_file(), &ARGS, &env, 24, 80);
    assert_eq!(session.wait_exit(), Ok(3));
    session.wait_for_text("no screen: this terminal shows lines only");
    assert!(session.modes_are_restored());
    assert!(!session.raw().contains(&0x1b));
}

#[test]
fn every_size_down_to_one_cell_is_drawn() {
    let mut session = start();
    for (rows, cols) in [(5, 40), (3, 9), (1, 1), (1, 200), (60, 1), (1, 1), (24, 80)] {
        session.resize(rows, cols);
        let expected = format!("size {cols}x{rows}");
        if rows >= 3 && cols >= 9 {
            session.wait_for_text(&expected);
        } else {
            session.wait_for(|screen| screen.starts_with('c'), &expected);
        }
    }
    session.wait_for_text("size 80x24");
    let marked = session.with_screen(|screen| {
        [(0, 79), (23, 0), (23, 79)]
            .map(|(y, x)| screen.cell(y, x).expect("a cell").contents().to_owned())
    });
    assert_eq!(marked, ["+", "+", "+"]);
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
}

#[test]
fn a_signal_ends_the_program_with_its_status_and_the_terminal_is_given_back() {
    for (signal, status) in [
        (Signal::TERM, TERMINATED),
        (Signal::INT, TERMINATED),
        (Signal::HUP, HUNG_UP),
    ] {
        let mut session = start();
        session.signal(signal);
        assert_eq!(session.wait_exit(), Ok(status as u32), "{signal:?}");
        session.wait_for_alternate_screen(false);
        assert!(session.modes_are_restored());
    }
}

#[test]
fn a_loop_that_hears_nothing_is_ended_all_the_same() {
    for (signal, status) in [(Signal::TERM, TERMINATED), (Signal::HUP, HUNG_UP)] {
        let mut session = start();
        session.type_keys("S");
        session.wait_for_text("last stuck");
        session.signal(signal);
        assert_eq!(session.wait_exit(), Ok(status as u32), "{signal:?}");
        session.wait_for_alternate_screen(false);
        assert!(session.modes_are_restored());
    }
}

#[test]
fn a_line_that_takes_nothing_any_more_does_not_keep_the_program_alive() {
    for (signal, status) in [(Signal::TERM, TERMINATED), (Signal::HUP, HUNG_UP)] {
        let mut session = start();
        session.type_keys("F");
        session.stop_reading();
        session.signal(signal);
        assert_eq!(session.wait_exit(), Ok(status as u32), "{signal:?}");
        assert!(session.modes_are_restored());
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_then_says_what_happened() {
    let mut session = start();
    session.type_keys("P");
    assert_eq!(session.wait_exit(), Ok(101));
    session.wait_for_alternate_screen(false);
    session.wait_for_text("NOTE: ");
    session.wait_for_text("the child was told to");
    assert!(session.modes_are_restored());
    let raw = String::from_utf8_lossy(&session.raw()).into_owned();
    let left = raw.rfind("\x1b[?1049l").expect("the way out");
    assert!(raw.find("NOTE: ").is_some_and(|note| left < note));
}

#[test]
fn a_worker_that_panics_does_not_spoil_the_page() {
    let mut session = start();
    session.type_keys("W");
    session.wait_for_text("last worker: true");
    session.wait_for_alternate_screen(true);
    assert!(!session.screen().contains("NOTE"));
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
}

#[test]
fn a_closed_window_ends_the_program_within_a_second() {
    let mut session = start();
    session.hang_up("j");
    let closed = Instant::now();
    assert_eq!(session.wait_exit(), Ok(HUNG_UP as u32));
    assert!(
        closed.elapsed() < Duration::from_secs(2),
        "{:?}",
        closed.elapsed()
    );
}

#[test]
fn a_pipe_on_standard_input_leaves_the_keys_to_the_terminal() {
    let mut session = start_in_shell("echo an article | CHILD");
    session.type_keys("j<Up>");
    session.wait_for_text("counter 1");
    session.wait_for_text("last Up");
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
    assert!(session.modes_are_restored());
}

#[test]
fn a_pipe_on_standard_output_too_leaves_the_terminal_to_be_opened() {
    let mut session = start_in_shell("echo an article | CHILD | cat >/dev/null");
    session.type_keys("j<Up>");
    session.wait_for_text("last Up");
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
    assert!(session.modes_are_restored());
}

#[test]
fn suspended_it_gives_the_terminal_to_the_shell_and_comes_back() {
    let script = "set -m; CHILD; echo stopped; read answer; echo \"read $answer\"; fg; echo done";
    let mut session = start_in_shell(script);
    session.type_keys("j");
    session.wait_for_text("counter 1");
    session.type_keys("<C-z>");
    session.wait_for_text("stopped");
    session.wait_for_alternate_screen(false);
    assert!(session.modes_are_restored());
    // The shell's line is the shell's: it echoes and ends at the newline.
    session.send(b"hello\n");
    session.wait_for_alternate_screen(true);
    session.wait_for_text("counter 1");
    session.type_keys("j");
    session.wait_for_text("counter 2");
    assert!(session.screen().contains("resumed 0"));
    session.type_keys("q");
    session.wait_for_text("done");
    assert_eq!(session.wait_exit(), Ok(0));
    assert!(session.modes_are_restored());
}

#[test]
fn without_a_shell_to_come_back_to_it_is_not_suspended() {
    let mut session = start();
    session.type_keys("<C-z>j");
    session.wait_for_text("counter 1");
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
}

/// As in a container entered from outside: parent, session and group are not of its processes, and
/// the kernel says 0 for each.
#[test]
fn in_a_container_without_its_shell_it_is_not_suspended() {
    let fenced = ["--user", "--map-root-user", "--pid", "--fork"];
    let probe = std::process::Command::new("unshare")
        .args(fenced)
        .arg("true")
        .status();
    if !probe.is_ok_and(|status| status.success()) {
        println!("not shown here: unshare may not be used");
        return;
    }
    let mut session = start_in_shell(&format!("unshare {} CHILD", fenced.join(" ")));
    session.type_keys("<C-z>j");
    session.wait_for_text("counter 1");
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
}

#[test]
fn stopped_from_outside_it_paints_the_page_again() {
    let mut session = start();
    session.signal(Signal::STOP);
    session.signal(Signal::CONT);
    session.wait_for_text("resumed 1");
    session.wait_for_alternate_screen(true);
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
    session.wait_for_alternate_screen(false);
    assert!(session.modes_are_restored());
}

#[test]
fn the_terminal_is_lent_to_an_editor() {
    let mut session = start();
    session.type_keys("E");
    session.wait_for_text("the editor");
    session.wait_for_alternate_screen(false);
    assert!(session.modes_are_restored());
    session.send(b"qqq\n");
    session.wait_for_text("last editor: exit status: 0");
    session.wait_for_alternate_screen(true);
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
    session.wait_for_text("edited qqq");
}

#[test]
fn nothing_is_written_when_nothing_changed() {
    let mut session = start();
    session.type_keys("j");
    session.wait_for_text("counter 1");
    let before = session.raw().len();
    // Time is what is tested here: an idle program stays silent for as long as one cares to look.
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(session.raw().len(), before);
    session.type_keys(".....j");
    session.wait_for_text("counter 2");
    session.type_keys(".q");
    assert_eq!(session.wait_exit(), Ok(0));
    session.wait_for_text("frames: ");
    let raw = session.raw();
    let after = String::from_utf8_lossy(&raw[before..]).into_owned();
    // One cell and the cursor back at its place: the pen is the one that was left there.
    let (one_cell, farewell) = after.split_at(6);
    assert_eq!(one_cell, "\x1b[8C2\r");
    assert!(farewell.starts_with("\x1b[m"), "{farewell:?}");
    assert!(farewell.contains("frames: 3\r\n"), "{farewell:?}");
}

#[test]
fn redrawing_paints_the_page_over_what_others_wrote() {
    let mut session = start();
    session.type_keys("<C-l>j");
    session.wait_for_text("counter 1");
    session.wait_for_text("size 80x24");
    let raw = session.raw();
    let erased = raw.windows(4).filter(|bytes| bytes == b"\x1b[2J").count();
    assert_eq!(erased, 2);
}

#[test]
fn sequences_in_pieces_are_one_key() {
    // Over SSH they are waited for longest, which spares a busy machine.
    let env = [("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")];
    let mut session = start_with(&env, 24, 80);
    session.send(b"\x1b");
    session.send(b"[B");
    session.wait_for_text("last Down");
    session.type_keys("<Esc>");
    session.wait_for_text("last Esc");
    session.type_keys("T");
    session.send(b"\x1b[200~two\rlines\x1b[201~");
    session.wait_for_text("last paste of two");
    session.type_keys("q");
    assert_eq!(session.wait_exit(), Ok(0));
    session.wait_for_alternate_screen(false);
    assert!(!session.with_screen(|screen| screen.bracketed_paste()));
}
