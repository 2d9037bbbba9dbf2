//! What the page shows, laid out for its width, and how far it is read.

use crate::chars::ascii::Signs;
use crate::model::place::At;
use crate::model::{Article, Block, BlockKind, Id, Kind};
use crate::search::Query;
use crate::text::wrap::wrap;
use crate::text::{Line, Link, Numbers, Options, Role, Sheet, Span, Text, lay_out};
use jiff::tz::TimeZone;

/// The state of the pane.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The article, if one is open.
    pub article: Option<Box<Article>>,
    /// Whether its source shows instead of its text.
    pub source: bool,
    /// The text at most this many columns wide.
    pub measure: u16,
    /// What it says while no article is open.
    pub intro: Vec<Block>,
    /// How texts are laid out; the measure and the signs come with each layout.
    pub options: Option<Options>,
    /// The first line on the screen.
    pub top: usize,
    /// The words looked for.
    pub find: Option<Query>,
    /// Where they are found.
    pub matches: Vec<Match>,
    /// The match one stands on.
    pub current: usize,
    /// Whether the end was on the screen after the last key.
    pub end_was_seen: bool,
    /// The point one reads from. It is set by moving and not by laying out, so that it does not
    /// drift when the width changes and changes back.
    anchor: At,
    /// Whether one moved to the very end: there a new layout stays at the end.
    at_bottom: bool,
    columns: usize,
    height: usize,
    page: Page,
    /// The layouts of other widths, the last one last: a screen that is made smaller is often made
    /// larger again.
    kept: Vec<Page>,
    /// The numbers of the article's links.
    numbers: Numbers,
    /// How many bytes of text stand before each block.
    bytes: Vec<usize>,
}

/// The page in one width, laid out as far as it was looked at.
#[derive(Clone, Debug, Default)]
struct Page {
    columns: usize,
    sheet: Sheet,
    /// How many lines stand above the text.
    heading: usize,
    /// Whether all of it is laid out, with what stands below the text.
    whole: bool,
}

/// So many layouts of other widths are kept.
const MOST_KEPT: usize = 3;

/// A text of up to so many bytes is laid out at once: then its length is known.
const SHORT: usize = 48 << 10;

/// The block that the headline counts as, where words are looked for. It is no point of the text:
/// one that reads from the headline reads from the start.
const HEADLINE: u32 = u32::MAX;

/// Where the words looked for stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The block, and its first character.
    pub at: At,
    /// The character after its last.
    pub to: u32,
}

impl State {
    /// An empty page.
    pub fn new(measure: u16) -> State {
        State {
            measure,
            ..State::default()
        }
    }

    /// Opens an article at a point of it.
    pub fn open(&mut self, article: Article, at: At, signs: &Signs, zone: &TimeZone) {
        self.numbers = Numbers::new(&article.blocks);
        let mut before = 0;
        let lengths = article
            .blocks
            .iter()
            .map(|b| b.runs.iter().map(|r| r.text.len()).sum::<usize>());
        self.bytes = lengths
            .map(|len| {
                before += len;
                before
            })
            .collect();
        self.article = Some(Box::new(article));
        self.source = false;
        self.end_was_seen = false;
        self.stop_find();
        self.lay_out(signs, zone);
        self.go_to(at);
    }

    /// The open article's id.
    pub fn id(&self) -> Option<Id> {
        self.article.as_ref().map(|a| a.head.id)
    }

    /// Fits the page into `columns` and `height`; the first visible sentence stays first.
    pub fn resize(&mut self, columns: usize, height: usize, signs: &Signs, zone: &TimeZone) {
        let height = height.max(1);
        let same = columns == self.columns;
        if same && height == self.height {
            return;
        }
        self.height = height;
        self.columns = columns;
        if !same {
            let kept = self.kept.iter().position(|p| p.columns == columns);
            match kept.map(|n| self.kept.remove(n)) {
                Some(page) => {
                    let left = std::mem::replace(&mut self.page, page);
                    self.keep(left);
                }
                None => {
                    let left = std::mem::take(&mut self.page);
                    self.keep(left);
                    self.lay_out_page(signs, zone);
                }
            }
        }
        self.top = if self.at_bottom {
            self.last_top()
        } else {
            self.line_to_show(self.anchor)
        };
        self.look_to(self.top);
    }

    /// Shows the source, from where the article begins in it, or the text again, at `at`.
    pub fn toggle_source(&mut self, at: At, signs: &Signs, zone: &TimeZone) {
        self.source = !self.source;
        self.stop_find();
        self.lay_out(signs, zone);
        let at = if self.source {
            self.start_in_source()
        } else {
            at
        };
        self.go_to(at);
    }

    /// Where the source has the article's headline, or the start of its text.
    fn start_in_source(&self) -> At {
        let Some(article) = &self.article else {
            return At::START;
        };
        let start: String = article.blocks.first().map(Block::text).unwrap_or_default();
        let start: String = start.chars().take(60).collect();
        let lines = || (0_u32..).zip(article.source.split('\n'));
        let has = |words: &str| {
            let mut lines = lines();
            lines
                .find(|(_, l)| !words.is_empty() && l.contains(words))
                .map(|(block, _)| block)
        };
        let block = has(&article.head.title)
            .or_else(|| has(&start))
            .unwrap_or(0);
        At { block, char: 0 }
    }

    /// Lays the article out anew.
    pub fn lay_out(&mut self, signs: &Signs, zone: &TimeZone) {
        self.kept.clear();
        self.lay_out_page(signs, zone);
    }

    fn keep(&mut self, page: Page) {
        if page.columns > 0 {
            self.kept.push(page);
            let over = self.kept.len().saturating_sub(MOST_KEPT);
            self.kept.drain(..over);
        }
    }

    fn lay_out_page(&mut self, signs: &Signs, zone: &TimeZone) {
        let columns = self.columns.max(1);
        let mut options = self
            .options
            .take()
            .unwrap_or_else(|| Options::new(columns, signs));
        options.measure = columns;
        options.signs = *signs;
        options.lang = self.article.as_ref().and_then(|a| a.lang.clone());
        let (lines, heading, whole) = match &self.article {
            None => (lay_out(&self.intro, &options), 0, true),
            Some(article) if self.source => (source_lines(&article.source, columns), 0, true),
            Some(article) => {
                let lines = heading(article, columns, signs, zone);
                let heading = lines.len();
                (lines, heading, false)
            }
        };
        self.options = Some(options);
        self.page = Page {
            columns: self.columns,
            sheet: Sheet::new(lines),
            heading,
            whole,
        };
        let short = self.bytes.last().is_none_or(|all| *all <= SHORT);
        self.look_to(if short { usize::MAX } else { self.top });
        self.find_again();
    }

    /// Lays out what a screen shows whose first line is `top`, and the line after it.
    fn look_to(&mut self, top: usize) {
        let lines = top.saturating_add(self.height).saturating_add(1);
        self.grow(|sheet, text| sheet.grow_to_line(text, lines), lines);
    }

    /// Grows the page; what stands below the text comes with its end, where `lines` are wanted.
    fn grow(&mut self, grow: impl FnOnce(&mut Sheet, &Text<'_>), lines: usize) {
        let (Some(article), Some(options)) = (&self.article, &self.options) else {
            return;
        };
        if self.page.whole {
            return;
        }
        let text = Text {
            blocks: &article.blocks,
            numbers: &self.numbers,
            options,
        };
        let sheet = &mut self.page.sheet;
        grow(sheet, &text);
        if sheet.blocks() >= article.blocks.len() && sheet.lines().len() < lines {
            sheet.close(closing(article, &self.numbers, options));
            self.page.whole = true;
        }
    }

    /// The lines laid out so far.
    pub fn lines(&self) -> &[Line] {
        self.page.sheet.lines()
    }

    /// The links of the open article, in the order of their numbers.
    pub fn links(&self) -> &[Link] {
        self.numbers.links()
    }

    /// The point of the text one reads from: what the first visible line shows.
    pub fn at(&self) -> At {
        self.anchor
    }

    /// Scrolls so that the line with this point is the first.
    pub fn go_to(&mut self, at: At) {
        self.top = self.line_to_show(at);
        self.at_bottom = false;
        self.anchor = at;
    }

    /// Scrolls to a line: what it shows is what one reads from now.
    pub fn scroll_to(&mut self, line: usize) {
        self.look_to(line);
        let last = self
            .page
            .whole
            .then(|| self.lines().len().saturating_sub(self.height));
        let line = last.map_or(line, |last| line.min(last));
        if line == self.top {
            return;
        }
        self.top = line;
        self.at_bottom = last == Some(line);
        self.anchor = if line < self.page.heading && !self.source {
            At::START
        } else {
            let shown = self.lines().get(line..).unwrap_or_default();
            shown
                .iter()
                .find(|l| l.chars > 0)
                .map_or(self.anchor, |l| l.at)
        };
    }

    /// The columns of the text.
    pub fn columns(&self) -> usize {
        self.columns
    }

    fn line_to_show(&mut self, at: At) -> usize {
        if at == At::START {
            return 0;
        }
        let line = self.line_of(at);
        self.look_to(line);
        if self.page.whole {
            line.min(self.lines().len().saturating_sub(self.height))
        } else {
            line
        }
    }

    /// The line a point stands on.
    pub fn line_of(&mut self, at: At) -> usize {
        if at.block == HEADLINE {
            return 0;
        }
        let block = usize::try_from(at.block).unwrap_or(usize::MAX);
        self.grow(|sheet, text| sheet.grow_to_block(text, block), 0);
        let shows = |l: &Line| l.chars > 0 && l.at.block != HEADLINE && l.at <= at;
        self.lines().iter().rposition(shows).unwrap_or(0)
    }

    /// The first line at which the last line stands at the bottom: lays out everything.
    pub fn last_top(&mut self) -> usize {
        self.look_to(usize::MAX);
        self.lines().len().saturating_sub(self.height)
    }

    /// Whether the end is on the screen.
    pub fn is_at_end(&self) -> bool {
        self.page.whole && self.top + self.height >= self.lines().len()
    }

    /// How many lines fit.
    pub fn height(&self) -> usize {
        self.height
    }

    /// How much is read, in percent; `None` where all of it is on the screen. Until all is laid out
    /// it is told from the length of the text.
    pub fn percent(&self) -> Option<usize> {
        let lines = self.lines().len();
        let seen = (self.top + self.height).min(lines);
        if self.page.whole {
            return (lines > self.height).then(|| 100 * seen / lines);
        }
        let done = self
            .page
            .sheet
            .blocks()
            .checked_sub(1)
            .and_then(|n| self.bytes.get(n));
        let (done, all) = (
            done.copied().unwrap_or(0),
            self.bytes.last().copied().unwrap_or(0),
        );
        let all_lines = lines.saturating_mul(all.max(1)) / done.max(1);
        Some((100 * seen / all_lines.max(1)).min(99))
    }

    /// The `nth` line from 0 on below the first one that begins a paragraph or a heading.
    pub fn next_start(&mut self, headings: bool, nth: usize) -> Option<usize> {
        loop {
            let top = self.top;
            let found = self.starts(headings).filter(|n| *n > top).nth(nth);
            if found.is_some() || self.page.whole {
                return found;
            }
            let lines = self.lines().len();
            self.look_to(lines.saturating_mul(2));
        }
    }

    /// The lines laid out so far that begin a paragraph or a heading.
    pub fn starts(&self, headings: bool) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.lines()
            .iter()
            .enumerate()
            .skip(self.page.heading)
            .filter_map(move |(n, line)| {
                let starts = line.chars > 0 && line.at.char == 0;
                let is_heading = || {
                    self.article.as_ref().is_some_and(|a| {
                        let block = a.blocks.get(line.at.block as usize);
                        block.is_some_and(|b| matches!(b.kind, BlockKind::Heading(_)))
                    })
                };
                (starts && (!headings || is_heading())).then_some(n)
            })
    }

    /// Looks for words; the current match is the first on or after the first visible line.
    pub fn look_for(&mut self, query: Option<Query>) {
        self.find = query;
        self.find_again();
        let at = self.at();
        let from = |m: &Match| at == At::START || (m.at.block != HEADLINE && m.at >= at);
        self.current = self.matches.iter().position(from).unwrap_or(0);
    }

    /// Shows what a search everywhere found: its words are marked, and the match at `at`, or the
    /// first behind it, is the current one and on the screen. Where none is in the text there is
    /// nothing to walk.
    pub fn show_found(&mut self, query: Query, at: At) {
        self.go_to(At::START);
        self.look_for(Some(query));
        match self.matches.iter().position(|m| m.at >= at) {
            Some(current) => self.current = current,
            None => self.stop_find(),
        }
        self.show_match();
    }

    /// Ends the search.
    pub fn stop_find(&mut self) {
        self.find = None;
        self.matches.clear();
        self.current = 0;
    }

    fn find_again(&mut self) {
        self.matches.clear();
        let (Some(query), Some(article)) = (&self.find, &self.article) else {
            return;
        };
        let texts: Vec<String> = if self.source {
            article.source.split('\n').map(str::to_owned).collect()
        } else {
            article.blocks.iter().map(Block::text).collect()
        };
        let headline = (HEADLINE, article.head.title.clone());
        let headline = Some(headline).filter(|_| !self.source);
        for (block, text) in headline.into_iter().chain((0_u32..).zip(texts)) {
            for (from, to) in query.find_in(&text) {
                let char = u32::try_from(from).unwrap_or(u32::MAX);
                let to = u32::try_from(to).unwrap_or(u32::MAX);
                self.matches.push(Match {
                    at: At { block, char },
                    to,
                });
            }
        }
    }

    /// Goes on by `steps` matches (back, where negative) and brings the match onto the screen.
    /// Gives whether it went round the end.
    pub fn step_match(&mut self, steps: i64) -> bool {
        let count = i64::try_from(self.matches.len()).unwrap_or(i64::MAX);
        if count == 0 {
            return false;
        }
        let to = i64::try_from(self.current).unwrap_or(0) + steps;
        self.current = usize::try_from(to.rem_euclid(count)).unwrap_or(0);
        self.show_match();
        to < 0 || to >= count
    }

    /// Brings the current match onto the screen.
    pub fn show_match(&mut self) {
        if let Some(found) = self.matches.get(self.current) {
            let line = self.line_of(found.at);
            if line < self.top || line >= self.top + self.height {
                self.scroll_to(line.saturating_sub(self.height / 3));
            }
        }
    }
}

/// Headline, byline and a blank line.
fn heading(article: &Article, columns: usize, signs: &Signs, zone: &TimeZone) -> Vec<Line> {
    let mut lines = words(&article.head.title, columns, Role::Heading);
    for (line, (from, to)) in lines.iter_mut().zip(wrap(&article.head.title, columns)) {
        line.at = At {
            block: HEADLINE,
            char: u32::try_from(from).unwrap_or(u32::MAX),
        };
        line.chars = u32::try_from(to - from).unwrap_or(u32::MAX);
        for span in &mut line.spans {
            (span.from, span.chars) = (line.at.char, line.chars);
        }
    }
    let head = &article.head;
    let minutes = match head.kind {
        Kind::Related(_) => None,
        _ => Some(format!("{} min", article.minutes)),
    };
    let date = head
        .date
        .clone()
        .or_else(|| head.when.map(|w| w.in_byline(zone)));
    let facts: Vec<String> = [head.by.clone(), date, minutes]
        .into_iter()
        .flatten()
        .collect();
    let byline = facts.join(&format!(" {} ", signs.dot));
    lines.extend(words(&byline, columns, Role::Dim));
    lines.push(Line::blank(At::START));
    lines
}

/// What stands under the text: how often it was cut, and where its links lead.
fn closing(article: &Article, numbers: &Numbers, options: &Options) -> Vec<Line> {
    let mut lines = cuts(article, options.measure, &options.signs);
    lines.extend(crate::text::links::list(numbers, options));
    lines
}

/// How often the text was cut.
fn cuts(article: &Article, columns: usize, signs: &Signs) -> Vec<Line> {
    let cuts = article.cuts;
    if cuts == 0 {
        return Vec::new();
    }
    let what = match article.head.kind {
        Kind::Lead => "in this digest",
        _ => "here",
    };
    let note = match cuts {
        1 => format!("1 cut {what}, marked [{}]", signs.ellipsis),
        n => format!("{n} cuts {what}, each marked [{}]", signs.ellipsis),
    };
    let mut lines = vec![Line::blank(At::START)];
    lines.extend(words(&note, columns, Role::Dim));
    lines
}

/// Words that are no part of the text, wrapped in one role.
fn words(text: &str, columns: usize, role: Role) -> Vec<Line> {
    let chars: Vec<char> = text.chars().collect();
    wrap(text, columns)
        .into_iter()
        .map(|(from, to)| {
            let text: String = chars[from..to].iter().collect();
            Line {
                spans: vec![Span::sign(text, role)],
                ..Line::blank(At::START)
            }
        })
        .collect()
}

/// The source, line by line.
fn source_lines(source: &str, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (block, text) in (0_u32..).zip(source.split('\n')) {
        let chars: Vec<char> = text.chars().collect();
        let ranges = wrap(text, columns);
        if ranges.is_empty() {
            lines.push(Line::blank(At { block, char: 0 }));
        }
        for (from, to) in ranges {
            let text: String = chars[from..to].iter().collect();
            let from = u32::try_from(from).unwrap_or(u32::MAX);
            let span = Span {
                from,
                chars: u32::try_from(to).unwrap_or(u32::MAX) - from,
                ..Span::sign(text.replace('\t', " "), Role::Code)
            };
            lines.push(Line::of(block, vec![span], from));
        }
    }
    lines
}
