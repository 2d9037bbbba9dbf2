//! Single values as the reader writes them: times, ways, proxies, paths.

use super::Place;
use crate::model::{Way, address};
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// The units of time, the largest first, each with how it may be written.
const UNITS: [(u64, &[&str]); 6] = [
    (365 * 86_400, &["y", "year", "years"]),
    (7 * 86_400, &["w", "week", "weeks"]),
    (86_400, &["d", "day", "days"]),
    (3_600, &["h", "hour", "hours"]),
    (60, &["m", "min", "minute", "minutes"]),
    (1, &["s", "sec", "second", "seconds"]),
];

/// A time such as `90m`, `2h`, `1d` or `1h 30m`; `never` is [`Duration::MAX`].
pub(in crate::settings) fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    if rest == "never" {
        return Some(Duration::MAX);
    }
    let mut seconds = 0_u64;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at(end);
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_alphabetic());
        let (word, after) = after.split_at(end.unwrap_or(after.len()));
        let (unit, _) = UNITS.iter().find(|(_, names)| names.contains(&word))?;
        let more = number.parse::<u64>().ok()?.checked_mul(*unit)?;
        seconds = seconds.checked_add(more)?;
        rest = after.trim_start();
    }
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

/// A time as it is written, in the largest unit that is right.
pub(super) fn written(duration: Duration) -> String {
    if duration == Duration::MAX {
        return "never".to_owned();
    }
    let seconds = duration.as_secs().max(1);
    // Two weeks are 14 days to most.
    let units = UNITS
        .iter()
        .filter(|(_, names)| !matches!(names[0], "y" | "w"));
    let mut fitting = units.filter(|(unit, _)| seconds.is_multiple_of(*unit));
    fitting.next().map_or_else(
        || format!("{seconds}s"),
        |(unit, names)| format!("{}{}", seconds / unit, names[0]),
    )
}

/// A proxy's address.
///
/// # Errors
/// Says what is wrong, to stand behind the name of the setting.
pub(super) fn proxy(text: &str) -> Result<String, String> {
    const TAKES: &str = "takes http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT";
    let url = Url::parse(text.trim()).map_err(|_| TAKES.to_owned())?;
    match url.scheme() {
        "http" | "https" | "socks5h" => {}
        "socks" | "socks4" | "socks4a" | "socks5" => {
            return Err(
                "takes socks5h://: with the others this computer asks for names".to_owned(),
            );
        }
        _ => return Err(TAKES.to_owned()),
    }
    if url.password().is_some() {
        return Err("must not hold a password".to_owned());
    }
    match url.host_str() {
        None | Some("") => Err(TAKES.to_owned()),
        Some(_) => Ok(text.trim().to_owned()),
    }
}

/// A way: `direct`, `mirror ADDRESS`, `drop FOLDER` or a proxy's address.
///
/// # Errors
/// Says what is wrong, to stand behind the name of the setting.
pub(super) fn way(text: &str, place: &Place) -> Result<Way, String> {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match (word, rest.trim()) {
        ("direct", "") => Ok(Way::Direct),
        ("mirror", rest) if !rest.is_empty() => match address::read(rest) {
            Ok(address) => Ok(Way::Mirror(address)),
            Err(error) => Err(format!("takes an address behind mirror: {error}")),
        },
        ("drop", rest) if !rest.is_empty() => path(rest, place).map(Way::Drop),
        (proxy, "") if proxy.contains("://") => self::proxy(proxy).map(Way::Proxy),
        _ => Err("takes direct, mirror ADDRESS, drop FOLDER, or the address of a proxy".to_owned()),
    }
}

/// A path: `~` is the reader's home, and others count from the folder of the file.
///
/// # Errors
/// Says what is wrong, to stand behind the name of the setting.
pub(super) fn path(text: &str, place: &Place) -> Result<PathBuf, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("takes the path of a file or a folder".to_owned());
    }
    let in_home = text.strip_prefix('~');
    let in_home = in_home.filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match (in_home, &place.home) {
        (None, _) => Ok(place.folder.join(text)),
        (Some(rest), Some(home)) => Ok(home.join(rest.trim_start_matches('/'))),
        (Some(_), None) => Err("cannot be found: no home folder is known (HOME)".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_back_as_they_are_written() {
        for (text, seconds, again) in [
            ("90m", 5_400, "90m"),
            ("2h", 7_200, "2h"),
            ("1d", 86_400, "1d"),
            ("24 hours", 86_400, "1d"),
            ("2w", 14 * 86_400, "14d"),
            ("1h30m", 5_400, "90m"),
            ("1h 30 min", 5_400, "90m"),
            ("45s", 45, "45s"),
        ] {
            let time = Duration::from_secs(seconds);
            assert_eq!(duration(text), Some(time), "{text}");
            assert_eq!(written(time), again);
            assert_eq!(duration(again), Some(time));
        }
        assert_eq!(duration("never"), Some(Duration::MAX));
        assert_eq!(written(Duration::MAX), "never");
        for text in [
            "",
            "2",
            "h",
            "2x",
            "-2h",
            "0m",
            "99999999999999999999h",
            "1h,",
        ] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn ways_are_said_in_words() {
        let place = Place {
            name: "s".to_owned(),
            folder: "/config".into(),
            home: Some("/home/quill".into()),
        };
        for (text, meant) in [
            ("direct", Some(Way::Direct)),
            (
                "mirror https://m.example/x",
                Some(Way::Mirror("https://m.example/x".into())),
            ),
            (
                "mirror  https://m.example/x ",
                Some(Way::Mirror("https://m.example/x".into())),
            ),
            (
                "socks5h://127.0.0.1:9050",
                Some(Way::Proxy("socks5h://127.0.0.1:9050".into())),
            ),
            (
                "http://proxy.example:8080",
                Some(Way::Proxy("http://proxy.example:8080".into())),
            ),
            (
                "drop ~/news/in",
                Some(Way::Drop("/home/quill/news/in".into())),
            ),
            ("drop in box", Some(Way::Drop("/config/in box".into()))),
            ("drop /in", Some(Way::Drop("/in".into()))),
            ("drop", None),
            ("Direct", None),
            ("direct now", None),
            ("mirror ~/x", None),
            ("socks5://127.0.0.1:9050", None),
            ("socks5h://a:b@127.0.0.1:9050", None),
            ("ftp://proxy.example", None),
        ] {
            assert_eq!(way(text, &place).ok(), meant, "{text}");
        }
    }
}
