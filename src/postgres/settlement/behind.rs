//! What a statement has come to.

use super::found::Found;
use super::lookup::{catalogue, oid_of, relname};
use super::new_index::{judge_new, new_indexes};
use super::rebuilt::rebuilt;
use crate::plan::BegunNote;
use crate::postgres::error::Error;
use crate::postgres::rows::flag;
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;
use crate::sql::{Reindexed, Subject};

/// Looks at what the statement about `subject` has come to. Its backend must be over.
pub(in crate::postgres) async fn look_behind(
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
            Ok(Found::effect(is_gone, Vec::new()))
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
