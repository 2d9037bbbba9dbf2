//! What the machine itself costs: bytes read and looked through, bytes appended and made durable.

use crate::files;
use crate::generate::Place;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many bytes are held at once.
const HELD: usize = 512 << 20;

/// Reads all bytes of `files` and finds their line breaks. Gives how many there are.
pub(crate) fn lines(files: &[PathBuf]) -> usize {
    let mut block = vec![0; 1 << 20];
    let mut lines = 0;
    for path in files {
        let mut file = File::open(path).expect("a file of the cache");
        loop {
            let n = file.read(&mut block).expect("read");
            if n == 0 {
                break;
            }
            lines += memchr::memchr_iter(b'\n', &block[..n]).count();
        }
    }
    lines
}

/// How long it takes to look for `needle` in the bytes of all segments when they are in memory
/// already, and in how many places it stands.
pub(crate) fn find(place: &Place, needle: &str) -> (Duration, usize) {
    let finder = memchr::memmem::Finder::new(needle);
    let mut held: Vec<Vec<u8>> = Vec::new();
    let (mut time, mut found) = (Duration::ZERO, 0);
    let mut look = |held: &mut Vec<Vec<u8>>| {
        let start = Instant::now();
        found += held
            .iter()
            .map(|bytes| finder.find_iter(bytes).count())
            .sum::<usize>();
        time += start.elapsed();
        held.clear();
    };
    for path in files::below(&place.paths().cache.join("articles")) {
        held.push(std::fs::read(path).expect("a segment"));
        // As much as lies in no processor's cache.
        if held.iter().map(Vec::len).sum::<usize>() > HELD {
            look(&mut held);
        }
    }
    look(&mut held);
    (time, found)
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
