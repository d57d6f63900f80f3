//! Rows straight into their tables, all of them in one transaction.

use std::time::Instant;

use bytes::Bytes;

use super::plan::{Look, Planned, plan, refused};
use super::{PIECE_BYTES, Request};
use crate::commands::seed::attempts::Attempts;
use crate::commands::seed::failures;
use crate::commands::seed::sequences::move_forward;
use crate::commands::seed::settle::{Doubt, Trace, settle};
use crate::generate::{Form, Obstacle};
use crate::outcome::{
    Beat, Event, Failure, FailureKind, GenerateReport, GeneratedTable, Outcome, RowsOf,
    SeedProgress,
};
use crate::postgres::{CopyOf, CopyTarget, Error, SeedRun, Watch};

/// Makes and loads the rows.
///
/// # Errors
/// Every failure; nothing is committed then, unless it says otherwise.
pub(super) async fn run(
    request: &Request,
    look: &Look,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let attempts = Attempts {
        timeouts: &request.context.timeouts,
        session: &look.session,
        key: look.key,
        search_path: look.target.search_path.as_deref(),
        watch,
    };
    let report = attempts.run(async |run| {
        let report = work(request, run, watch).await?;
        commit(request, look, run, watch).await?;
        Ok(report)
    });
    report.await.map(Outcome::Generated)
}

async fn work(
    request: &Request,
    run: &SeedRun<'_>,
    watch: Watch<'_>,
) -> Result<GenerateReport, Failure> {
    let mut planned = plan(request, run, watch).await?;
    watch.events.emit(Event::RunBegins {
        steps: planned.tables.len(),
    });
    let mut report = GenerateReport {
        seed: request.choices.seed,
        tables: Vec::new(),
        sequences: Vec::new(),
    };
    for place in 0..planned.tables.len() {
        report
            .tables
            .push(load(&mut planned, place, run, watch).await?);
    }
    let oids: Vec<u32> = planned.tables.iter().map(|table| table.shape.oid).collect();
    report.sequences = move_forward(run, &oids, watch).await?;
    let during = |attempted: &str, error| failures::during(attempted, error, watch);
    let checked = run.check_constraints().await;
    checked.map_err(|error| during("satisfy the deferred constraints", error))?;
    Ok(report)
}

/// Commits. Generated rows are recorded nowhere, so that only the transaction's own id tells whether
/// a COMMIT that wasn't answered took effect.
async fn commit(
    request: &Request,
    look: &Look,
    run: &SeedRun<'_>,
    watch: Watch<'_>,
) -> Result<(), Failure> {
    let id = run.transaction_id().await;
    let id = id.map_err(|error| failures::during("commit", error, watch))?;
    let Err(error) = run.commit().await else {
        return Ok(());
    };
    let failure = failures::of_commit(error, RowsOf::Generation, watch);
    let FailureKind::SeedUnknown { causes, .. } = failure.kind else {
        return Err(failure);
    };
    let doubt = Doubt {
        context: &request.context,
        target: &look.target,
        key: look.key,
        trace: Trace::Transaction(&id),
    };
    settle(&doubt, causes, watch).await
}

/// Why a table's rows weren't loaded.
enum Unloaded {
    Server(Error),
    Obstacle(Obstacle),
}

impl From<Error> for Unloaded {
    fn from(error: Error) -> Self {
        Self::Server(error)
    }
}

async fn load(
    planned: &mut Planned,
    place: usize,
    run: &SeedRun<'_>,
    watch: Watch<'_>,
) -> Result<GeneratedTable, Failure> {
    let Planned { generation, tables } = planned;
    let Some(table) = tables.get(place) else {
        return Err(Failure::new(FailureKind::Io {
            attempted: "make rows".to_owned(),
            reason: "a table has no plan".to_owned(),
            hint: None,
        }));
    };
    let shown = table.shape.shown.clone();
    watch.events.emit(Event::SeedBegins(shown.clone()));
    let began = Instant::now();
    let columns = generation.columns(place).to_vec();
    let mut told = Told::new(shown.clone(), table.rows, began);
    let of = CopyOf {
        target: CopyTarget::Table(&table.shape),
        columns: &columns,
    };
    let copied = run
        .copy(&of, async || {
            let mut piece = Vec::with_capacity(PIECE_BYTES + 1024);
            let made = generation.write_rows(place, Form::CopyText, &mut piece, PIECE_BYTES);
            let made = made.map_err(Unloaded::Obstacle)?;
            told.add(made.rows, piece.len() as u64, watch);
            Ok((!piece.is_empty()).then(|| Bytes::from(piece)))
        })
        .await;
    match copied {
        // A trigger may have left rows out.
        Ok(rows) => Ok(GeneratedTable {
            rows,
            bytes: told.bytes,
            duration_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            ..table.report()
        }),
        Err(Unloaded::Obstacle(obstacle)) => Err(refused(obstacle)),
        Err(Unloaded::Server(error)) => {
            let attempted = format!("load the rows made for {shown}; nothing was changed");
            Err(failures::during(&attempted, error, watch))
        }
    }
}

/// What is told of a table at work.
struct Told {
    table: String,
    wanted: u64,
    rows: u64,
    bytes: u64,
    began: Instant,
    last: Instant,
}

impl Told {
    fn new(table: String, wanted: u64, began: Instant) -> Self {
        Self {
            table,
            wanted,
            rows: 0,
            bytes: 0,
            began,
            last: began,
        }
    }

    /// Counts what was made; once a second it is told.
    fn add(&mut self, rows: u64, bytes: u64, watch: Watch<'_>) {
        self.rows += rows;
        self.bytes += bytes;
        if self.last.elapsed().as_secs() == 0 || self.rows == 0 {
            return;
        }
        self.last = Instant::now();
        let all = u128::from(self.bytes) * u128::from(self.wanted) / u128::from(self.rows);
        let progress = SeedProgress {
            file: self.table.clone(),
            rows: self.rows,
            bytes: self.bytes,
            of_bytes: u64::try_from(all).unwrap_or(u64::MAX),
            elapsed: self.began.elapsed(),
        };
        let beat = Beat::Second;
        watch.events.emit(Event::SeedProgress { progress, beat });
    }
}
