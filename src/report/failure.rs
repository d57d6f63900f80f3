//! Every way in which a command fails, in words for whoever has to act on it.

use super::aftermath::{self, End};
use super::message::Message;
use super::scene::Scene;
use super::statement::hinted;
use super::style::Style;
use super::{duration, holder, problem, refusal, statement};
use crate::outcome::{
    Aftermath, Failure, FailureKind, Holder, MigrationRef, RunReport, ServerError, Signal,
};

const LOST_FILE: &str = "run the command again when nobody writes the file any more";
const LOST_LOOSE_FILE: &str = "what ran may be of the old file or of the new one: compare the \
    database with both before you go on";

/// The failure as messages: several only for bad files, in file order, the sum last.
pub(super) fn messages(scene: &Scene, failure: &Failure) -> Vec<Message> {
    let run = failure.run.as_ref();
    let wait = failure.lock_wait.as_deref();
    vec![match &failure.kind {
        FailureKind::Files {
            problems,
            unreachable,
        } => return problem::messages(problems, unreachable.as_deref()),
        FailureKind::Usage { message, hint } => hinted(Message::error(&**message), hint.as_deref()),
        FailureKind::Refused(refused) => refusal::message(scene, refused),
        FailureKind::Statement(failed) => statement::message(scene, failed, (run, wait)),
        FailureKind::Server {
            attempted,
            error,
            causes,
            hint,
            migration,
        } => {
            let message = server(attempted, error.as_deref(), causes);
            let message = match migration {
                Some((at_work, after)) => {
                    let lines = aftermath::migration(at_work, *after, End::NotBegun, run);
                    message.proses(lines)
                }
                None => with_run(message, run),
            };
            let message = match wait {
                Some(wait) => statement::waited(message, wait, hint.as_deref()),
                None => hinted(message, hint.as_deref()),
            };
            match migration {
                Some((at_work, after)) => {
                    statement::onward(scene, message, at_work, *after, error.as_deref())
                }
                None => message,
            }
        }
        FailureKind::InUse {
            database,
            error,
            sessions,
        } => super::database::in_use(database, error, sessions),
        FailureKind::UnknownOutcome { migration, causes } => {
            let message = unknown_outcome(migration, causes);
            match run {
                Some(run) => message.proses(aftermath::run(run, Some(&migration.label))),
                None => message,
            }
        }
        FailureKind::TransactionEnded(migration) => {
            let title = format!("cannot record {} in the ledger", migration.label);
            Message::error(title)
                .proses(aftermath::migration(
                    migration,
                    Aftermath::Ended,
                    End::Failed,
                    run,
                ))
                .hint(statement::ENDED)
        }
        FailureKind::FileLost {
            migration,
            aftermath,
            path,
            lost,
        } => {
            let title = format!("cannot finish {}: `{path}`: {lost}", migration.label);
            let lines = aftermath::migration(migration, *aftermath, End::NotBegun, run);
            let message = Message::error(title).proses(lines);
            match aftermath {
                Aftermath::RolledBack | Aftermath::Ended => message.hint(LOST_FILE),
                Aftermath::Partial { .. } | Aftermath::InDoubt { .. } => {
                    let message = message.hint(LOST_LOOSE_FILE);
                    statement::onward(scene, message, migration, *aftermath, None)
                }
            }
        }
        FailureKind::LockTimeout { holder, waited } => {
            let waited = duration::human(*waited);
            with_run(lock_timeout(holder.as_ref(), &waited), run)
        }
        FailureKind::Interrupted { signal, migration } => {
            interrupted(scene, *signal, migration.as_ref(), run)
        }
        FailureKind::LostRun {
            migration,
            holder,
            waited,
        } => with_run(lost_run(migration, holder, &duration::human(*waited)), run),
        FailureKind::PrivateServer { message, hint } => hinted(
            Message::error(format!("private server: {message}")),
            hint.as_deref(),
        ),
        FailureKind::Io {
            attempted,
            reason,
            hint,
        } => {
            let message = Message::error(format!("cannot {attempted}: {reason}"));
            hinted(with_run(message, run), hint.as_deref())
        }
    }]
}

/// The messages as text, a blank line between them.
pub(super) fn text(messages: &[Message], style: Style) -> String {
    let texts: Vec<String> = (messages.iter())
        .map(|message| message.render(style))
        .collect();
    texts.join("\n")
}

fn with_run(message: Message, run: Option<&RunReport>) -> Message {
    match run {
        Some(run) => message.proses(aftermath::run(run, None)),
        None => message,
    }
}

fn server(attempted: &str, error: Option<&ServerError>, causes: &[String]) -> Message {
    let message = match error {
        Some(error) => {
            Message::error(format!("cannot {attempted}: {}", error.message)).server_notes(error)
        }
        None => Message::error(format!("cannot {attempted}")),
    };
    causes.iter().fold(message, |message, cause| {
        message.note("caused by", &**cause)
    })
}

fn unknown_outcome(migration: &MigrationRef, causes: &[String]) -> Message {
    let message = Message::error(format!(
        "the connection was lost after the COMMIT of {} was sent: whether it is {} is unknown",
        migration.label,
        super::run::past(migration.direction)
    ));
    let message = causes.iter().fold(message, |message, cause| {
        message.note("caused by", &**cause)
    });
    message
        .prose("its transaction was committed as a whole or not at all, its ledger row with it")
        .hint("once the server is back, run `proj-migrate status`: what it says is what happened")
}

fn lock_timeout(holder: Option<&Holder>, waited: &str) -> Message {
    let message = Message::error(format!(
        "the lock that runs share was not free within {waited}"
    ));
    let more = "if that is another run at work, let it finish, or wait longer with `--lock-wait`";
    let Some(holder) = holder else {
        return message
            .prose("who holds it could not be seen: that takes the role pg_read_all_stats")
            .hint(more)
            .hint(
                "to see who holds it: select pid, usename, application_name, state, query from \
                 pg_stat_activity join pg_locks using (pid) where locktype = 'advisory' and granted",
            );
    };
    let message = message.note("held by", holder::holder(holder));
    let message = match holder::query(holder) {
        Some(query) => message.note("its statement", query),
        None => message,
    };
    message.hint(more).hint(format!(
        "if its client is dead, end it: select pg_terminate_backend({})",
        holder.pid
    ))
}

fn lost_run(migration: &MigrationRef, backend: &Holder, waited: &str) -> Message {
    let message = Message::error(format!(
        "the backend of the run that was lost still works on {}, after {waited}",
        migration.label
    ))
    .note("backend", holder::holder(backend));
    let message = match holder::query(backend) {
        Some(query) => message.note("its statement", query),
        None => message,
    };
    message
        .prose(
            "nothing was run now: what became of its statement can't be told before it has ended",
        )
        .hint(
            "wait until it has ended and run the command again, or wait longer with `--lock-wait`",
        )
        .hint(format!(
            "or end it: select pg_terminate_backend({})",
            backend.pid
        ))
}

fn interrupted(
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
            super::partial::onward(message, migration.direction, *after)
        }
    }
}
