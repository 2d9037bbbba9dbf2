//! Strangers' text made safe: no control character of a source reaches a file or the screen.

use unicode_normalization::char::is_combining_mark;

/// The most combining marks one character keeps; more are a stack that spills over other lines.
const MOST_MARKS: usize = 4;

/// Cleans text as it comes in: keeps `\n` and `\t`, turns `\r\n` and `\r` into `\n`, and drops
/// other control characters (C0, DEL, C1), escape sequences whole, bidirectional controls, tag
/// characters, U+FEFF and noncharacters; U+2028 and U+2029 become line breaks; at most four
/// combining marks stay on a character.
pub fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut marks = 0;
    while let Some(c) = chars.next() {
        if may_combine(c) && is_combining_mark(c) {
            marks += 1;
            if marks > MOST_MARKS {
                continue;
            }
        } else {
            marks = 0;
        }
        match c {
            '\n' | '\t' => out.push(c),
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_csi(&mut chars),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_string(&mut chars),
            c if is_dropped(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Whether a character is to be looked up: none of the letters that most texts are made of combines.
fn may_combine(c: char) -> bool {
    !matches!(c, ..'\u{300}' | '\u{370}'..='\u{482}' | '\u{2010}'..='\u{2027}' | '\u{4e00}'..='\u{9fff}')
}

/// Cleans text that must stay on one line: as [`clean`], and each run of white space becomes one
/// blank.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether [`clean`] would change nothing, and sees so quickly.
fn is_clean(text: &str) -> bool {
    const STEP: usize = 32;
    let is_plain = |b: u8| (b' '..0x7f).contains(&b) | (b == b'\n') | (b == b'\t');
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Without a branch for each byte, so that many are looked at in one step.
        while let Some(chunk) = bytes.get(at..at + STEP)
            && chunk.iter().fold(true, |all, b| all & is_plain(*b))
        {
            at += STEP;
        }
        let end = bytes.len().min(at + 4 * STEP);
        while at < end {
            at += match bytes[at] {
                b'\n' | b'\t' | b' '..=b'~' => 1,
                // Latin with accents, Greek and Cyrillic; Chinese and Hangul: no marks among them.
                0xc3..=0xcb | 0xce..=0xd1 => 2,
                0xe4..=0xe9 | 0xeb..=0xec => 3,
                _ => match text.get(at..).and_then(|rest| rest.chars().next()) {
                    Some(c) if c >= '\u{a0}' && !is_dropped(c) && !may_be_mark(c) => c.len_utf8(),
                    _ => return false,
                },
            };
        }
    }
    true
}

/// Whether a character may stand on another one: the scripts of most texts have no such characters
/// of their own, and are told at once.
fn may_be_mark(c: char) -> bool {
    let never = matches!(c,
        ..'\u{300}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{590}' | '\u{2000}'..='\u{20cf}'
        | '\u{3041}'..='\u{3098}' | '\u{30a0}'..='\u{a66e}' | '\u{ac00}'..='\u{d7a3}');
    !never && is_combining_mark(c)
}

/// Whether a character may never be drawn or kept.
pub fn is_dropped(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}'
        | '\u{e0000}'..='\u{e007f}')
        || (c as u32 & 0xfffe) == 0xfffe
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// After ESC: drops the rest of the sequence (ECMA-48: CSI, the string controls, two-character
/// sequences). What cannot belong to one is kept.
fn skip_escape(chars: &mut Chars<'_>) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            skip_csi(chars);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            chars.next();
            skip_string(chars);
        }
        Some(' '..='/') => {
            while chars.next_if(|c| (' '..='/').contains(c)).is_some() {}
            chars.next_if(|c| ('0'..='~').contains(c));
        }
        Some('0'..='?' | '@'..='Z' | '\\' | '`'..='~') => {
            chars.next();
        }
        _ => {}
    }
}

/// After CSI: parameters and intermediates, then one final character.
fn skip_csi(chars: &mut Chars<'_>) {
    while chars.next_if(|c| (' '..='?').contains(c)).is_some() {}
    chars.next_if(|c| ('@'..='~').contains(c));
}

/// After OSC, DCS and the like: up to BEL or ST, but never past the end of the line, so that an
/// unfinished one costs no text below it.
fn skip_string(chars: &mut Chars<'_>) {
    while let Some(c) = chars.peek().copied() {
        match c {
            '\n' | '\r' => return,
            '\u{7}' | '\u{9c}' => {
                chars.next();
                return;
            }
            '\u{1b}' => {
                chars.next();
                chars.next_if_eq(&'\\');
                return;
            }
            _ => {
                chars.next();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_go_and_the_words_stay() {
        for (dirty, clean_text) in [
            ("a\u{1b}[31mred\u{1b}[0m b", "ared b"),
            ("x\u{1b}]0;owned\u{7}y", "xy"),
            ("x\u{1b}]52;c;aGk=\u{1b}\\y", "xy"),
            ("x\u{1b}]0;never ended\nnext line", "x\nnext line"),
            ("x\u{9b}2Jy", "xy"),
            ("x\u{1b}Py\u{9c}z", "xz"),
            ("\u{feff}bom", "bom"),
            ("a\u{202e}b\u{2066}c\u{200f}d", "abcd"),
            ("one\r\ntwo\rthree", "one\ntwo\nthree"),
            ("nul\0bel\u{7}del\u{7f}", "nulbeldel"),
            ("tag\u{e0041}", "tag"),
            (
                "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
                "e\u{301}\u{301}\u{301}\u{301}",
            ),
            ("tab\tstays\n", "tab\tstays\n"),
            ("\u{1b}", ""),
            ("ends in \u{1b}[", "ends in "),
            ("Медиазона 港の", "Медиазона 港の"),
        ] {
            assert_eq!(clean(dirty), clean_text, "{dirty:?}");
        }
    }

    #[test]
    fn what_is_not_looked_up_does_not_combine() {
        for c in ('\0'..char::MAX).filter(|c| !may_combine(*c)) {
            assert!(!is_combining_mark(c), "{c:?}");
        }
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("  a\n\n b\t\u{a0}c "), "a b c");
    }

    proptest::proptest! {
        #[test]
        fn what_is_seen_to_be_clean_is_not_changed(text in "([a-z ]{30,40}|[\u{0}-\u{ffff}]|й|港|\n){0,6}") {
            let chars: String = text.chars().collect();
            if is_clean(&chars) {
                let slowly = clean(&format!("{chars}\u{7f}"));
                assert_eq!(slowly, chars);
            }
        }

        #[test]
        fn nothing_dangerous_survives(text in "\\PC*|.*|[\u{0}-\u{ff}]*") {
            let once = clean(&text);
            assert!(!once.chars().any(|c| c != '\n' && c != '\t' && is_dropped(c)));
            assert_eq!(clean(&once), once);
        }
    }
}
