//! What options that several commands have mean, each by itself.

use std::time::Duration;

use super::SettingsError;
use crate::cli::{DryRun, ResumeChoice, TextSource};
use crate::commands::Confirmation;
use crate::commands::up::{CreateDatabase, Mode};
use crate::migration::{DURATION_FORM, parse_duration};
use crate::plan::{Origin, Resume, Trust};

/// What is shorter is over before the server has looked at its clock.
const SHORTEST_LIMIT: Duration = Duration::from_millis(10);

/// `--from`
pub(super) fn origin(from: TextSource) -> Origin {
    match from {
        TextSource::File => Origin::File,
        TextSource::Stored => Origin::Stored,
    }
}

/// `--trust-stored`
pub(super) fn trust(trust_stored: bool) -> Trust {
    if trust_stored {
        Trust::Anyone
    } else {
        Trust::OwnerOnly
    }
}

/// `--yes`
pub(super) fn confirmation(yes: bool) -> Confirmation {
    if yes {
        Confirmation::Given
    } else {
        Confirmation::Wanted
    }
}

/// `--resume`
pub(super) fn resume(choice: Option<ResumeChoice>) -> Resume {
    match choice {
        None => Resume::Ask,
        Some(ResumeChoice::Retry) => Resume::Retry,
        Some(ResumeChoice::Skip) => Resume::Skip,
    }
}

/// `--dry-run` and `--on-live` as meant.
pub(super) fn mode(dry_run: Option<DryRun>, on_live: Option<&str>) -> Result<Mode, SettingsError> {
    let limit = on_live.map(limit).transpose()?;
    match (dry_run, limit) {
        (Some(DryRun::Execute), limit) => Ok(Mode::Execute { limit }),
        (_, Some(_)) => Err(SettingsError::new(
            "`--on-live` is for trying a plan, and nothing is tried",
        )
        .hint("`--dry-run=execute --on-live 500ms`")),
        (None, None) => Ok(Mode::Run),
        (Some(DryRun::Plan), None) => Ok(Mode::Plan),
        (Some(DryRun::Sql), None) => Ok(Mode::Sql),
    }
}

/// For how long others may be kept waiting.
fn limit(typed: &str) -> Result<Duration, SettingsError> {
    let limit = parse_duration(typed).filter(|limit| *limit >= SHORTEST_LIMIT);
    limit.ok_or_else(|| {
        SettingsError::new(format!("`--on-live {typed}` is not a limit")).hint(format!(
            "it takes {DURATION_FORM}, at least 10ms: for how long others may be kept waiting"
        ))
    })
}

/// `--create`, `--no-create` or neither.
pub(super) fn creation(create: bool, no_create: bool) -> CreateDatabase {
    match (create, no_create) {
        (true, _) => CreateDatabase::Always,
        (_, true) => CreateDatabase::Never,
        _ => CreateDatabase::IfLocal,
    }
}

/// `--count` as meant.
pub(super) fn count(typed: u32) -> Result<usize, SettingsError> {
    usize::try_from(typed).map_err(|_| SettingsError::new("`--count` is too large"))
}
