//! Notices on their way from the connection to the events.

use tokio::sync::mpsc;
use tokio_postgres::AsyncMessage;

use super::error::server_error;
use crate::outcome::ServerError;

/// The two ends of a connection's notices.
pub(super) fn channel() -> (
    mpsc::UnboundedSender<ServerError>,
    mpsc::UnboundedReceiver<ServerError>,
) {
    mpsc::unbounded_channel()
}

/// Hands a notice on; what else the server sends unasked (LISTEN) is of no interest here.
pub(super) fn forward(message: AsyncMessage, notices: &mpsc::UnboundedSender<ServerError>) {
    if let AsyncMessage::Notice(notice) = message {
        // The receiver is gone only when nobody listens any more.
        let _ = notices.send(server_error(&notice));
    }
}
