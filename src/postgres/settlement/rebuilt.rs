//! Whether indexes were rebuilt, by what is left of it.

use super::found::Found;
use super::lookup::relname;
use super::new_index::{busy, new_indexes};
use crate::plan::BegunNote;
use crate::postgres::error::Error;
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;
use crate::sql::Reindexed;

/// REINDEX builds under another name, swaps, and drops: what is left of it are invalid indexes
/// whose names end in `_ccnew` or `_ccold`.
pub(super) async fn rebuilt(
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
    if let Some(index) = left.iter().find(|index| index.is_being_built) {
        return Ok(busy(index));
    }
    let left = left.into_iter().map(|index| index.name).collect();
    // Of several indexes nobody knows which are done: they are built once more.
    let is_swapped = of == Reindexed::Index && then.is_some() && now.is_some() && then != now;
    Ok(Found::effect(is_swapped, left))
}
