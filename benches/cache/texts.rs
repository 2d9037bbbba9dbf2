//! Invented texts, the same in every run: words made of syllables in three scripts, sentences,
//! paragraphs in the cache's own small HTML.

/// A stream of numbers that its seed alone decides (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The stream of these numbers together.
    pub(crate) fn of(seeds: &[u64]) -> Dice {
        let mut dice = Dice(0x7469_6469_6e67_7321);
        for seed in seeds {
            dice.0 ^= seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            dice.next();
        }
        dice
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Cjk,
}

impl Script {
    /// Its language, as a BCP 47 tag.
    pub(crate) fn lang(self) -> &'static str {
        match self {
            Script::Latin => "en",
            Script::Cyrillic => "ru",
            Script::Cjk => "ja",
        }
    }
}

const LATIN: [&str; 30] = [
    "ba", "cor", "den", "el", "fa", "gor", "hin", "is", "ka", "lor", "ma", "nel", "or", "pa",
    "quen", "ri", "sal", "ter", "un", "var", "wen", "yor", "za", "bro", "cla", "dre", "fli", "gra",
    "sto", "tha",
];
const CYRILLIC: [&str; 30] = [
    "ба", "вор", "ген", "дел", "жа", "зор", "ил", "ка", "лен", "мо", "нар", "ост", "па", "рен",
    "сал", "тер", "ул", "фа", "хор", "цен", "чи", "шо", "щу", "эл", "юр", "яс", "бро", "гла",
    "дре", "сто",
];
const CJK: [char; 39] = [
    '港', '魚', '船', '波', '風', '灯', '橋', '町', '石', '道', '朝', '夜', '雨', '雪', '川', '海',
    '鐘', '塔', '紙', '声', '市', '会', '長', '村', '駅', '電', '車', '水', '門', '島', 'の', 'は',
    'を', 'に', 'が', 'と', 'で', 'も', 'る',
];

/// How many different words a script has.
const WORDS: usize = 2000;

/// The words of all scripts, made once.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    latin: Vec<String>,
    cyrillic: Vec<String>,
}

impl Words {
    /// Makes the words.
    pub(crate) fn new() -> Words {
        let make = |seed: u64, syllables: &[&str]| {
            let mut dice = Dice::of(&[seed]);
            let mut word = || {
                let n = 1 + dice.below(3);
                (0..n)
                    .map(|_| syllables[dice.below(syllables.len())])
                    .collect()
            };
            (0..WORDS).map(|_| word()).collect()
        };
        Words {
            latin: make(1, &LATIN),
            cyrillic: make(2, &CYRILLIC),
        }
    }

    fn word(&self, script: Script, dice: &mut Dice, out: &mut String) {
        // As in a language, few words make most of a text.
        let at = dice.below(WORDS).min(dice.below(WORDS));
        match script {
            Script::Latin => out.push_str(&self.latin[at]),
            Script::Cyrillic => out.push_str(&self.cyrillic[at]),
            Script::Cjk => (0..2 + dice.below(4)).for_each(|_| out.push(CJK[dice.below(39)])),
        }
    }

    /// A line of `n` words that begins with a capital: a headline, a name.
    pub(crate) fn line(&self, script: Script, dice: &mut Dice, n: usize) -> String {
        let mut words = String::new();
        for at in 0..n {
            if at > 0 && script != Script::Cjk {
                words.push(' ');
            }
            self.word(script, dice, &mut words);
        }
        let mut chars = words.chars();
        let first = chars.next().into_iter().flat_map(char::to_uppercase);
        first.chain(chars.clone()).collect()
    }

    fn sentence(&self, script: Script, dice: &mut Dice, out: &mut String) {
        let words = self.line(script, dice, 8);
        if script == Script::Cjk {
            out.push_str(&words);
            out.push('。');
        } else if dice.one_in(8) {
            *out += &format!("\"{words}\", {}. ", self.line(script, dice, 2));
        } else if dice.one_in(30) {
            *out += &format!(
                "{words} <em>{}</em> &amp; so on. ",
                self.line(script, dice, 1)
            );
        } else {
            *out += &format!("{words}, {}. ", self.line(script, dice, 4).to_lowercase());
        }
    }

    /// Paragraphs of about `bytes` bytes, with `seal` as a paragraph of its own in the middle.
    pub(crate) fn body(
        &self,
        script: Script,
        dice: &mut Dice,
        bytes: usize,
        seal: Option<&str>,
    ) -> String {
        let mut html = String::with_capacity(bytes + 256);
        let mut seal = seal;
        while html.len() < bytes {
            html.push_str("<p>");
            for _ in 0..3 + dice.below(3) {
                self.sentence(script, dice, &mut html);
            }
            html.truncate(html.trim_end().len());
            html.push_str("</p>");
            if html.len() * 2 > bytes
                && let Some(seal) = seal.take()
            {
                html += &format!("<p>{seal}</p>");
            }
        }
        html
    }
}
