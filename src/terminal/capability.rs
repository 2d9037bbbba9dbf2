//! What the terminal can do, told from the environment alone.
//!
//! The terminal itself is never asked: an answer comes late on a slow line, or never, and then it
//! is taken for keys.

/// What the reader wished for colour, on the command line or in the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// As the terminal's name allows.
    #[default]
    Auto,
    /// The sixteen colours, whatever the terminal's name.
    Always,
    /// None.
    Never,
}

/// The colours that may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// None; bold, faint and reverse stay.
    None,
    /// The sixteen that every palette names.
    Sixteen,
}

/// The attributes that may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attributes {
    /// Bold, faint, italic, underlined, reverse.
    Full,
    /// Bold and reverse, which every VT knows.
    BoldReverse,
}

/// What the terminal can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// The colours.
    pub colour: Colour,
    /// The attributes.
    pub attributes: Attributes,
    /// Whether text may be written as UTF-8; otherwise all of it is transliterated.
    pub utf8: bool,
    /// Whether the program's own signs must be ASCII: where `utf8` is false, and on terminals
    /// whose fonts lack them.
    pub ascii_signs: bool,
    /// Whether there is a second screen to draw on, so that the first comes back on leaving.
    pub alternate_screen: bool,
    /// Whether no screen control works at all: the plain reader's case.
    pub dumb: bool,
    /// Whether the terminal is at the far end of an SSH line.
    pub remote: bool,
    /// Whether the terminal puts text that runs from right to left into the order it is seen in by
    /// itself: VTE, Konsole and mlterm do, unless something stands between them and us.
    pub reorders: bool,
}

/// The kinds of terminal that are treated alike.
enum Kind {
    Usual,
    LinuxConsole,
    Vt,
    Dumb,
}

impl Capability {
    /// Tells the capability from the environment, which `get` looks up.
    pub fn from_env(get: impl Fn(&str) -> Option<String>, color: ColorChoice) -> Capability {
        let set = |name| get(name).filter(|value| !value.is_empty());
        let kind = kind(set("TERM").as_deref().unwrap_or_default());
        let utf8 = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(set)
            .is_some_and(|locale| names_utf8(&locale));
        Capability {
            colour: colour(&kind, color, set("NO_COLOR").is_some()),
            attributes: match kind {
                Kind::Usual | Kind::LinuxConsole => Attributes::Full,
                Kind::Vt | Kind::Dumb => Attributes::BoldReverse,
            },
            utf8,
            ascii_signs: !utf8 || !matches!(kind, Kind::Usual),
            alternate_screen: matches!(kind, Kind::Usual),
            dumb: matches!(kind, Kind::Dumb),
            remote: set("SSH_CONNECTION").is_some(),
            reorders: ["VTE_VERSION", "KONSOLE_VERSION", "MLTERM"]
                .into_iter()
                .any(|name| set(name).is_some())
                && set("TMUX").is_none()
                && set("STY").is_none(),
        }
    }
}

/// The kind a terminal's name says. An unknown name is a terminal of today: nearly all of them
/// call themselves after themselves and understand what xterm does.
fn kind(term: &str) -> Kind {
    let family = term.split(['-', '.', '+']).next().unwrap_or_default();
    match family {
        "" | "dumb" | "unknown" | "emacs" => Kind::Dumb,
        "linux" => Kind::LinuxConsole,
        "ansi" => Kind::Vt,
        vt if vt
            .strip_prefix("vt")
            .is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit())) =>
        {
            Kind::Vt
        }
        _ => Kind::Usual,
    }
}

/// The colours of a kind of terminal. COLORTERM is not looked at: it tells sixteen million from
/// 256, and sixteen are all we write.
fn colour(kind: &Kind, wish: ColorChoice, no_color: bool) -> Colour {
    match (wish, kind) {
        _ if no_color => Colour::None,
        (ColorChoice::Never, _) | (_, Kind::Dumb) | (ColorChoice::Auto, Kind::Vt) => Colour::None,
        (ColorChoice::Always, _) | (ColorChoice::Auto, _) => Colour::Sixteen,
    }
}

/// Whether a locale's name says UTF-8; macOS has one that says nothing else.
fn names_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(vars: &[(&str, &str)], color: ColorChoice) -> Capability {
        let get = |name: &str| {
            vars.iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned())
        };
        Capability::from_env(get, color)
    }

    #[test]
    fn terminals_by_name() {
        use Attributes::{BoldReverse, Full};
        use Colour::{None as Mono, Sixteen};
        #[rustfmt::skip]
        let table = [
            // TERM              colour   attributes   signs  alternate dumb
            ("xterm-256color",   Sixteen, Full,        false, true,  false),
            ("tmux-256color",    Sixteen, Full,        false, true,  false),
            ("screen",           Sixteen, Full,        false, true,  false),
            ("screen.xterm-new", Sixteen, Full,        false, true,  false),
            ("foot",             Sixteen, Full,        false, true,  false),
            ("xterm-kitty",      Sixteen, Full,        false, true,  false),
            ("alacritty",        Sixteen, Full,        false, true,  false),
            ("rxvt-unicode",     Sixteen, Full,        false, true,  false),
            ("vte",              Sixteen, Full,        false, true,  false),
            ("linux",            Sixteen, Full,        true,  false, false),
            ("linux-16color",    Sixteen, Full,        true,  false, false),
            ("vt220",            Mono,    BoldReverse, true,  false, false),
            ("vt100",            Mono,    BoldReverse, true,  false, false),
            ("vt100-nam",        Mono,    BoldReverse, true,  false, false),
            ("ansi",             Mono,    BoldReverse, true,  false, false),
            ("dumb",             Mono,    BoldReverse, true,  false, true),
            ("unknown",          Mono,    BoldReverse, true,  false, true),
            ("",                 Mono,    BoldReverse, true,  false, true),
        ];
        for (term, colour, attributes, ascii_signs, alternate_screen, dumb) in table {
            let expected = Capability {
                colour,
                attributes,
                utf8: true,
                ascii_signs,
                alternate_screen,
                dumb,
                remote: false,
                reorders: false,
            };
            let vars = [("TERM", term), ("LANG", "en_GB.UTF-8")];
            assert_eq!(told(&vars, ColorChoice::Auto), expected, "TERM={term}");
        }
        assert!(told(&[], ColorChoice::Auto).dumb);
    }

    #[test]
    fn locales() {
        for (vars, utf8) in [
            (&[][..], false),
            (&[("LANG", "C")], false),
            (&[("LANG", "C.UTF-8")], true),
            (&[("LANG", "ro_RO.utf8")], true),
            (&[("LANG", "ru_RU.KOI8-R")], false),
            (&[("LC_CTYPE", "UTF-8"), ("LANG", "C")], true),
            (&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")], false),
            (&[("LC_ALL", ""), ("LANG", "en_GB.UTF-8")], true),
        ] {
            let mut vars = vars.to_vec();
            vars.push(("TERM", "xterm"));
            let told = told(&vars, ColorChoice::Auto);
            assert_eq!((told.utf8, told.ascii_signs), (utf8, !utf8), "{vars:?}");
        }
    }

    #[test]
    fn colours_by_wish() {
        use ColorChoice::{Always, Auto, Never};
        for (term, no_color, wish, colour) in [
            ("xterm", None, Auto, Colour::Sixteen),
            ("xterm", None, Never, Colour::None),
            ("xterm", Some(""), Auto, Colour::Sixteen),
            ("xterm", Some("1"), Auto, Colour::None),
            ("xterm", Some("1"), Always, Colour::None),
            ("vt220", None, Always, Colour::Sixteen),
            ("dumb", None, Always, Colour::None),
        ] {
            let mut vars = vec![("TERM", term)];
            vars.extend(no_color.map(|value| ("NO_COLOR", value)));
            assert_eq!(told(&vars, wish).colour, colour, "{vars:?} {wish:?}");
        }
    }

    #[test]
    fn ssh_is_remote() {
        let line = "192.0.2.1 50000 192.0.2.2 22";
        assert!(told(&[("SSH_CONNECTION", line)], ColorChoice::Auto).remote);
        assert!(!told(&[("SSH_CONNECTION", "")], ColorChoice::Auto).remote);
    }
}
