//! Every way in which a command fails, in words for whoever has to act on it.

//! Every way in which a command fails, in words for whoever has to act on it.

mod others;
mod server;
mod signal;

use crate::outcome::{Aftermath, Failure, FailureKind, RunReport};
use crate::report::aftermath::{self, End};
use crate::report::list::{count, list};
use crate::report::message::Message;
use crate::report::scene::Scene;
use crate::report::statement::hinted;
use crate::report::style::Style;
use crate::report::{
    blockers, database, duration, load, pooler, problem, refusal, seed, statement, trial,
};
use others::{failed_elsewhere, ledger_locked, lock_timeout, lost_run};
use server::{server, unknown_outcome};
use signal::{interrupted, stopped_at_once};

const LOST_FILE: &str = "run the command again when nobody writes the file any more";
const LOST_LOOSE_FILE: &str = "what ran may be of the old file or of the new one: compare the \
    database with both before you go on";

/// The failure as messages: several only for bad files, in file order, the sum last.
pub(in crate::report) fn messages(scene: &Scene, failure: &Failure) -> Vec<Message> {
    let run = failure.run.as_ref();
    let wait = failure.lock_wait.as_deref();
    vec![match &failure.kind {
        FailureKind::Files {
            problems,
            unreachable,
        } => {
            let noun = match scene.command.as_str() {
                "seed" => "seed file",
                "load" => "schema file",
                _ => "migration file",
            };
            return problem::messages(problems, noun, unreachable.as_deref());
        }
        FailureKind::Usage { message, hint } => hinted(Message::error(&**message), hint.as_deref()),
        FailureKind::Refused(refused) => with_run(refusal::message(scene, refused), run),
        FailureKind::Statement(failed) => statement::message(scene, failed, (run, wait)),
        FailureKind::Load(failed) => load::failure(failed),
        FailureKind::Server {
            attempted,
            error,
            causes,
            hint,
            migration,
        } => {
            let message = match wait.and_then(|wait| wait.cut_short) {
                Some(why) => {
                    let why = blockers::cut_short(why);
                    Message::error(format!("cannot {attempted}: {why}"))
                }
                None => server(attempted, error.as_deref(), causes),
            };
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
        } => database::in_use(database, error, sessions),
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
        FailureKind::Seed(failed) => seed::refused(failed),
        FailureKind::SeedEnded { file } => seed::ended(file),
        FailureKind::SeedUnknown { causes, rows } => seed::unknown(causes, *rows),
        FailureKind::LockTimeout { holder, waited } => {
            let waited = duration::human(*waited);
            with_run(lock_timeout(holder.as_ref(), &waited), run)
        }
        FailureKind::LedgerLocked { holder, waited } => {
            let waited = duration::human(*waited);
            with_run(ledger_locked(holder.as_ref(), &waited), run)
        }
        FailureKind::HeldTooLong {
            migration,
            location,
            statement,
            locks,
            limit,
        } => trial::held_too_long(migration, location.as_ref(), (*statement, locks, *limit)),
        FailureKind::Unwritable { objects } => {
            let title = format!(
                "cannot write the schema: {} of a kind that this version does not know",
                count(objects.len(), "object")
            );
            let message = Message::error(title).prose(list(objects));
            with_run(message, run).hint(
                "nothing was written, for a part would pass for all; report it, and meanwhile use pg_dump",
            )
        }
        FailureKind::Incomplete { objects } => {
            let title = format!("the dump would lack {}", list(objects));
            with_run(Message::error(title), run).hint(
                "nothing was written; a role with more rights sees more, secrets are never written, and without \
                 `--require-complete` a warning names what is left out",
            )
        }
        FailureKind::SchemaChanging => {
            let title = "cannot read the schema: others changed it each of the three times";
            with_run(Message::error(title), run)
                .hint("run it again when no migration or other DDL is running")
        }
        FailureKind::Interrupted { signal, migration } => {
            interrupted(scene, *signal, migration.as_ref(), run)
        }
        FailureKind::FailedElsewhere { migration, error } => {
            with_run(failed_elsewhere(migration, error), run)
        }
        FailureKind::StoppedAtOnce { signal } => stopped_at_once(*signal),
        FailureKind::LostRun {
            migration,
            holder,
            waited,
        } => with_run(lost_run(migration, holder, &duration::human(*waited)), run),
        FailureKind::NoSecondConnection {
            migration,
            host,
            waited,
        } => with_run(
            pooler::no_second_connection(migration, host, &duration::human(*waited)),
            run,
        ),
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
pub(in crate::report) fn text(messages: &[Message], style: Style) -> String {
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
