//! Cancelling what a connection runs.
//!
//! The request goes over a socket of our own that is read to its end: PgBouncer
//! crashes on a cancel connection that closes without waiting (seen
//! with 1.18).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::{CancelToken, NoTls};

use super::tls::Connector;
use crate::target::Host;

/// Sends cancel requests for one connection, encrypted if that one is.
pub(super) struct Canceller {
    host: Host,
    token: CancelToken,
    tls: Option<Connector>,
}

impl Canceller {
    pub(super) fn new(host: Host, token: CancelToken, tls: Option<Connector>) -> Self {
        Self { host, token, tls }
    }

    /// Where the connection leads.
    pub(super) fn host(&self) -> &Host {
        &self.host
    }

    /// Asks the server to cancel the running statement and waits until it took the
    /// request. A server that can't be reached can't be asked: then the caller's
    /// deadline decides.
    pub(super) async fn cancel(&self) {
        let sent = match &self.host {
            Host::Tcp {
                name,
                address,
                port,
            } => {
                let name = address.map_or_else(|| name.clone(), |address| address.to_string());
                match TcpStream::connect((name, *port)).await {
                    Ok(stream) => self.send(stream).await,
                    Err(error) => Err(error),
                }
            }
            Host::Socket { folder, port } => {
                match UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await {
                    Ok(stream) => self.send(stream).await,
                    Err(error) => Err(error),
                }
            }
        };
        drop(sent);
    }

    async fn send<S: AsyncRead + AsyncWrite + Unpin>(&self, mut stream: S) -> io::Result<()> {
        let open = KeepOpen(&mut stream);
        match &self.tls {
            Some(connector) => {
                let connector = connector.for_cancelling();
                self.token.cancel_query_raw(open, connector).await
            }
            None => self.token.cancel_query_raw(open, NoTls).await,
        }
        .map_err(io::Error::other)?;
        stream.read_to_end(&mut Vec::new()).await?;
        Ok(())
    }
}

/// A stream whose shutdown does nothing.
struct KeepOpen<'a, S>(&'a mut S);

impl<S: AsyncRead + Unpin> AsyncRead for KeepOpen<'_, S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for KeepOpen<'_, S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
