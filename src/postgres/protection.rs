//! The mark of a protected database: a row of the settings table beside the ledger, or a
//! setting that a superuser attached to the database. Checked on 15 and 18.
//!
//! Read only by the commands that a mark stops: `up` pays nothing for it.

use super::error::Error;
use super::ledger::{Prepared, begin_locked, finish, revoke_grants};
use super::ledger_table::LedgerTable;
use super::lock::LockKey;
use super::quote::{identifier, literal};
use super::rows::{flag, text};
use super::session::Session;
use super::watch::Watch;
use crate::plan::{Mark, Protection};
use crate::target::Timeouts;

const NOT_FIT: &str = "proj-migrate: the settings table is not an ordinary table";

/// What protects the database; `None` when nothing does. `ledger` is `None` where there is
/// none: then only a setting can.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_protection(
    session: &Session,
    ledger: Option<&LedgerTable>,
    watch: Watch<'_>,
) -> Result<Option<Protection>, Error> {
    let table = ledger.map(LedgerTable::settings_sql);
    read_mark(session, table.as_deref(), watch).await
}

/// As [`read_protection`], by whichever ledger of the database: for what ends all of them.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_any_protection(
    session: &Session,
    watch: Watch<'_>,
) -> Result<Option<Protection>, Error> {
    let sql = "set local search_path = pg_catalog, pg_temp; \
        select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name \
        from pg_class c join pg_namespace n on n.oid = c.relnamespace \
        where c.relname like '%\\_settings' and (select array_agg(a.attname::text) from pg_attribute a \
        where a.attrelid = c.oid and not a.attisdropped) @> '{name,value,set_at,set_by}' \
        order by 1";
    let rows = session.rows(sql, watch).await?;
    let mut tables = vec![None];
    for row in &rows {
        tables.push(text(row, "name")?);
    }
    for table in tables {
        let found = read_mark(session, table, watch).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The setting, else the row in the settings table of this name, as SQL writes it.
async fn read_mark(
    session: &Session,
    table: Option<&str>,
    watch: Watch<'_>,
) -> Result<Option<Protection>, Error> {
    let role = session.role.local();
    let name = table.unwrap_or_default();
    // What a session or a role sets can't take the database's own mark away.
    let sql = format!(
        "{role}set local search_path = pg_catalog, pg_temp;\
         select current_setting('proj_migrate.protected', true) as setting, (\
           select string_agg(substr(o.option, strpos(o.option, '=') + 1), ' ') \
           from pg_db_role_setting s cross join lateral unnest(s.setconfig) o(option) \
           where s.setrole = 0 and s.setdatabase in (0, (select oid from pg_database where datname = current_database())) \
           and starts_with(lower(o.option), 'proj_migrate.protected=')\
         ) as attached, c.oid is not null as found, {FIT} as fit, \
         coalesce(has_table_privilege(c.oid, 'select'), false) as readable \
         from (select 1) one left join pg_class c on c.oid = {oid}",
        oid = match table {
            Some(name) => format!("to_regclass({})", literal(name)),
            None => "null".to_owned(),
        },
    );
    let rows = session.rows(&sql, watch).await?;
    let row = rows
        .first()
        .ok_or_else(|| Error::Protocol("the mark's query returned no row".to_owned()))?;
    let set = [text(row, "setting")?, text(row, "attached")?];
    if set.into_iter().flatten().any(is_on) {
        return Ok(Some(Protection::Setting));
    }
    if !flag(row, "found")? {
        return Ok(None);
    }
    if !flag(row, "fit")? || !flag(row, "readable")? {
        return Ok(Some(Protection::Unknown(name.to_owned())));
    }
    let marked =
        format!("{role}select value from {name} where name operator(pg_catalog.=) 'protected'");
    let rows = session.rows(&marked, watch).await?;
    Ok((!rows.is_empty()).then_some(Protection::Row))
}

/// Whether one of the values, separated by spaces, means yes. What isn't understood does.
fn is_on(values: &str) -> bool {
    let no = ["off", "false", "no", "0"];
    (values.split_whitespace()).any(|value| !no.contains(&value.to_ascii_lowercase().as_str()))
}

/// An ordinary table without anything that could run or hide something.
pub(super) const FIT: &str = "coalesce(c.relkind = 'r' and c.relpersistence = 'p' and not c.relhastriggers and \
    not c.relhasrules and not c.relrowsecurity and not c.relispartition and not c.relhassubclass, false)";

/// Writes or removes the row, under the lock; `Done` tells how many rows that changed.
///
/// # Errors
/// [`Error`] of the server (42501 without the right to) or the connection; a settings table that
/// isn't an ordinary one.
pub async fn write_protection(
    session: &Session,
    ledger: &LedgerTable,
    mark: Mark,
    timeouts: &Timeouts,
    watch: Watch<'_>,
) -> Result<Prepared, Error> {
    let work = async {
        let begin = begin_locked(session, LockKey::of_ledger(ledger), timeouts);
        session.execute(&begin, watch).await?;
        let found = format!(
            "select {FIT} as fit from pg_class c join pg_namespace n on n.oid = c.relnamespace \
             where n.nspname = {} and c.relname = {}",
            literal(&ledger.schema),
            literal(&ledger.settings_table())
        );
        let found = session.rows(&found, watch).await?;
        match (found.first(), mark) {
            (Some(row), _) if !flag(row, "fit")? => {
                return Err(Error::Protocol(NOT_FIT.to_owned()));
            }
            (Some(_), _) => {}
            (None, Mark::Off) => {
                return Ok(Prepared::Changed);
            }
            (None, Mark::On) => {
                session.execute(&create(ledger), watch).await?;
                let (schema, table) = (&ledger.schema, ledger.settings_table());
                revoke_grants(session, schema, &table, watch).await?;
            }
        }
        let name = ledger.settings_sql();
        let write = match mark {
            Mark::On => format!(
                "insert into {name} (name, value) values ('protected', 'on') \
                 on conflict (name) do nothing returning 1"
            ),
            Mark::Off => format!("delete from {name} where name = 'protected' returning 1"),
        };
        let rows = session.rows(&write, watch).await?.len();
        session.execute("commit", watch).await?;
        Ok(Prepared::Done { rows })
    };
    finish(session, work.await, watch).await
}

fn create(ledger: &LedgerTable) -> String {
    format!(
        "create table {} (name text primary key, value text not null, \
         set_at timestamp with time zone default now(), set_by text default session_user)",
        ledger.settings_sql()
    )
}

/// The CREATE TABLE that an administrator would run, for people to read.
#[must_use]
pub fn settings_for_owner(ledger: &LedgerTable) -> String {
    format!("{};", create(ledger))
}

/// `name` as SQL writes it.
#[must_use]
pub fn database_sql(name: &str) -> String {
    identifier(name)
}

#[cfg(test)]
mod tests {
    use super::is_on;

    #[test]
    fn what_is_not_plainly_no_protects() {
        for (values, expected) in [
            ("on", true),
            ("True", true),
            ("off", false),
            ("0", false),
            ("NO", false),
            ("", false),
            ("off on", true),
            ("perhaps", true),
        ] {
            assert_eq!(is_on(values), expected, "{values:?}");
        }
    }
}
