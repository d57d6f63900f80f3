//! `pg_proc` with `pg_aggregate`. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Aggregate, Catalogue, Found, Id, Kind};

pub(super) const PART: Part = Part { query, read };

/// Options that are written as `NAME = value` where there is a value.
const OPTIONS: [(&str, &str); 19] = [
    ("sfunc", "SFUNC"),
    ("stype", "STYPE"),
    ("sspace", "SSPACE"),
    ("finalfunc", "FINALFUNC"),
    ("finalfunc_extra", "FINALFUNC_EXTRA"),
    ("finalfunc_modify", "FINALFUNC_MODIFY"),
    ("combinefunc", "COMBINEFUNC"),
    ("serialfunc", "SERIALFUNC"),
    ("deserialfunc", "DESERIALFUNC"),
    ("initcond", "INITCOND"),
    ("msfunc", "MSFUNC"),
    ("minvfunc", "MINVFUNC"),
    ("mstype", "MSTYPE"),
    ("msspace", "MSSPACE"),
    ("mfinalfunc", "MFINALFUNC"),
    ("mfinalfunc_extra", "MFINALFUNC_EXTRA"),
    ("mfinalfunc_modify", "MFINALFUNC_MODIFY"),
    ("minitcond", "MINITCOND"),
    ("sortop", "SORTOP"),
];

/// How an aggregate's final function treats the state: only what isn't the default, which is
/// another one for ordered sets.
fn modify(column: &str) -> String {
    format!(
        "case when {column} <> case when a.aggkind = 'n' then 'r' else 'w' end then \
         case {column} when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end"
    )
}

fn query(_major: Major) -> String {
    let function = |column: &str| format!("nullif(a.{column}::oid, 0)::regproc");
    format!(
        "select p.oid, n.nspname, p.proname, a.aggkind = 'h' as is_hypothetical, p.proparallel, \
         pg_get_function_identity_arguments(p.oid) as identity, pg_get_function_arguments(p.oid) as arguments, \
         {sfunc} as sfunc, format_type(a.aggtranstype, null) as stype, nullif(a.aggtransspace, 0) as sspace, \
         {finalfunc} as finalfunc, case when a.aggfinalextra then '' end as finalfunc_extra, {finalfunc_modify} as finalfunc_modify, \
         {combinefunc} as combinefunc, {serialfunc} as serialfunc, {deserialfunc} as deserialfunc, \
         quote_literal(a.agginitval) as initcond, {msfunc} as msfunc, {minvfunc} as minvfunc, \
         case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end as mstype, \
         nullif(a.aggmtransspace, 0) as msspace, {mfinalfunc} as mfinalfunc, \
         case when a.aggmfinalextra then '' end as mfinalfunc_extra, \
         case when a.aggmtransfn::oid <> 0 then {mfinalfunc_modify} end as mfinalfunc_modify, \
         quote_literal(a.aggminitval) as minitcond, \
         'OPERATOR(' || quote_ident(on_.nspname) || '.' || o.oprname || ')' as sortop \
         from pg_catalog.pg_aggregate a join pg_catalog.pg_proc p on p.oid = a.aggfnoid \
         join pg_catalog.pg_namespace n on n.oid = p.pronamespace \
         left join pg_catalog.pg_operator o on o.oid = a.aggsortop \
         left join pg_catalog.pg_namespace on_ on on_.oid = o.oprnamespace where {IS_OURS}",
        sfunc = function("aggtransfn"),
        finalfunc = function("aggfinalfn"),
        finalfunc_modify = modify("a.aggfinalmodify"),
        combinefunc = function("aggcombinefn"),
        serialfunc = function("aggserialfn"),
        deserialfunc = function("aggdeserialfn"),
        msfunc = function("aggmtransfn"),
        minvfunc = function("aggminvtransfn"),
        mfinalfunc = function("aggmfinalfn"),
        mfinalfunc_modify = modify("a.aggmfinalmodify"),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let or_star = |arguments: String| match arguments.is_empty() {
        true => "*".to_owned(),
        false => arguments,
    };
    let id = Id::in_schema(Kind::Aggregate, row.text("nspname")?, row.text("proname")?);
    let id = id.qualified_by(or_star(row.text("identity")?));
    let mut options = Vec::new();
    for (column, option) in OPTIONS {
        match row.optional(column)?.as_deref() {
            Some("") => options.push(option.to_owned()),
            Some(value) => options.push(format!("{option} = {value}")),
            None => {}
        }
    }
    if row.flag("is_hypothetical")? {
        options.push("HYPOTHETICAL".to_owned());
    }
    match row.text("proparallel")?.as_str() {
        "s" => options.push("PARALLEL = safe".to_owned()),
        "r" => options.push("PARALLEL = restricted".to_owned()),
        _ => {}
    }
    let arguments = or_star(row.text("arguments")?);
    let aggregate = Aggregate { arguments, options };
    let found = Found::new(row.address(Catalogue::PROC, "oid")?, id, aggregate);
    reading.gathered.found.push(found);
    Ok(())
}
