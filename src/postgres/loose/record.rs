//! What a non-transactional section leaves behind: its error, or its row in the ledger.

use super::end::{LooseEnd, own};
use super::{Worker, note};
use crate::postgres::error::Error;
use crate::postgres::interrupt::Interrupt;
use crate::postgres::lock::LockKey;
use crate::postgres::messages::{self, Entry, Reverted, Took};
use crate::postgres::nonce::nonce;
use crate::postgres::progress;

/// Whether a transaction of the section's is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Nothing,
    Transaction,
}

/// Stops before statement `index` if a signal came or the lock was lost.
pub(super) async fn may_go_on(
    worker: Worker<'_>,
    done: usize,
    index: usize,
    open: Open,
) -> Result<(), LooseEnd> {
    let end = if let Err(Error::Interrupted(signal)) = worker.watch.check() {
        LooseEnd::Interrupted {
            signal,
            statement: index,
            done,
        }
    } else if worker.loose.guard.is_lost() {
        let lost = "the connection that held the lock was lost".to_owned();
        own("keep the lock", Some(done))(Error::Lost(vec![lost]))
    } else {
        return Ok(());
    };
    Err(stopped(worker, open, end).await)
}

/// Rolls an open unit back and notes the error; `end` is what happened.
pub(super) async fn stopped(worker: Worker<'_>, open: Open, end: LooseEnd) -> LooseEnd {
    if worker.session.is_closed() {
        return end;
    }
    let calm = Interrupt::default();
    let worker = Worker {
        watch: worker.watch.heeding(&calm),
        ..worker
    };
    if open == Open::Transaction
        && let Err(error) = worker.session.execute("rollback", worker.watch).await
    {
        return own("roll back the open unit", None)(error);
    }
    let (at, error) = match &end {
        LooseEnd::Statement {
            statement, error, ..
        } => (Some(*statement), error.to_string()),
        LooseEnd::Interrupted {
            signal, statement, ..
        } => (Some(*statement), format!("interrupted by {signal}")),
        LooseEnd::Own {
            error: Error::Text(lost),
            ..
        } => (None, lost.to_string()),
        LooseEnd::Own { .. } => (None, "the lock was lost".to_owned()),
        LooseEnd::Done
        | LooseEnd::Changed
        | LooseEnd::NoProgressTable(_)
        | LooseEnd::InDoubt { .. }
        | LooseEnd::LostWorker { .. }
        | LooseEnd::Unrecorded { .. }
        | LooseEnd::Lost { .. } => return end,
    };
    // The row says already which statement was begun; its error is a comfort, not a need.
    let _ = worker.note(&note::stopped(worker.loose, at, &error)).await;
    end
}

/// Writes the ledger's row and forgets the progress, in one transaction with proof.
pub(super) async fn record(worker: Worker<'_>, done: usize) -> Result<(), LooseEnd> {
    let loose = worker.loose;
    let nonce = nonce();
    let lease = loose.clock.lease();
    let entry = Entry {
        run_id: loose.run_id,
        release: loose.release,
        script: loose.script.clone(),
        reverted: Reverted::of(loose.step),
        took: Took::For(loose.begun.elapsed()),
    };
    let record = messages::record_with_proof(
        loose.ledger,
        &loose.step.migration,
        loose.step.direction,
        &entry,
        &nonce,
    );
    let sql = format!(
        "set local proj_migrate.tx = '{nonce}';{};{};{record};{}",
        messages::in_time(lease),
        messages::share(LockKey::of_ledger(loose.ledger)),
        note::delete(loose)
    );
    match worker.note(&sql).await {
        Ok(()) => {
            // The migration is recorded; this saves time only, and needs a right that an
            // owner of the ledger alone may lack.
            let _ = progress::empty(worker.session, loose.ledger, worker.watch).await;
            Ok(())
        }
        Err(Error::Lost(causes)) => Err(LooseEnd::Unrecorded {
            causes,
            unread: lease,
        }),
        Err(error) => Err(own("record the migration in the ledger", Some(done))(error)),
    }
}
