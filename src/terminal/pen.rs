//! What the terminal draws characters with, and the shortest way from one such pen to another.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::capability::{Attributes, Colour};

/// What the terminal draws characters with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pen {
    attributes: u8,
    fg: Option<u8>,
    bg: Option<u8>,
}

impl Pen {
    /// The pen a cell asks for, as far as the terminal has it.
    pub(super) fn of(cell: &Cell, colour: Colour, known: Attributes) -> Pen {
        let known = match known {
            Attributes::Full => &ATTRIBUTES[..],
            Attributes::BoldReverse => &[BOLD, REVERSE],
        };
        let mut pen = Pen::default();
        for &attribute in known {
            if cell.modifier.contains(attribute.modifier) {
                pen.attributes |= attribute.bit();
            }
        }
        if colour == Colour::Sixteen {
            pen.fg = foreground(cell.fg);
            // A background's code is its foreground's and ten.
            pen.bg = foreground(cell.bg).map(|code| code + 10);
        }
        pen
    }

    /// Whether a blank drawn with it looks like any other.
    pub(super) fn hides_on_blank(self) -> bool {
        self.bg.is_none() && self.attributes & (1 << UNDERLINE.on | 1 << REVERSE.on) == 0
    }

    /// The shortest sequence from what the terminal holds to this pen.
    pub(super) fn change_from(self, held: Option<Pen>, known: Attributes) -> String {
        let mut whole = vec![0];
        self.push_missing(Pen::default(), &mut whole);
        if whole.len() == 1 {
            whole.clear();
        }
        let whole = sgr(&whole);
        let Some(held) = held else { return whole };
        let mut change = Vec::new();
        let mut left = held;
        for attribute in ATTRIBUTES {
            let ends =
                left.attributes & attribute.bit() != 0 && self.attributes & attribute.bit() == 0;
            if ends {
                change.push(attribute.off);
                // One code ends bold and faint together.
                for other in ATTRIBUTES.iter().filter(|a| a.off == attribute.off) {
                    left.attributes &= !other.bit();
                }
            }
        }
        if left.fg.is_some() && self.fg.is_none() {
            change.push(39);
        }
        if left.bg.is_some() && self.bg.is_none() {
            change.push(49);
        }
        // The oldest terminals know no code that ends an attribute, only the one that ends all.
        if known == Attributes::BoldReverse && !change.is_empty() {
            return whole;
        }
        self.push_missing(left, &mut change);
        let change = sgr(&change);
        if change.len() < whole.len() {
            change
        } else {
            whole
        }
    }

    /// The codes that a terminal which holds `held` lacks.
    fn push_missing(self, held: Pen, codes: &mut Vec<u8>) {
        for attribute in ATTRIBUTES {
            if self.attributes & !held.attributes & attribute.bit() != 0 {
                codes.push(attribute.on);
            }
        }
        codes.extend(self.fg.filter(|_| self.fg != held.fg));
        codes.extend(self.bg.filter(|_| self.bg != held.bg));
    }
}

/// An attribute, its SGR code and the code that ends it.
#[derive(Clone, Copy)]
pub(super) struct Attribute {
    pub(super) modifier: Modifier,
    on: u8,
    off: u8,
}

impl Attribute {
    pub(super) fn bit(self) -> u8 {
        1 << self.on
    }
}

const fn attribute(modifier: Modifier, on: u8, off: u8) -> Attribute {
    Attribute { modifier, on, off }
}

const BOLD: Attribute = attribute(Modifier::BOLD, 1, 22);
const UNDERLINE: Attribute = attribute(Modifier::UNDERLINED, 4, 24);
const REVERSE: Attribute = attribute(Modifier::REVERSED, 7, 27);
pub(super) const ATTRIBUTES: [Attribute; 5] = [
    BOLD,
    attribute(Modifier::DIM, 2, 22),
    attribute(Modifier::ITALIC, 3, 23),
    UNDERLINE,
    REVERSE,
];

fn sgr(codes: &[u8]) -> String {
    let codes: Vec<String> = codes.iter().map(u8::to_string).collect();
    format!("\x1b[{}m", codes.join(";"))
}

/// The code of one of the sixteen named colours; all others are the terminal's own, since nobody
/// knows what they look like on its background.
pub(super) fn foreground(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pen_takes_the_shortest_way() {
        let bold = Pen {
            attributes: BOLD.bit(),
            ..Pen::default()
        };
        let faint_red = Pen {
            attributes: 1 << 2,
            fg: Some(91),
            bg: None,
        };
        let bold_reverse = Pen {
            attributes: BOLD.bit() | REVERSE.bit(),
            ..Pen::default()
        };
        let plain = Pen::default();
        use Attributes::{BoldReverse, Full};
        for (held, pen, known, change) in [
            (None, plain, Full, "\x1b[m"),
            (None, bold, Full, "\x1b[0;1m"),
            (Some(plain), bold, Full, "\x1b[1m"),
            (Some(bold), plain, Full, "\x1b[m"),
            (Some(bold), faint_red, Full, "\x1b[0;2;91m"),
            (Some(bold_reverse), bold, Full, "\x1b[27m"),
            (Some(bold_reverse), bold, BoldReverse, "\x1b[0;1m"),
            (Some(bold), bold_reverse, BoldReverse, "\x1b[7m"),
        ] {
            assert_eq!(pen.change_from(held, known), change, "{held:?} -> {pen:?}");
        }
    }
}
