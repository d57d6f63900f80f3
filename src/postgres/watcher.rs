//! The watcher: a further connection, opened when something takes long, that tells whom a
//! worker waits for and how far it is, and ends waits that hold up others for too long.
//!
//! It runs beside the work and is dropped with it: no error of its own is ever told, and
//! where no connection is to be had the work goes on unwatched.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::activity::{Backend, Family, Work};
use super::connect::connect;
use super::interrupt::Interrupt;
use super::look::{SeenWait, cancel_wait, read_phase, read_pid, read_wait};
use super::session::Session;
use super::subject::Subject;
use super::tally::{Glance, Tally, Waiting};
use super::told::Told;
use super::unreached::ConnectError;
use super::watch::Watch;
use crate::outcome::{CutShort, Wait};
use crate::target::Target;

/// How long one question may take, connecting included.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the next connection is not tried for.
const NO_CONNECTION_FOR: Duration = Duration::from_secs(30);
/// How often the phase is asked for.
const PHASE_EVERY: Duration = Duration::from_secs(1);

/// Watches a worker through all tries of one step.
pub struct Watcher<'a> {
    target: &'a Target,
    subject: Subject,
    watch: Watch<'a>,
    session: Option<Session>,
    /// One that is being opened: it goes on in the next try when one ends meanwhile.
    connecting: Option<Connecting<'a>>,
    /// No connection is tried before.
    not_before: Option<Instant>,
    phase_asked: Option<Instant>,
    tally: Tally,
    told: Told,
    /// What it cancelled last, by when that began.
    cancelled: Option<Instant>,
}

type Connecting<'a> = Pin<Box<dyn Future<Output = Result<Session, ConnectError>> + 'a>>;

/// Something to cancel.
struct Cancel {
    work: Work,
    pid: i32,
    /// When its transaction began, where that must still be so.
    transaction: Option<String>,
    why: CutShort,
}

impl<'a> Watcher<'a> {
    /// A watcher that isn't connected yet.
    #[must_use]
    pub fn new(target: &'a Target, subject: Subject, watch: Watch<'a>) -> Self {
        Self {
            target,
            subject,
            watch,
            session: None,
            connecting: None,
            not_before: None,
            phase_asked: None,
            tally: Tally::default(),
            told: Told::default(),
            cancelled: None,
        }
    }

    /// What the worker waited for when it was last seen waiting.
    pub fn last_wait(&self) -> Option<&Wait> {
        self.told.last_wait()
    }

    /// Watches `worker` while it does `work`.
    pub async fn during<T>(&mut self, worker: &Session, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            let cancel = tokio::select! {
                biased;
                done = &mut work => return done,
                cancel = self.look(worker) => cancel,
            };
            let Some(cancel) = cancel else { continue };
            // The server acts on it a moment later: until it has answered, the worker must not
            // go on to something else.
            self.cancelled = Some(cancel.work.since);
            let mut asked = pin!(timeout(PATIENCE, self.cancel(worker, &cancel)));
            let mut done = None;
            loop {
                tokio::select! {
                    biased;
                    ended = &mut work, if done.is_none() => done = Some(ended),
                    _ = &mut asked => break,
                }
            }
            if let Some(done) = done {
                return done;
            }
        }
    }

    /// Sleeps until it is time to look, looks, and tells; returns what is to be cancelled.
    async fn look(&mut self, worker: &Session) -> Option<Cancel> {
        sleep(self.pause(worker.activity.work())).await;
        let work = worker.activity.work()?;
        self.told.time(&self.subject, &work, self.watch);
        if work.since.elapsed() < self.subject.patience(work.family) {
            return None;
        }
        let seen = self.ask(worker, &work).await?;
        let sum = self.tally.add(Glance {
            at: Instant::now(),
            begun: work.since,
            waiting: match &seen {
                Some(seen) if seen.holds_strong || work.family == Family::Concurrent => {
                    Waiting::Counts(seen.waited)
                }
                _ => Waiting::No,
            },
        });
        let transaction = match (&seen, work.family) {
            (Some(seen), Family::Ordinary) => Some(seen.transaction.clone()),
            _ => None,
        };
        let is_waiting = seen.is_some();
        self.told.wait(&self.subject, &work, seen, self.watch);
        if worker.activity.is_authors_wait() {
            return None;
        }
        let Backend::Pid(pid) = work.backend else {
            // It may be somebody else's that reads alike.
            return None;
        };
        let why = self.subject.limits.exceeded(work.family, sum)?;
        (is_waiting && self.cancelled != Some(work.since)).then_some(Cancel {
            work,
            pid,
            transaction,
            why,
        })
    }

    fn pause(&self, work: Option<Work>) -> Duration {
        let Some(work) = work else {
            return self.subject.patience(Family::Ordinary);
        };
        let left = self
            .subject
            .patience(work.family)
            .checked_sub(work.since.elapsed());
        left.filter(|left| !left.is_zero())
            .unwrap_or_else(|| self.subject.pause(work.family))
    }

    /// What the worker waits for, if it does; `None` when nobody could be asked.
    async fn ask(&mut self, worker: &Session, work: &Work) -> Option<Option<SeenWait>> {
        let asked = timeout(PATIENCE, self.try_ask(worker, work)).await;
        match asked {
            Ok(Some(seen)) => Some(seen),
            Ok(None) | Err(_) => {
                self.session = None;
                self.connecting = None;
                None
            }
        }
    }

    async fn try_ask(&mut self, worker: &Session, work: &Work) -> Option<Option<SeenWait>> {
        if self.session.is_none() {
            self.session = self.connection(worker).await;
        }
        let session = self.session.as_ref()?;
        let calm = Interrupt::default();
        let watch = self.watch.heeding(&calm);
        let pid = match work.backend {
            Backend::Pid(pid) => pid,
            Backend::Chosen => {
                let found = read_pid(session, &worker.activity.text(), watch).await;
                match found.ok()? {
                    Some(pid) => pid,
                    None => return Some(None),
                }
            }
        };
        let seen = read_wait(session, pid, watch).await.ok()?;
        let asked = self.phase_asked;
        if asked.is_none_or(|asked| asked.elapsed() >= PHASE_EVERY) {
            self.phase_asked = Some(Instant::now());
            let phase = read_phase(session, pid, watch).await.ok()?;
            self.told.phase(work, phase);
        }
        Some(seen)
    }

    /// A connection, unless there was none to be had a while ago.
    async fn connection(&mut self, worker: &Session) -> Option<Session> {
        if self.connecting.is_none() {
            let now = Instant::now();
            if self.not_before.is_some_and(|not_before| now < not_before) {
                return None;
            }
            self.not_before = Some(now + NO_CONNECTION_FOR);
            self.connecting = Some(Box::pin(connect(self.target)));
        }
        let connected = self.connecting.as_mut()?.await;
        self.connecting = None;
        // Of several hosts another one may answer now, which has other pids.
        (connected.ok()).filter(|session| session.shares_host_with(worker))
    }

    async fn cancel(&self, worker: &Session, cancel: &Cancel) {
        let Some(session) = &self.session else {
            return;
        };
        let calm = Interrupt::default();
        let watch = self.watch.heeding(&calm);
        let transaction = cancel.transaction.as_deref();
        // The worker's error may arrive before the answer to this.
        worker.activity.cut_short(Some(cancel.why));
        if let Ok(false) = cancel_wait(session, cancel.pid, transaction, watch).await {
            worker.activity.cut_short(None);
        }
    }
}
