//! A non-transactional section: each statement sent alone, its progress noted before
//! and after, so that a run that dies tells where.
//!
//! The caller's guard holds the lock; the worker is the run's own connection. What the
//! section sets stays set until its end and is then discarded.

use std::time::Duration;

use super::copy::copy_in;
use super::error::Error;
use super::guard::Guard;
use super::interrupt::Interrupt;
use super::ledger_table::LedgerTable;
use super::lock::LockKey;
use super::loose_end::{LooseEnd, failed, own};
use super::messages::{self, Check, Entry, LockBy, Settings};
use super::progress;
use super::quote::path_list;
use super::retry::Backoff;
use super::session::{Session, Watch};
use super::transaction::{Assumption, nonce};
use crate::outcome::{Event, MigrationRef};
use crate::plan::Step;
use crate::sql::{Statement, StatementKind};
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

/// Checks the ledger, notes the beginning, sets the time-outs.
async fn begin(session: &Session, loose: &Loose<'_>, watch: Watch<'_>) -> Result<(), LooseEnd> {
    let nonce = nonce();
    let check = format!(
        "{};{};rollback",
        messages::begin(&settings(session, loose, &nonce)),
        messages::check(&Check {
            nonce: &nonce,
            lock: LockBy::Guard(LockKey::of_ledger(loose.ledger)),
            ledger: loose.ledger,
            create_ledger: None,
            assumption: &loose.assumption,
            lease: None,
        })
    );
    if let Err(error) = session.execute(&check, watch).await {
        let changed = error.raised(messages::CHANGED);
        let calm = Interrupt::default();
        let rolled_back = session.execute("rollback", watch.heeding(&calm)).await;
        return Err(match rolled_back {
            Ok(()) if changed => LooseEnd::Changed,
            _ => own("check the ledger", None)(error),
        });
    }
    progress::create_if_missing(session, loose.ledger, watch)
        .await
        .map_err(LooseEnd::NoProgressTable)?;
    let begun = progress::insert(loose.ledger, loose.step, loose.run_id);
    progress::execute(session, &begun, watch)
        .await
        .map_err(own("note the migration in the progress table", None))?;
    let set = session.role.session() + &defaults(session, loose);
    (session.execute(&set, watch).await).map_err(own("set the section's defaults", Some(0)))
}

/// What holds for every statement unless the section says otherwise.
fn defaults(session: &Session, loose: &Loose<'_>) -> String {
    // Whatever the role's defaults: the statements run as those of a transaction would.
    let mut set = format!(
        "set lock_timeout = {};set statement_timeout = {};set idle_in_transaction_session_timeout = 0;\
         set default_transaction_isolation = 'read committed';set default_transaction_read_only = off;\
         set default_transaction_deferrable = off;set standard_conforming_strings = on",
        lock_timeout(loose).as_millis(),
        statement_timeout(loose).as_millis(),
    );
    if session.major >= 17 {
        set.push_str(";set transaction_timeout = 0");
    }
    if let Some(path) = loose.search_path {
        set.push_str(&format!(";set search_path = {}", path_list(path)));
    }
    set
}

fn lock_timeout(loose: &Loose<'_>) -> Duration {
    let option = loose.step.section().options.lock_timeout;
    option.unwrap_or(loose.timeouts.lock_timeout)
}

fn statement_timeout(loose: &Loose<'_>) -> Duration {
    let option = loose.step.section().options.statement_timeout;
    option.unwrap_or(Duration::ZERO)
}

fn settings<'a>(session: &'a Session, loose: &Loose<'a>, nonce: &'a str) -> Settings<'a> {
    Settings {
        nonce,
        lock_timeout: lock_timeout(loose),
        statement_timeout: Duration::ZERO,
        major: session.major,
        search_path: loose.search_path,
        role: &session.role,
    }
}

async fn run_statements(session: &Session, loose: &Loose<'_>, watch: Watch<'_>) -> LooseEnd {
    let statements = &loose.step.section().statements;
    // Statements of a BEGIN … COMMIT unit count as done together.
    let mut done = 0;
    let mut in_unit = false;
    let mut lock_timeout_is_ours = true;
    for (index, statement) in statements.iter().enumerate() {
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
        let text = statement.text(&loose.step.migration.text);
        let policy = match (is_concurrent(statement), in_unit) {
            (true, _) if lock_timeout_is_ours => LockPolicy::WaitForEver,
            (true, _) | (false, true) => LockPolicy::FailAtOnce,
            (false, false) => LockPolicy::TryAgain,
        };
        if let Err(error) = run_statement(session, loose, statement, policy, watch).await {
            let end = failed(index, done, error, watch);
            return stopped(session, loose, watch, in_unit, end).await;
        }
        match statement.kind {
            StatementKind::Begin => in_unit = true,
            StatementKind::Commit | StatementKind::Rollback => in_unit = false,
            StatementKind::Set if text.to_ascii_lowercase().contains("lock_timeout") => {
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
            statements: statements.len(),
        });
    }
    record(session, loose, watch).await
}

/// What becomes of a statement that waits for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LockPolicy {
    /// It is tried again after a time-out.
    TryAgain,
    /// A time-out is the end: it has aborted a unit of the user's own, behind which nothing
    /// runs, or left an invalid index behind.
    FailAtOnce,
    /// No time-out: CONCURRENTLY would leave an invalid index behind.
    WaitForEver,
}

/// Sends one statement under `policy`.
async fn run_statement(
    session: &Session,
    loose: &Loose<'_>,
    statement: &Statement,
    policy: LockPolicy,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let text = statement.text(&loose.step.migration.text);
    let data = statement
        .copy_data
        .clone()
        .and_then(|data| loose.step.migration.text.get(data));
    if policy == LockPolicy::WaitForEver {
        session.execute("set lock_timeout = 0", watch).await?;
    }
    let first = lock_timeout(loose) * 2;
    let mut backoff = Backoff::new(first, first * 16, loose.timeouts.lock_retry_for);
    let ended = loop {
        let ended = match data {
            Some(data) => copy_in(session, text, data, watch).await,
            None => session.execute(text, watch).await,
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

/// Rolls an open unit back and notes the error; `end` is what happened.
async fn stopped(
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
async fn record(session: &Session, loose: &Loose<'_>, watch: Watch<'_>) -> LooseEnd {
    let done = loose.step.section().statements.len();
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

fn is_concurrent(statement: &Statement) -> bool {
    matches!(statement.kind, StatementKind::Concurrently { .. })
}
