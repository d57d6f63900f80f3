//! Sending one statement alone, and what a lock time-out does to it.

use std::time::Instant;

use super::walk::{TimeoutBy, Walk};
use super::{Lasting, Worker, begin};
use crate::migration::SectionStatement;
use crate::outcome::{Event, GaveUp, ServerError};
use crate::postgres::activity::{Family, WaitedOut, sets_lock_timeout};
use crate::postgres::copy::copy_in;
use crate::postgres::error::Error;
use crate::postgres::retry::Tries;
use crate::sql::StatementKind;

/// What becomes of a statement that waits for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LockPolicy {
    /// It is tried again after a time-out.
    TryAgain,
    /// A time-out is the end: it has aborted a unit of the user's own, behind which nothing
    /// runs, or left an invalid index behind.
    FailAtOnce,
    /// There is none: CONCURRENTLY would leave an invalid index behind.
    WaitForEver,
}

impl LockPolicy {
    fn family(self) -> Family {
        match self {
            Self::WaitForEver => Family::Concurrent,
            Self::TryAgain | Self::FailAtOnce => Family::Ordinary,
        }
    }
}

/// Sends a statement alone under `policy`, and follows what it does to the session.
pub(super) async fn run_statement(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
    statement: &SectionStatement,
    policy: LockPolicy,
) -> Result<(), Error> {
    worker.session.activity.sends(&statement.text);
    with_patience(worker, statement.index, policy, async || {
        send(worker, walk, statement).await
    })
    .await?;
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
pub(super) async fn with_patience<E: Served>(
    worker: Worker<'_>,
    index: usize,
    policy: LockPolicy,
    mut work: impl AsyncFnMut() -> Result<(), E>,
) -> Result<(), E> {
    let activity = &worker.session.activity;
    let mut tries = Tries::of(worker.loose.step, worker.loose.timeouts);
    loop {
        activity.begin(index, policy.family());
        let begun = Instant::now();
        let ended = work().await;
        activity.rest();
        let Err(Some(error)) = ended.as_ref().map_err(E::server) else {
            return ended;
        };
        let cut_short = activity.take_cut_short().filter(|_| error.is_cancelled());
        if !error.is_lock_wait() && cut_short.is_none() {
            return ended;
        }
        let pause = match policy {
            LockPolicy::TryAgain => tries.pause_after(begun.elapsed()),
            LockPolicy::FailAtOnce | LockPolicy::WaitForEver => Err(GaveUp::NotAlone),
        };
        let pause = match pause {
            Ok(pause) => pause,
            Err(gave_up) => {
                activity.waited_out(WaitedOut {
                    tries: tries.count().max(1),
                    gave_up,
                    cut_short,
                });
                return ended;
            }
        };
        worker.watch.events.emit(Event::Retry {
            migration: worker.reference(),
            error: error.clone(),
            cut_short,
            pause,
        });
        worker.watch.pause(pause).await?;
    }
}

/// An error that may be a lock time-out.
pub(super) trait Served: From<Error> {
    /// The server's error, if it is one.
    fn server(&self) -> Option<&ServerError>;
}

impl Served for Error {
    fn server(&self) -> Option<&ServerError> {
        match self {
            Self::Server(error) => Some(error),
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
        StatementKind::Set if sets_lock_timeout(statement) => {
            walk.lock_timeout = TimeoutBy::Section;
            worker.session.activity.waits_as_its_author_says();
        }
        // Refused where nothing lasts.
        StatementKind::ResetAll | StatementKind::DiscardAll
            if worker.loose.lasting == Lasting::Session =>
        {
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
