//! What can go wrong on the way to a source, each in words for the reader of news.

use std::time::Duration;

/// Why a source was not got. The text of each names the host, the program or the file, and is safe
/// to show: it holds no words of the server's own and no password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address is none, or of a kind that is not fetched.
    #[error("{address} is no address that can be fetched; http and https are")]
    BadAddress {
        /// The address, cleaned and without a password.
        address: String,
    },
    /// No address was found for the name.
    #[error("{host} was not found; the name is misspelt or gone, or there is no network")]
    NoAddress {
        /// The host.
        host: String,
    },
    /// An address of Tor, and no proxy to reach it by.
    #[error("{host} is reached through Tor alone; give its source a socks5h proxy")]
    NeedsTor {
        /// The host.
        host: String,
    },
    /// Nothing listens there.
    #[error("{host} refused the connection")]
    Refused {
        /// The host.
        host: String,
    },
    /// No way leads there.
    #[error("{host} cannot be reached from here")]
    Unreachable {
        /// The host.
        host: String,
    },
    /// No connection, or no answer, in time.
    #[error("{host} did not answer within {}", span(.within))]
    NoAnswer {
        /// The host.
        host: String,
        /// How long it had.
        within: Duration,
        /// Whether not even a connection came about.
        connecting: bool,
    },
    /// The answer began and did not end in time.
    #[error("{host} did not finish its answer within {}", span(.within))]
    NotFinished {
        /// The host.
        host: String,
        /// How long it had.
        within: Duration,
    },
    /// The answer comes in drops.
    #[error("{host} sends too slowly; given up after {}", span(.after))]
    TooSlow {
        /// The host.
        host: String,
        /// How long it was watched.
        after: Duration,
    },
    /// The proxy failed; nothing was asked without it.
    #[error("the proxy {proxy} did not lead to {host}: {why}")]
    Proxy {
        /// The proxy, without a password.
        proxy: String,
        /// The host.
        host: String,
        /// What the proxy did.
        why: String,
    },
    /// No safe connection.
    #[error("no safe connection to {host}: {why}")]
    Tls {
        /// The host.
        host: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// An answer that is no success.
    #[error("{host} {}{}", status_words(*.status), retry_words(*.retry_after))]
    Status {
        /// The host.
        host: String,
        /// The status (RFC 9110, 15).
        status: u16,
        /// So many seconds it wants to be left alone.
        retry_after: Option<u64>,
    },
    /// The host wants to be left alone, as it told another of its sources.
    #[error("{host} asked to be left alone for another {}", span(&Duration::from_secs(*.seconds)))]
    Held {
        /// The host.
        host: String,
        /// So many seconds.
        seconds: u64,
    },
    /// More bytes than allowed came, or were announced.
    #[error("{host} sent more than {}; the rest was not read", size(*.limit))]
    TooLarge {
        /// The host, the file or the program.
        host: String,
        /// How many bytes were allowed.
        limit: u64,
    },
    /// Few bytes, and more than allowed when unpacked.
    #[error("{host} sent a page that unpacks to more than {}; it was not read", size(*.limit))]
    Bomb {
        /// The host.
        host: String,
        /// How many bytes were allowed.
        limit: u64,
    },
    /// Too long a head.
    #[error("{host} sent headers that are too long or too many")]
    LongHead {
        /// The host.
        host: String,
    },
    /// More redirects than are followed.
    #[error("{host} leads from one address to the next; given up after {most}")]
    TooManyRedirects {
        /// The last host.
        host: String,
        /// How many were followed.
        most: u32,
    },
    /// A redirect back to where it began.
    #[error("{host} leads in a circle")]
    RedirectLoop {
        /// The host.
        host: String,
    },
    /// A redirect that is not followed.
    #[error("{host} leads {to}, where no link is followed")]
    RedirectRefused {
        /// The host that redirects.
        host: String,
        /// "to a file:", "from a safe to an unsafe address", "to no address".
        to: String,
    },
    /// An address on the open net that leads into the reader's own network.
    #[error("{host} lies in your own network, and the way there came from outside; not followed")]
    Inward {
        /// The host it led to.
        host: String,
    },
    /// The answer ended before its end.
    #[error("{host} broke off in the middle")]
    CutShort {
        /// The host.
        host: String,
    },
    /// The host hung up without an answer.
    #[error("{host} hung up without an answer")]
    HungUp {
        /// The host.
        host: String,
    },
    /// What came is no HTTP.
    #[error("{host} answered with something that is not HTTP")]
    NotHttp {
        /// The host.
        host: String,
    },
    /// What came cannot be unpacked.
    #[error("{host} sent a page that cannot be unpacked")]
    Packed {
        /// The host.
        host: String,
    },
    /// An answer without a body.
    #[error("{host} sent an empty page")]
    Empty {
        /// The host, the file or the program.
        host: String,
    },
    /// The answer came, and is not what was looked for.
    #[error("{host} {why}")]
    Unfit {
        /// The host, or the folder.
        host: String,
        /// What it is instead.
        why: String,
    },
    /// A file or folder that cannot be read.
    #[error("{path} {why}")]
    File {
        /// The path, cleaned.
        path: String,
        /// "is not there", "is no ordinary file".
        why: String,
    },
    /// A program that failed.
    #[error("the program {program} {why}")]
    Program {
        /// Its name, cleaned, without its arguments.
        program: String,
        /// "could not be started: …", "ended with 1: …".
        why: String,
    },
    /// Anything else the system says.
    #[error("{host} could not be read: {why}")]
    Io {
        /// The host.
        host: String,
        /// What the system says.
        why: String,
    },
    /// The reader called it off.
    #[error("cancelled")]
    Cancelled,
}

impl FetchError {
    /// The status, where the host answered with one.
    pub fn status(&self) -> Option<u16> {
        match self {
            FetchError::Status { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// For how many seconds the host wants to be left alone.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            FetchError::Status { retry_after, .. } => *retry_after,
            FetchError::Held { seconds, .. } => Some(*seconds),
            _ => None,
        }
    }

    /// Whether the host says that there will never be anything again (410).
    pub fn is_gone(&self) -> bool {
        self.status() == Some(410)
    }

    /// Whether it was the reader who ended it.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, FetchError::Cancelled)
    }
}

fn status_words(status: u16) -> String {
    let words = match status {
        304 => "said \"unchanged\" without having been asked (304)",
        401 => "wants a name and a password (401)",
        403 => "refuses to show this (403)",
        404 => "has nothing at this address (404)",
        407 => "is behind a proxy that wants a name and a password (407)",
        410 => "says that this is gone for good (410)",
        429 => "was asked too often (429)",
        451 => "may not show this, for legal reasons (451)",
        503 => "is not available now (503)",
        500..=599 => return format!("has trouble of its own ({status})"),
        _ => return format!("answered with status {status}"),
    };
    words.to_owned()
}

fn retry_words(seconds: Option<u64>) -> String {
    match seconds {
        Some(seconds) if seconds > 0 => {
            format!(" and asks to wait {}", span(&Duration::from_secs(seconds)))
        }
        _ => String::new(),
    }
}

/// `0.4 s`, `20 s`, `5 min`, `3 h`, `2 days`: no more exact than anybody wants to know.
pub(super) fn span(duration: &Duration) -> String {
    match duration.as_secs() {
        _ if duration.subsec_millis() > 0 && duration.as_secs() < 10 => {
            format!("{:.1} s", duration.as_secs_f64())
        }
        seconds @ 0..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds.div_ceil(60)),
        seconds @ 7_200..=172_799 => format!("{} h", seconds.div_ceil(3_600)),
        seconds => format!("{} days", seconds.div_ceil(86_400)),
    }
}

/// `8 MiB`, `64 KiB`, `500 bytes`.
fn size(bytes: u64) -> String {
    match bytes {
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_a_sentence_for_a_reader() {
        let host = || "riddle.example".to_owned();
        let status = |status, retry_after| FetchError::Status {
            host: host(),
            status,
            retry_after,
        };
        for (error, expected) in [
            (
                FetchError::NoAnswer {
                    host: host(),
                    within: Duration::from_secs(20),
                    connecting: false,
                },
                "riddle.example did not answer within 20 s",
            ),
            (
                FetchError::TooSlow {
                    host: host(),
                    after: Duration::from_millis(1_500),
                },
                "riddle.example sends too slowly; given up after 1.5 s",
            ),
            (
                status(404, None),
                "riddle.example has nothing at this address (404)",
            ),
            (
                status(410, None),
                "riddle.example says that this is gone for good (410)",
            ),
            (status(418, None), "riddle.example answered with status 418"),
            (
                status(502, None),
                "riddle.example has trouble of its own (502)",
            ),
            (
                status(429, Some(300)),
                "riddle.example was asked too often (429) and asks to wait 5 min",
            ),
            (
                status(503, Some(86_400)),
                "riddle.example is not available now (503) and asks to wait 24 h",
            ),
            (
                FetchError::TooLarge {
                    host: host(),
                    limit: 8 << 20,
                },
                "riddle.example sent more than 8 MiB; the rest was not read",
            ),
            (
                FetchError::Held {
                    host: host(),
                    seconds: 400_000,
                },
                "riddle.example asked to be left alone for another 5 days",
            ),
        ] {
            assert_eq!(error.to_string(), expected);
        }
    }
}
