//! The signal that asks a run to stop.

use std::cell::Cell;

use tokio::sync::Notify;

use crate::outcome::Signal;

/// Set once by whoever listens for signals; everything that waits looks at it.
#[derive(Debug, Default)]
pub struct Interrupt {
    signal: Cell<Option<Signal>>,
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
