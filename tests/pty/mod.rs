//! A reader at a terminal: starts a program in a pseudo-terminal, types, looks, and waits for what
//! is to be seen. Nothing here waits for time; time only says when to give up.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(unreachable_pub, reason = "the test files are the only world there is")]

use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal};

/// When to give up: long, since a busy machine is slow and a test that is right never waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program in a terminal.
pub struct Session {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    reader: Option<JoinHandle<()>>,
    child: Box<dyn Child + Send + Sync>,
    /// The terminal's other end, kept open so that its modes can be read when the program is gone.
    line: OwnedFd,
    modes_before: String,
    seen: Arc<Seen>,
    hanging_up: Arc<AtomicBool>,
    held: Arc<AtomicBool>,
}

/// What the program has written.
struct Seen {
    written: Mutex<Written>,
    changed: Condvar,
}

struct Written {
    parser: vt100::Parser,
    raw: Vec<u8>,
}

impl Session {
    /// Starts a program in a terminal of its own, with only these variables beside TERM, LANG and
    /// PATH, which may be among them.
    pub fn start(
        program: &Path,
        args: &[&str],
        env: &[(&str, &str)],
        rows: u16,
        cols: u16,
    ) -> Session {
        let size = pty_size(rows, cols);
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let name = pair.master.tty_name().expect("the terminal's name");
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let line = rustix::fs::open(&name, flags, Mode::empty()).expect("the terminal's other end");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in env {
            command.env(name, value);
        }
        let modes_before = modes(&line);
        let child = pair.slave.spawn_command(command).expect("the program");
        let seen = Arc::new(Seen {
            written: Mutex::new(Written {
                parser: vt100::Parser::new(rows, cols, 0),
                raw: Vec::new(),
            }),
            changed: Condvar::new(),
        });
        let hanging_up = Arc::new(AtomicBool::new(false));
        let held = Arc::new(AtomicBool::new(false));
        let output = pair.master.try_clone_reader().expect("the output");
        let reader = thread::spawn({
            let seen = Arc::clone(&seen);
            let (hanging_up, held) = (Arc::clone(&hanging_up), Arc::clone(&held));
            move || read(output, &seen, &hanging_up, &held)
        });
        Session {
            writer: Some(pair.master.take_writer().expect("the input")),
            master: Some(pair.master),
            reader: Some(reader),
            child,
            line,
            modes_before,
            seen,
            hanging_up,
            held,
        }
    }

    /// Types keys: characters, and names in angle brackets (`<Enter>`, `<C-z>`, `<lt>`).
    pub fn type_keys(&mut self, keys: &str) {
        self.send(&key_bytes(keys));
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().expect("not hung up");
        writer.write_all(bytes).expect("the line takes bytes");
        writer.flush().expect("the line takes bytes");
    }

    /// Waits until the screen is as wished; `what` says the wish when it never is.
    pub fn wait_for(&self, wished: impl Fn(&str) -> bool, what: &str) {
        self.wait_until(|written| wished(&written.parser.screen().contents()), what);
    }

    /// Waits until a text is on the screen.
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(|screen| screen.contains(text), text);
    }

    /// Waits until the terminal shows the program's own screen, or the shell's.
    pub fn wait_for_alternate_screen(&self, own: bool) {
        self.wait_until(
            |written| written.parser.screen().alternate_screen() == own,
            if own {
                "the program's screen"
            } else {
                "the shell's screen"
            },
        );
    }

    /// Waits until the bytes written so far are as wished.
    pub fn wait_for_raw(&self, wished: impl Fn(&[u8]) -> bool, what: &str) {
        self.wait_until(|written| wished(&written.raw), what);
    }

    fn wait_until(&self, wished: impl Fn(&Written) -> bool, what: &str) {
        let give_up = Instant::now() + PATIENCE;
        let mut written = self.written();
        while !wished(&written) {
            let left = give_up.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "never seen: {what}; the screen:\n{}\nthe last bytes: {}",
                written.parser.screen().contents(),
                written.raw[written.raw.len().saturating_sub(300)..].escape_ascii()
            );
            written = self
                .seen
                .changed
                .wait_timeout(written, left)
                .expect("the reading thread lives")
                .0;
        }
    }

    /// The screen's text.
    pub fn screen(&self) -> String {
        self.written().parser.screen().contents()
    }

    /// Everything about the screen, as the parser knows it.
    pub fn with_screen<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.written().parser.screen())
    }

    /// All the bytes the program has written.
    pub fn raw(&self) -> Vec<u8> {
        self.written().raw.clone()
    }

    /// Gives the window another size.
    pub fn resize(&mut self, rows: u16, cols: u16) {
        self.written().parser.screen_mut().set_size(rows, cols);
        let master = self.master.as_ref().expect("not hung up");
        master.resize(pty_size(rows, cols)).expect("another size");
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        rustix::process::kill_process(self.pid(), signal).expect("the program lives");
    }

    /// The program's process.
    pub fn pid(&self) -> Pid {
        let id = self.child.process_id().expect("the program lives");
        Pid::from_raw(id as i32).expect("a process is not 0")
    }

    /// Closes the window: what is at the terminal's other end finds it gone. The program must
    /// still write something when asked by `provoke`, which lets the reading end go.
    pub fn hang_up(&mut self, provoke: &str) {
        self.hanging_up.store(true, Ordering::SeqCst);
        self.type_keys(provoke);
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reading thread ends");
        }
        self.writer = None;
        self.master = None;
    }

    /// Takes no more of what the program writes, as a line does that is dead without saying so.
    /// The reading end notices at the program's next write.
    pub fn stop_reading(&self) {
        self.held.store(true, Ordering::SeqCst);
    }

    /// Waits for the program's end and returns its status; an end by a signal is said in words.
    pub fn wait_exit(&mut self) -> Result<u32, String> {
        let give_up = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                return match status.signal() {
                    Some(signal) => Err(signal.to_owned()),
                    None => Ok(status.exit_code()),
                };
            }
            assert!(
                Instant::now() < give_up,
                "it never ended; the screen:\n{}",
                self.screen()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether the terminal's modes are what they were before the program.
    pub fn modes_are_restored(&self) -> bool {
        modes(&self.line) == self.modes_before
    }

    /// Fails unless all that was written is text and the few sequences a page needs.
    pub fn assert_harmless_output(&self) {
        if let Some(found) = first_harmful(&self.raw()) {
            panic!("not allowed in the output: {found}");
        }
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.seen.written.lock().expect("the reading thread lives")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads until the line ends, or until the first bytes after it is to be let go.
fn read(mut output: Box<dyn Read + Send>, seen: &Seen, hanging_up: &AtomicBool, held: &AtomicBool) {
    let mut bytes = [0; 4096];
    while let Ok(length) = output.read(&mut bytes) {
        if length == 0 || hanging_up.load(Ordering::SeqCst) {
            return;
        }
        let mut written = seen.written.lock().expect("nobody panics with it");
        written.parser.process(&bytes[..length]);
        written.raw.extend_from_slice(&bytes[..length]);
        drop(written);
        seen.changed.notify_all();
        while held.load(Ordering::SeqCst) {
            thread::park();
        }
    }
}

fn pty_size(rows: u16, cols: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn modes(line: &OwnedFd) -> String {
    format!(
        "{:?}",
        rustix::termios::tcgetattr(line).expect("a terminal")
    )
}

/// What a terminal sends for keys said as in `jj<Enter>`.
pub fn key_bytes(keys: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest
            .strip_prefix('<')
            .and_then(|name| name.split_once('>'))
            .and_then(|(name, after)| Some((named_key(name)?, after)));
        if let Some((key, after)) = named {
            bytes.extend(key);
            rest = after;
        } else {
            bytes.extend(c.to_string().bytes());
            rest = &rest[c.len_utf8()..];
        }
    }
    bytes
}

fn named_key(name: &str) -> Option<Vec<u8>> {
    let bytes: &[u8] = match name {
        "Enter" => b"\r",
        "Esc" => b"\x1b",
        "Tab" => b"\t",
        "S-Tab" => b"\x1b[Z",
        "Space" => b" ",
        "Backspace" => b"\x7f",
        "Delete" => b"\x1b[3~",
        "Up" => b"\x1b[A",
        "Down" => b"\x1b[B",
        "Right" => b"\x1b[C",
        "Left" => b"\x1b[D",
        "Home" => b"\x1b[H",
        "End" => b"\x1b[F",
        "PageUp" => b"\x1b[5~",
        "PageDown" => b"\x1b[6~",
        "lt" => b"<",
        name => {
            let (control, alt) = (name.strip_prefix("C-"), name.strip_prefix("A-"));
            return match (control, alt) {
                (Some(c), _) if c.len() == 1 => Some(vec![c.as_bytes()[0] & 0x1f]),
                (_, Some(c)) if c.len() == 1 => Some(vec![0x1b, c.as_bytes()[0]]),
                _ => None,
            };
        }
    };
    Some(bytes.to_vec())
}

/// The first thing in a program's output that a page does not need, with what stands round it.
pub fn first_harmful(raw: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(raw);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let harmless = match c {
            '\x1b' if chars.next_if(|(_, c)| *c == '[').is_some() => {
                let mut last = None;
                for (_, c) in chars.by_ref() {
                    if !matches!(c, '0'..='9' | ';' | '?') {
                        last = Some(c);
                        break;
                    }
                }
                matches!(
                    last,
                    Some('A'..='D' | 'H' | 'J' | 'K' | 'X' | 'm' | 'h' | 'l')
                )
            }
            '\r' | '\n' | '\x08' => true,
            c => !tidings::chars::clean::is_dropped(c),
        };
        if !harmless {
            let around: String = text[at..].chars().take(20).collect();
            return Some(format!("{around:?} at {at}"));
        }
    }
    None
}
