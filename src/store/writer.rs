//! What the reader does, written by a thread of its own, so that no key waits for the disk. What
//! comes within a moment is gathered into one write; what cannot be written is kept and tried again.

use super::articles::Segment;
use super::bookmarks;
use super::error::StoreError;
use super::journal::{Grown, Journal};
use super::lock::Lock;
use super::reading::{Reading, lines_of};
use super::record::Record;
use super::session::{self, Session};
use crate::model::Op;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long marks are gathered after the first one: a key held down is one write, and a program
/// that is killed loses no more than this.
const WINDOW: Duration = Duration::from_millis(50);

/// How soon it is tried again to write what could not be written.
const AGAIN: Duration = Duration::from_secs(3);

/// How long the end of a store waits for the last write: a disk that hangs must not hold the program
/// for ever.
const PARTING: Duration = Duration::from_secs(2);

/// What waits to be written.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Copies of bookmarked articles. They are written before the ops.
    pub(super) copies: Vec<Record>,
    pub(super) ops: Vec<Op>,
    /// Where the reader is.
    pub(super) session: Option<Session>,
}

impl Waiting {
    /// Whether no mark and no copy waits. A place alone is not worth trying again for.
    pub(super) fn is_empty(&self) -> bool {
        self.copies.is_empty() && self.ops.is_empty()
    }

    /// Puts what came later behind what waits.
    pub(super) fn add(&mut self, later: Waiting) {
        self.copies.extend(later.copies);
        self.ops.extend(later.ops);
        self.session = later.session.or(self.session.take());
    }
}

/// Writes the copies that wait, then the ops in one write, and takes them off the list. A copy that
/// is there already to the letter is not written again. Gives what was appended to `journal`.
///
/// # Errors
/// Everything goes on waiting. A copy may be there already.
pub(super) fn write(
    lock: &Lock,
    journal: &mut Journal,
    bookmarks: &mut Segment,
    waiting: &mut Waiting,
) -> Result<Option<Grown>, StoreError> {
    if !waiting.copies.is_empty() {
        bookmarks.refresh()?;
        if bookmarks.journal.is_newer() {
            return Err(StoreError::Newer(bookmarks.journal.path.clone()));
        }
        let there = |copy: &Record| {
            let there = bookmarks.load_known(copy.id);
            there.is_ok_and(|there| there.as_ref() == Some(copy))
        };
        let new = waiting.copies.iter().filter(|copy| !there(copy));
        let new: Vec<Record> = new.cloned().collect();
        if !new.is_empty() {
            bookmarks.append(lock, &new)?;
        }
    }
    let mut grown = None;
    if !waiting.ops.is_empty() {
        grown = Some(journal.append(lock, &lines_of(&waiting.ops))?);
        waiting.ops.clear();
    }
    // Only now: where the star had to wait, another process may take its copy for a stray one and
    // clear it away.
    waiting.copies.clear();
    Ok(grown)
}

/// The store's end of the thread that writes. When it is dropped, what waits is written.
#[derive(Debug)]
pub(super) struct Writer {
    shared: Arc<Shared>,
}

/// What came of one attempt to write.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) result: Result<Option<Grown>, StoreError>,
    /// How many ops it was about.
    pub(super) ops: usize,
    /// Whether copies were among them.
    pub(super) copies: bool,
    /// Whether somebody wants to hear of it.
    pub(super) asked: bool,
}

#[derive(Debug, Default)]
struct Shared {
    table: Mutex<Table>,
    changed: Condvar,
}

/// What lies between the store and the thread.
#[derive(Debug, Default)]
struct Table {
    /// What the thread has not taken yet.
    fresh: Waiting,
    /// The ops in the thread's hands: not known to be on the disk.
    taken: Vec<Op>,
    /// A file of a newer tidings: nothing may be written beside it.
    newer: Option<PathBuf>,
    writing: bool,
    /// Whether to write at once.
    hurry: bool,
    asked: bool,
    /// Whether the store is gone.
    ends: bool,
    /// Whether the thread is.
    over: bool,
    /// How many attempts are over.
    tried: u64,
    attempts: Vec<Attempt>,
}

impl Shared {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while `still` holds, and no longer than `most`.
    fn wait<'a>(
        &self,
        table: MutexGuard<'a, Table>,
        most: Option<Duration>,
        still: impl Fn(&Table) -> bool,
    ) -> MutexGuard<'a, Table> {
        let still = |table: &mut Table| still(table);
        match most {
            Some(most) => {
                let waited = self.changed.wait_timeout_while(table, most, still);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => {
                let waited = self.changed.wait_while(table, still);
                waited.unwrap_or_else(PoisonError::into_inner)
            }
        }
    }
}

impl Writer {
    /// Starts a thread that writes under the data folder, and calls `tell` after each attempt.
    /// `None` where there can be no thread.
    pub(super) fn start(data: &Path, tell: impl Fn() + Send + 'static) -> Option<Writer> {
        let (writer, hand) = Writer::with_hand(data);
        let thread = thread::Builder::new().name("writer".to_owned());
        thread.spawn(move || hand.run(&tell)).ok()?;
        Some(writer)
    }

    /// The two ends, of which the second is for the thread.
    fn with_hand(data: &Path) -> (Writer, Hand) {
        let shared = Arc::new(Shared::default());
        let hand = Hand {
            shared: Arc::clone(&shared),
            data: data.to_owned(),
            journal: Reading::new(data).journal,
            bookmarks: bookmarks::copies(data),
            held: Waiting::default(),
        };
        (Writer { shared }, hand)
    }

    /// Has `waiting` written soon.
    pub(super) fn put(&self, waiting: Waiting) {
        self.shared.table().fresh.add(waiting);
        self.shared.changed.notify_all();
    }

    /// Says whether a newer tidings wrote a file: nothing is written then.
    pub(super) fn bar(&self, newer: Option<PathBuf>) {
        self.shared.table().newer = newer;
    }

    /// Has everything written at once; the answer is sure to be heard.
    pub(super) fn ask(&self) {
        let mut table = self.shared.table();
        (table.hurry, table.asked) = (true, true);
        self.shared.changed.notify_all();
    }

    /// Has everything written at once and waits for it, no longer than `patience`.
    pub(super) fn flush(&self, patience: Duration) {
        let mut table = self.shared.table();
        // One that is under way may have begun too early.
        let goal = table.tried + 1 + u64::from(table.writing);
        table.hurry = true;
        self.shared.changed.notify_all();
        let waits = |table: &Table| table.tried < goal && !table.over;
        drop(self.shared.wait(table, Some(patience), waits));
    }

    /// Whether a write is under way: the files may have changed without its being known yet.
    pub(super) fn is_writing(&self) -> bool {
        self.shared.table().writing
    }

    /// The ops that are not known to be on the disk, in their order.
    pub(super) fn each_unsaved(&self, mut each: impl FnMut(&Op)) {
        let table = self.shared.table();
        table
            .taken
            .iter()
            .chain(&table.fresh.ops)
            .for_each(&mut each);
    }

    /// How many they are.
    pub(super) fn unsaved(&self) -> usize {
        let table = self.shared.table();
        table.taken.len() + table.fresh.ops.len()
    }

    /// What came of the attempts since the last time.
    pub(super) fn attempts(&self) -> Vec<Attempt> {
        std::mem::take(&mut self.shared.table().attempts)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let mut table = self.shared.table();
        table.ends = true;
        self.shared.changed.notify_all();
        drop(self.shared.wait(table, Some(PARTING), |table| !table.over));
    }
}

/// The hand that writes: what the thread owns.
#[derive(Debug)]
struct Hand {
    shared: Arc<Shared>,
    data: PathBuf,
    journal: Journal,
    bookmarks: Segment,
    /// What is being written, or could not be.
    held: Waiting,
}

impl Drop for Hand {
    fn drop(&mut self) {
        self.shared.table().over = true;
        self.shared.changed.notify_all();
    }
}

impl Hand {
    fn run(mut self, tell: &impl Fn()) {
        loop {
            let sleeps = |table: &Table| {
                let fresh = &table.fresh;
                fresh.is_empty() && fresh.session.is_none() && !table.hurry && !table.ends
            };
            let again = (!self.held.is_empty()).then_some(AGAIN);
            let table = self.shared.wait(self.shared.table(), again, sleeps);
            let more = |table: &Table| !table.hurry && !table.ends;
            let table = self.shared.wait(table, Some(WINDOW), more);
            let ends = table.ends;
            drop(table);
            self.attempt();
            tell();
            if ends {
                return;
            }
        }
    }

    /// Writes all there is.
    fn attempt(&mut self) {
        let mut table = self.shared.table();
        self.held.add(std::mem::take(&mut table.fresh));
        table.taken.clone_from(&self.held.ops);
        (table.writing, table.hurry) = (true, false);
        let asked = std::mem::take(&mut table.asked);
        let newer = table.newer.clone();
        drop(table);
        let (ops, copies) = (self.held.ops.len(), !self.held.copies.is_empty());
        let result = match newer {
            Some(path) => Err(StoreError::Newer(path)),
            None => self.write(),
        };
        let mut table = self.shared.table();
        table.taken.clone_from(&self.held.ops);
        table.writing = false;
        table.tried += 1;
        if asked || ops > 0 || copies {
            table.attempts.push(Attempt {
                result,
                ops,
                copies,
                asked,
            });
        }
        self.shared.changed.notify_all();
    }

    fn write(&mut self) -> Result<Option<Grown>, StoreError> {
        if self.held.is_empty() && self.held.session.is_none() {
            return Ok(None);
        }
        let lock = Lock::take(&self.data)?;
        let (journal, bookmarks) = (&mut self.journal, &mut self.bookmarks);
        let written = write(&lock, journal, bookmarks, &mut self.held)?;
        if let Some(session) = &self.held.session
            // A place that cannot be kept is no news: marks say it when they fail.
            && session::keep(&lock, &self.data, session).is_ok()
        {
            self.held.session = None;
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::super::atomic::SYNCS;
    use super::super::{Kept, Paths, Store};
    use super::*;
    use crate::model::place::At;
    use crate::model::{Id, Mark, OutletId};
    use std::fs;
    use std::sync::mpsc::{Receiver, channel};

    const PATIENCE: Duration = Duration::from_secs(30);

    fn paths(root: &tempfile::TempDir) -> Paths {
        let at = |name: &str| Some(root.path().join(name));
        Paths::find(at("d"), at("c")).expect("both are named")
    }

    fn op(mark: Mark, n: u32) -> Op {
        Op {
            kept_in: OutletId::from_key("lantern"),
            mark,
            time: 1,
            ids: vec![id(n)],
        }
    }

    fn id(n: u32) -> Id {
        Id::of(&[&n.to_string()])
    }

    fn star(n: u32) -> Op {
        op(Mark::Star(At::START, None), n)
    }

    /// A store whose writing hand moves when the test says so, in the test's thread.
    fn by_hand(paths: &Paths) -> (Store, Hand) {
        let mut store = Store::open(paths);
        let (writer, hand) = Writer::with_hand(&paths.data);
        store.saving.writer = Some(writer);
        (store, hand)
    }

    /// A store with a writing thread, and what it tells.
    fn behind(paths: &Paths) -> (Store, Receiver<()>) {
        let mut store = Store::open(paths);
        let (tell, told) = channel();
        store.write_behind(move || {
            // The test may be over.
            let _ = tell.send(());
        });
        (store, told)
    }

    /// What the reader is told next, in words.
    fn news(store: &mut Store, told: &Receiver<()>) -> String {
        loop {
            if let Some(kept) = store.heed().into_iter().next() {
                return words(&kept);
            }
            told.recv_timeout(PATIENCE).expect("an attempt");
        }
    }

    fn words(kept: &Kept) -> String {
        match kept {
            Kept::Saved(n) => format!("{n} saved"),
            Kept::Failed(error) => error.to_string(),
        }
    }

    fn lines(paths: &Paths) -> Vec<String> {
        let text = fs::read_to_string(paths.data.join("state.jsonl")).unwrap_or_default();
        text.lines().skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn what_piles_up_is_one_fdatasync() {
        let record = |n| Record::new(id(n));
        let read = |n| op(Mark::Read, n);
        for (ops, stars, lines_written, syncs) in [
            (vec![], 0, 0, 0),
            (vec![read(1)], 0, 1, 1),
            ((0..200).map(read).collect(), 0, 1, 1),
            (vec![read(1), op(Mark::Unread, 1), read(1)], 0, 3, 1),
            (vec![read(1)], 1, 2, 2),
            // All copies in one write, then all lines in one.
            ((0..50).map(read).collect(), 20, 21, 2),
        ] {
            let root = tempfile::tempdir().expect("a folder");
            let paths = paths(&root);
            let (mut store, mut hand) = by_hand(&paths);
            for op in &ops {
                store.mark(std::slice::from_ref(op)).expect("taken");
            }
            for n in 0..stars {
                store.bookmark(&star(n), &record(n)).expect("taken");
            }
            assert_eq!(store.unsaved(), ops.len() + stars as usize);
            let before = SYNCS.get();
            hand.attempt();
            assert_eq!(SYNCS.get() - before, syncs, "{} ops", ops.len());
            assert_eq!((store.unsaved(), lines(&paths).len()), (0, lines_written));
            assert!(store.heed().is_empty(), "what goes well is no news");
            assert!(!store.changed(), "what it wrote itself is known");
            let other = Store::open(&paths);
            assert_eq!(other.library().marks(), store.marks());
            assert_eq!(other.library().heads().len(), stars as usize);
        }
    }

    #[test]
    fn what_waits_outlives_a_look_at_what_others_did() {
        let root = tempfile::tempdir().expect("a folder");
        let paths = paths(&root);
        let (mut store, mut hand) = by_hand(&paths);
        let mut other = Store::open(&paths);
        store.mark(&[op(Mark::Read, 1)]).expect("taken");
        other
            .mark(&[op(Mark::Unread, 1), op(Mark::Read, 2)])
            .expect("marked");
        assert!(store.changed());
        store.refresh();
        assert!(store.marks().is_read(id(1)) && store.marks().is_read(id(2)));
        hand.attempt();
        store.heed();
        assert!(!store.changed());
        // In between somebody else writes: what they wrote is still to be seen.
        store.mark(&[op(Mark::Read, 3)]).expect("taken");
        other.mark(&[op(Mark::Read, 4)]).expect("marked");
        hand.attempt();
        store.heed();
        assert!(store.changed());
        store.refresh();
        assert!(store.marks().is_read(id(3)) && store.marks().is_read(id(4)));
        assert_eq!(store.marks(), Store::open(&paths).marks());
    }

    #[test]
    fn the_last_on_the_disk_counts_where_two_marked_the_same_at_once() {
        let root = tempfile::tempdir().expect("a folder");
        let paths = paths(&root);
        let (mut store, mut hand) = by_hand(&paths);
        let mut other = Store::open(&paths);
        store.mark(&[op(Mark::Read, 1)]).expect("taken");
        // The line is on the disk, the thread has not said so yet, and somebody else was quick.
        hand.attempt();
        {
            let mut table = hand.shared.table();
            table.writing = true;
            table.taken = vec![op(Mark::Read, 1)];
        }
        other.mark(&[op(Mark::Unread, 1)]).expect("marked");
        store.refresh();
        {
            let mut table = hand.shared.table();
            table.writing = false;
            table.taken.clear();
        }
        store.heed();
        assert!(store.changed());
        store.refresh();
        assert!(!store.marks().is_read(id(1)));
    }

    #[test]
    fn a_copy_comes_before_its_star_and_trouble_is_told_once() {
        let root = tempfile::tempdir().expect("a folder");
        let paths = paths(&root);
        let (mut store, told) = behind(&paths);
        let copies = paths.data.join("bookmarks.jsonl");
        fs::create_dir_all(&copies).expect("in the way");
        store
            .bookmark(&star(1), &Record::new(id(1)))
            .expect("taken");
        let trouble = news(&mut store, &told);
        assert!(
            trouble.contains("bookmarks.jsonl could not be used"),
            "{trouble}"
        );
        assert_eq!(lines(&paths), [""; 0], "no star without its copy");
        assert!(store.marks().is_bookmarked(id(1)), "the screen is right");
        // More of the same is no news; being asked is.
        store.mark(&[op(Mark::Read, 2)]).expect("taken");
        told.recv_timeout(PATIENCE).expect("an attempt");
        assert!(store.heed().is_empty());
        store.ask();
        assert_eq!(news(&mut store, &told), trouble);
        assert_eq!(store.unsaved(), 2);
        fs::remove_dir(&copies).expect("out of the way");
        // It is tried again without being asked to.
        assert_eq!(news(&mut store, &told), "2 saved");
        assert_eq!((store.unsaved(), lines(&paths).len()), (0, 2));
        store.ask();
        assert_eq!(news(&mut store, &told), "0 saved");
        store.refresh();
        assert_eq!(store.marks(), Store::open(&paths).marks());
    }

    #[test]
    fn everything_is_written_when_it_is_waited_for_and_when_the_store_goes() {
        let root = tempfile::tempdir().expect("a folder");
        let paths = paths(&root);
        let (mut store, _told) = behind(&paths);
        let place = Session {
            focus: "page".to_owned(),
            ..Session::default()
        };
        for n in 0..5 {
            store.mark(&[op(Mark::Read, n)]).expect("taken");
            store.keep_session(&place).expect("taken");
            store.flush(PATIENCE);
            assert_eq!(lines(&paths).len(), n as usize + 1, "one by one");
            assert_eq!(store.session(), Some(place.clone()));
        }
        store.mark(&[op(Mark::Read, 9)]).expect("taken");
        store.keep_session(&Session::default()).expect("taken");
        drop(store);
        let store = Store::open(&paths);
        assert!(store.marks().is_read(id(9)));
        assert_eq!(store.session(), Some(Session::default()));
    }

    #[test]
    fn nothing_is_written_beside_what_a_newer_tidings_wrote() {
        let root = tempfile::tempdir().expect("a folder");
        let paths = paths(&root);
        fs::create_dir_all(&paths.data).expect("made");
        let newer = "{\"tidings\":\"bookmarks\",\"v\":99,\"gen\":1}\n";
        let (mut store, told) = behind(&paths);
        // It comes while the program runs, and is not known of yet.
        fs::write(paths.data.join("bookmarks.jsonl"), newer).expect("written");
        store
            .bookmark(&star(1), &Record::new(id(1)))
            .expect("taken");
        let trouble = news(&mut store, &told);
        assert!(trouble.contains("comes from a newer tidings"), "{trouble}");
        store.refresh();
        store.mark(&[op(Mark::Read, 2)]).expect("taken");
        store.flush(PATIENCE);
        assert_eq!(lines(&paths), [""; 0]);
        let kept = fs::read_to_string(paths.data.join("bookmarks.jsonl"));
        assert_eq!(kept.expect("text"), newer);
    }
}
