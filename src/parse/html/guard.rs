//! What HTML may cost: counted before it is parsed, so that no input is slow out of proportion.

use crate::chars::clean::clean;
use crate::model::Block;

/// More is not read. An article is thousands of times smaller.
const LARGEST: usize = 16 << 20;

/// HTML nested deeper than this is read as bare text. What `model::block::to_html` writes stays
/// below it (a list of depth 255 has 256 lists), and a parser slows down with each level.
const DEEPEST: usize = 300;

/// A document with more elements than this is read as bare text: its tree would not fit.
const MOST_TAGS: usize = 700_000;

/// How many elements a parser may have to open anew: it does so for each format left open, at each
/// block after it (HTML, 13.2.4.3).
const MOST_REOPENED: usize = 500_000;

/// A parser works fastest with pieces of about this size.
const PIECE: usize = 64 << 10;

/// How many attributes one tag may have: each is compared with all before it.
const MOST_ATTRIBUTES: usize = 400;

/// Whether an element is often left open, or holds nothing: it nests nothing.
fn is_open(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"body"
            | b"br"
            | b"col"
            | b"colgroup"
            | b"dd"
            | b"dt"
            | b"embed"
            | b"head"
            | b"hr"
            | b"html"
            | b"img"
            | b"input"
            | b"li"
            | b"link"
            | b"meta"
            | b"optgroup"
            | b"option"
            | b"p"
            | b"param"
            | b"rb"
            | b"rp"
            | b"rt"
            | b"rtc"
            | b"source"
            | b"tbody"
            | b"td"
            | b"tfoot"
            | b"th"
            | b"thead"
            | b"tr"
            | b"track"
            | b"wbr"
    )
}

/// Whether an element is opened anew in the next block where it was left open.
fn is_format(name: &[u8]) -> bool {
    matches!(
        name,
        b"a" | b"b"
            | b"big"
            | b"code"
            | b"em"
            | b"font"
            | b"i"
            | b"nobr"
            | b"s"
            | b"small"
            | b"strike"
            | b"strong"
            | b"tt"
            | b"u"
    )
}

/// As much of `html` as is read.
pub(super) fn cut(html: &str) -> &str {
    let mut end = html.len().min(LARGEST);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    &html[..end]
}

/// Where HTML may be cut so that each piece is read as it would be in the whole, each of them about
/// as long as a parser works fastest with; `None` where a parser would take too long over it, or too
/// much room.
pub(super) fn survey(html: &str) -> Option<Vec<usize>> {
    let bytes = html.as_bytes();
    let (mut depth, mut tags, mut open_formats, mut reopened) =
        (0_usize, 0_usize, 0_usize, 0_usize);
    let mut cuts = Vec::new();
    let mut drawing = false;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        let closes = bytes.get(start + 1) == Some(&b'/');
        let from = start + 1 + usize::from(closes);
        let rest = &bytes[from..];
        let is_name = |b: &u8| b.is_ascii_alphanumeric();
        let len = rest.iter().take(12).take_while(|b| is_name(b)).count();
        at = from + len;
        if len == 0 {
            continue;
        }
        let mut name = [0_u8; 12];
        name[..len].copy_from_slice(&rest[..len]);
        name.make_ascii_lowercase();
        let name = &name[..len];
        tags += 1;
        if depth == 0 && !closes && start >= cuts.last().unwrap_or(&0) + PIECE && begins(name) {
            cuts.push(start);
        }
        let format = is_format(name);
        let mut nests = !is_open(name);
        if closes {
            open_formats -= usize::from(format && open_formats > 0);
        } else {
            reopened += open_formats;
            open_formats += usize::from(format);
            let (attributes, ended) = attributes(&bytes[at..]);
            if attributes > MOST_ATTRIBUTES {
                return None;
            }
            // In a drawing, and only there, a tag may end itself.
            nests &= !(drawing && ended);
        }
        match name {
            b"svg" => drawing = !closes,
            name if name.starts_with(b"foreign") || name == b"desc" => drawing = false,
            _ => {}
        }
        if nests {
            depth = if closes {
                depth.saturating_sub(1)
            } else {
                depth + 1
            };
        }
        if depth > DEEPEST || tags > MOST_TAGS || reopened > MOST_REOPENED {
            return None;
        }
    }
    Some(cuts)
}

/// Whether an element ends what was left open before it at the outermost level.
fn begins(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"ul"
            | b"ol"
            | b"dl"
            | b"pre"
            | b"div"
            | b"table"
            | b"figure"
            | b"blockquote"
    )
}

/// About how many attributes the tag has that goes on with `bytes`, and whether it ends itself.
fn attributes(bytes: &[u8]) -> (usize, bool) {
    let (mut count, mut quote, mut blank, mut slash) = (0, None, false, false);
    for b in bytes {
        if *b != b'>' {
            slash = *b == b'/' && quote.is_none();
        }
        match (quote, b) {
            (Some(q), b) if b == q => quote = None,
            (Some(_), _) => {}
            (None, b'>') => break,
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b' ' | b'\n' | b'\t' | b'\r' | b'/') => blank = true,
            (None, _) if blank => {
                blank = false;
                count += 1;
                if count > MOST_ATTRIBUTES {
                    break;
                }
            }
            _ => {}
        }
    }
    (count, slash)
}

/// The text without its tags, a paragraph for each line.
pub(super) fn bare(html: &str) -> Vec<Block> {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let is_tag =
            rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if !is_tag {
            text.push('<');
            rest = &rest[at + 1..];
            continue;
        }
        text.push('\n');
        // A tag without an end is the last one: nothing behind it ends either.
        let Some(end) = rest[at..].find('>') else {
            rest = &rest[at + 1..];
            break;
        };
        rest = &rest[at + end + 1..];
    }
    text.push_str(rest);
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    clean(&text)
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(Block::paragraph)
        .collect()
}
