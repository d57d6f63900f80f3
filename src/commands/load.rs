//! What every command begins with: a connection, one look at server and ledger, and the files
//! that were read meanwhile.

use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::context::Context;
use super::endpoint::Opened;
use super::failures;
use super::lock_wait::Errand;
use super::reach::{Found, Reaching};
use super::reading::Reading;
use super::up::CreateDatabase;
use crate::migration::MigrationFile;
use crate::outcome::{Connected, Event, Failure, FailureKind};
use crate::plan::{Warning, problems_without_ledger};
use crate::postgres::{
    ConnectError, Detail, LedgerTable, Progress, Session, Survey, SurveyError, SurveyOf, Watch,
    read_ledger_holder, read_survey,
};
use crate::target::{LedgerName, Target};

/// The server's word for a lock that wasn't free in time.
const LOCKED: &str = "55P03";
/// Others in the queue for the ledger get their turn.
const PAUSE: Duration = Duration::from_millis(50);
/// After how long without an answer something is said.
const SILENCE: Duration = Duration::from_secs(5);
/// A server that answers at all has done so by then.
const LEAST: Duration = Duration::from_secs(10);
const QUEUE: &str = "a pooler in front of the server keeps queries until it has a free connection: look at \
                     its pool's size and at who has its connections, then run the command again";
/// How often it is said who keeps it.
const SAY_EVERY: Duration = Duration::from_secs(30);

/// Files, connection and what the first look at the ledger showed.
pub(super) struct Loaded {
    /// The migration files, in version order.
    pub(super) files: Vec<MigrationFile>,
    /// The connection.
    pub(super) session: Session,
    /// The first look.
    pub(super) survey: Survey,
}

/// What a command wants of the first look.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// Whether a missing database is created.
    pub(super) create: CreateDatabase,
    /// How much of each row of the ledger.
    pub(super) detail: Detail,
    /// What for, which tells how long a connection is waited for.
    pub(super) errand: Errand,
}

/// Waits for the files, connects and looks.
///
/// # Errors
/// Connection, ledger and folder failures. When the server can't be reached, problems of
/// the files are reported instead, with the connection's error beside them.
pub(super) async fn load(
    reading: Reading,
    context: &Context,
    opened: &Opened,
    wanted: Wanted,
    watch: Watch<'_>,
) -> Result<Loaded, Failure> {
    let looked = reach_and_look(context, &opened.target, wanted, watch).await;
    let files = reading.finish().await;
    match looked {
        Ok((session, survey)) => Ok(Loaded {
            files: files?,
            session,
            survey,
        }),
        Err(failure) => Err(with_file_problems(failure, &files?)),
    }
}

/// Connects and looks. A pooler lets everybody in, and refuses at the first query when its
/// queue took too long: that counts as waiting for a connection.
pub(super) async fn reach_and_look(
    context: &Context,
    target: &Target,
    wanted: Wanted,
    watch: Watch<'_>,
) -> Result<(Session, Survey), Failure> {
    let mut reaching =
        Reaching::new(context, target, wanted.create, watch).on(wanted.errand, context);
    loop {
        let (session, found) = reaching.session().await?;
        if found == Found::Created {
            let database = target.database.clone();
            watch.events.emit(Event::DatabaseCreated(database));
        }
        let sight = Sight {
            ledger: &context.ledger,
            detail: wanted.detail,
            patience: wanted.errand.patience(context.timeouts.lock_wait),
        };
        let failure = match look(&session, sight, target, watch).await {
            Ok(survey) => return Ok((session, survey)),
            Err(failure) => failure,
        };
        let refused = match &failure.kind {
            FailureKind::Server {
                error: Some(error), ..
            } if error.is_too_many_connections() => {
                ConnectError::refused(failures::host(target), (**error).clone())
            }
            _ => return Err(failure),
        };
        reaching.again(refused).await?;
    }
}

/// What is looked at, and for how long at most.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    /// The ledger's name.
    pub(super) ledger: &'a LedgerName,
    /// How much of each of its rows.
    pub(super) detail: Detail,
    /// How long it is waited for that somebody keeps locked.
    pub(super) patience: Duration,
}

/// One look at server and ledger.
///
/// # Errors
/// The ledger can't be read or trusted; somebody keeps it locked for too long.
pub(super) async fn look(
    session: &Session,
    sight: Sight<'_>,
    target: &Target,
    watch: Watch<'_>,
) -> Result<Survey, Failure> {
    let search_path = target.search_path.as_deref();
    let of = SurveyOf {
        ledger: sight.ledger,
        search_path,
        detail: sight.detail,
    };
    let begun = Instant::now();
    let mut said: Option<Instant> = None;
    loop {
        match heard(read_survey(session, of, watch), sight.patience, watch).await? {
            Ok(survey) => return Ok(survey),
            Err(SurveyError::Postgres(error)) if error.sqlstate() == Some(LOCKED) => {}
            Err(error) => return Err(failures::surveying(target, error)),
        }
        let waited = begun.elapsed();
        let is_over = waited >= sight.patience;
        if is_over || said.is_none_or(|said| said.elapsed() >= SAY_EVERY) {
            said = Some(Instant::now());
            let holder = read_ledger_holder(session, (sight.ledger, search_path), watch).await;
            // Who can't be asked is not named.
            let holder = holder.unwrap_or_default();
            if is_over {
                return Err(Failure::new(FailureKind::LedgerLocked { holder, waited }));
            }
            watch
                .events
                .emit(Event::WaitingForLedger { holder, waited });
        }
        let paused = watch.pause(PAUSE).await;
        paused.map_err(|error| failures::during("read the ledger", error))?;
    }
}

/// What `work` gives; where nothing is heard for long it is said what that may mean. A pooler
/// lets everybody in, and keeps the first query until it has a connection.
///
/// # Errors
/// Nothing was heard for longer than `patience`.
async fn heard<T>(
    work: impl Future<Output = T>,
    patience: Duration,
    watch: Watch<'_>,
) -> Result<T, Failure> {
    let mut work = pin!(work);
    let begun = Instant::now();
    let patience = patience.max(LEAST);
    let mut silence = SILENCE;
    loop {
        if let Ok(done) = timeout(silence, &mut work).await {
            return Ok(done);
        }
        let waited = begun.elapsed();
        if waited >= patience {
            return Err(failures::server_failure(
                &format!("read the ledger: no answer within {} s", patience.as_secs()),
                None,
                Vec::new(),
                Some(QUEUE.to_owned()),
            ));
        }
        let message = "the first query has no answer yet".to_owned();
        let waiting = Event::WaitingForConnection { message, waited };
        watch.events.emit(waiting);
        silence = SAY_EVERY.min(patience.saturating_sub(waited));
    }
}

/// Where we are, as messages show it.
pub(super) fn connected(session: &Session, survey: &Survey) -> Connected {
    Connected {
        host: session.host().to_string(),
        database: survey.facts.database.clone(),
        role: survey.facts.role.clone(),
        encryption: session.encryption.clone(),
        ledger: survey.table.as_ref().map(LedgerTable::sql),
    }
}

/// What a look leaves open: whether a version is partial, when this role may not know.
pub(super) fn unseen(survey: &Survey) -> Option<Warning> {
    let table = survey.table.as_ref()?;
    (survey.progress == Progress::Hidden).then(|| Warning::HiddenProgress {
        table: table.progress_sql(),
        role: survey.facts.role.clone(),
    })
}

/// File problems are reported although the server can't be reached.
fn with_file_problems(failure: Failure, files: &[MigrationFile]) -> Failure {
    let problems = problems_without_ledger(files);
    let FailureKind::Server {
        attempted,
        error,
        causes,
        ..
    } = &failure.kind
    else {
        return failure;
    };
    if problems.is_empty() {
        return failure;
    }
    let mut unreachable = format!("cannot {attempted}");
    if let Some(error) = error {
        unreachable.push_str(&format!(": {error}"));
    }
    for cause in causes {
        unreachable.push_str(&format!(": {cause}"));
    }
    Failure::new(FailureKind::Files {
        problems,
        unreachable: Some(unreachable),
    })
}
