//! Asking the person at the terminal.

use std::sync::mpsc::Receiver;

/// Whoever can ask; `report/` does it at a terminal.
pub trait Asks {
    /// Asks `question`, which can be answered with yes or no; the answer comes on the channel.
    /// `None` when there is no terminal, so nobody to ask.
    fn ask(&self, question: &str) -> Option<Receiver<Answer>>;
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// `y` or `yes`.
    Yes,
    /// Anything else.
    No,
}
