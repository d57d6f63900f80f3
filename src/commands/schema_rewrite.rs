//! The schema file after a run: rewritten where that is wanted, so that a change of the schema
//! and of the file come in one commit. The migrations are committed by then, whatever
//! becomes of the file.

use super::context::Context;
use super::dump::{Wish, dumped};
use super::dump_names::Asker;
use super::load::{Sight, look};
use super::run::Run;
use crate::outcome::{Event, Failure, FailureKind, RunReport};
use crate::plan::Warning;
use crate::postgres::{Detail, read_protection};
use crate::schema::{Asked, Selection};
use crate::source::{read_schema_file, write_schema_file};
use crate::target::Host;

/// `--dump-schema`, `--no-dump-schema` or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SchemaWriting {
    /// Where the file is there and the server is local.
    #[default]
    WhenLocal,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Writes the schema file after a run that changed something, where that is wanted.
///
/// # Errors
/// It was asked for and couldn't be written; otherwise that is a warning.
pub(super) async fn rewrite(run: &Run<'_>, report: &RunReport) -> Result<(), Failure> {
    let writing = run.context.schema_writing;
    if report.done.is_empty() || !is_wanted(run, writing).await {
        return Ok(());
    }
    let Err(mut failure) = write(run).await else {
        return Ok(());
    };
    let interrupted = matches!(failure.kind, FailureKind::Interrupted { .. });
    if writing == SchemaWriting::Always || interrupted {
        failure.run = Some(report.clone());
        point_to_dump(&mut failure);
        return Err(failure);
    }
    let path = run.context.schema_file.display().to_string();
    let reason = reason(&failure);
    let warning = Warning::SchemaFileNotWritten { path, reason };
    run.watch.events.emit(Event::Warning(warning));
    Ok(())
}

/// The same run again has nothing to do, and writes no file.
fn point_to_dump(failure: &mut Failure) {
    if let FailureKind::Io { hint, .. } = &mut failure.kind {
        let dump = "`proj-migrate dump` writes the file then";
        *hint = Some(match hint.take() {
            Some(cure) => format!("{cure}; {dump}"),
            None => dump.to_owned(),
        });
    }
}

async fn is_wanted(run: &Run<'_>, writing: SchemaWriting) -> bool {
    match writing {
        SchemaWriting::Always => true,
        SchemaWriting::Never => false,
        SchemaWriting::WhenLocal => {
            run.target.hosts.iter().all(Host::is_local)
                && run.context.schema_file.exists()
                && !is_protected(run).await
        }
    }
}

/// A protected database counts as nobody's own; so does one that can't be asked.
async fn is_protected(run: &Run<'_>) -> bool {
    let found = read_protection(&run.session, run.survey.table.as_ref(), run.watch).await;
    !matches!(found, Ok(None))
}

async fn write(run: &Run<'_>) -> Result<(), Failure> {
    let Context {
        ledger,
        schema_file,
        ..
    } = run.context;
    let name = (run.survey.table.as_ref()).map_or_else(|| ledger.clone(), |table| table.name());
    let sight = Sight {
        ledger: &name,
        detail: Detail::Everything,
        patience: run.context.timeouts.lock_wait,
    };
    let survey = look(&run.session, sight, run.target, run.watch).await?;
    // What the file was asked for it keeps; one without text says nothing of that.
    let found = read_schema_file(schema_file).ok().flatten();
    let asked = found.map(|text| Asked::of(&text)).unwrap_or_default();
    let asked_for = asked.selection();
    let path = schema_file.display().to_string();
    let wish = Wish {
        selection: &Selection {
            platform: run.context.platform.or(asked_for.platform),
            ..asked_for
        },
        data: &asked.data,
        asker: Asker::File(&path),
    };
    let dumped = dumped((&run.session, &survey, ledger), wish, run.watch).await?;
    // Secrets and the platform's own are left out each time: that is said by `dump`.
    if !dumped.left_out.unreadable.is_empty() {
        let objects = dumped.left_out.unreadable.clone();
        run.watch
            .events
            .emit(Event::Warning(Warning::Unreadable(objects)));
    }
    let changed = write_schema_file(schema_file, &dumped.text).map_err(Failure::from)?;
    if changed {
        run.watch.events.emit(Event::SchemaFileWritten(path));
    }
    Ok(())
}

/// The failure in one line.
fn reason(failure: &Failure) -> String {
    match &failure.kind {
        FailureKind::Server {
            attempted,
            error: Some(error),
            ..
        } => format!("cannot {attempted}: {error}"),
        FailureKind::Io {
            attempted, reason, ..
        } => format!("cannot {attempted}: {reason}"),
        _ => failure.to_string(),
    }
}
