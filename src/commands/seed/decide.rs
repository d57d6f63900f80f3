//! Which files are as they were when they were loaded last.

use crate::commands::failures;
use crate::migration::{Checksum, Problem};
use crate::outcome::{Failure, FailureKind};
use crate::plan::{SeedRecord, SeedState};
use crate::postgres::{SeedLedger, Watch};
use crate::source::{SeedFile, checksum_of};

/// A file, and what it is to the database.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    /// The file.
    pub(super) file: SeedFile,
    /// Its state.
    pub(super) state: SeedState,
    /// Its checksum, unless it is new: then it is hashed while it is loaded.
    checksum: Option<Checksum>,
    /// What the ledger knows of it.
    pub(super) record: Option<SeedRecord>,
}

/// The state of each file. Those that the ledger knows are read to the end.
///
/// # Errors
/// Every file that can't be read; a signal.
pub(super) async fn decide(
    files: Vec<SeedFile>,
    ledger: &SeedLedger,
    watch: Watch<'_>,
) -> Result<Vec<Decided>, Failure> {
    let mut decided = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        let mut one = Decided {
            file,
            state: SeedState::New,
            checksum: None,
            record: None,
        };
        match again(&mut one, ledger, watch).await? {
            Ok(()) => decided.push(one),
            Err(problem) => problems.push(problem),
        }
    }
    match problems.is_empty() {
        true => Ok(decided),
        false => Err(bad_files(problems)),
    }
}

/// The state of each file by what the ledger says now. What was hashed before isn't hashed again.
///
/// # Errors
/// As [`decide`].
pub(super) async fn decide_again(
    files: &mut [Decided],
    ledger: &SeedLedger,
    watch: Watch<'_>,
) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for file in files {
        problems.extend(again(file, ledger, watch).await?.err());
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(bad_files(problems)),
    }
}

async fn again(
    one: &mut Decided,
    ledger: &SeedLedger,
    watch: Watch<'_>,
) -> Result<Result<(), Problem>, Failure> {
    one.record = ledger.record(&one.file.name.file).cloned();
    if one.record.is_none() {
        one.state = SeedState::New;
        return Ok(Ok(()));
    }
    let checksum = match one.checksum {
        Some(checksum) => checksum,
        None => match hash(&one.file, watch).await? {
            Ok(checksum) => checksum,
            Err(problem) => return Ok(Err(problem)),
        },
    };
    one.checksum = Some(checksum);
    one.state = SeedState::of(one.record.as_ref(), checksum);
    Ok(Ok(()))
}

/// Reads on a thread of its own, so that a signal is heard meanwhile.
async fn hash(file: &SeedFile, watch: Watch<'_>) -> Result<Result<Checksum, Problem>, Failure> {
    let file = file.clone();
    let hashing = tokio::task::spawn_blocking(move || checksum_of(&file));
    let hashed = watch.unless_interrupted(hashing).await;
    let hashed = hashed.map_err(|error| failures::during("read the seed files", error))?;
    hashed.map_err(|error| {
        Failure::new(FailureKind::Io {
            attempted: "read the seed files".to_owned(),
            reason: error.to_string(),
            hint: None,
        })
    })
}

/// Files that can't be used; nothing was loaded.
pub(super) fn bad_files(problems: Vec<Problem>) -> Failure {
    Failure::new(FailureKind::Files {
        problems,
        unreachable: None,
    })
}
