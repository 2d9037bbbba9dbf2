//! The rows that write, durably and on copies: a run changes nothing of what it measures.

use crate::files::Scratch;
use crate::floor::Append;
use crate::generate::{Place, Plan};
use crate::ours::{Ours, files_of};
use crate::sqlite::{Layout, Sqlite};
use crate::table::{By, Measured};
use crate::timed;
use std::path::PathBuf;
use tidings::model::{Id, Outlet};
use tidings::store::record::Record;

/// How many outlets get new articles at once, and how many each.
const OUTLETS: usize = 20;
const EACH: usize = 10;

/// How many single marks a round sets.
const MARKS: usize = 20;

/// How many marks are set at once where they are many.
const MANY: usize = 10_000;

/// The outlets that are expired and compacted: the first two.
const EXPIRED: usize = 0;
const COMPACTED: usize = 1;

struct Writing<'a> {
    plan: &'a Plan,
    ours: Ours,
    f: Sqlite,
    floor: Append,
    measured: &'a mut Measured,
}

/// Measures all of them, every design in turn.
pub(crate) fn run(place: &Place, plan: &Plan, rounds: usize, measured: &mut Measured) {
    let mut outlets = twenty(plan);
    outlets.extend([EXPIRED, COMPACTED]);
    let written: Vec<PathBuf> = outlets
        .iter()
        .flat_map(|at| files_of(place, &plan.outlets[*at].outlet))
        .collect();
    let scratch = Scratch::of(place, "scratch", &written);
    let db = scratch.add(&place.root.join("f.db"));
    let mut writing = Writing {
        plan,
        ours: Ours::open(&scratch.place),
        f: Sqlite::open(&db, Layout::F),
        floor: Append::new(&scratch.place.root),
        measured,
    };
    for round in 0..rounds {
        writing.add(round);
        writing.mark_one(round);
        writing.bookmark(round);
        writing.mark_many(round);
        writing.note("fold the marks", By::Ours, |w| w.ours.compact());
    }
    for round in 0..rounds {
        writing.expire(round, rounds);
        writing.compact(round);
    }
}

fn twenty(plan: &Plan) -> Vec<usize> {
    (0..OUTLETS)
        .map(|n| n * plan.outlets.len() / OUTLETS)
        .collect()
}

impl Writing<'_> {
    fn note<T>(&mut self, name: &str, by: By, work: impl FnOnce(&mut Self) -> T) -> T {
        let (ms, done) = timed(|| work(self));
        self.measured.note(name, by, ms);
        done
    }

    fn add(&mut self, round: usize) {
        let plan = self.plan;
        let new = |at: usize| {
            let first = plan.outlets[at].articles + round * EACH;
            (first..first + EACH).map(move |n| (at, n))
        };
        let all = twenty(plan).into_iter().map(|at| {
            let records: Vec<Record> = new(at).map(|(at, n)| plan.record(at, n)).collect();
            (plan.outlets[at].outlet.clone(), records)
        });
        let batch: Vec<(Outlet, Vec<Record>)> = all.collect();
        let lines = twenty(plan).into_iter().flat_map(new);
        let lines: Vec<_> = lines
            .flat_map(|(at, n)| plan.lines(at, n, plan.record(at, n)))
            .collect();
        self.note("add 200 to 20 outlets", By::Ours, |w| w.ours.add(&batch));
        self.note("add 200 to 20 outlets", By::F, |w| w.f.add(&lines));
    }

    fn article(&self, outlet: usize, n: usize) -> (Record, i64) {
        let planned = &self.plan.outlets[outlet];
        let record = self.plan.record(outlet, n % planned.articles);
        let row = self.f.row_of(&record.id.to_string());
        (record, row)
    }

    fn mark_one(&mut self, round: usize) {
        for n in 0..MARKS {
            let (record, row) = self.article(2, round * MARKS + n);
            let outlet = &self.plan.outlets[2].outlet;
            let on = n % 2 == 0;
            self.note("mark 1", By::Floor, |w| w.floor.write());
            self.note("mark 1", By::Ours, |w| {
                w.ours.mark(&[(outlet, vec![record.id])], on)
            });
            self.note("mark 1", By::F, |w| w.f.mark("read", &[row], on));
        }
    }

    fn bookmark(&mut self, round: usize) {
        let outlet = &self.plan.outlets[4].outlet;
        for n in 0..MARKS / 4 {
            let (record, row) = self.article(4, round * MARKS + n);
            // The copy must be on the disk before the mark is, so the least is two writes.
            self.note("bookmark with its copy", By::Floor, |w| {
                w.floor.write();
                w.floor.write();
            });
            self.note("bookmark with its copy", By::Ours, |w| {
                w.ours.bookmark(outlet, &record)
            });
            let name = "bookmark again or off";
            self.note(name, By::Floor, |w| w.floor.write());
            self.note(name, By::Ours, |w| w.ours.unbookmark(outlet, record.id));
            self.note(name, By::F, |w| w.f.mark("star", &[row], false));
            self.note(name, By::Floor, |w| w.floor.write());
            self.note(name, By::Ours, |w| w.ours.bookmark(outlet, &record));
            self.note(name, By::F, |w| w.f.mark("star", &[row], true));
        }
    }

    fn mark_many(&mut self, round: usize) {
        if self.plan.size.articles < MANY {
            return;
        }
        let mut articles: Vec<(&Outlet, Vec<Id>)> = Vec::new();
        let mut rows = Vec::new();
        for (at, planned) in self.plan.outlets.iter().enumerate() {
            let some = planned.articles.min(MANY - rows.len());
            let found: Vec<_> = (0..some).map(|n| self.article(at, n)).collect();
            rows.extend(found.iter().map(|(_, row)| *row));
            articles.push((
                &planned.outlet,
                found.iter().map(|(record, _)| record.id).collect(),
            ));
            if rows.len() == MANY {
                break;
            }
        }
        let on = round % 2 == 1;
        self.note("mark 10,000", By::Ours, |w| w.ours.mark(&articles, on));
        self.note("mark 10,000", By::F, |w| w.f.mark("read", &rows, on));
    }

    fn expire(&mut self, round: usize, rounds: usize) {
        let planned = &self.plan.outlets[EXPIRED];
        let tenth = (planned.articles / 10).max(1);
        // This run has added some.
        let most = planned.articles + rounds * EACH - (round + 1) * tenth;
        let name = "expire a tenth of an outlet";
        let gone = self.note(name, By::Ours, |w| w.ours.expire(&planned.outlet, most));
        assert_eq!(gone, tenth, "the oldest tenth of them");
        self.note(name, By::F, |w| w.f.expire(EXPIRED, tenth));
    }

    fn compact(&mut self, round: usize) {
        // What expiry wrote into the marks is no part of this.
        self.ours.compact();
        let planned = &self.plan.outlets[COMPACTED];
        let half = (0..planned.articles).step_by(2).map(|n| {
            let mut record = self.plan.record(COMPACTED, n);
            record.html += &format!("<p>Corrected {round} times.</p>");
            record
        });
        let half: Vec<Record> = half.collect();
        self.ours.correct(&planned.outlet, &half);
        let freed = self.note("compact an outlet", By::Ours, |w| w.ours.compact());
        assert!(freed > 0, "there was room to give back");
    }
}
