//! Keys typed and screen seen, without a terminal: a small world of invented news, the reader's
//! state, and a buffer to draw it on.

pub mod world;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use tidings::chars::ascii::{Signs, UNICODE};
use tidings::jobs::Desk;
use tidings::jobs::refresh::Summary;
use tidings::keys::{Key, Keymap};
use tidings::model::{Id, Op};
use tidings::settings::config::{MarkRead, Selection};
use tidings::settings::theme::Theme;
use tidings::text::Role;
use tidings::tui::draw::Look;
use tidings::tui::effect::Effect;
use tidings::tui::message::Message;
use tidings::tui::state::{Options, State};
use tidings::tui::update::{fit, update};
use tidings::tui::view::view;
use world::World;

/// A reader at work on a world.
pub struct Reader {
    pub state: State,
    pub world: World,
    pub look: Look,
    /// What was asked of the world beyond loading articles, oldest first.
    pub effects: Vec<Effect>,
    /// Whether it has ended.
    pub ended: bool,
    /// Where lists are read and marks kept, where that is not the world's library alone.
    pub desk: Option<Desk>,
}

impl Reader {
    /// A reader of `world` on a screen of `width` by `height`.
    pub fn new(world: World, width: u16, height: u16) -> Reader {
        Reader::with(world, width, height, UNICODE, MarkRead::Open, &[])
    }

    /// The same with signs, a meaning of read, and keys of the reader's own.
    pub fn with(
        world: World,
        width: u16,
        height: u16,
        signs: Signs,
        mark_read: MarkRead,
        keys: &[(&str, &str)],
    ) -> Reader {
        let mut keymap = Keymap::shipped();
        for (key, action) in keys {
            keymap.set(None, key, action).expect("a binding");
        }
        let options = Options {
            keymap,
            mark_read,
            signs,
        };
        let mut state = State::new(world.library.clone(), options, 76, world::now());
        state.size = (width, height);
        if !world.feeds.is_empty() {
            update(&mut state, Message::Feeds(world.feeds.clone()));
        }
        fit(&mut state);
        let look = Look {
            theme: letters(),
            signs,
        };
        Reader {
            state,
            world,
            look,
            effects: Vec::new(),
            ended: false,
            desk: None,
        }
    }

    /// Types keys: `j`, `<Enter>`, `<ctrl-d>`.
    pub fn keys(&mut self, keys: &str) -> &mut Reader {
        for key in parse_keys(keys) {
            self.send(Message::Key(key));
        }
        self
    }

    /// Lets something happen, and what follows from it.
    pub fn send(&mut self, message: Message) -> &mut Reader {
        let mut waiting = update(&mut self.state, message);
        while !waiting.is_empty() {
            let effect = waiting.remove(0);
            if let Effect::Load(load) = effect {
                let article = Box::new(self.world.article(load.id));
                waiting.extend(update(&mut self.state, Message::Loaded { article, load }));
            } else if let Effect::Search { words } = effect {
                let query = tidings::search::Query::of_words(&words);
                let finding = match (&self.desk, query) {
                    (Some(desk), Some(query)) => desk.search(&query, &self.state.library, 1_000),
                    _ => self.world.search(&words),
                };
                waiting.extend(update(&mut self.state, Message::Found { words, finding }));
            } else if let Effect::LookAt { .. } = effect {
                let found = match self.world.offers.clone() {
                    none if none.is_empty() => Err("nothing is there".to_owned()),
                    offers => Ok((offers, Some(1))),
                };
                waiting.extend(update(&mut self.state, Message::Looked(found)));
            } else if let Effect::Refresh(_) = effect {
                let far = Summary {
                    asked: 3,
                    of: 8,
                    new: 2,
                    trouble: 1,
                    ..Summary::default()
                };
                self.effects.push(effect);
                waiting.extend(update(&mut self.state, Message::Refreshing(far)));
            } else if let (Effect::Read { outlets, again }, Some(desk)) = (&effect, &mut self.desk)
            {
                let (library, again) = (Box::new(desk.read(outlets)), *again);
                waiting.extend(update(&mut self.state, Message::Read { library, again }));
                self.effects.push(effect);
            } else {
                if let (Effect::Mark(ops), Some(desk)) = (&effect, &mut self.desk) {
                    desk.mark(ops, &self.state.library).expect("kept");
                }
                self.ended |= effect == Effect::Quit;
                self.effects.push(effect);
            }
        }
        self
    }

    /// The screen as text, blanks at line ends dropped.
    pub fn screen(&self) -> String {
        self.grid(|cell| cell.symbol().to_owned())
    }

    /// The screen with one letter for each cell's role, and a blank for blank cells.
    pub fn roles(&self) -> String {
        self.grid(|cell| match cell.fg {
            _ if cell.symbol() == " " => " ".to_owned(),
            Color::Indexed(n) => Role::ALL[usize::from(n)].2.to_string(),
            _ => "?".to_owned(),
        })
    }

    /// Where the terminal's cursor stands.
    pub fn cursor(&self) -> (u16, u16) {
        view(&self.state, &self.look, &mut self.buffer())
    }

    /// The marks that were to be kept.
    pub fn ops(&self) -> Vec<Op> {
        let marks = self.effects.iter().filter_map(|e| match e {
            Effect::Mark(ops) => Some(ops.clone()),
            _ => None,
        });
        marks.flatten().collect()
    }

    fn buffer(&self) -> Buffer {
        Buffer::empty(Rect::new(0, 0, self.state.size.0, self.state.size.1))
    }

    fn grid(&self, letter: impl Fn(&ratatui::buffer::Cell) -> String) -> String {
        let mut buffer = self.buffer();
        view(&self.state, &self.look, &mut buffer);
        let mut lines = Vec::new();
        for y in 0..self.state.size.1 {
            let mut line = String::new();
            let mut covered = 0;
            for x in 0..self.state.size.0 {
                let cell = &buffer[(x, y)];
                if covered > 0 {
                    covered -= 1;
                    continue;
                }
                covered = tidings::chars::width::width(cell.symbol()).saturating_sub(1);
                line.push_str(&letter(cell));
            }
            lines.push(line.trim_end().to_owned());
        }
        lines.join("\n")
    }
}

/// A theme in which every role has a colour of its own, so that a test can read roles back.
pub fn letters() -> Theme {
    Theme::of(
        |role| {
            let n = Role::ALL
                .iter()
                .position(|(r, _, _)| *r == role)
                .expect("a role");
            Style::new().fg(Color::Indexed(u8::try_from(n).expect("few roles")))
        },
        Selection::Bold,
    )
}

/// The id of an article of the world by the start of its title.
pub fn id_of(world: &World, title: &str) -> Id {
    let head = world
        .library
        .heads()
        .into_iter()
        .find(|h| h.title.starts_with(title));
    head.unwrap_or_else(|| panic!("no article {title}")).id
}

fn parse_keys(text: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|r| r.split_once('>'));
        let parsed = named.and_then(|(name, after)| Key::parse(name).map(|key| (key, after)));
        if let Some((key, after)) = parsed {
            keys.push(key);
            rest = after;
        } else {
            keys.push(Key::plain(tidings::keys::Code::Char(c)));
            rest = &rest[c.len_utf8()..];
        }
    }
    keys
}
