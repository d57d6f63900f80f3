//! Dropping the target's database, and who is in the way.

use super::connect::first_host;
use super::error::Error;
use super::holder::holder_of;
use super::maintenance::{connect_beside, write_beside};
use super::quote::{identifier, literal};
use super::session::Session;
use super::unreached::ConnectError;
use super::watch::Watch;
use crate::outcome::{Holder, ServerError};
use crate::target::Target;

/// What became of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dropped {
    /// It is gone.
    Gone,
    /// It was not there.
    Absent,
    /// Others are connected to it: the server's error, and those whom this role may see.
    InUse(Box<ServerError>, Vec<Holder>),
}

/// Drops the database that `target` names; ends nobody's session. The server itself waits a few
/// seconds for sessions that are about to end.
///
/// # Errors
/// The server can't be reached, or refuses for another reason than sessions in the database.
pub async fn drop_database(target: &Target, watch: Watch<'_>) -> Result<Dropped, ConnectError> {
    let session = connect_beside(target).await?;
    dropped(&session, &target.database, watch)
        .await
        .map_err(|error| ConnectError::new(first_host(target), error))
}

async fn dropped(session: &Session, database: &str, watch: Watch<'_>) -> Result<Dropped, Error> {
    let sql = format!("drop database {}", identifier(database));
    match write_beside(session, &sql, watch).await {
        Ok(()) => Ok(Dropped::Gone),
        Err(error) if error.sqlstate() == Some("3D000") => Ok(Dropped::Absent),
        Err(Error::Server(error)) if error.sqlstate == "55006" => {
            let sessions = sessions(session, database, watch).await?;
            Ok(Dropped::InUse(error, sessions))
        }
        Err(error) => Err(error),
    }
}

/// The sessions of clients in `database`, oldest first. Checked on 15 and 18: of a stranger's
/// session only pid, user and application are shown.
async fn sessions(
    session: &Session,
    database: &str,
    watch: Watch<'_>,
) -> Result<Vec<Holder>, Error> {
    let sql = format!(
        "set local search_path = pg_catalog, pg_temp; \
         select pid, usename as user, nullif(application_name, '') as application, \
         host(client_addr) as client, state, \
         extract(epoch from now() - xact_start)::bigint as age, left(query, 300) as query \
         from pg_stat_activity where datname = {} \
         and usesysid is not null and leader_pid is null order by backend_start, pid",
        literal(database)
    );
    session
        .rows(&sql, watch)
        .await?
        .iter()
        .map(holder_of)
        .collect()
}
