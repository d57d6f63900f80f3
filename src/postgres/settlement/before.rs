//! What there is before a statement begins, to compare with afterwards.

use super::lookup::{catalogue, oid_of, relname};
use crate::postgres::error::Error;
use crate::postgres::rows::{parsed, required};
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;
use crate::sql::{Reindexed, Subject};

/// What there was before the statement began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::postgres) struct Before {
    /// The object that the statement is about: the new index's table, the index, or the
    /// attached partition; `None` when there is no such thing.
    pub(in crate::postgres) object: Option<u32>,
    /// The indexes that the statement doesn't make: its table's, or all that are invalid.
    pub(in crate::postgres) indexes: Vec<u32>,
    /// An index that has the new one's name already and is INVALID, as SQL names it.
    pub(in crate::postgres) invalid: Option<String>,
}

impl Before {
    fn of(object: Option<u32>) -> Self {
        Self {
            object,
            ..Self::default()
        }
    }
}

/// Looks at the catalogue before the statement about `subject` begins.
pub(in crate::postgres) async fn look_before(
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
