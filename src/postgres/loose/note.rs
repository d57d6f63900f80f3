//! What a section's run writes into its row of the progress table: SQL texts, to be run by
//! `progress::execute`, or inside a transaction of the section's with `progress::aside`.
//!
//! Each of them raises unless the row is still this run's: another run may have taken over
//! when this one lost its lock.

use super::Loose;
use crate::migration::{Checksum, SectionStatement};
use crate::plan::{BegunNote, PartialRow, ToldBy};
use crate::postgres::quote::{literal, literal_or_null};

/// Raised when another run has taken the section over.
pub(super) const TAKEN_OVER: &str = "proj-migrate: another run goes on with this section";

/// The statements that are done, and what they were.
#[derive(Debug, Clone, Copy)]
pub(super) struct Done {
    /// How many.
    pub(super) count: usize,
    /// Their checksum.
    pub(super) checksum: Checksum,
}

/// The statement that begins.
#[derive(Debug, Clone)]
pub(super) struct Begins<'a> {
    /// Its index.
    pub(super) index: usize,
    /// Its text.
    pub(super) text: &'a str,
    /// What will tell whether it took effect.
    pub(super) told_by: ToldBy,
    /// The object that it is about.
    pub(super) object: Option<u32>,
    /// The indexes that it didn't make.
    pub(super) indexes_before: &'a [u32],
}

impl<'a> Begins<'a> {
    /// A statement that is about nothing that the catalogue shows.
    pub(super) fn plain(statement: &'a SectionStatement, told_by: ToldBy) -> Self {
        Self {
            index: statement.index,
            text: &statement.text,
            told_by,
            object: None,
            indexes_before: &[],
        }
    }

    /// The statement that `begun` describes.
    pub(super) fn of(index: usize, begun: &'a BegunNote) -> Self {
        Self {
            index,
            text: &begun.text,
            told_by: begun.told_by,
            object: begun.object,
            indexes_before: &begun.indexes_before,
        }
    }
}

/// Notes that the section begins; raises unless the guard holds the lock, behind which another run
/// may have done the section already.
pub(super) fn insert(loose: &Loose<'_>, done: Done) -> String {
    format!(
        "with noted as (insert into {} (version, direction, checksum, statements, statements_done, done_checksum, \
         worker_pid, worker_started, run_id) select {}, '{}', {}, {}, {}, {}, pg_backend_pid(), {STARTED}, {} \
         where {} returning 1) \
         select (case when count(*) = 1 then '1' else '{TAKEN_OVER}' end)::int4 from noted",
        loose.ledger.progress_sql(),
        literal(loose.step.migration.version.as_str()),
        loose.step.direction,
        literal(&loose.step.migration.checksum.to_string()),
        loose.step.section().statements,
        done.count,
        literal(&done.checksum.to_string()),
        literal(loose.run_id),
        loose.guard.holds()
    )
}

const STARTED: &str = "(select backend_start from pg_stat_activity where pid = pg_backend_pid())";

/// Notes which backend is at the row that `partial` left: should this run be lost, too, what it has
/// sent to clean up must not come late, behind the next one's work.
pub(super) fn claim(loose: &Loose<'_>, partial: &PartialRow) -> String {
    let run = partial.note.run_id.map(|run| run.to_string());
    let of_run = format!(
        "run_id is not distinct from {}",
        literal_or_null(run.as_deref())
    );
    let set = format!("worker_pid = pg_backend_pid(), worker_started = {STARTED}");
    update(loose, &set, &of_run)
}

/// Makes the row that `partial` left this run's.
pub(super) fn take_over(loose: &Loose<'_>, partial: &PartialRow, done: Done) -> String {
    let run = partial.note.run_id.map(|run| run.to_string());
    let set = format!(
        "direction = '{}', checksum = {}, statements = {}, {}, \
         worker_pid = pg_backend_pid(), worker_started = {STARTED}, run_id = {}",
        loose.step.direction,
        literal(&loose.step.migration.checksum.to_string()),
        loose.step.section().statements,
        nothing_begun(done),
        literal(loose.run_id)
    );
    update(
        loose,
        &set,
        &format!(
            "run_id is not distinct from {}",
            literal_or_null(run.as_deref())
        ),
    )
}

/// Notes that so many statements are done and none is running.
pub(super) fn done(loose: &Loose<'_>, done: Done) -> String {
    ours(loose, &nothing_begun(done))
}

/// Notes which statement begins.
pub(super) fn begins(loose: &Loose<'_>, begins: &Begins<'_>) -> String {
    let indexes: Vec<_> = begins.indexes_before.iter().map(u32::to_string).collect();
    ours(
        loose,
        &format!(
            "statement_begun = {}, error = null, begun_text = {}, told_by = '{}', object = {}, indexes_before = {}",
            begins.index + 1,
            literal(begins.text),
            begins.told_by.word(),
            literal_or_null(begins.object.map(|oid| oid.to_string()).as_deref()),
            literal(&indexes.join(","))
        ),
    )
}

/// Notes at which statement it stopped, and why.
pub(super) fn stopped(loose: &Loose<'_>, index: Option<usize>, error: &str) -> String {
    let begun = index.map(|index| format!("statement_begun = {}, ", index + 1));
    ours(
        loose,
        &format!("{}error = {}", begun.unwrap_or_default(), literal(error)),
    )
}

fn nothing_begun(done: Done) -> String {
    format!(
        "statements_done = {}, done_checksum = {}, statement_begun = null, error = null, \
         begun_text = null, told_by = null, object = null, indexes_before = null",
        done.count,
        literal(&done.checksum.to_string())
    )
}

/// An UPDATE of this run's row.
fn ours(loose: &Loose<'_>, set: &str) -> String {
    update(loose, set, &format!("run_id = {}", literal(loose.run_id)))
}

fn update(loose: &Loose<'_>, set: &str, of_run: &str) -> String {
    format!(
        "with noted as (update {} set {set}, noted_at = clock_timestamp() \
         where version = {} and {of_run} returning 1) \
         select (case when count(*) = 1 then '1' else '{TAKEN_OVER}' end)::int4 from noted",
        loose.ledger.progress_sql(),
        literal(loose.step.migration.version.as_str()),
    )
}

/// Forgets the section; raises unless the row is this run's.
pub(super) fn delete(loose: &Loose<'_>) -> String {
    format!(
        "with forgotten as (delete from {} where version = {} and run_id = {} returning 1) \
         select (case when count(*) = 1 then '1' else '{TAKEN_OVER}' end)::int4 from forgotten",
        loose.ledger.progress_sql(),
        literal(loose.step.migration.version.as_str()),
        literal(loose.run_id)
    )
}
