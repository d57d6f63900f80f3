//! A statement that failed: the server's error at its place in the file, what
//! became of the migration, and how to go on.

use super::aftermath::{self, End};
use super::message::Message;
use super::scene::Scene;
use super::{blockers, partial};
use crate::migration::Direction;
use crate::outcome::{Aftermath, LockWait, MigrationRef, RunReport, ServerError, StatementFailure};

/// The failure as a message.
pub(super) fn message(
    scene: &Scene,
    failure: &StatementFailure,
    (run, wait): (Option<&RunReport>, Option<&LockWait>),
) -> Message {
    let migration = &failure.migration;
    let happened = match wait.and_then(|wait| wait.cut_short) {
        Some(why) => blockers::cut_short(why),
        None => failure.error.message.clone(),
    };
    let title = match &failure.location {
        Some(_) => happened,
        None => format!("{}: {happened}", migration.label),
    };
    let place = format!(
        "{} of {}, {} section of {}",
        failure.statement, failure.statements, migration.direction, migration.label
    );
    let message = Message::error(title)
        .at(failure.location.clone())
        .server_notes(&failure.error)
        .note("statement", place)
        .proses(aftermath::migration(
            migration,
            failure.aftermath,
            End::Failed,
            run,
        ));
    let message = match wait {
        Some(wait) => waited(message, wait, failure.cure.as_deref()),
        None => hinted(message, failure.cure.as_deref()),
    };
    let error = Some(&failure.error);
    onward(scene, message, migration, failure.aftermath, error)
}

/// `message` with the waiting that has ended it; `cure` is what is known without having seen it.
pub(super) fn waited(message: Message, wait: &LockWait, cure: Option<&str>) -> Message {
    let message = blockers::explain(message, wait);
    let message = match wait.blockers.is_empty() && wait.cut_short.is_none() {
        true => hinted(message, cure),
        false => message,
    };
    blockers::cures(wait)
        .into_iter()
        .fold(message, Message::hint)
}

/// `message` with one thing to do, if there is one.
pub(super) fn hinted(message: Message, hint: Option<&str>) -> Message {
    match hint {
        Some(hint) => message.hint(hint),
        None => message,
    }
}

/// `message` with how to go on from what `migration` left. No `error`: the connection was lost.
pub(super) fn onward(
    scene: &Scene,
    message: Message,
    migration: &MigrationRef,
    aftermath: Aftermath,
    error: Option<&ServerError>,
) -> Message {
    match aftermath {
        Aftermath::RolledBack => message.hint(again(scene, migration, error)),
        Aftermath::Ended => message.hint(ENDED),
        Aftermath::Partial { .. } | Aftermath::InDoubt { .. } => {
            partial::onward(message, migration.direction, aftermath)
        }
    }
}

/// What to do when a migration ended its own transaction.
pub(super) const ENDED: &str = "\
    a COMMIT or ROLLBACK is hidden in it, for example in a string that is read differently with \
    `standard_conforming_strings = off`: take it out, look at what it left in the database, undo \
    that, and run it again";

/// What to do after a rollback.
fn again(scene: &Scene, migration: &MigrationRef, error: Option<&ServerError>) -> String {
    let run = scene.invocation_after(migration.direction);
    let is_files_fault = error.is_some_and(|error| is_files_fault(&error.sqlstate));
    match (is_files_fault, migration.direction) {
        (true, Direction::Up) => format!("fix the file and run `{run}` again"),
        (true, Direction::Down) => format!(
            "remove what stands in its way in the database and run `{run}` again, \
             or correct the down section and run `{run} --from file`"
        ),
        (false, _) => {
            format!("the migration itself may be right: run `{run}` again once that is settled")
        }
    }
}

/// Whether another text of the file would help. Not so: connection (08), rights
/// (28, 42501), read-only (25006), conflict (40), resources (53), locks (55P03),
/// operator (57), system (58), internal (XX). PostgreSQL manual, appendix A.
fn is_files_fault(sqlstate: &str) -> bool {
    let classes = ["08", "28", "40", "53", "57", "58", "XX"];
    !classes.iter().any(|class| sqlstate.starts_with(class))
        && !["42501", "25006", "55P03"].contains(&sqlstate)
}
