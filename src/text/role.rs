//! What a piece of the screen means. A theme gives each meaning a look.

/// A meaning on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Reading text.
    Text,
    /// What only helps: labels, counts, dates, bylines, the words of hints.
    Dim,
    /// The title of the pane in focus, headlines, subheadings, groups of the help.
    Heading,
    /// The name of an outlet with something unread.
    Outlet,
    /// The title of something unread.
    Unread,
    /// The dot of something unread.
    UnreadSign,
    /// The title of something read, and rows without unread.
    Read,
    /// The selected title in the pane in focus.
    Selection,
    /// The bar beside it.
    SelectionBar,
    /// The selected title in a pane without focus.
    SelectionUnfocused,
    /// The thin bar beside it.
    SelectionBarUnfocused,
    /// The sign of a bookmark.
    Bookmark,
    /// A cut mark, `[…]`.
    CutMark,
    /// The words under a picture.
    Caption,
    /// The words of a link.
    Link,
    /// The number of a link.
    LinkNumber,
    /// A quoted block.
    Quote,
    /// The sign before a quoted block.
    QuoteSign,
    /// Code and tables as text.
    Code,
    /// Words found by a search.
    Match,
    /// The found words one stands on.
    MatchCurrent,
    /// The last row.
    Status,
    /// Keys in hints and help.
    StatusKey,
    /// Trouble.
    Error,
    /// A question, or a guess said in words.
    Warning,
    /// Lines between panes and of sheets.
    Separator,
    /// A prompt and what is typed.
    Prompt,
    /// Emphasis inside text.
    Emphasis,
    /// Strong emphasis inside text.
    Strong,
    /// Words the source has marked.
    Highlight,
}

impl Role {
    /// Every role with its name in a theme and a letter for screen tests.
    pub const ALL: [(Role, &'static str, char); 30] = [
        (Role::Text, "text", 't'),
        (Role::Dim, "dim", 'd'),
        (Role::Heading, "heading", 'H'),
        (Role::Outlet, "outlet", 'o'),
        (Role::Unread, "unread", 'u'),
        (Role::UnreadSign, "unread-sign", 'U'),
        (Role::Read, "read", 'r'),
        (Role::Selection, "selection-focused", 'S'),
        (Role::SelectionBar, "selection-bar-focused", 'B'),
        (Role::SelectionUnfocused, "selection-unfocused", 's'),
        (Role::SelectionBarUnfocused, "selection-bar-unfocused", 'b'),
        (Role::Bookmark, "bookmark", 'k'),
        (Role::CutMark, "cut-mark", 'x'),
        (Role::Caption, "caption", 'c'),
        (Role::Link, "link", 'l'),
        (Role::LinkNumber, "link-number", 'L'),
        (Role::Quote, "quote", 'q'),
        (Role::QuoteSign, "quote-sign", 'Q'),
        (Role::Code, "code", 'C'),
        (Role::Match, "match", 'm'),
        (Role::MatchCurrent, "match-current", 'M'),
        (Role::Status, "status", 'a'),
        (Role::StatusKey, "status-key", 'K'),
        (Role::Error, "error", 'E'),
        (Role::Warning, "warning", 'W'),
        (Role::Separator, "separator", '|'),
        (Role::Prompt, "prompt", 'P'),
        (Role::Emphasis, "emphasis", 'e'),
        (Role::Strong, "strong", 'g'),
        (Role::Highlight, "highlight", 'h'),
    ];
}
