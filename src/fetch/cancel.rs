//! A refresh that the reader calls off.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long anything waits before it looks whether it was called off.
pub(super) const SLICE: Duration = Duration::from_millis(50);

/// Whether what runs was called off. A clone is the same one, on any thread.
#[derive(Clone, Debug, Default)]
pub struct Cancel {
    flag: Arc<AtomicBool>,
}

impl Cancel {
    /// Nothing is called off yet.
    pub fn new() -> Cancel {
        Cancel::default()
    }

    /// The flag that a signal sets is the sign.
    pub fn from_flag(flag: Arc<AtomicBool>) -> Cancel {
        Cancel { flag }
    }

    /// Calls off: what runs ends within a moment, what waits does not begin.
    pub fn cancel(&self) {
        self.flag.store(true, Ordering::Release);
    }

    /// Whether it was called off.
    pub fn is_cancelled(&self) -> bool {
        self.flag.load(Ordering::Acquire)
    }
}
