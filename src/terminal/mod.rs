//! The terminal: taken over and always given back, frames out, keys and signals in.
//!
//! ```text
//! capability   what the terminal can do, from the environment
//! screen       raw mode and the second screen; giving them back from anywhere
//! backend      ratatui's cells to bytes, one write a frame (pen: attributes and colours)
//! input        the thread that reads keys (decoder: bytes to keys)
//! signals      the thread that sleeps on signals; the end in time
//! ```
//!
//! Nothing here knows what is read on the screen.

use std::sync::Arc;

use ratatui::Frame;

pub mod backend;
pub mod capability;
pub mod decoder;
pub mod event;
pub mod input;
mod pen;
pub mod screen;
pub mod signals;

pub use capability::{Attributes, Capability, ColorChoice, Colour};
pub use event::Input;
pub use screen::{ScreenError, install_panic_hook, restore_now};
pub use signals::{HUNG_UP, TERMINATED};

use backend::Thrifty;
use input::Gate;
use screen::{Screen, Tty, TtyWriter};

/// The reader's terminal, while the program has it.
pub struct Terminal {
    screen: Screen,
    frames: ratatui::Terminal<Thrifty<TtyWriter>>,
    gate: Arc<Gate>,
    repaint: bool,
}

impl Terminal {
    /// Takes the terminal: keys from standard input where it is one, frames to standard output
    /// where it is one, otherwise from and to the process's own. What it has to tell comes by
    /// `send`, from threads of its own: it must not wait, and says false when nobody listens.
    pub fn open(
        capability: Capability,
        send: impl Fn(Input) -> bool + Send + Clone + 'static,
    ) -> Result<Terminal, ScreenError> {
        let tty = Arc::new(Tty::open()?);
        let screen = Screen::enter(Arc::clone(&tty), &capability)?;
        let sized = Arc::clone(&tty);
        let writer = TtyWriter(Arc::clone(&tty));
        let backend = Thrifty::new(writer, &capability, move || sized.size());
        let frames = ratatui::Terminal::new(backend)?;
        let gate = Arc::new(Gate::default());
        signals::start(Arc::clone(&tty), send.clone())?;
        input::start(tty, Arc::clone(&gate), capability.remote, send)?;
        Ok(Terminal {
            screen,
            frames,
            gate,
            repaint: true,
        })
    }

    /// Draws a frame: one write, or none when it looks as the last one did. `Gone` means that the
    /// program is to end with [`HUNG_UP`], here as in the other methods.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> Result<(), ScreenError> {
        // A panic or the end in time may have given it back: no frame onto the shell's screen.
        if !screen::is_ours() {
            return Err(ScreenError::Gone);
        }
        if std::mem::take(&mut self.repaint) {
            self.frames.backend_mut().forget();
            self.frames.clear()?;
        }
        self.frames.draw(draw)?;
        Ok(())
    }

    /// The next frame is painted whole: something else has written to the screen.
    pub fn redraw(&mut self) {
        self.repaint = true;
    }

    /// The screen has another size. The next frame asks for it anew; it is painted whole even
    /// when the size is the old one again, since terminals move text about when they change.
    pub fn resize(&mut self, _columns: u16, _rows: u16) {
        self.redraw();
    }

    /// The columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.frames
            .size()
            .map_or((80, 24), |size| (size.width, size.height))
    }

    /// Asks the terminal to mark what is pasted, from the next frame on: in a text field a pasted
    /// newline is no Enter, and elsewhere a marked paste would be lost.
    pub fn mark_pastes(&mut self, on: bool) {
        self.frames.backend_mut().mark_pastes(on);
    }

    /// Gives the terminal back, stops the program until the shell lets it go on, and takes the
    /// terminal again. The next frame is painted whole.
    pub fn suspend(&mut self) -> Result<(), ScreenError> {
        self.screen.leave();
        signals::stop_ourselves()?;
        self.resume()
    }

    /// Takes the terminal again after somebody else stopped the program.
    pub fn resume(&mut self) -> Result<(), ScreenError> {
        self.redraw();
        self.screen.enter_again()
    }

    /// Lends the terminal to another program while `program` runs: an editor, a pager. No key is
    /// read meanwhile, and ^C and ^Z are that program's.
    pub fn lend<T>(&mut self, program: impl FnOnce() -> T) -> Result<T, ScreenError> {
        self.gate.close();
        signals::set_away(true);
        self.screen.leave();
        let result = program();
        let entered = self.resume();
        signals::set_away(false);
        self.gate.open();
        entered.map(|()| result)
    }

    /// The bytes written in frames so far.
    pub fn bytes_written(&self) -> u64 {
        self.frames.backend().bytes_written()
    }

    /// The frames written so far; those that changed nothing are not.
    pub fn writes(&self) -> u64 {
        self.frames.backend().writes()
    }

    /// Gives the terminal back for good. Keys are no longer read, and signals do what they do to
    /// any program. Again does nothing.
    pub fn leave(&mut self) {
        self.gate.close();
        self.screen.leave();
        signals::stop();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.leave();
    }
}
