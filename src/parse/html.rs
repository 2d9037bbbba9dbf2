//! Blocks read from HTML: from what the cache keeps, exactly, and from others', without losing words.
//!
//! The HTML parser is that of dom_query; before it is asked, [`guard`] counts what would make it
//! slow. [`reader`] walks the tree once and writes the row of blocks.

mod guard;
mod inline;
mod link;
mod list;
mod reader;
mod table;
#[cfg(test)]
mod tests;

use crate::model::{Block, BlockKind};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use dom_query::Document;
use encoding_rs::{Encoding, UTF_8};
use reader::Reader;
use url::Url;

/// The blocks of an HTML text that is kept: what `model::block::to_html` writes is read back, for
/// texts of one line (of any lines, in preformatted text) without white space around them, and
/// several blanks on a line stay.
///
/// Every word of any HTML becomes part of a block. Paragraphs, headings, nested and numbered lists,
/// definitions, quotes, preformatted text, tables, figures with their captions, rulers, line
/// breaks, pictures and links are known; tables that only arrange a page, and elements that say
/// nothing, are flattened; scripts, styles and what is hidden go.
pub fn blocks(html: &str) -> Vec<Block> {
    read(html, None, true)
}

/// The blocks of a document as it came: as [`blocks`], and each run of white space is one blank.
/// Relative addresses are made whole with `base`, or the document's own.
pub fn document(html: &str, base: Option<&Url>) -> Vec<Block> {
    read(html, base, false)
}

/// The words of an HTML text alone, a line for each block.
pub fn text(html: &str) -> String {
    let blocks = blocks(html);
    let texts = blocks.iter().filter(|b| b.kind != BlockKind::Rule);
    texts.map(Block::text).collect::<Vec<_>>().join("\n")
}

/// The text of a document: in UTF-8, or as its byte order mark or its `charset` says, or as its
/// bytes look.
pub fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let label = start
        .split_once("charset=")
        .map(|(_, rest)| rest.trim_start_matches(['"', '\'', ' ']));
    let label = label.and_then(|rest| rest.split(['"', '\'', ' ', '>', '/', ';']).next());
    let declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = declared.filter(|e| *e != UTF_8) {
        return encoding.decode(bytes).0.into_owned();
    }
    // A few wrong bytes in UTF-8 are no other encoding.
    let text = String::from_utf8_lossy(bytes);
    let wrong = text.chars().filter(|c| *c == '\u{fffd}').count();
    if declared.is_some() || wrong * 200 < bytes.len() {
        return text.into_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    encoding.decode(bytes).0.into_owned()
}

/// What the document calls itself, if it does.
pub fn title(html: &str) -> Option<String> {
    // Only the start is looked at: a title stands in the head.
    let mut end = html.len().min(64 << 10);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let head = &html[..end];
    let at = head.to_ascii_lowercase().find("<title")?;
    let rest = &head[at..];
    let words = rest.get(rest.find('>')? + 1..)?;
    let words = &words[..words.find('<')?];
    let words = crate::chars::clean::one_line(&Document::fragment(words).text());
    Some(words).filter(|words| !words.is_empty())
}

fn read(html: &str, base: Option<&Url>, exact: bool) -> Vec<Block> {
    let html = guard::cut(html);
    let Some(mut cuts) = guard::survey(html) else {
        return guard::bare(html);
    };
    if !exact {
        // A document may have comments and scripts, in which a tag is none.
        cuts.clear();
    }
    let mut reader = Reader::new(base.cloned(), exact);
    let mut from = 0;
    for to in cuts.into_iter().chain([html.len()]) {
        let piece = Document::fragment(&html[from..to]);
        reader.walk(piece.root());
        from = to;
    }
    reader.end()
}
