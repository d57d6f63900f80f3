//! Which objects the server can't write as SQL: asked for when it refused to, since its own error
//! names none of them. Damage of the catalogues, as a rule. Checked on 13 to 18.

use super::super::error::Error;
use super::super::session::Session;
use super::super::watch::Watch;
use super::row::Row;
use super::{LOCK_TIMEOUT, in_transaction};

/// Catalogues, which of their rows `x`, and what is asked of an OID.
const ASKED: [(&str, &str, &str); 13] = [
    (
        "pg_class",
        "x.relkind in ('v', 'm')",
        "pg_catalog.pg_get_viewdef(%s)",
    ),
    (
        "pg_class",
        "x.relkind in ('i', 'I')",
        "pg_catalog.pg_get_indexdef(%s)",
    ),
    (
        "pg_class",
        "x.relkind = 'p'",
        "pg_catalog.pg_get_partkeydef(%s)",
    ),
    (
        "pg_class",
        "x.relpartbound is not null",
        "(select pg_catalog.pg_get_expr(relpartbound, oid) from pg_catalog.pg_class where oid = %s)",
    ),
    (
        "pg_rewrite",
        "x.ev_type <> '1'",
        "pg_catalog.pg_get_ruledef(%s)",
    ),
    (
        "pg_proc",
        "x.prokind <> 'a'",
        "pg_catalog.pg_get_functiondef(%s)",
    ),
    (
        "pg_proc",
        "x.prokind = 'a'",
        "pg_catalog.pg_get_function_arguments(%s)",
    ),
    (
        "pg_attrdef",
        "true",
        "(select pg_catalog.pg_get_expr(adbin, adrelid) from pg_catalog.pg_attrdef where oid = %s)",
    ),
    (
        "pg_constraint",
        "x.contype <> 't'",
        "pg_catalog.pg_get_constraintdef(%s)",
    ),
    (
        "pg_trigger",
        "not x.tgisinternal",
        "pg_catalog.pg_get_triggerdef(%s)",
    ),
    (
        "pg_policy",
        "true",
        "(select pg_catalog.concat(pg_catalog.pg_get_expr(polqual, polrelid), \
         pg_catalog.pg_get_expr(polwithcheck, polrelid)) \
         from pg_catalog.pg_policy where oid = %s)",
    ),
    (
        "pg_statistic_ext",
        "true",
        "pg_catalog.pg_get_statisticsobjdef(%s)",
    ),
    (
        "pg_type",
        "x.typtype = 'd'",
        "(select pg_catalog.concat(pg_catalog.pg_get_expr(typdefaultbin, 0)) from pg_catalog.pg_type where oid = %s)",
    ),
];

/// The server's descriptions of such objects, each with its error; none when it can't tell.
pub(super) async fn broken(
    session: &Session,
    watch: Watch<'_>,
) -> Result<Vec<(String, String)>, Error> {
    let asked = ASKED.map(|(catalogue, rows, question)| {
        format!(
            "select 'pg_catalog.{catalogue}'::pg_catalog.regclass::pg_catalog.oid as class, x.oid, \
             pg_catalog.format('select {question}', x.oid) as question \
             from pg_catalog.{catalogue} x where x.oid >= 16384 and {rows}",
        )
    });
    // Each in a subtransaction, which needs a language with exceptions.
    let block = format!(
        "do $ask$ declare asked record; answer pg_catalog.text; name pg_catalog.text; \
         problem pg_catalog.text; broken pg_catalog.jsonb := '[]'; begin \
         for asked in {} loop begin execute asked.question into answer; \
         if answer is null then raise exception 'its definition is gone'; end if; \
         exception when others then problem := sqlerrm; \
         begin name := pg_catalog.pg_describe_object(asked.class, asked.oid, 0); \
         exception when others then name := pg_catalog.format('row %s of %s', asked.oid, \
         asked.class::pg_catalog.regclass); end; \
         broken := broken || pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_array(name, problem)); end; end loop; \
         perform pg_catalog.set_config('proj_migrate.broken', broken::pg_catalog.text, true); end $ask$",
        asked.join(" union all "),
    );
    let queries = [
        LOCK_TIMEOUT.to_owned(),
        block,
        "select pg_catalog.current_setting('proj_migrate.broken') as broken".to_owned(),
    ];
    let query = in_transaction(session, &queries);
    let rows = match session.rows(&query, watch).await {
        Ok(rows) => rows,
        Err(Error::Server(_)) => {
            session.execute("rollback", watch).await?;
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let mut broken: Vec<(String, String)> = match rows.first() {
        Some(row) => Row(row).list("broken")?,
        None => Vec::new(),
    };
    broken.sort();
    broken.dedup();
    Ok(broken)
}
