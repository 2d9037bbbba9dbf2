//! Programs of the reader's own: one whose output is a feed, and one that a feed passes through.
//!
//! A program comes from the reader's configuration alone, as a list of words; there is no shell. It
//! runs in a group of its own with a small environment, and ends with all it started when its time
//! is over or it says too much.

use super::cancel::{Cancel, SLICE};
use super::error::{FetchError, span};
use crate::chars::clean::one_line;
use rustix::process::{Pid, Signal, kill_process_group};
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// What a program may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How long it may run.
    pub time: Duration,
    /// How many bytes it may say.
    pub output: u64,
}

impl Default for Bounds {
    /// 30 s and 32 MiB.
    fn default() -> Bounds {
        Bounds {
            time: Duration::from_secs(30),
            output: 32 << 20,
        }
    }
}

/// So much of what a program complains is read.
const LONGEST_COMPLAINT: usize = 4 << 10;

/// Runs a program and gives what it says. `words` is its name and its arguments.
///
/// # Errors
///
/// [`FetchError::Program`], [`FetchError::TooLarge`], [`FetchError::Empty`],
/// [`FetchError::Cancelled`].
pub fn run(words: &[String], bounds: &Bounds, cancel: &Cancel) -> Result<Vec<u8>, FetchError> {
    start(words, None, bounds, cancel)
}

/// Passes bytes through a program and gives what it makes of them.
///
/// # Errors
///
/// As [`run`].
pub fn filter(
    words: &[String],
    bytes: Vec<u8>,
    bounds: &Bounds,
    cancel: &Cancel,
) -> Result<Vec<u8>, FetchError> {
    start(words, Some(bytes), bounds, cancel)
}

fn start(
    words: &[String],
    input: Option<Vec<u8>>,
    bounds: &Bounds,
    cancel: &Cancel,
) -> Result<Vec<u8>, FetchError> {
    let program = name(words);
    let failed = |why: String| FetchError::Program {
        program: program.clone(),
        why,
    };
    let Some((first, arguments)) = words.split_first() else {
        return Err(failed("has no name".to_owned()));
    };
    let stdin = if input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    };
    let child = Command::new(first)
        .args(arguments)
        .env_clear()
        .envs(environment())
        .current_dir(
            std::env::home_dir()
                .filter(|p| p.is_dir())
                .unwrap_or("/".into()),
        )
        .process_group(0)
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let child = child.map_err(|error| failed(format!("could not be started: {}", told(&error))))?;
    let mut running = Running {
        child,
        deadline: Instant::now() + bounds.time,
        over: false,
    };
    let events = running.listen(input, bounds.output);
    let (output, complaint) = running.hear(&events, &program, bounds, cancel)?;
    let status = running.end(&program, bounds, cancel)?;
    if !status.success() {
        return Err(failed(ended(status, &complaint)));
    }
    if output.is_empty() {
        let host = format!("the program {program}");
        return Err(FetchError::Empty { host });
    }
    Ok(output)
}

enum Event {
    Said(io::Result<Vec<u8>>),
    Complained(Vec<u8>),
}

/// A program that runs. It does not outlive this.
struct Running {
    child: Child,
    deadline: Instant,
    over: bool,
}

impl Running {
    /// Three threads: what is said to the program, what it says, and what it complains. None can
    /// keep another waiting.
    fn listen(&mut self, input: Option<Vec<u8>>, most: u64) -> Receiver<Event> {
        let (give, take) = channel();
        if let (Some(bytes), Some(mut stdin)) = (input, self.child.stdin.take()) {
            // A program that does not want to hear it all is free to stop listening.
            thread::spawn(move || drop(stdin.write_all(&bytes)));
        }
        if let Some(stdout) = self.child.stdout.take() {
            let give = give.clone();
            thread::spawn(move || said(stdout, most, &give));
        }
        if let Some(stderr) = self.child.stderr.take() {
            thread::spawn(move || complained(stderr, &give));
        }
        take
    }

    /// Waits until the program has said everything. It is not waited for before that: as long as
    /// it is not, its number stands for it and its group.
    fn hear(
        &mut self,
        events: &Receiver<Event>,
        program: &str,
        bounds: &Bounds,
        cancel: &Cancel,
    ) -> Result<(Vec<u8>, Vec<u8>), FetchError> {
        let (mut output, mut complaint) = (None, None);
        while output.is_none() || complaint.is_none() {
            match events.recv_timeout(SLICE) {
                Ok(Event::Said(Ok(bytes))) if bytes.len() as u64 > bounds.output => {
                    return Err(FetchError::TooLarge {
                        host: format!("the program {program}"),
                        limit: bounds.output,
                    });
                }
                Ok(Event::Said(Ok(bytes))) => output = Some(bytes),
                Ok(Event::Said(Err(error))) => {
                    return Err(FetchError::Program {
                        program: program.to_owned(),
                        why: format!("could not be heard: {}", told(&error)),
                    });
                }
                Ok(Event::Complained(bytes)) => complaint = Some(bytes),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.look(program, bounds, cancel)?;
        }
        Ok((output.unwrap_or_default(), complaint.unwrap_or_default()))
    }

    /// Waits for the end of a program that says nothing any more.
    fn end(
        &mut self,
        program: &str,
        bounds: &Bounds,
        cancel: &Cancel,
    ) -> Result<ExitStatus, FetchError> {
        let mut pause = Duration::from_millis(1);
        loop {
            let ended = self.child.try_wait().map_err(|error| FetchError::Program {
                program: program.to_owned(),
                why: format!("could not be waited for: {}", told(&error)),
            })?;
            if let Some(status) = ended {
                self.over = true;
                return Ok(status);
            }
            self.look(program, bounds, cancel)?;
            // A child cannot be waited for with an end to the patience.
            #[allow(
                clippy::disallowed_methods,
                reason = "there is nothing else to wait on"
            )]
            thread::sleep(pause);
            pause = (pause * 2).min(SLICE);
        }
    }

    fn look(&self, program: &str, bounds: &Bounds, cancel: &Cancel) -> Result<(), FetchError> {
        if cancel.is_cancelled() {
            Err(FetchError::Cancelled)
        } else if Instant::now() >= self.deadline {
            Err(FetchError::Program {
                program: program.to_owned(),
                why: format!("did not end within {} and was stopped", span(&bounds.time)),
            })
        } else {
            Ok(())
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            // It fails when the whole group has ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn said(stdout: impl Read, most: u64, give: &Sender<Event>) {
    let mut bytes = Vec::new();
    let read = stdout.take(most.saturating_add(1)).read_to_end(&mut bytes);
    // Nobody listens any more when the program was stopped.
    let _ = give.send(Event::Said(read.map(|_| bytes)));
}

fn complained(mut stderr: impl Read, give: &Sender<Event>) {
    let (mut kept, mut block) = (Vec::new(), [0; 4_096]);
    loop {
        match stderr.read(&mut block) {
            Ok(0) => break,
            Ok(read) => {
                let room = LONGEST_COMPLAINT.saturating_sub(kept.len());
                kept.extend_from_slice(&block[..read.min(room)]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let _ = give.send(Event::Complained(kept));
}

/// What a program needs to find itself and to speak the reader's language. Passwords often stand
/// in the rest.
fn environment() -> impl Iterator<Item = (OsString, OsString)> {
    const KEPT: [&str; 12] = [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR",
    ];
    std::env::vars_os().filter(|(name, _)| {
        let name = name.to_string_lossy();
        KEPT.contains(&name.as_ref()) || name.starts_with("LC_")
    })
}

/// The program's name without its folder and its arguments: a password may stand there.
fn name(words: &[String]) -> String {
    let first = words.first().map(String::as_str).unwrap_or_default();
    let file = Path::new(first)
        .file_name()
        .map(|name| name.to_string_lossy());
    one_line(&file.unwrap_or_default())
}

fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be run".to_owned(),
        kind => kind.to_string(),
    }
}

fn ended(status: ExitStatus, complaint: &[u8]) -> String {
    use std::os::unix::process::ExitStatusExt;
    let how = match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended badly".to_owned(),
    };
    let complaint = String::from_utf8_lossy(complaint);
    let first = complaint
        .lines()
        .map(one_line)
        .find(|line| !line.is_empty());
    match first {
        Some(line) => format!("{how}: {line:.200}"),
        None => how,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn short() -> Bounds {
        Bounds {
            time: Duration::from_secs(2),
            output: 1_000,
        }
    }

    #[test]
    fn what_a_program_says_or_why_it_does_not() {
        for (program, expected) in [
            (
                &["printf", "%s|", "a b", "$HOME", "; ls"][..],
                Ok("a b|$HOME|; ls|"),
            ),
            (&["sh", "-c", "echo $$ >/dev/null; echo ok"], Ok("ok\n")),
            (&["sh", "-c", "sleep 0.05; echo late"], Ok("late\n")),
            (
                &["sh", "-c", "exec >&-; exec 2>&-; sleep 0.05; exit 3"],
                Err("the program sh ended with 3"),
            ),
            (&["true"], Err("the program true sent an empty page")),
            (&["false"], Err("the program false ended with 1")),
            (
                &[
                    "sh",
                    "-c",
                    "echo '\u{1b}[31mno\u{7} net' >&2; echo x; exit 7",
                ],
                Err("the program sh ended with 7: no net"),
            ),
            (
                &["sh", "-c", "kill -9 $$"],
                Err("the program sh was ended by signal 9"),
            ),
            (
                &["yes"],
                Err("the program yes sent more than 1000 bytes; the rest was not read"),
            ),
            (
                &["sleep", "60"],
                Err("the program sleep did not end within 2 s and was stopped"),
            ),
            (
                &["sh", "-c", "exec >&-; exec 2>&-; sleep 60"],
                Err("the program sh did not end within 2 s and was stopped"),
            ),
            (
                &["/no/such/program", "--password=secret"],
                Err("the program program could not be started: it is not there"),
            ),
            (
                &["/etc/passwd"],
                Err("the program passwd could not be started: it may not be run"),
            ),
            (&[], Err("the program  has no name")),
        ] {
            let begun = Instant::now();
            let said = run(&words(program), &short(), &Cancel::new());
            let said = said.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let said = said.map_err(|error| error.to_string());
            assert_eq!(
                said.as_deref().map_err(String::as_str),
                expected,
                "{program:?}"
            );
            assert!(begun.elapsed() < Duration::from_secs(30), "{program:?}");
        }
    }

    #[test]
    fn what_a_program_started_ends_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let number = folder.path().join("number");
        let script = format!("sleep 600 & echo $! > '{}'; wait", number.display());
        let error = run(&words(&["sh", "-c", &script]), &short(), &Cancel::new());
        assert!(error.is_err());
        let number = std::fs::read_to_string(number).expect("a number");
        let state = Path::new("/proc").join(number.trim()).join("stat");
        let lives = || {
            let state = std::fs::read_to_string(&state).unwrap_or_default();
            let after = state.rsplit(") ").next().unwrap_or_default().to_owned();
            !after.is_empty() && !after.starts_with(['Z', 'X'])
        };
        let begun = Instant::now();
        while lives() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it still runs");
            thread::yield_now();
        }
    }

    #[test]
    fn a_filter_takes_in_and_gives_out_at_the_same_time() {
        let bytes = "tidings\n".repeat(200_000).into_bytes();
        let bounds = Bounds::default();
        let out = filter(&words(&["cat"]), bytes.clone(), &bounds, &Cancel::new());
        assert_eq!(out.map(|out| out.len()), Ok(bytes.len()));
        let out = filter(&words(&["head", "-n1"]), bytes, &bounds, &Cancel::new());
        assert_eq!(out, Ok(b"tidings\n".to_vec()));
    }

    #[test]
    fn a_program_sees_little_of_the_environment() {
        let out = run(&words(&["env"]), &Bounds::default(), &Cancel::new()).expect("output");
        let out = String::from_utf8_lossy(&out).into_owned();
        assert!(out.contains("PATH="));
        assert!(!out.contains("CARGO_"), "{out}");
    }

    #[test]
    fn a_program_is_called_off_at_once() {
        let cancel = Cancel::new();
        let begun = Instant::now();
        let ended = thread::scope(|scope| {
            let runs = scope.spawn(|| run(&words(&["sleep", "60"]), &Bounds::default(), &cancel));
            cancel.cancel();
            runs.join().expect("no panic")
        });
        assert_eq!(ended, Err(FetchError::Cancelled));
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
