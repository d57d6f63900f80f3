//! Opening a connection: the hosts in order, one attempt each.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding as Binding, SslNegotiation};

use super::error::Error;
use super::link;
use super::password::password;
use super::probe::stranger;
use super::session::Session;
use super::unreached::{ConnectError, Unreached};
use crate::target::{ChannelBinding, Host, Target, TlsNegotiation};

/// The oldest major that is tested.
const OLDEST_MAJOR: u32 = 13;

/// A session on the first host of `target` that answers.
///
/// # Errors
/// The last host's [`ConnectError`] when none does. An answer of the server itself
/// (wrong password, no such database, no TLS as asked) ends the search at once.
pub async fn connect(target: &Target) -> Result<Session, ConnectError> {
    let mut last = None;
    for host in &target.hosts {
        match connect_to(target, host).await {
            Ok(session) => return Ok(session),
            Err(mut error) => {
                if error.may_be_a_stranger()
                    && let Some(said) = stranger(host).await
                {
                    error.not_postgres(&said);
                }
                let answered = error.why == Unreached::Answered;
                last = Some(error);
                if answered {
                    break;
                }
            }
        }
    }
    Err(last.unwrap_or_else(|| {
        let error = Error::Protocol("no host was named".to_owned());
        ConnectError::new(String::new(), error)
    }))
}

/// The host that messages name.
pub(super) fn first_host(target: &Target) -> String {
    let first = target.hosts.first();
    first.map(ToString::to_string).unwrap_or_default()
}

/// One attempt, which takes no longer than the target allows, once the password is known.
async fn connect_to(target: &Target, host: &Host) -> Result<Session, ConnectError> {
    let unreached = |error, why| ConnectError {
        host: host.to_string(),
        error,
        why,
    };
    let config = config(target, host)
        .await
        .map_err(|error| unreached(error, Unreached::Other))?;
    // Not the time-out of tokio-postgres, which ends where the server's first word is awaited.
    let limit = target.connect_timeout.unwrap_or(Duration::MAX);
    let why = Cell::new(Unreached::Other);
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
    Ok(Session::new(host.clone(), link, unencrypted).becoming(target.role.as_deref()))
}

async fn config(target: &Target, host: &Host) -> Result<Config, Error> {
    let mut config = Config::new();
    match host {
        Host::Tcp {
            name,
            address,
            port,
        } => {
            if let Some(address) = address {
                config.hostaddr(*address);
            }
            config.host(name).port(*port)
        }
        Host::Socket { folder, port } => config.host_path(folder).port(*port),
    };
    config
        .user(&target.user)
        .dbname(&target.database)
        .application_name(&target.application_name);
    if let Some(password) = password(target, host).await? {
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
    Ok(config)
}
