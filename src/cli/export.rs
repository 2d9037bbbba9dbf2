//! `tidings export`: the subscriptions as OPML.

use super::args::Export;
use super::{NOT_KEPT, REFUSED, Settings, complain, print, tell};
use crate::jobs::subscriptions::{export, write_new};
use crate::settings::Subscriptions;
use std::io::ErrorKind;
use std::path::Path;

/// Prints the list, or writes a new file.
pub(super) fn run(args: &Export, settings: &Settings) -> u8 {
    settings.words.iter().for_each(|words| complain(words));
    let subscriptions = Subscriptions::load(&settings.subscriptions());
    let wrong = subscriptions.complaints();
    wrong.iter().for_each(|words| complain(words));
    let (list, skipped) = export(&subscriptions);
    for line in skipped {
        tell(&format!("{}: {}", line.name, line.why));
    }
    let Some(file) = args.file.as_deref().filter(|f| *f != Path::new("-")) else {
        return print(&list);
    };
    let name = file.display();
    match write_new(file, &list) {
        Ok(()) => print(&format!(
            "Written: {}\n",
            crate::chars::clean::one_line(&name.to_string())
        )),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            complain(&format!("{name} is there already and was not written over"));
            REFUSED
        }
        Err(error) => {
            complain(&format!("{name} could not be written: {error}"));
            NOT_KEPT
        }
    }
}
