//! The file as readers write it, and as the program changes it.

use super::*;
use crate::model::{Auth, Way};
use std::fs;
use std::time::Duration;
use tempfile::TempDir;

const FEED: &str = "https://lantern.example/feed.xml";

/// A file of subscriptions with comments, odd spacing and an odd order.
const WRITTEN: &str = "\
# My newspapers. Keep this line.

[groups.\"Abroad/Balkans\"] # slow servers
interval   =  \"2h\"

# The old lantern
[[source]]
address = \"https://lantern.example/feed.xml\"   # the only one
title = 'Lantern'
group = \"Abroad/Balkans\"
tags = [
  \"tide\", # why not
  \"press\",
]


[[source]]
title = \"Ferry Bell\"
address = \"https://ferry.example/rss\"
[source.headers]
X-Tide = \"high\"

# the end
";

fn place() -> Place {
    Place {
        name: "subscriptions.toml".to_owned(),
        folder: "/config".into(),
        home: Some("/home/quill".into()),
    }
}

fn read(text: &str) -> Subscriptions {
    Subscriptions::read(text.as_bytes(), &place())
}

/// One source with these lines.
fn source(lines: &str) -> Subscriptions {
    read(&format!("[[source]]\naddress = \"{FEED}\"\n{lines}\n"))
}

struct Folder(TempDir);

impl Folder {
    fn with(text: &str) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        fs::write(folder.file(), text).expect("a file");
        folder
    }

    fn file(&self) -> PathBuf {
        self.0.path().join(FILE)
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).expect("a file")
    }

    fn change(&self, work: impl FnOnce(&mut Editor)) -> String {
        let mut editor = Editor::open(&self.file()).expect("opens");
        work(&mut editor);
        editor.save().expect("saves");
        self.text()
    }
}

fn id(address: &str) -> OutletId {
    Origin::Address(address.to_owned()).id()
}

fn new(address: &str, outlet: &str) -> New {
    let mut new = New::at_address(address).expect("an address");
    new.outlet = (!outlet.is_empty()).then(|| outlet.to_owned());
    new
}

fn fresh(_: &OutletId) -> bool {
    false
}

#[test]
fn a_file_is_read_with_its_groups() {
    let subs = read(WRITTEN);
    assert_eq!(subs.complaints(), [] as [&str; 0]);
    let [lantern, ferry] = subs.sources() else {
        panic!("{subs:?}");
    };
    assert_eq!(lantern.name(), "Lantern");
    assert_eq!(lantern.group, Group::parse("Abroad/Balkans"));
    assert_eq!(lantern.tags, ["tide", "press"]);
    assert_eq!(lantern.id, id(FEED));
    let defaults = SourceSettings {
        limit: Some(7),
        ..SourceSettings::default()
    };
    let settings = subs.settings_of(lantern, &defaults);
    assert_eq!(settings.interval, Duration::from_secs(7_200));
    assert_eq!(settings.limit, 7);
    let settings = subs.settings_of(ferry, &SourceSettings::default());
    assert_eq!(settings.headers, [("X-Tide".to_owned(), "high".to_owned())]);
}

#[test]
fn a_setting_comes_from_the_nearest_who_says_it() {
    let subs = read(&format!(
        "[groups.A]\nlimit = 1\nexpiry = \"1d\"\npaused = true\n[groups.\"A/B\"]\nlimit = 2\nexpiry = \"never\"\n\
         [[source]]\naddress = \"{FEED}\"\ngroup = \"A / B/C\"\nlimit = 3\n"
    ));
    let settings = subs.settings_of(&subs.sources()[0], &SourceSettings::default());
    assert_eq!((settings.limit, settings.expiry), (3, Duration::MAX));
    assert!(settings.paused && !settings.full_text);
}

#[test]
fn all_settings_are_read() {
    let subs = source(
        "interval = \"90m\"\nlimit = \"all\"\nexpiry = \"30d\"\nuser_agent = \"tide\"\n\
         headers = { X-A = \"b\" }\nuser = \"quill\"\npassword_command = [\"pass\", \"show\", \"x\"]\n\
         mirrors = [\"https://m.example/\"]\nfull_text = true\nfilter = [\"sed\", \"s/a b/c/\"]\n\
         paused = false\ndigest = true\n\
         routes = [\"direct\", \"mirror https://m.example/f\", \"socks5h://127.0.0.1:9050\", \"drop ~/in\"]",
    );
    assert_eq!(subs.complaints(), [] as [&str; 0]);
    let settings = &subs.sources()[0].settings;
    let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    let expected = SourceSettings {
        interval: Some(Duration::from_secs(5_400)),
        limit: Some(usize::MAX),
        expiry: Some(Duration::from_secs(30 * 86_400)),
        user_agent: Some("tide".to_owned()),
        headers: Some(vec![("X-A".to_owned(), "b".to_owned())]),
        auth: Some(Auth {
            user: "quill".to_owned(),
            password_command: words(&["pass", "show", "x"]),
        }),
        proxy: None,
        mirrors: Some(words(&["https://m.example/"])),
        routes: Some(vec![
            Way::Direct,
            Way::Mirror("https://m.example/f".to_owned()),
            Way::Proxy("socks5h://127.0.0.1:9050".to_owned()),
            Way::Drop("/home/quill/in".into()),
        ]),
        full_text: Some(true),
        filter: Some(words(&["sed", "s/a b/c/"])),
        paused: Some(false),
        digest: Some(true),
    };
    assert_eq!(*settings, expected);
}

#[test]
fn sources_are_addresses_paths_and_programs() {
    for (line, origin) in [
        ("path = \"~/news\"", Origin::Path("/home/quill/news".into())),
        ("path = \"in/box\"", Origin::Path("/config/in/box".into())),
        (
            "exec = [\"fetch-tide\", \"a b\"]",
            Origin::Exec(vec!["fetch-tide".into(), "a b".into()]),
        ),
    ] {
        let subs = read(&format!("[[source]]\n{line}\n"));
        assert_eq!(subs.complaints(), [] as [&str; 0], "{line}");
        assert_eq!(subs.sources()[0].origin, origin);
    }
}

#[test]
fn a_wrong_line_is_named_and_the_rest_works() {
    for (line, words) in [
        (
            "interval = 2",
            "interval takes a time such as \"90m\", \"2h\", \"1d\" or \"never\"; left out",
        ),
        (
            "intervall = \"2h\"",
            "no setting “intervall”. Did you mean interval?",
        ),
        (
            "limit = 0",
            "limit takes a number of articles, or \"all\"; left out",
        ),
        ("paused = \"yes\"", "paused takes true or false; left out"),
        (
            "tags = \"tide\"",
            "tags takes a list of words, [\"one\", \"two\"]; left out",
        ),
        (
            "filter = \"sed s/a/b/\"",
            "filter takes a program and its arguments as a list, [\"PROGRAM\", \"ARGUMENT\"]; left out",
        ),
        (
            "password = \"ferry\"",
            "a password is not kept in this file; password_command = [\"PROGRAM\", …] prints it",
        ),
        ("user = \"quill\"", "user needs password_command; left out"),
        (
            "headers = { \"X A\" = \"b\" }",
            "“X A” is no name of a header; left out",
        ),
        (
            "mirrors = [\"m.example\"]",
            "mirrors takes a list of addresses, [\"https://…\"]; left out",
        ),
        (
            "id = \"../x\"",
            "id takes small letters, digits and dashes; another one is used",
        ),
        (
            "title = \"Lantern",
            "invalid basic string, expected \"; the line is left out",
        ),
    ] {
        let subs = source(line);
        assert_eq!(
            subs.complaints(),
            [format!("subscriptions.toml:3: {words}")],
            "{line}"
        );
        assert_eq!(subs.sources().len(), 1, "{line}");
    }
    for (text, line, words, left) in [
        (
            "[[source]]\ntitle = \"A\"\n",
            1,
            "a source has an address, a path or exec; it is left out",
            0,
        ),
        (
            "[[source]]\naddress = \"https://a.example\"\npath = \"x\"\n",
            1,
            "a source has one of address, path and exec; it is left out",
            0,
        ),
        (
            "[[source]]\naddress = \"https://quill:ferry@a.example\"\n",
            2,
            "an address must not hold a name or a password; write user and password_command; the source is left out",
            0,
        ),
        (
            "[[source]]\naddress = \"file:///x\"\n",
            2,
            "not http or https but file; the source is left out",
            0,
        ),
        (
            "[[source]]\nexec = \"run me\"\n",
            2,
            "exec takes a program and its arguments as a list, [\"PROGRAM\", \"ARGUMENT\"]; the source is left out",
            0,
        ),
        (
            "[[sauce]]\naddress = \"https://a.example\"\n",
            1,
            "no setting “sauce”. Did you mean source?",
            0,
        ),
        (
            "[[source]]\naddress = \"https://a.example\"\n\n[[source]]\naddress = \"http://A.example/\"\n",
            4,
            "this source stands on line 1 already; left out",
            1,
        ),
        (
            "[[source]]\naddress = \"https://a.example\"\n[[source]]\n???\naddress = \"https://b.example\"\n",
            4,
            "key with no value, expected =; the line is left out",
            2,
        ),
        (
            "[[source]\naddress = \"https://a.example\"\n[[source]]\naddress = \"https://b.example\"\n",
            1,
            "the lines under it are left out",
            1,
        ),
    ] {
        let subs = read(text);
        let [said] = subs.complaints() else {
            panic!("{text}: {:?}", subs.complaints());
        };
        assert!(
            said.starts_with(&format!("subscriptions.toml:{line}: ")),
            "{text}: {said}"
        );
        assert!(said.ends_with(words), "{text}: {said}");
        assert_eq!(subs.sources().len(), left, "{text}");
    }
}

#[test]
fn lists_over_several_lines_survive_a_wrong_line_elsewhere() {
    let text = WRITTEN.replace("title = \"Ferry Bell\"", "title = \"Ferry Bell");
    let subs = read(&text);
    assert_eq!(subs.complaints().len(), 1, "{:?}", subs.complaints());
    assert_eq!(subs.sources().len(), 2);
    assert_eq!(subs.sources()[0].tags, ["tide", "press"]);
}

#[test]
fn a_source_whose_proxy_is_not_understood_is_not_fetched_without_it() {
    for lines in [
        "proxy = \"socks5://127.0.0.1:9050\"",
        "proxy = \"socks5h://127.0.0.1:9050",
        "proxy = 9050",
        "prxy = \"socks5h://127.0.0.1:9050\"",
        "routes = [\"socks5h//127.0.0.1\"]",
        "routes = [\"direct\", \"socks5h://\"]",
        "routes = []",
    ] {
        let subs = source(lines);
        assert_eq!(
            subs.complaints().len(),
            1,
            "{lines}: {:?}",
            subs.complaints()
        );
        let settings = subs.settings_of(&subs.sources()[0], &SourceSettings::default());
        assert_eq!(settings.steps(FEED), [], "{lines}");
    }
    for header in [
        "[groups.A",
        "[groups.A]\nproxy = socks5h",
        "[groups.A]\nproxy = 1",
    ] {
        let text = format!(
            "{header}\nproxy = \"socks5h://127.0.0.1:9050\n[[source]]\naddress = \"{FEED}\"\ngroup = \"A\"\n"
        );
        let subs = read(&text);
        let settings = subs.settings_of(&subs.sources()[0], &SourceSettings::default());
        assert_eq!(settings.steps(FEED), [], "{header}");
    }
    let both = source("proxy = \"socks5h://127.0.0.1:9050\"\nroutes = [\"direct\"]");
    let settings = both.settings_of(&both.sources()[0], &SourceSettings::default());
    assert_eq!(settings.steps(FEED).len(), 1);
    assert_eq!(
        settings.ways,
        Some(vec![Way::Proxy("socks5h://127.0.0.1:9050".into())])
    );
}

#[test]
fn anything_can_stand_in_the_file() {
    for text in [
        "\u{feff}",
        "\0",
        "source = 1",
        "source = [1]",
        "groups = 1",
        "[groups]\nA = 1",
        "[groups.\"\"]",
        "source = [{address = \"https://a.example\"}]",
        "[source]\n",
        "[[groups]]",
        "<opml/>",
    ] {
        let _ = read(text);
    }
    let many = read(&"?\n".repeat(10_000));
    assert_eq!(many.complaints().len(), MOST_NAMED + 1);
    let not_utf_8 = Subscriptions::read(b"# \xff\n", &place());
    assert_eq!(
        not_utf_8.complaints(),
        ["subscriptions.toml:1: not UTF-8 text"]
    );
}

#[test]
fn an_added_source_stands_at_the_end_and_all_else_stays() {
    for before in [
        "",
        "# mine",
        "# mine\n",
        WRITTEN,
        &WRITTEN.replace('\n', "\r\n"),
        "\u{feff}# mine\r\n",
    ] {
        let folder = Folder::with(before);
        let mut wanted = new("https://tide.example/f?a=1&b=2", "The \"Tide\" Post");
        wanted.group = Group::parse("Abroad/New");
        wanted.tags = vec!["a\\b".to_owned()];
        let after = folder.change(|editor| {
            let added = editor.add(vec![wanted.clone()], &fresh).expect("adds");
            assert_eq!(added, [Added::New(OutletId::from_key("tidepost"))]);
            let again = editor.add(vec![wanted], &fresh).expect("adds");
            assert_eq!(again, [Added::Known(OutletId::from_key("tidepost"))]);
        });
        assert!(after.starts_with(before), "{after}");
        assert_eq!(before.contains("\r\n"), after.contains("\r\n"));
        assert_eq!(
            after.matches('\n').count() == after.matches("\r\n").count(),
            before.contains("\r\n")
        );
        let subs = Subscriptions::load(&folder.file());
        let last = subs.sources().last().expect("one");
        assert_eq!(last.name(), "The \"Tide\" Post");
        assert_eq!(last.group.names(), ["Abroad", "New"]);
        assert_eq!(last.tags, ["a\\b"]);
    }
}

#[test]
fn changes_leave_all_else_to_the_byte() {
    let change = |id: &OutletId, change: Change| {
        let folder = Folder::with(WRITTEN);
        folder.change(|editor| editor.change(id, &change).expect("changes"))
    };
    let (lantern, ferry) = (id(FEED), id("https://ferry.example/rss"));
    for (id, changed, from, to) in [
        (
            &lantern,
            Change::Title("The Lantern".into()),
            "'Lantern'",
            "\"The Lantern\"",
        ),
        (
            &lantern,
            Change::Group(Group::parse("Home")),
            "\"Abroad/Balkans\"\ntags",
            "\"Home\"\ntags",
        ),
        (
            &lantern,
            Change::Group(Group::default()),
            "group = \"Abroad/Balkans\"\n",
            "",
        ),
        (
            &lantern,
            Change::Tags(Vec::new()),
            "tags = [\n  \"tide\", # why not\n  \"press\",\n]\n",
            "",
        ),
        (
            &lantern,
            Change::Paused(Some(true)),
            "# the only one\n",
            "# the only one\npaused = true\n",
        ),
        (
            &ferry,
            Change::Group(Group::parse("UI // UX")),
            "/rss\"\n",
            "/rss\"\ngroup = \"UI // UX\"\n",
        ),
        (
            &ferry,
            Change::Interval(Some(Duration::from_secs(5_400))),
            "/rss\"\n",
            "/rss\"\ninterval = \"90m\"\n",
        ),
        (
            &ferry,
            Change::Limit(Some(usize::MAX)),
            "/rss\"\n",
            "/rss\"\nlimit = \"all\"\n",
        ),
        (&ferry, Change::Limit(None), "", ""),
    ] {
        assert_eq!(
            change(id, changed.clone()),
            WRITTEN.replacen(from, to, 1),
            "{changed:?}"
        );
    }
    let moved = change(
        &ferry,
        Change::Address("https://new.example/rss".to_owned()),
    );
    let line = format!("id = \"{ferry}\"\naddress = \"https://new.example/rss\"");
    assert_eq!(
        moved,
        WRITTEN.replace("address = \"https://ferry.example/rss\"", &line)
    );
}

#[test]
fn a_removed_source_takes_its_lines_and_no_comment_above_or_below_it() {
    let start = WRITTEN.find("[[source]]\naddress").expect("there");
    let end = WRITTEN.find("\n[[source]]\ntitle").expect("there");
    let folder = Folder::with(WRITTEN);
    let after = folder.change(|editor| drop(editor.remove(&id(FEED)).expect("removes")));
    let kept = format!("{}{}", &WRITTEN[..start], &WRITTEN[end..]);
    assert_eq!(
        after.split_whitespace().collect::<Vec<_>>(),
        kept.split_whitespace().collect::<Vec<_>>()
    );
    let after = folder.change(|editor| {
        drop(
            editor
                .remove(&id("https://ferry.example/rss"))
                .expect("removes"),
        );
    });
    assert!(
        after.contains("# The old lantern") && after.ends_with("# the end\n"),
        "{after}"
    );
    assert!(
        !after.contains("[[source]]") && !after.contains("X-Tide"),
        "{after}"
    );
    assert!(
        after.starts_with("# My newspapers. Keep this line.\n\n[groups."),
        "{after}"
    );
}

#[test]
fn added_and_removed_the_file_is_as_before() {
    for before in ["", "# mine\n", "# mine\n\n# more\n", WRITTEN] {
        let folder = Folder::with(before);
        folder.change(|editor| {
            drop(
                editor
                    .add(vec![new("https://a.example/", "A")], &fresh)
                    .expect("adds"),
            )
        });
        let after =
            folder.change(|editor| drop(editor.remove(&OutletId::from_key("a")).expect("removes")));
        assert_eq!(after, before);
    }
}

#[test]
fn a_damaged_file_is_not_written() {
    for wrong in ["title = \"x", "[[source", "limit = -1", "nonsense = 1"] {
        let text = format!("{WRITTEN}{wrong}\n");
        let folder = Folder::with(&text);
        let error = Editor::open(&folder.file()).expect_err("damaged");
        let said = error.to_string();
        assert!(said.starts_with("subscriptions.toml:"), "{said}");
        assert!(
            said.contains("Nothing was changed: mend that line first"),
            "{said}"
        );
        assert_eq!(folder.text(), text);
    }
}

#[test]
fn an_id_stays_through_renaming_removing_and_adding_again() {
    let folder = Folder::with("");
    let lantern = OutletId::from_key("lantern");
    folder.change(|editor| {
        let mut named = new(FEED, "Lantern");
        named.title = Some("My lamp".to_owned());
        editor.add(vec![named], &fresh).expect("adds");
    });
    folder.change(|editor| {
        editor
            .change(&lantern, &Change::Title("Other".into()))
            .expect("renames");
        editor
            .change(&lantern, &Change::Address("https://new.example/".into()))
            .expect("moves");
        assert_eq!(editor.subscriptions().sources()[0].id, lantern);
        drop(editor.remove(&lantern).expect("removes"));
        let added = editor
            .add(vec![new(FEED, "Lantern")], &fresh)
            .expect("adds");
        assert_eq!(added, [Added::New(lantern.clone())]);
    });
    // What was kept under its address comes back, and so does what is remembered.
    let folder = Folder::with("");
    folder.change(|editor| {
        let by_place = id(FEED);
        let added = editor
            .add(vec![new(FEED, "Lantern")], &|id| *id == by_place)
            .expect("adds");
        assert_eq!(added, [Added::New(by_place)]);
        let mut known = new("https://b.example/", "Lantern");
        known.id = Some(OutletId::from_key("old"));
        let added = editor.add(vec![known], &fresh).expect("adds");
        assert_eq!(added, [Added::New(OutletId::from_key("old"))]);
    });
}

#[test]
fn two_feeds_of_one_name_are_two_sources() {
    let folder = Folder::with("");
    folder.change(|editor| {
        let both = vec![
            new("https://a.example/1", "Tide"),
            new("https://a.example/2", "Tide"),
        ];
        let added = editor.add(both, &fresh).expect("adds");
        let second = Added::New(id("https://a.example/2"));
        assert_eq!(added, [Added::New(OutletId::from_key("tide")), second]);
    });
    let subs = Subscriptions::load(&folder.file());
    assert!(matches!(subs.named("TIDE"), Named::Several(found) if found.len() == 2));
}

#[test]
fn a_source_is_found_by_id_title_and_address() {
    let subs = read(WRITTEN);
    let lantern = id(FEED).to_string();
    for (name, found) in [
        (lantern.as_str(), "Lantern"),
        ("lantern", "Lantern"),
        ("LANTERN", "Lantern"),
        (FEED, "Lantern"),
        ("http://lantern.example/feed.xml/", "Lantern"),
        ("lantern.example/feed.xml", "Lantern"),
        ("ferry-bell", "Ferry Bell"),
    ] {
        assert!(
            matches!(subs.named(name), Named::One(s) if s.name() == found),
            "{name}"
        );
    }
    assert_eq!(
        subs.named("lantren"),
        Named::None(Some("Lantern".to_owned()))
    );
    assert_eq!(subs.named("gazette"), Named::None(None));
}

#[test]
fn a_link_to_the_file_stays_a_link() {
    let folder = Folder::with("");
    let link = folder.0.path().join("link.toml");
    std::os::unix::fs::symlink(folder.file(), &link).expect("a link");
    let mut editor = Editor::open(&link).expect("opens");
    editor.add(vec![new(FEED, "")], &fresh).expect("adds");
    editor.save().expect("saves");
    assert!(folder.text().contains(FEED) && link.is_symlink());
}
