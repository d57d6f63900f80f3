//! What a database must look like in the end, whatever went wrong before.

use crate::sample::{LINES, VERSIONS};
use crate::support::{Session, eventually};

/// Tables, columns, indexes, partitions, types and procedures of the schema `public`, a line each;
/// ours, which a run may or may not have needed, left out.
pub(crate) fn schema_of(session: &Session) -> String {
    session.query(
        "select string_agg(line, E'\\n' order by line) from (
            select format('relation %s %s', relkind, relname) as line from pg_class
             where relnamespace = 'public'::regnamespace and relname !~ '^schema_migrations'
            union all
            select format('column %s.%s %s', attrelid::regclass, attname, atttypid::regtype)
              from pg_attribute a join pg_class c on c.oid = a.attrelid
             where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0
               and not attisdropped and relname !~ '^schema_migrations'
            union all
            select format('index %s valid %s', pg_get_indexdef(indexrelid), indisvalid)
              from pg_index i join pg_class c on c.oid = i.indrelid
             where relnamespace = 'public'::regnamespace and relname !~ '^schema_migrations'
            union all
            select format('partition %s of %s', inhrelid::regclass, inhparent::regclass) from pg_inherits
            union all
            select format('label %s of %s', enumlabel, enumtypid::regtype) from pg_enum
            union all
            select format('procedure %s', proname) from pg_proc
             where pronamespace = 'public'::regnamespace) lines",
    )
}

/// Waits until no backend of the binary is left in the session's database.
pub(crate) fn left_alone(session: &Session) {
    eventually("the runs' backends have ended", || {
        session.query(
            "select count(*) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()",
        ) == "0"
    });
}

/// The ledger's versions, joined with commas; empty without a ledger.
pub(crate) fn versions(session: &Session) -> String {
    let has_ledger = "select to_regclass('schema_migrations') is not null";
    match session.query(has_ledger).as_str() {
        "t" => session.query(
            "select coalesce(string_agg(version, ',' order by version::int), '') from schema_migrations",
        ),
        _ => String::new(),
    }
}

/// What isn't as it must be after all five are applied: a line each.
pub(crate) fn wrongs(session: &Session, goal: &str) -> Vec<String> {
    left_alone(session);
    let mut wrongs = Vec::new();
    let mut must = |what: &str, found: String, expected: &str| {
        if found != expected {
            wrongs.push(format!("{what}:\n{found}\nexpected:\n{expected}"));
        }
    };
    must("versions", versions(session), VERSIONS);
    must("schema", schema_of(session), goal);
    must("journal", crooked_lines(session).join(", "), "");
    for (what, query) in [
        (
            "invalid indexes",
            "select count(*) from pg_index where not indisvalid",
        ),
        (
            "locks",
            "select count(*) from pg_locks where pid <> pg_backend_pid()
             and database = (select oid from pg_database where datname = current_database())",
        ),
        (
            "prepared transactions",
            "select count(*) from pg_prepared_xacts where database = current_database()",
        ),
        (
            "partial migrations",
            "select count(*) from schema_migrations_progress",
        ),
    ] {
        must(what, session.query(query), "0");
    }
    wrongs
}

/// Lines of the journal that aren't there as often as they must be: a version was applied once
/// more than it was reverted, and every statement of it as often as every other.
fn crooked_lines(session: &Session) -> Vec<String> {
    let counted = session.query("select what, count(*) from journal group by what");
    let count = |what: &str| -> usize {
        let mut lines = counted.lines().filter_map(|line| line.split_once('|'));
        let found = lines.find(|(line, _)| *line == what);
        found.map_or(0, |(_, times)| times.parse().unwrap())
    };
    let mut crooked = Vec::new();
    for (_, applied, reverted) in LINES {
        let times = count(applied[0]);
        let expected = applied.iter().map(|line| (line, times));
        let reverts = reverted.iter().map(|line| (line, times.wrapping_sub(1)));
        for (line, expected) in expected.chain(reverts) {
            let found = count(line);
            if found != expected || times == 0 {
                crooked.push(format!("{line} is there {found} times, not {expected}"));
            }
        }
        if reverted.is_empty() && times != 1 {
            crooked.push(format!("{} is there {times} times", applied[0]));
        }
    }
    crooked
}
