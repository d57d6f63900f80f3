//! The signature of the catalogues: what tells that somebody changed the schema between two
//! looks. Checked on 15 and 18.
//!
//! Of each catalogue the number of rows and the sum of the transactions that wrote them: a row
//! that comes or changes raises the sum, one that goes lowers the number. Temporary objects
//! don't count, others make them all the time. What VACUUM and ANALYZE write in place leaves
//! both as they are.

use tokio_postgres::SimpleQueryRow;

use super::super::error::Error;
use super::super::rows::text;

/// The state of the catalogues at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature(String);

impl Signature {
    /// The signature that the reply to the signature query holds.
    pub(super) fn of(rows: &[SimpleQueryRow]) -> Result<Self, Error> {
        let row = rows.first();
        let row = row.ok_or_else(|| Error::Protocol("the signature has no row".to_owned()))?;
        Ok(Self(text(row, 0)?.unwrap_or_default().to_owned()))
    }
}

/// Catalogues whose rows are all of interest.
const WHOLE: [&str; 31] = [
    "pg_proc",
    "pg_rewrite",
    "pg_trigger",
    "pg_description",
    "pg_enum",
    "pg_policy",
    "pg_sequence",
    "pg_aggregate",
    "pg_namespace",
    "pg_extension",
    "pg_language",
    "pg_am",
    "pg_collation",
    "pg_operator",
    "pg_opfamily",
    "pg_opclass",
    "pg_amop",
    "pg_amproc",
    "pg_cast",
    "pg_transform",
    "pg_conversion",
    "pg_ts_dict",
    "pg_ts_config",
    "pg_ts_config_map",
    "pg_foreign_data_wrapper",
    "pg_foreign_server",
    "pg_publication",
    "pg_publication_rel",
    "pg_event_trigger",
    "pg_seclabel",
    "pg_statistic_ext",
];

/// Catalogues of what may be temporary, with the relation's class as `c` and its schema as `n`.
const PARTLY: [&str; 5] = [
    "pg_class x join pg_catalog.pg_namespace n on n.oid = x.relnamespace",
    "pg_attribute x join pg_catalog.pg_class c on c.oid = x.attrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace",
    "pg_type x join pg_catalog.pg_namespace n on n.oid = x.typnamespace",
    "pg_attrdef x join pg_catalog.pg_class c on c.oid = x.adrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace",
    "pg_constraint x join pg_catalog.pg_namespace n on n.oid = x.connamespace",
];

/// One row with one text, under an empty search path.
pub(super) fn query() -> String {
    let whole = WHOLE
        .iter()
        .map(|catalogue| of(&format!("{catalogue} x"), "true"));
    let partly = (PARTLY.iter()).map(|from| of(from, "n.nspname !~ '^pg_(toast_)?temp_'"));
    // Of the dependencies only those that nothing else tells of.
    let depend = of("pg_depend x", "x.deptype in ('e', 'x')");
    let parts: Vec<String> = whole.chain(partly).chain([depend]).collect();
    format!("select concat_ws(' ', {})", parts.join(", "))
}

/// A transaction is turned into a number once, not for each of its rows.
fn of(from: &str, condition: &str) -> String {
    format!(
        "(select concat(sum(n), '/', sum(n * xmin::text::numeric)) from \
         (select x.xmin, count(*) as n from pg_catalog.{from} where {condition} group by x.xmin) c)"
    )
}
