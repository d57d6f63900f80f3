//! The backend of a run that was lost: it may still be at work, and nothing can be told before
//! it has ended.

use std::time::{Duration, Instant};

use super::Worker;
use super::end::{LooseEnd, own};
use crate::outcome::{Event, Holder};
use crate::postgres::error::Error;
use crate::postgres::holder::{HOLDER, holder_of};
use crate::postgres::lock::holders;
use crate::postgres::quote::literal;
use crate::postgres::rows::parsed;

/// The pause between two looks.
pub(super) const PAUSE: Duration = Duration::from_millis(100);
/// How often it is said who is waited for.
const SAY_EVERY: Duration = Duration::from_secs(30);

/// Waits until the lost worker has ended. One that does nothing is ended: its client doesn't
/// hold the lock any more.
///
/// One that builds an index has waited for every transaction that had a snapshot at a certain
/// moment. Where that was the moment at which the guard took the lock, each waits for the other:
/// the guard has to be taken anew.
pub(super) async fn await_lost(worker: Worker<'_>) -> Result<(), LooseEnd> {
    let begun = Instant::now();
    let mut said: Option<Instant> = None;
    loop {
        let found = look(worker).await;
        let Some(Lost {
            holder,
            waits_for_us,
        }) = found.map_err(own("look for the lost run's backend", None))?
        else {
            return Ok(());
        };
        if waits_for_us {
            return Err(LooseEnd::Changed);
        }
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

/// The lost worker.
struct Lost {
    holder: Holder,
    /// Whether the guard is in its way.
    waits_for_us: bool,
}

/// The lost worker, if there still is one; told to end if it is idle. By pid and start: pids
/// are used again, and a role without pg_read_all_stats doesn't see another's start.
/// Checked on 13 to 18.
async fn look(worker: Worker<'_>) -> Result<Option<Lost>, Error> {
    let sql = format!(
        "set local search_path = pg_catalog, pg_temp;set local row_security = off;\
         select {HOLDER}, (select l.pid = any (pg_blocking_pids(a.pid)) from (select pid {}) l limit 1)::int as blocked{TERMINATE} \
         from {} p join pg_stat_activity a on a.datname = current_database() and a.pid <> pg_backend_pid() \
         and ((a.pid = p.worker_pid \
         and (a.backend_start is null or p.worker_started is null or a.backend_start = p.worker_started)) \
         or {AT_ITS_STATEMENT}) where p.version = {} order by (a.pid = p.worker_pid) desc limit 1",
        holders(worker.loose.guard.witness()),
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
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Lost {
        holder: holder_of(row)?,
        waits_for_us: parsed(row, "blocked")? == Some(1),
    }))
}

/// In the midst of a COPY it does nothing either: it waits for data.
const TERMINATE: &str = ", case when a.state like 'idle%' \
    or (a.pid = p.worker_pid and a.wait_event = 'ClientRead') then pg_terminate_backend(a.pid) end";

/// Behind a pooler the statement may have met another backend than the note before it: whoever
/// runs that very text is taken for it. The server shows the first kilobyte of a text.
const AT_ITS_STATEMENT: &str = "(a.state = 'active' and pg_catalog.length(a.query) > 0 \
    and pg_catalog.length(a.query) >= least(pg_catalog.length(p.begun_text), 200) \
    and pg_catalog.starts_with(p.begun_text, a.query))";
