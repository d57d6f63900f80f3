//! Opening a connection: the hosts in order, one attempt each.

use std::future::poll_fn;
use std::sync::{Arc, OnceLock};

use tokio_postgres::{Config, NoTls};

use super::cancel::Canceller;
use super::error::Error;
use super::notice;
use super::password::password;
use super::session::Session;
use crate::target::{Host, Target, TlsMode};

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
/// (wrong password, no such database) ends the search at once.
pub async fn connect(target: &Target) -> Result<Session, ConnectError> {
    let mut last = None;
    for host in &target.hosts {
        match connect_to(target, host).await {
            Ok(session) => return Ok(session),
            Err(error) => {
                let answered = matches!(error, Error::Server(_));
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
    if target.tls.mode >= TlsMode::Require && host.socket_file().is_none() {
        let mode = target.tls.mode.word();
        return Err(Error::Protocol(format!(
            "`sslmode={mode}` is not supported: TLS is not built in yet"
        )));
    }
    let (client, mut connection) = config(target, host).await?.connect(NoTls).await?;
    let version = connection
        .parameter("server_version")
        .map(major)
        .unwrap_or_default();
    let (sender, notices) = notice::channel();
    let lost = Arc::new(OnceLock::new());
    let end = Arc::clone(&lost);
    tokio::spawn(async move {
        loop {
            match poll_fn(|cx| connection.poll_message(cx)).await {
                Some(Ok(message)) => notice::forward(message, &sender).await,
                Some(Err(error)) => {
                    let _ = end.set(Error::from(error));
                    return;
                }
                None => return,
            }
        }
    });
    let canceller = Canceller::new(host.clone(), client.cancel_token());
    let session = Session::new(client, notices, lost, canceller, version);
    Ok(session.becoming(target.role.as_deref()))
}

/// The major of `15.18 (Debian …)`, `18beta1`; 0 when unreadable.
fn major(version: &str) -> u32 {
    let digits = version.bytes().take_while(u8::is_ascii_digit).count();
    version
        .get(..digits)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or_default()
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
    if let Some(timeout) = target.connect_timeout {
        config.connect_timeout(timeout);
    }
    Ok(config)
}
