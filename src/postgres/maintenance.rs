//! A connection to the target's server, but not to its database.

use super::connect::connect;
use super::create_database::is_missing_database;
use super::session::Session;
use super::unreached::ConnectError;
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
