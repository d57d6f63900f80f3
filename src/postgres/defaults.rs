//! What a login's sessions begin with, where we can't set it ourselves.

use super::error::Error;
use super::rows::required;
use super::session::Session;
use super::watch::Watch;

/// What a statement outside of a transaction would meet and must not: an index half built
/// when a time-out ends it, a build that waits for its own like, strings read otherwise.
/// Checked on 13 and 18.
const ODD: &str = "select pg_catalog.concat(s.name, ' = ', pg_catalog.current_setting(s.name)) as odd \
    from pg_catalog.pg_settings s where s.setting operator(pg_catalog.<>) case s.name \
    when 'default_transaction_isolation' then 'read committed' \
    when 'default_transaction_read_only' then 'off' \
    when 'default_transaction_deferrable' then 'off' \
    when 'standard_conforming_strings' then 'on' else '0' end \
    and s.name operator(pg_catalog.=) any ('{lock_timeout,statement_timeout,transaction_timeout,\
    default_transaction_isolation,default_transaction_read_only,default_transaction_deferrable,\
    standard_conforming_strings}') order by s.name";

/// The settings of this login that would have to be others, such as `lock_timeout = 1s`; as the
/// backend at hand has them.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_odd_defaults(session: &Session, watch: Watch<'_>) -> Result<Vec<String>, Error> {
    let rows = session.rows(ODD, watch).await?;
    let odd = rows
        .iter()
        .map(|row| required(row, "odd").map(str::to_owned));
    odd.collect()
}
