//! Everything a face needs in one place: the cache, the log and the reader's profiles.

use super::samples::Samples;
use super::shape;
use crate::log::{Entry, Log};
use crate::model::{Article, Head, Id, Library, Mark, Op, OutletId};
use crate::parse::profile::{self, Profile};
use crate::settings::profiles;
use crate::store::record::Record;
use crate::store::{Paths, Store, StoreError};
use jiff::Timestamp;

/// The desk that the work of the program is done at.
#[derive(Debug)]
pub struct Desk {
    pub(super) store: Store,
    pub(super) paths: Paths,
    pub(super) profiles: Vec<Profile>,
    pub(super) samples: Samples,
    log: Log,
}

impl Desk {
    /// Opens the cache, the log and the profiles. Never fails: what is wrong is in
    /// [`Desk::troubles`] and in the log.
    pub fn open(paths: Paths) -> Desk {
        let log = Log::open(&paths.state);
        let store = Store::open(&paths);
        let mut desk = Desk {
            store,
            paths,
            profiles: Vec::new(),
            samples: Samples::default(),
            log,
        };
        for words in desk.store.details().to_vec() {
            desk.trouble("cache", &words);
        }
        desk.read_profiles();
        desk
    }

    /// What is wrong with what is kept, in sentences.
    pub fn troubles(&self) -> &[String] {
        self.store.troubles()
    }

    /// The log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The cache.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The cache, to change.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Where everything lies.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Everything there is to read; where that is nothing of the reader's own, the samples. A
    /// bookmarked sample stays, from its copy.
    pub fn library(&mut self) -> Library {
        self.store.read_everything();
        self.shelves()
    }

    /// As [`Desk::library`], with the lines of those outlets alone that [`Desk::read`] read; of the
    /// others there are counts.
    pub fn shelves(&mut self) -> Library {
        let mut library = self.store.shelves();
        if library.keepers().into_iter().all(Samples::publishes) {
            self.store.read_everything();
            library = self.store.shelves();
            if self.samples.is_empty() {
                self.samples = Samples::read();
            }
            // A bookmarked sample is here from its copy, and is no article of the reader's own.
            if library
                .heads()
                .iter()
                .all(|head| self.is_sample(head.article))
            {
                self.samples.add_to(&mut library);
            }
        }
        library.sort();
        library
    }

    /// Reads the lines of these outlets.
    pub fn read(&mut self, outlets: &[OutletId]) -> Library {
        self.store.read_outlets(outlets);
        self.shelves()
    }

    /// The article that a list line stands for.
    pub fn article(&self, head: &Head) -> Result<Article, StoreError> {
        let name = self.name_of(&head.kept_in);
        if let Some(sample) = self.samples.get(head.article) {
            return Ok(shape::article(
                sample,
                head,
                self.samples.publisher(head.article),
            ));
        }
        let record = self.store.load(&head.kept_in, head.article)?;
        Ok(shape::article(&record, head, &name))
    }

    /// Keeps marks. A bookmark is kept with a copy of its record, so that it outlives the cache.
    pub fn mark(&mut self, ops: &[Op], library: &Library) -> Result<(), StoreError> {
        let mut plain = Vec::new();
        let mut result = Ok(());
        for op in ops {
            if !matches!(op.mark, Mark::Star(..)) {
                plain.push(op.clone());
                continue;
            }
            for id in &op.ids {
                let op = Op {
                    ids: vec![*id],
                    ..op.clone()
                };
                let kept = match library.head(*id).map(|head| self.record(&head)) {
                    Some(Ok(record)) => self.store.bookmark(&op, &record),
                    // Without its text it is still a bookmark.
                    Some(Err(_)) | None => self.store.mark(&[op]),
                };
                result = result.and(kept);
            }
        }
        if plain.is_empty() {
            result
        } else {
            result.and(self.store.mark(&plain))
        }
    }

    /// The record that holds what a list line stands for.
    fn record(&self, head: &Head) -> Result<Record, StoreError> {
        match self.samples.get(head.article) {
            Some(sample) => Ok(sample.clone()),
            None => self.store.load(&head.kept_in, head.article),
        }
    }

    /// The name of an outlet that keeps records.
    pub(super) fn name_of(&self, outlet: &OutletId) -> String {
        self.store.outlet(outlet).name
    }

    /// Reads the reader's profiles anew.
    pub(super) fn read_profiles(&mut self) {
        let (profiles, complaints) = profiles_of(&self.paths);
        self.profiles = profiles;
        for words in complaints {
            self.trouble("profiles", &words);
        }
    }

    /// Writes a line of the log.
    pub fn note(&self, subject: &str, words: &str) {
        self.write(false, subject, words);
    }

    /// Writes a line of trouble into the log.
    pub fn trouble(&self, subject: &str, words: &str) {
        self.write(true, subject, words);
    }

    fn write(&self, trouble: bool, subject: &str, words: &str) {
        self.log.note(Entry {
            time: self.now(),
            trouble,
            subject: subject.to_owned(),
            words: words.to_owned(),
        });
    }

    /// The time, in seconds since 1970.
    pub(super) fn now(&self) -> i64 {
        Timestamp::now().as_second()
    }

    /// Whether `id` is a document that came with the program.
    pub fn is_sample(&self, id: Id) -> bool {
        self.samples.get(id).is_some()
    }
}

/// The reader's profiles, and what is wrong with them, in sentences.
pub fn profiles_of(paths: &Paths) -> (Vec<Profile>, Vec<String>) {
    let (texts, mut complaints) = profiles::texts(&paths.config.join("profiles"));
    let mut profiles = Vec::new();
    for (path, text) in texts {
        let (read, wrong) = profile::read(&text);
        profiles.extend(read);
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        complaints.extend(wrong.iter().map(|words| format!("{file}: {words}")));
    }
    (profiles, complaints)
}
