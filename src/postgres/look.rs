//! One look at another backend: what it waits for, who holds that, how far it is.
//!
//! Queries only, each in a transaction of its own that is over at once: a snapshot that
//! stays would hold up CREATE INDEX CONCURRENTLY.

use std::time::Duration;

use super::error::Error;
use super::holder::holder_of;
use super::quote::literal;
use super::reply::ResultSets;
use super::rows::{flag, parsed, required, text};
use super::session::Session;
use super::watch::Watch;
use crate::outcome::{Blocker, Phase, Sought};

/// How far a chain of blockers is followed, and how many of them are told.
const DEEPEST: usize = 5;
const MOST_BLOCKERS: usize = 20;

/// What is waited for, and by whom it is held.
#[derive(Debug)]
pub(super) struct SeenWait {
    /// When the transaction began: tells two transactions apart.
    pub(super) transaction: String,
    /// Since when it waits; unknown before PostgreSQL 14, and for a moment after it began.
    pub(super) waited: Option<Duration>,
    /// What it waits for.
    pub(super) sought: Sought,
    /// Whether it holds a lock that keeps others from a table that existed before it.
    pub(super) holds_strong: bool,
    /// Who holds it.
    pub(super) blockers: Vec<Blocker>,
}

/// The backend that is at a statement of this role's that begins like this, the latest of several.
/// The server shows the first kilobyte of a text, or what it is set to show.
pub(super) async fn read_pid(
    watcher: &Session,
    text: &str,
    watch: Watch<'_>,
) -> Result<Option<i32>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let text = literal(text);
    let sql = format!(
        "{PLAIN}select pid from pg_stat_activity where datname = current_database() \
         and usename = session_user and state = 'active' and pid <> pg_backend_pid() \
         and length(query) >= least(length({text}), 90) \
         and (starts_with(query, {text}) or starts_with({text}, query)) order by query_start desc limit 1"
    );
    let rows = watcher.rows(&sql, watch).await?;
    rows.first().map_or(Ok(None), |row| parsed(row, "pid"))
}

/// What the backend with this pid waits for; `None` when it doesn't.
pub(super) async fn read_wait(
    watcher: &Session,
    pid: i32,
    watch: Watch<'_>,
) -> Result<Option<SeenWait>, Error> {
    let mut results = ResultSets::default();
    let sql = format!("{PLAIN}{};{}", wait_sql(watcher.major, pid), chain_sql(pid));
    let reply = watcher.send(&sql).await?;
    watcher.read(reply, watch, &mut results).await?;
    let mut results = results.0.into_iter();
    let (waits, chain) = (results.next().unwrap_or_default(), results.next());
    let Some(row) = waits.first() else {
        return Ok(None);
    };
    let seconds: Option<f64> = parsed(row, "waited")?;
    let mut blockers = Vec::new();
    for row in chain.unwrap_or_default() {
        blockers.push(Blocker {
            session: holder_of(&row)?,
            prepared: text(&row, "gid")?.map(str::to_owned),
            kind: text(&row, "kind")?.map(str::to_owned),
            blocks: parsed(&row, "blocks")?.unwrap_or_default(),
            depth: parsed(&row, "depth")?.unwrap_or(1),
        });
    }
    Ok(Some(SeenWait {
        transaction: required(row, "transaction")?.to_owned(),
        waited: seconds.map(|seconds| Duration::from_secs_f64(seconds.max(0.0))),
        sought: Sought {
            locktype: required(row, "locktype")?.to_owned(),
            mode: required(row, "mode")?.to_owned(),
            relation: text(row, "relation")?.map(str::to_owned),
        },
        holds_strong: flag(row, "holds_strong")?,
        blockers,
    }))
}

/// How far PostgreSQL says that the backend with this pid is; `None` when it says nothing.
pub(super) async fn read_phase(
    watcher: &Session,
    pid: i32,
    watch: Watch<'_>,
) -> Result<Option<Phase>, Error> {
    let sql = format!("{PLAIN}{}", phase_sql(watcher.major, pid));
    let rows = watcher.rows(&sql, watch).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Phase {
        name: required(row, "phase")?.to_owned(),
        percent: parsed(row, "percent")?,
    }))
}

/// Asks the server to cancel what the backend with this pid waits for, if it still does and,
/// where one is given, in the same transaction. Returns whether it was asked.
pub(super) async fn cancel_wait(
    watcher: &Session,
    pid: i32,
    transaction: Option<&str>,
    watch: Watch<'_>,
) -> Result<bool, Error> {
    let same = transaction
        .map(|begun| format!(" and extract(epoch from a.xact_start)::text = '{begun}'"))
        .unwrap_or_default();
    let sql = format!(
        "{PLAIN}select pg_cancel_backend(a.pid) as asked from pg_stat_get_activity({pid}) a \
         where a.wait_event_type = 'Lock'{same}"
    );
    let rows = watcher.rows(&sql, watch).await?;
    rows.first().map_or(Ok(false), |row| flag(row, "asked"))
}

/// A migration may hold locks on catalogues: a look gives up long before the server, looking
/// for a deadlock, could take the migration for the one to end.
const PLAIN: &str = "set local lock_timeout = 100;set local search_path = pg_catalog, pg_temp;";

/// The wait itself. Checked on 13 and 18.
fn wait_sql(major: u32, pid: i32) -> String {
    let waited = match major {
        14.. => "extract(epoch from clock_timestamp() - l.waitstart)",
        _ => "null",
    };
    // What the transaction itself has made can't be seen from here, which is what is wanted;
    // objects below 16384 are the server's own.
    format!(
        "select extract(epoch from a.xact_start)::text as transaction, {waited} as waited, \
         l.locktype, l.mode, l.relation::regclass as relation, \
         exists (select from pg_locks s join pg_class c on c.oid = s.relation \
         where s.pid = a.pid and s.granted and s.locktype = 'relation' and s.relation >= 16384 \
         and s.database = (select oid from pg_database where datname = current_database()) \
         and s.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')) as holds_strong \
         from pg_stat_get_activity({pid}) a join pg_locks l on l.pid = a.pid and not l.granted \
         where a.wait_event_type = 'Lock' limit 1"
    )
}

/// Who holds it: the blockers, and theirs. A prepared transaction has the pid 0; its locks
/// have the number that its session had, or another one since the server's start, and one of
/// them is on its own transaction id. Checked on 13 and 18.
fn chain_sql(pid: i32) -> String {
    let tag = |lock: &str| {
        [
            "locktype",
            "database",
            "relation",
            "page",
            "tuple",
            "virtualxid",
            "transactionid",
            "classid",
            "objid",
            "objsubid",
        ]
        .map(|column| format!("{lock}.{column}"))
        .join(", ")
    };
    format!(
        "with recursive chain as (\
         select distinct unnest(case when (select wait_event_type from pg_stat_get_activity({pid})) = 'Lock' \
         then pg_blocking_pids({pid}) end) as pid, {pid} as blocks, 1 as depth \
         union select b.pid, c.pid, c.depth + 1 from chain c cross join lateral unnest(pg_blocking_pids(c.pid)) as b(pid) \
         where c.pid <> 0 and c.depth < {DEEPEST} and b.pid <> {pid}) \
         select nullif(a.application_name, '') as application, \
         case when a.client_port = -1 then 'local socket' else host(a.client_addr) end as client, \
         left(nullif(a.query, '<insufficient privilege>'), 300) as query, c.pid, c.blocks, c.depth, p.gid, \
         coalesce(a.usename, p.owner) as user, case when c.pid = 0 then 'prepared' else a.state end as state, \
         extract(epoch from now() - coalesce(a.xact_start, p.prepared))::bigint as age, a.backend_type as kind \
         from chain c left join pg_stat_activity a on a.pid = c.pid \
         left join lateral (select distinct x.gid, x.owner, x.prepared from pg_locks w \
         join pg_locks h on h.pid is null and h.granted and ({}) is not distinct from ({}) \
         join pg_locks o on o.pid is null and o.virtualtransaction = h.virtualtransaction and o.locktype = 'transactionid' \
         join pg_prepared_xacts x on x.transaction = o.transactionid \
         where c.pid = 0 and w.pid = c.blocks and not w.granted) p on true \
         order by c.depth, c.blocks, c.pid, p.gid limit {MOST_BLOCKERS}",
        tag("h"),
        tag("w"),
    )
}

/// The phase. What a phase counts depends on the phase. Checked on 13 and 18, which have
/// `pg_stat_progress_copy` from 14 on.
fn phase_sql(major: u32, pid: i32) -> String {
    let mut views = vec![
        "select pid, phase, case when phase like 'waiting for %' then lockers_done \
         when phase like '%tuples%' then tuples_done else blocks_done end as done, \
         case when phase like 'waiting for %' then lockers_total \
         when phase like '%tuples%' then tuples_total else blocks_total end as total \
         from pg_stat_progress_create_index",
        "select pid, phase, heap_blks_scanned, heap_blks_total from pg_stat_progress_cluster",
        "select pid, 'vacuum: ' || phase, case phase when 'vacuuming heap' then heap_blks_vacuumed \
         else heap_blks_scanned end, heap_blks_total from pg_stat_progress_vacuum",
        "select pid, 'analyze: ' || phase, sample_blks_scanned, sample_blks_total from pg_stat_progress_analyze",
    ];
    if major >= 14 {
        views.push(
            "select pid, 'copying: ' || tuples_processed || ' rows', bytes_processed, bytes_total \
             from pg_stat_progress_copy",
        );
    }
    format!(
        "select phase, case when total > 0 then least(100, done * 100 / total) end as percent \
         from ({}) p where pid = {pid} limit 1",
        views.join(" union all ")
    )
}
