//! What the reader did: `state.jsonl`, a line a change, the last one wins.

use super::error::StoreError;
use super::ids::{id, known, outlet_id};
use super::journal::{Header, Journal, Stamp, Verdict, line, open_file, read_span};
use super::lines::Span;
use super::lock::Lock;
use crate::model::place::At;
use crate::model::{Id, Mark, Marks, Op, OutletId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// A shorter journal is read whole, which takes a millisecond or two.
#[cfg(not(test))]
const SHORT: u64 = 256 << 10;
#[cfg(test)]
const SHORT: u64 = 1 << 10;

/// The journal of marks, and what it adds up to.
///
/// Of a long journal, what was read of outlets that nobody looks at is passed over, and read when
/// somebody does; bookmarks are always known.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) journal: Journal,
    pub(crate) marks: Marks,
    /// Whether lines are passed over at all.
    is_long: bool,
    /// The outlets none of whose lines is.
    awake: HashSet<OutletId>,
    /// The lines passed over of each other outlet.
    asleep: HashMap<OutletId, Vec<Span>>,
    /// Up to where the marks were counted, and the outlets of the lines behind.
    counted: (u64, u64),
    touched: BTreeSet<OutletId>,
}

/// One line as it is written. `at` and `note` stand in a bookmark's line even when they say nothing.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(with = "outlet_id")]
    o: &'a OutletId,
    op: &'a str,
    t: i64,
    ids: Vec<Digits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Option<&'a str>>,
}

#[derive(Serialize)]
struct Digits(#[serde(with = "id")] Id);

#[derive(Serialize)]
struct Point {
    b: u32,
    c: u32,
}

/// One line as it is read. An op or a point of another shape is from another program and says
/// nothing here.
#[derive(Deserialize)]
struct Found {
    #[serde(default)]
    o: String,
    #[serde(default)]
    op: String,
    #[serde(default)]
    t: i64,
    #[serde(default, with = "known")]
    ids: Vec<Id>,
    #[serde(default)]
    at: serde_json::Value,
    #[serde(default)]
    note: Option<String>,
}

impl Reading {
    /// The journal under the data folder, not yet read.
    pub(crate) fn new(data: &Path) -> Reading {
        Reading {
            journal: Journal::new(data.join("state.jsonl"), Header::new("state")),
            marks: Marks::default(),
            is_long: false,
            awake: HashSet::new(),
            asleep: HashMap::new(),
            counted: (0, 0),
            touched: BTreeSet::new(),
        }
    }

    /// Reads what changed since the last time.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn refresh(&mut self) -> Result<(), StoreError> {
        let Some(from) = self.journal.pending() else {
            return Ok(());
        };
        self.read(from)?;
        if from > 0 && self.journal.damage() > 0 {
            // Garbage behind what looked untouched: perhaps the file was written over in place.
            self.read(0)?;
        }
        Ok(())
    }

    pub(super) fn read(&mut self, from: u64) -> Result<(), StoreError> {
        if from == 0 {
            self.marks = Marks::default();
            self.asleep.clear();
            let len = Stamp::of(&self.journal.path).map_or(0, |stamp| stamp.len);
            self.is_long = len >= SHORT;
        }
        let (marks, asleep, touched) = (&mut self.marks, &mut self.asleep, &mut self.touched);
        let (awake, is_long, counted) = (&self.awake, self.is_long, self.counted.1);
        self.journal.read(from, |span, text| {
            if span.at >= counted
                && let Some(outlet) = outlet_of(text)
            {
                touched.insert(outlet);
            }
            let may_wait = |op: &str| is_long && ["read", "unread", "pos", "drop"].contains(&op);
            if let Some((outlet, _)) = front(text).filter(|(_, op)| may_wait(op))
                && text.ends_with('}')
                && !awake.contains(outlet)
                && let Some(outlet) = OutletId::parse(outlet)
            {
                asleep.entry(outlet).or_default().push(span);
                return Verdict::Keep;
            }
            let Some(op) = parse(text) else {
                return judge(span, text);
            };
            // A line whose keys are in another order waits as well, so that the last still wins.
            let stars = matches!(op.mark, Mark::Star(..) | Mark::Unstar);
            if is_long && !stars && !awake.contains(&op.kept_in) {
                asleep.entry(op.kept_in).or_default().push(span);
            } else {
                marks.apply(&op);
            }
            Verdict::Keep
        })
    }

    /// Reads what was passed over of these outlets.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn wake<'a>(
        &mut self,
        outlets: impl IntoIterator<Item = &'a OutletId>,
    ) -> Result<(), StoreError> {
        let mut spans = Vec::new();
        for outlet in outlets {
            if self.awake.insert(outlet.clone()) {
                spans.extend(self.asleep.remove(outlet).unwrap_or_default());
            }
        }
        if spans.is_empty() {
            return Ok(());
        }
        match self.ops_at(&spans) {
            Some(ops) => ops.iter().for_each(|op| self.marks.apply(op)),
            // Another process wrote the file anew meanwhile.
            None => self.read(0)?,
        }
        Ok(())
    }

    fn ops_at(&self, spans: &[Span]) -> Option<Vec<Op>> {
        let file = open_file(&self.journal.path).ok()?;
        let now = Stamp::from(&file.metadata().ok()?);
        let then = self.journal.stamp?;
        if now != then && !now.grew_from(&then) {
            return None;
        }
        let op = |span: &Span| parse(std::str::from_utf8(&read_span(&file, *span).ok()?).ok()?);
        spans.iter().map(op).collect()
    }

    /// Reads all that was passed over.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(crate) fn wake_all(&mut self) -> Result<(), StoreError> {
        let asleep: Vec<OutletId> = self.asleep.keys().cloned().collect();
        self.wake(&asleep)
    }

    /// Notes that marks were counted up to this extent, which stands in the list of outlets.
    pub(crate) fn counted(&mut self, generation: u64, len: u64) {
        self.counted = (generation, len);
        self.touched.clear();
    }

    /// The journal was written anew and says the same: what was counted is.
    pub(super) fn counts_hold(&mut self) {
        self.touched.clear();
        self.counted = self.journal.extent();
    }

    /// Whether what was counted before is a part of what was read; and the outlets of whose articles
    /// something was said since.
    pub(crate) fn since_counted(&mut self) -> (bool, BTreeSet<OutletId>) {
        let (generation, end) = self.journal.extent();
        let known = (generation == self.counted.0 && self.counted.1 <= end)
            || self.counted == (0, 0) && end == 0;
        let touched = std::mem::take(&mut self.touched);
        self.counted = (generation, end);
        (known, touched)
    }

    /// Sets aside the lines nobody can read, and reads the file again. Gives their number.
    pub(crate) fn mend(&mut self, lock: &Lock) -> Result<usize, StoreError> {
        let mended = self.journal.mend(lock, judge);
        self.read(0)?;
        mended
    }
}

/// The lines that say `ops`, in their order. Neighbours that say the same of articles of one outlet
/// share a line.
pub(super) fn lines_of(ops: &[Op]) -> Vec<u8> {
    let mut batch = Vec::new();
    for same in ops.chunk_by(is_same) {
        match same {
            [op] => batch.extend(line(&written(op))),
            [.., last] => {
                let all = Op {
                    ids: same.iter().flat_map(|op| op.ids.iter().copied()).collect(),
                    ..last.clone()
                };
                batch.extend(line(&written(&all)));
            }
            [] => {}
        }
    }
    batch
}

/// Whether two ops can share a line: they differ in their ids alone, and in a time that nobody asks
/// for. A bookmark has a place and a time of its own.
fn is_same(a: &Op, b: &Op) -> bool {
    a.kept_in == b.kept_in
        && a.mark == b.mark
        && !matches!(a.mark, Mark::Star(..) | Mark::Position(_))
}

/// The outlet and the op at the front of a line as this program writes it.
fn front(text: &str) -> Option<(&str, &str)> {
    let (outlet, rest) = text.strip_prefix("{\"o\":\"")?.split_once('"')?;
    let (op, _) = rest.strip_prefix(",\"op\":\"")?.split_once('"')?;
    Some((outlet, op))
}

/// The outlet whose articles a line is about.
fn outlet_of(text: &str) -> Option<OutletId> {
    match front(text) {
        Some((outlet, _)) => OutletId::parse(outlet),
        None => parse(text).map(|op| op.kept_in),
    }
}

fn written(op: &Op) -> Written<'_> {
    let point = |at: &At| {
        Some(Point {
            b: at.block,
            c: at.char,
        })
    };
    let (word, at, note) = match &op.mark {
        Mark::Read => ("read", None, None),
        Mark::Unread => ("unread", None, None),
        Mark::Star(at, note) => ("star", point(at), Some(note.as_deref())),
        Mark::Unstar => ("unstar", None, None),
        Mark::Position(at) => ("pos", point(at), None),
        Mark::Drop => ("drop", None, None),
    };
    Written {
        o: &op.kept_in,
        op: word,
        t: op.time,
        ids: op.ids.iter().copied().map(Digits).collect(),
        at,
        note,
    }
}

/// The op of a line; `None` for one this program does not know. An id that is none is passed over,
/// the others of its line count.
pub(super) fn parse(text: &str) -> Option<Op> {
    let found: Found = serde_json::from_str(text).ok()?;
    let point = || {
        let part = |key: &str| {
            let n = found.at.get(key).and_then(serde_json::Value::as_u64);
            n.and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
        };
        At {
            block: part("b"),
            char: part("c"),
        }
    };
    let mark = match found.op.as_str() {
        "read" => Mark::Read,
        "unread" => Mark::Unread,
        "star" => Mark::Star(point(), found.note.clone()),
        "unstar" => Mark::Unstar,
        "pos" => Mark::Position(point()),
        "drop" => Mark::Drop,
        _ => return None,
    };
    Some(Op {
        kept_in: OutletId::parse(&found.o)?,
        mark,
        time: found.t,
        ids: found.ids,
    })
}

/// Whether a line may stay: any object may be an op of a later program.
fn judge(_: Span, text: &str) -> Verdict {
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text) {
        Ok(_) => Verdict::Keep,
        Err(_) => Verdict::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn op(mark: Mark) -> Op {
        Op {
            kept_in: OutletId::parse("veridica-77c0").expect("an id"),
            mark,
            time: 1_671_560_100,
            ids: vec![Id::parse("d9d5326c25ddf91f").expect("an id")],
        }
    }

    #[test]
    fn ops_are_written_to_the_letter_and_read_back() {
        let at = At {
            block: 12,
            char: 40,
        };
        for (mark, rest) in [
            (Mark::Read, ""),
            (Mark::Unread, ""),
            (Mark::Unstar, ""),
            (Mark::Drop, ""),
            (Mark::Position(at), r#","at":{"b":12,"c":40}"#),
            (Mark::Star(at, None), r#","at":{"b":12,"c":40},"note":null"#),
            (
                Mark::Star(at, Some("“so”\n".into())),
                r#","at":{"b":12,"c":40},"note":"“so”\n""#,
            ),
        ] {
            let op = op(mark);
            let text = String::from_utf8(line(&written(&op))).expect("text");
            let word = written(&op).op;
            let expected = format!(
                r#"{{"o":"veridica-77c0","op":"{word}","t":1671560100,"ids":["d9d5326c25ddf91f"]{rest}}}"#
            );
            assert_eq!(text.trim_end(), expected);
            assert_eq!(parse(&text), Some(op));
        }
    }

    #[test]
    fn what_others_wrote_is_kept_and_says_nothing_here() {
        for (text, verdict) in [
            (r#"{"o":"a","op":"tag","ids":[],"tag":"x"}"#, Verdict::Keep),
            (r#"{"later":true}"#, Verdict::Keep),
            (r#"{"o":"../a","op":"read","ids":[]}"#, Verdict::Keep),
            (r#"{"o":"a","op":"read","ids":["#, Verdict::Bad),
            ("42", Verdict::Bad),
            ("\0\0", Verdict::Bad),
        ] {
            assert_eq!(parse(text), None, "{text}");
            assert_eq!(judge(Span { at: 0, len: 0 }, text), verdict, "{text}");
        }
    }

    #[test]
    fn a_point_of_another_shape_is_the_start() {
        let text = r#"{"ids":["d9d5326c25ddf91f","no"],"op":"pos","at":1843,"o":"veridica-77c0","t":1671560100}"#;
        assert_eq!(parse(text), Some(op(Mark::Position(At::START))));
    }

    fn lines(ops: &[Op]) -> Vec<String> {
        let text = String::from_utf8(lines_of(ops)).expect("text");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn neighbours_that_say_the_same_share_a_line() {
        use Mark::{Drop, Position, Read, Star, Unread, Unstar};
        let other = || OutletId::parse("quay-0001").expect("an id");
        let elsewhere = |mark: Mark| Op {
            kept_in: other(),
            ..op(mark)
        };
        let later = |mark: Mark| Op {
            time: 1_671_560_199,
            ..op(mark)
        };
        for (ops, lengths) in [
            (vec![], vec![]),
            (vec![op(Read)], vec![1]),
            (vec![op(Read), later(Read), op(Read)], vec![3]),
            (vec![op(Read), op(Unread), op(Read)], vec![1, 1, 1]),
            (vec![op(Unstar), op(Unstar), op(Drop), op(Drop)], vec![2, 2]),
            (
                vec![op(Read), elsewhere(Read), elsewhere(Read), op(Read)],
                vec![1, 2, 1],
            ),
            (vec![op(Star(At::START, None)); 2], vec![1, 1]),
            (vec![op(Position(At::START)); 2], vec![1, 1]),
        ] {
            let lines = lines(&ops);
            let ids = lines.iter().map(|l| parse(l).expect("an op").ids.len());
            assert_eq!(ids.collect::<Vec<_>>(), lengths, "{lines:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_gathered_adds_up_to_the_same(
            ops in proptest::collection::vec((0..2_usize, 0..6_u8, 0..3_usize, 0..9_i64), 0..40),
            cuts in proptest::collection::vec(0..40_usize, 0..6),
        ) {
            let outlets = ["a-0001", "b-0002"].map(|o| OutletId::parse(o).expect("an id"));
            let ids = ["1", "2", "3"].map(|n| Id::of(&[n]));
            let ops: Vec<Op> = ops
                .into_iter()
                .map(|(outlet, mark, id, time)| {
                    let at = At { block: 0, char: time as u32 };
                    let marks = [
                        Mark::Read,
                        Mark::Unread,
                        Mark::Star(at, None),
                        Mark::Unstar,
                        Mark::Position(at),
                        Mark::Drop,
                    ];
                    Op {
                        kept_in: outlets[outlet].clone(),
                        mark: marks[usize::from(mark)].clone(),
                        time,
                        ids: vec![ids[id]],
                    }
                })
                .collect();
            let mut one_by_one = Marks::default();
            ops.iter().for_each(|op| one_by_one.apply(op));
            // However the writer happens to gather them.
            let mut cuts: Vec<usize> = cuts.into_iter().map(|at| at.min(ops.len())).collect();
            cuts.extend([0, ops.len()]);
            cuts.sort_unstable();
            let mut gathered = Marks::default();
            for cut in cuts.windows(2) {
                for line in lines(&ops[cut[0]..cut[1]]) {
                    gathered.apply(&parse(&line).expect("an op"));
                }
            }
            proptest::prop_assert_eq!(gathered, one_by_one);
        }
    }
}
