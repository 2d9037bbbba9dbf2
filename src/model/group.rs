//! Groups of sources, one inside the other.

use std::fmt;

/// So many groups can stand inside each other; deeper ones fall together with the last.
const DEEPEST: usize = 16;

/// Where a source stands: the names of its groups from the outside in. Empty at the top.
///
/// Written as `Abroad/Balkans`; a slash inside a name is written twice (`UI // UX`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(Vec<String>);

impl Group {
    /// The group with these names; what is blank is left out.
    pub fn of(names: impl IntoIterator<Item = impl AsRef<str>>) -> Group {
        let names = names.into_iter().map(|name| {
            let words: Vec<&str> = name.as_ref().split_whitespace().collect();
            words.join(" ")
        });
        Group(names.filter(|n| !n.is_empty()).take(DEEPEST).collect())
    }

    /// Reads a group as it is written.
    pub fn parse(text: &str) -> Group {
        let mut names = vec![String::new()];
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let is_end = c == '/' && chars.next_if_eq(&'/').is_none();
            match names.last_mut() {
                Some(name) if !is_end => name.push(c),
                _ => names.push(String::new()),
            }
        }
        Group::of(names)
    }

    /// The names, from the outside in.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether it is the top, which is no group.
    pub fn is_top(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `inner` is this group, or one inside it.
    pub fn holds(&self, inner: &Group) -> bool {
        inner.0.starts_with(&self.0)
    }

    /// The group around this one; `None` at the top.
    pub fn outer(&self) -> Option<Group> {
        let (_, outer) = self.0.split_last()?;
        Some(Group(outer.to_vec()))
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("/")?;
            }
            f.write_str(&name.replace('/', "//"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_read_back_as_they_are_written() {
        for (written, names, again) in [
            ("", &[][..], ""),
            ("/", &[], ""),
            ("Abroad", &["Abroad"], "Abroad"),
            (
                " Abroad / Balkans ",
                &["Abroad", "Balkans"],
                "Abroad/Balkans",
            ),
            ("UI // UX", &["UI / UX"], "UI // UX"),
            ("a///b", &["a/", "b"], "a///b"),
        ] {
            let group = Group::parse(written);
            assert_eq!(group.names(), names, "{written:?}");
            assert_eq!(group.to_string(), again);
            assert_eq!(Group::parse(again), group);
        }
    }

    #[test]
    fn outside_the_outermost_group_is_the_top() {
        let outer = Group::parse("a/b").outer().expect("inside a");
        assert_eq!(outer, Group::parse("a"));
        let top = outer.outer().expect("inside nothing");
        assert!(top.is_top() && top.outer().is_none());
    }
}
