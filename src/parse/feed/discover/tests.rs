//! The feeds of web pages.

use super::*;

fn found(html: &str, url: Option<&str>) -> Vec<Advertised> {
    let url = url.map(|u| Url::parse(u).expect("an address"));
    advertised(html, url.as_ref())
}

#[test]
fn advertised_feeds_are_found() {
    for (html, url, feeds) in [
        (
            "<link rel=alternate type=application/rss+xml href=/rss>",
            Some("https://tide.example/a/"),
            "https://tide.example/rss",
        ),
        (
            "<link rel=alternate type=application/rss+xml href=rss>",
            None,
            "rss",
        ),
        (
            "<base href='/b/'><link rel='feed' href='rss'>",
            Some("https://tide.example/a/"),
            "https://tide.example/b/rss",
        ),
        (
            "<LINK REL='Alternate Home' TYPE='Application/Atom+XML; charset=utf-8' HREF='/A'>",
            None,
            "/A",
        ),
        (
            "<!-- <link rel=alternate type=application/rss+xml href=no> -->",
            None,
            "",
        ),
        (
            "<script>'<link rel=alternate type=application/rss+xml href=no>'</script>",
            None,
            "",
        ),
        (
            "<link rel=stylesheet type=text/css href=no><link rel=alternate hreflang=de href=no>",
            None,
            "",
        ),
        (
            "<link rel=alternate type=application/rss+xml href=''>",
            None,
            "",
        ),
        (
            "<link rel=alternate type=application/rss+xml href=a><link rel=alternate type=application/rss+xml href=a>",
            None,
            "a",
        ),
        (
            "<p><link rel=alternate type=application/feed+json href='a&amp;b'>",
            None,
            "a&b",
        ),
        ("<a href=rss>RSS</a>", None, ""),
    ] {
        let urls: Vec<_> = found(html, url).into_iter().map(|f| f.url).collect();
        assert_eq!(urls.join(" "), feeds, "{html}");
    }
}

#[test]
fn the_best_is_chosen_or_the_reader_asked() {
    let link = |kind: &str, title: &str, href: &str| {
        format!("<link rel=alternate type='application/{kind}' title='{title}' href='{href}'>")
    };
    let main = link("rss+xml", "Tide", "/feed");
    for (html, best_is) in [
        (String::new(), None),
        (main.clone(), Some("/feed")),
        (
            format!(
                "{main}{}",
                link("rss+xml", "Tide: Comments", "/comments/feed")
            ),
            Some("/feed"),
        ),
        (
            format!("{main}{}", link("atom+xml", "Tide", "/atom")),
            Some("/atom"),
        ),
        (
            format!("{main}{}", link("json", "JSON", "/wp-json/wp/v2/pages/7")),
            Some("/feed"),
        ),
        (
            format!("{main}{}", link("rss+xml", "Tide in German", "/de/feed")),
            None,
        ),
        (
            link("rss+xml", "Comments", "/comments/feed"),
            Some("/comments/feed"),
        ),
    ] {
        let found = found(&html, None);
        assert_eq!(best(&found).map(|f| f.url.as_str()), best_is, "{html}");
    }
}
