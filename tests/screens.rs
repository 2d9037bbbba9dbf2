//! Screens as a reader sees them: `tests/screens/*.txt` hold keys typed and the screen after them.
//!
//! A case is `## title`, a line `WIDTHxHEIGHT keys`, and the screen between fences; `roles` instead
//! of `screen` behind the fence shows one letter a cell for what it means. Run with `UPDATE=1` to
//! write the screens anew, and read the difference before you keep it.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[allow(dead_code, unreachable_pub)]
mod screen;

use screen::Reader;
use screen::world::World;
use std::fs;
use std::path::PathBuf;

#[test]
fn screens_look_as_kept() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/screens");
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let mut written = String::new();
        for case in Case::all(&text) {
            let seen = case.play();
            cases += 1;
            if seen != case.screen && !update {
                wrong.push(format!("{}: {}\n{seen}", path.display(), case.head));
            }
            let fence = if case.roles { "```roles" } else { "```screen" };
            written += &format!("{}{}\n{fence}\n{seen}\n```\n", case.before, case.head);
        }
        if update {
            fs::write(&path, written).unwrap();
        }
    }
    assert!(cases > 10, "the cases are found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// One case of a file.
struct Case {
    before: String,
    head: String,
    roles: bool,
    screen: String,
}

impl Case {
    fn all(text: &str) -> Vec<Case> {
        let mut cases = Vec::new();
        let mut before = String::new();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let is_head = line.chars().next().is_some_and(|c| c.is_ascii_digit());
            if !is_head {
                before += &format!("{line}\n");
                continue;
            }
            let roles = lines.next() == Some("```roles");
            let screen: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
            cases.push(Case {
                before: std::mem::take(&mut before),
                head: line.to_owned(),
                roles,
                screen: screen.join("\n"),
            });
        }
        cases
    }

    /// Plays `WIDTHxHEIGHT keys`; `@samples` before the keys is a newcomer's start, `@empty` a
    /// library with nothing in it, `@feeds` outlets that are subscribed to, and `@none` such
    /// outlets before anything came.
    fn play(&self) -> String {
        let (size, keys) = self.head.split_once(' ').unwrap_or((&self.head, ""));
        let (width, height) = size.split_once('x').unwrap();
        let (world, keys) = if let Some(keys) = keys.strip_prefix("@samples") {
            (World::samples(), keys.trim_start())
        } else if let Some(keys) = keys.strip_prefix("@empty") {
            (World::empty(), keys.trim_start())
        } else if let Some(keys) = keys.strip_prefix("@feeds") {
            (World::feeds(), keys.trim_start())
        } else if let Some(keys) = keys.strip_prefix("@none") {
            let feeds = World::feeds().feeds;
            let world = World {
                feeds,
                ..World::empty()
            };
            (world, keys.trim_start())
        } else {
            (World::harbour(), keys)
        };
        let mut reader = Reader::new(world, width.parse().unwrap(), height.parse().unwrap());
        reader.keys(keys);
        if self.roles {
            reader.roles()
        } else {
            reader.screen()
        }
    }
}
