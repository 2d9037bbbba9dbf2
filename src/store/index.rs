//! An index file: for each line of a segment where it stands, and what a list shows of it. It is a
//! hint that may be wrong: each row carries a checksum, and what no good row covers is read from the
//! segment.
//!
//! ```text
//! {"tidings":"index","v":1,"gen":3,"outlet":"mediazona-3f9a","title":"Mediazona","from":86}
//! {"t":1671559200,"id":"d9d5326c25ddf91f","off":86,"len":3119,"title":"…","crc":"5a0c1b2e"}
//! {"seal":[1835093,3206,1671560000,120000000],"crc":"0b7e6a44"}
//! ```
//!
//! A row with `"more":true` is a press review, or what may be one, or has a date and no instant. The
//! seal says which file the rows above it were taken from, and how it stood then: inode, length, time
//! of its last change. Where it stands so still, it need not even be opened.

use super::journal::{Header, Stamp, line};
use super::lines::Span;
use super::listing::Skim;
use crate::model::Id;
use std::ops::Range;

/// What the header of an index says it holds.
const INDEX: &str = "index";

/// The key in the header under which the end of the segment's own header stands.
const FROM: &str = "from";

/// How a row ends: behind it stand eight digits, a quote and a brace.
const CRC: &[u8] = b",\"crc\":\"";

/// How many bytes the end of a row takes.
const TAIL: usize = CRC.len() + 8 + 2;

/// An article in a segment, small: what sorts and finds it, and where the rest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: Id,
    /// What lists are sorted by: seconds since 1970, the least where no time is known.
    pub(crate) time: i64,
    at: u64,
    len: u32,
    line_at: u32,
    line_len: u32,
    /// Whether there is more to it than one line with an instant.
    pub(crate) more: bool,
}

impl Row {
    /// The row of a line at `span` of the segment that is in no index yet. `None` for a line beyond
    /// all measure.
    pub(super) fn new(span: Span, skim: &Skim) -> Option<Row> {
        Some(Row {
            id: skim.id,
            time: skim.sort_time(),
            at: span.at,
            len: u32::try_from(span.len).ok()?,
            line_at: 0,
            line_len: 0,
            more: skim.is_more(),
        })
    }

    /// Where its line stands in the segment.
    pub(super) fn span(&self) -> Span {
        Span {
            at: self.at,
            len: u64::from(self.len),
        }
    }

    /// Where its row stands in the index, if it does.
    pub(super) fn line(&self) -> Option<Span> {
        (self.line_len > 0).then_some(Span {
            at: u64::from(self.line_at),
            len: u64::from(self.line_len),
        })
    }

    /// Notes that so many bytes came before its row in the index.
    pub(super) fn shift_line(&mut self, before: u64) {
        if let Some(Span { at, len }) = self.line() {
            let end = usize::try_from(at + len).unwrap_or(usize::MAX);
            let line = usize::try_from(at).unwrap_or(usize::MAX)..end;
            (self.line_at, self.line_len) = (0, 0);
            self.set_line(&line, before);
        }
    }

    /// Notes where its row stands in the index. An index beyond 4 GiB is not read row by row.
    pub(super) fn set_line(&mut self, line: &Range<usize>, before: u64) {
        let at = u32::try_from(before + line.start as u64).ok();
        let len = u32::try_from(line.len()).ok();
        if let (Some(at), Some(len)) = (at, len) {
            (self.line_at, self.line_len) = (at, len);
        }
    }
}

/// What an index file says, as far as it can be believed.
#[derive(Debug)]
pub(super) struct Found {
    /// The header of the segment.
    pub(super) header: Header,
    /// The end of that header in the segment.
    pub(super) from: u64,
    /// Its good rows, each with its place in the file.
    pub(super) rows: Vec<(Row, Range<usize>)>,
    /// How the segment stood when the rows were taken from it.
    pub(super) seal: Option<Stamp>,
    /// Whether every line of the file was good.
    pub(super) whole: bool,
}

/// Reads an index; `None` where not even its header can be believed.
pub(super) fn parse(bytes: &[u8]) -> Option<Found> {
    let mut lines = Lines { bytes, at: 0 };
    let first = lines.next()?;
    let mut header: Header = serde_json::from_slice(checked(&bytes[first])?).ok()?;
    let from = header.take(INDEX, [FROM, "crc"])?;
    let mut found = Found {
        header,
        from,
        rows: Vec::with_capacity(bytes.len() / 256),
        seal: None,
        whole: bytes.last() == Some(&b'\n'),
    };
    for line in lines {
        let row = body(&bytes[line.clone()]);
        if let Some(row) = row.and_then(parse_row) {
            let mut row = row;
            row.set_line(&line, 0);
            found.rows.push((row, line));
        } else if let Some(seal) = row.and_then(parse_seal) {
            // Two writers may have appended in another order than they wrote to the segment.
            if found.seal.is_none_or(|before| before.len <= seal.len) {
                found.seal = Some(seal);
            }
        } else {
            found.whole = false;
        }
    }
    Some(found)
}

/// The places of the complete lines, without their breaks.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let end = memchr::memchr(b'\n', &self.bytes[self.at..])? + self.at;
        let line = self.at..end;
        self.at = end + 1;
        Some(line)
    }
}

/// A line without its checksum, where that is right.
fn body(line: &[u8]) -> Option<&[u8]> {
    let (body, tail) = line.split_at_checked(line.len().checked_sub(TAIL)?)?;
    let digits = tail.strip_prefix(CRC)?.strip_suffix(b"\"}")?;
    (digits == digits_of(body)).then_some(body)
}

fn digits_of(body: &[u8]) -> [u8; 8] {
    let crc = crc32fast::hash(body);
    let digit = |n: usize| b"0123456789abcdef"[(crc >> (28 - 4 * n)) as usize & 15];
    std::array::from_fn(digit)
}

/// A row of an index as JSON, where it is as it was written.
pub(super) fn checked(line: &[u8]) -> Option<&[u8]> {
    body(line).map(|_| line)
}

/// The front of a row: its keys stand in a fixed order, and the checksum says that we wrote it.
fn parse_row(body: &[u8]) -> Option<Row> {
    let rest = body.strip_prefix(b"{\"t\":")?;
    let (time, rest) = match rest.strip_prefix(b"null") {
        Some(rest) => (i64::MIN, rest),
        None => {
            let end = memchr::memchr(b',', rest)?;
            let time = std::str::from_utf8(&rest[..end]).ok()?.parse().ok()?;
            (time, &rest[end..])
        }
    };
    let rest = rest.strip_prefix(b",\"id\":\"")?;
    let id = Id::parse(std::str::from_utf8(rest.get(..16)?).ok()?)?;
    let (at, rest) = number(rest[16..].strip_prefix(b"\",\"off\":")?)?;
    let (len, rest) = number(rest.strip_prefix(b",\"len\":")?)?;
    Some(Row {
        id,
        time,
        at,
        len: u32::try_from(len).ok()?,
        line_at: 0,
        line_len: 0,
        more: rest.starts_with(b",\"more\":true"),
    })
}

/// The digits at the start of `text` as a number, and what follows them.
fn number(text: &[u8]) -> Option<(u64, &[u8])> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut n = 0_u64;
    for digit in &text[..digits] {
        n = n.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
    }
    (digits > 0).then_some((n, &text[digits..]))
}

fn parse_seal(body: &[u8]) -> Option<Stamp> {
    let list = body.strip_prefix(b"{\"seal\":")?;
    Some(Stamp::from_numbers(serde_json::from_slice(list).ok()?))
}

/// An index being written.
#[derive(Debug, Default)]
pub(super) struct Text(pub(super) Vec<u8>);

impl Text {
    /// The index of a segment that begins with `header`, which ends at byte `from`.
    pub(super) fn new(header: &Header, from: u64) -> Text {
        let mut text = Text::default();
        let json = line(&header.clone().with(INDEX, FROM, from));
        text.close(&json[..json.len() - 2]);
        text
    }

    /// Adds a row of what the skim says. Gives its place.
    pub(super) fn row(&mut self, row: &Row, skim: &Skim) -> Range<usize> {
        let mut body = front(row, skim.t);
        if row.more {
            body.extend_from_slice(b",\"more\":true");
        }
        let fields = serde_json::to_vec(skim).unwrap_or_default();
        // Without the braces, which are there.
        if fields.len() > 2 {
            body.push(b',');
            body.extend_from_slice(&fields[1..fields.len() - 1]);
        }
        self.close(&body)
    }

    /// Adds a line that stands in another index already.
    pub(super) fn copy(&mut self, line: &[u8]) -> Range<usize> {
        let at = self.0.len();
        self.0.extend_from_slice(line);
        self.0.push(b'\n');
        at..self.0.len() - 1
    }

    /// Says how the segment stands.
    pub(super) fn seal(&mut self, stamp: &Stamp) {
        let numbers = serde_json::to_vec(&stamp.numbers()).unwrap_or_default();
        self.close(&[b"{\"seal\":", numbers.as_slice()].concat());
    }

    fn close(&mut self, body: &[u8]) -> Range<usize> {
        close(&mut self.0, body)
    }
}

/// Adds a line: an object without its closing brace, and its checksum. Gives its place.
pub(super) fn close(text: &mut Vec<u8>, body: &[u8]) -> Range<usize> {
    let at = text.len();
    text.extend_from_slice(body);
    text.extend_from_slice(CRC);
    text.extend_from_slice(&digits_of(body));
    text.extend_from_slice(b"\"}\n");
    at..text.len() - 1
}

fn front(row: &Row, t: Option<i64>) -> Vec<u8> {
    let t = t.map_or_else(|| "null".to_owned(), |t| t.to_string());
    let (id, at, len) = (row.id, row.at, row.len);
    format!("{{\"t\":{t},\"id\":\"{id}\",\"off\":{at},\"len\":{len}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skim(json: &str) -> Skim {
        Skim::parse(json).expect("a skim")
    }

    #[test]
    fn a_row_reads_back_and_no_byte_of_it_can_change_unseen() {
        let stamp = Stamp::from_numbers([7, 400, 5, 6]);
        let header = Header::of_outlet("articles", "lantern-1234", "Lantern");
        for (json, more, time) in [
            (
                r#"{"id":"00000000000000aa","t":5,"title":"Груз \"1\"","by":["N"],"m":2,"html":"x"}"#,
                false,
                5,
            ),
            (
                r#"{"id":"00000000000000aa","html":"<p>No title</p>"}"#,
                false,
                i64::MIN,
            ),
            (
                r#"{"id":"00000000000000aa","t":-1,"date":"2022-12","title":"x"}"#,
                true,
                1_669_852_800,
            ),
            (
                r#"{"id":"00000000000000aa","title":"x","dig":{"lead":["a"],"related":[{"title":"r"}]},"sections":[{"id":"00000000000000ab","also":[{"outlet":"a-1","name":"A"}],"html":"<p>y</p>"}]}"#,
                true,
                i64::MIN,
            ),
        ] {
            let skim = skim(json);
            let row = Row::new(Span { at: 90, len: 200 }, &skim).expect("a row");
            assert_eq!((row.more, row.time), (more, time), "{json}");
            let mut text = Text::new(&header, 90);
            let first = text.0.len();
            let place = text.row(&row, &skim);
            text.seal(&stamp);
            let found = parse(&text.0).expect("an index");
            assert_eq!((&found.header, found.from), (&header, 90));
            assert_eq!((found.seal, found.whole), (Some(stamp), true));
            let (again, line) = &found.rows[0];
            assert_eq!(line, &place);
            assert_eq!(again.span(), row.span());
            if !more {
                assert_eq!(again.time, time);
            }
            let again = checked(&text.0[line.clone()]).and_then(Skim::of_row);
            assert_eq!(again.as_ref(), Some(&skim), "{json}");
            for at in first..text.0.len() {
                let mut bytes = text.0.clone();
                bytes[at] ^= 1;
                let found = parse(&bytes).expect("the header is good");
                assert!(found.rows.len() + usize::from(found.seal.is_some()) < 2 || !found.whole);
                for (row, line) in &found.rows {
                    let again = Skim::of_row(&bytes[line.clone()]);
                    assert_eq!((row.id, again.as_ref()), (skim.id, Some(&skim)));
                }
            }
            for at in 0..first {
                let mut bytes = text.0.clone();
                bytes[at] ^= 1;
                assert!(parse(&bytes).is_none(), "{at}");
            }
        }
    }

    #[test]
    fn a_row_is_forty_bytes() {
        assert_eq!(size_of::<Row>(), 40);
    }
}
