//! Which redirects are followed. Pure.

use super::error::FetchError;
use super::request::named;
use url::Url;

/// The addresses of one request, from the first to the last.
#[derive(Debug)]
pub(super) struct Trail {
    seen: Vec<Url>,
    most: u32,
    permanent: bool,
}

/// Whether a status leads to another address.
pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

impl Trail {
    /// Begins at an address; so many redirects are followed.
    pub(super) fn new(first: Url, most: u32) -> Trail {
        Trail {
            seen: vec![first],
            most,
            permanent: true,
        }
    }

    /// The address that is asked now.
    pub(super) fn here(&self) -> &Url {
        // There is always the first one.
        self.seen.last().unwrap_or(&self.seen[0])
    }

    /// Whether the address asked now has the scheme, host and port of the first: what is meant for
    /// the first alone may be sent to it.
    pub(super) fn is_at_home(&self) -> bool {
        self.here().origin() == self.seen[0].origin()
    }

    /// Where the first address moved to for good: every redirect on the way said so.
    pub(super) fn moved_to(&self) -> Option<String> {
        let moved = self.permanent && self.seen.len() > 1;
        moved.then(|| self.here().to_string())
    }

    /// Goes on to `location`, as it stands in the header. An address that was asked before is a
    /// circle, unless it was given a cookie in between (`greeted`): then it may answer otherwise.
    pub(super) fn follow(
        &mut self,
        status: u16,
        location: Option<&str>,
        greeted: bool,
    ) -> Result<(), FetchError> {
        let here = self.here();
        let host = named(here);
        let refused = |to: &str| FetchError::RedirectRefused {
            host: host.clone(),
            to: to.to_owned(),
        };
        let location = location.ok_or_else(|| refused("to no address"))?;
        let mut next = here.join(location).map_err(|_| refused("to no address"))?;
        match (here.scheme(), next.scheme()) {
            ("https", "http") => return Err(refused("from a safe to an unsafe address")),
            (_, "http" | "https") => {}
            // The scheme is ASCII letters, digits, plus, minus and point, and may be long.
            (_, other) => return Err(refused(&format!("to {:.20}:", other))),
        }
        if next.host_str().is_none_or(str::is_empty) {
            return Err(refused("to no address"));
        }
        // A name and a password in a redirect are the server's, not the reader's.
        let _ = next.set_username("");
        let _ = next.set_password(None);
        next.set_fragment(None);
        if !greeted && self.seen.contains(&next) {
            return Err(FetchError::RedirectLoop { host });
        }
        if self.seen.len() > self.most as usize {
            let most = self.most;
            return Err(FetchError::TooManyRedirects { host, most });
        }
        self.permanent &= matches!(status, 301 | 308);
        self.seen.push(next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(first: &str) -> Trail {
        Trail::new(Url::parse(first).expect("an address"), 5)
    }

    #[test]
    fn some_are_followed_and_some_refused() {
        let http = "http://riddle.example/a/feed?x=1";
        let https = "https://riddle.example/a/feed";
        for (first, location, expected) in [
            (http, Some("/b"), Ok("http://riddle.example/b")),
            (http, Some("b#top"), Ok("http://riddle.example/a/b")),
            (http, Some("//m.example/b"), Ok("http://m.example/b")),
            (
                http,
                Some("https://riddle.example/a"),
                Ok("https://riddle.example/a"),
            ),
            (http, Some("http://u:p@m.example/"), Ok("http://m.example/")),
            (
                http,
                Some("http://bücher.example/"),
                Ok("http://xn--bcher-kva.example/"),
            ),
            (
                http,
                Some("/ok%0d%0aX: y"),
                Ok("http://riddle.example/ok%0d%0aX:%20y"),
            ),
            (http, Some("file:///etc/passwd"), Err("to file:")),
            (http, Some("javascript:alert(1)"), Err("to javascript:")),
            (http, Some("exec:rm"), Err("to exec:")),
            (http, Some("http://"), Err("to no address")),
            (http, Some("http://h:99999/"), Err("to no address")),
            (http, None, Err("to no address")),
            (
                https,
                Some("http://riddle.example/"),
                Err("from a safe to an unsafe address"),
            ),
            (https, Some("/b"), Ok("https://riddle.example/b")),
        ] {
            let mut trail = from(first);
            let result = trail.follow(302, location, false);
            match expected {
                Ok(url) => {
                    assert_eq!(result, Ok(()), "{location:?}");
                    assert_eq!(trail.here().as_str(), url);
                }
                Err(to) => {
                    let text = result.expect_err("refused").to_string();
                    let sentence = format!("riddle.example leads {to}, where no link is followed");
                    assert_eq!(text, sentence, "{location:?}");
                }
            }
        }
    }

    #[test]
    fn only_a_move_for_good_all_the_way_is_one() {
        for (statuses, moved) in [
            (&[301][..], true),
            (&[308, 301], true),
            (&[302], false),
            (&[301, 302], false),
            (&[307, 308], false),
            (&[], false),
        ] {
            let mut trail = from("http://riddle.example/0");
            for (n, status) in statuses.iter().enumerate() {
                let next = format!("/to-{n}");
                trail.follow(*status, Some(&next), false).expect("followed");
            }
            assert_eq!(trail.moved_to().is_some(), moved, "{statuses:?}");
        }
    }

    #[test]
    fn a_circle_and_an_endless_row_end() {
        let mut trail = from("http://riddle.example/");
        assert!(matches!(
            trail.follow(302, Some("/"), false),
            Err(FetchError::RedirectLoop { .. })
        ));
        trail.follow(302, Some("/x"), false).expect("followed");
        assert!(matches!(
            trail.follow(302, Some("/"), false),
            Err(FetchError::RedirectLoop { .. })
        ));
        let mut trail = from("http://riddle.example/");
        trail.follow(302, Some("/"), true).expect("greeted");
        let mut trail = from("http://riddle.example/");
        let followed =
            (0..9).take_while(|n| trail.follow(302, Some(&format!("/{n}")), false).is_ok());
        assert_eq!(followed.count(), 5);
    }

    #[test]
    fn another_host_scheme_or_port_is_not_home() {
        for (location, home) in [
            ("/b", true),
            ("https://riddle.example/", false),
            ("http://riddle.example:81/", false),
            ("http://other.example/", false),
        ] {
            let mut trail = from("http://riddle.example/");
            trail.follow(302, Some(location), false).expect("followed");
            assert_eq!(trail.is_at_home(), home, "{location}");
        }
    }
}
