//! Cookies: for one source by one way, in memory, until the program ends.

use cookie_store::{CookieStore, RawCookie};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use url::Url;

/// The most cookies of one source, and the most bytes of one.
const MOST: usize = 50;
const LONGEST: usize = 4_096;

/// Whose cookies: the source, and the way it is asked by. What a host hands out through one way
/// is never shown on another, where it would tell that it is the same reader.
type Owner = (String, String);

/// The cookies of all sources.
#[derive(Debug, Default)]
pub(super) struct Cookies {
    jars: Mutex<HashMap<Owner, CookieStore>>,
}

impl Cookies {
    /// The value of `Cookie` for an address; none when there is none to send.
    pub(super) fn header(&self, owner: &Owner, url: &Url) -> Option<String> {
        let jars = self.jars();
        let pairs = jars.get(owner)?.get_request_values(url);
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Keeps what an address sets; gives whether it set anything.
    pub(super) fn keep<'a>(
        &self,
        owner: &Owner,
        url: &Url,
        set: impl Iterator<Item = &'a str>,
    ) -> bool {
        let parsed = set
            .filter(|text| text.len() <= LONGEST)
            .filter_map(|text| RawCookie::parse(text.to_owned()).ok());
        let cookies: Vec<RawCookie<'static>> = parsed.take(MOST).collect();
        if cookies.is_empty() {
            return false;
        }
        let mut jars = self.jars();
        let jar = jars.entry(owner.clone()).or_default();
        if jar.iter_any().count() + cookies.len() > MOST {
            jar.clear();
        }
        jar.store_response_cookies(cookies.into_iter(), url);
        true
    }

    /// A thread that panicked while it held the jars leaves at worst a cookie out.
    fn jars(&self) -> MutexGuard<'_, HashMap<Owner, CookieStore>> {
        self.jars.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
