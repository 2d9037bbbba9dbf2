//! The few strokes every view is drawn with.

use crate::chars::ascii::Signs;
use crate::chars::width::{fit, width};
use crate::settings::theme::Theme;
use crate::text::{Line, Role};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// How everything looks: styles and signs.
#[derive(Clone, Debug)]
pub struct Look {
    /// The style of each role.
    pub theme: Theme,
    /// The signs.
    pub signs: Signs,
}

/// Draws into one area of the screen, and nowhere else. Places are counted from its corner.
pub struct Pen<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    /// How everything looks.
    pub look: &'a Look,
}

impl<'a> Pen<'a> {
    /// A pen for `area`, cut to what the buffer has.
    pub fn new(buffer: &'a mut Buffer, area: Rect, look: &'a Look) -> Pen<'a> {
        let area = area.intersection(buffer.area);
        Pen { buffer, area, look }
    }

    /// A pen for a part of this area.
    pub fn part(&mut self, area: Rect) -> Pen<'_> {
        Pen {
            area: area.intersection(self.area),
            buffer: self.buffer,
            look: self.look,
        }
    }

    /// The area's columns.
    pub fn width(&self) -> usize {
        usize::from(self.area.width)
    }

    /// The area's rows.
    pub fn height(&self) -> usize {
        usize::from(self.area.height)
    }

    /// Writes `text` from column `x` of row `y`, cut at the area's edge; gives the column after it.
    pub fn put(&mut self, x: usize, y: usize, text: &str, role: Role) -> usize {
        let room = self.width().saturating_sub(x);
        if room == 0 || y >= self.height() {
            return x;
        }
        let style = self.look.theme.style(role);
        let (left, top) = (self.column(x), self.row(y));
        let (end, _) = self.buffer.set_stringn(left, top, text, room, style);
        x + usize::from(end.saturating_sub(left))
    }

    /// Writes `text` so that it ends before column `end`; gives the column it starts in.
    pub fn put_right(&mut self, end: usize, y: usize, text: &str, role: Role) -> usize {
        let x = end.min(self.width()).saturating_sub(width(text));
        self.put(x, y, text, role);
        x
    }

    /// Writes `text` from `x`, cut short with the ellipsis before column `end`; gives the column
    /// after it.
    pub fn put_fit(&mut self, x: usize, end: usize, y: usize, text: &str, role: Role) -> usize {
        let room = end.min(self.width()).saturating_sub(x);
        let text = fit(text, room, self.look.signs.ellipsis);
        self.put(x, y, &text, role)
    }

    /// Writes a laid-out line.
    pub fn put_line(&mut self, x: usize, y: usize, line: &Line) {
        let mut x = x;
        for span in &line.spans {
            x = self.put(x, y, &span.text, span.role);
        }
    }

    /// Gives the cells from column `from` to before `to` of row `y` another role.
    pub fn mark(&mut self, from: usize, to: usize, y: usize, role: Role) {
        let to = to.min(self.width());
        if from < to && y < self.height() {
            let style = self.look.theme.style(role);
            let (x, y) = (self.column(from), self.row(y));
            let columns = u16::try_from(to - from).unwrap_or(u16::MAX);
            self.buffer.set_style(Rect::new(x, y, columns, 1), style);
        }
    }

    /// Empties the area.
    pub fn clear(&mut self) {
        for y in self.area.top()..self.area.bottom() {
            for x in self.area.left()..self.area.right() {
                self.buffer[(x, y)].reset();
            }
        }
    }

    /// Where on the screen column `x` of row `y` is.
    pub fn on_screen(&self, x: usize, y: usize) -> (u16, u16) {
        (self.column(x), self.row(y))
    }

    fn column(&self, x: usize) -> u16 {
        self.area.x + u16::try_from(x).unwrap_or(u16::MAX).min(self.area.width)
    }

    fn row(&self, y: usize) -> u16 {
        self.area.y + u16::try_from(y).unwrap_or(u16::MAX).min(self.area.height)
    }
}

/// A pane's title row: the bar where the pane has the keys, the title, and at the right, before
/// column `end`, what helps.
pub fn title(pen: &mut Pen<'_>, focused: bool, words: &[(&str, Role)], right: &str, end: usize) {
    if focused {
        pen.put(0, 0, pen.look.signs.bar, Role::SelectionBar);
    }
    let stop = if right.is_empty() {
        end
    } else {
        pen.put_right(end, 0, right, Role::Dim).saturating_sub(1)
    };
    let mut x = 1;
    for (text, role) in words {
        x = pen.put_fit(x, stop, 0, text, *role);
    }
}

/// A pane's title in the role its focus gives it.
pub fn title_role(focused: bool) -> Role {
    if focused { Role::Heading } else { Role::Dim }
}

/// The bar of a selected row.
pub fn bar(pen: &mut Pen<'_>, y: usize, focused: bool) {
    let signs = pen.look.signs;
    if focused {
        pen.put(0, y, signs.bar, Role::SelectionBar);
    } else {
        pen.put(0, y, signs.thin_bar, Role::SelectionBarUnfocused);
    }
}

/// The line over a sheet, with its name.
pub fn sheet(pen: &mut Pen<'_>, name: &str) {
    let (width, line) = (pen.width(), pen.look.signs.line);
    let x = pen.put(0, 0, &line.repeat(2.min(width)), Role::Separator);
    let x = pen.put(x, 0, &format!(" {name} "), Role::Heading);
    pen.put(x, 0, &line.repeat(width.saturating_sub(x)), Role::Separator);
}

/// As many whole words from the start of `text` as fit in `columns`; part of a word that is longer.
pub fn whole_words(text: &str, columns: usize) -> &str {
    let taken = crate::chars::width::take(text, columns);
    if taken.len() == text.len() || text[taken.len()..].starts_with(' ') {
        return taken;
    }
    taken.rfind(' ').map_or(taken, |blank| &taken[..blank])
}

/// A number as screens show it: from 1,000 with a comma.
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A count beside a row: blank for none, `9999+` from 10,000.
pub fn count(n: usize) -> String {
    match n {
        0 => String::new(),
        1..=9_999 => n.to_string(),
        _ => "9999+".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_screens_write_them() {
        for (n, with_comma, short) in [
            (0, "0", ""),
            (999, "999", "999"),
            (1204, "1,204", "1204"),
            (10_000, "10,000", "9999+"),
            (1_234_567, "1,234,567", "9999+"),
        ] {
            assert_eq!(number(n), with_comma);
            assert_eq!(count(n), short);
        }
    }

    #[test]
    fn an_excerpt_is_cut_between_words() {
        for (text, columns, cut) in [
            ("at the upper lock. Later", 24, "at the upper lock. Later"),
            ("at the upper lock. Later", 20, "at the upper lock."),
            ("at the upper lock. Later", 18, "at the upper lock."),
            ("港の夜行貨物線", 5, "港の"),
        ] {
            assert_eq!(whole_words(text, columns), cut);
        }
    }
}
