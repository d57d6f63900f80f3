//! Statements with CONCURRENTLY, which commit on their own while they run. The catalogue tells
//! what became of one; what a failed one leaves behind is dropped.

use super::end::{LooseEnd, failed, own};
use super::lone::{note_begin, note_done};
use super::note::Begins;
use super::record::{Open, stopped};
use super::statement::{LockPolicy, run_statement};
use super::walk::{TimeoutBy, Walk};
use super::{Lasting, Worker};
use crate::migration::SectionStatement;
use crate::outcome::{Event, ServerError};
use crate::plan::{BegunNote, ToldBy};
use crate::postgres::activity::Family;
use crate::postgres::error::Error;
use crate::postgres::interrupt::Interrupt;
use crate::postgres::settlement::{Found, look_before, look_behind};
use crate::sql::Subject;

/// How long dropping what a failed statement left may take, in milliseconds: it waits for old
/// transactions, and somebody may wait for this run. What stays is dropped by the next one.
const CLEANING_MS: u32 = 10_000;

/// Runs the next statement, which is about `subject`.
pub(super) async fn run(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
    subject: &Subject,
) -> Result<(), LooseEnd> {
    let (session, watch, index) = (worker.session, worker.watch, statement.index);
    let before = look_before(session, subject, watch)
        .await
        .map_err(own("look at the catalogue", Some(index)))?;
    if let Some(name) = &before.invalid {
        let end = failed(index, index, invalid_before(name), watch);
        return Err(stopped(worker, Open::Nothing, end).await);
    }
    let begun = BegunNote {
        text: statement.text.clone(),
        told_by: ToldBy::Catalogue,
        object: before.object,
        indexes_before: before.indexes,
    };
    note_begin(worker, walk.now(), &Begins::of(index, &begun)).await?;
    if let Err(error) = send(worker, walk, statement).await {
        let end = stopped(worker, Open::Nothing, failed(index, index, error, watch)).await;
        clean(worker, subject, (index, &begun)).await;
        return Err(end);
    }
    note_done(worker, walk.then()).await
}

/// A lock time-out would leave an invalid index behind: there is none, unless the section has
/// set its own.
async fn send(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
) -> Result<(), Error> {
    let (session, watch) = (worker.session, worker.watch);
    let is_ours = walk.lock_timeout == TimeoutBy::Us;
    let lasts = worker.loose.lasting == Lasting::Session;
    if is_ours && lasts {
        session.execute("set lock_timeout = 0", watch).await?;
    }
    let policy = match is_ours {
        true => LockPolicy::WaitForEver,
        false => LockPolicy::FailAtOnce,
    };
    run_statement(worker, walk, statement, policy).await?;
    if is_ours && lasts {
        let ours = format!("set lock_timeout = {}", worker.lock_timeout().as_millis());
        session.execute(&ours, watch).await?;
    }
    Ok(())
}

/// Nobody knows whose it is, and IF NOT EXISTS would skip over it.
fn invalid_before(name: &str) -> Error {
    Error::Server(Box::new(ServerError {
        severity: "ERROR".to_owned(),
        sqlstate: "42P07".to_owned(),
        message: format!("the index {name} is there already, and it is INVALID"),
        hint: Some(format!(
            "It was there before this migration. If nobody is building it, drop it: drop index concurrently {name}"
        )),
        ..ServerError::default()
    }))
}

/// Drops what the failed statement left, if the server still answers; the progress row keeps
/// the statement, so that the next run does it otherwise.
async fn clean(worker: Worker<'_>, subject: &Subject, (at, begun): (usize, &BegunNote)) {
    if worker.session.is_closed() {
        return;
    }
    let calm = Interrupt::default();
    let worker = Worker {
        watch: worker.watch.heeding(&calm),
        ..worker
    };
    let lasts = worker.loose.lasting == Lasting::Session;
    if lasts {
        let bounded = format!("set statement_timeout = {CLEANING_MS};set lock_timeout = 0");
        if (worker.session.execute(&bounded, worker.watch).await).is_err() {
            return;
        }
    }
    let found = look_behind(worker.session, subject, begun, worker.watch).await;
    if let Ok(Found::Effect(left) | Found::NoEffect(left)) = found {
        for index in left {
            // Where nothing bounds it, the next run does it.
            if !lasts || drop_leftover(worker, at, &index).await.is_err() {
                worker.watch.events.emit(Event::LeftoverStays {
                    migration: worker.reference(),
                    index,
                });
            }
        }
    }
}

/// Drops an invalid index that statement `at` of this section left. It waits for others as such a
/// statement does: watched, and no longer than that may.
pub(super) async fn drop_leftover(worker: Worker<'_>, at: usize, index: &str) -> Result<(), Error> {
    let drop = format!("drop index concurrently if exists {index}");
    let activity = &worker.session.activity;
    activity.begin(at, Family::Concurrent);
    let dropped = worker.session.execute(&drop, worker.watch).await;
    activity.rest();
    dropped?;
    worker.watch.events.emit(Event::LeftoverDropped {
        migration: worker.reference(),
        index: index.to_owned(),
    });
    Ok(())
}
