//! Reading the survey: where we are, what the ledger is, what it says.

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::rows::{flag, parsed, required, text, time};
use super::session::{ResultSets, Session, Watch};
use super::survey_sql::{self, COLUMNS};
use crate::migration::{Direction, Version};
use crate::plan::{Ledger, LedgerRow, LedgerTrap, PartialRow};
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

/// The ledger's table, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerTable {
    /// The schema.
    pub schema: String,
    /// The table.
    pub table: String,
    /// Which of our columns it has.
    pub columns: Columns,
    /// Whether the role may alter it.
    pub may_alter: bool,
    /// Whether the progress table is there.
    pub progress: bool,
}

impl LedgerTable {
    /// Its name with both parts known.
    pub fn name(&self) -> LedgerName {
        LedgerName {
            schema: Some(self.schema.clone()),
            table: self.table.clone(),
        }
    }

    /// Its name as SQL writes it.
    pub fn sql(&self) -> String {
        super::quote::qualified(&self.schema, &self.table)
    }

    /// The progress table's name as SQL writes it.
    pub fn progress_sql(&self) -> String {
        super::quote::qualified(&self.schema, &format!("{}_progress", self.table))
    }
}

/// Which of our columns a ledger has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<&'static str>);

impl Columns {
    /// All of them.
    pub fn all() -> Self {
        Self(COLUMNS.map(|(column, _)| column).to_vec())
    }

    /// Whether `column` is there.
    pub fn has(&self, column: &str) -> bool {
        self.0.contains(&column)
    }

    /// Whether none is missing.
    pub fn are_complete(&self) -> bool {
        self.0.len() == COLUMNS.len()
    }

    pub(super) fn names(&self) -> &[&'static str] {
        &self.0
    }
}

/// Why there is no survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurveyError {
    /// The server or the connection.
    Postgres(Error),
    /// The ledger can't be trusted: the relation as SQL names it, and why.
    Trap(String, LedgerTrap),
}

impl From<Error> for SurveyError {
    fn from(error: Error) -> Self {
        Self::Postgres(error)
    }
}

/// Reads facts and ledger: one round trip, two or three for a ledger that is new,
/// dbmate's, or has had partial migrations.
///
/// # Errors
/// [`SurveyError`].
pub async fn read_survey(
    session: &Session,
    ledger: &LedgerName,
    search_path: Option<&str>,
    watch: Watch<'_>,
) -> Result<Survey, SurveyError> {
    let reply = session
        .send(&survey_sql::survey(ledger, search_path))
        .await?;
    let mut results = ResultSets::default();
    let ended = session.read(reply, watch, &mut results).await;
    let ready = match ended {
        Ok(()) => true,
        Err(error) if error.raised(survey_sql::NOT_READY) => false,
        Err(error) => return Err(error.into()),
    };
    let facts_row = results
        .0
        .iter()
        .filter_map(|rows| rows.first())
        .find(|row| row.try_get("in_recovery").is_ok())
        .ok_or_else(|| Error::Protocol("the survey returned no facts".to_owned()))?;
    let facts = Facts {
        in_recovery: flag(facts_row, "in_recovery")?,
        database: required(facts_row, "database")?.to_owned(),
        role: required(facts_row, "role")?.to_owned(),
        current_schema: text(facts_row, "current_schema")?.map(str::to_owned),
    };
    let Some(table) = ledger_table(facts_row)? else {
        if let Some(elsewhere) = text(facts_row, "elsewhere")?.filter(|_| ledger.schema.is_none()) {
            let schemas = elsewhere.split(',').map(str::to_owned).collect();
            return Err(SurveyError::Trap(
                ledger.to_string(),
                LedgerTrap::ElsewhereOnly(schemas),
            ));
        }
        return Ok(Survey {
            facts,
            table: None,
            ledger: Ledger::default(),
        });
    };
    if let Some(trap) = trap(facts_row)? {
        return Err(SurveyError::Trap(table.sql(), trap));
    }
    let has_progress = flag(facts_row, "has_progress")?;
    let rows = if ready {
        results.0.pop().unwrap_or_default()
    } else {
        let sql = survey_sql::rows(&table.sql(), table.columns.names());
        session
            .rows(&format!("set local row_security = off; {sql}"), watch)
            .await?
    };
    let mut ledger = Ledger {
        rows: Vec::with_capacity(rows.len()),
        partial: Vec::new(),
    };
    for row in &rows {
        ledger.rows.push(ledger_row(row, &table)?);
    }
    ledger.rows.sort_by(|a, b| a.version.cmp(&b.version));
    if has_progress {
        ledger.partial = read_partial(session, &table, watch).await?;
    }
    Ok(Survey {
        facts,
        table: Some(table),
        ledger,
    })
}

fn ledger_table(row: &SimpleQueryRow) -> Result<Option<LedgerTable>, Error> {
    let (Some(schema), Some(table)) = (text(row, "schema")?, text(row, "table")?) else {
        return Ok(None);
    };
    let columns = text(row, "columns")?.unwrap_or_default();
    let present = COLUMNS
        .iter()
        .map(|(column, _)| *column)
        .filter(|column| {
            columns
                .split(',')
                .any(|found| found.split(' ').next() == Some(column))
        })
        .collect();
    Ok(Some(LedgerTable {
        schema: schema.to_owned(),
        table: table.to_owned(),
        columns: Columns(present),
        may_alter: flag(row, "may_alter")?,
        progress: flag(row, "progress")?,
    }))
}

/// What makes the relation found unfit to be the ledger.
fn trap(row: &SimpleQueryRow) -> Result<Option<LedgerTrap>, Error> {
    let columns = text(row, "columns")?.unwrap_or_default();
    let has = |column: &str| columns.split(',').any(|found| found == column);
    let names = |column| -> Result<Vec<String>, Error> {
        Ok(text(row, column)?
            .map(|names| names.split(", ").map(str::to_owned).collect())
            .unwrap_or_default())
    };
    let not_a_table = match (required(row, "kind")?, required(row, "persistence")?) {
        ("v", _) => Some("a view"),
        ("m", _) => Some("a materialized view"),
        ("f", _) => Some("a foreign table"),
        ("p", _) => Some("a partitioned table"),
        ("r", "t") => Some("a temporary table"),
        ("r", "u") => Some("an unlogged table"),
        ("r", _) if flag(row, "is_partition")? => Some("a partition"),
        ("r", _) if flag(row, "inherits")? => Some("a table with inheritance"),
        ("r", _) => None,
        _ => Some("not a table"),
    };
    if let Some(what) = not_a_table {
        return Ok(Some(LedgerTrap::NotATable(what)));
    }
    if has("version bigint") && has("dirty boolean") {
        return Ok(Some(LedgerTrap::OtherTool("golang-migrate")));
    }
    if has("version bigint") && columns.contains("inserted_at timestamp") {
        return Ok(Some(LedgerTrap::OtherTool("Ecto")));
    }
    if flag(row, "rails")? {
        return Ok(Some(LedgerTrap::OtherTool("Rails")));
    }
    if !columns
        .split(',')
        .any(|found| found.starts_with("version "))
    {
        return Ok(Some(LedgerTrap::NoVersionColumn));
    }
    let mut attached = names("triggers")?;
    attached.extend(names("rules")?);
    if !attached.is_empty() {
        return Ok(Some(LedgerTrap::TriggersOrRules(attached)));
    }
    if flag(row, "row_security")? {
        return Ok(Some(LedgerTrap::RowSecurity));
    }
    Ok(None)
}

fn ledger_row(row: &SimpleQueryRow, table: &LedgerTable) -> Result<LedgerRow, SurveyError> {
    Ok(LedgerRow {
        version: version(row, table)?,
        name: text(row, "name")?.map(str::to_owned),
        checksum: parsed(row, "checksum")?,
        up_checksum: parsed(row, "up_checksum")?,
        down_checksum: parsed(row, "down_checksum")?,
        applied_at: time(row, "applied_at")?,
        applied_by: text(row, "applied_by")?.map(str::to_owned),
        applied_seq: parsed(row, "applied_seq")?,
        duration_ms: parsed(row, "duration_ms")?,
        run_id: parsed(row, "run_id")?,
        release: text(row, "release")?.map(str::to_owned),
    })
}

fn version(row: &SimpleQueryRow, table: &LedgerTable) -> Result<Version, SurveyError> {
    let spelled = required(row, "version")?;
    Version::new(spelled)
        .ok_or_else(|| SurveyError::Trap(table.sql(), LedgerTrap::BadVersion(spelled.to_owned())))
}

async fn read_partial(
    session: &Session,
    table: &LedgerTable,
    watch: Watch<'_>,
) -> Result<Vec<PartialRow>, SurveyError> {
    let sql = format!(
        "select version, direction, statements, statements_done, statement_begun, error from {}",
        table.progress_sql()
    );
    let mut partial = Vec::new();
    for row in &session.rows(&sql, watch).await? {
        partial.push(PartialRow {
            version: version(row, table)?,
            direction: match required(row, "direction")? {
                "down" => Direction::Down,
                _ => Direction::Up,
            },
            statements: parsed(row, "statements")?.unwrap_or_default(),
            statements_done: parsed(row, "statements_done")?.unwrap_or_default(),
            statement_begun: parsed(row, "statement_begun")?,
            error: text(row, "error")?.map(str::to_owned),
        });
    }
    partial.sort_by(|a, b| a.version.cmp(&b.version));
    Ok(partial)
}
