//! Whether another tidings changed what is kept: a refresh by cron, a second login.

use crate::store::Paths;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

/// Two files that every change touches: the marks, and the list of outlets, which is written anew
/// whenever articles come.
#[derive(Clone, Debug)]
pub struct Watch {
    files: [(PathBuf, Stamp); 2],
}

/// What tells one state of a file from another; all zero where there is no file.
type Stamp = (u64, u64, i64, i64);

impl Watch {
    /// Watches from now on.
    pub fn new(paths: &Paths) -> Watch {
        let files = [
            paths.data.join("state.jsonl"),
            paths.cache.join("outlets.json"),
        ];
        Watch {
            files: files.map(|path| {
                let stamp = stamp(&path);
                (path, stamp)
            }),
        }
    }

    /// Whether a file changed since the last look, by whomever: two `stat`s.
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
        let mut watch = Watch::new(&paths);
        assert!(!watch.look());
        for file in ["state.jsonl", "outlets.json"] {
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
