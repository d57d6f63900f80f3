//! `--list` and `--dry-run`: nothing is written, no lock is taken.

use std::collections::HashMap;

use super::decide::Decided;
use super::failures;
use super::group::{Absent, groups, ordered, resolve};
use super::look::Look;
use super::reset::would_empty;
use super::{Repeat, Request};
use crate::outcome::{Failure, ListPurpose, ListedSeed, Outcome, SeedAction, SeedList};
use crate::plan::{SeedContent, SeedState};
use crate::postgres::{SeedRun, Watch, has_rows};
use crate::target::Target;

/// Every file with its state; with the files that the ledger knows and nobody finds any more.
pub(super) fn list(request: &Request, look: &Look) -> Outcome {
    let mut seeds: Vec<ListedSeed> = look.files.iter().map(listed).collect();
    let is_listed = |set: Option<&str>| match set {
        None => true,
        Some(set) => request.sets.is_empty() || request.sets.iter().any(|asked| asked == set),
    };
    for record in &look.ledger.records {
        let set = record.file.split_once('/').map(|(set, _)| set);
        let is_there = look
            .files
            .iter()
            .any(|one| one.file.name.file == record.file);
        if !is_there && is_listed(set) {
            seeds.push(ListedSeed {
                file: record.file.clone(),
                set: set.map(str::to_owned),
                state: SeedState::Missing,
                table: None,
                action: None,
                rows: record.rows,
                seeded_at: record.seeded_at,
                is_awaited: false,
            });
        }
    }
    Outcome::SeedList(SeedList {
        emptied: Vec::new(),
        seeds,
        purpose: ListPurpose::Look,
    })
}

fn listed(one: &Decided) -> ListedSeed {
    let name = &one.file.name;
    ListedSeed {
        file: name.file.clone(),
        set: name.set.clone(),
        state: one.state,
        table: match &name.content {
            SeedContent::Data { table, .. } => table.as_ref().map(ToString::to_string),
            SeedContent::Sql => None,
        },
        action: None,
        rows: one.record.as_ref().and_then(|record| record.rows),
        seeded_at: one.record.as_ref().and_then(|record| record.seeded_at),
        is_awaited: false,
    }
}

/// What a run would do, in its order. Headers are read, tables looked up.
///
/// # Errors
/// Bad files; the server's.
pub(super) async fn plan(
    request: &Request,
    look: &Look,
    target: &Target,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let search_path = target.search_path.as_deref();
    let run = SeedRun::new(&look.session, watch, &request.context.timeouts, search_path);
    let begun = run.begin_looking().await;
    begun.map_err(|error| failures::during("look at the tables", error, watch))?;
    let planned = planned(request, look, &run, watch).await;
    let ended = run.roll_back().await;
    let planned = planned?;
    ended.map_err(|error| failures::during("look at the tables", error, watch))?;
    Ok(Outcome::SeedList(planned))
}

async fn planned(
    request: &Request,
    look: &Look,
    run: &SeedRun<'_>,
    watch: Watch<'_>,
) -> Result<SeedList, Failure> {
    let emptied = match request.repeat {
        Repeat::Reset => would_empty(run, &look.files, watch).await?,
        Repeat::Changed | Repeat::Force => Vec::new(),
    };
    let is_left_out =
        |one: &&Decided| one.state == SeedState::Seeded && request.repeat == Repeat::Changed;
    let left_out = look.files.iter().filter(is_left_out).map(|one| ListedSeed {
        action: Some(SeedAction::LeftOut),
        ..listed(one)
    });
    let mut seeds: Vec<ListedSeed> = left_out.collect();
    // A second file of one table finds the rows of the first.
    let mut filled: HashMap<u32, bool> = HashMap::new();
    let mut absent = Absent::Refused;
    for group in groups(look.files.iter().filter(|one| !is_left_out(one))) {
        if let [one] = group.as_slice()
            && !one.file.name.is_data()
        {
            seeds.push(ListedSeed {
                action: Some(SeedAction::Ran),
                ..listed(one)
            });
            absent = Absent::Awaited;
            continue;
        }
        let resolved = resolve(run, &group, absent, watch).await?;
        for file in ordered(resolved.files)?.files {
            let oid = file.table.oid;
            let has_rows = match filled.get(&oid) {
                Some(_) => true,
                None if request.repeat == Repeat::Reset => false,
                None => has_rows(run, &file.table).await.map_err(|error| {
                    failures::during(&format!("look into {}", file.table.shown), error, watch)
                })?,
            };
            filled.insert(oid, true);
            let action = match has_rows {
                true => SeedAction::Merged,
                false => SeedAction::Loaded,
            };
            let is_of_it = |one: &&&Decided| one.file.name.file == file.file.name.file;
            seeds.extend(group.iter().find(is_of_it).map(|one| ListedSeed {
                action: Some(action),
                table: Some(file.table.shown.clone()),
                ..listed(one)
            }));
        }
        let is_awaited = |one: &&&Decided| resolved.awaited.contains(&one.file.name.file);
        seeds.extend(group.iter().filter(is_awaited).map(|one| ListedSeed {
            action: Some(SeedAction::Loaded),
            is_awaited: true,
            ..listed(one)
        }));
    }
    Ok(SeedList {
        emptied,
        seeds,
        purpose: ListPurpose::Plan,
    })
}
