//! What a transaction's own messages say, from its step.

use std::time::Duration;

use super::assumption::Assumption;
use super::lock::LockKey;
use super::messages::{self, Begun, Check, Entry, LockBy, Reverted, Settings, Took};
use super::progress::forget;
use super::session::Session;
use super::transaction::Transaction;
use crate::plan::Step;

/// The settings of `step` in `transaction`.
pub(super) fn settings<'a>(
    session: &'a Session,
    transaction: &Transaction<'a>,
    step: &Step,
    nonce: &'a str,
) -> Settings<'a> {
    let options = &step.section().options;
    Settings {
        nonce,
        lock_timeout: options
            .lock_timeout
            .unwrap_or(transaction.timeouts.lock_timeout),
        statement_timeout: options.statement_timeout.unwrap_or(Duration::ZERO),
        idle_timeout: Duration::ZERO,
        major: session.major,
        search_path: transaction.search_path,
        role: &session.role,
    }
}

/// Message 2 of a transaction like `transaction` that assumes `assumption`.
pub(super) fn check(
    session: &Session,
    transaction: &Transaction<'_>,
    assumption: &Assumption,
    nonce: &str,
) -> String {
    let key = LockKey::of_ledger(transaction.ledger);
    messages::check(&Check {
        major: session.major,
        nonce,
        begun: Begun::Unseen,
        lock: match transaction.guard {
            Some(_) => LockBy::Guard(key),
            None => LockBy::Transaction(key),
        },
        ledger: transaction.ledger,
        create_ledger: transaction.create_ledger,
        assumption,
        lease: Some(transaction.lease),
    })
}

/// What records `step`, and forgets what another run left of it.
pub(super) fn record(transaction: &Transaction<'_>, step: &Step, nonce: &str) -> String {
    let entry = Entry {
        run_id: transaction.run_id,
        release: transaction.release,
        script: (transaction.script)(step),
        reverted: Reverted::of(step),
        took: Took::SinceBegin,
    };
    let mut record = messages::record_with_proof(
        transaction.ledger,
        &step.migration,
        step.direction,
        &entry,
        nonce,
    );
    if let Some(partial) = &step.partial {
        record.push(';');
        record.push_str(&forget(transaction.ledger, partial));
    }
    record
}
