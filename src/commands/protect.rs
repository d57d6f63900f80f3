//! `protect`: marks the database, so that what would empty it must be meant; `--off` takes the
//! mark away.

use super::Context;
use super::database::on_database;
use super::endpoint::Opened;
use super::load::{Loaded, Wanted, reach_and_look};
use super::lock_wait::Errand;
use super::run::Run;
use super::up::CreateDatabase;
use super::{failures, prepare};
use crate::migration::Direction;
use crate::outcome::{Events, Failure, FailureKind, Outcome, ProtectReport};
use crate::plan::{Mark, Protection, Refusal};
use crate::postgres::{
    Detail, Prepared, Watch, database_sql, read_protection, settings_for_owner, write_protection,
};

const WANTED: Wanted = Wanted {
    create: CreateDatabase::Never,
    detail: Detail::Checksums,
    errand: Errand::Work,
};

/// What `protect` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// To protect, or no longer.
    pub mark: Mark,
}

/// Writes or removes the mark. The ledger is created where there is none.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    // No file is needed; what is wrong with them is no matter.
    on_database(&request.context, events, async |_, opened, watch| {
        mark(request, opened, watch).await
    })
    .await
}

async fn mark(request: &Request, opened: &Opened, watch: Watch<'_>) -> Result<Outcome, Failure> {
    let context = &request.context;
    let (session, survey) = reach_and_look(context, &opened.target, WANTED, watch).await?;
    let loaded = Loaded {
        files: Vec::new(),
        session,
        survey,
    };
    let mut run = Run::new(context, &opened.target, watch, Direction::Up, loaded);
    run.say_connected();
    if request.mark == Mark::Off {
        refuse_setting(&run).await?;
    }
    let changed = write(&mut run, request.mark).await?;
    Ok(Outcome::Protect(ProtectReport {
        database: run.survey.facts.database.clone(),
        protected: request.mark == Mark::On,
        changed,
    }))
}

/// A row is ours to remove; a superuser's setting isn't.
async fn refuse_setting(run: &Run<'_>) -> Result<(), Failure> {
    let found = read_protection(&run.session, run.survey.table.as_ref(), run.watch)
        .await
        .map_err(|error| failures::during("read whether the database is protected", error))?;
    if found != Some(Protection::Setting) {
        return Ok(());
    }
    let database = database_sql(&run.survey.facts.database);
    Err(Failure::new(FailureKind::Refused(
        Refusal::ProtectedBySetting { database },
    )))
}

/// Whether writing the mark changed something.
async fn write(run: &mut Run<'_>, mark: Mark) -> Result<bool, Failure> {
    prepare::refuse_standby(&run.survey.facts)?;
    loop {
        let Some(table) = run.survey.table.clone() else {
            if mark == Mark::Off {
                return Ok(false);
            }
            prepare::create(run).await?;
            run.look_again().await?;
            continue;
        };
        let timeouts = &run.context.timeouts;
        let written = write_protection(&run.session, &table, mark, timeouts, run.watch).await;
        let written = written.map_err(|error| {
            let name = format!("the settings table {}", table.settings_sql());
            failures::uncreated(&name, &settings_for_owner(&table), error)
        })?;
        match written {
            Prepared::Done { rows } => return Ok(rows > 0),
            Prepared::Changed => return Ok(false),
            Prepared::Busy => run.wait_for_lock(&table).await?,
        }
    }
}
