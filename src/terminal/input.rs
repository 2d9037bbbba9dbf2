//! What the terminal tells the program, and the thread that reads its keys.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::decoder::{Decoder, Waiting};
use super::event::Input;
use super::screen::Tty;
use super::signals;

/// How long the rest of a sequence is waited for after an ESC.
const ESCAPE: Duration = Duration::from_millis(60);

/// The same over a slow line, which delivers sequences in pieces.
const ESCAPE_REMOTE: Duration = Duration::from_millis(150);

/// How long a paste may stop before it counts as ended: its end was lost with the line.
const PASTE: Duration = Duration::from_secs(5);

/// Holds the reading back while another program has the terminal.
#[derive(Debug, Default)]
pub(super) struct Gate {
    closed: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    /// Closes the gate; when it returns, nothing is read any more.
    pub(super) fn close(&self) {
        *self.lock() = true;
    }

    pub(super) fn open(&self) {
        *self.lock() = false;
        self.opened.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does `read` at once while the gate is open; otherwise waits until it is, and does not.
    fn pass<T>(&self, read: impl FnOnce() -> T) -> Option<T> {
        let mut closed = self.lock();
        if !*closed {
            return Some(read());
        }
        while *closed {
            closed = self
                .opened
                .wait(closed)
                .unwrap_or_else(PoisonError::into_inner);
        }
        None
    }
}

/// Starts the thread that reads keys until the terminal is gone or nobody takes them any more.
pub(super) fn start(
    tty: Arc<Tty>,
    gate: Arc<Gate>,
    remote: bool,
    send: impl Fn(Input) -> bool + Send + 'static,
) -> io::Result<()> {
    let escape = if remote { ESCAPE_REMOTE } else { ESCAPE };
    thread::Builder::new()
        .name("keys".to_owned())
        .spawn(move || {
            if read_keys(&tty, &gate, escape, &send) == Ended::TerminalGone {
                signals::hang_up();
            }
        })
        .map(drop)
}

#[derive(PartialEq, Eq)]
enum Ended {
    TerminalGone,
    NobodyListens,
}

fn read_keys(tty: &Tty, gate: &Gate, escape: Duration, send: &impl Fn(Input) -> bool) -> Ended {
    let mut decoder = Decoder::new();
    let mut bytes = [0; 1024];
    loop {
        let patience = match decoder.waiting() {
            Waiting::No => None,
            Waiting::Escape => Some(escape),
            Waiting::Paste => Some(PASTE),
        };
        let inputs = match wait(tty, patience) {
            Ok(true) => match gate.pass(|| rustix::io::read(tty.input(), &mut bytes[..])) {
                Some(Ok(0)) => return Ended::TerminalGone,
                Some(Ok(length)) => decoder.feed(&bytes[..length]),
                None | Some(Err(Errno::INTR | Errno::AGAIN)) => continue,
                Some(Err(_)) => return Ended::TerminalGone,
            },
            Ok(false) => decoder.flush_escape(),
            Err(Errno::INTR) => continue,
            Err(_) => return Ended::TerminalGone,
        };
        for input in inputs {
            if !send(input) {
                return Ended::NobodyListens;
            }
        }
    }
}

/// Sleeps until there is something to read. A terminal that is gone is readable too: reading says
/// so, and no loop spins on it.
fn wait(tty: &Tty, patience: Option<Duration>) -> rustix::io::Result<bool> {
    let patience = patience.and_then(|p| Timespec::try_from(p).ok());
    let end = tty.input();
    let mut ends = [PollFd::new(&end, PollFlags::IN)];
    poll(&mut ends, patience.as_ref()).map(|ready| ready > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_closed_gate_holds_until_it_opens() {
        let gate = Arc::new(Gate::default());
        assert_eq!(gate.pass(|| 1), Some(1));
        // A thread may come only when the gate is open again; some time one does not.
        let held = (0..1_000).any(|_| {
            gate.close();
            let (done, waits) = mpsc::channel();
            let other = Arc::clone(&gate);
            let thread = thread::spawn(move || done.send(other.pass(|| 2)));
            assert!(waits.recv_timeout(Duration::from_millis(30)).is_err());
            gate.open();
            let passed = waits.recv_timeout(Duration::from_secs(10));
            assert!(thread.join().is_ok());
            passed == Ok(None)
        });
        assert!(held);
    }
}
