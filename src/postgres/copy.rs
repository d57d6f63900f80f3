//! `COPY … FROM stdin`: the data lines of a file, streamed.

use std::pin::pin;

use bytes::Bytes;
use futures_util::SinkExt;

use super::error::Error;
use super::session::{Session, Watch};
use crate::migration::TextLost;

/// How much goes into one CopyData message.
const CHUNK_BYTES: usize = 64 * 1024;

/// Sends the COPY statement `sql` and its data lines, until `next_lines` has no more. Nothing
/// else may be in flight.
///
/// # Errors
/// The server's error for the statement or for a row (CONTEXT names its line), a lost
/// connection, or a text that can't be read on: then the COPY is aborted.
pub(super) async fn copy_in(
    session: &Session,
    sql: &str,
    next_lines: &mut dyn FnMut() -> Result<Option<String>, TextLost>,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let copy = async {
        let sink = session.client.copy_in::<_, Bytes>(sql).await?;
        let mut sink = pin!(sink);
        'data: while let Some(lines) = next_lines()? {
            let mut lines = Bytes::from(lines);
            while !lines.is_empty() {
                let chunk = lines.split_to(lines.len().min(CHUNK_BYTES));
                // A server that refuses a row stops reading; `finish` has its reason.
                if sink.send(chunk).await.is_err() {
                    break 'data;
                }
            }
        }
        sink.finish().await?;
        Ok(())
    };
    session.wait(copy, watch).await?
}
