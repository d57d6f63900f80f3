//! A non-transactional section: each statement sent alone, its progress noted before
//! and after, so that a run that dies tells where.
//!
//! The caller's guard holds the lock; the worker is the run's own connection. What the
//! section sets stays set until its end and is then discarded.

mod begin;
mod end;
mod record;
mod statement;

use self::begin::{begin, defaults};
pub use self::end::LooseEnd;
use self::end::{failed, own};
use self::record::{record, stopped};
use self::statement::{LockPolicy, is_concurrent, run_statement};
use super::error::Error;
use super::guard::Guard;
use super::interrupt::Interrupt;
use super::ledger_table::LedgerTable;
use super::progress;
use super::session::{Session, Watch};
use super::transaction::Assumption;
use crate::outcome::Event;
use crate::plan::Step;
use crate::sql::StatementKind;
use crate::target::Timeouts;

/// A non-transactional section to run.
pub struct Loose<'a> {
    /// The step.
    pub step: &'a Step,
    /// The ledger.
    pub ledger: &'a LedgerTable,
    /// What it must look like.
    pub assumption: Assumption,
    /// Holds the lock.
    pub guard: &'a Guard,
    /// The waiting times.
    pub timeouts: &'a Timeouts,
    /// The URL's search path.
    pub search_path: Option<&'a str>,
    /// The run.
    pub run_id: &'a str,
    /// The run's label.
    pub release: Option<&'a str>,
    /// The script that the ledger stores.
    pub script: Option<String>,
}

/// Runs the section to its end.
pub async fn run_loose(session: &Session, loose: &Loose<'_>, watch: Watch<'_>) -> LooseEnd {
    let end = match begin(session, loose, watch).await {
        Ok(()) => run_statements(session, loose, watch).await,
        Err(end) => end,
    };
    if !session.is_closed() {
        let calm = Interrupt::default();
        // What the section left in the session must not reach the next one; if even this
        // fails the connection is broken, which the next message will say.
        let _ = session.execute("discard all", watch.heeding(&calm)).await;
    }
    end
}

async fn run_statements(session: &Session, loose: &Loose<'_>, watch: Watch<'_>) -> LooseEnd {
    let of = loose.step.section().statements;
    let mut statements = loose.step.migration.statements(loose.step.section());
    // Statements of a BEGIN … COMMIT unit count as done together.
    let mut done = 0;
    let mut in_unit = false;
    let mut lock_timeout_is_ours = true;
    loop {
        let statement = match statements.next_statement() {
            Ok(Some(statement)) => statement,
            Ok(None) => break,
            Err(lost) => {
                let end = own("read on", Some(done))(lost.into());
                return stopped(session, loose, watch, in_unit, end).await;
            }
        };
        let index = statement.index;
        if let Err(Error::Interrupted(signal)) = watch.check() {
            return stopped(
                session,
                loose,
                watch,
                in_unit,
                LooseEnd::Interrupted {
                    signal,
                    statement: index,
                    done,
                },
            )
            .await;
        }
        if loose.guard.is_lost() {
            let lost = Error::Lost(vec![
                "the connection that held the lock was lost".to_owned(),
            ]);
            let end = own("keep the lock", Some(done))(lost);
            return stopped(session, loose, watch, in_unit, end).await;
        }
        if !in_unit {
            let begun = progress::update(loose.ledger, loose.step, done, Some(index + 1), None);
            if let Err(error) = progress::execute(session, &begun, watch).await {
                return own("note the statement in the progress table", Some(done))(error);
            }
        }
        let policy = match (is_concurrent(&statement), in_unit) {
            (true, _) if lock_timeout_is_ours => LockPolicy::WaitForEver,
            (true, _) | (false, true) => LockPolicy::FailAtOnce,
            (false, false) => LockPolicy::TryAgain,
        };
        let ran = run_statement(session, loose, (&statement, &mut statements), policy, watch);
        if let Err(error) = ran.await {
            let end = failed(index, done, error, watch);
            return stopped(session, loose, watch, in_unit, end).await;
        }
        match statement.kind {
            StatementKind::Begin => in_unit = true,
            StatementKind::Commit | StatementKind::Rollback => in_unit = false,
            StatementKind::Set if statement.text.to_ascii_lowercase().contains("lock_timeout") => {
                lock_timeout_is_ours = false;
            }
            StatementKind::ResetAll | StatementKind::DiscardAll => {
                lock_timeout_is_ours = true;
                // RESET ALL leaves the role, whichever the section has set.
                let role = match statement.kind {
                    StatementKind::DiscardAll => session.role.session(),
                    _ => String::new(),
                };
                let set = role + &defaults(session, loose);
                if let Err(error) = session.execute(&set, watch).await {
                    let end = failed(index, done, error, watch);
                    return stopped(session, loose, watch, in_unit, end).await;
                }
            }
            _ => {}
        }
        if !in_unit {
            done = index + 1;
        }
        watch.events.emit(Event::StatementDone {
            statement: index + 1,
            statements: of,
        });
    }
    record(session, loose, watch).await
}
