//! Charsets: marked, declared rightly, declared wrongly, and not at all.

use super::*;

const RUSSIAN: &str = "Обзор печати: вода стояла высоко, и сторож зажёг оба фонаря";
const FRENCH: &str = "Revue de presse : l’été à Genève, où tout reste à faire";
const JAPANESE: &str = "港の船を数えた人は、二度とも数字を書かなかった。";
const CHINESE: &str = "港口的船只数了两遍，一个数字也没有写下来。";

fn bytes(text: &str, charset: &str) -> Vec<u8> {
    match charset {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf-32le" => text
            .chars()
            .flat_map(|c| (c as u32).to_le_bytes())
            .collect(),
        "utf-32be" => text
            .chars()
            .flat_map(|c| (c as u32).to_be_bytes())
            .collect(),
        name => by_label(name).expect(name).encode(text).0.into_owned(),
    }
}

fn read(bytes: &[u8], declared: Option<&str>) -> String {
    let declared = Declared {
        document: declared,
        ..Declared::default()
    };
    decode(bytes, declared).text.into_owned()
}

#[test]
fn a_declared_charset_is_believed_where_it_can_be() {
    for (text, charset, label) in [
        (RUSSIAN, "windows-1251", "windows-1251"),
        (RUSSIAN, "windows-1251", "CP1251"),
        (RUSSIAN, "windows-1251", "win-1251"),
        (RUSSIAN, "koi8-r", "KOI8_R"),
        (RUSSIAN, "iso-8859-5", "ISO_8859-5"),
        (RUSSIAN, "ibm866", "cp866"),
        (RUSSIAN, "x-mac-cyrillic", "x-mac-cyrillic"),
        (FRENCH, "windows-1252", "us-ascii"),
        (FRENCH, "windows-1252", "ISO-8859-1"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "euc-jp", "EUC_JP"),
        (JAPANESE, "iso-2022-jp", "ISO-2022-JP"),
        (CHINESE, "gbk", "gb2312"),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "big5", "big5"),
    ] {
        if by_label(charset).expect(charset).encode(text).2 {
            continue;
        }
        assert_eq!(
            read(&bytes(text, charset), Some(label)),
            text,
            "{charset} as {label}"
        );
    }
}

#[test]
fn a_wrong_declaration_loses_against_the_bytes() {
    for (text, charset, label) in [
        (RUSSIAN, "utf-8", "windows-1251"),
        (JAPANESE, "utf-8", "Shift_JIS"),
        (CHINESE, "utf-8", "gb2312"),
        (FRENCH, "utf-8", "iso-8859-1"),
        (RUSSIAN, "utf-8", "utf-16"),
        (RUSSIAN, "utf-8", "no-such-charset"),
        (RUSSIAN, "windows-1251", "utf-8"),
        (RUSSIAN, "windows-1251", "iso-8859-1"),
        (RUSSIAN, "koi8-r", "utf-8"),
        (FRENCH, "windows-1252", "utf-8"),
        (JAPANESE, "shift_jis", "utf-8"),
        (CHINESE, "gb18030", "utf-8"),
    ] {
        assert_eq!(
            read(&bytes(text, charset), Some(label)),
            text,
            "{charset} as {label}"
        );
    }
}

#[test]
fn marks_and_zeros_tell_the_wide_ones() {
    let xml = format!("<rss>{RUSSIAN}</rss>");
    for charset in ["utf-16le", "utf-16be", "utf-32le", "utf-32be"] {
        let plain = bytes(&xml, charset);
        assert_eq!(read(&plain, Some("utf-8")), xml, "{charset}");
        let marked = bytes(&format!("\u{feff}{RUSSIAN}"), charset);
        assert_eq!(read(&marked, None), RUSSIAN, "{charset} with its mark");
        assert!(decode(&plain[..plain.len() - 1], Declared::default()).lost > 0);
    }
    assert_eq!(
        read(format!("\u{feff}{FRENCH}").as_bytes(), Some("utf-16")),
        FRENCH
    );
}

#[test]
fn a_few_broken_bytes_cost_no_more_than_themselves() {
    let mut mixed = RUSSIAN.as_bytes().to_vec();
    mixed.extend(b" caf\xe9 \xd0");
    let text = decode(&mixed, Declared::default());
    assert_eq!(text.text, format!("{RUSSIAN} café Ð"));
    assert_eq!((text.charset, text.lost), ("UTF-8", 2));
}

#[test]
fn the_charset_a_document_names_is_found() {
    for (document, name) in [
        ("<?xml version='1.0' encoding='KOI8-R'?>", Some("KOI8-R")),
        (
            "<?xml version=\"1.0\" encoding = \"utf-8\" standalone='yes'?>",
            Some("utf-8"),
        ),
        (
            "<br>\n<?xml version=\"1.0\" encoding=windows-1251?>",
            Some("windows-1251"),
        ),
        ("<?xml version='1.0' encoding=''?>", None),
        ("<?xml version='1.0'?><x encoding='no'/>", None),
        ("<meta charset=utf-8>", Some("utf-8")),
        (
            "<META http-equiv=x content='text/html; charset=gbk'>",
            Some("gbk"),
        ),
        ("<meta name=a><meta charset=\"big5\"/>", Some("big5")),
        ("plain", None),
        ("<?xml", None),
        ("<?xml encoding", None),
    ] {
        assert_eq!(named_in(document.as_bytes()), name, "{document}");
    }
}
