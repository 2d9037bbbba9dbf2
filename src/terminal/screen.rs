//! The terminal taken over, and always given back.
//!
//! What it takes to give it back lies in one place of the process, so that leaving, a panic and a
//! signal all do the same thing, once.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::panic::PanicHookInfo;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::{Errno, retry_on_intr};
use rustix::termios::{
    OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetwinsize, tcsetattr,
};

use super::capability::Capability;

/// Why there is no screen.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// Neither the standard streams nor the process have a terminal.
    #[error("there is no terminal here to show the screen on")]
    NoTerminal(#[source] io::Error),
    /// The terminal takes lines only.
    #[error("this terminal shows lines only (TERM is dumb or not set); --plain reads there")]
    Dumb,
    /// The window was closed or the line broke.
    #[error("the terminal is gone")]
    Gone,
    /// The system refused.
    #[error("the terminal could not be used: {0}")]
    Io(#[source] io::Error),
}

impl From<io::Error> for ScreenError {
    fn from(error: io::Error) -> ScreenError {
        let gone = [Errno::PIPE, Errno::IO, Errno::NXIO, Errno::BADF];
        match Errno::from_io_error(&error) {
            Some(errno) if gone.contains(&errno) => ScreenError::Gone,
            _ => ScreenError::Io(error),
        }
    }
}

impl From<Errno> for ScreenError {
    fn from(error: Errno) -> ScreenError {
        ScreenError::from(io::Error::from(error))
    }
}

/// The terminal's two ends: where keys come from and where frames go.
#[derive(Debug)]
pub struct Tty {
    input: OwnedFd,
    output: OwnedFd,
}

impl Tty {
    /// Opens the terminal: standard input and output where they are one; otherwise the process's
    /// own terminal, so that `something | tidings` reads keys all the same.
    pub fn open() -> Result<Tty, ScreenError> {
        let (stdin, stdout) = (io::stdin(), io::stdout());
        let input = if stdin.is_terminal() {
            stdin.as_fd().try_clone_to_owned()
        } else if stdout.is_terminal() && is_readable(stdout.as_fd()) {
            // A terminal is usually opened once, for reading and writing. This end of it is
            // better than /dev/tty, which macOS cannot poll.
            stdout.as_fd().try_clone_to_owned()
        } else {
            controlling_terminal().map(OwnedFd::from)
        };
        let output = if stdout.is_terminal() {
            stdout.as_fd().try_clone_to_owned()
        } else {
            controlling_terminal().map(OwnedFd::from)
        };
        Ok(Tty {
            input: input.map_err(ScreenError::NoTerminal)?,
            output: output.map_err(ScreenError::NoTerminal)?,
        })
    }

    /// The columns and rows. A terminal that says nothing of one, as a serial line does, has the
    /// usual 80 and 24.
    pub fn size(&self) -> (u16, u16) {
        let (columns, rows) =
            tcgetwinsize(&self.output).map_or((0, 0), |size| (size.ws_col, size.ws_row));
        let or = |said, usual| if said == 0 { usual } else { said };
        (or(columns, 80), or(rows, 24))
    }

    /// Where keys come from.
    pub(super) fn input(&self) -> BorrowedFd<'_> {
        self.input.as_fd()
    }

    /// Writes once; a full line is waited for, at most as long as `patience` says.
    fn write(&self, bytes: &[u8], patience: Option<Duration>) -> io::Result<usize> {
        loop {
            if let Some(patience) = patience {
                self.wait_for_room(Some(patience))?;
            }
            match retry_on_intr(|| rustix::io::write(&self.output, bytes)) {
                // Somebody who shares the terminal made it non-blocking.
                Err(Errno::AGAIN) => self.wait_for_room(patience)?,
                written => return Ok(written?),
            }
        }
    }

    fn wait_for_room(&self, patience: Option<Duration>) -> io::Result<()> {
        let patience = patience.and_then(|p| Timespec::try_from(p).ok());
        let mut ends = [PollFd::new(&self.output, PollFlags::OUT)];
        match retry_on_intr(|| poll(&mut ends, patience.as_ref()))? {
            0 => Err(io::ErrorKind::TimedOut.into()),
            _ => Ok(()),
        }
    }
}

/// Writes frames to a terminal.
#[derive(Clone, Debug)]
pub struct TtyWriter(pub Arc<Tty>);

impl Write for TtyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes, None)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_readable(end: BorrowedFd<'_>) -> bool {
    rustix::fs::fcntl_getfl(end).is_ok_and(|flags| flags & OFlags::RWMODE == OFlags::RDWR)
}

fn controlling_terminal() -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open("/dev/tty")
}

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Screen {
    tty: Arc<Tty>,
    welcome: &'static str,
    farewell: &'static str,
}

impl Screen {
    /// Takes the terminal: keys come one by one and unseen, and frames go to a screen of our own
    /// where there is one.
    pub fn enter(tty: Arc<Tty>, capability: &Capability) -> Result<Screen, ScreenError> {
        if capability.dumb {
            return Err(ScreenError::Dumb);
        }
        let (welcome, farewell) = if capability.alternate_screen {
            ("\x1b[?1049h", "\x1b[m\x1b[?2004l\x1b[?25h\x1b[?1049l")
        } else {
            ("", "\x1b[m\x1b[?25h\x1b[H\x1b[2J")
        };
        let mut screen = Screen {
            tty,
            welcome,
            farewell,
        };
        screen.enter_again()?;
        Ok(screen)
    }

    /// Takes the terminal again, after leaving it or after somebody else used it meanwhile.
    pub fn enter_again(&mut self) -> Result<(), ScreenError> {
        let now = retry_on_intr(|| tcgetattr(self.tty.input())).map_err(|errno| match errno {
            Errno::NOTTY => ScreenError::NoTerminal(errno.into()),
            errno => errno.into(),
        })?;
        // What is there already was kept before we changed anything: it wins over what is there
        // now, which may be our own raw mode.
        let mut kept = kept();
        let before = kept.get_or_insert_with(|| Kept {
            tty: Arc::clone(&self.tty),
            termios: now,
            farewell: self.farewell,
            owner: thread::current().id(),
        });
        let raw = raw(before.termios.clone());
        drop(kept);
        retry_on_intr(|| tcsetattr(self.tty.input(), OptionalActions::Now, &raw))?;
        TtyWriter(Arc::clone(&self.tty)).write_all(self.welcome.as_bytes())?;
        Ok(())
    }

    /// Gives the terminal back; again does nothing.
    pub fn leave(&mut self) {
        restore_now();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Raw mode: each key at once, nothing echoed, ^C and ^Z are keys, and no byte of a frame changed
/// on its way.
fn raw(mut termios: Termios) -> Termios {
    termios.make_raw();
    termios.special_codes[SpecialCodeIndex::VMIN] = 1;
    termios.special_codes[SpecialCodeIndex::VTIME] = 0;
    termios
}

/// What it takes to give the terminal back.
struct Kept {
    tty: Arc<Tty>,
    termios: Termios,
    farewell: &'static str,
    owner: ThreadId,
}

static KEPT: Mutex<Option<Kept>> = Mutex::new(None);

fn kept() -> MutexGuard<'static, Option<Kept>> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the terminal is ours at the moment.
pub fn is_ours() -> bool {
    kept().is_some()
}

/// Gives the terminal back from wherever it is called, and says whether it was ours. It never
/// waits for long: a line that takes no bytes any more must not keep the program alive.
pub fn restore_now() -> bool {
    let Some(kept) = take_kept() else {
        return false;
    };
    let mut rest = kept.farewell.as_bytes();
    while !rest.is_empty() {
        match kept.tty.write(rest, Some(Duration::from_millis(100))) {
            Ok(written) => rest = &rest[written.min(rest.len())..],
            Err(_) => break,
        }
    }
    // `Now`, since the other actions wait until the line has taken everything written.
    let _ = retry_on_intr(|| tcsetattr(kept.tty.input(), OptionalActions::Now, &kept.termios));
    true
}

/// Takes what is kept, whoever panicked while holding it.
#[allow(
    clippy::disallowed_methods,
    reason = "a lock that must be given up on has no wait"
)]
fn take_kept() -> Option<Kept> {
    for _ in 0..20 {
        match KEPT.try_lock() {
            Ok(mut kept) => return kept.take(),
            Err(TryLockError::Poisoned(kept)) => return kept.into_inner().take(),
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
        }
    }
    None
}

/// From now on a panic gives the terminal back before anything is said of it. `note` is called for
/// every panic, so that it may go to the log; its words are printed, except when a worker panics
/// while the screen lives on: there they would only spoil the page.
pub fn install_panic_hook(note: impl Fn(&PanicHookInfo<'_>) -> String + Send + Sync + 'static) {
    std::panic::set_hook(Box::new(move |info| {
        let lives_on = kept()
            .as_ref()
            .is_some_and(|kept| kept.owner != thread::current().id());
        if !lives_on {
            restore_now();
        }
        let words = note(info);
        if !lives_on {
            // Standard error may be closed; a panic in the panic hook would end in an abort.
            let _ = writeln!(io::stderr(), "{words}");
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_is_told_from_other_trouble() {
        for (errno, gone) in [
            (Errno::PIPE, true),
            (Errno::IO, true),
            (Errno::NXIO, true),
            (Errno::NOSPC, false),
        ] {
            let error = ScreenError::from(io::Error::from(errno));
            assert_eq!(matches!(error, ScreenError::Gone), gone, "{errno}");
        }
    }

    #[test]
    fn giving_back_what_was_never_taken_does_nothing() {
        assert!(!restore_now());
        assert!(!is_ours());
    }
}
