//! Whether another tidings changed what is kept: a refresh by cron, a second login.

use crate::store::Paths;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

/// Files that every change touches: the marks, the list of outlets, which is written anew whenever
/// articles come, and what was learnt of the sources.
#[derive(Clone, Debug)]
pub struct Watch {
    files: Vec<(PathBuf, Stamp)>,
}

/// What tells one state of a file from another; all zero where there is no file.
type Stamp = (u64, u64, i64, i64);

impl Watch {
    /// Watches from now on.
    pub fn new(paths: &Paths) -> Watch {
        let files = [
            paths.data.join("state.jsonl"),
            paths.cache.join("outlets.json"),
            paths.cache.join("sources.jsonl"),
        ];
        let none = Watch { files: Vec::new() };
        files.into_iter().fold(none, Watch::and)
    }

    /// Watches this file as well.
    #[must_use]
    pub fn and(mut self, path: PathBuf) -> Watch {
        let stamp = stamp(&path);
        self.files.push((path, stamp));
        self
    }

    /// Whether a file changed since the last look, by whomever: a `stat` each.
    pub fn look(&mut self) -> bool {
        let mut changed = false;
        for (path, known) in &mut self.files {
            let now = stamp(path);
            changed |= now != *known;
            *known = now;
        }
        changed
    }
}

fn stamp(path: &PathBuf) -> Stamp {
    fs::metadata(path).map_or((0, 0, 0, 0), |m| {
        (m.ino(), m.len(), m.mtime(), m.mtime_nsec())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_seen_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = || folder.path().to_owned();
        let paths = Paths {
            cache: at(),
            data: at(),
            config: at(),
            state: at(),
        };
        let mut watch = Watch::new(&paths).and(folder.path().join("list"));
        assert!(!watch.look());
        for file in ["state.jsonl", "outlets.json", "sources.jsonl", "list"] {
            fs::write(folder.path().join(file), "one").expect("written");
            assert!(watch.look(), "{file} came");
            assert!(!watch.look());
            fs::write(folder.path().join(file), "longer").expect("written");
            assert!(watch.look(), "{file} grew");
            fs::remove_file(folder.path().join(file)).expect("removed");
            assert!(watch.look(), "{file} went");
        }
    }
}
