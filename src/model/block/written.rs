//! Blocks written as the small HTML that the cache keeps.

use super::{Align, Block, BlockKind, Frame, Marker, Numerals, Run, Style};
use std::fmt::Write as _;

/// Writes blocks as the small HTML that the cache keeps. `parse::html::blocks` reads it back, and
/// so does any browser.
pub fn to_html(blocks: &[Block]) -> String {
    let mut html = String::new();
    let mut in_table = false;
    for block in blocks {
        let begins = block.row.as_ref().is_some_and(|row| row.first);
        if in_table && (begins || block.kind != BlockKind::Row) {
            html.push_str("</table>");
            in_table = false;
        }
        if block.kind == BlockKind::Row {
            if !in_table {
                html.push_str("<table role=\"table\">");
                in_table = true;
            }
            row(block, &mut html);
        } else {
            framed(block, &mut html);
        }
    }
    if in_table {
        html.push_str("</table>");
    }
    html
}

fn framed(block: &Block, html: &mut String) {
    let own = match block.kind {
        // Each point stands in lists of its own, as deep as it is.
        BlockKind::Item(depth) if block.within.is_empty() => {
            let depth = usize::from(depth) + 1;
            html.push_str(&"<ul>".repeat(depth));
            html.push_str("<li>");
            runs(&block.runs, false, html);
            html.push_str("</li>");
            html.push_str(&"</ul>".repeat(depth));
            return;
        }
        BlockKind::Item(_) => None,
        BlockKind::Paragraph | BlockKind::Quote(_) => Some(("<p>".into(), "</p>".into())),
        BlockKind::Heading(n) => {
            let n = n.clamp(1, 6);
            Some((format!("<h{n}>"), format!("</h{n}>")))
        }
        BlockKind::Code => Some(("<pre>".into(), "</pre>".into())),
        BlockKind::Caption => Some((
            "<figure><figcaption>".to_owned(),
            "</figcaption></figure>".to_owned(),
        )),
        BlockKind::Legend => Some(("<p role=\"caption\">".into(), "</p>".into())),
        BlockKind::Term => Some(("<dl><dt>".into(), "</dt></dl>".into())),
        BlockKind::Rule => Some(("<hr>".into(), String::new())),
        BlockKind::Row => None,
    };
    let frames = block.frames();
    for frame in frames.iter() {
        html.push_str(&opened(*frame));
    }
    let (open, close) = own.unwrap_or_default();
    html.push_str(&open);
    runs(&block.runs, block.kind == BlockKind::Code, html);
    html.push_str(&close);
    for frame in frames.iter().rev() {
        html.push_str(match frame {
            Frame::Quote => "</blockquote>",
            Frame::Point(Marker::Bullet) => "</li></ul>",
            Frame::Point(Marker::Number(..)) => "</li></ol>",
            Frame::Hang(_) => "</div>",
        });
    }
}

fn opened(frame: Frame) -> String {
    match frame {
        Frame::Quote => "<blockquote>".to_owned(),
        Frame::Point(Marker::Bullet) => "<ul><li>".to_owned(),
        Frame::Point(Marker::Number(n, numerals)) => {
            let numerals = match numerals {
                Numerals::Decimal => "",
                Numerals::Letters => " type=\"a\"",
                Numerals::CapitalLetters => " type=\"A\"",
                Numerals::Roman => " type=\"i\"",
                Numerals::CapitalRoman => " type=\"I\"",
            };
            format!("<ol start=\"{n}\"{numerals}><li>")
        }
        Frame::Hang(columns) => format!("<div style=\"margin-left:{columns}ch\">"),
    }
}

fn row(block: &Block, html: &mut String) {
    let cells = block
        .row
        .as_deref()
        .map(|row| &row.cells[..])
        .unwrap_or_default();
    let mut texts: Vec<Vec<Run>> = vec![Vec::new()];
    for run in &block.runs {
        for (n, piece) in run.text.split('\t').enumerate() {
            if n > 0 {
                texts.push(Vec::new());
            }
            let piece = Run {
                text: piece.to_owned(),
                ..run.clone()
            };
            if let Some(last) = texts.last_mut().filter(|_| !piece.text.is_empty()) {
                last.push(piece);
            }
        }
    }
    html.push_str("<tr>");
    for (cell, text) in cells.iter().zip(texts) {
        let name = if cell.head { "th" } else { "td" };
        let _ = write!(html, "<{name}");
        if cell.span > 1 {
            let _ = write!(html, " colspan=\"{}\"", cell.span);
        }
        match cell.align {
            Align::Auto => {}
            Align::Left => html.push_str(" align=\"left\""),
            Align::Center => html.push_str(" align=\"center\""),
            Align::Right => html.push_str(" align=\"right\""),
        }
        html.push('>');
        runs(&text, false, html);
        let _ = write!(html, "</{name}>");
    }
    html.push_str("</tr>");
}

fn runs(runs: &[Run], pre: bool, html: &mut String) {
    let written = if pre { escape } else { broken };
    for run in runs {
        if run.style == Style::Media && media(run, html) {
            continue;
        }
        if let Some(link) = &run.link {
            let _ = write!(html, "<a href=\"{}\">", escape(link).replace('"', "&quot;"));
        }
        let tag = match run.style {
            Style::Plain | Style::Cut | Style::Media => None,
            Style::Emphasis => Some("em"),
            Style::Strong => Some("strong"),
            Style::Code => Some("code"),
            Style::Highlight => Some("mark"),
            Style::Sup => Some("sup"),
            Style::Sub => Some("sub"),
        };
        if let Some(tag) = tag {
            let _ = write!(html, "<{tag}>{}</{tag}>", written(&run.text));
        } else {
            html.push_str(&written(&run.text));
        }
        if run.link.is_some() {
            html.push_str("</a>");
        }
    }
}

/// Writes a picture as one, or gives that it is none.
fn media(run: &Run, html: &mut String) -> bool {
    let words = run
        .text
        .strip_prefix("[image")
        .and_then(|t| t.strip_suffix(']'));
    let Some(alt) = words.map(|t| t.strip_prefix(": ").unwrap_or(t)) else {
        return false;
    };
    let quoted = |text: &str| escape(text).replace('"', "&quot;");
    let _ = write!(html, "<img alt=\"{}\"", quoted(alt));
    if let Some(link) = &run.link {
        let _ = write!(html, " src=\"{}\"", quoted(link));
    }
    html.push('>');
    true
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The text of a run that is not preformatted: its line breaks are elements.
fn broken(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_html_escapes_what_html_would_eat() {
        let blocks = [
            Block::heading("a < b & c"),
            Block::new(BlockKind::Item(1), "x"),
        ];
        assert_eq!(
            to_html(&blocks),
            "<h3>a &lt; b &amp; c</h3><ul><ul><li>x</li></ul></ul>"
        );
    }
}
