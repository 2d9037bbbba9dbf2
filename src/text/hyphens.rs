//! Where words may be parted.

use super::options::Options;
use super::prose::Prose;

/// Adds the places where words may be parted in the language of the text, where that is asked for.
pub(super) fn add(_words: &mut Prose, _options: &Options) {}
