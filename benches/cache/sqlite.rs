//! The same articles in SQLite. F: headers and bodies apart, an index that covers the lists, WAL,
//! synchronous=FULL. N: as newsboat lays it out, body in the row, an index by feed, a rollback
//! journal.

use crate::generate::{Line, Plan};
use rusqlite::{Connection, OpenFlags, params};
use std::path::Path;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Tuned.
    F,
    /// As newsboat has it.
    N,
}

const TUNED: &str = "
    CREATE TABLE outlet (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE head (
        id INTEGER PRIMARY KEY, outlet INTEGER NOT NULL, guid TEXT NOT NULL UNIQUE,
        date INTEGER NOT NULL, read INTEGER NOT NULL, star INTEGER NOT NULL,
        title TEXT NOT NULL, by TEXT NOT NULL);
    CREATE TABLE body (id INTEGER PRIMARY KEY, html TEXT NOT NULL);
    CREATE INDEX list ON head (outlet, date DESC, id, read, star, title);
";

const NEWSBOAT: &str = "
    CREATE TABLE rss_feed (rssurl TEXT PRIMARY KEY NOT NULL, title TEXT NOT NULL);
    CREATE TABLE rss_item (
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL,
        title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL,
        feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL,
        unread INTEGER(1) NOT NULL);
    CREATE INDEX idx_guid ON rss_item (guid);
    CREATE INDEX idx_feedurl ON rss_item (feedurl);
";

/// A line of a list in memory.
#[derive(Debug)]
#[allow(dead_code, reason = "it is held, as a reader holds it")]
pub(crate) struct Head {
    id: i64,
    date: i64,
    read: bool,
    star: bool,
    title: String,
}

/// An open database.
#[derive(Debug)]
pub(crate) struct Sqlite {
    db: Connection,
    layout: Layout,
}

impl Sqlite {
    /// Makes the database at `path` with all articles of the plan, in the order in which they came.
    pub(crate) fn make(path: &Path, layout: Layout, plan: &Plan) {
        let _ = std::fs::remove_file(path);
        let mut db = Connection::open(path).expect("a database");
        // Only while it is made.
        db.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;",
        )
        .expect("settings");
        db.execute_batch(match layout {
            Layout::F => TUNED,
            Layout::N => NEWSBOAT,
        })
        .expect("tables");
        let batch = db.transaction().expect("a transaction");
        for (at, planned) in plan.outlets.iter().enumerate() {
            let name = &planned.outlet.name;
            match layout {
                Layout::F => batch.execute("INSERT INTO outlet VALUES (?, ?)", params![at, name]),
                Layout::N => batch.execute(
                    "INSERT INTO rss_feed VALUES (?, ?)",
                    params![planned.outlet.id.as_str(), name],
                ),
            }
            .expect("an outlet");
        }
        for (outlet, n) in plan.as_they_came() {
            for line in plan.lines(outlet, n, plan.record(outlet, n)) {
                match layout {
                    Layout::F => insert_tuned(&batch, &line),
                    Layout::N => insert_newsboat(&batch, &line, plan),
                }
            }
        }
        batch.commit().expect("committed");
        db.execute_batch(match layout {
            Layout::F => "ANALYZE; PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE);",
            Layout::N => "ANALYZE; PRAGMA journal_mode = DELETE;",
        })
        .expect("settings");
        drop(db);
        let file = std::fs::File::open(path).expect("the database");
        file.sync_all().expect("on the disk");
    }

    /// Opens the database as its program would.
    pub(crate) fn open(path: &Path, layout: Layout) -> Sqlite {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .expect("the database");
        db.execute_batch("PRAGMA synchronous = FULL;")
            .expect("settings");
        db.set_prepared_statement_cache_capacity(64);
        Sqlite { db, layout }
    }

    /// All outlets with their counts, and the lines of the first. Gives how many lines.
    pub(crate) fn first_frame(&self, plan: &Plan) -> usize {
        let (counts, list, first) = match self.layout {
            Layout::F => (
                "SELECT o.name, n, unread FROM (SELECT outlet, count(*) AS n, sum(read = 0) AS \
                 unread FROM head GROUP BY outlet) JOIN outlet o ON o.id = outlet",
                "SELECT id, date, read, star, title FROM head WHERE outlet = ? ORDER BY date DESC",
                rusqlite::types::Value::from(0_i64),
            ),
            Layout::N => (
                "SELECT f.title, n, unread FROM (SELECT feedurl, count(*) AS n, sum(unread) AS \
                 unread FROM rss_item GROUP BY feedurl) JOIN rss_feed f ON f.rssurl = feedurl",
                "SELECT id, pubDate, NOT unread, 0, title FROM rss_item WHERE feedurl = ? \
                 ORDER BY pubDate DESC",
                plan.outlets[0].outlet.id.as_str().to_owned().into(),
            ),
        };
        let mut counts = self.db.prepare_cached(counts).expect("SQL");
        let counts: Vec<(String, i64, i64)> = counts
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .expect("counts")
            .collect::<Result<_, _>>()
            .expect("counts");
        let heads = self.heads(list, [first]);
        std::hint::black_box(counts);
        std::hint::black_box(heads).len()
    }

    /// All lines in memory, the newest first.
    pub(crate) fn all_heads(&self) -> Vec<Head> {
        let mut heads = self.heads("SELECT id, date, read, star, title FROM head", []);
        heads.sort_by_key(|head| std::cmp::Reverse(head.date));
        heads
    }

    fn heads(&self, sql: &str, params: impl rusqlite::Params) -> Vec<Head> {
        let mut list = self.db.prepare_cached(sql).expect("SQL");
        let rows = list.query_map(params, |row| {
            Ok(Head {
                id: row.get(0)?,
                date: row.get(1)?,
                read: row.get(2)?,
                star: row.get(3)?,
                title: row.get(4)?,
            })
        });
        rows.expect("rows").collect::<Result<_, _>>().expect("rows")
    }

    /// The row of an article.
    pub(crate) fn row_of(&self, guid: &str) -> i64 {
        let sql = "SELECT id FROM head WHERE guid = ?";
        self.db
            .query_row(sql, [guid], |row| row.get(0))
            .expect("the article")
    }

    /// One text.
    pub(crate) fn body(&self, row: i64) -> String {
        let mut body = self
            .db
            .prepare_cached("SELECT html FROM body WHERE id = ?")
            .expect("SQL");
        body.query_row([row], |row| row.get(0)).expect("a text")
    }

    /// Adds lines in one transaction.
    pub(crate) fn add(&mut self, lines: &[Line]) {
        let batch = self.db.transaction().expect("a transaction");
        lines.iter().for_each(|line| insert_tuned(&batch, line));
        batch.commit().expect("committed");
    }

    /// Marks rows read or unread in one transaction.
    pub(crate) fn mark(&mut self, column: &str, rows: &[i64], on: bool) {
        let batch = self.db.transaction().expect("a transaction");
        let sql = format!("UPDATE head SET {column} = ? WHERE id = ?");
        let mut update = batch.prepare_cached(&sql).expect("SQL");
        for row in rows {
            update.execute(params![on, row]).expect("marked");
        }
        drop(update);
        batch.commit().expect("committed");
    }

    /// The rows whose texts have the words.
    pub(crate) fn like(&self, words: &str) -> Vec<i64> {
        let mut like = self
            .db
            .prepare_cached("SELECT id FROM body WHERE html LIKE ?")
            .expect("SQL");
        let rows = like.query_map([format!("%{words}%")], |row| row.get(0));
        rows.expect("rows").collect::<Result<_, _>>().expect("rows")
    }

    /// Removes the oldest lines of an outlet.
    pub(crate) fn expire(&mut self, outlet: usize, n: usize) {
        let batch = self.db.transaction().expect("a transaction");
        let oldest = "SELECT id FROM head WHERE outlet = ? ORDER BY date LIMIT ?";
        for sql in [
            format!("DELETE FROM body WHERE id IN ({oldest})"),
            format!("DELETE FROM head WHERE id IN ({oldest})"),
        ] {
            batch.execute(&sql, params![outlet, n]).expect("removed");
        }
        batch.commit().expect("committed");
    }
}

fn insert_tuned(db: &Connection, line: &Line) {
    let mut head = db
        .prepare_cached(
            "INSERT INTO head (outlet, guid, date, read, star, title, by) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .expect("SQL");
    let Line {
        outlet,
        date,
        read,
        star,
        title,
        by,
        ..
    } = line;
    head.execute(params![
        outlet,
        line.id.to_string(),
        date,
        read,
        star,
        title,
        by
    ])
    .expect("a line");
    let mut body = db
        .prepare_cached("INSERT INTO body (id, html) VALUES (?, ?)")
        .expect("SQL");
    body.execute(params![db.last_insert_rowid(), line.html])
        .expect("a text");
}

fn insert_newsboat(db: &Connection, line: &Line, plan: &Plan) {
    let mut item = db
        .prepare_cached(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .expect("SQL");
    let Line {
        title,
        by,
        url,
        date,
        html,
        read,
        ..
    } = line;
    let feed = plan.outlets[line.outlet].outlet.id.as_str();
    let guid = line.id.to_string();
    item.execute(params![guid, title, by, url, feed, date, html, !read])
        .expect("an item");
}
