//! Asking a server whether it answers.

use std::time::Duration;

use tokio::time::timeout;

use super::connect::first_host;
use super::error::Error;
use super::session::Session;
use super::unreached::{ConnectError, Unreached};
use super::watch::Watch;
use crate::target::Target;

/// Whether a query is answered within `limit`. One that isn't is answered later, and nobody
/// reads that.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn answers_within(
    session: &Session,
    limit: Duration,
    watch: Watch<'_>,
) -> Result<bool, Error> {
    match timeout(limit, session.execute("select 1", watch)).await {
        Ok(answered) => answered.map(|()| true),
        Err(_) => Ok(false),
    }
}

/// Sends a query and waits for its reply, no longer than the target gives a connection.
///
/// # Errors
/// The server's refusal; no reply, or a lost connection.
pub async fn await_answer(
    session: &Session,
    target: &Target,
    watch: Watch<'_>,
) -> Result<(), ConnectError> {
    let limit = target.connect_timeout.unwrap_or(Duration::MAX);
    let error = match timeout(limit, session.execute("select 1", watch)).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error,
        Err(_) => {
            let error = Error::Lost(vec![format!("no answer within {limit:?}")]);
            return Err(ConnectError {
                host: first_host(target),
                error,
                why: Unreached::Unanswered(limit),
            });
        }
    };
    let mut refused = ConnectError::new(first_host(target), error);
    if let Error::Lost(_) = refused.error {
        refused.why = Unreached::Broken;
    }
    Err(refused)
}
