//! Sequences behind the rows that were inserted.

use super::failures;
use crate::outcome::{Event, Failure, SequenceMove};
use crate::plan::Warning;
use crate::postgres::{SeedRun, Watch, move_sequences};

/// Moves the sequences of these tables forward, and warns of those that it may not move.
///
/// # Errors
/// The server's.
pub(super) async fn move_forward(
    run: &SeedRun<'_>,
    oids: &[u32],
    watch: Watch<'_>,
) -> Result<Vec<SequenceMove>, Failure> {
    let moved = move_sequences(run, oids).await;
    let moved =
        moved.map_err(|error| failures::during("move the sequences forward", error, watch))?;
    let mut told = Vec::new();
    for one in moved {
        let (sequence, column) = (one.sequence, one.column);
        match one.value {
            Some(value) => told.push(SequenceMove {
                sequence,
                column,
                value,
            }),
            None => {
                let behind = Warning::SequenceBehind { sequence, column };
                watch.events.emit(Event::Warning(behind));
            }
        }
    }
    Ok(told)
}
