//! What `repair` and `baseline` share: plan, show, ask, write; plan anew whenever somebody
//! else was faster.

use super::consent::Consent;
use super::failures;
use super::ledger_model::{LedgerModel, OrderKnown};
use super::prepare::{self, Ready};
use super::run::{MOST_PLANS, Planner, Run};
use crate::outcome::{CorrectedRow, CorrectionReport, Event, Failure, Outcome};
use crate::plan::{Change, Correction, Corrections, Plan};
use crate::postgres::{
    Corrected, CorrectionsOf, LedgerTable, columns_for_owner, log_for_owner, write_corrections,
};

/// How corrections are made.
pub(super) struct Manner<'a> {
    /// Why, for the log.
    pub(super) reason: Option<&'a str>,
    /// Who agrees.
    pub(super) consent: Consent<'a>,
}

/// Makes the corrections that `planner` plans.
///
/// # Errors
/// Those of the plan; nobody agreed; whatever ends the transaction.
pub(super) async fn correct(
    run: &mut Run<'_>,
    planner: &mut impl Planner<Plan = Corrections>,
    manner: &Manner<'_>,
) -> Result<Outcome, Failure> {
    let mut agreed: Vec<Correction> = Vec::new();
    for _ in 0..MOST_PLANS {
        let plan = run.plan(planner).await?;
        if plan.changes.is_empty() {
            return Ok(report(&plan, None, manner));
        }
        prepare::refuse_standby(&run.survey.facts)?;
        if !are_same(&agreed, &plan.changes) {
            agree(run, &plan.changes, manner.consent).await?;
            agreed.clone_from(&plan.changes);
        }
        let table = match prepare::ready(run, &Plan::default()).await? {
            Ready::Yes(table) => table,
            Ready::LookAgain => {
                run.look_again().await?;
                continue;
            }
        };
        refuse_without_columns(&table, &plan)?;
        match write(run, &table, &plan, manner.reason).await? {
            Corrected::Done => return Ok(report(&plan, Some(&table), manner)),
            Corrected::Busy => run.wait_for_lock(&table).await?,
            Corrected::Changed => run.breathe().await?,
            Corrected::NoLog(error) => {
                return Err(failures::uncreated(
                    &table.log_sql(),
                    &log_for_owner(&table),
                    error,
                ));
            }
            Corrected::Unknown(causes) => return Err(unknown(causes)),
        }
        run.look_again().await?;
    }
    Err(failures::ever_changing())
}

fn are_same(agreed: &[Correction], planned: &[Correction]) -> bool {
    agreed.len() == planned.len()
        && agreed
            .iter()
            .zip(planned)
            .all(|(one, other)| one.is_same(other))
}

/// Shows what is to be changed, and goes on only when somebody agrees.
async fn agree(run: &Run<'_>, changes: &[Correction], consent: Consent<'_>) -> Result<(), Failure> {
    run.watch.events.emit(Event::Correcting(changes.to_vec()));
    consent.agree("write this to the ledger?", run.watch).await
}

/// A stamp needs somewhere to go.
fn refuse_without_columns(table: &LedgerTable, plan: &Corrections) -> Result<(), Failure> {
    let stamps = (plan.changes.iter()).any(|one| matches!(one.change, Change::Restamp { .. }));
    if !stamps || table.columns.has("checksum") {
        return Ok(());
    }
    Err(failures::server_failure(
        &format!("stamp a row: {} has no column for checksums", table.sql()),
        None,
        Vec::new(),
        Some(format!("its owner may run:\n{}", columns_for_owner(table))),
    ))
}

async fn write(
    run: &Run<'_>,
    table: &LedgerTable,
    plan: &Corrections,
    reason: Option<&str>,
) -> Result<Corrected, Failure> {
    let order = OrderKnown::of(table);
    let corrections = CorrectionsOf {
        ledger: table,
        assumption: LedgerModel::new(&run.survey.ledger, order).assumption(),
        changes: &plan.changes,
        reason,
        timeouts: &run.context.timeouts,
    };
    write_corrections(&run.session, &corrections, run.watch)
        .await
        .map_err(|error| failures::during("change the ledger", error))
}

fn unknown(causes: Vec<String>) -> Failure {
    failures::server_failure(
        "see whether the ledger was changed: the connection was lost during the commit",
        None,
        causes,
        Some("`proj-migrate status` shows what is true; nothing was changed, or all of it".into()),
    )
}

fn report(plan: &Corrections, table: Option<&LedgerTable>, manner: &Manner<'_>) -> Outcome {
    let row = |one: &Correction| CorrectedRow {
        version: one.version.clone(),
        label: one.label.clone(),
        action: one.change.kind(),
        edit: match &one.change {
            Change::Restamp { edit, .. } => edit.as_ref().map(|edit| edit.kind),
            _ => None,
        },
    };
    let is_done = table.is_some();
    Outcome::Corrected(CorrectionReport {
        done: (plan.changes.iter()).filter(|_| is_done).map(row).collect(),
        unchanged: plan.unchanged.clone(),
        log: table.map(LedgerTable::log_sql),
        reason: manner.reason.filter(|_| is_done).map(str::to_owned),
    })
}
