//! Where a line goes: out of the text, or into a slot of it.

use crate::model::Why;

/// A part of a related item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Summary,
    Author,
    Date,
}

/// Where a line goes that is no part of the text proper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// Kept as boilerplate.
    Boilerplate(Why),
    /// Kept as boilerplate because the reader's profile says so.
    Dropped,
    /// The review's editor.
    Byline,
    /// A part of the related item with this number, counted from 0.
    Related(usize, Field),
}

/// Where a line goes. Sections are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Title,
    Lead,
    Caption,
    Toc,
    Note,
    Byline,
    Group,
    /// The head of a section; the bytes from which on the line is text, where it is.
    Head(usize, Option<usize>),
    Text(usize),
    Related(usize, Field),
    Boilerplate(Why),
}
