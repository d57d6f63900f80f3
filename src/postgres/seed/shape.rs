//! What the catalogue says of a table that a file goes to. Checked on 15 and 18.

use super::run::{OUR_PATH, SeedRun};
use crate::migration::similar;
use crate::plan::{NamePart, TableName, TableShape};
use crate::postgres::error::Error;
use crate::postgres::quote::{identifier, literal, qualified};
use crate::postgres::rows::required;

/// A table looked up by name.
#[derive(Debug, Clone)]
pub enum SeedTable {
    /// It is there.
    Found(Box<TableShape>),
    /// It isn't; the most similar one.
    Unknown(Option<String>),
}

/// The table that `name` means on the connection's search path.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_shape(run: &SeedRun<'_>, name: &TableName) -> Result<SeedTable, Error> {
    let spelled = |(schema, table): (Option<String>, String)| match schema {
        Some(schema) => qualified(&schema, &table),
        None => identifier(&table),
    };
    let values: Vec<String> = (name.spellings().into_iter().enumerate())
        .map(|(index, spelling)| format!("({index}, {})", literal(&spelled(spelling))))
        .collect();
    let sql = format!(
        "{}select pg_catalog.to_regclass(v.name)::pg_catalog.oid::pg_catalog.text as oid, \
         pg_catalog.to_regclass(v.name)::pg_catalog.text as shown \
         from (values {}) v(number, name) where pg_catalog.to_regclass(v.name) is not null \
         order by v.number limit 1;{}",
        run.theirs(),
        values.join(", "),
        format_args!("{OUR_PATH};set local row_security = off"),
    );
    let rows = run.session.rows(&sql, run.watch).await?;
    let Some(row) = rows.first() else {
        return unknown(run, name).await;
    };
    let (oid, shown) = (required(row, "oid")?, required(row, "shown")?);
    let sql = shape_sql(oid, shown);
    let rows = run.session.rows(&sql, run.watch).await?;
    let row = rows
        .first()
        .ok_or_else(|| Error::Protocol(format!("the table {shown} has gone")))?;
    let shape = serde_json::from_str(required(row, "shape")?)
        .map_err(|error| Error::Protocol(format!("the shape of {shown}: {error}")))?;
    Ok(SeedTable::Found(Box::new(shape)))
}

/// The most similar table that this role may see.
async fn unknown(run: &SeedRun<'_>, name: &TableName) -> Result<SeedTable, Error> {
    let sql = "select n.nspname as schema, c.relname as name, quote_ident(c.relname) as spelled, \
         concat(quote_ident(n.nspname), '.', quote_ident(c.relname)) as shown from pg_class c \
         join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') \
         and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' \
         and has_schema_privilege(n.oid, 'usage') order by 1, 2";
    let rows = run.session.rows(sql, run.watch).await?;
    // Each as it is compared, and as it is shown.
    let mut known: Vec<(String, String)> = Vec::new();
    for row in &rows {
        let (schema, table) = (required(row, "schema")?, required(row, "name")?);
        let (spelled, shown) = (
            required(row, "spelled")?,
            required(row, "shown")?.to_owned(),
        );
        if name.table.text.eq_ignore_ascii_case(table) {
            return Ok(SeedTable::Unknown(Some(shown)));
        }
        known.push(match name.schema {
            None if schema == "public" => (table.to_owned(), spelled.to_owned()),
            _ => (format!("{schema}.{table}"), shown),
        });
    }
    let plain = |part: &NamePart| part.text.to_lowercase();
    let wanted = match &name.schema {
        Some(schema) => format!("{}.{}", plain(schema), plain(&name.table)),
        None => plain(&name.table),
    };
    let similar = similar(&wanted, &known, |(plain, _)| plain);
    Ok(SeedTable::Unknown(similar.map(|(_, shown)| shown.clone())))
}

/// One row with the shape as JSON; `serde` reads it into [`TableShape`].
fn shape_sql(oid: &str, shown: &str) -> String {
    format!(
        "select json_build_object('oid', c.oid::int8, 'schema', n.nspname, 'table', c.relname, \
         'shown', {shown}, 'kind', case c.relpersistence when 't' then 't' else c.relkind::text end, \
         'may_select', has_table_privilege(c.oid, 'select'), \
         'columns', (select coalesce(json_agg({COLUMN} order by a.attnum), '[]') from pg_attribute a \
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), \
         'keys', (select coalesce(json_agg({KEY} order by not i.indisprimary, ic.relname), '[]') \
            from pg_index i join pg_class ic on ic.oid = i.indexrelid where i.indrelid = c.oid \
            and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null), \
         'constraints', (select coalesce(json_agg(r.rule order by r.name), '[]') from (\
            select o.conname as name, {CONSTRAINT} as rule from pg_constraint o where o.conrelid = c.oid \
            and o.contype in ('c', 'f', 'p', 'u', 'x') \
            union all select ic.relname, {INDEX} from pg_index i join pg_class ic on ic.oid = i.indexrelid \
            where i.indrelid = c.oid and i.indisunique and not exists (\
               select from pg_constraint o where o.conindid = i.indexrelid and o.conrelid = c.oid)) r) \
         )::text as shape \
         from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = {oid}",
        shown = literal(shown),
    )
}

/// A column. Domains are looked through to the type below them.
const COLUMN: &str = "json_build_object('name', a.attname, \
    'sql_type', format_type(a.atttypid, a.atttypmod), 'not_null', a.attnotnull, \
    'generated', a.attgenerated <> '', \
    'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by-default' else 'none' end, \
    'value', (with recursive base as (\
        select t.oid, t.typtype, t.typbasetype, t.typcategory, t.typelem from pg_type t where t.oid = a.atttypid \
        union all select t.oid, t.typtype, t.typbasetype, t.typcategory, t.typelem \
        from pg_type t join base on base.typtype = 'd' and t.oid = base.typbasetype) \
        select case when b.typcategory = 'A' and b.typelem in ('json'::regtype, 'jsonb'::regtype) then 'json-array' \
        when b.typcategory = 'A' then 'array' when b.oid in ('json'::regtype, 'jsonb'::regtype) then 'json' \
        else 'scalar' end from base b where b.typtype <> 'd'))";

/// A key. Its columns are equal by the operators of its index, which a search path can't hide.
const KEY: &str = "json_build_object('name', ic.relname, 'primary', i.indisprimary, 'columns', (\
    select json_agg(ka.attname order by k.number) \
    from unnest(i.indkey::int2[]) with ordinality k(attnum, number) \
    join pg_attribute ka on ka.attrelid = c.oid and ka.attnum = k.attnum where k.number <= i.indnkeyatts), \
    'equality', (select json_agg(concat('operator(', quote_ident(pn.nspname), '.', p.oprname, ')') order by k.number) \
    from generate_series(1, i.indnkeyatts) k(number) join pg_opclass oc on oc.oid = i.indclass[k.number - 1] \
    join pg_amop am on am.amopfamily = oc.opcfamily and am.amopstrategy = 3 \
    and am.amoplefttype = oc.opcintype and am.amoprighttype = oc.opcintype \
    join pg_operator p on p.oid = am.amopopr join pg_namespace pn on pn.oid = p.oprnamespace))";

/// A constraint; of one that is about the whole row, no columns.
const CONSTRAINT: &str = "json_build_object('name', o.conname, \
    'kind', case o.contype when 'c' then 'check' when 'f' then 'foreign-key' when 'x' then 'other' else 'unique' end, \
    'columns', (select coalesce(json_agg(ka.attname order by k.number), '[]') \
        from unnest(o.conkey) with ordinality k(attnum, number) \
        join pg_attribute ka on ka.attrelid = c.oid and ka.attnum = k.attnum where not 0 = any (o.conkey)), \
    'definition', pg_get_constraintdef(o.oid), 'target', nullif(o.confrelid, 0)::int8, \
    'deferrable', o.condeferrable)";

/// A unique index that no constraint made, as a rule.
const INDEX: &str = "json_build_object('name', ic.relname, 'kind', 'unique', \
    'columns', (select coalesce(json_agg(ka.attname order by k.number), '[]') \
        from unnest(i.indkey::int2[]) with ordinality k(attnum, number) \
        join pg_attribute ka on ka.attrelid = c.oid and ka.attnum = k.attnum where k.number <= i.indnkeyatts), \
    'definition', pg_get_indexdef(i.indexrelid), 'target', null, 'deferrable', false)";
