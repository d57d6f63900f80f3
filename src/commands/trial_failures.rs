//! What a trial can't do: things that only a real run can, things that can't be done together,
//! and what must not be done to a database that others use.

use std::time::Duration;

use super::failures;
use super::run::Run;
use super::step_failures::{
    ended, interrupted, own_failure, reference, statement_failure, text_lost,
};
use crate::migration::Transaction as SectionMode;
use crate::outcome::{Aftermath, Failure, FailureKind};
use crate::plan::{Live, Refusal, Step, Untriable};
use crate::postgres::{StepEnd, TrialEnd, read_protection};
use crate::sql::StatementKind;

/// A new enum value was used in the transaction that adds it.
const UNSAFE_ENUM_VALUE: &str = "55P04";

/// Refuses steps that can't be tried, by name.
///
/// # Errors
/// [`Refusal::Untriable`].
pub(super) fn refuse_untriable(steps: &[Step]) -> Result<(), Failure> {
    for (index, step) in steps.iter().enumerate() {
        let section = step.section();
        let sets_transaction = matches!(
            section.first_kind,
            Some(StatementKind::SetTransaction { .. })
        );
        let why = match section.options.transaction {
            SectionMode::None => Untriable::OutsideTransaction,
            SectionMode::Whole if index > 0 && sets_transaction => Untriable::SetsTransaction,
            SectionMode::Whole => continue,
        };
        return Err(untriable(step, why));
    }
    Ok(())
}

fn untriable(step: &Step, why: Untriable) -> Failure {
    Failure::new(FailureKind::Refused(Refusal::Untriable {
        label: step.migration.label(),
        why,
    }))
}

/// Refuses to try anything where others may be kept waiting, unless it was said for how long.
///
/// # Errors
/// [`Refusal::OnLive`]; the mark of a protected database couldn't be read.
pub(super) async fn refuse_live(run: &Run<'_>, limit: Option<Duration>) -> Result<(), Failure> {
    if limit.is_some() {
        return Ok(());
    }
    let why = if !run.session.host().is_local() {
        Live::Remote
    } else if run.survey.facts.is_pooled {
        Live::Pooled
    } else {
        let found = read_protection(&run.session, run.survey.table.as_ref(), run.watch).await;
        let found = found
            .map_err(|error| failures::during("read whether the database is protected", error))?;
        match found {
            Some(_) => Live::Protected,
            None => return Ok(()),
        }
    };
    Err(Failure::new(FailureKind::Refused(Refusal::OnLive {
        database: run.survey.facts.database.clone(),
        host: run.session.host().to_string(),
        why,
    })))
}

/// How the step at an index ended.
pub(super) fn failed(
    steps: &[Step],
    (index, end): (usize, TrialEnd),
    limit: Option<Duration>,
) -> Failure {
    let Some(step) = steps.get(index) else {
        return failures::ever_changing();
    };
    match end {
        TrialEnd::HeldTooLong { statement, locks } => {
            let reference = reference(step);
            let location = (step.migration).locate(step.section(), statement, Default::default());
            Failure::new(FailureKind::HeldTooLong {
                migration: reference,
                location,
                statement: statement + 1,
                locks,
                limit: limit.unwrap_or_default(),
            })
        }
        TrialEnd::Step(StepEnd::Statement {
            statement, error, ..
        }) => {
            if error.sqlstate == UNSAFE_ENUM_VALUE
                && let Some(added_by) = adds_enum_value(steps.get(..index).unwrap_or_default())
            {
                return untriable(step, Untriable::EnumValue { added_by });
            }
            statement_failure(step, statement, &error, Aftermath::RolledBack)
        }
        TrialEnd::Step(StepEnd::Ended { failed, .. }) => ended(step, failed),
        TrialEnd::Step(StepEnd::Text { lost, .. }) => text_lost(step, &lost, Aftermath::RolledBack),
        TrialEnd::Step(StepEnd::Own {
            attempted, error, ..
        }) => own_failure(step, attempted, &error),
        TrialEnd::Step(StepEnd::Interrupted(signal)) => {
            interrupted(signal, Some((step, Aftermath::RolledBack)))
        }
        // Nothing is ever committed here, whatever became of the connection.
        TrialEnd::Step(StepEnd::Lost(causes) | StepEnd::Unknown { causes, .. }) => {
            failures::server_failure("try the plan", None, causes, None)
        }
        TrialEnd::Step(StepEnd::Done | StepEnd::Busy | StepEnd::Changed) => {
            failures::ever_changing()
        }
    }
}

/// Labels of the steps that add values to enums; `None` when there are none.
fn adds_enum_value(steps: &[Step]) -> Option<Vec<String>> {
    let adds = |step: &&Step| {
        let mut statements = step.migration.statements(step.section());
        while let Ok(Some(statement)) = statements.next_statement() {
            let words: Vec<String> = (statement.text.split_whitespace())
                .map(str::to_ascii_lowercase)
                .collect();
            let is_alter = words.starts_with(&["alter".to_owned(), "type".to_owned()]);
            if is_alter && words.windows(2).any(|two| two == ["add", "value"]) {
                return true;
            }
        }
        false
    };
    let labels: Vec<String> = (steps.iter().filter(adds))
        .map(|step| step.migration.label())
        .collect();
    (!labels.is_empty()).then_some(labels)
}
