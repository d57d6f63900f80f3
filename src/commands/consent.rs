//! Asking before something that can't be taken back.

use std::sync::mpsc::TryRecvError;
use std::time::Duration;

use super::failures;
use crate::outcome::{Answer, Asks, Failure, FailureKind};
use crate::plan::{Refusal, Unconfirmed};
use crate::postgres::Watch;

/// How often an answer is looked for.
const LISTEN: Duration = Duration::from_millis(20);

/// `--yes` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// Given already.
    Given,
    /// To be asked for.
    Wanted,
}

/// Who agrees.
#[derive(Clone, Copy)]
pub(super) enum Consent<'a> {
    /// It was given on the command line.
    Given,
    /// Whoever sits at the terminal.
    Ask(&'a dyn Asks),
}

impl<'a> Consent<'a> {
    /// The consent of whoever typed the command, else of whoever can be asked.
    pub(super) fn of(confirmation: Confirmation, asker: &'a dyn Asks) -> Self {
        match confirmation {
            Confirmation::Given => Self::Given,
            Confirmation::Wanted => Self::Ask(asker),
        }
    }

    /// Asks `question`, and returns only when somebody agreed.
    ///
    /// # Errors
    /// [`Refusal::Unconfirmed`]; a signal.
    pub(super) async fn agree(self, question: &str, watch: Watch<'_>) -> Result<(), Failure> {
        let Self::Ask(asker) = self else {
            return Ok(());
        };
        let refused = |why| Failure::new(FailureKind::Refused(Refusal::Unconfirmed(why)));
        let Some(answers) = asker.ask(question) else {
            return Err(refused(Unconfirmed::NobodyToAsk));
        };
        loop {
            match answers.try_recv() {
                Ok(Answer::Yes) => return Ok(()),
                Ok(Answer::No) | Err(TryRecvError::Disconnected) => {
                    return Err(refused(Unconfirmed::Declined));
                }
                Err(TryRecvError::Empty) => watch
                    .pause(LISTEN)
                    .await
                    .map_err(|error| failures::during("wait for an answer", error))?,
            }
        }
    }
}
