//! What the catalogue says of a statement of the CONCURRENTLY family whose end nobody saw.
//!
//! Names are resolved in the section's own session, as the statement would resolve them; all
//! else is asked by oid. Checked on 13 to 18.

use tokio_postgres::SimpleQueryRow;

use super::error::Error;
use super::quote::literal;
use super::rows::{flag, parsed, required};
use super::session::{Session, Watch};
use crate::plan::BegunNote;
use crate::sql::{Reindexed, Subject};

/// What there was before the statement began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Before {
    /// The object that the statement is about: the new index's table, the index, or the
    /// attached partition; `None` when there is no such thing.
    pub(super) object: Option<u32>,
    /// The indexes that the statement doesn't make: its table's, or all that are invalid.
    pub(super) indexes: Vec<u32>,
    /// An index that has the new one's name already and is INVALID, as SQL names it.
    pub(super) invalid: Option<String>,
}

impl Before {
    fn of(object: Option<u32>) -> Self {
        Self {
            object,
            ..Self::default()
        }
    }
}

/// What became of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// It took effect; these invalid indexes, as SQL names them, are left of it.
    Effect(Vec<String>),
    /// It didn't; the same.
    NoEffect(Vec<String>),
    /// Half of it: this statement does the rest.
    Half(String),
    /// Another session may be building it at this moment: what there is to see.
    Busy(String),
    /// It can't be told: what there is to see.
    Unclear(Vec<String>),
}

/// Looks at the catalogue before the statement about `subject` begins.
pub(super) async fn look_before(
    session: &Session,
    subject: &Subject,
    watch: Watch<'_>,
) -> Result<Before, Error> {
    let mut before = object_before(session, subject, watch).await?;
    let which = match (subject, before.object) {
        (Subject::NewIndex { .. }, Some(table)) => format!("indrelid = {table}"),
        _ => "not indisvalid".to_owned(),
    };
    let sql = format!("select indexrelid as oid from pg_index where {which}");
    for row in &catalogue(session, &sql, watch).await? {
        before.indexes.extend(parsed::<u32>(row, "oid")?);
    }
    Ok(before)
}

async fn object_before(
    session: &Session,
    subject: &Subject,
    watch: Watch<'_>,
) -> Result<Before, Error> {
    match subject {
        Subject::NewIndex { name, table } => {
            let object = oid_of(session, table, watch).await?;
            let (Some(name), Some(object)) = (name, object) else {
                return Ok(Before::of(object));
            };
            let sql = format!(
                "select format('%I.%I', n.nspname, c.relname) as name \
                 from pg_class c join pg_index i on i.indexrelid = c.oid \
                 join pg_namespace n on n.oid = c.relnamespace where not i.indisvalid and c.relname = {} \
                 and c.relnamespace = (select relnamespace from pg_class where oid = {object})",
                relname(name)
            );
            let rows = catalogue(session, &sql, watch).await?;
            let invalid = rows
                .first()
                .map(|row| required(row, "name").map(str::to_owned));
            Ok(Before {
                invalid: invalid.transpose()?,
                ..Before::of(Some(object))
            })
        }
        Subject::DroppedIndex(name)
        | Subject::Rebuilt {
            of: Reindexed::Index | Reindexed::Table,
            name: Some(name),
        } => Ok(Before::of(oid_of(session, name, watch).await?)),
        Subject::Rebuilt { .. } => Ok(Before::default()),
        Subject::Detached { parent, partition } => {
            let parent = oid_of(session, parent, watch).await?;
            let partition = oid_of(session, partition, watch).await?;
            let (Some(parent), Some(partition)) = (parent, partition) else {
                return Ok(Before::default());
            };
            let sql = format!(
                "select 1 from pg_inherits where inhrelid = {partition} and inhparent = {parent}"
            );
            let attached = !catalogue(session, &sql, watch).await?.is_empty();
            Ok(Before::of(attached.then_some(partition)))
        }
    }
}

/// Looks at what the statement about `subject` has come to. Its backend must be over.
pub(super) async fn look_behind(
    session: &Session,
    subject: &Subject,
    begun: &BegunNote,
    watch: Watch<'_>,
) -> Result<Found, Error> {
    match (subject, begun.object) {
        (Subject::NewIndex { name, .. }, Some(table)) => {
            let named = name.as_ref().map_or_else(
                || "true".to_owned(),
                |name| format!("c.relname = {}", relname(name)),
            );
            let of = format!("i.indrelid = {table} and {named}");
            let found = new_indexes(session, (&of, begun), watch).await?;
            Ok(judge_new(&found))
        }
        (Subject::DroppedIndex(_), Some(index)) => {
            let sql = format!("select 1 from pg_class where oid = {index}");
            let is_gone = catalogue(session, &sql, watch).await?.is_empty();
            Ok(effect(is_gone, Vec::new()))
        }
        (Subject::Rebuilt { of, name }, object) => {
            let now = match name {
                Some(name) if matches!(of, Reindexed::Index | Reindexed::Table) => {
                    oid_of(session, name, watch).await?
                }
                _ => None,
            };
            rebuilt(session, (*of, name.as_deref()), (object, now), begun, watch).await
        }
        (Subject::Detached { parent, partition }, Some(child)) => {
            // The column came with the command, in 14.
            let sql = format!(
                "select to_jsonb(i) ->> 'inhdetachpending' = 'true' as pending \
                 from pg_inherits i where inhrelid = {child}"
            );
            match catalogue(session, &sql, watch).await?.first() {
                None => Ok(Found::Effect(Vec::new())),
                Some(row) if flag(row, "pending")? => Ok(Found::Half(format!(
                    "alter table {parent} detach partition {partition} finalize"
                ))),
                Some(_) => Ok(Found::NoEffect(Vec::new())),
            }
        }
        // There was nothing that it could have been done to.
        (_, None) => Ok(Found::NoEffect(Vec::new())),
    }
}

/// An index that wasn't there before.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NewIndex {
    /// As SQL names it.
    name: String,
    is_valid: bool,
    /// Whether somebody may be building an index of its table.
    is_being_built: bool,
}

async fn new_indexes(
    session: &Session,
    (of, begun): (&str, &BegunNote),
    watch: Watch<'_>,
) -> Result<Vec<NewIndex>, Error> {
    // Who builds is hidden from roles without pg_read_all_stats: then anybody may.
    let sql = format!(
        "select format('%I.%I', n.nspname, c.relname) as name, i.indisvalid as valid, exists (select from pg_stat_progress_create_index p \
         where p.datname = current_database() and p.pid <> pg_backend_pid() \
         and (p.relid = i.indrelid or p.relid is null)) as being_built \
         from pg_index i join pg_class c on c.oid = i.indexrelid \
         join pg_namespace n on n.oid = c.relnamespace \
         where {of} and i.indexrelid <> all ('{{{}}}'::oid[]) order by c.oid",
        list(&begun.indexes_before)
    );
    let rows = catalogue(session, &sql, watch).await?;
    let index = |row: &SimpleQueryRow| {
        Ok(NewIndex {
            name: required(row, "name")?.to_owned(),
            is_valid: flag(row, "valid")?,
            is_being_built: flag(row, "being_built")?,
        })
    };
    rows.iter().map(index).collect()
}

/// What the new indexes of the table say of the one that the statement was to build.
fn judge_new(new: &[NewIndex]) -> Found {
    match new {
        [] => Found::NoEffect(Vec::new()),
        [index] if index.is_valid => Found::Effect(Vec::new()),
        [index] if index.is_being_built => busy(index),
        [index] => Found::NoEffect(vec![index.name.clone()]),
        several => {
            let line = |index: &NewIndex| {
                let state = if index.is_valid { "valid" } else { "INVALID" };
                format!("a new {state} index of the table: {}", index.name)
            };
            Found::Unclear(several.iter().map(line).collect())
        }
    }
}

/// REINDEX builds under another name, swaps, and drops: what is left of it are invalid indexes
/// whose names end in `_ccnew` or `_ccold`.
async fn rebuilt(
    session: &Session,
    (of, name): (Reindexed, Option<&str>),
    (then, now): (Option<u32>, Option<u32>),
    begun: &BegunNote,
    watch: Watch<'_>,
) -> Result<Found, Error> {
    let scope = match (of, now) {
        (Reindexed::Index, Some(index)) => {
            format!("i.indrelid = (select indrelid from pg_index where indexrelid = {index})")
        }
        (Reindexed::Table, Some(table)) => format!(
            "i.indrelid in ({table}, (select reltoastrelid from pg_class where oid = {table}))"
        ),
        (Reindexed::Index | Reindexed::Table, None) => return Ok(Found::NoEffect(Vec::new())),
        (Reindexed::Schema, _) => format!(
            "c.relnamespace = (select oid from pg_namespace where nspname = {})",
            relname(name.unwrap_or_default())
        ),
        (Reindexed::Database, _) => "true".to_owned(),
    };
    let of_it = format!("{scope} and not i.indisvalid and c.relname ~ '_cc(new|old)[0-9]*$'");
    let left = new_indexes(session, (&of_it, begun), watch).await?;
    if let Some(busy) = left.iter().find(|index| index.is_being_built) {
        return Ok(self::busy(busy));
    }
    let left = left.into_iter().map(|index| index.name).collect();
    // Of several indexes nobody knows which are done: they are built once more.
    let is_swapped = of == Reindexed::Index && then.is_some() && now.is_some() && then != now;
    Ok(effect(is_swapped, left))
}

fn busy(index: &NewIndex) -> Found {
    Found::Busy(format!(
        "the INVALID index {} may be being built by another session",
        index.name
    ))
}

fn effect(took: bool, left: Vec<String>) -> Found {
    match took {
        true => Found::Effect(left),
        false => Found::NoEffect(left),
    }
}

/// The oid of a relation, by the session's search path; `None` when there is none, or this
/// role may not look.
async fn oid_of(session: &Session, name: &str, watch: Watch<'_>) -> Result<Option<u32>, Error> {
    let sql = format!(
        "select pg_catalog.to_regclass({})::pg_catalog.oid as oid",
        literal(name)
    );
    match session.rows(&sql, watch).await {
        Ok(rows) => rows.first().map_or(Ok(None), |row| parsed(row, "oid")),
        Err(Error::Server(error)) if error.sqlstate != "57014" => Ok(None),
        Err(error) => Err(error),
    }
}

/// Rows of the catalogue. One message is one implicit transaction: SET LOCAL ends with it.
async fn catalogue(
    session: &Session,
    sql: &str,
    watch: Watch<'_>,
) -> Result<Vec<SimpleQueryRow>, Error> {
    let sql = format!("set local search_path = pg_catalog, pg_temp;{sql}");
    session.rows(&sql, watch).await
}

/// A name without schema as the catalogue spells it: folded and cut off.
fn relname(name: &str) -> String {
    format!("(parse_ident({}))[1]::name", literal(name))
}

fn list(oids: &[u32]) -> String {
    let oids: Vec<_> = oids.iter().map(u32::to_string).collect();
    oids.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(is_valid: bool, is_being_built: bool) -> NewIndex {
        NewIndex {
            name: "s.i".to_owned(),
            is_valid,
            is_being_built,
        }
    }

    #[test]
    fn a_new_index_is_dropped_only_when_it_is_invalid_alone_and_nobodys() {
        let left = || vec!["s.i".to_owned()];
        for (new, expected, reason) in [
            (vec![], Found::NoEffect(vec![]), "not even begun"),
            (vec![index(true, false)], Found::Effect(vec![]), "built"),
            (
                vec![index(true, true)],
                Found::Effect(vec![]),
                "built, and another one is at work",
            ),
            (
                vec![index(false, false)],
                Found::NoEffect(left()),
                "given up",
            ),
        ] {
            assert_eq!(judge_new(&new), expected, "{reason}");
        }
        assert!(matches!(judge_new(&[index(false, true)]), Found::Busy(_)));
        let two = [index(false, false), index(true, false)];
        assert!(matches!(judge_new(&two), Found::Unclear(_)));
    }
}
