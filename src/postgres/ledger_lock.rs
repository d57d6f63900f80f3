//! Who keeps the ledger from being read: a lock on the table itself.

use super::error::Error;
use super::holder::{HOLDER, holder_of};
use super::reply::ResultSets;
use super::rows::text;
use super::session::Session;
use super::survey_sql;
use super::watch::Watch;
use crate::outcome::Holder;
use crate::target::LedgerName;

/// The session that holds an ACCESS EXCLUSIVE lock on the ledger, or stands in front of us in the
/// queue for one; `None` when there is none by now, or none that this role may see.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_ledger_holder(
    session: &Session,
    (ledger, search_path): (&LedgerName, Option<&str>),
    watch: Watch<'_>,
) -> Result<Option<Holder>, Error> {
    // The ledger is looked up on the connection's own path, the rest is not. Checked on 13 and 18.
    let sql = format!(
        "{role}{path}select pg_catalog.set_config('proj_migrate.ledger', \
         coalesce(pg_catalog.to_regclass({ledger})::pg_catalog.oid::pg_catalog.text, '0'), true);\
         set local search_path = pg_catalog, pg_temp;\
         select {HOLDER} from pg_locks l join pg_stat_activity a on a.pid = l.pid \
         where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.pid <> pg_backend_pid() \
         and l.relation = current_setting('proj_migrate.ledger')::oid \
         and l.database = (select oid from pg_database where datname = current_database()) \
         order by l.granted desc, a.xact_start limit 1",
        role = session.role.local(),
        path = survey_sql::set_path(search_path),
        ledger = super::quote::literal(&survey_sql::relation(ledger)),
    );
    let reply = session.send(&sql).await?;
    let mut results = ResultSets::default();
    session.read(reply, watch, &mut results).await?;
    let rows = results.0.pop().unwrap_or_default();
    let found = rows.first().filter(|row| text(row, "pid").is_ok());
    found.map(holder_of).transpose()
}
