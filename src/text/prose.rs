//! The words of a block as they are shown, and which character of the text each of them is.

use super::line::Span;
use super::links::Numbers;
use super::options::Options;
use super::role::Role;
use super::wrap::{Breaks, Piece};
use crate::model::{Run, Style};
use unicode_segmentation::UnicodeSegmentation;

/// The words of a block as they are shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose {
    /// The words; line breaks are `\n`.
    pub(super) text: String,
    /// Where they may break.
    pub(super) breaks: Breaks,
    pieces: Vec<Shown>,
}

/// A part of the shown text, up to the next one.
#[derive(Clone, Copy, Debug)]
struct Shown {
    at: usize,
    role: Role,
    from: u32,
    /// How many characters it stands for, where that is not one for one.
    chars: Option<u32>,
}

/// Writes the words of a block: `role` is what a plain run means, `from` the character of the block
/// that the first run begins with.
pub(super) fn prose(
    runs: &[Run],
    role: Role,
    from: u32,
    label: &str,
    numbers: &Numbers,
    options: &Options,
) -> Prose {
    let mut prose = Prose::default();
    prose.breaks.part_words = options.hyphenate;
    prose.sign(label, role);
    let mut at = from;
    for (n, run) in runs.iter().enumerate() {
        let own = run_role(role, run);
        if run.style == Style::Cut && prose.text.ends_with(' ') {
            // A cut mark is never torn from the word before it. A no-break space is longer.
            prose.hold_blank();
        }
        match run.style {
            Style::Sup | Style::Sub => prose.raised(run, own, at, options),
            _ => prose.words(&run.text, own, at, options),
        }
        at += count(&run.text);
        let goes_on = runs.get(n + 1).is_some_and(|next| next.link == run.link);
        if let Some(link) = run.link.as_ref().filter(|_| !goes_on)
            && let Some(number) = numbers.of(link)
        {
            prose.breaks.glued.push(prose.text.len());
            prose.sign(&format!("[{number}]"), Role::LinkNumber);
        }
    }
    prose
}

impl Prose {
    /// Makes the blank at the end one that no line breaks at.
    fn hold_blank(&mut self) {
        let end = self.text.len();
        self.text.pop();
        self.text.push('\u{a0}');
        let now = self.text.len();
        let pieces = self.pieces.iter_mut().map(|p| &mut p.at).rev();
        pieces.take_while(|at| **at >= end).for_each(|at| *at = now);
        let soft = self.breaks.soft.iter_mut().map(|(at, _)| at).rev();
        soft.take_while(|at| **at >= end).for_each(|at| *at = now);
        let glued = self.breaks.glued.iter_mut().rev();
        glued.take_while(|at| **at >= end).for_each(|at| *at = now);
    }

    /// Something that is no part of the text.
    fn sign(&mut self, text: &str, role: Role) {
        if !text.is_empty() {
            let at = self.text.len();
            self.pieces.push(Shown {
                at,
                role,
                from: 0,
                chars: Some(0),
            });
            self.text.push_str(text);
        }
    }

    fn piece(&mut self, role: Role, from: u32, chars: Option<u32>) {
        let at = self.text.len();
        self.pieces.push(Shown {
            at,
            role,
            from,
            chars,
        });
    }

    /// The words of a run, its first character the one with the number `from`.
    fn words(&mut self, text: &str, role: Role, from: u32, options: &Options) {
        self.piece(role, from, None);
        if text
            .bytes()
            .all(|b| (b' '..0x7f).contains(&b) || b == b'\n')
        {
            self.text.push_str(text);
            return;
        }
        if !options.plain && text.chars().any(is_of_sequence) {
            let mut at = from;
            for cluster in text.graphemes(true) {
                let chars = count(cluster);
                match reduced(cluster) {
                    Some(shown) => {
                        self.piece(role, at, Some(chars));
                        self.text.push_str(&shown);
                        self.piece(role, at + chars, None);
                    }
                    None => self.chars(cluster, role, at),
                }
                at += chars;
            }
        } else {
            self.chars(text, role, from);
        }
    }

    fn chars(&mut self, text: &str, role: Role, from: u32) {
        for (at, c) in (from..).zip(text.chars()) {
            match c {
                '\u{ad}' | '\u{200b}' => {
                    self.breaks.soft.push((self.text.len(), c == '\u{ad}'));
                    self.piece(role, at + 1, None);
                }
                '\t' => self.text.push(' '),
                c => self.text.push(c),
            }
        }
    }

    /// A power or the like, told from the word it hangs on: in characters of its own where there
    /// are some, else behind a sign. Endings of numbers (`21st`) and lowered letters of words that
    /// read on stay as they are.
    fn raised(&mut self, run: &Run, role: Role, from: u32, options: &Options) {
        let text = run.text.trim();
        let up = run.style == Style::Sup;
        let own = |c: char| if up { raised(c) } else { lowered(c) };
        let before = self.text.chars().next_back();
        let letters = text.chars().all(char::is_alphabetic);
        let told = text
            .chars()
            .next()
            .is_some_and(|c| !c.is_alphanumeric() && !matches!(c, '+' | '-' | '−'));
        let ending =
            letters && (before.is_some_and(|c| c.is_ascii_digit()) || text.chars().count() > 3);
        if text.is_empty() || told || ending || before.is_none_or(|c| c.is_whitespace()) && letters
        {
            self.words(&run.text, role, from, options);
            return;
        }
        let chars = count(&run.text);
        if !options.signs.ascii && text.chars().all(|c| own(c).is_some()) {
            let at = self.text.len();
            self.piece(role, from, Some(chars));
            self.breaks.glued.push(at);
            self.text.extend(text.chars().filter_map(own));
            return;
        }
        let sign = if up { '^' } else { '_' };
        let shown = match text.chars().count() {
            1 => format!("{sign}{text}"),
            _ => format!("{sign}({text})"),
        };
        self.piece(role, from, Some(chars));
        self.breaks.glued.push(self.text.len());
        self.text.push_str(&shown);
    }

    /// The words of a row of cells, told apart by a sign where a tab stands between them.
    pub(super) fn cells(
        cells: &[(Vec<Run>, u32)],
        role: Role,
        sign: &str,
        numbers: &Numbers,
        options: &Options,
    ) -> Prose {
        let mut all = Prose::default();
        for (runs, from) in cells {
            let mut cell = prose(runs, role, *from, "", numbers, options);
            if cell.text.trim().is_empty() {
                continue;
            }
            if !all.text.is_empty() {
                all.sign(&format!(" {sign} "), Role::Separator);
            }
            let at = all.text.len();
            all.text.push_str(&cell.text.replace('\n', " "));
            cell.pieces.iter_mut().for_each(|p| p.at += at);
            cell.breaks.soft.iter_mut().for_each(|(p, _)| *p += at);
            cell.breaks.glued.iter_mut().for_each(|p| *p += at);
            all.pieces.append(&mut cell.pieces);
            all.breaks.soft.append(&mut cell.breaks.soft);
            all.breaks.glued.append(&mut cell.breaks.glued);
        }
        all
    }

    /// Whether anything runs from right to left.
    pub(super) fn has_rtl(&self) -> bool {
        !self.text.is_ascii() && self.text.chars().any(is_rtl)
    }

    /// Cuts lines out of the text, from its start to its end.
    pub(super) fn cutter(&self) -> Cutter<'_> {
        Cutter {
            prose: self,
            piece: 0,
            byte: 0,
            char: 0,
        }
    }
}

/// Cuts lines out of a text. Each begins where the one before it ended, or behind it.
pub(super) struct Cutter<'a> {
    prose: &'a Prose,
    piece: usize,
    /// How many characters of the piece were passed, up to this byte.
    byte: usize,
    char: u32,
}

impl Cutter<'_> {
    /// The spans of a line, and the character of the block it begins with.
    pub(super) fn cut(&mut self, line: Piece) -> (Vec<Span>, u32) {
        let spans = self.spans(line.from, line.to);
        let start = self.at();
        let from = spans.iter().find(|s| s.chars > 0).map_or(start, |s| s.from);
        (spans, from)
    }

    fn at(&self) -> u32 {
        let piece = self.prose.pieces.get(self.piece);
        piece.map_or(0, |p| p.from + p.chars.unwrap_or(self.char))
    }

    fn spans(&mut self, from: usize, to: usize) -> Vec<Span> {
        let text = &self.prose.text;
        let pieces = &self.prose.pieces;
        let end_of = |n: usize| pieces.get(n + 1).map_or(text.len(), |p| p.at);
        let mut spans: Vec<Span> = Vec::new();
        let mut at = from;
        while at < to
            || (at == from && at == to && self.piece + 1 < pieces.len() && end_of(self.piece) <= at)
        {
            while self.piece + 1 < pieces.len() && end_of(self.piece) <= at {
                self.piece += 1;
                self.byte = pieces[self.piece].at;
                self.char = 0;
            }
            if at >= to {
                break;
            }
            let Some(piece) = pieces.get(self.piece) else {
                break;
            };
            if self.byte < at {
                self.char += count(&text[self.byte..at]);
                self.byte = at;
            }
            let end = end_of(self.piece).min(to);
            let shown = &text[at..end];
            let chars = count(shown);
            // It has kept the words together; on the page it is a blank.
            let shown = match shown.contains('\u{a0}') {
                true => shown.replace('\u{a0}', " "),
                false => shown.to_owned(),
            };
            let span = match piece.chars {
                None => Span {
                    text: shown,
                    role: piece.role,
                    from: piece.from + self.char,
                    chars,
                    rtl: false,
                },
                Some(of) => Span {
                    text: shown,
                    role: piece.role,
                    from: piece.from,
                    chars: of,
                    rtl: false,
                },
            };
            match spans.last_mut() {
                Some(last) if piece.chars.is_none() && follows(last, &span) => {
                    last.text.push_str(&span.text);
                    last.chars += span.chars;
                }
                _ => spans.push(span),
            }
            self.char += chars;
            self.byte = end;
            at = end;
        }
        spans
    }
}

/// Whether `next` is the same piece going on.
fn follows(last: &Span, next: &Span) -> bool {
    let one_for_one = |s: &Span| s.chars == count(&s.text);
    last.role == next.role
        && last.chars > 0
        && last.from + last.chars == next.from
        && one_for_one(last)
        && one_for_one(next)
}

fn run_role(block: Role, run: &Run) -> Role {
    match (run.style, block) {
        (Style::Cut, _) => Role::CutMark,
        (Style::Code, _) => Role::Code,
        (Style::Media, _) => Role::Caption,
        (Style::Highlight, _) => Role::Highlight,
        _ if run.link.is_some() && block == Role::Text => Role::Link,
        (Style::Emphasis, Role::Text) => Role::Emphasis,
        (Style::Strong, Role::Text) => Role::Strong,
        _ => block,
    }
}

/// Whether a character makes a sequence that terminals disagree on.
fn is_of_sequence(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// What a cluster is shown as where terminals disagree on its width: the first of its code points,
/// a flag as its letters.
fn reduced(cluster: &str) -> Option<String> {
    let mut chars = cluster.chars();
    let first = chars.next()?;
    let is_flag = |c: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
    if is_flag(first) {
        let letter = |c: char| char::from_u32(u32::from('A') + (c as u32 - 0x1f1e6)).unwrap_or(c);
        return Some(
            cluster
                .chars()
                .filter(|c| is_flag(*c))
                .map(letter)
                .collect(),
        );
    }
    let is_emoji = !first.is_alphabetic() && (first as u32 >= 0x2000 || first.is_ascii());
    (is_emoji && chars.any(is_of_sequence)).then(|| first.to_string())
}

/// Whether a character runs from right to left (UAX 9: R and AL, by their blocks).
pub(super) fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn raised(c: char) -> Option<char> {
    Some(match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + (c as u32 - 0x30))?,
        '+' => '⁺',
        '-' | '−' => '⁻',
        'n' => 'ⁿ',
        _ => return None,
    })
}

fn lowered(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => char::from_u32(0x2080 + (c as u32 - 0x30))?,
        '+' => '₊',
        '-' | '−' => '₋',
        _ => return None,
    })
}

pub(super) fn count(text: &str) -> u32 {
    let chars = if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    };
    u32::try_from(chars).unwrap_or(u32::MAX)
}
