//! Trying a plan: all of its steps in one transaction that is rolled back, statement by
//! statement, with a look at locks and files after each.
//!
//! The messages are those of a real run, in the same order; what is looked at is looked at in
//! the same transaction, so that one connection does, through any pooler.

mod end;
mod failure;
mod sighting;
mod sql;

pub use end::TrialEnd;

use std::time::{Duration, Instant};

use crate::migration::{SectionStatement, Statements};
use crate::outcome::{Event, TriedStatement, TriedStep};
use crate::plan::Step;
use crate::postgres::activity::{Family, sets_lock_timeout};
use crate::postgres::copy::copy_in;
use crate::postgres::interrupt::Interrupt;
use crate::postgres::messages::{self, Settings};
use crate::postgres::nonce::nonce;
use crate::postgres::reply::Completed;
use crate::postgres::session::Session;
use crate::postgres::step_end::{Place, StepEnd};
use crate::postgres::transaction::{Transaction, before_check};
use crate::postgres::watch::Watch;
use crate::postgres::wording::{check, record, settings};
use crate::sql::StatementKind;
use sighting::{Sighting, read_deferrable};
use sql::{as_begun, immediate};

/// A trial that has begun, or ended.
pub struct Trial<'t> {
    session: &'t Session,
    transaction: &'t Transaction<'t>,
    watch: Watch<'t>,
    nonce: String,
    /// For how long others may be kept waiting; `None`: as long as it takes.
    limit: Option<Duration>,
    sighting: Sighting,
    /// When the first strong lock was asked for.
    strong_since: Option<Instant>,
}

impl<'t> Trial<'t> {
    /// A trial that begins like `transaction`; nothing is sent yet.
    #[must_use]
    pub fn new(
        session: &'t Session,
        transaction: &'t Transaction<'t>,
        limit: Option<Duration>,
        watch: Watch<'t>,
    ) -> Self {
        session.activity.reset();
        Self {
            session,
            transaction,
            watch,
            nonce: nonce(),
            limit,
            sighting: Sighting::default(),
            strong_since: None,
        }
    }

    /// Tries the step at `index`, those before it having been tried.
    ///
    /// # Errors
    /// How it ended instead.
    pub async fn step(&mut self, index: usize, step: &Step) -> Result<TriedStep, TrialEnd> {
        let mut statements = step.migration.statements(step.section());
        let mut tried = Vec::new();
        if index == 0 {
            self.send(Place::Begin, &messages::begin(&self.settings(step)))
                .await?;
            if before_check(self.transaction.step) == 1 {
                tried.extend(self.next(step, &mut statements, index).await?);
            }
            self.check().await?;
        } else {
            self.send(Place::Begin, &messages::set_local(&self.settings(step)))
                .await?;
        }
        while let Some(one) = self.next(step, &mut statements, index).await? {
            tried.push(one);
        }
        self.finish(step, index).await?;
        self.session.activity.rest();
        self.sighting.settle(&mut tried);
        Ok(TriedStep {
            version: step.migration.version.clone(),
            statements: tried,
        })
    }

    /// Rolls everything back. Returns the sequences that stay moved.
    pub async fn end(self) -> Vec<String> {
        self.session.activity.rest();
        if !self.session.is_closed() {
            // A connection that is lost now is rolled back anyway.
            let calm = Interrupt::default();
            let watch = self.watch.heeding(&calm);
            let _ = self.session.execute("rollback", watch).await;
        }
        self.sighting.moved_sequences()
    }

    async fn check(&mut self) -> Result<(), TrialEnd> {
        let transaction = self.transaction;
        let check = check(
            self.session,
            transaction,
            &transaction.assumption,
            &self.nonce,
        );
        let completed = self.send(Place::Check, &check).await?;
        self.session.activity.served_by(completed.number);
        self.session
            .activity
            .begin(before_check(transaction.step), Family::Ordinary);
        let looked = self.sighting.read_before(self.session, self.watch).await;
        looked.map_err(|error| self.ended(Place::Check, error))
    }

    /// Sends the next statement and looks what it did; `None` behind the last one.
    async fn next(
        &mut self,
        step: &Step,
        statements: &mut Statements,
        index: usize,
    ) -> Result<Option<TriedStatement>, TrialEnd> {
        let lost = |lost| StepEnd::Text { step: index, lost };
        let Some(statement) = statements.next_statement().map_err(lost)? else {
            return Ok(None);
        };
        let place = Place::Statement {
            step: index,
            statement: statement.index,
        };
        if sets_lock_timeout(&statement) {
            self.session.activity.waits_as_its_author_says();
        }
        self.bound(step, &statement).await?;
        let begun = Instant::now();
        let ran = match statement.kind {
            StatementKind::CopyFromStdin => {
                let mut lines = || statements.next_lines();
                copy_in(self.session, &statement.text, &mut lines, self.watch).await
            }
            _ => self.session.execute(&statement.text, self.watch).await,
        };
        let took = begun.elapsed();
        if let Err(error) = ran {
            return Err(self.failed(place, &statement, (error, took)).await);
        }
        if statement.kind == StatementKind::ResetAll {
            self.send(Place::Begin, &messages::set_local(&self.settings(step)))
                .await?;
        }
        self.session.activity.advance(statement.index + 1);
        self.watch.events.emit(Event::StatementDone {
            statement: statement.index + 1,
            statements: step.section().statements,
        });
        let ran = (&statement, begun, took);
        let looked = (self.sighting)
            .read_behind(self.session, ran, self.watch)
            .await
            .map_err(|error| self.unseen(place, &statement, (error, begun.elapsed())))?;
        if looked.locks.iter().any(|lock| lock.mode.is_strong()) {
            self.strong_since.get_or_insert(begun);
        }
        Ok(Some(looked))
    }

    /// Lets the statement take no longer than others may be kept waiting: it may be about to
    /// take its strong lock at once. The server sees to it, whatever becomes of us.
    async fn bound(&mut self, step: &Step, statement: &SectionStatement) -> Result<(), TrialEnd> {
        let Some(limit) = self.limit else {
            return Ok(());
        };
        let held = self
            .strong_since
            .map_or(Duration::ZERO, |since| since.elapsed());
        let left = limit.saturating_sub(held);
        if left < Duration::from_millis(1) {
            return Err(self.held_too_long(statement));
        }
        // SET TRANSACTION must come first.
        if matches!(statement.kind, StatementKind::SetTransaction { .. }) {
            return Ok(());
        }
        let settings = self.settings(step);
        let at_most = |own: Duration| match own.is_zero() {
            true => left.as_millis(),
            false => own.min(left).as_millis(),
        };
        let bounds = format!(
            "set local statement_timeout = {};set local lock_timeout = {};\
             set local idle_in_transaction_session_timeout = {}",
            at_most(settings.statement_timeout),
            at_most(settings.lock_timeout),
            limit.as_millis()
        );
        self.send(Place::Begin, &bounds).await.map(drop)
    }

    async fn finish(&mut self, step: &Step, index: usize) -> Result<(), TrialEnd> {
        let place = Place::Finish { step: index };
        let deferrable = read_deferrable(self.session, self.watch).await;
        let deferrable = deferrable.map_err(|error| self.ended(place, error))?;
        let finish = messages::finish_with(
            (&immediate(&deferrable), &as_begun(&deferrable)),
            &record(self.transaction, step, &self.nonce),
            &self.session.role,
        );
        self.send(place, &finish).await?;
        let passed = self.sighting.pass_over(self.session, self.watch).await;
        passed.map_err(|error| self.ended(place, error))
    }

    async fn send(&self, place: Place, sql: &str) -> Result<Completed, TrialEnd> {
        let mut completed = Completed::default();
        let sent = async {
            let reply = self.session.send(sql).await?;
            self.session.read(reply, self.watch, &mut completed).await
        };
        match sent.await {
            Ok(()) => Ok(completed),
            Err(error) => Err(self.end_of((place, Vec::new()), completed.statements, error)),
        }
    }

    fn settings(&self, step: &Step) -> Settings<'_> {
        settings(self.session, self.transaction, step, &self.nonce)
    }
}
