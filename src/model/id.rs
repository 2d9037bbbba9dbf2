//! What makes a thing the same one tomorrow: ids of articles, sections and outlets.

use sha2::{Digest as _, Sha256};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// A map by id. An id is a hash already, so that a quick one is enough on top of it; it has a seed
/// of each process's own, and nobody can choose ids that meet.
pub type IdMap<V> = HashMap<Id, V, foldhash::fast::RandomState>;

/// A set of ids, as [`IdMap`].
pub type IdSet = HashSet<Id, foldhash::fast::RandomState>;

/// The id of an article, a section or a related item: the first 64 bits of a SHA-256,
/// written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(u64);

impl Id {
    /// The id of what `parts` describe. They are joined by U+001F, so `["ab", "c"]` and
    /// `["a", "bc"]` differ.
    pub fn of(parts: &[&str]) -> Id {
        let digest = Sha256::digest(parts.join("\u{1f}").as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Id(u64::from_be_bytes(first))
    }

    /// Reads the 16 digits back; `None` for anything else.
    pub fn parse(text: &str) -> Option<Id> {
        let digits: &[u8; 16] = text.as_bytes().try_into().ok()?;
        let mut number = 0;
        for digit in digits {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return None,
            };
            number = number << 4 | u64::from(value);
        }
        Some(Id(number))
    }

    /// The 16 digits, in ASCII.
    pub fn digits(self) -> [u8; 16] {
        let nibble = |n| (self.0 >> (60 - 4 * n)) as usize & 15;
        std::array::from_fn(|n| b"0123456789abcdef"[nibble(n)])
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

/// The id of an outlet, which is also the name of its files: `[a-z0-9-]`, at most 64 of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutletId(String);

impl OutletId {
    /// The id for an outlet's key (see `chars::fold::name_key`): its ASCII letters and digits, at
    /// most 32, then four hexadecimal digits of its hash (`mediazona-3f9a`). A key that leaves
    /// nothing, such as one in Cyrillic, is told apart by its hash alone and gets twelve
    /// (`o-8c2190b3d4e5`): with four, two of a hundred such outlets would meet one time in twelve.
    pub fn from_key(key: &str) -> OutletId {
        let mut slug = String::new();
        for c in key.chars() {
            if slug.len() == 32 {
                break;
            }
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') && (c == ' ' || c == '-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        let hash = Id::of(&["outlet", key]).to_string();
        OutletId(if slug.is_empty() {
            format!("o-{}", &hash[..12])
        } else {
            format!("{slug}-{}", &hash[..4])
        })
    }

    /// Reads an id back from a file; `None` unless it is safe as a file's name.
    pub fn parse(text: &str) -> Option<OutletId> {
        let safe = !text.is_empty()
            && text.len() <= 64
            && !text.starts_with('-')
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        safe.then(|| OutletId(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for OutletId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutletId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_digits() {
        let id = Id::of(&["mediazona", "https://example.org/1"]);
        assert_eq!(Id::parse(&id.to_string()), Some(id));
        for wrong in [
            "",
            "12",
            "00000000000000000",
            "000000000000000G",
            "+00000000000000f",
        ] {
            assert_eq!(Id::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn where_a_part_ends_matters() {
        assert_ne!(Id::of(&["ab", "c"]), Id::of(&["a", "bc"]));
    }

    #[test]
    fn an_outlet_id_is_a_safe_file_name_whatever_the_key() {
        for key in [
            "mediazona",
            "медиазона",
            "../../etc/passwd",
            "",
            "a\0b",
            "the tide post",
            "--x",
        ] {
            let id = OutletId::from_key(key);
            assert_eq!(
                OutletId::parse(id.as_str()),
                Some(id.clone()),
                "{key:?} gave {id}"
            );
        }
        assert!(
            OutletId::from_key("mediazona")
                .as_str()
                .starts_with("mediazona-")
        );
        assert_ne!(OutletId::from_key("медиазона"), OutletId::from_key("риддл"));
    }
}
