//! The program's signs, and what stands for them where only ASCII can be shown.

/// The signs of the screen. Each meaning has one of its own, so that nothing hangs on colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    /// Beside the pane and the row that have the keys.
    pub bar: &'static str,
    /// Beside the selected row of a pane without the keys, and before a quote.
    pub thin_bar: &'static str,
    /// Unread.
    pub unread: &'static str,
    /// Bookmarked.
    pub bookmark: &'static str,
    /// An unfolded row.
    pub open: &'static str,
    /// A folded row.
    pub closed: &'static str,
    /// Trouble.
    pub trouble: &'static str,
    /// Split by guess.
    pub guess: &'static str,
    /// The line between panes.
    pub separator: &'static str,
    /// The line of a sheet.
    pub line: &'static str,
    /// Cut short by the screen.
    pub ellipsis: &'static str,
    /// Between facts.
    pub dot: &'static str,
    /// A point of a list.
    pub point: &'static str,
    /// Before a quote's lines.
    pub quote: &'static str,
    /// The arrow keys, in help and hints.
    pub arrows: [&'static str; 4],
    /// Whether texts must be ASCII as well.
    pub ascii: bool,
}

/// The signs where the terminal shows UTF-8.
pub const UNICODE: Signs = Signs {
    bar: "▌",
    thin_bar: "▏",
    unread: "●",
    bookmark: "◆",
    open: "▾",
    closed: "▸",
    trouble: "!",
    guess: "~",
    separator: "│",
    line: "─",
    ellipsis: "…",
    dot: "·",
    point: "•",
    quote: "▏",
    arrows: ["↓", "↑", "←", "→"],
    ascii: false,
};

/// The signs where it does not.
pub const ASCII: Signs = Signs {
    bar: ">",
    thin_bar: ":",
    unread: "*",
    bookmark: "#",
    open: "-",
    closed: "+",
    trouble: "!",
    guess: "~",
    separator: "|",
    line: "-",
    ellipsis: "...",
    dot: "-",
    point: "-",
    quote: "|",
    arrows: ["Down", "Up", "Left", "Right"],
    ascii: true,
};

/// `text` in ASCII, for a terminal without UTF-8: punctuation as ASCII spells it, other scripts in
/// Latin letters (the tables are those of the crate deunicode), `?` for what has no spelling.
pub fn transliterate(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\0'..='~' => out.push(c),
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{300}'..='\u{36f}' | '\u{fe0f}' => {}
            '…' => out.push_str("..."),
            '·' | '•' => out.push('-'),
            '—' => out.push('-'),
            '“' | '”' | '„' | '«' | '»' => out.push('"'),
            c => out.push_str(deunicode::deunicode_char(c).unwrap_or("?")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_is_all_that_comes_out() {
        for (text, ascii) in [
            ("“Load 12”…", "\"Load 12\"..."),
            ("Mădălin", "Madalin"),
            ("Медиазона", "Mediazona"),
            ("bası", "basi"),
            ("a—b", "a-b"),
        ] {
            assert_eq!(transliterate(text), ascii);
        }
    }
}
