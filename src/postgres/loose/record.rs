//! What a non-transactional section leaves behind: its error, or its row in the ledger.

use super::Loose;
use super::end::{LooseEnd, own};
use crate::postgres::error::Error;
use crate::postgres::interrupt::Interrupt;
use crate::postgres::lock::LockKey;
use crate::postgres::messages::{self, Entry};
use crate::postgres::progress;
use crate::postgres::session::{Session, Watch};
use crate::postgres::transaction::nonce;

/// Rolls an open unit back and notes the error; `end` is what happened.
pub(super) async fn stopped(
    session: &Session,
    loose: &Loose<'_>,
    watch: Watch<'_>,
    in_unit: bool,
    end: LooseEnd,
) -> LooseEnd {
    if session.is_closed() {
        return end;
    }
    let calm = Interrupt::default();
    let watch = watch.heeding(&calm);
    if in_unit && let Err(error) = session.execute("rollback", watch).await {
        return own("roll back the open unit", None)(error);
    }
    let (done, begun, error) = match &end {
        LooseEnd::Statement {
            statement,
            done,
            error,
        } => (*done, Some(statement + 1), error.to_string()),
        LooseEnd::Interrupted {
            signal,
            statement,
            done,
        } => (
            *done,
            Some(statement + 1),
            format!("interrupted by {signal}"),
        ),
        LooseEnd::Own {
            error: Error::Text(lost),
            done,
            ..
        } => (done.unwrap_or(0), None, lost.to_string()),
        LooseEnd::Own { done, .. } => (done.unwrap_or(0), None, "the lock was lost".to_owned()),
        LooseEnd::Done
        | LooseEnd::Changed
        | LooseEnd::NoProgressTable(_)
        | LooseEnd::Lost { .. } => return end,
    };
    let noted = progress::update(loose.ledger, loose.step, done, begun, Some(&error));
    // The row says already which statement was begun; its error is a comfort, not a need.
    let _ = progress::execute(session, &noted, watch).await;
    end
}

/// Writes the ledger's row and forgets the progress, in one transaction with proof.
pub(super) async fn record(session: &Session, loose: &Loose<'_>, watch: Watch<'_>) -> LooseEnd {
    let done = loose.step.section().statements;
    let nonce = nonce();
    let entry = Entry {
        run_id: loose.run_id,
        release: loose.release,
        script: loose.script.clone(),
    };
    let record = messages::record_with_proof(
        loose.ledger,
        &loose.step.migration,
        loose.step.direction,
        &entry,
        &nonce,
    );
    let sql = format!(
        "set local proj_migrate.tx = '{nonce}';{};{record};{}",
        messages::share(LockKey::of_ledger(loose.ledger)),
        progress::delete(loose.ledger, loose.step)
    );
    match progress::execute(session, &sql, watch).await {
        Ok(()) => {
            // The migration is recorded; this saves time only, and needs a right that an
            // owner of the ledger alone may lack.
            let _ = progress::empty(session, loose.ledger, watch).await;
            LooseEnd::Done
        }
        Err(error) => own("record the migration in the ledger", Some(done))(error),
    }
}
