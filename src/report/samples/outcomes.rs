//! Every outcome.

use chrono::{DateTime, TimeZone, Utc};
use uuid::Uuid;

use super::{Twist, dumps, loads, version};
use crate::migration::Direction;
use crate::outcome::Frame;
use crate::outcome::{
    Connected, CorrectedRow, CorrectionReport, DatabaseAction, DatabaseReport, EmptiedTable,
    GenerateReport, GeneratedTable, ListPurpose, ListedSeed, LockMode, NewReport, Outcome,
    PlanReport, PlannedStep, ProtectReport, Rewrite, RunReport, RunStep, SeedAction, SeedCounts,
    SeedList, SeedReport, SeededFile, SequenceMove, StatusExit, StatusReport, StatusRow,
    TrialReport, TriedLock, TriedStatement, TriedStep, WaitReport,
};
use crate::plan::{ChangeKind, EditKind, Origin, PartialRow, RunNote, SeedState, State};

/// At least one of each, with a name.
pub(in crate::report) fn outcomes(t: Twist) -> Vec<(&'static str, Outcome)> {
    let up = run_report(t, Direction::Up);
    let mut all = vec![
        (
            "new",
            Outcome::New(NewReport {
                path: t("db/migrations/0004_x.sql"),
                version: version("0004"),
            }),
        ),
        ("down", Outcome::Run(run_report(t, Direction::Down))),
        ("up --dry-run=execute", Outcome::Trial(trial(t, up.clone()))),
        (
            "up --dry-run=execute, nothing to do",
            Outcome::Trial(TrialReport::unseen(RunReport {
                run_id: None,
                done: Vec::new(),
                left: Vec::new(),
                rolled_back: true,
                ..up.clone()
            })),
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
        ("seed", Outcome::Seed(seed_report(t))),
        (
            "seed, nothing to do",
            Outcome::Seed(SeedReport {
                run_id: None,
                emptied: Vec::new(),
                files: (seed_report(t).files.into_iter()).take(1).collect(),
                sequences: Vec::new(),
            }),
        ),
        (
            "seed --list",
            Outcome::SeedList(seed_list(t, ListPurpose::Look)),
        ),
        (
            "seed --dry-run",
            Outcome::SeedList(seed_list(t, ListPurpose::Plan)),
        ),
    ];
    all.extend(dumps::dumped(t));
    all.extend(loads::loaded(t));
    all.push(("status", Outcome::Status(status(t))));
    all.push(("seed generate", Outcome::Generated(generated(t, None))));
    let file = Some("db/seeds/dev/1_app.users.csv");
    all.push((
        "seed generate --out",
        Outcome::Generated(generated(t, file)),
    ));
    all
}

/// One asked for, and one pulled in.
fn generated(t: Twist, file: Option<&str>) -> GenerateReport {
    let table = |pulled_in| GeneratedTable {
        table: t("app.users"),
        rows: 1_000,
        pulled_in,
        file: file.map(t),
        bytes: 54_321,
        duration_ms: 12,
    };
    GenerateReport {
        seed: 1,
        tables: vec![table(true), table(false)],
        sequences: match file {
            Some(_) => Vec::new(),
            None => seed_report(t).sequences,
        },
    }
}

/// One left out, and one of each that isn't.
fn seed_report(t: Twist) -> SeedReport {
    let file = |file: &str, action, rows: Option<[u64; 4]>| SeededFile {
        file: t(file),
        action,
        table: rows.map(|_| t("app.users")),
        rows: rows.map(|[total, inserted, updated, unchanged]| SeedCounts {
            total,
            inserted,
            updated,
            unchanged,
        }),
        statements: (action == SeedAction::Ran).then_some(3),
        bytes: 1_234,
        duration_ms: 12,
    };
    SeedReport {
        run_id: Some(Uuid::from_u128(7)),
        emptied: vec![EmptiedTable {
            table: t("app.users"),
            rows: 4_200,
        }],
        files: vec![
            file("01_roles.csv", SeedAction::LeftOut, None),
            file(
                "02_users.csv",
                SeedAction::Loaded,
                Some([1_000, 1_000, 0, 0]),
            ),
            file("03_links.sql", SeedAction::Ran, None),
            file("dev/users.ndjson", SeedAction::Merged, Some([10, 3, 2, 5])),
        ],
        sequences: vec![SequenceMove {
            sequence: t("app.users_id_seq"),
            column: t("app.users.id"),
            value: 1_000,
        }],
    }
}

fn seed_list(t: Twist, purpose: ListPurpose) -> SeedList {
    let listed = |file: &str, state, action| ListedSeed {
        file: t(file),
        set: file.split_once('/').map(|(set, _)| t(set)),
        state,
        table: (!file.ends_with("sql")).then(|| t("app.users")),
        action: (purpose == ListPurpose::Plan).then_some(action),
        rows: (state == SeedState::Seeded).then_some(1_000),
        seeded_at: (state == SeedState::Seeded).then(|| Utc.timestamp_nanos(0)),
        is_awaited: file == "05_made.csv",
    };
    SeedList {
        emptied: match purpose {
            ListPurpose::Look => Vec::new(),
            ListPurpose::Plan => vec![EmptiedTable {
                table: t("app.users"),
                rows: 1_000,
            }],
        },
        seeds: vec![
            listed("01_roles.csv", SeedState::Seeded, SeedAction::LeftOut),
            listed("02_users.csv", SeedState::Changed, SeedAction::Merged),
            listed("03_more.csv", SeedState::New, SeedAction::Loaded),
            listed("04_links.sql", SeedState::New, SeedAction::Ran),
            listed("05_made.csv", SeedState::New, SeedAction::Loaded),
            listed("dev/users.ndjson", SeedState::Missing, SeedAction::Merged),
        ],
        purpose,
    }
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
        frame: sql.is_some().then(|| frame(t, transaction)),
    };
    PlanReport {
        direction: Direction::Up,
        head: sql.is_some().then(|| t("\\set ON_ERROR_STOP on\n")),
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
        fingerprint: Some("sha256:00".to_owned()),
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

fn trial(t: Twist, run: RunReport) -> TrialReport {
    let lock = |table: &str, mode| TriedLock {
        table: t(table),
        mode,
        held_us: 8_400,
    };
    let alter = TriedStatement {
        statement: 1,
        text: t("alter table app.users add column token uuid default gen_random_uuid() not null"),
        duration_us: 7_900,
        locks: vec![
            lock("app.users", LockMode::AccessExclusive),
            lock("app.teams", LockMode::AccessShare),
        ],
        rewrites: vec![Rewrite {
            table: t("app.users"),
            bytes: Some(3_500_000),
        }],
    };
    let insert = TriedStatement {
        statement: 2,
        text: t("insert into app.teams (name)"),
        duration_us: 310,
        locks: vec![lock("app.teams", LockMode::RowExclusive)],
        rewrites: Vec::new(),
    };
    let tried = run.done.iter().map(|step| TriedStep {
        version: step.version.clone(),
        statements: vec![alter.clone(), insert.clone()],
    });
    TrialReport {
        tried: tried.collect(),
        moved_sequences: vec![t("app.teams_id_seq")],
        run: RunReport {
            run_id: None,
            left: Vec::new(),
            rolled_back: true,
            ..run
        },
    }
}

fn frame(t: Twist, transaction: bool) -> Frame {
    match transaction {
        true => Frame {
            begin: t("begin"),
            check: t("select pg_try_advisory_xact_lock(1)"),
            end: t("insert into schema_migrations (version) values ('0001');commit"),
            ..Frame::default()
        },
        false => Frame {
            begin: t("select pg_try_advisory_lock(1)"),
            check: t("set lock_timeout = 1000"),
            around_concurrently: [t("set lock_timeout = 0"), t("set lock_timeout = 1000")],
            end: t("begin;insert into schema_migrations (version) values ('0001');commit"),
            ..Frame::default()
        },
    }
}
