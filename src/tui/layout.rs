//! Which panes stand where, by the size of the screen.

use ratatui::layout::Rect;

/// The pane that has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The outlets.
    Outlets,
    /// The list of articles.
    List,
    /// The page.
    Page,
}

/// How many panes stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panes {
    /// The text alone: smaller than 20 by 4.
    TextOnly,
    /// One at a time.
    One,
    /// Outlets or list on the left, the page on the right.
    Two,
    /// All three.
    Three,
}

/// Where everything stands. A pane that is not shown has no area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How many panes.
    pub panes: Panes,
    /// The whole screen.
    pub screen: Rect,
    /// The outlets, title row and all.
    pub outlets: Option<Rect>,
    /// The list.
    pub list: Option<Rect>,
    /// The page.
    pub page: Option<Rect>,
    /// Rows a pane loses at its top to its title and the blank row under it.
    pub head: u16,
    /// The status row; none on the smallest screens.
    pub status: Option<Rect>,
    /// Whether the page has the whole width to itself.
    pub zoomed: bool,
}

/// The layout for a screen of `width` by `height` with the keys in `focus`; `zoom` gives the page
/// the whole width.
pub fn layout(width: u16, height: u16, focus: Pane, zoom: bool) -> Layout {
    let screen = Rect::new(0, 0, width, height);
    let small = width < 20 || height < 4;
    let head = match height {
        _ if small => 0,
        0..=7 => 0,
        8..=19 => 1,
        _ => 2,
    };
    let foot = match height {
        _ if small => 0,
        0..=29 => 1,
        _ => 2,
    };
    let status = (!small).then(|| Rect::new(0, height.saturating_sub(1), width, 1));
    let body = Rect::new(0, 0, width, height.saturating_sub(foot));
    let zoomed = zoom && focus == Pane::Page;
    let panes = match width {
        _ if small => Panes::TextOnly,
        _ if zoomed && width >= 60 => Panes::Three,
        0..=59 => Panes::One,
        60..=99 => Panes::Two,
        _ => Panes::Three,
    };
    let mut layout = Layout {
        panes,
        screen,
        outlets: None,
        list: None,
        page: None,
        head,
        status,
        zoomed: zoomed && width >= 60,
    };
    if layout.zoomed {
        layout.page = Some(body);
        return layout;
    }
    match panes {
        Panes::TextOnly | Panes::One => match focus {
            Pane::Outlets => layout.outlets = Some(body),
            Pane::List => layout.list = Some(body),
            Pane::Page => layout.page = Some(body),
        },
        Panes::Two => {
            let left = share(width, 36).clamp(24, 32);
            let (side, page) = (part(body, 0, left), part(body, left + 1, width));
            if focus == Pane::Outlets {
                layout.outlets = Some(side);
            } else {
                layout.list = Some(side);
            }
            layout.page = Some(page);
        }
        Panes::Three => {
            let outlets = share(width, 18).clamp(20, 26);
            let list = share(width, 28)
                .max(width.saturating_sub(outlets + 86))
                .max(30);
            layout.outlets = Some(part(body, 0, outlets));
            layout.list = Some(part(body, outlets + 1, outlets + 1 + list));
            layout.page = Some(part(body, outlets + list + 2, width));
        }
    }
    layout
}

impl Layout {
    /// The rows of `pane` below its title.
    pub fn rows(&self, pane: Rect) -> Rect {
        let head = self.head.min(pane.height);
        Rect::new(pane.x, pane.y + head, pane.width, pane.height - head)
    }

    /// The text column of the page in `pane`: as wide as it fits, `measure` columns at most.
    pub fn text(&self, pane: Rect, measure: u16) -> Rect {
        let rows = self.rows(pane);
        let measure = measure.max(1);
        let (left, width) = if self.zoomed {
            let width = pane.width.saturating_sub(12).min(measure);
            ((pane.width - width) / 2, width)
        } else if pane.width < 30 && self.panes != Panes::Two {
            (0, pane.width.min(measure))
        } else {
            let left = if self.screen.width >= 180 { 5 } else { 2 };
            let right = if self.panes == Panes::Two { 1 } else { 2 };
            (left, pane.width.saturating_sub(left + right).min(measure))
        };
        Rect::new(
            pane.x + left,
            rows.y,
            width.max(1).min(pane.width - left.min(pane.width)),
            rows.height,
        )
    }
}

/// `percent` of `width`, rounded half up.
fn share(width: u16, percent: u32) -> u16 {
    u16::try_from((u32::from(width) * percent + 50) / 100).unwrap_or(u16::MAX)
}

fn part(body: Rect, from: u16, to: u16) -> Rect {
    Rect::new(from, body.y, to.saturating_sub(from), body.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panes_are_as_wide_as_the_grid_says() {
        for (width, outlets, list, page) in [
            (80, None, Some(29), 50),
            (100, Some(20), Some(30), 48),
            (120, Some(22), Some(34), 62),
            (200, Some(26), Some(88), 84),
        ] {
            let l = layout(width, 40, Pane::List, false);
            assert_eq!(l.outlets.map(|r| r.width), outlets, "{width}");
            assert_eq!(l.list.map(|r| r.width), list, "{width}");
            assert_eq!(l.page.map(|r| r.width), Some(page), "{width}");
        }
    }

    #[test]
    fn the_text_column_is_as_the_screens_draw_it() {
        for (width, height, zoom, x, columns) in [
            (120, 40, false, 60, 58),
            (80, 24, false, 32, 47),
            (80, 24, true, 6, 68),
            (50, 20, false, 2, 46),
            (200, 50, false, 121, 76),
            (20, 5, false, 0, 20),
        ] {
            let l = layout(width, height, Pane::Page, zoom);
            let text = l.text(l.page.expect("the page is in focus"), 76);
            assert_eq!((text.x, text.width), (x, columns), "{width}x{height}");
        }
    }

    #[test]
    fn no_size_puts_anything_outside_the_screen() {
        for width in 0..=250 {
            for height in 0..=80 {
                for focus in [Pane::Outlets, Pane::List, Pane::Page] {
                    for zoom in [false, true] {
                        let l = layout(width, height, focus, zoom);
                        for pane in [l.outlets, l.list, l.page].into_iter().flatten() {
                            for r in [pane, l.rows(pane), l.text(pane, 76)] {
                                assert_eq!(r.intersection(l.screen), r, "{width}x{height} {r:?}");
                            }
                        }
                    }
                }
            }
        }
    }
}
