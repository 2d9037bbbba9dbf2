//! The plain reader: numbered lists and one command a line, lines that only go down. For terminals
//! that show lines only, for speech and braille, and for pipes.

use crate::chars::width::width;
use crate::jobs::Desk;
use crate::model::block::{Frame, Marker};
use crate::model::library::is_related;
use crate::model::place::At;
use crate::model::{Article, BlockKind, Head, Id, Library, Mark, Op, Shelf, Style};
use crate::text::wrap::wrap;
use jiff::Zoned;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::io::{self, BufRead, Write};

/// The most columns a line takes.
pub(super) const COLUMNS: usize = 72;

/// How the plain reader begins.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// What is to be said first.
    pub words: Vec<String>,
    /// The document that was just opened: its list is shown first.
    pub show: Option<Id>,
    /// The terminal's columns, where they are known.
    pub columns: Option<usize>,
    /// Whether only ASCII can be shown.
    pub ascii: bool,
}

/// Reads commands from `input` and answers on `out` until `q` or the end of the input.
///
/// # Errors
/// `out` could not be written.
pub fn run(desk: Desk, start: Start, input: impl BufRead, out: impl Write) -> io::Result<()> {
    let mut plain = Plain::new(desk, &start, out);
    for words in &start.words {
        plain.say(words)?;
    }
    let samples = plain.library.only_samples();
    let what = if samples {
        "Sample digest, offline. "
    } else {
        ""
    };
    plain.say(&format!("tidings. {what}Type a number, or ? for help."))?;
    plain.again()?;
    plain.prompt()?;
    for line in input.split(b'\n') {
        let line = String::from_utf8_lossy(&line?).trim().to_owned();
        if !plain.answer(&line)? {
            return Ok(());
        }
        plain.prompt()?;
    }
    plain.say("")
}

/// Where the reader is.
#[derive(Clone, Debug, PartialEq)]
enum Where {
    Outlets,
    List(usize),
    Article(usize, Id),
}

struct Plain<W> {
    desk: Desk,
    library: Library,
    shelves: Vec<Shelf>,
    at: Where,
    /// The articles of the list that was shown last, which its numbers mean until the next one:
    /// what is read leaves *Unread*, but not the reader's screen.
    listed: Vec<Id>,
    columns: usize,
    ascii: bool,
    out: W,
}

const HELP: &str = "A number opens. n next unread, b bookmark, m read or unread, l the list again, \
                    q back, at the top leave.";

impl<W: Write> Plain<W> {
    fn new(mut desk: Desk, start: &Start, out: W) -> Plain<W> {
        let library = desk.library();
        let shelves = shelves(&library);
        let columns = start.columns.unwrap_or(COLUMNS).clamp(20, COLUMNS);
        // An article that was opened stands in the list of its outlet, a digest in its own.
        let shown = start.show.and_then(|id| library.parts(id).next());
        let list = shown.and_then(|head| {
            let edition = Shelf::Edition(head.article);
            let outlet = Shelf::Outlet(head.outlet.clone());
            shelves.iter().position(|s| *s == edition || *s == outlet)
        });
        Plain {
            desk,
            library,
            shelves,
            at: list.map_or(Where::Outlets, Where::List),
            ascii: start.ascii,
            listed: Vec::new(),
            columns,
            out,
        }
    }

    /// Answers one line; false when the reader leaves.
    fn answer(&mut self, line: &str) -> io::Result<bool> {
        if let Ok(number) = line.parse::<usize>() {
            self.open(number)?;
            return Ok(true);
        }
        match line {
            "q" => return self.back(),
            "" | "l" => self.again()?,
            "?" => self.say(HELP)?,
            "n" => self.next_unread()?,
            "b" => self.bookmark()?,
            "m" => self.toggle_read()?,
            _ => self.say(&format!("No command “{line}”. {HELP}"))?,
        }
        Ok(true)
    }

    fn back(&mut self) -> io::Result<bool> {
        match self.at {
            Where::Outlets => return Ok(false),
            Where::List(_) => {
                self.at = Where::Outlets;
                self.outlets()?;
            }
            Where::Article(shelf, _) => {
                self.at = Where::List(shelf);
                self.list(shelf)?;
            }
        }
        Ok(true)
    }

    fn again(&mut self) -> io::Result<()> {
        match self.at.clone() {
            Where::Outlets => self.outlets(),
            Where::List(shelf) => self.list(shelf),
            Where::Article(_, id) => self.article(id),
        }
    }

    fn open(&mut self, number: usize) -> io::Result<()> {
        let index = number.checked_sub(1);
        match self.at {
            Where::Outlets => match index.filter(|n| *n < self.shelves.len()) {
                Some(shelf) => {
                    self.at = Where::List(shelf);
                    self.list(shelf)
                }
                None => self.say(&format!("The numbers go from 1 to {}.", self.shelves.len())),
            },
            Where::List(shelf) | Where::Article(shelf, _) => {
                match index.and_then(|n| self.listed.get(n)).copied() {
                    Some(id) => {
                        self.at = Where::Article(shelf, id);
                        self.article(id)
                    }
                    None => self.say(&format!("The numbers go from 1 to {}.", self.listed.len())),
                }
            }
        }
    }

    fn next_unread(&mut self) -> io::Result<()> {
        let shelf = match self.at {
            Where::Outlets => {
                self.listed = self.ids(0);
                0
            }
            Where::List(shelf) | Where::Article(shelf, _) => shelf,
        };
        let here = match self.at {
            Where::Article(_, here) => self.listed.iter().position(|id| *id == here),
            _ => None,
        };
        let (before, after) = self.listed.split_at(here.map_or(0, |at| at + 1));
        let mut others = after.iter().chain(before);
        let next = others.find(|id| {
            let head = self.library.head(**id);
            head.is_some_and(|head| self.library.is_unread(&head))
        });
        match next.copied() {
            Some(id) => {
                self.at = Where::Article(shelf, id);
                self.article(id)
            }
            None => self.say("All read here."),
        }
    }

    fn bookmark(&mut self) -> io::Result<()> {
        let Where::Article(_, id) = self.at else {
            return self.say("Open an article first.");
        };
        let set = self.library.marks().is_bookmarked(id);
        let mark = if set {
            Mark::Unstar
        } else {
            Mark::Star(At::START, None)
        };
        let words = if set {
            "Bookmark taken off."
        } else {
            "Bookmarked."
        };
        self.mark(id, mark)?;
        self.say(words)
    }

    fn toggle_read(&mut self) -> io::Result<()> {
        let Where::Article(_, id) = self.at else {
            return self.say("Open an article first.");
        };
        let read = self.library.marks().is_read(id);
        self.mark(id, if read { Mark::Unread } else { Mark::Read })?;
        self.say(if read { "Unread again." } else { "Read." })
    }

    fn mark(&mut self, id: Id, mark: Mark) -> io::Result<()> {
        let Some(head) = self.library.head(id) else {
            return Ok(());
        };
        let kept_in = head.kept_in.clone();
        let op = Op {
            kept_in,
            mark,
            time: Zoned::now().timestamp().as_second(),
            ids: vec![id],
        };
        self.library.apply(&op);
        match self.desk.mark(&[op], &self.library) {
            Ok(()) => Ok(()),
            Err(error) => self.say(&error.to_string()),
        }
    }

    fn outlets(&mut self) -> io::Result<()> {
        self.say("Outlets")?;
        for (n, shelf) in self.shelves.clone().iter().enumerate() {
            self.say(&format!("{:>2}  {}", n + 1, self.in_words(shelf)))?;
        }
        Ok(())
    }

    /// A row of the outlets in words: `LANTERN REVIEW, 22 Nov 2026, digest, 4 unread`.
    fn in_words(&self, shelf: &Shelf) -> String {
        let name = self.name(shelf);
        let count = match shelf {
            Shelf::Bookmarks => self.library.listed(shelf).len().to_string(),
            _ => match self.library.unread_of(shelf) {
                0 => "all read".to_owned(),
                unread => format!("{unread} unread"),
            },
        };
        let digest = if matches!(shelf, Shelf::Edition(_)) {
            ", digest"
        } else {
            ""
        };
        format!("{name}{digest}, {count}")
    }

    fn list(&mut self, shelf: usize) -> io::Result<()> {
        self.listed = self.ids(shelf);
        let words = self.shelves.get(shelf).map(|s| self.in_words(s));
        self.say(&words.unwrap_or_default())?;
        let lines: Vec<String> = self
            .heads(shelf)
            .iter()
            .enumerate()
            .map(|(n, head)| {
                let state = match (is_related(head), self.library.is_unread(head)) {
                    (true, _) => "related",
                    (_, true) => "unread ",
                    (_, false) => "read   ",
                };
                let outlet = self.library.name(&head.outlet);
                format!(
                    "{:>2}  {state} {outlet}: {}{}",
                    n + 1,
                    head.title,
                    minutes(head.minutes)
                )
            })
            .collect();
        if lines.is_empty() {
            return self.say("Nothing here.");
        }
        lines.iter().try_for_each(|line| self.say(line))
    }

    fn article(&mut self, id: Id) -> io::Result<()> {
        let Some(head) = self.library.head(id).map(Cow::into_owned) else {
            return self.say("This article is no longer kept here.");
        };
        let article = match self.desk.article(&head) {
            Ok(article) => article,
            Err(error) => return self.say(&error.to_string()),
        };
        let unread = self.library.is_unread(&head);
        let state = if unread { " Unread." } else { "" };
        for words in paragraphs(&article, &head, self.library.name(&head.outlet), state) {
            self.say(&words)?;
        }
        if unread {
            self.mark(id, Mark::Read)?;
        }
        self.say("")?;
        self.say("End. n next unread, b bookmark, q back.")
    }

    fn ids(&self, shelf: usize) -> Vec<Id> {
        let Some(shelf) = self.shelves.get(shelf) else {
            return Vec::new();
        };
        let shown = |id| *shelf != Shelf::Unread || self.library.is_unread_id(id);
        let lines = self.library.listed_if(shelf, shown);
        lines.iter().map(|line| line.id).collect()
    }

    fn heads(&self, shelf: usize) -> Vec<Cow<'_, Head>> {
        let ids = self.ids(shelf).into_iter();
        ids.filter_map(|id| self.library.head(id)).collect()
    }

    fn name(&self, shelf: &Shelf) -> String {
        match shelf {
            Shelf::Unread => "Unread".to_owned(),
            Shelf::Bookmarks => "Bookmarks".to_owned(),
            Shelf::Edition(id) | Shelf::Part(id, _) => {
                self.library.edition(*id).map_or_else(String::new, |e| {
                    let zone = TimeZone::system();
                    let date = e
                        .when
                        .map_or_else(String::new, |w| format!(", {}", w.whole_date(&zone)));
                    format!("{}{date}", self.library.name(&e.publisher))
                })
            }
            Shelf::Publisher(id) | Shelf::Outlet(id) => self.library.name(id).to_owned(),
            Shelf::Group(group) => group.to_string(),
        }
    }

    fn prompt(&mut self) -> io::Result<()> {
        self.out.write_all(b"> ")?;
        self.out.flush()
    }

    /// Writes a paragraph, wrapped. Everything of a source was cleaned when it came in, and is
    /// cleaned once more here.
    fn say(&mut self, words: &str) -> io::Result<()> {
        let lines = wrapped(words, self.columns, self.ascii);
        self.out.write_all(lines.as_bytes())
    }
}

/// An article in words, a paragraph each: its headline, where it comes from, its text. `state` is
/// said behind its origin.
pub(super) fn paragraphs(article: &Article, head: &Head, outlet: &str, state: &str) -> Vec<String> {
    let via = article
        .via
        .as_ref()
        .filter(|via| via.publisher != outlet)
        .map_or_else(String::new, |via| format!(" via {}", via.publisher));
    let when = head.when.map(|w| w.whole_date(&TimeZone::system()));
    let when = head
        .date
        .clone()
        .or(when)
        .map_or_else(String::new, |w| format!(", {w}"));
    let minutes = minutes(article.minutes);
    let mut out = vec![
        head.title.clone(),
        format!("{outlet}{via}{when}{minutes}.{state}"),
    ];
    for block in &article.blocks {
        let label = match block.kind {
            BlockKind::Heading(_) => "Section: ",
            BlockKind::Item(_) => "- ",
            BlockKind::Quote(_) => "Quote: ",
            BlockKind::Caption => "Photo: ",
            _ => "",
        };
        let numbered = block.frames().iter().rev().find_map(|frame| match frame {
            Frame::Point(mark @ Marker::Number(..)) => Some(format!("{} ", mark.text("-"))),
            _ => None,
        });
        let label = numbered.unwrap_or_else(|| label.to_owned());
        let words = block.runs.iter().map(|run| match run.style {
            Style::Cut => "[cut]",
            _ => run.text.as_str(),
        });
        out.push(String::new());
        let words = words.collect::<String>();
        // Between the cells of a table's row, and at a line break, the voice rests.
        let words = match block.kind {
            BlockKind::Row => words.replace('\t', "; ").replace('\n', " "),
            BlockKind::Code => words.replace('\t', "    "),
            _ => words.replace('\n', " "),
        };
        out.push(format!("{label}{words}"));
    }
    out
}

/// A paragraph in lines of at most `columns`, cleaned; in ASCII where nothing else can be shown.
pub(super) fn wrapped(words: &str, columns: usize, ascii: bool) -> String {
    let mut words = crate::chars::clean::clean(words);
    if ascii {
        words = crate::chars::ascii::transliterate(&words);
    }
    let mut out = String::new();
    for line in words.split('\n') {
        if width(line) <= columns {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        let chars: Vec<char> = line.chars().collect();
        for (from, to) in wrap(line, columns) {
            out.extend(&chars[from..to]);
            out.push('\n');
        }
    }
    out
}

/// What the plain reader lists: what is unread and bookmarked, the editions, the outlets.
fn shelves(library: &Library) -> Vec<Shelf> {
    let editions = library.editions().map(|e| Shelf::Edition(e.id));
    let outlets = library
        .authors()
        .into_iter()
        .map(|o| Shelf::Outlet(o.id.clone()));
    [Shelf::Unread, Shelf::Bookmarks]
        .into_iter()
        .chain(editions)
        .chain(outlets)
        .collect()
}

/// A reading time behind other words.
pub(super) fn minutes(minutes: u32) -> String {
    match minutes {
        0 => String::new(),
        1 => ", 1 minute".to_owned(),
        n => format!(", {n} minutes"),
    }
}
