//! An outlet added by its address, a sheet: the address typed, what is there looked at, and one of
//! it kept.

use crate::text::Role;
use crate::tui::draw::{self, Pen};
use tui_input::Input;

/// The state of the sheet.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The address, as it is typed.
    pub input: Input,
    /// How far it is.
    pub step: Step,
}

/// How far it is.
#[derive(Clone, Debug)]
pub enum Step {
    /// The address is typed; what was wrong with the last one.
    Typing(Option<String>),
    /// It is asked.
    Asking,
    /// What is there is shown.
    Choosing {
        /// The feeds.
        offers: Vec<Offer>,
        /// The selected one.
        cursor: usize,
    },
    /// The choice is being kept.
    Keeping,
}

/// A feed that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub title: String,
    /// What it says of itself, and how much comes.
    pub about: String,
    /// Its format.
    pub format: &'static str,
    /// How many articles it lists.
    pub articles: usize,
    /// The headlines of the first of them.
    pub headlines: Vec<String>,
}

impl Default for Step {
    fn default() -> Step {
        Step::Typing(None)
    }
}

/// The most rows of a sheet under its title.
const MOST: usize = 8;

/// So many feeds, or headlines of one, are shown at once.
const SHOWN: usize = 4;

impl State {
    /// The site that is asked: what was typed, without what stands before and behind its host.
    pub fn site(&self) -> &str {
        let typed = self.input.value().trim();
        let behind = typed.split_once("://").map_or(typed, |(_, rest)| rest);
        behind.split(['/', '?', '#']).next().unwrap_or(behind)
    }

    /// The rows the sheet takes above the status row.
    pub fn height(&self) -> usize {
        match &self.step {
            Step::Choosing { offers, .. } => match offers.as_slice() {
                [one] => 1 + (5 + one.headlines.len()).min(MOST),
                all => 1 + (5 + all.len()).min(MOST),
            },
            _ => 4,
        }
    }

    /// The hints beside the prompt.
    pub fn hints<'a>(&self, [down, ..]: [&'a str; 4]) -> Vec<(&'a str, &'a str)> {
        match &self.step {
            Step::Typing(_) => vec![("Enter", "look"), ("Esc", "close")],
            Step::Asking | Step::Keeping => vec![("^C", "stop")],
            Step::Choosing { offers, .. } if offers.len() == 1 => {
                vec![("Enter", "add"), ("Esc", "close")]
            }
            Step::Choosing { .. } => {
                let arrows = if down.is_ascii() {
                    "Down Up"
                } else {
                    "↓ ↑"
                };
                vec![(arrows, "choose"), ("Enter", "add"), ("Esc", "close")]
            }
        }
    }
}

/// Draws the sheet above the status row.
pub fn view(pen: &mut Pen<'_>, state: &State) {
    pen.clear();
    draw::sheet(pen, "Add an outlet");
    let end = pen.width().saturating_sub(1);
    let dots = pen.look.signs.ellipsis;
    match &state.step {
        Step::Typing(None) => {
            let words = "The address of a feed, of its site, or a file of this computer.";
            pen.put_fit(3, end, 1, words, Role::Dim);
        }
        Step::Typing(Some(wrong)) => {
            pen.put(1, 1, pen.look.signs.trouble, Role::Error);
            // A sentence may need two rows.
            let room = end.saturating_sub(3);
            let first = draw::whole_words(wrong, room);
            pen.put(3, 1, first, Role::Error);
            let rest = wrong[first.len()..].trim_start();
            pen.put_fit(3, end, 2, rest, Role::Error);
        }
        Step::Asking => {
            let words = format!("Asking {}{dots} ^C stops", state.site());
            pen.put_fit(3, end, 1, &words, Role::Text);
        }
        Step::Keeping => {
            pen.put_fit(3, end, 1, &format!("Adding{dots}"), Role::Text);
        }
        Step::Choosing { offers, cursor } => match offers.as_slice() {
            [one] => preview(pen, one, end),
            all => choice(pen, state.site(), all, *cursor, end),
        },
    }
}

fn preview(pen: &mut Pen<'_>, offer: &Offer, end: usize) {
    let format = pen.put_right(end, 1, offer.format, Role::Dim);
    let x = pen.put_fit(3, format.saturating_sub(1), 1, &offer.title, Role::Heading);
    pen.put_fit(x + 2, format.saturating_sub(1), 1, &offer.about, Role::Dim);
    let headlines = offer.headlines.iter().take(SHOWN);
    let y = 4 + headlines.len();
    for (y, headline) in (3..).zip(headlines) {
        pen.put_fit(3, end, y, headline, Role::Text);
    }
    let all = match offer.articles {
        1 => "1 article".to_owned(),
        n => format!("{} articles", draw::number(n)),
    };
    let words = format!("{all}. Nothing is kept until you press Enter.");
    pen.put_fit(3, end, y, &words, Role::Dim);
}

fn choice(pen: &mut Pen<'_>, site: &str, offers: &[Offer], cursor: usize, end: usize) {
    let words = format!("{site} offers {} feeds. Which one?", offers.len());
    pen.put_fit(3, end, 1, &words, Role::Text);
    let widest = offers.iter().map(|o| crate::chars::width::width(&o.title));
    let column = 5 + widest.max().unwrap_or(0).min(end / 3) + 2;
    let first = cursor.saturating_sub(SHOWN - 1);
    for (y, (n, offer)) in (3..).zip(offers.iter().enumerate().skip(first).take(SHOWN)) {
        let selected = n == cursor;
        if selected {
            draw::bar(pen, y, true);
        }
        let role = match selected {
            true => pen.look.theme.selected(Role::Text, true),
            false => Role::Text,
        };
        pen.put(3, y, &(n + 1).to_string(), Role::Dim);
        pen.put_fit(5, column.saturating_sub(2), y, &offer.title, role);
        let format = pen.put_right(end, y, offer.format, Role::Dim);
        pen.put_fit(column, format.saturating_sub(1), y, &offer.about, Role::Dim);
    }
    let y = 4 + offers.len().min(SHOWN);
    pen.put_fit(
        3,
        end,
        y,
        "Nothing is kept until you press Enter.",
        Role::Dim,
    );
}
