//! `tidings read`: an article or a file as a page, on standard output.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod home;
mod pty;

use home::*;

const PAGE: &str = "<!doctype html><title>x</title><h1>Locks</h1>\
    <p>The <a href='https://quay.example/a?utm_source=x'>council</a> voted on Tuesday night.</p>\
    <ul><li>one</ul><script>alert(1)</script>";

const READ: &str = "# Locks\nThe council[1] voted on Tuesday night.\n\n• one\n\n\
    ────────────────────────────────────────────────────────────────────────────────\n\n\
    [1] https://quay.example/a\n";

#[test]
fn a_file_is_printed_as_a_page() {
    let home = Home::with("page.html", PAGE);
    tidings(&home, "read page.html")
        .ends(0)
        .complains("")
        .prints(READ);
    tidings(&home, "read page.html --as html")
        .ends(0)
        .prints(READ);
    run(&home, &["read", "-"], PAGE.as_bytes())
        .ends(0)
        .prints(READ);
    let narrow = tidings(&home, "read page.html --width 20").ends(0);
    assert!(
        narrow
            .out
            .contains("The council[1] voted\non Tuesday night.\n"),
        "{narrow}"
    );
    assert!(
        home.everything()
            .keys()
            .all(|file| file.ends_with("page.html")),
        "nothing is kept"
    );
}

#[test]
fn a_digest_is_printed_with_its_outlets() {
    let home = Home::with(DIGEST_NAME, DIGEST);
    let whole = tidings(&home, &format!("read {DIGEST_NAME}")).ends(0);
    assert!(whole.out.contains("## "), "{whole}");
    tidings(&home, &format!("read {DIGEST_NAME} --as digest"))
        .ends(0)
        .prints(&whole.out);
}

#[test]
fn what_is_kept_is_printed_by_its_id_and_a_file_wins_over_an_id() {
    let home = Home::with("ferry.txt", ARTICLE);
    tidings(&home, "open ferry.txt").ends(0);
    let listed = tidings(&home, "list articles").ends(0).out;
    let id = listed.split_whitespace().next().unwrap().to_owned();
    let read = tidings(&home, &format!("read {id}")).ends(0);
    assert!(read.out.starts_with("# "), "{read}");
    home.file(&id, PAGE);
    tidings(&home, &format!("read {id}")).ends(0).prints(READ);
}

#[test]
fn what_cannot_be_read_is_refused_with_a_sentence() {
    let home = Home::with("page.html", PAGE);
    for (args, words) in [
        (
            "read page.html --as page",
            "does not find the article in a page",
        ),
        ("read page.html --as feed", "reads no feeds"),
        ("read page.html --as song", "no kind “song”"),
        ("read nowhere.html", "there is no such file"),
        ("read 0123456789abcdef", "no file and no article"),
        ("read page.html --width 0", "is no width"),
    ] {
        tidings(&home, args).ends(2).prints("").names(words);
    }
}
