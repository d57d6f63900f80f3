//! The ledger as data: what `schema_migrations` and `…_progress` say.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::PartialRow;
use crate::migration::{Checksum, Direction, Version};

/// What was read of the ledger in one statement; empty when there is no ledger yet.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// One row per applied version, in numeric order.
    pub rows: Vec<LedgerRow>,
    /// Non-transactional migrations that stopped midway, in numeric order.
    pub partial: Vec<PartialRow>,
}

impl Ledger {
    /// Gives the rows of `scripts` their sections' checksums, which are read only with them.
    pub fn add_checksums(&mut self, scripts: &[StoredScript]) {
        for script in scripts {
            let row = self
                .rows
                .iter_mut()
                .find(|row| row.version == script.version);
            if let Some(row) = row {
                row.up_checksum = script.up_checksum;
                row.down_checksum = script.down_checksum;
            }
        }
    }

    /// The latest run: the one that stopped midway, or whose revert did, else the one of
    /// [`Self::latest`].
    pub fn latest_run(&self) -> Option<Uuid> {
        let run_of = |version: &Version| {
            let mut rows = self.rows.iter();
            rows.find(|row| row.version == *version)?.run_id
        };
        match self.partial.first() {
            Some(partial) if partial.direction == Direction::Up => partial.note.run_id,
            Some(partial) => run_of(&partial.version),
            None => self.latest().and_then(|row| row.run_id),
        }
    }

    /// The row that was applied last: the one with the highest `applied_seq`.
    pub fn latest(&self) -> Option<&LedgerRow> {
        self.rows.iter().max_by_key(|row| row.applied_seq)
    }
}

/// A row of the ledger. A row that dbmate wrote has its version only.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LedgerRow {
    /// The version as stored.
    pub version: Version,
    /// The name at application.
    pub name: Option<String>,
    /// The file's checksum; `None` when the row is unverified.
    pub checksum: Option<Checksum>,
    /// The up section's checksum.
    pub up_checksum: Option<Checksum>,
    /// The down section's checksum.
    pub down_checksum: Option<Checksum>,
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
    /// The role that applied it.
    pub applied_by: Option<String>,
    /// The order of application; `None` when the ledger has no such column.
    pub applied_seq: Option<i64>,
    /// How long it took.
    pub duration_ms: Option<i64>,
    /// The run that applied it.
    pub run_id: Option<Uuid>,
    /// The run's label.
    pub release: Option<String>,
    /// The version of ours that wrote the row.
    #[serde(skip)]
    pub tool_version: Option<String>,
}

impl LedgerRow {
    /// A row with nothing but its version: what dbmate writes.
    pub fn bare(version: Version) -> Self {
        Self {
            version,
            name: None,
            checksum: None,
            up_checksum: None,
            down_checksum: None,
            applied_at: None,
            applied_by: None,
            applied_seq: None,
            duration_ms: None,
            run_id: None,
            release: None,
            tool_version: None,
        }
    }

    /// Whether we recorded the version without running it: `baseline`, `repair --mark-applied`. A
    /// run's rows have its id; those of dbmate and of schema files aren't written by us.
    #[must_use]
    pub fn is_only_recorded(&self) -> bool {
        self.tool_version.is_some() && self.run_id.is_none()
    }
}

/// The script that the ledger keeps of one applied migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredScript {
    /// The version it belongs to.
    pub version: Version,
    /// The canonical text as applied, or its stored part; `None` when none was stored.
    pub script: Option<String>,
    /// The up section's checksum.
    pub up_checksum: Option<Checksum>,
    /// The down section's checksum.
    pub down_checksum: Option<Checksum>,
    /// Whether roles other than the ledger's owner and superusers may write the ledger.
    pub writers: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixtures::{REVERSIBLE, bare_row, ledger, row, stored, version};

    #[test]
    fn the_latest_row_is_the_one_applied_last() {
        let latest = |rows| ledger(rows).latest().map(|row| row.version.clone());
        let rows = vec![row("1", 1), row("2", 3), row("3", 2), bare_row("4")];
        assert_eq!(latest(rows), Some(version("2")), "not the highest version");
        assert_eq!(latest(vec![]), None, "an empty ledger");
    }

    #[test]
    fn scripts_bring_the_checksums_of_their_own_rows() {
        let mut ledger = ledger(vec![bare_row("1"), bare_row("2")]);
        let checksum = Some(Checksum::of("x"));
        let scripts = ["2", "3"].map(|version| StoredScript {
            up_checksum: checksum,
            down_checksum: Some(Checksum::of("y")),
            ..stored(version, REVERSIBLE)
        });
        ledger.add_checksums(&scripts);
        let checksums = ledger
            .rows
            .iter()
            .map(|row| (row.up_checksum, row.down_checksum));
        let expected = [(None, None), (checksum, Some(Checksum::of("y")))];
        assert_eq!(checksums.collect::<Vec<_>>(), expected);
    }
}
