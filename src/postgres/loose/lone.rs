//! A statement outside of the author's units: by which evidence it could be settled decides
//! how it is run and what is noted of it.

use super::end::{LooseEnd, NOTE, failed, own};
use super::note::{self, Begins, Done};
use super::noted::{Unnoted, run_noted};
use super::record::{Open, may_go_on, stopped};
use super::statement::{LockPolicy, run_statement};
use super::walk::Walk;
use super::{Worker, family};
use crate::migration::SectionStatement;
use crate::plan::ToldBy;
use crate::sql::{Evidence, evidence};

/// Runs the statement that was taken.
pub(super) async fn run(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
) -> Result<(), LooseEnd> {
    may_go_on(worker, walk.done, statement.index, Open::Nothing).await?;
    worker.session.activity.sends(&statement.text);
    match evidence(&statement.text, statement.kind) {
        Evidence::Session => send_alone(worker, walk, statement).await?,
        Evidence::Note => run_with_note(worker, walk, statement).await?,
        Evidence::Harmless => run_alone(worker, walk, statement, ToldBy::Nothing).await?,
        Evidence::Nothing => run_alone(worker, walk, statement, ToldBy::Nobody).await?,
        Evidence::Catalogue(subject) => family::run(worker, walk, statement, &subject).await?,
    }
    walk.finish();
    worker.tell_done(statement.index);
    Ok(())
}

async fn run_with_note(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
) -> Result<(), LooseEnd> {
    match run_noted(worker, walk, statement).await {
        Ok(()) => Ok(()),
        Err(Unnoted::Refused) => run_alone(worker, walk, statement, ToldBy::Nobody).await,
        // What changes nothing may be repeated.
        Err(Unnoted::ReadOnly) => run_alone(worker, walk, statement, ToldBy::Nothing).await,
        Err(Unnoted::Note(error)) => Err(own(NOTE, Some(walk.done))(error)),
        Err(Unnoted::Statement(error)) => {
            let end = failed(statement.index, walk.done, error, worker.watch);
            Err(stopped(worker, Open::Nothing, end).await)
        }
    }
}

/// Without a transaction of ours, noted before and after.
async fn run_alone(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
    told_by: ToldBy,
) -> Result<(), LooseEnd> {
    let begins = Begins::plain(statement, told_by);
    note_begin(worker, walk.now(), &begins).await?;
    send_alone(worker, walk, statement).await?;
    note_done(worker, walk.then()).await
}

async fn send_alone(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
) -> Result<(), LooseEnd> {
    match run_statement(worker, walk, statement, LockPolicy::TryAgain).await {
        Ok(()) => Ok(()),
        Err(error) => {
            let end = failed(statement.index, walk.done, error, worker.watch);
            Err(stopped(worker, Open::Nothing, end).await)
        }
    }
}

/// Notes what is done so far, and that a statement begins.
pub(super) async fn note_begin(
    worker: Worker<'_>,
    now: Done,
    begins: &Begins<'_>,
) -> Result<(), LooseEnd> {
    let done = note::done(worker.loose, now);
    let sql = format!("{done};{}", note::begins(worker.loose, begins));
    let noted = worker.note(&sql).await;
    noted.map_err(own(NOTE, Some(now.count)))
}

/// Notes what is done by now.
pub(super) async fn note_done(worker: Worker<'_>, then: Done) -> Result<(), LooseEnd> {
    let sql = note::done(worker.loose, then);
    let noted = worker.note(&sql).await;
    noted.map_err(own(NOTE, Some(then.count)))
}
