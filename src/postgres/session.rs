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
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow, SimpleQueryStream};

use super::activity::{Activity, WaitedOut};
use super::cancel::Canceller;
use super::error::Error;
use super::interrupt::{Interrupt, News};
use super::link::Link;
use super::role::AssumedRole;
use super::tls::{Connector, TlsError};
use crate::outcome::{CutShort, Encryption, Event, Events, ServerError};
use crate::target::Host;

/// How long the server has to roll back after a signal.
const ROLLBACK_PATIENCE: Duration = Duration::from_secs(10);
/// How long one cancel request may take.
const CANCEL_PATIENCE: Duration = Duration::from_secs(2);
/// A cancel request that comes between two statements hits nothing: it is sent again.
const CANCEL_AGAIN: Duration = Duration::from_millis(300);

/// Who hears of what happens, and who may stop it.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Takes the events.
    pub events: &'a dyn Events,
    /// The signal.
    pub interrupt: &'a Interrupt,
}

impl<'a> Watch<'a> {
    /// The same events with another interrupt: a fresh one for cleaning up after a signal.
    pub(super) fn heeding<'b>(&self, interrupt: &'b Interrupt) -> Watch<'b>
    where
        'a: 'b,
    {
        Watch {
            events: self.events,
            interrupt,
        }
    }

    /// Sleeps, or ends early with the signal.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub async fn pause(&self, duration: Duration) -> Result<(), Error> {
        tokio::select! {
            signal = self.interrupt.wait() => Err(Error::Interrupted(signal)),
            () = sleep(duration) => Ok(()),
        }
    }

    /// What `work` gives, unless a signal comes first: then it is dropped, so it must be
    /// something that the server need not be told of, such as connecting.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub async fn unless_interrupted<T>(&self, work: impl Future<Output = T>) -> Result<T, Error> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            signal = self.interrupt.wait() => Err(Error::Interrupted(signal)),
        }
    }

    /// Fails once a signal came: asked between two steps.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub fn check(&self) -> Result<(), Error> {
        match self.interrupt.signal() {
            Some(signal) => Err(Error::Interrupted(signal)),
            None => Ok(()),
        }
    }
}

/// A connection to one database.
pub struct Session {
    pub(super) client: Client,
    notices: Mutex<Receiver<ServerError>>,
    lost: Arc<OnceLock<Error>>,
    canceller: Canceller,
    /// Whether a reply is still owed that nobody waits for any more.
    is_given_up: Cell<bool>,
    /// The server's major version, such as 15; 0 when unknown.
    pub(super) major: u32,
    /// How the connection is encrypted; `None` means that it isn't.
    pub encryption: Option<Encryption>,
    /// Why it isn't, when that was tried in vain.
    pub unencrypted: Option<TlsError>,
    /// The role that each transaction becomes.
    pub(super) role: AssumedRole,
    /// What it is at, for its watcher.
    pub(super) activity: Activity,
    /// The migration that notices are attributed to.
    label: RefCell<Option<String>>,
}

impl Session {
    /// The session on an open connection to `host`; `unencrypted` says why it isn't encrypted.
    pub(super) fn new(host: Host, link: Link, unencrypted: Option<TlsError>) -> Self {
        let encryption = link.tls.as_ref().and_then(Connector::agreed).cloned();
        let canceller = Canceller::new(host, link.client.cancel_token(), link.tls);
        Self {
            client: link.client,
            notices: Mutex::new(link.notices),
            lost: link.lost,
            canceller,
            is_given_up: Cell::new(false),
            major: link.major,
            encryption,
            unencrypted,
            role: AssumedRole::default(),
            activity: Activity::default(),
            label: RefCell::new(None),
        }
    }

    /// Whether both go to the same host.
    pub(super) fn shares_host_with(&self, other: &Self) -> bool {
        self.host() == other.host()
    }

    /// The session whose transactions become `role`.
    pub(super) fn becoming(mut self, role: Option<&str>) -> Self {
        self.role = AssumedRole::new(role);
        self
    }

    /// The host that it is connected to.
    pub fn host(&self) -> &Host {
        self.canceller.host()
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

    /// Sends one message and returns the rows of its last statement that has any.
    pub(super) async fn rows(
        &self,
        sql: &str,
        watch: Watch<'_>,
    ) -> Result<Vec<SimpleQueryRow>, Error> {
        let reply = self.send(sql).await?;
        let mut results = ResultSets::default();
        self.read(reply, watch, &mut results).await?;
        Ok(results.0.pop().unwrap_or_default())
    }

    /// Sends one message; its rows don't matter.
    pub(super) async fn execute(&self, sql: &str, watch: Watch<'_>) -> Result<(), Error> {
        self.rows(sql, watch).await.map(drop)
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
                    let _ = timeout(CANCEL_PATIENCE, self.canceller.cancel()).await;
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
        // Our own second BEGIN is answered by this warning (messages.rs says why it is sent).
        if notice.sqlstate == "25001" && notice.severity == "WARNING" {
            return;
        }
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

/// The rows of each statement of a message that returns rows.
#[derive(Default)]
pub(super) struct ResultSets(pub(super) Vec<Vec<SimpleQueryRow>>);

/// Whoever wants the messages of a reply.
pub(super) trait Take {
    /// Takes one message.
    fn take(&mut self, message: SimpleQueryMessage);
}

/// Counts the statements of a message that were completed. What a migration's own SELECTs
/// return is of no interest, but the first number of our checks is.
#[derive(Default)]
pub(super) struct Completed {
    /// How many were.
    pub(super) statements: usize,
    /// The first value of the first row, when it is a number.
    pub(super) number: Option<i32>,
    has_rows: bool,
}

impl Take for Completed {
    fn take(&mut self, message: SimpleQueryMessage) {
        match message {
            SimpleQueryMessage::CommandComplete(_) => self.statements += 1,
            SimpleQueryMessage::Row(row) if !self.has_rows => {
                self.has_rows = true;
                let first = row.try_get(0).ok().flatten();
                self.number = first.and_then(|text| text.parse().ok());
            }
            _ => {}
        }
    }
}

impl Take for ResultSets {
    fn take(&mut self, message: SimpleQueryMessage) {
        match message {
            SimpleQueryMessage::RowDescription(_) => self.0.push(Vec::new()),
            SimpleQueryMessage::Row(row) => {
                if let Some(rows) = self.0.last_mut() {
                    rows.push(row);
                }
            }
            _ => {}
        }
    }
}
