//! Names in dates: months in the languages feeds are written in, halves of the day, zones.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How the names of the months begin, lower case and without marks on letters; where one beginning
/// is another's, the longer one wins.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan",
        "jaan",
        "jaen",
        "janv",
        "gen",
        "ene",
        "ian",
        "янв",
        "яну",
        "јан",
        "січ",
        "студз",
        "sty",
        "led",
        "sij",
        "oca",
        "tammi",
        "saus",
        "ιαν",
        "ينا",
        "ינו",
    ],
    &[
        "feb", "fev", "fevr", "veeb", "фев", "лют", "lut", "uno", "velj", "sub", "subat", "helmi",
        "vas", "φεβ", "فبر", "פבר",
    ],
    &[
        "mar", "mrz", "mrt", "maer", "maart", "мар", "бер", "сак", "bre", "ozu", "maalis", "kov",
        "μαρ", "مار", "מרץ", "מרס",
    ],
    &[
        "apr", "abr", "avr", "апр", "кві", "крас", "kwi", "dub", "tra", "nis", "huhti", "bal",
        "απρ", "أبر", "ابر", "אפר",
    ],
    &[
        "may", "mai", "maj", "mei", "mag", "маи", "мая", "мај", "трав", "kve", "svi", "touko",
        "geg", "μαι", "μαη", "ماي", "מאי",
    ],
    &[
        "jun", "juin", "giu", "iun", "июн", "юни", "јун", "чер", "чэр", "cze", "cer", "cvn", "haz",
        "kesa", "birz", "ιουν", "يون", "יונ", "juun",
    ],
    &[
        "jul", "juil", "lug", "iul", "июл", "юли", "јул", "лип", "ліп", "lip", "cervenc", "cvc",
        "srpanj", "tem", "heina", "liep", "ιουλ", "يول", "יול", "juul",
    ],
    &[
        "aug", "ago", "aout", "aou", "авг", "сер", "жні", "sie", "srp", "kol", "agu", "elo",
        "rugp", "αυγ", "أغس", "اغس", "אוג",
    ],
    &[
        "sep", "set", "сен", "сеп", "вер", "wrz", "zar", "ruj", "eyl", "syys", "rugs", "σεπ",
        "سبت", "ספט", "szep",
    ],
    &[
        "oct", "okt", "ott", "out", "окт", "жов", "кас", "paz", "rij", "eki", "loka", "spal",
        "οκτ", "أكت", "اكت", "אוק",
    ],
    &[
        "nov", "noi", "ноя", "ное", "нов", "лис", "ліс", "lis", "stu", "kas", "marras", "lapk",
        "νοε", "نوف", "נוב",
    ],
    &[
        "dec", "dez", "dic", "des", "det", "дек", "дец", "гру", "сне", "gru", "pro", "ara",
        "joulu", "gruod", "δεκ", "ديس", "דצמ",
    ],
];

/// Zones by their names, in minutes east of Greenwich. Where a name means several, the one that
/// feeds mean.
const ZONES: [(&str, i32); 87] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("gmtst", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("cet", 60),
    ("met", 60),
    ("mez", 60),
    ("wat", 60),
    ("cest", 120),
    ("mest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("sast", 120),
    ("cat", 120),
    ("eest", 180),
    ("msk", 180),
    ("мск", 180),
    ("trt", 180),
    ("eat", 180),
    ("idt", 180),
    ("msd", 240),
    ("samt", 240),
    ("gst", 240),
    ("azt", 240),
    ("amt", 240),
    ("get", 240),
    ("pkt", 300),
    ("yekt", 300),
    ("uzt", 300),
    ("tjt", 300),
    ("tmt", 300),
    ("yekst", 360),
    ("omst", 360),
    ("almt", 360),
    ("bdt", 360),
    ("kgt", 360),
    ("ist", 330),
    ("irst", 210),
    ("aft", 270),
    ("npt", 345),
    ("mmt", 390),
    ("ict", 420),
    ("wib", 420),
    ("krat", 420),
    ("novt", 420),
    ("hkt", 480),
    ("sgt", 480),
    ("myt", 480),
    ("pht", 480),
    ("awst", 480),
    ("irkt", 480),
    ("wita", 480),
    ("jst", 540),
    ("kst", 540),
    ("yakt", 540),
    ("wit", 540),
    ("acst", 570),
    ("aest", 600),
    ("vlat", 600),
    ("acdt", 630),
    ("aedt", 660),
    ("magt", 660),
    ("nzst", 720),
    ("pett", 720),
    ("nzdt", 780),
    ("azot", -60),
    ("ndt", -150),
    ("brst", -120),
    ("nst", -210),
    ("brt", -180),
    ("art", -180),
    ("uyt", -180),
    ("clst", -180),
    ("adt", -180),
    ("ast", -240),
    ("clt", -240),
    ("vet", -240),
    ("edt", -240),
    ("est", -300),
    ("cot", -300),
    ("pet", -300),
    ("cdt", -300),
    ("cst", -360),
];

/// The zones of North America's west, and names that say only a country's time.
const WESTERN: [(&str, i32); 14] = [
    ("et", -300),
    ("ct", -360),
    ("mdt", -360),
    ("mst", -420),
    ("mt", -420),
    ("pdt", -420),
    ("pst", -480),
    ("pt", -480),
    ("akdt", -480),
    ("akst", -540),
    ("hdt", -540),
    ("hst", -600),
    ("hast", -600),
    ("sst", -660),
];

/// A word in lower case, without marks on its letters.
pub(super) fn folded(word: &str) -> String {
    word.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .nfc()
        .collect()
}

/// Whether a character is a mark on the letter before it.
pub(super) fn is_mark(c: char) -> bool {
    is_combining_mark(c)
}

/// The month a folded word names, 1 to 12.
pub(super) fn month(word: &str) -> Option<i64> {
    let mut best: Option<(usize, i64)> = None;
    for (names, number) in MONTHS.iter().zip(1..) {
        for name in names.iter().filter(|n| word.starts_with(**n)) {
            if best.is_none_or(|(len, _)| name.len() > len) {
                best = Some((name.len(), number));
            }
        }
    }
    best.map(|(_, number)| number)
}

/// Whether a folded word says that a clock of twelve hours is in the afternoon.
pub(super) fn half(word: &str) -> Option<bool> {
    match word {
        "am" | "오전" | "上午" | "午前" | "πμ" | "vorm" | "ص" => Some(false),
        "pm" | "오후" | "下午" | "午後" | "μμ" | "nachm" | "م" => Some(true),
        _ if is_korean_half(word) => Some(word == folded("오후")),
        _ => None,
    }
}

/// Whether a word is Korean for a half of the day: such clocks are Korea's.
pub(super) fn is_korean_half(word: &str) -> bool {
    word == folded("오전") || word == folded("오후")
}

/// Whether a character ends a number of a date in China, Japan or Korea.
pub(super) fn is_east_asian_sign(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

/// Minutes east of Greenwich of a folded zone name.
pub(super) fn zone(word: &str) -> Option<i32> {
    let mut all = ZONES.iter().chain(&WESTERN);
    let known = all.find(|(name, _)| *name == word);
    known.map(|(_, minutes)| *minutes)
}
