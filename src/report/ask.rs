//! Questions at the terminal, and the thread that waits for an answer.

use std::io::{self, BufRead, IsTerminal};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use super::reporter::Reporter;
use super::{escape, secret};
use crate::outcome::{Answer, Asks, PasswordPrompt};

impl Asks for Reporter {
    fn ask(&self, question: &str) -> Option<Receiver<Answer>> {
        if !io::stdin().is_terminal() || !self.gate.is_seen {
            return None;
        }
        let line_is_open = (self.gate).ask(&format!("{} [y/N] ", escape::line(question)));
        let (sender, answers) = channel();
        // A read can't be given up: the thread ends with the process after a signal.
        thread::spawn(move || {
            let mut line = String::new();
            let read = io::stdin().lock().read_line(&mut line);
            // Whoever answered with Ctrl-D is still in the question's line.
            line_is_open.store(!line.ends_with('\n'), Ordering::Relaxed);
            // Nobody listens any more after a signal.
            let _ = sender.send(match read {
                Ok(_) => answer(&line),
                Err(_) => Answer::No,
            });
        });
        Some(answers)
    }

    fn ask_password(&self, question: &str) -> Option<PasswordPrompt> {
        secret::ask(&self.gate, question)
    }
}

fn answer(line: &str) -> Answer {
    match line.trim().to_lowercase().as_str() {
        "y" | "yes" => Answer::Yes,
        _ => Answer::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_is_one() {
        for (line, expected) in [
            ("y\n", Answer::Yes),
            (" YES \r\n", Answer::Yes),
            ("\n", Answer::No),
            ("", Answer::No),
            ("n\n", Answer::No),
            ("yesterday\n", Answer::No),
        ] {
            assert_eq!(answer(line), expected, "{line:?}");
        }
    }
}
