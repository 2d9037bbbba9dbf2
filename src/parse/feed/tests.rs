//! Invented feeds, bytes in and entries out: one for each format, and one for each kind of damage.

use super::*;
use proptest::prelude::*;

fn feed(text: &str) -> Feed {
    read(text.as_bytes(), Context::default()).unwrap_or_else(|not| panic!("{not}: {text}"))
}

/// A feed in one line: title, link, and for each entry title, link, author, date and text.
fn told(feed: &Feed) -> String {
    let or = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut out = format!(
        "{}: {} {}",
        feed.format.name(),
        or(&feed.title),
        or(&feed.link)
    );
    for entry in &feed.entries {
        let when = entry.published.or(entry.updated).map(|w| w.to_string());
        let text = entry.text();
        out += &format!(
            "|{},{},{},{},{text}",
            or(&entry.title),
            or(&entry.link),
            or(&entry.author),
            or(&when)
        );
    }
    out
}

fn item(inside: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Tide</title><link>https://tide.example/</link><item>{inside}</item></channel></rss>"
    )
}

#[test]
fn every_format_is_read() {
    for (text, said) in [
        (
            "<?xml version='1.0'?><!DOCTYPE rss SYSTEM 'rss-0.91.dtd'><rss version='0.91'><channel><title>Tide</title>\
             <link>https://tide.example/</link><item><title>Boats</title><link>https://tide.example/1</link>\
             <description>Two &lt;b&gt;boats&lt;/b&gt;</description></item></channel></rss>",
            "rss09x: Tide https://tide.example/|Boats,https://tide.example/1,,,Two boats",
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>\
             <channel><title>Tide</title></channel><item><title>Boats</title><link>https://tide.example/1</link></item></rdf:RDF>",
            "rss090: Tide |Boats,https://tide.example/1,,,",
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
             xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'>\
             <channel rdf:about='https://tide.example/rss'><title>Tide</title><link>https://tide.example/</link></channel>\
             <item rdf:about='https://tide.example/1'><title>Boats</title><link>https://tide.example/1</link>\
             <dc:creator>Ann Lee</dc:creator><dc:date>2026-11-22T06:00+02:00</dc:date>\
             <content:encoded><![CDATA[<p>Whole</p>]]></content:encoded><description>Short</description></item></rdf:RDF>",
            "rss10: Tide https://tide.example/|Boats,https://tide.example/1,Ann Lee,2026-11-22T04:00:00Z,Whole",
        ),
        (
            "<Channel xmlns='http://purl.org/net/rss1.1#'><title>Tide</title><link>https://tide.example/</link>\
             <items><item><title>Boats</title></item></items></Channel>",
            "rss11: Tide https://tide.example/|Boats,,,,",
        ),
        (
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>\
             <channel><image><title>No</title></image><title>Tide</title><link>https://tide.example/</link>\
             <item><media:title>No</media:title><itunes:title>No</itunes:title><title>Boats</title>\
             <author>ann@tide.example (Ann Lee)</author><pubDate>Sun, 22 Nov 2026 06:00:00 GMT</pubDate>\
             <guid>https://tide.example/1</guid></item></channel></rss>",
            "rss20: Tide https://tide.example/|Boats,https://tide.example/1,Ann Lee,2026-11-22T06:00:00Z,",
        ),
        (
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title mode='escaped' type='text/html'>&lt;i&gt;Tide&lt;/i&gt;</title>\
             <entry><title>Boats</title><issued>2026-11-22T06:00:00Z</issued>\
             <content type='text/html' mode='escaped'>&lt;p&gt;Two&lt;/p&gt;</content></entry></feed>",
            "atom03: Tide |Boats,,,2026-11-22T06:00:00Z,Two",
        ),
        (
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>Tide &amp; <![CDATA[<b>]]></a:title>\
             <a:link rel='self' href='https://tide.example/feed'/><a:link href='https://tide.example/'/>\
             <a:entry><a:source><a:title>No</a:title><a:link href='https://no.example/'/></a:source><a:title type='xhtml'>\
             <h:div xmlns:h='http://www.w3.org/1999/xhtml'>Two <h:em>boats</h:em></h:div></a:title>\
             <a:author><a:name>Ann Lee</a:name></a:author><a:updated>2026-11-22T06:00:00Z</a:updated>\
             <a:content type='xhtml'><h:div xmlns:h='http://www.w3.org/1999/xhtml'><h:p>1 &lt; 2</h:p></h:div></a:content>\
             <a:link rel='alternate' href='https://tide.example/1'/></a:entry></a:feed>",
            "atom10: Tide & <b> https://tide.example/|Two boats,https://tide.example/1,Ann Lee,2026-11-22T06:00:00Z,1 < 2",
        ),
        (
            "<CHANNEL HREF='https://tide.example/' LASTMOD='2026-11-22T06:00'><TITLE>Tide</TITLE>\
             <ITEM HREF='https://tide.example/1'><TITLE>Boats</TITLE><ABSTRACT>Two</ABSTRACT></ITEM></CHANNEL>",
            "cdf: Tide https://tide.example/|Boats,https://tide.example/1,,,Two",
        ),
        (
            r#"{"version":"https://jsonfeed.org/version/1","title":"Tide","home_page_url":"https://tide.example/",
             "items":[{"id":7,"url":"/1","title":"Boats","author":{"name":"Ann Lee"},"content_text":"a < b\n\nc",
             "date_published":"2026-11-22T06:00:00+02:00"}]}"#,
            "json10: Tide https://tide.example/|Boats,https://tide.example/1,Ann Lee,2026-11-22T04:00:00Z,a < b\nc",
        ),
        (
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"Tide","items":[{"id":"1","content_html":"<p>Two</p>",
             "authors":[{"name":"Ann Lee"},{"name":"Bo"}]}]}"#,
            "json11: Tide |,,Ann Lee, Bo,,Two",
        ),
    ] {
        assert_eq!(told(&feed(text)), said, "{text}");
    }
}

#[test]
fn a_damaged_feed_gives_what_is_whole() {
    let start = "<rss version=\"2.0\"><channel><title>Tide</title>";
    for (name, text, titles) in [
        ("a bare ampersand", format!("{start}<item><title>Nets & ropes &c</title></item>"), "Nets & ropes &c"),
        ("entities of HTML", format!("{start}<item><title>Caf&eacute; &mdash; &hellip; &chi; &#147;x&#148;</title></item>"), "Café — … χ “x”"),
        ("escaped twice", format!("{start}<item><title>Nets &amp;amp; ropes &amp;#8217;n</title></item>"), "Nets & ropes ’n"),
        ("an item left open", format!("{start}<item><title>a</title><item><title>b</title></channel></rss>"), "a|b"),
        ("a text left open", format!("{start}<item><title>a</title><description><p>x</description></item><item><title>b</title></item>"), "a|b"),
        ("a headline left open", format!("{start}<item><title>a<guid>1</guid></item><item><title>b</title></item>"), "a|b"),
        ("an attribute without quotes", format!("{start}<item><title>a</title><guid isPermaLink=false>1</guid></item>"), "a"),
        ("a quote left open", format!("{start}<item><guid isPermaLink=\"false>1</guid><title>a</title></item><item><title x=\"y\">b</title></item>"), "a|b"),
        ("a tag that is none", format!("{start}<item><title>a < b <3</title></item><item><title>c</title></item>"), "a < b <3|c"),
        ("a comment left open", format!("{start}<item><title>a</title></item><!-- <item><title>b</title></item>"), "a|b"),
        ("CDATA left open", format!("{start}<item><title><![CDATA[a</title></item><item><title>b</title></item>"), "a|b"),
        ("CDATA in pieces", format!("{start}<item><title>a <![CDATA[<b>b</b> & c]]> d<![CDATA[]]]]><![CDATA[>]]></title></item>"), "a b & c d]]>"),
        ("a prefix nobody declared", format!("{start}<item><dc:title>a</dc:title></item>"), "a"),
        ("capitals", "<RSS><CHANNEL><ITEM><TITLE>a</TITLE></ITEM></CHANNEL></RSS>".to_owned(), "a"),
        ("another case at the end", format!("{start}<item><title>a</Title></item><item><title>b</title></item>"), "a|b"),
        ("items beside the channel", "<rss><channel/><item><title>a</title></item></rss>".to_owned(), "a"),
        ("words before it", format!("<br />\n<b>Warning</b>: line 3<br />\n<?xml version='1.0'?>{start}<item><title>a</title></item>"), "a"),
        ("blanks before it", format!("\n\n  <?xml version='1.0'?>{start}<item><title>a</title></item>"), "a"),
        ("a second feed behind it", format!("{start}<item><title>a</title></item></channel></rss><rss><channel><title>No</title></channel></rss>"), "a"),
        ("controls", format!("{start}<item><title>a\u{1}\u{9b}31m\0b &#27;[1m &#0;</title></item>"), "ab \u{fffd}"),
        ("cut in the second entry", format!("{start}<item><title>a</title></item><item><title>b</title><descr"), "a"),
        ("cut in a tag", format!("{start}<item><title>a</title></item><it"), "a"),
        ("not an item of the feed", format!("{start}<item><title>a</title><x:old xmlns:x='urn:x'><item><title>b</title></item></x:old></item>"), "a"),
        ("an entity of its own DTD", format!("<!DOCTYPE rss [<!ENTITY co \"a\">]>{start}<item><title>&co;</title></item>"), "&co;"),
        ("JSON with a raw line break", "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"title\":\"a\nb\"}]}".to_owned(), "a b"),
        ("JSON with half a character", r#"{"version":"https://jsonfeed.org/version/1","items":[{"title":"a\ud83d"},{"title":"\ud83d\ude00"}]}"#.to_owned(), "a\u{fffd}|😀"),
        ("JSON cut in the second entry", r#"{"version":"https://jsonfeed.org/version/1","items":[{"title":"a","x":{"y":[]}},{"title":"b"#.to_owned(), "a"),
        ("JSON with a comma too many", r#"{"version":"https://jsonfeed.org/version/1","items":[{"title":"a",},],}"#.to_owned(), "a"),
        ("JSON with what is null", r#"{"version":"https://jsonfeed.org/version/1","title":null,"items":[{"title":"a","url":null,"tags":null}]}"#.to_owned(), "a"),
    ] {
        let feed = feed(&text);
        let read: Vec<_> = feed.entries.iter().map(|e| e.title.clone().unwrap_or_default()).collect();
        assert_eq!(read.join("|"), titles, "{name}: {text}");
        let cut = name.contains("cut in the") ;
        assert_eq!(feed.cut && cut, cut, "{name}");
    }
}

#[test]
fn what_is_no_feed_says_what_it_is() {
    for (bytes, kind) in [
        (&b""[..], Instead::Empty),
        (b" \r\n\xef\xbb\xbf", Instead::Empty),
        (b"The tide came in.", Instead::Text),
        (b"1 < 2 and so on", Instead::Text),
        (b"{\"a\":1}", Instead::Json),
        (b"[1,2]", Instead::Json),
        (b"{ broken", Instead::Json),
        (b"\"words\"", Instead::Json),
        (b"<?xml version='1.0'?>", Instead::Xml(None)),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            Instead::Xml(Some("svg".to_owned())),
        ),
        (
            b"<urlset><url><loc>x</loc></url></urlset>",
            Instead::Xml(Some("urlset".to_owned())),
        ),
        (
            b"<opml version='2.0'><body><outline text='x'/></body></opml>",
            Instead::Xml(Some("opml".to_owned())),
        ),
        (
            b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><x/></rdf:RDF>",
            Instead::Xml(Some("RDF".to_owned())),
        ),
        (b"<!DOCTYPE html><title>x</title>", Instead::Html),
        (b"<p>Sign in</p>", Instead::Html),
        (
            b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
            Instead::Html,
        ),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0",
            Instead::Binary,
        ),
        (b"\x1f\x8b\x08\0\0\0\0\0", Instead::Compressed),
    ] {
        let not = read(bytes, Context::default()).expect_err("no feed");
        assert_eq!(not.kind, kind, "{}", String::from_utf8_lossy(bytes));
        assert!(!not.to_string().is_empty());
    }
    let large = vec![b' '; usize::try_from(MOST_BYTES).expect("fits") + 1];
    let not = read(&large, Context::default()).expect_err("too large");
    assert_eq!(
        not.to_string(),
        "it is too large: 33 MiB, and at most 32 MiB are read"
    );
}

#[test]
fn addresses_are_absolute_by_xml_base_then_by_what_the_feed_says() {
    let url = Some("https://given.example/feeds/all.xml");
    for (text, url, links) in [
        (item("<link>/1</link>"), None, "https://tide.example/1"),
        (item("<link>2</link>"), url, "https://tide.example/2"),
        (item("<link xml:base='https://other.example/a/'>3</link>"), url, "https://other.example/a/3"),
        (item("<link>https://x.example/?a=1&b=2</link>"), None, "https://x.example/?a=1&b=2"),
        (item("<guid isPermaLink='false'>https://tide.example/4</guid>"), None, "https://tide.example/4"),
        (item("<guid isPermaLink='false'>tag:tide,4</guid>"), None, ""),
        (item("<enclosure url='/a.mp3' type='audio/mpeg' length='1,024'/><link>/5</link>"), None, "https://tide.example/5 https://tide.example/a.mp3 1024"),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://tide.example/a/'><entry xml:base='b/'><link href='c'/></entry></feed>".to_owned(),
            None,
            "https://tide.example/a/b/c",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><link href='https://page.example/'/><entry><link href='c'/></entry></feed>".to_owned(),
            url,
            "https://given.example/feeds/c",
        ),
        (
            r#"{"version":"https://jsonfeed.org/version/1","items":[{"url":"c","attachments":[{"url":"d","size_in_bytes":5.0}]}]}"#.to_owned(),
            url,
            "https://given.example/feeds/c https://given.example/feeds/d 5",
        ),
    ] {
        let feed = read(text.as_bytes(), Context { url, content_type: None }).expect("a feed");
        let entry = &feed.entries[0];
        let mut told = entry.link.clone().unwrap_or_default();
        for file in &entry.enclosures {
            told += &format!(" {} {}", file.url, file.length.unwrap_or_default());
        }
        assert_eq!(told, links, "{text}");
    }
}

/// Media, podcasts and all that belongs to an entry besides its text.
#[test]
fn what_else_an_entry_has_is_kept() {
    let text = "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
        xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:atom='http://www.w3.org/2005/Atom' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>\
        <channel><title>Tide</title><ttl>60</ttl><skipHours><hour>3</hour><hour>24</hour></skipHours>\
        <skipDays><day>Sunday</day></skipDays><language>en-gb</language><atom:link rel='self' href='https://tide.example/feed'/>\
        <atom:link rel='hub' href='https://hub.example/'/><itunes:image href='https://tide.example/i.png'/>\
        <itunes:new-feed-url>https://new.example/</itunes:new-feed-url>\
        <item><title>a</title><enclosure url='https://tide.example/a.mp3' type='audio/mpeg' length='9'/>\
        <media:group><media:content url='https://tide.example/v.mp4' type='video/mp4' fileSize='8'/>\
        <media:content url='https://tide.example/a.mp3'/></media:group><category>Nets</category><dc:subject>Ropes</dc:subject>\
        <category>Nets</category><comments>https://tide.example/c</comments><source url='https://src.example/feed'>Src</source>\
        <dc:creator>Ann</dc:creator><dc:creator>Bo</dc:creator><itunes:summary>Said</itunes:summary></item></channel></rss>";
    let feed = feed(text);
    assert_eq!(
        feed.pace,
        Pace {
            ttl: Some(60),
            skip_hours: vec![0, 3],
            skip_days: vec![6]
        }
    );
    assert_eq!(feed.language.as_deref(), Some("en-gb"));
    assert_eq!(feed.links.own.as_deref(), Some("https://tide.example/feed"));
    assert_eq!(feed.links.hub.as_deref(), Some("https://hub.example/"));
    assert_eq!(feed.links.moved.as_deref(), Some("https://new.example/"));
    assert_eq!(feed.icon.as_deref(), Some("https://tide.example/i.png"));
    let entry = &feed.entries[0];
    let files: Vec<_> = entry
        .enclosures
        .iter()
        .map(|e| (e.url.as_str(), e.length))
        .collect();
    assert_eq!(
        files,
        [
            ("https://tide.example/a.mp3", Some(9)),
            ("https://tide.example/v.mp4", Some(8))
        ]
    );
    assert_eq!(entry.categories, ["Nets", "Ropes"]);
    assert_eq!(entry.comments.as_deref(), Some("https://tide.example/c"));
    assert_eq!(entry.author.as_deref(), Some("Ann, Bo"));
    assert_eq!(entry.text(), "Said");
    let source = Source {
        title: Some("Src".to_owned()),
        link: Some("https://src.example/feed".to_owned()),
    };
    assert_eq!(entry.source, Some(source));
}

#[test]
fn ids_are_stable_and_tell_entries_apart() {
    let keys = |items: &str| -> Vec<String> {
        let feed = feed(&format!("<rss><channel>{items}</channel></rss>"));
        feed.entries.iter().map(|e| e.key.to_string()).collect()
    };
    let (a, b) = (
        "<item><title>a</title><link>https://t.example/1</link></item>",
        "<item><title>b</title></item>",
    );
    let both = keys(&format!("{a}{b}"));
    assert_ne!(both[0], both[1]);
    assert_eq!(
        keys(&format!("{b}{a}")),
        [both[1].clone(), both[0].clone()],
        "the order says nothing"
    );
    // One id for all of them says nothing; the links do.
    let same = "<item><guid>x</guid><link>https://t.example/1</link></item><item><guid>x</guid><link>https://t.example/2</link></item>";
    let told = keys(same);
    assert_ne!(told[0], told[1]);
    // The same entry twice is the same entry.
    let twice = "<item><guid>x</guid><title>a</title></item>".repeat(2);
    let told = keys(&twice);
    assert_eq!(told[0], told[1]);
    // Entries with one headline and no address are told apart by their words.
    let words = "<item><title>a</title><description>one</description></item><item><title>a</title><description>two</description></item>";
    let told = keys(words);
    assert_ne!(told[0], told[1]);
}

/// B8: what a cut document did not bring is not gone, and half an entry is not shown as a whole.
#[test]
fn b8_a_truncated_document_gives_its_whole_entries_and_says_that_it_was_cut() {
    let whole = format!(
        "<rss><channel><title>Tide</title>{}</channel></rss>",
        (0..20).map(|n| format!("<item><title>n {n}</title><description>&lt;p&gt;Text {n}&lt;/p&gt;</description></item>\n")).collect::<String>()
    );
    let ends: Vec<usize> = whole
        .match_indices("</item>")
        .map(|(at, end)| at + end.len())
        .collect();
    for cut in 20..whole.len() {
        let read = feed(&whole[..cut]);
        let expected = ends.iter().filter(|end| **end <= cut).count();
        assert_eq!(read.entries.len(), expected, "{}", &whole[..cut]);
        for (at, entry) in read.entries.iter().enumerate() {
            assert_eq!(entry.text(), format!("Text {at}"));
        }
    }
    assert!(feed(&whole[..ends[4] + 12]).cut);
    assert!(!feed(&whole).cut);
}

/// B9: a feed that moves to https, or adds its tracking, brings no article anew.
#[test]
fn b9_an_article_is_the_same_under_another_spelling_of_its_address() {
    let read = |guid: &str, link: &str, words: &str| {
        feed(&item(&format!("<guid>{guid}</guid><link>{link}</link><title>The boats of the harbour</title><description>{words}</description>"))).entries.remove(0)
    };
    let first = read(
        "http://www.tide.example/1",
        "http://www.tide.example/1",
        "Two of them",
    );
    let again = read(
        "https://tide.example/1/",
        "https://tide.example/1?utm_source=rss",
        "Two of them",
    );
    assert_eq!(first.key, again.key);
    assert_eq!(first.keys(), again.keys());
    let moved = read("77", "https://new.example/boats", "<b>Two</b> of them");
    let shared: Vec<_> = moved
        .keys()
        .into_iter()
        .filter(|k| first.keys().contains(k))
        .collect();
    assert_eq!(shared.len(), 1, "known by its words");
}

/// B14, B21: what is huge or hostile is read in time that grows with its size alone.
#[test]
fn b21_hostile_documents_are_read_in_little_time() {
    let many = 50_000;
    for (name, text) in [
        (
            "deep",
            format!("<rss><channel><item><x>{}", "<a>".repeat(many)),
        ),
        (
            "deep, with names of its own",
            format!(
                "<rss><channel><item>{}",
                "<a xmlns:b='urn:c'>".repeat(many / 4)
            ),
        ),
        (
            "ends only",
            format!("<rss><channel>{}", "</a>".repeat(many)),
        ),
        (
            "deep, and other ends",
            format!(
                "<rss><channel><item>{}{}",
                "<a>".repeat(2000),
                "</b>".repeat(many)
            ),
        ),
        (
            "comments left open",
            format!("<rss><channel>{}", "<!--".repeat(many)),
        ),
        (
            "CDATA left open",
            format!("<rss><channel><item><title>{}", "<![CDATA[".repeat(many)),
        ),
        (
            "quotes left open",
            format!("<rss><channel>{}", "<a b=\" >".repeat(many / 2 + 1)),
        ),
        (
            "quotes of two kinds",
            format!("<rss><channel>{}", "<a b=\" ><a b=' >".repeat(many / 4)),
        ),
        (
            "tags left open",
            format!("<rss><channel>{}", "<a ".repeat(many)),
        ),
        (
            "brackets",
            format!("<rss><channel><item><title>{}", "<".repeat(many)),
        ),
        (
            "ampersands",
            format!(
                "<rss><channel><item><title>{}</title></item>",
                "&".repeat(many)
            ),
        ),
        (
            "entities",
            format!(
                "<rss><channel><item><title>{}</title></item>",
                "&amp;".repeat(many)
            ),
        ),
        (
            "a bomb",
            format!(
                "<!DOCTYPE r [<!ENTITY a \"ha\">{}]><rss><channel><title>&a9;</title></channel></rss>",
                "<!ENTITY b \"&a;&a;\">".repeat(1000)
            ),
        ),
        (
            "attributes",
            format!("<rss><channel><item {}/>", "a='b' ".repeat(many)),
        ),
        (
            "entries",
            format!("<rss><channel>{}", "<item/>".repeat(many)),
        ),
        (
            "JSON",
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{}",
                "[{\"a\":".repeat(many / 4)
            ),
        ),
        (
            "JSON items",
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}",
                "{},".repeat(many)
            ),
        ),
        (
            "links of a page",
            format!("<html>{}", "<link rel=alternate type='".repeat(many / 8)),
        ),
        (
            "scripts of a page",
            format!("<html>{}", "<script>".repeat(many / 8)),
        ),
    ] {
        let _ = read(text.as_bytes(), Context::default()).map(|feed| {
            assert!(feed.entries.len() <= 20_000, "{name}");
            feed.entries
                .iter()
                .take(10)
                .map(|e| e.text().len())
                .sum::<usize>()
        });
    }
}

/// B22: as many entries out as in, in their order, whatever their dates.
#[test]
fn b22_no_entry_is_lost_for_its_date_or_its_name() {
    let items = "<item><pubDate>soon</pubDate></item><item/><item><title/></item><item><title>x</title><pubDate/></item>";
    let feed = feed(&format!("<rss><channel>{items}</channel></rss>"));
    assert_eq!(feed.entries.len(), 4);
    assert_eq!(feed.entries[3].title.as_deref(), Some("x"));
    assert!(feed.entries.iter().all(|e| !e.id.is_empty()));
}

#[test]
fn no_control_character_comes_through_any_field() {
    let bad = "a\u{1b}[31m\u{9b}2J\u{7}\u{202e}b&#27;[1m&#x9b;c";
    let text = format!(
        "<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>{bad}</title><link>https://x/{bad}</link><description>{bad}</description>\
         <language>{bad}</language><item><title>{bad}</title><link>https://x/{bad}</link><guid>{bad}</guid><dc:creator>{bad}</dc:creator>\
         <category>{bad}</category><comments>{bad}</comments><source url='{bad}'>{bad}</source><enclosure url='{bad}' type='{bad}'/>\
         <description>{bad}&amp;#27;[1m</description></item></channel></rss>"
    );
    let feed = feed(&text);
    let text = feed.entries[0].text();
    let all = format!("{feed:?}{text}");
    // Debug writes what must not be drawn as escapes.
    assert!(
        !all.contains("\\u{") && !all.chars().any(|c| c != '\n' && clean::is_dropped(c)),
        "{all}"
    );
}

/// B3, B4: bytes that are no UTF-8, and charsets with a wrong, a misspelt or an unknown name.
#[test]
fn b3_b4_charsets_are_read_declared_or_not() {
    let declared = "<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>Обзор печати за неделю</title></channel></rss>";
    let in_1251 = encoding_rs::WINDOWS_1251.encode(declared).0.into_owned();
    let silent = encoding_rs::KOI8_R
        .encode(&declared.replace(" encoding='windows-1251'", ""))
        .0
        .into_owned();
    let wrong = encoding_rs::WINDOWS_1251
        .encode(&declared.replace("windows-1251", "utf-8"))
        .0
        .into_owned();
    let utf_16: Vec<u8> = declared.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, content_type) in [
        (declared.as_bytes().to_vec(), None),
        (in_1251.clone(), None),
        (in_1251, Some("text/xml; charset=windows-1251")),
        (silent.clone(), None),
        (silent, Some("text/xml; Charset=\"koi8-r\"")),
        (wrong, None),
        (utf_16, None),
        (
            declared.replace("windows-1251", "utf8").into_bytes(),
            Some("text/xml; charset=utf8"),
        ),
        (
            declared.replace("windows-1251", "klingon").into_bytes(),
            Some("text/xml; charset=unknown"),
        ),
        (
            declared.replace("windows-1251", "").into_bytes(),
            Some("text/xml; charset="),
        ),
    ] {
        let context = Context {
            content_type,
            url: None,
        };
        let title = read(&bytes, context).expect("a feed").title;
        assert_eq!(
            title.as_deref(),
            Some("Обзор печати за неделю"),
            "{content_type:?}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, Context::default()).map(|f| f.entries.iter().map(Entry::text).count());
    }

    #[test]
    fn any_markup_is_read_without_panic(
        text in "(<rss>|<channel>|<item>|</item>|<title>|</title|<feed xmlns='http://www.w3.org/2005/Atom'|>|<entry xml:base=\"|'|<!\\[CDATA\\[|\\]\\]>|<!--|-->|&|&amp;|&#x1b;|&#99999999999;|<\\?|é|\\PC| ){0,40}"
    ) {
        for start in ["", "<rss>", "<rss><channel><item><description>", "<feed>"] {
            let _ = read(format!("{start}{text}").as_bytes(), Context::default()).map(|f| {
                f.entries.iter().map(Entry::keys).count()
            });
        }
    }

    #[test]
    fn any_json_is_read_without_panic(text in "(\\{|\\}|\\[|\\]|\"|:|,|items|version|\\\\u|\\\\ud83d|null|7|é){0,40}") {
        let _ = read(format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{text}").as_bytes(), Context::default());
        let _ = read(format!("{{{text}").as_bytes(), Context::default());
    }
}
