//! `status`: one row per version with its state. Creates nothing, writes nothing.

use super::Context;
use super::database::on_database;
use super::dump::{Wish, dumped};
use super::dump_names::Asker;
use super::endpoint::Opened;
use super::failures;
use super::load::{Loaded, Sight, Wanted, connected, load, look, unseen};
use super::lock_wait::Errand;
use super::reading::Reading;
use super::up::CreateDatabase;
use crate::outcome::{
    Event, Events, Failure, FailureKind, Outcome, StatusExit, StatusReport, StatusRow,
};
use crate::plan::{Entry, PartialRow, history, status_warnings};
use crate::postgres::{Detail, LockKey, Watch, read_holder};
use crate::schema::Selection;
use crate::target::LedgerName;

const WANTED: Wanted = Wanted {
    create: CreateDatabase::Never,
    detail: Detail::Everything,
    errand: Errand::Look,
};

/// What `status` was asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The shared settings.
    pub context: Context,
    /// Whether the schema is read, too, to tell its fingerprint.
    pub fingerprint: Fingerprint,
    /// Whether the states decide the exit status.
    pub exit: StatusExit,
}

/// Whether a fingerprint is wanted: it takes reading the whole schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fingerprint {
    /// Yes: a program asks.
    Wanted,
    /// No.
    Unwanted,
}

/// Reads the history.
///
/// # Errors
/// See [`crate::outcome::FailureKind`].
pub async fn run(request: &Request, events: &dyn Events) -> Result<Outcome, Failure> {
    on_database(&request.context, events, async |reading, opened, watch| {
        read_status(request, reading, opened, watch).await
    })
    .await
}

/// The rows of the progress table. While a run holds the lock they tell what it is doing, and
/// are no longer the ledger's: only what was there before and after a moment at which nobody
/// held the lock stopped midway.
async fn at_work_or_stopped(
    context: &Context,
    loaded: &mut Loaded,
    opened: &Opened,
    watch: Watch<'_>,
) -> Result<Vec<PartialRow>, Failure> {
    loop {
        let partial = loaded.survey.ledger.partial.clone();
        let Some(table) = loaded.survey.table.as_ref().filter(|_| !partial.is_empty()) else {
            return Ok(partial);
        };
        let key = LockKey::of_ledger(table);
        let holder = read_holder(&loaded.session, key, watch).await;
        let holder = holder.map_err(|error| failures::during("look at the lock", error))?;
        if holder.is_some() {
            loaded.survey.ledger.partial.clear();
            return Ok(partial);
        }
        let sight = Sight {
            ledger: &context.ledger,
            detail: WANTED.detail,
            patience: WANTED.errand.patience(context.timeouts.lock_wait),
        };
        loaded.survey = look(&loaded.session, sight, &opened.target, watch).await?;
        if loaded.survey.ledger.partial == partial {
            return Ok(partial);
        }
    }
}

async fn read_status(
    request: &Request,
    reading: Reading,
    opened: &Opened,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let context = &request.context;
    let mut loaded = load(reading, context, opened, WANTED, watch).await?;
    let partial = at_work_or_stopped(context, &mut loaded, opened, watch).await?;
    let history = history(&loaded.files, &loaded.survey.ledger);
    let unseen = unseen(&loaded.survey);
    for warning in unseen
        .into_iter()
        .chain(status_warnings(&history, &loaded.files))
    {
        watch.events.emit(Event::Warning(warning));
    }
    let row = |entry: Entry| {
        let file = entry.file.and_then(|index| loaded.files.get(index));
        let row = entry.row;
        let name = file.map(|file| file.name.name.clone());
        StatusRow {
            progress: partial
                .iter()
                .find(|partial| partial.version.same_number(&entry.version))
                .cloned(),
            name: name
                .or_else(|| row.as_ref().and_then(|row| row.name.clone()))
                .unwrap_or_default(),
            version: entry.version,
            state: entry.state,
            applied_at: row.as_ref().and_then(|row| row.applied_at),
            applied_by: row.as_ref().and_then(|row| row.applied_by.clone()),
            duration_ms: row.as_ref().and_then(|row| row.duration_ms),
            release: row.as_ref().and_then(|row| row.release.clone()),
            path: file.map(|file| file.path.clone()),
        }
    };
    let fingerprint = match request.fingerprint {
        Fingerprint::Unwanted => None,
        Fingerprint::Wanted => {
            let selection = Selection::without(context.platform);
            fingerprint(&loaded, (&context.ledger, &selection), watch).await?
        }
    };
    Ok(Outcome::Status(StatusReport {
        fingerprint,
        connected: connected(&loaded.session, &loaded.survey),
        versions: history.entries.into_iter().map(row).collect(),
        exit: request.exit,
    }))
}

/// The schema's hash; `None` where it can't be told.
async fn fingerprint(
    loaded: &Loaded,
    (ledger, selection): (&LedgerName, &Selection),
    watch: Watch<'_>,
) -> Result<Option<String>, Failure> {
    let everything = Wish {
        selection,
        data: &[],
        asker: Asker::Typed,
    };
    let seen = (&loaded.session, &loaded.survey, ledger);
    match dumped(seen, everything, watch).await {
        Ok(dumped) => Ok(Some(dumped.fingerprint)),
        Err(failure) if matches!(failure.kind, FailureKind::Interrupted { .. }) => Err(failure),
        // The states are what was asked for.
        Err(_) => Ok(None),
    }
}
