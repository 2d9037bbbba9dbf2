//! Elements: whose they are, and where they end.

use super::*;

/// The names, texts and children of every entry.
fn told(text: &str) -> String {
    fn one(node: &Node<'_>) -> String {
        let children: Vec<String> = node.children.iter().map(one).collect();
        format!(
            "{:?}:{}({}{})",
            node.ns,
            node.name,
            node.text,
            children.join(" ")
        )
    }
    let mut out = Vec::new();
    read(text, None, |node| out.push(one(&node)));
    out.join("|")
}

#[test]
fn namespaces_are_known_by_address_by_prefix_and_by_place() {
    for (text, elements) in [
        (
            "<rss><item><dc:date>1</dc:date></item></rss>",
            "Rss:item(Dc:date(1))",
        ),
        (
            "<rss xmlns:x='http://purl.org/dc/elements/1.1/'><item><x:date>1</x:date></item></rss>",
            "Rss:item(Dc:date(1))",
        ),
        (
            "<rss xmlns:x=' HTTPS://www.purl.org/DC/elements/1.1 '><item><x:date>1</x:date></item></rss>",
            "Rss:item(Dc:date(1))",
        ),
        (
            "<rss xmlns='http://nobody.example/'><item><guid>1</guid></item></rss>",
            "Rss:item(Rss:guid(1))",
        ),
        (
            "<rss><item><guid xmlns='http://nobody.example/'>1</guid><guid>2</guid></item></rss>",
            "Rss:item(Other:guid(1) Rss:guid(2))",
        ),
        (
            "<rss xmlns:dc='urn:mine'><item><dc:date>1</dc:date></item></rss>",
            "Rss:item(Dc:date(1))",
        ),
        (
            "<r:rss xmlns:r='http://backend.userland.com/rss2'><r:item/></r:rss>",
            "Rss:item()",
        ),
    ] {
        assert_eq!(told(text), elements, "{text}");
    }
}

#[test]
fn markup_in_a_text_is_text() {
    for (text, inside) in [
        ("<b>x</b> y<br/><p/>", "<b>x</b> y<br><p></p>"),
        ("<p>a<p>b", "<p>a<p>b"),
        ("<a href='1'>x</b></a>", "<a href='1'>x</a>"),
        ("&lt;b> <![CDATA[<i>]]>", "<b> <i>"),
    ] {
        let text = format!(
            "<rss><item><description>{inside_}</description></item></rss>",
            inside_ = text
        );
        assert_eq!(
            told(&text),
            format!("Rss:item(Rss:description({inside}))"),
            "{text}"
        );
    }
}
