//! Subscriptions from the shell: lists taken in and given out, sources renamed, moved and removed.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod home;
mod pty;

use home::*;
use std::fs;
use std::thread;

const LIST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Tide lists</title></head>
  <body>
    <outline text="Abroad">
      <outline text="Lantern" title="Lantern" type="rss" xmlUrl="https://lantern.example/feed.xml" htmlUrl="https://lantern.example/" category="tide,press"/>
      <outline text="Coast">
        <outline text="Ferry Bell" type="rss" xmlUrl="https://ferry.example/rss?a=1&amp;b=2"/>
      </outline>
    </outline>
    <outline text="Causeway" type="rss" xmlUrl="http://causeway.example/atom"/>
  </body>
</opml>
"#;

const HOSTILE: &str = r#"<opml><body>
<outline text="Runs" xmlUrl="exec:touch pwned"/>
<outline text="Pipes" xmlUrl="|touch pwned"/>
<outline text="Filters" xmlUrl="filter:touch pwned:https://a.example/"/>
<outline text="Passwords" xmlUrl="/etc/passwd"/>
<outline text="Notes" xmlUrl="file:///home/quill/notes.xml"/>
<outline text="Secret" xmlUrl="https://quill:ferrypass@a.example/"/>
<outline text="Script" xmlUrl="javascript:alert(1)"/>
<outline text="Sieved&#27;[31m" xmlUrl="https://sieved.example/" filtercmd="touch pwned"/>
</body></opml>"#;

/// A reader who has taken in [`LIST`].
fn reader() -> Home {
    let home = Home::with("list.opml", LIST);
    tidings(&home, "import list.opml")
        .ends(0)
        .prints("3 added, 0 known already\n")
        .complains("");
    home
}

fn file(home: &Home) -> String {
    fs::read_to_string(home.config().join("subscriptions.toml")).unwrap_or_default()
}

fn write(home: &Home, text: &str) {
    fs::create_dir_all(home.config()).unwrap();
    fs::write(home.config().join("subscriptions.toml"), text).unwrap();
}

#[test]
fn a_list_is_taken_in_once() {
    let home = reader();
    tidings(&home, "import list.opml")
        .ends(0)
        .prints("0 added, 3 known already\n");
    run(&home, &["import", "-"], b"<opml><body><outline text='New' xmlUrl='https://new.example'/><outline xmlUrl='https://causeway.example/atom/'/></body></opml>")
        .ends(0)
        .prints("1 added, 1 known already\n");
    let list = tidings(&home, "list sources").ends(0).complains("");
    let lines: Vec<&str> = list
        .out
        .lines()
        .map(|l| l.split_once("  ").unwrap().1)
        .collect();
    assert_eq!(
        lines,
        [
            "Lantern: https://lantern.example/feed.xml, in Abroad; not asked yet",
            "Ferry Bell: https://ferry.example/rss?a=1&b=2, in Abroad/Coast; not asked yet",
            "Causeway: http://causeway.example/atom; not asked yet",
            "New: https://new.example; not asked yet",
        ]
    );
}

#[test]
fn sources_are_objects() {
    let home = reader();
    let run = tidings(&home, "list sources --json --outlet LANTERN");
    let row = run.json();
    assert_eq!(row["title"], "Lantern");
    assert_eq!(row["group"], serde_json::json!(["Abroad"]));
    assert_eq!(row["tags"], serde_json::json!(["tide", "press"]));
    assert_eq!(row["address"], "https://lantern.example/feed.xml");
    assert_eq!(row["paused"], false);
    assert!(row["path"].is_null() && row["program"].is_null());
    tidings(&home, "list sources --outlet nobody")
        .ends(2)
        .prints("");
    tidings(&home, "list sources --unread").ends(2).prints("");
}

#[test]
fn no_list_brings_commands_files_or_passwords() {
    let home = Home::with("list.opml", HOSTILE);
    let run = tidings(&home, "import list.opml").ends(1);
    let run = run.prints(
        "1 added, 0 known already, 7 skipped:\n\
         \x20 Runs: it is a command, and commands are never taken from a list\n\
         \x20 Pipes: it is a command, and commands are never taken from a list\n\
         \x20 Filters: it is a command, and commands are never taken from a list\n\
         \x20 Passwords: it is a local file, and those are never taken from a list\n\
         \x20 Notes: it is a local file, and those are never taken from a list\n\
         \x20 Secret: an address must not hold a name or a password; write user and password_command\n\
         \x20 Script: not http or https but javascript\n\
         \x20 Sieved: added without its filter, which is a command\n",
    );
    assert!(!run.to_string().contains("ferrypass"));
    let kept = file(&home);
    for word in ["exec", "filter", "path", "pwned", "ferrypass", "command"] {
        assert!(!kept.contains(word), "{word} in {kept}");
    }
    assert!(!home.work().join("pwned").exists());
}

#[test]
fn newsboat_readers_bring_their_list() {
    let urls = "# mine\nhttps://lantern.example/feed.xml tide \"~The Lantern\"\n\
                \"exec:touch pwned\" x\n\"query:All:unread\"\n";
    let home = Home::with("urls", urls);
    tidings(&home, "import urls").ends(1).prints(
        "1 added, 0 known already, 2 skipped:\n\
         \x20 exec:touch pwned: it is a command, and commands are never taken from a list\n\
         \x20 query:All:unread: it is a search of another reader\n",
    );
    tidings(&home, "list sources").shows("The Lantern: https://lantern.example/feed.xml");
}

#[test]
fn what_is_no_list_changes_nothing() {
    let home = Home::new();
    for (bytes, words) in [
        (&b""[..], "it is empty"),
        (b"<rss/>", "it is no OPML list"),
        (
            b"ferry times\n",
            "it is no OPML list and no list of addresses",
        ),
        (
            b"\x00\x01\x02",
            "it is no OPML list and no list of addresses",
        ),
    ] {
        run(&home, &["import", "-"], bytes)
            .ends(2)
            .prints("")
            .complains(&format!("tidings: -: {words}\n"));
    }
    tidings(&home, "import nowhere.opml")
        .ends(2)
        .names("there is no such file");
    assert!(!home.config().join("subscriptions.toml").exists());
}

#[test]
fn an_exported_list_brings_everything_back() {
    let home = reader();
    let list = tidings(&home, "export").ends(0).complains("");
    tidings(&home, "export copy.opml")
        .ends(0)
        .prints("Written: copy.opml\n");
    assert_eq!(
        fs::read_to_string(home.work().join("copy.opml")).unwrap(),
        list.out
    );
    tidings(&home, "export copy.opml")
        .ends(2)
        .names("is there already and was not written over");
    let other = Home::with("list.opml", &list.out);
    tidings(&other, "import list.opml")
        .ends(0)
        .prints("3 added, 0 known already\n");
    assert_eq!(tidings(&other, "export -").out, list.out);
    let mut lines =
        [file(&home), file(&other)].map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
    lines.iter_mut().for_each(|lines| lines.sort());
    assert_eq!(lines[0], lines[1]);
}

#[test]
fn only_addresses_leave_with_an_export() {
    let home = Home::new();
    write(
        &home,
        "[[source]]\npath = \"~/news\"\n\n[[source]]\nexec = [\"fetch-tide\", \"--key=ferrypass\"]\n\n\
         [[source]]\naddress = \"https://a.example/\"\nuser = \"quill\"\n\
         password_command = [\"pass\", \"ferrypass\"]\nheaders = { Authorization = \"ferrypass\" }\n",
    );
    for args in ["export", "list sources", "list sources --json", "doctor"] {
        let run = tidings(&home, args);
        assert!(!run.to_string().contains("ferrypass"), "{run}");
    }
    let run = tidings(&home, "export").ends(0);
    assert_eq!(run.out.matches("<outline").count(), 1);
    run.names("fetch-tide: it is no address of the web, and not for other readers");
}

#[test]
fn a_source_is_renamed_moved_and_removed_by_any_of_its_names() {
    let home = reader();
    tidings(&home, "rename lantern Lamp")
        .ends(0)
        .prints("Renamed: Lantern is now Lamp.\n");
    tidings(&home, "move https://lantern.example/feed.xml Home/Near")
        .ends(0)
        .prints("Moved: Lamp stands in Home/Near now.\n");
    tidings(&home, "list sources").shows("Lamp: https://lantern.example/feed.xml, in Home/Near");
    tidings(&home, "move LAMP /")
        .ends(0)
        .prints("Moved: Lamp stands in no group now.\n");
    tidings(&home, "remove lantern")
        .ends(2)
        .names("no source “lantern”; tidings list sources names them");
    tidings(&home, "remove lmap")
        .ends(2)
        .names("no source “lmap”. Did you mean Lamp?");
    let before = tidings(&home, "list sources");
    let id = before.out.split(' ').next().unwrap();
    tidings(&home, &format!("remove {id}"))
        .ends(0)
        .prints("Removed: Lamp. What is kept of it comes back when it is added again.\n");
    tidings(&home, "list sources").hides("Lamp");
    tidings(&home, "import list.opml").prints("1 added, 2 known already\n");
    let after = tidings(&home, "list sources");
    assert!(after.out.contains(id), "the same id again: {after}");
    run(&home, &["rename", "lantern", " "], b"").ends(2);
}

#[test]
fn a_name_of_two_sources_is_asked_back() {
    let home = Home::new();
    write(
        &home,
        "[[source]]\naddress = \"https://a.example/1\"\ntitle = \"Tide\"\n\
         [[source]]\naddress = \"https://a.example/2\"\ntitle = \"TIDE\"\n",
    );
    let before = file(&home);
    let run = tidings(&home, "remove tide").ends(2).prints("");
    assert!(
        run.err
            .starts_with("tidings: “tide” names 2 sources; say which:\n"),
        "{run}"
    );
    assert_eq!(run.err.lines().count(), 3);
    assert_eq!(file(&home), before);
    tidings(&home, "remove a.example/2").ends(0);
}

#[test]
fn a_damaged_file_is_named_by_its_line_and_not_written() {
    let home = reader();
    let damaged = file(&home).replace("title = \"Causeway\"", "title = \"Causeway");
    write(&home, &damaged);
    let line = damaged
        .lines()
        .position(|l| l == "title = \"Causeway")
        .unwrap()
        + 1;
    let named = format!("tidings: subscriptions.toml:{line}: ");
    let list = tidings(&home, "list sources").ends(0).names(&named);
    assert_eq!(list.out.lines().count(), 3);
    for args in [
        "remove lantern",
        "rename lantern Lamp",
        "move lantern A",
        "import list.opml",
    ] {
        let run = tidings(&home, args).ends(2).prints("").names(&named);
        run.names("Nothing was changed: mend that line first");
        assert_eq!(file(&home), damaged);
    }
}

#[test]
fn the_file_lies_beside_the_configuration_that_is_named() {
    let home = Home::with("list.opml", LIST);
    home.file("other/config.toml", "");
    tidings(&home, "--config other/config.toml import list.opml").ends(0);
    assert!(home.work().join("other/subscriptions.toml").exists());
    assert_eq!(file(&home), "");
}

#[test]
fn processes_that_add_at_once_lose_nothing() {
    let home = Home::new();
    thread::scope(|scope| {
        for reader in 0..6 {
            let home = &home;
            scope.spawn(move || {
                for feed in 0..3 {
                    let address = format!("https://tide{reader}.example/{feed}");
                    run(home, &["import", "-"], address.as_bytes())
                        .ends(0)
                        .prints("1 added, 0 known already\n");
                }
            });
        }
    });
    let list = tidings(&home, "list sources").complains("");
    assert_eq!(list.out.lines().count(), 18, "{list}");
}

#[test]
fn a_list_is_shown_without_being_kept() {
    let home = Home::with("list.opml", LIST);
    let shown = tidings(&home, "parse list.opml --as opml --json")
        .ends(0)
        .json();
    assert_eq!(shown["ok"], true);
    assert_eq!(shown["title"], "Tide lists");
    assert_eq!(
        shown["feeds"][1]["url"],
        "https://ferry.example/rss?a=1&b=2"
    );
    assert_eq!(
        shown["feeds"][1]["folder"],
        serde_json::json!(["Abroad", "Coast"])
    );
    tidings(&home, "parse list.opml --as opml")
        .shows("Ferry Bell: https://ferry.example/rss?a=1&b=2, in Abroad/Coast\n");
    let refused = run(&home, &["parse", "-", "--as", "opml", "--json"], b"tide").ends(2);
    assert_eq!(refused.json()["ok"], false);
    assert_eq!(file(&home), "");
}
