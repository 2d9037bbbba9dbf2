//! The program itself, started in a terminal of 80 by 24.

use crate::child::peak;
use crate::files::Scratch;
use crate::generate::Place;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::Read;
use std::time::Instant;

/// How many milliseconds pass from the start to the first byte on the screen, and to the first whole
/// frame; and the most memory the program had then, in megabytes.
pub(crate) fn start(place: &Place) -> (f64, f64, Option<f64>) {
    // The program writes down where its reader stopped: that is no business of the cache measured.
    let scratch = Scratch::of(place, "scratch-screen", &[]);
    let size = PtySize {
        rows: 24,
        cols: 80,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system()
        .openpty(size)
        .expect("a pseudo-terminal");
    let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_tidings"));
    program.env_clear();
    program.env("TERM", "xterm-256color");
    program.env("LANG", "C.UTF-8");
    program.env("HOME", &scratch.place.root);
    for name in ["cache", "data", "config", "state"] {
        let variable = format!("XDG_{}_HOME", name.to_uppercase());
        program.env(variable, scratch.place.root.join(name));
    }
    let mut screen = pair.master.try_clone_reader().expect("the screen");
    let mut shown = vt100::Parser::new(24, 80, 0);
    let begin = Instant::now();
    let mut running = pair.slave.spawn_command(program).expect("the program");
    let mut first = None;
    let mut bytes = [0; 4096];
    // The last row of a whole frame says how many there are and names a key.
    while !shown.screen().contents().contains("keys") {
        let n = screen.read(&mut bytes).expect("the program writes");
        assert!(n > 0, "the program ended: {}", shown.screen().contents());
        first.get_or_insert_with(|| begin.elapsed());
        shown.process(&bytes[..n]);
    }
    let whole = begin.elapsed();
    let memory = running.process_id().and_then(|id| peak(&id.to_string()));
    running.kill().expect("it ends");
    running.wait().expect("it ends");
    let first = first.expect("bytes came");
    (first.as_secs_f64() * 1e3, whole.as_secs_f64() * 1e3, memory)
}
