//! The name somebody meant when the one they wrote does not exist.

/// Longer words are not looked at: nobody meant a name of ours with them.
const LONGEST: usize = 40;

/// The name nearest to `word`, when at most two letters differ (one in words of up to three
/// letters). Case does not count, and neither does which of `-`, `_` and a blank was written.
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let word = letters(word);
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let far = if word.len() <= 3 { 1 } else { 2 };
    names
        .into_iter()
        .map(|name| (distance(&word, &letters(name)), name))
        .filter(|(away, name)| *away <= far && *away < name.len())
        .min_by_key(|(away, _)| *away)
        .map(|(_, name)| name)
}

fn letters(word: &str) -> Vec<char> {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '_' | ' ') { '-' } else { c })
        .collect()
}

/// How many letters were added, dropped, changed, or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        let names = ["resume", "mark_read", "color", "keys", "bar"];
        for (written, meant) in [
            ("resum", Some("resume")),
            ("reusme", Some("resume")),
            ("mark-read", Some("mark_read")),
            ("Mark Read", Some("mark_read")),
            ("colour", Some("color")),
            ("kyes", Some("keys")),
            ("ba", Some("bar")),
            ("b", None),
            ("wallpaper", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, names), meant, "{written:?}");
        }
    }
}
