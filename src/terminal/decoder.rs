//! Bytes of a terminal to keys: a pure machine that does not mind where the line cuts them.
//!
//! What a sequence means depends on its own bytes alone, never on how many came at once, so every
//! split gives the same keys. Only a lone ESC needs a clock, and that is the caller's.

use super::event::Input;
use crate::chars::clean;
use crate::keys::{Code, Key};

/// The longest sequence that is waited for; longer ones are noise.
const LONGEST: usize = 256;

/// The most a paste may hold; the rest is dropped.
const MOST_PASTED: usize = 1 << 20;

/// What ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// What a decoder holds that more bytes, or time, will settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing that time would settle.
    No,
    /// An ESC: the key, or the start of a sequence.
    Escape,
    /// The rest of a paste.
    Paste,
}

/// Turns the bytes a terminal sends into keys and pastes.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the pending bytes begin with.
enum Start {
    /// Not enough to say.
    Unknown,
    /// So many bytes that mean nothing.
    Noise(usize),
    /// A key of so many bytes.
    Key(usize, Key),
    /// The marker, of so many bytes, that a paste begins.
    Paste(usize),
}

impl Decoder {
    /// A decoder that holds nothing.
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// Takes bytes as they come and gives the keys they complete.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Input> {
        let mut inputs = Vec::new();
        self.pending.extend_from_slice(bytes);
        loop {
            if self.paste.is_some() {
                match self.take_paste() {
                    Some(text) => inputs.push(Input::Paste(text)),
                    None => return inputs,
                }
            }
            let taken = match start(&self.pending) {
                Start::Unknown => return inputs,
                Start::Noise(length) => length,
                Start::Key(length, key) => {
                    inputs.push(Input::Key(key));
                    length
                }
                Start::Paste(length) => {
                    self.paste = Some(Vec::new());
                    length
                }
            };
            self.pending.drain(..taken);
        }
    }

    /// What it waits for.
    pub fn waiting(&self) -> Waiting {
        match self.pending.first() {
            _ if self.paste.is_some() => Waiting::Paste,
            Some(b'\x1b') => Waiting::Escape,
            // Half a character means nothing until its other half comes.
            _ => Waiting::No,
        }
    }

    /// Settles what it waits for: an ESC that nothing followed is the key, `ESC [` is Alt and the
    /// bracket; half a sequence is dropped; a paste that stopped is what came of it.
    pub fn flush_escape(&mut self) -> Vec<Input> {
        if let Some(pasted) = self.paste.take() {
            let mut pasted = pasted;
            pasted.append(&mut self.pending);
            return vec![Input::Paste(pasted_text(&pasted))];
        }
        let key = match self.pending.as_slice() {
            [b'\x1b'] => plain(Code::Esc),
            [b'\x1b', c] if c.is_ascii() => alt(plain(Code::Char(char::from(*c)))),
            [b'\x1b', ..] => {
                self.pending.clear();
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        self.pending.clear();
        vec![Input::Key(key)]
    }

    /// Moves pending bytes to the paste, and gives it when it is whole.
    fn take_paste(&mut self) -> Option<String> {
        let end = self
            .pending
            .windows(PASTE_END.len())
            .position(|bytes| bytes == PASTE_END);
        // Without an end in sight, the last bytes may still be the start of one.
        let length = end.unwrap_or(self.pending.len().saturating_sub(PASTE_END.len() - 1));
        let paste = self.paste.get_or_insert_default();
        let room = MOST_PASTED.saturating_sub(paste.len());
        paste.extend(self.pending.drain(..length).take(room));
        end?;
        self.pending.drain(..PASTE_END.len());
        self.paste.take().map(|pasted| pasted_text(&pasted))
    }
}

/// Pasted text is strangers' text: no control character comes in by it.
fn pasted_text(bytes: &[u8]) -> String {
    clean::clean(&String::from_utf8_lossy(bytes))
}

fn plain(code: Code) -> Key {
    Key {
        code,
        ctrl: false,
        alt: false,
    }
}

fn ctrl(c: char) -> Key {
    Key {
        ctrl: true,
        ..plain(Code::Char(c))
    }
}

fn alt(key: Key) -> Key {
    Key { alt: true, ..key }
}

fn start(bytes: &[u8]) -> Start {
    match bytes {
        [] | [b'\x1b'] => Start::Unknown,
        [b'\x1b', b'[', rest @ ..] => csi(rest),
        [b'\x1b', b'O', rest @ ..] => ss3(rest),
        // Answers to questions of a program before us; a key that is typed has no such sequel.
        [b'\x1b', b']' | b'P' | b'_'] => Start::Unknown,
        [b'\x1b', b']', b'0'..=b'9', ..]
        | [
            b'\x1b',
            b'P',
            b'0'..=b'9' | b'$' | b'>' | b'+' | b'!' | b'|',
            ..,
        ]
        | [b'\x1b', b'_', b'G', ..] => string(bytes),
        // Esc typed twice, or before a key that is a sequence.
        [b'\x1b', b'\x1b', ..] => Start::Key(1, plain(Code::Esc)),
        [b'\x1b', rest @ ..] => match character(rest) {
            Start::Key(length, key) => Start::Key(length + 1, alt(key)),
            Start::Noise(length) => Start::Noise(length + 1),
            other => other,
        },
        bytes => character(bytes),
    }
}

/// One character: a control character is the key that makes it.
fn character(bytes: &[u8]) -> Start {
    let Some(&first) = bytes.first() else {
        return Start::Unknown;
    };
    let key = match first {
        0 => ctrl(' '),
        b'\r' | b'\n' => plain(Code::Enter),
        b'\t' => plain(Code::Tab),
        0x08 | 0x7f => plain(Code::Backspace),
        1..=26 => ctrl(char::from(first - 1 + b'a')),
        0x1b => plain(Code::Esc),
        28..=31 => ctrl(char::from(first - 28 + b'\\')),
        b' '..=b'~' => plain(Code::Char(char::from(first))),
        0xc2..=0xdf => return utf8(bytes, 2),
        0xe0..=0xef => return utf8(bytes, 3),
        0xf0..=0xf4 => return utf8(bytes, 4),
        _ => return Start::Noise(1),
    };
    Start::Key(1, key)
}

fn utf8(bytes: &[u8], length: usize) -> Start {
    let come = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(come) {
        Ok(text) => match text.chars().next() {
            Some(c) if !clean::is_dropped(c) => Start::Key(length, plain(Code::Char(c))),
            _ => Start::Noise(length),
        },
        Err(error) if error.error_len().is_none() => Start::Unknown,
        Err(error) => Start::Noise(error.error_len().unwrap_or(1).min(come.len())),
    }
}

/// After `ESC [`: parameters, intermediates, a final byte. What is not known is noise, whole.
fn csi(bytes: &[u8]) -> Start {
    // The Linux console says F1 to F5 as `ESC [ [ A` to `ESC [ [ E`.
    if let [b'[', rest @ ..] = bytes {
        return match rest {
            [] => Start::Unknown,
            [key @ b'A'..=b'E', ..] => Start::Key(4, plain(Code::Function(key - b'A' + 1))),
            [b' '..=b'~', ..] => Start::Noise(4),
            _ => Start::Noise(3),
        };
    }
    for (n, &byte) in bytes.iter().enumerate().take(LONGEST) {
        let length = n + 3;
        let parameters = &bytes[..n];
        match byte {
            // rxvt ends a key with Shift in a dollar, where the standard has a byte to follow.
            b'$' if n > 0 && parameters.iter().all(u8::is_ascii_digit) => {
                return csi_key(parameters, b'~', length);
            }
            b' '..=b'?' => {}
            b'@'..=b'~' => return csi_key(parameters, byte, length),
            // Not of a sequence: what came is noise, and the byte starts anew.
            _ => return Start::Noise(length - 1),
        }
    }
    if bytes.len() >= LONGEST {
        Start::Noise(LONGEST + 2)
    } else {
        Start::Unknown
    }
}

fn csi_key(parameters: &[u8], last: u8, length: usize) -> Start {
    let Some(numbers) = numbers(parameters) else {
        return Start::Noise(length);
    };
    let number = |n: usize| numbers.get(n).copied().unwrap_or_default();
    let mut modifiers = number(1);
    let code = match last {
        b'~' | b'^' | b'@' => match number(0) {
            200 => return Start::Paste(length),
            27 => {
                let key = typed(number(2), modifiers);
                return key.map_or(Start::Noise(length), |key| Start::Key(length, key));
            }
            n => {
                // rxvt says Control by the final byte.
                if last != b'~' {
                    modifiers = 5;
                }
                tilde(n)
            }
        },
        b'u' => {
            let key = typed(number(0), modifiers);
            return key.map_or(Start::Noise(length), |key| Start::Key(length, key));
        }
        b'Z' => Some(Code::BackTab),
        // A report of where the cursor stands looks like F3 with two numbers.
        b'R' if number(0) != 1 => None,
        b'P'..=b'S' if numbers.len() == 2 => Some(Code::Function(last - b'P' + 1)),
        b'a'..=b'd' => arrow(last.to_ascii_uppercase()),
        last => arrow(last),
    };
    code.map_or(Start::Noise(length), |code| {
        Start::Key(length, modified(code, modifiers))
    })
}

/// After `ESC O`: one byte, with the modifiers of some terminals before it.
fn ss3(bytes: &[u8]) -> Start {
    for (n, &byte) in bytes.iter().enumerate().take(LONGEST) {
        let length = n + 3;
        match byte {
            b'0'..=b'9' | b';' => {}
            b'@'..=b'~' => {
                let numbers = numbers(&bytes[..n]).unwrap_or_default();
                let modifiers = numbers.last().copied().unwrap_or_default();
                let code = match byte {
                    b'P'..=b'S' => Some(Code::Function(byte - b'P' + 1)),
                    b'M' => Some(Code::Enter),
                    b'a'..=b'd' => {
                        let code = arrow(byte.to_ascii_uppercase());
                        return code.map_or(Start::Noise(length), |code| {
                            Start::Key(length, modified(code, 5))
                        });
                    }
                    // The number pad, in the mode where it is not digits.
                    b'j'..=b'y' => Some(Code::Char(char::from(byte - b'j' + b'*'))),
                    byte => arrow(byte),
                };
                return code.map_or(Start::Noise(length), |code| {
                    Start::Key(length, modified(code, modifiers))
                });
            }
            _ => return Start::Noise(length - 1),
        }
    }
    if bytes.len() >= LONGEST {
        Start::Noise(LONGEST + 2)
    } else {
        Start::Unknown
    }
}

/// A string control: noise up to its end, or up to where none can be hoped for.
fn string(bytes: &[u8]) -> Start {
    for (n, &byte) in bytes.iter().enumerate().skip(2).take(16 * LONGEST) {
        match byte {
            0x07 => return Start::Noise(n + 1),
            0x1b => {
                return match bytes.get(n + 1) {
                    None => Start::Unknown,
                    Some(b'\\') => Start::Noise(n + 2),
                    Some(_) => Start::Noise(n),
                };
            }
            b'\r' | b'\n' => return Start::Noise(n),
            _ => {}
        }
    }
    if bytes.len() >= 16 * LONGEST + 2 {
        Start::Noise(16 * LONGEST + 2)
    } else {
        Start::Unknown
    }
}

/// The numbers between semicolons; a part after a colon is not told apart from none. Private
/// sequences have none that mean a key.
fn numbers(parameters: &[u8]) -> Option<Vec<u32>> {
    let text = std::str::from_utf8(parameters).ok()?;
    text.split(';')
        .map(|part| match part.split(':').next() {
            None | Some("") => Some(0),
            Some(number) => number.parse().ok(),
        })
        .collect()
}

fn arrow(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        _ => return None,
    })
}

fn tilde(number: u32) -> Option<Code> {
    let f = |key: u32| u8::try_from(key).ok().map(Code::Function);
    match number {
        1 | 7 => Some(Code::Home),
        3 => Some(Code::Delete),
        4 | 8 => Some(Code::End),
        5 => Some(Code::PageUp),
        6 => Some(Code::PageDown),
        11..=15 => f(number - 10),
        17..=21 => f(number - 11),
        23..=26 => f(number - 12),
        28 | 29 => f(number - 13),
        31..=34 => f(number - 14),
        _ => None,
    }
}

/// A key by its character's number, as terminals with a newer manner say it.
fn typed(number: u32, modifiers: u32) -> Option<Key> {
    let shift = bits(modifiers) & 1 != 0;
    let code = match char::from_u32(number)? {
        '\0' => return None,
        '\r' | '\n' => Code::Enter,
        '\t' if shift => Code::BackTab,
        '\t' => Code::Tab,
        '\x1b' => Code::Esc,
        '\x08' | '\x7f' => Code::Backspace,
        // The numbers that stand for keys without a character.
        '\u{e000}'..='\u{f8ff}' => return None,
        c if clean::is_dropped(c) => return None,
        c if shift && c.is_ascii_lowercase() => Code::Char(c.to_ascii_uppercase()),
        c => Code::Char(c),
    };
    Some(modified(code, modifiers))
}

fn modified(code: Code, modifiers: u32) -> Key {
    let bits = bits(modifiers);
    Key {
        code,
        ctrl: bits & 4 != 0,
        // Meta, where there is one, does what Alt does.
        alt: bits & (2 | 8) != 0,
    }
}

/// Shift, Alt, Control and Meta, as the number says them.
fn bits(modifiers: u32) -> u32 {
    modifiers.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// How the tables below say a key.
    fn name(input: &Input) -> String {
        match input {
            Input::Key(key) => {
                let modifiers = [(key.ctrl, "C-"), (key.alt, "A-")];
                let prefix: String = modifiers.iter().filter(|m| m.0).map(|m| m.1).collect();
                match key.code {
                    Code::Char(' ') => format!("{prefix}Space"),
                    Code::Char(c) => format!("{prefix}{c}"),
                    Code::Function(n) => format!("{prefix}F{n}"),
                    code => format!("{prefix}{code:?}"),
                }
            }
            Input::Paste(text) => format!("paste:{text}"),
            other => format!("{other:?}"),
        }
    }

    fn names(inputs: &[Input]) -> String {
        inputs.iter().map(name).collect::<Vec<_>>().join(" ")
    }

    const TABLE: &[(&[u8], &str)] = &[
        (b"jk", "j k"),
        (b"J G$", "J Space G $"),
        (b"\r\n\t", "Enter Enter Tab"),
        (b"\x7f\x08", "Backspace Backspace"),
        (b"\x01\x03\x1a\x0c", "C-a C-c C-z C-l"),
        (b"\x00\x1c\x1d\x1e\x1f", "C-Space C-\\ C-] C-^ C-_"),
        ("éя港🦀".as_bytes(), "é я 港 🦀"),
        (b"\xff\xc3(\xe6\xb8x\x80\xf0\x9f\x98z", "( x z"),
        (b"\xc2\x9bA", "A"),
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"),
        (b"\x1bOA\x1bOB\x1bOC\x1bOD", "Up Down Right Left"),
        (b"\x1b[H\x1b[F\x1bOH\x1bOF", "Home End Home End"),
        (b"\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "Home End Home End"),
        (b"\x1b[3~\x1b[5~\x1b[6~", "Delete PageUp PageDown"),
        (b"\x1b[Z", "BackTab"),
        (b"\x1bOP\x1bOQ\x1bOR\x1bOS", "F1 F2 F3 F4"),
        (b"\x1b[[A\x1b[[E", "F1 F5"),
        (b"\x1b[11~\x1b[15~\x1b[17~\x1b[24~", "F1 F5 F6 F12"),
        (b"\x1b[1;5A\x1b[1;3B\x1b[1;2C", "C-Up A-Down Right"),
        (b"\x1b[1;7D\x1b[5;5~\x1b[1;5P", "C-A-Left C-PageUp C-F1"),
        (b"\x1bOa\x1b[a\x1b[3$\x1b[3^", "C-Up Up Delete C-Delete"),
        (b"\x1b[97;5u\x1b[97;2u\x1b[9;2u", "C-a A BackTab"),
        (b"\x1b[27;5;13~", "C-Enter"),
        (
            b"\x1bj\x1b\r\x1b\x7f\x1b\x02",
            "A-j A-Enter A-Backspace C-A-b",
        ),
        ("\x1bé".as_bytes(), "A-é"),
        (b"\x1b\x1b[Aj", "Esc Up j"),
        // Swallowed whole: reports, focus, mouse, private and unknown sequences.
        (b"\x1b[24;80Rj\x1b[?62;4cj\x1b[Ij\x1b[<0;3;4Mj", "j j j j"),
        (b"\x1b[?2026;2$yj\x1b[99~j\x1b[1;2;3xj", "j j j"),
        (b"\x1b[12\x1b[Bj\x1b[1\xc3\xa9", "Down j é"),
        (b"\x1b]11;rgb:0/0/0\x07j\x1b]4;1;x\x1b\\k", "j k"),
        (b"\x1bP1$r0m\x1b\\j\x1b_Gi=1;OK\x1b\\k", "j k"),
        (b"\x1b]x\x1bPx\x1b_x", "A-] x A-P x A-_ x"),
        (b"\x1b[200~two\rlines\x1b[201~j", "paste:two\nlines j"),
        (b"\x1b[200~\x1b[31mred\x1b[0m\x1b[201~", "paste:red"),
        (b"\x1b[200~\x1b[201~\x1b[201~j", "paste: j"),
    ];

    #[test]
    fn bytes_are_keys() {
        for (bytes, keys) in TABLE {
            let mut decoder = Decoder::new();
            let inputs = decoder.feed(bytes);
            assert_eq!(names(&inputs), *keys, "{}", bytes.escape_ascii());
            assert_eq!(decoder.waiting(), Waiting::No, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn every_split_gives_the_same_keys() {
        for (bytes, keys) in TABLE {
            for at in 0..=bytes.len() {
                let mut decoder = Decoder::new();
                let mut inputs = decoder.feed(&bytes[..at]);
                inputs.extend(decoder.feed(&bytes[at..]));
                assert_eq!(names(&inputs), *keys, "{} at {at}", bytes.escape_ascii());
            }
            let mut decoder = Decoder::new();
            let inputs: Vec<Input> = bytes.iter().flat_map(|b| decoder.feed(&[*b])).collect();
            assert_eq!(names(&inputs), *keys, "{} one by one", bytes.escape_ascii());
        }
    }

    #[test]
    fn time_settles_a_lone_escape() {
        for (bytes, keys) in [
            (&b"\x1b"[..], "Esc"),
            (b"\x1b\x1b", "Esc Esc"),
            (b"\x1b[", "A-["),
            (b"\x1bO", "A-O"),
            (b"\x1b]", "A-]"),
            (b"\x1b[1;", ""),
            (b"\x1b]11;rgb", ""),
            (b"\x1b[200~half", "paste:half"),
        ] {
            let mut decoder = Decoder::new();
            let mut inputs = decoder.feed(bytes);
            assert_ne!(decoder.waiting(), Waiting::No, "{}", bytes.escape_ascii());
            inputs.extend(decoder.flush_escape());
            inputs.extend(decoder.feed(b"j"));
            let expected = format!("{keys} j");
            assert_eq!(names(&inputs), expected.trim(), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn half_a_character_waits_as_long_as_it_takes() {
        let mut decoder = Decoder::new();
        assert_eq!(decoder.feed(b"\xe6\xb8"), []);
        assert_eq!(decoder.waiting(), Waiting::No);
        assert_eq!(decoder.flush_escape(), []);
        assert_eq!(names(&decoder.feed(b"\xaf")), "港");
    }

    #[test]
    fn a_paste_without_end_does_not_eat_the_memory() {
        let mut decoder = Decoder::new();
        decoder.feed(b"\x1b[200~");
        for _ in 0..300 {
            assert_eq!(decoder.feed(&[b'x'; 8192]), []);
        }
        let inputs = decoder.feed(PASTE_END);
        assert!(matches!(&inputs[..], [Input::Paste(text)] if text.len() == MOST_PASTED));
    }

    proptest! {
        #[test]
        fn noise_is_survived_and_splits_do_not_matter(
            bytes in prop::collection::vec(
                prop_oneof![any::<u8>(), Just(0x1b), Just(b'['), Just(b';'), b'0'..=b'9'],
                0..400,
            ),
            cuts in prop::collection::vec(0..400_usize, 0..6),
        ) {
            let mut whole = Decoder::new();
            let expected = whole.feed(&bytes);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let mut split = Decoder::new();
            let inputs: Vec<Input> = cuts
                .windows(2)
                .flat_map(|cut| split.feed(&bytes[cut[0]..cut[1]]))
                .collect();
            prop_assert_eq!(&inputs, &expected);
            prop_assert_eq!(split.flush_escape(), whole.flush_escape());
            for input in expected {
                if let Input::Key(Key { code: Code::Char(c), .. }) = input {
                    prop_assert!(!clean::is_dropped(c));
                }
            }
        }
    }
}
