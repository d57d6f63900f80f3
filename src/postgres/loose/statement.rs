//! Sending one statement alone, and what a lock time-out does to it.

use super::walk::{TimeoutBy, Walk};
use super::{Worker, begin};
use crate::migration::SectionStatement;
use crate::outcome::Event;
use crate::postgres::copy::copy_in;
use crate::postgres::error::Error;
use crate::postgres::retry::Backoff;
use crate::sql::StatementKind;

/// What becomes of a statement that waits for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LockPolicy {
    /// It is tried again after a time-out.
    TryAgain,
    /// A time-out is the end: it has aborted a unit of the user's own, behind which nothing
    /// runs, or left an invalid index behind.
    FailAtOnce,
}

/// Sends a statement alone under `policy`, and follows what it does to the session.
pub(super) async fn run_statement(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
    policy: LockPolicy,
) -> Result<(), Error> {
    with_patience(worker, policy, async || send(worker, walk, statement).await).await?;
    follow(worker, walk, statement).await
}

/// Sends a statement, with the data of a COPY.
pub(super) async fn send(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
) -> Result<(), Error> {
    if statement.kind != StatementKind::CopyFromStdin {
        return worker.session.execute(&statement.text, worker.watch).await;
    }
    // Data lines may have been sent already.
    walk.rewind_data()?;
    let mut next_lines = || walk.take_lines();
    copy_in(
        worker.session,
        &statement.text,
        &mut next_lines,
        worker.watch,
    )
    .await
}

/// Tries `work` again after lock time-outs and deadlocks, as `policy` says.
pub(super) async fn with_patience<E: LockWait>(
    worker: Worker<'_>,
    policy: LockPolicy,
    mut work: impl AsyncFnMut() -> Result<(), E>,
) -> Result<(), E> {
    let first = worker.lock_timeout() * 2;
    let mut backoff = Backoff::new(first, first * 16, worker.loose.timeouts.lock_retry_for);
    loop {
        let ended = work().await;
        let Err(Some(error)) = ended.as_ref().map_err(E::lock_wait) else {
            return ended;
        };
        let retried = policy == LockPolicy::TryAgain;
        let Some(pause) = retried.then(|| backoff.next_pause()).flatten() else {
            return ended;
        };
        worker.watch.events.emit(Event::Retry {
            migration: worker.reference(),
            error: error.clone(),
            pause,
        });
        worker.watch.pause(pause).await?;
    }
}

/// An error that may be a lock time-out.
pub(super) trait LockWait: From<Error> {
    /// The server's error, if it is one.
    fn lock_wait(&self) -> Option<&crate::outcome::ServerError>;
}

impl LockWait for Error {
    fn lock_wait(&self) -> Option<&crate::outcome::ServerError> {
        match self {
            Self::Server(error) if error.is_lock_wait() => Some(error),
            _ => None,
        }
    }
}

/// What a statement did to the session is followed, or put back.
pub(super) async fn follow(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
) -> Result<(), Error> {
    match statement.kind {
        StatementKind::Set if statement.text.to_ascii_lowercase().contains("lock_timeout") => {
            walk.lock_timeout = TimeoutBy::Section;
        }
        StatementKind::ResetAll | StatementKind::DiscardAll => {
            walk.lock_timeout = TimeoutBy::Us;
            // RESET ALL leaves the role, whichever the section has set.
            let role = match statement.kind {
                StatementKind::DiscardAll => worker.session.role.session(),
                _ => String::new(),
            };
            let set = role + &begin::defaults(worker.session, worker.loose);
            worker.session.execute(&set, worker.watch).await?;
        }
        _ => {}
    }
    Ok(())
}
