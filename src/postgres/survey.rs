//! Reading the survey: where we are, what the ledger is, what it says.

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::inspection::{Inspected, inspect, may_have_rows};
use super::ledger_table::{Columns, LedgerTable};
use super::progress::read_partial;
use super::rows::{flag, parsed, required, text, time, unquoted};
use super::session::{ResultSets, Session, Watch};
use super::survey_sql::{self, Detail, NOT_READY};
use crate::migration::Version;
use crate::outcome::ServerError;
use crate::plan::{Ledger, LedgerRow, LedgerTrap};
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
    let ready = match session.read(reply, watch, &mut results).await {
        Ok(()) => true,
        Err(error) if error.raised(NOT_READY) || error.sqlstate() == Some("42703") => false,
        Err(error) => return Err(refused_role(session, &results, error)),
    };
    let row = facts_row(&results)?;
    let facts = Facts {
        in_recovery: flag(row, "in_recovery")?,
        database: required(row, "database")?.to_owned(),
        role: required(row, "role")?.to_owned(),
        current_schema: text(row, "current_schema")?.map(str::to_owned),
    };
    let found = if ready {
        Some(Inspected {
            table: LedgerTable {
                schema: unquoted(required(row, "schema")?),
                table: required(row, "table")?.to_owned(),
                columns: Columns::all(),
                may_alter: true,
            },
            has_progress: may_have_rows(row)?,
            may_read_progress: flag(row, "may_read_progress")?,
        })
    } else {
        inspect(session, of.ledger, of.search_path, watch).await?
    };
    let Some(Inspected {
        table,
        has_progress,
        may_read_progress,
    }) = found
    else {
        return Ok(Survey {
            facts,
            table: None,
            ledger: Ledger::default(),
            progress: Progress::Known,
        });
    };
    let progress = if has_progress && !may_read_progress {
        Progress::Hidden
    } else {
        Progress::Known
    };
    let rows = if ready {
        results.0.pop().unwrap_or_default()
    } else {
        let sql = survey_sql::rows(&table.sql(), table.columns.names(), of.detail);
        let sql = format!("{role}set local row_security = off; {sql}");
        session.rows(&sql, watch).await?
    };
    let mut ledger = Ledger::default();
    for row in &rows {
        ledger.rows.push(ledger_row(row, &table)?);
    }
    ledger.rows.sort_by(|a, b| a.version.cmp(&b.version));
    if has_progress && progress == Progress::Known {
        ledger.partial = read_partial(session, &table, watch).await?;
    }
    Ok(Survey {
        facts,
        table: Some(table),
        ledger,
        progress,
    })
}

/// The role's SET comes before everything that has a result.
fn refused_role(session: &Session, results: &ResultSets, error: Error) -> SurveyError {
    match error {
        Error::Server(error)
            if session.role.name().is_some()
                && results.0.is_empty()
                && matches!(error.sqlstate.as_str(), "42501" | "22023") =>
        {
            SurveyError::Role(error)
        }
        error => error.into(),
    }
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
