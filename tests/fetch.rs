//! HTTP as the reader of news meets it: what servers do, and what tidings makes of it. Everything
//! runs on the loopback; a limit that a server has to run into is small.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod loopback;

use loopback::{Act, Asked, Server, answer, connect_proxy, socks};
use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use tidings::fetch::{
    Answer, Auth, Cancel, Environment, FetchError, Fetcher, Limits, Polite, ProxyAddress, Request,
    Told, Via, Way, fetch,
};
use tidings::model::health::Validators;

const FEED: &[u8] = b"<rss><channel><title>The Riddle</title></channel></rss>";

fn fetcher() -> Fetcher {
    Fetcher::new(Polite::new(16, Duration::ZERO), Environment::default())
}

/// For a server that runs into a time-out.
fn small() -> Limits {
    Limits {
        connect: Duration::from_millis(400),
        first_byte: Duration::from_millis(400),
        patience: Duration::from_millis(300),
        pace: 1_000,
        whole: Duration::from_millis(900),
        packed: 4_000,
        unpacked: 20_000,
        redirects: 5,
    }
}

/// Little may come, and no time-out is near: a busy machine fails no test.
fn roomy() -> Limits {
    Limits {
        connect: Duration::from_secs(20),
        first_byte: Duration::from_secs(20),
        patience: Duration::from_secs(20),
        whole: Duration::from_secs(40),
        ..small()
    }
}

fn request(url: &str) -> Request {
    Request {
        limits: roomy(),
        ..Request::new(url)
    }
}

fn get(url: &str) -> Result<Answer, FetchError> {
    fetcher().get(&request(url), &Cancel::new())
}

fn body(answer: Answer) -> (Vec<u8>, Told) {
    match answer {
        Answer::Body { bytes, told, .. } => (bytes, told),
        Answer::Unchanged(told) => panic!("unchanged: {told:?}"),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Stored, not squeezed (RFC 1951, 3.2.4), so that the test needs no packer.
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let blocks: Vec<&[u8]> = bytes.chunks(60_000).collect();
    for (at, block) in blocks.iter().enumerate() {
        out.push(u8::from(at + 1 == blocks.len()));
        let length = u16::try_from(block.len()).unwrap();
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(*block);
    }
    let crc = bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    });
    out.extend((!crc).to_le_bytes());
    out.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
    out
}

/// 100 kB of one letter in 650 bytes: the letter, then "258 more of the same" again and again, in
/// the fixed codes of RFC 1951, 3.2.6.
fn bomb() -> Vec<u8> {
    let mut bits: Vec<u32> = vec![1, 1, 0];
    let mut code = |code: u32, length: u32| bits.extend((0..length).rev().map(|at| code >> at & 1));
    code(0x30 + u32::from(b'A'), 8);
    for _ in 0..400 {
        code(0xc5, 8);
        code(0, 5);
    }
    code(0, 7);
    let byte = |bits: &[u32]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit);
    let packed = bits.chunks(8).map(|bits| u8::try_from(byte(bits)).unwrap());
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    head.into_iter().chain(packed).collect()
}

/// The first bytes of a brotli stream of one uncompressed block (RFC 7932, 9.2), and its end.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    // WBITS 16 (1 bit 0), then ISLAST 0, MNIBBLES 0 (4 nibbles), MLEN-1 in 16 bits, ISUNCOMPRESSED.
    let length = u32::try_from(bytes.len() - 1).unwrap();
    let head: u32 = (length << 4) | (1 << 20);
    let mut out = head.to_le_bytes()[..3].to_vec();
    out.extend(bytes);
    // ISLAST 1, ISLASTEMPTY 1.
    out.push(0b11);
    out
}

/// A path, what the server does for it, and the body or the end of the sentence.
type Row = (&'static str, Act, Result<Vec<u8>, &'static str>);

#[test]
fn what_a_server_does_and_what_the_reader_is_told() {
    let say = |status, headers: &[&str], body: &[u8]| Act::Say(answer(status, headers, body));
    let raw = |text: &str| Act::SayAndClose(text.as_bytes().to_vec());
    let drip = |first: &str, again: &str, millis| {
        let (first, again) = (first.as_bytes().to_vec(), again.as_bytes().to_vec());
        Act::Drip(first, again, Duration::from_millis(millis))
    };
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let gz = "Content-Encoding: gzip";
    let torn = &gzip(FEED)[..40];
    let whole = |text: &str| Ok(text.as_bytes().to_vec());
    let feed = || Ok(FEED.to_vec());
    let far = "Location: /0";
    let table: Vec<Row> = vec![
        ("/ok", say(200, &[], FEED), feed()),
        ("/gzip", say(200, &[gz], &gzip(FEED)), feed()),
        (
            "/brotli",
            say(200, &["Content-Encoding: br"], &brotli(FEED)),
            feed(),
        ),
        (
            "/chunked",
            raw(&format!("{chunked}2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")),
            whole("abc"),
        ),
        (
            "/until-close",
            raw("HTTP/1.1 200 OK\r\n\r\nabc"),
            whole("abc"),
        ),
        ("/http10", raw("HTTP/1.0 200 OK\r\n\r\nabc"), whole("abc")),
        (
            "/identity",
            say(200, &["Content-Encoding: identity"], b"abc"),
            whole("abc"),
        ),
        (
            "/odd-cookie",
            say(200, &["Set-Cookie: \u{e9}; path=;;"], b"abc"),
            whole("abc"),
        ),
        (
            "/hints-first",
            raw("HTTP/1.1 103 X\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabc"),
            whole("abc"),
        ),
        // Broken off.
        (
            "/short",
            raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc"),
            Err("broke off in the middle"),
        ),
        (
            "/chunk-torn",
            raw(&format!("{chunked}9\r\nabc")),
            Err("broke off in the middle"),
        ),
        (
            "/chunk-missing",
            raw(&format!("{chunked}3\r\nabc\r\n")),
            Err("broke off in the middle"),
        ),
        (
            "/gzip-torn",
            say(200, &[gz], torn),
            Err("broke off in the middle"),
        ),
        (
            "/brotli-torn",
            say(200, &["Content-Encoding: br"], &brotli(FEED)[..30]),
            Err("sent a page that cannot be unpacked"),
        ),
        (
            "/reset",
            Act::SayAndReset(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc".to_vec()),
            Err("broke off in the middle"),
        ),
        (
            "/reset-until-close",
            Act::SayAndReset(b"HTTP/1.1 200 OK\r\n\r\nabc".to_vec()),
            Err("broke off in the middle"),
        ),
        ("/hung-up", raw(""), Err("hung up without an answer")),
        (
            "/half-head",
            raw("HTTP/1.1 200 OK\r\nX: "),
            Err("hung up without an answer"),
        ),
        // Too slow.
        ("/hang", Act::Hang, Err("did not answer within 0.4 s")),
        (
            "/slow-head",
            drip("HTTP/1.1 200 OK\r\n", "X: y\r\n", 30),
            Err("did not answer within 0.4 s"),
        ),
        (
            "/slow-body",
            drip("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n", "x", 30),
            Err("sends too slowly; given up after 0.3 s"),
        ),
        (
            "/stalls",
            drip("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\nabc", "", 30),
            Err("sends too slowly; given up after 0.3 s"),
        ),
        // Too much.
        (
            "/never-ends",
            drip(chunked, "400\r\n".to_owned().as_str(), 1),
            Err("answered with something that is not HTTP"),
        ),
        (
            "/never-ends-well",
            drip(chunked, &format!("64\r\n{}\r\n", "x".repeat(100)), 1),
            Err("sent more than 4000 bytes; the rest was not read"),
        ),
        (
            "/too-long",
            raw("HTTP/1.1 200 OK\r\nContent-Length: 4001\r\n\r\nabc"),
            Err("sent more than 4000 bytes; the rest was not read"),
        ),
        (
            "/bomb",
            say(200, &[gz], &bomb()),
            Err("sent a page that unpacks to more than 20000 bytes; it was not read"),
        ),
        (
            "/long-head",
            drip(
                "HTTP/1.1 200 OK\r\n",
                &format!("X: {}\r\n", "a".repeat(9_000)),
                0,
            ),
            Err("sent headers that are too long or too many"),
        ),
        (
            "/many-heads",
            raw(&format!(
                "HTTP/1.1 200 OK\r\n{}\r\nabc",
                "X: y\r\n".repeat(5_000)
            )),
            Err("sent headers that are too long or too many"),
        ),
        // Not what it says.
        (
            "/not-gzip",
            say(200, &[gz], FEED),
            Err("sent a page that cannot be unpacked"),
        ),
        (
            "/twice",
            say(200, &["Content-Encoding: gzip, gzip"], &gzip(&gzip(FEED))),
            Err("sent a page that cannot be unpacked"),
        ),
        (
            "/zstd",
            say(200, &["Content-Encoding: zstd"], FEED),
            Err("sent a page that cannot be unpacked"),
        ),
        (
            "/http09",
            raw("<rss></rss>"),
            Err("answered with something that is not HTTP"),
        ),
        (
            "/negative",
            raw("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc"),
            Err("answered with something that is not HTTP"),
        ),
        ("/empty", say(200, &[], b""), Err("sent an empty page")),
        (
            "/204",
            raw("HTTP/1.1 204 X\r\n\r\n"),
            Err("sent an empty page"),
        ),
        (
            "/206",
            say(206, &[], b"abc"),
            Err("answered with status 206"),
        ),
        // Refusals.
        (
            "/304",
            raw("HTTP/1.1 304 X\r\n\r\n"),
            Err("said \"unchanged\" without having been asked (304)"),
        ),
        (
            "/401",
            say(401, &["WWW-Authenticate: Basic realm=\"x\""], b"no"),
            Err("wants a name and a password (401)"),
        ),
        (
            "/403",
            say(403, &[], b"no"),
            Err("refuses to show this (403)"),
        ),
        (
            "/404",
            say(404, &[], b"\x1b[2J"),
            Err("has nothing at this address (404)"),
        ),
        (
            "/410",
            say(410, &[], b"no"),
            Err("says that this is gone for good (410)"),
        ),
        (
            "/418",
            say(418, &[], b"no"),
            Err("answered with status 418"),
        ),
        (
            "/500",
            say(500, &[], b"no"),
            Err("has trouble of its own (500)"),
        ),
        // Redirects.
        ("/to-ok", say(302, &["Location: /ok"], b""), feed()),
        (
            "/to-itself",
            say(302, &["Location: /to-itself"], b""),
            Err("leads in a circle"),
        ),
        ("/5", say(302, &["Location: /4"], b""), feed()),
        ("/4", say(307, &["Location: /3"], b""), feed()),
        ("/3", say(308, &["Location: /2"], b""), feed()),
        ("/2", say(303, &["Location: /1"], b""), feed()),
        ("/1", say(301, &[far], b""), feed()),
        ("/0", say(200, &[], FEED), feed()),
        (
            "/6",
            say(302, &["Location: /5"], b""),
            Err("leads from one address to the next; given up after 5"),
        ),
        (
            "/to-file",
            say(302, &["Location: file:///etc/passwd"], b""),
            Err("leads to file:, where no link is followed"),
        ),
        (
            "/to-js",
            say(302, &["Location: javascript:alert(1)"], b""),
            Err("leads to javascript:, where no link is followed"),
        ),
        (
            "/to-nowhere",
            say(302, &[], b""),
            Err("leads to no address, where no link is followed"),
        ),
        (
            "/to-split",
            say(302, &["Location: /ok%0d%0aX:%20y"], b""),
            Err("has nothing at this address (404)"),
        ),
        (
            "/300",
            say(300, &["Location: /ok"], b"x"),
            Err("answered with status 300"),
        ),
    ];
    let acts = table
        .iter()
        .map(|(path, act, _)| (*path, act.clone()))
        .collect();
    let server = Server::new(acts);
    let fetcher = fetcher();
    let mut wrong = Vec::new();
    for (path, _, expected) in &table {
        let begun = Instant::now();
        let late = |words: &&str| words.starts_with("did not") || words.starts_with("sends too");
        let is_late = expected.as_ref().is_err_and(late);
        let asked = Request {
            limits: if is_late { small() } else { roomy() },
            ..Request::new(&server.url(path))
        };
        let answer = fetcher.get(&asked, &Cancel::new());
        let host = format!("127.0.0.1:{} ", server.port);
        let answer = answer
            .map(|answer| body(answer).0)
            .map_err(|e| e.to_string());
        let expected = expected.clone().map_err(|words| host + words);
        if answer != expected || begun.elapsed() > Duration::from_secs(15) {
            wrong.push(format!(
                "{path} {:?}: {answer:?}, not {expected:?}",
                begun.elapsed()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_host_that_is_not_there() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    for (url, expected) in [
        (
            format!("http://127.0.0.1:{port}/"),
            format!("127.0.0.1:{port} refused the connection"),
        ),
        (
            "http://riddle.invalid/".to_owned(),
            "riddle.invalid was not found; the name is misspelt or gone, or there is no network"
                .to_owned(),
        ),
        (
            "http://riddleriddle.onion/".to_owned(),
            "riddleriddle.onion is reached through Tor alone; give its source a socks5h proxy"
                .to_owned(),
        ),
        (
            "file:///etc/passwd".to_owned(),
            "file:///etc/passwd is no address that can be fetched; http and https are".to_owned(),
        ),
    ] {
        let error = get(&url).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn plain_text_where_tls_should_be() {
    let port = loopback::listen(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\nplain text here\r\n");
        let _ = std::io::Read::read(&mut stream, &mut [0; 1_000]);
    });
    let error = get(&format!("https://127.0.0.1:{port}/")).unwrap_err();
    let expected = format!("no safe connection to 127.0.0.1:{port}: it does not speak TLS there");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_safe_connection_is_safe() {
    use loopback::tls::{self, Certificate};
    let say = |asked: &Asked| match asked.path.as_str() {
        "/down" => answer(302, &["Location: http://localhost/"], b""),
        "/away" => answer(301, &["Location: /feed"], b""),
        _ => answer(200, &[], FEED),
    };
    let (_, other_authority) = tls::server(Certificate::Good, say);
    for (certificate, trusted, path, expected) in [
        (Certificate::Good, true, "/feed", None),
        (Certificate::Good, true, "/away", None),
        (
            Certificate::Good,
            true,
            "/down",
            Some("leads from a safe to an unsafe address, where no link is followed"),
        ),
        (
            Certificate::Good,
            false,
            "/feed",
            Some("its certificate is signed by nobody this computer trusts"),
        ),
        (
            Certificate::Expired,
            true,
            "/feed",
            Some("its certificate has expired"),
        ),
        (
            Certificate::Future,
            true,
            "/feed",
            Some("its certificate is not valid yet; is the clock of this computer right?"),
        ),
        (
            Certificate::OtherName,
            true,
            "/feed",
            Some("its certificate is for another name"),
        ),
    ] {
        let (port, authority) = tls::server(certificate, say);
        let pem = if trusted {
            authority
        } else {
            other_authority.clone()
        };
        let fetcher = fetcher().trusting(pem.as_bytes());
        let (proxy, heard) = socks(port, 0);
        let through = ProxyAddress::parse(&format!("socks5h://127.0.0.1:{proxy}")).unwrap();
        for via in [Via::Direct, Via::Proxy(through)] {
            let url = format!("https://localhost:{port}{path}");
            let asked = Request {
                via,
                ..request(&url)
            };
            let got = fetcher.get(&asked, &Cancel::new());
            match (got, expected) {
                (Ok(answer), None) => assert_eq!(body(answer).0, FEED),
                (Err(error), Some(end)) => assert!(error.to_string().ends_with(end), "{error}"),
                (got, _) => panic!("{certificate:?} {path}: {got:?}"),
            }
        }
        assert_eq!(heard.targets(), [format!("name localhost:{port}")]);
        // The certificates of this computer know nothing of the authority.
        if certificate == Certificate::Good {
            let error = get(&format!("https://localhost:{port}/feed")).unwrap_err();
            assert!(matches!(error, FetchError::Tls { .. }), "{error}");
        }
    }
}

#[test]
fn a_download_cut_anywhere_is_never_taken_for_whole() {
    let text = "<rss>".to_owned() + &"<item>one</item>".repeat(20) + "</rss>";
    let text = text.as_bytes();
    let chunks = text
        .chunks(50)
        .map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
    let chunked = [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(),
        chunks.collect::<Vec<_>>().concat(),
    ]
    .concat();
    let wholes = [
        answer(200, &[], text),
        chunked,
        answer(200, &["Content-Encoding: gzip"], &gzip(text)),
        [
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".to_vec(),
            gzip(text),
        ]
        .concat(),
    ];
    let mut acts = Vec::new();
    for (at, whole) in wholes.iter().enumerate() {
        for cut in (1..whole.len()).step_by(13) {
            acts.push((
                format!("/{at}-{cut}"),
                Act::SayAndClose(whole[..cut].to_vec()),
            ));
        }
    }
    let paths: Vec<String> = acts.iter().map(|act| act.0.clone()).collect();
    let server = Server::new(acts.iter().map(|(p, a)| (p.as_str(), a.clone())).collect());
    let fetcher = fetcher();
    for path in paths {
        let got = fetcher.get(&request(&server.url(&path)), &Cancel::new());
        let torn = matches!(
            got,
            Err(FetchError::CutShort { .. }
                | FetchError::HungUp { .. }
                | FetchError::Empty { .. }
                | FetchError::NotHttp { .. })
        );
        assert!(torn, "{path}: {got:?}");
    }
}

#[test]
fn a_body_at_a_good_pace_ends_as_well() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 3999\r\n\r\n".to_vec();
    let act = Act::Drip(head, b"x".to_vec(), Duration::from_millis(20));
    let server = Server::new(vec![("/long", act)]);
    let limits = Limits { pace: 1, ..small() };
    let asked = Request {
        limits,
        ..Request::new(&server.url("/long"))
    };
    let error = fetcher()
        .get(&asked, &Cancel::new())
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("did not finish its answer within 0.9 s"),
        "{error}"
    );
}

#[test]
fn the_second_time_only_what_changed_is_asked_for() {
    let say = |asked: &Asked| match asked.header("if-none-match").as_deref() {
        Some("\"v1\"") => {
            b"HTTP/1.1 304 X\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n\r\n".to_vec()
        }
        _ => answer(
            200,
            &[
                "ETag: \"v1\"",
                "Last-Modified: Sun, 22 Nov 2026 12:00:00 GMT",
            ],
            FEED,
        ),
    };
    let server = Server::new(vec![
        ("/feed", Act::Ask(Arc::new(say))),
        ("/moved", Act::Say(answer(301, &["Location: /feed"], b""))),
        ("/other", Act::Say(answer(200, &[], FEED))),
    ]);
    let fetcher = fetcher();
    let cancel = Cancel::new();
    let (_, told) = body(
        fetcher
            .get(&request(&server.url("/feed")), &cancel)
            .unwrap(),
    );
    let again = |path: &str| Request {
        validators: told.validators.clone(),
        ..request(&server.url(path))
    };
    let unchanged = fetcher.get(&again("/feed"), &cancel).unwrap();
    let Answer::Unchanged(unchanged) = unchanged else {
        panic!("{unchanged:?}");
    };
    assert_eq!(unchanged.validators, told.validators);
    assert_eq!(
        (unchanged.status, unchanged.freshness.seconds),
        (Some(304), Some(60))
    );
    assert!(unchanged.bytes_on_wire > 50 && unchanged.bytes_on_wire < 200);
    // By way of a redirect the validators still go to the address that gave them.
    let moved = fetcher.get(&again("/moved"), &cancel).unwrap();
    assert!(
        matches!(&moved, Answer::Unchanged(told) if told.moved_to == Some(server.url("/feed")))
    );
    // And to no other.
    body(fetcher.get(&again("/other"), &cancel).unwrap());
    let asked = server.asked();
    let conditional: Vec<_> = asked
        .iter()
        .map(|a| (a.path.as_str(), a.header("if-none-match").is_some()))
        .collect();
    let expected = [
        ("/feed", false),
        ("/feed", true),
        ("/moved", false),
        ("/feed", true),
        ("/other", false),
    ];
    assert_eq!(conditional, expected);
    let last = asked[1].header("if-modified-since");
    assert_eq!(last.as_deref(), Some("Sun, 22 Nov 2026 12:00:00 GMT"));
    assert_eq!(server.connections(), 1, "one connection is kept for all");
}

#[test]
fn a_request_says_who_asks_and_no_more() {
    let server = Server::new(vec![("/ok", Act::Say(answer(200, &[], FEED)))]);
    get(&server.url("/ok#part")).unwrap();
    let head = server.asked()[0].head.clone();
    assert!(head.starts_with("GET /ok HTTP/1.1\r\n"), "{head}");
    let asked = &server.asked()[0];
    let agent = format!("tidings/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(asked.header("user-agent"), Some(agent));
    assert_eq!(asked.header("accept-encoding").as_deref(), Some("gzip, br"));
    for name in [
        "referer",
        "cookie",
        "authorization",
        "if-none-match",
        "from",
    ] {
        assert_eq!(asked.header(name), None, "{head}");
    }
}

#[test]
fn what_is_for_one_host_goes_to_no_other() {
    let there = Server::new(vec![("/ok", Act::Say(answer(200, &[], FEED)))]);
    let away = format!("Location: {}", there.url("/ok"));
    let here = Server::new(vec![
        (
            "/away",
            Act::Say(answer(302, &[&away, "Set-Cookie: a=b"], b"")),
        ),
        ("/near", Act::Say(answer(302, &["Location: /ok"], b""))),
        ("/ok", Act::Say(answer(200, &[], FEED))),
    ]);
    let fetcher = fetcher();
    for path in ["/away", "/near"] {
        let asked = Request {
            auth: Some(Auth {
                user: "me".to_owned(),
                password: "secret".to_owned(),
            }),
            headers: vec![
                ("X-Key".to_owned(), "k".to_owned()),
                ("Host".to_owned(), "evil.example".to_owned()),
                ("X-Split".to_owned(), "a\r\nX-Evil: b".to_owned()),
                ("X:Y".to_owned(), "b".to_owned()),
            ],
            session: Some("source 1".to_owned()),
            ..request(&here.url(path))
        };
        assert!(!format!("{asked:?}").contains("secret"));
        body(fetcher.get(&asked, &Cancel::new()).unwrap());
    }
    for asked in here.asked() {
        assert_eq!(
            asked.header("authorization").as_deref(),
            Some("Basic bWU6c2VjcmV0")
        );
        assert_eq!(asked.header("x-key").as_deref(), Some("k"));
        assert_eq!(
            asked.header("host"),
            Some(format!("127.0.0.1:{}", here.port))
        );
        assert!(
            !asked.head.to_lowercase().contains("evil"),
            "{}",
            asked.head
        );
    }
    let away = &there.asked()[0];
    for name in ["authorization", "x-key"] {
        assert_eq!(away.header(name), None, "{}", away.head);
    }
    // A name and a password in the address are used, and not sent as part of it.
    let url = here.url("/ok").replace("http://", "http://me:secret@");
    body(fetcher.get(&request(&url), &Cancel::new()).unwrap());
    let last = here.asked().pop().unwrap();
    assert_eq!(
        last.header("authorization").as_deref(),
        Some("Basic bWU6c2VjcmV0")
    );
    assert!(!last.head.contains("secret"));
}

#[test]
fn cookies_are_for_one_source_and_end_with_the_program() {
    let say = |asked: &Asked| match asked.header("cookie") {
        Some(_) => answer(200, &[], FEED),
        None => answer(
            302,
            &["Location: /wall", "Set-Cookie: seen=yes; Path=/"],
            b"",
        ),
    };
    let server = Server::new(vec![("/wall", Act::Ask(Arc::new(say)))]);
    let fetcher = fetcher();
    let by = |session: Option<&str>| Request {
        session: session.map(str::to_owned),
        ..request(&server.url("/wall"))
    };
    // A page that gives a cookie and leads to itself is no circle.
    body(fetcher.get(&by(Some("one")), &Cancel::new()).unwrap());
    body(fetcher.get(&by(Some("one")), &Cancel::new()).unwrap());
    body(fetcher.get(&by(Some("two")), &Cancel::new()).unwrap());
    let error = fetcher.get(&by(None), &Cancel::new()).unwrap_err();
    assert!(matches!(error, FetchError::RedirectLoop { .. }), "{error}");
    let cookies: Vec<_> = server
        .asked()
        .iter()
        .map(|a| a.header("cookie").is_some())
        .collect();
    assert_eq!(cookies, [false, true, true, false, true, false]);
}

#[test]
fn a_move_for_good_is_told_and_another_is_not() {
    let to = |status, path: &str| Act::Say(answer(status, &[&format!("Location: {path}")], b""));
    let server = Server::new(vec![
        ("/a", to(301, "/b")),
        ("/b", to(308, "/ok")),
        ("/c", to(302, "/b")),
        ("/ok", Act::Say(answer(200, &[], FEED))),
    ]);
    for (path, moved) in [("/a", true), ("/b", true), ("/c", false), ("/ok", false)] {
        let (_, told) = body(get(&server.url(path)).unwrap());
        assert_eq!(told.final_url, server.url("/ok"));
        assert_eq!(told.moved_to.is_some(), moved, "{path}");
    }
}

#[test]
fn a_host_that_asks_for_patience_gets_it_from_all_its_sources() {
    for (status, header, wait, held) in [
        (429, "Retry-After: 600", Some(600), true),
        (503, "Retry-After: 600", Some(600), true),
        (429, "Retry-After: 999999999", Some(86_400), true),
        (
            429,
            "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT",
            Some(86_400),
            true,
        ),
        (
            503,
            "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT",
            Some(0),
            false,
        ),
        (429, "X: y", None, true),
        (503, "X: y", None, false),
        (500, "Retry-After: 600", None, false),
    ] {
        let server = Server::new(vec![
            ("/busy", Act::Say(answer(status, &[header], b"no"))),
            ("/ok", Act::Say(answer(200, &[], FEED))),
        ]);
        let fetcher = fetcher();
        let error = fetcher
            .get(&request(&server.url("/busy")), &Cancel::new())
            .unwrap_err();
        assert_eq!(
            (error.status(), error.retry_after()),
            (Some(status), wait),
            "{header}"
        );
        let next = fetcher.get(&request(&server.url("/ok")), &Cancel::new());
        let is_held = matches!(next, Err(FetchError::Held { .. }));
        assert_eq!(is_held, held, "{status} {header}: {next:?}");
        assert_eq!(server.paths().len(), if held { 1 } else { 2 });
    }
}

#[test]
fn never_two_requests_at_once_to_a_host() {
    let server = Server::new(vec![("/ok", Act::Say(answer(200, &[], FEED)))]);
    let fetcher = Fetcher::new(Polite::new(1, Duration::ZERO), Environment::default());
    let pending: VecDeque<(String, String)> = (0..40)
        .map(|_| ("127.0.0.1".to_owned(), server.url("/ok")))
        .collect();
    let pending = Mutex::new(pending);
    let cancel = Cancel::new();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some((url, pass)) = fetcher.polite().next(&pending, &cancel) {
                    fetcher.get_with(&request(&url), pass, &cancel).unwrap();
                }
            });
        }
    });
    assert_eq!((server.paths().len(), server.most_at_once()), (40, 1));
    assert_eq!(server.connections(), 1);
}

#[test]
fn two_hosts_that_lead_to_each_other_do_not_wait_for_ever() {
    let one = Server::new(vec![("/ok", Act::Say(answer(200, &[], FEED)))]);
    let port = one.port;
    let to = |host: &str| {
        Act::Say(answer(
            302,
            &[&format!("Location: http://{host}:{port}/ok")],
            b"",
        ))
    };
    let two = Server::new(vec![("/a", to("localhost")), ("/b", to("127.0.0.1"))]);
    let fetcher = Fetcher::new(Polite::new(1, Duration::ZERO), Environment::default());
    thread::scope(|scope| {
        for (host, path) in [("127.0.0.1", "/a"), ("localhost", "/b")] {
            let (fetcher, port) = (&fetcher, two.port);
            scope.spawn(move || {
                for _ in 0..10 {
                    let url = format!("http://{host}:{port}{path}");
                    fetcher.get(&request(&url), &Cancel::new()).unwrap();
                }
            });
        }
    });
}

#[test]
fn a_request_is_called_off_at_any_point() {
    let drip = |first: &str| {
        Act::Drip(
            first.as_bytes().to_vec(),
            b"x".to_vec(),
            Duration::from_millis(5),
        )
    };
    let server = Server::new(vec![
        ("/hang", Act::Hang),
        ("/head", drip("HTTP/1.1 200 OK\r\nX: ")),
        (
            "/body",
            drip("HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n"),
        ),
    ]);
    let deaf = loopback::listen(|mut stream| {
        let _ = std::io::Read::read_to_end(&mut stream, &mut Vec::new());
    });
    let through = ProxyAddress::parse(&format!("socks5h://127.0.0.1:{deaf}")).unwrap();
    for (path, via) in [
        ("/hang", Via::Direct),
        ("/head", Via::Direct),
        ("/body", Via::Direct),
        ("/ok", Via::Proxy(through)),
    ] {
        let cancel = Cancel::new();
        let asked = Request {
            via,
            ..Request::new(&server.url(path))
        };
        let fetcher = fetcher();
        let seen = server.paths().len();
        thread::scope(|scope| {
            let runs = scope.spawn(|| fetcher.get(&asked, &cancel));
            while path != "/ok" && server.paths().len() == seen {
                thread::yield_now();
            }
            let begun = Instant::now();
            cancel.cancel();
            assert_eq!(runs.join().unwrap(), Err(FetchError::Cancelled), "{path}");
            assert!(begun.elapsed() < Duration::from_secs(2), "{path}");
        });
    }
}

#[test]
fn a_connection_that_died_while_it_was_kept_is_no_failure() {
    // Each answer says that the connection stays, and then it is closed.
    let server = Server::new(vec![("/ok", Act::SayAndClose(answer(200, &[], FEED)))]);
    let fetcher = fetcher();
    for _ in 0..20 {
        body(
            fetcher
                .get(&request(&server.url("/ok")), &Cancel::new())
                .unwrap(),
        );
    }
    assert_eq!(server.paths().len(), 20);
}

#[test]
fn names_arrive_at_a_proxy_as_they_are() {
    let server = Server::new(vec![("/feed", Act::Say(answer(200, &[], FEED)))]);
    let (socks, socks_heard) = socks(server.port, 0);
    let (http, http_heard) = connect_proxy(server.port, 200);
    // A name that no system can look up.
    let url = "http://riddle.invalid/feed";
    for proxy in [
        format!("socks5h://127.0.0.1:{socks}"),
        format!("socks5h://me:secret@127.0.0.1:{socks}"),
        format!("http://127.0.0.1:{http}"),
        format!("http://me:secret@127.0.0.1:{http}"),
    ] {
        let via = Via::Proxy(ProxyAddress::parse(&proxy).unwrap());
        let asked = Request {
            via,
            ..request(url)
        };
        let (bytes, told) = body(fetcher().get(&asked, &Cancel::new()).unwrap());
        assert_eq!((bytes.as_slice(), told.final_url.as_str()), (FEED, url));
    }
    assert_eq!(socks_heard.targets(), ["name riddle.invalid:80"; 2]);
    assert_eq!(socks_heard.logins(), ["me:secret"]);
    assert_eq!(http_heard.targets(), ["name riddle.invalid:80"; 2]);
    assert_eq!(http_heard.logins(), ["Basic bWU6c2VjcmV0"]);
    let onion = Request {
        via: Via::Proxy(ProxyAddress::parse(&format!("socks5h://127.0.0.1:{socks}")).unwrap()),
        ..request("http://riddleriddle.onion/feed")
    };
    body(fetcher().get(&onion, &Cancel::new()).unwrap());
    assert_eq!(socks_heard.targets()[2], "name riddleriddle.onion:80");
}

#[test]
fn a_proxy_that_fails_is_never_gone_round() {
    let server = Server::new(vec![("/feed", Act::Say(answer(200, &[], FEED)))]);
    let (refuses, _) = socks(server.port, 5);
    let (forbids, _) = connect_proxy(server.port, 403);
    let (wants, _) = connect_proxy(server.port, 407);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let absent = free.local_addr().unwrap().port();
    drop(free);
    let deaf = loopback::listen(|mut stream| {
        let _ = std::io::Read::read_to_end(&mut stream, &mut Vec::new());
    });
    for (scheme, port, why) in [
        ("socks5h", refuses, "connection refused"),
        ("socks5h", absent, "nothing listens there"),
        ("socks5h", deaf, "no connection within 0.4 s"),
        ("http", forbids, "it refused (403)"),
        ("http", wants, "it wants a name and a password (407)"),
        ("http", absent, "nothing listens there"),
        ("http", deaf, "no connection within 0.4 s"),
    ] {
        let proxy = ProxyAddress::parse(&format!("{scheme}://me:secret@127.0.0.1:{port}")).unwrap();
        let asked = Request {
            via: Via::Proxy(proxy.clone()),
            limits: if port == deaf { small() } else { roomy() },
            ..request(&server.url("/feed"))
        };
        let error = fetcher()
            .get(&asked, &Cancel::new())
            .unwrap_err()
            .to_string();
        let host = format!("127.0.0.1:{}", server.port);
        let expected = format!("the proxy 127.0.0.1:{port} did not lead to {host}: {why}");
        assert_eq!(error, expected, "{scheme}");
        let ways = [Way::Proxy(proxy)];
        let routed = fetch(
            &fetcher(),
            &asked,
            &ways,
            Some("direct"),
            None,
            None,
            &Cancel::new(),
        );
        assert!(routed.is_err());
    }
    assert_eq!(server.connections(), 0, "the source itself was never asked");
}

#[test]
fn the_environment_is_asked_only_where_there_is_no_way() {
    let server = Server::new(vec![("/feed", Act::Say(answer(200, &[], FEED)))]);
    let (proxy, heard) = connect_proxy(server.port, 200);
    let environment = Environment::read(|name| {
        (name == "http_proxy").then(|| format!("http://127.0.0.1:{proxy}"))
    });
    let fetcher = Fetcher::new(Polite::new(1, Duration::ZERO), environment);
    let asked = request(&server.url("/feed"));
    fetch(
        &fetcher,
        &asked,
        &[Way::Direct],
        None,
        None,
        None,
        &Cancel::new(),
    )
    .unwrap();
    assert!(heard.targets().is_empty());
    fetch(&fetcher, &asked, &[], None, None, None, &Cancel::new()).unwrap();
    assert_eq!(heard.targets(), [format!("name 127.0.0.1:{}", server.port)]);
}

#[test]
fn ways_are_tried_in_order_and_the_one_that_worked_comes_first() {
    let blocked = Server::new(vec![(
        "/feed",
        Act::Say(answer(200, &[], b"<html>This page is blocked</html>")),
    )]);
    let source = Server::new(vec![("/feed", Act::SayAndClose(Vec::new()))]);
    let mirror = Server::new(vec![(
        "/feed",
        Act::Say(answer(200, &["ETag: \"m\""], FEED)),
    )]);
    let ways = [
        Way::Direct,
        Way::Mirror {
            address: blocked.url(""),
            proxy: None,
        },
        Way::Mirror {
            address: mirror.url(""),
            proxy: None,
        },
    ];
    let judge = |bytes: &[u8], _: Option<&str>| match bytes.starts_with(b"<rss") {
        true => Ok(()),
        false => Err("answered with a page that is no feed".to_owned()),
    };
    let fetcher = fetcher();
    let ask = |last: Option<&str>, ways: &[Way]| {
        let asked = request(&source.url("/feed"));
        fetch(
            &fetcher,
            &asked,
            ways,
            last,
            Some(&judge),
            None,
            &Cancel::new(),
        )
    };
    let routed = ask(None, &ways).unwrap();
    assert_eq!(routed.shown.as_deref(), Some("via mirror 2"));
    let failures: Vec<String> = routed
        .failures
        .iter()
        .map(|(w, e)| format!("{w}: {e}"))
        .collect();
    let expected = [
        format!(
            "directly: 127.0.0.1:{} hung up without an answer",
            source.port
        ),
        format!(
            "via mirror 1: 127.0.0.1:{} answered with a page that is no feed",
            blocked.port
        ),
    ];
    assert_eq!(failures, expected);
    let (asked_source, asked_blocked) = (source.paths().len(), blocked.paths().len());
    let again = ask(routed.way.as_deref(), &ways).unwrap();
    assert_eq!(again.way, routed.way);
    assert!(again.failures.is_empty());
    assert_eq!(
        (source.paths().len(), blocked.paths().len()),
        (asked_source, asked_blocked)
    );
    // All fail: the reasons, way by way.
    let error = ask(None, &ways[..2]).unwrap_err().to_string();
    assert_eq!(error, expected.join("; "));
}

#[test]
fn gone_from_the_source_is_gone_and_from_a_mirror_is_not() {
    let gone = Server::new(vec![("/feed", Act::Say(answer(410, &[], b"")))]);
    let good = Server::new(vec![("/feed", Act::Say(answer(200, &[], FEED)))]);
    let ask = |url: String, ways: &[Way]| {
        fetch(
            &fetcher(),
            &request(&url),
            ways,
            None,
            None,
            None,
            &Cancel::new(),
        )
    };
    let ways = [
        Way::Direct,
        Way::Mirror {
            address: good.url("/feed"),
            proxy: None,
        },
    ];
    let error = ask(gone.url("/feed"), &ways).unwrap_err();
    assert!(error.reason().is_gone());
    assert_eq!(good.paths().len(), 0);
    let ways = [
        Way::Mirror {
            address: gone.url("/feed"),
            proxy: None,
        },
        Way::Direct,
    ];
    assert!(ask(good.url("/feed"), &ways).is_ok());
}

#[test]
fn a_mirror_that_moves_does_not_move_the_source() {
    let mirror = Server::new(vec![
        ("/a", Act::Say(answer(301, &["Location: /b"], b""))),
        ("/b", Act::Say(answer(200, &[], FEED))),
    ]);
    let ways = [Way::Mirror {
        address: mirror.url("/a"),
        proxy: None,
    }];
    let asked = request("http://localhost:1/feed");
    let routed = fetch(&fetcher(), &asked, &ways, None, None, None, &Cancel::new()).unwrap();
    let told = routed.answer.told();
    assert_eq!(told.moved_to, None);
    // Links in the feed are those of the source, and the validators those of the mirror.
    assert_eq!(told.final_url, "http://localhost:1/feed");
    assert_eq!(told.validators.url, mirror.url("/b"));
}

#[test]
fn a_drop_folder_is_the_last_way() {
    let folder = tempfile::tempdir().unwrap();
    let source = Server::new(vec![("/feed", Act::Say(answer(403, &[], b"")))]);
    let ways = [
        Way::Direct,
        Way::Drop {
            folder: folder.path().to_owned(),
            pattern: Some("riddle*.xml".to_owned()),
        },
    ];
    let ask = |validators: Validators| {
        let asked = Request {
            validators,
            ..request(&source.url("/feed"))
        };
        fetch(&fetcher(), &asked, &ways, None, None, None, &Cancel::new())
    };
    let error = ask(Validators::default()).unwrap_err().to_string();
    assert!(error.ends_with("holds no file that fits"), "{error}");
    std::fs::write(folder.path().join("riddle-1.xml"), FEED).unwrap();
    std::fs::write(folder.path().join("other.xml"), b"no").unwrap();
    let routed = ask(Validators::default()).unwrap();
    assert!(routed.shown.unwrap().starts_with("from the folder "));
    let (bytes, told) = body(routed.answer);
    assert_eq!(bytes, FEED);
    let again = ask(told.validators).unwrap();
    assert!(matches!(again.answer, Answer::Unchanged(_)));
}

#[test]
fn nothing_from_outside_leads_into_the_readers_own_network() {
    let server = Server::new(vec![("/feed", Act::Say(answer(200, &[], FEED)))]);
    let inside = server.url("/feed");
    for url in [
        inside.clone(),
        inside.replace("127.0.0.1", "localhost"),
        inside.replace("127.0.0.1", "2130706433"),
    ] {
        let asked = Request {
            found_outside: true,
            ..request(&url)
        };
        let error = fetcher().get(&asked, &Cancel::new()).unwrap_err();
        assert!(matches!(error, FetchError::Inward { .. }), "{url}: {error}");
    }
    // A mirror of a host on the open net.
    let ways = [Way::Mirror {
        address: inside.clone(),
        proxy: None,
    }];
    let asked = request("https://riddle.invalid/feed");
    let error = fetch(&fetcher(), &asked, &ways, None, None, None, &Cancel::new()).unwrap_err();
    assert!(
        matches!(error.reason(), FetchError::Inward { .. }),
        "{error}"
    );
    // A host on the open net, seen through a proxy, that leads inside.
    let sends = Server::new(vec![(
        "/a",
        Act::Say(answer(302, &[&format!("Location: {inside}")], b"")),
    )]);
    let (proxy, heard) = socks(sends.port, 0);
    let via = Via::Proxy(ProxyAddress::parse(&format!("socks5h://127.0.0.1:{proxy}")).unwrap());
    let asked = Request {
        via,
        ..request("http://riddle.invalid/a")
    };
    let error = fetcher().get(&asked, &Cancel::new()).unwrap_err();
    assert!(matches!(error, FetchError::Inward { .. }), "{error}");
    assert_eq!(heard.targets().len(), 1);
    assert_eq!(server.connections(), 0);
}

/// For a look at a server that is not this test's own: `HOSTILE=http://127.0.0.1:8791 cargo test
/// --test fetch -- --ignored --nocapture` prints what becomes of each of its paths, how long it took
/// and how much memory this process has used at most.
#[test]
#[ignore = "needs a server"]
fn what_becomes_of_a_server_by_hand() {
    let server = std::env::var("HOSTILE").unwrap();
    let paths = std::env::var("PATHS").unwrap_or_else(|_| "/ok".to_owned());
    let fetcher = fetcher();
    for path in paths.split_whitespace() {
        let fresh = Fetcher::new(Polite::new(16, Duration::ZERO), Environment::default());
        let by = if path.starts_with("/429") {
            &fresh
        } else {
            &fetcher
        };
        let begun = Instant::now();
        let answer = by.get(&Request::new(&format!("{server}{path}")), &Cancel::new());
        let said = match answer {
            Ok(Answer::Body { bytes, told, .. }) => {
                format!("{} bytes, moved: {:?}", bytes.len(), told.moved_to)
            }
            Ok(Answer::Unchanged(_)) => "unchanged".to_owned(),
            Err(error) => error.to_string(),
        };
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak = status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap_or_default();
        let peak: u64 = peak
            .split_whitespace()
            .nth(1)
            .and_then(|kb| kb.parse().ok())
            .unwrap_or(0);
        println!(
            "{path:18} {:7.2} s {:4} MiB  {said}",
            begun.elapsed().as_secs_f64(),
            peak / 1_024
        );
    }
}
