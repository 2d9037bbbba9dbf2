//! A file written anew without the lines that only take room; every other line stays to the letter.

use super::atomic::replace;
use super::error::StoreError;
use super::journal::{Header, Journal, Stamp, line, open_file};
use super::lines::Span;
use super::lock::Lock;
use super::mend::{copy_without, header_end};
use std::io::Write;

/// When compacting is worth its writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// When much room would become free.
    Much,
    /// When any would.
    Any,
}

impl Worth {
    /// Whether `dead` bytes of `all` are enough: a third of them, or any at all.
    pub(super) fn is(self, dead: u64, all: u64) -> bool {
        match self {
            Worth::Much => dead > 0 && dead * 3 >= all,
            Worth::Any => dead > 0,
        }
    }
}

impl Journal {
    /// Writes the file anew, a generation later, without the lines at `gone`, which are in order.
    /// Gives how many bytes became free; none where the file is not as it was read, or nothing is
    /// gone. Call [`Journal::read`] afterwards.
    ///
    /// # Errors
    /// The file is as it was, and nothing is left behind.
    pub(super) fn rewrite(&mut self, lock: &Lock, gone: &[Span]) -> Result<u64, StoreError> {
        let end = self.end;
        let has_header = self.header.is_some();
        self.renew(lock, gone.is_empty(), |header, file, out| {
            out.write_all(&line(&header))?;
            let start = if has_header { header_end(file)? } else { 0 };
            copy_without(file, start, end, gone, out)
        })
    }

    /// Puts `body` behind a header of the next generation, which notes how long both are, in the
    /// place of the whole file. As [`Journal::rewrite`] otherwise.
    pub(super) fn rewrite_as(&mut self, lock: &Lock, body: &[u8]) -> Result<u64, StoreError> {
        self.renew(lock, false, |mut header, _, out| {
            let mut len = 0;
            // The header says how long it is itself; more digits make it longer, until they do not.
            loop {
                header.snap = Some(len);
                let whole = (line(&header).len() + body.len()) as u64;
                if whole == len {
                    break;
                }
                len = whole;
            }
            out.write_all(&line(&header))?;
            out.write_all(body)
        })
    }

    fn renew(
        &mut self,
        lock: &Lock,
        nothing: bool,
        write: impl FnOnce(
            Header,
            &std::fs::File,
            &mut std::io::BufWriter<&std::fs::File>,
        ) -> std::io::Result<()>,
    ) -> Result<u64, StoreError> {
        if self.is_newer() {
            return Err(StoreError::Newer(self.path.clone()));
        }
        if nothing || self.damage() > 0 || self.stamp.is_none() {
            return Ok(0);
        }
        let wrong = |error| StoreError::at(&self.path, error);
        let file = open_file(&self.path).map_err(wrong)?;
        if Some(Stamp::from(&file.metadata().map_err(wrong)?)) != self.stamp {
            // Written by hand just now, past the lock: next time.
            return Ok(0);
        }
        let mut header = self.header.clone().unwrap_or_else(|| self.template.clone());
        // Whatever number stands there, the next one only has to differ.
        header.generation = header.generation.wrapping_add(1);
        replace(lock, &self.path, |out| write(header, &file, out))?;
        self.stamp = None;
        let now = Stamp::of(&self.path).map_or(self.end, |stamp| stamp.len);
        // A header that grew may make a file longer that lost next to nothing.
        Ok(self.end.saturating_sub(now).max(1))
    }
}
