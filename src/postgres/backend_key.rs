//! The backend's pid as the handshake told it, which a pooler makes up.
//!
//! tokio-postgres keeps the key of a connection to itself, but writes it into every cancel
//! request: one is written into memory here, and sent nowhere.

use std::cell::RefCell;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::CancelToken;
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};

/// The bytes of a cancel request: length, code, pid and secret, four each.
const REQUEST: usize = 16;
const PID: std::ops::Range<usize> = 8..12;

/// The pid that the other side gave itself; `None` when the request doesn't look as known.
pub(super) async fn told_pid(token: &CancelToken) -> Option<i32> {
    let paper = Paper::default();
    token.cancel_query_raw(paper.clone(), Plain).await.ok()?;
    let written = paper.0.borrow();
    let request = written.get(written.len().checked_sub(REQUEST)?..)?;
    let pid = request.get(PID)?.try_into().ok()?;
    Some(i32::from_be_bytes(pid))
}

/// Keeps what is written; whoever asks it for TLS is told yes.
#[derive(Clone, Default)]
struct Paper(Rc<RefCell<Vec<u8>>>);

impl AsyncRead for Paper {
    fn poll_read(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        buf.put_slice(b"S");
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Paper {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What leaves everything as it is, where a connection would be encrypted.
struct Plain;

impl TlsConnect<Paper> for Plain {
    type Stream = Paper;
    type Error = io::Error;
    type Future = Ready<io::Result<Paper>>;

    fn connect(self, stream: Paper) -> Self::Future {
        ready(Ok(stream))
    }
}

impl TlsStream for Paper {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}
