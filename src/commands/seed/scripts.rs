//! SQL seeds.

use std::time::Instant;

use super::decide::{Decided, bad_files};
use super::{advice, failures};
use crate::migration::{ErrorPlace, Migration};
use crate::outcome::{
    Event, Failure, FailureKind, SeedAction, SeedFailure, SeededFile, ServerError,
};
use crate::plan::{SeedState, Warning};
use crate::postgres::{ScriptError, SeedRow, SeedRun, Watch};
use crate::source::{SeedFile, read_sql_seed};

/// Runs the statements of a file; what is recorded and reported of it.
///
/// # Errors
/// A statement that fails; a file that is wrong.
pub(super) async fn run_script(
    run: &SeedRun<'_>,
    decided: &Decided,
    watch: Watch<'_>,
) -> Result<(SeedRow, SeededFile), Failure> {
    let file = &decided.file;
    watch.events.emit(Event::SeedBegins(file.name.file.clone()));
    let began = Instant::now();
    let script = read_sql_seed(file).map_err(bad_files)?;
    if decided.state == SeedState::Changed && may_repeat_rows(&script) {
        let file = file.shown.clone();
        watch
            .events
            .emit(Event::Warning(Warning::SeedRunsAgain { file }));
    }
    let tables = run.script(&script).await;
    let tables = tables.map_err(|error| failure(file, &script, error, watch))?;
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let row = SeedRow {
        file: file.name.file.clone(),
        checksum: script.checksum,
        counts: None,
        tables,
        duration_ms,
    };
    let report = SeededFile {
        file: file.name.file.clone(),
        action: SeedAction::Ran,
        table: None,
        rows: None,
        statements: Some(script.up.statements),
        bytes: file.bytes,
        duration_ms,
    };
    Ok((row, report))
}

/// Whether an INSERT of it would insert its rows a second time, as far as its words tell. A text that
/// can't be read on fails when it is run.
fn may_repeat_rows(script: &Migration) -> bool {
    let mut statements = script.statements(&script.up);
    while let Ok(Some(statement)) = statements.next_statement() {
        let words = statement.text.to_ascii_lowercase();
        let guards = ["on conflict", "not exists", "except"];
        if words.contains("insert into") && !guards.iter().any(|guard| words.contains(guard)) {
            return true;
        }
    }
    false
}

fn failure(file: &SeedFile, script: &Migration, error: ScriptError, watch: Watch<'_>) -> Failure {
    let attempted = format!("run {}", file.shown);
    match error {
        ScriptError::Statement { index, error } => {
            let told =
                failures::of_server(&attempted, crate::postgres::Error::Server(error), watch);
            match told {
                Ok(error) => statement(file, script, index, *error),
                Err(failure) => failure,
            }
        }
        ScriptError::Ended => Failure::new(FailureKind::SeedEnded {
            file: file.shown.clone(),
        }),
        ScriptError::Text(lost) => failures::during(&attempted, lost.into(), watch),
        ScriptError::Own(error) => failures::during(&attempted, error, watch),
    }
}

fn statement(file: &SeedFile, script: &Migration, index: usize, error: ServerError) -> Failure {
    let place = ErrorPlace {
        position: error.position,
        context: error.context.as_deref(),
    };
    Failure::new(FailureKind::Seed(Box::new(SeedFailure {
        file: Some(file.shown.clone()),
        table: None,
        location: script.locate(&script.up, index, place),
        column: None,
        value: None,
        rule: None,
        statement: Some((index + 1, script.up.statements)),
        cure: Some(advice::of_copied(&error)),
        error,
    })))
}
