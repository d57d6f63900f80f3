//! What a run said while it ran, kept for the JSON envelope.

use crate::outcome::{Connected, Event, ServerError};
use crate::plan::Warning;

/// The parts of the events that the envelope repeats, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Where the command works.
    pub(super) connected: Option<Connected>,
    /// The warnings.
    pub(super) warnings: Vec<Warning>,
    /// The server's notices, each with its migration's label.
    pub(super) notices: Vec<(Option<String>, ServerError)>,
}

impl Heard {
    /// Keeps what the envelope needs of `event`.
    pub(super) fn remember(&mut self, event: &Event) {
        match event {
            Event::Connected(connected) => self.connected = Some(connected.clone()),
            Event::LedgerCreated(ledger) => {
                if let Some(connected) = &mut self.connected {
                    connected.ledger = Some(ledger.clone());
                }
            }
            Event::Warning(warning) => self.warnings.push(warning.clone()),
            Event::Notice { migration, notice } => {
                self.notices.push((migration.clone(), notice.clone()));
            }
            _ => {}
        }
    }
}
