//! A file read line by line, in blocks, whatever is in it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// A longer line is no article; reading it would only fill the memory.
pub(crate) const LONGEST: u64 = 256 << 20;

/// Where a line stands in its file, without its line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Its first byte.
    pub(crate) at: u64,
    /// How many bytes.
    pub(crate) len: u64,
}

impl Span {
    /// The first byte behind its line break.
    pub(crate) fn next(self) -> u64 {
        self.at + self.len + 1
    }
}

/// What stands behind the last line break: a line whose writer was stopped, or is still writing.
pub(crate) type Torn = Option<Span>;

/// Gives each complete line between the bytes `from` and `to` of `file` to `each`: its place and
/// its text, `None` where it is not UTF-8 or beyond all measure. Blank lines are passed over.
pub(crate) fn read(
    file: &File,
    from: u64,
    to: u64,
    mut each: impl FnMut(Span, Option<&str>),
) -> io::Result<Torn> {
    read_while(file, from, to, |span, text| {
        each(span, text);
        true
    })
}

/// As [`read`], until `each` gives false.
pub(crate) fn read_while(
    file: &File,
    from: u64,
    to: u64,
    mut each: impl FnMut(Span, Option<&str>) -> bool,
) -> io::Result<Torn> {
    let mut reader = file;
    reader.seek(SeekFrom::Start(from))?;
    // Blocks of 1 MiB and no memory map: another host may cut the file short at any time.
    let mut reader = BufReader::with_capacity(1 << 20, reader.take(to.saturating_sub(from)));
    let mut at = from;
    let mut line = Vec::new();
    loop {
        line.clear();
        let (len, complete) = read_line(&mut reader, &mut line)?;
        let span = Span { at, len };
        if !complete {
            return Ok((len > 0).then_some(span));
        }
        at = span.next();
        if line.iter().all(u8::is_ascii_whitespace) && len == line.len() as u64 {
            continue;
        }
        let whole = len == line.len() as u64;
        if !each(span, std::str::from_utf8(&line).ok().filter(|_| whole)) {
            return Ok(None);
        }
    }
}

/// How many bytes are read at once. No memory map: another host may cut the file short at any time.
const BLOCK: usize = 1 << 20;

/// Gives each complete line of the first `to` bytes of `file` to `each`, as it stands in the block
/// it was read in: nothing is copied or looked at. Blank lines are among them, lines beyond all
/// measure and a torn one are not. It ends when `each` gives false. `block` is what is read into; it
/// may be used for many files.
pub(crate) fn bytes(
    file: &File,
    to: u64,
    block: &mut Vec<u8>,
    mut each: impl FnMut(&[u8]) -> bool,
) -> io::Result<()> {
    let mut reader = file.take(to);
    // What of the block is a line that has not ended yet; whether its start was given up.
    let (mut held, mut beyond) = (0, false);
    loop {
        if held == block.len() {
            if held as u64 >= LONGEST {
                (held, beyond) = (0, true);
            } else {
                block.resize((held * 2).max(BLOCK), 0);
            }
        }
        let n = match reader.read(&mut block[held..]) {
            Ok(0) => return Ok(()),
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let (from, end) = (held, held + n);
        held = end;
        let Some(last) = memchr::memrchr(b'\n', &block[from..end]) else {
            continue;
        };
        let whole = from + last;
        let mut start = 0;
        for at in memchr::memchr_iter(b'\n', &block[..=whole]) {
            if !std::mem::take(&mut beyond) && !each(&block[start..at]) {
                return Ok(());
            }
            start = at + 1;
        }
        block.copy_within(start..end, 0);
        held = end - start;
    }
}

/// Reads up to a line break into `line`, at most [`LONGEST`] bytes of it; how long the line is
/// without its break, and whether the break was there.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<(u64, bool)> {
    reader.by_ref().take(LONGEST).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok((line.len() as u64, true));
    }
    if (line.len() as u64) < LONGEST {
        return Ok((line.len() as u64, false));
    }
    // What is too long is passed over; its end is not looked at, so it counts as complete.
    let rest = reader.skip_until(b'\n')? as u64;
    Ok((LONGEST + rest.saturating_sub(1), true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn lines_and_what_is_torn_off() {
        for (bytes, lines, torn) in [
            (&b""[..], vec![], None),
            (b"a\nbc\n", vec![(0, Some("a")), (2, Some("bc"))], None),
            (b"a\n\n  \nb", vec![(0, Some("a"))], Some((6, 1))),
            (b"\xff\nx\n", vec![(0, None), (2, Some("x"))], None),
            (b"\0\0\0", vec![], Some((0, 3))),
        ] {
            let mut file = tempfile::tempfile().expect("a file");
            file.write_all(bytes).expect("written");
            let mut seen = Vec::new();
            let rest = read(&file, 0, bytes.len() as u64, |span, text| {
                seen.push((span.at, text.map(str::to_owned)));
            })
            .expect("read");
            let seen: Vec<_> = seen.iter().map(|(at, t)| (*at, t.as_deref())).collect();
            assert_eq!(seen, lines, "{bytes:?}");
            assert_eq!(rest.map(|s| (s.at, s.len)), torn, "{bytes:?}");
            for held in [1, 2, 3, 100] {
                let mut whole = Vec::new();
                file.rewind().expect("rewound");
                let mut block = vec![0; held];
                super::bytes(&file, bytes.len() as u64, &mut block, |line| {
                    whole.push(String::from_utf8(line.to_vec()).ok());
                    true
                })
                .expect("read");
                whole.retain(|line| line.as_ref().is_none_or(|l| !l.trim().is_empty()));
                let whole: Vec<_> = whole.iter().map(Option::as_deref).collect();
                let lines: Vec<_> = lines.iter().map(|(_, text)| *text).collect();
                assert_eq!(whole, lines, "{bytes:?} in blocks of {held}");
            }
        }
    }
}
