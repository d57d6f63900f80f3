//! What a plan's non-transactional sections meet behind a pooler: without a way past it nothing
//! can be set for their statements.

use super::failures;
use super::run::Run;
use super::step_failures::text_lost;
use crate::migration::{SetForAll, Transaction};
use crate::outcome::{Aftermath, Failure, FailureKind};
use crate::plan::{Refusal, Step, Warning};
use crate::postgres::read_odd_defaults;

/// Warns of the sections of `steps` that run in no transaction.
///
/// # Errors
/// One of them depends on a session that lasts.
pub(super) async fn consider(run: &mut Run<'_>, steps: &[Step]) -> Result<(), Failure> {
    if !run.survey.facts.is_pooled || run.target.direct.is_some() {
        return Ok(());
    }
    let alone: Vec<&Step> = (steps.iter())
        .filter(|step| step.section().options.transaction == Transaction::None)
        .collect();
    if alone.is_empty() {
        return Ok(());
    }
    let odd = read_odd_defaults(&run.session, run.watch).await;
    let odd = odd.map_err(|error| failures::during("read the login's defaults", error))?;
    for step in &alone {
        let settings = settings(run, step, &odd);
        let set = match settings.is_empty() {
            true => SetForAll::Nothing,
            false => SetForAll::Something,
        };
        let need = (step.migration.session_need(step.section(), set))
            .map_err(|lost| text_lost(step, &lost, Aftermath::RolledBack))?;
        if let Some(need) = need {
            return Err(Failure::new(FailureKind::Refused(Refusal::NeedsSession {
                label: step.migration.label(),
                need,
                settings,
            })));
        }
    }
    let labels = alone.iter().map(|step| step.migration.label()).collect();
    run.say_warnings(&[Warning::Pooled(labels)]);
    Ok(())
}

/// What would have to be set for the statements of a step that run in no transaction.
fn settings(run: &Run<'_>, step: &Step, odd: &[String]) -> Vec<String> {
    let options = &step.section().options;
    let asked = [
        (run.target.role.is_some(), "--role"),
        (run.target.search_path.is_some(), "the URL's search_path"),
        (options.lock_timeout.is_some(), "lock-timeout"),
        (options.statement_timeout.is_some(), "statement-timeout"),
        (
            run.context.timeouts.concurrent_wait_for.is_some(),
            "--concurrent-wait-for",
        ),
    ];
    let asked = asked.into_iter().filter(|(is_asked, _)| *is_asked);
    asked
        .map(|(_, what)| what.to_owned())
        .chain(odd.iter().cloned())
        .collect()
}
