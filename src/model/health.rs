//! How a source fares from one refresh to the next: what is remembered of it between two runs.

/// What a server gave to recognise its answer by. It is sent back to the same address alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The address that gave them; for a file, its path.
    pub url: String,
    /// `ETag`, as it came (RFC 9110, 8.8.3); for a file, its time and length.
    pub etag: Option<String>,
    /// `Last-Modified`, as it came (RFC 9110, 8.8.2).
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there is nothing to ask with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// What is known of a source. All times are seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// What the next request asks with.
    pub validators: Validators,
    /// When it was last asked.
    pub last_try: Option<i64>,
    /// When it last answered, with something new or with "unchanged".
    pub last_good: Option<i64>,
    /// How often in a row it failed.
    pub failures: u32,
    /// Why it failed the last time; none when it did not.
    pub last_error: Option<String>,
    /// Before this time the server has nothing new, by its own word.
    pub next_due: Option<i64>,
    /// Before this time the server wants no request at all.
    pub retry_after: Option<i64>,
    /// The server said that the source is gone for good (410).
    pub gone: bool,
    /// The address it moved to for good (301, 308), to be offered to the reader.
    pub moved_to: Option<String>,
    /// The way that worked last, as its key.
    pub way: Option<String>,
    /// The status of the last answer.
    pub last_status: Option<u16>,
    /// How many bytes the last answer took on the wire.
    pub bytes: u64,
}

/// What came of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It answered, with something new or with "unchanged".
    Good(Good),
    /// It did not.
    Failed(Failed),
}

/// An answer, as far as it is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Good {
    /// What to ask with next time.
    pub validators: Validators,
    /// When there may be something new.
    pub next_due: Option<i64>,
    /// Where it moved to for good.
    pub moved_to: Option<String>,
    /// The key of the way that worked.
    pub way: Option<String>,
    /// 200 or 304; none for a file or a program.
    pub status: Option<u16>,
    /// Bytes on the wire.
    pub bytes: u64,
}

/// A failure, as far as it is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failed {
    /// The sentence for the reader.
    pub reason: String,
    /// The status, where there was one.
    pub status: Option<u16>,
    /// Until when the server wants to be left alone.
    pub retry_after: Option<i64>,
    /// Whether the source is gone for good.
    pub gone: bool,
}

/// The longest validator that is kept, in bytes: a longer one is no use to anybody honest.
const LONGEST_VALIDATOR: usize = 1_024;
/// The longest reason that is kept, in bytes.
const LONGEST_REASON: usize = 400;

impl Health {
    /// What is known after a try at `now`. A cancelled try is none.
    #[must_use]
    pub fn after(&self, outcome: &Outcome, now: i64) -> Health {
        let tried = Health {
            last_try: Some(now),
            ..self.clone()
        };
        match outcome {
            Outcome::Good(good) => Health {
                validators: kept(&good.validators),
                last_good: Some(now),
                failures: 0,
                last_error: None,
                next_due: good.next_due,
                retry_after: None,
                gone: false,
                moved_to: good.moved_to.clone(),
                way: good.way.clone().or(tried.way),
                last_status: good.status,
                bytes: good.bytes,
                ..tried
            },
            Outcome::Failed(failed) => Health {
                failures: self.failures.saturating_add(1),
                last_error: Some(short(&failed.reason)),
                retry_after: failed.retry_after,
                gone: failed.gone,
                last_status: failed.status,
                ..tried
            },
        }
    }
}

fn kept(validators: &Validators) -> Validators {
    let fits = |text: &Option<String>| text.clone().filter(|t| t.len() <= LONGEST_VALIDATOR);
    Validators {
        url: validators.url.clone(),
        etag: fits(&validators.etag),
        last_modified: fits(&validators.last_modified),
    }
}

fn short(text: &str) -> String {
    let mut end = text.len().min(LONGEST_REASON);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(etag: &str) -> Outcome {
        Outcome::Good(Good {
            validators: Validators {
                url: "https://riddle.example/feed".to_owned(),
                etag: Some(etag.to_owned()),
                last_modified: None,
            },
            next_due: Some(500),
            way: Some("mirror https://m.example/feed".to_owned()),
            status: Some(200),
            bytes: 77,
            ..Good::default()
        })
    }

    fn failed(reason: &str) -> Outcome {
        Outcome::Failed(Failed {
            reason: reason.to_owned(),
            status: Some(503),
            retry_after: Some(900),
            gone: false,
        })
    }

    #[test]
    fn failures_are_counted_and_forgotten_when_it_answers() {
        let health = Health::default().after(&good("\"a\""), 100);
        let down = health.after(&failed("it is down"), 200);
        let down = down.after(&failed("it is down"), 300);
        assert_eq!((down.failures, down.last_good), (2, Some(100)));
        assert_eq!((down.last_try, down.retry_after), (Some(300), Some(900)));
        assert_eq!(down.last_error.as_deref(), Some("it is down"));
        assert_eq!(down.validators.etag.as_deref(), Some("\"a\""));
        assert_eq!(down.way.as_deref(), Some("mirror https://m.example/feed"));
        let up = down.after(&good("\"b\""), 1_000);
        assert_eq!(
            (up.failures, up.last_error, up.retry_after),
            (0, None, None)
        );
    }

    #[test]
    fn what_is_too_long_to_be_honest_is_not_kept() {
        let health = Health::default().after(&good(&"e".repeat(1_000_000)), 1);
        assert!(health.validators.is_empty());
        let health = Health::default().after(&failed(&"é".repeat(10_000)), 1);
        assert_eq!(health.last_error.map(|e| e.len()), Some(LONGEST_REASON));
    }
}
