//! Names and passwords taken out of addresses, before anything is written down.

/// Takes names and passwords out of addresses: `https://user:password@host/` becomes
/// `https://host/`, and `user:password@host` becomes `host`. Where it cannot be told what is
/// secret, too much goes rather than too little.
pub fn without_secrets(text: &str) -> String {
    text.split_inclusive(char::is_whitespace)
        .map(word_without_secrets)
        .collect()
}

const SCHEME_END: &str = "://";

fn word_without_secrets(word: &str) -> String {
    let Some(at) = word.find(SCHEME_END) else {
        return bare_without_secrets(word).to_owned();
    };
    let mut out = bare_without_secrets(&word[..at]).to_owned();
    let mut rest = &word[at..];
    while let Some(at) = rest.find(SCHEME_END) {
        let (before, address) = rest.split_at(at + SCHEME_END.len());
        out.push_str(before);
        rest = &address[secret_end(address)..];
    }
    out.push_str(rest);
    out
}

/// Where the name and password at the head of an address end; 0 when it has none.
fn secret_end(address: &str) -> usize {
    let end = address
        .find(|c: char| c.is_whitespace() || "/?#\"<>".contains(c))
        .unwrap_or(address.len());
    let authority = &address[..end];
    if let Some(at) = authority.rfind('@') {
        return at + 1;
    }
    let has_port = match authority.rsplit_once(':') {
        Some((_, port)) => {
            let port = port.trim_end_matches(|c: char| !c.is_alphanumeric());
            authority.starts_with('[') || port.bytes().all(|b| b.is_ascii_digit())
        }
        None => true,
    };
    if has_port {
        return 0;
    }
    // `user:pa/ss@host`: what stands after the colon is no port, so the `/` is in a password,
    // which may even go on after a blank.
    address.find('@').map_or(end, |at| at + 1)
}

/// A word without a scheme: `user:password@host`, but no `mailto:`, whose address is its point.
fn bare_without_secrets(word: &str) -> &str {
    match (word.find(':'), word.rfind('@')) {
        (Some(colon), Some(at)) if colon < at => {
            let user = word[..colon].trim_start_matches(['(', '“', '"', '\'', '<']);
            let is_name = !user.is_empty()
                && !user.eq_ignore_ascii_case("mailto")
                && !user.contains(['/', '@']);
            if is_name { &word[at + 1..] } else { word }
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_leave_addresses() {
        for (text, expected) in [
            ("https://user:pw@host/a", "https://host/a"),
            ("https://token@host/a", "https://host/a"),
            ("https://user:p@ss@host/a", "https://host/a"),
            ("https://user:pa/ss@host/a", "https://host/a"),
            ("https://user:pa?s#s@host/a", "https://host/a"),
            ("https://user:pa ss@host/a", "https:// ss@host/a"),
            (
                "from https://a:b@one/x to http://c:d@two.",
                "from https://one/x to http://two.",
            ),
            (
                "https://proxy/?u=https://a:b@one/x",
                "https://proxy/?u=https://one/x",
            ),
            ("http://one,https://a:b@two", "http://one,https://two"),
            ("c:d@two,https://a:b@one", "two,https://one"),
            (
                "(socks5h://me:pw@127.0.0.1:9050)",
                "(socks5h://127.0.0.1:9050)",
            ),
            ("proxy user:pw@host:8080 failed", "proxy host:8080 failed"),
            ("https://host:8080/@name/1", "https://host:8080/@name/1"),
            ("https://host:8080, then", "https://host:8080, then"),
            ("https://host: gone", "https://host: gone"),
            ("https://[::1]:80/@name", "https://[::1]:80/@name"),
            ("https://[::1]/@name", "https://[::1]/@name"),
            ("write to a@b.example", "write to a@b.example"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("at 14:05, three new", "at 14:05, three new"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(text), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_password_gets_through(before in ".*", after in ".*", sign in "[!-~]?") {
            let text = format!("{before}https://user:HUSH{sign}HUSH@host{after}");
            proptest::prop_assert!(!without_secrets(&text).contains("HUSH"), "{}", text);
        }
    }
}
