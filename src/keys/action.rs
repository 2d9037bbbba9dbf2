//! Everything a reader can ask for: named and described once, for the keys, the help and the
//! command line.

use std::fmt;

/// What the help puts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Moving about.
    Move,
    /// Reading.
    Read,
    /// Marking.
    Mark,
    /// Finding.
    Find,
    /// What is subscribed to.
    Outlets,
    /// Leaving, and the rest.
    Leave,
}

impl Group {
    /// All groups in the order of the help.
    pub const ALL: [Group; 6] = [
        Group::Move,
        Group::Read,
        Group::Mark,
        Group::Find,
        Group::Outlets,
        Group::Leave,
    ];

    /// Its heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Group::Move => "Move",
            Group::Read => "Read",
            Group::Mark => "Mark",
            Group::Find => "Find",
            Group::Outlets => "Outlets",
            Group::Leave => "Leave",
        }
    }
}

/// Writes the enum and its table from one list, so that names, help and command line cannot part.
macro_rules! actions {
    ($($action:ident $name:literal $group:ident $words:literal,)*) => {
        /// Something a reader can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $words] $action,)*
        }

        impl Action {
            /// Every action, in the order of the help.
            pub const ALL: &'static [Action] = &[$(Action::$action,)*];

            /// Its name, for the configuration and the command line.
            pub fn name(self) -> &'static str {
                match self { $(Action::$action => $name,)* }
            }

            /// Its group in the help.
            pub fn group(self) -> Group {
                match self { $(Action::$action => Group::$group,)* }
            }

            /// What it does, in a few words.
            pub fn words(self) -> &'static str {
                match self { $(Action::$action => $words,)* }
            }
        }
    };
}

actions! {
    Down "down" Move "down",
    Up "up" Move "up",
    Left "left" Move "the pane to the left",
    Right "right" Move "the pane to the right; opens",
    NextPane "next-pane" Move "next pane",
    PreviousPane "previous-pane" Move "previous pane",
    NextUnread "next-unread" Move "next unread",
    PreviousUnread "previous-unread" Move "previous unread",
    NextArticle "next-article" Move "next article",
    PreviousArticle "previous-article" Move "previous article",
    Top "top" Move "top; 12 before it: the twelfth",
    Bottom "bottom" Move "bottom; 12 before it: the twelfth",
    PageDown "page-down" Move "page down",
    PageUp "page-up" Move "page up",
    HalfDown "half-page-down" Move "half a page down",
    HalfUp "half-page-up" Move "half a page up",
    NextParagraph "next-paragraph" Move "next paragraph",
    PreviousParagraph "previous-paragraph" Move "previous paragraph",
    NextHeading "next-heading" Move "next heading or section",
    PreviousHeading "previous-heading" Move "previous heading or section",
    FocusOutlets "outlets" Move "to the outlets",
    FocusList "list" Move "to the list",
    FocusPage "page" Move "to the page",
    Open "open" Read "open",
    ReadOn "read-on" Read "read on, then next unread",
    Zoom "zoom" Read "full width, and back",
    Source "source" Read "the source as it came, and back",
    Narrower "narrower" Read "narrower text",
    Wider "wider" Read "wider text",
    Split "split" Read "split this document as a digest",
    Whole "whole" Read "show this digest as one article",
    RefreshAll "refresh" Outlets "all outlets, now",
    RefreshThis "refresh-outlet" Outlets "this outlet or group only",
    Add "add" Outlets "an outlet by its address",
    Sources "sources" Outlets "all sources, and how they fare",
    Rename "rename" Outlets "give this outlet another name",
    Remove "remove" Outlets "this outlet; its bookmarks stay",
    Move "move" Outlets "this outlet into a group",
    Pause "pause" Outlets "ask this outlet no more, or again",
    Address "address" Outlets "give this outlet another address",
    Import "import" Outlets "outlets from an OPML list",
    Export "export" Outlets "the outlets as an OPML list",
    ToggleRead "read-unread" Mark "read or unread",
    ReadAll "read-all" Mark "all in this list read",
    Bookmark "bookmark" Mark "bookmark",
    Undo "undo" Mark "undo",
    Redo "redo" Mark "redo",
    Save "save" Mark "save what could not be saved",
    Find "find" Find "search here",
    Search "search" Find "search everywhere",
    FindNext "find-next" Find "next match",
    FindPrevious "find-previous" Find "previous match",
    Filter "filter" Find "unread, bookmarked, all",
    Bookmarks "bookmarks" Find "bookmarks",
    Command "command" Find "command",
    Log "log" Find "what happened lately",
    Help "help" Leave "keys",
    Back "back" Leave "back; at the top, leave",
    Quit "quit" Leave "leave",
    Redraw "redraw" Leave "draw the screen again",
    Suspend "suspend" Leave "stop, and go on with fg",
    Cancel "cancel" Leave "cancel",
}

impl Action {
    /// The action with this name.
    pub fn named(name: &str) -> Option<Action> {
        Action::ALL.iter().copied().find(|a| a.name() == name)
    }

    /// Whether the command line offers it: what is asked for by name. Moving about, and what makes
    /// sense on one row only, is not.
    pub fn is_command(self) -> bool {
        let only_a_key = matches!(
            self,
            Action::Open
                | Action::Find
                | Action::FindNext
                | Action::FindPrevious
                | Action::Command
                | Action::Back
                | Action::Cancel
        );
        self.group() != Group::Move && !only_a_key
    }
}

impl Action {
    /// What the command line wants behind the name, where it wants something.
    pub fn argument(self) -> Option<&'static str> {
        match self {
            Action::Rename => Some("a name"),
            Action::Move => Some("a group, like Abroad/Balkans, or / for none"),
            Action::Address => Some("an address"),
            Action::Import | Action::Export => Some("a file"),
            _ => None,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_action_has_a_name_of_its_own() {
        let names: HashSet<&str> = Action::ALL.iter().map(|a| a.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(Action::named(action.name()), Some(*action));
            assert!(
                action.words().len() <= 36,
                "{action}: the help has no room for more"
            );
        }
    }
}
