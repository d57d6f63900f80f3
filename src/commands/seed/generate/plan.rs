//! What comes before the first row: the connection, the tables with all that they refer to, and the
//! plan of their rows.

use super::{Destination, Request, Wanted};
use crate::commands::endpoint::Opened;
use crate::commands::load::{Wanted as Look1, connected, reach_and_look};
use crate::commands::lock_wait::Errand;
use crate::commands::prepare::{no_schema, refuse_standby};
use crate::commands::protection::refuse_protected;
use crate::commands::reading::Reading;
use crate::commands::seed::failures;
use crate::commands::seed::look::heed_pending;
use crate::commands::up::CreateDatabase;
use crate::generate::{Catalogue, Generation, Obstacle, Origin, Scope, Wish, scope};
use crate::outcome::{Event, Failure, FailureKind, GeneratedTable};
use crate::plan::{NamePart, Refusal, TableName, TableShape, Warning};
use crate::postgres::{
    Detail, LockKey, SeedRun, SeedTable, Session, Watch, read_present, read_shape, read_tables,
};
use crate::target::Target;

/// What a run begins with.
pub(super) struct Look {
    /// The connection.
    pub(super) session: Session,
    /// What it is a connection to.
    pub(super) target: Target,
    /// The lock that all runs share.
    pub(super) key: LockKey,
}

/// Connects, and refuses what must not be.
///
/// # Errors
/// Connection and ledger failures; a protected database; a standby; pending migrations where these
/// are refused.
pub(super) async fn look(
    request: &Request,
    reading: Reading,
    opened: &Opened,
    watch: Watch<'_>,
) -> Result<Look, Failure> {
    let context = &request.context;
    let wanted = Look1 {
        create: CreateDatabase::Never,
        detail: Detail::Checksums,
        errand: Errand::Work,
    };
    let (session, survey) = reach_and_look(context, &opened.target, wanted, watch).await?;
    let migrations = reading.finish_if_there().await?;
    watch
        .events
        .emit(Event::Connected(connected(&session, &survey)));
    heed_pending(request.pending, &migrations, &survey, watch)?;
    if request.destination == Destination::Database {
        refuse_protected("seed generate", context, (&session, &survey), watch).await?;
        refuse_standby(&survey.facts)?;
    }
    let (schema, table) = match &survey.table {
        Some(table) => (table.schema.clone(), table.table.clone()),
        None => {
            let schema = context.ledger.schema.clone();
            let schema = schema.or_else(|| survey.facts.current_schema.clone());
            (schema.ok_or_else(no_schema)?, context.ledger.table.clone())
        }
    };
    Ok(Look {
        session,
        target: opened.target.clone(),
        key: LockKey::of(&schema, &table),
    })
}

/// The plan of all rows.
pub(super) struct Planned {
    /// Makes them.
    pub(super) generation: Generation,
    /// The tables in their order.
    pub(super) tables: Vec<PlannedTable>,
}

/// A table that gets rows.
pub(super) struct PlannedTable {
    /// The table.
    pub(super) shape: TableShape,
    /// How many.
    pub(super) rows: u64,
    /// Why.
    pub(super) origin: Origin,
}

impl PlannedTable {
    /// What was made of it; how long that took is still to be told.
    pub(super) fn report(&self) -> GeneratedTable {
        GeneratedTable {
            table: self.shape.shown.clone(),
            rows: self.rows,
            pulled_in: self.origin == Origin::PulledIn,
            file: None,
            bytes: 0,
            duration_ms: 0,
        }
    }
}

/// Looks the tables up, reads what is known of them and plans their rows, in the transaction that is
/// open.
///
/// # Errors
/// There is no such table; there can't be such rows; the server's.
pub(super) async fn plan(
    request: &Request,
    run: &SeedRun<'_>,
    watch: Watch<'_>,
) -> Result<Planned, Failure> {
    let during = |error| failures::during("read the tables' constraints", error, watch);
    let mut wanted = Vec::new();
    for one in &request.wanted {
        wanted.push((shape(run, one, watch).await?.oid, one.rows));
    }
    let oids: Vec<u32> = wanted.iter().map(|(oid, _)| *oid).collect();
    let read = read_tables(run, &oids).await.map_err(during)?;
    let place = |oid: u32| read.oids.iter().position(|it| *it == oid);
    let wishes: Vec<Wish> = wanted
        .iter()
        .filter_map(|&(oid, rows)| {
            Some(Wish {
                table: place(oid)?,
                rows,
            })
        })
        .collect();
    let scope = scope(&read.catalogue, &wishes).map_err(refused)?;
    let present = read_present(run, &read.catalogue, &scope.reads)
        .await
        .map_err(during)?;
    let planned = Generation::plan(&read.catalogue, &scope, &present, request.choices);
    let generation = planned.map_err(refused)?;
    warn(&generation, &read.catalogue, watch);
    let tables = tables(run, &read.catalogue, &scope, watch).await?;
    Ok(Planned { generation, tables })
}

/// Rows that can't be made; nothing was changed.
pub(super) fn refused(obstacle: Obstacle) -> Failure {
    Failure::new(FailureKind::Refused(Refusal::NotGenerated {
        reason: obstacle.to_string(),
        cure: obstacle.cure(),
    }))
}

fn warn(generation: &Generation, catalogue: &Catalogue, watch: Watch<'_>) {
    for untested in generation.untested() {
        let table = catalogue.tables.get(untested.table);
        watch.events.emit(Event::Warning(Warning::NotUnderstood {
            table: table.map(|table| table.title()).unwrap_or_default(),
            constraint: untested.constraint.clone(),
            what: untested.what.clone(),
        }));
    }
}

async fn tables(
    run: &SeedRun<'_>,
    catalogue: &Catalogue,
    scope: &Scope,
    watch: Watch<'_>,
) -> Result<Vec<PlannedTable>, Failure> {
    let quoted = |text: &String| NamePart {
        text: text.clone(),
        quoted: true,
    };
    let mut tables = Vec::new();
    for share in &scope.shares {
        let Some(table) = catalogue.tables.get(share.table) else {
            continue;
        };
        let wanted = Wanted {
            table: TableName {
                schema: Some(quoted(&table.schema)),
                table: quoted(&table.name),
            },
            rows: share.rows,
        };
        tables.push(PlannedTable {
            shape: shape(run, &wanted, watch).await?,
            rows: share.rows,
            origin: share.origin,
        });
    }
    Ok(tables)
}

/// The table of this name.
async fn shape(
    run: &SeedRun<'_>,
    wanted: &Wanted,
    watch: Watch<'_>,
) -> Result<TableShape, Failure> {
    let name = wanted.table.to_string();
    let found = read_shape(run, &wanted.table).await;
    let found = found
        .map_err(|error| failures::during(&format!("look up the table {name}"), error, watch))?;
    let usage = |message, hint| Failure::new(FailureKind::Usage { message, hint });
    match found {
        SeedTable::Found(shape) if matches!(shape.kind.as_str(), "r" | "p") => Ok(*shape),
        SeedTable::Found(shape) => Err(usage(
            format!(
                "rows are made for ordinary and partitioned tables, and {} is neither",
                shape.shown
            ),
            None,
        )),
        SeedTable::Unknown(nearest) => Err(usage(
            format!("there is no table {name}"),
            nearest.map(|nearest| format!("did you mean {nearest}?")),
        )),
    }
}
