//! The signal that asks a run to stop.

use std::cell::Cell;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::outcome::Signal;

/// Whether people have been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// Not yet.
    Fresh,
    /// Already.
    Told,
}

/// Set once by whoever listens for signals; everything that waits looks at it.
#[derive(Debug, Default)]
pub struct Interrupt {
    signal: Cell<Option<Signal>>,
    announced: Cell<Option<Instant>>,
    raised: Notify,
}

impl Interrupt {
    /// Asks the run to stop because of `signal`.
    pub fn raise(&self, signal: Signal) {
        self.signal.set(Some(signal));
        self.raised.notify_waiters();
    }

    /// The signal, once one came.
    pub fn signal(&self) -> Option<Signal> {
        self.signal.get()
    }

    /// Since when the server has been asked to stop, and whether that is news.
    pub(super) fn announce(&self) -> (Instant, News) {
        match self.announced.get() {
            Some(since) => (since, News::Told),
            None => {
                let now = Instant::now();
                self.announced.set(Some(now));
                (now, News::Fresh)
            }
        }
    }

    /// Waits until a signal came.
    pub async fn wait(&self) -> Signal {
        loop {
            let raised = self.raised.notified();
            if let Some(signal) = self.signal.get() {
                return signal;
            }
            raised.await;
        }
    }
}
