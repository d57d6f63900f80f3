//! The first message of every command: facts about server and ledger, and the
//! ledger's rows, in one round trip. Checked on 15 and 18.

use super::quote::{identifier, literal};
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

/// The whole message. `search_path` is the URL's, if it has one.
///
/// The ledger is looked up on the connection's own search path; everything else runs
/// under `pg_catalog, pg_temp`. The last statement runs under the original path again,
/// because only there the unqualified name means the relation that was looked at; it
/// uses no operator, and functions qualified. A ledger that isn't an ordinary table
/// with all of our columns ends the message at the guard, before it is read.
pub(super) fn survey(ledger: &LedgerName, search_path: Option<&str>) -> String {
    let relation = relation(ledger);
    let path = search_path.map_or_else(String::new, |path| {
        format!(
            "select pg_catalog.set_config('search_path', {}, true);",
            literal(path)
        )
    });
    let named = COLUMNS.map(|(column, _)| format!("'{column}'")).join(", ");
    let count = COLUMNS.len();
    format!(
        "{path}\
         select pg_catalog.set_config('proj_migrate.path', pg_catalog.current_setting('search_path'), true), \
         pg_catalog.set_config('proj_migrate.schema', coalesce(pg_catalog.current_schema()::pg_catalog.text, ''), true), \
         pg_catalog.set_config('proj_migrate.ledger', coalesce(pg_catalog.to_regclass({relation_text})::pg_catalog.oid::pg_catalog.text, ''), true);\
         set local search_path = pg_catalog, pg_temp;\
         set local row_security = off;\
         {FACTS_HEAD} ({ready_head} and (select count(*) from pg_attribute a where a.attrelid = c.oid and not a.attisdropped and a.attname in ({named})) = {count})::text, true) as ready, \
         case when c.oid is null then (select string_agg(quote_ident(n.nspname), ',' order by n.nspname) from pg_class e join pg_namespace n on n.oid = e.relnamespace \
         where e.relname = {table} and e.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_(toast_)?temp_') end as elsewhere \
         {FACTS_FROM};\
         select (case when current_setting('proj_migrate.ready') = 'true' then '1' else '{NOT_READY}' end)::int4;\
         select set_config('search_path', current_setting('proj_migrate.path'), true);\
         {rows}",
        relation_text = literal(&relation),
        ready_head = READY,
        table = literal(&ledger.table),
        rows = rows(&relation, &COLUMNS.map(|(column, _)| column)),
    )
}

/// The relation as SQL names it: qualified only when its schema is known.
pub(super) fn relation(ledger: &LedgerName) -> String {
    match &ledger.schema {
        Some(schema) => super::quote::qualified(schema, &ledger.table),
        None => identifier(&ledger.table),
    }
}

/// The ledger's rows, with NULL for the columns that it lacks.
pub(super) fn rows(relation: &str, present: &[&str]) -> String {
    let column = |name: &str, text: &str| {
        if present.contains(&name) {
            text.to_owned()
        } else {
            format!("null as {name}")
        }
    };
    format!(
        "select m.version::pg_catalog.text as version, {}, {}, {}, {}, {}, {}, {}, {}, {}, {} from {relation} m",
        column("name", "m.name"),
        column("checksum", "m.checksum"),
        column("up_checksum", "m.up_checksum"),
        column("down_checksum", "m.down_checksum"),
        column(
            "applied_at",
            "pg_catalog.date_part('epoch', m.applied_at) as applied_at"
        ),
        column("applied_by", "m.applied_by"),
        column("applied_seq", "m.applied_seq"),
        column("duration_ms", "m.duration_ms"),
        column("run_id", "m.run_id"),
        column("release", "m.release"),
    )
}

/// Whether the relation found can be read as a ledger at once.
const READY: &str = "c.oid is not null and c.relkind = 'r' and c.relpersistence = 'p' \
    and not c.relispartition and not c.relhassubclass and not r.inherits \
    and r.triggers is null and r.rules is null and not row_security_active(c.oid)";

const FACTS_HEAD: &str = "select pg_is_in_recovery() as in_recovery, current_database() as database, \
    current_user as role, nullif(current_setting('proj_migrate.schema'), '') as current_schema, \
    n.nspname as schema, c.relname as table, c.relkind as kind, c.relpersistence as persistence, \
    c.relispartition as is_partition, c.relhassubclass or r.inherits as inherits, r.triggers, r.rules, \
    row_security_active(c.oid) as row_security, pg_has_role(c.relowner, 'USAGE') as may_alter, \
    r.columns, r.rails, pg_relation_size(p.oid) > 0 as has_progress, p.oid is not null as progress, \
    set_config('proj_migrate.ready', ";

const FACTS_FROM: &str = "from (select nullif(current_setting('proj_migrate.ledger'), '')::oid as oid) l \
    left join pg_class c on c.oid = l.oid \
    left join pg_namespace n on n.oid = c.relnamespace \
    left join pg_class p on p.relnamespace = c.relnamespace and p.relname = c.relname || '_progress' and p.relkind = 'r' \
    left join lateral (select \
      exists (select from pg_inherits i where i.inhrelid = c.oid) as inherits, \
      (select string_agg(t.tgname, ', ' order by t.tgname) from pg_trigger t where t.tgrelid = c.oid) as triggers, \
      (select string_agg(w.rulename, ', ' order by w.rulename) from pg_rewrite w where w.ev_class = c.oid and c.relkind = 'r') as rules, \
      (select string_agg(a.attname || ' ' || format_type(a.atttypid, null), ',' order by a.attnum) from pg_attribute a \
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns, \
      exists (select from pg_class b where b.relname = 'ar_internal_metadata' and b.relnamespace = c.relnamespace) as rails \
    ) r on true";
