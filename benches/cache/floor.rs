//! What the machine itself costs: bytes read and looked through, bytes appended and made durable.

use crate::files;
use crate::generate::Place;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Reads all bytes of `files` and finds their line breaks. Gives how many there are.
pub(crate) fn lines(files: &[PathBuf]) -> usize {
    read(files, |block| memchr::memchr_iter(b'\n', block).count())
}

/// Reads all bytes of the segments, by one thread, and looks for `needle` in them. Gives in how many
/// places it stands; one at the border of two blocks is passed over.
pub(crate) fn find(place: &Place, needle: &str) -> usize {
    let finder = memchr::memmem::Finder::new(needle);
    let segments = files::below(&place.paths().cache.join("articles"));
    read(&segments, |block| finder.find_iter(block).count())
}

fn read(files: &[PathBuf], count: impl Fn(&[u8]) -> usize) -> usize {
    let mut block = vec![0; 1 << 20];
    let mut all = 0;
    for path in files {
        let mut file = File::open(path).expect("a file of the cache");
        loop {
            let n = file.read(&mut block).expect("read");
            if n == 0 {
                break;
            }
            all += count(&block[..n]);
        }
    }
    all
}

/// A file that is appended to as a journal is: the plainest durable write there is.
#[derive(Debug)]
pub(crate) struct Append(File);

impl Append {
    /// A new file in `folder`.
    pub(crate) fn new(folder: &Path) -> Append {
        let path = folder.join("floor");
        let file = OpenOptions::new().create(true).append(true).open(path);
        Append(file.expect("a file of the benchmark's own"))
    }

    /// Appends 200 bytes and makes them durable.
    pub(crate) fn write(&mut self) {
        self.0.write_all(&[b'.'; 200]).expect("written");
        self.0.sync_data().expect("on the disk");
    }
}
