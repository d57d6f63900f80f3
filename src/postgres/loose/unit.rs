//! A transaction of the author's own, `BEGIN … COMMIT`: it takes effect whole or not at all,
//! and the note that it did is part of it.

use super::Worker;
use super::begin::local_defaults;
use super::end::{LooseEnd, NOTE, failed, own};
use super::lone::{note_begin, note_done};
use super::note::{self, Begins};
use super::noted::before_note;
use super::record::{Open, may_go_on, stopped};
use super::statement::{LockPolicy, run_statement};
use super::walk::Walk;
use crate::migration::SectionStatement;
use crate::plan::ToldBy;
use crate::postgres::error::Error;
use crate::postgres::reply::Completed;
use crate::sql::{StatementKind, Unit};

/// Whether the note is part of the unit's transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noted {
    Inside,
    NotYet,
}

/// Runs the unit that begins with the statement that was taken.
pub(super) async fn run(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    (mut statement, unit): (SectionStatement, &Unit),
) -> Result<(), LooseEnd> {
    let told_by = match unit.is_whole {
        true => ToldBy::Row,
        false => ToldBy::Nobody,
    };
    let begins = Begins::plain(&statement, told_by);
    note_begin(worker, walk.now(), &begins).await?;
    let mut open = Open::Nothing;
    let mut noted = Noted::NotYet;
    loop {
        may_go_on(worker, walk.done, statement.index, open).await?;
        let is_last = statement.index + 1 == unit.statements.end;
        if is_last && unit.is_whole && unit.ends_with == StatementKind::Commit {
            noted = match note_inside(worker, walk).await {
                Ok(noted) => noted,
                Err(error) => return Err(fail(worker, walk, &statement, error).await),
            };
        }
        let ran = run_statement(worker, walk, &statement, LockPolicy::FailAtOnce).await;
        if let Err(error) = ran {
            return Err(fail(worker, walk, &statement, error).await);
        }
        worker.tell_done(statement.index);
        if is_last {
            break;
        }
        if open == Open::Nothing
            && let Err(error) = set_local(worker).await
        {
            return Err(fail(worker, walk, &statement, error).await);
        }
        open = Open::Transaction;
        statement = match walk.take() {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(end) => return Err(stopped(worker, open, end).await),
        };
    }
    if noted == Noted::NotYet {
        note_done(worker, walk.then()).await?;
    }
    walk.finish();
    Ok(())
}

/// Sets behind the unit's BEGIN what couldn't be set for the session.
async fn set_local(worker: Worker<'_>) -> Result<(), Error> {
    let defaults = local_defaults(worker.session, worker.loose);
    match defaults.strip_prefix(';') {
        Some(defaults) => worker.session.execute(defaults, worker.watch).await,
        None => Ok(()),
    }
}

async fn fail(
    worker: Worker<'_>,
    walk: &Walk<'_>,
    statement: &SectionStatement,
    error: Error,
) -> LooseEnd {
    let end = if error.raised(note::TAKEN_OVER) {
        own(NOTE, Some(walk.done))(error)
    } else {
        failed(statement.index, walk.done, error, worker.watch)
    };
    stopped(worker, Open::Transaction, end).await
}

/// Notes inside the unit's transaction that it is done, just before its COMMIT. In one that is
/// read-only nothing is noted: it may be repeated.
async fn note_inside(worker: Worker<'_>, walk: &Walk<'_>) -> Result<Noted, Error> {
    let note = note::done(worker.loose, walk.then());
    let sql = format!(
        "savepoint proj_migrate_note;{}{note};release proj_migrate_note",
        before_note(worker)
    );
    let reply = worker.session.send(&sql).await?;
    let mut completed = Completed::default();
    let Err(error) = worker
        .session
        .read(reply, worker.watch, &mut completed)
        .await
    else {
        return Ok(Noted::Inside);
    };
    // The savepoint, and the constraints: what fails there is the author's.
    if completed.statements >= 2 && error.sqlstate() == Some("25006") {
        let back = "rollback to proj_migrate_note;release proj_migrate_note";
        worker.session.execute(back, worker.watch).await?;
        return Ok(Noted::NotYet);
    }
    Err(error)
}
