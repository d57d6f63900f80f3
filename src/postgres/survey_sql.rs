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
    /// Versions, checksums and order: all that a run needs while no row is odd.
    Lists,
    /// What `up` plans with: name, checksum, order.
    Checksums,
    /// What `down` plans with: runs and releases, too.
    Runs,
    /// What `status` shows: everything but checksums of sections and scripts.
    Everything,
}

/// Whoever only looks must not hang behind a lock on the ledger; ends with a semicolon. It is in
/// force until the message ends.
pub(super) const BRIEFLY: &str = "set local lock_timeout = 1000;";

/// The whole message. `search_path` is the URL's, if it has one.
///
/// Everything runs under the connection's own search path, on which the ledger is
/// looked up: functions, types and operators are qualified (`case x when`, `in` and `nullif`
/// hide an operator that can't be). A ledger that isn't beyond doubt an ordinary table with
/// all of our columns ends the message before it is read: by its name, by the cast of what
/// isn't a number, or because a column is missing.
///
/// A new backend has cold caches: this asks only what every run needs, of as few catalogues as
/// can be, so that a connection's first answer takes half of the time. A name that is a constant
/// is looked up once; operators of exactly these types are found without their namesakes. Inheritance
/// is asked of pg_inherits: the columns, whose catalogue every backend has open, take as long to
/// read and don't tell of parents without any.
pub(super) fn survey(ledger: &LedgerName, search_path: Option<&str>, detail: Detail) -> String {
    let columns = COLUMNS.map(|(column, _)| column);
    format!(
        "{path}select {SERVER}, c.relname as table, \
         c.relnamespace::pg_catalog.regnamespace as schema, \
         pg_catalog.pg_relation_size({progress}) as progress_bytes, \
         (case when c.relkind operator(pg_catalog.=) 'r' \
         and c.relpersistence operator(pg_catalog.=) 'p' and not c.relispartition and not c.relhassubclass \
         and not c.relhasrules and not c.relhastriggers and not c.relrowsecurity \
         and not exists (select from pg_catalog.pg_inherits i where i.inhrelid operator(pg_catalog.=) {oid}) \
         then '1' else '{NOT_READY}' end)::pg_catalog.int4 as ready \
         from pg_catalog.pg_class c where c.oid operator(pg_catalog.=) {oid};{rows}",
        path = set_path(search_path),
        progress = progress(ledger),
        oid = format_args!(
            "{}::pg_catalog.regclass::pg_catalog.oid",
            literal(&relation(ledger))
        ),
        rows = rows(&relation(ledger), &columns, detail),
    )
}

/// The closer look at what stopped the survey: what exactly the relation is, or which
/// schemas hold one of that name; and the facts, which the survey lost. One that another
/// run creates on the search path meanwhile isn't elsewhere: it is found at the next look.
pub(super) fn inspection(ledger: &LedgerName, search_path: Option<&str>) -> String {
    format!(
        "{path}select {SERVER}, c.relname as table, c.relnamespace::pg_catalog.regnamespace as schema, \
         pg_catalog.pg_relation_size({progress}) as progress_bytes, \
         c.relkind as kind, c.relpersistence as persistence, c.relispartition as is_partition, \
         c.relhassubclass or exists (select from pg_catalog.pg_inherits i where i.inhrelid operator(pg_catalog.=) c.oid) as inherits, \
         (select pg_catalog.string_agg(t.tgname::pg_catalog.text, ', ' order by t.tgname) from pg_catalog.pg_trigger t \
         where t.tgrelid operator(pg_catalog.=) c.oid) as triggers, \
         (select pg_catalog.string_agg(w.rulename::pg_catalog.text, ', ' order by w.rulename) from pg_catalog.pg_rewrite w \
         where w.ev_class operator(pg_catalog.=) c.oid) as rules, \
         pg_catalog.row_security_active(c.oid) as row_security, \
         pg_catalog.pg_has_role(c.relowner, 'USAGE') as may_alter, \
         (select pg_catalog.string_agg(pg_catalog.concat(a.attname, ' ', pg_catalog.format_type(a.atttypid, null)), ',') \
         from pg_catalog.pg_attribute a where a.attrelid operator(pg_catalog.=) c.oid \
         and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped) as columns, \
         exists (select from pg_catalog.pg_class b where b.relname operator(pg_catalog.=) 'ar_internal_metadata' \
         and b.relnamespace operator(pg_catalog.=) c.relnamespace) as rails, \
         (select pg_catalog.string_agg(n.nspname::pg_catalog.text, ',' order by n.nspname) from pg_catalog.pg_class e \
         join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) e.relnamespace \
         where c.oid is null and e.relname operator(pg_catalog.=) {table} and e.relkind operator(pg_catalog.=) any ('{{r,p,v,m,f}}') \
         and not pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_temp_') \
         and n.nspname operator(pg_catalog.<>) all (pg_catalog.current_schemas(false))) as elsewhere \
         from (select 1) one left join pg_catalog.pg_class c \
         on c.oid operator(pg_catalog.=) pg_catalog.to_regclass({relation})",
        path = set_path(search_path),
        progress = progress(ledger),
        table = literal(&ledger.table),
        relation = literal(&relation(ledger)),
    )
}

/// Puts the URL's search path in force until the message ends.
pub(super) fn set_path(search_path: Option<&str>) -> String {
    search_path.map_or_else(String::new, |path| {
        let path = literal(path);
        format!("select pg_catalog.set_config('search_path', {path}, true);")
    })
}

/// The three that are keywords need no look into pg_proc.
const SERVER: &str = "pg_catalog.pg_is_in_recovery() as in_recovery, \
    current_catalog as database, current_user as role, current_schema, \
    pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) as clock, \
    pg_catalog.pg_backend_pid() as pid";

/// The progress table beside the ledger `c`, NULL when there is none. Its size tells whether it
/// can have rows.
fn progress(ledger: &LedgerName) -> String {
    let progress = identifier(&format!("{}_progress", ledger.table));
    format!(
        "pg_catalog.to_regclass(c.relnamespace::pg_catalog.regnamespace::pg_catalog.text \
         operator(pg_catalog.||) {})",
        literal(&format!(".{progress}"))
    )
}

/// The relation as SQL names it: qualified only when its schema is known.
pub(super) fn relation(ledger: &LedgerName) -> String {
    match &ledger.schema {
        Some(schema) => qualified(schema, &ledger.table),
        None => identifier(&ledger.table),
    }
}

/// The ledger's rows, with NULL for what isn't wanted and for the columns that it lacks.
/// The inner SELECT names every column that must be there; those that nobody wants cost
/// nothing.
pub(super) fn rows(relation: &str, present: &[&str], detail: Detail) -> String {
    let mut all = vec!["version"];
    all.extend(present);
    let source = format!("(select {} from {relation}) m", all.join(", "));
    if detail == Detail::Lists {
        // As they are: aggregates cost the server more than a thousand rows cost the wire.
        return format!("select m.version, m.checksum, m.applied_seq from {source}");
    }
    let wanted = |column| match detail {
        Detail::Lists | Detail::Checksums => ["name", "checksum", "applied_seq"].contains(&column),
        Detail::Runs => RUNS.contains(&column),
        Detail::Everything => true,
    };
    let columns: Vec<_> = ROW_COLUMNS
        .iter()
        .map(|(column, value)| {
            let value = if present.contains(column) && wanted(column) {
                value
            } else {
                "null"
            };
            format!("{value} as {column}")
        })
        .collect();
    format!(
        "select m.version::pg_catalog.text as version, {} from {source}",
        columns.join(", ")
    )
}

/// What [`Detail::Runs`] wants.
const RUNS: [&str; 6] = [
    "name",
    "checksum",
    "applied_seq",
    "run_id",
    "release",
    "tool_version",
];

const ROW_COLUMNS: [(&str, &str); 9] = [
    ("name", "m.name"),
    ("checksum", "m.checksum"),
    ("applied_at", "pg_catalog.date_part('epoch', m.applied_at)"),
    ("applied_by", "m.applied_by"),
    ("applied_seq", "m.applied_seq"),
    ("duration_ms", "m.duration_ms"),
    ("run_id", "m.run_id"),
    ("release", "m.release"),
    ("tool_version", "m.tool_version"),
];

/// The indexes of the columns of [`rows`]; a progress row's version is its first, too.
pub(super) const VERSION: usize = 0;
pub(super) const NAME: usize = 1;
pub(super) const CHECKSUM: usize = 2;
pub(super) const APPLIED_AT: usize = 3;
pub(super) const APPLIED_BY: usize = 4;
pub(super) const APPLIED_SEQ: usize = 5;
pub(super) const DURATION_MS: usize = 6;
pub(super) const RUN_ID: usize = 7;
pub(super) const RELEASE: usize = 8;
pub(super) const TOOL_VERSION: usize = 9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indexes_are_those_of_the_select() {
        let indexes = [
            (NAME, "name"),
            (CHECKSUM, "checksum"),
            (APPLIED_AT, "applied_at"),
            (APPLIED_BY, "applied_by"),
            (APPLIED_SEQ, "applied_seq"),
            (DURATION_MS, "duration_ms"),
            (RUN_ID, "run_id"),
            (RELEASE, "release"),
            (TOOL_VERSION, "tool_version"),
        ];
        let columns = ROW_COLUMNS.map(|(column, _)| column);
        // The version stands in front of them.
        let found = columns
            .iter()
            .enumerate()
            .map(|(at, column)| (at + VERSION + 1, *column));
        assert!(found.eq(indexes));
    }
}
