//! `pg_amop` and `pg_amproc`: what belongs to an operator class, or to a family and none of its
//! classes: `pg_depend` tells which. Checked on 13 to 18.

use super::super::error::Error;
use super::part::Reading;
use super::row::Row;
use crate::schema::{Address, Catalogue};

/// Three columns, `members`, `operators` and `functions` (their OIDs), for the class or family
/// that `whole` (its catalogue's OID and its own, as SQL) names.
pub(super) fn columns((catalogue, oid): (u32, &str)) -> String {
    let of = |member: &str, own: u32| {
        format!(
            "pg_catalog.pg_depend d join pg_catalog.{member} m on m.oid = d.objid \
             where d.classid = {own} and d.refclassid = {catalogue} and d.refobjid = {oid}"
        )
    };
    let (operators, functions) = (of("pg_amop", 2602), of("pg_amproc", 2603));
    let types = "m.{}lefttype::regtype::text, m.{}righttype::regtype::text";
    format!(
        "(select json_agg(line order by rank, number, line) from (\
         select 0 as rank, m.amopstrategy as number, 'OPERATOR ' || m.amopstrategy || ' ' || m.amopopr::regoperator || \
         coalesce((select ' FOR ORDER BY ' || quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) \
         from pg_catalog.pg_opfamily f join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace \
         where f.oid = m.amopsortfamily), '') as line from {operators} \
         union all select 1, m.amprocnum, 'FUNCTION ' || m.amprocnum || ' (' || concat_ws(', ', {types}) || ') ' || \
         m.amproc::regprocedure from {functions}) l) as members, \
         (select json_agg(m.oid::bigint) from {operators}) as operators, \
         (select json_agg(m.oid::bigint) from {functions}) as functions",
        types = types.replace("{}", "amproc"),
    )
}

/// The members of a row, which are noted as parts of `whole`.
pub(super) fn read(
    row: &Row<'_>,
    reading: &mut Reading,
    whole: Address,
) -> Result<Vec<String>, Error> {
    for (column, catalogue) in [
        ("operators", Catalogue::CLASS_OPERATOR),
        ("functions", Catalogue::CLASS_FUNCTION),
    ] {
        for oid in row.list::<u32>(column)? {
            (reading.gathered).part_of(Address::new(catalogue, oid), whole);
        }
    }
    row.list("members")
}
