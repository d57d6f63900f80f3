//! Events as lines of text.

mod connection;
mod notice;
mod waiting;

use crate::migration::Direction;
use crate::outcome::{Beat, Event, Verbosity};
use crate::report::duration::human;
use crate::report::list::{count, list};
use crate::report::seed::are_there;
use crate::report::style::Style;
use crate::report::{blockers, corrections, escape, progress, seed, warning};
use connection::{encryption, target};
use notice::server_said;
use waiting::{at_work, blocked, by, so_far};

/// What stderr shows of `event`, with its newlines; `None` when that verbosity
/// shows nothing of it. A done step is data and no part of this.
pub(in crate::report) fn text(event: &Event, verbosity: Verbosity, style: Style) -> Option<String> {
    if let Event::Correcting(changes) = event {
        // Whoever is asked must see what for.
        return Some(corrections::about(changes, style));
    }
    if verbosity == Verbosity::Quiet {
        return None;
    }
    let line = match event {
        Event::Warning(found) => return Some(warning::message(found).render(style)),
        Event::Notice { migration, notice } => {
            return Some(server_said(migration.as_deref(), notice, verbosity, style));
        }
        Event::Blocked { migration, wait } => return Some(blocked(&migration.label, wait)),
        Event::StepDone(_) | Event::Correcting(_) => return None,
        Event::Progress {
            beat: Beat::Second, ..
        }
        | Event::SeedProgress {
            beat: Beat::Second, ..
        }
        | Event::Loading {
            beat: Beat::Second, ..
        } => return None,
        Event::SeedProgress { progress, .. } => {
            format!("{}: {}", progress.file, seed::progress(progress))
        }
        Event::SeedRetry { error, pause } => {
            format!("rolled back: {error}; trying again in {}", human(*pause))
        }
        Event::Loading {
            done,
            of,
            beat: Beat::Line,
        } => format!("{done} of {of} statements are loaded"),
        Event::Progress {
            migration,
            statement,
            statements,
            elapsed,
            in_all,
            phase,
            beat: Beat::Line,
        } => {
            let times = (*elapsed, *in_all);
            let at = progress::line((*statement, *statements), times, phase.as_ref());
            format!("{}: {at}", migration.label)
        }
        Event::RunBegins { .. }
        | Event::LoadBegins { .. }
        | Event::StepBegins(_)
        | Event::StatementDone { .. }
        | Event::SeedBegins(_)
        | Event::LedgerCreated(_)
            if verbosity < Verbosity::Verbose =>
        {
            return None;
        }
        Event::RunBegins { steps } => format!("{} to run", count(*steps, "step")),
        Event::SeedSettling(rows) => format!(
            "the connection was lost after the COMMIT was sent: asking the server whether {}",
            are_there(*rows)
        ),
        Event::SeedBegins(file) => format!("loading {file}"),
        Event::LoadBegins { path, statements } => {
            format!("loading {path}: {}", count(*statements, "statement"))
        }
        Event::StepBegins(migration) => {
            format!("{} {}", present(migration.direction), migration.label)
        }
        Event::StatementDone {
            statement,
            statements,
        } => format!("  statement {statement} of {statements} done"),
        Event::Connected(connected) if verbosity == Verbosity::Verbose => {
            format!("{}, {}", target(connected), encryption(connected))
        }
        Event::Connected(connected) => target(connected),
        Event::PrivateServer(message) => format!("private server: {message}"),
        Event::DatabaseCreated(database) => format!("created the database {database}"),
        Event::LedgerCreated(ledger) => format!("the ledger {ledger} was created"),
        Event::SchemaFileWritten(path) => format!("wrote {path}"),
        Event::Adopted { ledger, rows } => adopted(ledger, *rows),
        Event::Stamped(labels) => format!(
            "{} stamped with the checksums of their files: {}",
            count(labels.len(), "unverified migration"),
            list(labels)
        ),
        Event::WaitingForLock { holder, waited } => {
            format!(
                "waiting for the lock{}{}",
                so_far(*waited),
                by(holder.as_ref())
            )
        }
        Event::WaitingForLedger { holder, waited } => {
            format!(
                "waiting for the ledger, which is locked{}{}",
                so_far(*waited),
                by(holder.as_ref())
            )
        }
        Event::WaitingForConnection { message, waited } => format!(
            "waiting for a free connection{}: {message}",
            so_far(*waited)
        ),
        Event::WaitingForServer {
            host,
            reason,
            waited,
        } => format!(
            "waiting for the server at {host}{}: {reason}",
            so_far(*waited)
        ),
        Event::Retry {
            migration,
            error,
            cut_short,
            pause,
        } => {
            let what = match cut_short {
                Some(why) => blockers::cut_short(*why),
                None => error.to_string(),
            };
            format!(
                "{}: {what}; trying again in {}",
                migration.label,
                human(*pause)
            )
        }
        Event::Resuming {
            migration,
            statement,
            statements,
        } if statement > statements => {
            format!("{}: its statements are done, recording it", migration.label)
        }
        Event::Resuming {
            migration,
            statement,
            statements,
        } => format!(
            "{}: going on with statement {statement} of {statements} of its {} section",
            migration.label, migration.direction
        ),
        Event::Skipped {
            migration,
            first,
            last,
        } if first < last => format!(
            "{}: statements {first}–{last}, a unit, are passed over, as --resume says",
            migration.label
        ),
        Event::Skipped {
            migration, first, ..
        } => format!(
            "{}: statement {first} is passed over, as --resume says",
            migration.label
        ),
        Event::WaitingForLostRun {
            migration,
            holder,
            waited,
        } => format!(
            "{}: waiting for the backend of a run that was lost{}{}",
            migration.label,
            so_far(*waited),
            at_work(holder)
        ),
        Event::LeftoverDropped { migration, index } => format!(
            "{}: dropped the INVALID index {index}, which it had left behind",
            migration.label
        ),
        Event::LeftoverStays { migration, index } => format!(
            "{}: the INVALID index {index} is left behind; going on drops it",
            migration.label
        ),
        Event::Settling(migration) => format!(
            "the connection was lost after the COMMIT of {} was sent: asking the server whether it is applied",
            migration.label
        ),
        Event::Interrupted(signal) => {
            format!("{signal}: cancelling, and waiting for the rollback; once more stops at once")
        }
    };
    Some(format!("{}\n", escape::line(&line)))
}

fn adopted(ledger: &str, rows: usize) -> String {
    match rows {
        0 => format!("adopted {ledger}, a dbmate ledger without rows"),
        _ => format!(
            "adopted {ledger}, a dbmate ledger: {} unverified until `proj-migrate up --adopt` stamps them",
            match rows {
                1 => "1 row is".to_owned(),
                _ => format!("{rows} rows are"),
            }
        ),
    }
}

/// `applying`, `reverting`
fn present(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "applying",
        Direction::Down => "reverting",
    }
}
