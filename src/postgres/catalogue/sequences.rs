//! `pg_sequence`: also what stands behind identity columns. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Address, Catalogue, Found, Id, Identity, Kind, Sequence};

pub(super) const PART: Part = Part { query, read };

fn query(_major: Major) -> String {
    format!(
        "select c.oid, n.nspname, c.relname, format_type(s.seqtypid, null) as type, s.seqstart, \
         s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, c.relpersistence = 'u' as is_unlogged, \
         d.deptype, d.refobjid as owner, a.attnum, a.attidentity, quote_ident(tn.nspname) || '.' || \
         quote_ident(t.relname) || '.' || quote_ident(a.attname) as owned_by \
         from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         left join pg_catalog.pg_depend d on d.classid = 1259 and d.objid = c.oid and d.objsubid = 0 \
         and d.refclassid = 1259 and d.refobjsubid > 0 and d.deptype in ('a', 'i') \
         left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid \
         left join pg_catalog.pg_class t on t.oid = d.refobjid \
         left join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace where {IS_OURS}"
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = row.address(Catalogue::CLASS, "oid")?;
    let id = Id::in_schema(Kind::Sequence, row.text("nspname")?, row.text("relname")?);
    let numbers = [
        row.number("seqstart")?,
        row.number("seqincrement")?,
        row.number("seqmin")?,
        row.number("seqmax")?,
    ];
    let mut sequence = Sequence {
        cache: row.number("seqcache")?,
        cycles: row.flag("seqcycle")?,
        is_unlogged: row.flag("is_unlogged")?,
        ..Sequence::new(row.text("type")?, numbers)
    };
    let owner: Option<u32> = row.optional_number("owner")?;
    if let (Some(table), Some("i")) = (owner, row.optional("deptype")?.as_deref()) {
        let identity = Identity {
            always: row.text("attidentity")? == "a",
            name: id.clone(),
            sequence,
        };
        let table_address = Address::new(Catalogue::CLASS, table);
        (reading.gathered).named_part_of(address, table_address, id);
        (reading.identities).insert((table, row.number("attnum")?), identity);
        return Ok(());
    }
    sequence.owned_by = row.optional("owned_by")?;
    let late_on = owner.map(|table| Address::new(Catalogue::CLASS, table));
    let found = Found::new(address, id, sequence).late_on(late_on.into_iter().collect());
    reading.gathered.found.push(found);
    Ok(())
}
