//! Sequences behind columns whose values came from files: moved forward to the largest value, never
//! backward.
//!
//! Only tables that the transaction has inserted into are looked at. `setval` isn't undone by a
//! rollback, so it comes last; a sequence that moved for nothing leaves a gap and no harm.

use super::run::SeedRun;
use crate::postgres::error::Error;
use crate::postgres::quote::literal;
use crate::postgres::rows::{flag, parsed, required};

/// A sequence that was moved, or should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedSequence {
    /// The sequence, qualified as SQL writes it.
    pub sequence: String,
    /// The table and column, as SQL writes them.
    pub column: String,
    /// Where it stands now; `None` when this role has no right to move it.
    pub value: Option<i64>,
}

/// Moves the sequences of the tables that this transaction inserted into, those with these oids in
/// any case.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn move_sequences(
    run: &SeedRun<'_>,
    tables: &[u32],
) -> Result<Vec<MovedSequence>, Error> {
    let mut moved = Vec::new();
    for row in run.session.rows(&candidates(tables), run.watch).await? {
        let sequence = required(&row, "sequence")?.to_owned();
        let (table, column) = (required(&row, "table")?, required(&row, "column")?);
        let rises = flag(&row, "rises")?;
        let (extreme, ahead) = if rises { ("max", ">") } else { ("min", "<") };
        let top = format!("(select {extreme}({column})::numeric as top from {table}) v");
        let ahead =
            format!("(v.top {ahead} s.last_value or (v.top = s.last_value and not s.is_called))");
        let within = format!(
            "v.top between {} and {}",
            required(&row, "lowest")?,
            required(&row, "highest")?
        );
        let may = flag(&row, "may_move")?;
        let step = match may {
            true => format!("setval({}, v.top::int8)", literal(&sequence)),
            false => "v.top::int8".to_owned(),
        };
        if !flag(&row, "may_look")? {
            continue;
        }
        let sql =
            format!("select {step} as value from {top}, {sequence} s where {ahead} and {within}");
        let rows = run.session.rows(&sql, run.watch).await?;
        if let Some(row) = rows.first() {
            moved.push(MovedSequence {
                sequence,
                column: format!("{table}.{column}"),
                value: parsed(row, "value")?.filter(|_| may),
            });
        }
    }
    Ok(moved)
}

/// The sequences that number columns of these tables: those that belong to a column (serial, identity)
/// and those of which a default takes the next value. A partition is numbered by its ancestors.
/// Checked on 13, 15 and 18.
fn candidates(tables: &[u32]) -> String {
    let given: Vec<String> = tables.iter().map(u32::to_string).collect();
    format!(
        "with written as (select x.relid as oid from pg_stat_xact_user_tables x where x.n_tup_ins > 0 \
         union select unnest('{{{}}}'::oid[])), \
         inserted as (select oid from written \
           union select a.relid from written w, pg_partition_ancestors(w.oid) a(relid)), \
         numbered as (\
           select d.objid as sequence, d.refobjid as relation, d.refobjsubid::int2 as attnum \
           from pg_depend d join inserted t on t.oid = d.refobjid \
           where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass \
           and d.refobjsubid > 0 and d.deptype in ('a', 'i') \
           union select d.refobjid, ad.adrelid, ad.adnum \
           from pg_attrdef ad join inserted t on t.oid = ad.adrelid \
           join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = ad.oid \
           and d.refclassid = 'pg_class'::regclass) \
         select concat(quote_ident(qn.nspname), '.', quote_ident(q.relname)) as sequence, \
         concat(quote_ident(n.nspname), '.', quote_ident(c.relname)) as table, quote_ident(a.attname) as column, \
         s.seqincrement > 0 as rises, s.seqmin::text as lowest, s.seqmax::text as highest, \
         has_sequence_privilege(q.oid, 'update') as may_move, \
         has_sequence_privilege(q.oid, 'select') and has_column_privilege(c.oid, a.attnum, 'select') as may_look \
         from numbered m join pg_class q on q.oid = m.sequence and q.relkind = 'S' \
         join pg_sequence s on s.seqrelid = q.oid join pg_namespace qn on qn.oid = q.relnamespace \
         join pg_class c on c.oid = m.relation and c.relkind in ('r', 'p') join pg_namespace n on n.oid = c.relnamespace \
         join pg_attribute a on a.attrelid = c.oid and a.attnum = m.attnum and not a.attisdropped \
         and a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype) \
         order by 1, 2, 3",
        given.join(",")
    )
}
