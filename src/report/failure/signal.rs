//! Signals that ended a run, and how it goes on.

use super::with_run;
use crate::outcome::{Aftermath, MigrationRef, RunReport, Signal};
use crate::report::aftermath::{self, End};
use crate::report::message::Message;
use crate::report::scene::Scene;
use crate::report::{partial, seed};

/// A second signal.
pub(super) fn stopped_at_once(signal: Signal) -> Message {
    Message::error(format!(
        "stopped at once by a second signal, {signal}, without waiting for the server"
    ))
    .prose("what was at work is rolled back by the server, or committed if it was that far")
    .hint("`proj-migrate status` (of seeds `proj-migrate seed --list`) tells which in a moment; the next run goes on from there")
}

/// A signal, and what became of the migration at work.
pub(super) fn interrupted(
    scene: &Scene,
    signal: Signal,
    migration: Option<&(MigrationRef, Aftermath)>,
    run: Option<&RunReport>,
) -> Message {
    let goes_on = match run {
        Some(run) => scene.invocation_after(run.direction),
        None => scene.invocation(),
    };
    let onward = format!("`{goes_on}` goes on from here");
    let Some((migration, after)) = migration else {
        let message = with_run(Message::error(format!("interrupted by {signal}")), run);
        if scene.command == "seed" {
            return message.prose(seed::NOTHING);
        }
        return match run {
            Some(_) => message.hint(onward),
            None => message,
        };
    };
    let message = Message::error(format!(
        "interrupted by {signal} during {}",
        migration.label
    ))
    .proses(aftermath::migration(
        migration,
        *after,
        End::Interrupted,
        run,
    ));
    match after {
        Aftermath::RolledBack | Aftermath::Ended => message.hint(onward),
        Aftermath::Partial { .. } | Aftermath::InDoubt { .. } => {
            partial::onward(message, migration.direction, *after)
        }
    }
}
