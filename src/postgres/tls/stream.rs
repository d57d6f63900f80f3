//! The encrypted stream, and the handshake that makes it.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use rustls::ClientConnection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::ChannelBinding;
use tokio_rustls::client;

use super::certificate::Certificate;
use super::error::TlsError;
use crate::outcome::{CertificateCheck, Encryption};
use crate::target::TlsNegotiation;

/// What is told to the other side when a stream is shut down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Farewell {
    /// That no more will be said.
    Said,
    /// Nothing: PgBouncer crashes on a cancel request that is followed by one (`cancel.rs`).
    Kept,
}

/// A handshake under way.
pub(in crate::postgres) struct Handshake<S> {
    pub(super) inner: tokio_rustls::Connect<S>,
    pub(super) negotiation: TlsNegotiation,
    pub(super) farewell: Farewell,
    /// What the certificate is checked for.
    pub(super) check: CertificateCheck,
    /// Where what was agreed on is noted.
    pub(super) agreed: Arc<OnceLock<Encryption>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Future for Handshake<S> {
    type Output = Result<Encrypted<S>, TlsError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Poll::Ready(ended) = Pin::new(&mut self.inner).poll(cx) else {
            return Poll::Pending;
        };
        let is_direct = self.negotiation == TlsNegotiation::Direct;
        let stream = ended.map_err(|error| {
            let found = TlsError::of_io(&error);
            match found.unwrap_or_else(|| TlsError::Handshake(error.to_string())) {
                TlsError::Handshake(reason) if is_direct => TlsError::NotDirect(reason),
                other => other,
            }
        })?;
        let (_, session) = stream.get_ref();
        if is_direct && session.alpn_protocol().is_none() {
            let reason = "it did not agree to speak PostgreSQL's protocol".to_owned();
            return Poll::Ready(Err(TlsError::NotDirect(reason)));
        }
        let _ = self.agreed.set(encryption(session, self.check));
        let farewell = self.farewell;
        Poll::Ready(Ok(Encrypted { stream, farewell }))
    }
}

fn encryption(session: &ClientConnection, certificate: CertificateCheck) -> Encryption {
    let version = session.protocol_version().and_then(|v| v.as_str());
    let suite = session.negotiated_cipher_suite();
    let cipher = suite.and_then(|suite| suite.suite().as_str());
    Encryption {
        version: version.unwrap_or_default().replace('_', "."),
        // rustls puts the version into its own names of 1.3's suites.
        cipher: cipher.unwrap_or_default().replacen("TLS13_", "TLS_", 1),
        certificate,
    }
}

/// An encrypted stream.
pub(in crate::postgres) struct Encrypted<S> {
    stream: client::TlsStream<S>,
    farewell: Farewell,
}

impl<S: AsyncRead + AsyncWrite + Unpin> tokio_postgres::tls::TlsStream for Encrypted<S> {
    fn channel_binding(&self) -> ChannelBinding {
        let (_, session) = self.stream.get_ref();
        let shown = session.peer_certificates().and_then(<[_]>::first);
        let hash = shown.and_then(|der| Certificate::read(der).ok()?.binding(der));
        hash.map_or_else(ChannelBinding::none, ChannelBinding::tls_server_end_point)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Encrypted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Encrypted<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.farewell {
            Farewell::Said => Pin::new(&mut self.stream).poll_shutdown(cx),
            Farewell::Kept => Pin::new(&mut self.stream).poll_flush(cx),
        }
    }
}
