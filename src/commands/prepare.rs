//! Before the first step: a primary, a ledger with our columns, unverified rows stamped.

use super::failures;
use super::run::Run;
use crate::outcome::{Event, Failure, ServerError, cure};
use crate::plan::{Plan, Warning};
use crate::postgres::{
    Facts, LedgerTable, LockKey, Prepared, Progress, columns_for_owner, prepare_ledger, stamp,
    table_for_owner,
};

/// Whether the steps may run.
pub(super) enum Ready {
    /// On this ledger.
    Yes(LedgerTable),
    /// Something was changed, by us or others: the plan may be another one now.
    LookAgain,
}

/// Makes the ledger ready for `plan`, which has something to do.
///
/// # Errors
/// A standby; no right to create the ledger, or to read what is partial; the lock's time-out.
pub(super) async fn ready(run: &mut Run<'_>, plan: &Plan) -> Result<Ready, Failure> {
    refuse_standby(&run.survey.facts)?;
    let Some(table) = run.survey.table.clone() else {
        create(run).await?;
        return Ok(Ready::LookAgain);
    };
    refuse_hidden_progress(run, &table)?;
    if !table.columns.are_complete() {
        if table.may_alter {
            adopt(run, &table).await?;
            return Ok(Ready::LookAgain);
        }
        let warning = Warning::LedgerColumns {
            ledger: table.sql(),
            alter: columns_for_owner(&table),
        };
        run.say_warnings(&[warning]);
    }
    if !plan.stamps.is_empty() && table.columns.has("checksum") {
        let stamped = stamp(
            &run.session,
            &table,
            &plan.stamps,
            &run.context.timeouts,
            run.watch,
        )
        .await
        .map_err(|error| failures::during("stamp the unverified versions", error))?;
        match stamped {
            None => run.wait_for_lock(&table).await?,
            Some(stamped) if stamped.is_empty() => {
                // What they hold isn't a checksum of ours, and nobody else's is written over.
                let labels = plan.stamps.iter().map(|one| one.label()).collect();
                run.say_warnings(&[Warning::Unverified(labels)]);
                return Ok(Ready::Yes(table));
            }
            Some(stamped) => {
                let labels = stamped.iter().map(|one| one.label()).collect();
                run.watch.events.emit(Event::Stamped(labels));
            }
        }
        return Ok(Ready::LookAgain);
    }
    Ok(Ready::Yes(table))
}

/// A standby takes no writes, also none that are rolled back.
pub(super) fn refuse_standby(facts: &Facts) -> Result<(), Failure> {
    if !facts.in_recovery {
        return Ok(());
    }
    let error = ServerError {
        severity: "ERROR".to_owned(),
        sqlstate: "25006".to_owned(),
        message: "the server is a standby (pg_is_in_recovery)".to_owned(),
        ..ServerError::default()
    };
    let hint = cure(&error);
    Err(failures::server_failure(
        "write to this server",
        Some(error),
        Vec::new(),
        hint,
    ))
}

/// Who can't see that a migration is partial must not run it again.
fn refuse_hidden_progress(run: &Run<'_>, table: &LedgerTable) -> Result<(), Failure> {
    if run.survey.progress == Progress::Known {
        return Ok(());
    }
    Err(failures::server_failure(
        &format!(
            "tell what is partial: no right to read {}",
            table.progress_sql()
        ),
        None,
        Vec::new(),
        Some(format!(
            "have its owner grant it: `grant select, insert, update, delete on {} to {}`",
            table.progress_sql(),
            run.survey.facts.role
        )),
    ))
}

/// Creates the ledger; look again behind it.
pub(super) async fn create(run: &mut Run<'_>) -> Result<(), Failure> {
    let ledger = &run.context.ledger;
    let Some(schema) = ledger
        .schema
        .clone()
        .or_else(|| run.survey.facts.current_schema.clone())
    else {
        return Err(no_schema());
    };
    let table = ledger.table.clone();
    let prepared = prepare_ledger(
        &run.session,
        (&schema, &table),
        None,
        &run.context.timeouts,
        run.watch,
    )
    .await
    .map_err(|error| {
        let ddl = table_for_owner(&schema, &table);
        failures::uncreated(&format!("the ledger {schema}.{table}"), &ddl, error)
    })?;
    if let Prepared::Busy = prepared {
        run.wait_for(LockKey::of(&schema, &table)).await?;
    }
    Ok(())
}

/// There is nowhere to create the ledger.
pub(super) fn no_schema() -> Failure {
    failures::server_failure(
        "create the ledger: no schema of the search path exists",
        None,
        Vec::new(),
        Some("create the schema, or name one with `--migrations-table schema.table`".to_owned()),
    )
}

async fn adopt(run: &mut Run<'_>, table: &LedgerTable) -> Result<(), Failure> {
    let prepared = prepare_ledger(
        &run.session,
        (&table.schema, &table.table),
        Some(table),
        &run.context.timeouts,
        run.watch,
    )
    .await
    .map_err(|error| failures::during("add columns to the ledger", error))?;
    match prepared {
        Prepared::Done { rows } => run.watch.events.emit(Event::Adopted {
            ledger: table.sql(),
            rows,
        }),
        Prepared::Busy => run.wait_for_lock(table).await?,
        Prepared::Changed => {}
    }
    Ok(())
}
