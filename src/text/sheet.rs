//! A page that is laid out as far as it is looked at.

use super::flow::{blank, block_lines, is_apart};
use super::line::Line;
use super::links::Numbers;
use super::options::Options;
use super::table::{self, Columns};
use crate::model::place::At;
use crate::model::{Block, BlockKind};

/// What a sheet is laid out from.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The blocks.
    pub blocks: &'a [Block],
    /// The numbers of their links.
    pub numbers: &'a Numbers,
    /// How they are laid out.
    pub options: &'a Options,
}

/// The lines of a page, from its start to where it was looked at last. It grows block by block, so
/// that a long text opens as fast as a short one; every call has to be given the same text.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    lines: Vec<Line>,
    /// The next block.
    next: usize,
    /// The columns of the table that the last row belongs to.
    table: Option<Columns>,
}

impl Sheet {
    /// A sheet that begins with these lines.
    pub fn new(lines: Vec<Line>) -> Sheet {
        Sheet {
            lines,
            ..Sheet::default()
        }
    }

    /// The lines so far.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The lines, all of them.
    pub fn into_lines(self) -> Vec<Line> {
        self.lines
    }

    /// The lines since they were taken last, to be printed and forgotten.
    pub fn take_lines(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.lines)
    }

    /// How many blocks are laid out.
    pub fn blocks(&self) -> usize {
        self.next
    }

    /// Lays out until there are `lines` lines, or all.
    pub fn grow_to_line(&mut self, text: &Text<'_>, lines: usize) {
        while self.lines.len() < lines && self.next < text.blocks.len() {
            self.grow(text);
        }
    }

    /// Lays out until the block with this number, and that one too.
    pub fn grow_to_block(&mut self, text: &Text<'_>, block: usize) {
        while self.next <= block && self.next < text.blocks.len() {
            self.grow(text);
        }
    }

    /// Lays out everything.
    pub fn grow_to_end(&mut self, text: &Text<'_>) {
        while self.next < text.blocks.len() {
            self.grow(text);
        }
    }

    /// Adds lines that are no part of the text.
    pub fn close(&mut self, lines: Vec<Line>) {
        self.lines.extend(lines);
    }

    fn grow(&mut self, text: &Text<'_>) {
        let Some(block) = text.blocks.get(self.next) else {
            return;
        };
        let number = u32::try_from(self.next).unwrap_or(u32::MAX);
        let at = At {
            block: number,
            char: 0,
        };
        let above = self.next.checked_sub(1).and_then(|n| text.blocks.get(n));
        if let Some(above) = above.filter(|above| is_apart(above, block)) {
            self.lines.push(blank(above, block, at, text.options));
        }
        if block.kind == BlockKind::Row {
            let begins = block.row.as_ref().is_none_or(|row| row.first);
            if begins || self.table.is_none() {
                self.table = Some(table::columns(&text.blocks[self.next..], text));
            }
            if let Some(columns) = &mut self.table {
                table::row_lines(block, number, columns, text, &mut self.lines);
            }
        } else {
            self.table = None;
            block_lines(block, number, text, &mut self.lines);
        }
        self.next += 1;
    }
}
