//! The loop that `up` and `down` share: plan, make the ledger ready, run the steps; plan
//! anew whenever somebody else was faster.

use std::time::Duration;

use uuid::Uuid;

use super::context::Context;
use super::elsewhere;
use super::existing::{LedgerThen, suggest_baseline};
use super::failures;
use super::load::{Loaded, Sight, connected, look, unseen};
use super::lock_wait::Patience;
use super::pooled;
use super::prepare::{self, Ready};
use super::steps::{self, Stop};
use super::up::StoreScript;
use crate::migration::{Direction, MigrationFile, Version};
use crate::outcome::{Event, Failure, FailureKind, RunReport, RunStep};
use crate::plan::{Plan, Refusal, Resume, StoredScript, Warning};
use crate::postgres::{
    Detail, LedgerTable, LockKey, Session, Survey, Watch, is_lock_free, read_scripts,
};
use crate::target::Target;

/// How often a run plans anew without getting on before it gives up; others have to be
/// faster each time for that to happen.
pub(super) const MOST_PLANS: usize = 1_000;

/// A run of `up` or `down`.
pub(super) struct Run<'a> {
    pub(super) context: &'a Context,
    pub(super) target: &'a Target,
    pub(super) watch: Watch<'a>,
    pub(super) direction: Direction,
    pub(super) store: StoreScript,
    /// What is decided about a statement in doubt.
    pub(super) resume: Resume,
    /// Labels what is applied.
    pub(super) release: Option<String>,
    /// The labels that versions keep when they are applied again.
    pub(super) kept_releases: Vec<(Version, Option<String>)>,
    pub(super) files: Vec<MigrationFile>,
    pub(super) session: Session,
    pub(super) survey: Survey,
    pub(super) began_with: LedgerThen,
    pub(super) run_id: Uuid,
    pub(super) done: Vec<RunStep>,
    pub(super) patience: Patience,
    /// Since when it waits for the lock or has it, without getting on, by the server's clock
    /// (time since 1970).
    pub(super) waited_since: Option<Duration>,
    said: Vec<Warning>,
}

/// What makes the plans of a run. `done` is how many steps are committed already.
pub(super) trait Planner {
    /// What is planned.
    type Plan;

    /// The plan for what `run` sees now.
    ///
    /// # Errors
    /// Bad files and refusals.
    async fn plan(&mut self, run: &mut Run<'_>) -> Result<Self::Plan, Failure>;
}

impl<'a> Run<'a> {
    pub(super) fn new(
        context: &'a Context,
        target: &'a Target,
        watch: Watch<'a>,
        direction: Direction,
        loaded: Loaded,
    ) -> Self {
        Self {
            began_with: LedgerThen::of(&loaded.survey),
            context,
            target,
            watch,
            direction,
            store: StoreScript::default(),
            resume: Resume::default(),
            release: None,
            kept_releases: Vec::new(),
            files: loaded.files,
            session: loaded.session,
            survey: loaded.survey,
            run_id: Uuid::new_v4(),
            done: Vec::new(),
            patience: Patience::new(context.timeouts.lock_wait),
            waited_since: None,
            said: Vec::new(),
        }
    }

    /// The label that the row of `version` gets.
    pub(super) fn release_of(&self, version: &Version) -> Option<&str> {
        let kept = self.kept_releases.iter().find(|(kept, _)| kept == version);
        kept.map_or(&self.release, |(_, release)| release)
            .as_deref()
    }

    /// Tells where we are, before anything is written.
    pub(super) fn say_connected(&self) {
        let connected = connected(&self.session, &self.survey);
        self.watch.events.emit(Event::Connected(connected));
        if let Some(warning) = unseen(&self.survey) {
            self.watch.events.emit(Event::Warning(warning));
        }
    }

    /// Says each of a plan's warnings, once a run.
    pub(super) fn say_warnings(&mut self, warnings: &[Warning]) {
        for warning in warnings {
            if !self.said.contains(warning) {
                self.said.push(warning.clone());
                self.watch.events.emit(Event::Warning(warning.clone()));
            }
        }
    }

    /// Looks at server and ledger again. A ledger that was found stays the one; one that is
    /// new is told.
    pub(super) async fn look_again(&mut self) -> Result<(), Failure> {
        let had_none = self.survey.table.is_none();
        let name = match &self.survey.table {
            Some(table) => table.name(),
            None => self.context.ledger.clone(),
        };
        let detail = match self.direction {
            Direction::Up => Detail::Checksums,
            Direction::Down => Detail::Runs,
        };
        let sight = Sight {
            ledger: &name,
            detail,
            patience: self.context.timeouts.lock_wait,
        };
        self.survey = look(&self.session, sight, self.target, self.watch).await?;
        if let Some(table) = self.survey.table.as_ref().filter(|_| had_none) {
            self.watch.events.emit(Event::LedgerCreated(table.sql()));
        }
        Ok(())
    }

    /// The stored scripts of `versions`; their rows get the sections' checksums.
    pub(super) async fn scripts(
        &mut self,
        versions: &[Version],
    ) -> Result<Vec<StoredScript>, Failure> {
        let Some(table) = &self.survey.table else {
            return Ok(Vec::new());
        };
        let scripts = read_scripts(&self.session, table, versions, self.watch)
            .await
            .map_err(|error| failures::during("read the stored scripts", error))?;
        self.survey.ledger.add_checksums(&scripts);
        Ok(scripts)
    }

    /// Runs until a plan is empty or done.
    ///
    /// # Errors
    /// Every failure, with what is committed and what is left in `run`.
    pub(super) async fn run(
        &mut self,
        planner: &mut impl Planner<Plan = Plan>,
    ) -> Result<RunReport, Failure> {
        let mut left = Vec::new();
        match self.run_plans(planner, &mut left).await {
            Ok(()) => Ok(self.report(Vec::new())),
            Err(mut failure) => {
                suggest_baseline(self, &mut failure).await;
                if !self.done.is_empty() || !left.is_empty() {
                    failure.run = Some(self.report(left));
                }
                Err(failure)
            }
        }
    }

    async fn run_plans(
        &mut self,
        planner: &mut impl Planner<Plan = Plan>,
        left: &mut Vec<String>,
    ) -> Result<(), Failure> {
        let mut begun = false;
        for _ in 0..MOST_PLANS {
            let plan = self.plan(planner).await?;
            self.say_warnings(&plan.warnings);
            pooled::consider(self, &plan.steps).await?;
            *left = plan
                .steps
                .iter()
                .map(|step| step.migration.label())
                .collect();
            if plan.steps.is_empty() && plan.stamps.is_empty() {
                return Ok(());
            }
            let table = match prepare::ready(self, &plan).await? {
                Ready::Yes(table) => table,
                Ready::LookAgain => {
                    self.look_again().await?;
                    continue;
                }
            };
            if !begun {
                begun = true;
                let steps = plan.steps.len();
                self.watch.events.emit(Event::RunBegins { steps });
            }
            elsewhere::refuse_what_failed(self, &table, &plan.steps).await?;
            match Box::pin(steps::run_steps(self, &table, &plan.steps, left)).await? {
                Stop::AllDone | Stop::Severed(_) => return Ok(()),
                Stop::Busy => self.wait_for_lock(&table).await?,
                // Others move the ledger: a moment for them, then a new plan.
                Stop::Changed => self.breathe().await?,
            }
            self.look_again().await?;
        }
        Err(failures::ever_changing())
    }

    /// The plan. A section that another run is working on looks like one that stopped
    /// midway: only what was partial before and after a moment at which nobody held the
    /// lock did stop.
    pub(super) async fn plan<P: Planner>(&mut self, planner: &mut P) -> Result<P::Plan, Failure> {
        let mut stopped = Vec::new();
        loop {
            let failure = match planner.plan(self).await {
                Err(failure) if is_partial(&failure) => failure,
                planned => return planned,
            };
            let Some(table) = self.survey.table.clone() else {
                return Err(failure);
            };
            if self.survey.ledger.partial == stopped {
                return Err(failure);
            }
            let key = LockKey::of_ledger(&table);
            let free = is_lock_free(&self.session, key, self.watch).await;
            if !free.map_err(|error| failures::during("look at the lock", error))? {
                self.wait_for_lock(&table).await?;
            }
            stopped = std::mem::take(&mut self.survey.ledger.partial);
            self.look_again().await?;
        }
    }

    /// Waits until the lock is free at some moment.
    pub(super) async fn wait_for_lock(&mut self, table: &LedgerTable) -> Result<(), Failure> {
        self.wait_for(LockKey::of_ledger(table)).await
    }

    /// The same, also where there is no ledger yet.
    pub(super) async fn wait_for(&mut self, key: LockKey) -> Result<(), Failure> {
        // Not from now on: whoever has the lock may have failed since we looked.
        let since = self.survey.facts.clock.when_heard();
        self.waited_since.get_or_insert(since);
        self.patience.lock(&self.session, key, self.watch).await
    }

    /// Others move the ledger: a moment for them.
    pub(super) async fn breathe(&self) -> Result<(), Failure> {
        self.watch
            .pause(Duration::from_millis(5))
            .await
            .map_err(|error| failures::during("plan anew", error))
    }

    /// What is done, and what is left.
    pub(super) fn report(&self, left: Vec<String>) -> RunReport {
        RunReport {
            direction: self.direction,
            run_id: (!self.done.is_empty()).then_some(self.run_id),
            done: self.done.clone(),
            left,
            rolled_back: false,
        }
    }
}

fn is_partial(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Refused(Refusal::Partial { .. }))
}
