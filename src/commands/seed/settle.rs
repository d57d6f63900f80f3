//! The connection was lost when COMMIT was on its way: whoever gets the lock that the lost
//! transaction held knows that it is over, and finds what it has left.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use crate::commands::Context;
use crate::outcome::{Event, Failure, FailureKind, RowsOf};
use crate::postgres::{
    Error, LockKey, SeedBegun, SeedRun, TransactionId, Watch, connect, read_seed_ledger,
};
use crate::target::Target;

/// How long to try before the outcome stays unknown.
const PATIENCE: Duration = Duration::from_secs(30);
/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(250);

/// A run of which it isn't known whether it was committed.
pub(super) struct Doubt<'a> {
    pub(super) context: &'a Context,
    pub(super) target: &'a Target,
    pub(super) key: LockKey,
    pub(super) trace: Trace<'a>,
}

/// What a run that was committed is known by.
pub(super) enum Trace<'a> {
    /// Rows with the run's id in the ledger of seeds.
    Recorded {
        /// Where that ledger is.
        schema: &'a str,
        /// The run.
        run_id: Uuid,
    },
    /// Nothing but the server's memory of transactions: generated rows are recorded nowhere.
    Transaction(&'a TransactionId),
}

impl Trace<'_> {
    fn rows(&self) -> RowsOf {
        match self {
            Self::Recorded { .. } => RowsOf::Files,
            Self::Transaction(_) => RowsOf::Generation,
        }
    }
}

/// Returns if the run was committed.
///
/// # Errors
/// It was rolled back, or that can't be told; `causes` say why the connection was lost.
pub(super) async fn settle(
    doubt: &Doubt<'_>,
    causes: Vec<String>,
    watch: Watch<'_>,
) -> Result<(), Failure> {
    let rows = doubt.trace.rows();
    watch.events.emit(Event::SeedSettling(rows));
    let deadline = Instant::now() + PATIENCE;
    loop {
        // A host that is silent must not make it longer.
        match timeout_at(deadline, ask(doubt, watch)).await {
            Ok(Ok(Some(true))) => return Ok(()),
            Ok(Ok(Some(false))) => {
                let attempted = "commit: the connection was lost, and everything was rolled back";
                return Err(crate::commands::failures::server_failure(
                    attempted,
                    None,
                    causes,
                    Some("run it again".to_owned()),
                ));
            }
            Ok(Ok(None) | Err(_)) | Err(_) => {}
        }
        if Instant::now() >= deadline || watch.pause(PAUSE).await.is_err() {
            return Err(Failure::new(FailureKind::SeedUnknown { causes, rows }));
        }
    }
}

/// Whether the run was committed; `None` while the lost transaction may be at work, or nobody knows.
async fn ask(doubt: &Doubt<'_>, watch: Watch<'_>) -> Result<Option<bool>, Error> {
    let connected = watch.unless_interrupted(connect(doubt.target)).await?;
    let session = connected.map_err(|refused| refused.error)?;
    let run = SeedRun::new(&session, watch, &doubt.context.timeouts, None);
    if run.begin(doubt.key).await? == SeedBegun::Busy {
        return Ok(None);
    }
    let committed = match &doubt.trace {
        Trace::Recorded { schema, run_id } => {
            let ledger = read_seed_ledger(&session, schema, watch).await?;
            let mut records = ledger.records.iter();
            Some(records.any(|record| record.run_id == Some(*run_id)))
        }
        Trace::Transaction(id) => run.was_committed(id).await?,
    };
    run.roll_back().await?;
    Ok(committed)
}
