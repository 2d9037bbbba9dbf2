//! What was wrong with the files, counted, and said in as few sentences as possible.

use super::error::{StoreError, said};
use std::path::Path;

/// What a file holds, in the reader's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Articles, or copies of bookmarked ones.
    Articles,
    /// Marks.
    Marks,
}

/// Troubles found since the store was opened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Troubles {
    /// Sentences for the screen.
    pub(crate) sentences: Vec<String>,
    /// Where and what exactly, for the log.
    pub(crate) details: Vec<String>,
    damage: Damage,
}

/// Damaged files of one reading.
#[derive(Clone, Debug, Default)]
struct Damage {
    files: usize,
    articles: usize,
    marks: usize,
    /// Whether some lines are still where they were.
    left: bool,
}

impl Troubles {
    /// Notes that `lines` of a file cannot be read, and whether they were set aside.
    pub(crate) fn damaged(&mut self, path: &Path, holds: Holds, lines: usize, aside: bool) {
        if lines == 0 {
            return;
        }
        self.damage.files += 1;
        match holds {
            Holds::Articles => self.damage.articles += lines,
            Holds::Marks => self.damage.marks += lines,
        }
        self.damage.left |= !aside;
        let fate = match aside {
            true => "set aside beside it (.bad)",
            false => "left in it",
        };
        let count = counted(lines, "line");
        self.detail(format!("{}: {count} unreadable, {fate}", said(path)));
    }

    /// Notes an error, once.
    pub(crate) fn error(&mut self, error: &StoreError) {
        self.say(error.to_string());
    }

    /// Notes a sentence, once.
    pub(crate) fn say(&mut self, sentence: String) {
        if !self.sentences.contains(&sentence) {
            self.sentences.push(sentence);
        }
    }

    /// Notes something for the log only, once.
    pub(crate) fn detail(&mut self, detail: String) {
        if !self.details.contains(&detail) {
            self.details.push(detail);
        }
    }

    /// Says what was damaged, now that all files are read.
    pub(crate) fn sum_up(&mut self) {
        let damage = std::mem::take(&mut self.damage);
        if damage.files == 0 {
            return;
        }
        let files = match damage.files {
            1 => "A file was unreadable".to_owned(),
            n => format!("{n} files were unreadable"),
        };
        let fate = match damage.left {
            true => " in part",
            false => " and set aside",
        };
        let missing: Vec<String> = [(damage.articles, "article"), (damage.marks, "mark")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| counted(n, what))
            .collect();
        let missing = missing.join(" and ");
        self.say(format!("{files}{fate}; {missing} missing (:log)"));
    }
}

fn counted(n: usize, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_said_in_one_sentence() {
        use Holds::{Articles, Marks};
        for (damage, sentence) in [
            (
                &[(Articles, 2, true)][..],
                "A file was unreadable and set aside; 2 articles missing (:log)",
            ),
            (
                &[(Marks, 1, true)],
                "A file was unreadable and set aside; 1 mark missing (:log)",
            ),
            (
                &[(Articles, 1, true), (Marks, 3, false)],
                "2 files were unreadable in part; 1 article and 3 marks missing (:log)",
            ),
        ] {
            let mut troubles = Troubles::default();
            for (holds, lines, aside) in damage {
                troubles.damaged(Path::new("x"), *holds, *lines, *aside);
            }
            troubles.sum_up();
            assert_eq!(troubles.sentences, [sentence]);
            assert_eq!(troubles.details.len(), damage.len());
        }
    }
}
