//! The folder of profiles: what is read of it, and what is never written over.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use super::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn names_become_safe_and_stay_apart() {
    for (name, expected) in [
        ("OVERLOOK", "overlook"),
        ("Riddle Russia!", "riddle-russia"),
        ("../../etc/passwd", "etc-passwd"),
        ("a--b__c", "a-b-c"),
        ("", "profile"),
        ("…", "profile"),
    ] {
        assert_eq!(safe(name), expected, "{name:?}");
    }
    let long = "x".repeat(300);
    let names = [safe("Медуза"), safe("Новая"), safe("Café"), safe(&long)];
    for (i, name) in names.iter().enumerate() {
        assert!(name.len() < 80, "{name}");
        assert!(
            name.chars()
                .all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'))
        );
        assert!(!names[..i].contains(name), "{name}");
    }
    assert_ne!(safe("Café"), safe("Caf"));
}

#[test]
fn a_folder_that_is_not_there_has_no_profiles() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(texts(&dir.path().join("none")), (vec![], vec![]));
}

#[test]
fn texts_come_by_name_and_what_cannot_be_read_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("b.toml"), "b").unwrap();
    fs::write(at("a.toml"), "a").unwrap();
    fs::write(at("notes.txt"), "n").unwrap();
    fs::write(at(".half.toml"), "h").unwrap();
    fs::write(at("latin.toml"), [0xe9]).unwrap();
    fs::write(at("large.toml"), vec![b'#'; 1 + (1 << 20)]).unwrap();
    fs::create_dir(at("folder.toml")).unwrap();
    let (texts, complaints) = texts(dir.path());
    assert_eq!(
        texts,
        [
            (at("a.toml"), "a".to_owned()),
            (at("b.toml"), "b".to_owned())
        ]
    );
    assert_eq!(
        complaints,
        [
            "profile folder.toml left out: it is not a file",
            "profile large.toml left out: it is larger than 1 MiB",
            "profile latin.toml left out: it is not UTF-8 text",
        ]
    );
}

#[test]
fn a_kept_profile_replaces_only_what_the_program_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("config/profiles");
    let first = keep(&dir, "Overlook", "name = 'one'").unwrap();
    assert_eq!(first, dir.join("overlook.toml"));
    assert_eq!((mode(&dir), mode(&first)), (0o700, 0o600));
    let ours = "# kept by tidings\nname = 'one'\n";
    assert_eq!(fs::read_to_string(&first).unwrap(), ours);

    assert_eq!(keep(&dir, "Overlook", ours).unwrap(), first);
    assert_eq!(fs::read_to_string(&first).unwrap(), ours);

    fs::write(&first, "# mine\n").unwrap();
    let second = dir.join("overlook-2.toml");
    for _ in 0..2 {
        assert_eq!(keep(&dir, "Overlook", "name = 'two'").unwrap(), second);
    }
    assert_eq!(fs::read_to_string(&first).unwrap(), "# mine\n");

    // A file that only begins like ours, and a link that leads to one of ours, are not ours.
    fs::write(&first, "# kept by tidings, once\n").unwrap();
    fs::remove_file(&second).unwrap();
    let elsewhere = dir.join("elsewhere");
    fs::write(&elsewhere, ours).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &second).unwrap();
    let third = dir.join("overlook-3.toml");
    assert_eq!(keep(&dir, "Overlook", "x = 1").unwrap(), third);
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), ours);

    let names = fs::read_dir(&dir).unwrap().count();
    assert_eq!(names, 4, "nothing half-written stays");
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let error = keep(&file.join("profiles"), "x", "y").unwrap_err();
    assert!(
        error.to_string().starts_with("the profile was not saved"),
        "{error}"
    );
}
