//! The first message: BEGIN, and what is SET for the migration's statements.

use std::time::Duration;

use crate::postgres::quote::path_list;
use crate::postgres::role::AssumedRole;

/// The settings of one transaction.
#[derive(Debug, Clone)]
pub(in crate::postgres) struct Settings<'a> {
    /// Proves at the end that the transaction is still the one begun.
    pub(in crate::postgres) nonce: &'a str,
    /// Of the migration's statements.
    pub(in crate::postgres) lock_timeout: Duration,
    /// Of the migration's statements; zero is none.
    pub(in crate::postgres) statement_timeout: Duration,
    /// How long the server waits for the next message before it ends all; zero is for ever.
    pub(in crate::postgres) idle_timeout: Duration,
    /// The server's major version.
    pub(in crate::postgres) major: u32,
    /// The URL's search path.
    pub(in crate::postgres) search_path: Option<&'a str>,
    /// The role that the transaction becomes.
    pub(in crate::postgres) role: &'a AssumedRole,
}

/// Message 1. SET takes no snapshot, so that a migration may still set its isolation level.
pub(in crate::postgres) fn begin(settings: &Settings<'_>) -> String {
    format!(
        "begin isolation level read committed read write;{}{}",
        settings.role.local(),
        set_local(settings)
    )
}

/// The SETs of message 1; sent again behind a RESET ALL in a migration. Strings are read
/// as the lexer reads them, whatever the role's default.
pub(in crate::postgres) fn set_local(settings: &Settings<'_>) -> String {
    let mut sql = format!(
        "set local proj_migrate.tx = '{}';\
         set local lock_timeout = {};\
         set local statement_timeout = {};\
         set local idle_in_transaction_session_timeout = {};\
         set local standard_conforming_strings = on",
        settings.nonce,
        settings.lock_timeout.as_millis(),
        settings.statement_timeout.as_millis(),
        settings.idle_timeout.as_millis(),
    );
    if settings.major >= 17 {
        sql.push_str(";set local transaction_timeout = 0");
    }
    if let Some(path) = settings.search_path {
        // set_config would take the list as it is, but a SELECT takes a snapshot.
        sql.push_str(";set local search_path = ");
        sql.push_str(&path_list(path));
    }
    sql
}
