//! Opening a connection: the hosts in order, one attempt each.

use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding as Binding, SslNegotiation};

use super::error::Error;
use super::link;
use super::password::password;
use super::session::Session;
use crate::target::{ChannelBinding, Host, Target, TlsNegotiation};

/// A connection that couldn't be opened: the last host tried and its error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectError {
    /// The host as messages show it.
    pub host: String,
    /// The error.
    pub error: Error,
}

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
            Err(error) => {
                let answered = matches!(error, Error::Server(_) | Error::Tls(_));
                last = Some(ConnectError {
                    host: host.to_string(),
                    error,
                });
                if answered {
                    break;
                }
            }
        }
    }
    Err(last.unwrap_or_else(|| ConnectError {
        host: String::new(),
        error: Error::Protocol("no host was named".to_owned()),
    }))
}

async fn connect_to(target: &Target, host: &Host) -> Result<Session, Error> {
    let (link, unencrypted) = link::open(target, host, &config(target, host).await?).await?;
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
    if let Some(timeout) = target.connect_timeout {
        config.connect_timeout(timeout);
    }
    Ok(config)
}
