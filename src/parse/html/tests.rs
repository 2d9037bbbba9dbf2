//! What becomes of HTML: that of the cache, read back exactly, and that of others, with every word.

use super::*;
use crate::chars::clean::{clean, one_line};
use crate::model::block::to_html;
use crate::model::block::{Frame, runs_of};
use crate::model::{Run, Style};
use proptest::prelude::*;

fn kind() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        Just(BlockKind::Paragraph),
        (1..=6_u8).prop_map(BlockKind::Heading),
        prop_oneof![0..4_u8, Just(255)].prop_map(BlockKind::Item),
        prop_oneof![1..4_u8, Just(255)].prop_map(BlockKind::Quote),
        Just(BlockKind::Code),
        Just(BlockKind::Caption),
    ]
}

/// Text as the cache has it: cleaned, and with something to see.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,40}",
        "\\PC{1,30}",
        "(Tide|  |<b>|&amp;|&|\\[…\\]|\\(...\\)|</p>|<!--|«»|港| ){1,9}",
        "([a-z]{1,5}[\n\t ]{1,3}){1,6}",
    ]
    .prop_map(|t| clean(&t))
    .prop_filter("something to see", |t| !t.trim().is_empty())
}

fn style() -> impl Strategy<Value = Style> {
    prop_oneof![
        Just(Style::Emphasis),
        Just(Style::Strong),
        Just(Style::Code)
    ]
}

fn block() -> impl Strategy<Value = Block> {
    (kind(), text(), prop::option::of((style(), text(), text()))).prop_map(|(kind, first, more)| {
        let is_code = kind == BlockKind::Code;
        // An HTML parser drops one line break at the start of preformatted text.
        let fit = |t: &str| {
            if is_code {
                t.trim_start_matches('\n').to_owned()
            } else {
                t.replace(['\n', '\t'], " ").trim().to_owned()
            }
        };
        let mut block = Block::new(kind, &fit(&first));
        if let Some((style, styled, last)) = more {
            block.runs.push(Run::new(fit(&styled), style));
            block.runs.extend(runs_of(&fit(&last)));
        }
        block
    })
}

proptest! {
    #[test]
    fn what_the_cache_writes_is_read_back(written in prop::collection::vec(block(), 0..5)) {
        prop_assert_eq!(blocks(&to_html(&written)), written);
    }

    #[test]
    fn any_html_is_read_without_panic(html in "(<[a-z]{0,9}>?|</[a-z]{1,9}>|[ -~]|&[a-z]{1,4};|\\PC){0,60}") {
        blocks(&html);
    }
}

/// Blocks in short: kind, what they stand in, and the words.
fn told(blocks: &[Block]) -> String {
    let told: Vec<String> = blocks
        .iter()
        .map(|b| {
            let kind = match b.kind {
                BlockKind::Paragraph => "p".to_owned(),
                BlockKind::Heading(n) => format!("h{n}"),
                BlockKind::Item(n) => format!("i{n}"),
                BlockKind::Quote(n) => format!("q{n}"),
                BlockKind::Code => "c".to_owned(),
                BlockKind::Caption => "f".to_owned(),
                BlockKind::Rule => "r".to_owned(),
                BlockKind::Legend => "l".to_owned(),
                BlockKind::Term => "d".to_owned(),
                BlockKind::Row => "t".to_owned(),
            };
            let frames: String = b
                .within
                .iter()
                .map(|f| match f {
                    Frame::Quote => ">".to_owned(),
                    Frame::Point(mark) => mark.text("*"),
                    Frame::Hang(n) => n.to_string(),
                })
                .collect::<Vec<_>>()
                .join(",");
            format!(
                "{kind}{} {}",
                if frames.is_empty() {
                    frames
                } else {
                    format!("({frames})")
                },
                b.text()
            )
        })
        .collect();
    told.join("|")
}

#[test]
fn the_html_of_others_is_read_without_losing_words() {
    for (html, read) in [
        ("<div>a<p>b</p>c</div>", "p a|p b|p c"),
        (
            "<h2>Head</h2>\n  <p>one\n  two<br>three</p>",
            "h2 Head|p one two\nthree",
        ),
        ("<p>one<br><br>two<br></p>", "p one|p two"),
        (
            "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>",
            "i0 a|i1 b|i0 c",
        ),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "i0 a|i1 b"),
        (
            "<ul><li><p>a</p><p>b</p><pre>c</pre></li></ul>",
            "i0 a|p(2) b|c(2) c",
        ),
        ("<ul><li><ul><li>a</li></ul></li></ul>", "i1 a"),
        (
            "<ol><li>a</li><li>b<ul><li>c</ul></ol>",
            "i0(1.) a|i0(2.) b|i1(3,*) c",
        ),
        (
            "<ol start=9 type=a><li>a<li value=3>b</ol>",
            "i0(i.) a|i0(c.) b",
        ),
        ("<ol reversed><li>a<li>b</ol>", "i0(2.) a|i0(1.) b"),
        (
            "<ol start=2147483647><li>a<li>b</ol>",
            "i0(2147483647.) a|i0(2147483647.) b",
        ),
        ("<dl><dt>a<dd>b<dd>c</dl>", "d a|p(4) b|p(4) c"),
        (
            "<blockquote>a<blockquote><p>b</blockquote></blockquote>",
            "q1 a|q2 b",
        ),
        (
            "<blockquote><ul><li>a</ul><h3>b</h3></blockquote>",
            "i0(>,*) a|h3(>) b",
        ),
        ("<pre>a\n  b</pre><hr>", "c a\n  b|r "),
        ("<pre>a<br>b</pre>", "c a\nb"),
        (
            "<figure><img alt=x><figcaption>cap</figcaption></figure>",
            "p [image: x]|f cap",
        ),
        (
            "<figure><img alt='A quay.'><figcaption><p>A quay.</p><p>© Weir</p></figcaption></figure>",
            "p [image]|f A quay.\n© Weir",
        ),
        (
            "<figure><pre>x</pre><figcaption>Listing 1</figcaption></figure>",
            "c x|l Listing 1",
        ),
        (
            "<table><caption>Locks</caption><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            "l Locks|t a\tb|t c",
        ),
        (
            "<table><tr><td rowspan=2>a<td>b<tr><td>c</table>",
            "t a\tb|t \tc",
        ),
        ("<table><tr><td>a<td>b</table>", "p a|p b"),
        (
            "<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table><td>e</table>",
            "t a\tb|t c\td|p e",
        ),
        (
            "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
            "p a|p b|p c|p d",
        ),
        (
            "<table><tr><td>a<p>b</p>c<td><ul><li>d<li>e</ul><tr><td>f<td>g</table>",
            "t a\nb\nc\t• d\n• e|t f\tg",
        ),
        (
            "<script>x</script><style>y</style><blink>kept</blink>",
            "p kept",
        ),
        ("un<custom>torn</custom> wo<wbr>rd", "p untorn wo\u{200b}rd"),
        ("<p hidden>a</p><p style='display: none'>b</p>c", "p c"),
        (
            "<details><summary>more</summary>told</details>",
            "p more|p told",
        ),
        (
            "<ruby>港<rt>みなと</rt></ruby> <ruby>夜<rp>(</rp><rt>よ</rt><rp>)</rp></ruby>",
            "p 港(みなと) 夜(よ)",
        ),
        (
            "<abbr title='Port of Quay'>POQ</abbr> and <abbr title='Port of Quay'>POQ</abbr>",
            "p POQ (Port of Quay) and POQ",
        ),
        ("<q>so</q> <del>old</del>", "p “so” ~~old~~"),
        (
            "a<img src=https://q.example/p.gif width=1 height=1>b<img alt='' src=x>c",
            "p ab c",
        ),
        (
            "a<img alt=':-)' src=x> <img alt='A lock' src=x>",
            "p a:-) [image: A lock]",
        ),
        (
            "<iframe src=https://www.youtube.com/embed/abc title=Tide></iframe>",
            "p [frame: Tide]",
        ),
        (
            "<iframe src=javascript:x></iframe><object data=file:///etc/passwd></object>",
            "",
        ),
        ("<math alttext='x^2'><mi>x</mi></math>", "p x^2"),
        ("no tags, 1 < 2 &amp; so on", "p no tags, 1 < 2 & so on"),
        ("<p>a\u{1b}[31mred &#27;]0;x&#7; b&#x9b;2Jc", "p ared b›2Jc"),
        ("<p>a <b>b <i>c</p>d</i> e", "p a b c|p d e"),
    ] {
        assert_eq!(told(&document(html, None)), read, "{html}");
    }
}

#[test]
fn links_and_notes_are_told_apart() {
    let read = document(
        "<p>the <a href='https://q.example/a?utm_source=x'>lock <b>survey</b></a>, \
         <a href='#top'>top</a> <a href=/x>x</a>\
         a<a class=fn href='#fn1'>1</a> 10<sup>6</sup> H<sub>2</sub>O</p>",
        None,
    );
    let runs: Vec<(&str, Style, Option<&str>)> = read[0]
        .runs
        .iter()
        .map(|r| (r.text.as_str(), r.style, r.link.as_deref()))
        .collect();
    let link = Some("https://q.example/a");
    assert_eq!(
        runs,
        [
            ("the ", Style::Plain, None),
            ("lock ", Style::Plain, link),
            ("survey", Style::Strong, link),
            (", top xa", Style::Plain, None),
            ("1", Style::Sup, None),
            (" 10", Style::Plain, None),
            ("6", Style::Sup, None),
            (" H", Style::Plain, None),
            ("2", Style::Sub, None),
            ("O", Style::Plain, None),
        ]
    );
}

#[test]
fn what_new_blocks_are_written_as_is_read_back() {
    let html = "<ol start=3><li>a<p>b</p></li></ol><dl><dt>c<dd>d</dl>\
                <blockquote><ul><li>e</ul></blockquote>\
                <p>f <a href='https://q.example/'>g</a> x<sup>2</sup> <mark>h</mark></p>\
                <p><img alt='A lock' src='https://q.example/l.jpg'></p>\
                <table><caption>T</caption><tr><th>i<th align=right>j<tr><td colspan=2>k</table>\
                <p>l<br>m</p>";
    let read = document(html, None);
    assert_eq!(blocks(&to_html(&read)), read);
}

#[test]
fn a_document_says_its_title_and_its_charset() {
    assert_eq!(
        title("<html><TITLE>A &amp; b\n c</title>").as_deref(),
        Some("A & b c")
    );
    assert_eq!(title("<p>x"), None);
    for (bytes, text) in [
        (&b"\xef\xbb\xbfquay"[..], "quay"),
        (
            b"<meta charset=windows-1251>\xcf\xee\xf0\xf2",
            "<meta charset=windows-1251>Порт",
        ),
        ("<p>Порт".as_bytes(), "<p>Порт"),
    ] {
        assert_eq!(decoded(bytes), text);
    }
}

#[test]
fn emphasis_and_cut_marks_are_runs() {
    let read = blocks("<p>a <i>b</i> <b>c</b> <code>d</code> […]</p>");
    let styles: Vec<Style> = read[0].runs.iter().map(|r| r.style).collect();
    use Style::{Code, Cut, Emphasis, Plain, Strong};
    assert_eq!(
        styles,
        [Plain, Emphasis, Plain, Strong, Plain, Code, Plain, Cut]
    );
}

#[test]
fn nesting_without_end_is_read_as_text() {
    for (open, close) in [("<div>", "</div>"), ("<b>", ""), ("<font color=a>", "")] {
        let html = format!("{}word{}", open.repeat(50_000), close.repeat(50_000));
        let read = blocks(&html);
        assert_eq!(read.len(), 1);
        assert_eq!(one_line(&read[0].text()), "word");
    }
}

#[test]
fn a_long_text_read_in_pieces_is_read_as_a_whole() {
    let page = "<h2>a &amp; b</h2><p>one <b>two</b><p>three<ul><li>four<ul><li>five</ul></ul>\
                <blockquote><p>six</blockquote><table><tr><th>a<th>b<tr><td>1<td>2</table>seven";
    let long = page.repeat(2000);
    assert!(guard::survey(&long).is_some_and(|cuts| cuts.len() > 3));
    let read = blocks(&long);
    assert_eq!(read, document(&long, None));
    assert_eq!(read.len() % 2000, 0);
}

#[test]
fn what_is_left_open_as_html_allows_is_not_deep() {
    for html in [
        "<ruby>港<rt>みなと</ruby>",
        "<table><tbody><tr><td>a</table>",
        "<svg><path d='M0 0'/><g><circle r=1 /></g></svg>",
    ] {
        assert!(guard::survey(&html.repeat(500)).is_some(), "{html}");
    }
    assert!(guard::survey(&"<path/>".repeat(500)).is_none());
    assert!(guard::survey(&("<svg><foreignObject>".to_owned() + &"<div/>".repeat(500))).is_none());
}
