//! What a dump can't write: objects of catalogues, or of kinds within them, that no other query
//! reads. A later server may have some. Checked on 15 and 18.

use super::super::error::Error;
use super::part::{Major, Part, Reading};
use super::row::Row;
use crate::schema::{Address, Catalogue};

pub(super) const PART: Part = Part { query, read };

/// Catalogues that are read, their rows objects or parts of such, by their own OIDs.
const READ: [(u32, &str); 35] = [
    (826, "pg_default_acl, with --privileges"),
    (1247, "pg_type"),
    (1255, "pg_proc"),
    (1259, "pg_class"),
    (1417, "pg_foreign_server"),
    (1418, "pg_user_mapping"),
    (2328, "pg_foreign_data_wrapper"),
    (2600, "pg_aggregate, with pg_proc"),
    (2601, "pg_am"),
    (2602, "pg_amop, with operator families"),
    (2603, "pg_amproc, with operator families"),
    (2604, "pg_attrdef"),
    (2605, "pg_cast"),
    (2606, "pg_constraint"),
    (2607, "pg_conversion"),
    (2612, "pg_language"),
    (2615, "pg_namespace"),
    (2616, "pg_opclass"),
    (2617, "pg_operator"),
    (2618, "pg_rewrite"),
    (2620, "pg_trigger"),
    (2753, "pg_opfamily"),
    (3079, "pg_extension"),
    (3256, "pg_policy"),
    (3381, "pg_statistic_ext"),
    (3456, "pg_collation"),
    (3466, "pg_event_trigger"),
    (3576, "pg_transform"),
    (3600, "pg_ts_dict"),
    (3601, "pg_ts_parser"),
    (3602, "pg_ts_config"),
    (3764, "pg_ts_template"),
    (6100, "pg_subscription"),
    (6104, "pg_publication"),
    (6106, "pg_publication_rel, with publications"),
];

/// Catalogues that are left out on purpose.
const IGNORED: [(u32, &str); 7] = [
    (1213, "pg_tablespace: of the whole cluster"),
    (1260, "pg_authid: of the whole cluster"),
    (1261, "pg_auth_members: of the whole cluster"),
    (1262, "pg_database: the dump is what is in it"),
    (2613, "pg_largeobject: data"),
    (6237, "pg_publication_namespace, with publications"),
    (6243, "pg_parameter_acl: of the whole cluster"),
];

/// Kinds that are read, within catalogues that tell several: catalogue, column, letters.
const KINDS: [(&str, &str, &str); 4] = [
    ("pg_class", "relkind", "rpvmfSiItc"),
    ("pg_type", "typtype", "bcdeprm"),
    ("pg_proc", "prokind", "fpaw"),
    ("pg_constraint", "contype", "cnpuxft"),
];

/// Whatever is an object depends on something, be it its owner. The catalogues among tens of
/// thousands of dependencies are found by stepping through the index from one to the next.
fn query(_major: Major) -> String {
    let known = READ.iter().chain(&IGNORED);
    let known: Vec<String> = known.map(|(oid, _)| oid.to_string()).collect();
    let kinds = KINDS.map(|(catalogue, column, letters)| {
        format!(
            " union select 'pg_catalog.{catalogue}'::regclass::oid, x.oid from pg_catalog.{catalogue} x \
             where x.oid >= 16384 and strpos('{letters}', x.{column}::text) = 0"
        )
    });
    format!(
        "with recursive catalogue(class) as (select min(classid) from pg_catalog.pg_depend union all \
         select (select min(d.classid) from pg_catalog.pg_depend d where d.classid > c.class) from catalogue c where c.class is not null) \
         select u.class, u.oid, pg_describe_object(u.class, u.oid, 0) as description from (\
         select d.classid as class, d.objid as oid from catalogue c join pg_catalog.pg_depend d on d.classid = c.class \
         where c.class not in ({known}) and d.objid >= 16384 \
         union select s.classid, s.objid from pg_catalog.pg_shdepend s join pg_catalog.pg_database d on d.oid = s.dbid \
         where d.datname = current_database() and s.objid >= 16384 and s.classid not in ({known}){kinds}) u",
        known = known.join(", "),
        kinds = kinds.concat(),
    )
}

fn read(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let address = Address::new(Catalogue(row.number("class")?), row.number("oid")?);
    let description = row.text("description")?;
    (reading.gathered.unlisted).push((address, description));
    Ok(())
}
