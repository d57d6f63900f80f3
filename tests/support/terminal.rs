//! The binary at a terminal: what it draws is replayed on a screen.

use std::io::{Read, Write};
use std::num::NonZero;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use vt100::{Color, Parser};

use super::project::Project;

const COLUMNS: NonZero<u16> = NonZero::new(100).unwrap();
const ROWS: NonZero<u16> = NonZero::new(40).unwrap();

/// The binary at a terminal of its own, made by util-linux's `script`.
pub(crate) struct Terminal {
    columns: NonZero<u16>,
    child: Child,
    written: Arc<Mutex<Vec<u8>>>,
    reader: thread::JoinHandle<()>,
}

impl Terminal {
    /// Starts it with these arguments and, beside the usual ones, these variables.
    pub(crate) fn start(project: &Project, args: &str, environment: &[(&str, &str)]) -> Self {
        Self::start_within(COLUMNS.get(), project, args, environment)
    }

    /// As [`Self::start`], at a terminal of so many columns.
    pub(crate) fn start_within(
        columns: u16,
        project: &Project,
        args: &str,
        environment: &[(&str, &str)],
    ) -> Self {
        let columns = NonZero::new(columns).unwrap();
        let binary = env!("CARGO_BIN_EXE_proj-migrate");
        let mut command = Command::new("script");
        command
            .args(["--quiet", "--return", "--echo", "never", "--command"])
            .arg(format!(
                "stty echo cols {columns} rows {ROWS}; exec '{binary}' {args}"
            ))
            .arg("/dev/null");
        command.current_dir(project.path()).env_clear();
        command
            .env("PATH", "/usr/bin:/bin")
            .env("TERM", "xterm-256color")
            .env("SHELL", "/bin/sh");
        command.env("DATABASE_URL", project.database.url());
        command.envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let written = Arc::new(Mutex::new(Vec::new()));
        let collected = Arc::clone(&written);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = out.read(&mut bytes) {
                collected.lock().unwrap().extend_from_slice(&bytes[..read]);
            }
        });
        Self {
            columns,
            child,
            written,
            reader,
        }
    }

    /// What is on the screen now, and whether the cursor can be seen.
    pub(crate) fn screen(&self) -> (String, bool) {
        let parser = self.replayed();
        let screen = parser.screen();
        (screen.contents(), !screen.hide_cursor())
    }

    /// What is on the screen now, row by row: lines that it has broken are several.
    pub(crate) fn rows(&self) -> Vec<String> {
        let parser = self.replayed();
        let rows = parser.screen().rows(0, self.columns.get());
        rows.map(|row| row.trim_end().to_owned()).collect()
    }

    fn replayed(&self) -> Parser {
        let mut parser = Parser::new(ROWS, self.columns, 0);
        parser.process(&self.written.lock().unwrap());
        parser
    }

    /// Presses these keys.
    pub(crate) fn press(&mut self, keys: &[u8]) {
        let keyboard = self.child.stdin.as_mut().unwrap();
        keyboard.write_all(keys).unwrap();
        keyboard.flush().unwrap();
    }

    /// Waits for its end, which has this exit status: the last screen, and everything that was ever written.
    /// The cursor is seen, at the start of a line, and what comes next is not coloured.
    #[track_caller]
    pub(crate) fn end(mut self, status: i32) -> (String, String) {
        // Waiting closes it, and `script` would press Ctrl-D.
        let _keyboard = self.child.stdin.take();
        let ended = self.child.wait().unwrap();
        let (screen, is_visible) = {
            while !self.reader.is_finished() {
                thread::yield_now();
            }
            self.screen()
        };
        assert_eq!(ended.code(), Some(status), "{screen}");
        assert!(is_visible, "the cursor is hidden\n{screen}");
        let parser = self.replayed();
        let end = parser.screen();
        assert_eq!(end.cursor_position().1, 0, "within a line\n{screen}");
        assert_eq!(end.fgcolor(), Color::Default, "coloured\n{screen}");
        assert!(!end.bold(), "bold\n{screen}");
        let written = String::from_utf8_lossy(&self.written.lock().unwrap()).into_owned();
        (screen, written)
    }
}
