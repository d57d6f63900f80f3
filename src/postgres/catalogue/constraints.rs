//! `pg_constraint` of tables. Checked on 15 and 18.

use super::super::error::Error;
use super::deparse::Deparser;
use super::index_traits;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{
    Catalogue, Constraint, ConstraintKind, Found, Id, Kind, PlainForeignKey, plain_key,
    plain_not_null,
};

pub(super) const PART: Part = Part { query, read };

/// Foreign keys that a partition has from its parent are made with the parent's. What can't be
/// plain the server deparses at once.
fn query(major: Major) -> String {
    let of_15 = major.since(
        15,
        "or i.indnullsnotdistinct or con.confdelsetcols is not null",
        "",
    );
    let of_18 = major.since(18, "or con.conperiod or not con.conenforced", "");
    format!(
        "select con.oid, con.conrelid, n.nspname, c.relname, con.conname, con.contype, \
         con.conkey, con.confrelid, con.confkey, con.confmatchtype, con.confupdtype, con.confdeltype, \
         con.condeferrable, con.condeferred, con.connoinherit, \
         case when con.contype in ('c', 'x') or not con.convalidated or i.indnatts <> i.indnkeyatts {of_15} {of_18} \
         then pg_get_constraintdef(con.oid) end as definition, con.conislocal, con.convalidated, c.relispartition, \
         con.conindid, in_.nspname as index_schema, ci.relname as index_name, {columns} \
         from pg_catalog.pg_constraint con join pg_catalog.pg_class c on c.oid = con.conrelid \
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         left join pg_catalog.pg_index i on con.contype in ('p', 'u', 'x') and i.indexrelid = con.conindid \
         left join pg_catalog.pg_class ci on ci.oid = i.indexrelid \
         left join pg_catalog.pg_namespace in_ on in_.oid = ci.relnamespace {joins} \
         where con.contype in ('c', 'n', 'p', 'u', 'x', 'f') and (con.contype <> 'f' or con.conparentid = 0) and {IS_OURS}",
        columns = index_traits::COLUMNS,
        joins = index_traits::JOINS,
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = row.address(Catalogue::CONSTRAINT, "oid")?;
    let kind = match row.text("contype")?.as_str() {
        "c" => ConstraintKind::Check,
        "n" => ConstraintKind::NotNull,
        "p" => ConstraintKind::PrimaryKey,
        "u" => ConstraintKind::Unique,
        "x" => ConstraintKind::Exclusion,
        _ => ConstraintKind::ForeignKey,
    };
    let section = match kind {
        ConstraintKind::ForeignKey => Kind::ForeignKey,
        _ => Kind::Constraint,
    };
    let table = row.address(Catalogue::CLASS, "conrelid")?;
    let definition = match row.optional("definition")? {
        None => plain((row, reading), kind, table.oid)?,
        definition => definition,
    };
    if definition.is_none() {
        let place = reading.gathered.found.len();
        (reading.deparse).want(Deparser::Constraint, address.oid, place);
    }
    let schema = row.text("nspname")?;
    let id =
        Id::in_schema(section, schema, row.text("conname")?).qualified_by(row.text("relname")?);
    let mut index = None;
    if let Some(name) = row.optional("index_name")? {
        index = Some(index_traits::read(row)?);
        let part = row.address(Catalogue::CLASS, "conindid")?;
        let index_id = Id::in_schema(Kind::Index, row.text("index_schema")?, name);
        reading.gathered.named_part_of(part, address, index_id);
    }
    let numbers: Vec<i16> = row.numbers("conkey")?.unwrap_or_default();
    let columns = reading.names(table.oid, &numbers).unwrap_or_default();
    let column = (columns.first().copied()).filter(|_| kind == ConstraintKind::NotNull);
    let constraint = Constraint {
        kind,
        definition: definition.unwrap_or_default(),
        column: column.map(str::to_owned),
        is_local: row.flag("conislocal")?,
        is_valid: row.flag("convalidated")?,
        index,
        of_partition: row.flag("relispartition")?,
        within: false,
    };
    let late_on = index_traits::attached(row)?;
    let found = Found::new(address, id, constraint).beneath(table);
    reading.gathered.found.push(found.late_on(late_on));
    Ok(())
}

/// The definition of a constraint that is plain; `None` when only the server knows.
fn plain(
    (row, reading): (&Row<'_>, &Reading),
    kind: ConstraintKind,
    table: u32,
) -> Result<Option<String>, Error> {
    let columns: Vec<i16> = row.numbers("conkey")?.unwrap_or_default();
    let Some(columns) = reading.names(table, &columns) else {
        return Ok(None);
    };
    let definition = match (kind, columns.as_slice()) {
        (ConstraintKind::PrimaryKey, _) => plain_key("PRIMARY KEY", &columns),
        (ConstraintKind::Unique, _) => plain_key("UNIQUE", &columns),
        (ConstraintKind::ForeignKey, _) => foreign_key((row, reading), columns)?,
        (ConstraintKind::NotNull, [column]) => plain_not_null(column),
        _ => None,
    };
    let words = [
        (kind == ConstraintKind::NotNull && row.flag("connoinherit")?).then_some(" NO INHERIT"),
        row.flag("condeferrable")?.then_some(" DEFERRABLE"),
        row.flag("condeferred")?.then_some(" INITIALLY DEFERRED"),
    ];
    let words: String = words.into_iter().flatten().collect();
    Ok(definition.map(|definition| definition + &words))
}

fn foreign_key(
    (row, reading): (&Row<'_>, &Reading),
    columns: Vec<&str>,
) -> Result<Option<String>, Error> {
    let referred: u32 = row.number("confrelid")?;
    let referenced: Vec<i16> = row.numbers("confkey")?.unwrap_or_default();
    let referenced = reading.names(referred, &referenced);
    let Some(((schema, name), referenced)) = reading.tables.get(&referred).zip(referenced) else {
        return Ok(None);
    };
    let key = PlainForeignKey {
        columns,
        table: (schema, name),
        referenced,
        letters: [
            &row.text("confmatchtype")?,
            &row.text("confupdtype")?,
            &row.text("confdeltype")?,
        ],
    };
    Ok(key.definition())
}
