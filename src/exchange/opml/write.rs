//! A list written as OPML 2.0.

use super::super::{List, Listed};
use quick_xml::escape::escape;

/// The list as OPML 2.0: folders as outlines around their feeds, each folder once, in the order in
/// which they first appear. [`super::read`] reads the same feeds from it.
pub fn write(list: &List) -> String {
    let mut top = Folder::default();
    for feed in &list.feeds {
        top.at(&feed.folder).feeds.push(feed);
    }
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n",
    );
    if let Some(title) = &list.title {
        out.push_str(&format!("    <title>{}</title>\n", escape(title)));
    }
    out.push_str("  </head>\n  <body>\n");
    top.write(&mut out, 2);
    out.push_str("  </body>\n</opml>\n");
    out
}

/// A folder with its feeds, and the folders in it.
#[derive(Default)]
struct Folder<'a> {
    name: &'a str,
    feeds: Vec<&'a Listed>,
    folders: Vec<Folder<'a>>,
}

impl<'a> Folder<'a> {
    /// The folder that these names lead to from here, made where it is missing.
    fn at(&mut self, names: &'a [String]) -> &mut Folder<'a> {
        let Some((name, deeper)) = names.split_first() else {
            return self;
        };
        // Lists have few folders, and a feed mostly stands in the last one.
        let known = self.folders.iter().rposition(|folder| folder.name == name);
        let at = known.unwrap_or(self.folders.len());
        if known.is_none() {
            self.folders.push(Folder {
                name,
                ..Folder::default()
            });
        }
        self.folders[at].at(deeper)
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        for feed in &self.feeds {
            out.push_str(&indent);
            out.push_str(&outline(feed));
        }
        for folder in &self.folders {
            let name = attribute(folder.name);
            out.push_str(&format!(
                "{indent}<outline text=\"{name}\" title=\"{name}\">\n"
            ));
            folder.write(out, depth + 1);
            out.push_str(&format!("{indent}</outline>\n"));
        }
    }
}

fn outline(feed: &Listed) -> String {
    let title = attribute(&feed.title);
    let mut line = format!(
        "<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
        attribute(&feed.address)
    );
    if let Some(site) = &feed.site {
        line.push_str(&format!(" htmlUrl=\"{}\"", attribute(site)));
    }
    if !feed.tags.is_empty() {
        // A comma would end the category.
        let tags: Vec<String> = feed.tags.iter().map(|tag| tag.replace(',', " ")).collect();
        line.push_str(&format!(" category=\"{}\"", attribute(&tags.join(","))));
    }
    line.push_str("/>\n");
    line
}

fn attribute(text: &str) -> String {
    escape(text).into_owned()
}
