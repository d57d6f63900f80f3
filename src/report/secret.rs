//! Asking for a password at the terminal: what is typed isn't shown.

use std::any::Any;
use std::io::{self, BufRead, IsTerminal};
use std::sync::mpsc::channel;
use std::thread;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::escape;
use super::gate::Gate;
use crate::outcome::PasswordPrompt;
use crate::target::Secret;

/// Asks; `None` when nobody is there to ask, or the terminal can't keep it to itself.
pub(super) fn ask(gate: &Gate, question: &str) -> Option<PasswordPrompt> {
    if !io::stdin().is_terminal() || !gate.is_seen {
        return None;
    }
    let silence = Silence::begin()?;
    gate.say(&format!("{}: ", escape::line(question)));
    let (sender, answers) = channel();
    // A read can't be given up: the thread ends with the process after a signal.
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        let password = line.trim_end_matches(['\r', '\n']);
        let is_given = read.is_ok() && !password.is_empty();
        // Nobody listens any more after a signal.
        let _ = sender.send(is_given.then(|| Secret::new(password)));
    });
    Some(PasswordPrompt {
        answers,
        terminal: Box::new(silence) as Box<dyn Any>,
    })
}

/// A terminal that doesn't echo, until this is dropped.
struct Silence {
    before: Termios,
}

impl Silence {
    fn begin() -> Option<Self> {
        let before = tcgetattr(io::stdin()).ok()?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        // The line break after it is shown, so that the next line starts at its margin.
        silent.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent).ok()?;
        Some(Self { before })
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        // A terminal that is gone needs no echo.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}
