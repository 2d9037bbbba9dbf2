//! Addresses: which of them lead anywhere, and without what follows the reader about.

use crate::parse::tracking::is_tracking;
use std::sync::Arc;
use url::Url;

/// A longer address leads nowhere a reader wants to go.
const LONGEST: usize = 8 << 10;

/// The address `href` leads to from `base`: http, https and mailto, everything else leads nowhere.
pub(super) fn target(href: &str, base: Option<&Url>) -> Option<Arc<str>> {
    let href = href.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_control());
    if href.is_empty() || href.len() > LONGEST || href.starts_with('#') {
        return None;
    }
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None => Url::parse(href).ok()?,
    };
    match url.scheme() {
        "http" | "https" if url.has_host() => {}
        "mailto" => return Some(plain(href).unwrap_or_else(|| url.as_str()).into()),
        _ => return None,
    }
    if url.username().is_empty() && url.password().is_none() {
        let tracked = url
            .query()
            .is_some_and(|query| query.split('&').any(is_tracking));
        // As the author wrote it, where that is an address already.
        if let Some(href) = plain(href).filter(|h| !tracked && has_scheme(h)) {
            return Some(href.into());
        }
    }
    let mut url = url;
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query.split('&').filter(|p| !is_tracking(p)).collect();
        let kept = kept.join("&");
        url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    }
    Some(url.as_str().into())
}

fn has_scheme(href: &str) -> bool {
    let starts = |scheme: &str| {
        href.get(..scheme.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(scheme))
    };
    starts("http://") || starts("https://")
}

/// `href`, where every character of it can be shown and copied.
fn plain(href: &str) -> Option<&str> {
    href.bytes().all(|b| b.is_ascii_graphic()).then_some(href)
}

/// Whether a picture of this size and address counts visits and shows nothing.
pub(super) fn counts_visits(src: &str, width: Option<&str>, height: Option<&str>) -> bool {
    let tiny = |size: Option<&str>| {
        size.and_then(|s| s.trim().trim_end_matches("px").parse::<f32>().ok())
            .is_some_and(|n| n <= 2.0)
    };
    if tiny(width) && tiny(height) || tiny(width) && height.is_none() {
        return true;
    }
    let path = src.split(['?', '#']).next().unwrap_or(src);
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(
        name,
        "pixel"
            | "pixel.gif"
            | "pixel.png"
            | "track"
            | "track.gif"
            | "beacon"
            | "beacon.gif"
            | "spacer.gif"
            | "blank.gif"
            | "clear.gif"
            | "open.gif"
            | "count.gif"
            | "1x1.gif"
            | "b.gif"
    )
}

/// The page of a film, for the address that shows it inside another page.
pub(super) fn watched(src: &str) -> String {
    for host in ["www.youtube.com/embed/", "www.youtube-nocookie.com/embed/"] {
        if let Some((_, rest)) = src.split_once(host) {
            let id = rest.split(['?', '/', '&', '#']).next().unwrap_or_default();
            return format!("https://www.youtube.com/watch?v={id}");
        }
    }
    src.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_somewhere_and_follow_nobody() {
        let base = Url::parse("https://quay.example/news/").ok();
        for (href, led) in [
            (
                "https://quay.example/a?b=1#c",
                Some("https://quay.example/a?b=1#c"),
            ),
            ("https://quay.example", Some("https://quay.example")),
            ("/lock", Some("https://quay.example/lock")),
            ("//tide.example/x", Some("https://tide.example/x")),
            (
                "https://quay.example/a?utm_source=x&id=7&fbclid=y",
                Some("https://quay.example/a?id=7"),
            ),
            (
                "https://quay.example/a?utm_source=x#c",
                Some("https://quay.example/a#c"),
            ),
            (
                "http://ann:secret@quay.example/",
                Some("http://quay.example/"),
            ),
            (
                "https://quay.example/a b",
                Some("https://quay.example/a%20b"),
            ),
            (
                "mailto:harbour@quay.example",
                Some("mailto:harbour@quay.example"),
            ),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("data:text/html,x", None),
            ("#note", None),
            ("", None),
            ("http://", None),
        ] {
            assert_eq!(target(href, base.as_ref()).as_deref(), led, "{href:?}");
        }
        assert_eq!(target("/lock", None), None);
    }

    #[test]
    fn pixels_are_known() {
        for (src, width, height, is_pixel) in [
            ("https://a.example/x.gif", Some("1"), Some("1"), true),
            ("https://a.example/x.gif", Some("1px"), Some("0"), true),
            ("https://a.example/t/pixel.gif?u=7", None, None, true),
            ("https://a.example/x.gif", Some("640"), Some("1"), false),
            ("https://a.example/quay.jpg", None, None, false),
        ] {
            assert_eq!(counts_visits(src, width, height), is_pixel, "{src}");
        }
    }
}
