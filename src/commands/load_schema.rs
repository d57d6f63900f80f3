//! `load`: makes the schema in an empty database from a schema file, instead of by the
//! migrations.

use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use tokio::sync::oneshot;

use super::context::Context;
use super::database::on_database;
use super::endpoint::Opened;
use super::failures;
use super::load::{Sight, Wanted, connected, look, reach_and_look};
use super::load_failures::not_loaded;
use super::lock_wait::{Errand, Patience};
use super::prepare::refuse_standby;
use super::protection::refuse_protected;
use super::up::CreateDatabase;
use crate::migration::{Script, Text};
use crate::outcome::{Event, Events, Failure, FailureKind, LoadReport, Loading, Majors, Outcome};
use crate::plan::{Onto, Refusal, Warning};
use crate::postgres::{
    Detail, Error, Load, Loaded, LockKey, NotLoaded, Session, Survey, Watch, Why,
    missing_extensions, run_load,
};
use crate::source::{read_script, read_script_from};

/// What `load` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Where the SQL comes from.
    pub source: Source,
    /// `--force` or not.
    pub onto: Onto,
    /// Whether a missing database is created.
    pub create: CreateDatabase,
}

/// Where the SQL of a load comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// What standard input is called in messages.
const STDIN: &str = "<stdin>";

/// Loads the schema file.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    on_database(&request.context, events, async |_, opened, watch| {
        // Before the server is asked: what is wrong with the file needs none to be told.
        let (shown, text) = match &request.source {
            Source::File(path) => (path.display().to_string(), read_script(path)?),
            Source::Stdin => (STDIN.to_owned(), stdin(watch).await?),
        };
        let script = Script::parse(&shown, text).map_err(|problems| {
            Failure::new(FailureKind::Files {
                problems,
                unreachable: None,
            })
        })?;
        load_script(request, &script, opened, watch).await
    })
    .await
}

/// All of standard input. A thread reads it, so that a signal is heard meanwhile.
async fn stdin(watch: Watch<'_>) -> Result<Text, Failure> {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        // Nobody listens any more after a signal.
        let _ = sender.send(read_script_from(std::io::stdin().lock(), STDIN));
    });
    let attempted = "read standard input";
    tokio::select! {
        signal = watch.interrupt.wait() => {
            Err(failures::during(attempted, Error::Interrupted(signal)))
        }
        read = receiver => match read {
            Ok(text) => Ok(text?),
            Err(_) => Err(Failure::new(FailureKind::Io {
                attempted: attempted.to_owned(),
                reason: "the reading thread panicked".to_owned(),
                hint: None,
            })),
        }
    }
}

async fn load_script(
    request: &Request,
    script: &Script,
    opened: &Opened,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let (context, target) = (&request.context, &opened.target);
    let wanted = Wanted {
        create: request.create,
        detail: Detail::Checksums,
        errand: Errand::Work,
    };
    let (session, survey) = reach_and_look(context, target, wanted, watch).await?;
    let began = Instant::now();
    watch
        .events
        .emit(Event::Connected(connected(&session, &survey)));
    refuse_standby(&survey.facts)?;
    match request.onto {
        Onto::Anything => {
            refuse_protected("load --force", context, (&session, &survey), watch).await?;
        }
        Onto::Nothing => refuse_versions(&survey)?,
    }
    refuse_missing_extensions(script, &session, watch).await?;
    let majors = Majors {
        file: script.major,
        server: session.server_major(),
    };
    if let Some((file, server)) = majors.different() {
        let path = script.path.clone();
        let warning = Warning::OtherMajor { path, file, server };
        watch.events.emit(Event::Warning(warning));
    }
    let schema = (survey.table.as_ref().map(|table| &table.schema))
        .or(context.ledger.schema.as_ref())
        .or(survey.facts.current_schema.as_ref());
    let load = Load {
        script,
        ledger: (
            schema.map_or("public", String::as_str),
            &context.ledger.table,
        ),
        onto: request.onto,
        timeouts: &context.timeouts,
        search_path: target.search_path.as_deref(),
    };
    watch.events.emit(Event::LoadBegins {
        path: script.path.clone(),
        statements: script.statements,
    });
    let loaded = run_when_free(&session, &load, (&survey, majors), watch).await?;
    let sight = Sight {
        ledger: &context.ledger,
        detail: Detail::Checksums,
        patience: context.timeouts.lock_wait,
    };
    let survey = look(&session, sight, target, watch).await?;
    if survey.ledger.rows.is_empty() {
        let path = script.path.clone();
        watch
            .events
            .emit(Event::Warning(Warning::NoVersions { path }));
    }
    let rows = &survey.ledger.rows;
    Ok(Outcome::Loaded(LoadReport {
        path: script.path.clone(),
        statements: script.statements,
        transactions: loaded.transactions,
        versions: rows.len(),
        unverified: rows.iter().filter(|row| row.checksum.is_none()).count(),
        duration_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    }))
}

/// Loads once nobody else holds the lock.
async fn run_when_free(
    session: &Session,
    load: &Load<'_>,
    (survey, majors): (&Survey, Majors),
    watch: Watch<'_>,
) -> Result<Loaded, Failure> {
    let mut patience = Patience::new(load.timeouts.lock_wait);
    loop {
        match run_load(session, load, watch).await {
            Ok(loaded) => return Ok(loaded),
            // Between two transactions somebody else may take the lock; what is committed then is
            // no state to go on from with another run's work in between.
            Err(NotLoaded {
                committed: 0,
                why: Why::Busy,
            }) => {
                let key = LockKey::of(load.ledger.0, load.ledger.1);
                patience.lock(session, key, watch).await?;
            }
            Err(NotLoaded {
                why: Why::NotEmpty(contents),
                ..
            }) => {
                return Err(refused(Refusal::NotEmpty {
                    database: survey.facts.database.clone(),
                    objects: contents.count,
                    named: contents.named,
                    versions: 0,
                }));
            }
            Err(stopped) => {
                let loading = Loading {
                    majors,
                    onto: load.onto,
                    extent: load.script.extent,
                };
                return Err(not_loaded(load.script, stopped, loading));
            }
        }
    }
}

/// A database with a history isn't empty, whatever became of its tables.
fn refuse_versions(survey: &Survey) -> Result<(), Failure> {
    match survey.ledger.rows.len() {
        0 => Ok(()),
        versions => Err(refused(Refusal::NotEmpty {
            database: survey.facts.database.clone(),
            objects: 0,
            named: Vec::new(),
            versions,
        })),
    }
}

/// All that the server lacks, told before anything runs.
async fn refuse_missing_extensions(
    script: &Script,
    session: &Session,
    watch: Watch<'_>,
) -> Result<(), Failure> {
    let names: Vec<&str> = (script.extensions.iter())
        .map(|extension| extension.name.as_str())
        .collect();
    let missing = missing_extensions(session, &names, watch)
        .await
        .map_err(|error| failures::during("look for the extensions that the file needs", error))?;
    let Some(first) = missing.first() else {
        return Ok(());
    };
    let found = script.extensions.iter().find(|one| one.name == *first);
    Err(refused(Refusal::MissingExtensions {
        location: found.map(|extension| extension.location.clone()),
        names: missing,
        major: session.server_major().unwrap_or_default(),
    }))
}

fn refused(refusal: Refusal) -> Failure {
    Failure::new(FailureKind::Refused(refusal))
}
