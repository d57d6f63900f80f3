//! The lock that runs share: one advisory transaction lock per ledger.
//!
//! It is only ever tried, never waited for inside the server: a waiter there holds a
//! snapshot, and would deadlock with the winner's CREATE INDEX CONCURRENTLY.

use sha2::{Digest, Sha256};

use super::error::Error;
use super::ledger_table::LedgerTable;
use super::rows::flag;
use super::session::Session;
use super::watch::Watch;

/// The key of a ledger's advisory lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockKey(pub(super) i64);

impl LockKey {
    /// The key of `schema.table`: the first eight bytes, big-endian, of the SHA-256 of
    /// `proj-migrate lock <schema>.<table>`. Documented in README, so that other
    /// programs can take the same lock; it never changes.
    pub fn of(schema: &str, table: &str) -> Self {
        let digest = Sha256::digest(format!("proj-migrate lock {schema}.{table}").as_bytes());
        let bytes = digest.iter().take(8);
        Self(bytes.fold(0i64, |key, byte| key << 8 | i64::from(*byte)))
    }

    /// The key of a ledger's lock.
    pub fn of_ledger(table: &LedgerTable) -> Self {
        Self::of(&table.schema, &table.table)
    }

    /// The key that only guards take, each alone; the complement, so that no ledger has it.
    pub(super) fn of_guards(self) -> i64 {
        !self.0
    }

    /// The two halves as `pg_locks` shows them: `classid`, `objid`.
    pub(super) fn halves(self) -> (u32, u32) {
        ((self.0 >> 32) as u32, self.0 as u32)
    }
}

/// Whether the lock is free at this moment. It isn't taken for that, so that nobody who tries to
/// take it is ever kept from it by those who wait.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn is_lock_free(
    session: &Session,
    key: LockKey,
    watch: Watch<'_>,
) -> Result<bool, Error> {
    let rows = session.rows(&look(key), watch).await?;
    rows.first().map_or(Ok(false), |row| flag(row, "free"))
}

/// What a run that waits sends again and again.
pub(super) fn look(key: LockKey) -> String {
    format!(
        "set local search_path = pg_catalog, pg_temp;select not {} as free",
        held(key)
    )
}

/// Whether somebody holds it, as an SQL expression under `search_path = pg_catalog, pg_temp`.
pub(super) fn held(key: LockKey) -> String {
    format!("exists (select {})", holders(key))
}

/// Those who hold it, as a FROM clause on `pg_locks` under `search_path = pg_catalog, pg_temp`.
/// Checked on 13 to 18.
pub(super) fn holders(key: LockKey) -> String {
    let (class, object) = key.halves();
    format!(
        "from pg_locks where locktype = 'advisory' and granted \
         and classid = {class} and objid = {object} and objsubid = 1 \
         and database = (select oid from pg_database where datname = current_database())"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_key_never_changes() {
        // printf 'proj-migrate lock public.schema_migrations' | sha256sum
        let key = LockKey::of("public", "schema_migrations");
        assert_eq!(format!("{:016x}", key.0), EXPECTED);
        assert_ne!(key, LockKey::of("other", "schema_migrations"));
    }

    const EXPECTED: &str = "a3462bef038fc9db";
}
