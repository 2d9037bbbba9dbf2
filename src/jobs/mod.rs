//! What the program can do, without a face: open documents, load articles, keep marks.
//!
//! ```text
//! desk     everything a face needs in one place: the cache, the log, the reader's profiles
//! open     a document taken into the cache        resplit  split anew, or shown as one
//! shape    a parsed document as a record, and a record as an article to read
//! find     words looked for everywhere        searcher  in a thread, the newest words alone
//! samples  the digests that came with the program
//! watch    whether another tidings changed what is kept
//! subscriptions  subscribed to, given up, taken from other readers' lists and given to them
//! kept     what is kept, for who only asks         housekeeping  examined, repaired, wiped
//! ```

pub mod add;
pub mod desk;
pub mod find;
pub mod housekeeping;
pub mod kept;
pub mod open;
pub mod refresh;
pub mod resplit;
pub mod samples;
pub mod searcher;
mod shape;
pub mod subscriptions;
pub mod watch;

pub use desk::Desk;
