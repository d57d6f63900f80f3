//! Listening for the signals that end a run.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::Instant;

use crate::outcome::{Failure, FailureKind, Signal};
use crate::postgres::Interrupt;

/// One wish to stop may come as several signals: from the terminal, and again from the program
/// that started this one.
const SAME: Duration = Duration::from_millis(250);

/// Runs `work` to its end; a signal is told to `interrupt`, which `work` heeds. A second one
/// drops `work`.
///
/// # Errors
/// Those of `work`; [`FailureKind::StoppedAtOnce`]; [`FailureKind::Io`] when the system lets us
/// not listen for signals.
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
    let mut first: Option<Instant> = None;
    loop {
        let signal = tokio::select! {
            // What came first counts: Ctrl-C, and not the Ctrl-D behind it.
            biased;
            Some(()) = hangup.recv() => Signal::Hangup,
            Some(()) = keyboard.recv() => Signal::Interrupt,
            Some(()) = terminate.recv() => Signal::Terminate,
            ended = &mut work => return ended,
        };
        match first {
            None => {
                first = Some(Instant::now());
                interrupt.raise(signal);
            }
            Some(first) if first.elapsed() < SAME => {}
            // The connections are closed with `work`.
            Some(_) => return Err(Failure::new(FailureKind::StoppedAtOnce { signal })),
        }
    }
}
