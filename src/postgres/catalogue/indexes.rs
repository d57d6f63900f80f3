//! `pg_index`: indexes that no constraint made. Checked on 15 and 18.

use super::super::error::Error;
use super::deparse::Deparser;
use super::index_traits;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Index, IndexTraits, Kind, PlainIndex, PlainKey};

pub(super) const PART: Part = Part { query, read };

/// One that isn't valid is left out, as pg_dump does: it is what a failed build left behind. On
/// a partitioned table it only waits for its partitions. What can't be plain the server deparses
/// at once.
fn query(major: Major) -> String {
    let distinct = major.since(15, "or i.indnullsnotdistinct", "");
    format!(
        "select ci.oid, n.nspname, ci.relname, i.indrelid, c.relname as table_name, \
         i.indkey, i.indclass, i.indcollation, i.indoption, i.indnkeyatts, i.indisunique, c.relkind = 'p' as of_partitioned, \
         case when i.indexprs is not null or i.indpred is not null or ci.reloptions is not null or ci.relam <> 403 {distinct} \
         then pg_get_indexdef(ci.oid) end as definition, {columns} \
         from pg_catalog.pg_index i join pg_catalog.pg_class ci on ci.oid = i.indexrelid \
         join pg_catalog.pg_class c on c.oid = i.indrelid \
         join pg_catalog.pg_namespace n on n.oid = ci.relnamespace \
         {joins} \
         where i.indexrelid not in (select con.conindid from pg_catalog.pg_constraint con where con.contype in ('p', 'u', 'x')) and (i.indisvalid or c.relkind = 'p') and c.relkind in ('r', 'p', 'm') and {IS_OURS}",
        columns = index_traits::COLUMNS,
        joins = index_traits::JOINS,
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let id = Id::in_schema(Kind::Index, row.text("nspname")?, row.text("relname")?);
    let table = row.address(Catalogue::CLASS, "indrelid")?;
    let address = row.address(Catalogue::CLASS, "oid")?;
    let definition = match row.optional("definition")? {
        None => plain((row, reading), table.oid, &id)?,
        definition => definition,
    };
    if definition.is_none() {
        let place = reading.gathered.found.len();
        (reading.deparse).want(Deparser::Index, address.oid, place);
    }
    let index = Index {
        definition: definition.unwrap_or_default(),
        traits: IndexTraits {
            // They stand in the definition.
            options: Vec::new(),
            ..index_traits::read(row)?
        },
    };
    let found = Found::new(address, id, index);
    let late_on = index_traits::attached(row)?;
    (reading.gathered.found).push(found.beneath(table).late_on(late_on));
    Ok(())
}

/// The definition of an index that is plain; `None` when only the server knows.
fn plain(
    (row, reading): (&Row<'_>, &Reading),
    table: u32,
    id: &Id,
) -> Result<Option<String>, Error> {
    let numbers: Vec<i16> = row.numbers("indkey")?.unwrap_or_default();
    let classes: Vec<u32> = row.numbers("indclass")?.unwrap_or_default();
    let collations: Vec<u32> = row.numbers("indcollation")?.unwrap_or_default();
    let options: Vec<u16> = row.numbers("indoption")?.unwrap_or_default();
    let count: usize = row.number("indnkeyatts")?;
    let (keys, included) = numbers.split_at(count.min(numbers.len()));
    let facts = classes.iter().zip(&collations).zip(&options);
    let keys = keys
        .iter()
        .zip(facts)
        .map(|(&number, ((&class, &collation), &options))| {
            let column = reading.attribute(table, number)?;
            let is_usual = reading.default_classes.contains(&(column.type_oid, class))
                && column.collation_oid == collation;
            let column = column.name.as_str();
            is_usual.then_some(PlainKey { column, options })
        });
    let keys: Option<Vec<_>> = keys.collect();
    let names = keys.zip(reading.names(table, included));
    let Some((keys, included)) = names.filter(|(keys, _)| keys.len() == count) else {
        return Ok(None);
    };
    let index = PlainIndex {
        name: &id.name,
        table: (
            id.schema.as_deref().unwrap_or_default(),
            &row.text("table_name")?,
        ),
        of_partitioned: row.flag("of_partitioned")?,
        is_unique: row.flag("indisunique")?,
        keys,
        included,
    };
    Ok(index.definition())
}
