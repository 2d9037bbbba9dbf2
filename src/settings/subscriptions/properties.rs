//! Whatever the file looks like and whatever is changed: nothing else changes.

use super::*;
use proptest::prelude::*;
use std::fs;

/// A piece of a file.
#[derive(Clone, Debug)]
enum Piece {
    Comment(String),
    Blank,
    Group(usize),
    Source {
        title: Option<String>,
        group: Option<String>,
        style: usize,
    },
}

/// A change; the number says which source, counted round.
#[derive(Clone, Debug)]
enum Op {
    Add(String),
    Remove(usize),
    Title(usize, String),
    Group(usize, String),
    Move(usize),
}

fn piece() -> impl Strategy<Value = Piece> {
    let words = "[a-zё \\[\\]=\"#]{0,12}";
    prop_oneof![
        words.prop_map(Piece::Comment),
        Just(Piece::Blank),
        (0..100_usize).prop_map(Piece::Group),
        (
            prop::option::of("[a-zё ']{1,8}x"),
            prop::option::of("[a-z]{1,4}"),
            0..6_usize
        )
            .prop_map(|(title, group, style)| Piece::Source {
                title,
                group,
                style
            }),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        "[a-z]{1,6}".prop_map(Op::Add),
        (0..9_usize).prop_map(Op::Remove),
        (0..9_usize, "[a-zё\"\\\\' ]{0,8}x").prop_map(|(at, title)| Op::Title(at, title)),
        (0..9_usize, "[a-z/]{0,5}").prop_map(|(at, group)| Op::Group(at, group)),
        (0..9_usize).prop_map(Op::Move),
    ]
}

fn written(pieces: &[Piece], end: &str) -> String {
    let mut out = String::new();
    for (number, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Comment(words) => out += &format!("# {words}\n"),
            Piece::Blank => out += "\n",
            Piece::Group(name) => out += &format!("[groups.g{number}x{name}]\nlimit = 7 # few\n"),
            Piece::Source {
                title,
                group,
                style,
            } => {
                let blank = if style % 2 == 0 { " " } else { "   " };
                let title = title
                    .as_ref()
                    .map(|t| format!("title{blank}= \"{t}\" # named\n"));
                let group = group.as_ref().map(|g| format!("group ={blank}'{g}'\n"));
                let address = format!("address{blank}= \"https://h{number}.example/\"\n");
                let mut lines = [Some(address), title, group];
                lines.rotate_left(style % 3);
                out += "[[source]] # one\n";
                out.extend(lines.into_iter().flatten());
                if *style == 5 {
                    out += "[source.headers]\nX-A = \"b\"\n";
                }
            }
        }
    }
    out.replace('\n', end)
}

/// The comments that stand on lines of their own.
fn comments(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn only_what_is_meant_changes(
        pieces in prop::collection::vec(piece(), 0..10),
        ops in prop::collection::vec(op(), 1..6),
        windows in any::<bool>(),
    ) {
        let end = if windows { "\r\n" } else { "\n" };
        let text = written(&pieces, end);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        fs::write(&path, &text).expect("a file");
        let start = Subscriptions::load(&path);
        prop_assert_eq!(start.complaints(), &[] as &[String]);
        let mut expected = start.sources().to_vec();
        let mut editor = Editor::open(&path).expect("opens");
        for (number, op) in ops.iter().enumerate() {
            let at = |at: &usize| (!expected.is_empty()).then(|| at % expected.len());
            match op {
                Op::Add(name) => {
                    let mut new = New::at_address(&format!("https://new{number}.example/")).expect("an address");
                    new.outlet = Some(name.clone());
                    editor.add(vec![new], &|_| false).expect("adds");
                    expected.extend(editor.subscriptions().sources().last().cloned());
                }
                Op::Remove(n) => if let Some(at) = at(n) {
                    let gone = expected.remove(at);
                    prop_assert_eq!(editor.remove(&gone.id).expect("removes"), gone);
                },
                Op::Title(n, title) => if let Some(at) = at(n) {
                    editor.change(&expected[at].id, &Change::Title(title.clone())).expect("renames");
                    expected[at].title = Some(one_line(title));
                },
                Op::Group(n, group) => if let Some(at) = at(n) {
                    let group = Group::parse(group);
                    editor.change(&expected[at].id, &Change::Group(group.clone())).expect("moves");
                    expected[at].group = group;
                },
                Op::Move(n) => if let Some(at) = at(n) {
                    let address = format!("https://moved{number}.example/");
                    editor.change(&expected[at].id, &Change::Address(address.clone())).expect("moves");
                    expected[at].origin = Origin::Address(address);
                },
            }
            prop_assert_eq!(editor.subscriptions().sources(), &expected);
        }
        editor.save().expect("saves");
        let after = fs::read_to_string(&path).expect("a file");
        let now = Subscriptions::load(&path);
        prop_assert_eq!(now.sources(), &expected);
        prop_assert_eq!(&now.groups, &start.groups);
        prop_assert_eq!(comments(&after), comments(&text));
        if windows && !text.is_empty() {
            prop_assert_eq!(after.matches('\n').count(), after.matches("\r\n").count(), "{:?}", after);
        }
    }

    #[test]
    fn anything_can_be_read(text in "[\\[\\]a-z=\"'{}.,#\n 0-9:/]{0,120}") {
        let place = Place { name: FILE.to_owned(), folder: "/c".into(), home: None };
        let _ = Subscriptions::read(text.as_bytes(), &place);
        let with_source = format!("[[source]]\n{text}\naddress = \"https://a.example\"\n");
        let _ = Subscriptions::read(with_source.as_bytes(), &place);
    }
}
