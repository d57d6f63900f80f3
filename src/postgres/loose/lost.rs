//! The backend of a run that was lost: it may still be at work, and nothing can be told before
//! it has ended.

use std::time::{Duration, Instant};

use super::Worker;
use super::end::{LooseEnd, own};
use crate::outcome::{Event, Holder};
use crate::postgres::error::Error;
use crate::postgres::holder::{HOLDER, holder_of};
use crate::postgres::quote::literal;

/// The pause between two looks.
pub(super) const PAUSE: Duration = Duration::from_millis(100);
/// How often it is said who is waited for.
const SAY_EVERY: Duration = Duration::from_secs(30);

/// Waits until the lost worker has ended. One that does nothing is ended: its client doesn't
/// hold the lock any more.
pub(super) async fn await_lost(worker: Worker<'_>) -> Result<(), LooseEnd> {
    let begun = Instant::now();
    let mut said: Option<Instant> = None;
    loop {
        let found = look(worker).await;
        let Some(holder) = found.map_err(own("look for the lost run's backend", None))? else {
            return Ok(());
        };
        let waited = begun.elapsed();
        if waited >= worker.loose.timeouts.lock_wait {
            return Err(LooseEnd::LostWorker { holder, waited });
        }
        if said.is_none_or(|said| said.elapsed() >= SAY_EVERY) {
            said = Some(Instant::now());
            worker.watch.events.emit(Event::WaitingForLostRun {
                migration: worker.reference(),
                holder,
                waited,
            });
        }
        let paused = worker.watch.pause(PAUSE).await;
        paused.map_err(own("wait for the lost run's backend", None))?;
    }
}

/// The lost worker, if there still is one; told to end if it is idle. By pid and start: pids
/// are used again, and a role without pg_read_all_stats doesn't see another's start.
/// Checked on 13 to 18.
async fn look(worker: Worker<'_>) -> Result<Option<Holder>, Error> {
    let sql = format!(
        "set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         select {HOLDER}{TERMINATE} \
         from {} p join pg_stat_activity a on a.pid = p.worker_pid \
         and a.datname = current_database() and a.pid <> pg_backend_pid() \
         and (a.backend_start is null or p.worker_started is null or a.backend_start = p.worker_started) \
         where p.version = {} limit 1",
        worker.loose.ledger.progress_sql(),
        literal(worker.loose.step.migration.version.as_str()),
    );
    let sql = format!("{}{sql}", worker.session.role.local());
    let rows = match worker.session.rows(&sql, worker.watch).await {
        // Not ours to end: then it is waited for like one at work.
        Err(error) if error.sqlstate() == Some("42501") && sql.contains(TERMINATE) => {
            let gentle = sql.replace(TERMINATE, "");
            worker.session.rows(&gentle, worker.watch).await?
        }
        other => other?,
    };
    rows.first().map(holder_of).transpose()
}

const TERMINATE: &str = ", case when a.state like 'idle%' then pg_terminate_backend(a.pid) end";
