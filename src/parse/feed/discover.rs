//! The feeds that a web page names, and which of them is meant.

use dom_query::Document;
use url::Url;

/// A feed that a web page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advertised {
    /// Its address; relative only where the page's own address is not known.
    pub url: String,
    /// Its media type, lower case.
    pub kind: String,
    /// Its name.
    pub title: Option<String>,
}

/// Media types of feeds, the ones that say more first.
const KINDS: [&str; 9] = [
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "application/x.atom+xml",
    "application/x-atom+xml",
    "application/xml",
    "text/xml",
];

/// How much of a page is looked at: its head, with room for what some put before it.
const LOOKED_AT: usize = 512 * 1024;

/// The most feeds a page names.
const MOST: usize = 100;

/// The feeds that a page advertises with `<link rel="alternate">`, in its order.
pub(super) fn advertised(html: &str, url: Option<&Url>) -> Vec<Advertised> {
    let html = head(super::plain::cut(html, LOOKED_AT));
    let document = Document::from(html.as_str());
    let given = document.select("base[href]").first().attr("href");
    let base = match (given, url) {
        (Some(href), Some(url)) => url.join(href.trim()).ok(),
        (Some(href), None) => Url::parse(href.trim()).ok(),
        (None, url) => url.cloned(),
    };
    let mut found: Vec<Advertised> = Vec::new();
    for link in document.select("link[href]").iter() {
        let attribute = |name: &str| link.attr(name).map(|v| v.trim().to_owned());
        let relation = attribute("rel").unwrap_or_default().to_ascii_lowercase();
        let kind = attribute("type").unwrap_or_default().to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
        let mut relations = relation.split_ascii_whitespace();
        let named = relations.clone().any(|r| r == "feed");
        let alternate = relations.any(|r| r == "alternate");
        let is_feed = KINDS.contains(&kind.as_str());
        if !(alternate && is_feed || named && (is_feed || kind.is_empty())) {
            continue;
        }
        let Some(href) = attribute("href").and_then(|h| super::field::address(&h)) else {
            continue;
        };
        let address = match base.as_ref().map(|b| b.join(&href)) {
            Some(Ok(absolute)) => absolute.to_string(),
            _ => href,
        };
        if found.iter().any(|f| f.url == address) || found.len() == MOST {
            continue;
        }
        let title = attribute("title").and_then(|t| super::field::text_of(&t));
        found.push(Advertised {
            url: address,
            kind,
            title,
        });
    }
    found
}

/// The tags of a page that can name a feed, without the rest: comments, scripts, styles and the
/// body's depth would only cost time.
fn head(html: &str) -> String {
    let mut out = String::from("<head>");
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        let name: String = rest[1..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '!' | '-'))
            .take(10)
            .collect::<String>()
            .to_ascii_lowercase();
        let skipped = if rest.starts_with("<!--") {
            "-->"
        } else {
            match name.as_str() {
                "script" => "</script",
                "style" => "</style",
                "textarea" => "</textarea",
                "link" | "base" => {
                    let len = tag_length(rest);
                    out.push_str(&rest[..len]);
                    rest = &rest[len..];
                    continue;
                }
                _ => "",
            }
        };
        if skipped.is_empty() {
            rest = &rest[1..];
            continue;
        }
        let found = find_ignoring_case(&rest[1..], skipped);
        match found {
            Some(at) => rest = &rest[1 + at..],
            // It never ends: then nothing behind it is read by anybody.
            None => break,
        }
    }
    out
}

fn tag_length(tag: &str) -> usize {
    let mut quote = None;
    for (at, b) in tag.bytes().enumerate().take(16 * 1024) {
        match (b, quote) {
            (b'>', None) => return at + 1,
            (b'"' | b'\'', None) => quote = Some(b),
            (b, Some(q)) if b == q => quote = None,
            _ => {}
        }
    }
    memchr::memchr(b'>', tag.as_bytes()).map_or(tag.len(), |at| at + 1)
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    let what = what.as_bytes();
    text.as_bytes()
        .windows(what.len())
        .position(|w| w.eq_ignore_ascii_case(what))
}

/// The feed that is meant, where it is plain which: the only one, or the first that is not of
/// comments or of one page. `None` where the reader must choose.
pub fn best(advertised: &[Advertised]) -> Option<&Advertised> {
    let mut main: Vec<&Advertised> = advertised.iter().filter(|a| !is_aside(a)).collect();
    // The same feed in several formats is one choice: Atom says more than RSS, RSS than JSON.
    main.sort_by_key(|a| KINDS.iter().position(|k| *k == a.kind));
    match main[..] {
        [] => advertised.first().filter(|_| advertised.len() == 1),
        [only] => Some(only),
        _ if main.windows(2).all(|w| w[0].kind != w[1].kind) => main.first().copied(),
        _ => None,
    }
}

/// Whether a feed is beside the matter: comments, a search, an exchange format.
fn is_aside(feed: &Advertised) -> bool {
    let title = feed.title.as_deref().unwrap_or_default().to_lowercase();
    let url = feed.url.to_ascii_lowercase();
    [
        "comment",
        "kommentar",
        "commentaire",
        "comentari",
        "commenti",
        "комментари",
        "коментар",
    ]
    .iter()
    .any(|word| title.contains(word) || url.contains(word))
        || url.contains("/wp-json/")
        || url.contains("oembed")
        || feed.kind == "application/json" && !url.contains("feed")
}

/// Whether the name of a first element is one of HTML's.
pub(super) fn looks_like_html(name: &str) -> bool {
    const NAMES: [&str; 22] = [
        "html", "head", "body", "title", "meta", "link", "script", "style", "div", "p", "br", "b",
        "center", "table", "h1", "h2", "h3", "a", "span", "font", "form", "pre",
    ];
    NAMES.iter().any(|n| n.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
