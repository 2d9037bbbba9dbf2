//! A file rid of lines nobody can read: they are set aside, and every other line stays to the letter.

use super::atomic::{open_private, replace, sync_data};
use super::error::StoreError;
use super::journal::{Journal, Verdict, line, open_file, read_span};
use super::lines::Span;
use super::lock::Lock;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

impl Journal {
    /// Writes the file anew without the lines nobody can read, which go to a file of their own
    /// beside it (`….bad`); every other line stays to the letter. Reads the file again under the
    /// lock first, by `judge`: another process may have mended it. Gives the number of lines set
    /// aside. Call [`Journal::pending`] and [`Journal::read`] afterwards.
    pub(crate) fn mend(
        &mut self,
        lock: &Lock,
        judge: impl Fn(Span, &str) -> Verdict,
    ) -> Result<usize, StoreError> {
        self.read(0, |span, text| judge(span, text))?;
        if self.damage() == 0 {
            return Ok(0);
        }
        let wrong = |error| StoreError::at(&self.path, error);
        let file = open_file(&self.path).map_err(wrong)?;
        if self.header.is_none()
            && let Some(lines) = one_a_line(&file)
        {
            replace(lock, &self.path, |out| out.write_all(&lines))?;
            self.stamp = None;
            return Ok(0);
        }
        let mut torn_is_good = false;
        let mut torn_is_header = false;
        if let Some(torn) = self.torn {
            let text = read_span(&file, torn).map_err(wrong)?;
            // A line that only lacks its line break was edited by hand, not torn.
            torn_is_good = torn.at > 0
                && std::str::from_utf8(&text)
                    .is_ok_and(|text| text.starts_with('{') && judge(torn, text) == Verdict::Keep);
            // A file whose very first write was cut short holds nothing yet: nothing is lost.
            torn_is_header = torn.at == 0 && begins_like_header(&text);
            if torn_is_header {
                self.header = serde_json::from_slice(&text).ok();
            }
        }
        let torn_is_bad = !torn_is_good && !torn_is_header;
        let torn = self.torn.filter(|_| torn_is_bad);
        let aside: Vec<Span> = self.bad.iter().copied().chain(torn).collect();
        let set_aside = SetAside::write(&self.path, &file, &aside)?;
        let mut header = self.header.clone().unwrap_or_else(|| self.template.clone());
        // Whatever number stands there, the next one only has to differ.
        header.generation = header.generation.wrapping_add(1);
        let kept_end = self
            .torn
            .filter(|_| torn_is_good)
            .map_or(self.end, |t| t.next() - 1);
        let skip_header = self.header.is_some() && !torn_is_header;
        let replaced = replace(lock, &self.path, |out| {
            out.write_all(&line(&header))?;
            let start = if skip_header { header_end(&file)? } else { 0 };
            copy_without(&file, start, kept_end, &aside, out)?;
            if torn_is_good {
                out.write_all(b"\n")?;
            }
            Ok(())
        });
        if let Err(error) = replaced {
            // They are still where they were: the next attempt must not set them aside twice.
            set_aside.undo();
            return Err(error);
        }
        self.stamp = None;
        Ok(aside.len())
    }
}

/// The objects of a file that was spread over more lines (`jq .` does that), a line each again;
/// `None` when it is anything else.
fn one_a_line(file: &File) -> Option<Vec<u8>> {
    let mut start = file;
    start.seek(SeekFrom::Start(0)).ok()?;
    let objects = serde_json::Deserializer::from_reader(io::BufReader::new(file));
    let mut lines = Vec::new();
    for object in objects.into_iter::<serde_json::Map<String, serde_json::Value>>() {
        let object = object.ok()?;
        if lines.is_empty() && !object.contains_key("tidings") {
            return None;
        }
        lines.extend(line(&object));
    }
    (!lines.is_empty()).then_some(lines)
}

fn begins_like_header(text: &[u8]) -> bool {
    let start = b"{\"tidings\":";
    text.starts_with(start) || start.starts_with(text)
}

/// The first byte behind the first line.
pub(super) fn header_end(file: &File) -> io::Result<u64> {
    let mut end = 0;
    let mut block = [0; 1 << 12];
    loop {
        let n = file.read_at(&mut block, end)?;
        match block[..n].iter().position(|b| *b == b'\n') {
            Some(found) => return Ok(end + found as u64 + 1),
            None if n == 0 => return Ok(end),
            None => end += n as u64,
        }
    }
}

/// Copies the bytes between `at` and `end` but for the lines at `gaps`, which are in order.
pub(super) fn copy_without(
    file: &File,
    mut at: u64,
    end: u64,
    gaps: &[Span],
    out: &mut impl Write,
) -> io::Result<()> {
    let mut gaps = gaps.iter().filter(|s| s.at < end).peekable();
    while at < end {
        let stop = gaps.peek().map_or(end, |gap| gap.at);
        copy(file, at, stop, out)?;
        at = gaps.next().map_or(end, |gap| gap.next());
    }
    Ok(())
}

fn copy(file: &File, from: u64, to: u64, out: &mut impl Write) -> io::Result<()> {
    let mut reader = file;
    reader.seek(SeekFrom::Start(from))?;
    io::copy(&mut reader.take(to.saturating_sub(from)), out).map(drop)
}

/// The file of unreadable lines beside another one, and how long it was before.
struct SetAside {
    file: Option<(File, u64)>,
}

impl SetAside {
    /// Appends the lines of `file` at `spans` to the file of unreadable lines beside `path`.
    fn write(path: &Path, file: &File, spans: &[Span]) -> Result<SetAside, StoreError> {
        if spans.is_empty() {
            return Ok(SetAside { file: None });
        }
        let bad = path.with_extension("bad");
        let wrong = |error| StoreError::at(&bad, error);
        let aside = open_private(&bad, OpenOptions::new().append(true)).map_err(wrong)?;
        let old = aside.metadata().map_err(wrong)?.len();
        let written = (|| {
            let mut out = io::BufWriter::new(&aside);
            for span in spans {
                copy(file, span.at, span.at + span.len, &mut out)?;
                out.write_all(b"\n")?;
            }
            out.flush()?;
            drop(out);
            sync_data(&aside)
        })();
        let set_aside = SetAside {
            file: Some((aside, old)),
        };
        match written {
            Ok(()) => Ok(set_aside),
            Err(error) => {
                set_aside.undo();
                Err(wrong(error))
            }
        }
    }

    /// Takes back what was appended.
    fn undo(self) {
        if let Some((file, old)) = self.file {
            // Should it fail, the lines are there twice, which costs room and nothing else.
            let _ = file.set_len(old);
        }
    }
}
