//! The README shows what the program shows: its screen and its keys are made here. Run with
//! `UPDATE=1` to write them anew.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[allow(dead_code, unreachable_pub)]
mod screen;

use screen::Reader;
use screen::world::World;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use tidings::keys::Keymap;
use tidings::tui::dialog::help;

#[test]
fn the_screen_in_the_readme_is_the_screen_of_the_program() {
    let mut reader = Reader::new(World::samples(), 100, 26);
    // The lead, then the second of the outlets, read a little; a bookmark on it.
    reader.keys("<Enter>JJb<Esc>");
    holds("screen", &format!("```text\n{}\n```", reader.screen()));
}

#[test]
fn the_keys_in_the_readme_are_the_keys_of_the_program() {
    let mut table = String::from("| key | what it does |\n|---|---|\n");
    for (keys, words) in help::table(&Keymap::shipped()) {
        let keys: Vec<String> = keys.iter().map(|key| code(key)).collect();
        table += &format!("| {} | {words} |\n", keys.join(" "));
    }
    holds("keys", table.trim_end());
}

/// A key in a table of Markdown.
fn code(key: &str) -> String {
    let key = match key {
        "Down" => "↓",
        "Up" => "↑",
        "Left" => "←",
        "Right" => "→",
        other => other,
    };
    format!("`{key}`")
}

/// Both tests may write the file, each its own part of it.
static README: Mutex<()> = Mutex::new(());

/// What the README says between the marks of `name` is `text`.
fn holds(name: &str, text: &str) {
    let _alone = README.lock().unwrap_or_else(|broken| broken.into_inner());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (open, close) = (format!("<!-- {name} -->\n"), format!("\n<!-- /{name} -->"));
    let (before, rest) = readme.split_once(&open).expect("the opening mark");
    let (said, after) = rest.split_once(&close).expect("the closing mark");
    if said != text && std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{before}{open}{text}{close}{after}")).unwrap();
        return;
    }
    assert_eq!(
        said, text,
        "run the tests with UPDATE=1 and read the difference"
    );
}
