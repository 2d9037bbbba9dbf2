//! The door: what was asked for, who does it, and how it ended.

use clap::Parser;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal};
use std::process::ExitCode;
use tidings::chars::ascii::{ASCII, UNICODE};
use tidings::cli::{self, Args, Next, Settings, plain};
use tidings::jobs::Desk;
use tidings::keys::Keymap;
use tidings::log::{Entry, Log};
use tidings::model::Id;
use tidings::settings::{ColorChoice, SignsChoice, Theme};
use tidings::terminal::{self, Capability, Colour, Terminal};
use tidings::tui::draw::Look;
use tidings::tui::feeds::Setting;
use tidings::tui::runtime::{self, Start};

fn main() -> ExitCode {
    let args = Args::parse();
    let settings = match cli::settings(&args.global) {
        Ok(settings) => settings,
        Err(error) => {
            cli::complain(&error.to_string());
            return ExitCode::from(cli::refused(args.command.as_ref()));
        }
    };
    let capability = Capability::from_env(env, color(settings.config.color));
    let on_terminal = io::stdout().is_terminal();
    let plainly = args.global.plain || env("TIDINGS_PLAIN").is_some() || capability.dumb;
    let next = cli::run(args.command, &settings, on_terminal);
    let (desk, show, words, input_taken, status) = match next {
        Next::End(status) => return ExitCode::from(status),
        Next::Read {
            desk,
            show,
            words,
            input_taken,
            status,
        } => (*desk, show, words, input_taken, status),
    };
    let ended = if plainly || !on_terminal {
        let ascii = !capability.utf8;
        let start = plain::Start {
            words,
            show,
            columns: None,
            ascii,
        };
        read_plainly(desk, &settings, start, input_taken)
    } else {
        read(desk, settings, capability, show, words)
    };
    ExitCode::from(if ended == cli::DONE { status } else { ended })
}

/// The reader on the screen.
fn read(
    desk: Desk,
    settings: Settings,
    capability: Capability,
    show: Option<Id>,
    mut words: Vec<String>,
) -> u8 {
    note_panics(desk.log().clone());
    let network = Setting {
        file: settings.subscriptions(),
        paths: settings.paths,
        defaults: settings.config.fetch.clone(),
        pace: settings.config.pace.clone(),
        offline: settings.offline,
    };
    let config = settings.config;
    words.extend(settings.words);
    let mut keymap = Keymap::shipped();
    for line in &config.keys {
        if let Err(wrong) = keymap.set(line.place.as_deref(), &line.key, &line.action) {
            words.push(format!("config line {}: {wrong}", line.line));
        }
    }
    let colour = capability.colour == Colour::Sixteen;
    let (theme, wrong) = Theme::build(&config, colour, capability.remote);
    words.extend(wrong);
    for words in &words {
        desk.trouble("config", words);
    }
    let ascii = match config.signs {
        // All of our signs are of ambiguous width.
        SignsChoice::Auto => capability.ascii_signs || config.wide,
        SignsChoice::Unicode => !capability.utf8,
        SignsChoice::Ascii => true,
    };
    // A console whose font lacks our signs may well have the letters of the text.
    let mut signs = if ascii { ASCII } else { UNICODE };
    signs.ascii = !capability.utf8;
    let look = Look { theme, signs };
    let start = Start {
        config,
        keymap,
        look,
        show,
        words,
        network,
        reorders: capability.reorders,
    };
    let open =
        |sender: runtime::Sender| Terminal::open(capability, move |input| sender.send(input));
    match runtime::run(desk, start, open) {
        Ok(runtime::NOT_SAVED) => {
            cli::complain("the last changes could not be saved, and are lost");
            cli::NOT_KEPT
        }
        Ok(status) => status,
        Err(error) => {
            cli::complain(&error.to_string());
            cli::REFUSED
        }
    }
}

/// The reader whose lines only go down. Its commands come from standard input, or from the terminal
/// where that was read as a document.
fn read_plainly(desk: Desk, settings: &Settings, mut start: plain::Start, input_taken: bool) -> u8 {
    start.words.extend(desk.troubles().iter().cloned());
    start.words.extend(settings.words.iter().cloned());
    start.columns = env("COLUMNS").and_then(|columns| columns.parse().ok());
    let out = io::stdout().lock();
    let terminal = || File::open("/dev/tty").map(BufReader::new);
    let ended = match input_taken.then(terminal) {
        Some(Ok(terminal)) => plain::run(desk, start, terminal, out),
        // Without a terminal there is nobody to type a command either.
        Some(Err(_)) => plain::run(desk, start, io::empty(), out),
        None => plain::run(desk, start, io::stdin().lock(), out),
    };
    match ended {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            cli::complain(&format!("the answer could not be written: {error}"));
            cli::NOT_KEPT
        }
        _ => cli::DONE,
    }
}

/// A panic gives the terminal back, then says what happened and where the details are.
fn note_panics(log: Log) {
    terminal::install_panic_hook(move |info| {
        log.note(Entry {
            time: jiff::Timestamp::now().as_second(),
            trouble: true,
            subject: "tidings".to_owned(),
            words: info.to_string(),
        });
        let details = log
            .path()
            .map_or_else(|| info.to_string(), |path| path.display().to_string());
        format!(
            "tidings stopped by an error of its own. Everything up to the last key is saved. \
             Details: {details}"
        )
    });
}

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn color(choice: ColorChoice) -> terminal::ColorChoice {
    match choice {
        ColorChoice::Auto => terminal::ColorChoice::Auto,
        ColorChoice::Always => terminal::ColorChoice::Always,
        ColorChoice::Never => terminal::ColorChoice::Never,
    }
}
