//! Room given back by a thread of its own, in a moment when no key is typed.

use super::Store;
use super::tidying::Piece;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

/// The thread that tidies, while there is one.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    /// Gives what it could do nothing about.
    left: Option<Receiver<Vec<Piece>>>,
}

impl Store {
    /// As [`Store::tidy`] until there is nothing more to do, in a thread with a store of its own,
    /// which works as another process would: it waits for nobody, and what it changed is there to
    /// be read. At its end it calls `tell`. Where a thread is at it already, or there is nothing to
    /// do, nothing happens.
    pub fn tidy_aside(&mut self, tell: impl FnOnce() + Send + 'static) {
        if self.is_tidying() || !self.is_untidy() {
            return;
        }
        let paths = self.paths.clone();
        let (send, left) = channel();
        let thread = thread::Builder::new().name("tidy".to_owned());
        let started = thread.spawn(move || {
            let mut store = Store::open(&paths);
            while store.tidy() {}
            // Nobody listens where the store is gone.
            let _ = send.send(store.untidy);
            tell();
        });
        if started.is_ok() {
            self.quiet.left = Some(left);
        }
    }

    /// Whether a thread is still tidying.
    fn is_tidying(&mut self) -> bool {
        let Some(left) = &self.quiet.left else {
            return false;
        };
        match left.try_recv() {
            Err(TryRecvError::Empty) => return true,
            Err(TryRecvError::Disconnected) => {}
            Ok(untidy) => self.untidy.extend(untidy),
        }
        self.quiet.left = None;
        if !self.changed() {
            // It found nothing to do where this store still sees something: so it stays.
            self.untidy.extend(self.untidy_pieces());
        }
        false
    }
}
