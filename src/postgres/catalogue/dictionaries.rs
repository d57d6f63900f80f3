//! `pg_ts_dict` and `pg_ts_config`. Checked on 13 to 18.

use super::super::error::Error;
use super::part::{IS_OURS, Major, Part, Reading};
use super::row::Row;
use crate::schema::{Catalogue, Found, Id, Kind, TextSearchConfiguration, TextSearchDictionary};

pub(super) const DICTIONARIES: Part = Part {
    query: dictionaries,
    read: read_dictionary,
};

pub(super) const CONFIGURATIONS: Part = Part {
    query: configurations,
    read: read_configuration,
};

fn dictionaries(_major: Major) -> String {
    format!(
        "select d.oid, n.nspname, d.dictname, d.dictinitoption, \
         quote_ident(tn.nspname) || '.' || quote_ident(t.tmplname) as template \
         from pg_catalog.pg_ts_dict d join pg_catalog.pg_namespace n on n.oid = d.dictnamespace \
         join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate \
         join pg_catalog.pg_namespace tn on tn.oid = t.tmplnamespace where {IS_OURS}"
    )
}

fn read_dictionary(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let kind = Kind::TextSearchDictionary;
    let id = Id::in_schema(kind, row.text("nspname")?, row.text("dictname")?);
    let dictionary = TextSearchDictionary {
        template: row.text("template")?,
        options: row.optional("dictinitoption")?,
    };
    let found = Found::new(
        row.address(Catalogue::TS_DICTIONARY, "oid")?,
        id,
        dictionary,
    );
    reading.gathered.found.push(found);
    Ok(())
}

fn configurations(_major: Major) -> String {
    format!(
        "select c.oid, n.nspname, c.cfgname, quote_ident(pn.nspname) || '.' || quote_ident(p.prsname) as parser, \
         (select json_agg(json_build_array(m.token, m.dictionaries) order by m.maptokentype) from (\
         select m.maptokentype, (select t.alias from ts_token_type(c.cfgparser) t where t.tokid = m.maptokentype) as token, \
         json_agg(m.mapdict::regdictionary::text order by m.mapseqno) as dictionaries \
         from pg_catalog.pg_ts_config_map m where m.mapcfg = c.oid group by m.maptokentype) m) as mappings \
         from pg_catalog.pg_ts_config c join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace \
         join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser \
         join pg_catalog.pg_namespace pn on pn.oid = p.prsnamespace where {IS_OURS}"
    )
}

fn read_configuration(row: &Row<'_>, reading: &mut Reading) -> Result<(), Error> {
    let kind = Kind::TextSearchConfiguration;
    let id = Id::in_schema(kind, row.text("nspname")?, row.text("cfgname")?);
    let configuration = TextSearchConfiguration {
        parser: row.text("parser")?,
        mappings: row.list("mappings")?,
    };
    let address = row.address(Catalogue::TS_CONFIGURATION, "oid")?;
    (reading.gathered.found).push(Found::new(address, id, configuration));
    Ok(())
}
