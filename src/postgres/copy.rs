//! `COPY … FROM stdin`: the data lines of a file, streamed.

use std::pin::pin;

use bytes::Bytes;
use futures_util::SinkExt;

use super::error::Error;
use super::session::{Session, Watch};

/// How much goes into one CopyData message.
const CHUNK_BYTES: usize = 64 * 1024;

/// Sends `data` to the COPY statement `sql`. Nothing else may be in flight.
///
/// # Errors
/// The server's error for the statement or for a row (CONTEXT names its line), or a
/// lost connection.
pub(super) async fn copy_in(
    session: &Session,
    sql: &str,
    data: &str,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let copy = async {
        let sink = session.client.copy_in::<_, Bytes>(sql).await?;
        let mut sink = pin!(sink);
        for chunk in data.as_bytes().chunks(CHUNK_BYTES) {
            // A server that refuses a row stops reading; `finish` has its reason.
            if sink.send(Bytes::copy_from_slice(chunk)).await.is_err() {
                break;
            }
        }
        sink.finish().await
    };
    session.wait(copy, watch).await??;
    Ok(())
}
