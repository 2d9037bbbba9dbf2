//! What the reader does is kept: at once, or by a thread that writes behind the reader's back.

use super::error::StoreError;
use super::lock::Lock;
use super::record::Record;
use super::session::{self, Session};
use super::writer::{Attempt, Waiting, Writer, write};
use super::{Store, bookmarks, learn};
use crate::model::{Mark, Op};
use std::time::Duration;

/// What was done and is not known to be on the disk.
#[derive(Debug, Default)]
pub(super) struct Saving {
    /// What could not be written yet, where no thread writes.
    unsaved: Waiting,
    pub(super) writer: Option<Writer>,
    /// The trouble that the reader was told of last, while it lasts.
    trouble: Option<String>,
    /// Whether the files were read while the thread was writing.
    overtaken: bool,
    /// What is to be said without the thread.
    answers: Vec<Kept>,
}

/// What the thread that writes has to say.
#[derive(Debug)]
pub enum Kept {
    /// So many changes were saved, after trouble or because it was asked for.
    Saved(usize),
    /// Changes could not be saved; they wait.
    Failed(StoreError),
}

impl Store {
    /// From now on marks, bookmarks and the reader's place are written by a thread, which gathers
    /// what comes within 50 ms into one write, keeps what cannot be written, and tries again. It
    /// calls `tell` after each attempt; then [`Store::heed`] says what came of it. Where there can
    /// be no thread, everything is written at once, as before.
    pub fn write_behind(&mut self, tell: impl Fn() + Send + 'static) {
        self.saving.writer = Writer::start(&self.paths.data, tell);
        self.bar_writer();
    }

    /// Applies `ops` and saves them: one write, one fdatasync. Neighbours that say the same of
    /// articles of one outlet share a line.
    ///
    /// # Errors
    /// They count all the same, and wait for [`Store::retry`]. None where a thread writes.
    pub fn mark(&mut self, ops: &[Op]) -> Result<(), StoreError> {
        self.apply(ops);
        self.save(Vec::new(), ops.to_vec())
    }

    /// Sets a bookmark: first the full copy of `record`, then `op`, so that no bookmark is ever
    /// without its text. A copy that is there already to the letter is not written again.
    ///
    /// # Errors
    /// The bookmark counts all the same, and waits for [`Store::retry`]. None where a thread writes.
    pub fn bookmark(&mut self, op: &Op, record: &Record) -> Result<(), StoreError> {
        let mut outlet = self.outlet(&op.kept_in);
        if outlet.name == op.kept_in.as_str() {
            // Not kept here: a sample's copy takes its publisher's name from the record.
            let dig = record.dig.as_ref().and_then(|d| d.publisher.clone());
            let name = record.kept_name.clone().or(dig);
            outlet.name = name.unwrap_or(outlet.name);
        }
        self.apply(std::slice::from_ref(op));
        self.save(vec![bookmarks::copy(record, &outlet)], vec![op.clone()])
    }

    /// Has ops count from now on. What was known of their outlets before must be known first: the
    /// last op wins.
    fn apply(&mut self, ops: &[Op]) {
        if let Err(error) = self.reading.wake(ops.iter().map(|op| &op.kept_in)) {
            self.troubles.detail(error.to_string());
        }
        self.apply_unsaved();
        for op in ops {
            self.reading.marks.apply(op);
            if !matches!(op.mark, Mark::Position(_)) {
                self.uncounted.insert(op.kept_in.clone());
            }
        }
    }

    /// Saves copies and ops, or has them wait with those that could not be.
    pub(super) fn save(&mut self, copies: Vec<Record>, ops: Vec<Op>) -> Result<(), StoreError> {
        let later = Waiting {
            copies,
            ops,
            session: None,
        };
        match &self.saving.writer {
            // What says nothing wakes nobody.
            Some(_) if later.is_empty() => Ok(()),
            Some(writer) => {
                writer.put(later);
                Ok(())
            }
            None => {
                self.saving.unsaved.add(later);
                self.retry()
            }
        }
    }

    /// How many ops wait in memory: because they could not be saved, or not yet.
    pub fn unsaved(&self) -> usize {
        let writer = self.saving.writer.as_ref();
        writer.map_or(self.saving.unsaved.ops.len(), Writer::unsaved)
    }

    /// Has what waits saved at once; [`Store::heed`] is sure to say what came of it.
    pub fn ask(&mut self) {
        let waiting = self.unsaved();
        match (self.retry(), &self.saving.writer) {
            (Ok(()), Some(_)) => {}
            (Ok(()), None) => self.saving.answers.push(Kept::Saved(waiting)),
            (Err(error), _) => self.saving.answers.push(Kept::Failed(error)),
        }
    }

    /// Tries to save what waits. Where a thread writes, it is asked to do so at once, and this does
    /// not wait for it.
    ///
    /// # Errors
    /// It goes on waiting.
    pub fn retry(&mut self) -> Result<(), StoreError> {
        if let Some(writer) = &self.saving.writer {
            writer.ask();
            return Ok(());
        }
        if self.saving.unsaved.is_empty() {
            return Ok(());
        }
        let saved = self.write_waiting();
        learn(&mut self.data_writable, &saved);
        saved
    }

    fn write_waiting(&mut self) -> Result<(), StoreError> {
        self.may_write()?;
        let lock = Lock::take(&self.paths.data)?;
        let (journal, bookmarks) = (&mut self.reading.journal, &mut self.bookmarks);
        write(&lock, journal, bookmarks, &mut self.saving.unsaved).map(drop)
    }

    /// Waits until the thread that writes has written everything, or tried to, but no longer than
    /// `patience`. Without such a thread everything was tried before.
    pub fn flush(&mut self, patience: Duration) {
        if let Some(writer) = &self.saving.writer {
            writer.flush(patience);
        }
    }

    /// Whether the thread is writing just now, so that files change by its hand.
    pub fn is_writing(&self) -> bool {
        let writer = self.saving.writer.as_ref();
        writer.is_some_and(Writer::is_writing)
    }

    /// Takes in what the thread wrote. Gives what the reader is to be told: trouble when it begins
    /// or becomes another one, success when trouble ends, and both when they were asked for.
    pub fn heed(&mut self) -> Vec<Kept> {
        let writer = self.saving.writer.as_ref();
        let attempts = writer.map(Writer::attempts).unwrap_or_default();
        let mut news = std::mem::take(&mut self.saving.answers);
        news.extend(attempts.into_iter().filter_map(|a| self.take_in(a)));
        news
    }

    fn take_in(&mut self, attempt: Attempt) -> Option<Kept> {
        learn(&mut self.data_writable, &attempt.result);
        let grown = match attempt.result {
            Ok(grown) => grown,
            Err(error) => {
                let words = error.to_string();
                let news = self.saving.trouble.replace(words.clone()) != Some(words);
                return (news || attempt.asked).then_some(Kept::Failed(error));
            }
        };
        if attempt.copies
            && let Err(error) = self.bookmarks.refresh()
        {
            self.troubles.detail(error.to_string());
        }
        let overtaken = std::mem::take(&mut self.saving.overtaken);
        let known = grown.is_none_or(|grown| self.reading.journal.take_in(&grown));
        if overtaken && !known {
            // The files were read in the middle of it, and somebody else wrote behind it: only the
            // file says whose mark on an article was the last.
            self.reading.journal.forget();
        }
        let news = self.saving.trouble.take().is_some() || attempt.asked;
        news.then_some(Kept::Saved(attempt.ops))
    }

    /// Applies again, to marks that were read, what is not known to be on the disk.
    pub(super) fn apply_unsaved(&mut self) {
        let marks = &mut self.reading.marks;
        let unsaved = &self.saving.unsaved.ops;
        unsaved.iter().for_each(|op| marks.apply(op));
        if let Some(writer) = &self.saving.writer {
            self.saving.overtaken |= writer.is_writing();
            writer.each_unsaved(|op| marks.apply(op));
        }
    }

    /// Keeps where the reader stopped.
    ///
    /// # Errors
    /// What was kept before stays. None where a thread writes.
    pub fn keep_session(&mut self, session: &Session) -> Result<(), StoreError> {
        self.may_write()?;
        if let Some(writer) = &self.saving.writer {
            writer.put(Waiting {
                session: Some(session.clone()),
                ..Waiting::default()
            });
            return Ok(());
        }
        let lock = Lock::take(&self.paths.data)?;
        session::keep(&lock, &self.paths.data, session)
    }

    /// Tells the thread whether a newer tidings wrote a file here.
    pub(super) fn bar_writer(&self) {
        if let Some(writer) = &self.saving.writer {
            writer.bar(self.newer.clone());
        }
    }
}
