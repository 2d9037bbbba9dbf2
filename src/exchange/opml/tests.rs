//! Lists as other readers write them, well and badly.

use super::*;
use proptest::prelude::*;

/// The feeds of a list in a line each: `title <address> [folder/folder] #tag`.
fn feeds(bytes: &[u8]) -> Vec<String> {
    let list = read(bytes).expect("a list");
    let lines = list.feeds.iter().map(|feed| {
        let mut line = format!("{} <{}>", feed.title, feed.address);
        if !feed.folder.is_empty() {
            line.push_str(&format!(" [{}]", feed.folder.join("/")));
        }
        for tag in &feed.tags {
            line.push_str(&format!(" #{tag}"));
        }
        line
    });
    lines.collect()
}

#[test]
fn outlines_of_all_kinds_are_read() {
    for (body, read) in [
        ("", &[][..]),
        (r#"<outline text="only a note"/>"#, &[]),
        (
            r#"<outline text="A" xmlUrl="http://a.example/"/>"#,
            &["A <http://a.example/>"],
        ),
        (
            r#"<OUTLINE TITLE='A' XMLURL='http://a.example/'/>"#,
            &["A <http://a.example/>"],
        ),
        (
            r#"<outline text="" title="A" xmlurl="http://a.example/"/>"#,
            &["A <http://a.example/>"],
        ),
        (
            r#"<outline title="" xmlUrl="http://a.example/"/>"#,
            &[" <http://a.example/>"],
        ),
        (r#"<outline text="A" title="B" xmlUrl="u"/>"#, &["A <u>"]),
        (
            r#"<outline text="A & B &amp; C &#8211; &nope;" xmlUrl="u?a=1&b=2"/>"#,
            &["A & B & C – &nope; <u?a=1&b=2>"],
        ),
        (r#"<outline text="x < 12" xmlUrl="u"/>"#, &["x < 12 <u>"]),
        (r#"<outline text=A xmlUrl=u></outline>"#, &["A <u>"]),
        (
            r#"<outline text="A" xmlUrl="u" category="one,/two/three, one ,,"/>"#,
            &["A <u> #one #two/three"],
        ),
        (r#"<outline text="A" xmlUrl="  "/>"#, &[]),
        (
            r#"<outline text="F"><outline text="G"><outline text="A" xmlUrl="u"/></outline><outline text="B" xmlUrl="v"/></outline><outline text="C" xmlUrl="w"/>"#,
            &["A <u> [F/G]", "B <v> [F]", "C <w>"],
        ),
        (
            r#"<outline><outline text="A" xmlUrl="u"/></outline>"#,
            &["A <u>"],
        ),
        (
            r#"<outline text="A" xmlUrl="u"><outline text="B" xmlUrl="v"/></outline>"#,
            &["A <u>", "B <v>"],
        ),
        (
            r#"<outline text="F"><outline text="A" xmlUrl="u"/>"#,
            &["A <u> [F]"],
        ),
        (
            r#"</outline></nothing><outline text="A" xmlUrl="u"/>"#,
            &["A <u>"],
        ),
        (
            "<outline text=\"A\u{202e}\u{1b}[2J\nB\" xmlUrl=\"u\u{7}\"/>",
            &["A B <u>"],
        ),
        (
            r#"<outline text="A" xmlUrl="|~/run.sh"/>"#,
            &["A <|~/run.sh>"],
        ),
        (
            r#"<!-- <outline xmlUrl="u"/> --><outline text="A" xmlUrl="v"/>"#,
            &["A <v>"],
        ),
    ] {
        let file = format!(
            "<?xml version=\"1.0\"?><opml version=\"2.0\"><head/><body>{body}</body></opml>"
        );
        assert_eq!(feeds(file.as_bytes()), read, "{body}");
    }
}

#[test]
fn only_outlines_of_a_body_count_whatever_is_around_it() {
    let outline = r#"<outline text="A" xmlUrl="u"/>"#;
    for (file, read) in [
        (format!("<opml><body/>{outline}</opml>"), 0),
        (format!("<opml><head>{outline}</head></opml>"), 0),
        (format!("<not-opml><body>{outline}</body></not-opml>"), 1),
        (format!("<opml><body>{outline}"), 1),
    ] {
        assert_eq!(feeds(file.as_bytes()).len(), read, "{file}");
    }
}

#[test]
fn what_is_no_list_is_refused() {
    for (file, why) in [
        ("", OpmlError::Empty),
        (" \n", OpmlError::Empty),
        ("<rss><channel/></rss>", OpmlError::NotOpml),
        ("ferry times", OpmlError::NotOpml),
        ("{\"opml\": 1}", OpmlError::NotOpml),
    ] {
        assert_eq!(read(file.as_bytes()), Err(why), "{file}");
    }
}

#[test]
fn letters_are_what_they_are_and_not_what_is_declared() {
    let file = |encoding: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?><opml><body><outline text=\"Čas é\" xmlUrl=\"u\"/></body></opml>"
        )
    };
    let mut utf_16 = vec![0xff, 0xfe];
    utf_16.extend(file("utf-16").encode_utf16().flat_map(u16::to_le_bytes));
    let latin = |encoding: &str, letters: [u8; 2]| {
        let text = file(encoding).replace("Č", "1").replace('é', "2");
        let bytes = text.into_bytes().into_iter();
        // Neither figure stands in an attribute but these.
        let at = bytes.len() - 40;
        let bytes = bytes.enumerate().map(|(i, b)| match b {
            b'1' if i > at => letters[0],
            b'2' if i > at => letters[1],
            b => b,
        });
        bytes.collect::<Vec<u8>>()
    };
    for (bytes, title) in [
        (file("utf-8").into_bytes(), "Čas é <u>"),
        (file("iso-8859-1").into_bytes(), "Čas é <u>"),
        (utf_16, "Čas é <u>"),
        (latin("iso-8859-2", [0xc8, 0xe9]), "Čas é <u>"),
        (latin("unheard-of", [0xc7, 0xe9]), "Ças é <u>"),
    ] {
        assert_eq!(feeds(&bytes), [title]);
    }
}

#[test]
fn a_list_may_be_as_deep_and_as_long_as_it_likes() {
    let deep = "<outline text='F'>".repeat(100_000);
    let file = format!("<opml><body>{deep}<outline text='A' xmlUrl='u'/></body></opml>");
    let list = read(file.as_bytes()).expect("a list");
    assert_eq!(list.feeds[0].folder.len(), DEEPEST);
    let long = "<outline xmlUrl='u'/>".repeat(crate::exchange::MOST_FEEDS + 3);
    let list = read(format!("<opml><body>{long}").as_bytes()).expect("a list");
    assert_eq!(
        (list.feeds.len(), list.left_out),
        (crate::exchange::MOST_FEEDS, 3)
    );
}

#[test]
fn the_title_of_the_list_is_read() {
    for (head, title) in [
        ("<title>Ferry &amp; tide</title>", Some("Ferry & tide")),
        ("<title><![CDATA[Tide]]></title>", Some("Tide")),
        ("<title/>", None),
        ("", None),
    ] {
        let list = read(format!("<opml><head>{head}</head><body/></opml>").as_bytes());
        assert_eq!(list.expect("a list").title.as_deref(), title, "{head}");
    }
}

fn word() -> impl Strategy<Value = String> {
    "[a-zа-яё<>&\"' ;#/]{1,12}".prop_map(|text| short(&text))
}

fn listed() -> impl Strategy<Value = Listed> {
    let folders = prop::collection::vec(word().prop_filter("named", |w| !w.is_empty()), 0..4);
    let tag = "[a-zё&]{1,8}";
    let tags = prop::collection::btree_set(tag, 0..3);
    let site = prop::option::of("https://[a-z]{1,8}\\.example/\\?a=1&b=[<>\"]");
    (
        "https://[a-z]{1,8}\\.example/[a-z?&=\"'<>]{0,8}",
        word(),
        folders,
        tags,
        site,
    )
        .prop_map(|(address, title, folder, tags, site)| Listed {
            address,
            title,
            folder,
            tags: tags.into_iter().collect(),
            site,
            filter: None,
        })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(feeds in prop::collection::vec(listed(), 0..12)) {
        let list = List { title: Some("Tide & ferry".to_owned()), feeds, left_out: 0 };
        let again = read(write(&list).as_bytes()).expect("a list");
        let sorted = |list: &List| {
            let mut lines: Vec<String> = list.feeds.iter().map(|f| format!("{f:?}")).collect();
            lines.sort();
            lines
        };
        prop_assert_eq!(sorted(&again), sorted(&list));
        prop_assert_eq!(&again.title, &list.title);
        // Written in the order of its folders, it keeps its order too.
        prop_assert_eq!(read(write(&again).as_bytes()).expect("a list"), again);
    }

    #[test]
    fn anything_is_answered(text in "[<>/&;\"'= a-z!\\[\\]?-]{0,80}") {
        let _ = read(format!("<opml><body>{text}").as_bytes());
    }
}
