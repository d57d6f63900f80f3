//! A statement in a transaction together with the note that it is done: whatever happens, the
//! progress row tells whether it took effect.

use super::begin::local_defaults;
use super::note::{self, TAKEN_OVER};
use super::statement::{LockPolicy, Served, send, with_patience};
use super::walk::Walk;
use super::{Lasting, Worker};
use crate::migration::SectionStatement;
use crate::outcome::ServerError;
use crate::postgres::error::Error;
use crate::postgres::interrupt::Interrupt;
use crate::postgres::progress::aside;
use crate::postgres::reply::Completed;
use crate::sql::StatementKind;

/// Why a statement and its note aren't committed; nothing of them is.
#[derive(Debug)]
pub(super) enum Unnoted {
    /// The statement failed.
    Statement(Error),
    /// The note failed.
    Note(Error),
    /// The server doesn't run the statement in a transaction.
    Refused,
    /// The section's transactions are read-only: the note can't be part of one.
    ReadOnly,
}

impl From<Error> for Unnoted {
    fn from(error: Error) -> Self {
        Self::Statement(error)
    }
}

impl Served for Unnoted {
    fn server(&self) -> Option<&ServerError> {
        match self {
            Self::Statement(error) => error.server(),
            _ => None,
        }
    }
}

/// Runs a statement with its note.
pub(super) async fn run_noted(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
) -> Result<(), Unnoted> {
    let once = async || {
        let ended = match statement.kind {
            StatementKind::CopyFromStdin => copy_once(worker, walk, statement).await,
            _ => run_once(worker, walk, statement).await,
        };
        if ended.is_err() && !worker.session.is_closed() {
            let calm = Interrupt::default();
            let watch = worker.watch.heeding(&calm);
            let rolled_back = worker.session.execute("rollback", watch).await;
            // Where this fails the connection is lost, and the transaction with it: what is
            // known of the statement stays so.
            if let (Err(error), Err(Unnoted::Refused | Unnoted::ReadOnly)) = (rolled_back, &ended) {
                return Err(Unnoted::Statement(error));
            }
        }
        ended
    };
    with_patience(worker, statement.index, LockPolicy::TryAgain, once).await
}

/// The note leaves when the statement was answered: what the server hasn't read when its backend
/// is terminated would make the kernel drop its last words.
async fn run_once(
    worker: Worker<'_>,
    walk: &Walk<'_>,
    statement: &SectionStatement,
) -> Result<(), Unnoted> {
    let (session, watch) = (worker.session, worker.watch);
    let begin = session.send(&begin(worker)).await?;
    let ran = session.send(&statement.text).await?;
    let mut completed = Completed::default();
    session.read(begin, watch, &mut completed).await?;
    let ended = session.read(ran, watch, &mut completed).await;
    ended.map_err(refused)?;
    note_and_commit(worker, walk).await
}

/// The data lines go where nothing else may be in flight.
async fn copy_once(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
) -> Result<(), Unnoted> {
    let (session, watch) = (worker.session, worker.watch);
    session.execute(&begin(worker), watch).await?;
    let copied = send(worker, walk, statement).await;
    copied.map_err(|error| refused(met_by_signal(worker, error)))?;
    note_and_commit(worker, walk).await
}

/// What the session has is what the transaction has, unless nothing could be set for it.
fn begin(worker: Worker<'_>) -> String {
    match worker.loose.lasting {
        Lasting::Session => "begin".to_owned(),
        Lasting::Transaction => format!(
            "begin isolation level read committed read write{}",
            local_defaults(worker.session, worker.loose)
        ),
    }
}

async fn note_and_commit(worker: Worker<'_>, walk: &Walk<'_>) -> Result<(), Unnoted> {
    let note = note::done(worker.loose, walk.then());
    let finish = format!("{}{note};commit", before_note(worker));
    let noted = worker.session.send(&finish).await?;
    let mut completed = Completed::default();
    let ended = worker
        .session
        .read(noted, worker.watch, &mut completed)
        .await;
    ended.map_err(|error| of_note(error, completed.statements))
}

/// What comes before a note inside a transaction of the section's. Deferred constraints fail
/// here, before their triggers could run as another role.
pub(super) fn before_note(worker: Worker<'_>) -> String {
    format!("set constraints all immediate;{}", aside(worker.session))
}

/// A signal that meets a COPY as it begins leaves a reply that nobody understands on a
/// connection that is as good as before.
fn met_by_signal(worker: Worker<'_>, error: Error) -> Error {
    match (&error, worker.watch.interrupt.signal()) {
        (Error::Lost(_), Some(signal)) if !worker.session.is_closed() => Error::Interrupted(signal),
        _ => error,
    }
}

/// An error of the statement itself.
fn refused(error: Error) -> Unnoted {
    match error.sqlstate() {
        // In a transaction block, or in one that isn't its own.
        Some("25001" | "2D000") => Unnoted::Refused,
        _ => Unnoted::Statement(error),
    }
}

/// An error behind the statement, after so many of the last message's were completed.
fn of_note(error: Error, completed: usize) -> Unnoted {
    if completed == 0 {
        return Unnoted::Statement(error);
    }
    if error.raised(TAKEN_OVER) {
        return Unnoted::Note(error);
    }
    match error.sqlstate() {
        Some("25006") => Unnoted::ReadOnly,
        Some("42501" | "42P01" | "42703") => Unnoted::Note(error),
        // COMMIT itself, or a signal.
        _ => Unnoted::Statement(error),
    }
}
