//! One connection to one host, encrypted or not, with a task that listens to it.

use std::cell::Cell;
use std::future::poll_fn;
use std::sync::{Arc, OnceLock};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::Receiver;
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, NoTls, Socket};

use super::backend_key::told_pid;
use super::error::Error;
use super::notice;
use super::tls::{Ask, Connector, TlsError, in_order};
use super::unreached::Unreached;
use crate::outcome::ServerError;
use crate::target::{Host, Target};

/// An open connection.
pub(super) struct Link {
    pub(super) client: Client,
    pub(super) notices: Receiver<ServerError>,
    /// Why it was lost, once it was.
    pub(super) lost: Arc<OnceLock<Error>>,
    /// The server's version as it says it.
    pub(super) version: String,
    /// The backend's pid as the handshake told it.
    pub(super) told_pid: Option<i32>,
    /// Its major; 0 when unreadable.
    pub(super) major: u32,
    /// What encrypts it, if anything does.
    pub(super) tls: Option<Connector>,
}

/// Opens the connection that `config` describes to `host`, as `target` wants it encrypted. Also
/// says why it isn't encrypted when that was tried in vain. `why` becomes what kept the last
/// attempt from being answered.
///
/// # Errors
/// The host can't be reached, refuses, or TLS fails.
pub(super) async fn open(
    target: &Target,
    host: &Host,
    config: &Config,
    why: &Cell<Unreached>,
) -> Result<(Link, Option<TlsError>), Error> {
    let plain = async || {
        let mut config = config.clone();
        config.ssl_mode(SslMode::Disable);
        connect(&config, NoTls, why).await
    };
    let Host::Tcp { name, .. } = host else {
        return Ok((plain().await?, None));
    };
    let encrypted = async |ask| {
        let connector = Connector::new(&target.tls, name).map_err(Error::Tls)?;
        let mut config = config.clone();
        config.ssl_mode(match ask {
            Ask::Politely => SslMode::Prefer,
            Ask::Firmly => SslMode::Require,
        });
        match Box::pin(connect(&config, connector.clone(), why)).await {
            Ok(link) => Ok(Link {
                tls: connector.agreed().is_some().then_some(connector),
                ..link
            }),
            Err(Error::Lost(causes)) if connector.agreed().is_some() && is_end(&causes) => {
                Err(Error::Tls(TlsError::EndedAfterHandshake))
            }
            Err(error) => Err(error),
        }
    };
    in_order(target.tls.mode, plain, encrypted).await
}

/// Whether the other side ended the connection, by tokio-postgres's words for it.
fn is_end(causes: &[String]) -> bool {
    let ends = ["connection closed", "error communicating with the server"];
    causes
        .first()
        .is_some_and(|cause| ends.contains(&cause.as_str()))
}

async fn connect<T>(config: &Config, tls: T, why: &Cell<Unreached>) -> Result<Link, Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: AsyncRead + AsyncWrite + Send + 'static,
{
    let (client, mut connection) = config.connect(tls).await.map_err(|error| {
        why.set(Unreached::of(&error));
        Error::of_connecting(error)
    })?;
    let version = connection
        .parameter("server_version")
        .unwrap_or_default()
        .to_owned();
    let told_pid = told_pid(&client.cancel_token()).await;
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
    Ok(Link {
        client,
        notices,
        lost,
        told_pid,
        major: major(&version),
        version,
        tls: None,
    })
}

/// The major of `15.18 (Debian …)`, `18beta1`; 0 when unreadable.
fn major(version: &str) -> u32 {
    let digits = version.bytes().take_while(u8::is_ascii_digit).count();
    version
        .get(..digits)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or_default()
}
