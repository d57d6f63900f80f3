//! Asking the person at the terminal.

use std::any::Any;
use std::sync::mpsc::Receiver;

use crate::target::Secret;

/// Whoever can ask; `report/` does it at a terminal.
pub trait Asks {
    /// Asks `question`, which can be answered with yes or no; the answer comes on the channel.
    /// `None` when there is no terminal, so nobody to ask.
    fn ask(&self, question: &str) -> Option<Receiver<Answer>>;

    /// Asks for a password, which isn't shown while it is typed. `None` when there is no
    /// terminal.
    fn ask_password(&self, question: &str) -> Option<PasswordPrompt>;
}

/// A password that is being typed.
pub struct PasswordPrompt {
    /// The password comes here; `None` when there is none.
    pub answers: Receiver<Option<Secret>>,
    /// Puts the terminal back when it is dropped.
    pub terminal: Box<dyn Any>,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// `y` or `yes`.
    Yes,
    /// Anything else.
    No,
}
