//! Who hears of what happens, and who may stop it: what every wait for the server is given.

use std::future::Future;
use std::time::Duration;

use tokio::time::sleep;

use super::error::Error;
use super::interrupt::Interrupt;
use crate::outcome::Events;

/// Who hears of what happens, and who may stop it.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Takes the events.
    pub events: &'a dyn Events,
    /// The signal.
    pub interrupt: &'a Interrupt,
}

impl<'a> Watch<'a> {
    /// The same events with another interrupt: a fresh one for cleaning up after a signal.
    pub(super) fn heeding<'b>(&self, interrupt: &'b Interrupt) -> Watch<'b>
    where
        'a: 'b,
    {
        Watch {
            events: self.events,
            interrupt,
        }
    }

    /// Sleeps, or ends early with the signal.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub async fn pause(&self, duration: Duration) -> Result<(), Error> {
        tokio::select! {
            signal = self.interrupt.wait() => Err(Error::Interrupted(signal)),
            () = sleep(duration) => Ok(()),
        }
    }

    /// What `work` gives, unless a signal comes first: then it is dropped, so it must be
    /// something that the server need not be told of, such as connecting.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub async fn unless_interrupted<T>(&self, work: impl Future<Output = T>) -> Result<T, Error> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            signal = self.interrupt.wait() => Err(Error::Interrupted(signal)),
        }
    }

    /// Fails once a signal came: asked between two steps.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub fn check(&self) -> Result<(), Error> {
        match self.interrupt.signal() {
            Some(signal) => Err(Error::Interrupted(signal)),
            None => Ok(()),
        }
    }
}
