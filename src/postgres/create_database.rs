//! Creating the target's database, from the maintenance database `postgres`.

use super::connect::{ConnectError, connect};
use super::error::Error;
use super::quote::identifier;
use super::session::Watch;
use crate::target::Target;

/// Creates the database that `target` names. Another run that was faster is no error.
///
/// # Errors
/// The server can't be reached, or refuses.
pub async fn create_database(target: &Target, watch: Watch<'_>) -> Result<(), ConnectError> {
    let maintenance = Target {
        database: "postgres".to_owned(),
        ..target.clone()
    };
    let session = connect(&maintenance).await?;
    let mut sql = format!("create database {}", identifier(&target.database));
    if let Some(role) = &target.role {
        // Who owns it may create in it.
        sql.push_str(&format!(" owner {}", identifier(role)));
    }
    match session.execute(&sql, watch).await {
        Ok(()) => Ok(()),
        // Two at once: 42P04, or the unique index of pg_database.
        Err(error) if matches!(error.sqlstate(), Some("42P04" | "23505")) => Ok(()),
        Err(error) => Err(ConnectError {
            host: target
                .hosts
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
            error,
        }),
    }
}

/// Whether the server says that the database doesn't exist.
#[must_use]
pub fn is_missing_database(error: &Error) -> bool {
    error.sqlstate() == Some("3D000")
}
