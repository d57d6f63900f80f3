//! Whether nothing at all was written to the server while a schema was read: the cheap proof
//! that nobody changed it. Checked on 13 to 18.
//!
//! Every change of a catalogue is in the write-ahead log before others see it. When no
//! transaction that writes is running as the reading one takes its snapshot (its COMMIT may be in the
//! log long before others see it: it waits for the disk, for a standby), and the log is at
//! the end where it was before the snapshot, then nothing came in between. Without the proof
//! (others write, a standby, a service without these functions) nothing is known, and the
//! signatures are compared.

use tokio_postgres::SimpleQueryRow;

use super::super::error::Error;
use super::super::rows::text;

/// Where the write-ahead log is now; NULL on a standby. One row with one text.
pub(super) const POSITION: &str = "select case when not pg_catalog.pg_is_in_recovery() \
    then pg_catalog.pg_current_wal_insert_lsn() end";

/// Whether nobody was writing in the transaction's snapshot, `xmin:xmax:running`. One row with one
/// `t` or `f`.
///
/// Its list doesn't have all: a transaction with the highest number of all so far isn't below xmax. Then
/// the number that comes next, from which `age` counts, isn't xmax.
pub(super) const NOBODY_WRITES: &str = "select s::text like '%:' \
    and pg_catalog.age(pg_catalog.pg_snapshot_xmax(s)::xid) = 0 \
    from pg_catalog.pg_current_snapshot() s";

/// A place in the write-ahead log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position(String);

impl Position {
    /// What the reply to [`POSITION`] says.
    pub(super) fn of(rows: &[SimpleQueryRow]) -> Result<Option<Self>, Error> {
        Ok(first(rows)?.map(Self))
    }
}

/// What the reply to [`NOBODY_WRITES`] says.
pub(super) fn nobody_writes(rows: &[SimpleQueryRow]) -> Result<bool, Error> {
    Ok(first(rows)?.is_some_and(|answer| answer == "t"))
}

fn first(rows: &[SimpleQueryRow]) -> Result<Option<String>, Error> {
    match rows.first() {
        Some(row) => Ok(text(row, 0)?.map(str::to_owned)),
        None => Ok(None),
    }
}
