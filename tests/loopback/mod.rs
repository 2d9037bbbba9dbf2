//! A server, a SOCKS5 proxy and an HTTP proxy on the loopback, each a few lines over a socket: the
//! server sends exactly the bytes it is told to, and all remember what they were asked.

pub(crate) mod tls;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the server does for a path.
#[derive(Clone)]
pub(crate) enum Act {
    /// These bytes, then the connection is kept for the next request.
    Say(Vec<u8>),
    /// These bytes, then the connection is closed.
    SayAndClose(Vec<u8>),
    /// These bytes, then the connection is broken: the path has to begin with `/reset`.
    SayAndReset(Vec<u8>),
    /// The first bytes, then the second again and again with so long between them.
    Drip(Vec<u8>, Vec<u8>, Duration),
    /// Nothing, for ever.
    Hang,
    /// What is decided by the request.
    Ask(Arc<Say>),
}

/// Makes the bytes of an answer.
pub(crate) type Say = dyn Fn(&Asked) -> Vec<u8> + Send + Sync;

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) head: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mut lines = self
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'));
        let found = lines.find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned())
    }
}

#[derive(Default)]
struct Seen {
    asked: Mutex<Vec<Asked>>,
    connections: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    over: AtomicBool,
}

/// A server; it ends with the test.
pub(crate) struct Server {
    pub(crate) port: u16,
    seen: Arc<Seen>,
}

impl Server {
    /// Serves these paths; any other is a 404.
    pub(crate) fn new(acts: Vec<(&str, Act)>) -> Server {
        let acts: Vec<(String, Act)> = acts.into_iter().map(|(p, a)| (p.to_owned(), a)).collect();
        let (acts, seen) = (Arc::new(acts), Arc::new(Seen::default()));
        let told = Arc::clone(&seen);
        let port = listen(move |stream| serve(stream, &acts, &told));
        Server { port, seen }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.seen.asked.lock().unwrap().clone()
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.path).collect()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn most_at_once(&self) -> usize {
        self.seen.most_at_once.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.seen.over.store(true, Ordering::SeqCst);
    }
}

/// Accepts connections in a thread each.
pub(crate) fn listen(each: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let each = Arc::new(each);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let each = Arc::clone(&each);
            thread::spawn(move || each(stream));
        }
    });
    port
}

fn serve(mut stream: TcpStream, acts: &[(String, Act)], seen: &Seen) {
    seen.connections.fetch_add(1, Ordering::SeqCst);
    while let Some(asked) = head(&mut stream) {
        let now = seen.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        seen.most_at_once.fetch_max(now, Ordering::SeqCst);
        seen.asked.lock().unwrap().push(asked.clone());
        let act = acts.iter().find(|(path, _)| *path == asked.path);
        let act = act.map_or(Act::Say(answer(404, &[], b"no")), |(_, act)| act.clone());
        let goes_on = act_on(&mut stream, act, &asked, seen);
        seen.at_once.fetch_sub(1, Ordering::SeqCst);
        if !goes_on {
            return;
        }
    }
}

fn act_on(stream: &mut TcpStream, act: Act, asked: &Asked, seen: &Seen) -> bool {
    match act {
        Act::Say(bytes) => stream.write_all(&bytes).is_ok(),
        Act::Ask(say) => stream.write_all(&say(asked)).is_ok(),
        Act::SayAndClose(bytes) => {
            let _ = stream.write_all(&bytes);
            false
        }
        Act::SayAndReset(bytes) => {
            let _ = stream.write_all(&bytes);
            false
        }
        Act::Drip(first, again, pause) => {
            let mut ok = stream.write_all(&first).is_ok();
            while ok && !seen.over.load(Ordering::SeqCst) {
                ok = stream.write_all(&again).is_ok();
                thread::sleep(pause);
            }
            false
        }
        Act::Hang => {
            // Until the other side gives up.
            let _ = stream.read(&mut [0]);
            false
        }
    }
}

/// The head of a request.
fn head(stream: &mut impl Read) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut one = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut one).ok()? == 0 {
            return None;
        }
        bytes.push(one[0]);
        // What is left unread when a socket is closed breaks the connection.
        if bytes.starts_with(b"GET /reset") && bytes.ends_with(b"\r\n") {
            break;
        }
    }
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let path = head.split(' ').nth(1)?.to_owned();
    Some(Asked { path, head })
}

/// An answer with its length.
pub(crate) fn answer(status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} X\r\n");
    for header in headers {
        text += &format!("{header}\r\n");
    }
    text += &format!("Content-Length: {}\r\n\r\n", body.len());
    [text.as_bytes(), body].concat()
}

/// What a proxy was asked for: `host:port`, a name as a name and a number as a number.
#[derive(Clone, Default)]
pub(crate) struct Heard {
    targets: Arc<Mutex<Vec<String>>>,
    logins: Arc<Mutex<Vec<String>>>,
}

impl Heard {
    pub(crate) fn targets(&self) -> Vec<String> {
        self.targets.lock().unwrap().clone()
    }

    pub(crate) fn logins(&self) -> Vec<String> {
        self.logins.lock().unwrap().clone()
    }
}

/// A SOCKS5 proxy (RFC 1928, RFC 1929) that leads every name to `to`, and refuses with `refuse`
/// where that is not 0.
pub(crate) fn socks(to: u16, refuse: u8) -> (u16, Heard) {
    let heard = Heard::default();
    let told = heard.clone();
    let port = listen(move |stream| {
        let _ = socks_one(stream, to, refuse, &told);
    });
    (port, heard)
}

fn socks_one(mut stream: TcpStream, to: u16, refuse: u8, heard: &Heard) -> std::io::Result<()> {
    let take = |length: usize, stream: &mut TcpStream| {
        let mut bytes = vec![0; length];
        stream.read_exact(&mut bytes).map(|()| bytes)
    };
    let greeting = take(2, &mut stream)?;
    let methods = take(usize::from(greeting[1]), &mut stream)?;
    if methods.contains(&2) {
        stream.write_all(&[5, 2])?;
        let user = take(2, &mut stream)?;
        let user = take(usize::from(user[1]), &mut stream)?;
        let length = take(1, &mut stream)?;
        let password = take(usize::from(length[0]), &mut stream)?;
        let login = [user, password].map(|text| String::from_utf8_lossy(&text).into_owned());
        heard.logins.lock().unwrap().push(login.join(":"));
        stream.write_all(&[1, 0])?;
    } else {
        stream.write_all(&[5, 0])?;
    }
    let request = take(4, &mut stream)?;
    let host = match request[3] {
        1 => format!("number {:?}", take(4, &mut stream)?),
        3 => {
            let length = take(1, &mut stream)?;
            let name = take(usize::from(length[0]), &mut stream)?;
            format!("name {}", String::from_utf8_lossy(&name))
        }
        _ => format!("number {:?}", take(16, &mut stream)?),
    };
    let port = take(2, &mut stream)?;
    let port = u16::from_be_bytes([port[0], port[1]]);
    heard.targets.lock().unwrap().push(format!("{host}:{port}"));
    stream.write_all(&[5, refuse, 0, 1, 0, 0, 0, 0, 0, 0])?;
    if refuse == 0 {
        join(
            stream,
            TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], to)))?,
        );
    }
    Ok(())
}

/// An HTTP proxy (CONNECT) that leads every name to `to`, and answers with `status`.
pub(crate) fn connect_proxy(to: u16, status: u16) -> (u16, Heard) {
    let heard = Heard::default();
    let told = heard.clone();
    let port = listen(move |mut stream| {
        let Some(asked) = head(&mut stream) else {
            return;
        };
        told.targets
            .lock()
            .unwrap()
            .push(format!("name {}", asked.path));
        if let Some(login) = asked.header("proxy-authorization") {
            told.logins.lock().unwrap().push(login);
        }
        let _ = stream.write_all(format!("HTTP/1.1 {status} X\r\n\r\n").as_bytes());
        if status == 200 {
            join(stream, TcpStream::connect(("127.0.0.1", to)).unwrap());
        }
    });
    (port, heard)
}

/// Carries bytes both ways until one side ends.
fn join(one: TcpStream, other: TcpStream) {
    let (mut from, mut to) = (one.try_clone().unwrap(), other.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Write);
    });
    let (mut from, mut to) = (other, one);
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(std::net::Shutdown::Write);
}
