//! A run of the program without a terminal. Whatever runs here, no control character may come out or
//! be kept.

use super::{Home, TIDINGS};
use std::ffi::OsStr;
use std::time::Duration;

/// What a run of the program came to.
pub struct Run {
    called: String,
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// Runs the program in a home; the file names of the arguments count from its `work` folder.
pub fn run<S: AsRef<OsStr>>(home: &Home, args: &[S], input: &[u8]) -> Run {
    run_with(home, args, input, &[])
}

pub fn run_with<S: AsRef<OsStr>>(
    home: &Home,
    args: &[S],
    input: &[u8],
    env: &[(&str, &str)],
) -> Run {
    let output = assert_cmd::Command::new(TIDINGS)
        .args(args)
        .env_clear()
        .envs(home.env())
        .envs(env.iter().copied())
        .current_dir(home.work())
        .write_stdin(input)
        // Long enough for any machine: a run that waits for something else never ends.
        .timeout(Duration::from_secs(60))
        .output()
        .unwrap();
    let args: Vec<_> = args
        .iter()
        .map(|arg| arg.as_ref().display().to_string())
        .collect();
    let run = Run {
        called: format!("tidings {args:?}"),
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    run.assert_harmless();
    home.assert_clean();
    run
}

/// Runs the program with arguments that have no blanks in them.
pub fn tidings(home: &Home, args: &str) -> Run {
    let args: Vec<&str> = args.split_whitespace().collect();
    run(home, &args, b"")
}

/// Types lines at the plain reader.
pub fn type_lines(home: &Home, lines: &str) -> Run {
    run::<&str>(home, &[], lines.replace(' ', "\n").as_bytes())
}

impl Run {
    pub fn ends(self, status: i32) -> Run {
        assert_eq!(self.status, status, "{self}");
        self
    }

    pub fn prints(self, out: &str) -> Run {
        assert_eq!(self.out, out, "{self}");
        self
    }

    pub fn complains(self, err: &str) -> Run {
        assert_eq!(self.err, err, "{self}");
        self
    }

    pub fn prints_lines(self, lines: usize) -> Run {
        assert_eq!(self.out.lines().count(), lines, "{self}");
        self
    }

    pub fn shows(self, part: &str) -> Run {
        assert!(self.out.contains(part), "{part:?} is not shown by {self}");
        self
    }

    pub fn hides(self, part: &str) -> Run {
        assert!(!self.out.contains(part), "{part:?} is shown by {self}");
        self
    }

    pub fn names(self, part: &str) -> Run {
        assert!(self.err.contains(part), "{part:?} is not named by {self}");
        self
    }

    /// The object that `--json` printed.
    pub fn json(&self) -> serde_json::Value {
        assert_eq!(self.out.matches('\n').count(), 1, "one line: {self}");
        serde_json::from_str(&self.out).unwrap()
    }

    /// No panic, and nothing that a terminal would obey.
    fn assert_harmless(&self) {
        assert!((0..=3).contains(&self.status), "{self}");
        assert!(!self.err.contains("panicked"), "{self}");
        for c in [&self.out, &self.err].into_iter().flat_map(|t| t.chars()) {
            let harmless = c == '\n' || c != '\t' && !tidings::chars::clean::is_dropped(c);
            assert!(harmless, "{c:?} in the output of {self}");
        }
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Run {
            called,
            status,
            out,
            err,
        } = self;
        write!(
            f,
            "{called}, status {status}\n--- out\n{out}\n--- err\n{err}"
        )
    }
}
