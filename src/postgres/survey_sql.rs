//! The first message of every command: facts about server and ledger, and the
//! ledger's rows, in one round trip; and the closer look that a ledger gets which isn't
//! beyond doubt. Checked on 15 and 18.

use super::quote::{identifier, literal, qualified};
use crate::target::LedgerName;

/// The ledger's columns that are ours, in the order of the table, with their types.
/// `version` is dbmate's.
pub(super) const COLUMNS: [(&str, &str); 12] = [
    ("name", "text"),
    ("checksum", "text"),
    ("up_checksum", "text"),
    ("down_checksum", "text"),
    ("script", "text"),
    ("applied_at", "timestamp with time zone"),
    ("applied_by", "text"),
    ("applied_seq", "bigint"),
    ("duration_ms", "bigint"),
    ("run_id", "uuid"),
    ("release", "text"),
    ("tool_version", "text"),
];

/// What the guard raises when the ledger can't be read in one go.
pub(super) const NOT_READY: &str = "proj-migrate: ledger is absent or differs";

/// How much of each row is wanted; what isn't read is `None`. A thousand full rows take
/// longer to send than the rest of a run that has nothing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What `up` plans with: name, checksum, order.
    Checksums,
    /// What `down` plans with: the runs, too.
    Runs,
    /// What `status` shows: everything but checksums of sections and scripts.
    Everything,
}

/// The whole message. `search_path` is the URL's, if it has one.
///
/// The ledger is looked up on the connection's own search path; everything else runs
/// under `pg_catalog, pg_temp`. The last statement runs under the original path again,
/// because only there the unqualified name means the relation that was looked at; it
/// uses no operator, and functions qualified. A ledger that isn't beyond doubt an ordinary
/// table with all of our columns ends the message at the guard, before it is read. A new
/// backend has cold caches: this asks only what every run needs.
pub(super) fn survey(ledger: &LedgerName, search_path: Option<&str>, detail: Detail) -> String {
    let columns = COLUMNS.map(|(column, _)| column);
    format!(
        "{found};\
         select {SERVER}, c.relnamespace::regnamespace::name as schema, c.relname as table, {PROGRESS}, \
         set_config('proj_migrate.ready', (c.relkind = 'r' and c.relpersistence = 'p' and not c.relispartition \
         and not c.relhassubclass and not c.relhasrules and not c.relhastriggers and not c.relrowsecurity \
         and (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped \
         and a.attinhcount = 0 and a.attname in ('{named}')) = {count})::text, true) as ready {FROM};\
         select (case when current_setting('proj_migrate.ready') = 'true' then '1' else '{NOT_READY}' end)::int4;\
         select set_config('search_path', current_setting('proj_migrate.path'), true);\
         {rows}",
        found = find(ledger, search_path),
        named = columns.join("', '"),
        count = columns.len(),
        rows = rows(&relation(ledger), &columns, detail),
    )
}

/// The closer look at what the survey's guard wouldn't let pass: what exactly the
/// relation is, or which schemas hold one of that name. One that another run creates on
/// the search path meanwhile isn't elsewhere: it is found at the next look.
pub(super) fn inspection(ledger: &LedgerName, search_path: Option<&str>) -> String {
    format!(
        "{found};\
         select c.relnamespace::regnamespace::name as schema, c.relname as table, {PROGRESS}, \
         c.relkind as kind, c.relpersistence as persistence, c.relispartition as is_partition, \
         c.relhassubclass or exists (select from pg_inherits i where i.inhrelid = c.oid) as inherits, \
         (select string_agg(t.tgname, ', ' order by t.tgname) from pg_trigger t where t.tgrelid = c.oid) as triggers, \
         (select string_agg(w.rulename, ', ' order by w.rulename) from pg_rewrite w where w.ev_class = c.oid) as rules, \
         row_security_active(c.oid) as row_security, pg_has_role(c.relowner, 'USAGE') as may_alter, \
         (select string_agg(a.attname || ' ' || format_type(a.atttypid, null), ',' order by a.attnum) from pg_attribute a \
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns, \
         exists (select from pg_class b where b.relname = 'ar_internal_metadata' and b.relnamespace = c.relnamespace) as rails, \
         (select string_agg(n.nspname, ',' order by n.nspname) from pg_class e join pg_namespace n on n.oid = e.relnamespace \
         where c.oid is null and e.relname = {table} and e.relkind in ('r', 'p', 'v', 'm', 'f') \
         and n.nspname !~ '^pg_(toast_)?temp_' and n.nspname <> all (current_setting('proj_migrate.schemas')::name[])) as elsewhere {FROM}",
        found = find(ledger, search_path),
        table = literal(&ledger.table),
    )
}

/// Looks the ledger up on the connection's own search path, then leaves that path.
fn find(ledger: &LedgerName, search_path: Option<&str>) -> String {
    let path = search_path.map_or_else(String::new, |path| {
        let path = literal(path);
        format!("select pg_catalog.set_config('search_path', {path}, true);")
    });
    format!(
        "{path}\
         select pg_catalog.set_config('proj_migrate.path', pg_catalog.current_setting('search_path'), true), \
         pg_catalog.set_config('proj_migrate.schema', coalesce(pg_catalog.current_schema()::pg_catalog.text, ''), true), \
         pg_catalog.set_config('proj_migrate.schemas', pg_catalog.current_schemas(false)::pg_catalog.text, true), \
         pg_catalog.set_config('proj_migrate.ledger', coalesce(pg_catalog.to_regclass({})::pg_catalog.oid::pg_catalog.text, ''), true);\
         set local search_path = pg_catalog, pg_temp;\
         set local row_security = off",
        literal(&relation(ledger)),
    )
}

const SERVER: &str = "pg_is_in_recovery() as in_recovery, current_database() as database, \
    current_user as role, nullif(current_setting('proj_migrate.schema'), '') as current_schema";

const PROGRESS: &str = "pg_relation_size(p.oid) > 0 as has_progress, \
    has_table_privilege(p.oid, 'select') as may_read_progress";

/// One row, whether there is a ledger or not.
const FROM: &str = "from (select nullif(current_setting('proj_migrate.ledger'), '')::oid as oid) found \
    left join pg_class c on c.oid = found.oid \
    left join pg_class p on p.relnamespace = c.relnamespace and p.relname = (c.relname || '_progress')::name \
    and p.relkind = 'r'";

/// The relation as SQL names it: qualified only when its schema is known.
fn relation(ledger: &LedgerName) -> String {
    match &ledger.schema {
        Some(schema) => qualified(schema, &ledger.table),
        None => identifier(&ledger.table),
    }
}

/// The ledger's rows, with NULL for what isn't wanted and for the columns that it lacks.
pub(super) fn rows(relation: &str, present: &[&str], detail: Detail) -> String {
    let wanted = |column| match detail {
        Detail::Checksums => ["name", "checksum", "applied_seq"].contains(&column),
        Detail::Runs => ["name", "checksum", "applied_seq", "run_id"].contains(&column),
        Detail::Everything => !["up_checksum", "down_checksum", "script"].contains(&column),
    };
    let columns: Vec<_> = ROW_COLUMNS
        .iter()
        .map(
            |(column, value)| match present.contains(column) && wanted(column) {
                true => format!("{value} as {column}"),
                false => format!("null as {column}"),
            },
        )
        .collect();
    format!(
        "select m.version::pg_catalog.text as version, {} from {relation} m",
        columns.join(", ")
    )
}

const ROW_COLUMNS: [(&str, &str); 8] = [
    ("name", "m.name"),
    ("checksum", "m.checksum"),
    ("applied_at", "pg_catalog.date_part('epoch', m.applied_at)"),
    ("applied_by", "m.applied_by"),
    ("applied_seq", "m.applied_seq"),
    ("duration_ms", "m.duration_ms"),
    ("run_id", "m.run_id"),
    ("release", "m.release"),
];
