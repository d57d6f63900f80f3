//! Creating the target's database.

use super::connect::first_host;
use super::maintenance::{connect_beside, write_beside};
use super::quote::identifier;
use super::unreached::ConnectError;
use super::watch::Watch;
use crate::target::Target;

/// Who created the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// We did.
    ByUs,
    /// Somebody else, at the same moment.
    ByOthers,
}

/// Creates the database that `target` names.
///
/// # Errors
/// The server can't be reached, or refuses.
pub async fn create_database(target: &Target, watch: Watch<'_>) -> Result<Created, ConnectError> {
    let session = connect_beside(target).await?;
    let mut sql = format!("create database {}", identifier(&target.database));
    if let Some(role) = &target.role {
        // Who owns it may create in it.
        sql.push_str(&format!(" owner {}", identifier(role)));
    }
    match write_beside(&session, &sql, watch).await {
        Ok(()) => Ok(Created::ByUs),
        // Two at once: 42P04, or the unique index of pg_database.
        Err(error) if matches!(error.sqlstate(), Some("42P04" | "23505")) => Ok(Created::ByOthers),
        Err(error) => Err(ConnectError::new(first_host(target), error)),
    }
}
