//! Opening a connection: the hosts in order, one attempt each.

use std::future::poll_fn;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::{Config, NoTls};

use super::cancel::Canceller;
use super::error::Error;
use super::notice;
use super::password::password;
use super::probe::stranger;
use super::session::Session;
use super::unreached::{ConnectError, Unreached};
use crate::target::{Host, Target, TlsMode};

/// The oldest major that is tested.
const OLDEST_MAJOR: u32 = 13;

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
    if target.tls.mode >= TlsMode::Require && host.socket_file().is_none() {
        let mode = target.tls.mode.word();
        let error = Error::Protocol(format!(
            "`sslmode={mode}` is not supported: TLS is not built in yet"
        ));
        return Err(unreached(error, Unreached::Other));
    }
    let config = config(target, host)
        .await
        .map_err(|error| unreached(error, Unreached::Other))?;
    // Not the time-out of tokio-postgres, which ends where the server's first word is awaited.
    let limit = target.connect_timeout.unwrap_or(Duration::MAX);
    let attempt = timeout(limit, open(target, host, &config)).await;
    let Ok(opened) = attempt else {
        let error = Error::Lost(vec![format!("no answer within {limit:?}")]);
        return Err(unreached(error, Unreached::Unanswered(limit)));
    };
    let (session, version) = opened.map_err(|error| {
        let why = Unreached::of(&error);
        unreached(Error::from(error), why)
    })?;
    // What can't be read may be newer than we know of.
    if (1..OLDEST_MAJOR).contains(&session.major) {
        let error = Error::Protocol(format!("the server is PostgreSQL {version}"));
        return Err(unreached(error, Unreached::TooOld));
    }
    Ok(session)
}

/// A session, and the server's version as it says it.
async fn open(
    target: &Target,
    host: &Host,
    config: &Config,
) -> Result<(Session, String), tokio_postgres::Error> {
    let (client, mut connection) = config.connect(NoTls).await?;
    let version = connection
        .parameter("server_version")
        .unwrap_or_default()
        .to_owned();
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
    let session = Session::new(client, notices, lost, canceller, major(&version));
    Ok((session.becoming(target.role.as_deref()), version))
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
    Ok(config)
}
