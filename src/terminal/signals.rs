//! Signals, told to the program as inputs, and its end when it does not hear them.
//!
//! One thread of the process sleeps on them for ever. It knows the terminal that is open; where
//! there is none, a signal does what it does to any program.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use nix::unistd::{Pid, getpgrp, getppid, getsid};
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::signal::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level;

use super::event::Input;
use super::screen::{self, Tty};

/// The status of a program whose terminal is gone.
pub const HUNG_UP: i32 = 128 + SIGHUP;

/// The status of a program that was asked to end.
pub const TERMINATED: i32 = 128 + SIGTERM;

/// How long the program has to end by itself.
const GRACE: Duration = Duration::from_millis(900);

/// A window that is dragged sends many sizes; the last one counts, when so long none came.
const RESIZE: Duration = Duration::from_millis(50);

/// The longest that a size is kept back.
const RESIZE_MOST: u32 = 10;

/// The longest that going on is waited for, should its signal be lost.
const STOP_MOST: Duration = Duration::from_secs(1);

/// Who is told.
struct Listener {
    tty: Arc<Tty>,
    send: Box<dyn Fn(Input) -> bool + Send>,
}

static LISTENER: Mutex<Option<Listener>> = Mutex::new(None);

/// Whether another program has the terminal at the moment, by our leave.
static AWAY: AtomicBool = AtomicBool::new(false);

/// Whether we stopped ourselves and have not gone on yet.
static STOPPED: Mutex<bool> = Mutex::new(false);
static WENT_ON: Condvar = Condvar::new();

/// Whether the hang-up was told; it comes by a signal and by the terminal.
static HANGUP_TOLD: AtomicBool = AtomicBool::new(false);

/// Tells signals to `send` from now on, until [`stop`].
pub(super) fn start(
    tty: Arc<Tty>,
    send: impl Fn(Input) -> bool + Send + 'static,
) -> io::Result<()> {
    *listener() = Some(Listener {
        tty,
        send: Box::new(send),
    });
    static STARTED: OnceLock<()> = OnceLock::new();
    if STARTED.get().is_none() {
        let signals = Signals::new([SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT])?;
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || listen(signals))?;
        let _ = STARTED.set(());
    }
    Ok(())
}

/// Leaves signals to themselves: from now on they end or stop the program as they do any other.
pub(super) fn stop() {
    *listener() = None;
}

/// Says whether another program has the terminal by our leave. Its ^C and ^Z are not meant for us.
pub(super) fn set_away(away: bool) {
    AWAY.store(away, Ordering::SeqCst);
}

/// Tells that the terminal is gone, once, and sees to it that the program is gone soon after.
pub(super) fn hang_up() {
    if HANGUP_TOLD.swap(true, Ordering::SeqCst) {
        return;
    }
    if !tell(Input::Hangup) {
        end(HUNG_UP);
    }
    end_in_time(HUNG_UP, || true);
}

/// Stops the program and its process group, as the shell expects of ^Z, and returns when it goes
/// on. Where nobody could make it go on, it does not stop.
pub(super) fn stop_ourselves() -> io::Result<()> {
    if !can_stop() {
        return Ok(());
    }
    *stopped() = true;
    // Not SIGTSTP, which comes to us as an input; the default for it cannot be had back.
    kill_current_process_group(Signal::STOP)?;
    // Another thread may take the signal, and this one would run on for a moment and take the
    // terminal again before it stands still. So it waits until the program has gone on.
    let wait = WENT_ON.wait_timeout_while(stopped(), STOP_MOST, |stopped| *stopped);
    *wait.unwrap_or_else(PoisonError::into_inner).0 = false;
    Ok(())
}

fn stopped() -> MutexGuard<'static, bool> {
    STOPPED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listener() -> MutexGuard<'static, Option<Listener>> {
    LISTENER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells the program, and says whether it listens.
fn tell(input: Input) -> bool {
    let listener = listener();
    listener
        .as_ref()
        .is_some_and(|listener| (listener.send)(input))
}

#[allow(
    clippy::disallowed_methods,
    reason = "it is the quiet between sizes that is waited for"
)]
fn listen(mut signals: Signals) {
    loop {
        let mut resized = false;
        let come: Vec<i32> = signals.wait().collect();
        for signal in come {
            resized |= signal == SIGWINCH;
            handle(signal);
        }
        let mut patience = RESIZE_MOST;
        while resized && patience > 0 {
            thread::sleep(RESIZE);
            patience -= 1;
            let come: Vec<i32> = signals.pending().collect();
            if !come.contains(&SIGWINCH) {
                patience = 0;
            }
            for signal in come {
                handle(signal);
            }
        }
        if resized {
            let size = listener().as_ref().map(|listener| listener.tty.size());
            if let Some((columns, rows)) = size {
                tell(Input::Resize(columns, rows));
            }
        }
    }
}

fn handle(signal: i32) {
    let away = AWAY.load(Ordering::SeqCst);
    match signal {
        // Typed at the other program, which has it too.
        SIGINT if away => {}
        SIGTERM | SIGINT => {
            tell_or_default(Input::Terminate, signal);
            end_in_time(128 + signal, screen::is_ours);
        }
        SIGHUP => hang_up(),
        SIGTSTP if away && !can_stop() => {}
        SIGTSTP if away => do_default(signal),
        SIGTSTP => tell_or_default(Input::Suspend, signal),
        SIGCONT if !away => {
            if std::mem::take(&mut *stopped()) {
                WENT_ON.notify_all();
            } else {
                tell(Input::Resume);
            }
        }
        _ => {}
    }
}

fn tell_or_default(input: Input, signal: i32) {
    if !tell(input) {
        do_default(signal);
    }
}

/// What the signal does to a program that does not ask for it.
fn do_default(signal: i32) {
    screen::restore_now();
    if low_level::emulate_default_handler(signal).is_err() {
        low_level::exit(128 + signal);
    }
}

/// Ends the program if it has not ended by itself in time and `still` holds then: the loop may be
/// stuck in a write that the line will never take.
#[allow(
    clippy::disallowed_methods,
    reason = "a watch that goes off after a time is what it is"
)]
fn end_in_time(status: i32, still: impl Fn() -> bool + Send + 'static) {
    let watch = thread::Builder::new().name("end".to_owned());
    let started = watch.spawn(move || {
        thread::sleep(GRACE);
        if still() {
            end(status);
        }
    });
    if started.is_err() {
        end(status);
    }
}

fn end(status: i32) -> ! {
    screen::restore_now();
    // At once: nothing that runs at an exit may wait for the terminal again. What the reader did
    // is on disk already.
    low_level::exit(status)
}

/// Whether there is a shell that can make a stopped program go on: our group has a parent outside
/// of it in the same session. A program started as the terminal's only one has none, and would
/// stand still for ever.
///
/// nix asks here and not rustix, whose ids can't be 0: in a container a parent, a session or a
/// group may stand outside, and the kernel then says 0.
fn can_stop() -> bool {
    let outside = Pid::from_raw(0);
    let known = |pid: Pid| getsid(Some(pid)).ok().filter(|session| *session != outside);
    let Some(session) = known(outside) else {
        return false;
    };
    let parent = getppid();
    session != getpgrp() && parent != outside && known(parent) == Some(session)
}
