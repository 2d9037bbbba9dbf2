//! What makes an entry the same one tomorrow: addresses without what changes on the way to them.

use crate::chars::fold::fold;
use crate::model::Id;
use crate::parse::tracking::{is_one_of, is_tracking};
use url::Url;

/// More parameters that change on the way to an article. Some sites mean something else by them, so
/// they stay in the addresses a reader follows.
const ON_THE_WAY: [&str; 10] = [
    "ns_*", "ocid", "cmpid", "smid", "spm", "xtor", "ref_url", "from_rss", "ftag", "cmp",
];

/// The key of an address: two addresses of one article have the same.
///
/// It ignores the scheme, `www.`, the default port, user and password, tracking parameters, the
/// order of the others, a slash at the end, and a fragment, unless that is a page's address itself
/// (`#!/2026/tide`, `#/tide`). An address that is none is taken as it stands.
pub fn identity(link: &str) -> String {
    let link = link.trim();
    let parsed = match Url::parse(link) {
        Ok(url) if url.has_host() => url,
        _ => return link.to_owned(),
    };
    let host = parsed.host_str().unwrap_or_default();
    let host = host.trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut key = host.to_owned();
    if let Some(port) = parsed.port()
        && !matches!(port, 80 | 443)
    {
        key.push_str(&format!(":{port}"));
    }
    key.push_str(parsed.path().trim_end_matches('/'));
    let query = parsed.query().unwrap_or_default();
    let mut parameters: Vec<&str> = query
        .split(['&', ';'])
        .filter(|p| !p.is_empty() && !changes_on_the_way(p))
        .collect();
    parameters.sort_unstable();
    if !parameters.is_empty() {
        key.push('?');
        key.push_str(&parameters.join("&"));
    }
    if let Some(fragment) = parsed.fragment()
        && fragment.starts_with(['!', '/'])
        && fragment.len() > 1
    {
        key.push('#');
        key.push_str(fragment);
    }
    key
}

fn changes_on_the_way(parameter: &str) -> bool {
    is_tracking(parameter) || is_one_of(&ON_THE_WAY, parameter)
}

/// So many characters of a text tell it from others.
const COMPARED: usize = 1_000;

/// The key of what is written: the headline and how the text begins, folded, so that a changed address, guid
/// or markup does not make an article new. `None` where hardly anything is written.
pub fn content_key(title: &str, text: &str) -> Option<Id> {
    let letters = |text: &str| -> String {
        let end = text
            .char_indices()
            .nth(COMPARED)
            .map_or(text.len(), |(at, _)| at);
        let folded = fold(&text[..end]);
        folded.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let (title, text) = (letters(title), letters(text));
    (title.len() + text.len() >= 12).then(|| Id::of(&["content", &title, &text]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_share_a_key() {
        let same = [
            "http://tide.example/a",
            "https://tide.example/a",
            "https://www.tide.example/a/",
            "HTTPS://WWW.Tide.Example:443/a",
            "https://tide.example./a#comments",
            "https://me:secret@tide.example/a?utm_source=x&utm_medium=y",
            "https://tide.example/a?fbclid=1&gclid=2&yclid=3&mc_cid=4",
            " https://tide.example/a?UTM_Source=x ",
        ];
        for address in same {
            assert_eq!(identity(address), "tide.example/a", "{address}");
        }
        assert_eq!(
            identity("https://tide.example/?b=2&a=1&utm_id=3"),
            identity("http://tide.example?a=1&b=2")
        );
    }

    #[test]
    fn addresses_of_several_things_do_not() {
        let others = [
            "https://tide.example/a",
            "https://tide.example/A",
            "https://tide.example/a?id=1",
            "https://tide.example/a?id=2",
            "https://tide.example/a#!/1",
            "https://tide.example/a#!/2",
            "https://tide.example/a#/2",
            "https://tide.example:8080/a",
            "https://m.tide.example/a",
            "tag:tide.example,2026:a",
            "/a",
            "",
        ];
        for (at, one) in others.iter().enumerate() {
            for other in &others[at + 1..] {
                assert_ne!(identity(one), identity(other));
            }
        }
    }

    #[test]
    fn words_are_known_again_in_another_dress() {
        let key = content_key("The boats", "Two of them came in.");
        assert_eq!(content_key("THE BOATS!", "Two  of them\ncame in"), key);
        assert_ne!(content_key("The boats", "Three of them came in."), key);
        assert_eq!(content_key("Boats", ""), None);
    }
}
