//! Owners and access lists of every catalogue that has them: read only when asked for.
//! Checked on 15 and 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading, Sight};
use super::row::Row;
use crate::schema::{Address, Catalogue, PrivilegeChange};

pub(super) const PART: Part = Part { query, read };

/// Catalogues with an owner and an access list: catalogue, owner, list, and the kind of object
/// for `acldefault`.
const GRANTED: [(&str, &str, &str, &str); 7] = [
    ("pg_namespace", "nspowner", "nspacl", "'n'"),
    ("pg_type", "typowner", "typacl", "'T'"),
    ("pg_proc", "proowner", "proacl", "'f'"),
    (
        "pg_class",
        "relowner",
        "relacl",
        "case when x.relkind = 'S' then 's'::\"char\" else 'r' end",
    ),
    ("pg_language", "lanowner", "lanacl", "'l'"),
    ("pg_foreign_data_wrapper", "fdwowner", "fdwacl", "'F'"),
    ("pg_foreign_server", "srvowner", "srvacl", "'S'"),
];

/// Catalogues with an owner only.
const OWNED: [(&str, &str); 11] = [
    ("pg_operator", "oprowner"),
    ("pg_opclass", "opcowner"),
    ("pg_opfamily", "opfowner"),
    ("pg_conversion", "conowner"),
    ("pg_collation", "collowner"),
    ("pg_statistic_ext", "stxowner"),
    ("pg_ts_dict", "dictowner"),
    ("pg_ts_config", "cfgowner"),
    ("pg_publication", "pubowner"),
    ("pg_subscription", "subowner"),
    ("pg_event_trigger", "evtowner"),
];

/// What initdb or an extension granted on a row, if either did: its catalogue's OID, its own, and the
/// number of its column.
pub(super) fn initial(catalogue: &str, oid: &str, column: &str) -> String {
    format!(
        "(select i.initprivs from pg_catalog.pg_init_privs i \
         where i.classoid = {catalogue} and i.objoid = {oid} and i.objsubid = {column})"
    )
}

/// The rights in one list that the other lacks. Who gave what is there from the beginning isn't of
/// interest.
fn difference(one: &str, other: &str, given: bool) -> String {
    let rights = |list| {
        format!(
            "select {given} as given, e.grantor, e.grantee, e.is_grantable, e.privilege_type from ({list}) e"
        )
    };
    format!("{} except {}", rights(one), rights(other))
}

/// The differences of the access list of an owner's object to the default as JSON.
pub(super) fn changes((list, owner): (&str, &str), default: &str) -> String {
    let list = format!(
        "select nullif(a.grantor, {owner}) as grantor, a.grantee, a.is_grantable, a.privilege_type from aclexplode({list}) a"
    );
    let default = format!(
        "select null::oid as grantor, a.grantee, a.is_grantable, a.privilege_type from aclexplode({default}) a"
    );
    let (removed, added) = (
        difference(&default, &list, false),
        difference(&list, &default, true),
    );
    format!(
        "(select json_agg(json_build_array(given, grantor, grantee, is_grantable, privileges) order by given, grantee, is_grantable) \
         from (select given, pg_get_userbyid(grantor) as grantor, case when grantee <> 0 then pg_get_userbyid(grantee) end as grantee, is_grantable, \
         json_agg(privilege_type order by privilege_type) as privileges \
         from (({removed}) union all ({added})) d group by 1, 2, 3, 4) g)"
    )
}

/// What initdb made of the schema `public` (2200): `x` of `pg_namespace`, as `catalogue` and
/// [`initial`] have it for other rows. Its owner may have changed since.
fn public(major: Major) -> String {
    let create = " || makeaclitem(0, x.nspowner, 'CREATE', false)";
    format!(
        "case x.oid when 2200 then acldefault('n', x.nspowner) || makeaclitem(0, x.nspowner, 'USAGE', false){} end",
        major.since(15, "", create)
    )
}

fn query(major: Major) -> String {
    let granted = GRANTED.map(|(catalogue, owner, list, kind)| {
        let default = format!("acldefault({kind}, x.{owner})");
        let mut initial = initial(&format!("'pg_catalog.{catalogue}'::regclass"), "x.oid", "0");
        let (mut and_public, mut has_owner) = ("", "x.oid >= 16384".to_owned());
        if catalogue == "pg_namespace" {
            initial = format!("coalesce({}, {initial})", public(major));
            and_public = " or x.oid = 2200";
            // Its first owner is `pg_database_owner`, until 14 the cluster's.
            let first = major.since(15, "6171", "10");
            has_owner = format!("({has_owner} or x.nspowner <> {first})");
        }
        let changes = changes(
            (
                &format!("coalesce(x.{list}, {default})"),
                &format!("x.{owner}"),
            ),
            &format!("coalesce({initial}, {default})"),
        );
        format!(
            "select 'pg_catalog.{catalogue}'::regclass::oid as class, x.oid, null::name as column_name, \
             case when {has_owner} then pg_get_userbyid(x.{owner}) end as owner, \
             case when x.{list} is not null or {initial} is not null then {changes} end as changes \
             from pg_catalog.{catalogue} x where x.oid >= 16384{and_public}"
        )
    });
    let shown = OWNED.iter().filter(|(catalogue, _)| {
        *catalogue != "pg_subscription" || major.1 != Sight::NoSubscriptions
    });
    let owned = shown.map(|(catalogue, owner)| {
        format!(
            "select 'pg_catalog.{catalogue}'::regclass::oid, x.oid, null, pg_get_userbyid(x.{owner}), null \
             from pg_catalog.{catalogue} x where x.oid >= 16384"
        )
    });
    let initial = initial("1259", "a.attrelid", "a.attnum");
    let default = "acldefault('c', c.relowner)";
    let columns = changes(
        (&format!("coalesce(a.attacl, {default})"), "c.relowner"),
        &format!("coalesce({initial}, {default})"),
    );
    format!(
        "{} union all {} union all select 1259, a.attrelid, a.attname, null, {columns} \
         from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid \
         where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped \
         and (a.attacl is not null or {initial} is not null)",
        granted.join(" union all "),
        owned.collect::<Vec<_>>().join(" union all "),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = Address::new(Catalogue(row.number("class")?), row.number("oid")?);
    let column = row.optional("column_name")?;
    let changes = of_row(row, column)?;
    let found = (reading.gathered.privileges).entry(address).or_default();
    if let Some(owner) = row.optional("owner")? {
        found.owner = Some(owner);
    }
    found.extend(changes);
    Ok(())
}

/// What the column `changes` of a row holds, for a column of the relation or all of it.
pub(super) fn of_row(row: &Row<'_>, column: Option<String>) -> Result<Vec<PrivilegeChange>, Error> {
    type Change = (bool, Option<String>, Option<String>, bool, Vec<String>);
    let changes: Vec<Change> = row.list("changes")?;
    let changes = changes.into_iter();
    let changes = changes.map(
        |(given, grantor, grantee, grantable, privileges)| PrivilegeChange {
            given,
            grantor,
            part: None,
            column: column.clone(),
            grantee,
            grantable,
            privileges,
        },
    );
    Ok(changes.collect())
}
