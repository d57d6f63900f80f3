//! `pg_operator`. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, Operator};

pub(super) const PART: Part = Part { query, read };

/// Column and option, in the order in which they are written.
const OPTIONS: [(&str, &str); 7] = [
    ("function", "FUNCTION"),
    ("left_type", "LEFTARG"),
    ("right_type", "RIGHTARG"),
    ("commutator", "COMMUTATOR"),
    ("negator", "NEGATOR"),
    ("restrict", "RESTRICT"),
    ("join_", "JOIN"),
];

/// Without a function it is a place that is kept for another one's commutator or negator.
fn query(_major: Major) -> String {
    let other = |column: &str| {
        format!(
            "(select 'OPERATOR(' || quote_ident(on_.nspname) || '.' || x.oprname || ')' \
             from pg_catalog.pg_operator x join pg_catalog.pg_namespace on_ on on_.oid = x.oprnamespace \
             where x.oid = o.{column})"
        )
    };
    format!(
        "select o.oid, n.nspname, o.oprname, o.oprcode::regproc as function, \
         case when o.oprleft <> 0 then format_type(o.oprleft, null) end as left_type, \
         case when o.oprright <> 0 then format_type(o.oprright, null) end as right_type, \
         {commutator} as commutator, {negator} as negator, nullif(o.oprrest::oid, 0)::regproc as restrict, \
         nullif(o.oprjoin::oid, 0)::regproc as join_, o.oprcanhash, o.oprcanmerge \
         from pg_catalog.pg_operator o join pg_catalog.pg_namespace n on n.oid = o.oprnamespace \
         where o.oprcode::oid <> 0 and {IS_OURS}",
        commutator = other("oprcom"),
        negator = other("oprnegate"),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let argument = |column: &str| {
        let name = row.optional(column)?;
        Ok::<_, Error>(name.unwrap_or_else(|| "NONE".to_owned()))
    };
    let arguments = format!("{}, {}", argument("left_type")?, argument("right_type")?);
    let id = Id::in_schema(Kind::Operator, row.text("nspname")?, row.text("oprname")?);
    let mut options = Vec::new();
    for (column, option) in OPTIONS {
        if let Some(value) = row.optional(column)? {
            options.push(format!("{option} = {value}"));
        }
    }
    for (column, option) in [("oprcanmerge", "MERGES"), ("oprcanhash", "HASHES")] {
        if row.flag(column)? {
            options.push(option.to_owned());
        }
    }
    let address = row.address(Catalogue::OPERATOR, "oid")?;
    let found = Found::new(address, id.qualified_by(arguments), Operator { options });
    reading.gathered.found.push(found);
    Ok(())
}
