//! A non-transactional section: statement by statement, its progress noted, so that a run
//! that dies tells where and the next one goes on.
//!
//! The caller's guard holds the lock; the worker is the run's own connection. What the
//! section sets stays set until its end and is then discarded.

mod begin;
mod end;
mod family;
mod lone;
mod lost;
mod note;
mod noted;
mod record;
mod resume;
mod statement;
mod unit;
mod walk;

use std::time::{Duration, Instant};

pub use self::end::LooseEnd;
use self::end::heeding_signal;
use self::record::Open;
pub use self::resume::clear_way;
use self::walk::Walk;
use super::assumption::Assumption;
use super::error::Error;
use super::failed_try::{Held, tell_failed_try};
use super::guard::Guard;
use super::interrupt::Interrupt;
use super::lease::ServerClock;
use super::ledger_table::LedgerTable;
use super::progress;
use super::session::Session;
use super::watch::Watch;
use crate::migration::{SectionStatement, Statements};
use crate::outcome::{Event, MigrationRef};
use crate::plan::{Resume, Step};
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
    /// When this run began with it.
    pub begun: Instant,
    /// The run's label.
    pub release: Option<&'a str>,
    /// The script that the ledger stores.
    pub script: Option<String>,
    /// What is decided about a statement in doubt.
    pub resume: Resume,
    /// The server's.
    pub clock: ServerClock,
    /// How long what is set on the worker's connection lasts.
    pub lasting: Lasting,
}

/// How long what is set on a connection lasts, and is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// As long as the connection.
    Session,
    /// As long as a transaction: behind it is a pooler, which hands the session on.
    Transaction,
}

/// Runs the section to its end.
pub async fn run_loose(session: &Session, loose: &Loose<'_>, watch: Watch<'_>) -> LooseEnd {
    let worker = Worker {
        session,
        loose,
        watch,
    };
    let end = run(worker).await.err().unwrap_or(LooseEnd::Done);
    let end = heeding_signal(end, watch);
    discard(worker).await;
    if let (LooseEnd::Statement { error, .. }, false) = (&end, session.is_closed()) {
        let with = (loose.timeouts, watch);
        tell_failed_try(
            session,
            loose.ledger,
            (loose.step, error),
            Held::ByGuard,
            with,
        )
        .await;
    }
    end
}

async fn run(worker: Worker<'_>) -> Result<(), LooseEnd> {
    let mut walk = begin::begin(worker).await?;
    while let Some(statement) = taken(worker, &mut walk).await? {
        match walk.unit_from(statement.index) {
            Some(unit) => unit::run(worker, &mut walk, (statement, &unit)).await?,
            None => lone::run(worker, &mut walk, &statement).await?,
        }
    }
    record::record(worker, walk.done).await
}

/// The next statement; that there is none to be read is noted like an error of one.
async fn taken(
    worker: Worker<'_>,
    walk: &mut Walk<'_>,
) -> Result<Option<SectionStatement>, LooseEnd> {
    match walk.take() {
        Ok(statement) => Ok(statement),
        Err(end) => Err(record::stopped(worker, Open::Nothing, end).await),
    }
}

/// What the section left in the session must not reach the next one. A statement time-out that it
/// set ends this, too; whatever else fails breaks the connection, which the next message will say.
/// A pooler's session isn't ours to empty, and nothing was left in it.
async fn discard(worker: Worker<'_>) {
    if worker.loose.lasting == Lasting::Transaction {
        return;
    }
    let calm = Interrupt::default();
    let watch = worker.watch.heeding(&calm);
    while !worker.session.is_closed() {
        match worker.session.execute("discard all", watch).await {
            Err(error) if error.sqlstate() == Some("57014") => {
                // Another try follows where this takes too long itself.
                let _ = worker
                    .session
                    .execute("set statement_timeout = 0", watch)
                    .await;
            }
            _ => return,
        }
    }
}

/// The connection that runs the section.
#[derive(Clone, Copy)]
struct Worker<'w> {
    session: &'w Session,
    loose: &'w Loose<'w>,
    watch: Watch<'w>,
}

impl<'w> Worker<'w> {
    /// The section's statements, from its first one.
    fn statements(self) -> Statements {
        let step = self.loose.step;
        step.migration.statements(step.section())
    }

    /// Runs what `note` writes, in a transaction of its own.
    async fn note(self, sql: &str) -> Result<(), Error> {
        progress::execute(self.session, sql, self.watch).await
    }

    /// Tells that statement `index` is done.
    fn tell_done(self, index: usize) {
        self.watch.events.emit(Event::StatementDone {
            statement: index + 1,
            statements: self.loose.step.section().statements,
        });
    }

    fn reference(self) -> MigrationRef {
        let step = self.loose.step;
        MigrationRef {
            version: step.migration.version.clone(),
            label: step.migration.label(),
            direction: step.direction,
        }
    }

    fn lock_timeout(self) -> Duration {
        begin::lock_timeout(self.loose)
    }
}
