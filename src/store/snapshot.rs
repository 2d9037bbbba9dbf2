//! `state.jsonl` folded: what its lines add up to, in as few lines as say it.

use super::compact::Worth;
use super::error::StoreError;
use super::ids::{id, outlet_id};
use super::journal::{Verdict, line};
use super::lock::Lock;
use super::reading::{Reading, parse};
use super::record::Extra;
use crate::model::{Id, IdMap, Mark, Op, OutletId};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A tail shorter than this is not worth the writing.
const LEAST_TAIL: u64 = 256 << 10;

impl Reading {
    /// Whether folding the journal is worth it: when its tail is longer than half of what it was
    /// folded to, and than 256 KB.
    pub(super) fn is_due(&self, worth: Worth) -> bool {
        let (_, end) = self.journal.extent();
        let snap = self.journal.header().and_then(|h| h.snap).unwrap_or(0);
        let tail = end.saturating_sub(snap);
        match worth {
            Worth::Much => tail > LEAST_TAIL.max(snap / 2),
            Worth::Any => tail > 0,
        }
    }

    /// Writes the journal anew, folded. Gives how many bytes became free. The caller has it mended
    /// under the same lock.
    ///
    /// # Errors
    /// The journal is as it was.
    pub(super) fn compact(&mut self, lock: &Lock) -> Result<u64, StoreError> {
        let known = self.journal.stamp;
        let mut fold = Fold::with_room(self.marks.count());
        self.journal.read(0, |_, text| {
            fold.take(text, parse(text));
            Verdict::Keep
        })?;
        if self.journal.stamp != known {
            // Written by hand just now: the marks are those of before.
            self.journal.forget();
            return Ok(0);
        }
        let freed = self.journal.rewrite_as(lock, &fold.lines())?;
        if freed > 0 {
            // It says the same in other lines, which stand elsewhere.
            self.read(0)?;
            self.counts_hold();
        }
        Ok(freed)
    }
}

/// In the place of a line's number: what it says of an id is written.
const WRITTEN: usize = usize::MAX;

/// All lines of a journal, and which of them still say something.
#[derive(Default)]
struct Fold {
    lines: Vec<Line>,
    /// For each id the number of the line that says it was read, and so on.
    read: IdMap<usize>,
    star: IdMap<usize>,
    position: IdMap<usize>,
}

struct Line {
    op: Option<Op>,
    /// To the letter; not of a plain read mark, of which all outlets' make one line.
    text: Option<String>,
}

/// The read marks of one outlet. What is read needs no time.
#[derive(Serialize)]
struct AllRead<'a> {
    #[serde(with = "outlet_id")]
    o: &'a OutletId,
    op: &'static str,
    ids: &'a [Digits],
}

#[derive(Serialize)]
struct Digits(#[serde(with = "id")] Id);

/// A line of which some ids go: the rest of it stays, also what other programs put there.
#[derive(Serialize, Deserialize)]
struct Partly {
    o: String,
    op: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    t: Option<i64>,
    ids: Vec<String>,
    #[serde(flatten)]
    rest: Extra,
}

impl Fold {
    fn with_room(ids: usize) -> Fold {
        Fold {
            read: IdMap::with_capacity_and_hasher(ids, Default::default()),
            ..Fold::default()
        }
    }

    /// Which lines decide what a mark speaks of.
    fn deciding(&mut self, mark: &Mark) -> Option<&mut IdMap<usize>> {
        match mark {
            Mark::Read | Mark::Unread => Some(&mut self.read),
            Mark::Star(..) | Mark::Unstar => Some(&mut self.star),
            Mark::Position(_) => Some(&mut self.position),
            Mark::Drop => None,
        }
    }

    fn take(&mut self, text: &str, op: Option<Op>) {
        let n = self.lines.len();
        if let Some(op) = &op {
            // What is as if never marked needs no line.
            let says = !matches!(op.mark, Mark::Unread | Mark::Unstar);
            match self.deciding(&op.mark) {
                Some(lines) if says => lines.extend(op.ids.iter().map(|id| (*id, n))),
                Some(lines) => op.ids.iter().for_each(|id| {
                    lines.remove(id);
                }),
                None => op.ids.iter().for_each(|id| self.drop_marks(*id)),
            }
        }
        let plain = op.as_ref().is_some_and(|op| is_plain(op, text));
        self.lines.push(Line {
            op,
            text: (!plain).then(|| text.to_owned()),
        });
    }

    /// What is bookmarked keeps what is known of it.
    fn drop_marks(&mut self, id: Id) {
        if !self.star.contains_key(&id) {
            self.read.remove(&id);
            self.position.remove(&id);
        }
    }

    /// What is left: the read marks, a line an outlet; then the others in their order.
    fn lines(mut self) -> Vec<u8> {
        let mut read: Vec<(OutletId, Vec<Digits>)> = Vec::new();
        let mut at: HashMap<OutletId, usize> = HashMap::new();
        let mut others = Vec::new();
        for (n, Line { op, text }) in std::mem::take(&mut self.lines).into_iter().enumerate() {
            match (op, text) {
                (Some(op), None) => {
                    let mut ids = op.ids;
                    // Named twice in one line, it is written once.
                    ids.retain(|id| {
                        let line = self.read.get_mut(id).filter(|line| **line == n);
                        line.map(|line| *line = WRITTEN).is_some()
                    });
                    if ids.is_empty() {
                        continue;
                    }
                    let outlet = *at.entry(op.kept_in).or_insert_with_key(|outlet| {
                        read.push((outlet.clone(), Vec::new()));
                        read.len() - 1
                    });
                    read[outlet].1.extend(ids.into_iter().map(Digits));
                }
                (Some(op), Some(text)) => {
                    let lines = self.deciding(&op.mark);
                    let decides = |id: Id| lines.as_ref().is_some_and(|l| l.get(&id) == Some(&n));
                    let stays = |id: &str| Id::parse(id).is_none_or(decides);
                    others.extend(without(&text, stays));
                }
                (None, text) => {
                    others.extend(text.iter().flat_map(|text| text.bytes().chain(*b"\n")));
                }
            }
        }
        let mut lines = Vec::new();
        for (o, ids) in &read {
            lines.extend(line(&AllRead { o, op: "read", ids }));
        }
        lines.append(&mut others);
        lines
    }
}

/// Whether a line says that articles are read or unread, and nothing else.
fn is_plain(op: &Op, text: &str) -> bool {
    is_as_written(op, text) || is_plain_when_parsed(op, text)
}

/// Whether a line is as this program writes a read mark: it begins so, and what follows has room
/// for its ids alone. Nearly all lines are, and need not be parsed for it.
fn is_as_written(op: &Op, text: &str) -> bool {
    let begin = format!("{{\"o\":\"{}\",\"op\":\"read\",", op.kept_in);
    let Some(rest) = text.strip_prefix(&begin).filter(|_| op.mark == Mark::Read) else {
        return false;
    };
    let time = format!("\"t\":{},", op.time);
    let rest = rest.strip_prefix(&time).unwrap_or(rest);
    let ids = rest.strip_prefix("\"ids\":[");
    // Sixteen digits, two quotes and a comma, which the last one lacks; then `]}`.
    ids.is_some_and(|ids| ids.len() == 19 * op.ids.len() + 1 && !op.ids.is_empty())
}

fn is_plain_when_parsed(op: &Op, text: &str) -> bool {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Plain {
        #[serde(rename = "o")]
        _o: IgnoredAny,
        #[serde(rename = "op")]
        _op: IgnoredAny,
        #[serde(rename = "t", default)]
        _t: IgnoredAny,
        ids: Vec<IgnoredAny>,
    }
    matches!(op.mark, Mark::Read | Mark::Unread)
        && serde_json::from_str::<Plain>(text).is_ok_and(|plain| plain.ids.len() == op.ids.len())
}

/// The line `text` with the ids that stay; to the letter where all do, nothing where none does.
fn without(text: &str, mut stays: impl FnMut(&str) -> bool) -> Vec<u8> {
    let whole = || text.bytes().chain(*b"\n").collect();
    let Ok(mut partly) = serde_json::from_str::<Partly>(text) else {
        return whole();
    };
    let all = partly.ids.len();
    partly.ids.retain(|id| stays(id));
    match partly.ids.len() {
        0 => Vec::new(),
        n if n == all => whole(),
        _ => line(&partly),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut fold = Fold::default();
        for line in text.lines() {
            fold.take(line, parse(line));
        }
        String::from_utf8(fold.lines()).expect("text")
    }

    #[test]
    fn lines_fold_to_what_they_add_up_to() {
        let before = r#"{"o":"b-1111","op":"read","t":1,"ids":["0000000000000001","0000000000000002"]}
{"o":"a-2222","op":"star","t":2,"ids":["0000000000000003"],"at":{"b":1,"c":2},"note":"“so”","colour":"red"}
{"o":"a-2222","op":"tag","t":2,"ids":["0000000000000003"],"tag":"x"}
{"o":"a-2222","op":"read","t":3,"ids":["0000000000000004"]}
{"o":"b-1111","op":"unread","t":4,"ids":["0000000000000001"]}
{"o":"b-1111","op":"read","t":5,"ids":["0000000000000005","0000000000000006","0000000000000006"]}
{"o":"b-1111","op":"pos","t":5,"ids":["0000000000000005"],"at":{"b":7,"c":0}}
{"o":"b-1111","op":"pos","t":6,"ids":["0000000000000005"],"at":{"b":9,"c":0}}
{"o":"b-1111","op":"star","t":7,"ids":["0000000000000006","0000000000000007"],"at":{"b":0,"c":0},"note":null,"mine":1}
{"o":"b-1111","op":"unstar","t":8,"ids":["0000000000000007"]}
{"o":"b-1111","op":"drop","t":9,"ids":["0000000000000005","0000000000000006"]}
{"o":"b-1111","op":"read","t":9,"ids":["0000000000000008","later-id"],"where":"phone"}
{"later":true}
"#;
        let after = r#"{"o":"b-1111","op":"read","ids":["0000000000000002","0000000000000006"]}
{"o":"a-2222","op":"read","ids":["0000000000000004"]}
{"o":"a-2222","op":"star","t":2,"ids":["0000000000000003"],"at":{"b":1,"c":2},"note":"“so”","colour":"red"}
{"o":"a-2222","op":"tag","t":2,"ids":["0000000000000003"],"tag":"x"}
{"o":"b-1111","op":"star","t":7,"ids":["0000000000000006"],"at":{"b":0,"c":0},"mine":1,"note":null}
{"o":"b-1111","op":"read","t":9,"ids":["0000000000000008","later-id"],"where":"phone"}
{"later":true}
"#;
        assert_eq!(folded(before), after);
        assert_eq!(folded(after), after, "folded again, nothing changes");
        assert_eq!(folded(""), "");
    }

    #[test]
    fn a_line_as_this_program_writes_it_is_told_without_parsing() {
        let one = r#""0000000000000001""#;
        for (rest, told) in [
            (format!(r#""t":5,"ids":[{one}]}}"#), true),
            (format!(r#""ids":[{one},{one}]}}"#), true),
            (format!(r#""t":5,"ids":[{one}],"x":1}}"#), false),
            (format!(r#""x":1,"ids":[{one}]}}"#), false),
            (format!(r#""t":5,"ids":[{one},"later-id"]}}"#), false),
            (r#""t":5,"ids":["later-id"]}"#.to_owned(), false),
            (r#""t":5,"ids":["\u00300000000000001"]}"#.to_owned(), false),
            (r#""t":5,"ids":[]}"#.to_owned(), false),
        ] {
            let text = format!(r#"{{"o":"a-2222","op":"read",{rest}"#);
            let op = parse(&text).expect("an op");
            assert_eq!(is_as_written(&op, &text), told, "{text}");
            assert!(!told || is_plain_when_parsed(&op, &text), "{text}");
        }
    }
}
