//! The run: all of it in one transaction under the lock.

use uuid::Uuid;

use super::attempts::Attempts;
use super::data_file::DataFile;
use super::decide::{Decided, decide_again};
use super::failures;
use super::group::{groups, load_group};
use super::load::Loaded;
use super::look::Look;
use super::reset::reset;
use super::scripts::run_script;
use super::sequences::move_forward;
use super::settle::{Doubt, Trace, settle};
use super::{Repeat, Request};
use crate::outcome::{
    EmptiedTable, Event, Failure, FailureKind, Outcome, RowsOf, SeedAction, SeedReport, SeededFile,
    SequenceMove,
};
use crate::plan::SeedState;
use crate::postgres::{
    Error, Facts, SeedRow, SeedRun, Watch, read_seed_ledger, record_seeds, seeds_for_owner,
};
use crate::target::Target;

/// Loads what is new or has changed.
///
/// # Errors
/// Every failure; nothing of the run is committed then, unless it says otherwise.
pub(super) async fn run(
    request: &Request,
    mut look: Look,
    target: &Target,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let steps = look
        .files
        .iter()
        .filter(|one| is_loaded(request, one))
        .count();
    if steps == 0 {
        return Ok(Outcome::Seed(report(
            &look.files,
            request,
            Done::default(),
            None,
        )));
    }
    watch.events.emit(Event::RunBegins { steps });
    let attempts = Attempts {
        timeouts: &request.context.timeouts,
        session: &look.session,
        key: look.key,
        search_path: target.search_path.as_deref(),
        watch,
    };
    let (done, run_id) = attempts
        .run(async |run| {
            let mut attempt = Attempt {
                request,
                run,
                watch,
                facts: &look.facts,
                run_id: Uuid::new_v4(),
                done: Done::default(),
            };
            let ended = attempt.work(&mut look.files, &look.ledger.schema).await;
            let run_id = match ended {
                Err(Failure {
                    kind: FailureKind::SeedUnknown { causes, .. },
                    ..
                }) => {
                    let run_id = attempt.run_id;
                    let schema = &look.ledger.schema;
                    let doubt = Doubt {
                        context: &request.context,
                        target,
                        key: look.key,
                        trace: Trace::Recorded { schema, run_id },
                    };
                    settle(&doubt, causes, watch).await?;
                    Some(run_id)
                }
                ended => ended?,
            };
            Ok((attempt.done, run_id))
        })
        .await?;
    Ok(Outcome::Seed(report(&look.files, request, done, run_id)))
}

fn is_loaded(request: &Request, one: &Decided) -> bool {
    request.repeat != Repeat::Changed || one.state != SeedState::Seeded
}

/// What a run has done so far.
#[derive(Default)]
struct Done {
    emptied: Vec<EmptiedTable>,
    files: Vec<SeededFile>,
    rows: Vec<SeedRow>,
    data: Vec<DataFile>,
    sequences: Vec<SequenceMove>,
}

/// One transaction.
struct Attempt<'a> {
    request: &'a Request,
    run: &'a SeedRun<'a>,
    watch: Watch<'a>,
    facts: &'a Facts,
    run_id: Uuid,
    done: Done,
}

impl Attempt<'_> {
    /// Everything up to COMMIT's answer; `None` when somebody else has done it meanwhile.
    async fn work(&mut self, files: &mut [Decided], schema: &str) -> Result<Option<Uuid>, Failure> {
        let ledger = read_seed_ledger(self.session(), schema, self.watch).await;
        let ledger = ledger.map_err(|error| self.during("read the ledger of seeds", error))?;
        // Others may have seeded while the lock was waited for.
        decide_again(files, &ledger, self.watch).await?;
        if !files.iter().any(|one| is_loaded(self.request, one)) {
            let ended = self.run.roll_back().await;
            ended.map_err(|error| self.during("roll back", error))?;
            return Ok(None);
        }
        if self.request.repeat == Repeat::Reset {
            self.done.emptied = reset(self.run, files, self.watch).await?;
        }
        let mut number = 0;
        for group in groups(files.iter().filter(|one| is_loaded(self.request, one))) {
            match group.as_slice() {
                [one] if !one.file.name.is_data() => {
                    let (row, report) = run_script(self.run, one, self.watch).await?;
                    self.done.rows.push(row);
                    self.done.files.push(report);
                }
                _ => {
                    let keys = &self.request.keys;
                    let loaded = load_group(
                        self.run,
                        &group,
                        (keys, self.facts),
                        self.watch,
                        &mut number,
                    );
                    for one in loaded.await? {
                        self.add(one);
                    }
                }
            }
            // A script may insert more rows into what files have filled.
            self.move_sequences().await?;
        }
        let checked = self.run.check_constraints().await;
        checked.map_err(|error| failures::of_any(&self.done.data, error, self.watch))?;
        let recorded = record_seeds(self.run, &ledger, self.run_id, &self.done.rows).await;
        recorded.map_err(|error| self.unrecorded(&ledger.schema, error))?;
        match self.run.commit().await {
            Ok(()) => Ok(Some(self.run_id)),
            Err(error) => Err(failures::of_commit(error, RowsOf::Files, self.watch)),
        }
    }

    fn add(&mut self, loaded: Loaded) {
        let counts = loaded.counts;
        let duration_ms = u64::try_from(loaded.duration.as_millis()).unwrap_or(u64::MAX);
        self.done.rows.push(SeedRow {
            file: loaded.file.file.name.file.clone(),
            checksum: loaded.checksum,
            counts: Some([
                counts.total,
                counts.inserted,
                counts.updated,
                counts.unchanged,
            ]),
            tables: Vec::new(),
            duration_ms,
        });
        self.done.files.push(SeededFile {
            file: loaded.file.file.name.file.clone(),
            action: loaded.action,
            table: Some(loaded.file.table.shown.clone()),
            rows: Some(counts),
            statements: None,
            bytes: loaded.bytes,
            duration_ms,
        });
        self.done.data.push(loaded.file);
    }

    async fn move_sequences(&mut self) -> Result<(), Failure> {
        let inserted = self.done.files.iter().zip(&self.done.rows);
        let has_inserted =
            inserted.filter(|(file, _)| file.rows.is_some_and(|rows| rows.inserted > 0));
        let names: Vec<&String> = has_inserted.map(|(file, _)| &file.file).collect();
        let mut oids: Vec<u32> = (self.done.data.iter())
            .filter(|file| names.contains(&&file.file.name.file))
            .map(|file| file.table.oid)
            .collect();
        oids.sort_unstable();
        oids.dedup();
        for moved in move_forward(self.run, &oids, self.watch).await? {
            let known = &mut self.done.sequences;
            known.retain(|before| before.sequence != moved.sequence);
            known.push(moved);
        }
        Ok(())
    }

    fn session(&self) -> &crate::postgres::Session {
        self.run.session()
    }

    fn during(&self, attempted: &str, error: Error) -> Failure {
        failures::during(attempted, error, self.watch)
    }

    fn unrecorded(&self, schema: &str, error: Error) -> Failure {
        let ddl = seeds_for_owner(schema);
        match error.sqlstate() {
            Some("42501") => {
                crate::commands::failures::uncreated("the ledger of seeds", &ddl, error)
            }
            _ => self.during("record what was loaded", error),
        }
    }
}

fn report(files: &[Decided], request: &Request, done: Done, run_id: Option<Uuid>) -> SeedReport {
    let is_done = |one: &Decided| {
        let name = &one.file.name.file;
        done.files.iter().any(|file| file.file == *name)
    };
    let left_out = (files.iter())
        .filter(|one| !is_done(one) && (run_id.is_none() || !is_loaded(request, one)))
        .map(|one| SeededFile {
            file: one.file.name.file.clone(),
            action: SeedAction::LeftOut,
            table: None,
            rows: None,
            statements: None,
            bytes: 0,
            duration_ms: 0,
        });
    let left_out: Vec<SeededFile> = left_out.collect();
    SeedReport {
        run_id,
        emptied: done.emptied,
        files: left_out.into_iter().chain(done.files).collect(),
        sequences: done.sequences,
    }
}
