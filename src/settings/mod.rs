//! What the reader has written down: the configuration, how the screen looks, and the profiles of
//! digests. It is read once at the start; a wrong line is named and costs nothing else.

pub mod config;

mod mend;
pub mod near;
mod pace;
pub mod profiles;
pub mod subscriptions;
pub mod theme;

pub use config::{
    Bidi, ColorChoice, Config, ConfigError, KeyLine, MarkRead, Selection, SignsChoice,
};
pub use pace::Pace;
pub use subscriptions::Subscriptions;
pub use theme::Theme;
pub use theme::look::Look;
