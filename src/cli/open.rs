//! `tidings open`: files into the cache.

use super::args::Open;
use super::{DONE, NOT_KEPT, Next, PARTLY, REFUSED, Settings, complain, print};
use crate::jobs::Desk;
use crate::jobs::open::{Given, OpenError, Opened, file_name, line, read};
use std::path::Path;

/// Takes the files in. Where a reader can open afterwards, it does, at the first of them;
/// otherwise a line a file is printed.
pub(super) fn run(open: &Open, settings: &Settings, interactive: bool) -> Next {
    let mut desk = Desk::open(settings.paths.clone());
    // On a terminal the reader says it.
    if !interactive {
        let words = settings.words.iter().chain(desk.troubles());
        words.for_each(|words| complain(words));
    }
    let given = Given {
        publisher: open.publisher.clone(),
        date: open.date,
        ..Given::default()
    };
    let mut show = None;
    let (mut done, mut refused, mut not_kept) = (0, Vec::new(), false);
    let mut said = DONE;
    for file in &open.files {
        match take(&mut desk, file, &given) {
            Ok(opened) => {
                done += 1;
                show.get_or_insert(opened.id);
                let publisher = desk.store().outlet(&opened.publisher).name;
                if !interactive {
                    let line = format!("{}\n", line(&opened.parsed, &publisher));
                    said = said.max(print(&line));
                }
            }
            Err(error) => {
                not_kept |= matches!(error, OpenError::NotKept(_));
                let words = format!("{}: {error}", file.display());
                complain(&words);
                refused.push(words);
            }
        }
    }
    let status = match (done, refused.len()) {
        _ if not_kept => NOT_KEPT,
        (_, 0) => said,
        (0, _) => REFUSED,
        _ => PARTLY,
    };
    if interactive && done > 0 {
        Next::Read {
            desk: Box::new(desk),
            show,
            words: refused,
            input_taken: open.files.iter().any(|file| file == Path::new("-")),
            status,
        }
    } else {
        Next::End(status)
    }
}

fn take(desk: &mut Desk, file: &Path, given: &Given) -> Result<Opened, OpenError> {
    let bytes = read(file)?;
    desk.open_document(&bytes, file_name(file).as_deref(), given)
}
