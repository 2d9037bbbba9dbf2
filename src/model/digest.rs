//! A press review: an article whose body is a row of sections, each with its own outlet.

use super::block::Block;
use super::time::When;

/// What a splitter made of one document. A document that could not be split, or that is none,
/// is one section without an outlet that holds everything.
///
/// Every word of the document stands in exactly one of the slots below.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Digest {
    /// The document's title.
    pub title: Option<String>,
    /// Who publishes the review.
    pub publisher: Option<String>,
    /// The edition's date, as exactly as the document gives it.
    pub when: Option<When>,
    /// The language of the review, as a BCP 47 tag.
    pub lang: Option<String>,
    /// Who edited the review.
    pub byline: Option<String>,
    /// The reading time the document itself gives, in minutes.
    pub minutes: Option<u32>,
    /// The introduction.
    pub lead: Vec<Block>,
    /// The words under the pictures, with their credits.
    pub captions: Vec<String>,
    /// The table of contents or list of outlets, a line each.
    pub toc: Vec<String>,
    /// What belongs to the review as a whole and to no other slot: date lines, disclaimers.
    pub notes: Vec<String>,
    /// The parts, in source order.
    pub sections: Vec<Section>,
    /// What the page offers to read next.
    pub related: Vec<Related>,
    /// Lines that are no news: repeated captions, names and teasers. Kept, never shown unasked.
    pub boilerplate: Vec<Boilerplate>,
    /// The name of the rule that split it (`colon`, `outlet-line`, `prose`, …; `whole` when it is
    /// one article).
    pub rule: String,
    /// How sure the split is, 0 to 1.
    pub confidence: f32,
}

/// One part of a review: an excerpt of one outlet's article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// The outlet quoted, spelled as in the document; `None` is the publisher itself.
    pub outlet: Option<String>,
    /// Other outlets that the same part names.
    pub also: Vec<String>,
    /// The headline, without the outlet.
    pub headline: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The heading that several sections stand under ("Economy"); it is no outlet.
    pub group: Option<String>,
    /// Where the original is, an http(s) address.
    pub url: Option<String>,
    /// The head as the document has it: what outlet, headline and byline were read from.
    pub raw: String,
    /// The text.
    pub blocks: Vec<Block>,
}

/// A teaser for another article on the same page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// Its headline.
    pub title: String,
    /// Its summary.
    pub summary: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Its date, as the document has it.
    pub date: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// A line set aside, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boilerplate {
    /// The line, to the letter.
    pub text: String,
    /// Why it is no news.
    pub why: Why,
}

/// Why a line is boilerplate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It repeats another line.
    Duplicate,
    /// It belongs to the page and not to the review ("Follow us on …").
    Chrome,
    /// It is a reading time ("11 minutes read"); its number is kept as the digest's minutes.
    ReadingTime,
}

impl Why {
    /// The word kept in the cache.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Duplicate => "duplicate",
            Why::Chrome => "chrome",
            Why::ReadingTime => "reading-time",
        }
    }

    /// Reads the word back; an unknown one, from a later version, counts as chrome.
    pub fn parse(word: &str) -> Why {
        match word {
            "duplicate" => Why::Duplicate,
            "reading-time" => Why::ReadingTime,
            _ => Why::Chrome,
        }
    }
}

impl Digest {
    /// Whether it was split: two sections or more.
    pub fn is_split(&self) -> bool {
        self.sections.len() >= 2
    }

    /// How many cut marks (`[…]`) the lead and the sections hold.
    pub fn cuts(&self) -> usize {
        let lead: usize = self.lead.iter().map(Block::cuts).sum();
        lead + self.sections.iter().map(Section::cuts).sum::<usize>()
    }
}

impl Section {
    /// How many cut marks (`[…]`) its text holds.
    pub fn cuts(&self) -> usize {
        self.blocks.iter().map(Block::cuts).sum()
    }
}
