//! `state.jsonl` folded: what its lines add up to, in as few lines as say it.

use super::compact::Worth;
use super::error::StoreError;
use super::ids::{id, outlet_id};
use super::journal::{Verdict, line};
use super::lock::Lock;
use super::reading::{Reading, parse};
use super::record::Extra;
use crate::model::{Id, Mark, Op, OutletId};
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
        let mut fold = Fold::default();
        self.is_awake();
        let marks = &mut self.marks;
        *marks = crate::model::Marks::default();
        self.journal.read(0, |_, text| {
            let op = parse(text);
            if let Some(op) = &op {
                marks.apply(op);
            }
            fold.take(text, op);
            Verdict::Keep
        })?;
        let freed = self.journal.rewrite_as(lock, &fold.lines())?;
        if freed > 0 {
            // It says the same in other lines.
            self.journal.read(0, |_, _| Verdict::Keep)?;
            self.counts_hold();
        }
        Ok(freed)
    }
}

/// All lines of a journal, and which of them still say something.
#[derive(Default)]
struct Fold {
    lines: Vec<Line>,
    by_id: HashMap<Id, Deciding>,
}

struct Line {
    op: Option<Op>,
    /// To the letter; not of a plain read mark, of which all outlets' make one line.
    text: Option<String>,
}

/// The numbers of the lines that decide what is known of an id.
#[derive(Default)]
struct Deciding {
    read: Option<usize>,
    star: Option<usize>,
    position: Option<usize>,
}

impl Deciding {
    fn slot(&mut self, mark: &Mark) -> Option<&mut Option<usize>> {
        match mark {
            Mark::Read | Mark::Unread => Some(&mut self.read),
            Mark::Star(..) | Mark::Unstar => Some(&mut self.star),
            Mark::Position(_) => Some(&mut self.position),
            Mark::Drop => None,
        }
    }
}

/// The read marks of one outlet. What is read needs no time.
#[derive(Serialize)]
struct AllRead<'a> {
    #[serde(with = "outlet_id")]
    o: &'a OutletId,
    op: &'static str,
    ids: Vec<Digits>,
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
    fn take(&mut self, text: &str, op: Option<Op>) {
        let n = self.lines.len();
        for id in op.iter().flat_map(|op| &op.ids) {
            let Some(op) = &op else { continue };
            let deciding = self.by_id.entry(*id).or_default();
            match (&op.mark, deciding.star) {
                (Mark::Drop, None) => *deciding = Deciding::default(),
                (Mark::Drop, Some(_)) => {}
                (mark, _) => {
                    // What is as if never marked needs no line.
                    let says = !matches!(mark, Mark::Unread | Mark::Unstar);
                    if let Some(slot) = deciding.slot(mark) {
                        *slot = says.then_some(n);
                    }
                }
            }
        }
        let plain = op.as_ref().is_some_and(|op| is_plain(op, text));
        self.lines.push(Line {
            op,
            text: (!plain).then(|| text.to_owned()),
        });
    }

    /// What is left: the read marks, a line an outlet; then the others in their order.
    fn lines(mut self) -> Vec<u8> {
        let mut read: Vec<(&OutletId, Vec<Digits>)> = Vec::new();
        let mut at: HashMap<&OutletId, usize> = HashMap::new();
        let mut others = Vec::new();
        for (n, Line { op, text }) in self.lines.iter().enumerate() {
            match (op, text) {
                (Some(op), None) => {
                    for id in &op.ids {
                        let Some(deciding) = self.by_id.get_mut(id) else {
                            continue;
                        };
                        if deciding.read != Some(n) {
                            continue;
                        }
                        // Named twice in one line, it is written once.
                        deciding.read = None;
                        let outlet = *at.entry(&op.kept_in).or_insert_with(|| {
                            read.push((&op.kept_in, Vec::new()));
                            read.len() - 1
                        });
                        read[outlet].1.push(Digits(*id));
                    }
                }
                (Some(op), Some(text)) => {
                    let mut decides = |id: Id| {
                        let deciding = self.by_id.get_mut(&id);
                        let slot = deciding.and_then(|deciding| deciding.slot(&op.mark));
                        slot.is_some_and(|slot| *slot == Some(n))
                    };
                    let stays = |id: &str| Id::parse(id).is_none_or(&mut decides);
                    others.extend(without(text, stays));
                }
                (None, text) => {
                    others.extend(text.iter().flat_map(|text| text.bytes().chain(*b"\n")));
                }
            }
        }
        let mut lines = Vec::new();
        for (o, ids) in read {
            lines.extend(line(&AllRead { o, op: "read", ids }));
        }
        lines.append(&mut others);
        lines
    }
}

/// Whether a line says that articles are read or unread, and nothing else.
fn is_plain(op: &Op, text: &str) -> bool {
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
}
