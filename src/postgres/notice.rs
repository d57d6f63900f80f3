//! Notices on their way from the connection to the events.

use tokio::sync::mpsc;
use tokio_postgres::AsyncMessage;

use super::error::server_error;
use crate::outcome::ServerError;

/// How many may wait to be shown. Whoever shows them is slower than a server that raises
/// them in a loop: it has to wait then, as it would for a slow network.
const MOST_WAITING: usize = 1_000;

/// The two ends of a connection's notices.
pub(super) fn channel() -> (mpsc::Sender<ServerError>, mpsc::Receiver<ServerError>) {
    mpsc::channel(MOST_WAITING)
}

/// Hands a notice on, when there is room; what else the server sends unasked (LISTEN) is of
/// no interest here.
pub(super) async fn forward(message: AsyncMessage, notices: &mpsc::Sender<ServerError>) {
    if let AsyncMessage::Notice(notice) = message {
        // The receiver is gone only when nobody listens any more.
        let _ = notices.send(server_error(&notice)).await;
    }
}
