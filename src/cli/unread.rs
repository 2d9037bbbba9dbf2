//! `tidings unread`: how many articles are unread, for a shell's prompt or a script.

use super::args::Unread;
use super::{DONE, Settings, complain, print, warn};
use crate::jobs::kept::Kept;

/// Something is unread.
const NEWS: u8 = 2;
/// It is not known whether anything is.
pub(super) const UNKNOWN: u8 = 1;

/// Prints the count; or nothing, and the status says it.
pub(super) fn run(unread: &Unread, settings: &Settings) -> u8 {
    let kept = Kept::glance(&settings.paths);
    let count = kept.unread();
    if !unread.status {
        warn(settings, &kept);
        return print(&format!("{count}\n"));
    }
    match (count, kept.troubles()) {
        (1.., _) => NEWS,
        (0, []) => DONE,
        // What could not be read may well be unread.
        (0, troubles) => {
            troubles.iter().for_each(|words| complain(words));
            UNKNOWN
        }
    }
}
