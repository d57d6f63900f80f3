//! Opening a connection: the hosts in order, one attempt each.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding as Binding, SslNegotiation};

use super::error::Error;
use super::fitness::{misfit, passes};
use super::link;
use super::network::{hosts_in_order, set_network};
use super::password::password;
use super::probe::stranger;
use super::session::Session;
use super::unreached::{ConnectError, Unreached};
use crate::target::{ChannelBinding, Host, Secret, SessionAttributes, Target, TlsNegotiation};

/// The oldest major that is tested.
const OLDEST_MAJOR: u32 = 13;

/// A session on the first host of `target` that answers and will do.
///
/// # Errors
/// What the hosts said when none does: of several, all of it. An answer of the server itself
/// (wrong password, no such database, no TLS as asked) ends the search at once, unless it is only
/// starting up.
pub async fn connect(target: &Target) -> Result<Session, ConnectError> {
    let mut errors = Vec::new();
    for wanted in passes(target.session) {
        errors.clear();
        for host in hosts_in_order(target) {
            let mut error = match connect_to(target, host, *wanted).await {
                Ok(session) => return Ok(session),
                Err(error) => error,
            };
            if error.may_be_a_stranger()
                && let Some(said) = stranger(host).await
            {
                error.not_postgres(&said);
            }
            if error.why == Unreached::NoPassword {
                let said = "the server asks for a password, and none is given";
                error.error = Error::Lost(vec![said.to_owned()]);
            }
            if error.is_final() {
                return Err(error);
            }
            errors.push(error);
        }
    }
    Err(ConnectError::of_all(errors))
}

/// The host that messages name.
pub(super) fn first_host(target: &Target) -> String {
    let first = target.hosts.first();
    first.map(ToString::to_string).unwrap_or_default()
}

/// One attempt, which takes no longer than the target allows.
async fn connect_to(
    target: &Target,
    host: &Host,
    wanted: SessionAttributes,
) -> Result<Session, ConnectError> {
    let unreached = |error, why| ConnectError {
        host: host.to_string(),
        error,
        why,
    };
    // Whoever prints passwords has a time limit of its own.
    let password = password(target, host).await;
    let password = password.map_err(|error| unreached(error, Unreached::Other))?;
    // Not the time-out of tokio-postgres, which ends where the server's first word is awaited.
    let limit = target.connect_timeout.unwrap_or(Duration::MAX);
    let why = Cell::new(Unreached::Other);
    let config = config(target, host, password.as_ref());
    let attempt = timeout(limit, link::open(target, host, &config, &why)).await;
    let Ok(opened) = attempt else {
        let error = Error::Lost(vec![format!("no answer within {limit:?}")]);
        return Err(unreached(error, Unreached::Unanswered(limit)));
    };
    let (link, unencrypted) = opened.map_err(|error| {
        let answered = matches!(error, Error::Server(_) | Error::Tls(_));
        let why = if answered {
            Unreached::Answered
        } else {
            why.get()
        };
        unreached(error, why)
    })?;
    // What can't be read may be newer than we know of.
    if (1..OLDEST_MAJOR).contains(&link.major) {
        let error = Error::Protocol(format!("the server is PostgreSQL {}", link.version));
        return Err(unreached(error, Unreached::TooOld));
    }
    let session = Session::new(host.clone(), link, unencrypted).becoming(target.role.as_deref());
    let misfit = match timeout(limit, misfit(&session, wanted)).await {
        Ok(Ok(misfit)) => misfit,
        Ok(Err(error)) => return Err(ConnectError::new(host.to_string(), error)),
        Err(_) => {
            let error = Error::Lost(vec![format!("no answer within {limit:?}")]);
            return Err(unreached(error, Unreached::Unanswered(limit)));
        }
    };
    match misfit {
        None => Ok(session),
        Some(reason) => {
            let error = Error::Lost(vec![reason.to_owned()]);
            Err(unreached(error, Unreached::Unfit(wanted)))
        }
    }
}

fn config(target: &Target, host: &Host, password: Option<&Secret>) -> Config {
    let mut config = Config::new();
    set_network(&mut config, target, host);
    config
        .user(&target.user)
        .dbname(&target.database)
        .application_name(&target.application_name);
    if let Some(options) = &target.options {
        config.options(options);
    }
    if let Some(password) = password {
        config.password(password.reveal());
    }
    config.channel_binding(match target.channel_binding {
        ChannelBinding::Disable => Binding::Disable,
        ChannelBinding::Prefer => Binding::Prefer,
        ChannelBinding::Require => Binding::Require,
    });
    config.ssl_negotiation(match target.tls.negotiation {
        TlsNegotiation::Postgres => SslNegotiation::Postgres,
        TlsNegotiation::Direct => SslNegotiation::Direct,
    });
    config
}
