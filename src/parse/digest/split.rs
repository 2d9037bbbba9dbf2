//! A possible split: where sections begin, and what their heads say.

/// Where one section begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The live line at which the section begins.
    pub(super) at: usize,
    /// How many live lines the head takes; 0 when it is part of the text, which keeps every word.
    pub(super) len: usize,
    /// Where in the head's last line the text begins, in bytes, when it does.
    pub(super) cut: Option<usize>,
    /// The outlet.
    pub(super) outlet: Option<String>,
    /// Other outlets the section names.
    pub(super) also: Vec<String>,
    /// The headline.
    pub(super) headline: Option<String>,
    /// Who wrote it.
    pub(super) byline: Option<String>,
    /// Where the original is.
    pub(super) url: Option<String>,
    /// Whether its form alone shows that an outlet is named (a newspaper's noun beside it).
    pub(super) is_credited: bool,
    /// The live line inside the section that names its outlet, and is part of its head.
    pub(super) credit: Option<usize>,
    /// Whether the group above it does not reach it.
    pub(super) is_apart: bool,
}

impl Head {
    /// The live line at which the text of the section begins.
    pub(super) fn text_from(&self) -> usize {
        match self.cut {
            Some(_) => self.at + self.len - 1,
            None => self.at + self.len,
        }
    }
}

/// A way to split a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Split {
    /// The name of the rule that found it.
    pub(super) rule: &'static str,
    /// The heads, in order.
    pub(super) heads: Vec<Head>,
    /// The live lines that head several sections.
    pub(super) groups: Vec<usize>,
    /// The live lines behind the first head that belong to the review as a whole.
    pub(super) notes: Vec<usize>,
    /// The live lines behind the first head that are no news.
    pub(super) chrome: Vec<usize>,
    /// What markup shows of where the sections come from.
    pub(super) places: Places,
    /// The level of the last heading that is a group.
    pub(super) group_level: u8,
    /// What the rule's form is worth as evidence (see `judge`).
    pub(super) worth: f32,
}

/// Where sections come from, as their links and credits show.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Places {
    /// How many places there are.
    pub(super) distinct: usize,
    /// The share of sections that show one.
    pub(super) share: f32,
    /// How many sections have a credit in brackets, or a name behind their headline.
    pub(super) credited: usize,
}
