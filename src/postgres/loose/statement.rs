//! One statement of a non-transactional section, and what a lock time-out does to it.

use super::Loose;
use super::begin::lock_timeout;
use crate::migration::{SectionStatement, Statements};
use crate::outcome::{Event, MigrationRef};
use crate::plan::Step;
use crate::postgres::copy::copy_in;
use crate::postgres::error::Error;
use crate::postgres::retry::Backoff;
use crate::postgres::session::{Session, Watch};
use crate::sql::StatementKind;

/// What becomes of a statement that waits for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LockPolicy {
    /// It is tried again after a time-out.
    TryAgain,
    /// A time-out is the end: it has aborted a unit of the user's own, behind which nothing
    /// runs, or left an invalid index behind.
    FailAtOnce,
    /// No time-out: CONCURRENTLY would leave an invalid index behind.
    WaitForEver,
}

/// Sends one statement under `policy`.
pub(super) async fn run_statement(
    session: &Session,
    loose: &Loose<'_>,
    (statement, statements): (&SectionStatement, &mut Statements),
    policy: LockPolicy,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let text = &statement.text;
    if policy == LockPolicy::WaitForEver {
        session.execute("set lock_timeout = 0", watch).await?;
    }
    let first = lock_timeout(loose) * 2;
    let mut backoff = Backoff::new(first, first * 16, loose.timeouts.lock_retry_for);
    let ended = loop {
        let ended = match statement.kind {
            StatementKind::CopyFromStdin => copy_in(session, text, statements, watch).await,
            _ => session.execute(text, watch).await,
        };
        let Err(Error::Server(error)) = &ended else {
            break ended;
        };
        let retried = error.is_lock_wait() && policy == LockPolicy::TryAgain;
        let Some(pause) = retried.then(|| backoff.next_pause()).flatten() else {
            break ended;
        };
        watch.events.emit(Event::Retry {
            migration: reference(loose.step),
            error: (**error).clone(),
            pause,
        });
        watch.pause(pause).await?;
        if statement.kind == StatementKind::CopyFromStdin {
            // Its data lines may have been sent already.
            *statements = loose.step.migration.statements(loose.step.section());
            statements.statement_at(statement.index)?;
        }
    };
    if policy == LockPolicy::WaitForEver && ended.is_ok() {
        let ours = format!("set lock_timeout = {}", lock_timeout(loose).as_millis());
        session.execute(&ours, watch).await?;
    }
    ended
}

fn reference(step: &Step) -> MigrationRef {
    MigrationRef {
        version: step.migration.version.clone(),
        label: step.migration.label(),
        direction: step.direction,
    }
}

/// Whether it is of the CONCURRENTLY family.
pub(super) fn is_concurrent(statement: &SectionStatement) -> bool {
    matches!(statement.kind, StatementKind::Concurrently { .. })
}
