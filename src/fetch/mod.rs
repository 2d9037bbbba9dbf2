//! A source in, its bytes or "unchanged" out; and when a source is asked, by which way, and how
//! politely. What the bytes mean is no business of this room.
//!
//! - [`Fetcher`] asks an address over HTTP: [`Request`] in, [`Answer`] out, or a [`FetchError`]
//!   that is a sentence for the reader.
//! - [`fetch`] asks a source by its [`Way`]s, the one that worked last first.
//! - [`file`] and [`exec`] are the sources that are no address: a file, a folder, a program.
//! - [`Polite`] is the gate before every host, [`schedule`] says who is due, [`freshness`] when
//!   there may be something new. What has to be remembered is a [`crate::model::Health`], and
//!   [`outcome()`] is what a try adds to it.

mod cancel;
mod cookies;
mod error;
pub mod exec;
pub mod file;
mod folder;
pub mod freshness;
mod hop;
mod http;
mod outcome;
mod polite;
mod proxy;
mod reach;
mod redirect;
mod request;
mod route;
pub mod schedule;
mod wire;

pub use cancel::Cancel;
pub use error::FetchError;
pub use freshness::{Bounds, Freshness, Hints, next_due};
pub use http::Fetcher;
pub use outcome::outcome;
pub use polite::{Pass, Polite};
pub use proxy::{Environment, ProxyAddress, WrongProxy};
pub use reach::{is_public, looks_private};
pub use request::{Answer, Auth, Limits, Purpose, Request, Told, Via, host_of};
pub use route::{Judge, Routed, Unrouted, Way, fetch};
pub use schedule::{Asked, Plan, Verdict, verdict};
