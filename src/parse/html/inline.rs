//! The runs of the block that is being read.

use crate::chars::clean::clean;
use crate::model::block::runs_of;
use crate::model::{Run, Style};
use std::borrow::Cow;
use std::sync::Arc;

/// Stands for a line break until the block ends: no source has it, its text is cleaned.
pub(super) const BREAK: char = '\u{b}';

/// Runs as they come.
#[derive(Debug, Default)]
pub(super) struct Inline {
    runs: Vec<Run>,
    /// Whether blanks on a line stay as they are.
    exact: bool,
    /// Whether the next word stands apart from what is there.
    apart: bool,
}

impl Inline {
    /// No runs yet; `exact` keeps several blanks on a line.
    pub(super) fn new(exact: bool) -> Inline {
        Inline {
            exact,
            ..Inline::default()
        }
    }

    /// Whether nothing that shows was read.
    pub(super) fn is_empty(&self) -> bool {
        self.runs
            .iter()
            .all(|r| r.text.chars().all(char::is_whitespace))
    }

    /// The character before the next one.
    pub(super) fn last(&self) -> Option<char> {
        self.runs.last().and_then(|r| r.text.chars().next_back())
    }

    /// Whether a line break was the last thing.
    pub(super) fn at_break(&self) -> bool {
        let mut back = self.runs.iter().rev().flat_map(|r| r.text.chars().rev());
        back.find(|c| *c != ' ') == Some(BREAK)
    }

    /// Keeps what is there apart from the word that comes next.
    pub(super) fn part(&mut self) {
        self.apart = true;
    }

    /// Puts the blank before `text` that it is to stand apart with.
    pub(super) fn gap(&mut self, text: &str) {
        let wanted = std::mem::take(&mut self.apart);
        let closes = |c: char| {
            c.is_whitespace()
                || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '”' | '»')
        };
        if wanted
            && self
                .last()
                .is_some_and(|c| !c.is_whitespace() && c != BREAK)
            && text.chars().next().is_some_and(|c| !closes(c))
        {
            self.append(" ", Style::Plain, None);
        }
    }

    /// Takes in text of a style; in preformatted text (`pre`) every blank is meant.
    pub(super) fn push(&mut self, text: &str, style: Style, link: Option<&Arc<str>>, pre: bool) {
        let text = cleaned(text);
        if self.apart && !text.is_empty() {
            self.gap(&text);
        }
        if pre || self.exact {
            self.append(&text, style, link);
            return;
        }
        let is_blank = |c: char| matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}');
        let mut rest: &str = &text;
        let mut blank = self.last().is_none_or(|c| c == ' ' || c == BREAK);
        let mut out = String::with_capacity(rest.len());
        while let Some(at) = rest.find(is_blank) {
            out.push_str(&rest[..at]);
            blank = blank && at == 0;
            if !blank {
                out.push(' ');
            }
            blank = true;
            rest = rest[at..].trim_start_matches(is_blank);
        }
        out.push_str(rest);
        self.append(&out, style, link);
    }

    /// Breaks the line.
    pub(super) fn break_line(&mut self, pre: bool) {
        let mark = if pre { '\n' } else { BREAK };
        match self.runs.last_mut() {
            Some(run) if run.style != Style::Media => run.text.push(mark),
            Some(_) => self.runs.push(Run::new(mark, Style::Plain)),
            None if pre => self.runs.push(Run::new(mark, Style::Plain)),
            None => {}
        }
    }

    /// Takes in a run as it is.
    pub(super) fn append(&mut self, text: &str, style: Style, link: Option<&Arc<str>>) {
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(run)
                if run.style == style && style != Style::Media && same(run.link.as_ref(), link) =>
            {
                run.text.push_str(text);
            }
            _ => self.runs.push(Run {
                text: text.to_owned(),
                style,
                link: link.cloned(),
            }),
        }
    }

    /// The runs of a block that ends here; `code` says that it is preformatted.
    pub(super) fn take(&mut self, code: bool) -> Vec<Run> {
        self.apart = false;
        let mut runs = std::mem::take(&mut self.runs);
        if !code {
            on_one_line(&mut runs);
        }
        let mut out = Vec::with_capacity(runs.len());
        for run in runs {
            if run.style == Style::Plain && run.link.is_none() && run.text.contains(['[', '(']) {
                out.extend(runs_of(&run.text));
            } else {
                out.push(run);
            }
        }
        if out.iter().any(|r| !r.text.trim().is_empty()) {
            out
        } else {
            Vec::new()
        }
    }
}

fn same(a: Option<&Arc<str>>, b: Option<&Arc<str>>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}

/// Nothing that may not be shown; most text has nothing of the kind, and is not copied.
fn cleaned(text: &str) -> Cow<'_, str> {
    let harmless = |c| {
        matches!(c,
            ' '..='~' | '\n' | '\t' | '\u{a0}'..='\u{2ff}' | '\u{370}'..='\u{482}'
            | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}')
    };
    if text.chars().all(harmless) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(clean(text))
    }
}

/// Takes the white space around a block away, and turns each line break of the source inside, with
/// the blanks around it, into one blank. Several blanks on one line stay: the cache keeps texts to
/// the letter.
fn on_one_line(runs: &mut Vec<Run>) {
    for run in runs.iter_mut() {
        if run.text.contains(['\n', '\t', '\r']) {
            run.text = without_breaks(&run.text);
        }
    }
    let blank = runs.iter().take_while(|r| r.text.trim().is_empty()).count();
    runs.drain(..blank);
    if let Some(first) = runs.first_mut() {
        let blanks = first.text.len() - first.text.trim_start().len();
        first.text.drain(..blanks);
    }
    while let Some(last) = runs.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if last.text.is_empty() {
            runs.pop();
        } else {
            break;
        }
    }
    runs.retain(|r| !r.text.is_empty());
    breaks(runs);
}

/// Gives line breaks their character, without the blanks around them.
fn breaks(runs: &mut Vec<Run>) {
    if !runs.iter().any(|r| r.text.contains(BREAK)) {
        return;
    }
    let mut after_break = false;
    for run in runs.iter_mut() {
        let mut out = String::with_capacity(run.text.len());
        for c in run.text.chars() {
            if c == BREAK {
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
                after_break = true;
            } else if c != ' ' || !after_break {
                out.push(c);
                after_break = false;
            }
        }
        run.text = out;
    }
    runs.retain(|r| !r.text.is_empty());
}

fn without_breaks(text: &str) -> String {
    let is_blank = |c: char| matches!(c, ' ' | '\n' | '\t' | '\r');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_blank) {
        let len = rest[at..].find(|c| !is_blank(c)).unwrap_or(rest.len() - at);
        let blanks = &rest[at..at + len];
        out.push_str(&rest[..at]);
        out.push_str(if blanks.contains(['\n', '\t', '\r']) {
            " "
        } else {
            blanks
        });
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    out
}
