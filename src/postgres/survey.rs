//! Reading the survey: where we are, what the ledger is, what it says.

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::facts::{Facts, SurveyError, version};
use super::inspection::{Inspected, inspect, may_have_rows};
use super::ledger_table::{Columns, LedgerTable};
use super::progress::read_partial;
use super::rows::{parsed, required, text, time, unquoted};
use super::session::Session;
use super::survey_reply::SurveyReply;
use super::survey_sql::{self, BRIEFLY, Detail, NOT_READY};
use super::watch::Watch;
use crate::plan::{AppliedLists, Ledger, LedgerRow};
use crate::target::LedgerName;

/// The server's word for a right that isn't there.
const NO_RIGHT: &str = "42501";

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
    let sql = format!("{role}{BRIEFLY}{sql}");
    let reply = session.send(&sql).await?;
    let mut results = SurveyReply::new(of.detail);
    match session.read(reply, watch, &mut results).await {
        Ok(()) => {}
        Err(error) if error.raised(NOT_READY) || is_lacking(&error) => {
            return look_closer(session, of, watch).await;
        }
        Err(error) => return Err(refused_role(session, error)),
    }
    let row = results.facts()?;
    let found = Inspected {
        table: LedgerTable {
            schema: unquoted(required(row, "schema")?),
            table: required(row, "table")?.to_owned(),
            columns: Columns::all(),
            may_alter: true,
        },
        has_progress: may_have_rows(row)?,
    };
    let facts = Facts::read(session, row)?;
    let (applied, rows) = results.ledger();
    let survey = told(session, (facts, found), &rows, watch).await?;
    Ok(Survey { applied, ..survey })
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
        "{}{BRIEFLY}set local row_security = off; {sql}",
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
    let mut progress = Progress::Known;
    let mut ledger = Ledger::default();
    for row in rows {
        ledger.rows.push(ledger_row(row, &table)?);
    }
    ledger.rows.sort_by(|a, b| a.version.cmp(&b.version));
    if found.has_progress {
        match read_partial(session, &table, watch).await {
            Ok(partial) => ledger.partial = partial,
            Err(SurveyError::Postgres(error)) if error.sqlstate() == Some(NO_RIGHT) => {
                progress = Progress::Hidden;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Survey {
        facts,
        table: Some(table),
        ledger,
        applied: None,
        progress,
    })
}

/// Whether the server lacks the ledger, its schema, or one of our columns.
fn is_lacking(error: &Error) -> bool {
    matches!(error.sqlstate(), Some("42P01" | "3F000" | "42703"))
}

/// The role's SET is the first statement; a right that the role itself lacks is something else.
fn refused_role(session: &Session, error: Error) -> SurveyError {
    match error {
        Error::Server(error)
            if matches!(error.sqlstate.as_str(), NO_RIGHT | "22023")
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
        tool_version: text(row, survey_sql::TOOL_VERSION)?.map(str::to_owned),
    })
}
