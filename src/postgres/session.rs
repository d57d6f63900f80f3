//! One connection, and waiting for its replies: notices are handed on as they
//! arrive, and a signal cancels what runs.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::Mutex;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_postgres::{Client, SimpleQueryRow, SimpleQueryStream};

use super::activity::{Activity, WaitedOut};
use super::cancel::Canceller;
use super::error::Error;
use super::interrupt::News;
use super::link::Link;
use super::reply::{Completed, ResultSets, Take};
use super::role::AssumedRole;
use super::tls::{Connector, TlsError};
use super::watch::Watch;
use crate::outcome::{CutShort, Encryption, Event, ServerError};
use crate::target::Host;

/// How long the server has to roll back after a signal.
const ROLLBACK_PATIENCE: Duration = Duration::from_secs(10);
/// How long one cancel request may take.
const CANCEL_PATIENCE: Duration = Duration::from_secs(2);
/// A cancel request that comes between two statements hits nothing: it is sent again.
const CANCEL_AGAIN: Duration = Duration::from_millis(300);

/// In front of a query, it keeps pgpool from asking a standby, which may lag behind; a message of
/// several statements is never given to one.
const OF_THE_PRIMARY: &str = "/*NO LOAD BALANCE*/";

/// A query of ours as it is sent.
pub(super) fn of_the_primary(sql: &str) -> String {
    format!("{OF_THE_PRIMARY}{sql}")
}

/// A connection to one database.
pub struct Session {
    host: Host,
    pub(super) client: Client,
    notices: Mutex<Receiver<ServerError>>,
    lost: Arc<OnceLock<Error>>,
    canceller: Canceller,
    /// Whether a reply is still owed that nobody waits for any more.
    is_given_up: Cell<bool>,
    /// The backend's pid as the handshake told it.
    told_pid: Option<i32>,
    /// The server's major version, such as 15; 0 when unknown.
    pub(super) major: u32,
    /// How the connection is encrypted; `None` means that it isn't.
    pub encryption: Option<Encryption>,
    /// Why it isn't, when that was tried in vain.
    pub unencrypted: Option<TlsError>,
    /// Whether it leads to the server itself and not to a pooler, once that is known.
    is_direct: Cell<Option<bool>>,
    /// The role that each transaction becomes.
    pub(super) role: AssumedRole,
    /// What it is at, for its watcher.
    pub(super) activity: Activity,
    /// The migration that notices are attributed to.
    label: RefCell<Option<String>>,
}

impl Session {
    /// The session on an open connection to a host, as messages show it and where it was found;
    /// `unencrypted` says why it isn't encrypted.
    pub(super) fn new(
        (host, found): (Host, Host),
        link: Link,
        unencrypted: Option<TlsError>,
    ) -> Self {
        let encryption = link.tls.as_ref().and_then(Connector::agreed).cloned();
        let canceller = Canceller::new(found, link.client.cancel_token(), link.tls);
        Self {
            host,
            client: link.client,
            notices: Mutex::new(link.notices),
            lost: link.lost,
            canceller,
            is_given_up: Cell::new(false),
            told_pid: link.told_pid,
            major: link.major,
            encryption,
            unencrypted,
            is_direct: Cell::new(None),
            role: AssumedRole::default(),
            activity: Activity::default(),
            label: RefCell::new(None),
        }
    }

    /// Whether both go to the same address of the same host.
    pub(super) fn shares_host_with(&self, other: &Self) -> bool {
        self.canceller.host() == other.canceller.host()
    }

    /// Hears which backend serves it: whether it leads to that itself, or to a pooler, which makes
    /// up another pid.
    pub(super) fn hear_backend(&self, pid: Option<i32>) {
        if let (Some(told), Some(pid)) = (self.told_pid, pid) {
            self.is_direct.set(Some(told == pid));
        }
    }

    /// Whether it is known to lead to the server itself, with no pooler in between.
    pub(super) fn is_direct(&self) -> bool {
        self.is_direct.get() == Some(true)
    }

    /// Whether there is a pooler in between: a hint, no proof, for it may well hand the session
    /// on to nobody else.
    pub(super) fn is_pooled(&self) -> bool {
        self.is_direct.get() == Some(false)
    }

    /// The session whose transactions become `role`.
    pub(super) fn becoming(mut self, role: Option<&str>) -> Self {
        self.role = AssumedRole::new(role);
        self
    }

    /// The host that it is connected to.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The server's major version, such as 15, when it is known.
    pub fn server_major(&self) -> Option<u32> {
        (self.major > 0).then_some(self.major)
    }

    /// Why the watcher has cancelled what the session was at; told once.
    pub fn take_cut_short(&self) -> Option<CutShort> {
        self.activity.take_cut_short()
    }

    /// How a statement of a non-transactional section met its last lock time-out; told once.
    pub fn take_waited_out(&self) -> Option<WaitedOut> {
        self.activity.take_waited_out()
    }

    /// Attributes notices to a migration until the value returned is dropped.
    #[must_use]
    pub fn attribute_notices(&self, label: String) -> Attributed<'_> {
        *self.label.borrow_mut() = Some(label);
        Attributed(self)
    }

    /// Whether the connection is gone, or as good as gone: behind a reply that didn't come
    /// in time no other will.
    pub fn is_closed(&self) -> bool {
        self.client.is_closed() || self.is_given_up.get()
    }

    /// The SET LOCAL that lets a transaction take as long as it needs; a role may have
    /// another default. PostgreSQL 17 brought the setting.
    pub(super) fn no_transaction_timeout(&self) -> &'static str {
        if self.major >= 17 {
            "set local transaction_timeout = 0;"
        } else {
            ""
        }
    }

    /// Queues one message and returns the stream of its reply at once.
    pub(super) async fn send(&self, sql: &str) -> Result<SimpleQueryStream, Error> {
        self.client
            .simple_query_raw(sql)
            .await
            .map_err(|error| self.explained(error.into()))
    }

    /// Sends one message of ours and returns the rows of its last statement that has any.
    pub(super) async fn rows(
        &self,
        sql: &str,
        watch: Watch<'_>,
    ) -> Result<Vec<SimpleQueryRow>, Error> {
        let reply = self.send(&of_the_primary(sql)).await?;
        let mut results = ResultSets::default();
        self.read(reply, watch, &mut results).await?;
        Ok(results.0.pop().unwrap_or_default())
    }

    /// Sends one message as it is; its rows don't matter.
    pub(super) async fn execute(&self, sql: &str, watch: Watch<'_>) -> Result<(), Error> {
        let reply = self.send(sql).await?;
        self.read(reply, watch, &mut Completed::default()).await
    }

    /// Reads one reply to its end. `results` holds what came before an error, too.
    pub(super) async fn read(
        &self,
        reply: SimpleQueryStream,
        watch: Watch<'_>,
        results: &mut impl Take,
    ) -> Result<(), Error> {
        let mut reply = pin!(reply);
        let ended = self
            .wait(
                async {
                    while let Some(message) = reply.next().await {
                        results.take(message?);
                    }
                    Ok::<(), tokio_postgres::Error>(())
                },
                watch,
            )
            .await?;
        ended.map_err(|error| self.explained(error.into()))
    }

    /// Waits for `work`, handing on notices; a signal cancels what the server runs,
    /// and the server has ten seconds to answer.
    pub(super) async fn wait<T>(
        &self,
        work: impl Future<Output = T>,
        watch: Watch<'_>,
    ) -> Result<T, Error> {
        let mut work = pin!(work);
        let mut deadline = None;
        let mut cancel_at = None;
        // Only one reply is awaited at a time: the lock is always free.
        let mut notices = self.notices.lock().await;
        loop {
            tokio::select! {
                biased;
                Some(notice) = notices.recv() => self.emit(notice, watch),
                done = &mut work => {
                    while let Ok(notice) = notices.try_recv() {
                        self.emit(notice, watch);
                    }
                    return Ok(done);
                }
                signal = watch.interrupt.wait(), if deadline.is_none() => {
                    // Several replies may still be to come: one signal, one line, one deadline.
                    let (since, news) = watch.interrupt.announce();
                    if news == News::Fresh {
                        watch.events.emit(Event::Interrupted(signal));
                    }
                    deadline = Some(since + ROLLBACK_PATIENCE);
                    cancel_at = Some(Instant::now());
                }
                () = until(cancel_at) => {
                    // A server that can't be reached can't be asked; the deadline decides.
                    let cancelling = Box::pin(self.canceller.cancel());
                    let _ = timeout(CANCEL_PATIENCE, cancelling).await;
                    cancel_at = Some(Instant::now() + CANCEL_AGAIN);
                }
                () = until(deadline) => {
                    let signal = watch.interrupt.wait().await;
                    self.is_given_up.set(true);
                    return Err(Error::Unanswered(signal));
                }
            }
        }
    }

    fn emit(&self, notice: ServerError, watch: Watch<'_>) {
        watch.events.emit(Event::Notice {
            migration: self.label.borrow().clone(),
            notice,
        });
    }

    /// A closed connection's requests only say "closed"; the connection itself knows why.
    fn explained(&self, error: Error) -> Error {
        match (&error, self.lost.get()) {
            (Error::Lost(_), Some(reason)) => reason.clone(),
            _ => error,
        }
    }
}

/// While it lives, notices are attributed to a migration.
pub struct Attributed<'a>(&'a Session);

impl Drop for Attributed<'_> {
    fn drop(&mut self) {
        *self.0.label.borrow_mut() = None;
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
