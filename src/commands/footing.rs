//! What a step stands on that can't hold the lock itself: the guard, and whichever connection
//! does the work; behind a pooler, both have to be had at the same time.

use std::time::{Duration, Instant};

use super::failures;
use super::run::Run;
use super::step_failures::reference;
use crate::migration::Transaction;
use crate::outcome::{Failure, FailureKind};
use crate::plan::{Refusal, Step};
use crate::postgres::{
    ConnectError, Guard, Lasting, LedgerTable, LockKey, Session, answers_within, connect,
    is_lock_free,
};
use crate::target::Target;

/// How long the worker may be without an answer while the guard has a pool's connection. With fifty
/// runs in its queue a pool of two is slow, too.
const SECOND_CONNECTION: Duration = Duration::from_secs(10);

/// Guard and worker.
pub(super) struct Footing {
    /// Holds the lock.
    pub(super) guard: Guard,
    /// The worker, when it isn't the run's own connection.
    direct: Option<Session>,
    /// How long what is set for the worker lasts.
    pub(super) lasting: Lasting,
}

impl Footing {
    /// Takes the lock for `step`; waits when the server has no connection left. `None` when
    /// somebody else holds it: asked first on the connection there is, so that those who wait
    /// keep to one.
    ///
    /// # Errors
    /// No connection; a pool without a second one; a direct URL that leads elsewhere.
    pub(super) async fn gain(
        run: &mut Run<'_>,
        table: &LedgerTable,
        step: &Step,
    ) -> Result<Option<Self>, Failure> {
        let key = LockKey::of_ledger(table);
        let free = is_lock_free(&run.session, key, run.watch).await;
        if !free.map_err(|error| failures::during("take the lock", error))? {
            return Ok(None);
        }
        let target = target(run);
        let Some(guard) = acquire(run, target, key).await? else {
            return Ok(None);
        };
        let is_direct = run.target.direct.is_some();
        let footing = Self {
            direct: match step.section().options.transaction {
                Transaction::None if is_direct => Some(reach(run, target).await?),
                _ => None,
            },
            guard,
            lasting: match run.survey.facts.is_pooled && !is_direct {
                true => Lasting::Transaction,
                false => Lasting::Session,
            },
        };
        let checked = match is_direct {
            true => footing.prove_same_database(run, target).await,
            false if run.survey.facts.is_pooled => footing.await_second(run, step).await,
            false => Ok(()),
        };
        match checked {
            Ok(()) => Ok(Some(footing)),
            Err(failure) => {
                footing.release(run).await;
                Err(failure)
            }
        }
    }

    /// The connection that works.
    pub(super) fn worker<'s>(&'s self, run: &'s Run<'_>) -> &'s Session {
        self.direct.as_ref().unwrap_or(&run.session)
    }

    /// Does `work` under the guard.
    pub(super) async fn during<T>(&self, run: &Run<'_>, work: impl Future<Output = T>) -> T {
        self.guard.during(work, run.watch).await
    }

    /// Gives the lock back.
    pub(super) async fn release(self, run: &Run<'_>) {
        // If this fails all connections are gone, and the lock with them.
        let _ = self.guard.release(&run.session, run.watch).await;
    }

    /// A key that only our guard holds is taken where the ledger was read, or this isn't there.
    async fn prove_same_database(&self, run: &Run<'_>, target: &Target) -> Result<(), Failure> {
        let free = is_lock_free(&run.session, self.guard.witness(), run.watch).await;
        match free.map_err(|error| failures::during("compare both connections", error))? {
            false => Ok(()),
            true => Err(Failure::new(FailureKind::Refused(
                Refusal::DirectElsewhere {
                    direct: failures::host(target),
                    pooled: failures::host(run.target),
                },
            ))),
        }
    }

    /// A pool of one gives its connection to the guard, and the worker waits for ever.
    async fn await_second(&self, run: &Run<'_>, step: &Step) -> Result<(), Failure> {
        let begun = Instant::now();
        let answered = answers_within(&run.session, SECOND_CONNECTION, run.watch).await;
        match answered.map_err(|error| failures::during("get a second connection", error))? {
            true => Ok(()),
            false => Err(Failure::new(FailureKind::NoSecondConnection {
                migration: reference(step),
                host: failures::host(run.target),
                waited: begun.elapsed(),
            })),
        }
    }
}

/// Where guard and worker connect.
pub(super) fn target<'a>(run: &Run<'a>) -> &'a Target {
    run.target.direct.as_deref().unwrap_or(run.target)
}

async fn acquire(
    run: &mut Run<'_>,
    target: &Target,
    key: LockKey,
) -> Result<Option<Guard>, Failure> {
    loop {
        let session = reach(run, target).await?;
        match Guard::acquire(session, key, run.watch).await {
            // A pooler refuses at the first query only.
            Err(error) if error.is_too_many_connections() => {
                let refused = ConnectError::new(failures::host(target), error);
                run.patience.connection(refused, run.watch).await?;
            }
            acquired => {
                return acquired.map_err(|error| failures::during("take the lock", error));
            }
        }
    }
}

/// A further connection, which is waited for when the server has none left.
async fn reach(run: &mut Run<'_>, target: &Target) -> Result<Session, Failure> {
    loop {
        let tried = run.watch.unless_interrupted(connect(target)).await;
        let refused = match tried.map_err(|error| failures::during("connect", error))? {
            Ok(session) => return Ok(session),
            Err(refused) if refused.error.is_too_many_connections() => refused,
            Err(refused) => return Err(failures::connecting(refused)),
        };
        run.patience.connection(refused, run.watch).await?;
    }
}
