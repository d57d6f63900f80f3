//! Listening for the signals that end a run.

use std::future::Future;
use std::pin::pin;

use tokio::signal::unix::{SignalKind, signal};

use crate::outcome::{Failure, FailureKind, Signal};
use crate::postgres::Interrupt;

/// Runs `work` to its end; a signal is told to `interrupt`, which `work` heeds.
///
/// # Errors
/// Those of `work`; [`FailureKind::Io`] when the system lets us not listen for signals.
pub(super) async fn listening<T>(
    interrupt: &Interrupt,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let listen = |kind| {
        signal(kind).map_err(|error| {
            Failure::new(FailureKind::Io {
                attempted: "listen for signals".to_owned(),
                reason: error.to_string(),
                hint: None,
            })
        })
    };
    let mut hangup = listen(SignalKind::hangup())?;
    let mut keyboard = listen(SignalKind::interrupt())?;
    let mut terminate = listen(SignalKind::terminate())?;
    let mut work = pin!(work);
    loop {
        tokio::select! {
            // What came first counts: Ctrl-C, and not the Ctrl-D behind it.
            biased;
            Some(()) = hangup.recv() => interrupt.raise(Signal::Hangup),
            Some(()) = keyboard.recv() => interrupt.raise(Signal::Interrupt),
            Some(()) = terminate.recv() => interrupt.raise(Signal::Terminate),
            ended = &mut work => return ended,
        }
    }
}
