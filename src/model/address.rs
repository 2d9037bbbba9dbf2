//! An address on the web, as readers and lists write it.

use url::Url;

/// Why a text is no address that can be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no address at all.
    #[error("not an address")]
    NotAnAddress,
    /// It is one, and not of the web.
    #[error("not http or https but {0}")]
    NotWeb(String),
    /// It carries a name or a password. They are not repeated here.
    #[error("an address must not hold a name or a password; write user and password_command")]
    Secret,
}

/// The longest address that is kept; longer ones are data.
const LONGEST: usize = 4_096;

/// Reads an address of the web: `http` or `https`, with a host and without a name or a password.
/// `feed:` and `feed://`, which some lists write before or instead of `http://`, are taken off.
/// It stays as it was written where that is harmless.
///
/// # Errors
/// Says what it is instead; a secret in it is never repeated.
pub fn read(text: &str) -> Result<String, AddressError> {
    let text = text.trim();
    let web = match without_prefix(text, "feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => text.to_owned(),
    };
    if web.len() > LONGEST {
        return Err(AddressError::NotAnAddress);
    }
    let url = Url::parse(&web).map_err(|_| AddressError::NotAnAddress)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::NotWeb(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Secret);
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(AddressError::NotAnAddress);
    }
    let is_harmless = web.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    Ok(if is_harmless { web } else { url.into() })
}

/// What two spellings of one address share: neither `http` or `https`, nor a fragment, nor a slash
/// at the end tells feeds apart. Anything that is no address is its own key.
pub fn key(address: &str) -> String {
    let Ok(url) = Url::parse(address.trim()) else {
        return address.trim().to_owned();
    };
    let mut key = url.host_str().unwrap_or_default().to_owned();
    if let Some(port) = url.port() {
        key.push_str(&format!(":{port}"));
    }
    key.push_str(url.path().trim_end_matches('/'));
    if let Some(query) = url.query() {
        key.push('?');
        key.push_str(query);
    }
    key
}

/// The host of an address; `None` where it has none.
pub fn host(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?;
    Some(host.to_owned())
}

fn without_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_web_stay_as_they_are_written() {
        for (written, kept) in [
            (
                "https://lantern.example/feed.xml",
                "https://lantern.example/feed.xml",
            ),
            (" https://Lantern.example ", "https://Lantern.example"),
            ("feed://lantern.example/rss", "http://lantern.example/rss"),
            (
                "feed:https://lantern.example/rss",
                "https://lantern.example/rss",
            ),
            (
                "https://lantern.example/a b",
                "https://lantern.example/a%20b",
            ),
            ("https://маяк.example/", "https://xn--80aue1f.example/"),
        ] {
            assert_eq!(read(written).as_deref(), Ok(kept), "{written}");
        }
    }

    #[test]
    fn what_is_no_address_of_the_web_is_refused() {
        use AddressError::{NotAnAddress, NotWeb, Secret};
        for (written, why) in [
            ("", NotAnAddress),
            ("lantern", NotAnAddress),
            ("https://", NotAnAddress),
            ("|~/run.sh", NotAnAddress),
            ("file:///etc/passwd", NotWeb("file".into())),
            ("gopher://lantern.example", NotWeb("gopher".into())),
            ("javascript:alert(1)", NotWeb("javascript".into())),
            ("https://quill:ferry@lantern.example/", Secret),
            ("https://quill@lantern.example/", Secret),
        ] {
            assert_eq!(read(written), Err(why), "{written}");
        }
        assert!(!Secret.to_string().contains("ferry"));
    }

    #[test]
    fn spellings_of_one_address_share_a_key() {
        for (a, b, same) in [
            ("https://a.example/feed", "http://A.example/feed/", true),
            ("https://a.example", "https://a.example/#top", true),
            ("https://a.example:443/x", "https://a.example/x", true),
            ("https://a.example/x?y=1", "https://a.example/x?y=2", false),
            ("https://a.example/x", "https://a.example/X", false),
            ("https://a.example:8080/x", "https://a.example/x", false),
        ] {
            assert_eq!(key(a) == key(b), same, "{a} and {b}");
        }
    }
}
