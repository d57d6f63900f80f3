//! A connection to the target's server, but not to its database.

use super::connect::connect;
use super::error::Error;
use super::interrupt::Interrupt;
use super::session::Session;
use super::unreached::ConnectError;
use super::watch::Watch;
use crate::target::Target;

/// The databases that every server is made with (manual, "Creating a Database"); the first may
/// have been dropped.
const THERE: [&str; 2] = ["postgres", "template1"];

/// A session on the server of `target`, in another database than its own.
///
/// # Errors
/// The server can't be reached, or has none of the two that we know of.
pub(super) async fn connect_beside(target: &Target) -> Result<Session, ConnectError> {
    let [first, second] = THERE;
    let in_database = |name: &str| Target {
        database: name.to_owned(),
        ..target.clone()
    };
    if target.database != first {
        match connect(&in_database(first)).await {
            Err(refused) if is_missing_database(&refused.error) => {}
            answered => return answered,
        }
    }
    connect(&in_database(second)).await
}

/// Whether the server says that the database doesn't exist.
#[must_use]
pub fn is_missing_database(error: &Error) -> bool {
    error.sqlstate() == Some("3D000")
}

/// Runs a statement that can't be part of a transaction and writes. Where the login's defaults
/// make it read-only they are set aside for it, as those of migrations are, and put back: a
/// pooler gives the connection to others.
///
/// # Errors
/// Those of the statement.
pub(super) async fn write_beside(
    session: &Session,
    sql: &str,
    watch: Watch<'_>,
) -> Result<(), Error> {
    match session.execute(sql, watch).await {
        Err(error) if error.sqlstate() == Some("25006") => {}
        ended => return ended,
    }
    let set = "set default_transaction_read_only = off";
    session.execute(set, watch).await?;
    let ended = session.execute(sql, watch).await;
    let calm = Interrupt::default();
    let reset = "reset default_transaction_read_only";
    // Whatever becomes of it: the statement's end is what was asked for.
    let _ = session.execute(reset, watch.heeding(&calm)).await;
    ended
}
