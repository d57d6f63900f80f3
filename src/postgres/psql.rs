//! The messages of a run as text for psql: what `--dry-run=sql` writes around a migration's own
//! statements. Pure.
//!
//! There, one session does it all: outside of a transaction it holds the lock itself, where a
//! run has a guard, and it notes no progress, since psql can't go on behind a failure.

use std::rc::Rc;

use super::assumption::Assumption;
use super::ledger::{add_columns, begin_locked, create, stamp_one};
use super::ledger_table::LedgerTable;
use super::lock::LockKey;
use super::messages::{self, BUSY, Begun, Check, LockBy};
use super::quote::qualified;
use super::session::Session;
use super::session_settings::for_session;
use super::transaction::{Transaction, before_check};
use super::wording::{record, settings};
use crate::migration::{Migration, Transaction as SectionMode};
use crate::outcome::Frame;
use crate::plan::Step;
use crate::target::Timeouts;

/// What stops psql at the first error, and lets it read UTF-8 wherever it runs.
const PSQL: &str = "\\set ON_ERROR_STOP on\n\\encoding UTF8\n";

/// What a run does to the ledger before its first step.
#[derive(Debug, Clone, Copy)]
pub struct Preparation<'a> {
    /// The ledger, as it will be.
    pub ledger: &'a LedgerTable,
    /// The ledger as it is; `None` when there is none.
    pub found: Option<&'a LedgerTable>,
    /// Unverified versions to stamp.
    pub stamps: &'a [Rc<Migration>],
    /// The waiting times.
    pub timeouts: &'a Timeouts,
}

/// The head of the script: complete lines.
#[must_use]
pub fn psql_head(session: &Session, preparation: Preparation<'_>) -> String {
    let ledger = preparation.ledger;
    let mut work = match preparation.found {
        None => vec![
            create(&ledger.schema, &ledger.table),
            format!(
                "revoke all on {} from public",
                qualified(&ledger.schema, &ledger.table)
            ),
        ],
        Some(found) if found.columns.are_complete() || !found.may_alter => Vec::new(),
        Some(found) => vec![add_columns(&found.sql(), &found.columns)],
    };
    let stamps = preparation.stamps.iter();
    work.extend(stamps.map(|migration| stamp_one(ledger, migration)));
    if work.is_empty() {
        return PSQL.to_owned();
    }
    let key = LockKey::of_ledger(ledger);
    format!(
        "{PSQL}{};\n{};\ncommit;\n",
        begin_locked(session, key, preparation.timeouts),
        work.join(";\n")
    )
}

/// What stands around the statements of `step` in a run like `transaction`, which assumes
/// `assumption` of the ledger.
#[must_use]
pub fn psql_frame(
    session: &Session,
    transaction: &Transaction<'_>,
    step: &Step,
    assumption: &Assumption,
) -> Frame {
    // Nobody guesses it, and nobody has to: the text is there to be read.
    let nonce = transaction.run_id;
    let settings = settings(session, transaction, step, nonce);
    let key = LockKey::of_ledger(transaction.ledger);
    let is_whole = step.section().options.transaction == SectionMode::Whole;
    let check = messages::check(&Check {
        nonce,
        begun: Begun::Seen,
        lock: LockBy::Transaction(key),
        ledger: transaction.ledger,
        create_ledger: None,
        assumption,
        lease: None,
        major: session.major,
    });
    let begin = messages::begin(&settings);
    let record = record(transaction, step, nonce);
    let done = (step.partial.as_ref())
        .filter(|partial| partial.direction == step.direction && !is_whole)
        .map_or(0, |partial| partial.statements_done);
    if is_whole {
        return Frame {
            begin,
            check,
            check_behind: before_check(step),
            done,
            around_concurrently: Default::default(),
            end: messages::finish(&record, &session.role),
        };
    }
    let lock_timeout = settings.lock_timeout.as_millis();
    Frame {
        begin: format!(
            "select (case when pg_catalog.pg_try_advisory_lock({}) then '1' else '{BUSY}' end)::pg_catalog.int4",
            key.0
        ),
        check: format!(
            "{begin};{check};rollback;\n{}{}",
            session.role.session(),
            for_session(&settings)
        ),
        check_behind: 0,
        done,
        around_concurrently: [
            "set lock_timeout = 0".to_owned(),
            format!("set lock_timeout = {lock_timeout}"),
        ],
        end: format!(
            "reset session authorization;reset role;reset all;\n{begin};set local row_security = off;{record};commit;\n\
             select pg_catalog.pg_advisory_unlock({})",
            key.0
        ),
    }
}
