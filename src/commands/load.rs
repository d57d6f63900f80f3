//! What every command begins with: the files read while the connection is made, then
//! one look at server and ledger.

use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use super::context::Context;
use super::endpoint::Opened;
use super::failures;
use super::lock_wait::Errand;
use super::reach::{Found, Reaching};
use super::up::CreateDatabase;
use crate::migration::MigrationFile;
use crate::outcome::{Connected, Event, Failure, FailureKind};
use crate::plan::{Warning, problems_without_ledger};
use crate::postgres::{
    ConnectError, Detail, LedgerTable, Progress, Session, Survey, SurveyOf, Watch, read_survey,
};
use crate::source::{SourceError, read_migrations};
use crate::target::{LedgerName, Target};

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

/// A thread that reads the migration files.
pub(super) struct Reading(JoinHandle<Result<Vec<MigrationFile>, SourceError>>);

impl Reading {
    /// Begins to read; the connection is made meanwhile.
    pub(super) fn begin(folders: &[PathBuf]) -> Self {
        let folders = folders.to_vec();
        Self(thread::spawn(move || read_migrations(&folders)))
    }

    fn finish(self) -> Result<Vec<MigrationFile>, Failure> {
        let files = self.0.join().map_err(|_| {
            Failure::new(FailureKind::Io {
                attempted: "read the migrations folder".to_owned(),
                reason: "the reading thread panicked".to_owned(),
                hint: None,
            })
        })?;
        Ok(files?)
    }
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
    let files = reading.finish();
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
        let of = (&context.ledger, wanted.detail);
        let failure = match look(&session, of, target, watch).await {
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

/// One look at server and ledger.
///
/// # Errors
/// The ledger can't be read or trusted.
pub(super) async fn look(
    session: &Session,
    (ledger, detail): (&LedgerName, Detail),
    target: &Target,
    watch: Watch<'_>,
) -> Result<Survey, Failure> {
    let of = SurveyOf {
        ledger,
        search_path: target.search_path.as_deref(),
        detail,
    };
    read_survey(session, of, watch)
        .await
        .map_err(|error| failures::surveying(target, error))
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
