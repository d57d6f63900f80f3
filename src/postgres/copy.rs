//! `COPY … FROM stdin`: the data lines of a file, streamed.

use std::pin::pin;

use bytes::Bytes;
use futures_util::SinkExt;

use super::error::Error;
use super::session::Session;
use super::watch::Watch;
use crate::migration::TextLost;

/// How much goes into one CopyData message.
const CHUNK_BYTES: usize = 64 * 1024;

/// Sends the COPY statement `sql` and its data lines, until `next_lines` has no more. Nothing
/// else may be in flight.
///
/// # Errors
/// As [`copy_stream`]; a text that can't be read on.
pub(super) async fn copy_in(
    session: &Session,
    sql: &str,
    next_lines: &mut dyn FnMut() -> Result<Option<String>, TextLost>,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let next = async || Ok(next_lines()?.map(Bytes::from));
    copy_stream(session, sql, next, watch).await.map(drop)
}

/// Sends the COPY statement `sql` and its data, until `next_data` has no more. Nothing else may
/// be in flight. Returns the number of rows.
///
/// # Errors
/// The server's error for the statement or for a row (CONTEXT names its line), a lost
/// connection, or what `next_data` fails with: then the COPY is aborted.
pub(super) async fn copy_stream<E: From<Error>>(
    session: &Session,
    sql: &str,
    mut next_data: impl AsyncFnMut() -> Result<Option<Bytes>, E>,
    watch: Watch<'_>,
) -> Result<u64, E> {
    let of_server = |error: tokio_postgres::Error| E::from(Error::from(error));
    let copy = async {
        let sink = session.client.copy_in::<_, Bytes>(sql).await;
        let mut sink = pin!(sink.map_err(of_server)?);
        'data: while let Some(mut data) = next_data().await? {
            while !data.is_empty() {
                let chunk = data.split_to(data.len().min(CHUNK_BYTES));
                // A server that refuses a row stops reading; `finish` has its reason.
                if sink.send(chunk).await.is_err() {
                    break 'data;
                }
            }
        }
        sink.finish().await.map_err(of_server)
    };
    session.wait(copy, watch).await?
}
