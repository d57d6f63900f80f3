//! Files and ledger rows for this room's tests.

use uuid::Uuid;

use super::{Ledger, LedgerRow, PartialRow, RunNote, StoredScript};
use crate::migration::{
    Checksum, Direction, FileName, MigrationFile, Problem, ProblemKind, Version, canonical,
    parse_stored, stored_script,
};

pub(super) const REVERSIBLE: &str = "-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;\n";
pub(super) const IRREVERSIBLE: &str = "-- migrate:up\nselect 1;\n";
pub(super) const BAD: &str = "-- migrate:upp\n";

pub(super) fn version(text: &str) -> Version {
    Version::new(text).unwrap()
}

/// The file `<version>_x.sql`, reversible.
pub(super) fn file(version: &str) -> MigrationFile {
    file_with(version, REVERSIBLE)
}

pub(super) fn file_with(version: &str, text: &str) -> MigrationFile {
    let file_name = format!("{version}_x.sql");
    let text = canonical(text.as_bytes().to_vec()).unwrap();
    let checksum = Checksum::of(&text);
    MigrationFile {
        name: FileName::parse(&file_name).unwrap(),
        path: format!("m/{file_name}"),
        text: Ok((text.into(), checksum)),
    }
}

pub(super) fn unreadable(version: &str, kind: ProblemKind) -> MigrationFile {
    let file = file(version);
    let problem = Problem {
        path: file.path.clone(),
        location: None,
        kind,
    };
    MigrationFile {
        text: Err(Box::new(problem)),
        ..file
    }
}

/// The row of a reversible migration that we applied, as first, second, …
pub(super) fn row(version: &str, seq: i64) -> LedgerRow {
    row_with(version, seq, REVERSIBLE)
}

pub(super) fn row_with(version: &str, seq: i64, text: &str) -> LedgerRow {
    let migration = parse_stored(&self::version(version), "x", text, "").unwrap();
    LedgerRow {
        name: Some("x".to_owned()),
        checksum: Some(migration.checksum),
        up_checksum: Some(migration.up_checksum()),
        down_checksum: migration.down_checksum(),
        applied_seq: Some(seq),
        run_id: Some(Uuid::from_u128(1)),
        ..bare_row(version)
    }
}

/// A row of the given run.
pub(super) fn row_of_run(version: &str, seq: i64, run: u128) -> LedgerRow {
    LedgerRow {
        run_id: Some(Uuid::from_u128(run)),
        ..row(version, seq)
    }
}

/// What dbmate writes.
pub(super) fn bare_row(version: &str) -> LedgerRow {
    LedgerRow::bare(self::version(version))
}

pub(super) fn ledger(rows: Vec<LedgerRow>) -> Ledger {
    Ledger {
        rows,
        partial: Vec::new(),
    }
}

/// The progress of a section of two statements that stopped in the second.
pub(super) fn progress(version: &str, direction: Direction) -> PartialRow {
    PartialRow {
        version: self::version(version),
        direction,
        statements: 2,
        statements_done: 1,
        statement_begun: Some(2),
        error: None,
        note: RunNote::default(),
    }
}

/// What the ledger stores of a migration with this text.
pub(super) fn stored(version: &str, text: &str) -> StoredScript {
    let migration = parse_stored(&self::version(version), "x", text, "").unwrap();
    StoredScript {
        up_checksum: None,
        down_checksum: None,
        version: migration.version.clone(),
        script: Some(stored_script(&migration).to_owned()),
        writers: Vec::new(),
    }
}
