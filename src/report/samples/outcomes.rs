//! Every outcome.

use chrono::{DateTime, TimeZone, Utc};
use uuid::Uuid;

use super::{Twist, version};
use crate::migration::Direction;
use crate::outcome::{
    Connected, CorrectedRow, CorrectionReport, DatabaseAction, DatabaseReport, NewReport, Outcome,
    PlanReport, PlannedStep, ProtectReport, RunReport, RunStep, StatusExit, StatusReport,
    StatusRow, WaitReport,
};
use crate::plan::{ChangeKind, EditKind, Origin, PartialRow, RunNote, State};

/// At least one of each, with a name.
pub(in crate::report) fn outcomes(t: Twist) -> Vec<(&'static str, Outcome)> {
    let up = run_report(t, Direction::Up);
    vec![
        (
            "new",
            Outcome::New(NewReport {
                path: t("db/migrations/0004_x.sql"),
                version: version("0004"),
            }),
        ),
        ("down", Outcome::Run(run_report(t, Direction::Down))),
        (
            "up --dry-run=execute",
            Outcome::Run(RunReport {
                rolled_back: true,
                left: Vec::new(),
                ..up.clone()
            }),
        ),
        (
            "up, nothing to do",
            Outcome::Run(RunReport {
                run_id: None,
                done: Vec::new(),
                left: Vec::new(),
                ..up
            }),
        ),
        ("up --dry-run", Outcome::Plan(plan(t, None))),
        (
            "up --dry-run=sql",
            Outcome::Plan(plan(t, Some(t("create table users ();\n\n")))),
        ),
        ("redo", Outcome::Run(redone(t))),
        (
            "create",
            Outcome::Database(database(t, DatabaseAction::Create, true)),
        ),
        (
            "create, there already",
            Outcome::Database(database(t, DatabaseAction::Create, false)),
        ),
        (
            "drop",
            Outcome::Database(database(t, DatabaseAction::Drop, true)),
        ),
        (
            "drop, not there",
            Outcome::Database(database(t, DatabaseAction::Drop, false)),
        ),
        ("wait", Outcome::Wait(wait(t))),
        ("protect", Outcome::Protect(protect(t, true))),
        ("protect --off", Outcome::Protect(protect(t, false))),
        ("repair", Outcome::Corrected(corrected(t))),
        (
            "repair, nothing to do",
            Outcome::Corrected(CorrectionReport {
                done: Vec::new(),
                log: None,
                reason: None,
                ..corrected(t)
            }),
        ),
        ("status", Outcome::Status(status(t))),
    ]
}

/// One reverted and applied again.
fn redone(t: Twist) -> RunReport {
    let mut report = run_report(t, Direction::Up);
    report.left.clear();
    for (step, direction) in report.done.iter_mut().zip([Direction::Down, Direction::Up]) {
        step.label = t("0002_add_x");
        step.direction = direction;
    }
    report
}

fn database(t: Twist, action: DatabaseAction, changed: bool) -> DatabaseReport {
    DatabaseReport {
        database: t("shop"),
        action,
        changed,
    }
}

fn wait(t: Twist) -> WaitReport {
    WaitReport {
        host: t("localhost:5432"),
        waited_ms: 3_100,
    }
}

fn protect(t: Twist, protected: bool) -> ProtectReport {
    ProtectReport {
        database: t("shop"),
        protected,
        changed: true,
    }
}

/// Two steps done, two left, the first of which is the one that failed in the samples.
pub(in crate::report) fn run_report(t: Twist, direction: Direction) -> RunReport {
    let step = |number: &str, name: &str, origin, duration_ms| RunStep {
        version: version(number),
        label: t(&format!("{number}_{name}")),
        direction,
        origin,
        duration_ms,
    };
    RunReport {
        direction,
        run_id: Some(Uuid::from_u128(7)),
        done: vec![
            step("0001", "create_users", Origin::File, 12),
            step("0002", "add_x", Origin::Stored, 65_000),
        ],
        left: vec![t("0003_add_tasks"), t("0004_add_indexes")],
        rolled_back: false,
    }
}

fn corrected(t: Twist) -> CorrectionReport {
    let row = |number: &str, action, edit| CorrectedRow {
        version: version(number),
        label: t(&format!("{number}_x")),
        action,
        edit,
    };
    CorrectionReport {
        done: vec![
            row("0001", ChangeKind::Restamp, Some(EditKind::DownOnly)),
            row("0002", ChangeKind::Restamp, None),
            row("0003", ChangeKind::Forget, None),
            row("0004", ChangeKind::MarkApplied, None),
            row("0005", ChangeKind::Baseline, None),
        ],
        unchanged: vec![t("0006_y"), t("0007_z")],
        log: Some(t("app.schema_migrations_log")),
        reason: Some(t("the file says what the database has")),
    }
}

fn plan(t: Twist, sql: Option<String>) -> PlanReport {
    let step = |origin, transaction, statements| PlannedStep {
        version: version("0001"),
        label: t("0001_create_users"),
        path: t("db/migrations/0001_create_users.sql"),
        origin,
        statements,
        transaction,
        sql: sql.clone().map(Into::into),
    };
    PlanReport {
        direction: Direction::Up,
        steps: vec![step(Origin::File, true, 1), step(Origin::Stored, false, 5)],
    }
}

fn status(t: Twist) -> StatusReport {
    let states = [
        (State::Applied, "create_users"),
        (State::Modified, "add_x"),
        (State::Missing, "日本語"),
        (State::Unverified, ""),
        (State::OutOfOrder, "late"),
        (State::Partial, "add_indexes"),
        (State::Pending, "more"),
        (State::Future, "newer"),
    ];
    StatusReport {
        connected: Connected {
            host: t("localhost:5432"),
            database: t("shop"),
            role: t("app"),
            encryption: None,
            ledger: Some(t("app.schema_migrations")),
        },
        versions: (1..)
            .zip(states)
            .map(|(number, (state, name))| row(t, number, state, name))
            .collect(),
        exit: StatusExit::ByState,
    }
}

fn row(t: Twist, number: u32, state: State, name: &str) -> StatusRow {
    let applied = matches!(
        state,
        State::Applied | State::Modified | State::Missing | State::Future
    );
    let at: DateTime<Utc> = Utc.with_ymd_and_hms(2024, 5, 6, 7, 8, 9).unwrap();
    StatusRow {
        version: version(&format!("{number:04}")),
        name: if name.is_empty() {
            String::new()
        } else {
            t(name)
        },
        state,
        applied_at: applied.then_some(at),
        applied_by: applied.then(|| t("app")),
        duration_ms: applied.then_some(1_250),
        release: (state == State::Applied).then(|| t("1.4.2")),
        path: Some(t(&format!("db/migrations/{number:04}_{name}.sql"))),
        progress: (state == State::Partial).then(|| PartialRow {
            version: version("0006"),
            direction: Direction::Up,
            statements: 5,
            statements_done: 2,
            statement_begun: Some(3),
            error: Some(t("deadlock detected\nDETAIL: none of it")),
            note: RunNote::default(),
        }),
    }
}
