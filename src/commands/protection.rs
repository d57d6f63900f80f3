//! Whether a command may do what a protected database must be spared.

use super::context::Context;
use super::failures;
use crate::outcome::{Failure, FailureKind};
use crate::plan::Refusal;
use crate::postgres::{Session, Survey, Watch, read_protection};

/// `--allow-protected` or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protected {
    /// They are spared.
    #[default]
    Spare,
    /// The command was meant.
    Allow,
}

/// Refuses `command`, as typed, on a protected database unless it is allowed there. Asks the
/// server once, twice when the ledger has a settings table.
///
/// # Errors
/// [`Refusal::Protected`]; the mark couldn't be read.
pub(super) async fn refuse_protected(
    command: &str,
    context: &Context,
    (session, survey): (&Session, &Survey),
    watch: Watch<'_>,
) -> Result<(), Failure> {
    if context.protected == Protected::Allow {
        return Ok(());
    }
    let found = read_protection(session, survey.table.as_ref(), watch)
        .await
        .map_err(|error| failures::during("read whether the database is protected", error))?;
    let Some(by) = found else {
        return Ok(());
    };
    Err(Failure::new(FailureKind::Refused(Refusal::Protected {
        command: command.to_owned(),
        database: survey.facts.database.clone(),
        by,
    })))
}
