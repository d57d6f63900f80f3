//! One transaction of a load: lock, look, statements, proof, commit.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::Load;
use super::contents::read_contents;
use super::end::{Commit, Why, why};
use super::set_again::SetAgain;
use super::unknown::is_unknown;
use crate::migration::{SectionStatement, Statements};
use crate::outcome::{Beats, Event};
use crate::plan::Onto;
use crate::postgres::copy::copy_in;
use crate::postgres::error::Error;
use crate::postgres::lock::LockKey;
use crate::postgres::messages::{self, BUSY, NOT_OURS, Settings};
use crate::postgres::nonce::nonce;
use crate::postgres::pipeline::{Drained, Pace, Pipeline};
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;
use crate::sql::{Creation, StatementKind, creation_of};

/// How many relations one transaction may make: each is several locks, and a server has room
/// for a few thousand (`max_locks_per_transaction`).
const MOST_RELATIONS: usize = 500;
/// How many statements one of several transactions may have: others than those that make
/// relations lock some, too.
const MOST_STATEMENTS: usize = 5_000;

/// Whether statements are left for another transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    Statements,
    Nothing,
}

/// Which message a reply belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// One of ours before the file's.
    Begin,
    /// A statement of the file, by its index.
    Statement(usize),
    /// Ours at the end.
    Finish,
}

/// A walk through the file's statements, a transaction at a time.
pub(super) struct Walk<'a> {
    pub(super) session: &'a Session,
    pub(super) load: &'a Load<'a>,
    pub(super) watch: Watch<'a>,
    pub(super) statements: Statements,
    /// The first statement of the next transaction.
    pub(super) next: Option<SectionStatement>,
    pub(super) set_again: SetAgain,
    /// How many statements were taken from the file, `next` included.
    pub(super) taken: usize,
    /// When the first transaction began.
    pub(super) since: Instant,
    /// The lines told of the progress.
    pub(super) beats: Beats,
}

impl Walk<'_> {
    /// Runs one transaction to its COMMIT; `before` is how many there were.
    pub(super) async fn run_one(&mut self, before: usize) -> Result<More, Why> {
        let (session, load, watch) = (self.session, self.load, self.watch);
        let nonce = nonce();
        let settings = Settings {
            nonce: &nonce,
            lock_timeout: load.timeouts.lock_timeout,
            statement_timeout: Duration::ZERO,
            idle_timeout: Duration::ZERO,
            major: session.major,
            search_path: load.search_path,
            role: &session.role,
        };
        begin(session, load, &settings, watch).await?;
        if before == 0 && load.onto == Onto::Nothing {
            let found = read_contents(session, load.ledger, watch).await;
            let found = found.map_err(|error| early("look at what is there already", error))?;
            if let Some(contents) = found {
                return Err(Why::NotEmpty(contents));
            }
        }
        let beats = Cell::new(self.beats);
        let since = self.since;
        let done = |place: &Place, _| {
            if let Place::Statement(index) = place {
                let mut lines = beats.get();
                let beat = lines.at(since.elapsed());
                beats.set(lines);
                watch.events.emit(Event::Loading {
                    done: *index + 1,
                    of: load.script.statements,
                    beat,
                });
            }
        };
        let mut pipeline = Pipeline::new(session, watch, Pace::Pipelined, &done);
        for statement in self.set_again.statements() {
            pipeline.push(Place::Begin, statement).await;
        }
        let more = self.send(&settings, &mut pipeline, &done).await;
        let mut commit = Commit::NotSent;
        // COMMIT goes out when it is known that all went well: nothing is gained by sending it
        // earlier, and a failure before it leaves no doubt.
        if pipeline.drain().await == Drained::Well {
            commit = Commit::Sent;
            let end = messages::finish(&proof(&nonce), &session.role);
            pipeline.push(Place::Finish, &end).await;
            pipeline.drain().await;
        }
        let failure = pipeline.into_failure();
        self.beats = beats.get();
        match failure {
            None => Ok(more),
            Some(failure) => Err(why(failure, commit, watch)),
        }
    }

    /// Sends the statements of one transaction, until the file ends or there are enough.
    async fn send(
        &mut self,
        settings: &Settings<'_>,
        pipeline: &mut Pipeline<'_, Place>,
        done: &dyn Fn(&Place, Option<i32>),
    ) -> More {
        let is_split = self.load.script.relations > MOST_RELATIONS;
        let (mut relations, mut statements) = (0, 0);
        loop {
            let statement = match self.take() {
                Ok(Some(statement)) => statement,
                Ok(None) => return More::Nothing,
                Err(lost) => {
                    // Whether an error of the server came first is seen only now.
                    pipeline.drain().await;
                    pipeline.fail(Place::Begin, lost);
                    return More::Nothing;
                }
            };
            if is_split {
                relations += usize::from(creation_of(&statement.text) == Creation::Relation);
                statements += 1;
                if relations > MOST_RELATIONS || statements > MOST_STATEMENTS {
                    self.next = Some(statement);
                    return More::Statements;
                }
            }
            self.set_again.note(&statement);
            let place = Place::Statement(statement.index);
            if is_unknown(&statement, self.session.major) {
                done(&place, None);
            } else if statement.kind == StatementKind::CopyFromStdin {
                if pipeline.drain().await == Drained::Failed {
                    return More::Nothing;
                }
                let lines = &mut || self.statements.next_lines();
                match copy_in(self.session, &statement.text, lines, self.watch).await {
                    Ok(()) => done(&place, None),
                    Err(error) => {
                        pipeline.fail(place, error);
                        return More::Nothing;
                    }
                }
            } else if !pipeline.push(place, &statement.text).await {
                return More::Nothing;
            }
            if statement.kind == StatementKind::ResetAll {
                let again = messages::set_local(settings);
                pipeline.push(Place::Begin, &again).await;
            }
        }
    }

    /// The next statement; `None` behind the last one.
    fn take(&mut self) -> Result<Option<SectionStatement>, Error> {
        if let Some(statement) = self.next.take() {
            return Ok(Some(statement));
        }
        let statement = self.statements.next_statement()?;
        self.taken += usize::from(statement.is_some());
        Ok(statement)
    }
}

/// Begins the transaction and takes the lock.
async fn begin(
    session: &Session,
    load: &Load<'_>,
    settings: &Settings<'_>,
    watch: Watch<'_>,
) -> Result<(), Why> {
    let key = LockKey::of(load.ledger.0, load.ledger.1);
    let sql = format!(
        "{};select (case when pg_catalog.pg_try_advisory_xact_lock({}) then '1' else '{BUSY}' end)::pg_catalog.int4",
        messages::begin(settings),
        key.0
    );
    match session.execute(&sql, watch).await {
        Err(error) if error.raised(BUSY) => Err(Why::Busy),
        ended => ended.map_err(|error| early("begin the transaction and take the lock", error)),
    }
}

/// An error before the file's first statement.
fn early(attempted: &'static str, error: Error) -> Why {
    match error {
        Error::Interrupted(signal) | Error::Unanswered(signal) => Why::Interrupted(signal),
        error => Why::Other(attempted, error),
    }
}

/// Raises unless the transaction is still the one that was begun.
fn proof(nonce: &str) -> String {
    format!(
        "select (case when pg_catalog.current_setting('proj_migrate.tx', true) \
         operator(pg_catalog.=) '{nonce}' then '1' else '{NOT_OURS}' end)::pg_catalog.int4"
    )
}
