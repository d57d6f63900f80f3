//! The log table: what `repair` and `baseline` changed, who did it, when and why; and what failed
//! while other runs waited (`failed_try.rs`, which alone reads it).
//!
//! It is made in the transaction that writes its first row.

use super::error::Error;
use super::ledger::revoke_grants;
use super::ledger_table::LedgerTable;
use super::quote::{literal, literal_or_null};
use super::rows::flag;
use super::session::Session;
use super::watch::Watch;
use crate::migration::Version;
use crate::plan::ChangeKind;

/// Makes the log table when it isn't there, in the transaction that is open and holds the
/// lock. Runs under `search_path = pg_catalog, pg_temp`.
pub(super) async fn create_if_missing(
    session: &Session,
    ledger: &LedgerTable,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let name = format!("{}_log", ledger.table);
    // Checked on 15 and 18. A trigger in it would run as this role whatever its owner likes.
    let sql = format!(
        "select c.relkind = 'r' and c.relpersistence = 'p' and not c.relhastriggers \
         and not c.relhasrules and not c.relrowsecurity and not c.relispartition \
         and not c.relhassubclass as fit from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = {} and c.relname = {}",
        literal(&ledger.schema),
        literal(&name)
    );
    let found = session.rows(&sql, watch).await?;
    if let Some(row) = found.first() {
        return match flag(row, "fit")? {
            true => Ok(()),
            false => Err(Error::Protocol(format!(
                "{} is not an ordinary table without triggers, rules and row security",
                ledger.log_sql()
            ))),
        };
    }
    session.execute(&create(ledger), watch).await?;
    revoke_grants(session, &ledger.schema, &name, watch).await
}

fn create(ledger: &LedgerTable) -> String {
    format!(
        "create table {} (id bigint generated always as identity primary key, \
         version varchar not null, action text not null, reason text, old_row jsonb, \
         logged_at timestamp with time zone not null default now(), \
         logged_by text not null default session_user, tool_version text)",
        ledger.log_sql()
    )
}

/// The CREATE TABLE that an administrator would run, for people to read.
#[must_use]
pub fn log_for_owner(ledger: &LedgerTable) -> String {
    format!("{};", create(ledger))
}

/// The INSERT of one row, without what it inserts: `version`, `action`, `reason`,
/// `tool_version`, `old_row`.
pub(super) fn insert(ledger: &LedgerTable) -> String {
    format!(
        "insert into {} (version, action, reason, tool_version, old_row)",
        ledger.log_sql()
    )
}

/// The values of one row but `old_row`, as SQL writes them.
pub(super) fn values(version: &Version, action: ChangeKind, reason: Option<&str>) -> String {
    format!(
        "{}, '{}', {}, {}",
        literal(version.as_str()),
        action.as_str(),
        literal_or_null(reason),
        literal(env!("CARGO_PKG_VERSION"))
    )
}
