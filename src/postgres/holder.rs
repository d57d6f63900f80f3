//! Who holds the lock, for messages.

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::lock::LockKey;
use super::rows::{parsed, required, text};
use super::session::Session;
use super::watch::Watch;
use crate::outcome::Holder;

/// The session that holds the lock, as far as this role may see it; `None` when it is
/// free by now.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_holder(
    session: &Session,
    key: LockKey,
    watch: Watch<'_>,
) -> Result<Option<Holder>, Error> {
    let (class, object) = key.halves();
    // Checked on 15 and 18. One message is one implicit transaction: SET LOCAL ends with it.
    let sql = format!(
        "set local search_path = pg_catalog, pg_temp; \
         select {HOLDER} from pg_locks l join pg_stat_activity a on a.pid = l.pid \
         where l.locktype = 'advisory' and l.granted and l.objsubid = 1 \
         and l.classid = {class} and l.objid = {object} \
         and l.database = (select oid from pg_database where datname = current_database()) limit 1"
    );
    let rows = session.rows(&sql, watch).await?;
    rows.first().map(holder_of).transpose()
}

/// The columns of a session `a` in pg_stat_activity, under `search_path = pg_catalog`.
pub(super) const HOLDER: &str = "a.pid, a.usename as user, nullif(a.application_name, '') as application, \
    case when a.client_port = -1 then 'local socket' else host(a.client_addr) end as client, a.state, \
    extract(epoch from now() - a.xact_start)::bigint as age, left(nullif(a.query, '<insufficient privilege>'), 300) as query";

/// The session of a row with [`HOLDER`]'s columns.
pub(super) fn holder_of(row: &SimpleQueryRow) -> Result<Holder, Error> {
    let owned =
        |column| -> Result<Option<String>, Error> { Ok(text(row, column)?.map(str::to_owned)) };
    Ok(Holder {
        pid: required(row, "pid")?.parse().unwrap_or_default(),
        user: owned("user")?,
        application: owned("application")?,
        client: owned("client")?,
        state: owned("state")?,
        transaction_age_s: parsed(row, "age")?,
        query: owned("query")?,
    })
}
