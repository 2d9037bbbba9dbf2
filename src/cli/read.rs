//! `tidings read`: an article or a file as a page, on standard output.

use super::args::Read;
use super::{REFUSED, Settings, complain, print_each, warn};
use crate::chars::ascii::{ASCII, UNICODE};
use crate::chars::clean::clean;
use crate::jobs::desk::profiles_of;
use crate::jobs::kept::Kept;
use crate::jobs::open::{self, Given, file_name};
use crate::model::{Article, Block, BlockKind, Digest, Id, Kind};
use crate::parse::{Force, html};
use crate::settings::SignsChoice;
use crate::text::links::list;
use crate::text::{Line, Numbers, Options, Sheet, Text};
use std::path::Path;

/// The columns of a pipe.
const COLUMNS: usize = 80;

/// Prints it.
pub(super) fn run(read: &Read, settings: &Settings) -> u8 {
    let path = Path::new(&read.what);
    let is_file = read.what == "-" || path.is_file();
    if !is_file && read.kind.is_none() && Id::parse(&read.what).is_some() {
        return kept(read, settings);
    }
    settings.words.iter().for_each(|words| complain(words));
    let blocks = match (read.kind.as_deref(), is_file) {
        (Some("html" | "digest") | None, _) => blocks(path, read.kind.as_deref(), settings),
        (Some("page"), _) => Err(
            "this version does not find the article in a page; --as html shows all of it"
                .to_owned(),
        ),
        (Some("feed"), _) => {
            Err("this version reads no feeds; --as html shows the text of one".to_owned())
        }
        (Some(kind), _) => Err(format!(
            "no kind “{kind}”; there are html, page, feed and digest"
        )),
    };
    match blocks {
        Ok(blocks) => print_page(vec![(None, blocks)], None, read, settings),
        Err(words) => {
            complain(&words);
            REFUSED
        }
    }
}

/// The blocks of a file.
fn blocks(path: &Path, kind: Option<&str>, settings: &Settings) -> Result<Vec<Block>, String> {
    let name = path.display();
    let bytes = open::read(path).map_err(|error| format!("{name}: {error}"))?;
    let is_html = match kind {
        Some(kind) => kind == "html",
        None => looks_like_html(&bytes),
    };
    if is_html {
        return Ok(html::document(&html::decoded(&bytes), None));
    }
    let given = Given {
        force: (kind == Some("digest")).then_some(Force::Digest),
        ..Given::default()
    };
    let (profiles, wrong) = profiles_of(&settings.paths);
    wrong.iter().for_each(|words| complain(words));
    let parsed = open::parse(&bytes, file_name(path).as_deref(), &given, &profiles);
    let parsed = parsed.map_err(|error| format!("{name}: {error}"))?;
    Ok(whole(&parsed.digest))
}

/// A document in reading order, its outlets as headings.
fn whole(digest: &Digest) -> Vec<Block> {
    let heading = |level, words: &str| Block::new(BlockKind::Heading(level), words);
    let mut blocks: Vec<Block> = digest.title.iter().map(|title| heading(1, title)).collect();
    blocks.extend(
        digest
            .captions
            .iter()
            .map(|c| Block::new(BlockKind::Caption, c)),
    );
    blocks.extend(digest.lead.iter().cloned());
    for section in &digest.sections {
        let names = [section.outlet.as_deref(), section.headline.as_deref()];
        let names: Vec<&str> = names.into_iter().flatten().collect();
        if !names.is_empty() {
            blocks.push(heading(2, &names.join(": ")));
        }
        blocks.extend(section.blocks.iter().cloned());
    }
    let points = digest.toc.iter().chain(&digest.notes);
    blocks.extend(points.map(|words| Block::paragraph(words)));
    blocks.extend(
        digest
            .related
            .iter()
            .map(|r| Block::new(BlockKind::Item(0), &r.title)),
    );
    blocks
}

/// Whether a file begins as HTML does.
fn looks_like_html(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let start = start.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let tags = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<p",
        "<div",
        "<h1",
        "<h2",
        "<article",
        "<table",
        "<!--",
    ];
    tags.iter().any(|tag| start.starts_with(tag))
}

/// What is kept under an id.
fn kept(read: &Read, settings: &Settings) -> u8 {
    let kept = Kept::look(&settings.paths);
    warn(settings, &kept);
    let named = Id::parse(&read.what).and_then(|id| kept.named(id));
    match named {
        None => {
            complain(&format!(
                "no file and no article “{}”; tidings list articles names the ids",
                read.what
            ));
            REFUSED
        }
        Some(Err(error)) => {
            complain(&error.to_string());
            REFUSED
        }
        Some(Ok(named)) => {
            let title = |article: &Article| match article.head.kind {
                Kind::Section(_) => {
                    let outlet = kept.library().name(&article.head.outlet);
                    format!("{outlet}: {}", article.head.title)
                }
                _ => article.head.title.clone(),
            };
            let articles = named.articles.into_iter();
            let parts = articles.map(|a| (Some(title(&a)), a.blocks)).collect();
            print_page(parts, named.record.lang.clone(), read, settings)
        }
    }
}

/// Prints the parts of a page, each under its title; the links of all of them stand at the end.
fn print_page(
    parts: Vec<(Option<String>, Vec<Block>)>,
    lang: Option<String>,
    read: &Read,
    settings: &Settings,
) -> u8 {
    let mut blocks = Vec::new();
    for (title, own) in parts {
        let title = title
            .iter()
            .map(|title| Block::new(BlockKind::Heading(1), title));
        blocks.extend(title.chain(own.iter().cloned()));
    }
    let signs = match settings.config.signs {
        SignsChoice::Ascii => ASCII,
        SignsChoice::Auto | SignsChoice::Unicode => UNICODE,
    };
    let options = Options {
        measure: read.width.unwrap_or(COLUMNS),
        lang,
        bidi: false,
        plain: true,
        ..settings.config.layout(&signs, true)
    };
    let numbers = Numbers::new(&blocks);
    let text = Text {
        blocks: &blocks,
        numbers: &numbers,
        options: &options,
    };
    // Line by line: what is long is never held whole.
    let mut sheet = Sheet::default();
    let mut done = 0;
    let lines = std::iter::from_fn(|| {
        if done < blocks.len() {
            sheet.grow_to_block(&text, done);
            done += 1;
            return Some(sheet.take_lines());
        }
        if done == blocks.len() {
            done += 1;
            return Some(list(&numbers, &options));
        }
        None
    });
    print_each(lines.map(|lines| written(&lines)))
}

fn written(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(clean(&line.text()).trim_end());
        out.push('\n');
    }
    out
}
