//! Reading the survey: where we are, what the ledger is, what it says.

use std::time::Duration;

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::inspection::{Inspected, inspect, may_have_rows};
use super::lease::ServerClock;
use super::ledger_table::{Columns, LedgerTable};
use super::progress::read_partial;
use super::rows::{flag, parsed, required, text, time, unquoted};
use super::session::{ResultSets, Session, Watch};
use super::survey_sql::{self, Detail, NOT_READY};
use crate::migration::Version;
use crate::outcome::ServerError;
use crate::plan::{AppliedLists, Ledger, LedgerRow, LedgerTrap};
use crate::target::LedgerName;

/// What the first message told.
#[derive(Debug, Clone)]
pub struct Survey {
    /// About server and role.
    pub facts: Facts,
    /// The ledger's table; `None` when there is none.
    pub table: Option<LedgerTable>,
    /// What it says.
    pub ledger: Ledger,
    /// Its rows as lists, when nothing else of them was wanted; `ledger` has none then.
    pub applied: Option<AppliedLists>,
    /// Whether it tells what is partial.
    pub progress: Progress,
}

/// Whether the progress table was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Its rows are known; also when there is no such table, or an empty one.
    Known,
    /// It may have rows, and this role has no right to read them.
    Hidden,
}

/// About the server, as one statement saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Whether the server is a standby.
    pub in_recovery: bool,
    /// The database.
    pub database: String,
    /// The current role.
    pub role: String,
    /// The first schema of the search path that exists.
    pub current_schema: Option<String>,
    /// Its clock.
    pub clock: ServerClock,
}

impl Facts {
    /// From the row of a survey or an inspection.
    pub(super) fn read(row: &SimpleQueryRow) -> Result<Self, Error> {
        Ok(Self {
            in_recovery: flag(row, "in_recovery")?,
            database: required(row, "database")?.to_owned(),
            role: required(row, "role")?.to_owned(),
            current_schema: text(row, "current_schema")?.map(str::to_owned),
            clock: clock(row)?,
        })
    }
}

/// Why there is no survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurveyError {
    /// The server or the connection.
    Postgres(Error),
    /// The login may not become the role (42501), or there is no such role (22023).
    Role(Box<ServerError>),
    /// The ledger can't be trusted: the relation as SQL names it, and why.
    Trap(String, LedgerTrap),
}

impl From<Error> for SurveyError {
    fn from(error: Error) -> Self {
        Self::Postgres(error)
    }
}

/// What is to be surveyed.
#[derive(Debug, Clone, Copy)]
pub struct SurveyOf<'a> {
    /// The ledger's name.
    pub ledger: &'a LedgerName,
    /// The URL's search path.
    pub search_path: Option<&'a str>,
    /// How much of each row.
    pub detail: Detail,
}

/// Reads facts and ledger: one round trip; two or three for a ledger that is absent,
/// dbmate's, or has had partial migrations.
///
/// # Errors
/// [`SurveyError`].
pub async fn read_survey(
    session: &Session,
    of: SurveyOf<'_>,
    watch: Watch<'_>,
) -> Result<Survey, SurveyError> {
    let sql = survey_sql::survey(of.ledger, of.search_path, of.detail);
    let role = session.role.local();
    let sql = format!("{role}{sql}");
    let reply = session.send(&sql).await?;
    let mut results = ResultSets::default();
    match session.read(reply, watch, &mut results).await {
        Ok(()) => {}
        Err(error) if error.raised(NOT_READY) || error.sqlstate() == Some("42703") => {
            return look_closer(session, of, watch).await;
        }
        Err(error) => return Err(refused_role(session, error)),
    }
    let rows = results.0.pop().unwrap_or_default();
    let row = facts_row(&results)?;
    let found = Inspected {
        table: LedgerTable {
            schema: unquoted(required(row, "schema")?),
            table: required(row, "table")?.to_owned(),
            columns: Columns::all(),
            may_alter: true,
        },
        has_progress: may_have_rows(row)?,
        may_read_progress: flag(row, "may_read_progress")?,
    };
    let facts = Facts::read(row)?;
    if of.detail == Detail::Lists {
        let mut survey = told(session, (facts, found), &[], watch).await?;
        survey.applied = rows.first().map(applied_lists).transpose()?;
        return Ok(survey);
    }
    told(session, (facts, found), &rows, watch).await
}

/// The survey of a ledger that isn't beyond doubt. It has rows without checksums or none
/// at all, so lists of them are no use.
async fn look_closer(
    session: &Session,
    of: SurveyOf<'_>,
    watch: Watch<'_>,
) -> Result<Survey, SurveyError> {
    let (facts, found) = inspect(session, of.ledger, of.search_path, watch).await?;
    let Some(found) = found else {
        return Ok(Survey {
            facts,
            table: None,
            ledger: Ledger::default(),
            applied: None,
            progress: Progress::Known,
        });
    };
    let detail = match of.detail {
        Detail::Lists => Detail::Checksums,
        detail => detail,
    };
    let sql = survey_sql::rows(&found.table.sql(), found.table.columns.names(), detail);
    let sql = format!(
        "{}set local row_security = off; {sql}",
        session.role.local()
    );
    let rows = session.rows(&sql, watch).await?;
    told(session, (facts, found), &rows, watch).await
}

/// What facts, table and `rows` say, and the partial migrations, if there may be some.
async fn told(
    session: &Session,
    (facts, found): (Facts, Inspected),
    rows: &[SimpleQueryRow],
    watch: Watch<'_>,
) -> Result<Survey, SurveyError> {
    let table = found.table;
    let progress = if found.has_progress && !found.may_read_progress {
        Progress::Hidden
    } else {
        Progress::Known
    };
    let mut ledger = Ledger::default();
    for row in rows {
        ledger.rows.push(ledger_row(row, &table)?);
    }
    ledger.rows.sort_by(|a, b| a.version.cmp(&b.version));
    if found.has_progress && progress == Progress::Known {
        ledger.partial = read_partial(session, &table, watch).await?;
    }
    Ok(Survey {
        facts,
        table: Some(table),
        ledger,
        applied: None,
        progress,
    })
}

fn clock(row: &SimpleQueryRow) -> Result<ServerClock, Error> {
    let seconds = required(row, "clock")?;
    let since_epoch = seconds
        .parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    since_epoch.map(ServerClock::heard).ok_or_else(|| {
        Error::Protocol(format!(
            "the server's clock says {seconds} seconds since 1970"
        ))
    })
}

fn applied_lists(row: &SimpleQueryRow) -> Result<AppliedLists, Error> {
    let list = |column| Ok::<_, Error>(text(row, column)?.unwrap_or_default().to_owned());
    Ok(AppliedLists {
        versions: list("versions")?,
        checksums: list("checksums")?,
        seqs: list("seqs")?,
    })
}

/// The role's SET is the first statement; a right that the role itself lacks is something else.
fn refused_role(session: &Session, error: Error) -> SurveyError {
    match error {
        Error::Server(error)
            if matches!(error.sqlstate.as_str(), "42501" | "22023")
                && names(&error.message, session.role.name()) =>
        {
            SurveyError::Role(error)
        }
        error => error.into(),
    }
}

fn names(message: &str, role: Option<&str>) -> bool {
    role.is_some_and(|role| message.contains(&format!("\"{role}\"")))
}

/// The one row that has facts; the statements before and behind it have other columns.
fn facts_row(results: &ResultSets) -> Result<&SimpleQueryRow, Error> {
    results
        .0
        .iter()
        .filter_map(|rows| rows.first())
        .find(|row| row.try_get("in_recovery").is_ok())
        .ok_or_else(|| Error::Protocol("the survey returned no facts".to_owned()))
}

/// By index: a name would be searched for among all columns, in each of thousands of rows.
fn ledger_row(row: &SimpleQueryRow, table: &LedgerTable) -> Result<LedgerRow, SurveyError> {
    Ok(LedgerRow {
        version: version(row, table)?,
        name: text(row, survey_sql::NAME)?.map(str::to_owned),
        checksum: parsed(row, survey_sql::CHECKSUM)?,
        up_checksum: None,
        down_checksum: None,
        applied_at: time(row, survey_sql::APPLIED_AT)?,
        applied_by: text(row, survey_sql::APPLIED_BY)?.map(str::to_owned),
        applied_seq: parsed(row, survey_sql::APPLIED_SEQ)?,
        duration_ms: parsed(row, survey_sql::DURATION_MS)?,
        run_id: parsed(row, survey_sql::RUN_ID)?,
        release: text(row, survey_sql::RELEASE)?.map(str::to_owned),
    })
}

/// The version of a row; one that isn't a number makes the ledger a trap.
pub(super) fn version(row: &SimpleQueryRow, table: &LedgerTable) -> Result<Version, SurveyError> {
    let spelled = required(row, survey_sql::VERSION)?;
    Version::new(spelled)
        .ok_or_else(|| SurveyError::Trap(table.sql(), LedgerTrap::BadVersion(spelled.to_owned())))
}
