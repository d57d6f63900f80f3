//! Before anything is loaded: the files, the connection, what is pending, what the ledger of seeds
//! knows.

use std::path::Path;

use super::decide::{Decided, decide};
use super::{Action, Repeat, Request};
use crate::commands::endpoint::Opened;
use crate::commands::failures;
use crate::commands::load::{Wanted, connected, reach_and_look};
use crate::commands::lock_wait::Errand;
use crate::commands::prepare::no_schema;
use crate::commands::protection::refuse_protected;
use crate::commands::reading::Reading;
use crate::commands::up::CreateDatabase;
use crate::migration::{MigrationFile, similar};
use crate::outcome::{Event, Failure, FailureKind};
use crate::plan::{GivenKey, Order, Refusal, SeedContent, State, Warning, history};
use crate::postgres::{
    Detail, Facts, LockKey, SeedLedger, Session, Survey, Watch, read_seed_ledger,
};
use crate::source::{LeftSeed, SeedFile, find_seeds};

/// What a seeding run begins with.
pub(super) struct Look {
    /// The connection.
    pub(super) session: Session,
    /// Where, and as whom.
    pub(super) facts: Facts,
    /// The lock that all runs share.
    pub(super) key: LockKey,
    /// The ledger of seeds.
    pub(super) ledger: SeedLedger,
    /// The files selected, the root's first; of a list all.
    pub(super) files: Vec<Decided>,
}

/// Finds the files, connects, and refuses what must not be.
///
/// # Errors
/// No seeds folder, an unknown set; connection and ledger failures; a protected database; pending
/// migrations with `--strict`.
pub(super) async fn look(
    request: &Request,
    reading: Reading,
    opened: &Opened,
    watch: Watch<'_>,
) -> Result<Look, Failure> {
    let context = &request.context;
    let Selected {
        files: selected,
        left,
    } = selected(request)?;
    heed_keys(&request.keys, &selected)?;
    let wanted = Wanted {
        create: CreateDatabase::Never,
        detail: Detail::Checksums,
        errand: match request.action {
            Action::List => Errand::Look,
            Action::Run | Action::Plan => Errand::Work,
        },
    };
    let (session, survey) = reach_and_look(context, &opened.target, wanted, watch).await?;
    let migrations = reading.finish_if_there().await?;
    watch
        .events
        .emit(Event::Connected(connected(&session, &survey)));
    for LeftSeed { shown, why, .. } in left {
        let warning = Warning::SeedPassedOver { path: shown, why };
        watch.events.emit(Event::Warning(warning));
    }
    if request.action != Action::List {
        heed_pending(request.pending, &migrations, &survey, watch)?;
    }
    if request.action == Action::Run {
        if let Some(command) = dangerous(request) {
            refuse_protected(&command, context, (&session, &survey), watch).await?;
        }
        crate::commands::prepare::refuse_standby(&survey.facts)?;
    }
    let (schema, table) = match &survey.table {
        Some(table) => (table.schema.clone(), table.table.clone()),
        None => {
            let schema = context.ledger.schema.clone();
            let schema = schema.or_else(|| survey.facts.current_schema.clone());
            (schema.ok_or_else(no_schema)?, context.ledger.table.clone())
        }
    };
    let ledger = read_seed_ledger(&session, &schema, watch)
        .await
        .map_err(|error| failures::during("read the ledger of seeds", error))?;
    let files = decide(selected, &ledger, watch).await?;
    Ok(Look {
        session,
        facts: survey.facts,
        key: LockKey::of(&schema, &table),
        ledger,
        files,
    })
}

/// What was asked for.
struct Selected {
    files: Vec<SeedFile>,
    /// What lies beside them and looks like seeds.
    left: Vec<LeftSeed>,
}

/// The root's files, then those of the sets asked for; all there are, for a list without sets.
fn selected(request: &Request) -> Result<Selected, Failure> {
    let seeds = find_seeds(&request.seeds_dir)?;
    for set in &request.sets {
        if !seeds.sets.contains(set) {
            return Err(unknown_set(&request.seeds_dir, set, &seeds.sets));
        }
    }
    let mut sets = request.sets.clone();
    if sets.is_empty() && request.action == Action::List {
        sets.clone_from(&seeds.sets);
    }
    let of_set = |set: Option<&str>| -> Vec<SeedFile> {
        let files = seeds.files.iter();
        let own = files.filter(|file| file.name.set.as_deref() == set);
        own.cloned().collect()
    };
    let mut selected = of_set(None);
    for (index, set) in sets.iter().enumerate() {
        if !sets.iter().take(index).any(|earlier| earlier == set) {
            selected.extend(of_set(Some(set)));
        }
    }
    let is_selected = |left: &LeftSeed| match &left.set {
        None => true,
        Some(set) => sets.contains(set),
    };
    Ok(Selected {
        files: selected,
        left: seeds.left.into_iter().filter(is_selected).collect(),
    })
}

/// A key for a table that no file goes to would be a slip that nobody notices.
fn heed_keys(keys: &[GivenKey], files: &[SeedFile]) -> Result<(), Failure> {
    let tables = || {
        files.iter().filter_map(|file| match &file.name.content {
            SeedContent::Data { table, .. } => table.as_ref(),
            SeedContent::Sql => None,
        })
    };
    let is_unused = |key: &&GivenKey| !tables().any(|table| table.may_be(&key.table));
    let Some(unused) = keys.iter().find(is_unused) else {
        return Ok(());
    };
    let mut known: Vec<String> = tables().map(ToString::to_string).collect();
    known.sort();
    known.dedup();
    let table = &unused.table;
    Err(Failure::new(FailureKind::Usage {
        message: format!("`--key {table}=…` is for a table that no seed file goes to"),
        hint: Some(match known.is_empty() {
            true => "it is for data files, and none is selected".to_owned(),
            false => format!("the seed files go to {}", known.join(", ")),
        }),
    }))
}

fn unknown_set(folder: &Path, set: &str, sets: &[String]) -> Failure {
    let hint = match similar(set, sets, |one| one) {
        Some(similar) => format!("did you mean {similar}? sets: {}", sets.join(", ")),
        None if !sets.is_empty() => format!("sets: {}", sets.join(", ")),
        None => "a set is a sub-folder of the seeds folder, and there is none".to_owned(),
    };
    Failure::new(FailureKind::Usage {
        message: format!("there is no set `{set}` in {}", folder.display()),
        hint: Some(hint),
    })
}

/// What a protected database is to be spared, as typed.
fn dangerous(request: &Request) -> Option<String> {
    let reset = match request.repeat {
        Repeat::Reset => " --reset",
        Repeat::Changed | Repeat::Force => "",
    };
    let sets: String = request.sets.iter().map(|set| format!(" {set}")).collect();
    let added = format!("{sets}{reset}");
    (!added.is_empty()).then(|| format!("seed{added}"))
}

/// Migrations that are still to come may make what the seeds need.
pub(super) fn heed_pending(
    order: Order,
    migrations: &[MigrationFile],
    survey: &Survey,
    watch: Watch<'_>,
) -> Result<(), Failure> {
    let seen = history(migrations, &survey.ledger);
    let is_open = |state| matches!(state, State::Pending | State::OutOfOrder | State::Partial);
    let pending: Vec<String> = (seen.entries.iter())
        .filter(|entry| is_open(entry.state))
        .map(|entry| entry.label.clone())
        .collect();
    if pending.is_empty() {
        return Ok(());
    }
    if order == Order::Strict {
        return Err(Failure::new(FailureKind::Refused(Refusal::Pending(
            pending,
        ))));
    }
    let warning = Warning::PendingMigrations(pending);
    watch.events.emit(Event::Warning(warning));
    Ok(())
}
