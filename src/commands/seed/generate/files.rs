//! `--out`: rows as seed files, which `seed` loads.

use std::path::Path;
use std::time::Instant;

use super::plan::{Look, Planned, plan, refused};
use super::{PIECE_BYTES, Request};
use crate::commands::seed::failures;
use crate::generate::{Form, Rest};
use crate::outcome::{Event, Failure, FailureKind, GenerateReport, GeneratedTable, Outcome};
use crate::postgres::{SeedRun, Watch};
use crate::source::SeedFiles;

/// Makes the rows and writes them into `folder`. The database is only looked at.
///
/// # Errors
/// There can't be such rows; a file is there already or can't be written; a signal. No file is left
/// then.
pub(super) async fn run(
    request: &Request,
    look: &Look,
    folder: &Path,
    watch: Watch<'_>,
) -> Result<Outcome, Failure> {
    let timeouts = &request.context.timeouts;
    let run = SeedRun::new(
        &look.session,
        watch,
        timeouts,
        look.target.search_path.as_deref(),
    );
    let during = |error| failures::during("look at the tables", error, watch);
    run.begin_looking().await.map_err(during)?;
    let planned = plan(request, &run, watch).await;
    let ended = run.roll_back().await;
    let mut planned = planned?;
    ended.map_err(during)?;
    watch.events.emit(Event::RunBegins {
        steps: planned.tables.len(),
    });
    let mut files = SeedFiles::begin(folder)?;
    let mut report = GenerateReport {
        seed: request.choices.seed,
        tables: Vec::new(),
        sequences: Vec::new(),
    };
    for place in 0..planned.tables.len() {
        let written = write(&mut planned, place, &mut files, watch).await?;
        report.tables.extend(written);
    }
    files.finish()?;
    Ok(Outcome::Generated(report))
}

async fn write(
    planned: &mut Planned,
    place: usize,
    files: &mut SeedFiles,
    watch: Watch<'_>,
) -> Result<Option<GeneratedTable>, Failure> {
    let width = planned.tables.len().to_string().len();
    let Planned { generation, tables } = planned;
    let Some(table) = tables.get(place) else {
        return Ok(None);
    };
    let shown = &table.shape.shown;
    if shown.contains(['/', '\0']) {
        return Err(Failure::new(FailureKind::Usage {
            message: format!("no file can have the name of the table {shown}"),
            hint: Some("without --out its rows are loaded".to_owned()),
        }));
    }
    let began = Instant::now();
    watch.events.emit(Event::SeedBegins(shown.clone()));
    let path = files.create(&format!("{:0width$}_{shown}.csv", place + 1))?;
    let mut piece = Vec::with_capacity(PIECE_BYTES + 1024);
    generation.write_header(place, &mut piece);
    let mut bytes = 0;
    loop {
        let made = generation
            .write_rows(place, Form::Csv, &mut piece, PIECE_BYTES)
            .map_err(refused)?;
        files.write(&piece)?;
        bytes += piece.len() as u64;
        piece.clear();
        // A signal is heard only while others may run.
        tokio::task::yield_now().await;
        let checked = watch.check();
        checked.map_err(|error| failures::during("write the seed files", error, watch))?;
        if made.rest == Rest::Nothing {
            break;
        }
    }
    Ok(Some(GeneratedTable {
        file: Some(path.display().to_string()),
        bytes,
        duration_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        ..table.report()
    }))
}
