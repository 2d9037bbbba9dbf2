//! Namespaces of feeds: by their addresses in any spelling, and by the prefixes everybody uses.

/// Whose name an element's is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ns {
    /// RSS of any version, and names without a namespace.
    Rss,
    Atom,
    Content,
    Dc,
    DcTerms,
    Media,
    Itunes,
    Xhtml,
    Rdf,
    Syndication,
    Slash,
    Wfw,
    Thr,
    FeedBurner,
    Podcast,
    Enclosure,
    /// The `xml:` of `xml:base` and `xml:lang`.
    Xml,
    Other,
}

/// Pieces of namespace addresses, lower case and without scheme, `www.` and what ends them.
const ADDRESSES: [(&str, Ns); 31] = [
    ("w3.org/2005/atom", Ns::Atom),
    ("purl.org/atom/ns", Ns::Atom),
    ("purl.org/atom", Ns::Atom),
    ("backend.userland.com/rss", Ns::Rss),
    ("blogs.law.harvard.edu/tech/rss", Ns::Rss),
    ("cyber.law.harvard.edu/rss", Ns::Rss),
    ("rssboard.org/rss", Ns::Rss),
    ("purl.org/rss/1.0", Ns::Rss),
    ("purl.org/net/rss1.1", Ns::Rss),
    ("my.netscape.com/rdf/simple/0.9", Ns::Rss),
    ("channel.netscape.com/rdf/simple/0.9", Ns::Rss),
    ("my.netscape.com/publish/formats/rss-0.91.dtd", Ns::Rss),
    ("purl.org/rss/1.0/modules/content", Ns::Content),
    ("purl.org/rss/1.0/modules/rss091", Ns::Other),
    ("purl.org/dc/elements/1.0", Ns::Dc),
    ("purl.org/dc/elements/1.1", Ns::Dc),
    ("purl.org/dc/terms", Ns::DcTerms),
    ("search.yahoo.com/mrss", Ns::Media),
    ("tools.search.yahoo.com/mrss", Ns::Media),
    ("video.search.yahoo.com/mrss", Ns::Media),
    ("itunes.com/dtds/podcast-1.0.dtd", Ns::Itunes),
    ("itunes.com/dtds/podcast", Ns::Itunes),
    ("w3.org/1999/xhtml", Ns::Xhtml),
    ("w3.org/tr/xhtml1", Ns::Xhtml),
    ("w3.org/1999/02/22-rdf-syntax-ns", Ns::Rdf),
    ("purl.org/rss/1.0/modules/syndication", Ns::Syndication),
    ("purl.org/rss/1.0/modules/slash", Ns::Slash),
    ("wellformedweb.org/commentapi", Ns::Wfw),
    ("purl.org/syndication/thread/1.0", Ns::Thr),
    ("rssnamespace.org/feedburner/ext/1.0", Ns::FeedBurner),
    ("podcastindex.org/namespace/1.0", Ns::Podcast),
];

/// Prefixes that mean the same everywhere, for documents that forgot to declare them.
const PREFIXES: [(&str, Ns); 24] = [
    ("rss", Ns::Rss),
    ("atom", Ns::Atom),
    ("atom10", Ns::Atom),
    ("a10", Ns::Atom),
    ("a", Ns::Atom),
    ("content", Ns::Content),
    ("dc", Ns::Dc),
    ("dcterms", Ns::DcTerms),
    ("dct", Ns::DcTerms),
    ("media", Ns::Media),
    ("itunes", Ns::Itunes),
    ("xhtml", Ns::Xhtml),
    ("rdf", Ns::Rdf),
    ("sy", Ns::Syndication),
    ("slash", Ns::Slash),
    ("wfw", Ns::Wfw),
    ("thr", Ns::Thr),
    ("feedburner", Ns::FeedBurner),
    ("podcast", Ns::Podcast),
    ("enc", Ns::Enclosure),
    ("googleplay", Ns::Itunes),
    ("xml", Ns::Xml),
    ("dcmi", Ns::Dc),
    ("mrss", Ns::Media),
];

/// The namespace of an address; `None` for one that is not known.
pub(super) fn by_address(address: &str) -> Option<Ns> {
    let lower = address.trim().to_ascii_lowercase();
    let rest = lower
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("www.")
        .trim_end_matches(['/', '#']);
    let known = ADDRESSES.iter().find(|(a, _)| *a == rest);
    if let Some((_, ns)) = known {
        return Some(*ns);
    }
    match rest {
        "" => Some(Ns::Rss),
        "purl.oclc.org/net/rss_2.0/enc" => Some(Ns::Enclosure),
        _ if rest.starts_with("backend.userland.com/rss") => Some(Ns::Rss),
        _ if rest.starts_with("purl.org/atom") => Some(Ns::Atom),
        _ if rest.starts_with("podcastindex.org/namespace")
            || rest.contains("podcast-namespace") =>
        {
            Some(Ns::Podcast)
        }
        _ => None,
    }
}

/// The namespace that a prefix has by custom.
pub(super) fn by_prefix(prefix: &str) -> Ns {
    let known = PREFIXES
        .iter()
        .find(|(p, _)| p.eq_ignore_ascii_case(prefix));
    known.map_or(Ns::Other, |(_, ns)| *ns)
}
