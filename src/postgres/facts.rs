//! What a look at the database tells of the server and the ledger's versions, and why there is no
//! look.

use std::time::Duration;

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::lease::ServerClock;
use super::ledger_table::LedgerTable;
use super::rows::{flag, parsed, required, text};
use super::session::Session;
use super::survey_sql;
use crate::migration::Version;
use crate::outcome::ServerError;
use crate::plan::LedgerTrap;

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
    /// Whether a pooler was noticed between us and the server.
    pub is_pooled: bool,
}

impl Facts {
    /// From the row of a survey or an inspection.
    pub(super) fn read(session: &Session, row: &SimpleQueryRow) -> Result<Self, Error> {
        Ok(Self {
            in_recovery: flag(row, "in_recovery")?,
            database: required(row, "database")?.to_owned(),
            role: required(row, "role")?.to_owned(),
            current_schema: text(row, "current_schema")?.map(str::to_owned),
            clock: clock(row)?,
            is_pooled: {
                session.hear_backend(parsed(row, "pid")?);
                session.is_pooled()
            },
        })
    }
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

/// The version of a row; one that isn't a number makes the ledger a trap.
pub(super) fn version(row: &SimpleQueryRow, table: &LedgerTable) -> Result<Version, SurveyError> {
    let spelled = required(row, survey_sql::VERSION)?;
    Version::new(spelled)
        .ok_or_else(|| SurveyError::Trap(table.sql(), LedgerTrap::BadVersion(spelled.to_owned())))
}
