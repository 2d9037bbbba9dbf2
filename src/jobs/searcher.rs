//! Searches in threads of their own: keys go on meanwhile, and a newer search ends the one before.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::thread;

/// Runs searches, of which only the newest is wanted.
#[derive(Debug, Default)]
pub struct Searcher {
    newest: Arc<AtomicU64>,
}

/// Whether a search is still wanted.
#[derive(Debug)]
pub struct Wanted {
    number: u64,
    newest: Arc<AtomicU64>,
}

impl Wanted {
    /// False as soon as another one is, or none.
    pub fn still(&self) -> bool {
        self.newest.load(Ordering::SeqCst) == self.number
    }
}

impl Searcher {
    /// Runs `search`, which looks from time to time whether it is still wanted, and gives what it
    /// found to `done` if it is then. Where there can be no thread, it is run at once.
    pub fn start<T>(
        &self,
        search: impl FnOnce(&Wanted) -> T + Send + 'static,
        done: impl FnOnce(T) + Send + 'static,
    ) {
        let wanted = Wanted {
            number: self.newest.fetch_add(1, Ordering::SeqCst) + 1,
            newest: Arc::clone(&self.newest),
        };
        let run = move || {
            let found = search(&wanted);
            if wanted.still() {
                done(found);
            }
        };
        // By way of a channel, since a thread that cannot start would keep what it was given.
        let (give, given) = channel::<Box<dyn FnOnce() + Send>>();
        let thread = thread::Builder::new().name("search".to_owned());
        let started = thread.spawn(move || {
            if let Ok(run) = given.recv() {
                run();
            }
        });
        match started {
            Ok(_) => drop(give.send(Box::new(run))),
            Err(_) => run(),
        }
    }

    /// Ends the search that runs: nobody wants to know any more.
    pub fn cancel(&self) {
        self.newest.fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for Searcher {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const PATIENCE: Duration = Duration::from_secs(30);

    #[test]
    fn a_newer_search_ends_the_one_before_and_a_cancelled_one_says_nothing() {
        let searcher = Searcher::default();
        let (say, said) = channel();
        let (end, ended) = channel();
        // The first two never end of themselves.
        for n in 0..3 {
            let (say, end) = (say.clone(), end.clone());
            searcher.start(
                move |wanted| {
                    while wanted.still() && n != 2 {
                        thread::yield_now();
                    }
                    let _ = end.send(n);
                    n
                },
                move |n| say.send(n).expect("heard"),
            );
            if n == 1 {
                searcher.cancel();
            }
        }
        let mut all: Vec<i32> = (0..3)
            .map(|_| ended.recv_timeout(PATIENCE).expect("ended"))
            .collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
        assert_eq!(said.recv_timeout(PATIENCE), Ok(2), "the one that is wanted");
        drop(say);
        assert!(said.recv_timeout(PATIENCE).is_err(), "and no other");
    }

    #[test]
    fn a_reader_who_leaves_waits_for_no_search() {
        let searcher = Searcher::default();
        let (end, ended) = channel();
        searcher.start(
            move |wanted| {
                while wanted.still() {
                    thread::yield_now();
                }
                end.send(())
            },
            |_| panic!("nobody wants to know"),
        );
        drop(searcher);
        assert_eq!(ended.recv_timeout(PATIENCE), Ok(()));
    }
}
