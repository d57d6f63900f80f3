//! Indexes that weren't there before the statement.

use tokio_postgres::SimpleQueryRow;

use super::found::Found;
use super::lookup::{catalogue, list};
use crate::plan::BegunNote;
use crate::postgres::error::Error;
use crate::postgres::rows::{flag, required};
use crate::postgres::session::Session;
use crate::postgres::watch::Watch;

/// An index that wasn't there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewIndex {
    /// As SQL names it.
    pub(super) name: String,
    is_valid: bool,
    /// Whether somebody may be building an index of its table.
    pub(super) is_being_built: bool,
}

/// The indexes that weren't there before, among those of the SQL condition `of`.
pub(super) async fn new_indexes(
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
pub(super) fn judge_new(new: &[NewIndex]) -> Found {
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

/// That somebody may be building this index.
pub(super) fn busy(index: &NewIndex) -> Found {
    Found::Busy(format!(
        "the INVALID index {} may be being built by another session",
        index.name
    ))
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
