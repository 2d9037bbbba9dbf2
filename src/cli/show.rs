//! `tidings show`: what is kept of an article, a digest or a section.

use super::args::Show;
use super::{REFUSED, Settings, complain, json, plain, print, warn};
use crate::chars::clean::clean;
use crate::jobs::kept::{Kept, Named};
use crate::model::block::to_html;
use crate::model::{Article, Block, Id, Kind};

/// Prints it.
pub(super) fn run(show: &Show, settings: &Settings) -> u8 {
    let kept = Kept::look(&settings.paths);
    warn(settings, &kept);
    let named = Id::parse(&show.id).and_then(|id| kept.named(id));
    match named {
        None => {
            complain(&format!(
                "nothing with the id “{}” is kept here; tidings list articles names the ids",
                show.id
            ));
            REFUSED
        }
        Some(Err(error)) => {
            complain(&error.to_string());
            REFUSED
        }
        Some(Ok(named)) if show.json => print(&json::stored(&named)),
        Some(Ok(named)) if show.html => print(&html(&kept, &named)),
        Some(Ok(named)) => print(&text(&kept, &named)),
    }
}

/// As the plain reader words it; of a digest all its parts.
fn text(kept: &Kept, named: &Named) -> String {
    let mut out = String::new();
    for article in &named.articles {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        let outlet = kept.library().name(&article.head.outlet);
        for words in plain::paragraphs(article, &article.head, outlet, "") {
            out += &plain::wrapped(&words, plain::COLUMNS, false).replace('\t', " ");
        }
    }
    out
}

/// Its text in HTML: of an article or a section as it is stored; of a digest all its parts, each
/// under a heading.
fn html(kept: &Kept, named: &Named) -> String {
    let mut html = match (&named.section, &named.record.dig) {
        (Some(section), _) => section.html.clone(),
        (None, None) => named.record.html.clone(),
        (None, Some(_)) => {
            let parts = named.articles.iter().map(|article| {
                let heading = to_html(&[Block::heading(&heading(kept, article))]);
                heading + &to_html(&article.blocks)
            });
            parts.collect()
        }
    };
    if !html.is_empty() && !html.ends_with('\n') {
        html.push('\n');
    }
    clean(&html)
}

fn heading(kept: &Kept, article: &Article) -> String {
    let title = &article.head.title;
    match article.head.kind {
        Kind::Section(_) => format!("{}: {title}", kept.library().name(&article.head.outlet)),
        _ => title.clone(),
    }
}
